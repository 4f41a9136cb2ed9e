/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/phrase_words.h"

#include <string.h>

#include "base/utf8.h"

static bool is_opening(uint32_t rune)
{
    return rune == 0xAB || rune == 0x201E; /* « „ */
}

static bool is_closing(uint32_t rune)
{
    return rune == 0xBB || rune == 0x201D; /* » ” */
}

static bool is_word_rune(uint32_t rune)
{
    return pz_rune_is_letter(rune) || pz_rune_is_digit(rune) || rune == '-' || rune == 0x2010 || rune == 0x2011 || rune == '\'' ||
           rune == 0x2116;
}

/* Quotation marks open so far; “ closes „ and straight marks toggle. */
struct quotes {
    int depth;
    bool straight;
};

static void count_quote(struct quotes *q, uint32_t rune)
{
    if (is_opening(rune) || (rune == 0x201C && q->depth == 0))
        q->depth++;
    else if ((is_closing(rune) || rune == 0x201C) && q->depth > 0)
        q->depth--;
    else if (rune == '"')
        q->straight = !q->straight;
}

static enum pz_gap gap_of(uint32_t rune, enum pz_gap gap)
{
    switch (rune) {
    case ',': return PZ_GAP_COMMA;
    case 0x2013:
    case 0x2014:
    case 0x2212: return PZ_GAP_DASH;
    case '(': return PZ_GAP_BRACKET;
    case '/':
    case ';':
    case ':':
    case '.':
    case ')': return PZ_GAP_OTHER;
    default: return gap;
    }
}

void pz_phrase_words_read(struct pz_phrase_words *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    struct quotes quotes = {0, false};
    enum pz_gap gap = PZ_GAP_BLANK;
    *out = (struct pz_phrase_words){.text = text, .len = len};
    while (p < end && out->n < PZ_PHRASE_WORDS) {
        const char *start = p;
        uint32_t rune = pz_utf8_next(&p, end);
        /* A hyphen alone between blanks is a dash. */
        if (rune == '-' && (p == end || *p == ' ')) {
            gap = PZ_GAP_DASH;
            continue;
        }
        if (!is_word_rune(rune)) {
            count_quote(&quotes, rune);
            gap = gap_of(rune, gap);
            continue;
        }
        const char *stop = p;
        while (p < end) {
            uint32_t next = pz_utf8_next(&p, end);
            /* «и.о.» and «т.п.» hold together: a full stop between letters. */
            bool inner_stop =
                next == '.' && p < end && is_word_rune((uint32_t)(unsigned char)*p | 0x400) && *p != ' ' && stop - start <= 4;
            if (!is_word_rune(next) && !inner_stop)
                break;
            stop = p;
        }
        p = stop;
        out->v[out->n++] = (struct pz_phrase_word){start, (size_t)(stop - start), gap, quotes.depth > 0 || quotes.straight};
        gap = PZ_GAP_BLANK;
    }
}

bool pz_is_abbreviation(const char *s, size_t len)
{
    unsigned upper = 0, lower = 0, digits = 0;
    for (const char *p = s, *end = s + len; p < end;) {
        uint32_t rune = pz_utf8_next(&p, end);
        upper += pz_rune_is_upper(rune);
        lower += pz_rune_is_lower(rune);
        digits += pz_rune_is_digit(rune) || rune == 0x2116;
    }
    return digits > 0 || upper + lower == 0 || (upper >= 2 && lower == 0) || (upper >= 3 && upper > lower);
}
