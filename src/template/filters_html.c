/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters on markup and on texts for other syntaxes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

static struct pz_value strictly(struct call *c)
{
    if (c->self.type == PZ_UNDEFINED && c->x->program->options.undefined == PZ_UNDEFINED_STRICT)
        pzt_throw_undefined(c->x, c->node, c->self);
    return c->self;
}

static struct pz_value run_escape(struct call *c)
{
    return pzt_escape(c->x, strictly(c));
}

static struct pz_value run_forceescape(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    s.flags &= (uint8_t)~PZ_SAFE;
    return pzt_escape(c->x, s);
}

static struct pz_value run_safe(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    s.flags |= PZ_SAFE;
    return s;
}

/* striptags ------------------------------------------------------------------------------------------------ */

/* One character reference at p; its length, or 0. */
static size_t reference(const char *p, const char *end, uint32_t *rune)
{
    static const struct {
        const char *name;
        uint32_t rune;
    } named[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},     {"nbsp", 0xA0},
                 {"laquo", 0xAB},   {"raquo", 0xBB},   {"mdash", 0x2014}, {"ndash", 0x2013}, {"hellip", 0x2026}, {"copy", 0xA9},
                 {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"deg", 0xB0},     {"shy", 0xAD},      {"euro", 0x20AC}};
    const char *semicolon = memchr(p, ';', (size_t)(end - p < 12 ? end - p : 12));
    if (!semicolon)
        return 0;
    size_t len = (size_t)(semicolon - p - 1);
    if (len > 1 && p[1] == '#') {
        bool hex = p[2] == 'x' || p[2] == 'X';
        char *stop;
        *rune = (uint32_t)strtoul(p + 2 + hex, &stop, hex ? 16 : 10);
        return stop == semicolon ? len + 2 : 0;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strlen(named[i].name) == len && memcmp(p + 1, named[i].name, len) == 0) {
            *rune = named[i].rune;
            return len + 2;
        }
    return 0;
}

static struct pz_value run_striptags(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    size_t begin = pzt_text_begin(c->x);
    bool blank = false;
    const char *no_end = NULL; /* no “>” from here on: not looked for again */
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        const char *close = NULL;
        if (*p == '<' && end - p >= 4 && memcmp(p, "<!--", 4) == 0 && (close = memmem(p, (size_t)(end - p), "-->", 3))) {
            p = close + 3;
            continue;
        }
        if (*p == '<' && p != no_end && !no_end) {
            close = memchr(p, '>', (size_t)(end - p));
            if (close) {
                p = close + 1;
                continue;
            }
            no_end = p;
        }
        const char *at = p;
        uint32_t r = pz_utf8_next(&p, end);
        if (pz_rune_is_space(r)) {
            blank = c->x->out->len > begin;
            continue;
        }
        if (blank)
            pz_buf_putc(c->x->out, ' ');
        blank = false;
        size_t n = r == '&' ? reference(at, end, &r) : 0;
        if (n) {
            pz_buf_put_rune(c->x->out, r);
            p = at + n;
        } else {
            pz_buf_put(c->x->out, at, (size_t)(p - at));
        }
    }
    return pzt_text_end(c->x, begin);
}

/* tojson --------------------------------------------------------------------------------------------------- */

enum { JSON_DEPTH = 100 };

static void json_string(struct pz_buf *out, const char *s, size_t len)
{
    pz_buf_putc(out, '"');
    for (const char *p = s, *end = s + len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        static const char special[] = "\b\f\n\r\t\"\\", letter[] = "bfnrt\"\\";
        const char *known = r && r < 0x80 ? strchr(special, (int)r) : NULL;
        if (known)
            pz_buf_printf(out, "\\%c", letter[known - special]);
        else if (r == '<' || r == '>' || r == '&' || r == '\'' || r < 0x20 || (r >= 0x7F && r < 0x10000))
            pz_buf_printf(out, "\\u%04x", r);
        else if (r >= 0x10000)
            pz_buf_printf(out, "\\u%04x\\u%04x", 0xD7C0 + (r >> 10), 0xDC00 + (r & 0x3FF));
        else
            pz_buf_putc(out, (char)r);
    }
    pz_buf_putc(out, '"');
}

