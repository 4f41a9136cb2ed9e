/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the register found by document: what a run, the signer and the site ask for each job. */
#ifndef PZ_BATCH_EDITIONS_H
#define PZ_BATCH_EDITIONS_H

#include "store/register.h"

/* What the register holds of one document. */
struct pz_editions {
    const struct pz_register_row *row;        /* the newest edition */
    const struct pz_register_row *protected_; /* the newest signed or published one; NULL: none. May be row itself */
};

struct pz_editions_index {
    struct pz_map *by_key;
    struct pz_editions *v;
};

/* Index of n rows, which stay borrowed; memory from the arena. */
void pz_editions_index(struct pz_editions_index *index, const struct pz_register_row *rows, size_t n, struct pz_arena *arena);
/* NULL: the register does not know the document. key: its organisation's code or "". */
const struct pz_editions *pz_editions_find(const struct pz_editions_index *index, const char *id, const char *key,
                                           struct pz_arena *arena);

#endif
