/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "store/fixture.h"

/* One finding a line, as the user sees them. */
static void check(struct pz_store *s, struct pz_buf *out)
{
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    if (pz_store_refresh(s, &err) || pz_store_check(s, PZ_CHECK_ALL, &diags, &err))
        fail_msg("%s", err.message);
    pz_buf_clear(out);
    for (size_t i = 0; i < diags.n; i++)
        pz_diag_print(&diags.v[i], out);
    pz_diags_release(&diags);
}

static void has(const struct pz_buf *out, const char *line)
{
    if (!strstr(out->data ? out->data : "", line))
        print_error("%s\nnot there: %s\n", out->data, line);
    assert_non_null(strstr(out->data ? out->data : "", line));
}

static void a_sound_set_has_only_its_warnings(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_store *s = memory_store();
    check(s, &out);
    assert_string_equal(
        out.data, "prikaz.xml:39:1: warning[W-STORE-045]: no recommendation of the catalogue fits the deficit “2” Условия "
                  "(organisations: 1)\n"
                  "prikaz.xml:108:1: warning[W-STORE-051]: the term “до 13.06.2026” of “r2” falls on a day off; the next working "
                  "day is 2026-06-15\n"
                  "data/сады.xlsx!Лист1!B8: warning[W-STORE-059]: there are no results of “МБДОУ «Детский сад № 10»” for 2026\n");
    pz_buf_release(&out);
    pz_store_close(s);
}

static size_t told(struct pz_store *s)
{
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    if (pz_store_refresh(s, &err) || pz_store_check_data(s, &diags, &err))
        fail_msg("%s", err.message);
    size_t n = diags.n;
    pz_diags_release(&diags);
    return n;
}

static void what_was_found_is_told_until_it_is_mended(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s;
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, "indicator y name Иное\n", &err), 0);
    size_t n = told(s);
    assert_true(n > 0);
    assert_int_equal(told(s), n);
    assert_int_equal(put_definitions(s, "", &err), 0);
    assert_int_equal(told(s), 0);
    assert_int_equal(told(s), 0);
    assert_int_equal(put_definitions(s, "indicator y name Иное\n", &err), 0);
    assert_int_equal(told(s), n);
    pz_store_close(s);
}

static void every_fault_in_data_is_named_with_its_cell(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT, text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s;
    struct pz_import *im;
    pz_buf_printf(
        &text,
        "%sindicator x area 7\nindicator x scale нет\nindicator y name Иное\nrule d9 kind deficit\nrule d9 target 9.9\nlevel z/1 "
        "scheme z\nlevel z/1 "
        "number 1\nlevel z/1 low 20\n"
        "recommendation r9 indicator 8.8\nrecommendation r9 deadline 3_дня_со_дня_подписания_приказа\nrecommendation r4 area 2\n"
        "recommendation r4 deadline скоро\nrecommendation r5 area 2\nrecommendation r5 deadline до_12.06.2026\n"
        "condition c9 cluster зря\ncondition c9 what missing\nmeasure m/1 plan m\nmeasure m/1 indicator 1.1\n",
        definitions);
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, pz_buf_str(&text), &err) || put_all(s, "or5", &err), 0);
    struct pz_source_file f = {"data/ещё.xlsx", "z", "results", 2};
    assert_int_equal(pz_import_begin(&im, s, &f, &err), 0);
    static const struct pz_result lines[] = {{"77", "1.1", "2026", true, 3, 0}, {"1", "9.9", "2026", true, 3, 0},
                                             {"10", "1.1", "2026", true, 7, 0}, {"10", "2.2", "2026", true, 5, 4},
                                             {"1", "1.2", "2026", true, 81, 0}, {"2", "1.2", "2026", true, 60, 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char cell[8];
        snprintf(cell, sizeof cell, "C%zu", i + 2);
        struct pz_origin origin = {.sheet = "Л", .cell = cell};
        assert_int_equal(pz_import_result(im, &lines[i], &origin, &err), 0);
    }
    struct pz_origin origin = {.sheet = "Л", .cell = "C9", .text = "142"}, exact = {.sheet = "Л", .cell = "C10"},
                     named = {.sheet = "Л", .cell = "B1"};
    assert_int_equal(pz_import_total(im, "1.2", "2026", "sum", 142, &origin, &err), 0);
    assert_int_equal(pz_import_total(im, "1.2", "2026", "mean", 70.5, &exact, &err), 0); /* adds up */
    assert_int_equal(pz_import_put(im, "organisation", "1", "name", pz_str("Иначе"), &named, &err), 0);
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    check(s, &out);
    static const char *const lines_expected[] = {
        "data/ещё.xlsx!Л!C2: error[E-STORE-040]: results of “77”",
        "data/ещё.xlsx!Л!C3: error[E-STORE-041]: results by the indicator “9.9”",
        "data/ещё.xlsx!Л!C4: error[E-STORE-042]: 7 of “МБДОУ «Детский сад № 10»” by “Ориентиры” is not on its scale 1…5",
        "data/ещё.xlsx!Л!C5: error[E-STORE-042]: 5 of “МБДОУ «Детский сад № 10»” by “Квалификация” is not on its scale 0…4",
        "data/ещё.xlsx!Л!B1: warning[W-STORE-043]: “name” of “1” is “Иначе” here and “МБДОУ «Детский сад № 1»” in "
        "“data/сады.xlsx”, which is taken",
        "data/ещё.xlsx!Л!C6: warning[W-STORE-043]: “1.2” of “1” is “81” here and “80” in “data/итоги-2026.csv”, which is taken",
        "data/ещё.xlsx!Л!C9: warning[W-STORE-044]: the total of “1.2” is 142, the rows give 141",
        "error[E-STORE-047]: the indicator “x” names the scale “нет”",
        "error[E-STORE-047]: the indicator “x” names the area “7”",
        "error[E-STORE-047]: the indicator “y” has no area",
        "error[E-STORE-048]: the levels “z” leave a hole: the lowest begins at 20.0 %",
        "error[E-STORE-049]: the rule “d9” has no test",
        "error[E-STORE-050]: “d9” refers to “9.9”",
        "error[E-STORE-050]: “r9” refers to “8.8”",
        "error[E-STORE-050]: “c9” refers to “зря”",
        "warning[W-STORE-051]: the term “до 12.06.2026” of “r5” falls on a holiday (День России); the next working day is "
        "2026-06-15",
        "warning[W-STORE-052]: the term “3 дня со дня подписания приказа” of “r9” needs the setting “order_date”",
        "warning[W-STORE-053]: the term “скоро” of “r4” is not understood",
    };
    for (size_t i = 0; i < sizeof lines_expected / sizeof *lines_expected; i++)
        has(&out, lines_expected[i]);
    assert_null(strstr(out.data, "C10"));
    assert_null(strstr(out.data, "C7")); /* says the same as the other file */
    pz_buf_release(&out);
    pz_buf_release(&text);
    pz_store_close(s);
}

