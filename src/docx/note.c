/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes and comments with tags stand in parts of their own, but mean what is known where they are referred to: the variable of a loop,
 * what was set before. So when the template is opened each is put behind its reference in the main part, is compiled and rendered there,
 * and what it gives is taken out again and goes into its own part (ISO/IEC 29500-1, 17.11 and 17.13.4).
 *
 *     <w:footnoteReference w:id="2"/> ─▶ <w:footnoteReference w:id="2"/><w:footnote w:id="2">…{{ x.why }}…</w:footnote>
 *
 * Left in their part: notes with relationships of their own, and those the main part does not refer to. */
#include "docx/package.h"
#include "office/inclusion.h"
#include "office/opening.h"

struct inside { /* a note that moves */
    uint32_t note, reference;
};

struct moving {
    struct pz_opening *o;
    struct docx_package *docx;
    struct pz_markup document;
    struct pz_markup text[DOCX_NOTES];
    struct inside *v[DOCX_NOTES];
    size_t n[DOCX_NOTES], cap[DOCX_NOTES];
};

static const struct {
    const char *type;
    uint16_t note, reference;
} kinds[DOCX_NOTES] = {[DOCX_FOOTNOTES] = {"footnotes", W_FOOTNOTE, W_FOOTNOTEREFERENCE},
                       [DOCX_ENDNOTES] = {"endnotes", W_ENDNOTE, W_ENDNOTEREFERENCE},
                       [DOCX_COMMENTS] = {"comments", W_COMMENT, W_COMMENTREFERENCE}};

static bool is(const struct pz_markup *m, uint32_t node, uint16_t name)
{
    return m->v[node].kind == PZ_NODE_ELEMENT && m->v[node].name == name;
}

static bool same_prefix(const struct pz_markup *a, const struct pz_markup *b)
{
    size_t n, k;
    const char *x = pz_markup_prefix(a, pz_markup_root(a), &n), *y = pz_markup_prefix(b, pz_markup_root(b), &k);
    return n == k && memcmp(x, y, n) == 0;
}

/* The first reference to a note in the main part. */
static uint32_t find_reference(const struct moving *m, size_t kind, const char *id)
{
    for (uint32_t i = 0; i < m->document.n; i++) {
        if (!is(&m->document, i, kinds[kind].reference) || m->document.v[i].close != m->document.v[i].end)
            continue;
        const char *own = pz_markup_get(&m->document, i, "id", &m->o->office->arena);
        if (own && strcmp(own, id) == 0)
            return i;
    }
    return PZ_NO_NODE;
}

static void find_moving(struct moving *m, size_t kind)
{
    const struct pz_markup *text = &m->text[kind];
    struct pz_arena *arena = &m->o->office->arena;
    for (uint32_t i = 0; i < text->n; i++) {
        const char *start = text->src + text->v[i].start;
        size_t len = text->v[i].end - text->v[i].start;
        if (!is(text, i, kinds[kind].note) || !pz_source_may_hold_tags(start, len) || memmem(start, len, " r:", 3))
            continue;
        const char *id = pz_markup_get(text, i, "id", arena);
        uint32_t reference = id ? find_reference(m, kind, id) : PZ_NO_NODE;
        if (reference == PZ_NO_NODE)
            continue;
        PZ_GROW(arena, m->v[kind], m->n[kind], m->cap[kind]);
        m->v[kind][m->n[kind]++] = (struct inside){i, reference};
        pz_map_set(arena, m->docx->notes[kind].inside, id, pz_bool(true));
    }
}

/* The part without the notes that move. */
static void keep_rest(struct moving *m, size_t kind)
{
    const struct pz_markup *text = &m->text[kind];
    struct pz_buf rest = PZ_BUF_INIT;
    uint32_t at = 0;
    for (size_t i = 0; i < m->n[kind]; i++) {
        const struct pz_node *note = &text->v[m->v[kind][i].note];
        pz_inclusion_copy(&rest, text, at, note->start);
        at = note->end;
    }
    pz_inclusion_copy(&rest, text, at, (uint32_t)text->len);
    size_t len = rest.len;
    m->docx->notes[kind].rest = (struct pz_text){pz_arena_take(&m->o->office->arena, &rest), len};
    m->docx->notes[kind].fixed = pz_source_may_hold_tags(m->docx->notes[kind].rest.s, len);
}

