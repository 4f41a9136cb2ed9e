/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simple TrueType font of a PDF cut down to some of its codes, always in the same way: the same glyphs in the same order give the same
 * bytes, whatever else the font held before.
 *
 *     glyph 0        .notdef
 *     glyph 1 … n    the glyphs of codes[0 … n-1]; code i + 1 shows glyph i + 1
 *     glyph n+1 …    parts of composite glyphs, in the order they are first met
 *
 * Source: ISO 32000-1, 9.6.3 and 9.9; ISO/IEC 14496-22, 5 (tables head, hhea, hmtx, maxp, loca, glyf, cmap). */
#ifndef PZ_DELIVER_PDF_TRUETYPE_H
#define PZ_DELIVER_PDF_TRUETYPE_H

#include <stddef.h>

#include "base/buf.h"

/* font: the bytes of a FontFile2 whose codes are found by a byte table (cmap format 0). codes: n of them, at most 255. Appends to out.
 * -1: a font of another shape, or a damaged one, or memory ran out (out->failed); out is then as it was. */
int pz_truetype_subset(struct pz_buf *out, const unsigned char *font, size_t len, const unsigned char *codes, unsigned n);

#endif
