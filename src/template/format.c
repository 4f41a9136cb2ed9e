/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python's two ways of formatting: "%05d" % value and "{:>5}".format(value). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/big.h"
#include "template/operate.h"
#include "template/strings.h"

enum { FIELD_MAX = 10000 }; /* width and precision */

/* One conversion, whichever way it was written. */
struct spec {
    char align, sign, type; /* '<' '>' '^' '='; '+' ' ' 0 */
    bool alternate, zero, grouped;
    char group;           /* ',' or '_' */
    int width, precision; /* -1: none */
    char fill[5];
};

struct formatter {
    struct exec *x;
    const struct node *at;
    const char *p, *end;
    struct pz_value args; /* a tuple, a map or one value */
    uint32_t next;
    bool safe;
};

static _Noreturn void broken(struct formatter *f)
{
    pzt_throw(f->x, f->at, "E-TPL-027", _("the pattern of the format is broken"));
}

static int number(struct formatter *f)
{
    int n = 0;
    for (; f->p < f->end && *f->p >= '0' && *f->p <= '9'; f->p++)
        n = n > FIELD_MAX ? n : n * 10 + (*f->p - '0');
    if (n > FIELD_MAX)
        pzt_throw(f->x, f->at, "E-TPL-032", _("a field of a format is wider than %d characters"), FIELD_MAX);
    return n;
}

/* Writing one value ---------------------------------------------------------------------------------------- */

static void pad(struct pz_buf *out, const char *fill, size_t n)
{
    while (n--)
        pz_buf_puts(out, fill);
}

/* sign + prefix, then digits, set in the field. */
static void put_field(struct formatter *f, const struct spec *s, const char *lead, const char *text, size_t len)
{
    struct pz_buf *out = f->x->out;
    size_t have = strlen(lead) + pz_utf8_length(text, len),
           spare = s->width > 0 && (size_t)s->width > have ? (size_t)s->width - have : 0;
    size_t left = s->align == '>' ? spare : s->align == '^' ? spare / 2 : 0;
    pad(out, s->fill, left);
    pz_buf_puts(out, lead);
    if (s->align == '=')
        pad(out, s->fill, spare);
    pz_buf_put(out, text, len);
    if (s->align != '=')
        pad(out, s->fill, spare - left);
}

static const char *sign_of(const struct spec *s, bool negative)
{
    return negative ? "-" : s->sign == '+' ? "+" : s->sign == ' ' ? " " : "";
}

/* Digits with separators every three (four for other bases than ten). */
static size_t group(const struct spec *s, char *out, const char *digits, size_t n, unsigned each)
{
    size_t o = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % each == 0)
            out[o++] = s->group;
        out[o++] = digits[i];
    }
    return o;
}

static void put_integer(struct formatter *f, const struct spec *s, int64_t value)
{
    char digits[80], lead[8], grouped[160];
    uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    unsigned base = s->type == 'x' || s->type == 'X' ? 16 : s->type == 'o' ? 8 : s->type == 'b' ? 2 : 10;
    const char *figures = s->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char *p = digits + sizeof digits;
    do
        *--p = figures[u % base];
    while (u /= base);
    size_t n = (size_t)(digits + sizeof digits - p);
    snprintf(lead, sizeof lead, "%s%s", sign_of(s, value < 0),
             !s->alternate || base == 10 ? ""
             : s->type == 'x'            ? "0x"
             : s->type == 'X'            ? "0X"
             : base == 8                 ? "0o"
                                         : "0b");
    if (s->precision > (int)n) { /* "%.5d" */
        size_t begin = pzt_text_begin(f->x);
        pad(f->x->out, "0", (size_t)s->precision - n);
        pz_buf_put(f->x->out, p, n);
        struct pz_value text = pzt_text_end(f->x, begin);
        put_field(f, s, lead, text.u.s, text.len);
        return;
    }
    if (s->grouped) {
        n = group(s, grouped, p, n, base == 10 ? 3 : 4);
        p = grouped;
    }
    put_field(f, s, lead, p, n);
}

