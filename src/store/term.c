/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/term.h"

#include <ctype.h>

#include "base/embed.h"
#include "base/utf8.h"

PZ_EMBED(pz_calendar_terms, "data/calendar/terms.tsv");

enum { TEXT_MAX = 400 };

/* The text in small letters, one blank between words, «–» and «—» as «-»; `at` walks over it. */
struct cursor {
    char text[TEXT_MAX];
    const char *at;
    int base_year;
    bool year_missing;
};

static void normalise(struct cursor *c, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    size_t n = 0;
    while (p < end && n < TEXT_MAX - 5) {
        uint32_t r = pz_utf8_next(&p, end);
        if (pz_rune_is_space(r)) {
            if (n && c->text[n - 1] != ' ')
                c->text[n++] = ' ';
            continue;
        }
        if (r == 0x2010 || r == 0x2011 || r == 0x2013 || r == 0x2014 || r == 0x2212)
            r = '-';
        if (r != PZ_RUNE_BAD)
            n += pz_utf8_encode(c->text + n, pz_rune_lower(r));
    }
    while (n && strchr(" .;", c->text[n - 1]))
        n--;
    c->text[n] = '\0';
    c->at = c->text;
}

static void blanks(struct cursor *c)
{
    while (*c->at == ' ' || *c->at == ',')
        c->at++;
}

/* Whether a word may end before this byte. */
static bool at_end_of_word(const char *p)
{
    return !((unsigned char)*p >= 0x80 || isalnum((unsigned char)*p)) || strncmp(p, "«", 2) == 0;
}

/* The longest phrase of a kind of terms.tsv at the cursor; steps over it. The value column, or NULL. */
static const char *phrase(struct cursor *c, const char *kind)
{
    size_t kind_len = strlen(kind), best = 0;
    const char *value = NULL;
    blanks(c);
    for (const char *line = pz_calendar_terms; *line;) {
        const char *next = line + strcspn(line, "\n");
        if (strncmp(line, kind, kind_len) == 0 && line[kind_len] == '\t') {
            const char *p = line + kind_len + 1, *end = p + strcspn(p, "\t");
            for (size_t len; p < end; p += len + 1) {
                len = strcspn(p, "|\t");
                bool closed = len && (p[len - 1] == '.' || at_end_of_word(c->at + len));
                if (len > best && strncmp(c->at, p, len) == 0 && closed) {
                    best = len;
                    value = end + 1;
                }
            }
        }
        line = next + (*next == '\n');
    }
    c->at += best;
    return value;
}

static bool number(struct cursor *c, int *out)
{
    blanks(c);
    if (isdigit((unsigned char)*c->at)) {
        char *end;
        long n = strtol(c->at, &end, 10);
        if (n > 9999 || n < 0)
            return false;
        c->at = end;
        *out = (int)n;
        return true;
    }
    const char *word = phrase(c, "number");
    if (word)
        *out = atoi(word);
    return word != NULL;
}

static bool literal(struct cursor *c, char ch)
{
    blanks(c);
    if (*c->at != ch)
        return false;
    c->at++;
    return true;
}

static bool done(struct cursor *c)
{
    blanks(c);
    return !*c->at;
}

/* A year of four digits with «года» behind or not; without one the base year, where that is allowed. */
static bool year(struct cursor *c, int *out)
{
    const char *start = c->at;
    int n;
    if (number(c, &n) && n >= 1900) {
        *out = n;
        phrase(c, "year");
        return true;
    }
    c->at = start;
    phrase(c, "year"); /* «текущего года» */
    c->year_missing = true;
    *out = c->base_year;
    return c->base_year != 0;
}

static bool month(struct cursor *c, int *out)
{
    const char *value = phrase(c, "month");
    if (value)
        *out = atoi(value);
    return value != NULL;
}

