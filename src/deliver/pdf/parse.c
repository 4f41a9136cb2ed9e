/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/parse.h"

#include <limits.h>

enum { DEPTH_MAX = 100, TAIL = 1024, ENTRY = 20 };

struct parser {
    struct pz_pdf_file *file;
    const char *p, *end;
    bool bad;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_regular(char c)
{
    return !is_blank(c) && !strchr("()<>[]{}/%", c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct parser *s)
{
    while (s->p < s->end && (is_blank(*s->p) || *s->p == '%')) {
        if (*s->p == '%')
            while (s->p < s->end && *s->p != '\n' && *s->p != '\r')
                s->p++;
        else
            s->p++;
    }
}

/* Words are short and known: the keyword, with nothing that belongs to it behind it. */
static bool take_word(struct parser *s, const char *word)
{
    size_t n = strlen(word);
    skip_blanks(s);
    if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0 || (s->p + n < s->end && is_regular(s->p[n])))
        return false;
    s->p += n;
    return true;
}

/* A number without sign; -1: there is none, or it is too large. */
static long long take_count(struct parser *s)
{
    long long v = 0;
    skip_blanks(s);
    const char *start = s->p;
    for (; s->p < s->end && is_digit(*s->p) && v < INT_MAX; s->p++)
        v = v * 10 + (*s->p - '0');
    return s->p == start || (s->p < s->end && is_regular(*s->p)) ? -1 : v;
}

/* Objects ------------------------------------------------------------------------------------------------------ */

static struct pz_cos *parse(struct parser *s, unsigned depth);

static struct pz_cos *new_object(struct parser *s, enum pz_cos_kind kind, const char *start)
{
    struct pz_cos *o = PZ_NEW(s->file->arena, struct pz_cos);
    o->kind = kind;
    o->text = start;
    o->len = start ? (size_t)(s->p - start) : 0;
    return o;
}

static struct pz_cos *spoilt(struct parser *s)
{
    s->bad = true;
    return new_object(s, PZ_COS_NULL, NULL);
}

static bool is_integer(const char *p, size_t len, long long *value)
{
    bool minus = len && *p == '-';
    size_t i = len && (*p == '-' || *p == '+');
    if (i == len || len > 18)
        return false;
    for (*value = 0; i < len; i++) {
        if (!is_digit(p[i]))
            return false;
        *value = *value * 10 + (p[i] - '0');
    }
    *value = minus ? -*value : *value;
    return true;
}

/* A number with “0 R” behind it is a reference. */
static struct pz_cos *parse_number(struct parser *s, const char *start, long long value)
{
    struct parser ahead = *s;
    bool reference = value > 0 && value < INT_MAX && is_digit(*start) && take_count(&ahead) == 0 && take_word(&ahead, "R");
    if (reference)
        s->p = ahead.p;
    struct pz_cos *o = new_object(s, reference ? PZ_COS_REFERENCE : PZ_COS_INTEGER, NULL);
    o->number = reference ? (int)value : 0;
    o->integer = value;
    return o;
}

static struct pz_cos *parse_regular(struct parser *s)
{
    const char *start = s->p;
    long long value = 0;
    while (s->p < s->end && is_regular(*s->p))
        s->p++;
    size_t len = (size_t)(s->p - start);
    if (is_integer(start, len, &value))
        return parse_number(s, start, value);
    if (len == 4 && memcmp(start, "null", 4) == 0)
        return new_object(s, PZ_COS_NULL, NULL);
    bool word = (len == 4 && memcmp(start, "true", 4) == 0) || (len == 5 && memcmp(start, "false", 5) == 0);
    return word || (len && strspn(start, "+-.0123456789") >= len) ? new_object(s, PZ_COS_WORD, start) : spoilt(s);
}

static struct pz_cos *parse_name(struct parser *s)
{
    const char *start = s->p++;
    while (s->p < s->end && is_regular(*s->p))
        s->p++;
    return new_object(s, PZ_COS_NAME, start);
}

static struct pz_cos *parse_literal(struct parser *s)
{
    const char *start = s->p;
    unsigned open = 0;
    for (; s->p < s->end; s->p++) {
        if (*s->p == '\\' && s->p + 1 < s->end)
            s->p++;
        else if (*s->p == '(')
            open++;
        else if (*s->p == ')' && --open == 0)
            return s->p++, new_object(s, PZ_COS_STRING, start);
    }
    return spoilt(s);
}

static struct pz_cos *parse_hex(struct parser *s)
{
    const char *start = s->p++;
    while (s->p < s->end &&
           (is_blank(*s->p) || is_digit(*s->p) || (*s->p >= 'A' && *s->p <= 'F') || (*s->p >= 'a' && *s->p <= 'f')))
        s->p++;
    if (s->p == s->end || *s->p != '>')
        return spoilt(s);
    s->p++;
    return new_object(s, PZ_COS_STRING, start);
}

static struct pz_cos *parse_array(struct parser *s, unsigned depth)
{
    struct pz_cos *array = new_object(s, PZ_COS_ARRAY, NULL);
    for (s->p++; !s->bad;) {
        skip_blanks(s);
        if (s->p < s->end && *s->p == ']')
            return s->p++, array;
        pz_cos_push(s->file, array, parse(s, depth + 1));
    }
    return array;
}

static void add_pair(struct parser *s, struct pz_cos *dict, const struct pz_cos *key, struct pz_cos *value)
{
    if (dict->n == dict->cap) {
        dict->u.pairs = pz_arena_grow(s->file->arena, dict->u.pairs, dict->n, dict->cap * 2 + 6, sizeof *dict->u.pairs);
        dict->cap = dict->cap * 2 + 6;
    }
    dict->u.pairs[dict->n++] = (struct pz_cos_pair){key->text, key->len, value};
}

static struct pz_cos *parse_dictionary(struct parser *s, unsigned depth)
{
    struct pz_cos *dict = new_object(s, PZ_COS_DICTIONARY, NULL);
    for (s->p += 2; !s->bad;) {
        skip_blanks(s);
        if (s->end - s->p >= 2 && s->p[0] == '>' && s->p[1] == '>')
            return s->p += 2, dict;
        struct pz_cos *key = s->p < s->end && *s->p == '/' ? parse_name(s) : spoilt(s);
        struct pz_cos *value = parse(s, depth + 1);
        if (!s->bad && value->kind != PZ_COS_NULL)
            add_pair(s, dict, key, value);
    }
    return dict;
}

static struct pz_cos *parse(struct parser *s, unsigned depth)
{
    skip_blanks(s);
    if (s->p == s->end || depth > DEPTH_MAX)
        return spoilt(s);
    bool two = s->end - s->p >= 2 && s->p[1] == '<';
    switch (*s->p) {
    case '/': return parse_name(s);
    case '(': return parse_literal(s);
    case '[': return parse_array(s, depth);
    case '<': return two ? parse_dictionary(s, depth) : parse_hex(s);
    default: return parse_regular(s);
    }
}

/* The bytes behind “stream” and a line's end, as many as the dictionary says, with “endstream” behind them. */
static void parse_stream(struct parser *s, struct pz_cos *dict)
{
    const struct pz_cos *length = pz_cos_get(s->file, dict, "/Length");
    s->p += s->end - s->p >= 2 && s->p[0] == '\r' && s->p[1] == '\n' ? 2 : s->p < s->end && *s->p == '\n' ? 1 : 0;
    if (length->kind != PZ_COS_INTEGER || length->integer < 0 || length->integer > s->end - s->p) {
        s->bad = true;
        return;
    }
    dict->kind = PZ_COS_STREAM;
    dict->text = s->p;
    dict->len = (size_t)length->integer;
    s->p += dict->len;
    s->bad |= !take_word(s, "endstream");
}

struct pz_cos *pz_parse_numbered(struct pz_pdf_file *file, int number)
{
    struct parser s = {file, file->bytes + file->at[number], file->bytes + file->len, false};
    struct pz_cos *o = NULL;
    if (take_count(&s) == number && take_count(&s) == 0 && take_word(&s, "obj")) {
        o = parse(&s, 0);
        o->number = number;
        if (!s.bad && o->kind == PZ_COS_DICTIONARY && take_word(&s, "stream"))
            parse_stream(&s, o);
    }
    if (o && !s.bad && o->kind != PZ_COS_REFERENCE && take_word(&s, "endobj"))
        return o;
    file->fault = file->fault ? file->fault : "a damaged object";
    return PZ_NEW(file->arena, struct pz_cos);
}

struct pz_cos *pz_parse_text(struct pz_pdf_file *file, const char *text, size_t len)
{
    struct parser s = {file, text, text + len, false};
    return parse(&s, 0);
}

struct pz_cos *pz_cos_parse(struct pz_pdf_file *file, const char *text)
{
    return pz_parse_text(file, text, strlen(text));
}

/* Strings ------------------------------------------------------------------------------------------------------ */

static int hex_digit(char c)
{
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void put_hex(struct pz_buf *out, const char *p, const char *end)
{
    int half = -1;
    for (; p < end; p++) {
        int d = hex_digit(*p);
        if (d >= 0 && half >= 0)
            pz_buf_putc(out, (char)(half << 4 | d));
        half = d < 0 ? half : half < 0 ? d : -1;
    }
    if (half >= 0)
        pz_buf_putc(out, (char)(half << 4));
}

/* Behind a backslash: an octal code of up to three digits, a letter, the end of a line (which is none), or the character itself. */
static const char *put_escaped(struct pz_buf *out, const char *p, const char *end)
{
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    const char *letter = strchr(letters, *p);
    int code = 0, digits = 0;
    for (; digits < 3 && p < end && *p >= '0' && *p <= '7'; digits++)
        code = code * 8 + (*p++ - '0');
    if (digits) {
        pz_buf_putc(out, (char)code);
        return p;
    }
    if (*p == '\r' && p + 1 < end && p[1] == '\n')
        return p + 2;
    if (*p != '\n' && *p != '\r')
        pz_buf_putc(out, letter && *p ? meant[letter - letters] : *p);
    return p + 1;
}

void pz_parse_string(struct pz_buf *out, const char *text, size_t len)
{
    const char *p = text + 1, *end = text + len - 1;
    if (*text == '<') {
        put_hex(out, p, end);
        return;
    }
    while (p < end) {
        if (*p == '\\' && p + 1 < end)
            p = put_escaped(out, p + 1, end);
        else
            pz_buf_putc(out, *p++);
    }
}

/* The file ----------------------------------------------------------------------------------------------------- */

/* One section of the table: «first count», then entries of twenty bytes. */
static bool read_section(struct parser *s, long long first)
{
    struct pz_pdf_file *f = s->file;
    long long count = take_count(s);
    skip_blanks(s);
    if (count < 0 || count > (s->end - s->p) / ENTRY || first + count >= INT_MAX)
        return false;
    if ((size_t)(first + count) > f->cap) {
        size_t cap = (size_t)(first + count) + 64;
        if ((size_t)(first + count) > f->len)
            return false; /* an object has more than a byte */
        f->at = pz_arena_grow(f->arena, f->at, f->n, cap, sizeof *f->at);
        f->cap = cap;
    }
    for (; f->n < (size_t)(first + count); f->n++)
        f->at[f->n] = 0;
    for (; count; count--, first++, s->p += ENTRY) {
        struct parser entry = {f, s->p, s->p + ENTRY, false};
        long long at = take_count(&entry);
        if (at < 0 || take_count(&entry) < 0)
            return false;
        bool used = take_word(&entry, "n");
        if (!used && !take_word(&entry, "f"))
            return false;
        f->at[first] = used && (size_t)at < f->len ? (size_t)at : 0;
    }
    return true;
}

static const char *read_table(struct parser *s)
{
    if (!take_word(s, "xref"))
        return "no table of cross-references";
    while (!take_word(s, "trailer")) {
        long long first = take_count(s);
        if (first < 0 || !read_section(s, first))
            return "a damaged table of cross-references";
    }
    struct pz_pdf_file *f = s->file;
    f->objects = pz_arena_zalloc(f->arena, f->cap * sizeof *f->objects);
    f->trailer = parse(s, 0);
    if (s->bad || f->trailer->kind != PZ_COS_DICTIONARY)
        return "a damaged trailer";
    if (pz_cos_has(f, f->trailer, "/Prev") || pz_cos_has(f, f->trailer, "/XRefStm") || pz_cos_has(f, f->trailer, "/Encrypt"))
        return "a file written in steps, or encrypted";
    return pz_pdf_file_root(f)->kind == PZ_COS_DICTIONARY ? NULL : "no catalogue";
}

const char *pz_pdf_file_read(struct pz_pdf_file *file, struct pz_arena *arena, const char *bytes, size_t len)
{
    static const char word[] = "startxref";
    *file = (struct pz_pdf_file){.arena = arena, .bytes = bytes, .len = len};
    const char *tail = bytes + (len > TAIL ? len - TAIL : 0), *at = NULL;
    if (len < 9 || memcmp(bytes, "%PDF-", 5) != 0)
        return "no PDF";
    for (const char *p = tail; (p = memmem(p, (size_t)(bytes + len - p), word, sizeof word - 1)); p++)
        at = p;
    if (!at)
        return "no end";
    struct parser s = {file, at + sizeof word - 1, bytes + len, false};
    long long table = take_count(&s);
    if (table < 0 || (size_t)table >= len)
        return "no end";
    s.p = bytes + table;
    return read_table(&s);
}
