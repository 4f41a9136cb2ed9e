/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of contents are made anew from the headings that were written: no program does so when it opens an ODT. Each entry is laid out as
 * the table's own description says (OpenDocument 1.3 part 3, 8.3, 8.12); the page numbers and the numbers of headings are references,
 * which every reader fills in from its own layout. */
#include "odt/index.h"

#include <stdlib.h>

#include "base/i18n.h"

enum { LEVELS = 10 };

struct heading {
    unsigned level;
    uint32_t node;
    struct pz_text text; /* escaped, as it stands in the source */
    bool numbered;
    const char *mark; /* the bookmark that entries lead to */
    bool own;         /* it has to be put in */
};

struct contents {
    struct pz_markup m;
    struct pz_arena *arena;
    struct heading *v;
    size_t n, cap;
};

static uint32_t child(const struct pz_markup *m, uint32_t node, const char *local)
{
    for (uint32_t i = pz_markup_first(m, node); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        if (m->v[i].kind == PZ_NODE_ELEMENT && odt_is_local(m, i, local))
            return i;
    }
    return PZ_NO_NODE;
}

bool odt_is_local(const struct pz_markup *m, uint32_t node, const char *local)
{
    size_t prefix, len = strlen(local);
    const char *name = pz_markup_prefix(m, node, &prefix) + prefix;
    return strncmp(name, local, len) == 0 && strchr(" \t\r\n/>", name[len]);
}

/* The heading's text without notes, comments and its number. */
static void collect_text(struct contents *c, struct heading *h)
{
    const struct pz_markup *m = &c->m;
    struct pz_buf text = PZ_BUF_INIT;
    for (uint32_t i = h->node + 1; i < m->v[h->node].after;) {
        const struct pz_node *n = &m->v[i];
        if (n->kind == PZ_NODE_TEXT) {
            pz_buf_put(&text, m->src + n->start, n->end - n->start);
            i++;
        } else if (n->kind != PZ_NODE_ELEMENT || n->name == ODT_SPAN || n->name == ODT_A || n->name == ODT_META) {
            i++;
        } else if (n->name == ODT_S || n->name == ODT_TAB || n->name == ODT_LINE_BREAK) {
            pz_buf_putc(&text, ' ');
            i = n->after;
        } else {
            const char *name =
                n->name == ODT_BOOKMARK || n->name == ODT_BOOKMARK_START ? pz_markup_get(m, i, "name", c->arena) : NULL;
            h->mark = name && strncmp(name, "__RefHeading__", 14) == 0 ? name : h->mark;
            h->numbered |= n->name == ODT_NUMBER;
            i = n->after;
        }
    }
    size_t len = text.len;
    h->text = (struct pz_text){pz_arena_take(c->arena, &text), len};
}

static void collect(struct contents *c)
{
    const struct pz_markup *m = &c->m;
    for (uint32_t i = 0; i < m->n;) {
        if (m->v[i].kind == PZ_NODE_ELEMENT && (m->v[i].name == ODT_TRACKED_CHANGES || m->v[i].name == ODT_TABLE_OF_CONTENT)) {
            i = m->v[i].after;
            continue;
        }
        const char *level =
            m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == ODT_H ? pz_markup_get(m, i, "outline-level", c->arena) : NULL;
        struct heading h = {.level = level ? (unsigned)strtoul(level, NULL, 10) : 0, .node = i++};
        if (h.level < 1 || h.level > LEVELS)
            continue;
        collect_text(c, &h);
        if (!h.text.len)
            continue;
        h.own = !h.mark;
        if (h.own)
            h.mark = pz_arena_printf(c->arena, "__RefHeading___Prikaz%zu", c->n + 1);
        PZ_GROW(c->arena, c->v, c->n, c->cap);
        c->v[c->n++] = h;
    }
}

static void put_text(struct pz_buf *out, const struct contents *c, uint32_t node)
{
    for (uint32_t i = node + 1; i < c->m.v[node].after; i++) {
        if (c->m.v[i].kind == PZ_NODE_TEXT)
            pz_buf_put(out, c->m.src + c->m.v[i].start, c->m.v[i].end - c->m.v[i].start);
    }
}

