/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading terms. Each reader takes one form at the cursor and leaves the cursor on failure. */
#include <string.h>
#include <strings.h>

#include "russian/due_reader.h"

/* A day with a year said, or «текущего года», or no year at all. */
bool pz_due_read_day(struct pz_due_reader *r, struct pz_date *out)
{
    unsigned before = r->t.at;
    int year;
    bool current;
    if (pz_dt_date(&r->t, out))
        return true;
    struct pz_date d = {.year = r->today.year};
    if (pz_dt_number(&r->t, 1, 2, &d.day) &&
        (pz_dt_month(&r->t, &d.month) || (pz_dt_sign(&r->t, '.') && pz_dt_number(&r->t, 1, 2, &d.month)))) {
        if (pz_dt_year(&r->t, &year, &current))
            d.year = current ? r->today.year : year;
        if (pz_date_valid(d)) {
            r->term->current_year = true;
            *out = d;
            return true;
        }
    }
    r->t.at = before;
    return false;
}

/* A month with or without a year; *has_year tells. */
static bool read_month(struct pz_due_reader *r, struct pz_date *out, bool *has_year)
{
    bool current = false;
    *out = (struct pz_date){.year = r->today.year};
    if (!pz_dt_month(&r->t, &out->month))
        return false;
    *has_year = pz_dt_year(&r->t, &out->year, &current);
    if (current)
        out->year = r->today.year;
    return true;
}

bool pz_due_done(struct pz_due_reader *r, enum pz_due_kind kind)
{
    pz_dt_sign(&r->t, '.');
    if (!pz_dt_end(&r->t))
        return false;
    r->term->kind = kind;
    return true;
}

static bool read_by(struct pz_due_reader *r)
{
    if (pz_dt_words(&r->t, "в срок"))
        (void)pz_dt_sign(&r->t, '-');
    if (!pz_dt_words(&r->t, "не позднее") && !pz_dt_words(&r->t, "не позже") && !pz_dt_word(&r->t, "до к по"))
        return false;
    if (pz_due_read_day(r, &r->term->to))
        return pz_due_done(r, PZ_DUE_BY);
    /* «до конца 2021 года», «до сентября 2021 года» */
    struct pz_date d = {.month = 12, .day = 31};
    bool current, has_year;
    if (pz_dt_word(&r->t, "конца") && pz_dt_year(&r->t, &d.year, &current)) {
        d.year = current ? r->today.year : d.year;
        r->term->current_year = current;
        r->term->to = d;
        return pz_due_done(r, PZ_DUE_BY);
    }
    if (!read_month(r, &r->term->to, &has_year))
        return false;
    r->term->current_year = !has_year;
    return pz_due_done(r, PZ_DUE_BY);
}

static bool done_range(struct pz_due_reader *r, struct pz_date from, struct pz_date to)
{
    r->term->from = from;
    r->term->to = to;
    return pz_due_done(r, PZ_DUE_RANGE);
}

/* Days of one month: «5-13 апреля». */
static bool done_days(struct pz_due_reader *r, int first, struct pz_date to)
{
    struct pz_date from = {.year = to.year, .month = to.month, .day = first};
    return pz_date_valid(from) && from.day <= to.day && done_range(r, from, to);
}

/* The year of the end is said for both: «декабрь – январь 2027», «28.12-10.01.2027». */
static int first_year(struct pz_date from, struct pz_date to)
{
    return to.year - (from.month > to.month);
}

/* The end of a range whose first month was read. */
static bool read_last_month(struct pz_due_reader *r, struct pz_date from, bool from_year)
{
    struct pz_date to;
    bool to_year;
    if (!read_month(r, &to, &to_year))
        return false;
    if (!from_year)
        from.year = first_year(from, to);
    r->term->current_year = !to_year;
    return done_range(r, from, to);
}

/* «с 05 по 13 апреля 2021 года», «с 1 сентября 2021 года по 31 мая 2022 года», «с июля по август 2021 года» */
static bool read_from_to(struct pz_due_reader *r)
{
    struct pz_date from, to;
    int day;
    bool from_year;
    pz_dt_words(&r->t, "в период");
    if (!pz_dt_word(&r->t, "с со"))
        return false;
    unsigned before = r->t.at;
    if (pz_dt_number(&r->t, 1, 2, &day) && pz_dt_word(&r->t, "по до") && pz_due_read_day(r, &to))
        return done_days(r, day, to);
    r->t.at = before;
    unsigned missing = !r->term->current_year;
    if (pz_due_read_day(r, &from)) {
        bool own_year = missing && !r->term->current_year;
        r->term->from = from;
        if (!pz_dt_word(&r->t, "по до"))
            return pz_due_done(r, PZ_DUE_FROM);
        r->term->current_year = false;
        if (!pz_due_read_day(r, &to))
            return false;
        if (!own_year)
            from.year = first_year(from, to);
        return pz_date_to_days(from) <= pz_date_to_days(to) && done_range(r, from, to);
    }
    r->t.at = before;
    return read_month(r, &from, &from_year) && pz_dt_word(&r->t, "по до") && read_last_month(r, from, from_year);
}

/* «сентябрь 2021», «в сентябре 2021 года», «июль-август 2021», «декабрь 2021 – январь 2022» */
static bool read_months(struct pz_due_reader *r)
{
    struct pz_date from;
    bool from_year;
    if (!pz_dt_words(&r->t, "в течение"))
        pz_dt_word(&r->t, "в");
    if (!read_month(r, &from, &from_year))
        return false;
    if (!pz_dt_sign(&r->t, '-')) {
        r->term->from = r->term->to = from;
        r->term->current_year = !from_year;
        return pz_due_done(r, PZ_DUE_MONTH);
    }
    return read_last_month(r, from, from_year);
}

