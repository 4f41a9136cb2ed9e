/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/import.h"

#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/said.h"
#include "store/schema.h"

struct pz_import {
    struct pz_store *store;
    int64_t file;
    bool again;            /* the file was imported before: changes are noted */
    bool reranked;         /* and had another rank then */
    bool broken;           /* the transaction cannot go on */
    struct pz_arena arena; /* of one put */
    struct said said;
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

static int note_changes(struct pz_import *im, const char *path, const struct pz_stamp *stamp, struct pz_error *err)
{
    struct db *db = &im->store->db;
    if (db_do(db, err,
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

/* Make the file's row, or find what came from it before. */
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
                         "ttti", f->path, f->digest, f->kind, (int64_t)f->rank) ||
                       said_begin(&im->said, db, im->file, false, err)
                   ? -1
                   : 0;
    return said_begin(&im->said, db, im->file, true, err) || db_do(db, err, "DELETE FROM total WHERE file = ?1", "i", im->file) ||
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

static int broken(struct pz_import *im)
{
    im->broken = true;
    return -1;
}

/* Both arenas have one trap. */
static jmp_buf *trap(struct pz_import *im, jmp_buf *to)
{
    pz_arena_trap(&im->said.arena, to);
    return pz_arena_trap(&im->arena, to);
}

static struct said_row row_of(bool result, const char *of, const char *key, const char *field, const struct pz_origin *origin)
{
    static const struct pz_origin none;
    return (struct said_row){.result = result, .of = of, .key = key, .field = field, .origin = origin ? *origin : none};
}

/* A row that cannot wait: the store says whether the file said it before. */
static int put_at_once(struct pz_import *im, const struct said_row *row, struct pz_error *err)
{
    struct db *db = &im->store->db;
    sqlite3_stmt *st = db_query(
        db,
        row->result ? "INSERT INTO raw_result (period, organisation, indicator, file, number, base, sheet, cell, line, col, text) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING"
                    : "INSERT INTO fact (entity, key, field, file, n, value, sheet, cell, line, col, text) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        err);
    if (!st)
        return broken(im);
    said_bind(st, row, im->file);
    if (db_step(db, st, err) < 0)
        return broken(im);
    if (sqlite3_changes(db->h))
        return 0;
    int64_t same;
    if (db_number(db, &same, 0, err,
                  row->result
                      ? "SELECT number IS ?5 AND base IS ?6 FROM raw_result WHERE period = ?1 AND organisation = ?2 AND "
                        "indicator = ?3 AND file = ?4"
                      : "SELECT value = ?6 FROM fact WHERE entity = ?1 AND key = ?2 AND field = ?3 AND file = ?4 AND n = ?5",
                  "tttivv", row->of, row->key, row->field, im->file, row->a, row->b))
        return broken(im);
    if (same)
        return 0;
    return pz_fail(err, PZ_DATA, "E-STORE-012", _("“%s” of “%s” is given twice in this file with different values"), row->field,
                   row->key);
}

static int put_row(struct pz_import *im, const struct said_row *row, struct pz_error *err)
{
    int rc = said_add(&im->said, row, err);
    return rc < 0 ? broken(im) : rc > 0 ? 0 : put_at_once(im, row, err);
}

/* An item of a list has the number of those before. */
static int put_item(struct pz_import *im, struct said_row *row, struct pz_error *err)
{
    int64_t n;
    if (said_make_way(&im->said, row, err) ||
        db_number(&im->store->db, &n, 0, err,
                  "SELECT coalesce(max(n) + 1, 0) FROM fact WHERE entity = ?1 AND key = ?2 AND field = ?3 AND file = ?4", "ttti",
                  row->of, row->key, row->field, im->file))
        return broken(im);
    row->a = pz_int(n);
    return put_at_once(im, row, err);
}

static int put(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value value,
               const struct pz_origin *origin, struct pz_error *err)
{
    const char *type = schema_field_type(im->store, entity, field, err);
    if (!type || schema_coerce(&value, type, value, field, &im->arena, err))
        return -1;
    struct said_row row = row_of(false, entity, key, field, origin);
    row.a = pz_int(0);
    row.b = value;
    return strcmp(type, "list") == 0 ? put_item(im, &row, err) : put_row(im, &row, err);
}

int pz_import_put(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value value,
                  const struct pz_origin *origin, struct pz_error *err)
{
    if (value.type == PZ_NONE || value.type == PZ_UNDEFINED || (value.type == PZ_STRING && !value.len))
        return 0;
    jmp_buf oom;
    jmp_buf *before = trap(im, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : put(im, entity, key, field, value, origin, err);
    trap(im, before);
    pz_arena_clear(&im->arena);
    return rc;
}

static struct pz_value number_of(double number)
{
    return isnan(number) ? pz_none() : pz_float(number);
}

int pz_import_result(struct pz_import *im, const struct pz_result *r, const struct pz_origin *origin, struct pz_error *err)
{
    if (r->known && (!isfinite(r->number) || !isfinite(r->base)))
        return pz_fail(err, PZ_DATA, "E-STORE-013", _("the result of “%s” by “%s” is not a number"), r->organisation, r->indicator);
    struct said_row row = row_of(true, r->period, r->organisation, r->indicator, origin);
    row.a = number_of(r->known ? r->number : NAN);
    row.b = number_of(r->known && r->base != 0 ? r->base : NAN);
    jmp_buf oom;
    jmp_buf *before = trap(im, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : put_row(im, &row, err);
    trap(im, before);
    return rc;
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
    static const struct pz_origin none;
    said_bind_origin(st, 6, origin ? origin : &none);
    return db_step(db, st, err) < 0 ? broken(im) : 0;
}

static int finish(struct pz_import *im, const struct pz_import_counts *c, const struct pz_stamp *stamp, struct pz_error *err)
{
    struct db *db = &im->store->db;
    static const struct pz_import_counts none;
    c = c ? c : &none;
    if (im->broken)
        return pz_fail(err, PZ_SYSTEM, "E-STORE-006", _("the import was broken off"));
    if (said_end(&im->said, err))
        return -1;
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
    trap(im, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : finish(im, counts, stamp, err);
    trap(im, NULL);
    pz_import_cancel(im); /* undoes what was not committed */
    return rc;
}

void pz_import_cancel(struct pz_import *im)
{
    if (!im)
        return;
    db_rollback(&im->store->db);
    said_release(&im->said);
    pz_arena_release(&im->arena);
    pz_free(im);
}
