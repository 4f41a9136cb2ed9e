/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spreadsheets as rows of cells, whatever the file: CSV, XLSX, ODS, XLS. Streaming: one row is in memory at a time, so that
 * 100,000 rows cost no more than 100 (XLSX keeps its table of shared strings).
 *
 *     workbook ── sheets (name, hidden)
 *                   └─ reader ── row (number, hidden)
 *                                  └─ cells in column order; empty ones are left out unless they are merged or hidden
 *
 * The format follows from the content, never from the name. Merged cells: the top left cell carries the span, the covered ones
 * are left out. What a formula shows is its stored result; nothing is computed here.
 * Every identifier of this folder is E-DATA-…; see docs/diagnostics/ingest.md. */
#ifndef PZ_INGEST_SHEET_H
#define PZ_INGEST_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum pz_cell_type {
    PZ_CELL_EMPTY,
    PZ_CELL_TEXT,
    PZ_CELL_NUMBER,
    PZ_CELL_BOOL,
    PZ_CELL_ERROR, /* text: the code the spreadsheet shows, such as #DIV/0! */
    PZ_CELL_DATE,
};

struct pz_cell {
    enum pz_cell_type type;
    bool percent;           /* number: shown as per cent; number is the fraction (0.82 for 82 %) */
    bool hidden;            /* the column is hidden */
    uint32_t row, column;   /* from 1 */
    uint32_t rows, columns; /* span of a merged cell, else 1 */
    const char *
        text; /* UTF-8, NUL behind; a number as the file has it, a date as ISO 8601 («2026-04-05», «2026-04-05T10:00:00», «10:30:00») */
    size_t len;    /* bytes of text */
    double number; /* number; 0 or 1 of a bool; of a date the days since 1899-12-30, whatever the file's date system */
};

struct pz_row {
    uint32_t number; /* from 1, as the spreadsheet shows it; for CSV the row counting records, not lines */
    uint32_t line;   /* CSV: the line where the row begins; else 0 */
    bool hidden;
    size_t n;
    const struct pz_cell *cells; /* ascending columns */
};

struct pz_sheet_info {
    const char *name; /* "" for CSV */
    bool hidden;
    bool chart; /* holds no cells (chart, dialog, macro sheet); reading it gives no rows */
};

enum pz_workbook_format { PZ_WORKBOOK_CSV, PZ_WORKBOOK_XLSX, PZ_WORKBOOK_ODS, PZ_WORKBOOK_XLS };

/* All members may be zero: guess, and the limits below. */
struct pz_workbook_options {
    const char *encoding; /* CSV: a name iconv knows; NULL: by byte order mark, else by content */
    char delimiter;       /* CSV: 0: by content */
    size_t max_cell;      /* bytes of one cell's text; 0: 1 MiB */
    size_t max_unpacked;  /* bytes of one part of the package; 0: 2 GiB */
    uint32_t max_rows;    /* rows of one sheet; 0: 5,000,000 */
};

struct pz_workbook;
struct pz_sheet_reader;

/* Open a file and list its sheets; no cell is read yet.
 * Errors (kind PZ_DATA, place: the file): E-DATA-010 not a spreadsheet or an unknown format, E-DATA-011 protected by a password,
 * E-DATA-012 torn or damaged, E-DATA-013 over a limit (bomb, too large), E-DATA-014 bytes that are not text in the encoding;
 * E-SYS-002 cannot be read. */
int pz_workbook_open(struct pz_workbook **out, const char *path, const struct pz_workbook_options *options, struct pz_error *err);
void pz_workbook_close(struct pz_workbook *workbook);

enum pz_workbook_format pz_workbook_format(const struct pz_workbook *workbook);
size_t pz_workbook_sheet_count(const struct pz_workbook *workbook);
/* Borrowed until the workbook is closed. */
const struct pz_sheet_info *pz_workbook_sheet(const struct pz_workbook *workbook, size_t i);
/* CSV: what was understood. encoding is a name iconv knows; guessed: neither stated nor marked in the file. NULL and '\0' otherwise. */
const char *pz_workbook_encoding(const struct pz_workbook *workbook, bool *guessed);
char pz_workbook_delimiter(const struct pz_workbook *workbook);

/* Read sheet i from its first row. Several readers of one workbook may be open at once, in one thread. */
int pz_sheet_open(struct pz_sheet_reader **out, struct pz_workbook *workbook, size_t i, struct pz_error *err);
/* 1 and *row, borrowed until the next call: a row with at least one cell; 0: no more; -1: failure, with the place. */
int pz_sheet_next(struct pz_sheet_reader *reader, const struct pz_row **row, struct pz_error *err);
void pz_sheet_close(struct pz_sheet_reader *reader);

/* «C7»; column letters alone when row is 0. Returns out. */
char *pz_cell_name(char out[16], uint32_t row, uint32_t column);
/* «C7» to 7 and 3; «C» to 0 and 3. The number of bytes understood, 0 when it is no cell name. */
size_t pz_cell_parse(const char *s, uint32_t *row, uint32_t *column);

#endif