/* «15.07.2026», «15.07», «15 июля 2026 года», «15 июля». */
static bool date(struct cursor *c, int64_t *out)
{
    const char *start = c->at;
    int d, m, y;
    if (number(c, &d) && d >= 1 && d <= 31) {
        bool dotted = *c->at == '.' && isdigit((unsigned char)c->at[1]);
        if (dotted) {
            c->at++;
            if (number(c, &m)) {
                bool with_year = *c->at == '.' && isdigit((unsigned char)c->at[1]);
                if (with_year)
                    c->at++;
                int short_year =
                    with_year && isdigit((unsigned char)c->at[1]) && !isdigit((unsigned char)c->at[2]) ? 2000 + atoi(c->at) : 0;
                if (short_year)
                    c->at += 2;
                if ((short_year ? (y = short_year) != 0 : year(c, &y)) && pz_day_make(y, m, d, out)) {
                    phrase(c, "year");
                    return true;
                }
            }
        } else if (month(c, &m) && year(c, &y) && pz_day_make(y, m, d, out)) {
            return true;
        }
    }
    c->at = start;
    return false;
}

static int64_t month_end(int y, int m)
{
    int64_t day;
    pz_day_make(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1, &day);
    return day - 1;
}

static struct pz_term range(int y1, int m1, int y2, int m2)
{
    struct pz_term t = {.kind = PZ_TERM_RANGE};
    pz_day_make(y1, m1, 1, &t.from);
    t.to = month_end(y2, m2);
    return t;
}

/* «сентябрь 2026», «июль-август 2026», «ноябрь 2026 - январь 2027»; a range that runs over the year's end begins in the year before. */
static bool months(struct cursor *c, struct pz_term *t)
{
    const char *start = c->at;
    int m1, m2, y1 = 0, y2, n;
    if (!month(c, &m1))
        return false;
    const char *mark = c->at;
    if (number(c, &n) && n >= 1900) {
        y1 = n;
        phrase(c, "year");
    } else {
        c->at = mark;
    }
    if ((literal(c, '-') || phrase(c, "to")) && month(c, &m2)) {
        if (year(c, &y2)) {
            *t = range(y1 ? y1 : m1 > m2 ? y2 - 1 : y2, m1, y2, m2);
            return true;
        }
    } else if (y1 || year(c, &y1)) {
        *t = range(y1, m1, y1, m1);
        return true;
    }
    c->at = start;
    return false;
}

/* The first day of a range, whose year may stand with the last only. */
static bool first_date(struct cursor *c, int64_t *out, bool *own_year)
{
    int base = c->base_year;
    bool missing = c->year_missing;
    c->base_year = 2000; /* a leap year, so that 29 February passes */
    c->year_missing = false;
    bool ok = date(c, out);
    *own_year = !c->year_missing;
    c->base_year = base;
    c->year_missing = missing;
    return ok;
}

/* The day and month of *day in the year of `last`, or in the one before when that would be later. */
static bool with_year_of(int64_t last, int64_t *day)
{
    char iso[11];
    pz_day_print(*day, iso);
    int m = atoi(iso + 5), d = atoi(iso + 8), y = pz_day_year(last);
    return pz_day_make(y, m, d, day) && (*day <= last || pz_day_make(y - 1, m, d, day));
}

/* «с 05 по 13 апреля 2026 года», «5-13 апреля», «с 01.09.2026 по 25.05.2027», «с октября 2026 по март 2027». */
static bool days(struct cursor *c, struct pz_term *t)
{
    const char *start = c->at;
    bool from = phrase(c, "from") != NULL;
    bool own_year;
    int d, m, y;
    int64_t a, b;
    if (from && months(c, t))
        return true;
    if (first_date(c, &a, &own_year)) {
        if ((literal(c, '-') || phrase(c, "to")) && date(c, &b) && (own_year || with_year_of(b, &a))) {
            *t = (struct pz_term){.kind = PZ_TERM_RANGE, .from = a, .to = b};
            return b >= a;
        }
    } else if (number(c, &d) && (literal(c, '-') || phrase(c, "to")) && date(c, &b)) {
        y = pz_day_year(b);
        m = pz_day_month(b);
        if (pz_day_make(y, m, d, &a) && a <= b) {
            *t = (struct pz_term){.kind = PZ_TERM_RANGE, .from = a, .to = b};
            return true;
        }
    }
    c->at = start;
    return false;
}

