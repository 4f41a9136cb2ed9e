/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/markup.h"

#include <stdlib.h>

#include "base/utf8.h"

enum { NAME_SLOTS = 1024 };

struct binding {
    const char *prefix; /* in the source; len 0: the default namespace */
    uint32_t len;
    int ns;        /* index of the namespace, -1: one not in the table */
    uint32_t node; /* element that declares it */
};

struct scan {
    struct pz_markup *m;
    struct pz_arena *arena;
    const struct pz_markup_names *names;
    size_t cap;
    uint16_t slots[NAME_SLOTS]; /* name index + 1 */
    struct binding *bindings;
    size_t bindings_n, bindings_cap;
    uint32_t open; /* innermost open element */
};

static uint32_t hash_name(int ns, const char *local, size_t len)
{
    uint32_t h = 2166136261u ^ (uint32_t)(ns + 1);
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)local[i]) * 16777619u;
    return h ^ h >> 15;
}

static void fill_slots(struct scan *s)
{
    for (size_t i = 0; i < s->names->n; i++) {
        const struct pz_markup_name *name = &s->names->v[i];
        uint32_t at = hash_name(name->ns, name->local, strlen(name->local));
        while (s->slots[at % NAME_SLOTS])
            at++;
        s->slots[at % NAME_SLOTS] = (uint16_t)(i + 1);
    }
}

static uint16_t find_name(const struct scan *s, int ns, const char *local, size_t len)
{
    for (uint32_t at = hash_name(ns, local, len); ns >= 0; at++) {
        uint16_t slot = s->slots[at % NAME_SLOTS];
        if (!slot)
            break;
        const struct pz_markup_name *name = &s->names->v[slot - 1];
        if (name->ns == ns && strncmp(name->local, local, len) == 0 && !name->local[len])
            return slot;
    }
    return 0;
}

static uint32_t add_node(struct scan *s, enum pz_node_kind kind, size_t start, size_t end)
{
    struct pz_markup *m = s->m;
    if (m->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 256;
        m->v = pz_arena_grow(s->arena, m->v, m->n, cap, sizeof *m->v);
        s->cap = cap;
    }
    m->v[m->n] = (struct pz_node){.kind = (uint8_t)kind,
                                  .parent = s->open,
                                  .after = (uint32_t)m->n + 1,
                                  .start = (uint32_t)start,
                                  .open_end = (uint32_t)end,
                                  .close = (uint32_t)end,
                                  .end = (uint32_t)end};
    return (uint32_t)m->n++;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t name_end(const char *src, size_t at)
{
    while (!is_blank(src[at]) && src[at] != '/' && src[at] != '>' && src[at] != '=')
        at++;
    return at;
}

bool pz_markup_attribute(const struct pz_markup *m, uint32_t node, uint32_t *at, struct pz_markup_attribute *out)
{
    const char *src = m->src;
    size_t i = *at ? *at : name_end(src, m->v[node].start + 1);
    while (is_blank(src[i]))
        i++;
    if (src[i] == '/' || src[i] == '>' || src[i] == '?')
        return false;
    out->start = (uint32_t)i;
    i = name_end(src, i);
    out->name_end = (uint32_t)i;
    while (src[i] != '"' && src[i] != '\'')
        i++;
    const char *close = strchr(src + i + 1, src[i]);
    out->value = (uint32_t)i + 1;
    out->value_end = (uint32_t)(close - src);
    *at = out->value_end + 1;
    return true;
}

static int find_uri(const struct scan *s, const char *uri, size_t len)
{
    for (size_t i = 0; i < s->names->uris_n; i++) {
        for (const char *const *u = s->names->uris[i]; *u; u++) {
            if (strncmp(*u, uri, len) == 0 && !(*u)[len])
                return (int)i;
        }
    }
    return -1;
}

static void declare(struct scan *s, uint32_t node)
{
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(s->m, node, &at, &a);) {
        const char *name = s->m->src + a.start;
        size_t len = a.name_end - a.start;
        if (len < 5 || memcmp(name, "xmlns", 5) != 0 || (len > 5 && name[5] != ':'))
            continue;
        if (s->bindings_n == s->bindings_cap) {
            size_t cap = s->bindings_cap ? s->bindings_cap * 2 : 64;
            s->bindings = pz_arena_grow(s->arena, s->bindings, s->bindings_n, cap, sizeof *s->bindings);
            s->bindings_cap = cap;
        }
        size_t skip = len > 5 ? 6 : 5;
        s->bindings[s->bindings_n++] =
            (struct binding){name + skip, (uint32_t)(len - skip), find_uri(s, s->m->src + a.value, a.value_end - a.value), node};
    }
}

