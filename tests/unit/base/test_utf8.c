/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/utf8.h"

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t r = 0; r <= 0x10FFFF; r++) {
        if (r >= 0xD800 && r < 0xE000)
            continue;
        char bytes[4];
        size_t n = pz_utf8_encode(bytes, r);
        const char *p = bytes;
        assert_int_equal(pz_utf8_next(&p, bytes + n), r);
        assert_ptr_equal(p, bytes + n);
        assert_int_equal(pz_utf8_prev(&p, bytes), r);
    }
}

static void bad_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xD0", "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *p = bad[i];
        assert_int_equal(pz_utf8_next(&p, bad[i] + strlen(bad[i])), PZ_RUNE_BAD);
        assert_ptr_equal(p, bad[i] + 1);
        assert_int_equal(pz_utf8_valid(bad[i], strlen(bad[i])), 0);
    }
    assert_int_equal(pz_utf8_valid("да\xD0", 5), 4);
}

/* Eight bytes at a time or one by one: the same verdict, wherever in the text a letter stands. */
static void long_text_is_judged_as_its_letters(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    " ",        "да",           "ж",       "€", "😀", "\xC1\xBF", "\xD0",
                                         "\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xC2\x80"};
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        char text[80];
        size_t len = 0, good = 0;
        random = random * 1664525 + 1013904223;
        for (uint32_t n = random >> 28, kinds = random >> 20 & 1 ? 6 : 12; n--;) {
            random = random * 1664525 + 1013904223;
            const char *piece = pieces[(random >> 16) % kinds];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        for (const char *p = text; p < text + len && pz_utf8_next(&p, text + len) != PZ_RUNE_BAD;)
            good = (size_t)(p - text);
        assert_int_equal(pz_utf8_valid(text, len), good);
    }
}

static void case_goes_both_ways(void **state)
{
    (void)state;
    const struct {
        uint32_t upper, lower;
    } pairs[] = {{'A', 'a'},     {0x410, 0x430}, {0x42F, 0x44F}, {0x401, 0x451},
                 {0x4D8, 0x4D9}, {0x4BA, 0x4BB}, {0xC4, 0xE4},   {0x391, 0x3B1}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(pz_rune_lower(pairs[i].upper), pairs[i].lower);
        assert_int_equal(pz_rune_upper(pairs[i].lower), pairs[i].upper);
        assert_true(pz_rune_is_upper(pairs[i].upper));
        assert_true(pz_rune_is_lower(pairs[i].lower));
    }
    assert_int_equal(pz_rune_lower('1'), '1');
    assert_false(pz_rune_is_letter(0xD7));
    assert_true(pz_rune_is_space(0xA0));
}

static void length_and_offset_agree(void **state)
{
    (void)state;
    const char *text = "Ёлка №5 — ok";
    size_t len = strlen(text);
    assert_int_equal(pz_utf8_length(text, len), 12);
    assert_int_equal(pz_utf8_offset(text, len, 4), 8);
    assert_int_equal(pz_utf8_offset(text, len, 99), len);
}

static void look_alikes_pair_up(void **state)
{
    (void)state;
    for (uint32_t r = 'A'; r <= 'z'; r++)
        if (pz_rune_latin_to_cyrillic(r))
            assert_int_equal(pz_rune_cyrillic_to_latin(pz_rune_latin_to_cyrillic(r)), r);
    assert_int_equal(pz_rune_latin_to_cyrillic('O'), 0x41E);
    assert_int_equal(pz_rune_latin_to_cyrillic('W'), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(long_text_is_judged_as_its_letters),
        cmocka_unit_test(case_goes_both_ways),
        cmocka_unit_test(length_and_offset_agree),
        cmocka_unit_test(look_alikes_pair_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
