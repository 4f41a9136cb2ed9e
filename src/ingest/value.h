/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell of results says: numbers with decimal comma and thousands set off by blanks, per cent in three spellings, yes and no in all,
 * counts «7 из 12», «н/д», dates that were numbers before the spreadsheet changed them. The text stays beside it in the cell. */
#ifndef PZ_INGEST_VALUE_H
#define PZ_INGEST_VALUE_H

#include "ingest/sheet.h"

enum pz_reading_kind {
    PZ_READING_EMPTY,   /* nothing in the cell */
    PZ_READING_MISSING, /* «н/д» and the like */
    PZ_READING_DASH,    /* «-»: missing, or no where «+» is yes */
    PZ_READING_DITTO,   /* «-//-» */
    PZ_READING_NUMBER,
    PZ_READING_SHARE, /* number of base */
    PZ_READING_FLAG,  /* number 0 or 1 */
    PZ_READING_DATE,  /* number: days since 1899-12-30 */
    PZ_READING_ERROR, /* #DIV/0! and the like */
    PZ_READING_TEXT,  /* nothing of these */
};

struct pz_reading {
    enum pz_reading_kind kind;
    double number, base;
    bool percent; /* said to be per cent by a sign or by the cell's format; number is in per cent then (82 for 82 %) */
    bool plus;    /* FLAG: written as «+» */
};

/* Understand a cell; NULL is an empty one. */
struct pz_reading pz_reading_of(const struct pz_cell *cell);
/* Understand a text alone. */
struct pz_reading pz_reading_of_text(const char *s, size_t len);

/* A number in Russian or English spelling from the start of s: «1 234,5», «−3», «12.5». Bytes read; 0 when there is none. */
size_t pz_number_parse(const char *s, size_t len, double *number);

#endif
