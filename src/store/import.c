/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/import.h"

#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/schema.h"

struct pz_import {
    struct pz_store *store;
    int64_t file;
    bool again;            /* the file was imported before: changes are noted */
    bool reranked;         /* and had another rank then */
    bool broken;           /* the transaction cannot go on */
    struct pz_arena arena; /* of one put */
};

int pz_store_file_digest(struct pz_store *s, const char *path, char out[129], struct pz_error *err)
{
    sqlite3_stmt *st = db_query(&s->db, "SELECT digest FROM file WHERE path = ?1", err);
    if (!st)
        return -1;
    db_bind(st, "t", path);
    int rc = db_step(&s->db, st, err);
    if (rc < 0)
        return -1;
    snprintf(out, 129, "%s", rc ? (const char *)sqlite3_column_text(st, 0) : "");
    sqlite3_reset(st);
    return 0;
}

int pz_store_files(struct pz_store *s, struct pz_arena *arena, const char ***paths, size_t *n, struct pz_error *err)
{
    int64_t count;
    if (db_number(&s->db, &count, 0, err, "SELECT count(*) FROM file", ""))
        return -1;
    sqlite3_stmt *st = db_query(&s->db, "SELECT path FROM file ORDER BY path", err);
    if (!st)
        return -1;
    *paths = PZ_NEW_ARRAY(arena, (size_t)count + 1, const char *);
    *n = 0;
    int rc;
    while ((rc = db_step(&s->db, st, err)) > 0)
        (*paths)[(*n)++] = db_text0(st, 0, arena);
    return rc;
}

static int stale(struct db *db, struct pz_error *err)
{
    return db_do(db, err, "UPDATE meta SET value = '0' WHERE name = 'fresh'", "");
}

/* The derived tables stand when the file says what it said before, and nearly all of them when only what is aside of the analysis changed
 * (a responsible person, the title of a plan). What is stale already stays so. */
static int settle_stale(struct pz_import *im, struct pz_error *err)
{
    struct db *db = &im->store->db;
    int64_t changed;
    if (db_exec(db, "DELETE FROM meta WHERE name = 'sound'", err)) /* its totals may be others */
        return -1;
    if (!im->again || im->reranked)
        return stale(db, err);
    if (db_number(db, &changed, 0, err,
                  "SELECT max(CASE WHEN entity IN (SELECT entity FROM aside) THEN 1 ELSE 2 END) FROM ("
                  "SELECT b.entity FROM temp.before b LEFT JOIN temp.after a USING (entity, key, field, period, n) "
                  "WHERE (a.value, a.exact, a.base) IS NOT (b.value, b.exact, b.base) UNION ALL "
                  "SELECT a.entity FROM temp.after a LEFT JOIN temp.before b USING (entity, key, field, period, n) WHERE b.entity "
                  "IS NULL)",
                  ""))
        return -1;
    if (changed == 2)
        return stale(db, err);
    return changed ? db_do(db, err, "UPDATE meta SET value = '2' WHERE name = 'fresh' AND value = '1'", "") : 0;
}

int pz_store_forget(struct pz_store *s, const char *path, struct pz_error *err)
{
    if (db_begin(&s->db, err))
        return -1;
    if (db_do(&s->db, err, "DELETE FROM file WHERE path = ?1", "t", path) || stale(&s->db, err) || db_commit(&s->db, err)) {
        db_rollback(&s->db);
        return -1;
    }
    return 0;
}

/* What a file says: as it is shown, and exactly. */
#define SAYS                                                                                                                       \
    " SELECT entity, key, field, '', n, CAST(value AS TEXT), value, NULL FROM fact WHERE file = ?1 UNION ALL "                     \
    "SELECT 'result', organisation, indicator, period, 0, coalesce(text, CAST(number AS TEXT), ''), number, base FROM raw_result " \
    "WHERE file = ?1"
#define SAID "(entity, key, field, period, n, value, exact, base, PRIMARY KEY (entity, key, field, period, n)) WITHOUT ROWID"

/* What the file said until now, for the list of changes. */
static int remember(struct pz_import *im, struct pz_error *err)
{
    struct db *db = &im->store->db;
    return db_exec(db, "CREATE TEMP TABLE IF NOT EXISTS before " SAID "; DELETE FROM temp.before", err) ||
                   db_do(db, err, "INSERT INTO temp.before" SAYS, "i", im->file)
               ? -1
               : 0;
}

