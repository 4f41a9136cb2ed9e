/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of runs for monitoring: one JSON object a line, appended. */
#ifndef PZ_BATCH_LOG_H
#define PZ_BATCH_LOG_H

#include "batch/run.h"

/* Append what came of a run; failure: its error, PZ_OK when there was none. Lines beyond 4 MB push the file to «.1».
 * Errors: E-SYS-004. */
int pz_run_log(const char *path, const struct pz_run_options *options, const struct pz_run_result *result,
               const struct pz_error *failure, struct pz_error *err);

#endif
