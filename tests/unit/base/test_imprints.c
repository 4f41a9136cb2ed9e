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

static bool has(struct pz_imprints *map, const char *text, size_t len, int32_t *number)
{
    struct pz_error err = PZ_ERROR_INIT;
    int rc = pz_imprints_find(map, text, len, number, &err);
    assert_true(rc >= 0);
    return rc;
}

/* More texts than memory is given to. */
static void each_text_has_its_number(void **state)
{
    (void)state;
    enum { N = 150000 };
    struct pz_imprints map = {0};
    struct pz_error err = PZ_ERROR_INIT;
    char text[64];
    int32_t number;
    for (size_t i = 0; i < N; i++) {
        size_t len = text_of(text, i);
        assert_false(has(&map, text, len, &number));
        number = (int32_t)i;
        assert_int_equal(pz_imprints_add(&map, text, len, &number, &err), 0);
    }
    assert_non_null(map.slots.file);
    for (size_t i = 0; i < N; i++) {
        size_t len = text_of(text, i);
        assert_true(has(&map, text, len, &number));
        assert_int_equal(number, i);
        number = -7;
        assert_int_equal(pz_imprints_add(&map, text, len, &number, &err), 1);
        assert_int_equal(number, i);
        assert_int_equal(pz_imprints_set(&map, text, len, (int32_t)i - 1, &err), 0);
        assert_true(has(&map, text, len, &number));
        assert_int_equal(number, (int32_t)i - 1);
    }
    assert_int_equal(map.n, N);
    assert_false(has(&map, "", 0, &number));
    number = 5;
    assert_int_equal(pz_imprints_add(&map, "", 0, &number, &err), 0);
    assert_true(has(&map, "", 0, &number));
    assert_int_equal(number, 5);
    pz_imprints_release(&map);
    assert_false(has(&map, "", 0, &number));
}

static void short_memory_changes_nothing(void **state)
{
    (void)state;
    struct pz_imprints map = {0};
    struct pz_error err = PZ_ERROR_INIT;
    int32_t number = 1;
    pz_fault_after(1);
    assert_int_equal(pz_imprints_add(&map, "а", 2, &number, &err), -1);
    pz_fault_after(0);
    assert_int_equal(err.kind, PZ_SYSTEM);
    assert_int_equal(map.n, 0);
    assert_int_equal(pz_imprints_add(&map, "а", 2, &number, &err), 0);
    assert_int_equal(map.n, 1);
    pz_imprints_release(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_text_has_its_number), cmocka_unit_test(short_memory_changes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