static uint16_t resolve(const struct scan *s, const char *name, size_t len)
{
    const char *colon = memchr(name, ':', len);
    size_t prefix = colon ? (size_t)(colon - name) : 0, local = colon ? prefix + 1 : 0;
    for (size_t i = s->bindings_n; i-- > 0;) {
        const struct binding *b = &s->bindings[i];
        if (b->len == prefix && memcmp(b->prefix, name, prefix) == 0)
            return find_name(s, b->ns, name + local, len - local);
    }
    return 0;
}

static size_t tag_end(const char *src, size_t at)
{
    while (src[at] != '>') {
        if (src[at] == '"' || src[at] == '\'')
            at = (size_t)(strchr(src + at + 1, src[at]) - src);
        at++;
    }
    return at + 1;
}

static void forget_bindings(struct scan *s, uint32_t node)
{
    while (s->bindings_n && s->bindings[s->bindings_n - 1].node == node)
        s->bindings_n--;
}

static size_t open_tag(struct scan *s, size_t at)
{
    const char *src = s->m->src;
    size_t end = tag_end(src, at), name = name_end(src, at + 1);
    uint32_t node = add_node(s, PZ_NODE_ELEMENT, at, end);
    if (memmem(src + name, end - name, "xmlns", 5))
        declare(s, node);
    s->m->v[node].name = resolve(s, src + at + 1, name - at - 1);
    if (src[end - 2] == '/')
        forget_bindings(s, node);
    else
        s->open = node;
    return end;
}

static size_t close_tag(struct scan *s, size_t at)
{
    size_t end = tag_end(s->m->src, at);
    struct pz_node *node = &s->m->v[s->open];
    node->close = (uint32_t)at;
    node->end = (uint32_t)end;
    node->after = (uint32_t)s->m->n;
    forget_bindings(s, s->open);
    s->open = node->parent;
    return end;
}

static size_t behind(const char *src, size_t at, const char *mark)
{
    return (size_t)(strstr(src + at, mark) - src) + strlen(mark);
}

/* A DOCTYPE without declarations: up to its “>”, past an empty [ ]. */
static size_t skip_doctype(const char *src, size_t at)
{
    bool inside = false;
    for (; src[at] != '>' || inside; at++) {
        if (src[at] == '"' || src[at] == '\'')
            at = (size_t)(strchr(src + at + 1, src[at]) - src);
        else if (src[at] == '[' || src[at] == ']')
            inside = src[at] == '[';
    }
    return at + 1;
}

static size_t special(struct scan *s, size_t at)
{
    const char *src = s->m->src;
    enum pz_node_kind kind = PZ_NODE_OTHER;
    size_t end;
    if (src[at + 1] == '?') {
        end = behind(src, at, "?>");
    } else if (strncmp(src + at, "<!--", 4) == 0) {
        end = behind(src, at + 4, "-->");
    } else if (strncmp(src + at, "<![CDATA[", 9) == 0) {
        end = behind(src, at, "]]>");
        kind = PZ_NODE_CDATA;
    } else {
        end = skip_doctype(src, at);
    }
    add_node(s, kind, at, end);
    return end;
}

