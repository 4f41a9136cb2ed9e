/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/reader.h"

#include <ctype.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/catalogue.h"

enum { QUERY_ROWS = 1000000, QUERY_TICKS = 4000, TICK = 1000000 }; /* ticks of TICK steps of SQLite's machine: about a minute */

/* A read transaction begins with the first read. */
static int begin_read(struct db *db, struct pz_error *err)
{
    int64_t n;
    return db_do(db, err, "BEGIN", "") || db_number(db, &n, 0, err, "SELECT count(*) FROM meta", "") ? -1 : 0;
}

static int open_one(struct pz_reader **out, struct pz_store *s, struct pz_error *err)
{
    struct pz_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    *out = r;
    r->store = s;
    r->db = &r->own;
    if (strcmp(s->db.path, ":memory:") == 0) {
        r->db = &s->db;
        return 0;
    }
    return db_open(&r->own, s->db.path, SQLITE_OPEN_READONLY, err) ||
                   db_exec(&r->own, "PRAGMA query_only = 1; PRAGMA cache_size = -2000", err) || begin_read(&r->own, err)
               ? -1
               : 0;
}

int pz_readers_open(struct pz_reader **out, size_t n, struct pz_store *s, struct pz_error *err)
{
    bool memory = strcmp(s->db.path, ":memory:") == 0;
    bool hold = s->writable && !memory && sqlite3_get_autocommit(s->db.h); /* no commit comes between the readers */
    memset(out, 0, n * sizeof *out);
    if (memory && n > 1)
        return pz_fail(err, PZ_USAGE, "E-STORE-001", _("a store in memory has one reader"));
    /* A file still without its log gets it now: a commit would wait for its readers. */
    int rc = hold && (db_exec(&s->db, DB_KEEP_LOG, err) || db_begin(&s->db, err)) ? -1 : 0;
    for (size_t i = 0; i < n && !rc; i++)
        rc = open_one(&out[i], s, err);
    if (hold)
        db_rollback(&s->db);
    for (size_t i = 0; i < n && rc; i++) {
        pz_reader_close(out[i]);
        out[i] = NULL;
    }
    return rc;
}

void pz_reader_close(struct pz_reader *r)
{
    if (!r)
        return;
    db_close(&r->own);
    if (r->loaded)
        pz_arena_release(&r->catalogue.arena);
    for (struct old_catalogue *o = r->old, *next; o; o = next) {
        next = o->next;
        pz_arena_release(&o->arena);
        pz_free(o);
    }
    pz_free(r);
}

/* The catalogue will be read anew; values made before still point to this one. */
static int drop_catalogue(struct pz_reader *r, struct pz_error *err)
{
    if (!r->loaded)
        return 0;
    struct old_catalogue *o = pz_malloc(sizeof *o);
    if (!o)
        return pz_fail_memory(err);
    *o = (struct old_catalogue){r->catalogue.arena, r->old};
    r->old = o;
    r->loaded = false;
    return 0;
}

int pz_reader_suppress(struct pz_reader *r, unsigned n, struct pz_error *err)
{
    if (r->suppress_below == (int64_t)n)
        return 0;
    if (drop_catalogue(r, err))
        return -1;
    r->suppress_below = n;
    return 0;
}

int pz_reader_renew(struct pz_reader *r, struct pz_error *err)
{
    if (drop_catalogue(r, err))
        return -1;
    if (r->db != &r->own)
        return 0;
    db_rollback(r->db);
    return begin_read(r->db, err);
}

/* Sets of organisations -------------------------------------------------------------------------------------- */

static int put_code(struct pz_spool *codes, const char *code, struct pz_error *err)
{
    return pz_spool_put(codes, code, strlen(code) + 1, err);
}

/* How many were put, or -1. */
static int64_t collect(struct pz_reader *r, sqlite3_stmt *st, struct pz_spool *codes, struct pz_error *err)
{
    int64_t n = 0;
    int rc = st ? 1 : -1;
    for (; rc > 0 && (rc = db_step(r->db, st, err)) > 0; n++) {
        const char *code = (const char *)sqlite3_column_text(st, 0);
        if (!code)
            rc = pz_fail_memory(err);
        else if (put_code(codes, code, err) != 0)
            rc = -1;
    }
    if (rc < 0 && st)
        sqlite3_reset(st);
    return rc < 0 ? -1 : n;
}

/* The part of `set` behind "word:", or NULL. */
static const char *argument(const char *set, const char *word)
{
    size_t len = strlen(word);
    return strncmp(set, word, len) == 0 && set[len] == ':' ? set + len + 1 : NULL;
}

