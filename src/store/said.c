/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/said.h"

#include <stdlib.h>

#define FOUR(row) row ", " row ", " row ", " row
#define ONE       "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define PUT_FACTS "INSERT INTO fact (entity, key, field, file, n, value, sheet, cell, line, col, text) VALUES "
#define PUT_RESULTS                                                                                                                \
    "INSERT INTO raw_result (period, organisation, indicator, file, number, base, sheet, cell, line, col, text) VALUES "
#define OR_NOTHING " ON CONFLICT DO NOTHING" /* quicker than failing, which none of these rows can */
#define SAY_FACTS  " SELECT f.entity, f.key, f.field, '', f.n, CAST(f.value AS TEXT), f.value, NULL FROM fact f "
#define SAY_RESULTS                                                                                                                \
    " SELECT 'result', r.organisation, r.indicator, r.period, 0, coalesce(r.text, CAST(r.number AS TEXT), ''), r.number, r.base "  \
    "FROM raw_result r "
#define SAID "(entity, key, field, period, n, value, exact, base, PRIMARY KEY (entity, key, field, period, n)) WITHOUT ROWID"
#define NOT_MET(result, of, key)                                                                                                   \
    " AND NOT EXISTS (SELECT 1 FROM temp.met m WHERE m.result = " result " AND m.of = " of " AND m.key = " key ")"

enum { COLUMNS = 11 };

int said_begin(struct said *s, struct db *db, int64_t file, bool again, struct pz_error *err)
{
    int64_t facts = 0, results = 0;
    s->db = db;
    s->file = file;
    s->again = again;
    if (!again)
        return 0;
    if (db_exec(db,
                "CREATE TEMP TABLE IF NOT EXISTS before " SAID "; DELETE FROM temp.before; "
                "CREATE TEMP TABLE IF NOT EXISTS after " SAID "; DELETE FROM temp.after; "
                "CREATE TEMP TABLE IF NOT EXISTS met (result, of, key, written, PRIMARY KEY (result, of, key)) WITHOUT ROWID; "
                "DELETE FROM temp.met",
                err) ||
        db_number(db, &facts, 0, err, "SELECT count(*) FROM fact WHERE file = ?1", "i", file) ||
        db_number(db, &results, 0, err, "SELECT count(*) FROM raw_result WHERE file = ?1", "i", file))
        return -1;
    s->old = facts + results;
    return 0;
}

void said_release(struct said *s)
{
    for (size_t i = 0; i < s->stream_n; i++) {
        pz_buf_release(&s->streams[i].of);
        pz_buf_release(&s->streams[i].key);
    }
    pz_arena_release(&s->arena);
}

/* Writing ------------------------------------------------------------------------------------------------------- */

void said_bind_origin(sqlite3_stmt *st, int at, const struct pz_origin *o)
{
    sqlite3_bind_text(st, at, o->sheet, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, at + 1, o->cell, -1, SQLITE_STATIC);
    o->line ? sqlite3_bind_int64(st, at + 2, o->line) : sqlite3_bind_null(st, at + 2);
    o->column ? sqlite3_bind_int64(st, at + 3, o->column) : sqlite3_bind_null(st, at + 3);
    sqlite3_bind_text(st, at + 4, o->text, -1, SQLITE_STATIC);
}

static void bind_row(sqlite3_stmt *st, int at, const struct said_row *row, int64_t file)
{
    sqlite3_bind_text(st, at, row->of, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, at + 1, row->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, at + 2, row->field, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, at + 3, file);
    db_bind_value(st, at + 4, row->a);
    db_bind_value(st, at + 5, row->b);
    said_bind_origin(st, at + 6, &row->origin);
}

void said_bind(sqlite3_stmt *st, const struct said_row *row, int64_t file)
{
    bind_row(st, 1, row, file);
}

/* Rows of one kind, as many at once as there are statements for. */
static int write_rows(struct said *s, const struct said_row *rows, size_t n, struct pz_error *err)
{
    static const struct {
        size_t rows;
        const char *facts, *results;
    } sizes[] = {{16, PUT_FACTS FOUR(FOUR(ONE)) OR_NOTHING, PUT_RESULTS FOUR(FOUR(ONE)) OR_NOTHING},
                 {4, PUT_FACTS FOUR(ONE) OR_NOTHING, PUT_RESULTS FOUR(ONE) OR_NOTHING},
                 {1, PUT_FACTS ONE OR_NOTHING, PUT_RESULTS ONE OR_NOTHING}};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
        for (; n >= sizes[k].rows; n -= sizes[k].rows, rows += sizes[k].rows) {
            sqlite3_stmt *st = db_query(s->db, rows->result ? sizes[k].results : sizes[k].facts, err);
            for (size_t i = 0; st && i < sizes[k].rows; i++)
                bind_row(st, (int)i * COLUMNS + 1, &rows[i], s->file);
            if (!st || db_step(s->db, st, err) < 0)
                return -1;
        }
    return 0;
}

