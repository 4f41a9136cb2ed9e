/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying folders. */
#ifndef PZ_BATCH_COPY_H
#define PZ_BATCH_COPY_H

#include <stddef.h>

#include "base/error.h"

/* Copy every regular file below `from` to the same place below `to`, folders made as needed; hidden files and symbolic links are left out, and
 * files that are there already stay as they are. only: extensions to copy, NULL-terminated («docx»), NULL: all. *copied: how many.
 * Errors: E-SYS-002, 004, 005. */
int pz_copy_tree(const char *from, const char *to, const char *const *only, size_t *copied, struct pz_error *err);

#endif
