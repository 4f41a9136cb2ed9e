/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <math.h>

#include "base/late.h"
#include "base/mem.h"

static double (*late_square_root)(double);
static void *nothing;
static const struct pz_late_function there[] = {{"sqrt", &late_square_root}};
static const struct pz_late_function not_there[] = {{"sqrt", &late_square_root}, {"a_function_of_tomorrow", &nothing}};

static void functions_are_found_once_and_for_all(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_late library = PZ_LATE_INIT("libm.so.6", there);
    assert_int_equal(pz_late_load(&library, &err), 0);
    assert_true(late_square_root(9) == 3);
    pz_fault_after(1); /* nothing is left to do that could fail */
    assert_int_equal(pz_late_load(&library, &err), 0);
    pz_fault_after(0);
}

static void library_that_is_not_here_is_named(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_late library = PZ_LATE_INIT("libprikaz-nowhere.so.1", there);
    assert_int_equal(pz_late_load(&library, &err), -1);
    assert_int_equal(err.kind, PZ_SYSTEM);
    assert_string_equal(err.id, "E-SYS-009");
    assert_non_null(strstr(err.message, "“libprikaz-nowhere.so.1” cannot be loaded"));
}

static void library_without_one_of_the_functions_is_refused(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_late library = PZ_LATE_INIT("libm.so.6", not_there);
    assert_int_equal(pz_late_load(&library, &err), -1);
    assert_string_equal(err.id, "E-SYS-009");
    assert_non_null(strstr(err.message, "a_function_of_tomorrow"));
    assert_null(library.handle);
}

static void fault_is_reported_and_the_next_try_loads(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_late library = PZ_LATE_INIT("libm.so.6", there);
    pz_fault_after(1);
    assert_int_equal(pz_late_load(&library, &err), -1);
    pz_fault_after(0);
    assert_string_equal(err.id, "E-SYS-009");
    assert_int_equal(pz_late_load(&library, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found_once_and_for_all),
        cmocka_unit_test(library_that_is_not_here_is_named),
        cmocka_unit_test(library_without_one_of_the_functions_is_refused),
        cmocka_unit_test(fault_is_reported_and_the_next_try_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
