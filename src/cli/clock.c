/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/clock.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"

/* Days since 1970-01-01 of a day of the Gregorian calendar: years begin in March, so that the leap day comes last. */
static int64_t day_number(int y, int m, int d)
{
    int64_t year = m <= 2 ? y - 1 : y, era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int replace_day(struct cli_now *now, const char *today, struct pz_error *err)
{
    int y, m, d, used = 0;
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (sscanf(today, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10 || today[10] || y < 1970 || m < 1 || m > 12 || d < 1 ||
        d > days[m - 1] || (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400))))
        return pz_fail(err, PZ_USAGE, "E-CLI-009", _("“%s” is not a date like 2026-05-14"), today);
    now->day = day_number(y, m, d);
    now->seconds = now->day * 86400;
    snprintf(now->time, sizeof now->time, "%sT00:00:00+00:00", today);
    memcpy(now->date, today, sizeof now->date);
    return 0;
}

int cli_now(struct cli_now *out, const char *today, struct pz_error *err)
{
    if (today)
        return replace_day(out, today, err);
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    time_t seconds = fixed ? (time_t)strtoll(fixed, &end, 10) : 0;
    bool is_fixed = fixed && *fixed && !*end;
    if (!is_fixed)
        seconds = time(NULL);
    struct tm tm;
    if (is_fixed)
        gmtime_r(&seconds, &tm);
    else
        localtime_r(&seconds, &tm);
    long offset = tm.tm_gmtoff / 60, minutes = offset < 0 ? -offset : offset;
    out->seconds = seconds;
    out->day = day_number(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    size_t n = strftime(out->time, sizeof out->time, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out->time + n, sizeof out->time - n, "%c%02ld:%02ld", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
    memcpy(out->date, out->time, 10);
    out->date[10] = '\0';
    return 0;
}

const char *cli_user(void)
{
    static char name[64];
    const char *given = getenv("PRIKAZ_USER");
    if (given && *given)
        return given;
    struct passwd *user = getpwuid(getuid());
    if (user)
        snprintf(name, sizeof name, "%s", user->pw_name);
    else
        snprintf(name, sizeof name, "uid %ld", (long)getuid());
    return name;
}
