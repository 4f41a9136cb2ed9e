/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer's place: PATH-lock beside the database, held by flock, says who holds it. It is gone when the writer is.
 * Internal to src/store. */
#ifndef PZ_STORE_LOCK_H
#define PZ_STORE_LOCK_H

#include "base/error.h"

/* For who met a busy database without a lock of his own: E-STORE-002 with what the holder wrote, -1; 0 when no run of this program is at work. */
int lock_tell(const char *database, struct pz_error *err);
/* *fd and *path (the caller's, pz_free) on success. Errors: E-STORE-002 with what the holder wrote. */
int lock_take(int *fd, char **path, const char *database, struct pz_error *err);
/* What others will read. */
int lock_say(int fd, const char *text, struct pz_error *err);
/* Remove and let go; fd -1 is fine. Frees path. */
void lock_drop(int fd, char *path);

#endif
