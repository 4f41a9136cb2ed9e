/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks of work under way in `.prikaz`: one that is still there when other work begins tells that its own died, and that temporary files may
 * lie about. Hold the lock of the workspace. */
#ifndef PZ_BATCH_MARK_H
#define PZ_BATCH_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The mark of a run, or of shard K of N (shards: 0 without them). */
void pz_mark_of_run(char *out, size_t size, unsigned shard, unsigned shards);
/* Whether a run was cut short, undivided or a shard. */
bool pz_mark_run_found(void);
/* What work that died left in output/ and .prikaz goes, if there is any mark. Errors: E-SYS-007. */
int pz_mark_sweep(struct pz_error *err);
/* All is done: every mark goes. */
void pz_mark_remove_all(void);

/* Signing and publishing: sweep, then set the mark of work on output/; end removes it. Errors: E-SYS-004, E-SYS-007. */
int pz_mark_output_begin(struct pz_error *err);
void pz_mark_output_end(void);

#endif
