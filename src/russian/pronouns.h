/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pronouns that agree as adjectives do («все», «наша»): data/russian/pronouns.tsv. Inside this folder only. */
#ifndef PZ_RUSSIAN_PRONOUNS_H
#define PZ_RUSSIAN_PRONOUNS_H

#include "russian/tsv.h"
#include "russian/word.h"
#include "russian/russian.h"

enum { PZ_PRONOUNS = 32 };

struct pz_pronoun {
    enum pz_gender gender;
    struct pz_tsv_field forms[PZ_CASES];
};
struct pz_pronouns {
    struct pz_pronoun v[PZ_PRONOUNS];
    unsigned n;
};

int pz_pronouns_build(struct pz_pronouns *out, const char *text, size_t len, unsigned *bad_line);
/* The pronoun a word in the nominative is, or NULL. */
const struct pz_pronoun *pz_pronoun_find(const struct pz_pronouns *all, const struct pz_word *w);
/* Append it in another gender or case, its capital kept. */
void pz_pronoun_put(struct pz_buf *out, const struct pz_pronouns *all, const struct pz_pronoun *p, const struct pz_word *w,
                    enum pz_gender gender, enum pz_case c, bool animate);

#endif
