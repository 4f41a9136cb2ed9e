/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store: one SQLite file (WAL, foreign keys, STRICT tables) that holds what was read, what follows from it, and the register.
 *
 *     import.h ──▶ fact, result  ──views──▶ merged entities, analysis ──refresh──▶ tables ──▶ reader.h ──▶ values for templates
 *      (per file,   (every value knows
 *       one transaction) file, sheet, cell)              register.h ◀──▶ documents, editions, journals, history
 *
 * Invariants: one writer (pz_store) at a time, any number of readers (reader.h), each with its own connection and its own thread.
 * What a call committed is never lost. The same files give the same content whatever the order of import. Nothing here asks for
 * the time of day: it is an input (struct pz_stamp). Missing data is never zero.
 *
 * SQL text is in data/schema/; docs/store.md describes tables and views for those who query them by hand. */
#ifndef PZ_STORE_STORE_H
#define PZ_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/value.h"

struct pz_store;

/* Who does something and when. Both are borrowed, never NULL. */
struct pz_stamp {
    const char *time; /* ISO 8601: «2026-05-14T09:30:00+03:00» or a date alone */
    const char *who;  /* user name or office role */
};

enum pz_store_flags {
    PZ_STORE_READ = 0,       /* the file must exist; nothing is written */
    PZ_STORE_WRITE = 1,      /* take the writer's place; migrations run */
    PZ_STORE_CREATE = 2 | 1, /* the same, making the file when it is missing */
};

/* Open. path ":memory:" makes a store for tests that lives in memory (then no readers in other threads).
 * Errors: E-STORE-001 cannot open, E-STORE-002 busy (names the holder and since when), E-STORE-003 damaged (with the way out),
 * E-STORE-004 made by a newer program, E-STORE-005 no database of this program, E-STORE-006 a step failed (disk full and the like). */
int pz_store_open(struct pz_store **out, const char *path, int flags, struct pz_error *err);
/* Close; NULL is fine. What was begun and not committed is undone. */
void pz_store_close(struct pz_store *store);

/* Say who holds the writer's place, for the message another run gets («prikaz run, pid 312, с 03:00»). */
int pz_store_hold(struct pz_store *store, const char *command, const struct pz_stamp *stamp, struct pz_error *err);

/* Whole check of the file: SQLite's own, foreign keys, and that the derived tables equal their views. Everything wrong goes to diags. */
int pz_store_verify(struct pz_store *store, struct pz_diags *diags, struct pz_error *err);
/* Copy what can be read of a damaged file into a fresh one that takes its place; the damaged file stays beside it as PATH.damaged.
 * Register and history first; every imported file counts as changed, so that the next import makes up for what is lost of it. *lost: rows that
 * could not be read, and rows that belonged to them; by the table's indexes, or, where these are damaged too, one for the table.
 * *registered: those among them of the register, which nothing makes up for. */
int pz_store_repair(const char *path, size_t *lost, size_t *registered, struct pz_error *err);
/* Consistent copy of an open store into another file (written beside, renamed). */
int pz_store_backup(struct pz_store *store, const char *to, struct pz_error *err);

/* Make derived tables anew from the views: merged entities, analysis, recommendations with deadlines. Call once behind the last
 * import of a run; costs nothing when nothing was imported since the last time. One transaction. */
int pz_store_refresh(struct pz_store *store, struct pz_error *err);
/* SHA-256 (64 hexadecimal digits and a NUL) of all imported content in a fixed order without internal numbers: equal when the
 * content is equal. */
int pz_store_digest(struct pz_store *store, char out[65], struct pz_error *err);

/* What of it to check. */
enum pz_check {
    PZ_CHECK_DATA = 1,     /* what was read, and what follows from it */
    PZ_CHECK_REGISTER = 2, /* documents that have a number */
    PZ_CHECK_JOURNALS = 4, /* numbers left out */
    PZ_CHECK_ALL = 7,
};

/* Cross-checks over data and register, each finding with file, sheet and cell: values off their scale, results of unknown
 * organisations or indicators, files that contradict each other, totals that do not add up, deficits without recommendation,
 * recommendations that lack something, levels with holes, deadlines on days off; of registered documents grounds dated after the act,
 * letters dated on or after their event, references to missing documents; gaps in numbers. Needs pz_store_refresh before. Drafts are
 * checked by their definitions (workspace.h). what: of enum pz_check. */
int pz_store_check(struct pz_store *store, unsigned what, struct pz_diags *diags, struct pz_error *err);
/* PZ_CHECK_DATA in the writer's store. Costs nothing when no error was found the last time and nothing was imported since; errors are
 * told again each time until they are mended, warnings when the data changed. */
int pz_store_check_data(struct pz_store *store, struct pz_diags *diags, struct pz_error *err);

#endif
