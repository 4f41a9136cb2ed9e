/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text folded for comparing: the same key for spellings a reader takes for the same. */
#ifndef PZ_RUSSIAN_NORMAL_H
#define PZ_RUSSIAN_NORMAL_H

#include "russian/russian.h"

enum {
    PZ_FOLD_CASE = 1, /* small letters */
    PZ_FOLD_YO = 2,   /* ё → е */
    PZ_FOLD_LOOKALIKES =
        4, /* Latin letters inside a word with Cyrillic ones → Cyrillic («MБДOУ»); wholly Latin words stay, unless the
                               whole text has no other way to be Cyrillic: «MAOY» beside Cyrillic words is folded when all its letters look alike */
    PZ_FOLD_QUOTES = 8,  /* every quotation mark → " */
    PZ_FOLD_DASHES = 16, /* every dash and hyphen → - */
    PZ_FOLD_SPACES = 32, /* every run of white space → one blank; none at the ends; none inside quotes and brackets' edges */
    PZ_FOLD_NUMERO = 64, /* «№5», «N 5», «No 5» → «№ 5» */
    PZ_FOLD_PUNCTUATION = 128, /* quotes, brackets, full stops, commas dropped; dashes become blanks */
    PZ_FOLD_ALL = 255,
};

/* Append the folded text. */
void pz_fold(struct pz_buf *out, const char *text, size_t len, unsigned what);
/* Equal after folding. */
bool pz_fold_equal(const char *a, size_t a_len, const char *b, size_t b_len, unsigned what);
/* A key of an organisation's name that does not depend on word order, quotes or full and short kinds («муниципальное бюджетное дошкольное
 * образовательное учреждение детский сад № 5 «Ромашка»» and «МБДОУ ДС №5 "Ромашка"» give one key). Kinds: data/russian/kinds.tsv. */
void pz_organisation_key(struct pz_buf *out, const char *text, size_t len);
/* Distance of two folded texts in letters, up to `limit` (then limit + 1). For near misses. Texts over 256 letters: limit + 1. */
unsigned pz_edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned limit);
/* Words whose letters mix Latin and Cyrillic: offset of the first foreign letter, or len when there is none. */
size_t pz_mixed_letters(const char *text, size_t len);

#endif
