/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the file is whole, and what to do when it is not. */
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "store/profile.h"

static int verify_file(struct db *db, struct pz_diags *diags, const struct pz_place *place, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(db, "PRAGMA integrity_check(20)", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        if (strcmp(text, "ok") != 0)
            pz_report_hint(diags, "E-STORE-003", place, _("“prikaz check --repair” saves what can be read"),
                           _("the database is damaged: %s"), text);
    }
    if (rc)
        return -1;
    if (!(st = db_query(db, "PRAGMA foreign_key_check", err)))
        return -1;
    while ((rc = db_step(db, st, err)) > 0)
        pz_report(diags, "E-STORE-003", place, _("the database is damaged: a row of “%s” belongs to nothing"),
                  (const char *)sqlite3_column_text(st, 0));
    return rc;
}

/* A derived table must hold what its view gives. */
static int verify_derived(struct db *db, const char *name, const char *source, struct pz_diags *diags, const struct pz_place *place,
                          struct pz_error *err)
{
    struct pz_buf sql = PZ_BUF_INIT;
    sqlite3_stmt *st = NULL;
    pz_buf_printf(
        &sql,
        "SELECT (SELECT count(*) FROM (SELECT * FROM \"%s\" EXCEPT SELECT * FROM \"%s\")) + (SELECT count(*) FROM (SELECT "
        "* FROM \"%s\" EXCEPT SELECT * FROM \"%s\"))",
        source, name, name, source);
    int rc = sql.failed ? pz_fail_memory(err) : 0;
    if (!rc && sqlite3_prepare_v2(db->h, pz_buf_str(&sql), -1, &st, NULL))
        rc = db_fail(db, sqlite3_errcode(db->h), err);
    if (!rc && sqlite3_step(st) != SQLITE_ROW)
        rc = db_fail(db, sqlite3_errcode(db->h), err);
    if (!rc && sqlite3_column_int64(st, 0))
        pz_report(diags, "E-STORE-008", place, _("the table “%s” differs from its views; the next import makes it anew"), name);
    sqlite3_finalize(st);
    pz_buf_release(&sql);
    return rc;
}

static int verify_tables(struct pz_store *s, struct pz_diags *diags, const struct pz_place *place, struct pz_error *err)
{
    struct db *db = &s->db;
    sqlite3_stmt *st = db_query(db, "SELECT name, source FROM derived ORDER BY step", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0)
        if (verify_derived(db, (const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1), diags, place,
                           err)) {
            sqlite3_reset(st);
            return -1;
        }
    return rc;
}

int pz_store_verify(struct pz_store *s, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_place place = pz_place_file(s->db.path);
    size_t before = diags->errors;
    int64_t fresh;
    if (verify_file(&s->db, diags, &place, err))
        return -1;
    if (diags->errors > before) /* no use in asking a damaged file for more */
        return 0;
    if (db_number(&s->db, &fresh, 0, err, "SELECT value FROM meta WHERE name = 'fresh'", ""))
        return -1;
    size_t different = 0;
    if (fresh == 1 && (verify_tables(s, diags, &place, err) || profiles_compare(s, &different, err)))
        return -1;
    if (different)
        pz_report(diags, "E-STORE-008", &place, _("the table “%s” differs from its views; the next import makes it anew"),
                  "profile");
    return 0;
}

/* Tables worth saving, dearest first; parents before children. Derived tables are made anew. */
static const char *const saved[] = {"journal", "number", "edition",    "history", "reference",  "change",
                                    "file",    "fact",   "raw_result", "total",   "data_change"};
enum { REGISTER_TABLES = 6 }; /* the first of them; the others come from the spreadsheets again */

/* From a damaged file into a fresh one. */
struct rescue {
    sqlite3 *from;
    struct db *to;
    size_t read; /* rows of the table under way */
};

