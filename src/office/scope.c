/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scope: what a block repeats or leaves out, inferred from where its tags stand.
 *
 *     all in one paragraph            what lies between, runs split where their formatting differs
 *     paragraphs of one container     the paragraphs between; those that hold only tags go
 *     rows of one table               the rows; those that hold only tags go
 *     cells of one row                the row; the columns between when the cells hold only tags, or when two loops share the row
 *     items of one list               the items
 *     {%p %} {%tr %} {%tc %} {%r %}   what docxtpl means: the tag stands for the whole element */
#include "base/i18n.h"
#include "office/format.h"

static enum pz_role role_of(const struct pz_part *part, uint32_t node)
{
    return node == PZ_NO_NODE ? PZ_ROLE_BLOCK : part->m.v[node].kind == PZ_NODE_ELEMENT ? part->m.v[node].role : PZ_ROLE_HIDDEN;
}

/* The text node a tag begins in, or the element whose attribute holds it, or the element it stands for. */
static uint32_t position(const struct pz_part *part, const struct pz_tag *tag)
{
    if (tag->form != PZ_FORM_NONE && tag->anchor == PZ_INSTEAD)
        return tag->node;
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    return tag->flow & PZ_IN_ATTRIBUTE ? flow->node : pz_flow_piece_at(part, flow, tag->from)->node;
}

/* The table's columns may change with the data. */
static void mark_grid(struct pz_part *part, uint32_t cell)
{
    uint32_t table = pz_part_ancestor(part, cell, PZ_ROLE_TABLE);
    if (table != PZ_NO_NODE)
        part->marks[table] |= PZ_NODE_GRID | PZ_NODE_GUARDED;
}

static void drop(struct pz_part *part, uint32_t node)
{
    if (role_of(part, node) == PZ_ROLE_CELL)
        mark_grid(part, node);
    if (part->marks[node] & PZ_NODE_DROPPED)
        return;
    part->marks[node] |= PZ_NODE_DROPPED;
    pz_edit_cut(part, part->m.v[node].start, part->m.v[node].end);
    for (uint32_t i = part->m.v[node].parent; i != PZ_NO_NODE; i = part->m.v[i].parent) {
        if (role_of(part, i) == PZ_ROLE_CELL || role_of(part, i) == PZ_ROLE_STRICT || role_of(part, i) == PZ_ROLE_TABLE ||
            role_of(part, i) == PZ_ROLE_ROW)
            part->marks[i] |= PZ_NODE_GUARDED;
    }
}

/* Matching ----------------------------------------------------------------------------------------------- */

bool pz_tag_closes(const struct pz_tag *closer, const struct pz_tag *opener)
{
    struct pz_text name = {closer->word.s + 3, closer->word.len - 3};
    return name.len == opener->word.len && memcmp(name.s, opener->word.s, name.len) == 0;
}

/* Link the tags of each block; false when they do not match up. */
static bool match_blocks(struct pz_part *part)
{
    uint32_t *stack = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, uint32_t);
    uint32_t *last = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, uint32_t);
    size_t depth = 0;
    for (uint32_t i = 0; i < part->tags_n; i++) {
        struct pz_tag *tag = &part->tags[i];
        if (tag->block == PZ_NOT_BLOCK)
            continue;
        if (tag->block == PZ_BLOCK_OPEN) {
            tag->opener = i;
            stack[depth] = last[depth] = i;
            depth++;
            continue;
        }
        if (!depth || (tag->block == PZ_BLOCK_CLOSE && !pz_tag_closes(tag, &part->tags[stack[depth - 1]])))
            return false;
        tag->opener = stack[depth - 1];
        part->tags[last[depth - 1]].next = i;
        last[depth - 1] = i;
        depth -= tag->block == PZ_BLOCK_CLOSE;
    }
    return depth == 0;
}

/* Neighbourhood ------------------------------------------------------------------------------------------ */

static bool is_bare(const struct pz_flow *flow)
{
    return flow->bare && !flow->prints;
}

