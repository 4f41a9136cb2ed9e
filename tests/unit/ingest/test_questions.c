/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the clerk: added behind what stands in the file, in its own encoding, each once; nothing of the clerk's is touched. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "ingest/questions.h"

static char path[64];
static struct pz_questions questions;

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/prikaz-questions-%ld.csv", (long)getpid());
    unlink(path);
    pz_questions_init(&questions);
    struct pz_place place = pz_place_cell("data/r.csv", "", "A7");
    assert_true(pz_questions_ask(&questions, "Сад «Берозка»", "01 Детский сад № 1; 02 Детский сад № 2", &place));
    assert_true(pz_questions_ask(&questions, "САД  «Берозка»", "", &place)); /* the same */
    assert_true(pz_questions_ask(&questions, "Школа \"5\"", "", &place));
    assert_int_equal(questions.n, 2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    pz_questions_release(&questions);
    unlink(path);
    return 0;
}

static size_t written(struct pz_buf *file)
{
    struct pz_error err = PZ_ERROR_INIT;
    size_t added;
    assert_int_equal(pz_questions_write(&questions, path, &added, &err), 0);
    pz_buf_clear(file);
    assert_int_equal(pz_file_read(file, path, 1 << 16, &err), 0);
    return added;
}

static void put(const char *bytes, size_t len)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(path, bytes, len, false, &err), 0);
}

static void a_new_file_opens_in_a_spreadsheet_program(void **state)
{
    (void)state;
    struct pz_buf file = PZ_BUF_INIT;
    assert_int_equal(written(&file), 2);
    assert_string_equal(pz_buf_str(&file), "\xEF\xBB\xBF"
                                           "как написано;код;похожие;где встретилось\r\n"
                                           "Сад «Берозка»;;\"01 Детский сад № 1; 02 Детский сад № 2\";data/r.csv!A7\r\n"
                                           "\"Школа \"\"5\"\"\";;;data/r.csv!A7\r\n");
    assert_int_equal(written(&file), 0); /* asked once */
    pz_buf_release(&file);
}

/* Saved by a spreadsheet program on Windows: Windows-1251, one line answered, one added by hand, no line end at the end. */
static void the_clerks_lines_stay_and_their_encoding_too(void **state)
{
    (void)state;
    static const char mine[] =
        "\xEA\xE0\xEA \xED\xE0\xEF\xE8\xF1\xE0\xED\xEE;\xEA\xEE\xE4\r\n\xD1\xE0\xE4 \xAB\xC1\xE5\xF0\xEE\xE7\xEA\xE0\xBB;01"
        "\r\n\xCC\xEE\xE9 \xF1\xE0\xE4;02";
    struct pz_buf file = PZ_BUF_INIT;
    put(mine, sizeof mine - 1);
    assert_int_equal(written(&file), 1);
    assert_memory_equal(file.data, mine, sizeof mine - 1);
    assert_string_equal(file.data + sizeof mine - 1, "\r\n\"\xD8\xEA\xEE\xEB\xE0 \"\"5\"\"\";;;data/r.csv!A7\r\n");
    assert_int_equal(written(&file), 0);
    pz_buf_release(&file);
}

static void a_file_that_is_no_table_stays_as_it_is(void **state)
{
    (void)state;
    struct pz_buf file = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    size_t added;
    put("%PDF-1.7\n", 9);
    assert_int_equal(pz_questions_write(&questions, path, &added, &err), -1);
    assert_string_equal(err.id, "E-DATA-010");
    pz_error_clear(&err);
    assert_int_equal(pz_file_read(&file, path, 100, &err), 0);
    assert_string_equal(pz_buf_str(&file), "%PDF-1.7\n");
    pz_buf_release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_file_opens_in_a_spreadsheet_program, begin, end),
        cmocka_unit_test_setup_teardown(the_clerks_lines_stay_and_their_encoding_too, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_table_stays_as_it_is, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
