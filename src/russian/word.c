/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/word.h"

#include <string.h>

#include "base/utf8.h"

/* One letter at p: its number, and whether it is a capital. *step: its bytes. */
static uint8_t letter_at(const char *p, const char *end, unsigned *step, bool *upper)
{
    unsigned char a = (unsigned char)p[0], b = end - p > 1 ? (unsigned char)p[1] : 0;
    *upper = false;
    *step = 2;
    if (a == 0xD0 && b >= 0x90 && b <= 0xAF) {
        *upper = true;
        return (uint8_t)(b - 0x8F);
    }
    if (a == 0xD0 && b >= 0xB0 && b <= 0xBF)
        return (uint8_t)(b - 0xAF);
    if (a == 0xD1 && b >= 0x80 && b <= 0x8F)
        return (uint8_t)(b - 0x80 + 17);
    if (a == 0xD1 && b == 0x91)
        return 6;
    if (a == 0xD0 && b == 0x81) {
        *upper = true;
        return 6;
    }
    const char *q = p;
    uint32_t rune = pz_utf8_next(&q, end);
    *step = (unsigned)(q - p);
    *upper = rune != PZ_RUNE_BAD && pz_rune_is_upper(rune);
    return PZ_LETTER_ANY;
}

bool pz_word_read(struct pz_word *w, const char *s, size_t len)
{
    if (len == 0 || len > 4 * PZ_WORD_MAX - 8)
        return false;
    const char *p = s, *end = s + len;
    unsigned n = 0, syllables = 0, uppers = 0;
    w->s = s;
    w->len = len;
    w->foreign = false;
    while (p < end) {
        if (n == PZ_WORD_MAX)
            return false;
        unsigned step;
        bool upper;
        uint8_t c = letter_at(p, end, &step, &upper);
        if (n == 0)
            w->capital = upper;
        w->c[n] = c;
        w->at[n++] = (uint8_t)(p - s);
        uppers += upper;
        syllables += pz_letter_vowel(c);
        w->foreign |= c == PZ_LETTER_ANY;
        p += step;
    }
    w->at[n] = (uint8_t)len;
    w->n = (uint8_t)n;
    w->syllables = (uint8_t)syllables;
    w->caps = uppers == n && n > 1;
    return true;
}

void pz_word_put(struct pz_buf *out, const struct pz_word *w, unsigned strip, const char *ending, size_t ending_len)
{
    pz_buf_put(out, w->s, w->at[w->n - (strip < w->n ? strip : w->n)]);
    if (!w->caps) {
        pz_buf_put(out, ending, ending_len);
        return;
    }
    for (const char *p = ending, *end = ending + ending_len; p < end;)
        pz_buf_put_rune(out, pz_rune_upper(pz_utf8_next(&p, end)));
}

size_t pz_letters(uint8_t *out, size_t max, const char *s, size_t len)
{
    size_t n = 0;
    const char *end = s + len;
    while (s < end && n < max) {
        unsigned step;
        bool upper;
        out[n++] = letter_at(s, end, &step, &upper);
        s += step;
    }
    return n;
}

bool pz_word_ends(const struct pz_word *w, const char *ending)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, ending, strlen(ending));
    return n <= w->n && memcmp(w->c + (w->n - n), c, n) == 0;
}

bool pz_word_is(const struct pz_word *w, const char *text)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, text, strlen(text));
    return n == w->n && memcmp(w->c, c, n) == 0;
}
