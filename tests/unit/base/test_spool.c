/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spool.h"

static size_t record_of(char *out, size_t i)
{
    size_t len = i * 37 % 200;
    memset(out, (int)(i % 251), len);
    return len;
}

static void comes_back(size_t n, bool in_a_file)
{
    struct pz_spool spool = {0};
    struct pz_error err = PZ_ERROR_INIT;
    char record[200];
    const void *data;
    size_t len;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pz_spool_put(&spool, record, record_of(record, i), &err), 0);
    assert_int_equal(pz_spool_rewind(&spool, &err), 0);
    assert_int_equal(spool.file != NULL, in_a_file);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pz_spool_next(&spool, &data, &len, &err), 1);
        assert_int_equal(len, record_of(record, i));
        assert_memory_equal(data, record, len);
        assert_int_equal((uintptr_t)data % _Alignof(max_align_t), 0);
    }
    assert_int_equal(pz_spool_next(&spool, &data, &len, &err), 0);
    pz_spool_release(&spool);
}

static void records_come_back_in_their_order(void **state)
{
    (void)state;
    comes_back(0, false);
    comes_back(5, false);
    comes_back(40000, true);
}

static void a_file_that_fails_is_told(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char record[200] = "";
    bool failed = true;
    for (long n = 1; failed && n < 200; n++) {
        struct pz_spool spool = {0};
        const void *data;
        size_t len;
        int rc = 0;
        pz_error_clear(&err);
        pz_fault_after(n);
        for (size_t i = 0; rc == 0 && i < 10000; i++)
            rc = pz_spool_put(&spool, record, sizeof record, &err);
        rc = rc ? rc : pz_spool_rewind(&spool, &err);
        for (rc = rc ? rc : 1; rc == 1;)
            rc = pz_spool_next(&spool, &data, &len, &err);
        failed = pz_fault_struck();
        pz_fault_after(0);
        assert_int_equal(rc, failed ? -1 : 0);
        assert_true(!failed || err.kind == PZ_SYSTEM);
        pz_spool_release(&spool);
    }
}

/* A disk that lost the end of the file: between records that is its end, anywhere else a failure. */
static void a_file_cut_short_is_told(void **state)
{
    (void)state;
    enum { ALIGN = _Alignof(max_align_t), LEN = 20000, WHOLE = ALIGN + LEN, N = 60 };
    static const struct {
        size_t left;
        int rc;
    } cases[] = {
        {N * WHOLE, 0}, {N * WHOLE - 1, -1}, {(N - 1) * WHOLE + ALIGN, -1}, {(N - 1) * WHOLE + 3, -1}, {(N - 1) * WHOLE, 0}};
    static const char record[LEN];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pz_spool spool = {0};
        struct pz_error err = PZ_ERROR_INIT;
        const void *data;
        size_t len;
        for (size_t k = 0; k < N; k++)
            assert_int_equal(pz_spool_put(&spool, record, LEN, &err), 0);
        assert_int_equal(pz_spool_rewind(&spool, &err), 0);
        assert_int_equal(ftruncate(fileno(spool.file), (off_t)cases[i].left), 0);
        int rc = 1;
        while (rc == 1)
            rc = pz_spool_next(&spool, &data, &len, &err);
        assert_int_equal(rc, cases[i].rc);
        assert_string_equal(err.kind ? err.id : "", rc ? "E-SYS-002" : "");
        pz_spool_release(&spool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(records_come_back_in_their_order),
                                       cmocka_unit_test(a_file_that_fails_is_told), cmocka_unit_test(a_file_cut_short_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
