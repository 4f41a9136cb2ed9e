/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document put into another: it is rendered by itself, then its body is taken over. Its automatic styles come along under new names;
 * named styles are those of the outer document. */
#include "base/io.h"
#include "odt/rich.h"
#include "office/inclusion.h"

struct import {
    struct pz_office_state *state;
    struct pz_arena *arena;
    struct pz_package *package;
    struct pz_buf *out;
    struct pz_markup m;
    const char *prefix; /* of the new names */
    struct name {
        const char *name;
        struct name *next;
    } * styles;
    struct pz_error *err;
    bool failed;
};

static bool is_own_style(const struct import *i, const char *name)
{
    const struct name *n = i->styles;
    while (n && strcmp(n->name, name) != 0)
        n = n->next;
    return n != NULL;
}

static const char *import_picture(struct import *i, const char *name)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    const char *to = NULL;
    if (pz_package_find(i->package, name) >= 0 && pz_package_read(&bytes, i->package, name, 0, i->err) == 0)
        to = odt_add_media(i->state, (struct pz_text){pz_buf_str(&bytes), bytes.len}, pz_path_extension(name), "", i->err);
    pz_buf_release(&bytes);
    return to;
}

/* The attribute's new value, or NULL to keep it; *drop: it goes. */
static const char *new_value(struct import *i, uint32_t node, const char *local, size_t len, const char *value, bool *drop)
{
    bool names = len >= 10 && memcmp(local + len - 10, "style-name", 10) == 0;
    bool own = len == 4 && memcmp(local, "name", 4) == 0 && is_own_style(i, value) &&
               i->m.v[i->m.v[node].parent].name == ODT_AUTOMATIC_STYLES;
    *drop = (len == 16 && memcmp(local, "master-page-name", 16) == 0) || (len == 2 && memcmp(local, "id", 2) == 0);
    if ((names && is_own_style(i, value)) || own)
        return pz_arena_printf(i->arena, "%s%s", i->prefix, value);
    if (len == 4 && memcmp(local, "href", 4) == 0 && strncmp(value, "Pictures/", 9) == 0)
        return import_picture(i, value);
    return NULL;
}

static void put_element(struct import *i, struct pz_buf *out, uint32_t top)
{
    const struct pz_markup *m = &i->m;
    uint32_t at = m->v[top].start;
    for (uint32_t n = top; n < m->v[top].after; n++) {
        if (m->v[n].kind != PZ_NODE_ELEMENT)
            continue;
        if (n == top) {
            uint32_t name = at + 1 + (uint32_t)strcspn(m->src + at + 1, " \t\r\n/>");
            pz_inclusion_copy(out, m, at, name);
            pz_inclusion_declare(out, m, top);
            at = name;
        }
        struct pz_markup_attribute a;
        for (uint32_t k = 0; pz_markup_attribute(m, n, &k, &a);) {
            const char *name = m->src + a.start, *colon = memchr(name, ':', a.name_end - a.start),
                       *local = colon ? colon + 1 : name;
            const char *value = pz_arena_strndup(i->arena, m->src + a.value, a.value_end - a.value);
            bool drop;
            const char *to = new_value(i, n, local, (size_t)(m->src + a.name_end - local), value, &drop);
            if (drop) {
                pz_inclusion_copy(out, m, at, a.start);
                at = a.value_end + 1;
            } else if (to) {
                pz_inclusion_copy(out, m, at, a.value);
                pz_buf_puts(out, to);
                at = a.value_end;
            }
        }
    }
    pz_inclusion_copy(out, m, at, m->v[top].end);
}

static bool is_content(const struct pz_node *n)
{
    switch (n->role) {
    case PZ_ROLE_PROPS:
    case PZ_ROLE_HIDDEN: return false;
    default: return n->kind == PZ_NODE_ELEMENT;
    }
}

static void take_styles(struct import *i, uint32_t styles)
{
    for (uint32_t n = pz_markup_first(&i->m, styles); n != PZ_NO_NODE; n = pz_markup_next(&i->m, n)) {
        const char *name = i->m.v[n].kind == PZ_NODE_ELEMENT ? pz_markup_get(&i->m, n, "name", i->arena) : NULL;
        if (name) {
            struct name *own = PZ_NEW(i->arena, struct name);
            *own = (struct name){name, i->styles};
            i->styles = own;
        }
    }
    for (uint32_t n = pz_markup_first(&i->m, styles); n != PZ_NO_NODE; n = pz_markup_next(&i->m, n)) {
        if (i->m.v[n].kind == PZ_NODE_ELEMENT)
            put_element(i, &i->state->worker->styles, n);
    }
}

static int take_over(void *self, struct pz_package *package)
{
    struct import *i = self;
    i->package = package;
    struct pz_buf raw = PZ_BUF_INIT;
    int status = pz_package_read(&raw, i->package, "content.xml", 0, i->err);
    const char *xml = pz_arena_strndup(i->arena, pz_buf_str(&raw), raw.len);
    if (!status)
        pz_markup_scan(&i->m, i->arena, xml, raw.len, odt_format.names);
    pz_buf_release(&raw);
    uint32_t root = status ? PZ_NO_NODE : pz_markup_root(&i->m);
    if (root == PZ_NO_NODE)
        return -1;
    for (uint32_t n = 0; n < i->m.n; n++) {
        if (i->m.v[n].kind == PZ_NODE_ELEMENT)
            i->m.v[n].role = odt_format.roles[i->m.v[n].name];
    }
    uint32_t styles = pz_markup_child(&i->m, root, ODT_AUTOMATIC_STYLES), body = pz_markup_child(&i->m, root, ODT_BODY);
    uint32_t text = body == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&i->m, body, ODT_TEXT);
    if (styles != PZ_NO_NODE)
        take_styles(i, styles);
    for (uint32_t n = text == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(&i->m, text); n != PZ_NO_NODE;
         n = pz_markup_next(&i->m, n)) {
        size_t prefix;
        const char *name = pz_markup_prefix(&i->m, n, &prefix);
        bool decls = i->m.v[n].kind == PZ_NODE_ELEMENT && strcspn(name + prefix, " />") > 6 &&
                     memcmp(name + prefix + strcspn(name + prefix, " />") - 6, "-decls", 6) == 0;
        if (is_content(&i->m.v[n]) && !decls)
            put_element(i, i->out, n);
    }
    return i->failed ? -1 : 0;
}

int odt_put_document(struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena, struct pz_buf *out,
                     struct pz_error *err)
{
    struct import *i = PZ_NEW(arena, struct import);
    i->state = state;
    i->arena = arena;
    i->out = out;
    i->err = err;
    i->prefix = pz_arena_printf(arena, "Prikaz%u_", ++state->serial);
    return pz_inclusion_put(state, rich, arena, take_over, i, err);
}
