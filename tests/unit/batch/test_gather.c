/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "batch/gather.h"

static struct pz_arena arena;
static struct pz_diags diags;

static void one_remark_a_text(void **state)
{
    (void)state;
    struct pz_gather g = {.arena = &arena};
    pz_gather_add(&g, "no copy", "out/письма/01.pdf");
    pz_gather_add(&g, "alone", "out/приказ.pdf");
    pz_gather_add(&g, "no copy", "out/письма/02.pdf");
    pz_gather_report(&g, "W-SIGN-044", &diags);
    assert_int_equal(diags.n, 2);
    assert_string_equal(diags.v[0].message, "no copy (2 files: 01.pdf, 02.pdf)");
    assert_string_equal(diags.v[0].place.file, "out/письма/01.pdf");
    assert_string_equal(diags.v[1].message, "alone");
}

static void only_the_first_are_named(void **state)
{
    (void)state;
    struct pz_gather g = {.arena = &arena};
    for (int i = 0; i < 4000; i++) /* forty texts, so that the groups grow */
        pz_gather_add(&g, pz_arena_printf(&arena, "text %d", i % 40), pz_arena_printf(&arena, "%04d.pdf", i));
    pz_gather_report(&g, "W-SIGN-045", &diags);
    assert_int_equal(diags.n, 40);
    assert_string_equal(diags.v[39].message, "text 39 (100 files: 0039.pdf, 0079.pdf, 0119.pdf, 0159.pdf, 0199.pdf, 0239.pdf, "
                                             "0279.pdf, 0319.pdf …)");
}

static int begin(void **state)
{
    (void)state;
    pz_diags_init(&diags);
    return 0;
}

static int end(void **state)
{
    (void)state;
    pz_diags_release(&diags);
    pz_arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_remark_a_text, begin, end),
        cmocka_unit_test_setup_teardown(only_the_first_are_named, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
