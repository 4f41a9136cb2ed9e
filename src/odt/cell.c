/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements about the cell they stand in. A merged cell says how many columns or rows it spans; the places it covers are taken by
 * table:covered-table-cell (OpenDocument 1.3 part 3, 9.1.5, 19.665, 19.666). Rows are counted while they are written, so a span of rows is
 * put in when the table ends. */
#include "office/cell.h"

#include "odt/names.h"
#include "odt/style.h"

/* Behind the element's name, where an attribute can stand. */
static uint32_t attribute_place(const struct pz_part *part, uint32_t node)
{
    const char *name = part->m.src + part->m.v[node].start + 1;
    return part->m.v[node].start + 1 + (uint32_t)strcspn(name, " \t\r\n/>");
}

/* Cut an attribute; the name's first letters up to the colon are the prefix. */
static void cut_attribute(struct pz_part *part, uint32_t node, const char *local)
{
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(&part->m, node, &at, &a);) {
        const char *name = part->m.src + a.start, *colon = memchr(name, ':', a.name_end - a.start);
        size_t len = (size_t)(part->m.src + a.name_end - (colon ? colon + 1 : name));
        if (len == strlen(local) && memcmp(part->m.src + a.name_end - len, local, len) == 0)
            pz_edit_cut(part, a.start - 1, a.value_end + 1);
    }
}

static long span_of(struct pz_part *part, uint32_t cell)
{
    const char *span = pz_markup_get(&part->m, cell, "number-columns-spanned", part->arena);
    long n = span ? strtol(span, NULL, 10) : 1;
    return n > 1 ? n : 1;
}

static void guard_table(struct pz_part *part, uint32_t cell, enum pz_node_mark marks)
{
    uint32_t table = pz_part_ancestor(part, cell, PZ_ROLE_TABLE);
    if (table != PZ_NO_NODE)
        part->marks[table] |= (uint8_t)(PZ_NODE_GUARDED | marks);
}

static void put_covered(struct pz_buf *out, const struct pz_site *site, long n)
{
    while (n-- > 0)
        pz_buf_printf(out, "<%.*scovered-table-cell/>", (int)site->prefix.len, site->prefix.s);
}

static void statement(struct pz_part *part, uint32_t at, enum pz_edit_rank rank, uint32_t seq, const char *words, uint32_t place)
{
    pz_edit_insert(part, at, rank, seq, PZ_SEG_STATEMENT, (struct pz_text){words, strlen(words)}, 0, place);
}

/* Background ---------------------------------------------------------------------------------------------- */

static int write_background(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                            struct pz_error *err)
{
    struct pz_text colour;
    if (pz_cell_colour(v, state->render->arena, &colour, err))
        return -1;
    const char *style = site->line.len ? site->line.s : NULL;
    if (colour.len && state->head)
        style = odt_shaded_style(state, site, style ? style : "", colour);
    if (style)
        pz_buf_printf(out, " %.*sstyle-name=\"%s\"", (int)site->prefix.len, site->prefix.s, style);
    return 0;
}

static void set_background(struct pz_part *part, uint32_t index, uint32_t cell, struct pz_text expression)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_OWN, cell);
    const char *style = pz_markup_get(&part->m, cell, "style-name", part->arena);
    site->write = write_background;
    site->takes = "colour";
    site->line = (struct pz_text){style ? style : "", style ? strlen(style) : 0};
    site->paragraph_props = odt_automatic_style(part, cell);
    cut_attribute(part, cell, "style-name");
    pz_edit_insert(part, attribute_place(part, cell), PZ_RANK_TAG, 3 * index, PZ_SEG_PRINT, expression,
                   pz_part_add_site(part, site), index);
}

/* Columns ------------------------------------------------------------------------------------------------- */

static int write_span(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                      struct pz_error *err)
{
    long n;
    if (pz_cell_span(v, state->render->arena, &n, err))
        return -1;
    state->merge[site->number].row = (uint32_t)n;
    if (n > 1)
        pz_buf_printf(out, " %.*snumber-columns-spanned=\"%ld\"", (int)site->prefix.len, site->prefix.s, n);
    return 0;
}

static int run_cover(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    put_covered(out, site, (long)state->merge[site->number].row - 1);
    return 0;
}

/* The cells that the template's own span covers. */
static void cut_covered(struct pz_part *part, uint32_t cell)
{
    long n = span_of(part, cell);
    for (uint32_t i = pz_markup_next(&part->m, cell); i != PZ_NO_NODE && n > 1; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT)
            continue;
        if (part->m.v[i].name != ODT_COVERED_CELL)
            return;
        pz_edit_cut(part, part->m.v[i].start, part->m.v[i].end);
        n--;
    }
}

/* As many columns as the expression says, and the covered cells behind. */
static void set_span(struct pz_part *part, uint32_t index, uint32_t cell, struct pz_text expression)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_OWN, cell), *cover = pz_hook_new(part, cell, run_cover);
    site->number = cover->number = part->values++;
    site->write = write_span;
    site->takes = "number";
    cut_attribute(part, cell, "number-columns-spanned");
    cut_covered(part, cell);
    pz_edit_insert(part, attribute_place(part, cell), PZ_RANK_TAG, 3 * index + 1, PZ_SEG_PRINT, expression,
                   pz_part_add_site(part, site), index);
    pz_hook_add(part, part->m.v[cell].end, PZ_RANK_END, UINT32_MAX - 1, cover);
    guard_table(part, cell, PZ_NODE_GRID);
}

