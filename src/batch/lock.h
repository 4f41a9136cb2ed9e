/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One writer at a time in a workspace: a lock file that the system releases when its holder dies, with a line that says who holds it.
 * The line is read by people and by the message the second run gives; the lock itself is flock(2). */
#ifndef PZ_BATCH_LOCK_H
#define PZ_BATCH_LOCK_H

#include <stdbool.h>

#include "base/error.h"

struct pz_lock;

/* Take the lock `path` (made when missing). shared: others that share it may hold it too, as shards of one run do; the line is of the last one.
 * command: what is being done, «prikaz run». time, who: as in struct pz_stamp.
 * wait_ms: how long to wait for another holder: 0 not at all, -1 for ever. waiting (may be NULL) is called once, with the holder's line,
 * before waiting begins.
 * Errors: PZ_SYSTEM E-RUN-010 held by another (the message says who, since when), E-RUN-011 the file cannot be made. */
int pz_lock_take(struct pz_lock **out, const char *path, bool shared, const char *command, const char *time, const char *who,
                 long wait_ms, void (*waiting)(void *self, const char *holder), void *self, struct pz_error *err);
/* NULL is fine. */
void pz_lock_release(struct pz_lock *lock);

#endif
