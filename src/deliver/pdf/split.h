/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document out of a tagged PDF that holds many, laid out one behind the other (docx/merge.h, odt/merge.h), or the only one.
 *
 *     Catalog ─ Pages ─ all pages                  Catalog ─ Pages ─ pages of one document, own resources and codes
 *             ─ StructTreeRoot ─ Document ─ K  ─▶          ─ StructTreeRoot ─ Document ─ K of those pages
 *                              ─ ParentTree                                 ─ ParentTree from 0
 *             ─ Outlines                                   ─ Outlines of those pages
 *
 * A selected document is written by its way from the root alone: what belongs to the others is not reached. The same document gives the
 * same bytes whether it was laid out alone or with others, and whatever the others were; tests/suites/pdf compares.
 * Source: ISO 32000-1, 7.7 (pages), 12.3 (outlines, destinations), 12.5 (annotations), 14.7 (structure). */
#ifndef PZ_DELIVER_PDF_SPLIT_H
#define PZ_DELIVER_PDF_SPLIT_H

#include "deliver/pdf/qpdf.h"

/* Names of destinations that begin so mark where documents begin: pz-document-000001. */
#define PZ_PDF_MARK "pz-document-"

struct pz_pdf_book;

/* Open strictly (see qpdf.h) and look through. Errors: E-PDF-004; E-PDF-005 no page. */
int pz_pdf_book_open(struct pz_pdf_book **out, const char *path, struct pz_error *err);
void pz_pdf_book_close(struct pz_pdf_book *book);

qpdf_data pz_pdf_book_qpdf(struct pz_pdf_book *book);
unsigned pz_pdf_book_pages(const struct pz_pdf_book *book);
/* The page a named destination leads to, from 0; -1: there is none of that name. */
int pz_pdf_book_mark(struct pz_pdf_book *book, const char *name);
/* Make pages first … first + n - 1 the whole document, to be written with pz_qpdf_write; the selection before is forgotten. NULL, or why it
 * cannot be cut out (static, for the log; the PDF is then no longer fit to be written). A page is selected once. Handles got from the qpdf are void afterwards. */
const char *pz_pdf_book_select(struct pz_pdf_book *book, unsigned first, unsigned n);

#endif
