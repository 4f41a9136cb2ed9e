/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial dates of spreadsheets: days since 1899-12-30 in the Gregorian calendar. (Excel counts a 29 February 1900 that never was:
 * its serials 1 to 59 are one day off from ours and left so, as LibreOffice and ODF do.) */
#include <math.h>
#include <stdio.h>

#include "ingest/backend.h"

/* Days before 1899-12-30 counted from 0000-03-01, the start of the 400-year cycle. */
enum { EPOCH = 693899, CYCLE = 146097 };

int64_t pz_days_from_civil(int64_t y, unsigned m, unsigned d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (int64_t)(m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
    return era * CYCLE + yoe * 365 + yoe / 4 - yoe / 100 + doy - EPOCH;
}

void pz_civil_from_days(int64_t days, int64_t *y, unsigned *m, unsigned *d)
{
    days += EPOCH;
    int64_t era = (days >= 0 ? days : days - (CYCLE - 1)) / CYCLE;
    int64_t doe = days - era * CYCLE;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *m = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *y = yoe + era * 400 + (*m <= 2);
}

void pz_serial_print(struct pz_buf *out, double serial)
{
    if (!(serial > -700000 && serial < 3000000))
        return;
    double whole = floor(serial);
    long seconds = lround((serial - whole) * 86400);
    if (seconds == 86400) {
        seconds = 0;
        whole += 1;
    }
    int64_t y;
    unsigned m, d;
    pz_civil_from_days((int64_t)whole, &y, &m, &d);
    bool time_only = whole == 0 && seconds;
    if (!time_only)
        pz_buf_printf(out, "%04lld-%02u-%02u%s", (long long)y, m, d, seconds ? "T" : "");
    if (seconds)
        pz_buf_printf(out, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static bool digits(const char **p, const char *end, int n, unsigned *out)
{
    unsigned v = 0;
    for (; n; n--, (*p)++) {
        if (*p >= end || **p < '0' || **p > '9')
            return false;
        v = v * 10 + (unsigned)(**p - '0');
    }
    *out = v;
    return true;
}

static bool skip(const char **p, const char *end, char c)
{
    if (*p >= end || **p != c)
        return false;
    ++*p;
    return true;
}

bool pz_serial_parse(const char *s, size_t len, double *serial)
{
    const char *p = s, *end = s + len;
    unsigned y, m, d, h = 0, min = 0, sec = 0;
    if (!digits(&p, end, 4, &y) || !skip(&p, end, '-') || !digits(&p, end, 2, &m) || !skip(&p, end, '-') || !digits(&p, end, 2, &d))
        return false;
    if (m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    double fraction = 0;
    if (skip(&p, end, 'T') || skip(&p, end, ' ')) {
        if (!digits(&p, end, 2, &h) || !skip(&p, end, ':') || !digits(&p, end, 2, &min))
            return false;
        if (skip(&p, end, ':') && !digits(&p, end, 2, &sec))
            return false;
        fraction = (h * 3600.0 + min * 60.0 + sec) / 86400.0;
    }
    *serial = (double)pz_days_from_civil(y, m, d) + fraction;
    return true;
}