/* Again --------------------------------------------------------------------------------------------------------- */

/* Take out what the file said of a group; kept: temp.before gets it, and what the group is in the end will be compared. */
static int take_out(struct said *s, const struct said_row *row, bool kept, struct pz_error *err)
{
    static const char *const sql[2][2] = {{"INSERT INTO temp.before" SAY_FACTS "WHERE f.entity = ?1 AND f.key = ?2 AND f.file = ?3",
                                           "DELETE FROM fact WHERE entity = ?1 AND key = ?2 AND file = ?3"},
                                          {"INSERT INTO temp.before" SAY_RESULTS
                                           "WHERE r.period = ?1 AND r.organisation = ?2 AND r.file = ?3",
                                           "DELETE FROM raw_result WHERE period = ?1 AND organisation = ?2 AND file = ?3"}};
    return (kept && db_do(s->db, err, sql[row->result][0], "tti", row->of, row->key, s->file)) ||
                   db_do(s->db, err, sql[row->result][1], "tti", row->of, row->key, s->file)
               ? -1
               : 0;
}

/* written: the group will be another one than it was. */
static int meet(struct said *s, const struct said_row *row, bool written, struct pz_error *err)
{
    return db_do(s->db, err, "INSERT INTO temp.met (result, of, key, written) VALUES (?1, ?2, ?3, ?4)", "itti",
                 (int64_t)row->result, row->of, row->key, (int64_t)written);
}

static bool same_text(sqlite3_stmt *st, int column, const char *text)
{
    const char *stored = (const char *)sqlite3_column_text(st, column);
    return stored && text ? strcmp(stored, text) == 0 : stored == text;
}

static bool same_value(sqlite3_stmt *st, int column, struct pz_value v)
{
    switch (v.type) {
    case PZ_BOOL: return sqlite3_column_type(st, column) == SQLITE_INTEGER && sqlite3_column_int64(st, column) == v.u.b;
    case PZ_INT: return sqlite3_column_type(st, column) == SQLITE_INTEGER && sqlite3_column_int64(st, column) == v.u.i;
    case PZ_FLOAT: return sqlite3_column_type(st, column) == SQLITE_FLOAT && sqlite3_column_double(st, column) == v.u.f;
    case PZ_STRING:
        return sqlite3_column_type(st, column) == SQLITE_TEXT && (size_t)sqlite3_column_bytes(st, column) == v.len &&
               memcmp(sqlite3_column_text(st, column), v.u.s, v.len) == 0;
    default: return sqlite3_column_type(st, column) == SQLITE_NULL;
    }
}

/* A text beside a result is what is shown of it. */
static bool says_same(sqlite3_stmt *st, const struct said_row *row)
{
    return same_value(st, 1, row->a) && same_value(st, 2, row->b) && (!row->result || same_text(st, 7, row->origin.text));
}

static bool stands_same(sqlite3_stmt *st, const struct said_row *row)
{
    return same_text(st, 3, row->origin.sheet) && same_text(st, 4, row->origin.cell) &&
           (unsigned)sqlite3_column_int64(st, 5) == row->origin.line &&
           (unsigned)sqlite3_column_int64(st, 6) == row->origin.column && same_text(st, 7, row->origin.text);
}

enum likeness { LIKE_IN_ALL, LIKE_BUT_PLACE, OTHER };

/* What the file said of a group beside what it says now. -1: failure. */
static int compare(struct said *s, const struct said_row *rows, size_t n, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(s->db,
                                rows->result ? "SELECT indicator, number, base, sheet, cell, line, col, text FROM raw_result "
                                               "WHERE period = ?1 AND organisation = ?2 AND file = ?3"
                                             : "SELECT field, n, value, sheet, cell, line, col, text FROM fact "
                                               "WHERE entity = ?1 AND key = ?2 AND file = ?3",
                                err);
    if (!st)
        return -1;
    db_bind(st, "tti", rows->of, rows->key, s->file);
    enum likeness like = LIKE_IN_ALL;
    size_t met = 0;
    int rc;
    for (; (rc = db_step(s->db, st, err)) > 0; met++) {
        size_t i = 0;
        while (i < n && !same_text(st, 0, rows[i].field))
            i++;
        if (i == n || !says_same(st, &rows[i]))
            like = OTHER;
        else if (like == LIKE_IN_ALL && !stands_same(st, &rows[i]))
            like = LIKE_BUT_PLACE;
    }
    s->met += (int64_t)met;
    return rc < 0 ? -1 : met == n ? (int)like : OTHER;
}

