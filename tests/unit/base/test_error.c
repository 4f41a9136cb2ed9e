/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/error.h"

static void first_cause_stays(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_fail(&err, PZ_DATA, "E-DATA-001", "first %d", 1), -1);
    pz_fail(&err, PZ_SYSTEM, "E-SYS-002", "second");
    struct pz_place a = pz_place_line("a.xml", 3, 4), b = pz_place_line("b.xml", 1, 1);
    pz_error_at(&err, &a);
    pz_error_at(&err, &b);
    assert_string_equal(err.message, "first 1");
    assert_string_equal(err.place.file, "a.xml");
    assert_int_equal(err.kind, PZ_DATA);
}

static void long_message_is_cut_between_letters(void **state)
{
    (void)state;
    char text[2000];
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "ж", 3);
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail(&err, PZ_DATA, "E-DATA-001", "x%.1500s", text);
    size_t len = strlen(err.message);
    assert_in_range(len, PZ_MESSAGE_MAX - 3, PZ_MESSAGE_MAX - 1);
    assert_int_equal(len % 2, 1); /* the x and whole letters */
}

static void what_failed_is_the_first_error(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_place p = pz_place_line("a.txt", 1, 2);
    pz_diags_init(&diags);
    pz_report(&diags, "W-DOC-011", &p, "odd");
    assert_int_equal(pz_diags_fail(&diags, &err), -1);
    assert_string_equal(err.id, "E-SYS-001"); /* nothing in it has failed */
    p.line = 3;
    pz_report(&diags, "E-TPL-001", &p, "wrong");
    pz_report(&diags, "E-TPL-002", &p, "too");
    pz_error_clear(&err);
    assert_int_equal(pz_diags_fail(&diags, &err), -1);
    assert_string_equal(err.id, "E-TPL-001");
    assert_int_equal(err.kind, PZ_DATA);
    assert_int_equal(err.place.line, 3);
    pz_diags_release(&diags);
}

static void print_of(const struct pz_diag *d, const char *want, const char *want_json)
{
    struct pz_buf b = PZ_BUF_INIT;
    pz_diag_print(d, &b);
    assert_string_equal(pz_buf_str(&b), want);
    pz_buf_clear(&b);
    pz_diag_print_json(d, &b);
    assert_string_equal(pz_buf_str(&b), want_json);
    pz_buf_release(&b);
}

static void diagnostics_come_sorted_by_place(void **state)
{
    (void)state;
    struct pz_diags diags;
    pz_diags_init(&diags);
    struct pz_place p = pz_place_cell("данные.xlsx", "Лист1", "C10");
    pz_report(&diags, "W-DATA-007", &p, "ten");
    p = pz_place_cell("данные.xlsx", "Лист1", "AA9");
    pz_report(&diags, "E-DATA-007", &p, "nine");
    p = pz_place_line("prikaz.xml", 14, 9);
    strcpy(p.source, "<organisaton/>");
    p.caret = 2;
    pz_report_hint(&diags, "E-DEF-012", &p, "perhaps “organisation”", "unknown element “%s”", "organisaton");
    pz_diags_sort(&diags);
    assert_int_equal(diags.errors, 2);
    assert_int_equal(diags.warnings, 1);
    print_of(
        &diags.v[0],
        "prikaz.xml:14:9: error[E-DEF-012]: unknown element “organisaton”; perhaps “organisation”\n    <organisaton/>\n     ^\n",
        "{\"type\":\"diagnostic\",\"severity\":\"error\",\"id\":\"E-DEF-012\",\"file\":\"prikaz.xml\",\"line\":14,\"column\":9,"
        "\"source\":\"<organisaton/>\",\"message\":\"unknown element “organisaton”\",\"hint\":\"perhaps “organisation”\"}");
    print_of(&diags.v[1], "данные.xlsx!Лист1!AA9: error[E-DATA-007]: nine\n",
             "{\"type\":\"diagnostic\",\"severity\":\"error\",\"id\":\"E-DATA-007\",\"file\":\"данные.xlsx\",\"sheet\":\"Лист1\","
             "\"cell\":\"AA9\",\"message\":\"nine\"}");
    assert_string_equal(diags.v[2].message, "ten");
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_cause_stays),
        cmocka_unit_test(long_message_is_cut_between_letters),
        cmocka_unit_test(what_failed_is_the_first_error),
        cmocka_unit_test(diagnostics_come_sorted_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
