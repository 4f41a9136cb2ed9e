/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a tagged PDF, by marked content (ISO 32000-1, 14.6 and 9.10): page and MCID → runs of text.
 *
 * Made for what office programs export: simple fonts and Type 0 fonts with a ToUnicode table. */
#ifndef PZ_DELIVER_PDF_TEXT_H
#define PZ_DELIVER_PDF_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "deliver/pdf/qpdf.h"

struct pz_pdf_run {
    const char *text; /* UTF-8 */
    size_t len;
    bool bold, italic;
    bool new_line; /* stands lower than the run before, which did not end with a blank: a line break of the author's */
    bool gap;      /* stands far behind the run before on the same line, without a blank: a tab lies between */
    double x, y;   /* where it begins, points from the lower left corner of the page */
    double width;  /* 0 where it is not known */
    double size;   /* of the type, points */
    struct pz_pdf_run *next;
};

struct pz_pdf_page {
    int object;               /* its object number */
    struct pz_pdf_run **runs; /* by MCID; index 0 holds what has none (artifacts), MCID n is at n + 1 */
    size_t n;
};

struct pz_pdf_pages {
    struct pz_pdf_page *v;
    size_t n;
};

/* Read every page. Everything lives in the arena. Errors: E-PDF-004. */
int pz_pdf_pages(struct pz_pdf_pages *out, qpdf_data q, struct pz_arena *arena, struct pz_error *err);
/* Runs of an MCID on the page with that object number, or NULL. */
const struct pz_pdf_run *pz_pdf_runs(const struct pz_pdf_pages *pages, int page_object, long long mcid);

#endif
