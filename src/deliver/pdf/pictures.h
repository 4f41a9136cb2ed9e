/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the pictures of a document go into its PDF. */
#ifndef PZ_DELIVER_PDF_PICTURES_H
#define PZ_DELIVER_PDF_PICTURES_H

#include <stdbool.h>

/* Whether they go in without loss: drawings and signs do, which is smaller, sharper and faster than what the office does of itself (it tries JPEG for
 * each). Not so with a photograph (a JPEG): it would become many times as large. A document that cannot be read has none. */
bool pz_pdf_keeps_pictures(const char *source);

#endif