void pz_markup_scan(struct pz_markup *out, struct pz_arena *arena, const char *src, size_t len, const struct pz_markup_names *names)
{
    *out = (struct pz_markup){.src = src, .len = len};
    struct scan *s = PZ_NEW(arena, struct scan);
    s->m = out;
    s->arena = arena;
    s->names = names;
    s->open = PZ_NO_NODE;
    fill_slots(s);
    for (size_t at = 0; at < len;) {
        if (src[at] != '<') {
            const char *next = memchr(src + at, '<', len - at);
            size_t end = next ? (size_t)(next - src) : len;
            add_node(s, PZ_NODE_TEXT, at, end);
            at = end;
        } else if (src[at + 1] == '/') {
            at = close_tag(s, at);
        } else if (src[at + 1] == '!' || src[at + 1] == '?') {
            at = special(s, at);
        } else {
            at = open_tag(s, at);
        }
    }
}

uint32_t pz_markup_root(const struct pz_markup *m)
{
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->v[i].kind == PZ_NODE_ELEMENT)
            return i;
    }
    return PZ_NO_NODE;
}

uint32_t pz_markup_first(const struct pz_markup *m, uint32_t node)
{
    return m->v[node].after > node + 1 ? node + 1 : PZ_NO_NODE;
}

uint32_t pz_markup_next(const struct pz_markup *m, uint32_t node)
{
    uint32_t parent = m->v[node].parent, after = m->v[node].after;
    uint32_t end = parent == PZ_NO_NODE ? (uint32_t)m->n : m->v[parent].after;
    return after < end ? after : PZ_NO_NODE;
}

uint32_t pz_markup_child(const struct pz_markup *m, uint32_t node, uint16_t name)
{
    uint32_t child = pz_markup_first(m, node);
    while (child != PZ_NO_NODE && (m->v[child].kind != PZ_NODE_ELEMENT || m->v[child].name != name))
        child = pz_markup_next(m, child);
    return child;
}

const char *pz_markup_get(const struct pz_markup *m, uint32_t node, const char *local, struct pz_arena *arena)
{
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(m, node, &at, &a);) {
        const char *name = m->src + a.start, *colon = memchr(name, ':', a.name_end - a.start);
        const char *own = colon ? colon + 1 : name;
        size_t len = (size_t)(m->src + a.name_end - own);
        if (strncmp(own, local, len) != 0 || local[len])
            continue;
        struct pz_buf value = PZ_BUF_INIT;
        pz_xml_unescape(&value, m->src + a.value, a.value_end - a.value);
        return pz_arena_take(arena, &value);
    }
    return NULL;
}

const char *pz_markup_prefix(const struct pz_markup *m, uint32_t node, size_t *len)
{
    const char *name = m->src + m->v[node].start + 1;
    size_t end = name_end(m->src, m->v[node].start + 1) - m->v[node].start - 1;
    const char *colon = memchr(name, ':', end);
    *len = colon ? (size_t)(colon - name) + 1 : 0;
    return name;
}

static uint32_t decode_reference(const char *name, size_t len)
{
    static const struct {
        const char *name;
        uint32_t rune;
    } known[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    if (len && name[0] == '#') {
        bool hex = len > 1 && name[1] == 'x';
        return (uint32_t)strtoul(name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
            return known[i].rune;
    }
    return 0xFFFD;
}

uint32_t pz_xml_decode(const char *src, size_t *at, size_t end)
{
    const char *semicolon = src[*at] == '&' ? memchr(src + *at, ';', end - *at) : NULL;
    if (semicolon) {
        uint32_t rune = decode_reference(src + *at + 1, (size_t)(semicolon - src) - *at - 1);
        *at = (size_t)(semicolon - src) + 1;
        return rune;
    }
    const char *p = src + *at;
    uint32_t rune = pz_utf8_next(&p, src + end);
    *at = (size_t)(p - src);
    return rune == PZ_RUNE_BAD ? 0xFFFD : rune;
}

void pz_xml_unescape(struct pz_buf *out, const char *src, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *amp = memchr(src + at, '&', len - at);
        size_t plain = amp ? (size_t)(amp - src) : len;
        pz_buf_put(out, src + at, plain - at);
        at = plain;
        if (at < len)
            pz_buf_put_rune(out, pz_xml_decode(src, &at, len));
    }
}
