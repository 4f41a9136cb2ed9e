/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SVG as a one-page PDF with its fonts embedded. */
#ifndef PZ_DELIVER_SIGN_DRAWING_H
#define PZ_DELIVER_SIGN_DRAWING_H

#include "base/buf.h"
#include "base/error.h"

/* Append the PDF; *width, *height: its size in points. Errors: E-SIGN-043 (not an SVG, no size). */
int pz_drawing_pdf(struct pz_buf *out, const char *svg, size_t len, double *width, double *height, struct pz_error *err);

#endif