static void put_real(struct formatter *f, const struct spec *s, double value)
{
    char pattern[16], type = s->type == '%' ? 'f' : s->type ? s->type : 'g';
    int precision = s->precision < 0 ? 6 : s->precision;
    bool negative = signbit(value) && !isnan(value);
    double v = fabs(s->type == '%' ? value * 100 : value);
    size_t begin = pzt_text_begin(f->x);
    if (isnan(v) || isinf(v)) {
        bool upper = type >= 'A' && type <= 'Z';
        pz_buf_puts(f->x->out, isnan(v) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf");
    } else if (!s->type && s->precision < 0) {
        pzt_write_float(f->x->out, v);
    } else {
        snprintf(pattern, sizeof pattern, "%%%s.*%c", s->alternate ? "#" : "", type);
        pz_buf_printf(f->x->out, pattern, precision, v);
        if (!s->type && !strpbrk(pz_buf_str(f->x->out) + begin, ".e"))
            pz_buf_puts(f->x->out, ".0");
    }
    if (s->type == '%')
        pz_buf_putc(f->x->out, '%');
    struct pz_value text = pzt_text_end(f->x, begin);
    if (s->grouped) {
        size_t whole = strspn(text.u.s, "0123456789");
        char *grouped = pz_arena_alloc(f->x->mem, text.len * 2 + 1);
        size_t n = group(s, grouped, text.u.s, whole, 3);
        memcpy(grouped + n, text.u.s + whole, text.len - whole);
        text = pz_strn(grouped, n + text.len - whole);
    }
    put_field(f, s, sign_of(s, negative), text.u.s, text.len);
}

static void put_text(struct formatter *f, const struct spec *s, struct pz_value text)
{
    if (s->precision >= 0)
        text.len = (uint32_t)pz_utf8_offset(text.u.s, text.len, (size_t)s->precision);
    put_field(f, s, "", text.u.s, text.len);
}

static struct pz_value as_text(struct formatter *f, struct pz_value v)
{
    return f->safe ? pzt_escape(f->x, v) : pzt_text(f->x, v);
}

static struct pz_value repr(struct formatter *f, struct pz_value v)
{
    size_t begin = pzt_text_begin(f->x);
    pzt_write_repr(f->x, f->x->out, v, 0);
    return pzt_text_end(f->x, begin);
}

static _Noreturn void wrong_kind(struct formatter *f, struct pz_value v)
{
    pzt_throw(f->x, f->at, "E-TPL-027", _("the format wants a number, not %s"), pzt_type_word(v));
}

/* "%…" % --------------------------------------------------------------------------------------------------- */

static struct pz_value next_arg(struct formatter *f)
{
    bool tuple = f->args.type == PZ_LIST && (f->args.flags & FLAG_TUPLE);
    uint32_t n = tuple ? f->args.u.list->n : 1;
    if (f->next >= n)
        pzt_throw(f->x, f->at, "E-TPL-027", _("the format has more places than there are values"));
    uint32_t i = f->next++;
    return tuple ? f->args.u.list->v[i] : f->args;
}

static struct pz_value keyed_arg(struct formatter *f)
{
    const char *close = memchr(f->p, ')', (size_t)(f->end - f->p));
    if (!close || f->args.type != PZ_MAP)
        broken(f);
    struct pz_value *v = pz_map_find(f->args.u.map, pz_key_n(f->p, (size_t)(close - f->p)));
    if (!v)
        pzt_throw(f->x, f->at, "E-TPL-027", _("the format has no value for “%.*s”"), (int)(close - f->p), f->p);
    f->p = close + 1;
    f->next = 1;
    return *v;
}

static int star_or_number(struct formatter *f)
{
    int64_t n;
    if (f->p >= f->end || *f->p != '*')
        return number(f);
    f->p++;
    if (!pzt_to_int(next_arg(f), &n) || n > FIELD_MAX || n < -FIELD_MAX)
        broken(f);
    return (int)n;
}

static void percent_value(struct formatter *f, struct spec *s, struct pz_value v)
{
    int64_t i;
    double d;
    if (s->zero && s->align == '>')
        s->align = '=', s->fill[0] = '0';
    if (s->type == 'i' || s->type == 'u')
        s->type = 'd';
    switch (s->type) {
    case 's':
    case 'r':
    case 'a':
        if (s->align == '=')
            s->align = '>', s->fill[0] = ' ';
        put_text(f, s, s->type == 's' ? as_text(f, v) : repr(f, v));
        break;
    case 'c':
        if (v.type == PZ_INT) {
            char rune[4];
            size_t n = pz_utf8_encode(rune, (uint32_t)v.u.i);
            put_field(f, s, "", rune, n);
        } else {
            put_text(f, s, as_text(f, v));
        }
        break;
    case 'd':
    case 'x':
    case 'X':
    case 'o':
        if (pzt_is_big(v) && s->type == 'd') {
            put_text(f, s, pzt_text(f->x, v));
            break;
        }
        if (v.type == PZ_STRING || !pzt_to_int(v, &i))
            wrong_kind(f, v);
        put_integer(f, s, i);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        if (v.type == PZ_STRING || !pzt_to_float(v, &d))
            wrong_kind(f, v);
        put_real(f, s, d);
        break;
    default: broken(f);
    }
}

static void percent(struct formatter *f)
{
    struct spec s = {.align = '>', .precision = -1, .fill = " "};
    struct pz_value v = pzt_missing();
    if (f->p < f->end && *f->p == '(') {
        f->p++;
        v = keyed_arg(f);
    }
    for (; f->p < f->end && *f->p && strchr("-+ #0", *f->p); f->p++) {
        if (*f->p == '-')
            s.align = '<';
        else if (*f->p == '+' || *f->p == ' ')
            s.sign = s.sign == '+' ? '+' : *f->p;
        else if (*f->p == '#')
            s.alternate = true;
        else
            s.zero = true;
    }
    s.width = star_or_number(f);
    if (s.width < 0) {
        s.align = '<';
        s.width = -s.width;
    }
    if (f->p < f->end && *f->p == '.') {
        f->p++;
        s.precision = star_or_number(f);
    }
    while (f->p < f->end && *f->p && strchr("hlL", *f->p))
        f->p++;
    if (f->p >= f->end)
        broken(f);
    s.type = *f->p++;
    if (s.type == '%') {
        pz_buf_putc(f->x->out, '%');
        return;
    }
    if (!pzt_given(v))
        v = next_arg(f);
    if (v.type == PZ_UNDEFINED && f->x->program->options.undefined == PZ_UNDEFINED_STRICT)
        pzt_throw_undefined(f->x, f->at, v);
    percent_value(f, &s, v);
}

static void check_growth(struct formatter *f)
{
    pzt_charge(f->x, 1);
    if (f->x->out->failed)
        pzt_refuel(f->x);
}

struct pz_value pzt_format_percent(struct exec *x, const struct node *at, struct pz_value format, struct pz_value args)
{
    struct formatter f = {x, at, format.u.s, format.u.s + format.len, args, 0, format.flags & PZ_SAFE};
    size_t begin = pzt_text_begin(x);
    while (f.p < f.end) {
        const char *sign = memchr(f.p, '%', (size_t)(f.end - f.p));
        pz_buf_put(x->out, f.p, (size_t)((sign ? sign : f.end) - f.p));
        if (!sign)
            break;
        f.p = sign + 1;
        percent(&f);
        check_growth(&f);
    }
    bool tuple = args.type == PZ_LIST && (args.flags & FLAG_TUPLE);
    if (tuple ? f.next < args.u.list->n : args.type != PZ_MAP && args.type != PZ_LIST && !f.next)
        pzt_throw(x, at, "E-TPL-027", _("the format has fewer places than there are values"));
    struct pz_value v = pzt_text_end(x, begin);
    v.flags |= format.flags & PZ_SAFE;
    return v;
}

/* "{…}".format() ------------------------------------------------------------------------------------------- */

/* [[fill]align][sign][#][0][width][,][.precision][type] */
static void parse_spec(struct formatter *f, struct spec *s, const char *p, const char *end)
{
    const char *next = p, *keep_p = f->p, *keep_end = f->end;
    f->end = end;
    if (p < end) {
        pz_utf8_next(&next, end);
        if (next < end && strchr("<>^=", *next)) {
            memcpy(s->fill, p, (size_t)(next - p));
            s->fill[next - p] = '\0';
            s->align = *next;
            p = next + 1;
        } else if (strchr("<>^=", *p)) {
            s->align = *p++;
        }
    }
    if (p < end && strchr("+- ", *p))
        s->sign = *p++;
    if (p < end && *p == '#') {
        s->alternate = true;
        p++;
    }
    if (p < end && *p == '0') {
        s->zero = true;
        p++;
    }
    f->p = p;
    s->width = number(f);
    if (f->p < end && (*f->p == ',' || *f->p == '_')) {
        s->grouped = true;
        s->group = *f->p++;
    }
    if (f->p < end && *f->p == '.') {
        f->p++;
        s->precision = number(f);
    }
    if (f->p < end)
        s->type = *f->p++;
    if (f->p != end)
        broken(f);
    f->p = keep_p;
    f->end = keep_end;
}

static void brace_value(struct formatter *f, struct spec *s, struct pz_value v)
{
    int64_t i;
    double d;
    bool numeric = v.type == PZ_INT || v.type == PZ_FLOAT || (v.type == PZ_BOOL && s->type && s->type != 's');
    if (!s->align)
        s->align = numeric && s->type != 's' ? (s->zero ? '=' : '>') : '<';
    if (s->zero && s->fill[0] == ' ')
        s->fill[0] = '0';
    bool real = s->type && strchr("eEfFgG%", s->type);
    if (v.type == PZ_FLOAT || (numeric && real)) {
        if (s->type && !real)
            wrong_kind(f, v);
        pzt_to_float(v, &d);
        put_real(f, s, d);
    } else if (numeric && s->type != 's') {
        if ((s->type && !strchr("dxXobcn", s->type)) || s->precision >= 0)
            broken(f);
        pzt_to_int(v, &i);
        put_integer(f, s, i);
    } else {
        if (s->type && s->type != 's')
            wrong_kind(f, v);
        put_text(f, s, as_text(f, v));
    }
}

/* What stands before “!” or “:”: a number, a name or nothing, then .attribute and [item]. */
static struct pz_value lookup(struct formatter *f, struct call *c, const char *p, const char *end)
{
    const char *stop = p;
    while (stop < end && *stop != '.' && *stop != '[')
        stop++;
    struct pz_value v = pzt_missing();
    int64_t i;
    if (p == stop) {
        if (f->next < c->n)
            v = c->arg[f->next++];
    } else if (pzt_to_int(pz_strn(p, (size_t)(stop - p)), &i)) {
        if (i >= 0 && i < c->n)
            v = c->arg[i];
    } else {
        for (uint32_t k = 0; k < c->named_n; k++)
            if (c->named[k].key.len == (size_t)(stop - p) && memcmp(c->named[k].key.s, p, (size_t)(stop - p)) == 0)
                v = c->named[k].value;
    }
    if (!pzt_given(v))
        pzt_throw(f->x, f->at, "E-TPL-027", _("the format has more places than there are values"));
    while (stop < end) {
        bool item = *stop == '[';
        p = ++stop;
        while (stop < end && (item ? *stop != ']' : *stop != '.' && *stop != '['))
            stop++;
        struct pz_value key = pz_strn(p, (size_t)(stop - p));
        if (item && strspn(p, "0123456789") >= key.len && pzt_to_int(key, &i))
            key = pz_int(i);
        v = pzt_item(f->x, NULL, v, key);
        stop += item && stop < end;
    }
    return v;
}

static void brace(struct formatter *f, struct call *c)
{
    const char *p = f->p, *close = p, *spec_at = NULL, *name_end = NULL;
    for (int depth = 0; close < f->end && (*close != '}' || depth); close++) {
        depth += (*close == '{') - (*close == '}');
        if (!spec_at && *close == '!' && !name_end)
            name_end = close;
        if (!spec_at && *close == ':' && !depth)
            spec_at = close;
    }
    if (close >= f->end)
        broken(f);
    const char *field_end = name_end && (!spec_at || name_end < spec_at) ? name_end : spec_at ? spec_at : close;
    struct pz_value v = lookup(f, c, p, field_end);
    if (name_end && field_end == name_end && name_end + 1 < close && name_end[1] == 'r')
        v = repr(f, v);
    struct spec s = {.precision = -1, .fill = " "};
    if (spec_at) {
        const char *from = spec_at + 1, *to = close;
        if (memchr(from, '{', (size_t)(to - from))) { /* the pattern itself has places */
            struct call inner = *c;
            inner.self = pz_strn(from, (size_t)(to - from));
            uint32_t next = f->next;
            inner.arg = c->arg + (next < c->n ? next : c->n);
            inner.n = c->n > next ? c->n - next : 0;
            struct pz_value text = pzt_format_braces(&inner);
            from = text.u.s;
            to = from + text.len;
        }
        parse_spec(f, &s, from, to);
    }
    brace_value(f, &s, v);
    f->p = close + 1;
}

struct pz_value pzt_format_braces(struct call *c)
{
    struct pz_value format = c->self;
    struct formatter f = {c->x, c->node, format.u.s, format.u.s + format.len, pz_none(), 0, format.flags & PZ_SAFE};
    size_t begin = pzt_text_begin(c->x);
    pzt_enter(c->x, c->node);
    while (f.p < f.end) {
        char ch = *f.p++;
        if ((ch == '{' || ch == '}') && f.p < f.end && *f.p == ch) {
            pz_buf_putc(c->x->out, ch);
            f.p++;
        } else if (ch == '{') {
            brace(&f, c);
            check_growth(&f);
        } else if (ch == '}') {
            broken(&f);
        } else {
            pz_buf_putc(c->x->out, ch);
        }
    }
    pzt_leave(c->x);
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= format.flags & PZ_SAFE;
    return v;
}
