/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking of a zlib stream (RFC 1950) in memory, with a bound. */
#ifndef PZ_ZIP_INFLATE_H
#define PZ_ZIP_INFLATE_H

#include "base/buf.h"

/* Append at most max_bytes of what the stream holds; 0, or -1 when it is damaged or holds more (what was read until then is in out). */
int pz_inflate(struct pz_buf *out, const void *data, size_t len, size_t max_bytes);

#endif
