/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editions of a published folder: built aside, switched to by one rename.
 *
 *     FOLDER/current -> editions/3
 *     FOLDER/editions/2/ …
 *     FOLDER/editions/3/ …
 *     FOLDER/editions/3.sha256  seals the list of digests of edition 3 (deliver/sums.h)
 *     FOLDER/editions/.new/     being built; a dead run's is removed by the next
 *
 * A file whose bytes are those of the edition before is a hard link to it. */
#ifndef PZ_DELIVER_SITE_EDITION_H
#define PZ_DELIVER_SITE_EDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct pz_edition {
    struct pz_buf sums;
    struct pz_buf folder, building; /* FOLDER, FOLDER/editions/.new */
    unsigned before, number;        /* the current edition (0: none); the one being built */
    size_t files, unchanged;
};

/* Begin. Errors: E-SYS-005, E-SYS-007. */
int pz_edition_begin(struct pz_edition *edition, const char *folder, struct pz_error *err);
/* Add a file; name: relative, with slashes. A name twice is a programming mistake. Errors: E-SYS-…. */
int pz_edition_put(struct pz_edition *edition, const char *name, const void *data, size_t len, struct pz_error *err);
int pz_edition_put_file(struct pz_edition *edition, const char *name, const char *path, struct pz_error *err);
/* All files are there: their digests become one more. */
int pz_edition_finish(struct pz_edition *edition, struct pz_error *err);
/* What the one being built has, the edition before had, and has no more; pages: of documents. */
struct pz_edition_change {
    size_t files_before, files, pages_before, pages, removed;
};
void pz_edition_compare(const struct pz_edition *edition, struct pz_arena *arena, struct pz_edition_change *out);
/* Whether the building is the current edition again, file for file. */
bool pz_edition_is_same(const struct pz_edition *edition);
/* Flush, give it its number, switch to it; keep the newest `keep` others. */
int pz_edition_commit(struct pz_edition *edition, unsigned keep, struct pz_error *err);
/* Without a commit the building is removed. */
void pz_edition_end(struct pz_edition *edition);

#endif