static void put_reference(struct pz_buf *out, const struct heading *h, const char *format)
{
    pz_buf_printf(out, "<text:bookmark-ref text:reference-format=\"%s\" text:ref-name=\"%s\">1</text:bookmark-ref>", format,
                  h->mark);
}

static void put_entry(struct pz_buf *out, struct contents *c, const struct heading *h, uint32_t layout)
{
    const struct pz_markup *m = &c->m;
    const char *style = pz_markup_get(m, layout, "style-name", c->arena);
    bool link = false;
    pz_buf_printf(out, "<text:p text:style-name=\"%s\">", style ? style : "Standard");
    for (uint32_t i = pz_markup_first(m, layout); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        if (m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        if (odt_is_local(m, i, "index-entry-link-start") && !link) {
            pz_buf_printf(out, "<text:a xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:type=\"simple\" xlink:href=\"#%s\">",
                          h->mark);
            link = true;
        } else if (odt_is_local(m, i, "index-entry-link-end") && link) {
            pz_buf_puts(out, "</text:a>");
            link = false;
        } else if (odt_is_local(m, i, "index-entry-chapter") && h->numbered) {
            put_reference(out, h, "number");
            pz_buf_putc(out, ' ');
        } else if (odt_is_local(m, i, "index-entry-text")) {
            pz_buf_put(out, h->text.s, h->text.len);
        } else if (odt_is_local(m, i, "index-entry-span")) {
            put_text(out, c, i);
        } else if (odt_is_local(m, i, "index-entry-tab-stop")) {
            pz_buf_puts(out, "<text:tab/>");
        } else if (odt_is_local(m, i, "index-entry-page-number")) {
            put_reference(out, h, "page");
        }
    }
    pz_buf_puts(out, link ? "</text:a></text:p>" : "</text:p>");
}

/* The layout of entries of a level, or PZ_NO_NODE. */
static uint32_t layout_of(const struct contents *c, uint32_t source, unsigned level)
{
    for (uint32_t i = pz_markup_first(&c->m, source); i != PZ_NO_NODE; i = pz_markup_next(&c->m, i)) {
        if (c->m.v[i].kind != PZ_NODE_ELEMENT || !odt_is_local(&c->m, i, "table-of-content-entry-template"))
            continue;
        const char *own = pz_markup_get(&c->m, i, "outline-level", c->arena);
        if (own && strtoul(own, NULL, 10) == level)
            return i;
    }
    return PZ_NO_NODE;
}

/* Whether the table is made of all headings of the document. */
static bool is_of_headings(const struct pz_markup *m, uint32_t source, struct pz_arena *arena)
{
    const char *outline = pz_markup_get(m, source, "use-outline-level", arena);
    const char *scope = pz_markup_get(m, source, "index-scope", arena);
    const char *styles = pz_markup_get(m, source, "use-index-source-styles", arena);
    return !(outline && strcmp(outline, "false") == 0) && !(scope && strcmp(scope, "chapter") == 0) &&
           !(styles && strcmp(styles, "true") == 0);
}

static void put_entries(struct pz_buf *out, struct contents *c, uint32_t source)
{
    const char *deepest = pz_markup_get(&c->m, source, "outline-level", c->arena);
    unsigned levels = deepest ? (unsigned)strtoul(deepest, NULL, 10) : LEVELS;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t layout = c->v[i].level <= levels ? layout_of(c, source, c->v[i].level) : PZ_NO_NODE;
        if (layout != PZ_NO_NODE)
            put_entry(out, c, &c->v[i], layout);
    }
}

/* The source from *at up to `to`. */
static void copy(struct pz_buf *out, const struct contents *c, uint32_t *at, uint32_t to)
{
    if (to > *at)
        pz_buf_put(out, c->m.src + *at, to - *at);
    *at = to > *at ? to : *at;
}

