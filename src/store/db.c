/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/lock.h"

enum { BUSY_MS = 2000 };

/* The errno beneath an error of reading, writing or opening; 0 when SQLite knows none. Its own words for all of them are “disk I/O error”.
 * What a commit met stands with the file alone, or with its journal. */
static int os_cause(const struct db *db, int rc)
{
    sqlite3_file *journal = NULL;
    if (!db->h || ((rc & 0xFF) != SQLITE_IOERR && (rc & 0xFF) != SQLITE_CANTOPEN))
        return 0;
    int cause = sqlite3_system_errno(db->h);
    if (!cause)
        sqlite3_file_control(db->h, "main", SQLITE_FCNTL_LAST_ERRNO, &cause);
    if (!cause)
        sqlite3_file_control(db->h, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (journal && journal->pMethods)
        journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &cause);
    return cause;
}

int db_fail(struct db *db, int rc, struct pz_error *err)
{
    const char *path = db->path ? db->path : "";
    const char *said = db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
    int cause = os_cause(db, rc);
    if (rc == SQLITE_IOERR_NOMEM || cause == ENOMEM)
        return pz_fail_memory(err); /* also a map of the log beside the database that finds no room */
    switch (cause == ENOSPC || cause == EDQUOT ? SQLITE_FULL : rc & 0xFF) {
    case SQLITE_NOMEM: return pz_fail_memory(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (!lock_tell(path, err))
            pz_fail(err, PZ_SYSTEM, "E-STORE-002", _("the database “%s” is in use by another program"), path);
        break;
    case SQLITE_CORRUPT:
        pz_fail(err, PZ_SYSTEM, "E-STORE-003", _("the database “%s” is damaged; “prikaz check --repair” saves what can be read"),
                path);
        break;
    case SQLITE_NOTADB: pz_fail(err, PZ_SYSTEM, "E-STORE-005", _("“%s” is not a database of this program"), path); break;
    case SQLITE_FULL: pz_fail(err, PZ_SYSTEM, "E-STORE-006", _("no room left on the disk for the database “%s”"), path); break;
    case SQLITE_READONLY: pz_fail(err, PZ_SYSTEM, "E-STORE-006", _("the database “%s” cannot be written: read-only"), path); break;
    case SQLITE_CANTOPEN:
        errno = cause;
        if (cause)
            pz_fail_errno(err, "E-STORE-001", _("cannot open the database “%s”"), path);
        else
            pz_fail(err, PZ_SYSTEM, "E-STORE-001", _("cannot open the database “%s”"), path);
        break;
    default:
        errno = cause;
        if (cause)
            pz_fail_errno(err, "E-STORE-006", _("the database “%s” cannot be read or written"), path);
        else
            pz_fail(err, PZ_SYSTEM, "E-STORE-006", _("the database “%s” failed: %s"), path, said);
    }
    if (err)
        err->code = rc;
    return -1;
}

static int fault(struct db *db, struct pz_error *err)
{
    return pz_fault_step() ? db_fail(db, SQLITE_FULL, err) : 0;
}

static size_t digits(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && isdigit((unsigned char)s[n]))
        n++;
    return n;
}

static size_t zeros(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] == '0')
        n++;
    return n;
}

static int natural(void *unused, int a_len, const void *a_text, int b_len, const void *b_text)
{
    const char *a = a_text, *b = b_text, *a_end = a + a_len, *b_end = b + b_len;
    (void)unused;
    while (a < a_end && b < b_end) {
        if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) {
            if (*a != *b)
                return (unsigned char)*a - (unsigned char)*b;
            a++;
            b++;
            continue;
        }
        a += zeros(a, (size_t)(a_end - a));
        b += zeros(b, (size_t)(b_end - b));
        size_t m = digits(a, (size_t)(a_end - a)), n = digits(b, (size_t)(b_end - b));
        int order = m != n ? (m > n) - (m < n) : memcmp(a, b, m);
        if (order)
            return order;
        a += m;
        b += n;
    }
    return (a < a_end) - (b < b_end);
}

int natural_compare(const char *a, const char *b)
{
    return natural(NULL, (int)strlen(a), a, (int)strlen(b), b);
}

