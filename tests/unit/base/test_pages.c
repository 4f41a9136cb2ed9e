/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pages.h"

enum { STEP = 1 << 16, LEN = 3 * PZ_PAGES_MEMORY };

/* Writes and reads at scattered offsets, as an array of bytes does them too. */
static void bytes_stay_where_they_were_put(void **state)
{
    (void)state;
    struct pz_pages pages = {0};
    struct pz_error err = PZ_ERROR_INIT;
    unsigned char *same = calloc(1, LEN), piece[9000], room[sizeof piece];
    uint64_t random = 7;
    assert_non_null(same);
    for (size_t i = 0; i < 20000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t within = i < 8000 ? STEP : LEN, at = (random >> 33) % (within - sizeof piece), len = (random >> 20) % sizeof piece;
        memset(piece, (int)i, len);
        if (i % 2 == 0) {
            assert_int_equal(pz_pages_write(&pages, at, piece, len, &err), 0);
            memcpy(same + at, piece, len);
            assert_true(pages.len >= at + len);
        } else {
            const void *seen = pz_pages_view(&pages, at, room, len, &err);
            assert_non_null(seen);
            assert_memory_equal(seen, same + at, len);
            assert_int_equal(pz_pages_read(&pages, at, piece, len, &err), 0);
            assert_memory_equal(piece, same + at, len);
        }
        assert_true(i >= 8000 || !pages.file);
    }
    assert_non_null(pages.file);
    assert_int_equal(pz_pages_read(&pages, LEN + 5, piece, 10, &err), 0); /* nothing was ever there */
    assert_int_equal(piece[0] | piece[9], 0);
    pz_pages_clear(&pages);
    assert_int_equal(pages.len, 0);
    assert_int_equal(pz_pages_read(&pages, 0, piece, sizeof piece, &err), 0);
    for (size_t i = 0; i < sizeof piece; i++)
        assert_int_equal(piece[i], 0);
    pz_pages_release(&pages);
    free(same);
}

static void a_file_that_fails_is_told(void **state)
{
    (void)state;
    char piece[8192] = "";
    bool failed = true;
    for (long n = 1; failed; n++) {
        struct pz_pages pages = {0};
        struct pz_error err = PZ_ERROR_INIT;
        int rc = 0;
        pz_fault_after(n);
        for (size_t at = 0; rc == 0 && at < PZ_PAGES_MEMORY + 600000; at += 60000)
            rc = pz_pages_write(&pages, at, piece, sizeof piece, &err);
        for (size_t at = 0; rc == 0 && at < PZ_PAGES_MEMORY; at += 200000)
            rc = pz_pages_read(&pages, at, piece, sizeof piece, &err);
        failed = pz_fault_struck();
        pz_fault_after(0);
        assert_int_equal(rc, failed ? -1 : 0);
        assert_true(!failed || err.kind == PZ_SYSTEM);
        pz_pages_release(&pages);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_stay_where_they_were_put),
                                       cmocka_unit_test(a_file_that_fails_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
