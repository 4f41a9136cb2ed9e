/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files said again, at random: the store must hold what it would hold had it never known the file, and the list of changes be what was
 * before beside what is now. */
#include "test.h"

#include "store/db.h"
#include "store/fixture.h"

enum { ROUNDS = 60, ROWS_MAX = 400 };

static struct pz_error err;
static uint32_t seed;

static unsigned any(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

struct row {
    unsigned kind, key, field, value, line;
};

/* kind 0: results in two periods; 1: facts; 2: items of a list; 3: properties; 4: an entity beside them */
static int put_row(struct pz_import *im, const struct row *row)
{
    char key[16], field[16], value[16], cell[16];
    snprintf(key, sizeof key, "%02u", row->key);
    snprintf(field, sizeof field, "1.%u", row->field);
    snprintf(value, sizeof value, "%u", row->value);
    snprintf(cell, sizeof cell, "B%u", row->line);
    struct pz_origin origin = {.sheet = "", .cell = cell, .text = row->value % 2 ? value : NULL};
    static const char *const facts[] = {"name", "address", "phone", "email"};
    pz_error_clear(&err);
    switch (row->kind) {
    case 0: {
        struct pz_result result = {.organisation = key,
                                   .indicator = field,
                                   .period = row->field % 2 ? "2026" : "2025",
                                   .known = row->value != 3,
                                   .number = row->value};
        return pz_import_result(im, &result, &origin, &err);
    }
    case 1: return pz_import_put(im, "organisation", key, facts[row->field % 4], pz_str(value), &origin, &err);
    case 2: return pz_import_put(im, "organisation", key, "former_name", pz_str(value), &origin, &err);
    case 3: return pz_import_put(im, "property", key, field, pz_str(value), &origin, &err);
    default: return pz_import_put(im, "area", key, "weight", pz_int(row->value), row->field % 2 ? &origin : NULL, &err);
    }
}

/* As many answers as rows: 0 taken, 1 refused. */
static void import(struct pz_store *s, const struct row *rows, size_t n, char *answers)
{
    struct pz_import *im;
    struct pz_source_file file = {"a.csv", "x", "test", 1};
    assert_int_equal(pz_import_begin(&im, s, &file, &err), 0);
    for (size_t i = 0; i < n; i++) {
        answers[i] = put_row(im, &rows[i]) != 0;
        if (answers[i] && strcmp(err.id, "E-STORE-012") != 0)
            fail_msg("%s", err.message);
    }
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
}

#define SAYS                                                                                                                       \
    "SELECT entity, key, field, '' AS period, n, CAST(value AS TEXT) AS value FROM fact UNION ALL SELECT 'result', organisation, " \
    "indicator, period, 0, coalesce(text, CAST(number AS TEXT), '') FROM raw_result"

static void text_of(struct pz_store *s, const char *sql, struct pz_buf *out)
{
    sqlite3_stmt *st = db_query(&s->db, sql, &err);
    if (!st)
        fail_msg("%s", err.message);
    pz_buf_clear(out);
    while (db_step(&s->db, st, &err) > 0)
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            const char *text = (const char *)sqlite3_column_text(st, i);
            pz_buf_printf(out, "%s%s", text ? text : "(null)", i + 1 < sqlite3_column_count(st) ? "|" : "\n");
        }
}

static void both_say(struct pz_store *a, struct pz_store *b, const char *sql)
{
    struct pz_buf x = PZ_BUF_INIT, y = PZ_BUF_INIT;
    text_of(a, sql, &x);
    text_of(b, sql, &y);
    assert_string_equal(pz_buf_str(&x), pz_buf_str(&y));
    pz_buf_release(&x);
    pz_buf_release(&y);
}

/* Rows as a table has them, mostly: key after key; now and then one that stands elsewhere, twice, or contradicts. */
static size_t make_rows(struct row *rows)
{
    size_t n = 0;
    unsigned kinds = any(31) + 1, keys = 3 + any(25);
    bool disorder = any(2);
    for (unsigned key = 0; key < keys; key++)
        for (unsigned kind = 0; kind < 5; kind++)
            for (unsigned field = 0, most = kind == 4 ? 1 : 1 + any(5); kinds >> kind & 1 && field < most && n < ROWS_MAX;
                 field++) {
                rows[n] = (struct row){kind, key, field, any(4), (unsigned)n};
                if (disorder && !any(12))
                    rows[n].key = any(keys);
                n++;
            }
    return n;
}

