/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name as a set of words. Inside src/ingest only. */
#ifndef PZ_INGEST_WORDS_OF_H
#define PZ_INGEST_WORDS_OF_H

#include <stdbool.h>

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

/* Whether a word of a set is one of its core. */
bool pz_word_is_core(const char *word);
/* How alike two words are, in quarters: 4 the same, less when misspelled, 0 another. */
unsigned pz_word_likeness(const char *a, const char *b);

#endif