static sqlite3_stmt *ask(struct pz_reader *r, const char *sql, const char *argument, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(r->db, sql, err);
    if (st)
        db_bind(st, "tt", r->catalogue.period, argument);
    return st;
}

#define OF_ORGANISATIONS(condition) "SELECT o.code FROM organisation o WHERE " condition " ORDER BY o.position"
#define HAS_FINDING(which, more)                                                                                                   \
    OF_ORGANISATIONS("EXISTS (SELECT 1 FROM finding f WHERE f.organisation = o.code AND f.period = ?1 AND f.finding = '" which     \
                     "'" more ")")

static int unknown_set(const char *set, struct pz_error *err)
{
    return pz_fail(
        err, PZ_USAGE, "E-STORE-020",
        _("“%s” is no set of organisations; there are: all, deficits, practices, missing, cluster:CODE, level:N, indicator:CODE, "
          "area:CODE, code:CODE,CODE and SELECT …"),
        set);
}

/* "03,07" one after the other, each of which must exist. */
static int listed(struct pz_reader *r, const char *list, struct pz_spool *codes, struct pz_error *err)
{
    int64_t found = 1;
    for (const char *p = list; *p && found > 0;) {
        size_t len = strcspn(p, ",");
        char *code = pz_strndup(p, len);
        if (!code)
            return pz_fail_memory(err);
        found = collect(r, ask(r, OF_ORGANISATIONS("o.code = ?2"), code, err), codes, err);
        if (found == 0)
            pz_fail(err, PZ_DATA, "E-STORE-022", _("there is no organisation with the code “%s”"), code);
        pz_free(code);
        p += len + (p[len] == ',');
    }
    return found > 0 ? 0 : -1;
}

static int from_sql(struct pz_reader *r, const char *sql, struct pz_spool *codes, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_value rows;
    int rc = pz_reader_query(r, sql, NULL, 0, &arena, &rows, err);
    for (uint32_t i = 0; rc == 0 && i < rows.u.list->n; i++) {
        struct pz_value code = rows.u.list->v[i].u.map->e[0].value;
        rc = code.type == PZ_STRING
                 ? put_code(codes, code.u.s, err)
                 : pz_fail(err, PZ_USAGE, "E-STORE-021", _("the first column of “%s” must be the code of an organisation"), sql);
    }
    pz_arena_release(&arena);
    return rc;
}

/* The statement that gives the codes; NULL and *err, where no such set is known. */
static sqlite3_stmt *query_of(struct pz_reader *r, const char *set, struct pz_error *err)
{
    static const struct {
        const char *set, *sql;
    } plain[] =
        {
            {"all", OF_ORGANISATIONS("1")},
            {"deficits", HAS_FINDING("deficit", "")},
            {"practices", HAS_FINDING("practice", "")},
            {"missing",
             OF_ORGANISATIONS(
                 "EXISTS (SELECT 1 FROM score s WHERE s.organisation = o.code AND s.period = ?1 AND s.known < s.total)")},
        },
      of[] = {
          {"cluster", OF_ORGANISATIONS("EXISTS (SELECT 1 FROM member m WHERE m.organisation = o.code AND m.cluster = ?2)")},
          {"level",
           OF_ORGANISATIONS("EXISTS (SELECT 1 FROM score s WHERE s.organisation = o.code AND s.period = ?1 AND s.kind = 'overall' "
                            "AND s.level = CAST(?2 AS INTEGER))")},
          {"indicator", HAS_FINDING("deficit", " AND f.kind = 'indicator' AND f.code = ?2")},
          {"area", HAS_FINDING("deficit", " AND (f.kind = 'area' AND f.code = ?2 OR f.kind = 'indicator' AND f.code IN "
                                          "(SELECT i.code FROM indicator i WHERE i.area = ?2))")},
      };
    const char *a = argument(set, "cluster");
    if (a && !pz_map_find(r->catalogue.cluster_codes, pz_key(a))) {
        pz_fail(err, PZ_DATA, "E-STORE-023", _("there is no cluster “%s”"), a);
        return NULL;
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(set, plain[i].set) == 0)
            return ask(r, plain[i].sql, NULL, err);
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        if ((a = argument(set, of[i].set)))
            return ask(r, of[i].sql, a, err);
    unknown_set(set, err);
    return NULL;
}

