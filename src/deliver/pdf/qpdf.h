/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libqpdf the way this program uses it: strict reading, one way of writing. It is loaded when the first file is opened, which these two do;
 * a function of qpdf-c.h used for the first time needs its line in qpdf.def. */
#ifndef PZ_DELIVER_PDF_QPDF_H
#define PZ_DELIVER_PDF_QPDF_H

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "base/error.h"

/* Open; nothing is repaired. *q is the caller's to qpdf_cleanup. Errors: E-PDF-004 with qpdf's words; E-SYS-009 no libqpdf here. */
int pz_qpdf_open(qpdf_data *q, const char *path, struct pz_error *err);
/* The same for bytes, which stay the caller's and have to outlive *q; name: for messages. Reading many small objects is a third faster. */
int pz_qpdf_open_memory(qpdf_data *q, const char *name, const void *data, size_t len, struct pz_error *err);
/* Append the file to out: object streams, identifier from the content, nothing from the clock. Errors: E-PDF-004. */
int pz_qpdf_write(qpdf_data q, struct pz_buf *out, struct pz_error *err);
/* What qpdf complains of; -1 when there is something (errors or warnings), else 0. */
int pz_qpdf_complaint(qpdf_data q, struct pz_error *err);

#endif