/* The same table with a few things changed. */
static size_t change_rows(struct row *rows, size_t n)
{
    unsigned how = any(6);
    for (size_t i = 0; i < n; i++) {
        if (how == 1 && !any(20))
            rows[i].value = any(4);
        if (how == 2)
            rows[i].line++;
    }
    if (how == 3 && n > 3)
        memmove(rows + n / 2, rows + n / 2 + 1, (n - n / 2 - 1) * sizeof *rows);
    return how == 3 && n > 3 ? n - 1 : how == 4 ? make_rows(rows) : how == 5 ? n / 2 : n;
}

static void one_round(void)
{
    static struct row rows[ROWS_MAX];
    static char known[ROWS_MAX], fresh[ROWS_MAX];
    struct pz_store *a, *b;
    assert_int_equal(pz_store_open(&a, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(pz_store_open(&b, ":memory:", PZ_STORE_CREATE, &err), 0);
    size_t n = make_rows(rows);
    import(a, rows, n, known);
    for (unsigned again = 0; again < 2; again++) {
        n = change_rows(rows, n);
        assert_int_equal(db_exec(&a->db, "DROP TABLE IF EXISTS temp.was; CREATE TEMP TABLE was AS " SAYS, &err), 0);
        assert_int_equal(db_exec(&a->db, "DELETE FROM data_change", &err), 0);
        import(a, rows, n, known);
        assert_int_equal(db_exec(&b->db, "DELETE FROM file", &err), 0);
        import(b, rows, n, fresh);
        assert_memory_equal(known, fresh, n);
        both_say(a, b, "SELECT entity, key, field, n, typeof(value), value, sheet, cell, line, col, text FROM fact");
        both_say(a, b, "SELECT period, organisation, indicator, number, base, sheet, cell, line, col, text FROM raw_result");
        struct pz_buf told = PZ_BUF_INIT, true_ones = PZ_BUF_INIT;
        text_of(a, "SELECT entity, key, field, period, old, new FROM data_change ORDER BY no", &told);
        text_of(a,
                "SELECT entity, key, field, period, old, new FROM ("
                "SELECT w.entity, w.key, w.field, w.period, w.n, w.value AS old, i.value AS new FROM temp.was w "
                "LEFT JOIN (" SAYS ") i USING (entity, key, field, period, n) WHERE i.value IS NOT w.value UNION ALL "
                "SELECT i.entity, i.key, i.field, i.period, i.n, NULL, i.value FROM (" SAYS ") i "
                "LEFT JOIN temp.was w USING (entity, key, field, period, n) WHERE w.entity IS NULL) "
                "ORDER BY entity, key, field, period, n",
                &true_ones);
        assert_string_equal(pz_buf_str(&told), pz_buf_str(&true_ones));
        pz_buf_release(&told);
        pz_buf_release(&true_ones);
    }
    pz_store_close(a);
    pz_store_close(b);
}

static void said_again_is_as_said_once(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        seed = round;
        one_round();
    }
}

static void what_is_the_same_is_not_written(void **state)
{
    (void)state;
    struct row rows[ROWS_MAX];
    char answers[ROWS_MAX];
    struct pz_store *s;
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    size_t n = 0;
    for (unsigned key = 0; key < 60; key++)
        for (unsigned field = 0; field < 6; field++)
            rows[n++] = (struct row){0, key, field, 1, (unsigned)n};
    import(s, rows, n, answers);
    sqlite3_stmt *st = db_query(&s->db, "SELECT total_changes()", &err);
    assert_int_equal(db_step(&s->db, st, &err), 1);
    int before = sqlite3_column_int(st, 0);
    sqlite3_reset(st);
    rows[77].value = 2;
    import(s, rows, n, answers);
    assert_int_equal(db_step(&s->db, st, &err), 1);
    /* 120 groups met; the three rows of one taken out, put in, kept before and after; the file; the change */
    assert_in_range(sqlite3_column_int(st, 0) - before, 120, 150);
    sqlite3_reset(st);
    pz_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(said_again_is_as_said_once),
                                       cmocka_unit_test(what_is_the_same_is_not_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
