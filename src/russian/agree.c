/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/agree.h"

#include <string.h>

#include "russian/number.h"
#include "russian/phrase.h"
#include "russian/tables.h"

static void put(struct pz_buf *out, const struct pz_word *w, unsigned strip, const char *ending)
{
    pz_word_put(out, w, strip, ending, strlen(ending));
}

/* Short participles and past verbs: the last letters of the masculine, and what takes their place in the others. The first that fits. */
static const struct short_form {
    const char *masculine;
    uint8_t strip;
    const char *others[3]; /* feminine, neuter, plural */
} short_forms[] = {
    {"должен", 2, {"на", "но", "ны"}}, {"ён", 2, {"ена", "ено", "ены"}}, /* the stress moves: утверждён – утверждена */
    {"шёл", 2, {"ла", "ло", "ли"}},                                      /* прошёл – прошла */
    {"лся", 2, {"ась", "ось", "ись"}}, {"ся", 2, {"лась", "лось", "лись"}}, {"л", 0, {"а", "о", "и"}}, {"н", 0, {"а", "о", "ы"}},
    {"т", 0, {"а", "о", "ы"}},         {"м", 0, {"а", "о", "ы"}},           {"в", 0, {"а", "о", "ы"}},
};

/* ё of -ён is told from the bytes: е and ё are one letter to the rules. */
static bool fits(const struct pz_word *w, const struct short_form *f)
{
    if (!pz_word_ends(w, f->masculine))
        return false;
    if (strcmp(f->masculine, "ён") != 0)
        return true;
    const char *letter = w->s + w->at[w->n - 2];
    return memcmp(letter, "ё", 2) == 0 || memcmp(letter, "Ё", 2) == 0;
}

enum pz_confidence pz_agree(struct pz_buf *out, const char *word, size_t len, enum pz_gender gender)
{
    const struct pz_tables *t = pz_tables();
    struct pz_word w;
    struct pz_adjective a;
    if (t && pz_word_read(&w, word, len)) {
        if (pz_adjective_read(&a, &w)) {
            pz_adjective_put(out, &t->adjectives, &a, &w, gender, PZ_NOMINATIVE, false);
            return PZ_CERTAIN;
        }
        for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++) {
            const struct short_form *f = &short_forms[i];
            if (!fits(&w, f))
                continue;
            if (gender == PZ_MASCULINE)
                pz_buf_put(out, word, len);
            else
                put(out, &w, f->strip, f->others[gender - PZ_FEMININE]);
            return PZ_CERTAIN;
        }
    }
    pz_buf_put(out, word, len);
    return PZ_UNKNOWN;
}

enum pz_confidence pz_agree_with(struct pz_buf *out, const char *word, size_t len, const char *phrase, size_t phrase_len)
{
    enum pz_gender gender;
    enum pz_confidence noun = pz_phrase_gender(phrase, phrase_len, &gender);
    if (noun == PZ_UNKNOWN) {
        pz_buf_put(out, word, len);
        return PZ_UNKNOWN;
    }
    enum pz_confidence form = pz_agree(out, word, len, gender);
    return form > noun ? form : noun;
}

enum pz_confidence pz_agree_count(struct pz_buf *out, const char *word, size_t len, int64_t n, enum pz_gender gender)
{
    static const enum pz_gender by_form[] = {PZ_MASCULINE, PZ_PLURAL, PZ_NEUTER};
    int form = pz_number_form(n);
    return pz_agree(out, word, len, form == 0 ? gender : by_form[form]);
}

enum pz_confidence pz_agree_sex(struct pz_buf *out, const char *word, size_t len, enum pz_sex sex)
{
    if (sex != PZ_SEX_UNKNOWN)
        return pz_agree(out, word, len, sex == PZ_MALE ? PZ_MASCULINE : PZ_FEMININE);
    pz_buf_put(out, word, len);
    return PZ_UNKNOWN;
}
