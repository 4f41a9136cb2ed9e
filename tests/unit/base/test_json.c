/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/json.h"

static void round_trip(const char *text, const char *want)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    struct pz_buf b = PZ_BUF_INIT;
    assert_int_equal(pz_json_parse(&v, &arena, text, strlen(text), "x.json", &err), 0);
    pz_json_print(&v, 0, &b);
    assert_string_equal(pz_buf_str(&b), want);
    pz_buf_release(&b);
    pz_arena_release(&arena);
}

static void values_survive(void **state)
{
    (void)state;
    round_trip("{\"я\":[1,2.5,true,null,\"а\\n\"],\"b\":{}}", "{\"я\": [1, 2.5, true, null, \"а\\n\"], \"b\": {}}");
    round_trip("\xEF\xBB\xBF[0.1, 1e300]", "[0.1, 1e+300]");
    round_trip("[0.30000000000000004]", "[0.30000000000000004]");
    round_trip("7", "7");
}

static void error_has_its_line(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    const char *text = "{\n \"a\": 1,\n \"b\" 2}";
    assert_int_equal(pz_json_parse(&v, &arena, text, strlen(text), "x.json", &err), -1);
    assert_string_equal(err.id, "E-DATA-001");
    assert_int_equal(err.place.line, 3);
    pz_arena_release(&arena);
}

/* Records of `text` one by one; returns their number, or -1 with err set. */
static int count_records(const char *text, struct pz_error *err)
{
    char path[] = "/tmp/prikaz-json-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct pz_json_reader *r;
    assert_int_equal(pz_json_reader_open(&r, path, err), 0);
    struct pz_arena arena = PZ_ARENA_INIT;
    int n = 0, rc;
    struct pz_value v;
    while ((rc = pz_json_reader_next(r, &v, &arena, err)) == 1)
        assert_int_equal(pz_map_get(v.u.map, "i").u.i, n++);
    pz_arena_release(&arena);
    pz_json_reader_close(r);
    unlink(path);
    return rc ? -1 : n;
}

static void records_stream(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(count_records(" [{\"i\":0}, {\"i\":1}\n,{\"i\":2}] ", &err), 3);
    assert_int_equal(count_records("[]", &err), 0);
    assert_int_equal(count_records("{\"i\":0}\n{\"i\":1}\n", &err), 2);
    assert_int_equal(count_records("{\"i\":0}", &err), 1);
    assert_int_equal(count_records("[{\"i\":0}\n{\"i\":1}]", &err), -1);
    assert_int_equal(err.place.line, 2);
    pz_error_clear(&err);
    assert_int_equal(count_records("[{\"i\":0},\n{\"i\":}]", &err), -1);
    assert_int_equal(err.place.line, 2);
    pz_error_clear(&err);
    assert_int_equal(count_records("[{\"i\":0}", &err), -1);
    pz_error_clear(&err);
    assert_int_equal(count_records("", &err), -1);
}

/* Records that lie over the ends of read blocks, with brackets, quotes and escapes inside their strings. */
static void records_over_block_ends(void **state)
{
    (void)state;
    enum { RECORDS = 3000, FILLING = 997 };
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_putc(&text, '[');
    for (int i = 0; i < RECORDS; i++) {
        pz_buf_printf(&text, "%s{\"i\": %d, \"s\": \"]}\\\"{\\\\\", \"t\": \"", i ? ",\n" : "", i);
        for (int k = 0; k < FILLING; k++)
            pz_buf_putc(&text, "[]{},:"[k % 6]);
        pz_buf_puts(&text, "\", \"u\": [1, {\"v\": []}]}");
    }
    pz_buf_puts(&text, "]\n");
    assert_int_equal(count_records(pz_buf_str(&text), &err), RECORDS);
    pz_buf_release(&text);
}

/* Records go the short way, whole texts through the library: both give the same value, or both refuse. */
static void both_ways_agree(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "[1, -2, 0, 1.5, -0.25e3, 1E+2, 123456789012345678]",
        "{\"a\": {\"b\": [true, false, null]}}",
        "\"\\u0416\\ud83d\\ude00\\n\\t\\\\\\\"\\/\"",
        "{\"a\": 1, \"a\": 2}",
        " [ 1 , 2 ] ",
        "\"текст\"",
        "1e400",
        "1234567890123456789012",
        "01",
        "1.",
        "-",
        "+1",
        "[1,]",
        "{\"a\":}",
        "{\"a\" 1}",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\x01\"",
        "\"\xff\"",
        "\"шестнадцать байт\\n и ещё \\\"столько же\\\"\"",
        "[\"1234567\\\"\", \"12345678\\\\\", \"123456\\u0416\", \"\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\"]",
        "\"12345678\x1f\"",
        "\"1234567\t8\"",
        "\"12345678\\\"",
        "tru",
        "[1] 2",
        "\"open",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct pz_arena arena = PZ_ARENA_INIT;
        struct pz_error first = PZ_ERROR_INIT, second = PZ_ERROR_INIT;
        struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
        struct pz_value x, y;
        struct pz_json_slice slice = {texts[i], strlen(texts[i]), 0};
        int whole = pz_json_parse(&x, &arena, texts[i], strlen(texts[i]), "x", &first);
        assert_int_equal(pz_json_slice_parse(&y, &arena, &slice, "x", &second), whole);
        if (whole == 0) {
            pz_json_print(&x, 0, &a);
            pz_json_print(&y, 0, &b);
            assert_string_equal(pz_buf_str(&a), pz_buf_str(&b));
        } else {
            assert_string_equal(first.message, second.message);
        }
        pz_buf_release(&a);
        pz_buf_release(&b);
        pz_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_agree),    cmocka_unit_test(values_survive), cmocka_unit_test(records_over_block_ends),
        cmocka_unit_test(error_has_its_line), cmocka_unit_test(records_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
