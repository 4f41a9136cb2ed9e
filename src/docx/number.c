/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbered lists in loops: a list that begins inside an iteration (other text stands before it there) begins anew in each; a list that the
 * loop's items make up together goes on, and so does one that numbers the rows of a table. */
#include <stdlib.h>
#include <strings.h>

#include "docx/extra.h"

enum { LISTS_MAX = 64, STYLES_MAX = 1000, STYLES_DEEP = 16 };

struct span {
    uint32_t start, end; /* source offsets of what a loop repeats */
    uint32_t tag;
    bool rows;
};

static bool is_for(const struct pz_tag *tag)
{
    return tag->word.len == 3 && memcmp(tag->word.s, "for", 3) == 0;
}

/* The stretch a loop over paragraphs or rows repeats; false for loops over cells, whose numbers go on. */
static bool span_of(const struct pz_part *part, uint32_t opener, struct span *out)
{
    const struct pz_tag *first = &part->tags[opener], *last = first;
    if (first->opener != opener || !is_for(first) || first->next == PZ_NO_TAG)
        return false;
    while (last->next != PZ_NO_TAG)
        last = &part->tags[last->next];
    bool moved = first->anchor == PZ_BEFORE || first->anchor == PZ_AFTER || first->anchor == PZ_INSTEAD;
    enum pz_role role = moved ? part->m.v[first->node].role : PZ_ROLE_OBJECT;
    if (role != PZ_ROLE_PARAGRAPH && role != PZ_ROLE_ROW)
        return false;
    *out = (struct span){docx_tag_offset(part, first, false), docx_tag_offset(part, last, true), opener, role == PZ_ROLE_ROW};
    return out->start < out->end;
}

/* The list a paragraph belongs to, by its own properties or by those of its style. */
struct listing {
    const char *number; /* of the list; NULL: none */
    const char *level;
    uint32_t own; /* the paragraph's w:numId; PZ_NO_NODE: the style says it */
};

static const char *value_of(const struct pz_markup *m, uint32_t node, uint16_t child, struct pz_arena *arena)
{
    uint32_t own = node == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, node, child);
    return own == PZ_NO_NODE ? NULL : pz_markup_get(m, own, "val", arena);
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

static uint32_t numbering_in(const struct pz_markup *m, uint32_t node)
{
    uint32_t props = node == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, node, W_PPR);
    return props == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, props, W_NUMPR);
}

/* The level a numbering ties to a style, where the style does not say it. */
static const char *level_of_style(const struct docx_package *docx, const char *number, const char *style, struct pz_arena *arena)
{
    const struct pz_markup *m = &docx->numbering;
    const char *abstract = value_of(m, find(m, W_NUM, "numId", number, arena), W_ABSTRACTNUMID, arena);
    uint32_t definition = abstract ? find(m, W_ABSTRACTNUM, "abstractNumId", abstract, arena) : PZ_NO_NODE;
    for (uint32_t i = definition == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, definition); i != PZ_NO_NODE;
         i = pz_markup_next(m, i)) {
        const char *tied = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == W_LVL ? value_of(m, i, W_PSTYLE, arena) : NULL;
        if (tied && strcmp(tied, style) == 0)
            return pz_markup_get(m, i, "ilvl", arena);
    }
    return NULL;
}

/* Headings are numbered through the document whatever repeats them. */
static bool is_heading(const struct pz_markup *m, uint32_t style, struct pz_arena *arena)
{
    uint32_t props = pz_markup_child(m, style, W_PPR);
    const char *name = value_of(m, style, W_NAME, arena);
    return (props != PZ_NO_NODE && pz_markup_child(m, props, W_OUTLINELVL) != PZ_NO_NODE) ||
           (name && strncasecmp(name, "heading ", 8) == 0);
}

struct style {
    const char *id, *based_on;
    const char *number, *level; /* its own; NULL: none */
    bool heading;
};

static const struct style *find_style(const struct style *v, size_t n, const char *id)
{
    for (size_t i = 0; id && i < n; i++) {
        if (strcmp(v[i].id, id) == 0)
            return &v[i];
    }
    return NULL;
}

static size_t collect_styles(const struct pz_markup *m, struct style *v, struct pz_arena *arena)
{
    size_t n = 0;
    for (uint32_t i = 0; i < m->n && n < STYLES_MAX; i++) {
        const char *id = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == W_STYLE ? pz_markup_get(m, i, "styleId", arena) : NULL;
        if (!id)
            continue;
        uint32_t own = numbering_in(m, i);
        v[n++] = (struct style){id, value_of(m, i, W_BASEDON, arena), value_of(m, own, W_NUMID, arena),
                                value_of(m, own, W_ILVL, arena), is_heading(m, i, arena)};
    }
    return n;
}

