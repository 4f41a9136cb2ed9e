/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "base/mem.h"
#include "batch/nameset.h"

static void a_name_is_given_once(void **state)
{
    (void)state;
    struct pz_nameset set;
    size_t other = 99;
    pz_nameset_init(&set);
    for (size_t i = 0; i < 5000; i++) {
        char name[32];
        int n = snprintf(name, sizeof name, "out/%05zu.docx", i);
        assert_int_equal(pz_nameset_add(&set, name, (size_t)n, i, &other), 0);
    }
    assert_int_equal(pz_nameset_add(&set, "out/00042.docx", 14, 7000, &other), 1);
    assert_int_equal(other, 42);
    assert_int_equal(pz_nameset_add(&set, "out/x.docx", 10, 7001, &other), 0);
    assert_int_equal(pz_nameset_add(&set, "out/00042.docx", 14, 7, &other), 2); /* an earlier one comes later */
    assert_int_equal(other, 42);
    assert_int_equal(pz_nameset_owner(&set, "out/00042.docx", 14), 7);
    assert_int_equal(pz_nameset_owner(&set, "out/x.docx", 10), 7001);
    pz_nameset_release(&set);
}

static void without_memory_it_says_so(void **state)
{
    (void)state;
    struct pz_nameset set;
    size_t other;
    pz_nameset_init(&set);
    pz_fault_after(1);
    assert_int_equal(pz_nameset_add(&set, "a", 1, 0, &other), -1);
    pz_fault_after(0);
    assert_int_equal(pz_nameset_add(&set, "a", 1, 0, &other), 0);
    pz_nameset_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_given_once),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
