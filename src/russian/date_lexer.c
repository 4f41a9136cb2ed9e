/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/date_lexer.h"

#include <string.h>

#include "base/utf8.h"

static const char *const months[12][3] = {
    {"январь", "января", "январе"},
    {"февраль", "февраля", "феврале"},
    {"март", "марта", "марте"},
    {"апрель", "апреля", "апреле"},
    {"май", "мая", "мае"},
    {"июнь", "июня", "июне"},
    {"июль", "июля", "июле"},
    {"август", "августа", "августе"},
    {"сентябрь", "сентября", "сентябре"},
    {"октябрь", "октября", "октябре"},
    {"ноябрь", "ноября", "ноябре"},
    {"декабрь", "декабря", "декабре"},
};

const char *pz_month_name(int month, enum pz_case c)
{
    return months[month - 1][c == PZ_NOMINATIVE ? 0 : c == PZ_PREPOSITIONAL ? 2 : 1];
}

static bool is_quote(uint32_t rune)
{
    return rune == '"' || rune == 0xAB || rune == 0xBB || rune == 0x201C || rune == 0x201D || rune == 0x201E;
}

static const char *lex_number(struct pz_date_token *token, const char *p, const char *end)
{
    token->kind = PZ_DT_NUMBER;
    for (; p < end && *p >= '0' && *p <= '9'; p++)
        if (token->digits++ < 6)
            token->number = token->number * 10 + (*p - '0');
    return p;
}

static const char *lex_word(struct pz_date_token *token, const char *start, const char *end)
{
    const char *p = start, *stop = start;
    while (p < end && pz_rune_is_letter(pz_utf8_next(&p, end)))
        stop = p;
    token->kind = pz_word_read(&token->word, start, (size_t)(stop - start)) ? PZ_DT_WORD : PZ_DT_SIGN;
    return stop;
}

bool pz_date_lex(struct pz_date_tokens *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    unsigned n = 0;
    out->at = 0;
    out->end = end;
    while (p < end) {
        const char *start = p;
        uint32_t rune = pz_utf8_next(&p, end);
        if (pz_rune_is_space(rune) || is_quote(rune))
            continue;
        if (n == PZ_DATE_TOKENS - 1)
            return false;
        struct pz_date_token *token = &out->v[n++];
        *token = (struct pz_date_token){.kind = PZ_DT_SIGN, .s = start};
        if (pz_rune_is_digit(rune))
            p = lex_number(token, start, end);
        else if (pz_rune_is_letter(rune))
            p = lex_word(token, start, end);
        else
            token->sign = rune >= 0x2010 && rune <= 0x2015 ? '-' : rune;
        token->end = p;
    }
    out->v[n] = (struct pz_date_token){.kind = PZ_DT_END, .s = end, .end = end};
    return true;
}

const struct pz_date_token *pz_dt_peek(const struct pz_date_tokens *t, unsigned ahead)
{
    unsigned i = t->at;
    while (ahead-- > 0 && t->v[i].kind != PZ_DT_END)
        i++;
    return &t->v[i];
}

bool pz_dt_end(const struct pz_date_tokens *t)
{
    return t->v[t->at].kind == PZ_DT_END;
}

bool pz_dt_sign(struct pz_date_tokens *t, uint32_t sign)
{
    if (t->v[t->at].kind != PZ_DT_SIGN || t->v[t->at].sign != sign)
        return false;
    t->at++;
    return true;
}

static bool word_is_one(const struct pz_word *w, const char *words)
{
    char one[64];
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, " ");
        if (n < sizeof one) {
            memcpy(one, p, n);
            one[n] = '\0';
            if (pz_word_is(w, one))
                return true;
        }
        p += n + (p[n] == ' ');
    }
    return false;
}

bool pz_dt_word(struct pz_date_tokens *t, const char *words)
{
    if (t->v[t->at].kind != PZ_DT_WORD || !word_is_one(&t->v[t->at].word, words))
        return false;
    t->at++;
    return true;
}

bool pz_dt_words(struct pz_date_tokens *t, const char *phrase)
{
    unsigned before = t->at;
    char one[64];
    for (const char *p = phrase; *p;) {
        size_t n = strcspn(p, " ");
        memcpy(one, p, n < sizeof one ? n : sizeof one - 1);
        one[n < sizeof one ? n : sizeof one - 1] = '\0';
        if (!pz_dt_word(t, one)) {
            t->at = before;
            return false;
        }
        p += n + (p[n] == ' ');
    }
    return true;
}

