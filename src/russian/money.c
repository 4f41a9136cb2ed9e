/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/number.h"
#include "russian/numerals.h"
#include "russian/phrase.h"

#define WORD(text) text, sizeof(text) - 1

static void put_counted(struct pz_buf *out, int64_t n, enum pz_gender gender, const char *noun, size_t len, enum pz_case c)
{
    pz_cardinal(out, n, gender, false, c);
    pz_buf_putc(out, ' ');
    pz_phrase_count(out, n, noun, len, c);
}

static bool in_range(int64_t kopecks)
{
    return kopecks >= 0 && kopecks / 100 <= PZ_NUMBER_MAX;
}

int pz_roubles(struct pz_buf *out, int64_t kopecks, bool with_zero_kopecks, enum pz_case c)
{
    if (!in_range(kopecks))
        return -1;
    put_counted(out, kopecks / 100, PZ_MASCULINE, WORD("рубль"), c);
    if (kopecks % 100 || with_zero_kopecks) {
        pz_buf_putc(out, ' ');
        put_counted(out, kopecks % 100, PZ_FEMININE, WORD("копейка"), c);
    }
    return 0;
}

int pz_roubles_figures(struct pz_buf *out, int64_t kopecks)
{
    if (!in_range(kopecks) || pz_number_with_words(out, kopecks / 100, PZ_MASCULINE, false, PZ_NOMINATIVE) != 0)
        return -1;
    pz_buf_putc(out, ' ');
    pz_phrase_count(out, kopecks / 100, WORD("рубль"), PZ_NOMINATIVE);
    pz_buf_printf(out, " %02d ", (int)(kopecks % 100));
    pz_phrase_count(out, kopecks % 100, WORD("копейка"), PZ_NOMINATIVE);
    return 0;
}
