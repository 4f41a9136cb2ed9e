/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares are never untrue: every n of every total to 400, and totals near 10^12, judged here by whole numbers alone. */
#include "test.h"

#include <stdio.h>

#include "russian/share.h"

/* n/total against numerator/denominator: negative, zero or positive. */
static __int128 against(int64_t n, int64_t total, int numerator, int denominator)
{
    return (__int128)n * denominator - (__int128)numerator * total;
}

static bool points_apart(__int128 d, int64_t total, int denominator, int points)
{
    return (d < 0 ? -d : d) * 100 > (__int128)points * total * denominator;
}

/* What the kind claims holds of the numbers. */
static bool is_true(const struct pz_share *s, int64_t n, int64_t total)
{
    if (s->kind == PZ_SHARE_NONE || s->kind == PZ_SHARE_ALL)
        return n == (s->kind == PZ_SHARE_ALL ? total : 0);
    if (n == 0 || n == total)
        return false;
    int numerator = s->denominator ? s->numerator : 1, denominator = s->denominator ? s->denominator : 1;
    __int128 d = against(n, total, numerator, denominator);
    switch (s->kind) {
    case PZ_SHARE_EXACT: return d == 0;
    case PZ_SHARE_MORE: return d > 0;
    case PZ_SHARE_LESS: return d < 0;
    case PZ_SHARE_ALMOST: return d < 0 && !points_apart(d, total, denominator, 3);
    case PZ_SHARE_ABOUT: return d != 0 && !points_apart(d, total, denominator, 1);
    case PZ_SHARE_NONE:
    case PZ_SHARE_ALL: break;
    }
    return false;
}

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* The words say the kind, in every case of the declension. */
static bool is_said(const struct pz_share *s, const char *words)
{
    return (s->kind == PZ_SHARE_MORE) == begins(words, "более ") && (s->kind == PZ_SHARE_LESS) == begins(words, "менее ") &&
           (s->kind == PZ_SHARE_ALMOST) == begins(words, "почти ") && (s->kind == PZ_SHARE_ABOUT) == begins(words, "около ") &&
           (s->kind == PZ_SHARE_NONE) == begins(words, "ни один");
}

static void check(int64_t n, int64_t total)
{
    struct pz_share s;
    struct pz_buf words = PZ_BUF_INIT;
    char counts[80];
    assert_int_equal(pz_share_find(&s, n, total), 0);
    if (!is_true(&s, n, total))
        fail_msg("%lld of %lld: kind %d of %d/%d is untrue", (long long)n, (long long)total, s.kind, s.numerator, s.denominator);
    for (unsigned c = 0; c < PZ_CASES; c++) {
        pz_buf_clear(&words);
        assert_int_equal(pz_share_words(&words, n, total, (enum pz_case)c), 0);
        if (!is_said(&s, pz_buf_str(&words)))
            fail_msg("%lld of %lld: “%s”", (long long)n, (long long)total, pz_buf_str(&words));
    }
    pz_buf_clear(&words);
    assert_int_equal(pz_share_phrase(&words, NULL, n, total, "детский сад", strlen("детский сад"), true), 0);
    snprintf(counts, sizeof counts, "(%lld\xC2\xA0из\xC2\xA0%lld)", (long long)n, (long long)total);
    assert_non_null(strstr(pz_buf_str(&words), counts)); /* the exact count beside */
    pz_buf_release(&words);
}

static void every_share_of_every_total(void **state)
{
    (void)state;
    for (int64_t total = 1; total <= 400; total++)
        for (int64_t n = 0; n <= total; n++)
            check(n, total);
}

static void great_totals(void **state)
{
    (void)state;
    const int64_t total = INT64_C(999999999999);
    for (int numerator = 1; numerator < 10; numerator++)
        for (int denominator = numerator + 1; denominator <= 10; denominator++)
            for (int64_t near = -2; near <= 2; near++)
                check(total / denominator * numerator + near, total);
}

/* The anchor named by «более» is the largest below. */
static void the_nearest_fraction_is_named(void **state)
{
    (void)state;
    static const int anchors[][2] = {{1, 10}, {1, 5}, {1, 4}, {1, 3}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {9, 10}};
    for (int64_t total = 2; total <= 400; total++)
        for (int64_t n = 1; n < total; n++) {
            struct pz_share s;
            pz_share_find(&s, n, total);
            for (size_t i = 0; s.kind == PZ_SHARE_MORE && i < sizeof anchors / sizeof *anchors; i++) {
                bool larger = anchors[i][0] * s.denominator > s.numerator * anchors[i][1];
                if (larger && against(n, total, anchors[i][0], anchors[i][1]) > 0)
                    fail_msg("%lld of %lld: more than %d/%d too", (long long)n, (long long)total, anchors[i][0], anchors[i][1]);
            }
        }
}

static void what_is_no_share(void **state)
{
    (void)state;
    struct pz_share s;
    assert_int_equal(pz_share_find(&s, 1, 0), -1);
    assert_int_equal(pz_share_find(&s, -1, 5), -1);
    assert_int_equal(pz_share_find(&s, 6, 5), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_share_of_every_total),
        cmocka_unit_test(great_totals),
        cmocka_unit_test(the_nearest_fraction_is_named),
        cmocka_unit_test(what_is_no_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