static int put_row(struct rescue *r, sqlite3_stmt *in, sqlite3_stmt *out, struct pz_error *err)
{
    for (int i = 0; i < sqlite3_column_count(in); i++)
        sqlite3_bind_value(out, i + 1, sqlite3_column_value(in, i));
    int written = sqlite3_step(out);
    sqlite3_reset(out);
    r->read++;
    /* What has lost the row it belongs to stays out, and is counted with the lost. */
    return written == SQLITE_DONE || (written & 0xFF) == SQLITE_CONSTRAINT ? 0 : db_fail(r->to, written, err);
}

static int prepare_insert(struct rescue *r, const char *table, int columns, sqlite3_stmt **out, struct pz_error *err)
{
    struct pz_buf insert = PZ_BUF_INIT;
    pz_buf_printf(&insert, "INSERT OR IGNORE INTO \"%s\" VALUES (?", table);
    for (int i = 1; i < columns; i++)
        pz_buf_puts(&insert, ", ?");
    pz_buf_puts(&insert, ")");
    int rc = insert.failed ? SQLITE_NOMEM : sqlite3_prepare_v2(r->to->h, pz_buf_str(&insert), -1, out, NULL);
    pz_buf_release(&insert);
    return rc ? db_fail(r->to, rc, err) : 0;
}

/* Copy rows in one direction of the primary key until the end or the damage. 1: came to the end; 0: stopped by damage. */
static int copy_rows(struct rescue *r, const char *table, const char *direction, struct pz_error *err)
{
    char sql[160];
    sqlite3_stmt *in = NULL, *out = NULL;
    bool numbered = strcmp(table, "history") == 0 || strcmp(table, "change") == 0 || strcmp(table, "data_change") == 0;
    /* Each column in its direction, or SQLite would sort what it cannot read to the end. */
    snprintf(sql, sizeof sql, numbered ? "SELECT * FROM \"%s\" ORDER BY no %s" : "SELECT * FROM \"%s\" ORDER BY 1 %s, 2 %s, 3 %s",
             table, direction, direction, direction);
    int rc = 0, step = SQLITE_CORRUPT;
    if (sqlite3_prepare_v2(r->from, sql, -1, &in, NULL) == SQLITE_OK) {
        rc = prepare_insert(r, table, sqlite3_column_count(in), &out, err);
        while (!rc && (step = sqlite3_step(in)) == SQLITE_ROW)
            rc = put_row(r, in, out, err);
    }
    sqlite3_finalize(in);
    sqlite3_finalize(out);
    return rc ? -1 : step == SQLITE_DONE;
}

/* A count that the connection can answer, or 0. */
static size_t count_rows(sqlite3 *h, const char *table, const char *by)
{
    char sql[200];
    sqlite3_stmt *st = NULL;
    size_t n = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\" %s%s%s", table, by ? "INDEXED BY \"" : "", by ? by : "", by ? "\"" : "");
    if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        n = (size_t)sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* How many rows the damaged table had: its indexes lie on other pages and have an entry for each row. */
static size_t count_by_indexes(sqlite3 *from, const char *table)
{
    sqlite3_stmt *st = NULL;
    size_t most = 0;
    if (sqlite3_prepare_v2(from, "SELECT name FROM pragma_index_list(?1) WHERE NOT partial AND origin <> 'pk'", -1, &st, NULL) ==
        SQLITE_OK) {
        sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
        while (sqlite3_step(st) == SQLITE_ROW) {
            size_t n = count_rows(from, table, (const char *)sqlite3_column_text(st, 0));
            most = n > most ? n : most;
        }
    }
    sqlite3_finalize(st);
    return most;
}

/* Rows of one table, and how many are lost: where nothing says how many there were, at least one. */
static int copy_table(struct rescue *r, const char *table, size_t *lost, struct pz_error *err)
{
    r->read = 0;
    int rc = copy_rows(r, table, "ASC", err);
    bool whole = rc > 0;
    if (rc == 0)
        rc = copy_rows(r, table, "DESC", err);
    size_t had = whole ? r->read : count_by_indexes(r->from, table), kept = count_rows(r->to->h, table, NULL);
    *lost += had > kept ? had - kept : !whole;
    return rc < 0 ? -1 : 0;
}

