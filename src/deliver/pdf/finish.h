/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the office leaves undone in a PDF: title, author, language, dates from the job in place of the clock's, an identifier computed
 * from the content; one way of writing, so that the same document gives the same bytes. */
#ifndef PZ_DELIVER_PDF_FINISH_H
#define PZ_DELIVER_PDF_FINISH_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct pz_pdf_book;

struct pz_pdf_facts {
    const char *title, *author; /* NULL: as the file says */
    const char *language;       /* BCP 47 */
    int64_t date;               /* day number; 0: none */
    bool archival;              /* write the PDF/A-2b marks */
};

/* Read the PDF at path strictly (nothing is repaired: a torn file is refused), count its pages, append the finished one to out. It goes
 * through split.h like a document out of many, so both ways give the same bytes; a PDF that cannot keeps the office's own fonts and tree.
 * Errors: E-PDF-004 (damaged, with qpdf's words), E-PDF-005 (no page). */
int pz_pdf_finish(struct pz_buf *out, const char *path, const struct pz_pdf_facts *facts, unsigned *pages, struct pz_error *err);

/* The same for pages first … first + n - 1 of a file with many documents. *reason: why they cannot be cut out of it (static; the book is
 * then spoilt), or NULL. */
int pz_pdf_finish_part(struct pz_buf *out, struct pz_pdf_book *book, unsigned first, unsigned n, const struct pz_pdf_facts *facts,
                       const char **reason, struct pz_error *err);

#endif
