/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with nouns in finished text: «5 организация», «21 детских садов», «в 3 организаций».
 *
 * A figure may be a name as well as a count («пункт 5 порядка», «5 класс»), so a number is judged only where the word before it shows a
 * count, and forms that an ordinal would take too only of nouns that nobody numbers (data/russian/counted.tsv). */
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/lint_text.h"
#include "russian/number.h"
#include "russian/tsv.h"

PZ_EMBED(pz_data_counted, "data/russian/counted.tsv");

enum { ALL_CASES = (1 << PZ_CASES) - 1, SINGULAR = (1 << PZ_PLURAL * PZ_CASES) - 1, DIGITS_MAX = 9 };

struct number {
    const char *s; /* where it begins */
    long value;
    bool decimal;
};

static const char *back_over_blanks(const char *from, const char *p)
{
    while (p > from) {
        const char *q = p;
        if (!pz_rune_is_space(pz_utf8_prev(&q, from)))
            break;
        p = q;
    }
    return p;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *back_over_digits(const char *from, const char *p)
{
    while (p > from && is_digit(p[-1]))
        p--;
    return p;
}

/* «12 500»: the digits before are thousands when a group of three stands behind one blank. */
static const char *back_over_thousands(const char *from, const char *digits, const char *end)
{
    const char *blank = back_over_blanks(from, digits), *more = back_over_digits(from, blank);
    bool one = blank < digits && pz_utf8_length(blank, (size_t)(digits - blank)) == 1;
    return end - digits == 3 && one && blank - more >= 1 && blank - more <= 3 ? more : digits;
}

/* The number that ends at `end`; false when there is none, or it is part of something else («2.5», «5-й», «№5»). */
static bool read_number(const char *from, const char *end, struct number *out)
{
    const char *digits = back_over_digits(from, end), *s = digits;
    if (digits == end || end - digits > DIGITS_MAX || (*digits == '0' && end - digits > 1))
        return false;
    *out = (struct number){.s = digits};
    if (s > from && s[-1] == ',' && back_over_digits(from, s - 1) < s - 1) {
        out->decimal = true;
        out->s = back_over_digits(from, s - 1);
    } else {
        out->s = back_over_thousands(from, digits, end);
    }
    for (const char *p = out->s; p < end && !out->decimal; p++)
        if (is_digit(*p))
            out->value = out->value * 10 + (*p - '0');
    const char *before = out->s;
    uint32_t rune = before > from ? pz_utf8_prev(&before, from) : ' ';
    return (pz_rune_is_space(rune) || rune == '(' || rune == 0xAB) && out->value < 1000000000;
}

static bool same_letters(const struct pz_word *w, const char *s, size_t len, bool whole)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, s, len);
    return w->n >= n && (!whole || w->n == n) && memcmp(w->c, c, n) == 0;
}

static uint32_t cases_named(struct pz_tsv_field f)
{
    uint32_t cases = 0;
    for (size_t i = 0; i < f.len; i++) {
        const char *at = strchr("ngdaip", f.s[i]);
        cases |= f.s[i] == '*' ? ALL_CASES : at ? 1u << (at - "ngdaip") : 0;
    }
    return cases;
}

/* Verbs whose subject or object the count may be; a noun with such an end is listed. */
static bool looks_verb(const struct pz_lint_word *w, bool first)
{
    static const char *const endings[] = {"ли",  "лись", "лось", "ены", "ено", "аны", "ано", "ят",  "яют",
                                          "ают", "уют",  "ует",  "ает", "ить", "ать", "ять", "еть", NULL};
    for (const char *const *e = endings; *e && w->w.n > 5 && !w->noun && !w->adjective && (first || !w->w.capital); e++)
        if (pz_word_ends(&w->w, *e))
            return true;
    return false;
}

/* The cases that what stands before the number leaves open; 0: it may be no count. */
static uint32_t cases_before(const struct pz_lint_paragraph *p, const struct pz_lint_words *words, size_t i,
                             const struct number *number)
{
    const char *from = i ? words->v[i - 1].s + words->v[i - 1].len : p->text;
    for (const char *q = from; q < number->s; q++)
        if (is_digit(*q) || *q == '.' || memcmp(q, "№", 3) == 0)
            return 0; /* a row of numbers, an abbreviation, a name */
    if (back_over_blanks(from, number->s) > from || i == 0)
        return i == 0 && words->v[0].w.capital ? 0 : ALL_CASES; /* punctuation: a count of its own */
    const struct pz_lint_word *before = &words->v[i - 1];
    struct pz_tsv tsv = pz_tsv_open(pz_data_counted, PZ_EMBEDDED_SIZE(pz_data_counted));
    struct pz_tsv_field f[2];
    while (pz_tsv_next(&tsv, f, 2))
        if (f[0].s[0] != '=' && same_letters(&before->w, f[0].s, f[0].len, true))
            return cases_named(f[1]);
    uint32_t plural = (before->adjective | before->noun) >> PZ_PLURAL * PZ_CASES;
    bool only_plural = plural && !(before->noun & SINGULAR);
    return only_plural || looks_verb(before, i == 1) ? ALL_CASES : 0;
}

