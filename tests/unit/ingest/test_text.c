/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "base/utf8.h"
#include "ingest/text.h"

/* pz_text_fold as its header says it, a character at a time. */
static void fold(struct pz_buf *out, const char *s, size_t len)
{
    bool cyrillic = false, gap = false;
    const char *end = s + len;
    for (const char *p = s; p < end;)
        cyrillic |= pz_rune_is_cyrillic(pz_utf8_next(&p, end));
    for (const char *p = s; p < end;) {
        uint32_t r = pz_utf8_next(&p, end), like = cyrillic ? pz_rune_latin_to_cyrillic(r) : 0;
        if (r == 0xAD || (r >= 0x200B && r <= 0x200D) || r == 0x2060 || r == 0xFEFF || r == PZ_RUNE_BAD)
            continue;
        if (pz_rune_is_space(r)) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            pz_buf_putc(out, ' ');
        gap = false;
        r = pz_rune_lower(like ? like : r);
        pz_buf_put_rune(out, r == 0x451 ? 0x435 : r);
    }
    while (out->len > 1 && strchr(".:", out->data[out->len - 1]) && out->data[out->len - 2] != '.')
        pz_buf_truncate(out, out->len - 1);
}

static void compare(const char *s, size_t len)
{
    struct pz_buf expected = PZ_BUF_INIT, got = PZ_BUF_INIT;
    fold(&expected, s, len);
    assert_string_equal(pz_text_fold(&got, s, len), pz_buf_str(&expected));
    pz_buf_release(&expected);
    pz_buf_release(&got);
}

static void every_character_is_folded_as_it_is_said(void **state)
{
    (void)state;
    for (uint32_t r = 1; r < 0x3000; r++) {
        char text[16], one[4];
        size_t n = pz_utf8_encode(one, r), len = 0;
        compare(one, n);
        for (unsigned at = 0; at < 3; at++) { /* beside a Russian letter, between two, behind a blank */
            static const char *const before[] = {"Я", "о", "x "}, *const behind[] = {"", "Ж", "."};
            len = (size_t)snprintf(text, sizeof text, "%s%.*s%s", before[at], (int)n, one, behind[at]);
            compare(text, len);
        }
    }
}

static void bytes_at_random_too(void **state)
{
    (void)state;
    static const unsigned char likely[] = {0xD0, 0xD1, 0xD4, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xAF, 0xB0,
                                           0xBF, 'A',  'o',  ' ',  '.',  ':',  '1',  0xE2, 0xC2, 0};
    uint32_t seed = 1;
    for (unsigned round = 0; round < 20000; round++) {
        char text[12];
        size_t len = round % sizeof text;
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = (char)likely[(seed >> 10) % (sizeof likely - 1)];
        }
        compare(text, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_character_is_folded_as_it_is_said),
                                       cmocka_unit_test(bytes_at_random_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
