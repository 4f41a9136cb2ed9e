/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "zip/writer.h"

static void test_round_trip(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT, text = PZ_BUF_INIT;
    struct pz_zip_writer zip = {0};
    struct pz_deflater *deflater;
    struct pz_package *package;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_deflater_new(&deflater, 1, &err), 0);
    pz_zip_begin(&zip, &out);
    assert_int_equal(pz_zip_add(&zip, deflater, "mimetype", "abc", 3, true, &err), 0);
    assert_int_equal(pz_zip_add(&zip, deflater, "папка/я.xml", "текст текст текст", strlen("текст текст текст"), false, &err), 0);
    assert_int_equal(pz_zip_end(&zip, &err), 0);
    assert_int_equal(pz_package_open_memory(&package, out.data, out.len, "p", NULL, &err), 0);
    assert_int_equal(pz_package_count(package), 2);
    assert_int_equal(pz_package_member(package, 0)->method, 0);
    assert_int_equal(pz_package_read(&text, package, "папка/я.xml", 0, &err), 0);
    assert_string_equal(text.data, "текст текст текст");
    assert_int_equal(pz_package_read(&text, package, "none", 0, &err), -1);
    assert_string_equal(err.id, "E-ZIP-008");
    pz_package_close(package);
    pz_deflater_free(deflater);
    pz_zip_release(&zip);
    pz_buf_release(&out);
    pz_buf_release(&text);
}

/* A package of two members, in this order; the second with this text. */
static void pack_two(struct pz_buf *out, bool turned, bool stored, const char *text)
{
    struct pz_zip_writer zip = {0};
    struct pz_deflater *deflater;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_deflater_new(&deflater, 1, &err), 0);
    pz_buf_clear(out);
    pz_zip_begin(&zip, out);
    for (int i = 0; i < 2; i++) {
        const char *of = (i == 0) == turned ? text : "abc";
        assert_int_equal(pz_zip_add(&zip, deflater, of == text ? "b" : "a", of, strlen(of), stored, &err), 0);
    }
    assert_int_equal(pz_zip_end(&zip, &err), 0);
    pz_deflater_free(deflater);
    pz_zip_release(&zip);
}

static bool same_as(const struct pz_buf *a, bool turned, bool stored, const char *text)
{
    struct pz_buf b = PZ_BUF_INIT;
    struct pz_package *one, *other;
    struct pz_error err = PZ_ERROR_INIT;
    pack_two(&b, turned, stored, text);
    assert_int_equal(pz_package_open_memory(&one, a->data, a->len, "a", NULL, &err), 0);
    assert_int_equal(pz_package_open_memory(&other, b.data, b.len, "b", NULL, &err), 0);
    bool same = pz_package_same(one, other);
    pz_package_close(one);
    pz_package_close(other);
    pz_buf_release(&b);
    return same;
}

static void test_same(void **state)
{
    (void)state;
    struct pz_buf a = PZ_BUF_INIT;
    pack_two(&a, false, false, "текст");
    assert_true(same_as(&a, false, true, "текст"));
    assert_true(same_as(&a, true, false, "текст"));
    assert_false(same_as(&a, false, false, "тексу"));
    assert_false(same_as(&a, false, false, ""));
    pz_buf_release(&a);
}

static void test_too_many_members(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_zip_writer zip = {0};
    struct pz_error err = PZ_ERROR_INIT;
    pz_zip_begin(&zip, &out);
    for (int i = 0; i < 65536; i++)
        assert_int_equal(pz_zip_add(&zip, NULL, "a", "", 0, true, &err), 0);
    assert_int_equal(pz_zip_end(&zip, &err), -1);
    assert_string_equal(err.id, "E-ZIP-010");
    pz_zip_release(&zip);
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_same),
                                       cmocka_unit_test(test_too_many_members)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