static int renew(struct said *s, const struct said_row *rows, size_t n, struct pz_error *err)
{
    int like = compare(s, rows, n, err);
    if (like < 0 || meet(s, rows, like == OTHER, err))
        return -1;
    return like == LIKE_IN_ALL ? 0 : take_out(s, rows, like == OTHER, err) || write_rows(s, rows, n, err) ? -1 : 0;
}

static int by_group(const struct said_row *a, const struct said_row *b)
{
    int order = a->result - b->result;
    order = order ? order : strcmp(a->of, b->of);
    return order ? order : strcmp(a->key, b->key);
}

static int by_field(const void *a, const void *b)
{
    int order = by_group(a, b);
    return order ? order : strcmp(((const struct said_row *)a)->field, ((const struct said_row *)b)->field);
}

/* Write what waits: all of it, or the groups that are new or other ones. */
static int flush(struct said *s, struct pz_error *err)
{
    if (s->n)
        qsort(s->rows, s->n, sizeof *s->rows, by_field); /* neighbours are quicker to find room for */
    int rc = 0;
    for (size_t i = 0, end; rc == 0 && i < s->n; i = end) {
        end = i + 1;
        while (end < s->n && (s->again ? by_group(&s->rows[i], &s->rows[end]) == 0 : s->rows[i].result == s->rows[end].result))
            end++;
        rc = s->again ? renew(s, &s->rows[i], end - i, err) : write_rows(s, &s->rows[i], end - i, err);
    }
    s->n = 0;
    for (size_t i = 0; i < s->stream_n; i++)
        s->streams[i].open = false;
    pz_arena_clear(&s->arena);
    return rc;
}

/* Adding -------------------------------------------------------------------------------------------------------- */

static struct said_stream *stream_of(struct said *s, const struct said_row *row)
{
    for (size_t i = 0; i < s->stream_n; i++)
        if (s->streams[i].result == row->result && strcmp(pz_buf_str(&s->streams[i].of), row->of) == 0)
            return &s->streams[i];
    if (s->stream_n == SAID_STREAMS)
        return NULL;
    struct said_stream *stream = &s->streams[s->stream_n++];
    *stream = (struct said_stream){.result = row->result};
    pz_buf_puts(&stream->of, row->of);
    pz_arena_check(&s->arena, &stream->of);
    return stream;
}

static void keep(struct said *s, const struct said_row *row)
{
    struct pz_arena *a = &s->arena;
    struct said_row *to = &s->rows[s->n];
    const struct pz_origin *o = &row->origin;
    const struct said_row *before = s->n ? &s->rows[s->n - 1] : NULL;
    *to = *row;
    to->of = before && strcmp(before->of, row->of) == 0 ? before->of : pz_arena_strdup(a, row->of);
    to->key = before && strcmp(before->key, row->key) == 0 ? before->key : pz_arena_strdup(a, row->key);
    to->field = pz_arena_strdup(a, row->field);
    to->origin.sheet = o->sheet ? pz_arena_strdup(a, o->sheet) : NULL;
    to->origin.cell = o->cell ? pz_arena_strdup(a, o->cell) : NULL;
    to->origin.text = o->text ? pz_arena_strdup(a, o->text) : NULL;
    if (row->b.type == PZ_STRING)
        to->b = pz_strn(pz_arena_strndup(a, row->b.u.s, row->b.len), row->b.len);
    s->n++;
}

static bool waits(const struct said *s, const struct said_stream *stream, const struct said_row *row)
{
    for (size_t i = stream->first; i < s->n; i++)
        if (by_group(&s->rows[i], row) == 0 && strcmp(s->rows[i].field, row->field) == 0)
            return true;
    return false;
}

/* The group is the last one of its stream now. */
static void advance(struct said *s, struct said_stream *stream, const char *key)
{
    pz_buf_clear(&stream->key);
    pz_buf_puts(&stream->key, key);
    pz_arena_check(&s->arena, &stream->key);
    stream->first = s->n;
    stream->begun = true;
}

