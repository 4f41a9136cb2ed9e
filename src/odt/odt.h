/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ODT (OpenDocument 1.0 to 1.4) as a template. Names: OpenDocument 1.3 part 3; packages: part 2.
 *
 *     package.c   members, manifest, which parts hold tags
 *     field.c     placeholders, input fields, user fields with tags become text
 *     markup.c    names, roles, sites of tags
 *     cell.c      cellbg, colspan, hm, vm
 *     guard.c     tables, rows, lists and sections that lose what they hold; columns that change
 *     column.c    widths of repeated columns
 *     loop.c      what loops repeat; unique.c: names that must differ; list.c: numbers that go on
 *     break.c     page breaks of paragraphs that go
 *     rich.c      values of Markdown, pictures, links; style.c: the styles they need
 *     document.c  documents put in
 *     index.c     tables of contents, made anew
 *     complete.c  what is known only when a part is written
 *     merge*.c    finished documents laid one behind the other, for one PDF (merge.h) */
#ifndef PZ_ODT_ODT_H
#define PZ_ODT_ODT_H

#include "office/office.h"

/* Open the template. Errors, to diags: E-ZIP-…, E-XML-…, E-ODT-001 … 009 (package), E-DOC-010 … (tags), E-TPL-…. */
int pz_odt_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                struct pz_diags *diags);

#endif
