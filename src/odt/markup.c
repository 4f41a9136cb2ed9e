/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "odt/index.h"
#include "odt/names.h"
#include "odt/odt.h"
#include "office/cell.h"

enum { TEXT, TABLE, OFFICE, STYLE, DRAW, SVG, LOEXT };

static const char *const uris[][3] = {
    [TEXT] = {"urn:oasis:names:tc:opendocument:xmlns:text:1.0", "http://openoffice.org/2000/text"},
    [TABLE] = {"urn:oasis:names:tc:opendocument:xmlns:table:1.0", "http://openoffice.org/2000/table"},
    [OFFICE] = {"urn:oasis:names:tc:opendocument:xmlns:office:1.0", "http://openoffice.org/2000/office"},
    [STYLE] = {"urn:oasis:names:tc:opendocument:xmlns:style:1.0", "http://openoffice.org/2000/style"},
    [SVG] = {"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "http://www.w3.org/2000/svg"},
    [LOEXT] = {"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"}, /* ODF 1.3 has no content controls */
    [DRAW] = {"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "http://openoffice.org/2000/drawing"},
};

static const struct pz_markup_name name_list[] = {
#define N(id, ns, local, role) {ns, local},
#include "odt/names.def"
#undef N
};

static const struct pz_markup_names names = {uris, sizeof uris / sizeof *uris, name_list, sizeof name_list / sizeof *name_list};

static const uint8_t roles[] = {
    PZ_ROLE_OBJECT,
#define N(id, ns, local, role) PZ_ROLE_##role,
#include "odt/names.def"
#undef N
};

static enum pz_role role(const struct pz_part *part, uint32_t index, enum pz_role usual)
{
    const struct pz_node *node = &part->m.v[index];
    if (usual == PZ_ROLE_PARAGRAPH)
        return odt_is_made_anew(part, index) ? PZ_ROLE_HIDDEN : usual;
    if (node->name != ODT_UNKNOWN || strcmp(part->name, "meta.xml") != 0)
        return usual;
    uint32_t first = pz_markup_first(&part->m, index);
    bool text = first != PZ_NO_NODE && part->m.v[first].kind == PZ_NODE_TEXT && part->m.v[first].after == node->after;
    return text ? PZ_ROLE_TEXT : usual;
}

static char blank(const struct pz_part *part, uint32_t node)
{
    switch (part->m.v[node].name) {
    case ODT_TAB: return '\t';
    case ODT_LINE_BREAK: return '\n';
    default: return ' ';
    }
}

/* A start tag as it is repeated: without its identifier. */
static struct pz_text start_tag(struct pz_part *part, uint32_t node)
{
    const struct pz_node *n = &part->m.v[node];
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(&part->m, node, &at, &a);) {
        if (a.name_end - a.start != 6 || memcmp(part->m.src + a.start, "xml:id", 6) != 0)
            continue;
        struct pz_text before = {part->m.src + n->start, a.start - n->start},
                       after = {part->m.src + a.value_end + 1, n->open_end - a.value_end - 1};
        return pz_text_concat(part->arena, before, after);
    }
    return (struct pz_text){part->m.src + n->start, n->open_end - n->start};
}

static struct pz_text end_tag(const struct pz_part *part, uint32_t node)
{
    return (struct pz_text){part->m.src + part->m.v[node].close, part->m.v[node].end - part->m.v[node].close};
}

/* What closes and opens again the spans between a text and its paragraph; false when one of them cannot be. */
static bool spans_around(struct pz_part *part, uint32_t text, uint32_t paragraph, struct pz_site *site)
{
    for (uint32_t i = part->m.v[text].parent; i != PZ_NO_NODE && i != paragraph; i = part->m.v[i].parent) {
        if (part->m.v[i].role != PZ_ROLE_SPAN)
            return false;
        site->close = pz_text_concat(part->arena, site->close, end_tag(part, i));
        site->open = pz_text_concat(part->arena, start_tag(part, i), site->open);
    }
    return true;
}

/* A value of several paragraphs may stand for this one: its rest is cut off then. */
static void expect_blocks(struct pz_part *part, uint32_t paragraph)
{
    pz_hook_add(part, part->m.v[paragraph].end, PZ_RANK_END, 0, pz_hook_new(part, paragraph, odt_run_tail));
}

struct pz_text odt_automatic_style(struct pz_part *part, uint32_t node)
{
    const char *name = pz_markup_get(&part->m, node, "style-name", part->arena);
    for (uint32_t i = 0; name && i < part->m.n; i++) {
        const struct pz_node *n = &part->m.v[i];
        if (n->kind != PZ_NODE_ELEMENT || n->name != ODT_STYLE)
            continue;
        const char *own = pz_markup_get(&part->m, i, "name", part->arena);
        if (own && strcmp(own, name) == 0)
            return (struct pz_text){part->m.src + n->start, n->end - n->start};
    }
    return (struct pz_text){"", 0};
}

static uint32_t site(struct pz_part *part, uint32_t index)
{
    const struct pz_tag *tag = &part->tags[index];
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    if ((tag->flow & PZ_IN_ATTRIBUTE) || part->m.v[flow->node].role == PZ_ROLE_TEXT)
        return pz_part_add_site(part, pz_site_new(part, PZ_SITE_ATTRIBUTE, PZ_NO_NODE));
    enum pz_site_kind kind = tag->form == PZ_FORM_RUN         ? PZ_SITE_RUN
                             : tag->form == PZ_FORM_PARAGRAPH ? PZ_SITE_PARAGRAPH
                                                              : PZ_SITE_TEXT;
    uint32_t text = pz_flow_piece_at(part, flow, tag->from)->node;
    struct pz_site *last = part->sites_n > 1 ? part->sites[part->sites_n - 1] : NULL;
    if (last && last->kind == kind && last->node == part->m.v[text].parent)
        return (uint32_t)part->sites_n - 1;
    struct pz_site *s = pz_site_new(part, kind, part->m.v[text].parent);
    s->prefix.s = pz_markup_prefix(&part->m, flow->node, &s->prefix.len);
    s->open = s->close = (struct pz_text){"", 0};
    int n = (int)s->prefix.len;
    const char *t = s->prefix.s;
    bool splits = spans_around(part, text, flow->node, s);
    const char *line = pz_arena_printf(part->arena, "<%.*sline-break/>", n, t),
               *tab = pz_arena_printf(part->arena, "<%.*stab/>", n, t);
    s->line = (struct pz_text){line, strlen(line)};
    s->tab = (struct pz_text){tab, strlen(tab)};
    if (splits) {
        const char *page = pz_arena_printf(part->arena, "<%.*sp %.*sstyle-name=\"Prikaz_page\"/>", n, t, n, t);
        s->page = (struct pz_text){page, strlen(page)};
        s->paragraph_open = start_tag(part, flow->node);
        s->paragraph_close = end_tag(part, flow->node);
    }
    if (part->rich) {
        s->paragraph_props = odt_automatic_style(part, flow->node);
        s->alone = kind == PZ_SITE_TEXT && flow->bare && flow->first_tag == flow->last_tag && splits;
        if (s->alone)
            expect_blocks(part, flow->node);
    }
    return pz_part_add_site(part, s);
}

/* The words for a header or footer; pages of other styles than the usual one are named. */
static const char *page_words(const struct pz_part *part, uint32_t node, const char *usual, const char *of_style)
{
    uint32_t page = part->m.v[node].parent;
    const char *name = page == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, page, "name", part->arena);
    const char *shown = name ? pz_markup_get(&part->m, page, "display-name", part->arena) : NULL;
    return !name || strcmp(name, "Standard") == 0 ? usual : pz_arena_printf(part->arena, of_style, shown ? shown : name);
}