static int order_of(const struct said_stream *stream, const char *key)
{
    return !stream ? -1 : stream->begun ? strcmp(key, pz_buf_str(&stream->key)) : 1;
}

int said_make_way(struct said *s, const struct said_row *row, struct pz_error *err)
{
    int64_t written, count;
    struct said_stream *stream = stream_of(s, row);
    if (flush(s, err))
        return -1;
    if (order_of(stream, row->key) > 0)
        advance(s, stream, row->key);
    if (!s->again)
        return 0;
    if (db_number(s->db, &written, -1, err, "SELECT written FROM temp.met WHERE result = ?1 AND of = ?2 AND key = ?3", "itt",
                  (int64_t)row->result, row->of, row->key))
        return -1;
    if (written == 1)
        return 0;
    if (written == 0) /* met, and the same so far: it is another one now */
        return db_do(s->db, err, "UPDATE temp.met SET written = 1 WHERE result = ?1 AND of = ?2 AND key = ?3", "itt",
                     (int64_t)row->result, row->of, row->key) ||
                       db_do(s->db, err,
                             row->result ? "INSERT INTO temp.before" SAY_RESULTS
                                           "WHERE r.period = ?1 AND r.organisation = ?2 AND r.file = ?3"
                                         : "INSERT INTO temp.before" SAY_FACTS "WHERE f.entity = ?1 AND f.key = ?2 AND f.file = ?3",
                             "tti", row->of, row->key, s->file)
                   ? -1
                   : 0;
    if (db_number(s->db, &count, 0, err,
                  row->result ? "SELECT count(*) FROM raw_result WHERE period = ?1 AND organisation = ?2 AND file = ?3"
                              : "SELECT count(*) FROM fact WHERE entity = ?1 AND key = ?2 AND file = ?3",
                  "tti", row->of, row->key, s->file))
        return -1;
    s->met += count;
    return meet(s, row, true, err) || take_out(s, row, true, err) ? -1 : 0;
}

int said_add(struct said *s, const struct said_row *row, struct pz_error *err)
{
    struct said_stream *stream = stream_of(s, row);
    int order = order_of(stream, row->key);
    if (order > 0) {
        if (s->n >= SAID_ENOUGH && flush(s, err))
            return -1;
        advance(s, stream, row->key);
        stream->open = true;
    }
    if (order < 0 || !stream->open || s->n == SAID_WAITING || (order == 0 && waits(s, stream, row)))
        return said_make_way(s, row, err);
    keep(s, row);
    return 1;
}

/* Ending -------------------------------------------------------------------------------------------------------- */

/* Groups that the file does not speak of any more. */
static int sweep(struct said *s, struct pz_error *err)
{
    return db_do(s->db, err, "INSERT INTO temp.before" SAY_FACTS "WHERE f.file = ?1" NOT_MET("0", "f.entity", "f.key"), "i",
                 s->file) ||
                   db_do(s->db, err, "DELETE FROM fact AS f WHERE f.file = ?1" NOT_MET("0", "f.entity", "f.key"), "i", s->file) ||
                   db_do(s->db, err,
                         "INSERT INTO temp.before" SAY_RESULTS "WHERE r.file = ?1" NOT_MET("1", "r.period", "r.organisation"), "i",
                         s->file) ||
                   db_do(s->db, err, "DELETE FROM raw_result AS r WHERE r.file = ?1" NOT_MET("1", "r.period", "r.organisation"),
                         "i", s->file)
               ? -1
               : 0;
}

int said_end(struct said *s, struct pz_error *err)
{
    if (flush(s, err))
        return -1;
    if (!s->again)
        return 0;
    if (s->met != s->old && sweep(s, err))
        return -1;
    return db_do(s->db, err,
                 "INSERT INTO temp.after SELECT f.entity, f.key, f.field, '', f.n, CAST(f.value AS TEXT), f.value, NULL "
                 "FROM temp.met m CROSS JOIN fact f ON f.entity = m.of AND f.key = m.key "
                 "WHERE m.result = 0 AND m.written AND f.file = ?1",
                 "i", s->file) ||
                   db_do(s->db, err,
                         "INSERT INTO temp.after SELECT 'result', r.organisation, r.indicator, r.period, 0, "
                         "coalesce(r.text, CAST(r.number AS TEXT), ''), r.number, r.base "
                         "FROM temp.met m CROSS JOIN raw_result r ON r.period = m.of AND r.organisation = m.key "
                         "WHERE m.result = 1 AND m.written AND r.file = ?1",
                         "i", s->file)
               ? -1
               : 0;
}
