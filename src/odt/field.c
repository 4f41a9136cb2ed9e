/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders, input fields, user fields and variables that hold tags: the field goes, its text stays, so that what is written is
 * text. Links: LibreOffice writes braces as %7B and makes relative what it takes for a file name. */
#include <stdlib.h>

#include "base/utf8.h"
#include "odt/names.h"

static bool is_field(uint16_t name)
{
    switch (name) {
    case ODT_PLACEHOLDER:
    case ODT_TEXT_INPUT:
    case ODT_USER_FIELD_GET:
    case ODT_USER_FIELD_INPUT:
    case ODT_VARIABLE_GET:
    case ODT_VARIABLE_SET:
    case ODT_VARIABLE_INPUT:
    case ODT_USER_DEFINED:
    case ODT_DATABASE_DISPLAY: return true;
    default: return false;
    }
}

static bool has_tag(const char *s, size_t len)
{
    return memmem(s, len, "{{", 2) || memmem(s, len, "{%", 2) || memmem(s, len, "{#", 2);
}

struct rewriting {
    struct pz_markup m;
    struct pz_arena *arena;
    struct pz_buf out;
    size_t at; /* source copied so far */
    bool any;
};

static void copy_to(struct rewriting *r, size_t to)
{
    if (to > r->at)
        pz_buf_put(&r->out, r->m.src + r->at, to - r->at);
    r->at = to > r->at ? to : r->at;
}

/* The text of a field, without the angle brackets a placeholder is shown in. */
static void unwrap(struct rewriting *r, uint32_t index)
{
    const struct pz_node *node = &r->m.v[index];
    const char *src = r->m.src;
    size_t from = node->open_end, to = node->close;
    const char *hint = NULL;
    if (!memchr(src + from, '{', to - from)) {
        hint = pz_markup_get(&r->m, index, "description", r->arena);
        if (!hint || !has_tag(hint, strlen(hint)))
            return;
    }
    copy_to(r, node->start);
    r->any = true;
    if (hint) {
        pz_buf_put_xml(&r->out, hint, strlen(hint));
        r->at = node->end;
        return;
    }
    if (node->name == ODT_PLACEHOLDER) {
        if (to - from > 8 && memcmp(src + from, "&lt;", 4) == 0 && memcmp(src + to - 4, "&gt;", 4) == 0) {
            from += 4;
            to -= 4;
        } else if (to - from > 5 && memcmp(src + from, "&lt;", 4) == 0 && src[to - 1] == '>') {
            from += 4;
            to -= 1;
        }
    }
    pz_buf_put(&r->out, src + from, to - from);
    r->at = node->end;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that %XX stands for; -1: it is none, or one that XML cannot hold. */
static int escaped(const char *s, const char *end)
{
    int high = s[0] == '%' && end - s > 2 ? hex(s[1]) : -1, low = high >= 0 ? hex(s[2]) : -1;
    return low >= 0 && high * 16 + low >= ' ' ? high * 16 + low : -1;
}

/* A link whose braces are written as %7B: decoded where tags stand, left as it is elsewhere. */
static void decode_link(struct rewriting *r, const struct pz_markup_attribute *a)
{
    const char *s = r->m.src + a->value, *end = r->m.src + a->value_end;
    const char *first = memmem(s, (size_t)(end - s), "%7B%7B", 6);
    if (!first)
        first = memmem(s, (size_t)(end - s), "%7B%25", 6);
    if (!first)
        return;
    copy_to(r, a->value);
    size_t start = r->out.len;
    if (first - s >= 3 && memcmp(s, "../", 3) == 0 && first == s + 3)
        s += 3;
    bool inside = false;
    while (s < end) {
        int byte = escaped(s, end);
        char c = byte >= 0 ? (char)byte : *s;
        bool brace = byte >= 0 && (c == '{' || c == '}');
        inside |= brace && c == '{';
        if (byte < 0 || !(inside || brace))
            pz_buf_put(&r->out, s, byte >= 0 ? 3 : 1);
        else if (c == '"' || c == '<' || c == '&')
            pz_buf_put_xml(&r->out, &c, 1);
        else if (c == '\'')
            pz_buf_puts(&r->out, "&#39;");
        else
            pz_buf_putc(&r->out, c);
        if (brace && c == '}' && r->out.len > 1 && r->out.data[r->out.len - 2] == '}')
            inside = false;
        s += byte >= 0 ? 3 : 1;
    }
    if (pz_utf8_valid(pz_buf_str(&r->out) + start, r->out.len - start) == r->out.len - start) {
        r->at = a->value_end;
        r->any = true;
    } else { /* no letters: it stays as it is */
        r->out.len = start;
    }
}

const char *odt_unwrap_fields(struct pz_arena *arena, const char *xml, size_t len, size_t *new_len)
{
    struct rewriting r = {.arena = arena};
    pz_markup_scan(&r.m, arena, xml, len, odt_format.names);
    for (uint32_t i = 0; i < r.m.n; i++) {
        const struct pz_node *node = &r.m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || node->start < r.at)
            continue;
        if (is_field(node->name)) {
            unwrap(&r, i);
            continue;
        }
        struct pz_markup_attribute a;
        bool links = memmem(xml + node->start, node->open_end - node->start, "%7B", 3) != NULL;
        for (uint32_t at = 0; links && pz_markup_attribute(&r.m, i, &at, &a);)
            decode_link(&r, &a);
    }
    const char *text = NULL;
    if (r.any) {
        copy_to(&r, len);
        pz_arena_check(arena, &r.out);
        text = pz_arena_strndup(arena, pz_buf_str(&r.out), r.out.len);
        *new_len = r.out.len;
    }
    pz_buf_release(&r.out);
    return text;
}
