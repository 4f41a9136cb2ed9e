/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "batch/lock.h"

static char path[64];

static int take(struct pz_lock **lock, long wait_ms, struct pz_error *err)
{
    return pz_lock_take(lock, path, false, "prikaz run", "2026-05-14T03:00:00+03:00", "metodist", wait_ms, NULL, NULL, err);
}

static void the_second_is_told_who_holds_it(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_lock *first, *second;
    assert_int_equal(take(&first, 0, &err), 0);
    assert_int_equal(take(&second, 0, &err), -1);
    assert_string_equal(err.id, "E-RUN-010");
    assert_non_null(strstr(err.message, "prikaz run"));
    assert_non_null(strstr(err.message, "metodist"));
    assert_non_null(strstr(err.message, "2026-05-14T03:00:00+03:00"));
    pz_lock_release(first);
    pz_error_clear(&err);
    assert_int_equal(take(&second, 0, &err), 0);
    pz_lock_release(second);
}

/* Shards hold it beside each other; who wants it alone waits for the last of them. */
static void shards_share_it(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_lock *shard[2], *alone;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pz_lock_take(&shard[i], path, true, "prikaz run --shard 1/2", "t", "w", 0, NULL, NULL, &err), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(take(&alone, 0, &err), -1);
        assert_string_equal(err.id, "E-RUN-010");
        assert_non_null(strstr(err.message, "--shard 1/2"));
        pz_lock_release(shard[i]);
        pz_error_clear(&err);
    }
    assert_int_equal(take(&alone, 0, &err), 0);
    assert_int_equal(pz_lock_take(&shard[0], path, true, "prikaz run --shard 1/2", "t", "w", 0, NULL, NULL, &err), -1);
    pz_error_clear(&err);
    pz_lock_release(alone);
}

static void count_call(void *self, const char *holder)
{
    assert_non_null(strstr(holder, "prikaz run"));
    ++*(int *)self;
}

/* The holder dies while the second waits: the system gives the lock on. */
static void a_dead_holder_gives_way(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_lock *lock;
    int ready[2], told = 0;
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        if (take(&lock, 0, &err) != 0 || write(ready[1], "x", 1) != 1)
            _exit(1);
        usleep(150000);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(pz_lock_take(&lock, path, false, "prikaz run", "t", "w", 5000, count_call, &told, &err), 0);
    assert_int_equal(told, 1);
    pz_lock_release(lock);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    close(ready[0]);
    close(ready[1]);
}

static void a_failing_open_is_told(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_lock *lock;
    pz_fault_after(2); /* memory, then the file */
    assert_int_equal(take(&lock, 0, &err), -1);
    pz_fault_after(0);
    assert_string_equal(err.id, "E-RUN-011");
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/pz-lock-%ld", (long)getpid());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_is_told_who_holds_it),
        cmocka_unit_test(shards_share_it),
        cmocka_unit_test(a_dead_holder_gives_way),
        cmocka_unit_test(a_failing_open_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