/* «2026-2027 учебный год», «2026 год», «4 квартал 2026 года», «первое полугодие 2026 года». */
static bool years(struct cursor *c, struct pz_term *t)
{
    const char *start = c->at;
    int a, b, y;
    if (number(c, &a)) {
        if (a >= 1900 && (literal(c, '-') || literal(c, '/')) && number(c, &b) && phrase(c, "school_year")) {
            *t = range(a, 9, b < 100 ? a / 100 * 100 + b : b, 8);
            return true;
        }
        if (a >= 1 && a <= 4 && phrase(c, "quarter") && year(c, &y)) {
            *t = range(y, 3 * a - 2, y, 3 * a);
            return true;
        }
        if (a >= 1 && a <= 2 && phrase(c, "half") && year(c, &y)) {
            *t = range(y, 6 * a - 5, y, 6 * a);
            return true;
        }
        c->at = start;
        if (number(c, &a) && a >= 1900 && phrase(c, "year")) {
            *t = range(a, 1, a, 12);
            return true;
        }
    }
    c->at = start;
    return false;
}

/* Codes of events live in the table; compared where they are looked up. */
static bool relative(struct cursor *c, struct pz_term *t)
{
    const char *start = c->at;
    int n = 1;
    phrase(c, "within");
    const char *mark = c->at;
    if (!number(c, &n)) {
        c->at = mark;
        n = 1;
    }
    const char *unit = phrase(c, "unit");
    if (!unit || !phrase(c, "after")) {
        c->at = start;
        return false;
    }
    *t = (struct pz_term){.kind = PZ_TERM_RELATIVE, .count = (unsigned)n};
    t->unit = unit[0] == 'd'                     ? PZ_TERM_DAYS
              : unit[1] == 'o' && unit[0] == 'w' ? PZ_TERM_WORKING_DAYS
              : unit[0] == 'w'                   ? PZ_TERM_WEEKS
                                                 : PZ_TERM_MONTHS;
    t->event = phrase(c, "event");
    t->event_len = t->event ? strcspn(t->event, "\n") : 0;
    c->at = c->text + strlen(c->text);
    return true;
}

static bool one_day(struct cursor *c, struct pz_term *t)
{
    const char *start = c->at;
    bool until = phrase(c, "until") != NULL;
    int64_t day;
    struct pz_term span;
    if (date(c, &day) && done(c)) {
        *t = (struct pz_term){.kind = PZ_TERM_DAY, .until = until, .from = day, .to = day};
        return true;
    }
    c->at = start;
    if (until && phrase(c, "until") && months(c, &span) && done(c)) { /* «до июля 2026»: before it begins */
        *t = (struct pz_term){.kind = PZ_TERM_DAY, .until = true, .from = span.from - 1, .to = span.from - 1};
        return true;
    }
    c->at = start;
    return false;
}

struct pz_term pz_term_parse(const char *text, size_t len, int base_year)
{
    struct cursor c = {.base_year = base_year};
    struct pz_term t = {0};
    normalise(&c, text, len);
    if (phrase(&c, "repeated"))
        return (struct pz_term){.kind = PZ_TERM_REPEATED};
    bool ok = one_day(&c, &t) || ((relative(&c, &t) || days(&c, &t)) && done(&c));
    if (!ok) {
        c.at = c.text;
        c.year_missing = false;
        phrase(&c, "within"); /* «в течение 2026 года» */
        ok = (years(&c, &t) || months(&c, &t)) && done(&c);
    }
    if (!ok) {
        c.at = c.text;
        c.year_missing = false;
        ok = (years(&c, &t) || months(&c, &t)) && done(&c);
    }
    t.year_missing = c.year_missing;
    return ok ? t : (struct pz_term){.kind = PZ_TERM_UNKNOWN};
}

static int64_t add_months(int64_t day, unsigned n)
{
    char iso[11];
    int64_t out;
    pz_day_print(day, iso);
    int y = atoi(iso), m = atoi(iso + 5) - 1 + (int)n, d = atoi(iso + 8);
    y += m / 12;
    m = m % 12 + 1;
    return pz_day_make(y, m, d, &out) ? out : month_end(y, m);
}

int64_t pz_term_due(const struct pz_term *t, int64_t event_day)
{
    if (t->kind != PZ_TERM_RELATIVE)
        return t->to;
    int64_t day = event_day;
    switch (t->unit) {
    case PZ_TERM_DAYS: return day + t->count;
    case PZ_TERM_WEEKS: return day + 7 * (int64_t)t->count;
    case PZ_TERM_MONTHS: return add_months(day, t->count);
    case PZ_TERM_WORKING_DAYS:
        for (unsigned n = 0; n < t->count;)
            n += !pz_day_is_off(++day);
    }
    return day;
}