/* Whether a row, cell, item or wrapper holds nothing but tags that write nothing, and one of them at least. */
static bool holds_only_tags(const struct pz_part *part, uint32_t node)
{
    size_t first, end;
    bool any = false;
    pz_flows_inside(part, node, &first, &end);
    for (size_t i = first; i < end; i++) {
        if (!is_bare(&part->flows[i]))
            return false;
        any |= part->flows[i].first_tag != PZ_NO_TAG;
    }
    return any;
}

static bool is_blank_text(const struct pz_part *part, uint32_t from, uint32_t to)
{
    for (; from < to; from++) {
        if (!strchr(" \t\r\n", part->text[from]))
            return false;
    }
    return true;
}

/* Whether only blanks and statements stand between the tag and the start (or end) of its paragraph. */
static bool is_first(const struct pz_part *part, const struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    for (;;) {
        const struct pz_tag *before = tag->before_in_flow == PZ_NO_TAG ? NULL : &part->tags[tag->before_in_flow];
        if (!is_blank_text(part, before ? before->to : flow->text, tag->from))
            return false;
        if (!before)
            return true;
        if (before->kind == PZ_TAG_PRINT || before->special)
            return false;
        tag = before;
    }
}

static bool is_last(const struct pz_part *part, const struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    for (;;) {
        const struct pz_tag *next = tag->next_in_flow == PZ_NO_TAG ? NULL : &part->tags[tag->next_in_flow];
        if (!is_blank_text(part, tag->to, next ? next->from : flow->text_end))
            return false;
        if (!next)
            return true;
        if (next->kind == PZ_TAG_PRINT || next->special)
            return false;
        tag = next;
    }
}

static bool counts(const struct pz_part *part, uint32_t node)
{
    return part->m.v[node].kind == PZ_NODE_ELEMENT && role_of(part, node) != PZ_ROLE_MARK;
}

/* The element before a node, marks aside. */
static uint32_t element_before(const struct pz_part *part, uint32_t node)
{
    struct pz_part_memo *memo = part->memo;
    if (!memo->before) {
        uint32_t *last = PZ_NEW_ARRAY(part->arena, part->m.n + 1, uint32_t); /* by parent */
        memo->before = PZ_NEW_ARRAY(part->arena, part->m.n + 1, uint32_t);
        memset(last, 0xFF, (part->m.n + 1) * sizeof *last);
        for (uint32_t i = 0; i < part->m.n; i++) {
            uint32_t parent = part->m.v[i].parent == PZ_NO_NODE ? (uint32_t)part->m.n : part->m.v[i].parent;
            memo->before[i] = last[parent];
            if (counts(part, i))
                last[parent] = i;
        }
    }
    return memo->before[node];
}

static uint32_t sibling_paragraph(const struct pz_part *part, uint32_t paragraph, bool next)
{
    uint32_t i = next ? pz_markup_next(&part->m, paragraph) : element_before(part, paragraph);
    while (next && i != PZ_NO_NODE && !counts(part, i))
        i = pz_markup_next(&part->m, i);
    return i != PZ_NO_NODE && role_of(part, i) == PZ_ROLE_PARAGRAPH ? i : PZ_NO_NODE;
}

static bool has_section_break(const struct pz_part *part, uint32_t paragraph)
{
    return part->format->breaks_section && part->format->breaks_section(part, paragraph);
}

/* Whether a paragraph is the only one its cell, note or text box would have left; a list of paragraphs does as well. */
static bool is_needed(const struct pz_part *part, uint32_t paragraph)
{
    uint32_t parent = part->m.v[paragraph].parent;
    enum pz_role role = role_of(part, parent);
    if (role != PZ_ROLE_CELL && role != PZ_ROLE_STRICT && role != PZ_ROLE_ITEM)
        return false;
    struct pz_part_memo *memo = part->memo;
    if (memo->kept && memo->parent == parent && memo->kept != paragraph && !(part->marks[memo->kept] & PZ_NODE_DROPPED))
        return false;
    uint32_t last = PZ_NO_NODE;
    for (uint32_t i = pz_markup_first(&part->m, parent); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        bool text = role_of(part, i) == PZ_ROLE_PARAGRAPH || (role_of(part, i) == PZ_ROLE_LIST && role != PZ_ROLE_ITEM);
        if (text && i != paragraph && !(part->marks[i] & PZ_NODE_DROPPED))
            last = i;
        else if (role_of(part, i) == PZ_ROLE_TABLE)
            last = PZ_NO_NODE;
    }
    memo->parent = parent;
    memo->kept = last == PZ_NO_NODE ? 0 : last;
    return last == PZ_NO_NODE;
}

