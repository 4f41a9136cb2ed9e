/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/date.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/date_lexer.h"
#include "russian/number.h"

#define NBSP "\xC2\xA0"

/* Days before a year's 1 March, counted in years that begin in March: leap days fall at their end. */
int64_t pz_date_to_days(struct pz_date date)
{
    int64_t y = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, in_era = y - era * 400;
    int64_t month = (date.month + 9) % 12;
    int64_t day = (153 * month + 2) / 5 + date.day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day - 719468;
}

struct pz_date pz_date_from_days(int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, in_era = z - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t day = in_era - (365 * year + year / 4 - year / 100), month = (5 * day + 2) / 153;
    struct pz_date d = {.day = (int)(day - (153 * month + 2) / 5 + 1), .month = (int)(month < 10 ? month + 3 : month - 9)};
    d.year = (int)(year + era * 400 + (d.month <= 2));
    return d;
}

static int days_in_month(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool pz_date_valid(struct pz_date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days_in_month(d.year, d.month);
}

int pz_date_weekday(struct pz_date date)
{
    int64_t n = (pz_date_to_days(date) + 3) % 7;
    return (int)(n < 0 ? n + 8 : n + 1);
}

int pz_date_parse(struct pz_date *out, const char *text, size_t len)
{
    struct pz_date_tokens t;
    struct pz_date d;
    if (!pz_date_lex(&t, text, len) || !pz_dt_date(&t, &d) || !pz_dt_end(&t))
        return -1;
    *out = d;
    return 0;
}

int pz_date_style_parse(const char *text, size_t len)
{
    static const char *const names[][2] = {
#define X(id, en, ru) {en, ru},
        PZ_DATE_STYLES(X)
#undef X
    };
    for (int i = 0; i < PZ_DATE_STYLE_COUNT; i++)
        for (unsigned k = 0; k < 2; k++)
            if (strlen(names[i][k]) == len && memcmp(names[i][k], text, len) == 0)
                return i;
    return -1;
}

static void put_stamp(struct pz_buf *out, struct pz_date d)
{
    const char *p = pz_month_name(d.month, PZ_NOMINATIVE), *end = p + strlen(p);
    pz_buf_printf(out, "%02d" NBSP, d.day);
    for (unsigned i = 0; i < 3 && p < end; i++)
        pz_buf_put_rune(out, pz_rune_upper(pz_utf8_next(&p, end)));
    pz_buf_printf(out, NBSP "%d", d.year);
}

static void put_words(struct pz_buf *out, struct pz_date d, enum pz_case c)
{
    pz_ordinal(out, d.day, PZ_NEUTER, false, c);
    pz_buf_printf(out, " %s ", pz_month_name(d.month, PZ_GENITIVE));
    pz_ordinal(out, d.year, PZ_MASCULINE, false, PZ_GENITIVE);
    pz_buf_puts(out, " года");
}

static void put_school_year(struct pz_buf *out, struct pz_date d)
{
    int first = d.month >= 9 ? d.year : d.year - 1;
    pz_buf_printf(out, "%d-%d учебный год", first, first + 1);
}

int pz_date_print(struct pz_buf *out, struct pz_date d, enum pz_date_style style)
{
    static const char *const romans[] = {"I", "II", "III", "IV"};
    static const char *const weekdays[] = {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"};
    if (!pz_date_valid(d))
        return -1;
    const char *of = pz_month_name(d.month, PZ_GENITIVE), *month = pz_month_name(d.month, PZ_NOMINATIVE);
    switch (style) {
    case PZ_DATE_ISO: pz_buf_printf(out, "%04d-%02d-%02d", d.year, d.month, d.day); break;
    case PZ_DATE_NUMERIC: pz_buf_printf(out, "%02d.%02d.%04d", d.day, d.month, d.year); break;
    case PZ_DATE_LONG: pz_buf_printf(out, "%d" NBSP "%s" NBSP "%d" NBSP "г.", d.day, of, d.year); break;
    case PZ_DATE_FULL: pz_buf_printf(out, "%d" NBSP "%s" NBSP "%d" NBSP "года", d.day, of, d.year); break;
    case PZ_DATE_QUOTED: pz_buf_printf(out, "«%02d»" NBSP "%s" NBSP "%d" NBSP "г.", d.day, of, d.year); break;
    case PZ_DATE_DAY_MONTH: pz_buf_printf(out, "%d" NBSP "%s", d.day, of); break;
    case PZ_DATE_MONTH_YEAR: pz_buf_printf(out, "%s" NBSP "%d", month, d.year); break;
    case PZ_DATE_MONTH_YEAR_FULL: pz_buf_printf(out, "%s" NBSP "%d" NBSP "года", month, d.year); break;
    case PZ_DATE_IN_MONTH:
        pz_buf_printf(out, "в" NBSP "%s" NBSP "%d" NBSP "года", pz_month_name(d.month, PZ_PREPOSITIONAL), d.year);
        break;
    case PZ_DATE_MONTH_NAME: pz_buf_puts(out, month); break;
    case PZ_DATE_YEAR: pz_buf_printf(out, "%d" NBSP "год", d.year); break;
    case PZ_DATE_IN_YEAR: pz_buf_printf(out, "в" NBSP "%d" NBSP "году", d.year); break;
    case PZ_DATE_QUARTER: pz_buf_printf(out, "%s" NBSP "квартал" NBSP "%d" NBSP "года", romans[(d.month - 1) / 3], d.year); break;
    case PZ_DATE_HALF: pz_buf_printf(out, "%s" NBSP "полугодие" NBSP "%d" NBSP "года", romans[(d.month - 1) / 6], d.year); break;
    case PZ_DATE_SCHOOL_YEAR: put_school_year(out, d); break;
    case PZ_DATE_STAMP: put_stamp(out, d); break;
    case PZ_DATE_WEEKDAY: pz_buf_puts(out, weekdays[pz_date_weekday(d) - 1]); break;
    case PZ_DATE_WORDS: put_words(out, d, PZ_NOMINATIVE); break;
    case PZ_DATE_WORDS_GENITIVE: put_words(out, d, PZ_GENITIVE); break;
    case PZ_DATE_STYLE_COUNT: return -1;
    }
    return 0;
}
