/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables are built once and read by many: all threads begin at the same time with the first call of the process. */
#include "test.h"

#include <pthread.h>

#include "base/mem.h"
#include "russian/inflect.h"
#include "russian/names.h"

enum { THREADS = 8, ROUNDS = 500 };

static pthread_barrier_t start;

static void *work(void *arg)
{
    long bad = 0;
    struct pz_buf out = PZ_BUF_INIT;
    pthread_barrier_wait(&start);
    for (int i = 0; i < ROUNDS; i++) {
        static const char text[] = "Дубравинский Алексей Петрович", post[] = "post\tdative\tглавный бухгалтер";
        pz_buf_clear(&out);
        pz_name_inflect(&out, text, sizeof text - 1, PZ_SEX_UNKNOWN, PZ_DATIVE);
        bad += strcmp(out.data, "Дубравинскому Алексею Петровичу") != 0;
        pz_buf_clear(&out);
        pz_inflect_line(&out, NULL, post, sizeof post - 1, false, NULL);
        bad += strcmp(out.data, "главному бухгалтеру") != 0;
    }
    pz_buf_release(&out);
    *(long *)arg = bad;
    return NULL;
}

static void many_threads(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    long bad[THREADS];
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &bad[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(bad[i], 0);
    }
    pthread_barrier_destroy(&start);
}

/* No memory is asked for once the tables stand and the buffer is large enough. */
static void no_allocation_per_call(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    pz_buf_reserve(&out, 4096);
    assert_int_equal(pz_russian_init(NULL), 0);
    pz_fault_after(1);
    static const char text[] = "Соловьёв-Седой Пётр Ильич";
    for (int c = 0; c < PZ_CASES; c++)
        pz_name_inflect(&out, text, sizeof text - 1, PZ_SEX_UNKNOWN, (enum pz_case)c);
    int struck = pz_fault_struck();
    pz_fault_after(0);
    assert_int_equal(struck, 0);
    assert_false(out.failed);
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_threads),
        cmocka_unit_test(no_allocation_per_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