static void documents_are_checked_against_each_other(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s = memory_store();
    struct pz_import *im;
    struct pz_source_file f = {"acts.xlsx", "z", "grounds", 1};
    struct pz_origin origin = {.sheet = "А", .cell = "D2"};
    assert_int_equal(pz_import_begin(&im, s, &f, &err), 0);
    assert_int_equal(pz_import_put(im, "ground", "concept", "date", pz_str("2026-06-10"), &origin, &err), 0);
    assert_int_equal(pz_import_put(im, "ground", "concept", "title", pz_str("Концепция"), &origin, &err), 0);
    assert_int_equal(pz_import_commit(im, NULL, &stamp, &err), 0);
    struct pz_reference refs[] = {{"ground", "concept", ""}, {"order", "missing", ""}}, to_order[] = {{"ground", "order", ""}};
    struct pz_register_put docs[] = {
        {.id = "order",
         .kind = "order",
         .title = "Об итогах",
         .path = "order.docx",
         .source_digest = "a",
         .journal = "j",
         .date = "2026-06-01",
         .point_title = "Об итогах мониторинга",
         .references = refs,
         .references_n = 2},
        {.id = "letter",
         .kind = "letter",
         .title = "О столе",
         .path = "letter.docx",
         .source_digest = "b",
         .journal = "j",
         .date = "2026-05-20",
         .event_date = "2026-05-20",
         .references = to_order,
         .references_n = 1},
    };
    struct pz_journal j = {"j", "Журнал", "{n}", 1, false};
    assert_int_equal(pz_journal_put(s, &j, &err) || pz_register_commit(s, docs, 2, &stamp, NULL, &err), 0);
    assert_int_equal(pz_register_number(s, "order", NULL, "3", "2026-06-01", &stamp, NULL, &err), 0);
    assert_int_equal(pz_register_number(s, "letter", NULL, "7", "2026-05-20", &stamp, NULL, &err), 0);
    check(s, &out);
    has(&out, "acts.xlsx!А!D2: error[E-STORE-054]: the ground “Концепция” is of 2026-06-10, later than the document “order” of "
              "2026-06-01");
    has(&out, "error[E-STORE-054]: the ground “Об итогах” is of 2026-06-01, later than the document “letter” of 2026-05-20");
    has(&out, "letter.docx: error[E-STORE-055]: the document “letter” of 2026-05-20 announces an event of 2026-05-20");
    has(&out, "order.docx: warning[W-STORE-056]: the title “Об итогах” is “Об итогах мониторинга” in the text");
    has(&out, "order.docx: error[E-STORE-057]: the document “order” refers to “missing”, which does not exist");
    has(&out, "warning[W-STORE-058]: the journal “j” has not given the numbers 4 to 6");
    pz_buf_release(&out);
    pz_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_set_has_only_its_warnings),
        cmocka_unit_test(what_was_found_is_told_until_it_is_mended),
        cmocka_unit_test(every_fault_in_data_is_named_with_its_cell),
        cmocka_unit_test(documents_are_checked_against_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
