/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run with its progress bar, findings and closing words; for `run` and for commands after which documents have to follow. */
#ifndef PZ_CLI_RUNNING_H
#define PZ_CLI_RUNNING_H

#include "batch/run.h"
#include "cli/cli.h"

/* task: filled in but for the callbacks. Returns the exit code. */
int cli_run_task(struct cli *cli, struct pz_run_options *task);

#endif
