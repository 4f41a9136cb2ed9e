/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as text, as Python prints them. */
#include "template/operate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/big.h"
#include "template/formats.h"
#include "template/rich.h"

enum { REPR_DEPTH = 50 };

static void write_int(struct pz_buf *out, int64_t i)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (i < 0)
        *--p = '-';
    pz_buf_put(out, p, (size_t)(digits + sizeof digits - p));
}

/* Shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16 on. */
void pzt_write_float(struct pz_buf *out, double f)
{
    char digits[40], *e;
    if (isnan(f) || isinf(f)) {
        pz_buf_puts(out, isnan(f) ? "nan" : f < 0 ? "-inf" : "inf");
        return;
    }
    if (fabs(f) < 1e15 && f == (double)(int64_t)f) { /* common and quick */
        if (f == 0 && signbit(f))
            pz_buf_putc(out, '-');
        write_int(out, (int64_t)f);
        pz_buf_puts(out, ".0");
        return;
    }
    int precision = fabs(f) < 2.3e-308 ? 0 : 14; /* fifteen digits always read back, but for the smallest numbers */
    do
        snprintf(digits, sizeof digits, "%.*e", precision++, f);
    while (precision <= 17 && strtod(digits, NULL) != f);
    e = strchr(digits, 'e');
    int exponent = atoi(e + 1);
    char *figures = digits + (digits[0] == '-'), mantissa[24];
    size_t n = 0;
    for (char *p = figures; p < e; p++)
        if (*p != '.')
            mantissa[n++] = *p;
    while (n > 1 && mantissa[n - 1] == '0')
        n--;
    if (digits[0] == '-')
        pz_buf_putc(out, '-');
    if (exponent < -4 || exponent >= 16) {
        pz_buf_putc(out, mantissa[0]);
        if (n > 1) {
            pz_buf_putc(out, '.');
            pz_buf_put(out, mantissa + 1, n - 1);
        }
        pz_buf_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    if (exponent < 0) {
        pz_buf_puts(out, "0.");
        for (int i = -1; i > exponent; i--)
            pz_buf_putc(out, '0');
        pz_buf_put(out, mantissa, n);
        return;
    }
    for (int i = 0; i <= exponent; i++)
        pz_buf_putc(out, (size_t)i < n ? mantissa[i] : '0');
    pz_buf_putc(out, '.');
    if (n > (size_t)exponent + 1)
        pz_buf_put(out, mantissa + exponent + 1, n - (size_t)exponent - 1);
    else
        pz_buf_putc(out, '0');
}

static void repr_string(struct pz_buf *out, const char *s, size_t len)
{
    char quote = memchr(s, '\'', len) && !memchr(s, '"', len) ? '"' : '\'';
    pz_buf_putc(out, quote);
    for (const char *p = s, *end = s + len; p < end;) {
        const char *at = p;
        uint32_t r = pz_utf8_next(&p, end);
        if (r == (uint32_t)quote || r == '\\')
            pz_buf_printf(out, "\\%c", (int)r);
        else if (r == '\n' || r == '\r' || r == '\t')
            pz_buf_puts(out, r == '\n' ? "\\n" : r == '\r' ? "\\r" : "\\t");
        else if (r < 0x20 || (r >= 0x7F && r < 0xA1) || r == 0xAD)
            pz_buf_printf(out, "\\x%02x", r);
        else
            pz_buf_put(out, at, (size_t)(p - at));
    }
    pz_buf_putc(out, quote);
}

static void repr_list(struct exec *x, struct pz_buf *out, struct pz_value v, unsigned depth)
{
    bool tuple = v.flags & FLAG_TUPLE;
    pz_buf_putc(out, tuple ? '(' : '[');
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        if (i)
            pz_buf_puts(out, ", ");
        pzt_write_repr(x, out, v.u.list->v[i], depth + 1);
    }
    pz_buf_puts(out, tuple ? (v.u.list->n == 1 ? ",)" : ")") : "]");
}

static void repr_map(struct exec *x, struct pz_buf *out, const struct pz_map *map, unsigned depth)
{
    pz_buf_putc(out, '{');
    for (uint32_t i = 0; i < map->n; i++) {
        if (i)
            pz_buf_puts(out, ", ");
        pzt_write_repr(x, out, pzt_key_value(map->e[i].key), depth + 1);
        pz_buf_puts(out, ": ");
        pzt_write_repr(x, out, map->e[i].value, depth + 1);
    }
    pz_buf_putc(out, '}');
}

static void write_object(struct exec *x, struct pz_buf *out, struct pz_value v, unsigned depth)
{
    const struct pz_object_class *cls = v.u.object->cls;
    struct pz_value text = pz_none();
    if (cls == &pzt_range_class) {
        const struct pz_range *r = (const void *)v.u.object;
        pz_buf_printf(out, r->step == 1 ? "range(%lld, %lld)" : "range(%lld, %lld, %lld)", (long long)r->start, (long long)r->stop,
                      (long long)r->step);
    } else if (cls == &pzt_big_class) {
        pzt_big_write(out, v);
    } else if (x && cls->text) {
        if (cls->text(v.u.object, cls == &pz_rich_class ? x->mem : x->arena, &text, x->err) < 0)
            pzt_throw_failed(x, NULL);
        pzt_write_text(x, out, text);
    } else if (x && cls->force) {
        pzt_write_repr(x, out, pzt_force(x, NULL, v), depth + 1);
    } else {
        pz_buf_printf(out, "<%s>", cls->name);
    }
}

