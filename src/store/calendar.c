/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days, weekdays and the production calendar (data/calendar/days.tsv). */
#include "store/term.h"

#include <ctype.h>

#include "base/embed.h"

PZ_EMBED(pz_calendar_days, "data/calendar/days.tsv");

/* Day number of a civil date (proleptic Gregorian), counting years from March. */
static int64_t day_of(int y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year = y - era * 400, in_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + in_year - 719468;
}

static void civil(int64_t day, int *y, int *m, int *d)
{
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100),
            mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2));
}

bool pz_day_make(int year, int month, int day, int64_t *out)
{
    int y, m, d;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    *out = day_of(year, month, day);
    civil(*out, &y, &m, &d);
    return m == month && d == day;
}

bool pz_day_parse(const char *iso, int64_t *day)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? iso[i] != '-' : !isdigit((unsigned char)iso[i]))
            return false;
    if (iso[10] && iso[10] != 'T' && iso[10] != ' ')
        return false;
    return pz_day_make(atoi(iso), atoi(iso + 5), atoi(iso + 8), day);
}

void pz_day_print(int64_t day, char out[11])
{
    int y, m, d;
    civil(day, &y, &m, &d);
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
}

int pz_day_year(int64_t day)
{
    int y, m, d;
    civil(day, &y, &m, &d);
    return y;
}

int pz_day_month(int64_t day)
{
    int y, m, d;
    civil(day, &y, &m, &d);
    return m;
}

/* The line of a day in the calendar, or NULL. The table is in the order of dates. */
static const char *find(const char *iso, bool *known)
{
    *known = false;
    for (const char *p = pz_calendar_days; *p;) {
        if (*p != '#') {
            *known |= memcmp(p, iso, 4) == 0;
            int order = memcmp(p, iso, 10);
            if (order == 0)
                return p;
            if (order > 0)
                return NULL;
        }
        p += strcspn(p, "\n");
        p += *p == '\n';
    }
    return NULL;
}

/* The same day of a year the calendar does not hold any more: the holidays of the Labour Code are those of its last year. */
static const char *find_later(int64_t day, bool *known)
{
    char iso[11], last[11];
    const char *end = pz_calendar_days + strlen(pz_calendar_days) - 1;
    pz_day_print(day, iso);
    const char *line = find(iso, known);
    while (end > pz_calendar_days && end[-1] != '\n')
        end--;
    if (line || *known || memcmp(iso, end, 4) < 0)
        return line;
    bool ignored;
    snprintf(last, sizeof last, "%.4s%.6s", end, iso + 4);
    line = find(last, &ignored);
    return line && line[11] == 'h' ? line : NULL;
}

/* The day as the office gives it, or NULL. */
static const struct pz_own_day *find_own(const struct pz_calendar *own, int64_t day)
{
    size_t low = 0, high = own ? own->n : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (own->v[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return own && low < own->n && own->v[low].day == day ? &own->v[low] : NULL;
}

static bool has_year(const struct pz_calendar *own, int year)
{
    for (size_t i = 0; own && i < own->n; i++)
        if (pz_day_year(own->v[i].day) == year)
            return true;
    return false;
}

enum pz_day_kind pz_day_kind(int64_t day, const struct pz_calendar *own, bool *known)
{
    bool in_years;
    const char *line = find_later(day, &in_years);
    const struct pz_own_day *given = find_own(own, day);
    if (known)
        *known = in_years || has_year(own, pz_day_year(day));
    if (given)
        return given->kind;
    switch (line ? line[11] : 0) {
    case 'h': return PZ_DAY_HOLIDAY;
    case 'o': return PZ_DAY_WEEKEND;
    case 'w': return PZ_DAY_WORKING;
    case 's': return PZ_DAY_SHORT;
    default: return (day % 7 + 10) % 7 >= 5 ? PZ_DAY_WEEKEND : PZ_DAY_WORKING; /* day 0 was a Thursday */
    }
}

bool pz_day_is_off(int64_t day, const struct pz_calendar *own)
{
    enum pz_day_kind kind = pz_day_kind(day, own, NULL);
    return kind == PZ_DAY_WEEKEND || kind == PZ_DAY_HOLIDAY;
}

int64_t pz_day_next_working(int64_t day, const struct pz_calendar *own)
{
    while (pz_day_is_off(day, own))
        day++;
    return day;
}

size_t pz_day_title(int64_t day, const struct pz_calendar *own, const char **title)
{
    bool known;
    const struct pz_own_day *given = find_own(own, day);
    if (given && (given->title[0] || !pz_day_is_off(day, own))) {
        *title = given->title;
        return pz_day_is_off(day, own) ? strlen(given->title) : 0;
    }
    const char *line = find_later(day, &known);
    if (!line || line[11] != 'h')
        return 0;
    *title = strchr(line + 11, '\t') + 1;
    return strcspn(*title, "\n");
}
