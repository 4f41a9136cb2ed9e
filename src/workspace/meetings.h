/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meetings out of spreadsheets in the shape that definitions give them, so that documents do not tell them apart. Inside src/workspace
 * only. */
#ifndef PZ_WORKSPACE_MEETINGS_H
#define PZ_WORKSPACE_MEETINGS_H

#include "workspace/internal.h"

/* The meeting of that code from the store; none when there is none. */
int pz_meeting_stored(const struct pz_workspace *ws, struct pz_reader *reader, const char *code, struct pz_arena *arena,
                      struct pz_value *out, struct pz_error *err);

#endif
