/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the files of an edition are those the register knows: nothing is signed, published or found good that was changed beside the
 * program; and whether there still is a register. */
#ifndef PZ_BATCH_INTACT_H
#define PZ_BATCH_INTACT_H

#include "store/register.h"

/* Compare source, PDF and other formats with their digests; what is signed is left to the verification of its signature.
 * 1: as they were made; 0: something is changed or gone and reported with its file (E-SIGN-019 of a signed or published edition, else
 * E-SIGN-046); -1: a file cannot be read. */
int pz_intact_check(const struct pz_register_row *row, struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err);

/* The database and the documents of the workspace that is the current folder. An emptied file is no new one when documents lie there: their
 * numbers are gone with it. Before the database is opened, because SQLite would remove its log. Errors: E-RUN-016. */
int pz_intact_database(const char *database, const char *documents, struct pz_error *err);

#endif
