/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <math.h>

#include "store/fixture.h"
#include "store/register.h"

static struct pz_error err;

static struct pz_store *empty(void)
{
    struct pz_store *s;
    pz_error_clear(&err);
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    return s;
}

static void digest_of(struct pz_store *s, char out[65])
{
    if (pz_store_digest(s, out, &err))
        fail_msg("%s", err.message);
}

static struct pz_import *begin(struct pz_store *s, const char *path, int rank)
{
    struct pz_import *im;
    struct pz_source_file f = {path, "x", "test", rank};
    if (pz_import_begin(&im, s, &f, &err))
        fail_msg("%s", err.message);
    return im;
}

static void put(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value v)
{
    if (pz_import_put(im, entity, key, field, v, NULL, &err))
        fail_msg("%s", err.message);
}

static void refused(struct pz_import *im, const char *entity, const char *key, const char *field, struct pz_value v, const char *id)
{
    assert_int_equal(pz_import_put(im, entity, key, field, v, NULL, &err), -1);
    assert_string_equal(err.id, id);
    pz_error_clear(&err);
}

static int64_t count(struct pz_store *s, const char *sql)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_value v;
    struct pz_reader *r = reader_of(s);
    if (pz_reader_query(r, sql, NULL, 0, &arena, &v, &err))
        fail_msg("%s", err.message);
    int64_t n = v.u.list->v[0].u.map->e[0].value.u.i;
    pz_reader_close(r);
    pz_arena_release(&arena);
    return n;
}

static void order_of_files_does_not_matter(void **state)
{
    (void)state;
    static const char *const orders[] = {"dor5", "5rod", "rd5o", "o5dr", "dor5dor5"}; /* the last: everything imported twice */
    char first[65], other[65];
    struct pz_buf letters[2] = {PZ_BUF_INIT, PZ_BUF_INIT};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct pz_store *s = empty();
        struct pz_arena arena = PZ_ARENA_INIT;
        struct pz_value v;
        if (put_all(s, orders[i], &err))
            fail_msg("%s", err.message);
        digest_of(s, i ? other : first);
        struct pz_reader *r = reader_of(s);
        pz_buf_clear(&letters[i > 0]);
        assert_int_equal(pz_organisations_value(r, "all", PZ_WITH_ALL, &arena, &v, &err), 0);
        pz_json_print(&v, 0, &letters[i > 0]);
        assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
        pz_json_print(&v, 0, &letters[i > 0]);
        if (i) {
            assert_string_equal(first, other);
            assert_string_equal(letters[0].data, letters[1].data);
        }
        pz_reader_close(r);
        pz_store_close(s);
        pz_arena_release(&arena);
    }
    pz_buf_release(&letters[0]);
    pz_buf_release(&letters[1]);
}

