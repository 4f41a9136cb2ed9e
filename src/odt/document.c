/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document put into another: it is rendered by itself, then its body is taken over with what it refers to.
 *
 *     automatic styles   under new names; their fonts by family, since the outer document declares its own
 *     named styles       those the outer document lacks; of two with one name the outer document's counts, as in any office program
 *     lists, notes       with the text; identifiers and names of marks, tables, frames, sections under new names
 *     pictures, objects  as copies, named in the manifest
 *     left out           declarations of variables, forms, tracked changes, page styles */
#include <stdlib.h>

#include "base/io.h"
#include "odt/loop.h"
#include "odt/rich.h"
#include "office/inclusion.h"
#include "xml/encoding.h"

enum { DEPTH_MAX = 32 };

struct name {
    const char *from, *to;
    struct name *next;
};

struct import {
    struct pz_office_state *state;
    struct pz_arena *arena;
    struct pz_package *package;
    struct pz_buf *out;
    struct pz_markup content, styles;
    const char *prefix;                       /* of the new names */
    struct name *automatic, *named, *objects; /* met so far */
    unsigned depth;
    struct pz_error *err;
    bool failed;
};

static const struct name *find_name(const struct name *n, const char *name)
{
    while (n && strcmp(n->from, name) != 0)
        n = n->next;
    return n;
}

static void add_name(struct import *i, struct name **list, const char *from, const char *to)
{
    struct name *n = PZ_NEW(i->arena, struct name);
    *n = (struct name){from, to, *list};
    *list = n;
}

static bool scan_member(struct import *i, const char *name, struct pz_markup *m)
{
    struct pz_buf raw = PZ_BUF_INIT, utf8 = PZ_BUF_INIT;
    int status = pz_package_find(i->package, name) < 0 ? -1 : pz_package_read(&raw, i->package, name, 0, i->err);
    if (!status)
        status = pz_xml_to_utf8(&utf8, pz_buf_str(&raw), raw.len, name, i->err);
    if (!status)
        pz_markup_scan(m, i->arena, pz_arena_strndup(i->arena, pz_buf_str(&utf8), utf8.len), utf8.len, odt_format.names);
    for (uint32_t n = 0; n < m->n; n++) {
        if (m->v[n].kind == PZ_NODE_ELEMENT)
            m->v[n].role = odt_format.roles[m->v[n].name];
    }
    pz_buf_release(&raw);
    pz_buf_release(&utf8);
    return !status && pz_markup_root(m) != PZ_NO_NODE;
}

/* Files --------------------------------------------------------------------------------------------------- */

static const char *import_picture(struct import *i, const char *name)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    const char *to = NULL;
    if (pz_package_find(i->package, name) >= 0 && pz_package_read(&bytes, i->package, name, 0, i->err) == 0)
        to = odt_add_media(i->state, (struct pz_text){pz_buf_str(&bytes), bytes.len}, pz_path_extension(name),
                           odt_media_type(i->package, name, i->arena), i->err);
    pz_buf_release(&bytes);
    return to;
}

/* An embedded object: a file, or a folder with a document of its own. */
static const char *import_object(struct import *i, const char *name)
{
    const struct name *known = find_name(i->objects, name);
    if (known)
        return known->to;
    const char *to = pz_arena_printf(i->arena, "Prikaz %u", ++i->state->serial);
    size_t len = strlen(name);
    bool any = false;
    for (size_t k = 0; k < pz_package_count(i->package) && !i->failed; k++) {
        const char *member = pz_package_member(i->package, k)->name;
        size_t own = strlen(member);
        if (strncmp(member, name, len) != 0 || (member[len] && member[len] != '/') || member[own - 1] == '/')
            continue;
        struct pz_buf bytes = PZ_BUF_INIT;
        any = true;
        if (pz_package_read_at(&bytes, i->package, k, 0, i->err) ||
            odt_add_file(i->state, pz_arena_printf(i->arena, "%s%s", to, member + len), &bytes,
                         odt_media_type(i->package, member, i->arena), i->err))
            i->failed = true;
        pz_buf_release(&bytes);
    }
    const char *folder = pz_arena_printf(i->arena, "%s/", name), *type = odt_media_type(i->package, folder, i->arena);
    if (any && type[0])
        odt_name_file(i->state, pz_arena_printf(i->arena, "%s/", to), type);
    add_name(i, &i->objects, pz_arena_strdup(i->arena, name), any ? to : name);
    return any ? to : NULL;
}

