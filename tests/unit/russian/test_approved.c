/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "russian/forms.h"

static struct pz_approved *load(const char *text, struct pz_diags *diags)
{
    struct pz_approved *all = NULL;
    pz_diags_init(diags);
    assert_int_equal(pz_approved_load(&all, text, strlen(text), "approved/forms.csv", diags), 0);
    return all;
}

static void expect(const struct pz_forms *forms, enum pz_form_kind kind, const char *text, enum pz_sex sex, enum pz_case c,
                   const char *want, enum pz_confidence confidence)
{
    struct pz_buf got = PZ_BUF_INIT;
    enum pz_confidence answer = pz_forms_inflect(forms, &got, kind, text, strlen(text), sex, c);
    assert_string_equal(pz_buf_str(&got), want);
    assert_int_equal(answer, confidence);
    pz_buf_release(&got);
}

static void approved_form_wins(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_approved *all = load("\xEF\xBB\xBFвид;исходная форма;пол;дательный;творительный\r\n"
                                   "фамилия;Соловей;м;Соловею;\r\n"
                                   "имя;Ткач И.И.;ж;Ткач И.И.;\r\n"
                                   "должность;завхоз;;\"завхозу; временному\";\r\n"
                                   "организация;Ромашка;;Ромашке;Ромашкой\r\n",
                                   &diags);
    struct pz_forms forms = {.approved = all};
    assert_int_equal(diags.n, 0);
    assert_int_equal(pz_approved_count(all), 4);
    expect(&forms, PZ_FORM_LAST, "Соловей", PZ_MALE, PZ_DATIVE, "Соловею", PZ_CERTAIN);
    expect(&forms, PZ_FORM_LAST, "Соловей", PZ_MALE, PZ_INSTRUMENTAL, "Соловьем", PZ_CONVENTION); /* left to the rules */
    expect(&forms, PZ_FORM_LAST, "Соловей", PZ_FEMALE, PZ_DATIVE, "Соловей", PZ_CERTAIN);
    expect(&forms, PZ_FORM_NAME, "Соловей Иван Ильич", PZ_SEX_UNKNOWN, PZ_DATIVE, "Соловею Ивану Ильичу", PZ_CERTAIN);
    expect(&forms, PZ_FORM_NAME, "Иван Ильич Соловей", PZ_SEX_UNKNOWN, PZ_DATIVE, "Ивану Ильичу Соловею", PZ_CERTAIN);
    expect(&forms, PZ_FORM_NAME, "И.И. Соловей", PZ_MALE, PZ_DATIVE, "И.И. Соловею", PZ_CERTAIN);
    expect(&forms, PZ_FORM_NAME, "Ткач И.И.", PZ_SEX_UNKNOWN, PZ_DATIVE, "Ткач И.И.", PZ_CERTAIN);
    expect(&forms, PZ_FORM_POST, "завхоз", PZ_SEX_UNKNOWN, PZ_DATIVE, "завхозу; временному", PZ_CERTAIN);
    expect(&forms, PZ_FORM_ORGANISATION, "Ромашка", PZ_SEX_UNKNOWN, PZ_DATIVE, "Ромашке", PZ_CERTAIN);
    expect(NULL, PZ_FORM_LAST, "Иванов", PZ_MALE, PZ_DATIVE, "Иванову", PZ_CERTAIN);
    pz_approved_free(all);
    pz_diags_release(&diags);
}

static void later_row_wins_and_yo_is_e(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_approved *all = load("kind,text,sex,genitive\nlast,Орел,m,Орела\nlast,Орел,m,Орла\n", &diags);
    struct pz_forms forms = {.approved = all};
    expect(&forms, PZ_FORM_LAST, "Орёл", PZ_MALE, PZ_GENITIVE, "Орла", PZ_CERTAIN);
    pz_approved_free(all);
    pz_diags_release(&diags);
}

static void bad_rows_are_reported_with_their_lines(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_approved *all = load("вид;исходная форма;пол;дательный\n"
                                   "кличка;Барсик;м;Барсику\n"
                                   "фамилия;Соловей;сам;Соловею\n"
                                   "фамилия;Воробей;м;\n"
                                   ";;;\n"
                                   "фамилия;Муравей;м;Муравею\n",
                                   &diags);
    assert_int_equal(pz_approved_count(all), 1);
    assert_int_equal(diags.n, 3);
    assert_string_equal(diags.v[0].id, "E-TEXT-002");
    assert_int_equal(diags.v[0].place.line, 2);
    assert_string_equal(diags.v[1].id, "E-TEXT-003");
    assert_int_equal(diags.v[1].place.line, 3);
    assert_string_equal(diags.v[2].id, "W-TEXT-004");
    pz_approved_free(all);
    pz_diags_release(&diags);

    all = load("фамилия;форма\nИванов;Иванову\n", &diags);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "E-TEXT-001");
    pz_approved_free(all);
    pz_diags_release(&diags);
}

