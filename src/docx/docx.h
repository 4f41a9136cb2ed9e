/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DOCX (ECMA-376, ISO/IEC 29500) as a template. Names and order of elements: ISO/IEC 29500-1, 17; packages: part 2.
 *
 *     package.c   relationships, content types, which parts hold tags
 *     markup.c    names, roles, sites of tags
 *     cell.c      cellbg, colspan, hm, vm, tables' grids
 *     guard.c     tables, cells and notes that lose what they hold; grids that change
 *     break.c     page breaks of paragraphs that go
 *     number.c    lists in loops; unique.c: identifiers; note.c: notes and comments with tags
 *     control.c   content controls; field.c: fields, targets of links
 *     rich.c      values of Markdown, pictures, links; blocks.c: those of several paragraphs; document.c: documents put in
 *     extra.c     what rendering adds to the package; grow.c: members that may grow */
#ifndef PZ_DOCX_DOCX_H
#define PZ_DOCX_DOCX_H

#include "office/office.h"

/* Open the template. Errors, to diags: E-ZIP-…, E-XML-…, E-DOC-001 … 009 (package), E-DOC-010 … (tags), E-TPL-…. */
int pz_docx_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                 struct pz_diags *diags);

#endif
