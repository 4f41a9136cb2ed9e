/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline (bookmarks) of a cut: the items that lead to its pages, each below the nearest item above it that does (ISO 32000-1,
 * 12.3.3). */
#ifndef PZ_DELIVER_PDF_OUTLINE_H
#define PZ_DELIVER_PDF_OUTLINE_H

#include <stddef.h>

#include "deliver/pdf/cut.h"

struct pz_outline {
    struct {
        int object, page;
        unsigned depth;
    } * v; /* in reading order */
    size_t n;
};

/* Read the outline of the whole file; none is an empty one. NULL, or why it cannot be cut. */
const char *pz_outline_read(struct pz_outline *o, const struct pz_cut *whole, struct pz_arena *arena);
/* Link the items of a cut with each other. false: it has none; else *out is the outline. */
bool pz_outline_cut(const struct pz_outline *o, const struct pz_cut *cut, qpdf_oh *out);

#endif
