/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same remark about many files, said once: what it says, how many they are, the names of the first. */
#ifndef PZ_BATCH_GATHER_H
#define PZ_BATCH_GATHER_H

#include "base/error.h"
#include "base/value.h"

enum { PZ_GATHER_NAMED = 8 }; /* more names than these nobody reads in a line */

struct pz_gather {
    struct pz_arena *arena;
    struct pz_map *by_text; /* text of the remark → number of its group */
    struct pz_gather_group {
        const char *text, *files[PZ_GATHER_NAMED];
        size_t n; /* files in all */
    } * v;
    size_t n, cap;
};

/* text and file are kept by reference, until the report. Memory that runs out goes to the arena's trap. */
void pz_gather_add(struct pz_gather *gather, const char *text, const char *file);
/* One diagnostic a text, in the order they came, at the first of its files. */
void pz_gather_report(const struct pz_gather *gather, const char *id, struct pz_diags *diags);

#endif
