/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ZIP archive of ordinary files being written: members in the order added, all with one fixed time, so that the same members give
 * the same bytes. (Documents have a writer of their own, on the render path.) */
#ifndef PZ_ZIP_ARCHIVE_H
#define PZ_ZIP_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pz_archive;

/* Errors of all: E-ZIP-010 (cannot be written; libzip's code kept). */
int pz_archive_new(struct pz_archive **out, const char *path, struct pz_error *err);
/* The bytes are copied. pack: deflate; else they are stored. A name that ends with a slash is an empty folder. */
int pz_archive_add(struct pz_archive *archive, const char *name, const void *data, size_t len, bool pack, struct pz_error *err);
/* The file is read when the archive is finished. */
int pz_archive_add_file(struct pz_archive *archive, const char *name, const char *path, bool pack, struct pz_error *err);
/* Write beside the target, flush, rename. The archive is freed in any case. */
int pz_archive_finish(struct pz_archive *archive, struct pz_error *err);
/* Without finishing nothing is written. */
void pz_archive_discard(struct pz_archive *archive);

#endif
