/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run that died leaves behind: temporary files beside their targets. */
#ifndef PZ_BATCH_SWEEP_H
#define PZ_BATCH_SWEEP_H

#include <stddef.h>

#include "base/error.h"

/* Remove files and folders named «.….tmp» below the folder, which nobody else may be writing in (hold the lock). *removed: how many, may be NULL.
 * A missing folder is success. Errors: E-SYS-007. */
int pz_sweep_temporary(const char *folder, size_t *removed, struct pz_error *err);
/* Remove regular files directly in the folder that were last changed before `before` (seconds since 1970). */
int pz_sweep_old(const char *folder, int64_t before, size_t *removed, struct pz_error *err);

#endif
