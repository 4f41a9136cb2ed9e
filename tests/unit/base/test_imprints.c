/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "base/imprints.h"
#include "base/mem.h"

static size_t text_of(char *out, size_t i)
{
    /* Texts that differ in one place, in their length alone, or in bytes that are 0. */
    size_t len = (size_t)snprintf(out, 64, "Детский сад %zu", i / 3);
    memset(out + len, i % 3 == 2 ? 1 : 0, 8);
    return len + i % 3;
}

static void each_text_has_its_number(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct pz_imprints map = {0};
    char text[64];
    bool fresh;
    for (size_t i = 0; i < N; i++) {
        size_t len = text_of(text, i);
        assert_null(pz_imprints_find(&map, text, len));
        assert_int_equal(*pz_imprints_add(&map, text, len, (int32_t)i, &fresh), i);
        assert_true(fresh);
    }
    for (size_t i = 0; i < N; i++) {
        size_t len = text_of(text, i);
        assert_int_equal(*pz_imprints_find(&map, text, len), i);
        *pz_imprints_add(&map, text, len, 7, &fresh) -= 1;
        assert_false(fresh);
        assert_int_equal(*pz_imprints_find(&map, text, len), (int32_t)i - 1);
    }
    assert_int_equal(map.n, N);
    assert_null(pz_imprints_find(&map, "", 0));
    assert_int_equal(*pz_imprints_add(&map, "", 0, 5, NULL), 5);
    assert_int_equal(*pz_imprints_find(&map, "", 0), 5);
    pz_imprints_release(&map);
    assert_null(pz_imprints_find(&map, "", 0));
}

static void short_memory_changes_nothing(void **state)
{
    (void)state;
    struct pz_imprints map = {0};
    pz_fault_after(1);
    assert_null(pz_imprints_add(&map, "а", 2, 1, NULL));
    pz_fault_after(0);
    assert_int_equal(map.n, 0);
    assert_non_null(pz_imprints_add(&map, "а", 2, 1, NULL));
    pz_imprints_release(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_text_has_its_number), cmocka_unit_test(short_memory_changes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
