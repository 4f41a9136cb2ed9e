/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF written from its trailer on: what is reached, in the order it is reached, so the same content gives the same bytes.
 *
 *     %PDF-1.7 │ streams │ streams of up to 200 other objects each │ cross-reference stream │ startxref
 *
 * Source: ISO 32000-1, 7.5.7 (object streams), 7.5.8 (cross-reference streams), 14.4 (identifiers); ISO 19005-2, 6.1. */
#ifndef PZ_DELIVER_PDF_SAVE_H
#define PZ_DELIVER_PDF_SAVE_H

#include "base/error.h"
#include "deliver/pdf/cos.h"
#include "zip/writer.h"

/* Append the file to out; its identifier comes from its bytes. Errors: E-PDF-004 when something reached cannot be read; E-SYS-001. */
int pz_pdf_file_save(struct pz_pdf_file *file, struct pz_deflater *deflater, struct pz_buf *out, struct pz_error *err);

#endif
