/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input form as a spreadsheet (XLSX): a sheet with the single fields, and one for each list. */
#ifndef PZ_DOCUMENT_FORM_H
#define PZ_DOCUMENT_FORM_H

#include "document/fields.h"

/* Append the package. Source: ECMA-376 part 1, 12.2 (minimal SpreadsheetML package), strings in line. */
int pz_field_tree_xlsx(const struct pz_field_node *root, struct pz_buf *out, struct pz_error *err);

#endif
