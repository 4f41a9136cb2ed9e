/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA256SUMS: the digests of all files of a package or of an edition of the site, as sha256sum(1) writes and checks them:
 *
 *     DIGEST  NAME          one file a line; NAME relative, with slashes
 *
 * The list itself is known by a digest kept outside: NAME.sha256 beside the ZIP or beside the folder. So one changed byte anywhere is
 * found, and the file it stands in is named. */
#ifndef PZ_DELIVER_SUMS_H
#define PZ_DELIVER_SUMS_H

#include "base/value.h"
#include "deliver/tree.h"

#define PZ_SUMS "SHA256SUMS"

/* Append the line of one file; of bytes. */
void pz_sums_add(struct pz_buf *sums, const char *digest, const char *name);
int pz_sums_add_bytes(struct pz_buf *sums, const char *name, const void *data, size_t len, struct pz_error *err);

/* Write PATH.sha256 with the digest of `file`, which it calls by its last name. */
int pz_sums_seal(const char *path, const char *file, struct pz_error *err);

/* Compare every file with the list: E-SUMS-001 changed, 002 gone, 003 not in the list, 004 the list is gone or no list, each at
 * ROOT/NAME. The list itself, or the ZIP, is compared with the digest in the file `seal`; without such a file W-SUMS-005, or E-SUMS-006
 * where it always lies beside (seal_needed): whoever changed a file could have made the list anew.
 * 0: compared, whatever was found; -1: cannot be read at all. */
int pz_sums_check(const struct pz_tree *tree, const char *seal, bool seal_needed, struct pz_arena *arena, struct pz_diags *diags,
                  struct pz_error *err);

#endif
