/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack the program needs, claimed when it starts: one that finds no room to grow later ends the process without a word. */
#ifndef PZ_CLI_STACK_H
#define PZ_CLI_STACK_H

#include "base/error.h"

/* Raise a small limit where that is allowed, and let the stack grow once as far as it will be wanted.
 * Errors: E-CLI-046 `ulimit -s` is too small; E-SYS-001. */
int cli_stack_claim(struct pz_error *err);

#endif
