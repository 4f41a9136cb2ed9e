/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terms that name no day: so long after something, so often. */
#include <string.h>

#include "russian/due_reader.h"
#include "russian/numerals.h"
#include "russian/tables.h"

static bool same_letters(const struct pz_word *w, const struct pz_tsv_field *form)
{
    uint8_t c[PZ_WORD_MAX];
    size_t len = pz_letters(c, PZ_WORD_MAX, form->s, form->len);
    return len == w->n && memcmp(c, w->c, len) == 0;
}

/* A number in figures or as one word («пяти», «десять»). */
static bool read_count(struct pz_due_reader *r, int *n)
{
    const struct pz_tables *tables = pz_tables();
    const struct pz_date_token *token = pz_dt_peek(&r->t, 0);
    if (pz_dt_number(&r->t, 1, 4, n))
        return true;
    for (unsigned i = 0; tables && token->kind == PZ_DT_WORD && i < tables->numerals.n; i++) {
        const struct pz_numeral *numeral = &tables->numerals.v[i];
        if (numeral->value > 0 && numeral->value < 1000 &&
            (same_letters(&token->word, &numeral->forms[PZ_GENITIVE]) ||
             same_letters(&token->word, &numeral->forms[PZ_NOMINATIVE]) ||
             same_letters(&token->word, &numeral->forms[PZ_ACCUSATIVE]))) {
            *n = (int)numeral->value;
            r->t.at++;
            return true;
        }
    }
    return false;
}

static bool read_unit(struct pz_due_reader *r, enum pz_due_unit *unit)
{
    bool work = pz_dt_word(&r->t, "рабочих рабочего рабочий рабочие рабочая раб");
    if (!work)
        pz_dt_word(&r->t, "календарных календарного календарный календарные кал");
    pz_dt_sign(&r->t, '.');
    if (pz_dt_word(&r->t, "день дня дней дн суток сутки"))
        *unit = work ? PZ_UNIT_WORKDAY : PZ_UNIT_DAY;
    else if (pz_dt_word(&r->t, "неделя недели недель неделю нед"))
        *unit = PZ_UNIT_WEEK;
    else if (pz_dt_word(&r->t, "месяц месяца месяцев мес"))
        *unit = PZ_UNIT_MONTH;
    else if (pz_dt_word(&r->t, "квартал квартала кварталов"))
        *unit = PZ_UNIT_QUARTER;
    else if (pz_dt_word(&r->t, "полугодие полугодия полгода"))
        *unit = PZ_UNIT_HALF;
    else if (pz_dt_word(&r->t, "год года лет"))
        *unit = PZ_UNIT_YEAR;
    else
        return false;
    return true;
}

/* What opens the term; false: nothing does. */
static bool read_lead(struct pz_due_reader *r, enum pz_due_lead *lead)
{
    *lead = PZ_LEAD_WITHIN;
    if (pz_dt_words(&r->t, "в течение") || pz_dt_words(&r->t, "в течении") || pz_dt_words(&r->t, "в пределах") ||
        pz_dt_words(&r->t, "не позднее чем через") || pz_dt_words(&r->t, "не позднее") || pz_dt_words(&r->t, "не позже"))
        return true;
    *lead = PZ_LEAD_IN;
    if (pz_dt_word(&r->t, "через"))
        return true;
    *lead = PZ_LEAD_NONE;
    return false;
}

/* «в течение 5 дней со дня …», «10 календарных дней после …», «через 2 недели после …», «в 10-дневный срок» */
bool pz_due_read_within(struct pz_due_reader *r)
{
    int n = 1;
    enum pz_due_unit unit = PZ_UNIT_DAY;
    bool led = read_lead(r, &r->term->lead);
    if (!led && pz_dt_word(&r->t, "в")) {
        if (!read_count(r, &n))
            return false;
        pz_dt_sign(&r->t, '-');
        if (!pz_dt_word(&r->t, "дневный") || !pz_dt_word(&r->t, "срок"))
            return false;
        r->term->lead = PZ_LEAD_WITHIN;
        led = true;
    } else {
        read_count(r, &n);
        if (!read_unit(r, &unit))
            return false;
    }
    pz_dt_sign(&r->t, '.');
    pz_dt_sign(&r->t, ',');
    const struct pz_date_token *rest = pz_dt_peek(&r->t, 0);
    r->term->kind = PZ_DUE_WITHIN;
    r->term->count = n;
    r->term->unit = unit;
    if (rest->kind != PZ_DT_END) {
        r->term->rest = rest->s;
        r->term->rest_len = (size_t)(r->t.end - rest->s);
    }
    /* Without «в течение» only what it is counted from shows a term. */
    return n > 0 && (led || pz_dt_word(&r->t, "после со с от"));
}

/* What is said behind an adverb stays as it was written. */
static bool keep_rest(struct pz_due_reader *r, const char *from)
{
    r->term->kind = PZ_DUE_REPEAT;
    r->term->rest = from;
    r->term->rest_len = (size_t)(r->t.end - from);
    while (r->term->rest_len && strchr(" .", from[r->term->rest_len - 1]))
        r->term->rest_len--;
    return true;
}

bool pz_due_read_repeat(struct pz_due_reader *r)
{
    static const struct {
        const char *words;
        enum pz_due_unit unit; /* NONE: printed as it was written */
    } adverbs[] = {
        {"ежедневно", PZ_UNIT_DAY},           {"еженедельно", PZ_UNIT_WEEK},    {"ежемесячно", PZ_UNIT_MONTH},
        {"ежеквартально", PZ_UNIT_QUARTER},   {"ежегодно", PZ_UNIT_YEAR},       {"раз в полгода", PZ_UNIT_HALF},
        {"один раз в полгода", PZ_UNIT_HALF}, {"постоянно", PZ_UNIT_NONE},      {"на постоянной основе", PZ_UNIT_NONE},
        {"регулярно", PZ_UNIT_NONE},          {"систематически", PZ_UNIT_NONE}, {"по мере необходимости", PZ_UNIT_NONE},
        {"по необходимости", PZ_UNIT_NONE},   {"в течение года", PZ_UNIT_NONE}, {"в течение учебного года", PZ_UNIT_NONE},
        {"в течение всего", PZ_UNIT_NONE},    {"весь период", PZ_UNIT_NONE}};
    const char *start = pz_dt_peek(&r->t, 0)->s;
    r->term->count = 1;
    for (size_t i = 0; i < sizeof adverbs / sizeof *adverbs; i++) {
        if (!pz_dt_words(&r->t, adverbs[i].words))
            continue;
        r->term->unit = adverbs[i].unit;
        if (adverbs[i].unit == PZ_UNIT_NONE)
            return keep_rest(r, start);
        pz_dt_sign(&r->t, ',');
        if (pz_dt_end(&r->t))
            return pz_due_done(r, PZ_DUE_REPEAT);
        const char *rest = pz_dt_peek(&r->t, 0)->s;
        /* «ежегодно до 25 октября»: the day repeats */
        if ((pz_dt_word(&r->t, "до") || pz_dt_words(&r->t, "не позднее")) && pz_due_read_day(r, &r->term->to) &&
            pz_due_done(r, PZ_DUE_REPEAT))
            return true;
        r->term->to = (struct pz_date){0};
        return keep_rest(r, rest);
    }
    int n = 1;
    read_count(r, &n);
    pz_dt_word(&r->t, "один");
    if (!pz_dt_word(&r->t, "раз раза") || !pz_dt_word(&r->t, "в") || !read_unit(r, &r->term->unit))
        return false;
    r->term->count = n;
    return pz_due_done(r, PZ_DUE_REPEAT);
}
