/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "russian/normal.h"

static void expect(const char *text, unsigned what, const char *want)
{
    struct pz_buf got = PZ_BUF_INIT;
    pz_fold(&got, text, strlen(text), what);
    assert_string_equal(pz_buf_str(&got), want);
    pz_buf_release(&got);
}

static void folding(void **state)
{
    (void)state;
    expect("Ёлка", PZ_FOLD_CASE | PZ_FOLD_YO, "елка");
    expect("MБДOУ", PZ_FOLD_LOOKALIKES, "МБДОУ");
    expect("программа MS Word", PZ_FOLD_LOOKALIKES, "программа MS Word");
    expect("сад MAOY", PZ_FOLD_LOOKALIKES, "сад МАОУ");
    expect("«Ромашка» „Лютик“ \"Мак\"", PZ_FOLD_QUOTES, "\"Ромашка\" \"Лютик\" \"Мак\"");
    expect("сад — школа – центр", PZ_FOLD_DASHES, "сад - школа - центр");
    expect("  детский \xC2\xA0 сад ", PZ_FOLD_SPACES, "детский сад");
    expect("( сад ) , да", PZ_FOLD_SPACES, "(сад), да");
    expect("сад №5", PZ_FOLD_NUMERO | PZ_FOLD_SPACES, "сад № 5");
    expect("сад N 5", PZ_FOLD_NUMERO | PZ_FOLD_SPACES, "сад № 5");
    expect("сад No.5", PZ_FOLD_NUMERO | PZ_FOLD_SPACES, "сад № 5");
    expect("", PZ_FOLD_ALL, "");
    assert_true(
        pz_fold_equal("МБДОУ «Ёлочка»", strlen("МБДОУ «Ёлочка»"), "MБДOУ \"елочка\"", strlen("MБДOУ \"елочка\""), PZ_FOLD_ALL));
    assert_false(pz_fold_equal("сад 5", strlen("сад 5"), "сад 6", strlen("сад 6"), PZ_FOLD_ALL));
}

static bool same_key(const char *a, const char *b)
{
    struct pz_buf x = PZ_BUF_INIT, y = PZ_BUF_INIT;
    pz_organisation_key(&x, a, strlen(a));
    pz_organisation_key(&y, b, strlen(b));
    bool same = strcmp(pz_buf_str(&x), pz_buf_str(&y)) == 0;
    pz_buf_release(&x);
    pz_buf_release(&y);
    return same;
}

static void organisation_keys(void **state)
{
    (void)state;
    const char *full = "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 5 «Ромашка»";
    assert_true(same_key(full, "МБДОУ «Детский сад №5 «Ромашка»"));
    assert_true(same_key(full, "МБДОУ ДС № 5 \"Ромашка\""));
    assert_true(same_key(full, "MБДOУ д/с N5 Ромашка"));
    assert_true(same_key(full, "Детский сад \"Ромашка\" № 5"));
    assert_true(same_key(full, "МБДОУ ЦРР — детский сад № 5 «РОМАШКА»"));
    assert_false(same_key(full, "МБДОУ «Детский сад № 6 «Ромашка»"));
    assert_false(same_key(full, "МБОУ СОШ № 5"));
    assert_false(same_key(full, "МБДОУ «Детский сад № 5 «Лютик»"));
    assert_true(same_key("МБОУ «Средняя общеобразовательная школа № 3»", "МБОУ СОШ №3"));
    assert_false(same_key("МБОУ СОШ № 3", "МБДОУ № 3"));
    assert_false(same_key("Начальная школа – детский сад № 7", "Детский сад № 7"));
}

static unsigned distance(const char *a, const char *b, unsigned limit)
{
    return pz_edit_distance(a, strlen(a), b, strlen(b), limit);
}

static void edit_distance(void **state)
{
    (void)state;
    assert_int_equal(distance("ромашка", "ромашка", 3), 0);
    assert_int_equal(distance("ромашка", "ромашко", 3), 1);
    assert_int_equal(distance("ромашка", "ромака", 3), 1);
    assert_int_equal(distance("ромашка", "лютик", 3), 4);
    assert_int_equal(distance("", "сад", 3), 3);
    assert_int_equal(distance("", "школа", 3), 4);
}

static void mixed_letters(void **state)
{
    (void)state;
    const char *text = "сад MБДОУ";
    assert_int_equal(pz_mixed_letters(text, strlen(text)), strlen("сад "));
    text = "программа Word";
    assert_int_equal(pz_mixed_letters(text, strlen(text)), strlen(text));
    text = "Wоrd";
    assert_int_equal(pz_mixed_letters(text, strlen(text)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding),
        cmocka_unit_test(organisation_keys),
        cmocka_unit_test(edit_distance),
        cmocka_unit_test(mixed_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
