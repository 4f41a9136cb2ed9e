/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grades of all organisations in one pass over the results, in the order of the table: what the views grade_indicator … grade_overall of
 * data/schema/views.sql define, without a row for each. `pz_store_verify` compares what follows from it with those views.
 * Internal to src/store. */
#ifndef PZ_STORE_GRADING_H
#define PZ_STORE_GRADING_H

#include "store/db.h"

/* An area, an indicator or the whole, in the order of (kind, code). */
struct graded {
    const char *kind, *code, *area; /* area: NULL without one */
    double weight;
    size_t area_item;                  /* of an indicator: its area's number here, or SIZE_MAX */
    double min, max;                   /* NAN: not known */
    bool share, reverse;               /* of an indicator's scale */
    const struct graded_level *levels; /* levels of its scheme, from the top */
    size_t levels_n;
};

struct graded_level {
    double low;
    int number;
};

/* What one organisation has of an item in one period. NAN: not known. */
struct grade {
    double number, base, normal;
    int level; /* -1: none */
    unsigned known, total;
    const char *text; /* NULL: none; until the next organisation */
};

struct grading {
    struct db *db;
    struct pz_arena arena, row; /* of the whole; of one organisation */
    struct graded *items;
    size_t n;                 /* how many have grades: the whole has none without parts */
    size_t areas, indicators; /* areas come first, indicators behind them, the whole last */
    const char **periods;     /* those with results, in the order of the results */
    size_t periods_n;
    bool by_indicators; /* the whole is their mean, not that of the areas */
    const char *organisation;
    struct grade *grades; /* of the organisation at hand: periods_n × stride */
    size_t stride;
    struct pz_map *codes; /* indicator → number */
    sqlite3_stmt *organisations, *results;
    bool more; /* `results` stands on a row */
    struct rounded *rounded;
};

/* Read what the grades depend on; release in any case. An arena's trap is the caller's to set on both arenas. */
int grading_begin(struct grading *g, struct db *db, struct pz_error *err);
/* The next organisation, by code: 1 and its grades, 0 at the end, -1. */
int grading_next(struct grading *g, struct pz_error *err);
void grading_release(struct grading *g);

/* Fill the tables of views.sql that are made by a pass: `organisation`; `tally`; `score` with `trend`, when `place` and `norm` stand. */
int organisations_fill(struct db *db, struct pz_error *err);
int tally_fill(struct db *db, struct pz_error *err);
int score_fill(struct db *db, struct pz_error *err);

#endif
