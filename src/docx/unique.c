/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a loop or a macro repeats keeps its identifiers the first time and gets new ones each time after (ISO/IEC 29500-1: bookmarks 17.13.6,
 * editing ranges 17.13.7, content controls 17.5.2.18, drawings 20.4.2.5).
 *
 *     bookmarks          number and name; references to them inside the same loop follow
 *     editing ranges     number
 *     controls, pictures number
 *     notes, comments    number; the note is copied, or rendered anew where it has tags (note.c)
 *     w14:paraId         goes: Word gives new ones */
#include "docx/extra.h"

enum { BOOKMARKS_MAX = 4096, WORK_MAX = 4000000 };

struct loop {
    uint32_t start, end; /* source offsets of what is repeated */
    uint32_t tag;        /* its opener */
    uint32_t slot;       /* index of its counter, or PZ_NO_TAG */
};

struct bookmark {
    const char *id, *name; /* name NULL: an editing range */
    uint32_t loop, number; /* index of the number given out last */
};

struct note { /* a note or comment referred to */
    struct note *before;
    const char *id;
    enum docx_notes_kind kind;
    uint32_t number; /* index of its number and of the round it was given in */
};

struct repeated {
    struct pz_part *part;
    struct loop *loops; /* by start */
    size_t loops_n;
    uint32_t *stack; /* of loops around the node looked at */
    size_t depth, next;
    struct bookmark *bookmarks;
    size_t bookmarks_n, bookmarks_cap;
    struct note *notes;
    size_t work; /* comparisons so far */
};

static bool find_attribute(const struct pz_markup *m, uint32_t node, const char *local, struct pz_markup_attribute *a)
{
    size_t len = strlen(local);
    for (uint32_t at = 0; pz_markup_attribute(m, node, &at, a);) {
        const char *name = m->src + a->start, *colon = memchr(name, ':', a->name_end - a->start);
        const char *own = colon ? colon + 1 : name;
        if ((size_t)(m->src + a->name_end - own) == len && memcmp(own, local, len) == 0)
            return true;
    }
    return false;
}

/* While rendering ------------------------------------------------------------------------------------------ */

static int run_begin(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)out, (void)err;
    state->rounds[site->number]++;
    return 0;
}

/* An identifier that belongs to nothing else. */
static int run_id(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    if (state->rounds[site->number] < 2)
        pz_buf_put(out, site->open.s, site->open.len);
    else
        pz_buf_printf(out, "%u", docx_new_id(state));
    return 0;
}

/* The number both ends of a bookmark have. */
static int run_first_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    state->ids[site->other] = state->rounds[site->number] < 2 ? 0 : docx_new_id(state);
    if (state->ids[site->other])
        pz_buf_printf(out, "%u", state->ids[site->other]);
    else
        pz_buf_put(out, site->open.s, site->open.len);
    (void)err;
    return 0;
}

static int run_second_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    if (state->ids[site->other])
        pz_buf_printf(out, "%u", state->ids[site->other]);
    else
        pz_buf_put(out, site->open.s, site->open.len);
    return 0;
}

/* Behind a bookmark's name. */
static int run_name(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    if (state->rounds[site->number] > 1)
        pz_buf_printf(out, "__%u", state->rounds[site->number]);
    return 0;
}

static const char *note_id(const struct pz_markup *m, uint32_t node, struct pz_arena *arena)
{
    bool note = m->v[node].kind == PZ_NODE_ELEMENT &&
                (m->v[node].name == W_FOOTNOTE || m->v[node].name == W_ENDNOTE || m->v[node].name == W_COMMENT);
    return note ? pz_markup_get(m, node, "id", arena) : NULL;
}

/* Copy a note under a new number. */
static void copy_note(struct pz_office_state *state, const struct docx_notes *notes, struct pz_text id, uint32_t number)
{
    const struct pz_markup *m = &notes->text;
    struct pz_markup_attribute a;
    uint32_t root = notes->member == PZ_NO_MEMBER ? PZ_NO_NODE : pz_markup_root(m); /* a reference may lead nowhere */
    for (uint32_t i = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, root); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        const char *own = note_id(m, i, state->render->arena);
        if (!own || strlen(own) != id.len || memcmp(own, id.s, id.len) != 0 || !find_attribute(m, i, "id", &a))
            continue;
        struct pz_buf *out = pz_office_patch(state, notes->member, 0);
        pz_buf_put(out, m->src + m->v[i].start, a.value - m->v[i].start);
        pz_buf_printf(out, "%u", number);
        pz_buf_put(out, m->src + a.value_end, m->v[i].end - a.value_end);
        return;
    }
}

