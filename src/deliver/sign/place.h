/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the mark of the signature goes: the place of the hand-written signature, on free paper. */
#ifndef PZ_DELIVER_SIGN_PLACE_H
#define PZ_DELIVER_SIGN_PLACE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "deliver/pdf/text.h"

struct pz_mark_place {
    size_t page; /* from 0 */
    double x, y; /* lower left corner, points from the page's lower left */
};

/* Find room of width × height points at the bookmark `anchor` (a named destination of the PDF), else at the last line that holds the
 * name `signatory` (blanks do not count): between the post on the left and the name on the right, as near to the line as no text is
 * covered. Errors: E-SIGN-042 the place was not found, or has no room. */
int pz_mark_find(struct pz_mark_place *out, qpdf_data q, const struct pz_pdf_pages *pages, const char *anchor,
                 const char *signatory, double width, double height, struct pz_arena *arena, struct pz_error *err);

#endif
