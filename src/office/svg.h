/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing an SVG: as pixels for documents, as a PDF page for marks. The only place that knows librsvg and cairo, which come with thirty
 * libraries more and are loaded when the first SVG is drawn (base/late.h). */
#ifndef PZ_OFFICE_SVG_H
#define PZ_OFFICE_SVG_H

#include "base/buf.h"
#include "base/error.h"

struct pz_svg;

/* Parse; the bytes stay the caller's and are not needed afterwards. *out is the caller's to free.
 * Errors: E-DOC-022 not SVG, with librsvg's words; E-SYS-009 no librsvg here. */
int pz_svg_new(struct pz_svg **out, const void *data, size_t len, struct pz_error *err);
/* Refuse an SVG that would take many seconds to draw as so many pixels, guessed by what it holds (svg_cost.c): drawing cannot be stopped.
 * Errors: E-DOC-022, E-XML-001. */
int pz_svg_judge(const void *data, size_t len, double pixels, struct pz_error *err);
void pz_svg_free(struct pz_svg *svg);

/* Size in mm, 96 pixels to the inch: what width and height say, else the view box, else 300 × 150 pixels. */
void pz_svg_size(struct pz_svg *svg, double *width_mm, double *height_mm);
/* Append the drawing as PNG, as many pixels to the inch, fewer where these would be more than most_pixels or a side very long. Errors: E-DOC-022, E-SYS-001. */
int pz_svg_png(struct pz_svg *svg, struct pz_buf *png, double width_mm, double height_mm, double dpi, double most_pixels,
               struct pz_error *err);
/* Append the drawing as a PDF of one page with its fonts embedded; *width, *height: its size in points.
 * Errors: E-DOC-022 no width and height, or librsvg's or cairo's words; E-SYS-001. */
int pz_svg_pdf(struct pz_svg *svg, struct pz_buf *pdf, double *width, double *height, struct pz_error *err);

#endif
