/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside this folder only: noting a doubt. */
#ifndef PZ_RUSSIAN_DOUBTS_H
#define PZ_RUSSIAN_DOUBTS_H

#include "russian/approved.h"

/* text and guess need no NUL: len and guess_len bytes of them are copied. */
void pz_doubts_add(struct pz_doubts *doubts, const struct pz_doubt *what, size_t len, size_t guess_len);

#endif
