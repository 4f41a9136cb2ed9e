/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the header of a table and unfolding its tiers. Inside src/ingest only. */
#ifndef PZ_INGEST_HEADER_H
#define PZ_INGEST_HEADER_H

#include "ingest/table.h"

enum { PZ_WINDOW_ROWS = 40 };

/* The first rows of a sheet. grid: n * width, the cell that stands at a place, merged ones at every place they cover. */
struct pz_window {
    const struct pz_row *rows[PZ_WINDOW_ROWS];
    size_t n, width;
    const struct pz_cell **grid;
};

enum pz_tier { PZ_TIER_NAMES, PZ_TIER_CODES, PZ_TIER_UNITS, PZ_TIER_NUMBERING };

struct pz_header {
    size_t first, n; /* rows of the window; n 0: there is no header */
    enum pz_tier tiers[8];
    bool merged; /* the header holds merged cells, so its gaps mean nothing */
};

void pz_header_find(struct pz_header *header, const struct pz_window *window, const struct pz_table_options *options);
/* Fill the table's columns, header rows and title. */
void pz_header_columns(struct pz_table *table, const struct pz_header *header, const struct pz_window *window,
                       struct pz_arena *arena);

#endif
