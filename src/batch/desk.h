/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents of a workspace with all that is known of each: its job (from the definitions) and its row (from the register). What
 * signing and publication work on. */
#ifndef PZ_BATCH_DESK_H
#define PZ_BATCH_DESK_H

#include "store/register.h"
#include "workspace/workspace.h"

struct pz_desk_item {
    const struct pz_job *job;
    const struct pz_register_row *row;        /* the newest edition */
    const struct pz_register_row *protected_; /* the newest signed or published one; NULL: none. May be row itself */
};

struct pz_desk {
    struct pz_job_list jobs;
    struct pz_desk_item *v; /* in the order of the definitions; documents never made are left out */
    size_t n;
    /* Every edition of these documents; of all in the register, also of those no definition names any more, when none were chosen. */
    const struct pz_register_row *rows;
    size_t rows_n;
};

/* Everything in the arena. ids: NULL-terminated, NULL: all. Findings of definitions go to diags. */
int pz_desk_load(struct pz_desk *desk, const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids,
                 struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err);
/* «приказ» of "order", as the definitions name the kind; the kind itself where they do not. In the arena. */
const char *pz_desk_kind_title(const struct pz_workspace *ws, const char *kind, struct pz_arena *arena);

#endif
