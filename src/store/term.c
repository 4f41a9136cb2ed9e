/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terms are read by russian/date.h; here they become days, and what they are counted from becomes an event of the office. */
#include "store/term.h"

#include <ctype.h>

#include "base/embed.h"
#include "base/utf8.h"
#include "russian/date.h"

PZ_EMBED(pz_calendar_terms, "data/calendar/terms.tsv");

enum { TEXT_MAX = 400 };

/* In small letters, one blank between words. */
static const char *normalise(char *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    size_t n = 0;
    while (p < end && n < TEXT_MAX - 5) {
        uint32_t r = pz_utf8_next(&p, end);
        if (!pz_rune_is_space(r) && r != PZ_RUNE_BAD)
            n += pz_utf8_encode(out + n, pz_rune_lower(r));
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    out[n] = '\0';
    return out;
}

/* Whether a word may end before this byte. */
static bool at_end_of_word(const char *p)
{
    return !((unsigned char)*p >= 0x80 || isalnum((unsigned char)*p)) || strncmp(p, "«", 2) == 0;
}

/* The longest phrase of a kind of terms.tsv at *at; steps over it. The value column, or NULL. */
static const char *phrase(const char **at, const char *kind)
{
    size_t kind_len = strlen(kind), best = 0;
    const char *value = NULL;
    *at += strspn(*at, " ,");
    for (const char *line = pz_calendar_terms; *line;) {
        const char *next = line + strcspn(line, "\n");
        if (strncmp(line, kind, kind_len) == 0 && line[kind_len] == '\t') {
            const char *p = line + kind_len + 1, *end = p + strcspn(p, "\t");
            for (size_t len; p < end; p += len + 1) {
                len = strcspn(p, "|\t");
                if (len > best && strncmp(*at, p, len) == 0 && at_end_of_word(*at + len)) {
                    best = len;
                    value = end + 1;
                }
            }
        }
        line = next + (*next == '\n');
    }
    *at += best;
    return value;
}

static int64_t first_day(struct pz_date d)
{
    return pz_date_to_days((struct pz_date){d.year, d.month, d.day ? d.day : 1});
}

static void put_unit(struct pz_term *t, const struct pz_due *due)
{
    static const struct {
        enum pz_term_unit unit;
        unsigned times;
    } units[] = {
        [PZ_UNIT_NONE] = {PZ_TERM_DAYS, 1},   [PZ_UNIT_DAY] = {PZ_TERM_DAYS, 1},     [PZ_UNIT_WORKDAY] = {PZ_TERM_WORKING_DAYS, 1},
        [PZ_UNIT_WEEK] = {PZ_TERM_WEEKS, 1},  [PZ_UNIT_MONTH] = {PZ_TERM_MONTHS, 1}, [PZ_UNIT_QUARTER] = {PZ_TERM_MONTHS, 3},
        [PZ_UNIT_HALF] = {PZ_TERM_MONTHS, 6}, [PZ_UNIT_YEAR] = {PZ_TERM_MONTHS, 12}};
    t->unit = units[due->unit].unit;
    t->count = (unsigned)due->count * units[due->unit].times;
}

static struct pz_term relative(const struct pz_due *due)
{
    struct pz_term t = {.kind = PZ_TERM_RELATIVE};
    char text[TEXT_MAX];
    put_unit(&t, due);
    const char *at = normalise(text, due->rest ? due->rest : "", due->rest_len);
    if (phrase(&at, "after"))
        t.event = phrase(&at, "event");
    t.event_len = t.event ? strcspn(t.event, "\n") : 0;
    return t;
}

struct pz_term pz_term_parse(const char *text, size_t len, int base_year)
{
    struct pz_due due;
    struct pz_date last;
    struct pz_term t = {.kind = PZ_TERM_UNKNOWN};
    if (pz_due_parse(&due, text, len, (struct pz_date){base_year ? base_year : 2000, 1, 1}) != 0)
        return t;
    if (due.kind == PZ_DUE_REPEAT)
        return (struct pz_term){.kind = PZ_TERM_REPEATED};
    if (due.kind == PZ_DUE_WITHIN)
        return relative(&due);
    if ((due.current_year && !base_year) || pz_due_last_day(&due, &last) != 0)
        return t;
    t.year_missing = due.current_year;
    t.until = due.kind == PZ_DUE_BY;
    t.kind = due.kind == PZ_DUE_ON || t.until ? PZ_TERM_DAY : PZ_TERM_RANGE;
    t.to = pz_date_to_days(last);
    t.from = t.kind == PZ_TERM_DAY ? t.to : first_day(due.from);
    return t;
}

bool pz_day_read(const char *text, size_t len, int64_t *day)
{
    char iso[11] = "";
    if (len >= 10)
        memcpy(iso, text, 10);
    if (len >= 10 && (len == 10 || text[10] == 'T' || text[10] == ' ') && pz_day_parse(iso, day))
        return true;
    struct pz_term term = pz_term_parse(text, len, 0);
    *day = term.to;
    return term.kind == PZ_TERM_DAY;
}

static int64_t add_months(int64_t day, unsigned n)
{
    char iso[11];
    int64_t out;
    pz_day_print(day, iso);
    int y = atoi(iso), m = atoi(iso + 5) - 1 + (int)n, d = atoi(iso + 8);
    y += m / 12;
    m = m % 12 + 1;
    if (pz_day_make(y, m, d, &out))
        return out;
    pz_day_make(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1, &out); /* the month is shorter: its last day */
    return out - 1;
}

int64_t pz_term_due(const struct pz_term *t, int64_t event_day, const struct pz_calendar *own)
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
            n += !pz_day_is_off(++day, own);
    }
    return day;
}
