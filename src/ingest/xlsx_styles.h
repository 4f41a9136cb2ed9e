/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number formats of XLSX, as far as the meaning of a number depends on them (ECMA-376 part 1, 18.8.30 and 18.8.31). */
#ifndef PZ_INGEST_XLSX_STYLES_H
#define PZ_INGEST_XLSX_STYLES_H

#include "ingest/part.h"

enum pz_xlsx_format { PZ_FORMAT_NUMBER, PZ_FORMAT_PERCENT, PZ_FORMAT_DATE, PZ_FORMAT_DURATION };

struct pz_xlsx_styles {
    struct pz_buf cell_formats; /* one byte of enum pz_xlsx_format for each cell style (xf) */
};

/* What a format code says: «0.0%» per cent, «dd.mm.yyyy» date, «[h]:mm» duration, all else number. */
enum pz_xlsx_format pz_xlsx_format_of_code(const char *code);
int pz_xlsx_styles_read(struct pz_xlsx_styles *styles, struct pz_package *package, const char *name, struct pz_error *err);
enum pz_xlsx_format pz_xlsx_style(const struct pz_xlsx_styles *styles, const char *index);
void pz_xlsx_styles_release(struct pz_xlsx_styles *styles);

#endif
