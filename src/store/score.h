/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of the current period beside those of the one before, in the order of the table `score`; when `place` and `norm` stand. The table and the
 * profiles are made from them. Internal to src/store. */
#ifndef PZ_STORE_SCORE_H
#define PZ_STORE_SCORE_H

#include "store/grading.h"

enum { PLACES = 8192 }; /* a power of two */

struct place {
    double normal;
    size_t item;
    int64_t first, last;
};

struct scoring {
    struct grading g;   /* and the organisation at hand */
    size_t now, before; /* periods; SIZE_MAX: none, or without results */
    double *means;      /* of the items */
    size_t at;          /* the item at hand, and what stands in it */
    const struct grade *grade, *former;
    const struct place *place;   /* NULL: none */
    struct place places[PLACES]; /* grades repeat: those of the last ones */
};

int scoring_new(struct scoring **out, struct db *db, struct pz_error *err);
void scoring_free(struct scoring *s);
/* The next item, or the next organisation's first: 1, 0 at the end, -1. */
int scoring_next(struct scoring *s, struct pz_error *err);

#endif