/* No count of memory is kept: it would take one lock for each piece of it, the same for all threads. What undoes a statement is kept in
 * memory while it is small: once it went to a file, that of every later statement of the transaction goes there too. SQLite writes it out
 * in one piece, and cannot write 128 KB or more at once. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 120 << 10);
}

int db_open(struct db *db, const char *path, int flags, struct pz_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    memset(db, 0, sizeof *db);
    db->path = pz_strdup(path);
    if (!db->path)
        return pz_fail_memory(err);
    if (fault(db, err))
        return -1;
    int rc = sqlite3_open_v2(path, &db->h, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc)
        return db_fail(db, rc, err);
    if ((rc = sqlite3_create_collation(db->h, "natural_order", SQLITE_UTF8, NULL, natural)))
        return db_fail(db, rc, err);
    sqlite3_busy_timeout(db->h, BUSY_MS);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return 0;
}

void db_close(struct db *db)
{
    for (size_t i = 0; i < DB_CACHE; i++)
        sqlite3_finalize(db->cache[i].st);
    sqlite3_close_v2(db->h);
    pz_free(db->path);
    memset(db, 0, sizeof *db);
}

int db_exec(struct db *db, const char *sql, struct pz_error *err)
{
    if (fault(db, err))
        return -1;
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return rc ? db_fail(db, rc, err) : 0;
}

sqlite3_stmt *db_query(struct db *db, const char *sql, struct pz_error *err)
{
    size_t slot = ((uintptr_t)sql >> 3) * 0x9E3779B1u & (DB_CACHE - 1);
    while (db->cache[slot].sql && db->cache[slot].sql != sql)
        slot = (slot + 1) & (DB_CACHE - 1);
    sqlite3_stmt *st = db->cache[slot].st;
    if (st) {
        sqlite3_reset(st);
        return st;
    }
    if (fault(db, err))
        return NULL;
    int rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (rc) {
        db_fail(db, rc, err);
        return NULL;
    }
    db->cache[slot].sql = sql;
    db->cache[slot].st = st;
    return st;
}

int db_step(struct db *db, sqlite3_stmt *st, struct pz_error *err)
{
    if (fault(db, err)) {
        sqlite3_reset(st);
        return -1;
    }
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        db_fail(db, rc, err);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? 0 : -1;
}

void db_bind_value(sqlite3_stmt *st, int i, struct pz_value v)
{
    switch (v.type) {
    case PZ_BOOL: sqlite3_bind_int64(st, i, v.u.b); break;
    case PZ_INT: sqlite3_bind_int64(st, i, v.u.i); break;
    case PZ_FLOAT: sqlite3_bind_double(st, i, v.u.f); break;
    case PZ_STRING: sqlite3_bind_text64(st, i, v.u.s, v.len, SQLITE_STATIC, SQLITE_UTF8); break;
    default: sqlite3_bind_null(st, i);
    }
}

static void bind_all(sqlite3_stmt *st, const char *format, va_list ap)
{
    for (int i = 1; *format; format++, i++) {
        switch (*format) {
        case 't': sqlite3_bind_text(st, i, va_arg(ap, const char *), -1, SQLITE_STATIC); break;
        case 'i': sqlite3_bind_int64(st, i, va_arg(ap, int64_t)); break;
        case 'd': sqlite3_bind_double(st, i, va_arg(ap, double)); break;
        case 'r': {
            double d = va_arg(ap, double);
            isnan(d) ? sqlite3_bind_null(st, i) : sqlite3_bind_double(st, i, d);
            break;
        }
        case 'v': db_bind_value(st, i, va_arg(ap, struct pz_value)); break;
        }
    }
}

void db_bind(sqlite3_stmt *st, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    bind_all(st, format, ap);
    va_end(ap);
}

int db_do(struct db *db, struct pz_error *err, const char *sql, const char *format, ...)
{
    sqlite3_stmt *st = db_query(db, sql, err);
    if (!st)
        return -1;
    va_list ap;
    va_start(ap, format);
    bind_all(st, format, ap);
    va_end(ap);
    int rc;
    while ((rc = db_step(db, st, err)) > 0)
        ;
    return rc;
}

int db_number(struct db *db, int64_t *out, int64_t none, struct pz_error *err, const char *sql, const char *format, ...)
{
    sqlite3_stmt *st = db_query(db, sql, err);
    if (!st)
        return -1;
    va_list ap;
    va_start(ap, format);
    bind_all(st, format, ap);
    va_end(ap);
    int rc = db_step(db, st, err);
    if (rc < 0)
        return -1;
    *out = rc ? sqlite3_column_int64(st, 0) : none;
    sqlite3_reset(st);
    return 0;
}

int db_begin(struct db *db, struct pz_error *err)
{
    return db_do(db, err, "BEGIN IMMEDIATE", "");
}

int db_commit(struct db *db, struct pz_error *err)
{
    return db_do(db, err, "COMMIT", "");
}

void db_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(db->h))
        sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
}

const char *db_seen(sqlite3_stmt *st, int column)
{
    const char *s = (const char *)sqlite3_column_text(st, column);
    return s ? s : "";
}

const char *db_text(sqlite3_stmt *st, int column, struct pz_arena *arena)
{
    const char *s = (const char *)sqlite3_column_text(st, column);
    return s ? pz_arena_strndup(arena, s, (size_t)sqlite3_column_bytes(st, column)) : NULL;
}

const char *db_text0(sqlite3_stmt *st, int column, struct pz_arena *arena)
{
    const char *s = db_text(st, column, arena);
    return s ? s : "";
}

struct pz_value db_value(sqlite3_stmt *st, int column, struct pz_arena *arena)
{
    switch (sqlite3_column_type(st, column)) {
    case SQLITE_INTEGER: return pz_int(sqlite3_column_int64(st, column));
    case SQLITE_FLOAT: return pz_float(sqlite3_column_double(st, column));
    case SQLITE_NULL: return pz_none();
    default: {
        const char *s = (const char *)sqlite3_column_text(st, column);
        size_t len = (size_t)sqlite3_column_bytes(st, column);
        return pz_strn(pz_arena_strndup(arena, s ? s : "", len), len);
    }
    }
}