static void newline(struct pz_buf *out, int64_t indent, unsigned depth)
{
    if (indent < 0)
        return;
    pz_buf_putc(out, '\n');
    for (int64_t i = 0; i < indent * depth && i < 1000; i++)
        pz_buf_putc(out, ' ');
}

static int by_key(const void *a, const void *b)
{
    const struct pz_entry *const *p = a, *const *q = b;
    size_t n = (*p)->key.len < (*q)->key.len ? (*p)->key.len : (*q)->key.len;
    int order = memcmp((*p)->key.s, (*q)->key.s, n);
    return order ? order : ((*p)->key.len > (*q)->key.len) - ((*p)->key.len < (*q)->key.len);
}

static void json(struct call *c, struct pz_value v, int64_t indent, unsigned depth);

static void json_map(struct call *c, const struct pz_map *map, int64_t indent, unsigned depth)
{
    struct pz_buf *out = c->x->out;
    const struct pz_entry **e = pz_arena_alloc(c->x->mem, (map->n + 1) * sizeof *e);
    for (uint32_t i = 0; i < map->n; i++)
        e[i] = &map->e[i];
    pzt_charge(c->x, map->n);
    qsort(e, map->n, sizeof *e, by_key);
    pz_buf_putc(out, '{');
    for (uint32_t i = 0; i < map->n; i++) {
        if (i)
            pz_buf_puts(out, indent < 0 ? ", " : ",");
        newline(out, indent, depth + 1);
        struct pz_value key = pzt_text(c->x, pzt_key_value(e[i]->key));
        json_string(out, key.u.s, key.len);
        pz_buf_puts(out, ": ");
        json(c, e[i]->value, indent, depth + 1);
    }
    if (map->n)
        newline(out, indent, depth);
    pz_buf_putc(out, '}');
}

static void json_list(struct call *c, const struct pz_list *list, int64_t indent, unsigned depth)
{
    struct pz_buf *out = c->x->out;
    pz_buf_putc(out, '[');
    for (uint32_t i = 0; i < list->n; i++) {
        if (i)
            pz_buf_puts(out, indent < 0 ? ", " : ",");
        newline(out, indent, depth + 1);
        json(c, list->v[i], indent, depth + 1);
    }
    if (list->n)
        newline(out, indent, depth);
    pz_buf_putc(out, ']');
}

static void json(struct call *c, struct pz_value v, int64_t indent, unsigned depth)
{
    struct pz_buf *out = c->x->out;
    if (depth > JSON_DEPTH)
        pzt_throw(c->x, c->node, "E-TPL-033", _("values are nested too deep"));
    pzt_charge(c->x, 1);
    v = pzt_force(c->x, c->node, v);
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED: pzt_throw_undefined(c->x, c->node, v);
    case PZ_NONE: pz_buf_puts(out, "null"); break;
    case PZ_BOOL: pz_buf_puts(out, v.u.b ? "true" : "false"); break;
    case PZ_FLOAT:
        if (isfinite(v.u.f))
            pzt_write_float(out, v.u.f);
        else
            pz_buf_puts(out, isnan(v.u.f) ? "NaN" : v.u.f < 0 ? "-Infinity" : "Infinity");
        break;
    case PZ_STRING: json_string(out, v.u.s, v.len); break;
    case PZ_LIST: json_list(c, v.u.list, indent, depth); break;
    case PZ_MAP: json_map(c, v.u.map, indent, depth); break;
    default: pzt_write_text(c->x, out, v); break;
    }
}

static struct pz_value run_tojson(struct call *c)
{
    int64_t indent = pzt_arg_int(c, 0, -1);
    size_t begin = pzt_text_begin(c->x);
    json(c, c->self, indent > 100 ? 100 : indent, 0);
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= PZ_SAFE;
    return v;
}

/* urlencode, xmlattr --------------------------------------------------------------------------------------- */

