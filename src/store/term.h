/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terms as offices write them: days, months, ranges, «10 календарных дней после окончания мониторинга», «ежегодно».
 * What they are counted from is data (data/calendar/terms.tsv), days off too (data/calendar/days.tsv, and over it the office's own). Days are
 * counted from 1970-01-01. */
#ifndef PZ_STORE_TERM_H
#define PZ_STORE_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum pz_term_kind {
    PZ_TERM_UNKNOWN, /* not understood: printed as it stands */
    PZ_TERM_DAY,     /* one day, or «до 15.07.2026», «не позднее 1 апреля»: to */
    PZ_TERM_RANGE, /* from … to: «сентябрь 2026», «июль-август 2026», «с 05 по 13 апреля 2026 года», «2026-2027 учебный год» */
    PZ_TERM_RELATIVE, /* days after an event: «в течение 5 рабочих дней со дня получения письма» */
    PZ_TERM_REPEATED, /* «ежегодно», «ежемесячно», «постоянно», «по мере необходимости»: no day to check */
};

enum pz_term_unit { PZ_TERM_DAYS, PZ_TERM_WORKING_DAYS, PZ_TERM_WEEKS, PZ_TERM_MONTHS };

struct pz_term {
    enum pz_term_kind kind;
    bool until;        /* «до», «не позднее»: the day is a limit */
    int64_t from, to;  /* day numbers; of PZ_TERM_DAY both the same */
    bool year_missing; /* «до 15.07»: the year came from base_year */
    unsigned count;    /* of PZ_TERM_RELATIVE */
    enum pz_term_unit unit;
    const char *event; /* code of the event in terms.tsv ("monitoring_end"), static; NULL: unknown event */
    size_t event_len;
};

/* Understand a term. base_year: for days without a year; 0: such a term is unknown. Never fails: kind says. */
struct pz_term pz_term_parse(const char *text, size_t len, int base_year);

enum pz_day_kind { PZ_DAY_WORKING, PZ_DAY_WEEKEND, PZ_DAY_HOLIDAY, PZ_DAY_SHORT };

/* Days as the office gives them (import of kind "calendar"): each wins over what the program holds of it. In the order of days, borrowed.
 * Wherever a calendar is asked for, NULL is the program's alone. */
struct pz_calendar {
    struct pz_own_day {
        int64_t day;
        enum pz_day_kind kind;
        const char *title; /* of a holiday; "" none */
    } * v;
    size_t n;
};

/* The last day of a relative term whose event was on `event_day` (the event's day itself is not counted, as in art. 191 of the Civil
 * Code); of other kinds term.to. */
int64_t pz_term_due(const struct pz_term *term, int64_t event_day, const struct pz_calendar *own);

/* By the production calendar; outside the years it holds, by the day of the week, later also by the holidays of the Labour Code, with *known
 * false (known may be NULL). */
enum pz_day_kind pz_day_kind(int64_t day, const struct pz_calendar *own, bool *known);
/* The day itself when it is a working one, else the next working day. */
int64_t pz_day_next_working(int64_t day, const struct pz_calendar *own);
/* Weekend or holiday. */
bool pz_day_is_off(int64_t day, const struct pz_calendar *own);
/* Name of a holiday («День России»): its length and place in static text or in `own`; 0 when the day is none. */
size_t pz_day_title(int64_t day, const struct pz_calendar *own, const char **title);

/* ISO 8601 date (the first ten characters of a time will do) to day number; false when it is no date. */
bool pz_day_parse(const char *iso, int64_t *day);
/* The same, or as offices write one: «15.07.2026», «5 ноября 2019 г.», «до 15.07.2026». */
bool pz_day_read(const char *text, size_t len, int64_t *day);
/* Day number to "2026-05-14". */
void pz_day_print(int64_t day, char out[11]);
int pz_day_year(int64_t day);
int pz_day_month(int64_t day);
/* False when there is no such day. */
bool pz_day_make(int year, int month, int day, int64_t *out);

#endif