static void merge_across(struct pz_part *part, uint32_t index, uint32_t cell)
{
    const char *all = pz_arena_printf(part->arena, "%ld * loop.length", span_of(part, cell));
    set_span(part, index, cell, (struct pz_text){all, strlen(all)});
    statement(part, part->m.v[cell].start, PZ_RANK_TAG, 3 * index, "if loop.first", index);
    statement(part, part->m.v[cell].end, PZ_RANK_END, UINT32_MAX, "endif", index);
}

/* Rows ---------------------------------------------------------------------------------------------------- */

static int begin_cell(struct pz_office_state *state, const struct pz_site *site, struct pz_text value, struct pz_buf *out)
{
    bool goes_on = pz_cell_merges(state, site->number, value);
    struct pz_merge *m = &state->merge[site->number];
    m->start = out->len;
    if (goes_on && m->span < state->spans_n)
        state->spans[m->span].rows++;
    return 0;
}

static int write_equal(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                       struct pz_error *err)
{
    struct pz_text value;
    return pz_office_text(v, state->render->arena, &value, err) ? -1 : begin_cell(state, site, value, out);
}

/* {% vm %}: the value is the iteration's index; a first one begins anew. */
static int write_down(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                      struct pz_error *err)
{
    (void)err;
    struct pz_merge *m = &state->merge[site->number];
    if (v->type == PZ_INT && v->u.i == 0)
        m->row = 0;
    state->merge_left = 0; /* other columns do not end this one */
    return begin_cell(state, site, (struct pz_text){"", 0}, out);
}

/* In the start tag of a cell that begins a group: its span goes here. */
static int run_span_place(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    struct pz_merge *m = &state->merge[site->number];
    if (m->continues)
        return 0;
    PZ_GROW(state->render->arena, state->spans, state->spans_n, state->spans_cap);
    m->span = state->spans_n;
    state->spans[state->spans_n++] = (struct pz_row_span){out->len, 1};
    return 0;
}

static int run_cell_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_merge *m = &state->merge[site->number];
    if (m->continues && m->start <= out->len) {
        out->len = m->start;
        put_covered(out, site, 1);
    }
    return 0;
}

static void merge_down(struct pz_part *part, uint32_t index, uint32_t cell, struct pz_text expression, bool equal)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_OWN, cell), *place = pz_hook_new(part, cell, run_span_place),
                   *end = pz_hook_new(part, cell, run_cell_end);
    site->number = place->number = end->number = part->values++;
    site->write = equal ? write_equal : write_down;
    cut_attribute(part, cell, "number-rows-spanned");
    pz_edit_insert(part, part->m.v[cell].start, PZ_RANK_TAG, 3 * index + 1, PZ_SEG_PRINT, expression, pz_part_add_site(part, site),
                   index);
    pz_hook_add(part, attribute_place(part, cell), PZ_RANK_TAG, 3 * index + 2, place);
    pz_hook_add(part, part->m.v[cell].end, PZ_RANK_END, 0, end);
    guard_table(part, cell, PZ_NODE_ROWS);
}

void odt_put_row_spans(struct pz_office_state *state, struct pz_buf *out, size_t start, struct pz_text prefix)
{
    char text[96];
    size_t first = state->spans_n, grown = 0, n = state->spans_n;
    for (; first && state->spans[first - 1].at >= start; first--)
        grown += state->spans[first - 1].rows < 2 || state->spans[first - 1].at > out->len
                     ? 0
                     : (size_t)snprintf(text, sizeof text, " %.*snumber-rows-spanned=\"%u\"", (int)prefix.len, prefix.s,
                                        state->spans[first - 1].rows);
    state->spans_n = first;
    if (!grown || !pz_buf_reserve(out, grown))
        return;
    size_t end = out->len, to = out->len + grown; /* from behind, so that every byte moves once */
    out->data[out->len = to] = '\0';
    for (size_t i = n; i-- > first;) {
        const struct pz_row_span *span = &state->spans[i];
        if (span->rows < 2 || span->at > end)
            continue;
        memmove(out->data + to - (end - span->at), out->data + span->at, end - span->at);
        to -= end - span->at;
        end = span->at;
        int len = snprintf(text, sizeof text, " %.*snumber-rows-spanned=\"%u\"", (int)prefix.len, prefix.s, span->rows);
        to -= (size_t)len;
        memcpy(out->data + to, text, (size_t)len);
    }
}

void odt_special(struct pz_part *part, uint32_t index)
{
    static const struct pz_text iteration = {"loop.index0", 11};
    enum pz_cell_statement what;
    uint32_t cell;
    struct pz_text expression;
    if (!pz_cell_read(part, index, &what, &cell, &expression) || pz_part_is_dropped(part, cell))
        return;
    switch (what) {
    case PZ_CELL_BACKGROUND: set_background(part, index, cell, expression); break;
    case PZ_CELL_SPAN: set_span(part, index, cell, expression); break;
    case PZ_CELL_ACROSS: merge_across(part, index, cell); break;
    case PZ_CELL_EQUAL: merge_down(part, index, cell, expression, true); break;
    default: merge_down(part, index, cell, iteration, false);
    }
}
