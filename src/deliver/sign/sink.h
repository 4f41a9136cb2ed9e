/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder or a ZIP being filled, which appears under its name as a whole or not at all. It gets the list of its digests (deliver/sums.h),
 * sealed by NAME.sha256 beside it. */
#ifndef PZ_DELIVER_SIGN_SINK_H
#define PZ_DELIVER_SIGN_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pz_sink;

int pz_sink_open(struct pz_sink **out, const char *path, bool folder, struct pz_error *err);
/* name: relative, with slashes; one that ends with a slash is an empty folder. */
int pz_sink_add(struct pz_sink *sink, const char *name, const void *data, size_t len, struct pz_error *err);
int pz_sink_add_file(struct pz_sink *sink, const char *name, const char *path, struct pz_error *err);
/* Put everything in its place; what was there before is replaced. */
int pz_sink_commit(struct pz_sink *sink, struct pz_error *err);
/* Without a commit nothing stays. */
void pz_sink_close(struct pz_sink *sink);

#endif
