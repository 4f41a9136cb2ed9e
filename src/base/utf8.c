/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <endian.h>
#include <string.h>

size_t pz_utf8_encode(char out[4], uint32_t r)
{
    if (r > 0x10FFFF || (r >= 0xD800 && r < 0xE000))
        r = 0xFFFD;
    if (r < 0x80) {
        out[0] = (char)r;
        return 1;
    }
    if (r < 0x800) {
        out[0] = (char)(0xC0 | r >> 6);
        out[1] = (char)(0x80 | (r & 0x3F));
        return 2;
    }
    if (r < 0x10000) {
        out[0] = (char)(0xE0 | r >> 12);
        out[1] = (char)(0x80 | (r >> 6 & 0x3F));
        out[2] = (char)(0x80 | (r & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | r >> 18);
    out[1] = (char)(0x80 | (r >> 12 & 0x3F));
    out[2] = (char)(0x80 | (r >> 6 & 0x3F));
    out[3] = (char)(0x80 | (r & 0x3F));
    return 4;
}

uint32_t pz_utf8_next(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    size_t room = (size_t)(end - *p);
    unsigned n = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    *p += 1;
    if (n == 1)
        return s[0];
    if (!n || n > room)
        return PZ_RUNE_BAD;
    uint32_t r = s[0] & (0x7Fu >> n);
    for (unsigned i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return PZ_RUNE_BAD;
        r = r << 6 | (s[i] & 0x3F);
    }
    if ((n == 3 && r < 0x800) || (n == 4 && (r < 0x10000 || r > 0x10FFFF)) || (r >= 0xD800 && r < 0xE000))
        return PZ_RUNE_BAD;
    *p += n - 1;
    return r;
}

uint32_t pz_utf8_prev(const char **p, const char *start)
{
    const char *end = *p, *q = end - 1;
    while (q > start && end - q < 4 && ((unsigned char)*q & 0xC0) == 0x80)
        q--;
    const char *after = q;
    uint32_t r = pz_utf8_next(&after, end);
    if (after != end) {
        *p = end - 1;
        return PZ_RUNE_BAD;
    }
    *p = q;
    return r;
}

size_t pz_utf8_length(const char *s, size_t len)
{
    size_t n = 0;
    for (const char *p = s, *end = s + len; p < end; n++)
        pz_utf8_next(&p, end);
    return n;
}

size_t pz_utf8_offset(const char *s, size_t len, size_t n)
{
    const char *p = s, *end = s + len;
    while (n-- && p < end)
        pz_utf8_next(&p, end);
    return (size_t)(p - s);
}

/* Behind the ASCII and the letters of two bytes that stand here, eight bytes at a time: of each byte the top bits are looked at, shifted into
 * the place of the topmost. */
static const char *skip_common(const char *p, const char *end)
{
    uint64_t open = 0; /* the last byte looked at begins a letter */
    for (uint64_t v; end - p >= 8; p += 8) {
        memcpy(&v, p, sizeof v);
        v = le64toh(v);
        uint64_t high = v & 0x8080808080808080u, first = high & v << 1, second = high & ~(v << 1);
        uint64_t longer = first & v << 2, overlong = first & ~(v << 3 | v << 4 | v << 5 | v << 6);
        if (longer | overlong | (second ^ (first << 8 | open)))
            break;
        open = first >> 56;
    }
    return p - (open != 0);
}

size_t pz_utf8_valid(const char *s, size_t len)
{
    for (const char *p = s, *end = s + len; p < end;) {
        if ((p = skip_common(p, end)) == end)
            break;
        const char *at = p;
        if (pz_utf8_next(&p, end) == PZ_RUNE_BAD)
            return (size_t)(at - s);
    }
    return len;
}

uint32_t pz_rune_lower(uint32_t r)
{
    if (r < 0x80)
        return r >= 'A' && r <= 'Z' ? r + 32 : r;
    if (r >= 0x410 && r <= 0x42F)
        return r + 32;
    if (r >= 0x400 && r <= 0x40F)
        return r + 80;
    if ((r >= 0x460 && r <= 0x481) || (r >= 0x48A && r <= 0x4BF) || (r >= 0x4D0 && r <= 0x52F))
        return r | 1;
    if (r >= 0x4C1 && r <= 0x4CE)
        return r & 1 ? r + 1 : r;
    if (r == 0x4C0)
        return 0x4CF;
    if ((r >= 0xC0 && r <= 0xDE && r != 0xD7) || (r >= 0x391 && r <= 0x3A9 && r != 0x3A2))
        return r + 32;
    if ((r >= 0x100 && r <= 0x137 && r != 0x130 && r != 0x131) || (r >= 0x14A && r <= 0x177))
        return r | 1;
    if ((r >= 0x139 && r <= 0x148) || (r >= 0x179 && r <= 0x17E))
        return r & 1 ? r + 1 : r;
    return r == 0x178 ? 0xFF : r;
}

uint32_t pz_rune_upper(uint32_t r)
{
    if (r < 0x80)
        return r >= 'a' && r <= 'z' ? r - 32 : r;
    if (r >= 0x430 && r <= 0x44F)
        return r - 32;
    if (r >= 0x450 && r <= 0x45F)
        return r - 80;
    if ((r >= 0x460 && r <= 0x481) || (r >= 0x48A && r <= 0x4BF) || (r >= 0x4D0 && r <= 0x52F))
        return r & ~1u;
    if (r >= 0x4C1 && r <= 0x4CE)
        return r & 1 ? r : r - 1;
    if (r == 0x4CF)
        return 0x4C0;
    if ((r >= 0xE0 && r <= 0xFE && r != 0xF7) || (r >= 0x3B1 && r <= 0x3C9 && r != 0x3C2))
        return r - 32;
    if ((r >= 0x100 && r <= 0x137 && r != 0x130 && r != 0x131) || (r >= 0x14A && r <= 0x177))
        return r & ~1u;
    if ((r >= 0x139 && r <= 0x148) || (r >= 0x179 && r <= 0x17E))
        return r & 1 ? r : r - 1;
    return r == 0xFF ? 0x178 : r;
}

bool pz_rune_is_upper(uint32_t r)
{
    return pz_rune_lower(r) != r;
}

bool pz_rune_is_lower(uint32_t r)
{
    return pz_rune_upper(r) != r || r == 0xDF;
}

bool pz_rune_is_digit(uint32_t r)
{
    return r >= '0' && r <= '9';
}

bool pz_rune_is_cyrillic(uint32_t r)
{
    return r >= 0x400 && r <= 0x52F;
}

bool pz_rune_is_letter(uint32_t r)
{
    if (r < 0x80)
        return (r | 32) >= 'a' && (r | 32) <= 'z';
    if (r == 0xAA || r == 0xB5 || r == 0xBA)
        return true;
    if (r >= 0xC0 && r < 0x2B0)
        return r != 0xD7 && r != 0xF7;
    if (r >= 0x370 && r < 0x400)
        return r != 0x37E && r != 0x375 && r != 0x387;
    if (r >= 0x400 && r < 0x530)
        return r < 0x482 || r > 0x489;
    /* Other scripts: everything above that is neither punctuation, symbols nor private use. */
    return (r >= 0x531 && r < 0x2000) || (r >= 0x2C00 && r < 0x2E00) || (r >= 0x3040 && r < 0xD800) || (r >= 0xF900 && r < 0xFE00);
}

bool pz_rune_is_space(uint32_t r)
{
    return r == ' ' || (r >= 9 && r <= 13) || (r >= 0x1C && r <= 0x1F) || r == 0x85 || r == 0xA0 || r == 0x1680 ||
           (r >= 0x2000 && r <= 0x200A) || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000;
}

static const uint32_t look_alikes[][2] = {
    {'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41D}, {'I', 0x406}, {'K', 0x41A}, {'M', 0x41C},
    {'O', 0x41E}, {'P', 0x420}, {'T', 0x422}, {'X', 0x425}, {'Y', 0x423}, {'a', 0x430}, {'c', 0x441}, {'e', 0x435},
    {'i', 0x456}, {'k', 0x43A}, {'o', 0x43E}, {'p', 0x440}, {'x', 0x445}, {'y', 0x443},
};

uint32_t pz_rune_latin_to_cyrillic(uint32_t r)
{
    for (size_t i = 0; i < sizeof look_alikes / sizeof look_alikes[0]; i++)
        if (look_alikes[i][0] == r)
            return look_alikes[i][1];
    return 0;
}

uint32_t pz_rune_cyrillic_to_latin(uint32_t r)
{
    for (size_t i = 0; i < sizeof look_alikes / sizeof look_alikes[0]; i++)
        if (look_alikes[i][1] == r)
            return look_alikes[i][0];
    return 0;
}
