/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "cli/progress.h"

static void assert_text(size_t done, size_t total, int64_t ms, const char *expected)
{
    struct pz_buf out = PZ_BUF_INIT;
    cli_progress_text(&out, "documents", done, total, ms);
    assert_string_equal(pz_buf_str(&out), expected);
    pz_buf_release(&out);
}

static void count_rate_and_time_left(void **state)
{
    (void)state;
    assert_text(6, 24, 2000, "██████░░░░░░░░░░░░░░░░░░ 25 %, documents: 6 of 24, 3.0/s, 0:06 left");
    assert_text(24, 24, 2000, "████████████████████████ 100 %, documents: 24 of 24, 12/s");
    assert_text(500, 0, 1000, "documents: 500, 500/s");
    assert_text(0, 24, 0, "░░░░░░░░░░░░░░░░░░░░░░░░ 0 %, documents: 0 of 24");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(count_rate_and_time_left)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
