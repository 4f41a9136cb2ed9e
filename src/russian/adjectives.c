/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/adjectives.h"

#include <string.h>

#include "russian/tsv.h"

enum { COLUMNS = 1 + PZ_GENDERS * PZ_CASES };

int pz_adjectives_build(struct pz_adjective_endings *out, const char *text, size_t len, unsigned *bad_line)
{
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[COLUMNS];
    unsigned type = 0;
    while (pz_tsv_next(&tsv, f, COLUMNS)) {
        *bad_line = tsv.line;
        if (tsv.fields != COLUMNS || type == PZ_ADJ_TYPES)
            return -1;
        for (unsigned i = 1; i < COLUMNS; i++) {
            bool by_animacy = f[i].len == 1 && f[i].s[0] == '=';
            out->v[type][(i - 1) / PZ_CASES][(i - 1) % PZ_CASES] =
                (struct pz_adjective_ending){.s = f[i].s, .len = (uint8_t)f[i].len, .by_animacy = by_animacy};
        }
        type++;
    }
    return type == PZ_ADJ_TYPES ? 0 : -1;
}

static bool is_in(uint8_t letter, const char *set)
{
    uint8_t c[16];
    size_t n = pz_letters(c, sizeof c, set, strlen(set));
    return letter != 0 && memchr(c, letter, n) != NULL;
}

/* The word cut before -ся, as a view. */
static struct pz_word without_reflexive(const struct pz_word *w, bool *reflexive)
{
    struct pz_word cut = *w;
    *reflexive = w->n > 5 && pz_word_ends(w, "ся");
    if (*reflexive) {
        cut.n = (uint8_t)(w->n - 2);
        cut.len = w->at[cut.n];
    }
    return cut;
}

static enum pz_adjective_type type_after(uint8_t letter, bool soft_letter)
{
    if (is_in(letter, "гкх"))
        return PZ_ADJ_VELAR;
    if (is_in(letter, "жшчщ"))
        return PZ_ADJ_HUSHING;
    return soft_letter ? PZ_ADJ_SOFT : PZ_ADJ_HARD;
}

/* «третий», «казачий» and their like, with the soft sign in every other form. */
static bool read_possessive(struct pz_adjective *out, const struct pz_word *w)
{
    static const char *const stems[] = {"трет", "казач", "девич", "птич", "помещич", "медвеж", NULL};
    static const char *const endings[] = {"ий", "ья", "ье", "ьи"};
    for (unsigned g = 0; g < 4; g++) {
        struct pz_word stem = *w;
        stem.n = (uint8_t)(w->n - 2);
        if (!pz_word_ends(w, endings[g]))
            continue;
        for (const char *const *s = stems; *s; s++)
            if (pz_word_is(&stem, *s)) {
                *out = (struct pz_adjective){.type = PZ_ADJ_POSSESSIVE, .gender = (enum pz_gender)g, .strip = 2};
                return true;
            }
    }
    return false;
}

/* Stress on the ending is known of few words in the feminine and the plural; in the masculine -ой shows it. */
static bool stressed_hushing(const struct pz_word *w)
{
    return pz_word_ends(w, "больш") || pz_word_ends(w, "чуж");
}

bool pz_adjective_read(struct pz_adjective *out, const struct pz_word *word)
{
    static const struct {
        const char *ending;
        enum pz_gender gender;
        bool soft;
        const char *after; /* only behind these letters; NULL: any */
    } endings[] = {
        {"ый", PZ_MASCULINE, false, NULL}, {"ой", PZ_MASCULINE, false, NULL}, {"ий", PZ_MASCULINE, true, "гкхжшчщн"},
        {"ая", PZ_FEMININE, false, NULL},  {"яя", PZ_FEMININE, true, NULL},   {"ое", PZ_NEUTER, false, NULL},
        {"ее", PZ_NEUTER, true, "жшчщн"},  {"ые", PZ_PLURAL, false, NULL},    {"ие", PZ_PLURAL, true, "гкхжшчщн"},
    };
    bool reflexive;
    struct pz_word w = without_reflexive(word, &reflexive);
    if (w.n < 4 || w.foreign)
        return false;
    if (read_possessive(out, &w))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (!pz_word_ends(&w, endings[i].ending))
            continue;
        uint8_t before = w.c[w.n - 3];
        if (endings[i].after && !is_in(before, endings[i].after))
            return false;
        /* -ение, -ание are nouns; -ние behind a consonant is an adjective («средние»). */
        if (i == 8 && before == 14 && pz_letter_vowel(w.c[w.n - 4]))
            return false;
        *out = (struct pz_adjective){
            .type = type_after(before, endings[i].soft), .gender = endings[i].gender, .strip = 2, .reflexive = reflexive};
        struct pz_word stem = w;
        stem.n = (uint8_t)(w.n - 2);
        if (i == 1)
            out->type = out->type == PZ_ADJ_HARD ? PZ_ADJ_STRESSED : PZ_ADJ_STRESSED_VELAR;
        else if (out->type == PZ_ADJ_HUSHING && stressed_hushing(&stem))
            out->type = PZ_ADJ_STRESSED_VELAR;
        out->strip = (uint8_t)(reflexive ? 4 : 2);
        return true;
    }
    return false;
}

void pz_adjective_put(struct pz_buf *out, const struct pz_adjective_endings *e, const struct pz_adjective *a,
                      const struct pz_word *w, enum pz_gender gender, enum pz_case c, bool animate)
{
    const struct pz_adjective_ending *ending = &e->v[a->type][gender][c];
    if (ending->by_animacy)
        ending = &e->v[a->type][gender][animate ? PZ_GENITIVE : PZ_NOMINATIVE];
    char text[32];
    size_t len = ending->len;
    memcpy(text, ending->s, len);
    if (a->reflexive) {
        memcpy(text + len, "ся", 4);
        len += 4;
    }
    pz_word_put(out, w, a->strip, text, len);
}

bool pz_adjective_could_be(const struct pz_word *word, enum pz_gender gender, enum pz_case c)
{
    static const char *const masculine[PZ_CASES][5] = {
        {"ый", "ий", "ой"}, {"ого", "его"}, {"ому", "ему"}, {"ый", "ий", "ой", "ого", "его"}, {"ым", "им"}, {"ом", "ем"}};
    static const char *const feminine[PZ_CASES][5] = {{"ая", "яя", "ья"}, {"ой", "ей"}, {"ой", "ей"},
                                                      {"ую", "юю", "ью"}, {"ой", "ей"}, {"ой", "ей"}};
    static const char *const neuter[PZ_CASES][5] = {{"ое", "ее", "ье"}, {"ого", "его"}, {"ому", "ему"},
                                                    {"ое", "ее", "ье"}, {"ым", "им"},   {"ом", "ем"}};
    static const char *const plural[PZ_CASES][5] = {{"ые", "ие", "ьи"},       {"ых", "их"},   {"ым", "им"},
                                                    {"ые", "ие", "ых", "их"}, {"ыми", "ими"}, {"ых", "их"}};
    bool reflexive;
    struct pz_word w = without_reflexive(word, &reflexive);
    const char *const *endings = gender == PZ_MASCULINE  ? masculine[c]
                                 : gender == PZ_FEMININE ? feminine[c]
                                 : gender == PZ_NEUTER   ? neuter[c]
                                                         : plural[c];
    for (unsigned i = 0; i < 5 && endings[i]; i++)
        if (w.n > 4 && pz_word_ends(&w, endings[i]))
            return true;
    return false;
}
