/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "store/explain.h"
#include "store/opened.h"

/* Some answer to the text is `what`, and its first cell is `cell` of `cells` in all. */
static void explained(const char *organisation, const char *text, const char *what, size_t cells, const char *cell)
{
    struct pz_explanation *v;
    struct pz_error err = PZ_ERROR_INIT;
    size_t n;
    if (pz_explain(reader, organisation, text, &arena, &v, &n, &err))
        fail_msg("%s", err.message);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].what, what) != 0)
            continue;
        struct pz_buf place = PZ_BUF_INIT;
        assert_int_equal(v[i].cells_total, cells);
        pz_place_print(&v[i].cells[0].place, &place);
        pz_buf_printf(&place, " %s", v[i].cells[0].text);
        assert_string_equal(pz_buf_str(&place), cell);
        pz_buf_release(&place);
        return;
    }
    for (size_t i = 0; i < n; i++)
        print_error("  %s\n", v[i].what);
    fail_msg("%s: no “%s” among %zu", text, what, n);
}

static void from_a_figure_to_its_cells(void **state)
{
    (void)state;
    explained("2", "60", "МБДОУ «Детский сад № 2»: indicator 1.2 “Соответствие”, 2026", 1, "data/итоги-2026.csv!Лист1!D5 60");
    explained("2", "1 из 2", "МБДОУ «Детский сад № 2»: indicator 2.2 “Квалификация”, 2026", 1,
              "data/итоги-2026.csv!Лист1!F5 1 из 2");
    explained("2", "57,5 %", "МБДОУ «Детский сад № 2»: area 1 “Программа”, 2026", 2, "data/итоги-2026.csv!Лист1!C5 3");
    explained("2", "41,3 %", "МБДОУ «Детский сад № 2»: the whole, 2026", 5, "data/итоги-2026.csv!Лист1!C5 3");
    explained("2", "41,25", "МБДОУ «Детский сад № 2»: the whole, 2026", 5, "data/итоги-2026.csv!Лист1!C5 3");
    explained("1", "−10", "МБДОУ «Детский сад № 1»: change, indicator 1.2 “Соответствие”", 2, "data/итоги-2026.csv!Лист1!D4 80");
    explained("1", "90", "МБДОУ «Детский сад № 1»: indicator 1.2 “Соответствие”, 2025", 1, "data/итоги-2025.ods!Лист1!D4 90");
    explained("2", "4", "МБДОУ «Детский сад № 2»: place, the whole", 5, "data/итоги-2026.csv!Лист1!C5 3");
}

static void from_a_common_figure(void **state)
{
    (void)state;
    explained("", "3,75", "municipality: mean, indicator 1.1 “Ориентиры”, 2026", 4, "data/итоги-2026.csv!Лист1!C4 5");
    explained("", "65,9 %", "municipality: mean, area 1 “Программа”, 2026", 8, "data/итоги-2026.csv!Лист1!C4 5");
    explained("", "1 из 4", "municipality: deficits, indicator 1.2 “Соответствие”: 1 of 4", 5, "prikaz.xml:60:1 ниже порога");
    explained("", "50 %", "municipality: level “высокий”, the whole: 2 of 4", 20, "data/итоги-2026.csv!Лист1!C4 5");
    explained("", "40 %", "cluster “Сельские”: 2 of 5 organisations", 1, "prikaz.xml:85:1 type village");
}

static void from_words_and_dates(void **state)
{
    (void)state;
    explained("1", "Козодой Нина Павловна", "1: фамилия, имя, отчество руководителя", 1,
              "data/сады.xlsx!Лист1!B4 Козодой Нина Павловна");
    explained("1", "Козодой", "1: фамилия, имя, отчество руководителя", 1, "data/сады.xlsx!Лист1!B4 Козодой Нина Павловна");
    explained("3", "до 01.06.2026", "deadline of recommendation r1", 1,
              "prikaz.xml:102:1 10 календарных дней после окончания мониторинга");
}

static void what_is_not_known_is_not_explained(void **state)
{
    (void)state;
    struct pz_explanation *v;
    struct pz_error err = PZ_ERROR_INIT;
    size_t n;
    static const char *const nothing[] = {"12345,678", "9 из 11", "", "%", "из", "такого слова нет нигде"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        assert_int_equal(pz_explain(reader, "1", nothing[i], &arena, &v, &n, &err), 0);
        if (n)
            fail_msg("%s is %s", nothing[i], v[0].what);
    }
}

/* A letter to a cluster has the cluster's code for a key: its figures are the municipality's. */
static void keys_of_no_organisation(void **state)
{
    (void)state;
    struct pz_explanation *v;
    struct pz_error err = PZ_ERROR_INIT;
    size_t n;
    assert_int_equal(pz_explain(reader, "village", "5", &arena, &v, &n, &err), 0);
    assert_true(n > 0);
    bool organisations = false;
    for (size_t i = 0; i < n; i++)
        organisations |= strcmp(v[i].what, "how many organisations there are") == 0 && v[i].cells_n == 5;
    assert_true(organisations);
    assert_int_equal(pz_explain_all(reader, "village", &arena, &v, &n, &err), 0);
    assert_true(n > 10);
    for (size_t i = 0; i < n; i++)
        assert_true(v[i].cells_n <= 3);
}

static void all_that_a_document_rests_on(void **state)
{
    (void)state;
    struct pz_explanation *v;
    struct pz_error err = PZ_ERROR_INIT;
    size_t n;
    assert_int_equal(pz_explain_all(reader, "3", &arena, &v, &n, &err), 0);
    assert_int_equal(n, 4); /* of five indicators one has no data */
    assert_string_equal(v[0].what, "МБДОУ «Детский сад № 3»: indicator 1.1 “Ориентиры”, 2026");
    assert_string_equal(v[3].cells[0].place.cell, "G6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_a_figure_to_its_cells), cmocka_unit_test(from_a_common_figure),
        cmocka_unit_test(from_words_and_dates),       cmocka_unit_test(what_is_not_known_is_not_explained),
        cmocka_unit_test(keys_of_no_organisation),    cmocka_unit_test(all_that_a_document_rests_on),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