static void quote(struct pz_buf *out, struct pz_value s, bool query)
{
    for (uint32_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.u.s[i];
        bool plain = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch && strchr("_.-~", ch)) || (ch == '/' && !query);
        if (plain || (query && ch == ' '))
            pz_buf_putc(out, query && ch == ' ' ? '+' : (char)ch);
        else
            pz_buf_printf(out, "%%%02X", ch);
    }
}

static struct pz_value run_urlencode(struct call *c)
{
    struct exec *x = c->x;
    struct pz_value v = pzt_force(x, c->node, strictly(c));
    if (v.type != PZ_MAP && v.type != PZ_LIST) {
        struct pz_value text = pzt_text(x, v);
        size_t begin = pzt_text_begin(x);
        quote(x->out, text, false);
        return pzt_text_end(x, begin);
    }
    struct pz_list *pairs = v.type == PZ_LIST ? v.u.list : NULL;
    uint32_t n = pairs ? pairs->n : v.u.map->n;
    size_t begin = pzt_text_begin(x);
    for (uint32_t i = 0; i < n; i++) {
        struct pz_list *pair = pairs ? pzt_items(x, c->node, pairs->v[i]) : NULL;
        if (pair && pair->n != 2)
            pzt_throw(x, c->node, "E-TPL-027", _("pairs of a key and a value are needed here"));
        struct pz_value key = pzt_text(x, pair ? pair->v[0] : pzt_key_value(v.u.map->e[i].key));
        struct pz_value value = pzt_text(x, pair ? pair->v[1] : v.u.map->e[i].value);
        if (i)
            pz_buf_putc(x->out, '&');
        quote(x->out, key, true);
        pz_buf_putc(x->out, '=');
        quote(x->out, value, true);
    }
    return pzt_text_end(x, begin);
}

static struct pz_value run_xmlattr(struct call *c)
{
    struct exec *x = c->x;
    struct pz_value v = pzt_force(x, c->node, c->self);
    bool space = pzt_arg_bool(c, 0, true);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, c->node, v);
    if (v.type != PZ_MAP)
        pzt_throw(x, c->node, "E-TPL-027", _("a set of fields is needed here, not %s"), pzt_type_word(v));
    size_t begin = pzt_text_begin(x);
    for (uint32_t i = 0; i < v.u.map->n; i++) {
        struct pz_value value = v.u.map->e[i].value, key = pzt_text(x, pzt_key_value(v.u.map->e[i].key));
        if (value.type == PZ_NONE || value.type == PZ_UNDEFINED)
            continue;
        for (uint32_t j = 0; j < key.len; j++)
            if (strchr(" \t\n\r\f\v/>=", key.u.s[j]))
                pzt_throw(x, c->node, "E-TPL-027", _("“%.*s” cannot be the name of an attribute"), (int)key.len, key.u.s);
        struct pz_value name = pzt_escape(x, key), text = pzt_escape(x, value);
        if (space || x->out->len > begin)
            pz_buf_putc(x->out, ' ');
        pz_buf_put(x->out, name.u.s, name.len);
        pz_buf_puts(x->out, "=\"");
        pz_buf_put(x->out, text.u.s, text.len);
        pz_buf_putc(x->out, '"');
    }
    struct pz_value out = pzt_text_end(x, begin);
    out.flags |= x->escape ? PZ_SAFE : 0;
    return out;
}

const struct filter pzt_filters_html[] = {
    {"escape", NULL, "", 0, run_escape, NULL},
    {"e", NULL, "", 0, run_escape, NULL},
    {"forceescape", NULL, "", 0, run_forceescape, NULL},
    {"safe", NULL, "", 0, run_safe, NULL},
    {"striptags", NULL, "", 0, run_striptags, NULL},
    {"tojson", NULL, "indent", 0, run_tojson, NULL},
    {"urlencode", NULL, "", 0, run_urlencode, NULL},
    {"xmlattr", NULL, "autospace", 0, run_xmlattr, NULL},
    {"urlize", NULL, "trim_url_limit nofollow target rel extra_schemes", 0, pzt_run_urlize, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
