/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "document/text.h"

static void lines_are_paragraphs(void **state)
{
    (void)state;
    static const char html[] = "<p>Первый <b>абзац</b></p>\n\n<p>Второй</p>\n";
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_text_paragraph *v;
    size_t n;
    assert_int_equal(pz_document_text(html, sizeof html - 1, "a.html", &arena, &v, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_string_equal(v[0].text, "Первый абзац");
    assert_string_equal(v[1].text, "Второй");
    pz_arena_release(&arena);
}

/* An archive with the one empty member «a». Layout: APPNOTE 4.3.7, 4.3.12, 4.3.16. */
static void other_packages_are_refused(void **state)
{
    (void)state;
    static const char zip[] = "PK\3\4\12\0\0\0\0\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0a"
                              "PK\1\2\12\0\12\0\0\0\0\0\0\0\41\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a"
                              "PK\5\6\0\0\0\0\1\0\1\0\57\0\0\0\37\0\0\0\0\0";
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_text_paragraph *v;
    size_t n;
    assert_int_equal(pz_document_text(zip, sizeof zip - 1, "архив.zip", &arena, &v, &n, &err), -1);
    assert_string_equal(err.id, "E-DOC-090");
    assert_non_null(strstr(err.message, "архив.zip"));
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_are_paragraphs), cmocka_unit_test(other_packages_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