bool pz_dt_number(struct pz_date_tokens *t, int min_digits, int max_digits, int *value)
{
    const struct pz_date_token *token = &t->v[t->at];
    if (token->kind != PZ_DT_NUMBER || token->digits < min_digits || token->digits > max_digits)
        return false;
    *value = token->number;
    t->at++;
    return true;
}

/* A month in one of its cases, or shortened as on stamps («июл», «сент.»). */
static bool is_month(const struct pz_word *w, int month)
{
    static const char *const shortened[12] = {"янв", "фев февр", "мар",      "апр", "май",      "июн",
                                              "июл", "авг",      "сен сент", "окт", "ноя нояб", "дек"};
    for (unsigned i = 0; i < 3; i++)
        if (pz_word_is(w, months[month - 1][i]))
            return true;
    return word_is_one(w, shortened[month - 1]);
}

bool pz_dt_month(struct pz_date_tokens *t, int *month)
{
    const struct pz_date_token *token = &t->v[t->at];
    if (token->kind != PZ_DT_WORD)
        return false;
    for (int m = 1; m <= 12; m++)
        if (is_month(&token->word, m)) {
            *month = m;
            t->at++;
            if (token->word.n < 5 && m != 5 && t->v[t->at].kind == PZ_DT_SIGN && t->v[t->at].sign == '.' && token->word.n <= 4 &&
                !pz_word_is(&token->word, months[m - 1][0]))
                t->at++;
            return true;
        }
    return false;
}

/* «г.», «года», «год», «году» behind a year. */
static void skip_year_word(struct pz_date_tokens *t)
{
    if (pz_dt_word(t, "года год году годом"))
        return;
    if (pz_dt_word(t, "г"))
        pz_dt_sign(t, '.');
}

bool pz_dt_year(struct pz_date_tokens *t, int *year, bool *current)
{
    unsigned before = t->at;
    *current = false;
    if (pz_dt_word(t, "текущего этого с")) {
        *current = pz_dt_word(t, "года") || (pz_dt_sign(t, '.') && pz_dt_word(t, "г") && (pz_dt_sign(t, '.') || true));
        *year = 0;
        if (*current)
            return true;
        t->at = before;
        return false;
    }
    if (!pz_dt_number(t, 4, 4, year))
        return false;
    skip_year_word(t);
    return true;
}

static int full_year(int year, int digits)
{
    return digits == 2 ? 2000 + year : year;
}

static bool date_iso(struct pz_date_tokens *t, struct pz_date *d)
{
    return pz_dt_number(t, 4, 4, &d->year) && pz_dt_sign(t, '-') && pz_dt_number(t, 2, 2, &d->month) && pz_dt_sign(t, '-') &&
           pz_dt_number(t, 2, 2, &d->day);
}

static bool date_dotted(struct pz_date_tokens *t, struct pz_date *d)
{
    if (!(pz_dt_number(t, 1, 2, &d->day) && pz_dt_sign(t, '.') && pz_dt_number(t, 1, 2, &d->month) && pz_dt_sign(t, '.')))
        return false;
    int digits = pz_dt_peek(t, 0)->digits;
    if (!pz_dt_number(t, 2, 4, &d->year) || digits == 3)
        return false;
    d->year = full_year(d->year, digits);
    skip_year_word(t);
    return true;
}

static bool date_words(struct pz_date_tokens *t, struct pz_date *d)
{
    if (!pz_dt_number(t, 1, 2, &d->day) || !pz_dt_month(t, &d->month) || !pz_dt_number(t, 4, 4, &d->year))
        return false;
    skip_year_word(t);
    return true;
}

bool pz_dt_date(struct pz_date_tokens *t, struct pz_date *out)
{
    static bool (*const forms[])(struct pz_date_tokens *, struct pz_date *) = {date_iso, date_dotted, date_words};
    unsigned before = t->at;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct pz_date d = {0, 0, 0};
        if (forms[i](t, &d) && pz_date_valid(d)) {
            *out = d;
            return true;
        }
        t->at = before;
    }
    return false;
}