static int note_changes(struct pz_import *im, const char *path, const struct pz_stamp *stamp, struct pz_error *err)
{
    struct db *db = &im->store->db;
    if (db_exec(db, "CREATE TEMP TABLE IF NOT EXISTS after " SAID "; DELETE FROM temp.after", err) ||
        db_do(db, err, "INSERT INTO temp.after" SAYS, "i", im->file) ||
        db_do(db, err,
              "INSERT INTO data_change (time, who, path, entity, key, field, period, old, new) "
              "SELECT ?1, ?2, ?3, entity, key, field, period, old, new FROM ("
              "SELECT b.entity, b.key, b.field, b.period, b.n, b.value AS old, a.value AS new FROM temp.before b LEFT JOIN "
              "temp.after a "
              "USING (entity, key, field, period, n) WHERE a.value IS NOT b.value UNION ALL "
              "SELECT a.entity, a.key, a.field, a.period, a.n, NULL, a.value FROM temp.after a LEFT JOIN temp.before b "
              "USING (entity, key, field, period, n) WHERE b.entity IS NULL) ORDER BY entity, key, field, period, n",
              "ttt", stamp->time, stamp->who, path))
        return -1;
    return 0;
}

/* Take out what came from the file before, or make its row. */
static int enter(struct pz_import *im, const struct pz_source_file *f, struct pz_error *err)
{
    struct db *db = &im->store->db;
    int64_t rank;
    if (db_number(db, &im->file, 0, err, "SELECT id FROM file WHERE path = ?1", "t", f->path) ||
        db_number(db, &rank, (int64_t)f->rank, err, "SELECT rank FROM file WHERE path = ?1", "t", f->path))
        return -1;
    im->again = im->file != 0;
    im->reranked = rank != (int64_t)f->rank;
    if (!im->again)
        return db_number(db, &im->file, 0, err, "INSERT INTO file (path, digest, kind, rank) VALUES (?1, ?2, ?3, ?4) RETURNING id",
                         "ttti", f->path, f->digest, f->kind, (int64_t)f->rank);
    return remember(im, err) || db_do(db, err, "DELETE FROM fact WHERE file = ?1", "i", im->file) ||
                   db_do(db, err, "DELETE FROM raw_result WHERE file = ?1", "i", im->file) ||
                   db_do(db, err, "DELETE FROM total WHERE file = ?1", "i", im->file) ||
                   db_do(db, err, "UPDATE file SET digest = ?2, kind = ?3, rank = ?4 WHERE id = ?1", "itti", im->file, f->digest,
                         f->kind, (int64_t)f->rank)
               ? -1
               : 0;
}

int pz_import_begin(struct pz_import **out, struct pz_store *s, const struct pz_source_file *f, struct pz_error *err)
{
    struct pz_import *im = pz_calloc(1, sizeof *im);
    if (!im)
        return pz_fail_memory(err);
    im->store = s;
    if (db_begin(&s->db, err) || enter(im, f, err)) {
        pz_import_cancel(im);
        return -1;
    }
    *out = im;
    return 0;
}

static void bind_origin(sqlite3_stmt *st, int at, const struct pz_origin *o)
{
    static const struct pz_origin none;
    if (!o)
        o = &none;
    sqlite3_bind_text(st, at, o->sheet, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, at + 1, o->cell, -1, SQLITE_STATIC);
    o->line ? sqlite3_bind_int64(st, at + 2, o->line) : sqlite3_bind_null(st, at + 2);
    o->column ? sqlite3_bind_int64(st, at + 3, o->column) : sqlite3_bind_null(st, at + 3);
    sqlite3_bind_text(st, at + 4, o->text, -1, SQLITE_STATIC);
}

static int broken(struct pz_import *im)
{
    im->broken = true;
    return -1;
}

/* The row exists already: fine when it says the same. */
static int said_twice(struct pz_import *im, int64_t same, const char *what, const char *key, struct pz_error *err)
{
    (void)im;
    if (same)
        return 0;
    return pz_fail(err, PZ_DATA, "E-STORE-012", _("“%s” of “%s” is given twice in this file with different values"), what, key);
}

static int put_fact(struct pz_import *im, const char *entity, const char *key, const char *field, int64_t n, struct pz_value v,
                    const struct pz_origin *origin, struct pz_error *err)
{
    struct db *db = &im->store->db;
    sqlite3_stmt *st = db_query(db,
                                "INSERT INTO fact (entity, key, field, file, n, value, sheet, cell, line, col, text) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
                                err);
    if (!st)
        return broken(im);
    db_bind(st, "tttiiv", entity, key, field, im->file, n, v);
    bind_origin(st, 7, origin);
    if (db_step(db, st, err) < 0)
        return broken(im);
    if (sqlite3_changes(db->h))
        return 0;
    int64_t same;
    if (db_number(db, &same, 0, err,
                  "SELECT value = ?6 FROM fact WHERE entity = ?1 AND key = ?2 AND field = ?3 AND file = ?4 AND n = ?5", "tttiiv",
                  entity, key, field, im->file, n, v))
        return broken(im);
    return said_twice(im, same, field, key, err);
}

