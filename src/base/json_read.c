/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_read.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { DEPTH_MAX = 200, NUMBER_MAX = 40 };

struct reading {
    const char *p, *end;
    struct pz_arena *arena;
    unsigned depth;
};

static bool read_value(struct reading *r, struct pz_value *out);

static void skip_space(struct reading *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
        r->p++;
}

static bool take(struct reading *r, char c)
{
    skip_space(r);
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_unit(struct reading *r, uint32_t *unit)
{
    if (r->end - r->p < 4)
        return false;
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(*r->p++);
        if (d < 0)
            return false;
        *unit = *unit << 4 | (uint32_t)d;
    }
    return true;
}

/* \uXXXX, with its second half where it is a surrogate (RFC 8259, 7). */
static bool read_rune(struct reading *r, char **to)
{
    uint32_t rune, low;
    if (!read_unit(r, &rune) || rune == 0 || (rune >= 0xDC00 && rune <= 0xDFFF))
        return false;
    if (rune >= 0xD800 && rune <= 0xDBFF) {
        if (r->end - r->p < 2 || r->p[0] != '\\' || r->p[1] != 'u')
            return false;
        r->p += 2;
        if (!read_unit(r, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
    }
    *to += pz_utf8_encode(*to, rune);
    return true;
}

static bool read_escape(struct reading *r, char **to)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (r->p == r->end)
        return false;
    char c = *r->p++;
    if (c == 'u')
        return read_rune(r, to);
    const char *at = c ? strchr(names, c) : NULL;
    if (!at)
        return false;
    *(*to)++ = meanings[at - names];
    return true;
}

/* The string behind the opening quote. An escape is never shorter than what it stands for, so the length in the source is room enough. */
static bool read_string(struct reading *r, struct pz_value *out)
{
    const char *close = pz_json_plain_end(r->p, r->end), *plain_end = close;
    while (close < r->end && *close != '"')
        close = pz_json_plain_end(close + (*close == '\\' && r->end - close > 1 ? 2 : 1), r->end);
    if (close >= r->end)
        return false;
    size_t room = (size_t)(close - r->p);
    char *text = pz_arena_alloc(r->arena, room + 1), *to = text;
    while (r->p < close) {
        const char *plain = r->p;
        r->p = plain < plain_end ? plain_end : pz_json_plain_end(plain, close);
        memcpy(to, plain, (size_t)(r->p - plain));
        to += r->p - plain;
        if (r->p == close)
            break;
        if (*r->p++ != '\\' || !read_escape(r, &to))
            return false;
    }
    *to = '\0';
    size_t len = (size_t)(to - text);
    r->p = close + 1;
    *out = pz_strn(text, len);
    return pz_utf8_valid(text, len) == len;
}

static bool is_digit(const struct reading *r)
{
    return r->p < r->end && *r->p >= '0' && *r->p <= '9';
}

static bool skip_digits(struct reading *r)
{
    if (!is_digit(r))
        return false;
    while (is_digit(r))
        r->p++;
    return true;
}

/* RFC 8259, 6. Integers beyond 18 digits are the library's. */
static bool read_number(struct reading *r, struct pz_value *out)
{
    const char *start = r->p;
    bool whole = true;
    r->p += *r->p == '-';
    const char *digits = r->p;
    if (!skip_digits(r) || (*digits == '0' && r->p - digits > 1) || r->p - digits > 18)
        return false;
    if (r->p < r->end && *r->p == '.') {
        whole = false;
        r->p++;
        if (!skip_digits(r))
            return false;
    }
    if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
        whole = false;
        r->p++;
        if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
            r->p++;
        if (!skip_digits(r))
            return false;
    }
    char text[NUMBER_MAX];
    size_t len = (size_t)(r->p - start);
    if (len >= sizeof text)
        return false;
    memcpy(text, start, len);
    text[len] = '\0';
    *out = whole ? pz_int(strtoll(text, NULL, 10)) : pz_float(strtod(text, NULL));
    return whole || isfinite(out->u.f);
}

static bool read_list(struct reading *r, struct pz_value *out)
{
    struct pz_list *list = pz_list_new(r->arena, 8);
    *out = pz_list_value(list);
    if (take(r, ']'))
        return true;
    do {
        struct pz_value item;
        if (!read_value(r, &item))
            return false;
        pz_list_add(r->arena, list, item);
    } while (take(r, ','));
    return take(r, ']');
}

static bool read_map(struct reading *r, struct pz_value *out)
{
    struct pz_map *map = pz_map_new(r->arena, 8);
    *out = pz_map_value(map);
    if (take(r, '}'))
        return true;
    do {
        struct pz_value key, item;
        if (!take(r, '"') || !read_string(r, &key) || !take(r, ':') || !read_value(r, &item))
            return false;
        pz_map_put(r->arena, map, pz_key_n(key.u.s, key.len), item);
    } while (take(r, ','));
    return take(r, '}');
}

static bool read_word(struct reading *r, const char *word, struct pz_value value, struct pz_value *out)
{
    size_t len = strlen(word);
    if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0)
        return false;
    r->p += len;
    *out = value;
    return true;
}

static bool read_value(struct reading *r, struct pz_value *out)
{
    skip_space(r);
    if (r->p == r->end || r->depth == DEPTH_MAX)
        return false;
    bool good;
    r->depth++;
    switch (*r->p) {
    case '{':
        r->p++;
        good = read_map(r, out);
        break;
    case '[':
        r->p++;
        good = read_list(r, out);
        break;
    case '"':
        r->p++;
        good = read_string(r, out);
        break;
    case 't': good = read_word(r, "true", pz_bool(true), out); break;
    case 'f': good = read_word(r, "false", pz_bool(false), out); break;
    case 'n': good = read_word(r, "null", pz_none(), out); break;
    default: good = (*r->p == '-' || is_digit(r)) && read_number(r, out);
    }
    r->depth--;
    return good;
}

bool pz_json_read(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len)
{
    struct reading r = {text, text + len, arena, 0};
    if (!read_value(&r, out))
        return false;
    skip_space(&r);
    return r.p == r.end;
}