static const char *import_target(struct import *i, const char *value)
{
    const char *path = strncmp(value, "./", 2) == 0 ? value + 2 : value;
    if (value[0] == '#')
        return pz_arena_printf(i->arena, "#%s%s", i->prefix, value + 1);
    if (strncmp(path, "Pictures/", 9) == 0)
        return import_picture(i, path);
    if (strncmp(path, "ObjectReplacements/", 19) == 0 || strncmp(path, "Object ", 7) == 0)
        return import_object(i, path);
    return NULL;
}

/* Elements ------------------------------------------------------------------------------------------------ */

static bool is(const char *local, size_t len, const char *name)
{
    return len == strlen(name) && memcmp(local, name, len) == 0;
}

/* A font by its family: style:font-name refers to declarations that stay behind. */
static const char *family_of(struct import *i, const char *font)
{
    const struct pz_markup *parts[] = {&i->content, &i->styles};
    for (size_t p = 0; p < 2; p++) {
        const struct pz_markup *m = parts[p];
        for (uint32_t n = 0; n < m->n; n++) {
            if (m->v[n].kind != PZ_NODE_ELEMENT || m->v[n].parent == PZ_NO_NODE || m->v[m->v[n].parent].name != ODT_FONT_FACE_DECLS)
                continue;
            const char *name = pz_markup_get(m, n, "name", i->arena);
            if (name && strcmp(name, font) == 0)
                return pz_markup_get(m, n, "font-family", i->arena);
        }
    }
    return NULL;
}

static void put_font(struct import *i, struct pz_buf *out, const struct pz_markup *m, uint32_t node, const char *local, size_t len,
                     const char *value)
{
    const char *family = family_of(i, value);
    const char *name = pz_arena_printf(i->arena, "%s:font-family%.*s", len == 9 ? "fo" : "style", (int)(len - 9), local + 9);
    const char *given = pz_markup_get(m, node, strchr(name, ':') + 1, i->arena);
    if (!family || given)
        return;
    pz_buf_printf(out, "%s=\"", name);
    pz_buf_put_xml(out, family, strlen(family));
    pz_buf_putc(out, '"');
}

static void need_named(struct import *i, const char *name);

/* The attribute's new value, or NULL to keep it. */
static const char *new_value(struct import *i, const struct pz_markup *m, uint32_t node, const char *local, size_t len,
                             const char *value)
{
    bool refers = len >= 10 && memcmp(local + len - 10, "style-name", 10) == 0;
    bool own = is(local, len, "name") && m->v[node].parent != PZ_NO_NODE && m->v[m->v[node].parent].name == ODT_AUTOMATIC_STYLES &&
               m == &i->content;
    if (own || (refers && m == &i->content && find_name(i->automatic, value)))
        return pz_arena_printf(i->arena, "%s%s", i->prefix, value);
    if (refers)
        need_named(i, value);
    return is(local, len, "href") ? import_target(i, value) : NULL;
}

static bool is_named(const struct pz_markup *m, uint32_t node, const struct pz_markup_attribute *a)
{
    size_t prefix;
    const char *local = pz_markup_prefix(m, node, &prefix) + prefix;
    return odt_is_name(local, strcspn(local, " \t\r\n/>"), m->src + a->start, a->name_end - a->start);
}

