/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ODT (OpenDocument 1.0 to 1.4) as a template. Names: OpenDocument 1.3 part 3; packages: part 2.
 *
 *     package.c   members, manifest, which parts hold tags
 *     field.c     placeholders, input fields, user fields with tags become text
 *     markup.c    names, roles, sites of tags
 *     guard.c     tables that lose their rows, columns that change */
#ifndef PZ_ODT_ODT_H
#define PZ_ODT_ODT_H

#include "office/office.h"

/* Open the template. Errors, to diags: E-ZIP-…, E-XML-…, E-ODT-001 … 009 (package), E-DOC-010 … (tags), E-TPL-…. */
int pz_odt_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                struct pz_diags *diags);

#endif
