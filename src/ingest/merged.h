/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merged ranges of one sheet, asked for cells in ascending rows. Inside src/ingest only. */
#ifndef PZ_INGEST_MERGED_H
#define PZ_INGEST_MERGED_H

#include "base/error.h"
#include "ingest/sheet.h"

struct pz_range {
    uint32_t row1, column1, row2, column2; /* from 1, both ends in */
};

struct pz_merged {
    struct pz_range *v; /* sorted by row1, column1 once sorted */
    size_t n, cap;
    size_t next;      /* the first that begins below the current row */
    uint32_t *active; /* those that touch the current row */
    size_t active_n;
    uint32_t row;
};

/* Errors: E-DATA-013 more than 200,000 ranges. */
int pz_merged_add(struct pz_merged *merged, const struct pz_range *range, struct pz_error *err);
/* «A1:B2»; false when it is none. */
bool pz_range_parse(struct pz_range *range, const char *s);
/* Call once behind the last pz_merged_add. */
int pz_merged_sort(struct pz_merged *merged, struct pz_error *err);
/* The range over the cell, or NULL. Rows must not go back. */
const struct pz_range *pz_merged_find(struct pz_merged *merged, uint32_t row, uint32_t column);
void pz_merged_release(struct pz_merged *merged);

#endif
