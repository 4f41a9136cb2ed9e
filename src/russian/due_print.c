/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "russian/date_lexer.h"
#include "russian/number.h"
#include "russian/phrase.h"

#define NBSP "\xC2\xA0"

static struct pz_date last_of_month(struct pz_date d)
{
    if (d.day)
        return d;
    struct pz_date next = {d.year + (d.month == 12), d.month % 12 + 1, 1};
    return pz_date_from_days(pz_date_to_days(next) - 1);
}

int pz_due_last_day(const struct pz_due *term, struct pz_date *out)
{
    switch (term->kind) {
    case PZ_DUE_BY: /* «до сентября» ends before it */
        *out = term->to.day ? term->to : pz_date_from_days(pz_date_to_days((struct pz_date){term->to.year, term->to.month, 1}) - 1);
        return 0;
    case PZ_DUE_ON:
    case PZ_DUE_RANGE:
    case PZ_DUE_MONTH:
    case PZ_DUE_YEAR: *out = last_of_month(term->to); return 0;
    case PZ_DUE_NONE:
    case PZ_DUE_FROM:
    case PZ_DUE_WITHIN:
    case PZ_DUE_REPEAT: break;
    }
    return -1;
}

static void put_day(struct pz_buf *out, struct pz_date d, enum pz_due_style style)
{
    pz_date_print(out, d, style == PZ_DUE_WORDS ? PZ_DATE_FULL : PZ_DATE_NUMERIC);
}

static void put_month(struct pz_buf *out, struct pz_date d, enum pz_case c, enum pz_due_style style)
{
    pz_buf_printf(out, "%s" NBSP "%d", pz_month_name(d.month, c), d.year);
    if (style != PZ_DUE_CELL)
        pz_buf_puts(out, NBSP "года");
}

static bool same_month(struct pz_date a, struct pz_date b)
{
    return a.year == b.year && a.month == b.month;
}

static bool is_school_year(const struct pz_due *t)
{
    return t->from.month == 9 && t->from.day == 1 && t->to.month == 8 && t->to.day == 31 && t->to.year == t->from.year + 1;
}

static void put_day_range(struct pz_buf *out, const struct pz_due *t, enum pz_due_style style)
{
    pz_buf_puts(out, "с" NBSP);
    if (style == PZ_DUE_WORDS && same_month(t->from, t->to))
        pz_buf_printf(out, "%d", t->from.day);
    else if (style == PZ_DUE_WORDS && t->from.year == t->to.year)
        pz_date_print(out, t->from, PZ_DATE_DAY_MONTH);
    else
        put_day(out, t->from, style);
    pz_buf_puts(out, " по" NBSP);
    put_day(out, t->to, style);
}

static void put_month_range(struct pz_buf *out, const struct pz_due *t, enum pz_due_style style)
{
    static const char *const romans[] = {"I", "II", "III", "IV"};
    int months = (t->to.year - t->from.year) * 12 + t->to.month - t->from.month + 1;
    if (t->from.month == 1 && t->to.month == 12 && months > 12)
        pz_buf_printf(out, "%d-%d" NBSP "годы", t->from.year, t->to.year);
    else if (months == 3 && t->from.month % 3 == 1)
        pz_buf_printf(out, "%s" NBSP "квартал" NBSP "%d" NBSP "года", romans[(t->from.month - 1) / 3], t->from.year);
    else if (months == 6 && t->from.month % 6 == 1)
        pz_buf_printf(out, "%s" NBSP "полугодие" NBSP "%d" NBSP "года", romans[(t->from.month - 1) / 6], t->from.year);
    else if (t->from.year == t->to.year) {
        pz_buf_printf(out, "%s%s", pz_month_name(t->from.month, PZ_NOMINATIVE), style == PZ_DUE_CELL ? "-" : " – ");
        put_month(out, t->to, PZ_NOMINATIVE, style);
    } else {
        put_month(out, t->from, PZ_NOMINATIVE, style);
        pz_buf_puts(out, " – ");
        put_month(out, t->to, PZ_NOMINATIVE, style);
    }
}

/* «5 рабочих дней» behind «в течение». */
static void put_within(struct pz_buf *out, const struct pz_due *t)
{
    static const char *const units[] = {"", "день", "рабочий день", "неделя", "месяц", "квартал", "полугодие", "год"};
    static const char *const leads[] = {("в" NBSP "течение" NBSP), "", ("через" NBSP)};
    const char *unit = units[t->unit];
    pz_buf_printf(out, "%s%d" NBSP, leads[t->lead], t->count);
    pz_phrase_count(out, t->count, unit, strlen(unit), t->lead == PZ_LEAD_WITHIN ? PZ_GENITIVE : PZ_ACCUSATIVE);
    if (t->rest) {
        pz_buf_putc(out, ' ');
        pz_buf_put(out, t->rest, t->rest_len);
    }
}

static void put_repeat(struct pz_buf *out, const struct pz_due *t, enum pz_due_style style)
{
    static const char *const adverbs[] = {"",           "ежедневно",     "ежедневно",     "еженедельно",
                                          "ежемесячно", "ежеквартально", "раз в полгода", "ежегодно"};
    static const char *const in[] = {"", "день", "день", "неделю", "месяц", "квартал", "полгода", "год"};
    if (t->count > 1) {
        pz_buf_printf(out, "%d" NBSP, t->count);
        pz_phrase_count(out, t->count, "раз", strlen("раз"), PZ_NOMINATIVE);
        pz_buf_printf(out, " в" NBSP "%s", in[t->unit]);
        return;
    }
    if (t->unit != PZ_UNIT_NONE)
        pz_buf_puts(out, adverbs[t->unit]);
    if (t->rest) {
        if (t->unit != PZ_UNIT_NONE)
            pz_buf_putc(out, ' ');
        const char *p = t->rest, *end = t->rest + t->rest_len;
        pz_buf_put_rune(out, pz_rune_lower(pz_utf8_next(&p, end)));
        pz_buf_put(out, p, (size_t)(end - p));
    } else if (t->to.day) {
        pz_buf_puts(out, " до" NBSP);
        pz_date_print(out, t->to, PZ_DATE_DAY_MONTH);
    }
    (void)style;
}

int pz_due_print(struct pz_buf *out, const struct pz_due *t, enum pz_due_style style)
{
    switch (t->kind) {
    case PZ_DUE_NONE: return -1;
    case PZ_DUE_ON: put_day(out, t->from, style); break;
    case PZ_DUE_BY:
        pz_buf_puts(out, "до" NBSP);
        if (t->to.day)
            put_day(out, t->to, style);
        else
            put_month(out, t->to, PZ_GENITIVE, style);
        break;
    case PZ_DUE_FROM:
        pz_buf_puts(out, "с" NBSP);
        put_day(out, t->from, style);
        break;
    case PZ_DUE_RANGE:
        if (is_school_year(t))
            pz_buf_printf(out, "%d-%d" NBSP "учебный" NBSP "год", t->from.year, t->to.year);
        else if (t->from.day)
            put_day_range(out, t, style);
        else
            put_month_range(out, t, style);
        break;
    case PZ_DUE_MONTH: put_month(out, t->to, PZ_NOMINATIVE, style); break;
    case PZ_DUE_YEAR: pz_buf_printf(out, "%d" NBSP "год", t->from.year); break;
    case PZ_DUE_WITHIN: put_within(out, t); break;
    case PZ_DUE_REPEAT: put_repeat(out, t, style); break;
    }
    return 0;
}
