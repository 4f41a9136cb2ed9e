/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements about the cell they stand in: {% cellbg colour %}, {% colspan n %}, {% hm %}, {% vm %}, {% vm value %}.
 * Elements go where the schema wants them (ISO/IEC 29500-1, 17.4.69, CT_TcPr). */
#include <stdlib.h>

#include "base/i18n.h"
#include "docx/names.h"
#include "office/cell.h"

static struct pz_text text(const char *s)
{
    return (struct pz_text){s, strlen(s)};
}

static void literal(struct pz_part *part, uint32_t at, uint32_t seq, struct pz_text t)
{
    pz_edit_insert(part, at, PZ_RANK_TAG, seq, PZ_SEG_LITERAL, t, 0, 0);
}

/* Where a child of tcPr goes: behind those that come before it in the schema. Cuts the one that is there. */
static uint32_t slot(struct pz_part *part, uint32_t cell, enum docx_name name, uint32_t seq, bool *closed)
{
    static const enum docx_name order[] = {W_CNFSTYLE, W_TCW,   W_GRIDSPAN,      W_HMERGE,    W_VMERGE, W_TCBORDERS, W_SHD,
                                           W_NOWRAP,   W_TCMAR, W_TEXTDIRECTION, W_TCFITTEXT, W_VALIGN, W_HIDEMARK};
    uint32_t props = pz_markup_child(&part->m, cell, W_TCPR);
    *closed = false;
    if (props == PZ_NO_NODE || pz_markup_is_empty_tag(&part->m.v[props])) {
        struct pz_text w = docx_prefix(part, cell);
        if (props != PZ_NO_NODE)
            pz_edit_cut(part, part->m.v[props].start, part->m.v[props].end);
        literal(part, part->m.v[cell].open_end, seq, docx_markup(part, "<%.*stcPr>", (int)w.len, w.s));
        *closed = true;
        return part->m.v[cell].open_end;
    }
    uint32_t at = part->m.v[props].open_end;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        uint32_t child = pz_markup_child(&part->m, props, order[i]);
        if (child == PZ_NO_NODE)
            continue;
        if (order[i] == name) {
            pz_edit_cut(part, part->m.v[child].start, part->m.v[child].end);
            return part->m.v[child].start;
        }
        at = part->m.v[child].end;
        for (size_t j = 0; j < sizeof order / sizeof *order && j <= i; j++) {
            if (order[j] == name)
                return part->m.v[child].start;
        }
    }
    return at;
}

static void close_slot(struct pz_part *part, uint32_t cell, uint32_t at, uint32_t seq, bool closed)
{
    struct pz_text w = docx_prefix(part, cell);
    if (closed)
        literal(part, at, seq, docx_markup(part, "</%.*stcPr>", (int)w.len, w.s));
}

static int write_cellbg(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                        struct pz_error *err)
{
    struct pz_text fill;
    if (pz_cell_colour(v, state->render->arena, &fill, err))
        return -1;
    if (!fill.len) {
        pz_buf_put(out, site->line.s, site->line.len);
        return 0;
    }
    int n = (int)site->prefix.len;
    const char *w = site->prefix.s;
    pz_buf_printf(out, "<%.*sshd %.*sval=\"clear\" %.*scolor=\"auto\" %.*sfill=\"%.*s\"/>", n, w, n, w, n, w, n, w, (int)fill.len,
                  fill.s);
    return 0;
}

static int write_colspan(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                         struct pz_error *err)
{
    long n;
    if (pz_cell_span(v, state->render->arena, &n, err))
        return -1;
    int len = (int)site->prefix.len;
    pz_buf_printf(out, "<%.*sgridSpan %.*sval=\"%ld\"/>", len, site->prefix.s, len, site->prefix.s, n);
    return 0;
}

typedef int write_function(struct pz_office_state *, const struct pz_site *, const struct pz_value *, struct pz_buf *,
                           struct pz_error *);

/* What the template has there itself. */
static struct pz_text own_child(const struct pz_part *part, uint32_t cell, enum docx_name name)
{
    uint32_t props = pz_markup_child(&part->m, cell, W_TCPR);
    uint32_t child = props == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&part->m, props, name);
    if (child == PZ_NO_NODE)
        return (struct pz_text){"", 0};
    const struct pz_node *n = &part->m.v[child];
    return (struct pz_text){part->m.src + n->start, n->end - n->start};
}