/* Common ancestor ---------------------------------------------------------------------------------------- */

static unsigned depth_of(const struct pz_part *part, uint32_t node)
{
    unsigned depth = 0;
    while ((node = part->m.v[node].parent) != PZ_NO_NODE)
        depth++;
    return depth;
}

static uint32_t common(const struct pz_part *part, uint32_t a, uint32_t b)
{
    unsigned da = depth_of(part, a), db = depth_of(part, b);
    for (; da > db; da--)
        a = part->m.v[a].parent;
    for (; db > da; db--)
        b = part->m.v[b].parent;
    while (a != b) {
        a = part->m.v[a].parent;
        b = part->m.v[b].parent;
    }
    return a;
}

static uint32_t child_toward(const struct pz_part *part, uint32_t top, uint32_t node)
{
    while (node != PZ_NO_NODE && part->m.v[node].parent != top)
        node = part->m.v[node].parent;
    return node;
}

/* The scope's level: the paragraph, row, table, list or container that holds all tags of the block. */
static uint32_t level_of(const struct pz_part *part, uint32_t node)
{
    for (; node != PZ_NO_NODE; node = part->m.v[node].parent) {
        switch (role_of(part, node)) {
        case PZ_ROLE_HIDDEN: /* a text node */
        case PZ_ROLE_LEAF:
        case PZ_ROLE_RUN:
        case PZ_ROLE_SPAN:
        case PZ_ROLE_WRAPPER: break;
        default: return node;
        }
    }
    return node;
}

/* Anchors ------------------------------------------------------------------------------------------------ */

static void set_anchor(struct pz_tag *tag, enum pz_anchor anchor, uint32_t node)
{
    if (tag->form != PZ_FORM_NONE && tag->anchor == PZ_INSTEAD)
        return;
    tag->anchor = (uint8_t)anchor;
    tag->node = node;
}

static void crossing(struct pz_part *part, uint32_t opener, uint32_t other)
{
    struct pz_place place, end;
    pz_part_describe(part, opener, 0, &place);
    pz_part_describe(part, other, 0, &end);
    pz_report_hint(
        part->diags, "E-DOC-013", &place, _("put both tags into paragraphs, rows or cells of the same table, list or section"),
        _("the block “%.*s” begins here, but its “%.*s” stands where it cannot be reached: %s"), (int)part->tags[opener].word.len,
        part->tags[opener].word.s, (int)part->tags[other].word.len, part->tags[other].word.s, end.inside);
}

/* Whether a wrapper that cannot be closed and opened again stands between a text and `top`. */
static bool is_wrapped(const struct pz_part *part, uint32_t node, uint32_t top)
{
    for (node = part->m.v[node].parent; node != PZ_NO_NODE && node != top; node = part->m.v[node].parent) {
        if (role_of(part, node) == PZ_ROLE_WRAPPER)
            return true;
    }
    return false;
}

static bool same_source(const struct pz_part *part, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end)
{
    return a_end - a == b_end - b && memcmp(part->m.src + a, part->m.src + b, a_end - a) == 0;
}

static uint32_t props_end(const struct pz_part *part, uint32_t node)
{
    uint32_t first = pz_markup_first(&part->m, node);
    bool props = first != PZ_NO_NODE && role_of(part, first) == PZ_ROLE_PROPS;
    return props ? part->m.v[first].end : part->m.v[node].open_end;
}

/* Whether two texts stand in the same run, or in runs of the same formatting. */
static bool same_context(const struct pz_part *part, uint32_t a, uint32_t b)
{
    for (;;) {
        a = part->m.v[a].parent;
        b = part->m.v[b].parent;
        if (a == b)
            return true;
        if (role_of(part, a) == PZ_ROLE_PARAGRAPH || role_of(part, b) == PZ_ROLE_PARAGRAPH) /* other roles do not come before it */
            return role_of(part, a) == role_of(part, b);
        const struct pz_node *x = &part->m.v[a], *y = &part->m.v[b];
        if (role_of(part, a) == PZ_ROLE_WRAPPER || x->role != y->role)
            return false;
        bool leaf = x->role == PZ_ROLE_LEAF;
        if (!leaf && !same_source(part, x->start, props_end(part, a), y->start, props_end(part, b)))
            return false;
    }
}

