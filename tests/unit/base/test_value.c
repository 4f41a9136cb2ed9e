/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/value.h"

static void map_keeps_order_and_finds_all(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_map *map = pz_map_new(&arena, 0);
    for (int i = 0; i < 1000; i++)
        pz_map_set(&arena, map, pz_arena_printf(&arena, "имя%d", i), pz_int(i));
    pz_map_set(&arena, map, "имя7", pz_int(-7));
    assert_int_equal(map->n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(pz_map_get(map, pz_arena_printf(&arena, "имя%d", i)).u.i, i == 7 ? -7 : i);
    assert_int_equal(pz_map_get(map, "нет").type, PZ_UNDEFINED);
    assert_int_equal(map->e[7].value.u.i, -7);
    pz_arena_release(&arena);
}

static void copy_is_deep(void **state)
{
    (void)state;
    struct pz_arena a = PZ_ARENA_INIT, b = PZ_ARENA_INIT;
    struct pz_list *list = pz_list_new(&a, 0);
    for (int i = 0; i < 20; i++)
        pz_list_add(&a, list, pz_str("текст"));
    struct pz_map *map = pz_map_new(&a, 0);
    pz_map_set(&a, map, "список", pz_list_value(list));
    struct pz_value copy = pz_value_copy(&b, pz_map_value(map));
    pz_arena_release(&a);
    struct pz_value got = pz_map_get(copy.u.map, "список");
    assert_int_equal(got.u.list->n, 20);
    assert_memory_equal(got.u.list->v[19].u.s, "текст", got.u.list->v[19].len);
    pz_arena_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_keeps_order_and_finds_all),
        cmocka_unit_test(copy_is_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
