/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "document/document.h"

static void test_refuses_other_files(void **state)
{
    (void)state;
    struct pz_document_options options = {0};
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    size_t mended;
    assert_int_equal(pz_document_fix("a.txt", &options, &out, &mended, &err), -1);
    assert_string_equal(err.id, "E-DOC-030");
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_refuses_other_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