/* A run at the edge of which the tag stands can stay whole: the statement goes beside it. */
static void split_at(struct pz_part *part, struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    uint32_t text = position(part, tag), top = child_toward(part, flow->node, text);
    const struct pz_node *node = &part->m.v[top];
    const struct pz_flow_piece *first = pz_flow_piece_at(part, flow, tag->from), *last = first;
    while (first > part->pieces + flow->pieces && first[-1].start >= node->start)
        first--;
    while (last + 1 < part->pieces + flow->pieces_end && last[1].end <= node->end)
        last++;
    const struct pz_tag *before = tag->before_in_flow == PZ_NO_TAG ? NULL : &part->tags[tag->before_in_flow];
    bool follows = before && before->to == tag->from && before->anchor == PZ_BEFORE && before->node == top;
    if (tag->from == first->text || follows)
        set_anchor(tag, PZ_BEFORE, top);
    else if (tag->to == last->text + last->len)
        set_anchor(tag, PZ_AFTER, top);
    else
        set_anchor(tag, PZ_AT_SPLIT, 0);
}

static void guard_containers(struct pz_part *part, uint32_t node)
{
    for (; node != PZ_NO_NODE; node = part->m.v[node].parent) {
        enum pz_role role = role_of(part, node);
        if (role == PZ_ROLE_CELL || role == PZ_ROLE_STRICT || role == PZ_ROLE_TABLE || role == PZ_ROLE_ROW)
            part->marks[node] |= PZ_NODE_GUARDED;
    }
}

/* A condition around all that its paragraph holds: the paragraph goes with it, the item of a list where that holds nothing else. */
static bool anchor_whole(struct pz_part *part, uint32_t opener)
{
    struct pz_tag *first = &part->tags[opener], *last = first->next == PZ_NO_TAG ? first : &part->tags[first->next];
    const struct pz_flow *flow = pz_tag_flow(part, first);
    uint32_t unit = flow->node, item = part->m.v[unit].parent;
    if (first->word.len != 2 || last->next != PZ_NO_TAG || first == last || role_of(part, unit) != PZ_ROLE_PARAGRAPH ||
        opener != flow->first_tag || first->next != flow->last_tag || !is_first(part, first) || !is_last(part, last) ||
        first->trim_before || last->trim_after || has_section_break(part, unit))
        return false;
    if (role_of(part, item) == PZ_ROLE_ITEM && pz_markup_next(&part->m, unit) == PZ_NO_NODE &&
        element_before(part, unit) == PZ_NO_NODE)
        unit = item;
    else if (is_needed(part, unit))
        return false;
    guard_containers(part, unit);
    set_anchor(first, PZ_BEFORE, unit);
    set_anchor(last, PZ_AFTER, unit);
    return true;
}

/* Tags inside paragraphs: where they stand when nothing separates them, else between runs. */
static void anchor_inline(struct pz_part *part, uint32_t opener)
{
    uint32_t text = position(part, &part->tags[opener]);
    bool same = true, wrapped = false;
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        uint32_t own = position(part, &part->tags[i]);
        same &= own == text || same_context(part, own, text);
        wrapped |= is_wrapped(part, own, pz_tag_flow(part, &part->tags[i])->node);
    }
    for (uint32_t i = opener; i != PZ_NO_TAG && !same; i = part->tags[i].next) {
        if (wrapped) {
            crossing(part, opener, i == opener && part->tags[i].next != PZ_NO_TAG ? part->tags[i].next : i);
            return;
        }
        if (part->tags[i].form == PZ_FORM_NONE)
            split_at(part, &part->tags[i]);
    }
}

