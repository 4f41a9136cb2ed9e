/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that lost their document: a draft or registered document that got another name leaves those of the old one behind.
 *
 * Another document of the same run may have got that name, so they are looked at when all is made and committed: only what is still the file
 * that the document left, and that the register names no more, goes. A run that is killed before leaves them. */
#ifndef PZ_BATCH_LEFTOVER_H
#define PZ_BATCH_LEFTOVER_H

#include "store/register.h"

struct pz_leftover {
    const char *path, *digest; /* SHA-256 it had when it was made */
    const struct pz_leftover *next;
};

/* The files of this edition, all formats and its PDF, put before `rest`, in the arena. */
const struct pz_leftover *pz_leftover_of(const struct pz_register_brief *brief, const struct pz_leftover *rest,
                                         struct pz_arena *arena);
/* The list put before `rest`, copied into the arena. */
const struct pz_leftover *pz_leftover_copy(const struct pz_leftover *list, const struct pz_leftover *rest, struct pz_arena *arena);
/* Remove them. What cannot be read or removed stays. Errors: E-STORE-…, E-SYS-001. */
int pz_leftover_remove(const struct pz_leftover *list, struct pz_store *store, struct pz_error *err);

#endif
