/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions in the texts of recommendations. Inside src/workspace only. */
#ifndef PZ_WORKSPACE_ADVICE_H
#define PZ_WORKSPACE_ADVICE_H

#include "workspace/internal.h"

/* Evaluate the texts of all recommendations that hang in a value of the store (problem, evidence, action, metric, expected) in place, each
 * with `item`, the result it answers. Texts without tags cost nothing. Errors: E-TPL-… with the cell of the text. */
int pz_advice_expand(struct pz_context *x, struct pz_value v, struct pz_arena *arena, struct pz_error *err);

#endif
