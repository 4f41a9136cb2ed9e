/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small embedded table: lines of fields separated by tabs; lines that begin with # and empty ones are left out. */
#ifndef PZ_DELIVER_TABLE_H
#define PZ_DELIVER_TABLE_H

#include <stddef.h>

#include "base/arena.h"

enum { PZ_TABLE_FIELDS = 6 };

struct pz_table_row {
    const char *f[PZ_TABLE_FIELDS]; /* missing ones are "" */
};
struct pz_table {
    struct pz_table_row *v;
    size_t n;
};

/* Rows and texts live in the arena. */
struct pz_table pz_table_read(const char *text, size_t len, struct pz_arena *arena);
/* The first row whose first field is this one; NULL when there is none. */
const struct pz_table_row *pz_table_find(const struct pz_table *table, const char *first);

#endif
