/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approved forms and doubts in everything that is printed: given names, initials, counted words, agreement. */
#include "test.h"

#include <stdio.h>

#include "russian/forms.h"

struct fixture {
    struct pz_approved *approved;
    struct pz_doubts doubts;
    struct pz_forms forms;
    struct pz_buf out;
};

static void start(struct fixture *f, const char *csv)
{
    struct pz_diags diags;
    *f = (struct fixture){.out = PZ_BUF_INIT};
    pz_diags_init(&diags);
    assert_int_equal(pz_approved_load(&f->approved, csv, strlen(csv), "approved/forms.csv", &diags), 0);
    assert_int_equal(diags.n, 0);
    pz_diags_release(&diags);
    pz_doubts_init(&f->doubts);
    f->forms = (struct pz_forms){f->approved, &f->doubts};
}

static void finish(struct fixture *f)
{
    pz_approved_free(f->approved);
    pz_doubts_release(&f->doubts);
    pz_buf_release(&f->out);
}

#define WANT(f, call, text)                                                                                                        \
    do {                                                                                                                           \
        pz_buf_clear(&(f).out);                                                                                                    \
        call;                                                                                                                      \
        assert_string_equal(pz_buf_str(&(f).out), text);                                                                           \
    } while (0)
#define LEN(text) text, strlen(text)

static const char header[] = "вид;исходная форма;пол;родительный;дательный;винительный;творительный;предложный;мн. именительный;"
                             "мн. родительный;мн. дательный;мн. винительный;мн. творительный;мн. предложный;два\n";

static void start_with(struct fixture *f, const char *rows)
{
    char csv[2048];
    snprintf(csv, sizeof csv, "%s%s", header, rows);
    start(f, csv);
}

static void given_name_is_approved_by_any_row(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "имя;Айгуль Маратовна;;;Айгуле Маратовне\n"
                   "имя;Сейтова Асель Ренатовна;;;Сейтовой Аселе Ренатовне;;;\n"
                   "личное имя;Гюзель;ж;;Гюзеле\n");
#define GIVEN(text, c, want) WANT(f, pz_forms_given(&f.forms, &f.out, LEN(text), PZ_SEX_UNKNOWN, c), want)
    GIVEN("Кадырова Айгуль Маратовна", PZ_DATIVE, "Айгуле Маратовне");
    GIVEN("Сейтова Асель Ренатовна", PZ_DATIVE, "Аселе Ренатовне");
    GIVEN("Гюзель Ильдаровна Нигматуллина", PZ_DATIVE, "Гюзеле Ильдаровне");
    GIVEN("Иванова Анна Петровна", PZ_DATIVE, "Анне Петровне");
    assert_int_equal(f.doubts.n, 0);
    GIVEN("Ким Саша", PZ_DATIVE, "Саше");
    assert_int_equal(f.doubts.n, 0);
    GIVEN("Ли Ханыль", PZ_DATIVE, "Ханыль"); /* whose name it is decides */
    assert_int_equal(f.doubts.n, 1);
    assert_int_equal(pz_forms_given(&f.forms, &f.out, LEN("Ваховский А.П."), PZ_MALE, PZ_DATIVE), -1);
    assert_int_equal(pz_forms_given(NULL, &f.out, LEN("Ваховский А.П."), PZ_MALE, PZ_NOMINATIVE), -1);
    finish(&f);
}

static void initials_follow_the_row_of_the_full_name(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "имя;Козодой Иван Ильич;;Козодуя Ивана Ильича;Козодую Ивану Ильичу\n"
                   "фамилия;Соловей;м;;Соловею\n"
                   "имя;Ткач И.И.;ж\n");
