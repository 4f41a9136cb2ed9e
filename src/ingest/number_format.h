/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number formats of Excel's files, as far as the meaning of a number depends on them (ECMA-376 part 1, 18.8.30 and 18.8.31; XLS has the same).
 * Inside src/ingest only. */
#ifndef PZ_INGEST_NUMBER_FORMAT_H
#define PZ_INGEST_NUMBER_FORMAT_H

#include "ingest/backend.h"

enum pz_number_format { PZ_FORMAT_NUMBER, PZ_FORMAT_PERCENT, PZ_FORMAT_DATE, PZ_FORMAT_DURATION };

/* What a format code says: «0.0%» per cent, «dd.mm.yyyy» date, «[h]:mm» duration, all else number. */
enum pz_number_format pz_number_format_of_code(const char *code);

/* Formats of one file: those it defines by number, and what each cell style means. */
struct pz_number_formats {
    struct {
        long id;
        enum pz_number_format format;
    } own[2048];
    size_t own_n;
    struct pz_buf styles; /* one byte of enum pz_number_format for each cell style */
};

void pz_number_formats_define(struct pz_number_formats *formats, long id, const char *code);
/* The next cell style has the format of this number: one of the file's, else built in. */
void pz_number_formats_add_style(struct pz_number_formats *formats, long id);
enum pz_number_format pz_number_formats_of_style(const struct pz_number_formats *formats, unsigned long style);
void pz_number_formats_release(struct pz_number_formats *formats);

/* The last cell of the row is this number in this format: fill its type, number and text. The text in the row may already hold the number as the
 * file has it; up to 15 digits of it stay. */
void pz_number_put(struct pz_row_builder *b, double number, enum pz_number_format format, bool date1904);

#endif