static bool is_left_out(const struct pz_markup *m, uint32_t node)
{
    switch (m->v[node].name) {
    case ODT_CHANGE:
    case ODT_CHANGE_START:
    case ODT_CHANGE_END:
    case ODT_SOFT_PAGE_BREAK: return true;
    default: return false;
    }
}

/* A field whose value is declared in the document's own declarations or properties, which stay behind: its text is what it shows. */
static bool is_plain_here(const struct pz_markup *m, uint32_t node)
{
    return m->v[node].name == ODT_USER_FIELD_GET || m->v[node].name == ODT_USER_FIELD_INPUT || m->v[node].name == ODT_USER_DEFINED;
}

static void put_attributes(struct import *i, struct pz_buf *out, const struct pz_markup *m, uint32_t node, uint32_t *at)
{
    struct pz_markup_attribute a;
    for (uint32_t k = 0; pz_markup_attribute(m, node, &k, &a);) {
        const char *name = m->src + a.start, *colon = memchr(name, ':', a.name_end - a.start), *local = colon ? colon + 1 : name;
        size_t len = (size_t)(m->src + a.name_end - local);
        const char *value = pz_arena_strndup(i->arena, m->src + a.value, a.value_end - a.value);
        bool font = len >= 9 && memcmp(local, "font-name", 9) == 0;
        const char *to =
            is_named(m, node, &a) ? pz_arena_printf(i->arena, "%s%s", i->prefix, value) : new_value(i, m, node, local, len, value);
        if (font || is(local, len, "master-page-name")) {
            pz_inclusion_copy(out, m, *at, a.start);
            if (font)
                put_font(i, out, m, node, local, len, value);
            *at = a.value_end + 1;
        } else if (to) {
            pz_inclusion_copy(out, m, *at, a.value);
            pz_buf_puts(out, to);
            *at = a.value_end;
        }
    }
}

static void put_element(struct import *i, struct pz_buf *out, const struct pz_markup *m, uint32_t top)
{
    const struct odt_package *odt = i->state->office->own;
    uint32_t at = m->v[top].start;
    for (uint32_t n = top; n < m->v[top].after;) {
        if (m->v[n].kind != PZ_NODE_ELEMENT) {
            n++;
        } else if (is_left_out(m, n)) {
            pz_inclusion_copy(out, m, at, m->v[n].start);
            at = m->v[n].end;
            n = m->v[n].after;
        } else if (is_plain_here(m, n)) {
            pz_inclusion_copy(out, m, at, m->v[n].start);
            pz_inclusion_copy(out, m, m->v[n].open_end, m->v[n].close);
            at = m->v[n].end;
            n = m->v[n].after;
        } else {
            if (n == top) {
                uint32_t name = at + 1 + (uint32_t)strcspn(m->src + at + 1, " \t\r\n/>");
                pz_inclusion_copy(out, m, at, name);
                pz_inclusion_declare(out, m, top, m == &i->content ? &i->state->part->source->m : &odt->styles);
                at = name;
            }
            put_attributes(i, out, m, n++, &at);
        }
    }
    pz_inclusion_copy(out, m, at, m->v[top].end);
}

/* Styles -------------------------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* A named style of the outer document with the same element, family and name. */
static bool outer_has(const struct import *i, uint32_t style)
{
    const struct odt_package *odt = i->state->office->own;
    const struct pz_markup *outer = &odt->styles, *inner = &i->styles;
    const char *name = pz_markup_get(inner, style, "name", i->arena), *family = pz_markup_get(inner, style, "family", i->arena);
    for (uint32_t n = 0; n < outer->n; n++) {
        if (outer->v[n].kind == PZ_NODE_ELEMENT && outer->v[n].name == inner->v[style].name && outer->v[n].parent != PZ_NO_NODE &&
            outer->v[outer->v[n].parent].name == ODT_STYLES && same(pz_markup_get(outer, n, "name", i->arena), name) &&
            same(pz_markup_get(outer, n, "family", i->arena), family))
            return true;
    }
    return false;
}

