/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over all grades against the views that define them. */
#include "test.h"

#include "store/grading.h"
#include "store/own.h"

static uint64_t seed;

static unsigned any(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

/* Results of organisations, of one that no list names, by indicators of every scale and one that is not defined: some without data, some off
 * the scale, some in whole numbers and some that hardly two have. */
static void put_any_results(struct pz_store *s, const char *period, unsigned organisations, bool fine)
{
    static const char *const indicators[] = {"1.1", "1.2", "2.1", "2.2", "2.10", "7.7"};
    static const unsigned most[] = {6, 110, 2, 10, 50, 3};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_import *im;
    struct pz_source_file f = {period, "r", "results", 1};
    assert_int_equal(pz_import_begin(&im, s, &f, &err), 0);
    for (unsigned i = 0; i < organisations; i++)
        for (unsigned k = 0; k < 6; k++) {
            char code[16];
            snprintf(code, sizeof code, "%u", i);
            double number = any(most[k] + 1) + (fine ? any(1000) / 1000.0 : 0);
            struct pz_result r = {code, indicators[k], period, any(9) != 0, number, k == 3 ? any(11) : 0};
            if (any(7))
                assert_int_equal(pz_import_result(im, &r, NULL, &err), 0);
        }
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
}

static void put_many_organisations(struct pz_store *s, unsigned n)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_import *im;
    struct pz_source_file f = {"сады", "o", "organisations", 1};
    assert_int_equal(pz_import_begin(&im, s, &f, &err), 0);
    for (unsigned i = 1; i < n; i++) {
        char code[16];
        snprintf(code, sizeof code, "%u", i);
        assert_int_equal(pz_import_put(im, "organisation", code, "type", pz_str(i % 3 ? "город" : "село"), NULL, &err), 0);
    }
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
}

static void same_as_the_views(struct pz_store *s)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_diags diags;
    pz_diags_init(&diags);
    assert_int_equal(pz_store_refresh(s, &err), 0);
    assert_int_equal(pz_store_verify(s, &diags, &err), 0);
    if (diags.n)
        fail_msg("%s", diags.v[0].message);
    pz_diags_release(&diags);
}

static int64_t count(struct pz_store *s, const char *sql)
{
    struct pz_error err = PZ_ERROR_INIT;
    int64_t n = -1;
    assert_int_equal(db_number(&s->db, &n, -1, &err, sql, ""), 0);
    return n;
}

static void grades_are_those_of_the_views(void **state)
{
    (void)state;
    static const char *const more[] = {
        "", "indicator 1.1 reverse 1\nsetting overall value indicators\n",
        "indicator 1.2 weight 0\nindicator 1.1 weight 0\nindicator 2.1 area 9\nscale points min 20\nscale points max 60\n",
        "area 1 weight 0\narea 2 weight 0.3\nperiod 2026 previous 2024\nlevel 3 low 50\n"};
    struct pz_error err = PZ_ERROR_INIT;
    for (unsigned turn = 0; turn < 12; turn++) {
        struct pz_store *s;
        seed = turn;
        assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
        assert_int_equal(put_definitions(s, definitions, &err), 0);
        struct pz_import *im;
        struct pz_source_file f = {"a.xml", "d2", "definitions", 0}; /* wins */
        assert_int_equal(pz_import_begin(&im, s, &f, &err), 0);
        for (const char *p = more[turn % 4]; *p; p += strcspn(p, "\n") + 1)
            put_line(im, p, strcspn(p, "\n"), 1);
        assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
        put_many_organisations(s, turn < 4 ? 3 : 40);
        put_any_results(s, "2024", 30, false);
        put_any_results(s, "2025", 40, turn % 2);
        if (turn != 11)
            put_any_results(s, "2026", 45, turn % 3 == 0);
        same_as_the_views(s);
        pz_store_close(s);
    }
}

/* More different results than the passes keep in memory. */
static void many_different_results(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s;
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, definitions, &err), 0);
    put_many_organisations(s, 9000);
    put_any_results(s, "2026", 9000, true);
    assert_int_equal(pz_store_refresh(s, &err), 0);
    assert_true(count(s, "SELECT count(*) FROM tally") > 16384);
    assert_int_equal(count(s, "SELECT count(*) FROM (SELECT * FROM tally_view EXCEPT SELECT * FROM tally)"), 0);
    assert_int_equal(count(s, "SELECT sum(n) FROM tally"), 8999 * 8);
    assert_int_equal(
        count(s, "SELECT count(*) FROM score WHERE place IS NOT (SELECT count(*) + 1 FROM score b WHERE b.kind = 'overall' "
                 "AND b.normal > score.normal) AND kind = 'overall' AND normal IS NOT NULL AND organisation < '1010'"),
        0);
    pz_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grades_are_those_of_the_views),
        cmocka_unit_test(many_different_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