static void doubts_are_noted_once(void **state)
{
    (void)state;
    struct pz_doubts doubts, others;
    pz_doubts_init(&doubts);
    pz_doubts_init(&others);
    struct pz_forms forms = {.doubts = &doubts}, second = {.doubts = &others};
    for (int i = 0; i < 3; i++) {
        expect(&forms, PZ_FORM_NAME, "Ткач И.И.", PZ_SEX_UNKNOWN, PZ_DATIVE, "Ткач И.И.", PZ_UNKNOWN);
        expect(&forms, PZ_FORM_LAST, "Смородина", PZ_FEMALE, PZ_DATIVE, "Смородиной", PZ_ASK);
        expect(&forms, PZ_FORM_LAST, "Иванова", PZ_FEMALE, PZ_DATIVE, "Ивановой", PZ_CERTAIN);
    }
    expect(&second, PZ_FORM_LAST, "Смородина", PZ_FEMALE, PZ_GENITIVE, "Смородиной", PZ_ASK);
    expect(&second, PZ_FORM_LAST, "Смородина", PZ_FEMALE, PZ_DATIVE, "Смородиной", PZ_ASK);
    pz_doubts_merge(&doubts, &others);
    pz_doubts_sort(&doubts);
    assert_int_equal(doubts.n, 3);
    struct pz_buf csv = PZ_BUF_INIT;
    pz_doubts_print_csv(&doubts, &csv);
    assert_string_equal(pz_buf_str(&csv), "вид;исходная форма;пол;родительный;дательный;винительный;творительный;предложный\n"
                                          "имя;Ткач И.И.;;;;;;\n"
                                          "фамилия;Смородина;ж;Смородиной;Смородиной;;;\n");
    /* What the clerk gets is what the program reads back. */
    struct pz_diags diags;
    struct pz_approved *all = load(pz_buf_str(&csv), &diags);
    assert_int_equal(pz_approved_count(all), 1);
    assert_int_equal(diags.n, 1);
    pz_approved_free(all);
    pz_diags_release(&diags);
    pz_buf_release(&csv);
    pz_doubts_release(&doubts);
    pz_doubts_release(&others);
}

static void many_doubts_and_rows(void **state)
{
    (void)state;
    struct pz_doubts doubts;
    struct pz_buf csv = PZ_BUF_INIT;
    pz_doubts_init(&doubts);
    struct pz_forms forms = {.doubts = &doubts};
    pz_buf_puts(&csv, "вид;исходная форма;дательный\n");
    char text[64];
    for (int i = 0; i < 1000; i++) {
        struct pz_buf out = PZ_BUF_INIT;
        snprintf(text, sizeof text, "Ткач %c.%c.%c.", 'A' + i % 10, 'A' + i / 10 % 10, 'A' + i / 100);
        pz_forms_inflect(&forms, &out, PZ_FORM_LAST, text, strlen(text), PZ_SEX_UNKNOWN, PZ_DATIVE);
        pz_buf_printf(&csv, "фамилия;%s;форма %d\n", text, i);
        pz_buf_release(&out);
    }
    assert_int_equal(doubts.n, 1000);
    struct pz_diags diags;
    struct pz_approved *all = load(pz_buf_str(&csv), &diags);
    forms.approved = all;
    for (int i = 0; i < 1000; i++) {
        char want[32];
        snprintf(text, sizeof text, "Ткач %c.%c.%c.", 'A' + i % 10, 'A' + i / 10 % 10, 'A' + i / 100);
        snprintf(want, sizeof want, "форма %d", i);
        expect(&forms, PZ_FORM_LAST, text, PZ_MALE, PZ_DATIVE, want, PZ_CERTAIN);
    }
    pz_approved_free(all);
    pz_diags_release(&diags);
    pz_buf_release(&csv);
    pz_doubts_release(&doubts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(approved_form_wins),
        cmocka_unit_test(later_row_wins_and_yo_is_e),
        cmocka_unit_test(bad_rows_are_reported_with_their_lines),
        cmocka_unit_test(doubts_are_noted_once),
        cmocka_unit_test(many_doubts_and_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