static int copy_all(const char *damaged, struct pz_store *fresh, size_t *lost, size_t *registered, struct pz_error *err)
{
    struct rescue r = {.to = &fresh->db};
    int rc = 0;
    if (db_begin(&fresh->db, err))
        return -1;
    if (sqlite3_open_v2(damaged, &r.from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_exec(r.from, "PRAGMA writable_schema = ON", NULL, NULL, NULL); /* lets a damaged schema be read */
        for (size_t i = 0; i < sizeof saved / sizeof *saved && !rc; i++)
            rc = copy_table(&r, saved[i], i < REGISTER_TABLES ? registered : lost, err);
        *lost += *registered;
    } else {
        *registered = REGISTER_TABLES;
        *lost = sizeof saved / sizeof *saved;
    }
    sqlite3_close(r.from);
    /* Of a file some may be lost or altered: without its digest it counts as changed and is read anew. */
    if (rc || db_do(&fresh->db, err, "UPDATE file SET digest = ''", "") || db_commit(&fresh->db, err)) {
        db_rollback(&fresh->db);
        return -1;
    }
    return 0;
}

static int move(const char *from, const char *to, const char *suffix, struct pz_error *err)
{
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
    pz_buf_printf(&a, "%s%s", from, suffix);
    pz_buf_printf(&b, "%s%s", to, suffix);
    int rc = a.failed || b.failed ? pz_fail_memory(err) : 0;
    if (!rc && pz_file_exists(pz_buf_str(&a)) && rename(pz_buf_str(&a), pz_buf_str(&b)))
        rc = pz_fail_errno(err, "E-STORE-006", _("cannot write “%s”"), pz_buf_str(&b));
    pz_buf_release(&a);
    pz_buf_release(&b);
    return rc;
}

/* The damaged file gets its second name before it loses the first: without any, a run would begin an empty register. */
static int keep(const char *path, const char *kept, struct pz_error *err)
{
    unlink(kept);
    return link(path, kept) == 0 ? 0 : move(path, kept, "", err); /* not every file system has links */
}

static int put_in_place(const char *path, const char *beside, const char *kept, struct pz_error *err)
{
    static const char *const beside_it[] = {"-journal", "-wal", "-shm"}; /* what speaks of the old file's pages */
    for (size_t i = 0; i < sizeof beside_it / sizeof *beside_it; i++)
        if (move(path, kept, beside_it[i], err))
            return -1;
    return keep(path, kept, err) || move(beside, path, "", err) ? -1 : 0;
}

int pz_store_repair(const char *path, size_t *lost, size_t *registered, struct pz_error *err)
{
    struct pz_buf beside = PZ_BUF_INIT, kept = PZ_BUF_INIT;
    struct pz_store *fresh = NULL;
    int rc = -1;
    *lost = *registered = 0;
    pz_buf_printf(&beside, "%s.new", path);
    pz_buf_printf(&kept, "%s.damaged", path);
    if (beside.failed || kept.failed) {
        pz_fail_memory(err);
        goto end;
    }
    if (!pz_file_exists(path)) {
        pz_fail(err, PZ_SYSTEM, "E-STORE-001", _("cannot open the database “%s”"), path);
        goto end;
    }
    unlink(pz_buf_str(&beside));
    if (pz_store_open(&fresh, pz_buf_str(&beside), PZ_STORE_CREATE, err) || copy_all(path, fresh, lost, registered, err) ||
        pz_store_refresh(fresh, err))
        goto end;
    pz_store_close(fresh); /* takes its log into the file */
    fresh = NULL;
    rc = pz_filesystem_sync(pz_buf_str(&beside), err) || put_in_place(path, pz_buf_str(&beside), pz_buf_str(&kept), err) ? -1 : 0;
end:
    pz_store_close(fresh);
    if (rc && beside.len)
        unlink(pz_buf_str(&beside));
    pz_buf_release(&beside);
    pz_buf_release(&kept);
    return rc;
}