static const char *apart(const struct pz_part *part, uint32_t node)
{
    const char *class, *name;
    switch (part->m.v[node].name) {
    case ODT_HEADER: return page_words(part, node, _("header"), _("header of the pages “%s”"));
    case ODT_HEADER_FIRST: return page_words(part, node, _("header of the first page"), _("header of the first page of “%s”"));
    case ODT_HEADER_LEFT: return page_words(part, node, _("header of the left pages"), _("header of the left pages of “%s”"));
    case ODT_FOOTER: return page_words(part, node, _("footer"), _("footer of the pages “%s”"));
    case ODT_FOOTER_FIRST: return page_words(part, node, _("footer of the first page"), _("footer of the first page of “%s”"));
    case ODT_FOOTER_LEFT: return page_words(part, node, _("footer of the left pages"), _("footer of the left pages of “%s”"));
    case ODT_NOTE:
        class = pz_markup_get(&part->m, node, "note-class", part->arena);
        return class && strcmp(class, "endnote") == 0 ? _("endnote") : _("footnote");
    case ODT_SECTION:
        name = pz_markup_get(&part->m, node, "name", part->arena);
        return name ? pz_arena_printf(part->arena, _("section “%s”"), name) : NULL;
    case ODT_ANNOTATION: return _("comment");
    case ODT_TEXT_BOX: return _("text box");
    default: return NULL;
    }
}

static uint32_t content_start(const struct pz_part *part, uint32_t paragraph)
{
    return part->m.v[paragraph].open_end;
}

const struct pz_office_format odt_format = {
    .open = pz_odt_open,
    .foreign = "[Content_Types].xml",
    .names = &names,
    .roles = roles,
    .text_in_paragraph = true,
    .role = role,
    .blank = blank,
    .is_special = pz_cell_is_statement,
    .special = odt_special,
    .site = site,
    .apart = apart,
    .content_start = content_start,
    .finish = odt_finish,
    .rich = odt_rich,
    .complete = odt_complete,
    .settled = odt_settled,
    .rewrite = odt_unwrap_fields,
};