static int read_notes(struct moving *m, size_t kind)
{
    const struct docx_relation *own = docx_relation_of_type(&m->docx->relations, kinds[kind].type);
    struct docx_notes *notes = &m->docx->notes[kind];
    struct pz_text xml;
    if (!own || !own->target || pz_office_find(m->o->office, own->target) < 0)
        return 0;
    if (pz_opening_read(m->o, own->target, &xml))
        return -1;
    if (!pz_source_may_hold_tags(xml.s, xml.len))
        return 0;
    notes->name = own->target;
    notes->inside = pz_map_new(&m->o->office->arena, 8);
    if (!m->document.n)
        pz_markup_scan(&m->document, &m->o->office->arena, m->document.src, m->document.len, docx_format.names);
    pz_markup_scan(&m->text[kind], &m->o->office->arena, xml.s, xml.len, docx_format.names);
    notes->fixed = true;
    if (same_prefix(&m->document, &m->text[kind]))
        find_moving(m, kind);
    if (m->n[kind])
        keep_rest(m, kind);
    return 0;
}

static void put_note(const struct moving *m, struct pz_buf *out, size_t kind, uint32_t note)
{
    const struct pz_markup *text = &m->text[kind];
    uint32_t start = text->v[note].start, name = start + (uint32_t)strcspn(text->src + start, " \t\r\n/>");
    pz_inclusion_copy(out, text, start, name);
    pz_inclusion_declare(out, text, note, &m->document);
    pz_inclusion_copy(out, text, name, text->v[note].end);
}

int docx_take_notes(struct pz_opening *o, struct pz_text *xml)
{
    struct moving m = {.o = o, .docx = o->office->own, .document = {.src = xml->s, .len = xml->len}};
    if (o->office->review) /* what is mended or annotated goes back into its own part */
        return 0;
    for (size_t kind = 0; kind < DOCX_NOTES; kind++) {
        if (read_notes(&m, kind))
            return -1;
    }
    if (!m.n[DOCX_FOOTNOTES] && !m.n[DOCX_ENDNOTES] && !m.n[DOCX_COMMENTS])
        return 0;
    struct pz_buf out = PZ_BUF_INIT;
    uint32_t at = 0;
    for (uint32_t i = 0; i < m.document.n; i++) {
        for (size_t kind = 0; kind < DOCX_NOTES; kind++) {
            for (size_t k = 0; k < m.n[kind] && is(&m.document, i, kinds[kind].reference); k++) {
                if (m.v[kind][k].reference != i)
                    continue;
                pz_inclusion_copy(&out, &m.document, at, m.document.v[i].end);
                at = m.document.v[i].end;
                put_note(&m, &out, kind, m.v[kind][k].note);
            }
        }
    }
    pz_inclusion_copy(&out, &m.document, at, (uint32_t)m.document.len);
    size_t len = out.len;
    *xml = (struct pz_text){pz_arena_take(&o->office->arena, &out), len};
    return 0;
}

const struct pz_text *docx_rest_of_notes(const struct docx_package *docx, const char *member)
{
    for (size_t kind = 0; kind < DOCX_NOTES; kind++) {
        if (docx->notes[kind].rest.s && strcmp(docx->notes[kind].name, member) == 0)
            return &docx->notes[kind].rest;
    }
    return NULL;
}

bool docx_is_note_inside(const struct docx_package *docx, enum docx_notes_kind kind, const char *id)
{
    const struct docx_notes *notes = &docx->notes[kind];
    return notes->rest.s && pz_map_get(notes->inside, id).type != PZ_UNDEFINED;
}

/* Rendering ------------------------------------------------------------------------------------------------ */

/* A relationship that is asked for inside the note is one of the note's part. */
static int run_begin(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct docx_package *docx = state->office->own;
    state->ids[site->other] = (uint32_t)out->len;
    state->part = docx->notes[site->number].part;
    return 0;
}

static int run_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct docx_package *docx = state->office->own;
    const struct docx_notes *notes = &docx->notes[site->number];
    size_t start = state->ids[site->other];
    pz_buf_put(pz_office_patch(state, docx->notes_member[site->number], 0), out->data + start, out->len - start);
    out->len = start;
    out->data[start] = '\0';
    state->part = notes->whole;
    return 0;
}

void docx_put_notes_apart(struct pz_part *part)
{
    const struct docx_part *own = part->own;
    for (uint32_t i = 0; i < part->m.n && strcmp(own->kind, "document") == 0; i++) {
        for (size_t kind = 0; kind < DOCX_NOTES; kind++) {
            if (!is(&part->m, i, kinds[kind].note))
                continue;
            struct pz_site *begin = pz_hook_new(part, PZ_NO_NODE, run_begin), *end = pz_hook_new(part, PZ_NO_NODE, run_end);
            begin->number = end->number = (int64_t)kind;
            begin->other = end->other = part->ids++;
            pz_hook_add(part, part->m.v[i].start, PZ_RANK_START, 0, begin);
            pz_hook_add(part, part->m.v[i].end, PZ_RANK_END, 0, end);
        }
    }
}
