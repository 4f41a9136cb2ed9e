/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/extra.h"

#include <stdlib.h>

enum {
    USED_TYPES_PNG = 1,
    USED_TYPES_JPEG = 2,
    USED_TYPES_SVG = 4,
    USED_NUMBERING = 8,
    USED_ORDERED = 16,
    USED_BULLETS = 32,
    USED_FOOTNOTES = 64,
    USED_ENDNOTES = 128,
    USED_COMMENTS = 256
};

static const char relation_uri[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

static struct docx_package *docx_of(const struct pz_office_state *state)
{
    return state->office->own;
}

uint32_t docx_new_id(struct pz_office_state *state)
{
    return docx_of(state)->highest_id + ++state->serial;
}

uint32_t docx_relate(struct pz_office_state *state, const char *type, const char *target, bool external)
{
    uint32_t id = ++state->serial;
    struct pz_buf *out = pz_office_patch(state, state->part->relations, 0);
    pz_buf_printf(out, "<Relationship Id=\"rIdPz%u\" Type=\"%s%s\" Target=\"", id, relation_uri, type);
    pz_office_put_escaped(out, target, strlen(target));
    pz_buf_printf(out, "\"%s/>", external ? " TargetMode=\"External\"" : "");
    return id;
}

static void declare_type(struct pz_office_state *state, const char *extension, const char *type)
{
    struct docx_package *docx = docx_of(state);
    uint32_t bit = extension[0] == 'p' ? USED_TYPES_PNG : extension[0] == 'j' ? USED_TYPES_JPEG : USED_TYPES_SVG;
    if ((docx->types_known & bit) || (state->used & bit))
        return;
    state->used |= bit;
    pz_buf_printf(pz_office_patch(state, docx->types_member, 0), "<Default Extension=\"%s\" ContentType=\"%s\"/>", extension, type);
}

/* The target of a relationship from the part being rendered to a member: absolute, so that it holds in any folder. */
static const char *target_of(struct pz_office_state *state, const char *member)
{
    return pz_arena_printf(state->render->arena, "/%s", member);
}

int docx_add_media(struct pz_office_state *state, struct pz_text bytes, const char *extension, const char *type, uint32_t *relation,
                   struct pz_error *err)
{
    struct pz_arena *arena = state->render->arena;
    struct pz_media *m = state->media;
    char digest[PZ_DIGEST_SIZE];
    if (pz_digest(digest, bytes.s, bytes.len, err))
        return -1;
    while (m && strcmp(m->digest, digest) != 0)
        m = m->older;
    if (m && m->part == state->part) {
        *relation = m->relation;
        return 0;
    }
    if (!m) {
        struct pz_buf data = PZ_BUF_INIT;
        m = PZ_NEW(arena, struct pz_media);
        *m = (struct pz_media){.older = state->media};
        memcpy(m->digest, digest, sizeof digest);
        state->media = m;
        m->name = pz_arena_printf(arena, "word/media/prikaz%u.%s", ++state->serial, extension);
        pz_buf_put(&data, bytes.s, bytes.len);
        if (data.failed)
            return pz_fail_memory(err);
        declare_type(state, extension, type);
        if (pz_office_add_member(state, m->name, &data, extension[0] != 's', err)) {
            pz_buf_release(&data);
            return -1;
        }
    }
    m->part = state->part;
    m->relation = *relation = docx_relate(state, "image", target_of(state, m->name), false);
    return 0;
}

/* Lists --------------------------------------------------------------------------------------------------- */

/* A part beside the main one that was not there: it is named where parts are named. */
static void name_part(struct pz_office_state *state, const char *kind)
{
    const struct docx_package *docx = docx_of(state);
    pz_buf_printf(pz_office_patch(state, docx->types_member, 0),
                  "<Override PartName=\"/word/%s.xml\" "
                  "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml\"/>",
                  kind, kind);
    pz_buf_printf(pz_office_patch(state, docx->main_relations, 0),
                  "<Relationship Id=\"rIdPz%u\" Type=\"%s%s\" Target=\"/word/%s.xml\"/>", ++state->serial, relation_uri, kind,
                  kind);
}

uint32_t docx_new_note(struct pz_office_state *state, enum docx_notes_kind kind)
{
    static const uint32_t bits[DOCX_NOTES] = {USED_FOOTNOTES, USED_ENDNOTES, USED_COMMENTS};
    static const char *const parts[DOCX_NOTES] = {"footnotes", "endnotes", "comments"};
    const struct docx_package *docx = docx_of(state);
    if (!docx->has_notes[kind] && !(state->used & bits[kind]))
        name_part(state, parts[kind]);
    state->used |= bits[kind];
    return docx_new_id(state);
}

static void use_numbering(struct pz_office_state *state)
{
    struct docx_package *docx = docx_of(state);
    if (state->used & USED_NUMBERING)
        return;
    state->used |= USED_NUMBERING;
    state->numbers = docx->next_number;
    state->abstracts = docx->next_abstract;
    if (!docx->has_numbering)
        name_part(state, "numbering");
}

uint32_t docx_new_list(struct pz_office_state *state, uint32_t abstract, unsigned level, unsigned start)
{
    use_numbering(state);
    struct docx_package *docx = docx_of(state);
    const char *w = docx->numbering_prefix;
    uint32_t id = state->numbers++;
    pz_buf_printf(
        pz_office_patch(state, docx->numbering_member, 1),
        "<%snum %snumId=\"%u\"><%sabstractNumId %sval=\"%u\"/><%slvlOverride %silvl=\"%u\"><%sstartOverride %sval=\"%u\"/>"
        "</%slvlOverride></%snum>",
        w, w, id, w, w, abstract, w, w, level, w, w, start, w, w);
    return id;
}

uint32_t docx_reserve_abstract(struct pz_office_state *state)
{
    use_numbering(state);
    return state->abstracts++;
}

static void put_level(struct pz_buf *out, const char *w, unsigned level, bool ordered)
{
    static const char *const bullets[] = {"–", "•", "▪"};
    static const char *const formats[] = {"decimal", "lowerLetter", "lowerRoman"};
    unsigned left = 567 + 360 * level;
    pz_buf_printf(out, "<%slvl %silvl=\"%u\"><%sstart %sval=\"1\"/><%snumFmt %sval=\"%s\"/><%slvlText %sval=\"", w, w, level, w, w,
                  w, w, ordered ? formats[level % 3] : "bullet", w, w);
    if (ordered)
        pz_buf_printf(out, "%%%u.", level + 1);
    else
        pz_buf_puts(out, bullets[level % 3]);
    pz_buf_printf(out, "\"/><%slvlJc %sval=\"left\"/><%spPr><%sind %sleft=\"%u\" %shanging=\"360\"/></%spPr></%slvl>", w, w, w, w,
                  w, left + 360, w, w, w);
}

uint32_t docx_own_numbering(struct pz_office_state *state, bool ordered)
{
    use_numbering(state);
    struct docx_package *docx = docx_of(state);
    uint32_t bit = ordered ? USED_ORDERED : USED_BULLETS, *own = ordered ? &state->own_ordered : &state->own_bullets;
    if (state->used & bit)
        return *own;
    state->used |= bit;
    *own = state->abstracts++;
    const char *w = docx->numbering_prefix;
    struct pz_buf *out = pz_office_patch(state, docx->numbering_member, 0);
    pz_buf_printf(out, "<%sabstractNum %sabstractNumId=\"%u\"><%smultiLevelType %sval=\"multilevel\"/>", w, w, *own, w, w);
    for (unsigned level = 0; level < 9; level++)
        put_level(out, w, level, ordered);
    pz_buf_printf(out, "</%sabstractNum>", w);
    return *own;
}

const char *docx_heading_style(const struct docx_package *docx, unsigned level)
{
    return level >= 1 && level <= 9 && docx->headings[level - 1] ? docx->headings[level - 1] : "";
}
