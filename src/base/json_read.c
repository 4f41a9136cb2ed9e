/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 200, NUMBER_MAX = 40, STACK_FIRST = 256 };

/* Items of the lists and maps that are open wait on the stack until the closing bracket tells how many there are: millions of small
 * maps take no more than they hold. */
struct reading {
    const char *p, *end;
    struct pz_arena *arena;
    unsigned depth;
    struct pz_value *stack; /* of a map: key, value, key, value … */
    size_t n, cap, memory_max, began;
    bool too_large;
};

static size_t memory(const struct reading *r)
{
    return r->arena->used - r->began + r->cap * sizeof *r->stack;
}

static bool push(struct reading *r, struct pz_value v)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap + r->cap / 2 : STACK_FIRST;
        struct pz_value *larger = pz_realloc(r->stack, cap * sizeof *larger);
        if (!larger)
            pz_arena_spent(r->arena);
        r->stack = larger;
        r->cap = cap;
    }
    r->stack[r->n++] = v;
    r->too_large = memory(r) > r->memory_max;
    return !r->too_large;
}

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

/* RFC 8259, 6. Integers beyond 64 bits are the library's to refuse. */
static bool read_number(struct reading *r, struct pz_value *out)
{
    const char *start = r->p;
    bool whole = true;
    r->p += *r->p == '-';
    const char *digits = r->p;
    if (!skip_digits(r) || (*digits == '0' && r->p - digits > 1))
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
    errno = 0;
    *out = whole ? pz_int(strtoll(text, NULL, 10)) : pz_float(strtod(text, NULL));
    return whole ? errno == 0 : isfinite(out->u.f);
}

static bool read_list(struct reading *r, struct pz_value *out)
{
    size_t from = r->n;
    if (!take(r, ']')) {
        do {
            struct pz_value item;
            if (!read_value(r, &item) || !push(r, item))
                return false;
        } while (take(r, ','));
        if (!take(r, ']'))
            return false;
    }
    struct pz_list *list = pz_list_new(r->arena, r->n - from);
    for (; list->n < list->cap; list->n++)
        list->v[list->n] = r->stack[from + list->n];
    r->n = from;
    *out = pz_list_value(list);
    return true;
}

static bool read_map(struct reading *r, struct pz_value *out)
{
    size_t from = r->n;
    if (!take(r, '}')) {
        do {
            struct pz_value key, item;
            if (!take(r, '"') || !read_string(r, &key) || !take(r, ':') || !push(r, key) || !read_value(r, &item) || !push(r, item))
                return false;
        } while (take(r, ','));
        if (!take(r, '}'))
            return false;
    }
    struct pz_map *map = pz_map_new(r->arena, (r->n - from) / 2);
    for (size_t i = from; i < r->n; i += 2)
        pz_map_put(r->arena, map, pz_key_n(r->stack[i].u.s, r->stack[i].len), r->stack[i + 1]);
    r->n = from;
    *out = pz_map_value(map);
    return true;
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

static enum pz_json_outcome read_whole(struct reading *r, struct pz_value *out)
{
    bool good = read_value(r, out);
    skip_space(r);
    return r->too_large || memory(r) > r->memory_max ? PZ_JSON_TOO_LARGE : good && r->p == r->end ? PZ_JSON_READ : PZ_JSON_ASK;
}

/* The stack is not in the arena, so a trap frees it and passes on. */
static enum pz_json_outcome read_guarded(struct reading *r, struct pz_value *out)
{
    jmp_buf oom, *before = pz_arena_trap(r->arena, &oom);
    if (setjmp(oom)) {
        pz_free(r->stack);
        pz_arena_trap(r->arena, before);
        pz_arena_spent(r->arena);
    }
    enum pz_json_outcome outcome = read_whole(r, out);
    pz_arena_trap(r->arena, before);
    pz_free(r->stack);
    return outcome;
}

enum pz_json_outcome pz_json_read(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len, size_t memory_max,
                                  size_t *stopped)
{
    struct reading r = {.p = text, .end = text + len, .arena = arena, .memory_max = memory_max, .began = arena->used};
    enum pz_json_outcome outcome = read_guarded(&r, out);
    *stopped = (size_t)(r.p - text);
    return outcome;
}