static void print_into(struct pz_part *part, uint32_t index, uint32_t cell, enum docx_name name, struct pz_text expression,
                       write_function *write, const char *takes)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_OWN, cell);
    bool closed;
    uint32_t at = slot(part, cell, name, 3 * index, &closed);
    site->write = write;
    site->takes = takes;
    site->line = own_child(part, cell, name);
    pz_edit_insert(part, at, PZ_RANK_TAG, 3 * index + 1, PZ_SEG_PRINT, expression, pz_part_add_site(part, site), index);
    close_slot(part, cell, at, 3 * index + 2, closed);
}

static void statement(struct pz_part *part, uint32_t at, uint32_t seq, const char *words, uint32_t place)
{
    pz_edit_insert(part, at, PZ_RANK_TAG, seq, PZ_SEG_STATEMENT, text(words), 0, place);
}

/* {% hm %}: of a repeated cell only the first remains, as wide as all. */
static void merge_across(struct pz_part *part, uint32_t index, uint32_t cell)
{
    uint32_t props = pz_markup_child(&part->m, cell, W_TCPR), tcw = PZ_NO_NODE;
    const char *span = NULL, *width = NULL;
    if (props != PZ_NO_NODE) {
        uint32_t own = pz_markup_child(&part->m, props, W_GRIDSPAN);
        span = own == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, own, "val", part->arena);
        tcw = pz_markup_child(&part->m, props, W_TCW);
        width = tcw == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, tcw, "w", part->arena);
    }
    print_into(part, index, cell, W_GRIDSPAN, docx_markup(part, "%ld * loop.length", span ? strtol(span, NULL, 10) : 1),
               write_colspan, "number");
    struct pz_markup_attribute a;
    for (uint32_t at = 0; tcw != PZ_NO_NODE && width && strspn(width, "0123456789") == strlen(width) &&
                          pz_markup_attribute(&part->m, tcw, &at, &a);) {
        if (part->m.src[a.name_end - 1] != 'w' || (a.name_end - a.start > 1 && part->m.src[a.name_end - 2] != ':'))
            continue;
        pz_edit_cut(part, a.value, a.value_end);
        pz_edit_insert(part, a.value, PZ_RANK_TAG, 3 * index, PZ_SEG_PRINT, docx_markup(part, "%s * loop.length", width),
                       pz_part_add_site(part, pz_site_new(part, PZ_SITE_ATTRIBUTE, PZ_NO_NODE)), index);
    }
    statement(part, part->m.v[cell].start, 3 * index, "if loop.first", index);
    pz_edit_insert(part, part->m.v[cell].end, PZ_RANK_END, UINT32_MAX, PZ_SEG_STATEMENT, text("endif"), 0, index);
    uint32_t table = pz_part_ancestor(part, cell, PZ_ROLE_TABLE);
    if (table != PZ_NO_NODE)
        part->marks[table] |= PZ_NODE_GRID | PZ_NODE_GUARDED;
}

/* Where a cell's paragraphs begin. */
static uint32_t content_start(const struct pz_part *part, uint32_t cell)
{
    uint32_t props = pz_markup_child(&part->m, cell, W_TCPR);
    return props == PZ_NO_NODE ? part->m.v[cell].open_end : part->m.v[props].end;
}

/* An empty paragraph formatted as the cell's first. */
static struct pz_text empty_paragraph(struct pz_part *part, uint32_t cell)
{
    uint32_t paragraph = pz_markup_child(&part->m, cell, W_P);
    struct pz_text w = docx_prefix(part, cell), props = {"", 0};
    if (paragraph != PZ_NO_NODE)
        props = docx_source(part, docx_props(&part->m, paragraph, W_PPR));
    return docx_markup(part, "<%.*sp>%.*s</%.*sp>", (int)w.len, w.s, (int)props.len, props.s, (int)w.len, w.s);
}

/* What the first cell of a merged column says up to the end of the tag's text is left out of the others, as docxtpl does; what
 * follows in further runs is covered by the merge anyway. */
static void hide_repeated(struct pz_part *part, uint32_t index)
{
    const struct pz_tag *tag = &part->tags[index];
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    uint32_t first = part->pieces[flow->pieces].node, last = pz_flow_piece_at(part, flow, tag->to - 1)->node;
    uint32_t own = pz_flow_piece_at(part, flow, tag->from)->node;
    uint32_t leaf = part->m.v[first].parent, run = part->m.v[leaf].parent;
    bool plain = part->m.v[first].kind == PZ_NODE_TEXT && part->m.v[run].parent == flow->node;
    first = plain ? first : own;
    part->marks[first] |= PZ_NODE_KEPT;
    part->marks[last] |= PZ_NODE_KEPT;
    pz_edit_insert(part, part->m.v[part->m.v[first].parent].open_end, PZ_RANK_END, 0, PZ_SEG_STATEMENT, text("if loop.first"), 0,
                   index);
    statement(part, part->m.v[part->m.v[last].parent].close, UINT32_MAX, "endif", index);
}

