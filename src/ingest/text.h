/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of cells made comparable, and the words cells are full of (data/ingest/words.tsv). */
#ifndef PZ_INGEST_TEXT_H
#define PZ_INGEST_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Each appends to out and returns it as a string, borrowed until the next write.
 * fold:  lower case, «ё» as «е», blanks of every kind collapsed and trimmed, Latin look-alikes of a text with Cyrillic letters as
 *        Cyrillic, a last full stop or colon left out. Punctuation stays: «н/д», «-», «+».
 * plain: the same without punctuation: letters, digits, «№» and «%» in words set off by one blank. */
const char *pz_text_fold(struct pz_buf *out, const char *s, size_t len);
const char *pz_text_plain(struct pz_buf *out, const char *s, size_t len);

enum pz_word {
    PZ_WORD_MISSING = 1,
    PZ_WORD_DASH = 2, /* missing too, but «no» in a column where «+» means yes */
    PZ_WORD_YES = 4,
    PZ_WORD_NO = 8,
    PZ_WORD_DITTO = 16, /* «-//-»: as above, or as to the left */
    PZ_WORD_UNIT = 32,
    PZ_WORD_PERCENT = 64,   /* a unit that means per cent */
    PZ_WORD_TOTAL = 128,    /* label of a totals row */
    PZ_WORD_NOTE = 256,     /* begins a note */
    PZ_WORD_WITHIN = 512,   /* «в том числе» */
    PZ_WORD_BASE = 1024,    /* header of the column that holds «из скольких» */
    PZ_WORD_COUNT = 2048,   /* header of the column that holds how many of them */
    PZ_WORD_VALUE = 4096,   /* header that says no more than «value» */
    PZ_WORD_ERROR = 8192,   /* what a spreadsheet shows for a formula that failed */
    PZ_WORD_PARTLY = 16384, /* done in part */
};

/* What a text is as a whole: a set of enum pz_word, 0 when it is none of these words. */
unsigned pz_words(const char *s, size_t len);
/* Whether the text begins with a word of that kind (TOTAL, NOTE) as a word of its own. *how, when not NULL: "sum", "mean" … of a total. */
bool pz_words_begin(const char *s, size_t len, enum pz_word kind, const char **how);

#endif
