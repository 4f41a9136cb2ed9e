/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fractions that have a name (data/russian/shares.tsv). Inside this folder only. */
#ifndef PZ_RUSSIAN_SHARE_WORDS_H
#define PZ_RUSSIAN_SHARE_WORDS_H

#include "russian/russian.h"
#include "russian/tsv.h"

enum { PZ_SHARES = 16 };

struct pz_share_anchor {
    int numerator, denominator;
    bool exact_only;
    struct pz_tsv_field forms[PZ_CASES];
};
struct pz_share_anchors {
    struct pz_share_anchor v[PZ_SHARES]; /* growing */
    unsigned n;
};

int pz_shares_build(struct pz_share_anchors *out, const char *text, size_t len, unsigned *bad_line);

#endif
