/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/claims.h"

#include "base/mem.h"
#include "store/db.h"

struct pz_claims {
    struct db db; /* without a path: a file of SQLite's own that goes with it, written to only when the pages kept do not suffice */
};

int pz_claims_new(struct pz_claims **out, struct pz_error *err)
{
    struct pz_claims *n = *out = pz_calloc(1, sizeof *n);
    if (!n)
        return pz_fail_memory(err);
    return db_open(&n->db, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) ||
                   db_exec(
                       &n->db,
                       "PRAGMA cache_size = -1000; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; "
                       "BEGIN; CREATE TABLE name (n INTEGER PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL) STRICT",
                       err)
               ? -1
               : 0;
}

void pz_claims_free(struct pz_claims *n)
{
    if (!n)
        return;
    db_close(&n->db);
    pz_free(n);
}

int pz_claims_add(struct pz_claims *n, const char *name, const char *owner, struct pz_error *err)
{
    return db_do(&n->db, err, "INSERT INTO name (name, owner) VALUES (?1, ?2)", "tt", name, owner);
}

int pz_claims_forget(struct pz_claims *n, const char *owner, struct pz_error *err)
{
    return db_do(&n->db, err, "DELETE FROM name WHERE owner = ?1", "t", owner);
}

int pz_claims_twice(struct pz_claims *n, void (*twice)(void *self, const char *owner, const char *name), void *self,
                    struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(&n->db,
                 "SELECT owner, name FROM (SELECT n, name, owner, lag(name) OVER (ORDER BY name, n) AS before FROM name) "
                 "WHERE before = name GROUP BY owner, name ORDER BY min(n)",
                 err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(&n->db, st, err)) > 0)
        twice(self, (const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1));
    return rc;
}
