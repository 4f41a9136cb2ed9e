/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name as a set of words. Inside src/ingest only. */
#ifndef PZ_INGEST_WORDS_OF_H
#define PZ_INGEST_WORDS_OF_H

#include "base/arena.h"

enum { PZ_WORDS_MAX = 48 }; /* of one name; what stands behind them is not compared */

/* Sorted, abbreviations written out. form: legal form and kind (data/ingest/forms.tsv), which tell least. */
struct pz_word_set {
    size_t n, core_n;
    const char **v;    /* all words, sorted, repeated ones kept; in the arena */
    const char **core; /* those that are no form words, sorted */
};

void pz_word_set_of(struct pz_word_set *set, struct pz_arena *arena, const char *text, size_t len);
/* All words in one text with blanks, for looking up. */
const char *pz_word_set_key(const struct pz_word_set *set, struct pz_arena *arena);

/* How alike two sets are, 0 to 1: words in common, misspelled ones in part. */
double pz_word_set_likeness(const struct pz_word_set *a, const struct pz_word_set *b);

#endif