void docx_number_styles(struct docx_package *docx, struct pz_arena *arena)
{
    struct style *v = PZ_NEW_ARRAY(arena, STYLES_MAX, struct style);
    size_t n = collect_styles(&docx->styles, v, arena);
    docx->numbered = PZ_NEW_ARRAY(arena, n + 1, struct docx_numbered_style);
    for (size_t i = 0; i < n; i++) {
        const struct style *s = &v[i];
        for (int depth = 0; s && !s->number && !s->heading && depth < STYLES_DEEP; depth++)
            s = find_style(v, n, s->based_on);
        if (!s || !s->number || s->heading || strcmp(s->number, "0") == 0)
            continue;
        const char *level = s->level ? s->level : level_of_style(docx, s->number, v[i].id, arena);
        level = level ? level : level_of_style(docx, s->number, s->id, arena);
        docx->numbered[docx->numbered_n++] = (struct docx_numbered_style){v[i].id, s->number, level ? level : "0"};
    }
}

static struct listing listing_of_style(const struct docx_package *docx, const char *id)
{
    for (size_t i = 0; id && i < docx->numbered_n; i++) {
        if (strcmp(docx->numbered[i].id, id) == 0)
            return (struct listing){docx->numbered[i].number, docx->numbered[i].level, PZ_NO_NODE};
    }
    return (struct listing){NULL, NULL, PZ_NO_NODE};
}

static struct listing listing_of(const struct pz_part *part, uint32_t paragraph)
{
    const struct docx_part *own = part->own;
    const struct pz_markup *m = &part->m;
    uint32_t props = docx_props(m, paragraph, W_PPR), numbering = numbering_in(m, paragraph);
    uint32_t node = numbering == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, numbering, W_NUMID);
    const char *number = value_of(m, numbering, W_NUMID, part->arena), *level = value_of(m, numbering, W_ILVL, part->arena);
    if (number)
        return (struct listing){strcmp(number, "0") == 0 ? NULL : number, level ? level : "0", node};
    bool styled = own && own->package->numbered_n;
    return listing_of_style(own ? own->package : NULL, styled ? value_of(m, props, W_PSTYLE, part->arena) : NULL);
}

static bool is_in(const struct pz_part *part, uint32_t node, const struct span *s)
{
    return part->m.v[node].start >= s->start && part->m.v[node].end <= s->end;
}

/* The paragraphs of a part with the lists they belong to, looked up once. */
struct lists {
    struct pz_part *part;
    struct listing *v; /* by flow; number NULL for flows that are no paragraphs of a list */
};

static bool has_number(const struct lists *l, size_t flow, const char *number)
{
    return l->v[flow].number && strcmp(l->v[flow].number, number) == 0;
}

/* Whether a loop inside a row repeats the paragraph: then its list is the row's own. */
static bool repeats_in_row(const struct pz_part *part, const struct span *row, uint32_t paragraph, const struct span *spans,
                           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!spans[i].rows && spans[i].start >= row->start && spans[i].end <= row->end && is_in(part, paragraph, &spans[i]))
            return true;
    }
    return false;
}

/* The smallest loop in which the list begins behind other text: it holds the list's first paragraph and the one before; or is over rows, each
 * with such a list of its own. */
static const struct span *loop_of(const struct lists *l, size_t first, const struct span *spans, size_t spans_n)
{
    const struct pz_part *part = l->part;
    uint32_t paragraph = part->flows[first].node, before = PZ_NO_NODE;
    for (size_t i = first; i-- > 0 && before == PZ_NO_NODE;) {
        uint32_t node = part->flows[i].node;
        if (part->m.v[node].name == W_P && !pz_part_is_dropped(part, node))
            before = node;
    }
    const struct span *best = NULL;
    for (size_t t = 0; t < spans_n && before != PZ_NO_NODE; t++) {
        bool holds = is_in(part, paragraph, &spans[t]) &&
                     (spans[t].rows ? repeats_in_row(part, &spans[t], paragraph, spans, spans_n) : is_in(part, before, &spans[t]));
        if (holds && (!best || spans[t].end - spans[t].start < best->end - best->start))
            best = &spans[t];
    }
    return best;
}

static int run_begin(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)out, (void)err;
    state->lists[site->number] = 0;
    return 0;
}

/* A level of a numbering by its number. */
static uint32_t level_in(const struct pz_markup *m, uint32_t definition, uint32_t level, struct pz_arena *arena)
{
    for (uint32_t i = definition == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, definition); i != PZ_NO_NODE;
         i = pz_markup_next(m, i)) {
        const char *own = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == W_LVL ? pz_markup_get(m, i, "ilvl", arena) : NULL;
        if (own && strtoul(own, NULL, 10) == level)
            return i;
    }
    return PZ_NO_NODE;
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
        const char *start = value_of(m, level_in(m, definition, site->other, arena), W_START, arena);
        *list = abstract ? docx_new_list(state, (uint32_t)strtoul(abstract, NULL, 10), site->other,
                                         start ? (unsigned)strtoul(start, NULL, 10) : 1)
                         : (uint32_t)strtoul(site->open.s, NULL, 10);
    }
    pz_buf_printf(out, "%u", *list);
    return 0;
}

