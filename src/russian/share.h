/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares in words by integer arithmetic, never untrue: with p = n / total and an anchor a, «более» needs p > a, «почти» p < a, the bare fraction
 * p = a, «около» |p - a| within one point. Sources: no norm; the project's convention (docs/ru/русский-язык.md). */
#ifndef PZ_RUSSIAN_SHARE_H
#define PZ_RUSSIAN_SHARE_H

#include "russian/forms.h"

enum pz_share_kind {
    PZ_SHARE_NONE,
    PZ_SHARE_ALL,
    PZ_SHARE_EXACT,
    PZ_SHARE_ABOUT,
    PZ_SHARE_ALMOST,
    PZ_SHARE_MORE,
    PZ_SHARE_LESS,
};

struct pz_share {
    enum pz_share_kind kind;
    int numerator, denominator; /* of the anchor; 0 for ALL, NONE */
};

/* 0; -1 unless 0 <= n <= total and total > 0. */
int pz_share_find(struct pz_share *out, int64_t n, int64_t total);
/* «почти треть», «более половины», «треть», «все», «ни одной» → without the noun. c: case the whole stands in (nominative, accusative and
 * genitive are distinguished where the words allow). */
int pz_share_words(struct pz_buf *out, int64_t n, int64_t total, enum pz_case c);
/* The same with the fraction in figures: «более 1/5», «почти 1/3»; all, none and «почти все» stay words. */
int pz_share_figures(struct pz_buf *out, int64_t n, int64_t total, enum pz_case c);
/* The same with the things counted: «почти треть дошкольных организаций (7 из 24)»; noun: nominative singular. counts: write the bracket.
 * forms: approved forms and doubts; may be NULL. */
int pz_share_phrase(struct pz_buf *out, const struct pz_forms *forms, int64_t n, int64_t total, const char *noun, size_t noun_len,
                    bool counts);
/* «7 из 24». */
void pz_share_counts(struct pz_buf *out, int64_t n, int64_t total);
/* «29,2 %» rounded half up in decimal to `decimals` (0 to 3), computed in integers; no-break space before the sign. -1 as above. */
int pz_share_percent(struct pz_buf *out, int64_t n, int64_t total, int decimals);

#endif