/* A comment has three marks; the first of a round makes the copy. */
static int run_note(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct docx_package *docx = state->office->own;
    const struct docx_notes *notes = &docx->notes[site->node];
    uint32_t round = state->rounds[site->number], *number = &state->ids[site->other], *made = number + 1;
    if (round < 2 || (notes->member == PZ_NO_MEMBER && !site->own)) {
        pz_buf_put(out, site->open.s, site->open.len);
        return 0;
    }
    if (*made != round) {
        *number = docx_new_id(state);
        *made = round;
        if (!site->own)
            copy_note(state, notes, site->open, *number);
    }
    pz_buf_printf(out, "%u", *number);
    return 0;
}

/* A note's number anew, greater than any before it: LibreOffice gives the first reference the note with the lowest number, the second the
 * next, and so on, whatever numbers the references have. */
static int run_new_note(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct docx_package *docx = state->office->own;
    uint32_t round = site->number < 0 ? 1 : state->rounds[site->number], *number = &state->ids[site->other], *made = number + 1;
    if (*made != round) {
        *number = docx_new_id(state);
        *made = round;
        if (!site->own)
            copy_note(state, &docx->notes[site->node], site->open, *number);
    }
    pz_buf_printf(out, "%u", *number);
    return 0;
}

/* Loops ---------------------------------------------------------------------------------------------------- */

static bool is_loop(const struct pz_tag *tag)
{
    static const char *const words[] = {"for", "macro", "call"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (tag->word.len == strlen(words[i]) && memcmp(tag->word.s, words[i], tag->word.len) == 0)
            return true;
    }
    return false;
}

uint32_t docx_tag_offset(const struct pz_part *part, const struct pz_tag *tag, bool close)
{
    if (tag->anchor == PZ_AFTER || (tag->anchor == PZ_INSTEAD && !close))
        return part->m.v[tag->node].end;
    return tag->anchor == PZ_BEFORE || tag->anchor == PZ_INSTEAD ? part->m.v[tag->node].start : tag->at;
}

static void find_loops(struct repeated *r)
{
    const struct pz_part *part = r->part;
    r->loops = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, struct loop);
    r->stack = PZ_NEW_ARRAY(part->arena, part->tags_n + 1, uint32_t);
    for (uint32_t i = 0; i < part->tags_n; i++) {
        const struct pz_tag *first = &part->tags[i], *last = first;
        if (first->opener != i || first->next == PZ_NO_TAG || first->anchor == PZ_NOWHERE || !is_loop(first))
            continue;
        while (last->next != PZ_NO_TAG)
            last = &part->tags[last->next];
        struct loop l = {docx_tag_offset(part, first, false), docx_tag_offset(part, last, true), i, PZ_NO_TAG};
        if (l.start < l.end)
            r->loops[r->loops_n++] = l;
    }
}

/* The innermost loop around a node; nodes come in source order. */
static struct loop *loop_at(struct repeated *r, uint32_t node)
{
    uint32_t at = r->part->m.v[node].start;
    while (r->next < r->loops_n && r->loops[r->next].start <= at)
        r->stack[r->depth++] = (uint32_t)r->next++;
    while (r->depth && r->loops[r->stack[r->depth - 1]].end <= at)
        r->depth--;
    return r->depth ? &r->loops[r->stack[r->depth - 1]] : NULL;
}

/* The loop counts its rounds from now on. */
static uint32_t slot_of(struct repeated *r, struct loop *loop)
{
    struct pz_part *part = r->part;
    if (loop->slot != PZ_NO_TAG)
        return loop->slot;
    loop->slot = part->loops++;
    struct pz_site *begin = pz_hook_new(part, PZ_NO_NODE, run_begin);
    const struct pz_tag *opener = &part->tags[loop->tag];
    begin->number = loop->slot;
    uint32_t at = opener->anchor == PZ_AFTER                                    ? part->m.v[opener->node].end
                  : opener->anchor == PZ_BEFORE || opener->anchor == PZ_INSTEAD ? part->m.v[opener->node].start
                                                                                : opener->at;
    pz_hook_add(part, at, PZ_RANK_TAG, 3 * loop->tag + 2, begin);
    return loop->slot;
}

/* Identifiers ---------------------------------------------------------------------------------------------- */