/* {% vm %}: the cells of a loop are one; what it holds stands in the first. */
static void merge_loop(struct pz_part *part, uint32_t index, uint32_t cell)
{
    struct pz_text w = docx_prefix(part, cell);
    int n = (int)w.len;
    bool closed;
    uint32_t at = slot(part, cell, W_VMERGE, 3 * index, &closed), base = 3 * index;
    pz_edit_insert(part, at, PZ_RANK_TAG, base + 1, PZ_SEG_STATEMENT, text("if loop.first"), 0, index);
    literal(part, at, base + 1, docx_markup(part, "<%.*svMerge %.*sval=\"restart\"/>", n, w.s, n, w.s));
    statement(part, at, base + 1, "else", index);
    literal(part, at, base + 1, docx_markup(part, "<%.*svMerge/>", n, w.s));
    statement(part, at, base + 1, "endif", index);
    close_slot(part, cell, at, base + 2, closed);
    hide_repeated(part, index);
}

static int write_merge(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                       struct pz_error *err)
{
    struct pz_text t;
    if (pz_office_text(v, state->render->arena, &t, err))
        return -1;
    int n = (int)site->prefix.len;
    const char *w = site->prefix.s;
    if (pz_cell_merges(state, site->number, t))
        pz_buf_printf(out, "<%.*svMerge/>", n, w);
    else
        pz_buf_printf(out, "<%.*svMerge %.*sval=\"restart\"/>", n, w, n, w);
    return 0;
}

static int run_merge_start(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    state->merge[site->number].start = out->len;
    return 0;
}

static int run_merge_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_merge *m = &state->merge[site->number];
    if (m->continues && m->start <= out->len) {
        out->len = m->start;
        pz_buf_put(out, site->open.s, site->open.len);
    }
    return 0;
}

/* {% vm value %}: neighbours below each other with equal values are one cell. */
static void merge_equal(struct pz_part *part, uint32_t index, uint32_t cell, struct pz_text expression)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_OWN, cell), *start = pz_hook_new(part, cell, run_merge_start),
                   *end = pz_hook_new(part, cell, run_merge_end);
    uint32_t table = pz_part_ancestor(part, cell, PZ_ROLE_TABLE);
    bool closed;
    uint32_t at = slot(part, cell, W_VMERGE, 3 * index, &closed);
    site->number = start->number = end->number = part->values++;
    site->write = write_merge;
    end->open = empty_paragraph(part, cell);
    pz_edit_insert(part, at, PZ_RANK_TAG, 3 * index + 1, PZ_SEG_PRINT, expression, pz_part_add_site(part, site), index);
    close_slot(part, cell, at, 3 * index + 2, closed);
    pz_hook_add(part, content_start(part, cell), closed ? PZ_RANK_TAG : PZ_RANK_END, closed ? 3 * index + 2 : 0, start);
    pz_hook_add(part, part->m.v[cell].close, PZ_RANK_TAG, UINT32_MAX, end);
    if (table != PZ_NO_NODE)
        part->marks[table] |= PZ_NODE_ROWS | PZ_NODE_GUARDED;
}

void docx_special(struct pz_part *part, uint32_t index)
{
    enum pz_cell_statement statement;
    uint32_t cell;
    struct pz_text expression;
    if (!pz_cell_read(part, index, &statement, &cell, &expression))
        return;
    uint32_t table = pz_part_ancestor(part, cell, PZ_ROLE_TABLE);
    switch (statement) {
    case PZ_CELL_BACKGROUND: print_into(part, index, cell, W_SHD, expression, write_cellbg, "colour"); break;
    case PZ_CELL_SPAN:
        print_into(part, index, cell, W_GRIDSPAN, expression, write_colspan, "number");
        if (table != PZ_NO_NODE)
            part->marks[table] |= PZ_NODE_GRID | PZ_NODE_GUARDED;
        break;
    case PZ_CELL_ACROSS: merge_across(part, index, cell); break;
    case PZ_CELL_EQUAL: merge_equal(part, index, cell, expression); break;
    default: merge_loop(part, index, cell);
    }
}
