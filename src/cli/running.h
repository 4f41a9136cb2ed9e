/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run with its progress bar, findings and closing words; for `run` and for commands after which documents have to follow. */
#ifndef PZ_CLI_RUNNING_H
#define PZ_CLI_RUNNING_H

#include "batch/run.h"
#include "cli/cli.h"

/* task: filled in but for the callbacks. Returns the exit code. */
int cli_run_task(struct cli *cli, struct pz_run_options *task);

/* Everything a run of the workspace in this folder would make, rendered from its data and written nowhere. doubts: what forms were
 * doubtful, or NULL. Errors: E-CLI-031 no workspace here, and those of pz_run. */
int cli_rehearse(const struct cli *cli, struct pz_doubts *doubts, struct pz_diags *diags, struct pz_error *err);

#endif