static void a_file_replaces_only_itself(void **state)
{
    (void)state;
    char before[65], after[65], digest[129];
    struct pz_store *s = empty();
    assert_int_equal(put_all(s, "dor5", &err), 0);
    digest_of(s, before);
    int64_t of_2025 = count(s, "SELECT count(*) FROM raw_result WHERE period = '2025'");
    struct pz_import *im = begin(s, "data/итоги-2026.csv", 1); /* now with one row */
    struct pz_result one = {"1", "1.1", "2026", true, 2, 0};
    assert_int_equal(pz_import_result(im, &one, NULL, &err), 0);
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM raw_result WHERE period = '2026'"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM raw_result WHERE period = '2025'"), of_2025);
    assert_int_equal(pz_store_file_digest(s, "data/итоги-2026.csv", digest, &err), 0);
    assert_string_equal(digest, "x");
    assert_int_equal(pz_store_file_digest(s, "nothing", digest, &err), 0);
    assert_string_equal(digest, "");
    assert_int_equal(put_results_of(s, "data/итоги-2026.csv", "2026", &err), 0);
    digest_of(s, after);
    assert_string_equal(before, after);
    /* what the second import changed is noted, old and new; the first import of a file is no change */
    assert_int_equal(
        count(s, "SELECT count(*) FROM data_change WHERE path = 'data/итоги-2026.csv' AND key = '1' AND field = '1.1'"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM data_change WHERE old IS NOT NULL AND new IS NULL"), 19);
    assert_int_equal(count(s, "SELECT count(*) FROM data_change WHERE path <> 'data/итоги-2026.csv'"), 0);
    const char **paths;
    size_t n;
    struct pz_arena arena = PZ_ARENA_INIT;
    assert_int_equal(pz_store_forget(s, "data/итоги-2025.ods", &err), 0);
    assert_int_equal(pz_store_files(s, &arena, &paths, &n, &err), 0);
    assert_int_equal(n, 3);
    assert_string_equal(paths[0], "data/итоги-2026.csv");
    assert_int_equal(count(s, "SELECT count(*) FROM raw_result WHERE period = '2025'"), 0);
    pz_arena_release(&arena);
    pz_store_close(s);
}

static void a_cancelled_import_leaves_nothing(void **state)
{
    (void)state;
    char before[65], after[65];
    struct pz_store *s = empty();
    assert_int_equal(put_all(s, "dor5", &err), 0);
    digest_of(s, before);
    struct pz_import *im = begin(s, "data/сады.xlsx", 1);
    put(im, "organisation", "1", "name", pz_str("Другое"));
    pz_import_cancel(im);
    digest_of(s, after);
    assert_string_equal(before, after);
    pz_import_cancel(NULL);
    pz_store_close(s);
}

static void the_smaller_rank_wins_field_by_field(void **state)
{
    (void)state;
    struct pz_store *s = empty();
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_value v;
    struct pz_import *im = begin(s, "b.xlsx", 1);
    put(im, "organisation", "1", "name", pz_str("Из b"));
    put(im, "organisation", "1", "phone", pz_str("2-11-01"));
    put(im, "organisation", "1", "former_name", pz_str("Первое"));
    put(im, "organisation", "1", "former_name", pz_str("Второе"));
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    im = begin(s, "a.xlsx", 1);
    put(im, "organisation", "1", "name", pz_str("Из a"));
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    im = begin(s, "approved/формы.csv", 0);
    put(im, "organisation", "1", "name_dative", pz_str("Саду"));
    put(im, "organisation", "1", "phone", pz_str("2-00-00"));
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    assert_int_equal(pz_store_refresh(s, &err), 0);
    struct pz_reader *r = reader_of(s);
    assert_int_equal(pz_organisation_value(r, "1", 0, &arena, &v, &err), 0);
    expect(v, "name", "\"Из a\""); /* equal ranks: by path */
    expect(v, "phone", "\"2-00-00\"");
    expect(v, "former_names", "[\"Первое\", \"Второе\"]");
    expect(v, "forms.dative", "\"Саду\"");
    pz_reader_close(r);
    pz_arena_release(&arena);
    pz_store_close(s);
}

static void data_beats_no_data(void **state)
{
    (void)state;
    struct pz_store *s = empty();
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_value v;
    assert_int_equal(put_definitions(s, definitions, &err) || put_organisations(s, &err), 0);
    struct pz_result none = {"1", "1.1", "2026", false, 0, 0}, three = {"1", "1.1", "2026", true, 3, 0};
    struct pz_import *im = begin(s, "a.csv", 1);
    assert_int_equal(pz_import_result(im, &none, NULL, &err), 0);
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    im = begin(s, "b.csv", 2);
    assert_int_equal(pz_import_result(im, &three, NULL, &err), 0);
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    assert_int_equal(pz_store_refresh(s, &err), 0);
    struct pz_reader *r = reader_of(s);
    assert_int_equal(pz_organisation_value(r, "1", PZ_WITH_RESULTS, &arena, &v, &err), 0);
    expect(v, "results.0.value", "3");
    pz_reader_close(r);
    pz_arena_release(&arena);
    pz_store_close(s);
}

static void bad_values_are_refused_and_the_import_goes_on(void **state)
{
    (void)state;
    struct pz_store *s = empty();
    struct pz_import *im = begin(s, "a.xlsx", 1);
    refused(im, "organisation", "1", "nmae", pz_str("x"), "E-STORE-010");
    refused(im, "чудо", "1", "name", pz_str("x"), "E-STORE-010");
    refused(im, "indicator", "1", "weight", pz_str("много"), "E-STORE-011");
    refused(im, "indicator", "1", "weight", pz_float(NAN), "E-STORE-011");
    refused(im, "organisation", "1", "type", pz_str("хутор"), "E-STORE-011");
    refused(im, "ground", "1", "date", pz_str("вчера"), "E-STORE-011");
    put(im, "indicator", "1", "weight", pz_str("1,5"));
    put(im, "indicator", "1", "weight", pz_float(1.5)); /* the same */
    refused(im, "indicator", "1", "weight", pz_float(2), "E-STORE-012");
    put(im, "ground", "1", "date", pz_str("5 июля 2022 г."));
    put(im, "indicator", "1", "reverse", pz_str("да"));
    put(im, "property", "1", "любое имя", pz_float(0.25));
    put(im, "organisation", "1", "phone", pz_none());
    put(im, "organisation", "1", "phone", pz_str(""));
    struct pz_result bad = {"1", "1", "2026", true, INFINITY, 0}, one = {"1", "1", "2026", true, 1, 0},
                     two = {"1", "1", "2026", true, 2, 0};
    assert_int_equal(pz_import_result(im, &bad, NULL, &err), -1);
    assert_string_equal(err.id, "E-STORE-013");
    pz_error_clear(&err);
    assert_int_equal(pz_import_result(im, &one, NULL, &err), 0);
    assert_int_equal(pz_import_result(im, &one, NULL, &err), 0);
    assert_int_equal(pz_import_result(im, &two, NULL, &err), -1);
    assert_string_equal(err.id, "E-STORE-012");
    pz_error_clear(&err);
    struct pz_import_counts counts = {10, 4, 6, false};
    assert_int_equal(pz_import_commit(im, &counts, &stamp, &err), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM fact"), 4);
    assert_int_equal(count(s, "SELECT count(*) FROM fact WHERE value = '2022-07-05'"), 1);
    assert_int_equal(count(s, "SELECT rows_read - rows_stored - rows_refused FROM file"), 0);
    pz_store_close(s);
}

static void import_of(struct pz_store *s, const char *path, const char *entity, const char *key, const char *field,
                      const char *value)
{
    struct pz_import *im = begin(s, path, 1);
    put(im, entity, key, field, pz_str(value));
    if (pz_import_commit(im, NULL, &stamp, &err))
        fail_msg("%s", err.message);
}

static bool is_stale(struct pz_store *s)
{
    return count(s, "SELECT value <> '1' FROM meta WHERE name = 'fresh'") != 0;
}

static void verified(struct pz_store *s)
{
    struct pz_diags diags;
    pz_diags_init(&diags);
    assert_int_equal(pz_store_refresh(s, &err) || pz_store_verify(s, &diags, &err), 0);
    assert_int_equal(diags.n, 0);
    pz_diags_release(&diags);
}

/* What says the same as before leaves the derived tables as they are; what is aside of the analysis costs no analysis. */
static void only_what_changed_is_made_anew(void **state)
{
    (void)state;
    struct pz_store *s = empty();
    if (put_definitions(s, definitions, &err) || put_all(s, "or5", &err) || pz_store_refresh(s, &err))
        fail_msg("%s", err.message);
    import_of(s, "staff.csv", "person", "boss", "name", "Стрельников А.Н.");
    verified(s);
    assert_false(is_stale(s));
    import_of(s, "staff.csv", "person", "boss", "name", "Стрельников А.Н.");
    assert_false(is_stale(s));
    import_of(s, "staff.csv", "person", "boss", "name", "Сухих Л.Э.");
    assert_true(is_stale(s));
    assert_int_equal(count(s, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'fresh'"), 2);
    verified(s);
    assert_int_equal(count(s, "SELECT count(*) FROM value WHERE entity = 'person' AND value = 'Сухих Л.Э.'"), 1);
    import_of(s, "staff.csv", "person", "deputy", "name", "Сухих Л.Э."); /* another code: its place in the list follows */
    verified(s);
    assert_int_equal(count(s, "SELECT count(*) FROM entity WHERE entity = 'person'"), 1);
    import_of(s, "more.csv", "organisation", "1", "district", "Северный");
    assert_int_equal(count(s, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'fresh'"), 0);
    import_of(s, "staff.csv", "person", "boss", "name", "Сухих Л.Э."); /* what is stale as a whole stays so */
    assert_int_equal(count(s, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'fresh'"), 0);
    verified(s);
    assert_int_equal(count(s, "SELECT count(*) FROM organisation WHERE district = 'Северный'"), 1);
    assert_int_equal(pz_store_forget(s, "more.csv", &err), 0);
    assert_true(is_stale(s));
    pz_store_close(s);
}

/* What a later import changed, with both values and where the new one stands. */
static void changes_of_data_are_told(void **state)
{
    (void)state;
    static const struct pz_stamp later = {"2026-06-02T08:00:00+03:00", "Пчёлка С.И."};
    struct pz_store *s = empty();
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_data_change *v;
    size_t n;
    if (put_definitions(s, definitions, &err) || put_all(s, "or5", &err))
        fail_msg("%s", err.message);
    for (int i = 0; i < 2; i++) {
        struct pz_import *im = begin(s, "late.csv", 1);
        struct pz_origin origin = {.sheet = "Итоги", .cell = "C3", .text = i ? "3,9" : "3,4"};
        struct pz_result r = {.organisation = "1", .indicator = "1.1", .period = "2026", .known = true, .number = i ? 3.9 : 3.4};
        assert_int_equal(pz_import_result(im, &r, &origin, &err), 0);
        assert_int_equal(pz_import_put(im, "organisation", "2", "phone", pz_str(i ? "5-55" : "4-44"), NULL, &err), 0);
        assert_int_equal(pz_import_commit(im, NULL, i ? &later : &stamp, &err), 0);
    }
    assert_int_equal(pz_store_refresh(s, &err), 0);
    struct pz_reader *r = reader_of(s);
    assert_int_equal(pz_data_changes(r, "1", NULL, &arena, &v, &n, &err), 0);
    assert_int_equal(n, 1);
    assert_string_equal(v[0].organisation, "1");
    assert_string_equal(v[0].old_text, "3,4");
    assert_string_equal(v[0].new_text, "3,9");
    assert_string_equal(v[0].place.sheet, "Итоги");
    assert_string_equal(v[0].place.cell, "C3");
    assert_string_equal(v[0].time, later.time);
    assert_string_equal(v[0].who, later.who);
    assert_string_equal(v[0].code, "1.1");
    assert_string_equal(v[0].period, "2026");
    assert_int_equal(pz_data_changes(r, NULL, NULL, &arena, &v, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_int_equal(pz_data_changes(r, NULL, "2026-06-03", &arena, &v, &n, &err), 0);
    assert_int_equal(n, 0);
    pz_reader_close(r);
    pz_arena_release(&arena);
    pz_store_close(s);
}

static void count_former(void *self, const char *code, const char *field, const char *value)
{
    *(size_t *)self += strcmp(code, "2") == 0 && strcmp(field, "former_name") == 0 && strcmp(value, "Сад «Ручеёк»") == 0;
}

static void names_to_match_against(void **state)
{
    (void)state;
    struct pz_store *s = empty();
    struct pz_arena arena = PZ_ARENA_INIT;
    assert_int_equal(put_definitions(s, definitions, &err) || put_organisations(s, &err), 0); /* not refreshed */
    struct pz_import *im = begin(s, "more.xlsx", 2);
    put(im, "organisation", "2", "former_name", pz_str("Сад «Ручеёк»"));
    struct pz_known_indicator *i;
    size_t n = 0;
    const char *title;
    assert_int_equal(pz_store_each_organisation(s, count_former, &n, &err), 0); /* the one under way too */
    assert_int_equal(n, 1);
    assert_int_equal(pz_store_organisation_title(s, "2", &arena, &title, &err), 0);
    assert_string_equal(title, "МБДОУ «Детский сад № 2»");
    assert_int_equal(pz_store_organisation_title(s, "77", &arena, &title, &err), 0);
    assert_null(title);
    assert_true(pz_code_compare("2", "10") < 0);
    assert_int_equal(pz_store_known_indicators(s, &arena, &i, &n, &err), 0);
    assert_int_equal(n, 5);
    assert_string_equal(i[0].kind, "level");
    assert_true(i[0].min == 1 && i[0].max == 5);
    assert_string_equal(i[2].code, "2.1");
    assert_string_equal(i[2].kind, "yesno");
    assert_true(i[2].max == 1);
    pz_import_cancel(im);
    pz_arena_release(&arena);
    pz_store_close(s);
}

enum { FILES = 5, PERIODS = 4, PLACES = 5, COUNTS = 5 };

/* What a file says of one result: 0 nothing, -1 that there is no data, else the number. */
static int said[FILES][PERIODS][PLACES][COUNTS];

/* Which file wins, by the rule as the guide says it: data before none, then the smaller rank, then the path. -1: nobody speaks of it. */
static int winner(const int *rank, int p, int o, int i)
{
    int best = -1;
    for (int f = 0; f < FILES; f++) {
        int own = said[f][p][o][i], other = best < 0 ? 0 : said[best][p][o][i];
        if (own && (best < 0 || (own < 0) < (other < 0) || ((own < 0) == (other < 0) && rank[f] < rank[best])))
            best = f;
    }
    return best;
}

static void put_file_of_results(struct pz_store *s, int f, int rank)
{
    static const char *const codes[] = {"1", "2", "3", "4", "10"}, *const indicators[] = {"1.1", "1.2", "2.1", "2.2", "2.10"};
    char path[] = "a.csv", period[16];
    path[0] = (char)('a' + f);
    struct pz_import *im = begin(s, path, rank);
    for (int p = 0; p < PERIODS; p++)
        for (int o = 0; o < PLACES; o++)
            for (int i = 0; i < COUNTS; i++) {
                snprintf(period, sizeof period, "%d", 2023 + p);
                struct pz_result r = {codes[o], indicators[i], period, said[f][p][o][i] > 0, said[f][p][o][i], 0};
                if (said[f][p][o][i] && pz_import_result(im, &r, NULL, &err))
                    fail_msg("%s", err.message);
            }
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
}

/* Files that speak of the same years, of different ones, and of a year in between: each result is the winner's, and nothing else is there. */
static void of_random_files_the_right_one_is_taken(void **state)
{
    (void)state;
    srand(15);
    for (int round = 0; round < 12; round++) {
        struct pz_store *s = empty();
        struct pz_arena arena = PZ_ARENA_INIT;
        struct pz_value rows;
        int rank[FILES];
        size_t expected = 0, right = 0;
        assert_int_equal(put_definitions(s, definitions, &err) || put_organisations(s, &err), 0);
        for (int f = 0; f < FILES; f++) {
            int years = 1 + rand() % 15; /* a set of bits */
            rank[f] = 1 + rand() % 2;
            for (int k = 0; k < PERIODS * PLACES * COUNTS; k++)
                (&said[f][0][0][0])[k] = years >> k / (PLACES * COUNTS) & 1 && rand() % 2 ? rand() % 5 ? 1 + f : -1 : 0;
            put_file_of_results(s, f, rank[f]);
        }
        assert_int_equal(pz_store_refresh(s, &err), 0);
        struct pz_reader *r = reader_of(s);
        assert_int_equal(
            pz_reader_query(r,
                            "SELECT CAST(r.period AS INTEGER) - 2023 AS p, instr('1 2 3 4 10', r.organisation) / 2 AS o, "
                            "instr('1.1 1.2 2.1 2.2 2.10', r.indicator) / 4 AS i, unicode(f.path) - 97 AS f "
                            "FROM result r JOIN file f ON f.id = r.file",
                            NULL, 0, &arena, &rows, &err),
            0);
        for (int k = 0; k < PERIODS * PLACES * COUNTS; k++)
            expected += winner(rank, k / 25, k / 5 % 5, k % 5) >= 0;
        for (uint32_t k = 0; k < rows.u.list->n; k++) {
            const struct pz_map *m = rows.u.list->v[k].u.map;
            int o = (int)pz_map_get(m, "o").u.i, i = (int)pz_map_get(m, "i").u.i, p = (int)pz_map_get(m, "p").u.i;
            right += pz_map_get(m, "f").u.i == winner(rank, p, o, i);
        }
        assert_int_equal(rows.u.list->n, expected);
        assert_int_equal(right, expected);
        pz_reader_close(r);
        pz_arena_release(&arena);
        pz_store_close(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_files_does_not_matter),
        cmocka_unit_test(a_file_replaces_only_itself),
        cmocka_unit_test(a_cancelled_import_leaves_nothing),
        cmocka_unit_test(the_smaller_rank_wins_field_by_field),
        cmocka_unit_test(data_beats_no_data),
        cmocka_unit_test(of_random_files_the_right_one_is_taken),
        cmocka_unit_test(bad_values_are_refused_and_the_import_goes_on),
        cmocka_unit_test(only_what_changed_is_made_anew),
        cmocka_unit_test(changes_of_data_are_told),
        cmocka_unit_test(names_to_match_against),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
