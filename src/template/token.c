/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Letters of scripts without case tables here: whole blocks, as names in templates are read leniently. */
static const uint32_t letter_ranges[][2] = {
    {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},     {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x2FF},
    {0x370, 0x373},   {0x376, 0x377},   {0x37B, 0x37D},   {0x37F, 0x37F},   {0x386, 0x386},     {0x388, 0x481},
    {0x48A, 0x559},   {0x561, 0x588},   {0x5D0, 0x5F2},   {0x620, 0x64A},   {0x66E, 0x6D3},     {0x6EE, 0x6EF},
    {0x6FA, 0x6FC},   {0x710, 0x72F},   {0x74D, 0x7A5},   {0x904, 0x1FFF},  {0x2071, 0x2071},   {0x207F, 0x207F},
    {0x2102, 0x2102}, {0x210A, 0x2113}, {0x2115, 0x2115}, {0x2118, 0x211D}, {0x2124, 0x2124},   {0x2126, 0x2126},
    {0x2128, 0x2139}, {0x2C00, 0x2DFF}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3041, 0xD7FF},   {0xF900, 0xFDFB},
    {0xFE70, 0xFEFC}, {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC}, {0x10000, 0x1EFFF}, {0x20000, 0x3FFFF},
};

bool pzt_rune_starts_name(uint32_t r)
{
    if (r < 0x80)
        return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || r == '_';
    for (size_t i = 0; i < sizeof letter_ranges / sizeof *letter_ranges && r >= letter_ranges[i][0]; i++)
        if (r <= letter_ranges[i][1])
            return true;
    return false;
}

bool pzt_rune_continues_name(uint32_t r)
{
    return pzt_rune_starts_name(r) || (r >= '0' && r <= '9') || r == 0xB7 || r == 0x387 || (r >= 0x300 && r <= 0x36F);
}

/* Opening quote → the quotes that may close it. „ pairs with both habits of closing; straight quotes with themselves. */
static uint32_t quote_end(uint32_t open, uint32_t *other)
{
    *other = 0;
    switch (open) {
    case '"':
    case '\'': return open;
    case 0x201C: *other = 0x201C; return 0x201D; /* “ ” */
    case 0x201D: return 0x201D;
    case 0x201E: *other = 0x201D; return 0x201C; /* „ “ */
    case 0x2018: *other = 0x2018; return 0x2019; /* ‘ ’ */
    case 0x2019: return 0x2019;
    case 0x00AB: return 0x00BB; /* « » */
    default: return 0;
    }
}

size_t pzt_token_string_end(const char *text, size_t len, size_t at)
{
    const char *p = text + at, *end = text + len;
    if (p >= end)
        return 0;
    uint32_t other, close = quote_end(pz_utf8_next(&p, end), &other);
    if (!close)
        return 0;
    while (p < end) {
        uint32_t r = pz_utf8_next(&p, end);
        if (r == '\\' && p < end)
            pz_utf8_next(&p, end);
        else if (r == close || (other && r == other))
            return (size_t)(p - text);
    }
    return 0;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Python's escapes in a string literal. Returns bytes written, or -1 for a broken one. */
static long unescape(char *out, const char *s, const char *end)
{
    static const char from[] = "abfnrtv\\'\"", to[] = "\a\b\f\n\r\t\v\\'\"";
    char *o = out;
    while (s < end) {
        if (*s != '\\' || s + 1 >= end) {
            *o++ = *s++;
            continue;
        }
        char c = s[1];
        const char *known = c ? strchr(from, c) : NULL;
        int width = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        uint32_t rune = 0;
        if (known) {
            *o++ = to[known - from];
            s += 2;
        } else if (c == '\n') {
            s += 2;
        } else if (width) {
            s += 2;
            for (int i = 0; i < width; i++, s++) {
                if (s >= end || hex_digit(*s) < 0 || rune > 0x0FFFFFFF)
                    return -1;
                rune = rune * 16 + (uint32_t)hex_digit(*s);
            }
            o += pz_utf8_encode(o, rune);
        } else if (c >= '0' && c <= '7') {
            s++;
            for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++, s++)
                rune = rune * 8 + (uint32_t)(*s - '0');
            o += pz_utf8_encode(o, rune);
        } else {
            *o++ = *s++;
        }
    }
    return o - out;
}

static enum token_fault read_string(struct token *t, struct pz_arena *arena, const char *text, size_t len, size_t at)
{
    size_t stop = pzt_token_string_end(text, len, at);
    if (!stop)
        return TOKEN_OPEN_STRING;
    const char *from = text + at, *to = text + stop;
    pz_utf8_next(&from, to);
    pz_utf8_prev(&to, from);
    char *copy = pz_arena_alloc(arena, (size_t)(to - from) + 5);
    long n = unescape(copy, from, to);
    if (n < 0)
        return TOKEN_BAD_ESCAPE;
    copy[n] = '\0';
    t->kind = T_STRING;
    t->value = pz_strn(copy, (size_t)n);
    t->end = (uint32_t)stop;
    return TOKEN_OK;
}

/* Digits of a base with single underscores between them; copies them without the underscores. */
static size_t digits(const char *s, const char *end, int base, char *out, size_t *n)
{
    const char *p = s;
    while (p < end) {
        const char *d = *p == '_' && (p > s || base != 10) && p + 1 < end ? p + 1 : p;
        int v = hex_digit(*d);
        if (v < 0 || v >= base)
            break;
        if (*n < 400)
            out[(*n)++] = *d;
        p = d + 1;
    }
    return (size_t)(p - s);
}

