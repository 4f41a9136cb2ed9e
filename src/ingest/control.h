/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control formulas of statistical forms: «Всего (сумма строк 402, 413)» in the name of a row. Inside src/ingest only. */
#ifndef PZ_INGEST_CONTROL_H
#define PZ_INGEST_CONTROL_H

#include "ingest/results.h"

struct pz_control_row;

struct pz_control {
    struct pz_results *results;
    struct pz_control_row *first, **last;
    size_t n;
    bool formulas;
};

void pz_control_init(struct pz_control *control, struct pz_results *results);
/* Remember a row with a code; forms are small, after 5,000 rows nothing more is remembered. */
void pz_control_take(struct pz_control *control, const struct pz_table_row *row);
/* Compare each sum with its rows, column by column; what does not add up is reported (W-DATA-067). */
void pz_control_check(struct pz_control *control);

#endif
