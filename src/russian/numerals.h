/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of numerals (data/russian/numerals.tsv). Inside this folder only. */
#ifndef PZ_RUSSIAN_NUMERALS_H
#define PZ_RUSSIAN_NUMERALS_H

#include "russian/russian.h"
#include "russian/tsv.h"

enum { PZ_NUMERALS = 64, PZ_SCALES = 4 };

struct pz_numeral {
    int64_t value;
    char mark; /* m f n p, or 0 */
    struct pz_tsv_field forms[PZ_CASES], ordinal, compound;
};
struct pz_numerals {
    struct pz_numeral v[PZ_NUMERALS];
    unsigned n;
};

int pz_numerals_build(struct pz_numerals *out, const char *text, size_t len, unsigned *bad_line);
/* The numeral with this mark, or the one without a mark, or the first of that value. Never NULL for a value of the table. */
const struct pz_numeral *pz_numeral_find(const struct pz_numerals *all, int64_t value, char mark);

/* Words of a number being written: a blank between them. */
struct pz_number_words {
    struct pz_buf *out;
    const struct pz_numerals *all;
    bool any;
};
void pz_number_word(struct pz_number_words *w, const struct pz_tsv_field *word);
/* All groups of three of n above `below` (1: all; 1000: without the last) in a case; bare_thousand: «тысяча», not «одна тысяча». */
void pz_number_groups(struct pz_number_words *w, int64_t n, enum pz_gender gender, bool animate, enum pz_case c,
                      bool bare_thousand);
/* 1 to 999. alone: nothing stands before it, so that 2 to 4 take the accusative of persons. */
void pz_number_triple(struct pz_number_words *w, int n, enum pz_gender gender, bool animate, enum pz_case c, bool alone);

#define PZ_NUMBER_MAX INT64_C(1000000000000)

#endif
