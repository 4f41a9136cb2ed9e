/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typography of official text: quotes, dashes, spaces that do not break. Both functions are idempotent and never change a letter. */
#ifndef PZ_RUSSIAN_TYPOGRAPHY_H
#define PZ_RUSSIAN_TYPOGRAPHY_H

#include "russian/russian.h"

enum {
    PZ_TYPO_NBSP = 1, /* «И.О. Фамилия», «№ 5», «5 июня 2021 г.», «г. Город», units, «п. 1.1», short words are left alone */
    PZ_TYPO_QUOTES = 2, /* straight quotes to «ёлочки», „лапки“ inside */
    PZ_TYPO_DASHES = 4, /* a hyphen between spaces to a dash */
    PZ_TYPO_ALL = 7,
    /* More than any standard asks; these go with PZ_TYPO_NBSP. */
    PZ_TYPO_FIGURES = 8, /* «7 из 9», «24 организации», the dash stays with the word before it and the figure behind it */
    PZ_TYPO_RANGES = 16, /* «2026-2027», «март-апрель», «5-13 апреля»: an en dash */
    PZ_TYPO_TITLE = 32,  /* no line ends on a preposition or a conjunction */
};
/* One paragraph of finished text. Quotes that cannot be paired stay as they were. */
void pz_typography(struct pz_buf *out, const char *text, size_t len, unsigned what);
/* Only no-break spaces (filter `nbsp`). */
void pz_typography_nbsp(struct pz_buf *out, const char *text, size_t len);
/* As documents of ours are set: no-break spaces, figures, ranges; of a title and a requisite prepositions too. */
void pz_typography_set(struct pz_buf *out, const char *text, size_t len, bool title);
/* «в р а з р я д к у» typed with spaces back to the word; the text as it is when it is not spaced so. true when it was. */
bool pz_typography_unspace(struct pz_buf *out, const char *text, size_t len);

#endif