void pzt_write_repr(struct exec *x, struct pz_buf *out, struct pz_value v, unsigned depth)
{
    if (depth > REPR_DEPTH) {
        pz_buf_puts(out, "...");
        return;
    }
    if (x)
        pzt_charge(x, 1);
    if (x && out->len - x->out_start > x->limits.output_bytes && out == x->out)
        pzt_refuel(x);
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED: pz_buf_puts(out, "Undefined"); break;
    case PZ_STRING: repr_string(out, v.u.s, v.len); break;
    case PZ_LIST: repr_list(x, out, v, depth); break;
    case PZ_MAP: repr_map(x, out, v.u.map, depth); break;
    case PZ_OBJECT: write_object(x, out, v, depth); break;
    default: pzt_write_text(x, out, v); break;
    }
}

void pzt_write_text(struct exec *x, struct pz_buf *out, struct pz_value v)
{
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED:
        if (x && x->program->options.undefined == PZ_UNDEFINED_DEBUG && v.u.s)
            pz_buf_printf(out, "{{ %s }}", v.u.s);
        break;
    case PZ_NONE: pz_buf_put(out, "None", 4); break;
    case PZ_BOOL: pz_buf_puts(out, v.u.b ? "True" : "False"); break;
    case PZ_INT: write_int(out, v.u.i); break;
    case PZ_FLOAT: pzt_write_float(out, v.u.f); break;
    case PZ_STRING: pz_buf_put(out, v.u.s, v.len); break;
    default: pzt_write_repr(x, out, v, 0); break;
    }
}

void pz_value_write(const struct pz_value *v, struct pz_buf *out)
{
    pzt_write_text(NULL, out, *v);
}

void pzt_write_escaped(struct pz_buf *out, const char *s, size_t len)
{
    const char *from = s, *end = s + len;
    for (const char *p = s; p < end; p++) {
        const char *to;
        switch (*p) {
        case '&': to = "&amp;"; break;
        case '<': to = "&lt;"; break;
        case '>': to = "&gt;"; break;
        case '"': to = "&#34;"; break;
        case '\'': to = "&#39;"; break;
        default: continue;
        }
        pz_buf_put(out, from, (size_t)(p - from));
        pz_buf_puts(out, to);
        from = p + 1;
    }
    if (from < end)
        pz_buf_put(out, from, (size_t)(end - from));
}

struct pz_value pzt_text(struct exec *x, struct pz_value v)
{
    if (v.type == PZ_STRING)
        return v;
    size_t begin = pzt_text_begin(x);
    pzt_write_text(x, x->out, v);
    return pzt_text_end(x, begin);
}

struct pz_value pzt_escape(struct exec *x, struct pz_value v)
{
    struct pz_value text = pzt_text(x, v);
    if (v.type == PZ_STRING && (v.flags & PZ_SAFE))
        return v;
    size_t begin = pzt_text_begin(x);
    pzt_write_escaped(x->out, text.u.s, text.len);
    text = pzt_text_end(x, begin);
    text.flags |= PZ_SAFE;
    return text;
}

/* Keys ------------------------------------------------------------------------------------------------------ */

struct pz_key pzt_key_of(struct exec *x, const struct node *at, struct pz_value v)
{
    if (v.type == PZ_STRING)
        return pz_key_n(v.u.s, v.len);
    if (v.type == PZ_BOOL)
        v = pz_int(v.u.b);
    if (v.type == PZ_FLOAT && v.u.f == floor(v.u.f) && fabs(v.u.f) < 1e18)
        v = pz_int((int64_t)v.u.f);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, at, v);
    if (v.type == PZ_MAP || v.type == PZ_OBJECT || (v.type == PZ_LIST && !(v.flags & FLAG_TUPLE)))
        pzt_throw(x, at, "E-TPL-021", _("%s cannot be a key"), pzt_type_word(v));
    size_t begin = pzt_text_begin(x);
    pz_buf_putc(x->out, '\1');
    pz_buf_putc(x->out, v.type == PZ_INT ? 'i' : v.type == PZ_FLOAT ? 'f' : v.type == PZ_NONE ? 'n' : 't');
    pzt_write_text(x, x->out, v);
    struct pz_value text = pzt_text_end(x, begin);
    return pz_key_n(text.u.s, text.len); /* a tuple comes back from its key as its text */
}

struct pz_value pzt_key_value(struct pz_key key)
{
    if (key.len < 2 || key.s[0] != '\1')
        return pz_strn(key.s, key.len);
    struct pz_value v = pz_none();
    char number[64];
    size_t n = key.len - 2 < sizeof number - 1 ? key.len - 2 : sizeof number - 1;
    memcpy(number, key.s + 2, n);
    number[n] = '\0';
    switch (key.s[1]) {
    case 'i': return pz_int(strtoll(number, NULL, 10));
    case 'f': return pz_float(strtod(number, NULL));
    case 'n': return v;
    default: return pz_strn(key.s + 2, key.len - 2);
    }
}
