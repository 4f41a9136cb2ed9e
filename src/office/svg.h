/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing an SVG: as pixels for documents, as a PDF page for marks. The only place that knows librsvg and cairo, which come with thirty
 * libraries more and are loaded when the first SVG is drawn (base/late.h).
 *
 * librsvg cannot be stopped and ends the process when memory runs out, so what others wrote is drawn in a process of its own, which has
 * limits of processor time and memory (svg_drawer.c, docs/decisions/drawing-process.md):
 *
 *     this process ── order, SVG ──▶ the same program as `prikaz --draw`: pz_svg_serve, one for each thread that draws
 *                  ◀── size, PNG or PDF or error ── */
#ifndef PZ_OFFICE_SVG_H
#define PZ_OFFICE_SVG_H

#include "base/buf.h"
#include "base/error.h"

enum pz_svg_output {
    PZ_SVG_PNG,
    PZ_SVG_PDF, /* one page with its fonts embedded, in the SVG's own size, which it must have */
};

struct pz_svg_order {
    enum pz_svg_output output;
    unsigned limit_ms;          /* of processor time */
    double width_mm, height_mm; /* PNG: asked for; 0: by the other one and the proportions, or as it is */
    double widest_mm;           /* PNG: of what is as wide as it is */
    double dpi, most_pixels;    /* PNG: fewer pixels to the inch where they would be more, or a side very long */
};

struct pz_svg_drawn {
    double width, height; /* PNG: mm; PDF: points */
    int64_t took_ns;      /* processor time of another process */
};

/* Append the drawing to out; the same bytes in this process and in another.
 * Errors: E-DOC-022 not SVG, with librsvg's words; no width and height (PDF); over the limits. E-SYS-001, 009 no librsvg here,
 * 010 the drawing process cannot be started. */
int pz_svg_draw(struct pz_buf *out, struct pz_svg_drawn *drawn, const void *data, size_t len, const struct pz_svg_order *order,
                struct pz_error *err);
/* The same in this process, without limits. */
int pz_svg_draw_here(struct pz_buf *out, struct pz_svg_drawn *drawn, const void *data, size_t len, const struct pz_svg_order *order,
                     struct pz_error *err);

/* The program that understands `--draw`, from now on; NULL: pz_svg_draw draws here. Once, before any thread draws; borrowed. */
void pz_svg_drawer(const char *program);
/* Drawing processes end and are waited for. Call when no thread draws any more. */
void pz_svg_dismiss(void);
/* What `prikaz --draw` does: answer orders from the socket until it is closed. The exit code. */
int pz_svg_serve(int socket);

/* Width and height as asked (0: not); what was not asked follows from the proportions; widest: of what is as wide as it is. */
void pz_svg_fit(double *width, double *height, double asked_width, double asked_height, double widest);

#endif
