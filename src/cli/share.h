/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes with the program as files: the sample workspace, the stock templates. */
#ifndef PZ_CLI_SHARE_H
#define PZ_CLI_SHARE_H

#include "base/error.h"

/* The path of `name` («samples/prirechensk»): below PREFIX/share/prikaz beside the program, in the source tree of a build, or where the
 * program was configured to be installed. Errors: PZ_SYSTEM E-CLI-036 it is nowhere. */
int cli_share_path(struct pz_buf *out, const char *name, struct pz_error *err);

#endif