/* whole: behind a dot, where “.0.1” are two items. */
static enum token_fault read_number(struct token *t, struct pz_arena *arena, const char *text, size_t len, size_t at, bool whole)
{
    char copy[420];
    size_t n = 0;
    const char *s = text + at, *end = text + len;
    static const char prefixes[] = "xXoObB";
    static const int bases[] = {16, 16, 8, 8, 2, 2};
    const char *mark = s[0] == '0' && s + 2 < end && s[1] ? strchr(prefixes, s[1]) : NULL;
    int base = mark ? bases[mark - prefixes] : 10;
    const char *p = s + (mark ? 2 : 0);
    size_t got = digits(p, end, base, copy, &n);
    if (mark && !got)
        base = 10, p = s, got = 1, copy[0] = '0', n = 1;
    p += got;
    bool real = false;
    if (!whole && base == 10 && p + 1 < end && *p == '.' && p[1] >= '0' && p[1] <= '9') {
        copy[n++] = '.';
        p += 1 + digits(p + 1, end, 10, copy, &n);
        real = true;
    }
    if (!whole && base == 10 && p + 1 < end && (*p == 'e' || *p == 'E')) {
        const char *e = p + 1 + (p[1] == '+' || p[1] == '-');
        if (e < end && *e >= '0' && *e <= '9') {
            copy[n++] = 'e';
            if (e > p + 1)
                copy[n++] = p[1];
            p = e + digits(e, end, 10, copy, &n);
            real = true;
        }
    }
    copy[n] = '\0';
    t->kind = T_NUMBER;
    t->end = (uint32_t)(p - text);
    if (real) {
        t->value = pz_float(strtod(copy, NULL));
        return TOKEN_OK;
    }
    errno = 0;
    t->value = pz_int(strtoll(copy, NULL, base));
    if (!errno)
        return TOKEN_OK;
    if (base != 10 || n >= 400)
        return TOKEN_NUMBER_TOO_LARGE;
    t->value = pz_strn(pz_arena_strndup(arena, copy, n), n); /* beyond 64 bits: its digits */
    return TOKEN_OK;
}

static enum token_kind operator(const char *s, size_t left, size_t *width) {
    static const struct {char text[3]; enum token_kind kind;}
table[] = {
    {"//", T_FLOORDIV}, {"**", T_POW},     {"==", T_EQ},      {"!=", T_NE},    {">=", T_GE},       {"<=", T_LE},  {"+", T_ADD},
    {"-", T_SUB},       {"*", T_MUL},      {"/", T_DIV},      {"%", T_MOD},    {"~", T_TILDE},     {"<", T_LT},   {">", T_GT},
    {"=", T_ASSIGN},    {".", T_DOT},      {",", T_COMMA},    {":", T_COLON},  {";", T_SEMICOLON}, {"|", T_PIPE}, {"(", T_LPAREN},
    {")", T_RPAREN},    {"[", T_LBRACKET}, {"]", T_RBRACKET}, {"{", T_LBRACE}, {"}", T_RBRACE},
};
for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    *width = table[i].text[1] ? 2 : 1;
    if (left >= *width && memcmp(s, table[i].text, *width) == 0)
        return table[i].kind;
}
return T_END;
}

static enum token_fault next_token(struct token *t, struct pz_arena *arena, const char *text, size_t len, size_t at,
                                   bool behind_dot)
{
    const char *p = text + at, *end = text + len;
    uint32_t r = pz_utf8_next(&p, end), other;
    t->at = (uint32_t)at;
    if (pzt_rune_starts_name(r)) {
        for (const char *q = p; q < end && pzt_rune_continues_name(pz_utf8_next(&q, end));)
            p = q;
        t->kind = T_NAME;
        t->value = pz_strn(text + at, (size_t)(p - text) - at);
        t->end = (uint32_t)(p - text);
        return TOKEN_OK;
    }
    if (r >= '0' && r <= '9')
        return read_number(t, arena, text, len, at, behind_dot);
    if (quote_end(r, &other))
        return read_string(t, arena, text, len, at);
    size_t width;
    t->kind = operator(text + at, len - at, &width);
    t->end = (uint32_t)(at + width);
    return t->kind == T_END ? TOKEN_BAD_CHARACTER : TOKEN_OK;
}

enum token_fault pzt_tokenize(struct token **out, size_t *n, struct pz_arena *arena, const char *text, size_t len, uint32_t *where)
{
    size_t cap = len / 4 + 8, at = 0;
    struct token *v = pz_arena_alloc(arena, cap * sizeof *v);
    *n = 0;
    enum token_fault fault = TOKEN_OK;
    for (;;) {
        const char *p = text + at, *end = text + len;
        while (p < end) {
            const char *q = p;
            if (!pz_rune_is_space(pz_utf8_next(&q, end)))
                break;
            p = q;
        }
        at = (size_t)(p - text);
        if (*n + 1 >= cap) {
            v = pz_arena_grow(arena, v, *n, cap * 2, sizeof *v);
            cap *= 2;
        }
        if (at >= len || (fault = next_token(&v[*n], arena, text, len, at, *n && v[*n - 1].kind == T_DOT)))
            break;
        at = v[(*n)++].end;
    }
    *where = (uint32_t)at;
    v[*n] = (struct token){.kind = T_END, .at = (uint32_t)at, .end = (uint32_t)at};
    *out = v;
    return fault;
}
