/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and terms: printed in the styles of documents and read in every form clerks write.
 *
 * A day is a number of days since 1970-01-01 (proleptic Gregorian calendar), as everywhere in the program. */
#ifndef PZ_RUSSIAN_DATE_H
#define PZ_RUSSIAN_DATE_H

#include "russian/russian.h"

struct pz_date {
    int year, month, day; /* month and day from 1; 0: not said */
};

int64_t pz_date_to_days(struct pz_date date);
struct pz_date pz_date_from_days(int64_t days);
bool pz_date_valid(struct pz_date date);
/* 1 Monday … 7 Sunday. */
int pz_date_weekday(struct pz_date date);
/* «2021-06-25» or «25.06.2021», «25.06.2021г.», «25 июня 2021 г.», «25 июня 2021 года», «05 ИЮЛ 2022», «25.6.21»; the whole text. 0 or -1. */
int pz_date_parse(struct pz_date *out, const char *text, size_t len);

/* Styles: English name and Russian alias, either in pz_date_style_parse. Spaces inside dates do not break (U+00A0). */
#define PZ_DATE_STYLES(X)                                                                                                          \
    X(ISO, "iso", "исо")                           /* 2021-06-05 */                                                                \
    X(NUMERIC, "numeric", "цифрами")               /* 05.06.2021 */                                                                \
    X(LONG, "long", "словами")                     /* 5 июня 2021 г. */                                                       \
    X(FULL, "full", "полная")                      /* 5 июня 2021 года */                                                  \
    X(QUOTED, "quoted", "кавычки")                 /* «05» июня 2021 г. */                                                  \
    X(DAY_MONTH, "day-month", "день-месяц")        /* 5 июня */                                                                \
    X(MONTH_YEAR, "month-year", "месяц-год")       /* июнь 2021 */                                                             \
    X(MONTH_YEAR_FULL, "month", "месяц")           /* июнь 2021 года */                                                    \
    X(IN_MONTH, "in-month", "в-месяце")            /* в июне 2021 года */                                                 \
    X(MONTH_NAME, "month-name", "название-месяца") /* июнь */                                                                  \
    X(YEAR, "year", "год")                         /* 2021 год */                                                               \
    X(IN_YEAR, "in-year", "в-году")                /* в 2021 году */                                                          \
    X(QUARTER, "quarter", "квартал")               /* II квартал 2021 года */                                           \
    X(HALF, "half-year", "полугодие")              /* I полугодие 2021 года */                                        \
    X(SCHOOL_YEAR, "school-year", "учебный-год")   /* 2020-2021 учебный год (it begins on 1 September) */                \
    X(STAMP, "stamp", "штамп")                     /* 05 ИЮН 2021 */                                                            \
    X(WEEKDAY, "weekday", "день-недели")           /* суббота */                                                            \
    X(WORDS, "words", "прописью") /* пятое июня две тысячи двадцать первого года */           \
    X(WORDS_GENITIVE, "words-genitive", "прописью-родительный") /* пятого июня две тысячи двадцать первого года */

enum pz_date_style {
#define X(id, en, ru) PZ_DATE_##id,
    PZ_DATE_STYLES(X)
#undef X
        PZ_DATE_STYLE_COUNT
};
int pz_date_style_parse(const char *text, size_t len); /* -1: no such style */
/* 0, or -1 when the date is not valid. */
int pz_date_print(struct pz_buf *out, struct pz_date date, enum pz_date_style style);

/* When something is due. */
enum pz_due_kind {
    PZ_DUE_NONE, /* no term could be read */
    PZ_DUE_ON,   /* «15.07.2022» */
    PZ_DUE_BY, /* «до 15.07.2022», «не позднее 1 апреля текущего года», «в срок до …», «по 1 мая» */
    PZ_DUE_FROM,  /* «с 1 сентября 2021 года» */
    PZ_DUE_RANGE, /* «с 05 по 13 апреля 2021 года», «июль-август 2021», «2021-2022 учебный год», «II квартал 2021 года» */
    PZ_DUE_MONTH, /* «сентябрь 2021», «в сентябре 2021 года» */
    PZ_DUE_YEAR,  /* «2021 год», «в течение 2021 года» */
    PZ_DUE_WITHIN, /* «в течение 5 дней со дня …», «10 дней после …»: lead, count, unit; `rest` holds «со дня …» */
    PZ_DUE_REPEAT, /* «ежегодно», «ежеквартально», «1 раз в год», «постоянно», «ежегодно в сентябре» (`rest`: «в сентябре») */
};
enum pz_due_unit {
    PZ_UNIT_NONE,
    PZ_UNIT_DAY,
    PZ_UNIT_WORKDAY,
    PZ_UNIT_WEEK,
    PZ_UNIT_MONTH,
    PZ_UNIT_QUARTER,
    PZ_UNIT_HALF,
    PZ_UNIT_YEAR
};

/* How a term counted from something begins: «в течение 5 дней», «5 дней», «через 5 дней». */
enum pz_due_lead { PZ_LEAD_WITHIN, PZ_LEAD_NONE, PZ_LEAD_IN };

struct pz_due {
    enum pz_due_kind kind;
    struct pz_date from, to; /* first and last day; day 0: the month as a whole, year 0: unknown year */
    bool current_year; /* «текущего года» was said, or no year at all: `to.year` was taken from the day of reference */
    enum pz_due_lead lead; /* WITHIN */
    int count;             /* WITHIN: how many units; REPEAT: how many times in one */
    enum pz_due_unit unit; /* WITHIN, REPEAT; PZ_UNIT_NONE for «постоянно» */
    /* WITHIN: from what day on, as written; REPEAT: what follows, of PZ_UNIT_NONE the whole; borrowed. NULL: nothing. */
    const char *rest;
    size_t rest_len;
};

/* Read a term written alone in a cell or a definition. today: day of reference for «текущего года» and missing years.
 * -1 and PZ_DUE_NONE when it is none. */
int pz_due_parse(struct pz_due *out, const char *text, size_t len, struct pz_date today);
/* The last day of the term (31 August for «июль-август»); 0 and *out, or -1 where there is none (ежегодно, в течение …). */
int pz_due_last_day(const struct pz_due *term, struct pz_date *out);

enum pz_due_style {
    PZ_DUE_NUMERIC, /* «до 15.07.2022», «с 05.04.2021 по 13.04.2021» */
    PZ_DUE_WORDS, /* «до 15 июля 2022 года», «с 5 по 13 апреля 2021 года», «июль – август 2021 года» */
    PZ_DUE_CELL, /* for a table: «15.07.2022», «июль-август 2021», «сентябрь 2021» */
};
/* 0, or -1 for PZ_DUE_NONE. */
int pz_due_print(struct pz_buf *out, const struct pz_due *term, enum pz_due_style style);

#endif
