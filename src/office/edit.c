/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits on the source bytes: stretches cut out and segments put in; what is left becomes literal spans. */
#include <stdlib.h>

#include "office/format.h"
#include "office/site.h"

void pz_edit_insert(struct pz_part *part, uint32_t at, enum pz_edit_rank rank, uint32_t seq, enum pz_segment_kind kind,
                    struct pz_text text, uint32_t site, uint32_t place)
{
    PZ_GROW(part->arena, part->inserts, part->inserts_n, part->inserts_cap);
    part->inserts[part->inserts_n] =
        (struct pz_insert){at, (uint8_t)rank, (uint8_t)kind, seq, text, site, place, (uint32_t)part->inserts_n};
    part->inserts_n++;
}

void pz_edit_cut(struct pz_part *part, uint32_t start, uint32_t end)
{
    if (start >= end)
        return;
    PZ_GROW(part->arena, part->cuts, part->cuts_n, part->cuts_cap);
    part->cuts[part->cuts_n++] = (struct pz_cut){start, end};
}

uint32_t pz_part_add_site(struct pz_part *part, struct pz_site *site)
{
    if (!part->sites_n) /* site 0 is plain text */
        PZ_GROW(part->arena, part->sites, part->sites_n, part->sites_cap), part->sites[part->sites_n++] = NULL;
    PZ_GROW(part->arena, part->sites, part->sites_n, part->sites_cap);
    part->sites[part->sites_n] = site;
    return (uint32_t)part->sites_n++;
}

void pz_edit_cut_text(struct pz_part *part, const struct pz_flow *flow, uint32_t from, uint32_t to)
{
    if (from >= to)
        return;
    for (const struct pz_flow_piece *piece = pz_flow_piece_at(part, flow, from); piece < part->pieces + flow->pieces_end; piece++) {
        if (piece->text >= to)
            break;
        uint32_t start = piece->start, end = piece->end;
        if (!piece->atom) {
            if (from > piece->text)
                start += from - piece->text;
            if (to < piece->text + piece->len)
                end = piece->start + (to - piece->text);
        }
        pz_edit_cut(part, start, end);
        part->removed[piece->node] += end - start;
        part->marks[piece->node] |= PZ_NODE_SPACE;
    }
}

/* Whether nothing is left of a leaf's or run's content. */
static bool is_emptied(const struct pz_part *part, uint32_t node)
{
    bool emptied = false;
    for (uint32_t i = pz_markup_first(&part->m, node); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        const struct pz_node *child = &part->m.v[i];
        if (part->marks[i] & PZ_NODE_KEPT)
            return false;
        if (child->kind == PZ_NODE_ELEMENT && (child->role == PZ_ROLE_PROPS || child->role == PZ_ROLE_MARK))
            continue;
        if (child->kind == PZ_NODE_OTHER)
            continue;
        bool gone = part->removed[i] >= child->end - child->start;
        if (child->kind == PZ_NODE_ELEMENT && !gone)
            gone =
                (child->role == PZ_ROLE_LEAF || child->role == PZ_ROLE_SPAN || child->role == PZ_ROLE_RUN) && is_emptied(part, i);
        if (!gone)
            return false;
        emptied = true;
    }
    return emptied;
}

/* Cut the outermost run or span of a paragraph that tags have emptied. */
static void cut_emptied(struct pz_part *part, uint32_t text_node)
{
    uint32_t best = PZ_NO_NODE;
    for (uint32_t i = part->m.v[text_node].parent; i != PZ_NO_NODE; i = part->m.v[i].parent) {
        uint8_t role = part->m.v[i].role;
        if (role != PZ_ROLE_LEAF && role != PZ_ROLE_RUN && role != PZ_ROLE_SPAN)
            break;
        if ((part->marks[i] & PZ_NODE_DROPPED) || !is_emptied(part, i))
            break;
        if (role != PZ_ROLE_LEAF)
            best = i;
    }
    if (best == PZ_NO_NODE || (part->marks[best] & PZ_NODE_DROPPED))
        return;
    part->marks[best] |= PZ_NODE_DROPPED;
    pz_edit_cut(part, part->m.v[best].start, part->m.v[best].end);
}

