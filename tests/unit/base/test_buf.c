/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/buf.h"
#include "base/mem.h"

static void assert_xml(const char *in, size_t len, const char *want)
{
    struct pz_buf b = PZ_BUF_INIT;
    pz_buf_put_xml(&b, in, len);
    assert_string_equal(pz_buf_str(&b), want);
    pz_buf_release(&b);
}

static void xml_text_is_escaped(void **state)
{
    (void)state;
    assert_xml("a<b>&\"c", 7, "a&lt;b&gt;&amp;&quot;c");
    assert_xml("\x01да\x1F\tнет\n", 14, "да\tнет\n");
    assert_xml("x\xEF\xBF\xBFy\xEF\xBF\xBEz\xEF\xBB\xBF", 12, "xyz\xEF\xBB\xBF");
    assert_xml("", 0, "");
}

static void limit_stops_the_buffer_for_good(void **state)
{
    (void)state;
    struct pz_buf b;
    pz_buf_init(&b, 10);
    pz_buf_puts(&b, "12345678");
    pz_buf_puts(&b, "901");
    assert_true(b.failed);
    pz_buf_puts(&b, "9");
    assert_string_equal(pz_buf_str(&b), "12345678");
    assert_null(pz_buf_detach(&b, NULL));
    pz_buf_clear(&b);
    pz_buf_puts(&b, "x");
    assert_false(b.failed);
    pz_buf_release(&b);
}

static void failing_memory_is_remembered(void **state)
{
    (void)state;
    struct pz_buf b = PZ_BUF_INIT;
    pz_fault_after(1);
    pz_buf_puts(&b, "text");
    assert_true(pz_fault_struck());
    pz_fault_after(0);
    pz_buf_puts(&b, "more");
    assert_true(b.failed);
    assert_int_equal(b.len, 0);
    pz_buf_release(&b);
}

static void json_string_is_quoted(void **state)
{
    (void)state;
    struct pz_buf b = PZ_BUF_INIT;
    pz_buf_put_json(&b, "a\"\\\n\x02я", 7);
    assert_string_equal(pz_buf_str(&b), "\"a\\\"\\\\\\n\\u0002я\"");
    pz_buf_release(&b);
}

static void json_member_follows_others(void **state)
{
    (void)state;
    struct pz_buf b = PZ_BUF_INIT;
    pz_buf_put_json_field(&b, "name", "a\"b");
    pz_buf_put_json_field(&b, "none", NULL);
    assert_string_equal(pz_buf_str(&b), ",\"name\":\"a\\\"b\",\"none\":\"\"");
    pz_buf_release(&b);
}

static void csv_field_is_quoted_where_it_must_be(void **state)
{
    (void)state;
    static const struct {
        const char *text, *field;
    } cases[] = {{"сад, № 1", "сад, № 1"}, {"а;б", "\"а;б\""},   {"«а»", "«а»"}, {"a\"b", "\"a\"\"b\""},
                 {"a\nb", "\"a\nb\""},     {"a\rb", "\"a\rb\""}, {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_buf b = PZ_BUF_INIT;
        pz_buf_put_csv(&b, cases[i].text, strlen(cases[i].text), ';');
        assert_string_equal(pz_buf_str(&b), cases[i].field);
        pz_buf_release(&b);
    }
}

static void other_bytes_take_the_place_of_some(void **state)
{
    (void)state;
    struct pz_buf b = PZ_BUF_INIT;
    pz_buf_splice(&b, 0, 0, "one two", 7);
    pz_buf_splice(&b, 0, 3, "three", 5);
    assert_string_equal(pz_buf_str(&b), "three two");
    pz_buf_splice(&b, 5, 9, "", 0);
    assert_string_equal(pz_buf_str(&b), "three");
    assert_int_equal(b.len, 5);
    pz_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_text_is_escaped),
        cmocka_unit_test(limit_stops_the_buffer_for_good),
        cmocka_unit_test(failing_memory_is_remembered),
        cmocka_unit_test(json_string_is_quoted),
        cmocka_unit_test(json_member_follows_others),
        cmocka_unit_test(csv_field_is_quoted_where_it_must_be),
        cmocka_unit_test(other_bytes_take_the_place_of_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
