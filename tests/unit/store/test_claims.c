/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "store/claims.h"

static void note(void *self, const char *owner, const char *name)
{
    size_t len = strlen(self);
    snprintf((char *)self + len, 200 - len, "%s %s;", owner, name);
}

static void what_was_given_again_is_told_once(void **state)
{
    (void)state;
    static const char *const given[][2] = {{"б", "1"}, {"а", "2"}, {"а", "1"}, {"а", "1"}, {"в", "1"}, {"в", "2"}, {"а", "3"}};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_claims *claims = NULL;
    char told[200] = "";
    assert_int_equal(pz_claims_new(&claims, &err), 0);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        assert_int_equal(pz_claims_add(claims, given[i][1], given[i][0], &err), 0);
    assert_int_equal(pz_claims_twice(claims, note, told, &err), 0);
    assert_string_equal(told, "а 1;в 1;в 2;");
    assert_int_equal(pz_claims_forget(claims, "а", &err), 0);
    told[0] = '\0';
    assert_int_equal(pz_claims_twice(claims, note, told, &err), 0);
    assert_string_equal(told, "в 1;");
    pz_claims_free(claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_given_again_is_told_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
