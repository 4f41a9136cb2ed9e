/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of a font to text, by its ToUnicode table (ISO 32000-1, 9.10.3). */
#ifndef PZ_DELIVER_PDF_FONT_H
#define PZ_DELIVER_PDF_FONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "deliver/pdf/qpdf.h"

struct pz_pdf_font {
    int object;
    bool bold, italic, wide; /* wide: codes of two bytes */
    double *width;           /* of single-byte codes, thousandths of the type size; NULL: not known */
    const char **text;       /* by code, NULL where nothing is known; 256 or 65,536 of them */
    struct pz_pdf_font *next;
};

struct pz_pdf_font *pz_pdf_font_load(qpdf_data q, qpdf_oh font, struct pz_arena *arena);
/* How far the codes move the pen at size 1; 0 where widths are not known. */
double pz_pdf_font_advance(const struct pz_pdf_font *font, const char *codes, size_t len);
/* Append what a string of codes says. */
void pz_pdf_font_text(const struct pz_pdf_font *font, const char *codes, size_t len, struct pz_buf *out);

#endif