static bool rewrite(struct pz_buf *out, struct contents *c)
{
    const struct pz_markup *m = &c->m;
    uint32_t at = 0;
    size_t next = 0;
    bool any = false;
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        uint32_t source = m->v[i].name == ODT_TABLE_OF_CONTENT ? child(m, i, "table-of-content-source") : PZ_NO_NODE;
        uint32_t body = source == PZ_NO_NODE ? PZ_NO_NODE : child(m, i, "index-body");
        if (body != PZ_NO_NODE && is_of_headings(m, source, c->arena)) {
            uint32_t title = child(m, body, "index-title");
            copy(out, c, &at, title == PZ_NO_NODE ? m->v[body].open_end : m->v[title].end);
            put_entries(out, c, source);
            at = m->v[body].close;
            any = true;
        }
        if (next < c->n && c->v[next].node == i) {
            const struct heading *h = &c->v[next++];
            if (!h->own)
                continue;
            uint32_t first = pz_markup_first(m, i); /* a number stands before anything else (OpenDocument 1.3 part 3, 5.1.2) */
            bool number = first != PZ_NO_NODE && m->v[first].kind == PZ_NODE_ELEMENT && m->v[first].name == ODT_NUMBER;
            copy(out, c, &at, number ? m->v[first].end : m->v[i].open_end);
            pz_buf_printf(out, "<text:bookmark-start text:name=\"%s\"/>", h->mark);
            copy(out, c, &at, m->v[i].close);
            pz_buf_printf(out, "<text:bookmark-end text:name=\"%s\"/>", h->mark);
        }
    }
    copy(out, c, &at, (uint32_t)m->len);
    return any && !out->failed;
}

bool odt_is_made_anew(const struct pz_part *part, uint32_t paragraph)
{
    const struct pz_markup *m = &part->m;
    uint32_t body = m->v[paragraph].parent, table = body == PZ_NO_NODE ? PZ_NO_NODE : m->v[body].parent;
    if (table == PZ_NO_NODE || m->v[table].name != ODT_TABLE_OF_CONTENT || !odt_is_local(m, body, "index-body"))
        return false;
    uint32_t source = child(m, table, "table-of-content-source");
    return source != PZ_NO_NODE && is_of_headings(m, source, part->arena);
}

bool odt_has_contents(const struct pz_markup *m)
{
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == ODT_TABLE_OF_CONTENT)
            return true;
    }
    return false;
}

void odt_renew_contents(struct pz_office_state *state, struct pz_buf *xml)
{
    struct contents c = {.arena = state->render->arena};
    struct pz_buf *out = &state->worker->scratch;
    if (xml->failed || xml->len > INT32_MAX)
        return;
    pz_markup_scan(&c.m, c.arena, xml->data, xml->len, odt_format.names);
    collect(&c);
    pz_buf_clear(out);
    if (!rewrite(out, &c))
        return;
    pz_buf_clear(xml);
    pz_buf_put(xml, out->data, out->len);
}

void odt_warn_of_indexes(const struct pz_part *part)
{
    static const char *const kinds[] = {"alphabetical-index", "illustration-index", "table-index",
                                        "object-index",       "user-index",         "bibliography"};
    const struct pz_markup *m = &part->m;
    for (uint32_t i = 0; part->tags_n && i < m->n; i++) {
        uint32_t body = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == ODT_UNKNOWN ? child(m, i, "index-body") : PZ_NO_NODE;
        for (size_t k = 0; body != PZ_NO_NODE && k < sizeof kinds / sizeof *kinds; k++) {
            if (!odt_is_local(m, i, kinds[k]))
                continue;
            const char *name = pz_markup_get(m, i, "name", part->arena);
            struct pz_place place = pz_place_file(part->file);
            pz_report_hint(part->diags, "W-ODT-005", &place,
                           _("open the document in LibreOffice: Tools, Update, Indexes and Tables"),
                           _("the index “%s” keeps the text it has in the template"), name ? name : "");
        }
    }
}
