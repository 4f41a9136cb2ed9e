/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the program makes, as a table that one statement reads: a statement for each row would look for its place in the tree anew.
 * Internal to src/store. */
#ifndef PZ_STORE_ROWS_H
#define PZ_STORE_ROWS_H

#include "store/db.h"

struct db_rows {
    int columns;
    int (*next)(void *self, struct pz_error *err); /* 1: a row; 0: no more; -1. Never leaves by a longjmp: SQLite stands between */
    /* A column of the row at hand, from 0; text and bytes as SQLITE_STATIC, they stay until the next row. */
    void (*column)(void *self, sqlite3_context *out, int column);
    void *self;
};

/* Run a statement that reads the table `made` once, in the order of the rows. */
int db_rows_run(struct db *db, const struct db_rows *rows, const char *sql, struct pz_error *err);

#endif
