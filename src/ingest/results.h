/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results: which column, row or file says organisation, indicator and period of a value. Inside src/ingest only. */
#ifndef PZ_INGEST_RESULTS_H
#define PZ_INGEST_RESULTS_H

#include "ingest/intake.h"
#include "ingest/value.h"

enum pz_role {
    PZ_ROLE_NONE,
    PZ_ROLE_ORGANISATION_CODE,
    PZ_ROLE_ORGANISATION_NAME,
    PZ_ROLE_INDICATOR_CODE,
    PZ_ROLE_INDICATOR_NAME,
    PZ_ROLE_PERIOD,
    PZ_ROLE_UNIT,
    PZ_ROLE_VALUE,
    PZ_ROLE_BASE,
    PZ_ROLE_IGNORED,
};

struct pz_result_column {
    enum pz_role role;
    long organisation, indicator; /* VALUE, BASE: said by the header; -1: not */
    const char *period;           /* likewise; NULL */
    bool percent;                 /* the header's unit is per cent */
    const char *scale;            /* told by prikaz.xml: «percent», «fraction»; NULL */
    long base;                    /* VALUE: the column of its base; -1 */
};

enum pz_layout {
    PZ_LAYOUT_NONE,
    PZ_LAYOUT_WIDE,    /* a row an organisation, columns are indicators */
    PZ_LAYOUT_LONG,    /* a row a value */
    PZ_LAYOUT_SWAPPED, /* a row an indicator, columns are organisations */
    PZ_LAYOUT_PERIODS, /* a row an indicator, columns are years */
};

/* A value that waits for the end of the table: what it means depends on the others of its column. */
struct pz_waiting {
    struct pz_reading reading;
    size_t indicator;
    long organisation;               /* -1: a total */
    const char *period, *how, *text; /* period and how live as long as the file */
    uint32_t row, column;
};

/* What the values of one indicator look like in this table. */
struct pz_evidence {
    size_t signs, above_one, fractions, ones, pluses;
    double least_above_one;
};

struct pz_results {
    struct pz_intake *in;
    struct pz_table *table;
    struct pz_result_column *columns;
    enum pz_layout layout;
    const char *period;           /* of the table */
    struct pz_evidence *evidence; /* by indicator */
    struct pz_map *
        indicators; /* indicators' texts seen → entry, so that each spelling is asked and reported once; organisations' are in in->seen */
    long last_organisation;
    const char *last_period;
};

/* Give each column its role; the layout follows. PZ_LAYOUT_NONE: this is no table of results. */
enum pz_layout pz_results_columns(struct pz_results *r);

/* Take a value: store it, let it wait, or refuse it. organisation -1 with `how`: a total. -1 when the store failed. */
int pz_results_value(struct pz_results *r, long organisation, size_t indicator, const char *period, const char *how,
                     const struct pz_cell *cell, const struct pz_cell *base);
/* Decide about everything that waits. */
int pz_results_settle(struct pz_results *r);

/* «2026», «2026 год», «за 2025-2026 учебный год» to "2026", "2025-2026"; NULL when the text names no year. In the arena. */
const char *pz_period_of(struct pz_arena *arena, const char *text, size_t len, bool whole);

#endif
