/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4), over libcrypto. Digests are text everywhere: 64 lower-case hexadecimal digits and a NUL. */
#ifndef PZ_BASE_DIGEST_H
#define PZ_BASE_DIGEST_H

#include <stddef.h>

#include "base/error.h"

enum { PZ_DIGEST_SIZE = 65 };

/* Of len bytes in memory. Errors: E-SYS-008 (libcrypto refused). */
int pz_digest(char out[PZ_DIGEST_SIZE], const void *data, size_t len, struct pz_error *err);
/* Of a file, read in pieces. Errors: E-SYS-002 cannot open or read, E-SYS-008. */
int pz_digest_file(char out[PZ_DIGEST_SIZE], const char *path, struct pz_error *err);

/* In steps: begin, add as often as wanted, end. A failure on the way is remembered and reported by the end, which releases everything. */
struct pz_digest_stream {
    void *context; /* NULL after a failure */
};
void pz_digest_begin(struct pz_digest_stream *d);
void pz_digest_add(struct pz_digest_stream *d, const void *data, size_t len);
int pz_digest_end(struct pz_digest_stream *d, char out[PZ_DIGEST_SIZE], struct pz_error *err);

/* Bytes as lower-case hexadecimal; out holds 2 * len + 1. */
void pz_hex(char *out, const void *data, size_t len);

#endif
