/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "ingest/text.h"
#include "ingest/value.h"

struct number_case {
    const char *text;
    enum pz_reading_kind kind;
    double number, base;
    bool percent;
};

static const struct number_case cases[] = {
    {"3,5", PZ_READING_NUMBER, 3.5, 0, false},
    {"3.5", PZ_READING_NUMBER, 3.5, 0, false},
    {" 12 ", PZ_READING_NUMBER, 12, 0, false},
    {"1 234,5", PZ_READING_NUMBER, 1234.5, 0, false},
    {"1\xC2\xA0"
     "234\xC2\xA0"
     "567",
     PZ_READING_NUMBER, 1234567, 0, false},
    {"1\xE2\x80\xAF"
     "234",
     PZ_READING_NUMBER, 1234, 0, false},
    {"12 345 678,9", PZ_READING_NUMBER, 12345678.9, 0, false},
    {"1.234.567,8", PZ_READING_NUMBER, 1234567.8, 0, false},
    {"1.234", PZ_READING_NUMBER, 1.234, 0, false},
    {"-3", PZ_READING_NUMBER, -3, 0, false},
    {"−3,2", PZ_READING_NUMBER, -3.2, 0, false},
    {"+7", PZ_READING_NUMBER, 7, 0, false},
    {"82 %", PZ_READING_NUMBER, 82, 0, true},
    {"82%", PZ_READING_NUMBER, 82, 0, true},
    {"82,5 процента", PZ_READING_NUMBER, 82.5, 0, true},
    {"4 балла", PZ_READING_NUMBER, 4, 0, false},
    {"15 чел.", PZ_READING_NUMBER, 15, 0, false},
    {"1,5E+2", PZ_READING_NUMBER, 150, 0, false},
    {"7 из 12", PZ_READING_SHARE, 7, 12, false},
    {"7 из 12 чел.", PZ_READING_SHARE, 7, 12, false},
    {"7/12", PZ_READING_SHARE, 7, 12, false},
    {"7 (из 12)", PZ_READING_SHARE, 7, 12, false},
    {"7 из 12 (58 %)", PZ_READING_SHARE, 7, 12, false},
    {"7 чел. из 12", PZ_READING_SHARE, 7, 12, false},
    {"7 человек из 12", PZ_READING_SHARE, 7, 12, false},
    {"3-й уровень", PZ_READING_NUMBER, 3, 0, false},
    {"уровень 3", PZ_READING_NUMBER, 3, 0, false},
    {"80,5 %*", PZ_READING_NUMBER, 80.5, 0, true},
    {"3,5**", PZ_READING_NUMBER, 3.5, 0, false},
    {"82 проц.", PZ_READING_NUMBER, 82, 0, true},
    {"не имеются", PZ_READING_FLAG, 0, 0, false},
    {"нет в наличии", PZ_READING_FLAG, 0, 0, false},
    {"Присутствует", PZ_READING_FLAG, 1, 0, false},
    {"(нет данных)", PZ_READING_MISSING, 0, 0, false},
    {"н / д", PZ_READING_MISSING, 0, 0, false},
    {"сведения не представлены", PZ_READING_MISSING, 0, 0, false},
    {"#ДЕЛ/0!", PZ_READING_ERROR, 0, 0, false},
    {"~80", PZ_READING_TEXT, 0, 0, false},
    {"более 80", PZ_READING_TEXT, 0, 0, false},
    {"3-4", PZ_READING_TEXT, 0, 0, false},
    {"уровень 3 из 5 (низкий)", PZ_READING_TEXT, 0, 0, false},
    {"7 из 0", PZ_READING_TEXT, 0, 0, false},
    {"да", PZ_READING_FLAG, 1, 0, false},
    {"Да.", PZ_READING_FLAG, 1, 0, false},
    {"ДА", PZ_READING_FLAG, 1, 0, false},
    {"дa", PZ_READING_FLAG, 1, 0, false}, /* Latin a */
    {"+", PZ_READING_FLAG, 1, 0, false},
    {"имеется", PZ_READING_FLAG, 1, 0, false},
    {"Нет", PZ_READING_FLAG, 0, 0, false},
    {"отсутствует", PZ_READING_FLAG, 0, 0, false},
    {"н/д", PZ_READING_MISSING, 0, 0, false},
    {"Н/Д", PZ_READING_MISSING, 0, 0, false},
    {"нет  данных", PZ_READING_MISSING, 0, 0, false},
    {"…", PZ_READING_MISSING, 0, 0, false},
    {"#Н/Д", PZ_READING_MISSING, 0, 0, false},
    {"-", PZ_READING_DASH, 0, 0, false},
    {"–", PZ_READING_DASH, 0, 0, false},
    {"-//-", PZ_READING_DITTO, 0, 0, false},
    {"", PZ_READING_EMPTY, 0, 0, false},
    {" \xC2\xA0 ", PZ_READING_EMPTY, 0, 0, false},
    {"05.04.2026", PZ_READING_DATE, 46117, 0, false},
    {"05.04.26 г.", PZ_READING_DATE, 46117, 0, false},
    {"около 5", PZ_READING_TEXT, 0, 0, false},
    {"5 или 6", PZ_READING_TEXT, 0, 0, false},
    {"3,5,7", PZ_READING_TEXT, 0, 0, false},
    {"высокий", PZ_READING_TEXT, 0, 0, false},
};

