/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbered lists in loops: a list that begins inside an iteration (other text stands before it there) begins anew in each; a list that the
 * loop's items make up together goes on. */
#include <stdlib.h>

#include "docx/extra.h"

struct span {
    uint32_t start, end; /* source offsets of what a loop repeats */
    uint32_t tag;
};

static bool is_for(const struct pz_tag *tag)
{
    return tag->word.len == 3 && memcmp(tag->word.s, "for", 3) == 0;
}

static uint32_t offset_of(const struct pz_part *part, const struct pz_tag *tag, bool close)
{
    if (tag->anchor == PZ_AFTER || (tag->anchor == PZ_INSTEAD && !close))
        return part->m.v[tag->node].end;
    return tag->anchor == PZ_BEFORE || tag->anchor == PZ_INSTEAD ? part->m.v[tag->node].start : tag->at;
}

/* The stretch a loop over paragraphs repeats; false for loops over rows and cells, whose numbers go on. */
static bool span_of(const struct pz_part *part, uint32_t opener, struct span *out)
{
    const struct pz_tag *first = &part->tags[opener], *last = first;
    if (first->opener != opener || !is_for(first) || first->next == PZ_NO_TAG)
        return false;
    while (last->next != PZ_NO_TAG)
        last = &part->tags[last->next];
    bool moved = first->anchor == PZ_BEFORE || first->anchor == PZ_AFTER || first->anchor == PZ_INSTEAD;
    if (!moved || part->m.v[first->node].role != PZ_ROLE_PARAGRAPH)
        return false;
    *out = (struct span){offset_of(part, first, false), offset_of(part, last, true), opener};
    return out->start < out->end;
}

/* The w:numId of a paragraph, or PZ_NO_NODE. */
static uint32_t number_of(const struct pz_part *part, uint32_t paragraph)
{
    uint32_t props = pz_markup_child(&part->m, paragraph, W_PPR);
    uint32_t own = props == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&part->m, props, W_NUMPR);
    return own == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&part->m, own, W_NUMID);
}

static bool has_number(struct pz_part *part, uint32_t paragraph, const char *number)
{
    uint32_t own = number_of(part, paragraph);
    const char *value = own == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, own, "val", part->arena);
    return value && strcmp(value, number) == 0;
}

static bool is_in(const struct pz_part *part, uint32_t node, const struct span *s)
{
    return part->m.v[node].start >= s->start && part->m.v[node].end <= s->end;
}

/* Whether the list begins in the loop behind other text. */
static bool begins_in(struct pz_part *part, const struct span *s, const char *number)
{
    bool text = false;
    for (size_t i = 0; i < part->flows_n; i++) {
        uint32_t paragraph = part->flows[i].node;
        if (part->m.v[paragraph].name != W_P || pz_part_is_dropped(part, paragraph))
            continue;
        bool own = has_number(part, paragraph, number);
        if (own)
            return is_in(part, paragraph, s) && text;
        text |= is_in(part, paragraph, s);
    }
    return false;
}

static int run_begin(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)out, (void)err;
    state->lists[site->number] = 0;
    return 0;
}

static uint32_t find(const struct pz_markup *m, uint16_t name, const char *attribute, const char *value, struct pz_arena *arena)
{
    for (uint32_t i = 0; i < m->n; i++) {
        const char *own = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == name ? pz_markup_get(m, i, attribute, arena) : NULL;
        if (own && strcmp(own, value) == 0)
            return i;
    }
    return PZ_NO_NODE;
}

static const char *value_of(const struct pz_markup *m, uint32_t node, uint16_t child, struct pz_arena *arena)
{
    uint32_t own = node == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, node, child);
    return own == PZ_NO_NODE ? NULL : pz_markup_get(m, own, "val", arena);
}

static int run_number(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct docx_package *docx = state->office->own;
    const struct pz_markup *m = &docx->numbering;
    struct pz_arena *arena = state->render->arena;
    uint32_t *list = &state->lists[site->number];
    if (!*list) {
        const char *abstract = value_of(m, find(m, W_NUM, "numId", site->open.s, arena), W_ABSTRACTNUMID, arena);
        uint32_t definition = abstract ? find(m, W_ABSTRACTNUM, "abstractNumId", abstract, arena) : PZ_NO_NODE;
        uint32_t level = definition == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, definition, W_LVL);
        const char *start = value_of(m, level, W_START, arena);
        *list = abstract
                    ? docx_new_list(state, (uint32_t)strtoul(abstract, NULL, 10), 0, start ? (unsigned)strtoul(start, NULL, 10) : 1)
                    : (uint32_t)strtoul(site->open.s, NULL, 10);
    }
    pz_buf_printf(out, "%u", *list);
    return 0;
}

static void restart(struct pz_part *part, const struct span *s, const char *number)
{
    uint32_t group = part->lists++;
    struct pz_site *begin = pz_hook_new(part, PZ_NO_NODE, run_begin);
    const struct pz_tag *opener = &part->tags[s->tag];
    begin->number = group;
    pz_hook_add(part, opener->anchor == PZ_AFTER ? part->m.v[opener->node].end : part->m.v[opener->node].start, PZ_RANK_TAG,
                3 * s->tag + 2, begin);
    for (size_t i = 0; i < part->flows_n; i++) {
        uint32_t paragraph = part->flows[i].node;
        if (part->m.v[paragraph].name != W_P || !is_in(part, paragraph, s) || !has_number(part, paragraph, number))
            continue;
        struct pz_site *site = pz_hook_new(part, PZ_NO_NODE, run_number);
        struct pz_markup_attribute a;
        uint32_t at = 0;
        site->number = group;
        site->open = (struct pz_text){number, strlen(number)};
        if (!pz_markup_attribute(&part->m, number_of(part, paragraph), &at, &a))
            continue;
        pz_edit_cut(part, a.value, a.value_end);
        pz_hook_add(part, a.value, PZ_RANK_TAG, 0, site);
    }
}

void docx_restart_lists(struct pz_part *part)
{
    const char *done[64];
    size_t done_n = 0;
    for (size_t i = 0; i < part->flows_n && done_n < 64; i++) {
        uint32_t own = part->m.v[part->flows[i].node].name == W_P ? number_of(part, part->flows[i].node) : PZ_NO_NODE;
        const char *number = own == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, own, "val", part->arena);
        bool known = !number || strcmp(number, "0") == 0;
        for (size_t k = 0; k < done_n && !known; k++)
            known = strcmp(done[k], number) == 0;
        if (known)
            continue;
        done[done_n++] = number;
        struct span best = {0, UINT32_MAX, 0}, s;
        for (uint32_t t = 0; t < part->tags_n; t++) { /* the innermost loop it begins in */
            if (span_of(part, t, &s) && s.end - s.start < best.end - best.start && begins_in(part, &s, number))
                best = s;
        }
        if (best.end != UINT32_MAX)
            restart(part, &best, number);
    }
}