/* Where a tag's statement goes beside a paragraph; PZ_AT_TAG: into it. */
static enum pz_anchor beside_paragraph(const struct pz_part *part, const struct pz_tag *tag, uint32_t paragraph)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    bool first = is_first(part, tag), last = is_last(part, tag), closer = tag->block == PZ_BLOCK_CLOSE;
    if (is_bare(flow)) {
        if (!has_section_break(part, paragraph))
            return PZ_INSTEAD;
        return closer ? PZ_BEFORE : PZ_AFTER; /* the break stays: a block in front of it, or behind it */
    }
    if (closer)
        return last ? PZ_AFTER : first ? PZ_BEFORE : PZ_AT_TAG;
    return first ? PZ_BEFORE : last ? PZ_AFTER : PZ_AT_TAG;
}

static bool is_merging(const struct pz_part *part, const struct pz_tag *tag)
{
    if (tag->kind != PZ_TAG_STATEMENT || (tag->flow & PZ_IN_ATTRIBUTE))
        return false;
    uint32_t paragraph = pz_tag_flow(part, tag)->node;
    return (tag->trim_before && is_first(part, tag) && sibling_paragraph(part, paragraph, false) != PZ_NO_NODE) ||
           (tag->trim_after && is_last(part, tag) && sibling_paragraph(part, paragraph, true) != PZ_NO_NODE);
}

/* Paragraphs (and what lies between them) of one container. */
static void anchor_blocks(struct pz_part *part, uint32_t opener, uint32_t container)
{
    bool raw = false;
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        struct pz_tag *tag = &part->tags[i];
        uint32_t unit = child_toward(part, container, position(part, tag));
        if (tag->form != PZ_FORM_NONE && tag->anchor == PZ_INSTEAD)
            continue;
        if (role_of(part, unit) == PZ_ROLE_PARAGRAPH && unit == pz_tag_flow(part, tag)->node) {
            enum pz_anchor anchor = is_merging(part, tag) ? PZ_AT_TAG : beside_paragraph(part, tag, unit);
            raw |= anchor == PZ_AT_TAG;
            set_anchor(tag, anchor, unit);
        } else if (holds_only_tags(part, unit)) {
            set_anchor(tag, PZ_INSTEAD, unit);
        } else {
            crossing(part, opener, i == opener ? part->tags[i].next : i);
            return;
        }
    }
    guard_containers(part, container);
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        struct pz_tag *tag = &part->tags[i];
        if (!raw && tag->anchor == PZ_INSTEAD) {
            drop(part, tag->node);
        } else if (raw && tag->form == PZ_FORM_NONE) {
            if (is_wrapped(part, position(part, tag), pz_tag_flow(part, tag)->node)) {
                crossing(part, opener, i == opener ? part->tags[i].next : i);
                return;
            }
            set_anchor(tag, PZ_AT_SPLIT, 0);
        }
    }
}

/* Units that stand beside each other: rows, items, cells. */
static void anchor_units(struct pz_part *part, uint32_t opener, enum pz_role role)
{
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        struct pz_tag *tag = &part->tags[i];
        uint32_t unit = pz_part_ancestor(part, position(part, tag), role);
        if (unit == PZ_NO_NODE || (tag->form != PZ_FORM_NONE && tag->anchor == PZ_INSTEAD))
            continue;
        guard_containers(part, unit);
        if (role == PZ_ROLE_CELL)
            mark_grid(part, unit);
        if (holds_only_tags(part, unit)) {
            set_anchor(tag, PZ_INSTEAD, unit);
            drop(part, unit);
        } else {
            set_anchor(tag, tag->block == PZ_BLOCK_CLOSE ? PZ_AFTER : PZ_BEFORE, unit);
        }
    }
}

/* The unit of a role that lies below `level`, not one of a table nested in it. */
static bool same_units(const struct pz_part *part, uint32_t opener, uint32_t level, enum pz_role role)
{
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        uint32_t unit = pz_part_ancestor(part, position(part, &part->tags[i]), role);
        if (unit == PZ_NO_NODE || unit < level || part->m.v[unit].after > part->m.v[level].after)
            return false;
        uint32_t above = part->m.v[unit].parent;
        while (above != level && role_of(part, above) == PZ_ROLE_ROWS)
            above = part->m.v[above].parent;
        if (above != level)
            return false;
    }
    return true;
}

static void anchor_cells(struct pz_part *part, uint32_t opener)
{
    anchor_units(part, opener, PZ_ROLE_CELL);
}

