/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table styles written out in a merged document (merge.h): what a style gives a table is put into the table, and the table has no style
 * any more. LibreOffice looks for each property of a style in every paragraph and run of every cell, which is a fifth of its time for a letter with
 * one table of twelve rows; without a style it does not.
 *
 *     <w:tblPr><w:tblStyle w:val="a3"/>…  ─▶  <w:tblPr>…<w:tblBorders>…</w:tblBorders>…<w:tblCellMar>…</w:tblCellMar>
 *
 * Only where nothing is left for the style to say: it has borders and margins of cells alone, and spacing which every paragraph of the
 * table has of its own, as every run and paragraph has its size. Any other table stays as it is. Inside the folder only.
 * Source: ECMA-376 part 1, 17.4.63 (tblStyle), 17.7.2 (what overrides what), 17.7.6 (table styles). */
#ifndef PZ_DOCX_MERGE_TABLE_H
#define PZ_DOCX_MERGE_TABLE_H

#include <stddef.h>

#include "base/buf.h"

/* Append the body with the styles of its tables written out. styles: the part with the styles, NUL behind. */
void pz_merge_tables(struct pz_buf *out, const struct pz_buf *body, const char *styles);

#endif
