/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clerk's answers: which organisation a spelling means. A CSV whose first columns are «как написано» and «код»; «-» means: none of ours, an empty
 * code: not answered yet (ingest/questions.h writes such lines). An answer wins over every comparison of names. */
#ifndef PZ_INGEST_ANSWERS_H
#define PZ_INGEST_ANSWERS_H

#include "ingest/match.h"

#define PZ_ANSWERS_FILE "approved/организации.csv"

/* Read the file into the matcher; a missing file is no error. Codes that are not known are reported (W-DATA-068). -1 when the system fails;
 * a bad file is reported. */
int pz_answers_load(struct pz_matcher *matcher, const char *path, struct pz_diags *diags, struct pz_error *err);

#endif