/* The text node at a tag's start keeps its run: something is written there. */
static void keep(struct pz_part *part, const struct pz_tag *tag)
{
    part->marks[pz_flow_piece_at(part, pz_tag_flow(part, tag), tag->from)->node] |= PZ_NODE_KEPT;
}

static struct pz_text source_text(const struct pz_part *part, uint32_t start, uint32_t end)
{
    return (struct pz_text){part->m.src + start, end - start};
}

/* What closes, and what opens again, everything between a text and its paragraph. */
static void split_texts(struct pz_part *part, uint32_t text_node, struct pz_text *close, struct pz_text *open)
{
    *close = *open = (struct pz_text){"", 0};
    for (uint32_t i = part->m.v[text_node].parent; i != PZ_NO_NODE && part->m.v[i].role != PZ_ROLE_PARAGRAPH;
         i = part->m.v[i].parent) {
        const struct pz_node *node = &part->m.v[i];
        struct pz_text start = source_text(part, node->start, node->open_end);
        uint32_t first = pz_markup_first(&part->m, i);
        if (first != PZ_NO_NODE && part->m.v[first].kind == PZ_NODE_ELEMENT && part->m.v[first].role == PZ_ROLE_PROPS)
            start = source_text(part, node->start, part->m.v[first].end);
        *close = pz_text_concat(part->arena, *close, source_text(part, node->close, node->end));
        *open = pz_text_concat(part->arena, start, *open);
    }
}

/* A statement between two runs: what is before and behind it gets runs of its own. */
static void emit_split(struct pz_part *part, uint32_t index, const struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    uint32_t node = pz_flow_piece_at(part, flow, tag->from)->node;
    struct pz_text close, open;
    split_texts(part, node, &close, &open);
    pz_edit_insert(part, tag->at, PZ_RANK_TAG, 3 * index, PZ_SEG_LITERAL, close, 0, index);
    bool print = tag->kind == PZ_TAG_PRINT;
    pz_edit_insert(part, tag->at, PZ_RANK_TAG, 3 * index + 1, print ? PZ_SEG_PRINT : PZ_SEG_STATEMENT, tag->inside,
                   print ? part->format->site(part, index) : 0, index);
    pz_edit_insert(part, tag->at, PZ_RANK_TAG, 3 * index + 2, PZ_SEG_LITERAL, open, 0, index);
    keep(part, tag);
}

static uint32_t anchor_offset(const struct pz_part *part, const struct pz_tag *tag)
{
    switch (tag->anchor) {
    case PZ_BEFORE:
    case PZ_INSTEAD: return part->m.v[tag->node].start;
    case PZ_AFTER: return part->m.v[tag->node].end;
    default: return tag->at;
    }
}

static void emit(struct pz_part *part, uint32_t index)
{
    const struct pz_tag *tag = &part->tags[index];
    if (tag->special || tag->raw || tag->kind == PZ_TAG_COMMENT || tag->anchor == PZ_NOWHERE) {
        if (tag->special && tag->anchor != PZ_NOWHERE)
            part->format->special(part, index);
        return;
    }
    if (tag->anchor == PZ_AT_SPLIT) {
        emit_split(part, index, tag);
        return;
    }
    enum pz_segment_kind kind = tag->kind == PZ_TAG_PRINT ? PZ_SEG_PRINT : PZ_SEG_STATEMENT;
    bool includes = tag->anchor == PZ_AT_TAG && tag->word.len == 7 && memcmp(tag->word.s, "include", 7) == 0;
    uint32_t site = kind == PZ_SEG_PRINT || includes ? part->format->site(part, index) : 0;
    if (tag->anchor == PZ_AT_TAG && !(tag->flow & PZ_IN_ATTRIBUTE))
        keep(part, tag);
    pz_edit_insert(part, anchor_offset(part, tag), PZ_RANK_TAG, 3 * index + 1, kind, tag->inside, site, index);
}

