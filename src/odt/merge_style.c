/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/merge_style.h"

#include <string.h>

/* Names ------------------------------------------------------------------------------------------------------ */

static bool names_style(struct pz_text local)
{
    static const char end[] = "style-name";
    return (local.len >= sizeof end - 1 && memcmp(local.s + local.len - (sizeof end - 1), end, sizeof end - 1) == 0) ||
           pz_odt_is(local, "page-layout-name");
}

static bool has(const struct pz_map *map, struct pz_text name)
{
    return name.len && pz_map_find(map, pz_key_n(name.s, name.len));
}

/* Whether an attribute's value is a name that becomes another in company. */
static bool is_renamed(const struct pz_odt_copy *c, uint32_t node, struct pz_text local, struct pz_text value)
{
    uint16_t name = c->m->v[node].name;
    if (pz_odt_is(local, "master-page-name"))
        return c->masters && value.len;
    if (name == MERGE_MASTER &&
        (pz_odt_is(local, "name") || pz_odt_is(local, "display-name") || pz_odt_is(local, "next-style-name")))
        return c->masters;
    if (names_style(local))
        return has(c->renamed, value);
    if (pz_odt_is(local, "name"))
        return name == MERGE_TABLE || name == MERGE_FRAME;
    return pz_odt_is(local, "id") || pz_odt_is(local, "continue-list");
}

/* An attribute, its name and quotes as they are. */
static void put_attribute(const struct pz_odt_copy *c, uint32_t node, const struct pz_markup_attribute *a, size_t from)
{
    struct pz_text local = pz_odt_local(c->m, a), value = pz_odt_value(c->m, a);
    const struct pz_value *picture = NULL;
    pz_buf_put(c->out, c->m->src + from, a->value - from);
    if (c->m->v[node].name == MERGE_IMAGE && pz_odt_is(local, "href"))
        picture = pz_map_find(c->pictures, pz_key_n(value.s, value.len));
    if (picture) {
        pz_buf_puts(c->out, picture->u.s);
        return;
    }
    if (is_renamed(c, node, local, value))
        pz_buf_printf(c->out, "d%zu-", c->number);
    pz_buf_put(c->out, value.s, value.len);
}

/* The mark inside the paragraph, at its beginning. Behind it in the source. */
static size_t put_mark(const struct pz_odt_copy *c, const struct pz_odt_begin *begin, size_t from)
{
    const struct pz_node *node = &c->m->v[begin->paragraph];
    bool empty = pz_markup_is_empty_tag(node);
    const char *name = c->m->src + node->start + 1;
    pz_buf_put(c->out, c->m->src + from, node->open_end - from - (empty ? 2 : 0));
    pz_buf_printf(c->out, "%s<text:bookmark text:name=\"%s\"/>", empty ? ">" : "", begin->name);
    if (empty)
        pz_buf_printf(c->out, "</%.*s>", (int)strcspn(name, " \t\r\n/>"), name);
    return node->open_end;
}

void pz_odt_copy(const struct pz_odt_copy *c, uint32_t from, uint32_t until, size_t end, const struct pz_odt_begin *begin)
{
    size_t at = c->m->v[from].start;
    for (uint32_t i = from; i < until; i++) {
        struct pz_markup_attribute a;
        if (c->m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        for (uint32_t k = 0; pz_markup_attribute(c->m, i, &k, &a); at = a.value_end) {
            if (!begin || i != begin->first || !pz_odt_is(pz_odt_local(c->m, &a), "style-name")) {
                put_attribute(c, i, &a, at);
                continue;
            }
            pz_buf_put(c->out, c->m->src + at, a.value - at);
            pz_buf_puts(c->out, begin->name);
        }
        if (begin && i == begin->paragraph)
            at = put_mark(c, begin, at);
    }
    pz_buf_put(c->out, c->m->src + at, end - at);
}

/* Pool ------------------------------------------------------------------------------------------------------- */

static struct pz_text definition(const struct pz_markup *m, uint32_t style)
{
    return (struct pz_text){m->src + m->v[style].start, m->v[style].end - m->v[style].start};
}

/* Whether a style names one that is renamed. */
static bool refers_to_renamed(const struct pz_odt_copy *c, uint32_t style)
{
    for (uint32_t i = style; i < c->m->v[style].after; i++) {
        struct pz_markup_attribute a;
        if (c->m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        for (uint32_t k = 0; pz_markup_attribute(c->m, i, &k, &a);)
            if (is_renamed(c, i, pz_odt_local(c->m, &a), pz_odt_value(c->m, &a)))
                return true;
    }
    return false;
}

static bool differs(const struct pz_odt_pool *pool, const struct pz_odt_copy *c, uint32_t style)
{
    struct pz_text name = pz_odt_attribute(c->m, style, "name"), text = definition(c->m, style);
    const struct pz_value *known = pz_map_find(pool->known, pz_key_n(name.s, name.len));
    return (known && (known->len != text.len || memcmp(known->u.s, text.s, text.len) != 0)) || refers_to_renamed(c, style);
}

/* What is renamed: until nothing more refers to what is. */
static void find_renamed(const struct pz_odt_pool *pool, struct pz_odt_copy *c, struct pz_arena *arena, uint32_t styles)
{
    struct pz_map *renamed = pz_map_new(arena, 8);
    c->renamed = renamed;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = pz_markup_first(c->m, styles); i != PZ_NO_NODE; i = pz_markup_next(c->m, i)) {
            if (c->m->v[i].kind != PZ_NODE_ELEMENT || has(renamed, pz_odt_attribute(c->m, i, "name")) || !differs(pool, c, i))
                continue;
            struct pz_text name = pz_odt_attribute(c->m, i, "name");
            pz_map_put(arena, renamed, pz_key_n(name.s, name.len), pz_bool(true));
            more = true;
        }
    }
}