static bool spans_cells_only(const struct pz_part *part, uint32_t opener)
{
    uint32_t first = PZ_NO_NODE, last = PZ_NO_NODE;
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        last = pz_part_ancestor(part, position(part, &part->tags[i]), PZ_ROLE_CELL);
        if (last == PZ_NO_NODE || !holds_only_tags(part, last))
            return false;
        first = first == PZ_NO_NODE ? last : first;
    }
    return first != last && part->m.v[first].after != last; /* there is a cell between */
}

/* The last block that repeats each row; a second one beside it makes both repeat cells. */
struct row_block {
    uint32_t row, opener, closer;
    bool cells;
};

static void anchor_row(struct pz_part *part, uint32_t opener, uint32_t row, struct row_block *rows, size_t *rows_n)
{
    uint32_t closer = opener;
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next)
        closer = i;
    bool cells = spans_cells_only(part, opener);
    for (size_t i = 0; i < *rows_n; i++) {
        if (rows[i].row != row || rows[i].closer > opener)
            continue;
        if (!rows[i].cells)
            anchor_cells(part, rows[i].opener);
        rows[i].cells = cells = true;
    }
    if (cells)
        anchor_cells(part, opener);
    else
        anchor_units(part, opener, PZ_ROLE_ROW);
    while (*rows_n && rows[*rows_n - 1].row != row)
        --*rows_n; /* rows come in source order, outer blocks' rows behind them do not come again */
    rows[(*rows_n)++] = (struct row_block){row, opener, closer, cells};
}

static bool is_attribute_block(const struct pz_part *part, uint32_t opener)
{
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        if (part->tags[i].flow & PZ_IN_ATTRIBUTE)
            return true;
    }
    return false;
}

static void infer_block(struct pz_part *part, uint32_t opener, struct row_block *rows, size_t *rows_n)
{
    bool forced = true;
    uint32_t level = position(part, &part->tags[opener]);
    for (uint32_t i = opener; i != PZ_NO_TAG; i = part->tags[i].next) {
        level = common(part, level, position(part, &part->tags[i]));
        forced &= part->tags[i].form == PZ_FORM_RUN || (part->tags[i].form != PZ_FORM_NONE && part->tags[i].anchor == PZ_INSTEAD);
    }
    if (forced || is_attribute_block(part, opener))
        return;
    level = level_of(part, level);
    switch (role_of(part, level)) {
    case PZ_ROLE_TEXT:
    case PZ_ROLE_PARAGRAPH:
        if (!anchor_whole(part, opener))
            anchor_inline(part, opener);
        return;
    case PZ_ROLE_ROW: anchor_row(part, opener, level, rows, rows_n); return;
    case PZ_ROLE_ROWS:
    case PZ_ROLE_TABLE:
        if (same_units(part, opener, pz_part_ancestor(part, level, PZ_ROLE_TABLE), PZ_ROLE_ROW))
            anchor_units(part, opener, PZ_ROLE_ROW);
        else
            crossing(part, opener, part->tags[opener].next);
        return;
    case PZ_ROLE_LIST: anchor_units(part, opener, PZ_ROLE_ITEM); return;
    default: anchor_blocks(part, opener, level);
    }
}

/* Paragraphs that only held tags now anchored elsewhere go; their other statements stand in their place. */
static void drop_emptied(struct pz_part *part)
{
    for (size_t i = 0; i < part->flows_n; i++) {
        const struct pz_flow *flow = &part->flows[i];
        bool moved = flow->first_tag != PZ_NO_TAG && is_bare(flow);
        bool inside = false, merging = false;
        for (uint32_t t = flow->first_tag; t != PZ_NO_TAG; t = part->tags[t].next_in_flow) {
            const struct pz_tag *tag = &part->tags[t];
            inside |= tag->opener != PZ_NO_TAG && (tag->anchor == PZ_AT_TAG || tag->anchor == PZ_AT_SPLIT);
            merging |= is_merging(part, tag);
        }
        if (moved && !inside && !merging && !has_section_break(part, flow->node) && !is_needed(part, flow->node))
            drop(part, flow->node);
    }
}

