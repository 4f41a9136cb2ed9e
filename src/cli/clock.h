/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only place that asks for the time. Everything below gets it as an input. */
#ifndef PZ_CLI_CLOCK_H
#define PZ_CLI_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { CLI_TIME_SIZE = 32 };

/* The moment of the run: SOURCE_DATE_EPOCH where it is set (then in UTC), else the clock in local time. */
struct cli_now {
    int64_t seconds;          /* since 1970-01-01, UTC */
    int64_t day;              /* day number since 1970-01-01, local */
    char time[CLI_TIME_SIZE]; /* «2026-05-14T09:30:00+03:00» */
    char date[11];            /* «2026-05-14» */
};

/* today: «2026-05-14» replaces the day (--today), or NULL. Errors: PZ_USAGE E-CLI-009 not a date. */
int cli_now(struct cli_now *out, const char *today, struct pz_error *err);
/* Who runs the program: PRIKAZ_USER, else the login name, else «uid 1000». Borrowed, static. */
const char *cli_user(void);

#endif