#define INITIALS(text, c, order, want)                                                                                             \
    WANT(f, pz_forms_initials(&f.forms, &f.out, LEN(text), PZ_SEX_UNKNOWN, c, order, PZ_INITIALS_TIGHT), want)
    INITIALS("Козодой Иван Ильич", PZ_DATIVE, PZ_INITIALS_LAST, "КозодуюИ.И.");
    INITIALS("Козодой Иван Ильич", PZ_DATIVE, PZ_INITIALS_FIRST, "И.И.Козодую");
    INITIALS("Соловей Иван Ильич", PZ_DATIVE, PZ_INITIALS_FIRST, "И.И.Соловею");
    INITIALS("Ткач И.И.", PZ_DATIVE, PZ_INITIALS_FIRST, "И.И.Ткач");
    assert_int_equal(f.doubts.n, 0);
    INITIALS("Грач И.И.", PZ_DATIVE, PZ_INITIALS_FIRST, "И.И.Грач");
    assert_int_equal(f.doubts.n, 1);
    finish(&f);
}

static void sex_of_a_name_is_approved(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "имя;Ткач И.И.;ж\nимя;Ли Саша;м\n");
    WANT(f, pz_forms_inflect(&f.forms, &f.out, PZ_FORM_NAME, LEN("Ли Саша"), PZ_SEX_UNKNOWN, PZ_DATIVE), "Ли Саше");
    WANT(f, pz_forms_inflect(&f.forms, &f.out, PZ_FORM_AUTO, LEN("Ткач И.И."), PZ_SEX_UNKNOWN, PZ_DATIVE), "Ткач И.И.");
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("Уважаемый"), LEN("Ткач И.И.")), "Уважаемая");
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("Уважаемый"), LEN("Иванова Анна Петровна")), "Уважаемая");
    assert_int_equal(f.doubts.n, 0);
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("Уважаемый"), LEN("Грач П.П.")), "Уважаемый");
    assert_int_equal(f.doubts.n, 1);
    assert_int_equal(f.doubts.v[0].form, PZ_FORM_SEX);
    finish(&f);
}

static void gender_of_words_is_approved(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "слово;Цифротека;с\nслово;Методсовет-онлайн;мн\n");
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("УТВЕРЖДЕН"), LEN("Цифротека")), "УТВЕРЖДЕНО");
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("УТВЕРЖДЕН"), LEN("Методсовет-онлайн")), "УТВЕРЖДЕНЫ");
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("УТВЕРЖДЕН"), LEN("Дорожная карта")), "УТВЕРЖДЕНА");
    assert_int_equal(f.doubts.n, 0);
    WANT(f, pz_forms_agree(&f.forms, &f.out, LEN("УТВЕРЖДЕН"), LEN("Кроль")), "УТВЕРЖДЕН");
    assert_int_equal(f.doubts.n, 1);
    assert_string_equal(f.doubts.v[0].guess, "м");
    finish(&f);
}

static void counted_words_are_approved(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "слово;мель;;мели;;;;;;мелей;мелям;;;;мели\n");
#define COUNT(n, c, want) WANT(f, pz_forms_count(&f.forms, &f.out, n, LEN("мель"), c), want)
    COUNT(2, PZ_NOMINATIVE, "мели");
    COUNT(5, PZ_NOMINATIVE, "мелей");
    COUNT(5, PZ_DATIVE, "мелям");
    COUNT(21, PZ_NOMINATIVE, "мель");
    WANT(f, pz_forms_count_decimal(&f.forms, &f.out, LEN("мель")), "мели");
    WANT(f, pz_forms_plural(&f.forms, &f.out, LEN("мель"), PZ_DATIVE), "мелям");
    assert_int_equal(f.doubts.n, 0);
    COUNT(5, PZ_INSTRUMENTAL, "мелями");
    assert_int_equal(f.doubts.n, 1);
    assert_int_equal(f.doubts.v[0].form, PZ_FORM_PLURAL + PZ_INSTRUMENTAL);
    finish(&f);
}