/* «15.07.2022», «5-13 апреля 2021 года», «05.04.2021-13.04.2021» */
static bool read_days(struct pz_due_reader *r)
{
    struct pz_date from, to;
    int day;
    unsigned before = r->t.at;
    if (pz_dt_number(&r->t, 1, 2, &day) && pz_dt_sign(&r->t, '-') && pz_due_read_day(r, &to))
        return done_days(r, day, to);
    r->t.at = before;
    r->term->current_year = false;
    if (!pz_due_read_day(r, &from))
        return false;
    r->term->from = r->term->to = from;
    if (!pz_dt_sign(&r->t, '-'))
        return pz_due_done(r, PZ_DUE_ON);
    bool own_year = !r->term->current_year;
    r->term->current_year = false;
    if (!pz_due_read_day(r, &to))
        return false;
    if (!own_year)
        from.year = first_year(from, to);
    return pz_date_valid(from) && pz_date_to_days(from) <= pz_date_to_days(to) && done_range(r, from, to);
}

static bool read_ordinal(struct pz_due_reader *r, int *n, const char *letters)
{
    static const char *const romans[] = {"i", "ii", "iii", "iv"};
    static const char *const words[] = {"первый первое первом", "второй второе втором", "третий третье третьем",
                                        "четвертый четвертое четвертом"};
    const struct pz_date_token *token = pz_dt_peek(&r->t, 0);
    if (pz_dt_number(&r->t, 1, 1, n)) {
        if (pz_dt_sign(&r->t, '-'))
            pz_dt_word(&r->t, letters);
        return true;
    }
    for (int i = 0; i < 4; i++) {
        if (token->kind == PZ_DT_WORD && token->word.len == strlen(romans[i]) &&
            strncasecmp(token->s, romans[i], token->word.len) == 0) {
            r->t.at++;
            *n = i + 1;
            return true;
        }
        if (pz_dt_word(&r->t, words[i])) {
            *n = i + 1;
            return true;
        }
    }
    return false;
}

/* «II квартал 2021 года», «в 1 полугодии 2021 года» */
static bool read_part_of_year(struct pz_due_reader *r)
{
    int n, year = r->today.year, months;
    bool current = true;
    if (!pz_dt_words(&r->t, "в течение"))
        pz_dt_word(&r->t, "в во");
    if (!read_ordinal(r, &n, "й е ый ое м ом"))
        return false;
    if (pz_dt_word(&r->t, "квартал квартале квартала кв"))
        months = 3;
    else if (pz_dt_word(&r->t, "полугодие полугодии полугодия"))
        months = 6;
    else
        return false;
    pz_dt_sign(&r->t, '.');
    if (n < 1 || n > 12 / months)
        return false;
    if (!pz_dt_year(&r->t, &year, &current))
        current = true;
    year = current ? r->today.year : year;
    r->term->from = (struct pz_date){year, (n - 1) * months + 1, 0};
    r->term->to = (struct pz_date){year, n * months, 0};
    r->term->current_year = current;
    return pz_due_done(r, PZ_DUE_RANGE);
}

/* «2021-2022 учебный год», «в течение 2021/22 учебного года», «2021-2023 годы» */
static bool read_years(struct pz_due_reader *r)
{
    int first, second;
    bool ignored;
    if (!pz_dt_words(&r->t, "в течение"))
        pz_dt_word(&r->t, "в на");
    if (!pz_dt_number(&r->t, 4, 4, &first))
        return false;
    if (pz_dt_sign(&r->t, '-') || pz_dt_sign(&r->t, '/')) {
        int digits = pz_dt_peek(&r->t, 0)->digits;
        if (!pz_dt_number(&r->t, 2, 4, &second) || digits == 3)
            return false;
        second = digits == 2 ? first / 100 * 100 + second : second;
        bool school = pz_dt_word(&r->t, "учебный учебного учебном уч");
        pz_dt_sign(&r->t, '.');
        pz_dt_word(&r->t, "год года году годы годов годах гг г");
        if (second <= first || (school && second != first + 1))
            return false;
        r->term->from = school ? (struct pz_date){first, 9, 1} : (struct pz_date){first, 1, 0};
        r->term->to = school ? (struct pz_date){second, 8, 31} : (struct pz_date){second, 12, 0};
        return pz_due_done(r, PZ_DUE_RANGE);
    }
    r->t.at--;
    if (!pz_dt_year(&r->t, &first, &ignored))
        return false;
    r->term->from = (struct pz_date){first, 1, 0};
    r->term->to = (struct pz_date){first, 12, 0};
    return pz_due_done(r, PZ_DUE_YEAR);
}

int pz_due_parse(struct pz_due *out, const char *text, size_t len, struct pz_date today)
{
    static bool (*const readers[])(struct pz_due_reader *) = {
        read_by, read_from_to, read_days, read_months, read_part_of_year, read_years, pz_due_read_repeat, pz_due_read_within};
    struct pz_due_reader r = {.term = out, .today = today};
    if (!pz_date_lex(&r.t, text, len))
        len = 0;
    for (size_t i = 0; i < sizeof readers / sizeof *readers && len; i++) {
        *out = (struct pz_due){.kind = PZ_DUE_NONE};
        r.t.at = 0;
        if (readers[i](&r))
            return 0;
    }
    *out = (struct pz_due){.kind = PZ_DUE_NONE};
    return -1;
}
