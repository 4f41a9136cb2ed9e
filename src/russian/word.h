/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One word as the rules see it: letters as small numbers, with the byte where each stands. */
#ifndef PZ_RUSSIAN_WORD_H
#define PZ_RUSSIAN_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
    PZ_WORD_MAX = 64,   /* letters; longer words are not inflected */
    PZ_LETTER_YA = 32,  /* 1 а … 32 я; ё is е */
    PZ_LETTER_ANY = 33, /* any other letter or sign */
    PZ_LETTER_START = 34,
    PZ_LETTERS,
};

struct pz_word {
    const char *s; /* borrowed */
    size_t len;
    uint8_t n;                   /* letters */
    uint8_t syllables;           /* vowels */
    bool caps;                   /* all letters are capitals, and there is more than one */
    bool capital;                /* the first letter is one */
    bool foreign;                /* has something that is no Russian letter */
    uint8_t c[PZ_WORD_MAX];      /* letters as numbers */
    uint8_t at[PZ_WORD_MAX + 1]; /* byte offset of each letter, and the end */
};

/* false when the text is empty or too long to be a word. */
bool pz_word_read(struct pz_word *w, const char *s, size_t len);
/* The word without its last `strip` letters, then the ending, in capitals when the word is. */
void pz_word_put(struct pz_buf *out, const struct pz_word *w, unsigned strip, const char *ending, size_t ending_len);
/* Whether the word ends with (is) these small Russian letters. */
bool pz_word_ends(const struct pz_word *w, const char *ending);
bool pz_word_is(const struct pz_word *w, const char *text);
/* Russian text of small or capital letters as numbers; how many, at most max. */
size_t pz_letters(uint8_t *out, size_t max, const char *s, size_t len);

static inline bool pz_letter_vowel(uint8_t c)
{
    const uint64_t vowels = 1ull << 1 | 1ull << 6 | 1ull << 9 | 1ull << 15 | 1ull << 20 | 1ull << 28 | 1ull << 30 | 1ull << 31 |
                            1ull << 32; /* а е и о у ы э ю я */
    return vowels >> c & 1;
}

#endif
