/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/suggest.h"

static void near_and_far(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_map *map = pz_map_new(&arena, 4);
    pz_map_set(&arena, map, "начальник", pz_none());
    pz_map_set(&arena, map, "методист", pz_none());
    assert_string_equal(pz_suggest(map, "нчальник", strlen("нчальник")), "начальник");
    assert_string_equal(pz_suggest(map, "НАЧАЛЬНИК", strlen("НАЧАЛЬНИК")), "начальник");
    assert_string_equal(pz_suggest(map, "метоидст", strlen("метоидст")), "методист");
    assert_null(pz_suggest(map, "бухгалтер", strlen("бухгалтер")));
    assert_null(pz_suggest(map, "", 0));
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(near_and_far)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
