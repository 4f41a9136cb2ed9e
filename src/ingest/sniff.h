/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its content. */
#ifndef PZ_INGEST_SNIFF_H
#define PZ_INGEST_SNIFF_H

#include "ingest/sheet.h"

/* Errors: E-DATA-010 what it is instead of a spreadsheet, E-DATA-011 password, E-DATA-012 empty or torn, E-SYS-002. */
int pz_sniff(enum pz_workbook_format *out, const char *path, struct pz_error *err);

#endif