static void texts_are_read_as_people_mean_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct number_case *c = &cases[i];
        struct pz_reading r = pz_reading_of_text(c->text, strlen(c->text));
        if (r.kind != c->kind || r.percent != c->percent ||
            (c->kind != PZ_READING_TEXT && (r.number != c->number || (c->kind == PZ_READING_SHARE && r.base != c->base))))
            fail_msg("“%s”: kind %d, number %.10g, base %g", c->text, (int)r.kind, r.number, r.base);
    }
}

static void cells_keep_their_type(void **state)
{
    (void)state;
    struct pz_cell percent = {.type = PZ_CELL_NUMBER, .percent = true, .number = 0.586, .text = "0.586", .len = 5};
    struct pz_reading r = pz_reading_of(&percent);
    assert_int_equal(r.kind, PZ_READING_NUMBER);
    assert_true(r.percent);
    assert_true(r.number == 58.6);
    struct pz_cell error = {.type = PZ_CELL_ERROR, .text = "#DIV/0!", .len = 7};
    assert_int_equal(pz_reading_of(&error).kind, PZ_READING_ERROR);
    error.text = "#N/A";
    error.len = 4;
    assert_int_equal(pz_reading_of(&error).kind, PZ_READING_MISSING);
    struct pz_cell yes = {.type = PZ_CELL_BOOL, .number = 1, .text = "1", .len = 1};
    assert_int_equal(pz_reading_of(&yes).kind, PZ_READING_FLAG);
    assert_int_equal(pz_reading_of(NULL).kind, PZ_READING_EMPTY);
}

static void labels_of_totals_and_notes_are_known(void **state)
{
    (void)state;
    const char *how = "";
    assert_true(pz_words_begin("Итого по округу:", strlen("Итого по округу:"), PZ_WORD_TOTAL, &how));
    assert_string_equal(how, "sum");
    assert_true(pz_words_begin("В среднем", strlen("В среднем"), PZ_WORD_TOTAL, &how));
    assert_string_equal(how, "mean");
    assert_false(pz_words_begin("Всеголовый", strlen("Всеголовый"), PZ_WORD_TOTAL, &how));
    assert_true(pz_words_begin("* по данным на 1 июня", strlen("* по данным на 1 июня"), PZ_WORD_NOTE, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_as_people_mean_them),
        cmocka_unit_test(cells_keep_their_type),
        cmocka_unit_test(labels_of_totals_and_notes_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
