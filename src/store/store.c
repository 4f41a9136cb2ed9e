/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <unistd.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "store/db.h"
#include "base/digest.h"
#include "store/lock.h"
#include "store/schema.h"

enum { APPLICATION = 0x50525A4B }; /* "PRZK" in the file's header */

PZ_EMBED(pz_schema_source, "data/schema/001-source.sql");
PZ_EMBED(pz_schema_register, "data/schema/002-register.sql");
PZ_EMBED(pz_schema_formats, "data/schema/003-formats.sql");
PZ_EMBED(pz_schema_views, "data/schema/views.sql");
PZ_EMBED(pz_schema_checks, "data/schema/checks.sql");

/* Each takes the file from version i to i + 1. Only ever added to. */
static const char *const migrations[] = {pz_schema_source, pz_schema_register, pz_schema_formats};
enum { VERSION = sizeof migrations / sizeof *migrations };

static int migrate(struct db *db, int64_t from, struct pz_error *err)
{
    for (int64_t v = from; v < VERSION; v++)
        if (db_exec(db, migrations[v], err))
            return -1;
    char text[80];
    snprintf(text, sizeof text, "PRAGMA user_version = %d; PRAGMA application_id = %d", (int)VERSION, (int)APPLICATION);
    return db_exec(db, text, err);
}

/* What the derived tables depend on beside the data: when it differs, they are made anew. */
static int schema_digest(char out[65], struct pz_error *err)
{
    struct pz_digest_stream d;
    pz_digest_begin(&d);
    pz_digest_add(&d, pz_schema_views, PZ_EMBEDDED_SIZE(pz_schema_views));
    pz_digest_add(&d, pz_schema_checks, PZ_EMBEDDED_SIZE(pz_schema_checks));
    schema_data_digest(&d);
    return pz_digest_end(&d, out, err);
}

static int drop_derived(struct db *db, struct pz_error *err)
{
    struct pz_buf sql = PZ_BUF_INIT;
    sqlite3_stmt *st = db_query(
        db,
        "SELECT type, name FROM sqlite_schema WHERE type = 'view' UNION SELECT type, name FROM sqlite_schema "
        "WHERE type = 'table' AND name IN (SELECT name FROM derived UNION VALUES ('derived'), ('aside'), ('entity'), ('deadline'), "
        "('wording'), ('word'), ('profile'))",
        err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0)
        pz_buf_printf(&sql, "DROP %s \"%s\";", (const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1));
    if (rc == 0)
        rc = sql.failed ? pz_fail_memory(err) : db_exec(db, pz_buf_str(&sql), err);
    pz_buf_release(&sql);
    return rc;
}

/* *dropped: derived tables of another version were there; until they are filled again the store looks empty. */
static int make_views(struct db *db, bool *dropped, struct pz_error *err)
{
    char now[65];
    *dropped = false;
    if (schema_digest(now, err))
        return -1;
    int64_t have = 0, same = 0;
    if (db_number(db, &have, 0, err, "SELECT count(*) FROM sqlite_schema WHERE name = 'derived'", ""))
        return -1;
    if (have && db_number(db, &same, 0, err, "SELECT value = ?1 FROM meta WHERE name = 'views'", "t", now))
        return -1;
    if (same)
        return 0;
    if ((have && drop_derived(db, err)) || db_exec(db, pz_schema_views, err) || db_exec(db, pz_schema_checks, err))
        return -1;
    *dropped = have;
    return db_do(db, err, "INSERT OR REPLACE INTO meta VALUES ('views', ?1), ('fresh', '0')", "t", now);
}

/* Version and ownership of an opened file; *version 0: an empty one. */
static int identify(struct db *db, int64_t *version, struct pz_error *err)
{
    int64_t application, tables;
    if (db_number(db, &tables, 0, err, "SELECT count(*) FROM sqlite_schema", "") ||
        db_number(db, &application, 0, err, "PRAGMA application_id", "") ||
        db_number(db, version, 0, err, "PRAGMA user_version", ""))
        return -1;
    if (tables && application != APPLICATION)
        return pz_fail(err, PZ_SYSTEM, "E-STORE-005", _("“%s” is not a database of this program"), db->path);
    if (*version > VERSION)
        return pz_fail(err, PZ_SYSTEM, "E-STORE-004", _("“%s” was made by a newer version of this program"), db->path);
    return 0;
}

