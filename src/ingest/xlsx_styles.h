/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell styles of XLSX, as far as the meaning of a number depends on them (ECMA-376 part 1, 18.8). Inside src/ingest only. */
#ifndef PZ_INGEST_XLSX_STYLES_H
#define PZ_INGEST_XLSX_STYLES_H

#include "ingest/number_format.h"
#include "ingest/part.h"

/* Errors: those of the part. */
int pz_xlsx_styles_read(struct pz_number_formats *formats, struct pz_package *package, const char *name, struct pz_error *err);

#endif