static void the_clerks_list_has_columns_for_what_is_counted(void **state)
{
    (void)state;
    struct fixture f;
    struct pz_buf csv = PZ_BUF_INIT;
    start(&f, "вид;исходная форма\n");
    pz_buf_clear(&f.out);
    pz_forms_count(&f.forms, &f.out, 2, LEN("мель"), PZ_NOMINATIVE);
    pz_forms_count(&f.forms, &f.out, 5, LEN("мель"), PZ_NOMINATIVE);
    pz_forms_agree(&f.forms, &f.out, LEN("УТВЕРЖДЕН"), LEN("Кроль"));
    pz_doubts_sort(&f.doubts);
    pz_doubts_print_csv(&f.doubts, &csv);
    char want[1024];
    snprintf(want, sizeof want, "%sслово;Кроль;м;;;;;;;;;;;;\nслово;мель;;;;;;;;мелей;;;;;меля\n", header);
    assert_string_equal(pz_buf_str(&csv), want);
    struct fixture again; /* the list as it was printed answers all of it */
    start(&again, pz_buf_str(&csv));
    pz_forms_count(&again.forms, &again.out, 2, LEN("мель"), PZ_NOMINATIVE);
    pz_forms_count(&again.forms, &again.out, 5, LEN("мель"), PZ_NOMINATIVE);
    pz_forms_agree(&again.forms, &again.out, LEN("УТВЕРЖДЕН"), LEN("Кроль"));
    assert_int_equal(again.doubts.n, 0);
    assert_string_equal(pz_form_name(PZ_FORM_FEW), "behind 2, 3, 4");
    finish(&again);
    finish(&f);
    pz_buf_release(&csv);
}

/* What is kept of the last phrases is what the rules say, for each kind, sex and case by itself, and a doubt is told each time. */
static void what_comes_again_is_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Управление образования", "начальник управления",         "заведующий",     "приказ",          "Кукушкинд",
        "детский сад «Ромашка»",  "исполняющий обязанности мэра", "рабочая группа", "Ли Анна Петровна"};
    enum { TEXTS = sizeof texts / sizeof *texts, KINDS = PZ_FORM_PHRASE + 1, WAYS = TEXTS * KINDS * 3 * PZ_CASES };
    static char first[WAYS][200];
    static int confidence[WAYS];
    struct fixture f;
    start_with(&f, "");
    for (int turn = 0; turn < 3; turn++) {
        size_t doubts = f.doubts.n;
        for (int n = 0; n < WAYS; n++) {
            int at = turn == 1 ? WAYS - 1 - n : n; /* so that some are still kept */
            const char *text = texts[at % TEXTS];
            pz_buf_clear(&f.out);
            int got = (int)pz_forms_inflect(&f.forms, &f.out, (enum pz_form_kind)(at / TEXTS % KINDS), LEN(text),
                                            (enum pz_sex)(at / TEXTS / KINDS % 3), (enum pz_case)(at / TEXTS / KINDS / 3));
            if (turn == 0) {
                snprintf(first[at], sizeof first[at], "%s", pz_buf_str(&f.out));
                confidence[at] = got;
            }
            assert_string_equal(pz_buf_str(&f.out), first[at]);
            assert_int_equal(got, confidence[at]);
        }
        assert_true(f.doubts.n > 0 && (turn == 0 || f.doubts.n == doubts));
    }
    finish(&f);
}

/* A phrase twice in a row: the second is kept. The doubt of it counts twice. */
static void a_doubt_of_what_is_kept_is_told_again(void **state)
{
    (void)state;
    struct fixture f;
    start_with(&f, "");
    for (unsigned times = 1; times <= 3; times++) {
        pz_buf_clear(&f.out);
        assert_true(pz_forms_inflect(&f.forms, &f.out, PZ_FORM_LAST, LEN("Кукушкинд"), PZ_SEX_UNKNOWN, PZ_DATIVE) >= PZ_ASK);
        assert_int_equal(f.doubts.n, 1);
        assert_int_equal(f.doubts.v[0].times, times);
    }
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_again_is_the_same),      cmocka_unit_test(a_doubt_of_what_is_kept_is_told_again),
        cmocka_unit_test(given_name_is_approved_by_any_row), cmocka_unit_test(initials_follow_the_row_of_the_full_name),
        cmocka_unit_test(sex_of_a_name_is_approved),         cmocka_unit_test(gender_of_words_is_approved),
        cmocka_unit_test(counted_words_are_approved),        cmocka_unit_test(the_clerks_list_has_columns_for_what_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
