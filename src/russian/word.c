/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/word.h"

#include <string.h>

#include "base/utf8.h"

/* Letters of the two blocks of Russian by the second byte: the number, 64 more for a capital, 128 more for a vowel; 0: none of Russian. */
enum { CAPITAL = 64, VOWEL = 128, NUMBER = 63 };
static const uint8_t letters_d0[64] = {0,   198, 0,  0,   0,  0,   0,  0,  0,   0,  0,  0,   0,  0,   0,   0,
                                       193, 66,  67, 68,  69, 198, 71, 72, 201, 74, 75, 76,  77, 78,  207, 80,
                                       81,  82,  83, 212, 85, 86,  87, 88, 89,  90, 91, 220, 93, 222, 223, 224,
                                       129, 2,   3,  4,   5,  134, 7,  8,  137, 10, 11, 12,  13, 14,  143, 16};
static const uint8_t letters_d1[64] = {17, 18, 19, 148, 21, 22, 23, 24, 25, 26, 27, 156, 29, 158, 159, 160, 0, 134, 0, 0, 0, 0,
                                       0,  0,  0,  0,   0,  0,  0,  0,  0,  0,  0,  0,   0,  0,   0,   0,   0, 0,   0, 0, 0, 0,
                                       0,  0,  0,  0,   0,  0,  0,  0,  0,  0,  0,  0,   0,  0,   0,   0,   0, 0,   0, 0};

/* One letter at p as in the tables above. *step: its bytes. */
static inline uint8_t letter_at(const char *p, const char *end, unsigned *step)
{
    unsigned char a = (unsigned char)p[0], b = end - p > 1 ? (unsigned char)p[1] : 0;
    if ((a == 0xD0 || a == 0xD1) && (b & 0xC0) == 0x80) {
        uint8_t letter = a == 0xD0 ? letters_d0[b & 63] : letters_d1[b & 63];
        *step = 2;
        if (letter)
            return letter;
    }
    const char *q = p;
    uint32_t rune = pz_utf8_next(&q, end);
    *step = (unsigned)(q - p);
    return rune != PZ_RUNE_BAD && pz_rune_is_upper(rune) ? PZ_LETTER_ANY + CAPITAL : PZ_LETTER_ANY;
}

bool pz_word_read(struct pz_word *w, const char *s, size_t len)
{
    if (len == 0 || len > 4 * PZ_WORD_MAX - 8)
        return false;
    const char *p = s, *end = s + len;
    unsigned n = 0, syllables = 0, uppers = 0, step;
    bool foreign = false;
    w->capital = letter_at(s, end, &step) & CAPITAL;
    w->s = s;
    w->len = len;
    while (p < end) {
        if (n == PZ_WORD_MAX)
            return false;
        unsigned letter = letter_at(p, end, &step), c = letter & NUMBER;
        w->c[n] = (uint8_t)c;
        w->at[n++] = (uint8_t)(p - s);
        uppers += letter & CAPITAL;
        syllables += letter & VOWEL;
        foreign |= c == PZ_LETTER_ANY;
        p += step;
    }
    w->at[n] = (uint8_t)len;
    w->n = (uint8_t)n;
    w->syllables = (uint8_t)(syllables / VOWEL);
    w->foreign = foreign;
    w->caps = uppers == n * CAPITAL && n > 1;
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
        out[n++] = letter_at(s, end, &step) & NUMBER;
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
