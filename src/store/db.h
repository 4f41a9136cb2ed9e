/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to SQLite inside the store: prepared statements kept by their text, errors turned into ours, a fault point at each
 * step. Internal to src/store. */
#ifndef PZ_STORE_DB_H
#define PZ_STORE_DB_H

#include <sqlite3.h>

#include "store/store.h"

#define DB_CACHE_SIZE "-8000" /* KiB of pages that a writer keeps */

/* Readers keep what they see while a writer commits: once there is anything to read. */
#define DB_KEEP_LOG "PRAGMA journal_mode = WAL"

enum { DB_CACHE = 512 }; /* slots, a power of two; twice the distinct statements of this folder */

struct db {
    sqlite3 *h;
    char *path;
    struct {
        const char *sql; /* compared as a pointer: statements are literals */
        sqlite3_stmt *st;
    } cache[DB_CACHE];
};

/* flags: SQLITE_OPEN_…. Sets timeouts, foreign keys and the defensive switches. */
int db_open(struct db *db, const char *path, int flags, struct pz_error *err);
void db_close(struct db *db);

/* Turn the connection's last failure into an error; -1. */
int db_fail(struct db *db, int rc, struct pz_error *err);
/* Statements without results, separated by semicolons. */
int db_exec(struct db *db, const char *sql, struct pz_error *err);
/* The prepared statement of a literal, reset and unbound; NULL on failure. Not for the same literal twice at once. */
sqlite3_stmt *db_query(struct db *db, const char *sql, struct pz_error *err);
/* 1: a row; 0: no more (the statement is reset); -1: failure (reset too). */
int db_step(struct db *db, sqlite3_stmt *st, struct pz_error *err);
/* Bind by a format: t text (NULL: null), i int64_t, d double, r double where NAN is null, v pz_value. Texts are borrowed until the
 * statement is used again. */
void db_bind(sqlite3_stmt *st, const char *format, ...);
void db_bind_value(sqlite3_stmt *st, int i, struct pz_value v);
/* Query, bind, run to the end. */
int db_do(struct db *db, struct pz_error *err, const char *sql, const char *format, ...);
/* The same for one number: the first column of the first row; `none` when there is no row. */
int db_number(struct db *db, int64_t *out, int64_t none, struct pz_error *err, const char *sql, const char *format, ...);

/* Transactions. db_rollback never fails and needs no open transaction. */
int db_begin(struct db *db, struct pz_error *err); /* for writing, at once */
int db_commit(struct db *db, struct pz_error *err);
void db_rollback(struct db *db);

/* A text column until the next step; "" for null, and where memory ran out: the next step says so. */
const char *db_seen(sqlite3_stmt *st, int column);
/* A text column as a string in the arena; NULL for null. / "" for null. / As a value (null: none). */
const char *db_text(sqlite3_stmt *st, int column, struct pz_arena *arena);
const char *db_text0(sqlite3_stmt *st, int column, struct pz_arena *arena);
struct pz_value db_value(sqlite3_stmt *st, int column, struct pz_arena *arena);

/* The store's handle. */
struct pz_store {
    struct db db;
    int lock;        /* file descriptor of the writer's lock, or -1 */
    char *lock_path; /* or NULL */
    bool writable;
    struct pz_map *fields; /* "entity\tfield" → type number; in the arena */
    struct pz_arena arena;
};

/* Order of an organisation's or indicator's code: digits by value, letters by code point; in SQL the collation «natural_order». */
int natural_compare(const char *a, const char *b);

#endif
