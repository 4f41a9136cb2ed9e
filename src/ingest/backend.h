/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the face (sheet.c) and the readers of one format each. Inside src/ingest only. */
#ifndef PZ_INGEST_BACKEND_H
#define PZ_INGEST_BACKEND_H

#include "base/arena.h"
#include "ingest/sheet.h"

enum { PZ_COLUMNS_MAX = 16384 };

/* Collects one row. Texts lie one after another in `text`; cells hold offsets until the row is finished, since the buffer moves. */
struct pz_row_builder {
    struct pz_row row;
    struct pz_cell *cells;
    size_t *at; /* offset of each cell's text */
    size_t n, cap;
    struct pz_buf text;
};

void pz_row_begin(struct pz_row_builder *b, uint32_t number);
/* A new empty cell, or NULL with E-DATA-013 (too many columns) or memory. Its text is what is written to b->text until the next call. */
struct pz_cell *pz_row_add(struct pz_row_builder *b, uint32_t column, struct pz_error *err);
/* The cell's text is complete: its length is taken, a NUL is put behind. Fails when it is longer than max bytes. */
int pz_row_end_cell(struct pz_row_builder *b, size_t max, struct pz_error *err);
/* Take the last cell back. */
void pz_row_drop(struct pz_row_builder *b);
void pz_row_finish(struct pz_row_builder *b);
void pz_row_release(struct pz_row_builder *b);

struct pz_workbook {
    const struct pz_backend *backend;
    char *path;
    struct pz_workbook_options options; /* defaults filled in */
    struct pz_arena arena;              /* names of sheets and the backend's lasting things */
    struct pz_sheet_info *sheets;
    size_t sheet_n;
    const char *encoding; /* CSV */
    bool encoding_guessed;
    char delimiter;
    void *data; /* the backend's */
};

struct pz_backend {
    enum pz_workbook_format format;
    /* Fill sheets and data. On failure close() is still called. */
    int (*open)(struct pz_workbook *wb, struct pz_error *err);
    void (*close)(struct pz_workbook *wb);
    int (*sheet_open)(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err);
    /* 1: a row is in b (begun, cells ended, not finished); 0: no more; -1 */
    int (*sheet_next)(void *state, struct pz_row_builder *b, struct pz_error *err);
    void (*sheet_close)(void *state);
};

extern const struct pz_backend pz_backend_csv, pz_backend_xlsx, pz_backend_ods, pz_backend_xls;

/* Append a date of days since 1899-12-30 as ISO 8601: date, date and time, or time alone when the whole part is 0 and a fraction is there. */
void pz_serial_print(struct pz_buf *out, double serial);
/* ISO 8601 date or date-time to days since 1899-12-30; false when it is none. */
bool pz_serial_parse(const char *s, size_t len, double *serial);
/* Days since 1899-12-30 of a day of the Gregorian calendar, and back. */
int64_t pz_days_from_civil(int64_t y, unsigned m, unsigned d);
void pz_civil_from_days(int64_t days, int64_t *y, unsigned *m, unsigned *d);

#endif