/* Where w:numPr stands among the properties of a paragraph (ISO/IEC 29500-1, 17.3.1.26). */
static uint32_t place_for_numbering(const struct pz_part *part, uint32_t props)
{
    static const char *const before[] = {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"};
    uint32_t at = part->m.v[props].open_end;
    for (uint32_t i = pz_markup_first(&part->m, props); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT)
            continue;
        size_t len;
        const char *name = pz_markup_prefix(&part->m, i, &len) + len;
        for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
            size_t n = strlen(before[k]);
            if (strncmp(name, before[k], n) == 0 && strchr(" />", name[n]))
                at = part->m.v[i].end;
        }
    }
    return at;
}

/* The paragraph's list by its own property, which goes before the style's. */
static void number_paragraph(struct pz_part *part, uint32_t paragraph, const struct listing *list, struct pz_site *site)
{
    struct pz_markup_attribute a;
    uint32_t at = 0;
    if (list->own != PZ_NO_NODE) {
        if (pz_markup_attribute(&part->m, list->own, &at, &a)) {
            pz_edit_cut(part, a.value, a.value_end);
            pz_hook_add(part, a.value, PZ_RANK_TAG, 0, site);
        }
        return;
    }
    struct pz_text w = docx_prefix(part, paragraph);
    int n = (int)w.len;
    at = place_for_numbering(part, docx_props(&part->m, paragraph, W_PPR));
    pz_edit_insert(part, at, PZ_RANK_TAG, 0, PZ_SEG_LITERAL,
                   docx_markup(part, "<%.*snumPr><%.*silvl %.*sval=\"%s\"/><%.*snumId %.*sval=\"", n, w.s, n, w.s, n, w.s,
                               list->level, n, w.s, n, w.s),
                   0, 0);
    pz_hook_add(part, at, PZ_RANK_TAG, 1, site);
    pz_edit_insert(part, at, PZ_RANK_TAG, 2, PZ_SEG_LITERAL, docx_markup(part, "\"/></%.*snumPr>", n, w.s), 0, 0);
}

static void restart(const struct lists *l, const struct span *s, const struct listing *list)
{
    struct pz_part *part = l->part;
    uint32_t group = part->lists++;
    struct pz_site *begin = pz_hook_new(part, PZ_NO_NODE, run_begin);
    const struct pz_tag *opener = &part->tags[s->tag];
    begin->number = group;
    pz_hook_add(part, opener->anchor == PZ_AFTER ? part->m.v[opener->node].end : part->m.v[opener->node].start, PZ_RANK_TAG,
                3 * s->tag + 2, begin);
    for (size_t i = 0; i < part->flows_n; i++) {
        uint32_t paragraph = part->flows[i].node;
        if (!is_in(part, paragraph, s) || !has_number(l, i, list->number) || pz_part_is_dropped(part, paragraph))
            continue;
        struct pz_site *site = pz_hook_new(part, PZ_NO_NODE, run_number);
        site->number = group;
        site->other = (uint32_t)strtoul(list->level, NULL, 10);
        site->open = (struct pz_text){list->number, strlen(list->number)};
        number_paragraph(part, paragraph, &l->v[i], site);
    }
}

void docx_restart_lists(struct pz_part *part)
{
    const char *done[LISTS_MAX];
    size_t done_n = 0, spans_n = 0;
    struct span *spans = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, struct span);
    for (uint32_t t = 0; t < part->tags_n; t++)
        spans_n += span_of(part, t, &spans[spans_n]);
    if (!spans_n)
        return;
    struct lists l = {part, PZ_NEW_ARRAY(part->arena, part->flows_n + 1, struct listing)};
    for (size_t i = 0; i < part->flows_n; i++)
        l.v[i] = part->m.v[part->flows[i].node].name == W_P ? listing_of(part, part->flows[i].node)
                                                            : (struct listing){NULL, NULL, PZ_NO_NODE};
    for (size_t i = 0; i < part->flows_n && done_n < LISTS_MAX; i++) {
        const char *number = l.v[i].number;
        bool known = !number || pz_part_is_dropped(part, part->flows[i].node);
        for (size_t k = 0; k < done_n && !known; k++)
            known = strcmp(done[k], number) == 0;
        if (known)
            continue;
        done[done_n++] = number;
        const struct span *best = loop_of(&l, i, spans, spans_n);
        if (best)
            restart(&l, best, &l.v[i]);
    }
}
