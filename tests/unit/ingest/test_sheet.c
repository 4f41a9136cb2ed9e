/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "ingest/backend.h"
#include "ingest/encoding.h"
#include "ingest/table.h"
#include "ingest/xlsx_strings.h"
#include "ingest/number_format.h"

static void cell_names_go_both_ways(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t row, column;
    } cases[] = {{"A1", 1, 1}, {"Z9", 9, 26}, {"AA10", 10, 27}, {"XFD1048576", 1048576, 16384}};
    for (size_t i = 0; i < 4; i++) {
        char name[16];
        uint32_t row, column;
        assert_string_equal(pz_cell_name(name, cases[i].row, cases[i].column), cases[i].name);
        assert_int_equal(pz_cell_parse(cases[i].name, &row, &column), strlen(cases[i].name));
        assert_int_equal(row, cases[i].row);
        assert_int_equal(column, cases[i].column);
    }
    uint32_t row, column;
    assert_int_equal(pz_cell_parse("7", &row, &column), 0);
}

static void serials_are_days_since_the_end_of_1899(void **state)
{
    (void)state;
    static const struct {
        double serial;
        const char *text;
    } cases[] = {
        {1, "1899-12-31"}, {61, "1900-03-01"}, {36526, "2000-01-01"}, {46117, "2026-04-05"}, {46117.4375, "2026-04-05T10:30:00"},
        {0.5, "12:00:00"}, {-1, "1899-12-29"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pz_buf out = PZ_BUF_INIT;
        double back;
        pz_serial_print(&out, cases[i].serial);
        assert_string_equal(pz_buf_str(&out), cases[i].text);
        if (cases[i].text[4] == '-') {
            assert_true(pz_serial_parse(out.data, out.len, &back));
            assert_true(fabs(back - cases[i].serial) < 1e-9);
        }
        pz_buf_release(&out);
    }
    double serial;
    assert_false(pz_serial_parse("2026-13-01", 10, &serial));
    assert_false(pz_serial_parse("05.04.2026", 10, &serial));
}

static void format_codes_tell_dates_and_per_cent(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum pz_number_format format;
    } cases[] = {
        {"General", PZ_FORMAT_NUMBER},     {"0.00", PZ_FORMAT_NUMBER},           {"# ##0,00\" ч\"", PZ_FORMAT_NUMBER},
        {"0.0%", PZ_FORMAT_PERCENT},       {"dd.mm.yyyy", PZ_FORMAT_DATE},       {"[$-419]d mmmm yyyy\" г.\";@", PZ_FORMAT_DATE},
        {"[h]:mm:ss", PZ_FORMAT_DURATION}, {"[Red]0", PZ_FORMAT_NUMBER},         {"0\\d", PZ_FORMAT_NUMBER},
        {"@", PZ_FORMAT_NUMBER},           {"_-* #,##0.00_-", PZ_FORMAT_NUMBER}, {"hh:mm", PZ_FORMAT_DATE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (pz_number_format_of_code(cases[i].code) != cases[i].format)
            fail_msg("%s", cases[i].code);
}

static void escapes_of_xlsx_are_resolved(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a_x000D_\nb", "a\nb"}, {"a_x0009_b", "a\tb"}, {"_x0410_", "А"}, {"_x005F_x000D_", "_x000D_"},
        {"_xZZZZ_", "_xZZZZ_"},  {"a_x00", "a_x00"},    {"_x0000_", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pz_buf buf = PZ_BUF_INIT;
        pz_buf_puts(&buf, cases[i][0]);
        pz_xlsx_unescape(&buf, 0);
        assert_string_equal(pz_buf_str(&buf), cases[i][1]);
        pz_buf_release(&buf);
    }
}

static void delimiters_are_seen_through_commas_and_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
    } cases[] = {{"а;б;в\n1,5;2,5;3,5\n1;2;3\n", ';'},
                 {"a,b,c\n1,2,3\n", ','},
                 {"a\tb\n1,5\t2\n", '\t'},
                 {"a|b|c\n1|2|3\n", '|'},
                 {"sep=|\na|b\n", '|'},
                 {"Отчёт за 2026 год;;\nимя;балл;доля\n\"Сад; №1\";3,5;4\n", ';'},
                 {"\"a,b\",\"c;d\"\n\"e,f\",\"g\"\n", ','},
                 {"одно\nслово\n", ';'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (pz_delimiter_guess(cases[i].text, strlen(cases[i].text), true) != cases[i].delimiter)
            fail_msg("%s", cases[i].text);
}

struct csv_case {
    const char *bytes;
    size_t len;
    const char *want; /* cells «A1=text|B1=text» */
};

#define BYTES(s) s, sizeof s - 1

static const struct csv_case csv_cases[] = {
    {BYTES("a;b\r\nc;d\r\n"), "A1=a|B1=b|A2=c|B2=d|"},
    {BYTES("a;b\rc;d"), "A1=a|B1=b|A2=c|B2=d|"},
    {BYTES("\xEF\xBB\xBF"
           "а;б\n"),
     "A1=а|B1=б|"},
    {BYTES("\"a;b\";\"c \"\"d\"\"\"\n"), "A1=a;b|B1=c \"d\"|"},
    {BYTES("\"a\nb\";c\nd;e\n"), "A1=a\nb|B1=c|A2=d|B2=e|"},
    {BYTES("Сад \"Ромашка\";5\n"), "A1=Сад \"Ромашка\"|B1=5|"},
    {BYTES("\"Сад\" 5;x\n"), "A1=Сад 5|B1=x|"},
    {BYTES("a;;c\n\n;;\nz;y;x\n"), "A1=a|C1=c|A4=z|B4=y|C4=x|"},
    {BYTES("sep=,\na,b\n1,2\n"), "A2=a|B2=b|A3=1|B3=2|"},
    {BYTES("\xC4\xE5\xF2\xF1\xEA\xE8\xE9 \xF1\xE0\xE4;\xE1\xE0\xEB\xEB\n"), "A1=Детский сад|B1=балл|"}, /* Windows-1251 */
    {BYTES("\x84\xA5\xE2\xE1\xAA\xA8\xA9 \xE1\xA0\xA4;\xA1\xA0\xAB\xAB\n"), "A1=Детский сад|B1=балл|"}, /* CP866 */
    {BYTES("\xE4\xC5\xD4\xD3\xCB\xC9\xCA \xD3\xC1\xC4;\xC2\xC1\xCC\xCC\n"), "A1=Детский сад|B1=балл|"}, /* KOI8-R */
    {BYTES("\xFF\xFE"
           "a\0;\0\x11\x04\n\0"),
     "A1=a|B1=Б|"},
    {BYTES("\xFE\xFF"
           "\0a\0;\x04\x11\0\n"),
     "A1=a|B1=Б|"},
    {BYTES("a\0;\0b\0\n\0c\0;\0d\0\n\0"), "A1=a|B1=b|A2=c|B2=d|"}, /* UTF-16LE without a mark */
};

static void csv_is_read_whatever_its_spelling(void **state)
{
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/prikaz-csv-%ld", (long)getpid());
    for (size_t i = 0; i < sizeof csv_cases / sizeof csv_cases[0]; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf got = PZ_BUF_INIT;
        struct pz_workbook *workbook;
        struct pz_sheet_reader *reader;
        const struct pz_row *row;
        assert_int_equal(pz_file_write(path, csv_cases[i].bytes, csv_cases[i].len, false, &err), 0);
        assert_int_equal(pz_workbook_open(&workbook, path, NULL, &err), 0);
        assert_int_equal(pz_sheet_open(&reader, workbook, 0, &err), 0);
        while (pz_sheet_next(reader, &row, &err) == 1)
            for (size_t k = 0; k < row->n; k++) {
                char name[16];
                pz_buf_printf(&got, "%s=%s|", pz_cell_name(name, row->number, row->cells[k].column), row->cells[k].text);
            }
        assert_int_equal(err.kind, PZ_OK);
        assert_string_equal(pz_buf_str(&got), csv_cases[i].want);
        pz_sheet_close(reader);
        pz_workbook_close(workbook);
        pz_buf_release(&got);
    }
    unlink(path);
}

static void codes_are_told_from_numbers_of_things(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
    } cases[] = {{"2.2.1. Название", 5}, {"2.2.1", 5}, {"401", 3},          {"3. Название", 1},
                 {"2 человека", 0},      {"2.5%", 0},  {"Название 2.1", 0}, {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (pz_code_length(cases[i].text, strlen(cases[i].text)) != cases[i].len)
            fail_msg("%s", cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cell_names_go_both_ways),
        cmocka_unit_test(serials_are_days_since_the_end_of_1899),
        cmocka_unit_test(format_codes_tell_dates_and_per_cent),
        cmocka_unit_test(escapes_of_xlsx_are_resolved),
        cmocka_unit_test(delimiters_are_seen_through_commas_and_quotes),
        cmocka_unit_test(csv_is_read_whatever_its_spelling),
        cmocka_unit_test(codes_are_told_from_numbers_of_things),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
