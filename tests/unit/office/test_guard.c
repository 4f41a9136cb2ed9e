/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers read from markup that templates bring along. */
#include "test.h"

#include "office/guard.h"

static long number(const char *tag)
{
    return pz_guard_number(tag, tag + strlen(tag), "val=");
}

static void numbers_stay_small_enough_to_reckon_with(void **state)
{
    (void)state;
    assert_int_equal(number("<w:gridSpan w:val=\"2\"/>"), 2);
    assert_int_equal(number("<w:gridSpan/><w:tcW w:val=\"2\"/>"), 0);
    assert_int_equal(number("<w:gridSpan w:val=\"-3\"/>"), 0);
    assert_int_equal(number("<w:gridSpan w:val=\"9223372036854775807\"/>"), 1000000);
    assert_int_equal(number("<w:gridSpan w:val=\"99999999999999999999999\"/>"), 1000000);
    assert_int_equal(number("<w:gridSpan w:val"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stay_small_enough_to_reckon_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