static int put(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value value,
               const struct pz_origin *origin, struct pz_error *err)
{
    int64_t n = 0;
    const char *type = schema_field_type(im->store, entity, field, err);
    if (!type || schema_coerce(&value, type, value, field, &im->arena, err))
        return -1;
    if (strcmp(type, "list") == 0 &&
        db_number(&im->store->db, &n, 0, err,
                  "SELECT coalesce(max(n) + 1, 0) FROM fact WHERE entity = ?1 AND key = ?2 AND field = ?3 AND file = ?4", "ttti",
                  entity, key, field, im->file))
        return broken(im);
    return put_fact(im, entity, key, field, n, value, origin, err);
}

int pz_import_put(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value value,
                  const struct pz_origin *origin, struct pz_error *err)
{
    if (value.type == PZ_NONE || value.type == PZ_UNDEFINED || (value.type == PZ_STRING && !value.len))
        return 0;
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(&im->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : put(im, entity, key, field, value, origin, err);
    pz_arena_trap(&im->arena, before);
    pz_arena_clear(&im->arena);
    return rc;
}

int pz_import_result(struct pz_import *im, const struct pz_result *r, const struct pz_origin *origin, struct pz_error *err)
{
    if (r->known && (!isfinite(r->number) || !isfinite(r->base)))
        return pz_fail(err, PZ_DATA, "E-STORE-013", _("the result of “%s” by “%s” is not a number"), r->organisation, r->indicator);
    struct db *db = &im->store->db;
    double number = r->known ? r->number : NAN, base = r->known && r->base != 0 ? r->base : NAN;
    sqlite3_stmt *st =
        db_query(db,
                 "INSERT INTO raw_result (period, organisation, indicator, file, number, base, sheet, cell, line, col, text) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
                 err);
    if (!st)
        return broken(im);
    db_bind(st, "tttirr", r->period, r->organisation, r->indicator, im->file, number, base);
    bind_origin(st, 7, origin);
    if (db_step(db, st, err) < 0)
        return broken(im);
    if (sqlite3_changes(db->h))
        return 0;
    int64_t same;
    if (db_number(db, &same, 0, err,
                  "SELECT number IS ?5 AND base IS ?6 FROM raw_result WHERE period = ?1 AND organisation = ?2 AND indicator = ?3 "
                  "AND file = ?4",
                  "tttirr", r->period, r->organisation, r->indicator, im->file, number, base))
        return broken(im);
    return said_twice(im, same, r->indicator, r->organisation, err);
}

int pz_import_total(struct pz_import *im, const char *indicator, const char *period, const char *how, double number,
                    const struct pz_origin *origin, struct pz_error *err)
{
    if (!isfinite(number))
        return pz_fail(err, PZ_DATA, "E-STORE-013", _("the total of “%s” is not a number"), indicator);
    struct db *db = &im->store->db;
    sqlite3_stmt *st = db_query(db,
                                "INSERT OR REPLACE INTO total (file, indicator, period, how, number, sheet, cell, line, col, text) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                err);
    if (!st)
        return broken(im);
    db_bind(st, "itttd", im->file, indicator, period, how, number);
    bind_origin(st, 6, origin);
    return db_step(db, st, err) < 0 ? broken(im) : 0;
}

static int finish(struct pz_import *im, const struct pz_import_counts *c, const struct pz_stamp *stamp, struct pz_error *err)
{
    struct db *db = &im->store->db;
    static const struct pz_import_counts none;
    c = c ? c : &none;
    if (im->broken)
        return pz_fail(err, PZ_SYSTEM, "E-STORE-006", _("the import was broken off"));
    sqlite3_stmt *st = db_query(db,
                                "UPDATE file SET rows_read = ?2, rows_stored = ?3, rows_refused = ?4, time = ?5, who = ?6, digest "
                                "= iif(?7, '', digest) WHERE id = ?1 "
                                "RETURNING path",
                                err);
    if (!st)
        return -1;
    db_bind(st, "iiiitti", im->file, (int64_t)c->rows_read, (int64_t)c->rows_stored, (int64_t)c->rows_refused, stamp->time,
            stamp->who, (int64_t)c->unsettled);
    int rc = db_step(db, st, err);
    if (rc < 0)
        return -1;
    const char *path = db_text0(st, 0, &im->arena);
    while ((rc = db_step(db, st, err)) > 0)
        ;
    if (rc < 0 || (im->again && note_changes(im, path, stamp, err)) || settle_stale(im, err))
        return -1;
    return db_commit(db, err);
}

int pz_import_commit(struct pz_import *im, const struct pz_import_counts *counts, const struct pz_stamp *stamp,
                     struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&im->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : finish(im, counts, stamp, err);
    pz_arena_trap(&im->arena, NULL);
    pz_import_cancel(im); /* undoes what was not committed */
    return rc;
}

void pz_import_cancel(struct pz_import *im)
{
    if (!im)
        return;
    db_rollback(&im->store->db);
    pz_arena_release(&im->arena);
    pz_free(im);
}