/* A new file is written without the log until pz_store_refresh has filled it: all that goes into it would be written twice. */
static int prepare_writer(struct db *db, bool *dropped, struct pz_error *err)
{
    int64_t version;
    if (identify(db, &version, err) ||
        db_exec(db, "PRAGMA secure_delete = 0; PRAGMA synchronous = FULL; PRAGMA cache_size = " DB_CACHE_SIZE, err) ||
        (version && db_exec(db, DB_KEEP_LOG, err)) || db_begin(db, err))
        return -1;
    if ((version < VERSION && migrate(db, version, err)) || make_views(db, dropped, err) || db_commit(db, err)) {
        db_rollback(db);
        return -1;
    }
    return 0;
}

static int prepare_reader(struct db *db, struct pz_error *err)
{
    char now[65];
    if (schema_digest(now, err))
        return -1;
    int64_t version, same = 0;
    if (identify(db, &version, err))
        return -1;
    if (version == VERSION && db_number(db, &same, 0, err, "SELECT value = ?1 FROM meta WHERE name = 'views'", "t", now))
        return -1;
    return same ? 0
                : pz_fail(err, PZ_SYSTEM, "E-STORE-007",
                          _("“%s” was made by another version of this program; “prikaz import” renews it"), db->path);
}

static int open_file(struct pz_store *s, const char *path, int flags, bool *dropped, struct pz_error *err)
{
    bool memory = strcmp(path, ":memory:") == 0;
    if (!memory && !(flags & 2) && !pz_file_exists(path))
        return pz_fail(err, PZ_SYSTEM, "E-STORE-001", _("there is no database “%s”; “prikaz import” makes it"), path);
    if (s->writable && !memory && lock_take(&s->lock, &s->lock_path, path, err))
        return -1;
    int mode = !s->writable ? SQLITE_OPEN_READONLY : flags & 2 ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    if (db_open(&s->db, path, mode, err))
        return -1;
    return s->writable ? prepare_writer(&s->db, dropped, err) : prepare_reader(&s->db, err);
}

int pz_store_open(struct pz_store **out, const char *path, int flags, struct pz_error *err)
{
    struct pz_store *s = pz_calloc(1, sizeof *s);
    if (!s)
        return pz_fail_memory(err);
    s->lock = -1;
    s->writable = flags & PZ_STORE_WRITE;
    bool dropped = false;
    if (open_file(s, path, flags, &dropped, err) || schema_fields(s, err) || (dropped && pz_store_refresh(s, err))) {
        pz_store_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

void pz_store_close(struct pz_store *s)
{
    if (!s)
        return;
    if (s->db.h)
        db_rollback(&s->db);
    db_close(&s->db);
    lock_drop(s->lock, s->lock_path);
    pz_arena_release(&s->arena);
    pz_free(s);
}

int pz_store_hold(struct pz_store *s, const char *command, const struct pz_stamp *stamp, struct pz_error *err)
{
    if (s->lock < 0)
        return 0;
    char text[200];
    snprintf(text, sizeof text, "%s, pid %ld, %s, %s", command, (long)getpid(), stamp->who, stamp->time);
    return lock_say(s->lock, text, err);
}

int pz_store_backup(struct pz_store *s, const char *to, struct pz_error *err)
{
    struct pz_buf beside = PZ_BUF_INIT;
    pz_buf_printf(&beside, "%s.new", to);
    if (beside.failed) {
        pz_buf_release(&beside);
        return pz_fail_memory(err);
    }
    unlink(pz_buf_str(&beside));
    int rc = db_do(&s->db, err, "VACUUM INTO ?1", "t", pz_buf_str(&beside));
    if (rc == 0)
        rc = pz_filesystem_sync(pz_buf_str(&beside), err);
    if (rc == 0 && rename(pz_buf_str(&beside), to))
        rc = pz_fail_errno(err, "E-STORE-006", _("cannot write “%s”"), to);
    if (rc)
        unlink(pz_buf_str(&beside));
    pz_buf_release(&beside);
    return rc;
}
