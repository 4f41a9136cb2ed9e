/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "store/rows.h"

struct numbers {
    int n, last, fails_at;
    char text[16];
};

static int next(void *self, struct pz_error *err)
{
    struct numbers *s = self;
    if (s->n == s->last)
        return 0;
    if (++s->n == s->fails_at)
        return pz_fail(err, PZ_DATA, "E-DATA-001", "the row %d cannot be made", s->n);
    snprintf(s->text, sizeof s->text, "row %d", s->n);
    return 1;
}

static void put_column(void *self, sqlite3_context *out, int column)
{
    const struct numbers *s = self;
    if (column == 0)
        sqlite3_result_int(out, s->n);
    else if (column == 1)
        sqlite3_result_text(out, s->text, -1, SQLITE_STATIC);
}

static void open_table(struct db *db)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(db_open(db, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &err), 0);
    assert_int_equal(db_exec(db, "CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT NOT NULL, absent REAL) STRICT", &err), 0);
}

static int64_t number(struct db *db, const char *sql)
{
    struct pz_error err = PZ_ERROR_INIT;
    int64_t n = -1;
    assert_int_equal(db_number(db, &n, -1, &err, sql, ""), 0);
    return n;
}

static void rows_go_into_the_table_in_their_order(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct numbers s = {.last = 1000};
    const struct db_rows rows = {.columns = 3, .next = next, .column = put_column, .self = &s};
    struct db db;
    open_table(&db);
    assert_int_equal(db_rows_run(&db, &rows, "INSERT INTO t SELECT * FROM made", &err), 0);
    assert_int_equal(number(&db, "SELECT count(*) FROM t WHERE text = 'row ' || n AND absent IS NULL"), 1000);
    s.n = s.last = 0; /* none, and the name is free again */
    assert_int_equal(db_rows_run(&db, &rows, "INSERT INTO t SELECT * FROM made", &err), 0);
    assert_int_equal(number(&db, "SELECT count(*) FROM t"), 1000);
    assert_int_equal(db_exec(&db, "SELECT * FROM made", &err), -1);
    db_close(&db);
}

static void a_table_may_be_wide(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct numbers s = {.last = 5};
    const struct db_rows rows = {.columns = 900, .next = next, .column = put_column, .self = &s};
    struct db db;
    open_table(&db);
    assert_int_equal(db_rows_run(&db, &rows, "INSERT INTO t SELECT c0, c1, c899 FROM made", &err), 0);
    assert_int_equal(number(&db, "SELECT count(*) FROM t WHERE text = 'row ' || n AND absent IS NULL"), 5);
    db_close(&db);
}

/* The cause is the row's own, and nothing of the statement stays. */
static void a_row_that_fails_ends_the_statement(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct numbers s = {.last = 1000, .fails_at = 500};
    const struct db_rows rows = {.columns = 3, .next = next, .column = put_column, .self = &s};
    struct db db;
    open_table(&db);
    assert_int_equal(db_rows_run(&db, &rows, "INSERT INTO t SELECT * FROM made", &err), -1);
    assert_string_equal(err.id, "E-DATA-001");
    assert_string_equal(err.message, "the row 500 cannot be made");
    assert_int_equal(number(&db, "SELECT count(*) FROM t"), 0);
    db_close(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_go_into_the_table_in_their_order),
                                       cmocka_unit_test(a_table_may_be_wide),
                                       cmocka_unit_test(a_row_that_fails_ends_the_statement)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
