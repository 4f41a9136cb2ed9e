/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clerk's confirmed forms for commands that work without a workspace's definitions. */
#ifndef PZ_CLI_APPROVED_H
#define PZ_CLI_APPROVED_H

#include "russian/approved.h"

/* The list at `path`; where that is NULL approved/forms.csv of this folder, else the one beside the folder of `near` (a template in a
 * workspace's templates/), else none: *out stays NULL. Rows that are wrong go to diags. Errors: E-SYS-002, memory. */
int cli_approved(struct pz_approved **out, const char *path, const char *near, struct pz_diags *diags, struct pz_error *err);

#endif
