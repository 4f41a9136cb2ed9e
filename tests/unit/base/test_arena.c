/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"

static void limit_goes_to_the_trap(void **state)
{
    (void)state;
    struct pz_arena arena;
    pz_arena_init(&arena, 100000);
    jmp_buf oom;
    volatile size_t got = 0;
    assert_null(pz_arena_trap(&arena, &oom));
    if (setjmp(oom) == 0) {
        for (;;) {
            memset(pz_arena_alloc(&arena, 1000), 1, 1000);
            got += 1000;
        }
    }
    assert_in_range(got, 90000, 100000);
    assert_ptr_equal(pz_arena_trap(&arena, NULL), &oom);
    pz_arena_release(&arena);
}

static void failing_memory_goes_to_the_trap(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    jmp_buf oom;
    volatile int trapped = 0;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom) == 0) {
        pz_fault_after(1);
        pz_arena_alloc(&arena, 1);
    } else {
        trapped = 1;
    }
    pz_fault_after(0);
    assert_int_equal(trapped, 1);
    pz_arena_release(&arena);
}

static void restore_forgets_what_came_after(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    char *kept = pz_arena_strdup(&arena, "остаётся");
    struct pz_arena_mark mark = pz_arena_save(&arena);
    char *first = pz_arena_alloc(&arena, 100);
    for (int i = 0; i < 100; i++)
        pz_arena_alloc(&arena, 10000);
    pz_arena_restore(&arena, mark);
    assert_ptr_equal(pz_arena_alloc(&arena, 100), first);
    assert_string_equal(kept, "остаётся");
    pz_arena_clear(&arena);
    assert_int_equal(arena.used, 0);
    pz_arena_release(&arena);
}

static void nothing_is_something_too(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    assert_non_null(pz_arena_alloc(&arena, 0));
    assert_non_null(pz_arena_array(&arena, 0, sizeof(int)));
    pz_arena_release(&arena);
}

static void printf_has_any_length(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    const char *text = pz_arena_printf(&arena, "%s-%05d", "п", 42);
    assert_string_equal(text, "п-00042");
    assert_int_equal(strlen(pz_arena_printf(&arena, "%*s", 50000, "x")), 50000);
    pz_arena_release(&arena);
}

static void a_buffer_moves_in_and_a_failed_one_goes_to_the_trap(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf buf = PZ_BUF_INIT;
    jmp_buf oom;
    volatile int trapped = 0;
    pz_arena_trap(&arena, &oom);
    pz_buf_puts(&buf, "text");
    assert_string_equal(pz_arena_take(&arena, &buf), "text");
    assert_null(buf.data);
    if (setjmp(oom) == 0) {
        pz_buf_puts(&buf, "half");
        buf.failed = true;
        pz_arena_take(&arena, &buf);
    } else {
        trapped++;
    }
    assert_null(buf.data);
    if (setjmp(oom) == 0) {
        struct pz_buf full = PZ_BUF_INIT;
        pz_buf_puts(&full, "whole");
        pz_fault_after(1);
        pz_arena_release(&arena);
        pz_arena_trap(&arena, &oom);
        pz_arena_take(&arena, &full); /* the leak checker sees that it is released */
    } else {
        trapped++;
    }
    pz_fault_after(0);
    assert_int_equal(trapped, 2);
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limit_goes_to_the_trap),
        cmocka_unit_test(failing_memory_goes_to_the_trap),
        cmocka_unit_test(restore_forgets_what_came_after),
        cmocka_unit_test(nothing_is_something_too),
        cmocka_unit_test(a_buffer_moves_in_and_a_failed_one_goes_to_the_trap),
        cmocka_unit_test(printf_has_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
