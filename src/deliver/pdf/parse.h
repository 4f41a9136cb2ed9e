/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a PDF strictly into objects (cos.h): one table of cross-references, no object streams, nothing repaired (ISO 32000-1, 7.3 and
 * 7.5). A file of another shape is refused; libqpdf gives it this one (qpdf.h). */
#ifndef PZ_DELIVER_PDF_PARSE_H
#define PZ_DELIVER_PDF_PARSE_H

#include "deliver/pdf/cos.h"

/* Read the table and the trailer. bytes stay the caller's; everything else lives in the arena, whose trap has to be set. NULL, or why not. */
const char *pz_pdf_file_read(struct pz_pdf_file *file, struct pz_arena *arena, const char *bytes, size_t len);

/* The object that stands at file->at[number]; an object of kind PZ_COS_NULL and file->fault when it cannot be read. */
struct pz_cos *pz_parse_numbered(struct pz_pdf_file *file, int number);
/* One object without a number, out of text of its own. */
struct pz_cos *pz_parse_text(struct pz_pdf_file *file, const char *text, size_t len);
/* Append the bytes a string with its brackets stands for. */
void pz_parse_string(struct pz_buf *out, const char *text, size_t len);

#endif