static bool is_trimmed(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* White space control: blanks beside the tag go; where there is a line break among them, only from the break on. */
static uint32_t trim_before(const struct pz_part *part, const struct pz_flow *flow, uint32_t from)
{
    uint32_t start = from, line = UINT32_MAX;
    while (start > flow->text && is_trimmed(part->text[start - 1])) {
        start--;
        line = part->text[start] == '\n' ? start : line;
    }
    return line != UINT32_MAX ? line : start;
}

static uint32_t trim_after(const struct pz_part *part, const struct pz_flow *flow, uint32_t to)
{
    uint32_t end = to, line = UINT32_MAX;
    while (end < flow->text_end && is_trimmed(part->text[end])) {
        end++;
        line = part->text[end - 1] == '\n' ? end : line;
    }
    return line != UINT32_MAX ? line : end;
}

static void cut_tag(struct pz_part *part, const struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    bool in_text = tag->anchor == PZ_AT_TAG || tag->anchor == PZ_AT_SPLIT || tag->anchor == PZ_NOWHERE;
    uint32_t from = tag->trim_before && in_text ? trim_before(part, flow, tag->from) : tag->from;
    uint32_t to = tag->trim_after && in_text ? trim_after(part, flow, tag->to) : tag->to;
    pz_edit_cut_text(part, flow, from, to);
}

void pz_edit_tags(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->tags_n; i++) {
        cut_tag(part, &part->tags[i]);
        emit(part, i);
    }
    for (uint32_t i = 0; i < part->tags_n; i++) {
        const struct pz_tag *tag = &part->tags[i];
        if (tag->flow & PZ_IN_ATTRIBUTE)
            continue;
        const struct pz_flow *flow = pz_tag_flow(part, tag);
        for (const struct pz_flow_piece *p = pz_flow_piece_at(part, flow, tag->from);
             p < part->pieces + flow->pieces_end && p->text < tag->to; p++)
            cut_emptied(part, p->node);
    }
    if (part->format->finish)
        part->format->finish(part);
}

static int compare_inserts(const void *a, const void *b)
{
    const struct pz_insert *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int compare_cuts(const void *a, const void *b)
{
    const struct pz_cut *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Overlapping cuts become one. */
static void merge_cuts(struct pz_part *part)
{
    size_t n = 0;
    if (part->cuts_n)
        qsort(part->cuts, part->cuts_n, sizeof *part->cuts, compare_cuts);
    for (size_t i = 0; i < part->cuts_n; i++) {
        struct pz_cut c = part->cuts[i];
        if (n && c.start <= part->cuts[n - 1].end)
            part->cuts[n - 1].end = c.end > part->cuts[n - 1].end ? c.end : part->cuts[n - 1].end;
        else
            part->cuts[n++] = c;
    }
    part->cuts_n = n;
}

/* The source from `at` up to `to`, without what is cut. */
static void emit_literal(struct pz_part *part, struct pz_source *out, size_t *cut, uint32_t at, uint32_t to)
{
    while (at < to) {
        while (*cut < part->cuts_n && part->cuts[*cut].end <= at)
            ++*cut;
        const struct pz_cut *c = *cut < part->cuts_n ? &part->cuts[*cut] : NULL;
        uint32_t stop = c && c->start < to ? c->start : to;
        if (stop > at)
            pz_source_add(out, PZ_SEG_LITERAL, part->m.src + at, stop - at, 0, 0);
        at = c && c->start < to ? c->end : to;
    }
}

void pz_edit_segments(struct pz_part *part, struct pz_source *out)
{
    merge_cuts(part);
    if (part->inserts_n)
        qsort(part->inserts, part->inserts_n, sizeof *part->inserts, compare_inserts);
    uint32_t at = 0;
    size_t cut = 0;
    for (size_t i = 0; i < part->inserts_n; i++) {
        const struct pz_insert *in = &part->inserts[i];
        emit_literal(part, out, &cut, at, in->at);
        at = in->at > at ? in->at : at;
        struct pz_segment *segment = pz_source_add(out, in->kind, in->text.s, in->text.len, in->site, in->place);
        if (in->kind == PZ_SEG_PRINT)
            segment->takes = part->sites[in->site]->takes;
    }
    emit_literal(part, out, &cut, at, (uint32_t)part->m.len);
}