/* A statement inside something that goes stands in the place of the outermost such element. */
static void lift(struct pz_part *part, struct pz_tag *tag)
{
    uint32_t dropped = PZ_NO_NODE;
    uint32_t start = tag->flow & PZ_IN_ATTRIBUTE ? pz_tag_flow(part, tag)->node
                                                 : pz_flow_piece_at(part, pz_tag_flow(part, tag), tag->from)->node;
    for (uint32_t i = start; i != PZ_NO_NODE; i = part->m.v[i].parent) {
        if (part->marks[i] & PZ_NODE_DROPPED)
            dropped = i;
    }
    if (dropped == PZ_NO_NODE)
        return;
    bool outside = (tag->anchor == PZ_BEFORE || tag->anchor == PZ_AFTER) && tag->node < dropped;
    if (outside || (tag->anchor == PZ_INSTEAD && tag->node == dropped))
        return;
    if (tag->kind == PZ_TAG_STATEMENT && !tag->special) {
        tag->anchor = PZ_INSTEAD;
        tag->node = dropped;
    } else {
        tag->anchor = PZ_NOWHERE;
    }
}

/* {%- at the start of a paragraph joins it to the one before, -%} at the end to the next. */
static void join_paragraphs(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->tags_n; i++) {
        const struct pz_tag *tag = &part->tags[i];
        if (!is_merging(part, tag) || tag->anchor == PZ_INSTEAD || tag->anchor == PZ_NOWHERE)
            continue;
        uint32_t own = pz_tag_flow(part, tag)->node;
        uint32_t before = tag->trim_before && is_first(part, tag) ? sibling_paragraph(part, own, false) : PZ_NO_NODE;
        uint32_t next = tag->trim_after && is_last(part, tag) ? sibling_paragraph(part, own, true) : PZ_NO_NODE;
        if (before != PZ_NO_NODE && part->m.v[before].close < part->m.v[before].end)
            pz_edit_cut(part, part->m.v[before].close, part->format->content_start(part, own));
        if (next != PZ_NO_NODE && part->m.v[next].close < part->m.v[next].end)
            pz_edit_cut(part, part->m.v[own].close, part->format->content_start(part, next));
    }
}

/* Forced forms ------------------------------------------------------------------------------------------- */

static void apply_form(struct pz_part *part, uint32_t index)
{
    static const enum pz_role roles[] = {[PZ_FORM_PARAGRAPH] = PZ_ROLE_PARAGRAPH,
                                         [PZ_FORM_ROW] = PZ_ROLE_ROW,
                                         [PZ_FORM_CELL] = PZ_ROLE_CELL,
                                         [PZ_FORM_RUN] = PZ_ROLE_RUN};
    struct pz_tag *tag = &part->tags[index];
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    uint32_t text = pz_flow_piece_at(part, flow, tag->from)->node;
    uint32_t node = pz_part_ancestor(part, text, roles[tag->form]);
    if (tag->form == PZ_FORM_RUN) { /* what else is in the run stays, in runs of its own */
        split_at(part, tag);
        return;
    }
    if (node == PZ_NO_NODE) {
        struct pz_place place;
        pz_part_describe(part, index, 0, &place);
        pz_report(part->diags, "E-DOC-012", &place, _("this tag stands for a row or a cell, but it is in no table"));
        return;
    }
    if (tag->form == PZ_FORM_PARAGRAPH && has_section_break(part, node)) { /* the page setup it carries stays */
        tag->form = PZ_FORM_NONE;
        return;
    }
    tag->anchor = PZ_INSTEAD;
    tag->node = node;
    drop(part, node);
}

void pz_scopes_infer(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->tags_n; i++) {
        if (part->tags[i].form != PZ_FORM_NONE)
            apply_form(part, i);
    }
    if (match_blocks(part)) {
        struct row_block *rows = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, struct row_block);
        size_t rows_n = 0;
        for (uint32_t i = 0; i < part->tags_n; i++) {
            if (part->tags[i].opener == i && part->tags[i].next != PZ_NO_TAG)
                infer_block(part, i, rows, &rows_n);
        }
        drop_emptied(part);
    }
    for (uint32_t i = 0; i < part->tags_n; i++)
        lift(part, &part->tags[i]);
    join_paragraphs(part);
}
