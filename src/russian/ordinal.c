/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "russian/number.h"
#include "russian/numerals.h"
#include "russian/tables.h"

/* An ordinal word given as a masculine nominative, in a form. */
static void put_ordinal(struct pz_buf *out, const struct pz_tables *t, const char *word, size_t len, enum pz_gender gender,
                        bool animate, enum pz_case c)
{
    struct pz_word w;
    struct pz_adjective a;
    if (pz_word_read(&w, word, len) && pz_adjective_read(&a, &w))
        pz_adjective_put(out, &t->adjectives, &a, &w, gender, c, animate);
    else
        pz_buf_put(out, word, len);
}

/* «двадцатипяти» for «двадцатипятитысячный»; nothing for one alone. */
static void put_compound(struct pz_buf *out, const struct pz_numerals *all, int n)
{
    int parts[3] = {n / 100 * 100, n % 100 < 20 ? 0 : n % 100 / 10 * 10, n % 100 < 20 ? n % 100 : n % 10};
    for (unsigned i = 0; i < 3 && n > 1; i++)
        if (parts[i])
            pz_buf_put(out, pz_numeral_find(all, parts[i], 'm')->compound.s, pz_numeral_find(all, parts[i], 'm')->compound.len);
}

/* The last word of an ordinal: its value (5, 40, 300), or a scale with its count («двухтысячный»). */
static int64_t last_word(int64_t n, int64_t *scale)
{
    *scale = 1;
    for (int64_t s = PZ_NUMBER_MAX; s >= 1000; s /= 1000)
        if (n % s == 0 && n >= s) {
            *scale = s;
            return n / s % 1000 ? n / s % 1000 : 1;
        }
    int64_t last = n % 1000;
    return last % 100 == 0 ? last : last % 100 < 20 ? last % 100 : last % 10 ? last % 10 : last % 100;
}

int pz_ordinal(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c)
{
    const struct pz_tables *t = pz_tables();
    if (!t || n < 0 || n > PZ_NUMBER_MAX)
        return -1;
    int64_t scale, last = n ? last_word(n, &scale) : 0;
    if (n == 0)
        scale = 1;
    struct pz_number_words w = {.out = out, .all = &t->numerals};
    int64_t before = n - last * scale;
    if (before)
        pz_number_groups(&w, before, PZ_MASCULINE, false, PZ_NOMINATIVE, true);
    struct pz_buf word = PZ_BUF_INIT; /* a fixed piece: no allocation */
    char bytes[256];
    word = (struct pz_buf){.data = bytes, .cap = sizeof bytes};
    bytes[0] = '\0';
    if (scale > 1)
        put_compound(&word, &t->numerals, (int)last);
    const struct pz_numeral *numeral = pz_numeral_find(&t->numerals, scale > 1 ? scale : last, scale > 1 ? 0 : 'm');
    pz_buf_put(&word, numeral->ordinal.s, numeral->ordinal.len);
    if (w.any)
        pz_buf_putc(out, ' ');
    put_ordinal(out, t, word.data, word.len, gender, animate, c);
    return 0;
}

int pz_ordinal_short(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c)
{
    char bytes[1024];
    struct pz_buf words = {.data = bytes, .cap = sizeof bytes};
    bytes[0] = '\0';
    if (pz_ordinal(&words, n, gender, animate, c) != 0)
        return -1;
    /* ГОСТ and reference books: one letter behind a vowel, the last two behind a consonant («5-й», «5-го», «5-м»). */
    const char *p = words.data + words.len, *end = p;
    pz_utf8_prev(&p, words.data);
    const char *last = p, *q = p;
    struct pz_word letter;
    uint32_t before = pz_utf8_prev(&q, words.data);
    char text[4];
    bool vowel = pz_word_read(&letter, text, pz_utf8_encode(text, before)) && (pz_letter_vowel(letter.c[0]) || before == 0x44C);
    pz_buf_printf(out, "%lld-", (long long)n);
    pz_buf_put(out, vowel ? last : q, (size_t)(end - (vowel ? last : q)));
    return 0;
}
