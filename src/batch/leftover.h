/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that lost their document: a draft or registered document that got another name leaves those of the old one behind.
 *
 * Another document of the same run may have got that name, so they are looked at when all is made and committed: only what is still the file
 * that the document left, and that the register names no more, goes. They are noted in a file before the commit, so that what a run noted
 * that was killed goes with the next one; shards note, the merge removes. */
#ifndef PZ_BATCH_LEFTOVER_H
#define PZ_BATCH_LEFTOVER_H

#include "store/register.h"

struct pz_leftover {
    const char *path, *digest; /* SHA-256 it had when it was made */
    const struct pz_leftover *next;
};

/* The files of this edition, all formats and its PDF, in the arena. */
const struct pz_leftover *pz_leftover_of(const struct pz_register_brief *brief, struct pz_arena *arena);
/* Append to what is noted; an empty list notes nothing. To be flushed by the caller before the register forgets the names.
 * Errors: E-SYS-004. */
int pz_leftover_note(const struct pz_leftover *list, struct pz_error *err);
/* Remove what is noted and is nobody's, then the note. What cannot be read or removed stays. Errors: E-STORE-…, E-SYS-…. */
int pz_leftover_remove(struct pz_store *store, struct pz_error *err);

#endif
