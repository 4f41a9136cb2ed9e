/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "batch/changes.h"

static void assert_trim(const char *old_text, const char *new_text, const char *old_words, const char *new_words)
{
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
    pz_changes_trim(old_text, new_text, &a, &b);
    assert_string_equal(pz_buf_str(&a), old_words);
    assert_string_equal(pz_buf_str(&b), new_words);
    pz_buf_release(&a);
    pz_buf_release(&b);
}

static void only_the_words_that_differ(void **state)
{
    (void)state;
    assert_trim("Представить план мер в срок до 15.07.2026 в отдел.", "Представить план мер в срок до 20.07.2026 в отдел.",
                "срок до 15.07.2026", "срок до 20.07.2026");
    assert_trim("", "новый абзац", "", "новый абзац");
    assert_trim("одно", "другое", "одно", "другое");
    assert_trim("доля 12 %", "доля 12 % от всех", "доля 12 %", "доля 12 % от всех");
}

static void assert_changes(const char *old_text, const char *new_text, const char *expected)
{
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT, out = PZ_BUF_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_change *v;
    size_t n;
    pz_buf_puts(&a, old_text);
    pz_buf_puts(&b, new_text);
    pz_changes_find(&a, &b, "a.txt", &arena, &v, &n);
    for (size_t i = 0; i < n; i++)
        pz_buf_printf(&out, "%s|%s|%s\n", v[i].place, v[i].old_text, v[i].new_text);
    assert_string_equal(pz_buf_str(&out), expected);
    pz_arena_release(&arena);
    pz_buf_release(&a);
    pz_buf_release(&b);
    pz_buf_release(&out);
}

static void paragraphs_changed_added_and_taken_out(void **state)
{
    (void)state;
    assert_changes("один\nдва\nтри\n", "один\nдва\nтри\n", "");
    assert_changes("один\nдва\nтри\n", "один\nдве\nтри\n", "абзац 2|два|две\n");
    assert_changes("один\nтри\n", "один\nдва\nтри\n", "абзац 2||два\n");
    assert_changes("один\nдва\nтри\n", "один\nтри\n", "абзац 2|два|\n");
    assert_changes("", "один\n", "абзац 1||один\n");
}

static void a_torn_file_has_no_changes(void **state)
{
    (void)state;
    assert_changes("PK\3\4 torn", "один\n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_words_that_differ),
        cmocka_unit_test(paragraphs_changed_added_and_taken_out),
        cmocka_unit_test(a_torn_file_has_no_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