int pz_reader_codes(struct pz_reader *r, const char *set, struct pz_spool *codes, struct pz_error *err)
{
    const char *list = argument(set, "code");
    int rc = catalogue_need(r, err);
    if (rc == 0 && strncasecmp(set, "select", 6) == 0 && isspace((unsigned char)set[6]))
        rc = from_sql(r, set, codes, err);
    else if (rc == 0 && list)
        rc = listed(r, list, codes, err);
    else if (rc == 0)
        rc = collect(r, query_of(r, set, err), codes, err) < 0 ? -1 : 0;
    return rc == 0 ? pz_spool_rewind(codes, err) : -1;
}

int rows_value(struct pz_reader *r, sqlite3_stmt *st, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    if (!st)
        return -1;
    int columns = sqlite3_column_count(st), rc;
    struct pz_map *model = pz_map_new(arena, (size_t)columns);
    for (int i = 0; i < columns; i++)
        pz_map_set(arena, model, pz_arena_strdup(arena, sqlite3_column_name(st, i)), pz_none());
    struct pz_list *list = pz_list_new(arena, 4);
    while ((rc = db_step(r->db, st, err)) > 0) {
        struct pz_map *row = pz_map_like(arena, model);
        for (int i = 0; i < columns; i++)
            row->e[i].value = db_value(st, i, arena);
        pz_list_add(arena, list, pz_map_value(row));
    }
    *out = pz_list_value(list);
    return rc;
}

/* SQL of the office's own --------------------------------------------------------------------------------------- */

static int only_reading(void *self, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)self;
    (void)a;
    (void)c;
    (void)d;
    if (action == SQLITE_FUNCTION)
        return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

static int tick(void *left)
{
    return --*(int *)left < 0;
}

static int fail_query(struct pz_reader *r, const char *sql, struct pz_error *err)
{
    return pz_fail(err, PZ_USAGE, "E-STORE-021", _("this query cannot be done: %s: “%s”"), sqlite3_errmsg(r->db->h), sql);
}

static int read_rows(struct pz_reader *r, sqlite3_stmt *st, const char *sql, struct pz_arena *arena, struct pz_list *list,
                     struct pz_error *err)
{
    int columns = sqlite3_column_count(st), rc;
    struct pz_map *model = pz_map_new(arena, (size_t)columns);
    for (int i = 0; i < columns; i++)
        pz_map_set(arena, model, pz_arena_strdup(arena, sqlite3_column_name(st, i)), pz_none());
    if (model->n != (uint32_t)columns)
        return pz_fail(err, PZ_USAGE, "E-STORE-021", _("two columns of the query have one name: “%s”"), sql);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (list->n == QUERY_ROWS)
            return pz_fail(err, PZ_USAGE, "E-STORE-021", _("the query gives more than %d rows: “%s”"), (int)QUERY_ROWS, sql);
        struct pz_map *row = pz_map_like(arena, model);
        for (int i = 0; i < columns; i++)
            row->e[i].value = db_value(st, i, arena);
        pz_list_add(arena, list, pz_map_value(row));
    }
    if (rc == SQLITE_INTERRUPT)
        return pz_fail(err, PZ_USAGE, "E-STORE-021", _("the query takes too long: “%s”"), sql);
    return rc == SQLITE_DONE ? 0 : (rc & 0xFF) == SQLITE_ERROR ? fail_query(r, sql, err) : db_fail(r->db, rc, err);
}

int pz_reader_query(struct pz_reader *r, const char *sql, const struct pz_value *args, size_t n, struct pz_arena *arena,
                    struct pz_value *out, struct pz_error *err)
{
    sqlite3_stmt *st = NULL;
    const char *rest = "";
    int left = QUERY_TICKS;
    sqlite3_set_authorizer(r->db->h, only_reading, NULL);
    int rc = sqlite3_prepare_v2(r->db->h, sql, -1, &st, &rest);
    sqlite3_set_authorizer(r->db->h, NULL, NULL);
    if (rc || !st)
        return fail_query(r, sql, err);
    if (rest[strspn(rest, " \t\r\n;")]) {
        sqlite3_finalize(st);
        return pz_fail(err, PZ_USAGE, "E-STORE-021", _("only one query is allowed: “%s”"), sql);
    }
    /* The statement is no part of the arena, so a trap must pass by here. */
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(arena, &oom);
    sqlite3_progress_handler(r->db->h, TICK, tick, &left);
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        struct pz_list *list = pz_list_new(arena, 16);
        for (size_t i = 0; i < n; i++)
            db_bind_value(st, (int)i + 1, args[i]);
        rc = read_rows(r, st, sql, arena, list, err);
        *out = pz_list_value(list);
    }
    pz_arena_trap(arena, before);
    sqlite3_progress_handler(r->db->h, 0, NULL, NULL);
    sqlite3_finalize(st);
    return rc;
}