/* Forms that may stand behind the number in one of these cases. */
static uint32_t forms_allowed(const struct number *number, uint32_t cases, uint32_t noun)
{
    int form = number->decimal ? 1 : pz_number_form(number->value);
    uint32_t direct = 1u << PZ_NOMINATIVE | 1u << PZ_ACCUSATIVE, allowed = 0, singular_genitive = 0;
    for (unsigned g = 0; g < PZ_PLURAL; g++) {
        allowed |= form == 0 ? cases << g * PZ_CASES : 0;
        singular_genitive |= PZ_AGREE_BIT(g, PZ_GENITIVE);
    }
    if (form == 0)
        return allowed;
    if (number->decimal)
        return singular_genitive;
    allowed = (cases & ~direct) << PZ_PLURAL * PZ_CASES;
    if (cases & direct)
        allowed |= form == 1 ? singular_genitive : PZ_AGREE_BIT(PZ_PLURAL, PZ_GENITIVE);
    if (cases & 1u << PZ_ACCUSATIVE && !(noun & PZ_AGREE_BIT(PZ_PLURAL, PZ_NOMINATIVE)))
        allowed |= PZ_AGREE_BIT(PZ_PLURAL, PZ_ACCUSATIVE); /* persons: «на 3 воспитанников» */
    return allowed;
}

static bool is_counted(const struct pz_word *w)
{
    struct pz_tsv tsv = pz_tsv_open(pz_data_counted, PZ_EMBEDDED_SIZE(pz_data_counted));
    struct pz_tsv_field f[2];
    while (pz_tsv_next(&tsv, f, 2))
        for (const char *p = f[1].s, *end = p + f[1].len; f[0].s[0] == '=' && p < end;) {
            const char *stop = memchr(p, ' ', (size_t)(end - p));
            stop = stop ? stop : end;
            if (same_letters(w, p, (size_t)(stop - p), false) && w->n <= (size_t)(stop - p) / 2 + 3)
                return true;
            p = stop + 1;
        }
    return false;
}

/* «сутки», «ясли» have no singular, «человек» is its own count form: nothing can be said of them. */
static bool is_special(const struct pz_lint *lint, const struct pz_word *w)
{
    size_t slot = 0;
    for (const struct pz_noun_form *f; (f = pz_noun_forms(&lint->t->nouns, w, &slot));)
        if (lint->t->nouns.classes[f->noun_class].gender == PZ_PLURAL)
            return true;
    return pz_word_is(w, "человек");
}

/* The noun behind the number: word i or one behind sure adjectives. */
static const struct pz_lint_word *noun_behind(const struct pz_lint_words *words, size_t i, uint32_t *adjectives)
{
    *adjectives = ~0u;
    for (size_t k = i; k < words->n && (k == i || words->v[k].adjacent) && !words->v[k].quoted; k++) {
        if (words->v[k].noun)
            return words->v[k].w.capital || words->v[k].w.caps ? NULL : &words->v[k];
        if (!words->v[k].adjective || words->v[k].w.capital)
            return NULL;
        *adjectives &= words->v[k].adjective;
    }
    return NULL;
}

static void judge(struct pz_lint *lint, size_t at, size_t i)
{
    const struct pz_lint_words *words = &lint->words[at];
    const struct pz_lint_paragraph *p = &lint->v[at];
    const char *from = i ? words->v[i - 1].s + words->v[i - 1].len : p->text;
    const char *end = back_over_blanks(from, words->v[i].s);
    struct number number;
    uint32_t adjectives;
    if (end == words->v[i].s || !read_number(from, end, &number))
        return;
    const struct pz_lint_word *noun = noun_behind(words, i, &adjectives);
    uint32_t cases = noun ? cases_before(p, words, i, &number) : 0;
    if (!cases || is_special(lint, &noun->w))
        return;
    bool one = !number.decimal && pz_number_form(number.value) == 0, both = adjectives != ~0u;
    if (noun->noun & forms_allowed(&number, cases, noun->noun) && !(one && both && !(adjectives & SINGULAR)))
        return;
    bool ordinal = noun->noun & SINGULAR && !(one && both && !(adjectives & SINGULAR));
    if ((ordinal || number.decimal) && !is_counted(&noun->w))
        return;
    const char *stop = noun->s + noun->len;
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("the number and the noun do not go together: “%.*s”"), (int)(stop - number.s), number.s);
    pz_lint_report(lint, at, number.s, (size_t)(stop - number.s), "E-TEXT-122", NULL, message);
}

void pz_lint_counts(struct pz_lint *lint, size_t at)
{
    for (size_t i = 0; i < lint->words[at].n; i++)
        judge(lint, at, i);
}