static void add_hook(struct pz_part *part, pz_hook_function *run, uint32_t slot, uint32_t id, uint32_t at, uint32_t end)
{
    struct pz_site *site = pz_hook_new(part, PZ_NO_NODE, run);
    site->number = slot;
    site->other = id;
    site->open = (struct pz_text){part->m.src + at, end - at};
    pz_edit_cut(part, at, end);
    pz_hook_add(part, at, PZ_RANK_TAG, 0, site);
}

static void repeat_note(struct repeated *r, uint32_t node, enum docx_notes_kind kind, struct loop *loop)
{
    struct pz_part *part = r->part;
    struct docx_package *docx = ((const struct docx_part *)part->own)->package;
    struct pz_markup_attribute a;
    const char *id = pz_markup_get(&part->m, node, "id", part->arena);
    if (!id || !find_attribute(&part->m, node, "id", &a))
        return;
    struct note *n = r->notes;
    while (n && (n->kind != kind || strcmp(n->id, id) != 0) && r->work++ < WORK_MAX)
        n = n->before;
    if (!n) {
        n = PZ_NEW(part->arena, struct note);
        *n = (struct note){r->notes, id, kind, part->ids};
        r->notes = n;
        part->ids += 2;
    }
    docx->notes[kind].repeated = true;
    bool anew = docx->notes[kind].renumbered;
    add_hook(part, anew ? run_new_note : run_note, loop ? slot_of(r, loop) : 0, n->number, a.value, a.value_end);
    if (!loop)
        part->sites[part->sites_n - 1]->number = -1;
    part->sites[part->sites_n - 1]->node = kind;
    part->sites[part->sites_n - 1]->own = docx_is_note_inside(docx, kind, id) ? docx : NULL; /* it comes with its text */
}

static void renew(struct repeated *r, uint32_t node, const char *attribute, struct loop *loop)
{
    struct pz_markup_attribute a;
    if (find_attribute(&r->part->m, node, attribute, &a))
        add_hook(r->part, run_id, slot_of(r, loop), 0, a.value, a.value_end);
}

static void take_paragraph_ids(struct repeated *r, uint32_t node)
{
    static const char *const names[] = {"paraId", "textId"};
    struct pz_markup_attribute a;
    for (size_t i = 0; i < 2; i++) {
        if (find_attribute(&r->part->m, node, names[i], &a))
            pz_edit_cut(r->part, a.start - 1, a.value_end + 1);
    }
}

static void begin_bookmark(struct repeated *r, uint32_t node, struct loop *loop)
{
    struct pz_part *part = r->part;
    struct pz_markup_attribute a;
    if (r->bookmarks_n >= BOOKMARKS_MAX || !find_attribute(&part->m, node, "id", &a))
        return;
    PZ_GROW(part->arena, r->bookmarks, r->bookmarks_n, r->bookmarks_cap);
    struct bookmark *b = &r->bookmarks[r->bookmarks_n++];
    bool named = part->m.v[node].name == W_BOOKMARKSTART;
    *b = (struct bookmark){pz_markup_get(&part->m, node, "id", part->arena),
                           named ? pz_markup_get(&part->m, node, "name", part->arena) : NULL, (uint32_t)(loop - r->loops),
                           part->ids++};
    add_hook(part, run_first_end, slot_of(r, loop), b->number, a.value, a.value_end);
    if (b->name && find_attribute(&part->m, node, "name", &a))
        add_hook(part, run_name, loop->slot, 0, a.value_end, a.value_end);
}

static void end_bookmark(struct repeated *r, uint32_t node)
{
    struct pz_markup_attribute a;
    const char *id = pz_markup_get(&r->part->m, node, "id", r->part->arena);
    bool named = r->part->m.v[node].name == W_BOOKMARKEND;
    for (size_t i = r->bookmarks_n; id && i-- > 0 && r->work < WORK_MAX; r->work++) {
        const struct bookmark *b = &r->bookmarks[i];
        if (strcmp(b->id, id) == 0 && (b->name != NULL) == named && find_attribute(&r->part->m, node, "id", &a)) {
            add_hook(r->part, run_second_end, r->loops[b->loop].slot, b->number, a.value, a.value_end);
            return;
        }
    }
}

/* References ----------------------------------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
    return c == '_' || (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* The bookmark's name as a word in [at, end): the offset behind it, or 0. */
