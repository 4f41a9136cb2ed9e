/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was read to what follows from it: the derived tables of data/schema/views.sql, made in one transaction. */
#include "base/digest.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/grading.h"
#include "store/profile.h"
#include "store/term.h"

/* Every key, each entity's by the field «position», the rest behind in natural order; SQLite sorts, so that a country's do not lie in memory. */
#define IN_ORDER " ORDER BY 1, 3 IS NULL, 3, 2 COLLATE natural_order, 2"

/* aside: only of the entities that the analysis does not rest on. */
static sqlite3_stmt *keys_in_order(struct db *db, bool aside, struct pz_error *err)
{
    return aside ? db_query(db,
                            "SELECT * FROM (SELECT entity, key, max(CASE field WHEN 'position' THEN value END) FROM value "
                            "WHERE entity IN (SELECT entity FROM aside) GROUP BY entity, key)" IN_ORDER,
                            err)
                 : db_query(db,
                            "SELECT * FROM (SELECT entity, key, max(CASE field WHEN 'position' THEN value END) FROM value "
                            "WHERE entity NOT IN ('property', 'setting', 'condition', 'fulfilment') GROUP BY entity, key UNION ALL "
                            "SELECT DISTINCT 'period', period, NULL FROM raw_result "
                            "WHERE period NOT IN (SELECT key FROM value WHERE entity = 'period'))" IN_ORDER,
                            err);
}

static int fill_entities(struct db *db, bool aside, struct pz_arena *arena, struct pz_error *err)
{
    const char *before = "";
    int64_t position = 0;
    sqlite3_stmt *st = keys_in_order(db, aside, err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        const char *entity = (const char *)sqlite3_column_text(st, 0), *key = (const char *)sqlite3_column_text(st, 1);
        if (strcmp(entity, before) != 0) { /* each entity counts by itself */
            before = pz_arena_strdup(arena, entity);
            position = 0;
        }
        if (db_do(db, err, "INSERT INTO entity VALUES (?1, ?2, ?3)", "tti", before, key, ++position)) {
            sqlite3_reset(st);
            return -1;
        }
    }
    return rc;
}

/* The day of an event as text in the arena: the setting of its name; of the monitoring the current period's; NULL when it is not known. */
static int event_day(struct db *db, const char *name, struct pz_arena *arena, const char **out, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        db,
        "SELECT coalesce((SELECT value FROM value WHERE entity = 'setting' AND key = ?1 AND field = 'value'), (SELECT CASE ?1 "
        "WHEN 'monitoring_end' THEN \"end\" WHEN 'monitoring_start' THEN start END FROM period WHERE current))",
        err);
    if (!st)
        return -1;
    db_bind(st, "t", name);
    int rc = db_step(db, st, err);
    *out = rc > 0 ? db_text(st, 0, arena) : NULL;
    sqlite3_reset(st);
    return rc < 0 ? -1 : 0;
}

/* The year that terms without one mean: the setting «year», the end of the current period, the year in its code. */
static int base_year(struct db *db, int64_t *year, struct pz_error *err)
{
    return db_number(
        db, year, 0, err,
        "SELECT CAST(y AS INTEGER) FROM (SELECT value AS y, 1 AS place FROM value WHERE entity = 'setting' AND key = 'year' "
        "AND field = 'value' UNION ALL SELECT substr(\"end\", 1, 4), 2 FROM period WHERE current AND \"end\" IS NOT NULL UNION ALL "
        "SELECT substr(code, -4), 3 FROM period WHERE current) WHERE y GLOB '[12][0-9][0-9][0-9]' ORDER BY place LIMIT 1",
        "");
}

/* The days the office gave, in their order: ISO 8601 sorts by itself. */
static int read_calendar(struct db *db, struct pz_arena *arena, struct pz_calendar *out, struct pz_error *err)
{
    size_t cap = 0;
    sqlite3_stmt *st =
        db_query(db,
                 "SELECT key, max(CASE field WHEN 'kind' THEN value END) AS kind, max(CASE field WHEN 'title' THEN value END) "
                 "FROM value WHERE entity = 'day' GROUP BY key HAVING kind IS NOT NULL ORDER BY key",
                 err);
    int rc = st ? 1 : -1;
    *out = (struct pz_calendar){0};
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        if (out->n == cap) {
            out->v = pz_arena_grow(arena, out->v, out->n, cap ? cap * 2 : 64, sizeof *out->v);
            cap = cap ? cap * 2 : 64;
        }
        const char *kind = db_text0(st, 1, arena);
        struct pz_own_day day = {.title = db_text0(st, 2, arena)};
        day.kind = strcmp(kind, "off") == 0 ? PZ_DAY_WEEKEND : strcmp(kind, "short") == 0 ? PZ_DAY_SHORT : PZ_DAY_WORKING;
        if (pz_day_parse(db_text0(st, 0, arena), &day.day))
            out->v[out->n++] = day;
    }
    return rc;
}