/* A style's start tag and the rest of it, its own name given anew. */
static void put_style(const struct pz_odt_copy *c, uint32_t style)
{
    size_t at = c->m->v[style].start;
    struct pz_markup_attribute a;
    for (uint32_t k = 0; pz_markup_attribute(c->m, style, &k, &a); at = a.value_end) {
        struct pz_text value = pz_odt_value(c->m, &a);
        if (!pz_odt_is(pz_odt_local(c->m, &a), "name")) {
            put_attribute(c, style, &a, at);
            continue;
        }
        pz_buf_put(c->out, c->m->src + at, a.value - at);
        pz_buf_printf(c->out, "d%zu-%.*s", c->number, (int)value.len, value.s);
    }
    if (style + 1 == c->m->v[style].after) {
        pz_buf_put(c->out, c->m->src + at, c->m->v[style].end - at);
        return;
    }
    pz_buf_put(c->out, c->m->src + at, c->m->v[style + 1].start - at);
    pz_odt_copy(c, style + 1, c->m->v[style].after, c->m->v[style].end, NULL);
}

void pz_odt_pool_add(struct pz_odt_pool *pool, struct pz_arena *arena, struct pz_odt_copy *c, struct pz_odt_source *s,
                     const struct pz_odt_part *part)
{
    if (!pool->known)
        pool->known = pz_map_new(arena, 64);
    c->out = &pool->text;
    find_renamed(pool, c, &s->arena, part->automatic);
    for (uint32_t i = pz_markup_first(c->m, part->automatic); i != PZ_NO_NODE; i = pz_markup_next(c->m, i)) {
        struct pz_text name = pz_odt_attribute(c->m, i, "name"), text = definition(c->m, i);
        if (c->m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        if (has(c->renamed, name)) {
            put_style(c, i);
        } else if (!has(pool->known, name)) {
            const char *key = pz_arena_strndup(arena, name.s, name.len), *copy = pz_arena_strndup(arena, text.s, text.len);
            pz_map_set(arena, pool->known, key, pz_strn(copy, text.len));
            pz_buf_put(&pool->text, text.s, text.len);
        }
    }
}

/* Beginnings ------------------------------------------------------------------------------------------------- */

static bool is_one_of(struct pz_text local, const char *const *known)
{
    for (; *known; known++)
        if (pz_odt_is(local, *known))
            return true;
    return false;
}

/* Attributes of a tag but for some. */
static void put_attributes(const struct pz_odt_copy *c, uint32_t node, const char *const *but)
{
    struct pz_markup_attribute a;
    for (uint32_t k = 0; pz_markup_attribute(c->m, node, &k, &a);) {
        if (is_one_of(pz_odt_local(c->m, &a), but))
            continue;
        pz_buf_putc(c->out, ' ');
        put_attribute(c, node, &a, a.start);
        pz_buf_putc(c->out, c->m->src[a.value_end]);
    }
}

static void put_begin_tag(const struct pz_odt_copy *c, const struct pz_odt_source *s, const char *name)
{
    static const char *const but[] = {"name", "master-page-name", NULL};
    pz_buf_printf(c->out, "<style:style style:name=\"%s\" style:master-page-name=\"", name);
    if (c->masters)
        pz_buf_printf(c->out, "d%zu-", c->number);
    pz_buf_printf(c->out, "%.*s\"", (int)s->page.len, s->page.s);
    if (s->style != PZ_NO_NODE)
        put_attributes(c, s->style, but);
    else
        pz_buf_printf(c->out, " style:family=\"paragraph\" style:parent-style-name=\"%.*s\"", (int)s->label.len, s->label.s);
    pz_buf_putc(c->out, '>');
}

void pz_odt_pool_begin(struct pz_odt_pool *pool, const struct pz_odt_copy *content, const struct pz_odt_source *s, const char *name)
{
    static const char *const but[] = {"page-number", "break-before", NULL};
    struct pz_odt_copy copy = *content, *c = &copy;
    const struct pz_markup *m = c->m;
    bool table = m->v[s->first].name == MERGE_TABLE;
    const char *tag = table ? "style:table-properties" : "style:paragraph-properties";
    uint16_t kind = table ? MERGE_TABLE_PROPERTIES : MERGE_PARAGRAPH_PROPERTIES;
    uint32_t properties = s->style == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, s->style, kind);
    c->out = &pool->text;
    put_begin_tag(c, s, name);
    pz_buf_printf(c->out, "<%s style:page-number=\"1\"", tag);
    if (properties != PZ_NO_NODE)
        put_attributes(c, properties, but);
    pz_buf_putc(c->out, '>');
    if (properties != PZ_NO_NODE && properties + 1 < m->v[properties].after)
        pz_odt_copy(c, properties + 1, m->v[properties].after, m->v[properties].close, NULL);
    pz_buf_printf(c->out, "</%s>", tag);
    for (uint32_t i = s->style == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, s->style); i != PZ_NO_NODE; i = pz_markup_next(m, i))
        if (i != properties && m->v[i].kind == PZ_NODE_ELEMENT)
            pz_odt_copy(c, i, m->v[i].after, m->v[i].end, NULL);
    pz_buf_puts(c->out, "</style:style>");
}