static uint32_t find_name(const struct pz_part *part, uint32_t at, uint32_t end, const char *name)
{
    size_t len = strlen(name);
    const char *src = part->m.src, *p = src + at, *stop = src + end;
    for (; len && (p = memmem(p, (size_t)(stop - p), name, len)); p += len) {
        if ((p == src + at || !is_name_byte(p[-1])) && (p + len == stop || !is_name_byte(p[len])))
            return (uint32_t)(p + len - src);
    }
    return 0;
}

static void follow(struct repeated *r, uint32_t node, uint32_t at, uint32_t end)
{
    uint32_t where = r->part->m.v[node].start;
    for (size_t i = 0; i < r->bookmarks_n && r->work < WORK_MAX; i++, r->work++) {
        const struct bookmark *b = &r->bookmarks[i];
        const struct loop *loop = &r->loops[b->loop];
        uint32_t behind = b->name && where >= loop->start && where < loop->end ? find_name(r->part, at, end, b->name) : 0;
        if (behind) {
            add_hook(r->part, run_name, loop->slot, 0, behind, behind);
            return;
        }
    }
}

static void follow_references(struct repeated *r)
{
    const struct pz_part *part = r->part;
    struct pz_markup_attribute a;
    for (uint32_t i = 0; i < part->m.n && r->bookmarks_n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT)
            continue;
        if (node->name == W_HYPERLINK && find_attribute(&part->m, i, "anchor", &a))
            follow(r, i, a.value, a.value_end);
        else if (node->name == W_FLDSIMPLE && find_attribute(&part->m, i, "instr", &a))
            follow(r, i, a.value, a.value_end);
        else if (node->name == W_INSTRTEXT)
            follow(r, i, node->open_end, node->close);
    }
}

static bool note_kind(uint16_t name, enum docx_notes_kind *kind)
{
    *kind = name == W_FOOTNOTE || name == W_FOOTNOTEREFERENCE ? DOCX_FOOTNOTES
            : name == W_ENDNOTE || name == W_ENDNOTEREFERENCE ? DOCX_ENDNOTES
                                                              : DOCX_COMMENTS;
    return *kind != DOCX_COMMENTS;
}

/* Where a loop repeats a note, or a document that is put in may bring some, all notes get their numbers anew. */
static void find_renumbered(struct repeated *r)
{
    const struct pz_part *part = r->part;
    const struct docx_part *own = part->own;
    enum docx_notes_kind kind;
    for (uint32_t i = 0; i < part->m.n && strcmp(own->kind, "document") == 0; i++) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || !note_kind(part->m.v[i].name, &kind) || own->package->notes[kind].fixed)
            continue;
        uint32_t at = part->m.v[i].start;
        bool repeated = part->rich;
        for (size_t k = 0; k < r->loops_n && !repeated; k++)
            repeated = r->loops[k].start <= at && at < r->loops[k].end;
        own->package->notes[kind].renumbered |= repeated;
    }
}

void docx_unique(struct pz_part *part)
{
    struct repeated r = {.part = part};
    enum docx_notes_kind kind;
    const struct docx_part *own = part->own;
    find_loops(&r);
    find_renumbered(&r);
    for (uint32_t i = 0; (r.loops_n || part->rich) && i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT)
            continue;
        if (node->name == W_BOOKMARKEND || node->name == W_PERMEND)
            end_bookmark(&r, i);
        struct loop *loop = loop_at(&r, i);
        if (!loop && !pz_part_is_dropped(part, i) && note_kind(node->name, &kind) && own->package->notes[kind].renumbered)
            repeat_note(&r, i, kind, NULL);
        if (!loop || pz_part_is_dropped(part, i))
            continue;
        switch (node->name) {
        case W_BOOKMARKSTART:
        case W_PERMSTART: begin_bookmark(&r, i, loop); break;
        case WP_DOCPR: renew(&r, i, "id", loop); break;
        case W_ID:
            if (part->m.v[node->parent].name == W_SDTPR)
                renew(&r, i, "val", loop);
            break;
        case W_FOOTNOTE:
        case W_FOOTNOTEREFERENCE: repeat_note(&r, i, DOCX_FOOTNOTES, loop); break;
        case W_ENDNOTE:
        case W_ENDNOTEREFERENCE: repeat_note(&r, i, DOCX_ENDNOTES, loop); break;
        case W_COMMENT:
        case W_COMMENTRANGESTART:
        case W_COMMENTRANGEEND:
        case W_COMMENTREFERENCE: repeat_note(&r, i, DOCX_COMMENTS, loop); break;
        case W_P:
        case W_TR: take_paragraph_ids(&r, i); break;
        default: break;
        }
    }
    follow_references(&r);
}