static int put_deadline(struct db *db, const char *text, int64_t year, const struct pz_calendar *own, struct pz_arena *arena,
                        struct pz_error *err)
{
    struct pz_term t = pz_term_parse(text, strlen(text), (int)year);
    const char *day = NULL, *next = NULL, *off = "", *event = NULL;
    char iso[11], iso_next[11];
    int64_t last = 0;
    bool in_calendar = true;
    bool known = t.kind == PZ_TERM_DAY || t.kind == PZ_TERM_RANGE;
    if (known)
        last = t.to;
    if (t.kind == PZ_TERM_RELATIVE && t.event) {
        event = pz_arena_strndup(arena, t.event, t.event_len);
        const char *iso_event;
        int64_t from;
        if (event_day(db, event, arena, &iso_event, err))
            return -1;
        known = iso_event && pz_day_parse(iso_event, &from);
        if (known)
            last = pz_term_due(&t, from, own);
    }
    if (known) {
        pz_day_kind(last, own, &in_calendar);
        pz_day_print(last, iso);
        day = iso;
        if (t.kind != PZ_TERM_RANGE && pz_day_is_off(last, own)) {
            const char *title;
            size_t len = pz_day_title(last, own, &title);
            off = len ? pz_arena_strndup(arena, title, len) : "weekend";
            pz_day_print(pz_day_next_working(last, own), iso_next);
            next = iso_next;
        }
    }
    return db_do(db, err, "INSERT INTO deadline VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", "tttttii", text, day, off, next, event,
                 (int64_t)(t.kind == PZ_TERM_REPEATED), (int64_t)in_calendar);
}

static int fill_deadlines(struct db *db, struct pz_arena *arena, struct pz_error *err)
{
    int64_t year;
    sqlite3_stmt *st;
    struct pz_calendar own;
    if (base_year(db, &year, err) || read_calendar(db, arena, &own, err) ||
        !(st = db_query(db,
                        "SELECT DISTINCT CAST(value AS TEXT) FROM value WHERE (entity = 'recommendation' AND field = 'deadline') "
                        "OR (entity = 'measure' AND field = 'term')",
                        err)))
        return -1;
    int rc;
    while ((rc = db_step(db, st, err)) > 0)
        if (put_deadline(db, db_text0(st, 0, arena), year, &own, arena, err))
            return -1;
    return rc;
}

struct step {
    const char *name, *source;
    bool pass; /* filled by a pass of the program, not from its view */
    struct step *next;
};

static int read_steps(struct db *db, struct pz_arena *arena, struct step **steps, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(db, "SELECT name, source, pass FROM derived ORDER BY step", err);
    struct step **tail = steps;
    int rc = st ? 1 : -1;
    *steps = NULL;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        struct step *s = PZ_NEW(arena, struct step);
        s->name = db_text0(st, 0, arena);
        s->source = db_text0(st, 1, arena);
        s->pass = sqlite3_column_int(st, 2);
        *tail = s;
        tail = &s->next;
    }
    return rc;
}

/* A pass may fill several tables: it goes by the first. */
static int fill_by_pass(struct db *db, const char *name, struct pz_error *err)
{
    return strcmp(name, "organisation") == 0 ? organisations_fill(db, err)
           : strcmp(name, "tally") == 0      ? tally_fill(db, err)
           : strcmp(name, "score") == 0      ? score_fill(db, err)
                                             : 0;
}

static int fill_table(struct db *db, const struct step *s, struct pz_arena *arena, struct pz_error *err)
{
    return s->pass ? fill_by_pass(db, s->name, err)
                   : db_exec(db, pz_arena_printf(arena, "INSERT INTO \"%s\" SELECT * FROM \"%s\"", s->name, s->source), err);
}

