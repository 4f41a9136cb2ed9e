/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/lookalike.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static uint32_t look(uint32_t rune)
{
    uint32_t cyrillic = pz_rune_latin_to_cyrillic(rune);
    return cyrillic ? cyrillic : rune;
}

const char *pz_look(struct pz_arena *arena, const char *s, size_t len)
{
    char *out = pz_arena_alloc(arena, 2 * len + 1), *to = out; /* a letter of one byte becomes one of two */
    for (const char *end = s + len; s < end;) {
        const char *from = s;
        uint32_t rune = pz_utf8_next(&s, end), seen = look(rune);
        if (seen != rune) {
            to += pz_utf8_encode(to, seen);
        } else {
            memcpy(to, from, (size_t)(s - from));
            to += s - from;
        }
    }
    *to = '\0';
    return out;
}

bool pz_look_differs_only(const char *a, size_t na, const char *b, size_t nb)
{
    const char *a_end = a + na, *b_end = b + nb;
    bool same = true;
    while (a < a_end && b < b_end) {
        uint32_t x = pz_utf8_next(&a, a_end), y = pz_utf8_next(&b, b_end);
        if (look(x) != look(y))
            return false;
        same &= x == y;
    }
    return a == a_end && b == b_end && !same;
}

/* A stretch of letters in one alphabet, in the arena; NULL when a letter has no twin in it. */
static const char *unify(struct pz_arena *arena, const char *s, size_t len, bool cyrillic)
{
    char *out = pz_arena_alloc(arena, 2 * len + 1), *to = out;
    for (const char *end = s + len; s < end;) {
        uint32_t rune = pz_utf8_next(&s, end);
        if (pz_rune_is_cyrillic(rune) != cyrillic)
            rune = cyrillic ? pz_rune_latin_to_cyrillic(rune) : pz_rune_cyrillic_to_latin(rune);
        if (!rune)
            return NULL;
        to += pz_utf8_encode(to, rune);
    }
    *to = '\0';
    return out;
}

struct stretch {
    const char *s;
    size_t len;
    unsigned letters[2]; /* Latin, Cyrillic */
};

/* The letters from `s` on. */
static struct stretch next_stretch(const char *s, const char *end)
{
    struct stretch out = {.s = s};
    while (s < end) {
        const char *next = s;
        uint32_t rune = pz_utf8_next(&next, end);
        if (rune == PZ_RUNE_BAD || !pz_rune_is_letter(rune))
            break;
        out.letters[pz_rune_is_cyrillic(rune)]++;
        s = next;
    }
    out.len = (size_t)(s - out.s);
    return out;
}

/* The stretch in the alphabet it is meant in; NULL when it can be written in neither. */
static const char *meant(struct pz_arena *arena, const struct pz_names *names, const struct stretch *word)
{
    const char *form[2];
    bool known[2];
    for (int cyrillic = 0; cyrillic < 2; cyrillic++) {
        form[cyrillic] = unify(arena, word->s, word->len, cyrillic);
        known[cyrillic] = form[cyrillic] && names && pz_names_find(names, pz_key(form[cyrillic]));
    }
    if (known[0] != known[1])
        return form[known[1]];
    if (!form[0] || !form[1])
        return form[0] ? form[0] : form[1];
    return form[word->letters[1] >= word->letters[0]];
}

const char *pz_look_unmixed(struct pz_arena *arena, const struct pz_names *names, const char *s, size_t len)
{
    const char *out = NULL; /* the word so far, when something in it was mended */
    const char *from = s;   /* what is not in it yet */
    for (const char *end = s + len; s < end;) {
        struct stretch word = next_stretch(s, end);
        const char *right = word.letters[0] && word.letters[1] ? meant(arena, names, &word) : NULL;
        if (right) {
            out = pz_arena_printf(arena, "%s%.*s%s", out ? out : "", (int)(s - from), from, right);
            from = s + word.len;
        }
        s += word.len;
        if (s < end)
            pz_utf8_next(&s, end);
    }
    return out ? pz_arena_printf(arena, "%s%.*s", out, (int)(s - from), from) : NULL;
}

void pz_look_hint(char *out, size_t size, const char *written, size_t written_len, const char *right, size_t right_len)
{
    const char *w_end = written + written_len, *m = right, *m_end = right + right_len;
    char letter[5] = "";
    bool cyrillic = false;
    while (written < w_end && m < m_end && !letter[0]) {
        uint32_t wrong = pz_utf8_next(&written, w_end), rune = pz_utf8_next(&m, m_end);
        cyrillic = pz_rune_is_cyrillic(rune);
        if (cyrillic != pz_rune_is_cyrillic(wrong))
            pz_utf8_encode(letter, rune);
    }
    snprintf(out, size,
             cyrillic ? _("Latin and Cyrillic letters that look alike are mixed up: “%.*s” with the Cyrillic “%s” is meant")
                      : _("Latin and Cyrillic letters that look alike are mixed up: “%.*s” with the Latin “%s” is meant"),
             (int)right_len, right, letter);
}
