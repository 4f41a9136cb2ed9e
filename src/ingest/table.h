/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as offices draw them, seen through a streaming reader:
 *
 *     title                                   ← TITLE rows, above the header
 *     Наименование │ Среда        │ Управление   ← header of one to four tiers; merged cells (or the gaps that CSV leaves of them)
 *                  │ 2.2.1 │ 2.2.2 │ 5.1        are unfolded, so that each column has one path «Среда / 2.2.1»
 *                  │ балл  │ -//-  │ %          ← codes and units are told from names
 *     1            │ 2     │ 3     │ 4          ← a row that numbers the columns is no data
 *     Город                                   ← SECTION
 *     Детский сад  │ 3,5   │ 4     │ 82 %       ← DATA
 *     Итого        │ …                        ← TOTAL
 *     * н/д – нет данных                      ← NOTE
 *
 * Only the first rows are kept to find the header; everything after streams. */
#ifndef PZ_INGEST_TABLE_H
#define PZ_INGEST_TABLE_H

#include "base/arena.h"
#include "ingest/sheet.h"

enum { PZ_TIERS_MAX = 4 };

struct pz_table_options {
    uint32_t header_row;  /* number of the header's first row; 0: found by looks */
    uint32_t header_rows; /* how many; 0: found by looks */
    uint32_t first_row;   /* rows between the header and this one are left out; 0: none */
    uint32_t last_row;    /* rows behind are left out; 0: none */
    bool totals_are_data; /* no row is a TOTAL, whatever it begins with */
};

struct pz_column {
    uint32_t number; /* from 1 */
    const char *tiers[PZ_TIERS_MAX];
    size_t tier_n;
    const char *path; /* «Среда / Помещения»; "" when the header says nothing */
    const char *code; /* «2.2.1», from a tier of its own or from the beginning of the name; "" */
    const char *unit; /* «балл»; "" */
    bool hidden;
};

enum pz_row_class {
    PZ_ROW_TITLE,
    PZ_ROW_HEADER,
    PZ_ROW_NUMBERING,
    PZ_ROW_DATA,
    PZ_ROW_SECTION,
    PZ_ROW_TOTAL,
    PZ_ROW_NOTE,
    PZ_ROW_LEFT_OUT, /* by first_row and last_row */
};

struct pz_table_row {
    enum pz_row_class cls;
    const struct pz_row *row;
    const struct pz_cell *const *cells; /* by column number - 1; NULL where empty; a cell merged over rows stands in each of them */
    const char *how;                    /* TOTAL: "sum", "mean", "min", "max" */
};

struct pz_table {
    struct pz_column *columns;
    size_t n;
    uint32_t header_first, header_last; /* row numbers; 0: the sheet has no table */
    const char *title;                  /* text of the title rows, joined by blanks */
    struct pz_table_state *state;
};

/* Read the beginning of a sheet and find the header. Everything lives in the arena (its trap is the caller's). The reader stays the
 * caller's and has to live as long as the table. Errors: those of pz_sheet_next. */
int pz_table_open(struct pz_table *table, struct pz_arena *arena, struct pz_sheet_reader *reader,
                  const struct pz_table_options *options, struct pz_error *err);
/* 1 and *row, borrowed until the next call: every row of the sheet in its order, the titles too; 0: no more; -1. */
int pz_table_next(struct pz_table *table, struct pz_table_row *row, struct pz_error *err);

/* The rows read ahead, for those who look at values before they decide. */
size_t pz_table_ahead(const struct pz_table *table);
/* Cell of row i of them (0 is the sheet's first) in a column (from 1), or NULL. */
const struct pz_cell *pz_table_peek(const struct pz_table *table, size_t i, uint32_t column);

/* A code at the start of a text: «2.2.1. Название» gives 5, «401» 3, «2 человека» 0. */
size_t pz_code_length(const char *s, size_t len);

#endif
