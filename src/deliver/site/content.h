/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a finished document as HTML, out of the structure of its tagged PDF: so the page says what the signed file says, numbers
 * of points and lists included, whatever the document was made from. */
#ifndef PZ_DELIVER_SITE_CONTENT_H
#define PZ_DELIVER_SITE_CONTENT_H

#include "base/buf.h"
#include "base/error.h"

/* Append HTML: headings from h2, paragraphs, lists, tables with their headers, links. Errors: E-PDF-004, E-PDF-006 (not tagged). */
int pz_site_content(struct pz_buf *out, const char *pdf, struct pz_error *err);

#endif
