/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "base/i18n.h"
#include "docx/docx.h"
#include "docx/names.h"
#include "docx/rich.h"
#include "office/cell.h"
#include "office/guard.h"

enum { W, A, WP, R, CT, W14 };

static const char *const uris[][3] = {
    [W] = {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    [A] = {"http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"},
    [WP] = {"http://schemas.openxmlformats.org/drawingml/2006/"
            "wordprocessingDrawing",
            "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
    [R] = {"http://schemas.openxmlformats.org/package/2006/relationships"},
    [CT] = {"http://schemas.openxmlformats.org/package/2006/content-types"},
    [W14] = {"http://schemas.microsoft.com/office/word/2010/wordml"},
};

static const struct pz_markup_name name_list[] = {
#define N(id, ns, local, role) {ns, local},
#include "docx/names.def"
#undef N
};

static const struct pz_markup_names names = {uris, sizeof uris / sizeof *uris, name_list, sizeof name_list / sizeof *name_list};

static const uint8_t roles[] = {
    PZ_ROLE_OBJECT,
#define N(id, ns, local, role) PZ_ROLE_##role,
#include "docx/names.def"
#undef N
};

static const struct pz_node *parent_of(const struct pz_part *part, uint32_t node)
{
    uint32_t parent = part->m.v[node].parent;
    return parent == PZ_NO_NODE ? NULL : &part->m.v[parent];
}

static bool is_break_of_page(const struct pz_part *part, uint32_t node)
{
    const struct pz_node *n = &part->m.v[node];
    return memmem(part->m.src + n->start, n->open_end - n->start, "type=", 5) &&
           !memmem(part->m.src + n->start, n->open_end - n->start, "textWrapping", 12);
}

/* Text that stands in an element by itself: a property of the document, a
 * cached text of a chart. */
static bool is_plain_text(const struct pz_part *part, uint32_t node)
{
    uint32_t first = pz_markup_first(&part->m, node);
    if (first == PZ_NO_NODE || part->m.v[first].kind != PZ_NODE_TEXT || part->m.v[first].after < part->m.v[node].after)
        return false;
    const struct pz_node *text = &part->m.v[first];
    return memchr(part->m.src + text->start, '{', text->end - text->start) != NULL;
}

static enum pz_role role(const struct pz_part *part, uint32_t index, enum pz_role usual)
{
    const struct pz_node *node = &part->m.v[index], *parent = parent_of(part, index);
    enum pz_role outer = parent ? parent->role : PZ_ROLE_BLOCK;
    switch (node->name) {
    case W_SDT:
    case W_SDTCONTENT:
    case W_CUSTOMXML:
        if (outer == PZ_ROLE_TABLE || outer == PZ_ROLE_ROWS)
            return PZ_ROLE_ROWS;
        if (outer == PZ_ROLE_PARAGRAPH || outer == PZ_ROLE_SPAN || outer == PZ_ROLE_WRAPPER)
            return usual;
        return node->name == W_SDTCONTENT && outer == PZ_ROLE_BLOCK ? PZ_ROLE_BLOCK : PZ_ROLE_BLOCK;
    case W_BR: return is_break_of_page(part, index) ? PZ_ROLE_OBJECT : usual;
    case W_TAB: return outer == PZ_ROLE_RUN ? usual : PZ_ROLE_PROPS;
    case W_R: return part->marks[index] & PZ_NODE_HIDDEN ? PZ_ROLE_HIDDEN : usual;
    case DOCX_UNKNOWN: return is_plain_text(part, index) ? PZ_ROLE_TEXT : usual;
    default: return usual;
    }
}

static char blank(const struct pz_part *part, uint32_t node)
{
    switch (part->m.v[node].name) {
    case W_TAB:
    case W_PTAB: return '\t';
    case W_NOBREAKHYPHEN: return '-';
    default: return '\n';
    }
}

struct pz_text docx_markup(struct pz_part *part, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int len = vsnprintf(NULL, 0, format, ap);
    char *s = pz_arena_alloc(part->arena, (size_t)len + 1);
    vsnprintf(s, (size_t)len + 1, format, again);
    va_end(again);
    va_end(ap);
    return (struct pz_text){s, (size_t)len};
}

uint32_t docx_props(const struct pz_markup *m, uint32_t node, uint16_t name)
{
    uint32_t child = pz_markup_first(m, node);
    while (child != PZ_NO_NODE && m->v[child].kind != PZ_NODE_ELEMENT)
        child = pz_markup_next(m, child);
    return child != PZ_NO_NODE && m->v[child].name == name ? child : PZ_NO_NODE;
}

struct pz_text docx_prefix(const struct pz_part *part, uint32_t node)
{
    size_t len;
    const char *s = pz_markup_prefix(&part->m, node, &len);
    return (struct pz_text){s, len};
}

struct pz_text docx_source(const struct pz_part *part, uint32_t node)
{
    if (node == PZ_NO_NODE)
        return (struct pz_text){"", 0};
    return (struct pz_text){part->m.src + part->m.v[node].start, part->m.v[node].end - part->m.v[node].start};
}

/* A paragraph's properties as they are repeated: without the section that ends
 * in it. */
static struct pz_text repeated_props(struct pz_part *part, uint32_t paragraph)
{
    uint32_t props = docx_props(&part->m, paragraph, part->m.v[paragraph].name == A_P ? A_PPR : W_PPR);
    if (props == PZ_NO_NODE)
        return (struct pz_text){"", 0};
    uint32_t section = pz_markup_child(&part->m, props, W_SECTPR);
    if (section == PZ_NO_NODE)
        return docx_source(part, props);
    const struct pz_node *p = &part->m.v[props], *s = &part->m.v[section];
    return docx_markup(part, "%.*s%.*s", (int)(s->start - p->start), part->m.src + p->start, (int)(p->end - s->end),
                       part->m.src + s->end);
}

static void fill_wordprocessing(struct pz_part *part, struct pz_site *site, uint32_t run, uint32_t paragraph)
{
    struct pz_text w = site->prefix, rpr = site->run_props, ppr = site->paragraph_props;
    int n = (int)w.len;
    site->open = docx_markup(part, "<%.*sr>%.*s<%.*st xml:space=\"preserve\">", n, w.s, (int)rpr.len, rpr.s, n, w.s);
    site->close = docx_markup(part, "</%.*st></%.*sr>", n, w.s, n, w.s);
    site->line = docx_markup(part, "</%.*st><%.*sbr/><%.*st xml:space=\"preserve\">", n, w.s, n, w.s, n, w.s);
    site->tab = docx_markup(part, "</%.*st><%.*stab/><%.*st xml:space=\"preserve\">", n, w.s, n, w.s, n, w.s);
    if (run != PZ_NO_NODE && part->m.v[run].parent != paragraph)
        return; /* in a link or a control: the paragraph cannot be ended */
    site->paragraph_close = docx_markup(part, "</%.*sp>", n, w.s);
    site->paragraph_open = docx_markup(part, "<%.*sp>%.*s", n, w.s, (int)ppr.len, ppr.s);
    site->page = docx_markup(part, "<%.*sp><%.*sr><%.*sbr %.*stype=\"page\"/></%.*sr></%.*sp>", n, w.s, n, w.s, n, w.s, n, w.s, n,
                             w.s, n, w.s);
}

static void fill_drawing(struct pz_part *part, struct pz_site *site)
{
    struct pz_text a = site->prefix, rpr = site->run_props, ppr = site->paragraph_props;
    int n = (int)a.len;
    site->open = docx_markup(part, "<%.*sr>%.*s<%.*st>", n, a.s, (int)rpr.len, rpr.s, n, a.s);
    site->close = docx_markup(part, "</%.*st></%.*sr>", n, a.s, n, a.s);
    site->line =
        docx_markup(part, "%.*s<%.*sbr/>%.*s", (int)site->close.len, site->close.s, n, a.s, (int)site->open.len, site->open.s);
    site->tab = (struct pz_text){"\t", 1};
    site->paragraph_close = docx_markup(part, "</%.*sp>", n, a.s);
    site->paragraph_open = docx_markup(part, "<%.*sp>%.*s", n, a.s, (int)ppr.len, ppr.s);
}

/* A value of several paragraphs may stand for this one: its rest is cut off
 * then, and its cell keeps a paragraph. */
static void expect_blocks(struct pz_part *part, uint32_t paragraph, bool tail)
{
    uint32_t parent = part->m.v[paragraph].parent;
    if (parent != PZ_NO_NODE && (part->m.v[parent].role == PZ_ROLE_CELL || part->m.v[parent].role == PZ_ROLE_STRICT))
        part->marks[parent] |= PZ_NODE_GUARDED;
    if (!tail)
        return;
    pz_hook_add(part, part->m.v[paragraph].end, PZ_RANK_END, 0, pz_hook_new(part, paragraph, docx_run_tail));
}

static uint32_t site(struct pz_part *part, uint32_t index)
{
    const struct pz_tag *tag = &part->tags[index];
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    if ((tag->flow & PZ_IN_ATTRIBUTE) || part->m.v[flow->node].role == PZ_ROLE_TEXT)
        return pz_part_add_site(part, pz_site_new(part, PZ_SITE_ATTRIBUTE, PZ_NO_NODE));
    uint32_t text = pz_flow_piece_at(part, flow, tag->from)->node, run = pz_part_ancestor(part, text, PZ_ROLE_RUN);
    enum pz_site_kind kind = tag->form == PZ_FORM_RUN         ? PZ_SITE_RUN
                             : tag->form == PZ_FORM_PARAGRAPH ? PZ_SITE_PARAGRAPH
                                                              : PZ_SITE_TEXT;
    for (size_t i = part->sites_n; i-- > 1;) { /* tags of one run share their site */
        if (part->sites[i] && part->sites[i]->kind == kind && part->sites[i]->node == run && part->sites_n - i < 4)
            return (uint32_t)i;
        if (part->sites_n - i >= 4)
            break;
    }
    struct pz_site *s = pz_site_new(part, kind, run);
    bool drawing = part->m.v[flow->node].name == A_P;
    s->drawing = drawing;
    s->alone = part->rich && !drawing && kind == PZ_SITE_TEXT && flow->bare && flow->first_tag == flow->last_tag &&
               part->m.v[run].parent == flow->node;
    if (s->alone || (part->rich && kind == PZ_SITE_PARAGRAPH))
        expect_blocks(part, flow->node, s->alone);
    s->run_props = docx_source(part, docx_props(&part->m, run, drawing ? A_RPR : W_RPR));
    s->paragraph_props = repeated_props(part, flow->node);
    if (drawing)
        fill_drawing(part, s);
    else
        fill_wordprocessing(part, s, run, flow->node);
    return pz_part_add_site(part, s);
}

static bool breaks_section(const struct pz_part *part, uint32_t paragraph)
{
    uint32_t props = docx_props(&part->m, paragraph, W_PPR);
    return props != PZ_NO_NODE && pz_markup_child(&part->m, props, W_SECTPR) != PZ_NO_NODE;
}

static uint32_t content_start(const struct pz_part *part, uint32_t paragraph)
{
    uint32_t props = docx_props(&part->m, paragraph, W_PPR);
    return props == PZ_NO_NODE ? part->m.v[paragraph].open_end : part->m.v[props].end;
}

/* Texts that were trimmed by no blank before may begin or end with one now. */
static void preserve_spaces(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->m.n; i++) {
        uint32_t parent = part->m.v[i].parent;
        if (!(part->marks[i] & PZ_NODE_SPACE) || parent == PZ_NO_NODE || part->m.v[parent].name != W_T)
            continue;
        const struct pz_node *leaf = &part->m.v[parent];
        if ((part->marks[parent] & PZ_NODE_DONE) || pz_part_is_dropped(part, parent))
            continue;
        part->marks[parent] |= PZ_NODE_DONE;
        if (!memmem(part->m.src + leaf->start, leaf->open_end - leaf->start, "xml:space", 9))
            pz_edit_insert(part, leaf->open_end - 1, PZ_RANK_TAG, 0, PZ_SEG_LITERAL,
                           (struct pz_text){" xml:space=\"preserve\"", 21}, 0, 0);
    }
}

static void finish(struct pz_part *part)
{
    preserve_spaces(part);
    docx_mark_fields(part);
    docx_link_targets(part);
    docx_restart_lists(part);
    docx_controls(part);
    docx_unique(part);
    docx_put_notes_apart(part);
    docx_keep_breaks(part);
    docx_guard(part);
}

/* Notes that documents put in have brought along go behind the part's own, when these hold tags. */
static int complete(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err)
{
    const struct docx_package *docx = state->office->own;
    docx_put_breaks(state, xml);
    for (unsigned i = 0; i < DOCX_NOTES; i++) {
        size_t member = docx->notes_member[i];
        bool own = member != PZ_NO_MEMBER && state->office->members[member].part == state->part;
        const struct pz_buf *notes = own ? pz_office_patch(state, member, 0) : NULL;
        const char *close = notes && notes->len ? memrchr(xml->data, '<', xml->len) : NULL;
        if (close)
            pz_buf_splice(xml, (size_t)(close - xml->data), (size_t)(close - xml->data), notes->data, notes->len);
    }
    return xml->failed ? pz_fail_memory(err) : 0;
}

static size_t settled(struct pz_office_state *state, const struct pz_buf *xml)
{
    return docx_first_break(state, xml, pz_guard_settled(state, xml, "tr"));
}

static const char *apart(const struct pz_part *part, uint32_t node)
{
    const struct docx_part *own = part->own;
    bool main = strcmp(own->kind, "document") == 0;
    switch (part->m.v[node].name) {
    case W_TXBXCONTENT: return _("text box");
    case W_FOOTNOTE: return main ? _("footnote") : NULL; /* elsewhere the part says it */
    case W_ENDNOTE: return main ? _("endnote") : NULL;
    case W_COMMENT: return main ? _("comment") : NULL;
    default: return NULL;
    }
}

const struct pz_office_format docx_format = {
    .open = pz_docx_open,
    .foreign = "content.xml",
    .names = &names,
    .roles = roles,
    .role = role,
    .blank = blank,
    .is_special = pz_cell_is_statement,
    .special = docx_special,
    .site = site,
    .breaks_section = breaks_section,
    .apart = apart,
    .content_start = content_start,
    .always = docx_has_targets,
    .finish = finish,
    .complete = complete,
    .settled = settled,
    .rewrite = docx_unwrap_fields,
    .rich = docx_rich,
};
