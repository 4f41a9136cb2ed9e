/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small tables embedded in the program: tabs between fields, «#» begins a comment line. Inside src/ingest only. */
#ifndef PZ_INGEST_TSV_H
#define PZ_INGEST_TSV_H

#include "base/arena.h"

enum { PZ_TSV_FIELDS = 8 };

/* Called for each line; fields are in the arena and may be written to. */
typedef void (*pz_tsv_fn)(void *self, struct pz_arena *arena, char **fields, size_t n);
void pz_tsv_read(struct pz_arena *arena, const char *text, size_t len, pz_tsv_fn fn, void *self);

#endif
