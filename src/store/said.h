/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts and results of one file on their way into the store, in groups: the fields of one entity, the results of one organisation in one
 * period. They wait and are written together, since SQLite takes sixteen rows of one statement in little more than half the time of
 * sixteen statements; and a group that says what the file said before is not written at all. Internal to src/store.
 *
 *     said_add ─▶ waits ─▶ said_flush ─▶ first import: written
 *                                     └▶ again: compared ─▶ the same: stays
 *                                                        └▶ other: temp.before keeps what it was, the group is written anew
 *
 * A row waits only where nothing of the file can contradict it: groups come in ascending order, and in the group no such field waits.
 * Any other is left to the caller, who writes it at once and asks the store. */
#ifndef PZ_STORE_SAID_H
#define PZ_STORE_SAID_H

#include "base/buf.h"
#include "store/db.h"
#include "store/import.h"

enum { SAID_WAITING = 160, SAID_ENOUGH = 64, SAID_STREAMS = 8 };

struct said_row {
    bool result;          /* else a fact */
    const char *of, *key; /* entity and key of a fact; period and organisation of a result */
    const char *field;    /* or indicator */
    struct pz_value a, b; /* number in a list and value; number and base, none where there is none */
    struct pz_origin origin;
};

/* What was said last of one entity, or in one period. */
struct said_stream {
    bool result, begun, open; /* open: all of its last group still waits, */
    size_t first;             /* from this row on */
    struct pz_buf of, key;
};

struct said {
    struct db *db;
    int64_t file;
    bool again;       /* the file was imported before, and its rows are still there */
    int64_t old, met; /* again: rows it had, and how many of them belong to groups met so far */
    struct said_row rows[SAID_WAITING];
    size_t n;
    struct said_stream streams[SAID_STREAMS];
    size_t stream_n;
    struct pz_arena arena; /* of the rows that wait; its trap is set by those who add */
};

/* Begin with a file that is new, or whose rows are compared. */
int said_begin(struct said *s, struct db *db, int64_t file, bool again, struct pz_error *err);
void said_release(struct said *s);
/* 1: the row, copied, waits; 0: nothing waits, and the caller writes it, what the file said of its group before being taken out; -1. */
int said_add(struct said *s, const struct said_row *row, struct pz_error *err);
/* The caller writes a row of this group by itself: nothing waits any more, and nothing of an import before stands in its way. */
int said_make_way(struct said *s, const struct said_row *row, struct pz_error *err);
/* Again: take out what the file does not say any more; temp.before and temp.after then hold the groups that are other ones, as they
 * were and as they are (entity, key, field, period, n, value, exact, base). */
int said_end(struct said *s, struct pz_error *err);

/* Bind the columns that facts and results share: of, key, field, file, a, b, and the origin. */
void said_bind(sqlite3_stmt *st, const struct said_row *row, int64_t file);
void said_bind_origin(sqlite3_stmt *st, int at, const struct pz_origin *origin);

#endif
