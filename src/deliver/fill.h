/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An embedded text or XML template filled in once. */
#ifndef PZ_DELIVER_FILL_H
#define PZ_DELIVER_FILL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"
#include "template/program.h"

/* Append the rendering of `text` over `context`; name: for messages. Errors: E-TPL-… with place. */
int pz_fill(struct pz_buf *out, const char *text, size_t len, const char *name, const struct pz_format *format,
            struct pz_map *context, struct pz_arena *arena, struct pz_error *err);

#endif