/* Bring a named style along, and those it builds on. */
static void need_named(struct import *i, const char *name)
{
    const struct odt_package *odt = i->state->office->own;
    const struct pz_markup *m = &i->styles;
    uint32_t root = odt->styles_member == PZ_NO_MEMBER || !m->n ? PZ_NO_NODE : pz_markup_root(m);
    uint32_t styles = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, root, ODT_STYLES);
    if (styles == PZ_NO_NODE || !name[0] || find_name(i->named, name) || i->depth > DEPTH_MAX)
        return;
    add_name(i, &i->named, pz_arena_strdup(i->arena, name), name);
    i->depth++;
    for (uint32_t n = pz_markup_first(m, styles); n != PZ_NO_NODE; n = pz_markup_next(m, n)) {
        const char *own = m->v[n].kind == PZ_NODE_ELEMENT ? pz_markup_get(m, n, "name", i->arena) : NULL;
        const char *family = own ? pz_markup_get(m, n, "family", i->arena) : NULL;
        family = family ? family : "";
        if (!own || strcmp(own, name) != 0 || outer_has(i, n) || pz_inclusion_brought(i->state, family, name))
            continue;
        pz_inclusion_bring(i->state, family, name, "");
        struct pz_buf copy = PZ_BUF_INIT; /* those it builds on go into the same buffer meanwhile */
        put_element(i, &copy, m, n);
        pz_buf_put(pz_office_patch(i->state, odt->styles_member, 0), pz_buf_str(&copy), copy.len);
        i->failed |= copy.failed;
        pz_buf_release(&copy);
    }
    i->depth--;
}

static void take_styles(struct import *i, uint32_t styles)
{
    const struct pz_markup *m = &i->content;
    for (uint32_t n = pz_markup_first(m, styles); n != PZ_NO_NODE; n = pz_markup_next(m, n)) {
        const char *name = m->v[n].kind == PZ_NODE_ELEMENT ? pz_markup_get(m, n, "name", i->arena) : NULL;
        if (name)
            add_name(i, &i->automatic, name, name);
    }
    for (uint32_t n = pz_markup_first(m, styles); n != PZ_NO_NODE; n = pz_markup_next(m, n)) {
        if (m->v[n].kind == PZ_NODE_ELEMENT)
            put_element(i, &i->state->worker->styles, m, n);
    }
}

/* The body ------------------------------------------------------------------------------------------------ */

static bool is_content(const struct pz_markup *m, uint32_t node)
{
    size_t prefix;
    if (m->v[node].kind != PZ_NODE_ELEMENT || m->v[node].role == PZ_ROLE_PROPS || m->v[node].role == PZ_ROLE_HIDDEN ||
        is_left_out(m, node))
        return false;
    const char *name = pz_markup_prefix(m, node, &prefix) + prefix;
    size_t len = strcspn(name, " \t\r\n/>");
    return len < 6 || memcmp(name + len - 6, "-decls", 6) != 0;
}

static int take_over(void *self, struct pz_package *package)
{
    struct import *i = self;
    i->package = package;
    if (!scan_member(i, "content.xml", &i->content))
        return -1;
    scan_member(i, "styles.xml", &i->styles);
    const struct pz_markup *m = &i->content;
    uint32_t root = pz_markup_root(m), styles = pz_markup_child(m, root, ODT_AUTOMATIC_STYLES);
    uint32_t body = pz_markup_child(m, root, ODT_BODY);
    uint32_t text = body == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, body, ODT_TEXT);
    if (styles != PZ_NO_NODE)
        take_styles(i, styles);
    for (uint32_t n = text == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, text); n != PZ_NO_NODE && !i->failed;
         n = pz_markup_next(m, n)) {
        if (is_content(m, n))
            put_element(i, i->out, m, n);
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