static int fill_all(struct db *db, struct pz_arena *arena, struct pz_error *err)
{
    struct step *steps;
    if (read_steps(db, arena, &steps, err) || db_exec(db, "DELETE FROM entity; DELETE FROM deadline", err))
        return -1;
    for (struct step *s = steps; s; s = s->next)
        if (db_exec(db, pz_arena_printf(arena, "DELETE FROM \"%s\"", s->name), err))
            return -1;
    for (struct step *s = steps; s; s = s->next) {
        if (fill_table(db, s, arena, err))
            return -1;
        if (s == steps && fill_entities(db, false, arena, err)) /* behind `value`, before all others */
            return -1;
    }
    return fill_deadlines(db, arena, err);
}

#define ASIDE "entity IN (SELECT entity FROM aside)"

/* Only what stands aside of the analysis: persons, plans, meetings, and the terms they name. */
static int fill_aside(struct db *db, struct pz_arena *arena, struct pz_error *err)
{
    return db_exec(db,
                   "DELETE FROM deadline; DELETE FROM entity WHERE " ASIDE "; DELETE FROM value WHERE " ASIDE
                   "; INSERT INTO value SELECT * FROM value_view WHERE " ASIDE,
                   err) ||
                   fill_entities(db, true, arena, err) || fill_deadlines(db, arena, err)
               ? -1
               : 0;
}

static int refresh(struct db *db, bool aside, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : aside ? fill_aside(db, &arena, err) : fill_all(db, &arena, err);
    pz_arena_release(&arena);
    return rc;
}

enum { STALE, FRESH, STALE_ASIDE };

static int freshness(struct pz_store *s, int64_t *out, struct pz_error *err)
{
    return db_number(&s->db, out, STALE, err, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'fresh'", "");
}

int pz_store_refresh(struct pz_store *s, struct pz_error *err)
{
    int64_t fresh;
    if (freshness(s, &fresh, err))
        return -1;
    if (fresh == FRESH)
        return 0;
    /* Tables are scanned and written as wholes: with pages kept, a country's take less time. Small stores never fill it. */
    if (db_exec(&s->db, "PRAGMA cache_size = -12288; PRAGMA temp_store = FILE", err) || db_begin(&s->db, err))
        return -1;
    if (refresh(&s->db, fresh == STALE_ASIDE, err) || (fresh == STALE && profiles_fill(s, err)) ||
        db_exec(&s->db, "UPDATE meta SET value = '1' WHERE name = 'fresh'; DELETE FROM meta WHERE name = 'sound'", err) ||
        db_commit(&s->db, err)) {
        db_rollback(&s->db);
        return -1;
    }
    return db_exec(&s->db, DB_KEEP_LOG "; PRAGMA temp_store = DEFAULT; PRAGMA cache_size = " DB_CACHE_SIZE "; PRAGMA shrink_memory",
                   err);
}

static int digest_rows(struct db *db, sqlite3_stmt *st, struct pz_digest_stream *d, struct pz_error *err)
{
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0)
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            char type = (char)('0' + sqlite3_column_type(st, i));
            pz_digest_add(d, &type, 1);
            const void *text = sqlite3_column_text(st, i);
            pz_digest_add(d, text ? text : "", (size_t)sqlite3_column_bytes(st, i) + (text != NULL)); /* with the NUL */
        }
    return rc;
}

int pz_store_digest(struct pz_store *s, char out[65], struct pz_error *err)
{
    struct db *db = &s->db;
    struct pz_digest_stream d;
    pz_digest_begin(&d);
    int rc = digest_rows(db, db_query(db, "SELECT path, digest, kind, rank FROM file ORDER BY path", err), &d, err);
    if (!rc)
        rc = digest_rows(
            db,
            db_query(db,
                     "SELECT entity, key, field, path, n, value, sheet, cell, line, col, text FROM fact JOIN file ON id = file "
                     "ORDER BY entity, key, field, path, n",
                     err),
            &d, err);
    if (!rc)
        rc = digest_rows(
            db,
            db_query(db,
                     "SELECT period, organisation, indicator, path, number, base, sheet, cell, line, col, text FROM raw_result "
                     "JOIN file ON id = file ORDER BY period, organisation, indicator, path",
                     err),
            &d, err);
    if (!rc)
        rc =
            digest_rows(db,
                        db_query(db,
                                 "SELECT path, indicator, period, how, number, sheet, cell, text FROM total JOIN file ON id = file "
                                 "ORDER BY path, indicator, period, how",
                                 err),
                        &d, err);
    struct pz_error ignored = PZ_ERROR_INIT;
    return pz_digest_end(&d, out, rc ? &ignored : err) || rc ? -1 : 0;
}
