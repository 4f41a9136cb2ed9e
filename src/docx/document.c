/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document put into another: it is rendered by itself, then its body is taken over with what it refers to.
 *
 *     styles      by name; those the outer document lacks come along under new identifiers
 *     lists       every list with its numbering, under new numbers
 *     relations   pictures, links; other parts (charts, objects) as copies with what they refer to
 *     notes       and comments: under new identifiers, with what they refer to
 *     bookmarks   under new names, which references to them follow
 *     left out    sections, comments on notes, marks whose note or comment is missing */
#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "docx/rich.h"
#include "office/inclusion.h"
#include "office/picture.h"
#include "xml/encoding.h"

enum { DEPTH_MAX = 16 };

struct import {
    struct pz_office_state *state;
    struct pz_arena *arena;
    struct pz_package *package;
    struct pz_buf *out;
    bool ends_with_table;
    struct docx_package *outer;
    const char *main;
    struct docx_relations relations; /* of the part that is taken over */
    struct docx_relations note_relations[DOCX_NOTES];
    struct pz_text types_xml;
    struct pz_markup types, body, styles, numbering;
    struct pz_markup notes[DOCX_NOTES];
    bool in_note;
    const char *note; /* its new identifier */
    struct mapping {
        const char *from, *to;
        struct mapping *next;
    } * style_map, *list_map, *abstract_map, *relation_map, *member_map, *note_relation_map[DOCX_NOTES];
    struct mapping *bookmark_ids, *bookmark_names, *comment_ids;
    struct pz_error *err;
    bool failed;
};

static const char *mapped(const struct mapping *m, const char *from)
{
    while (m && strcmp(m->from, from) != 0)
        m = m->next;
    return m ? m->to : NULL;
}

static const char *map(struct import *i, struct mapping **list, const char *from, const char *to)
{
    struct mapping *m = PZ_NEW(i->arena, struct mapping);
    *m = (struct mapping){from, to, *list};
    *list = m;
    return to;
}

static struct pz_text read_member(struct import *i, const char *name, bool xml)
{
    struct pz_buf raw = PZ_BUF_INIT, utf8 = PZ_BUF_INIT;
    struct pz_text text = {"", 0};
    int status = pz_package_read(&raw, i->package, name, 0, i->err);
    if (!status && xml) {
        status = pz_xml_to_utf8(&utf8, pz_buf_str(&raw), raw.len, name, i->err);
        if (!status)
            text = (struct pz_text){pz_arena_strndup(i->arena, pz_buf_str(&utf8), utf8.len), utf8.len};
    } else if (!status) {
        text = (struct pz_text){pz_arena_strndup(i->arena, pz_buf_str(&raw), raw.len), raw.len};
    }
    i->failed |= status != 0;
    pz_buf_release(&raw);
    pz_buf_release(&utf8);
    return text;
}

static bool scan_member(struct import *i, const char *name, struct pz_markup *m)
{
    if (!name || pz_package_find(i->package, name) < 0)
        return false;
    struct pz_text xml = read_member(i, name, true);
    if (!i->failed)
        pz_markup_scan(m, i->arena, xml.s, xml.len, docx_format.names);
    return !i->failed;
}

/* A relationship file of the inner package. */
static struct docx_relations read_relations(struct import *i, const char *source)
{
    struct docx_relations r = {0};
    struct pz_markup m;
    if (!scan_member(i, docx_relations_name(i->arena, source), &m))
        return r;
    for (uint32_t n = 0; n < m.n; n++) {
        if (m.v[n].kind == PZ_NODE_ELEMENT && m.v[n].name == R_RELATIONSHIP) {
            PZ_GROW(i->arena, r.v, r.n, r.cap);
            r.n += docx_relation_read(&r.v[r.n], &m, n, source, i->arena);
        }
    }
    return r;
}

/* Parts --------------------------------------------------------------------------------------------------- */

static const char *type_in(const struct import *i, const char *part)
{
    struct docx_package inner = {.types = i->types};
    return docx_type_of(&inner, part, i->arena);
}

static const char *import_member(struct import *i, const char *name, unsigned depth);

static void import_relations(struct import *i, const char *from, const char *to, unsigned depth)
{
    struct docx_relations r = read_relations(i, from);
    if (!r.n || i->failed)
        return;
    struct pz_buf out = PZ_BUF_INIT;
    pz_buf_puts(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                      "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (size_t n = 0; n < r.n; n++) {
        const char *target = r.v[n].external ? r.v[n].target : r.v[n].target ? import_member(i, r.v[n].target, depth + 1) : NULL;
        if (!target)
            continue;
        pz_buf_printf(&out, "<Relationship Id=\"%s\" Type=\"%s\" Target=\"%s", r.v[n].id, r.v[n].uri, r.v[n].external ? "" : "/");
        pz_office_put_escaped(&out, target, strlen(target));
        pz_buf_printf(&out, "\"%s/>", r.v[n].external ? " TargetMode=\"External\"" : "");
    }
    pz_buf_puts(&out, "</Relationships>");
    if (pz_office_add_member(i->state, docx_relations_name(i->arena, to), &out, false, i->err)) {
        pz_buf_release(&out);
        i->failed = true;
    }
}

/* A copy of a part under a new name, with what it refers to. */
static const char *import_member(struct import *i, const char *name, unsigned depth)
{
    const char *known = mapped(i->member_map, name), *slash = strrchr(name, '/');
    if (known || depth > DEPTH_MAX || pz_package_find(i->package, name) < 0)
        return known;
    struct pz_text bytes = read_member(i, name, false);
    if (i->failed)
        return NULL;
    const char *to = pz_arena_printf(i->arena, "word/prikaz/%u-%s", ++i->state->serial, slash ? slash + 1 : name);
    map(i, &i->member_map, pz_arena_strdup(i->arena, name), to);
    struct pz_buf data = PZ_BUF_INIT;
    pz_buf_put(&data, bytes.s, bytes.len);
    pz_buf_printf(pz_office_patch(i->state, i->outer->types_member, 1), "<Override PartName=\"/%s\" ContentType=\"%s\"/>", to,
                  type_in(i, name));
    if (data.failed || pz_office_add_member(i->state, to, &data, false, i->err)) {
        pz_buf_release(&data);
        i->failed = true;
        return NULL;
    }
    import_relations(i, name, to, depth);
    return to;
}

/* The outer relationship for an inner one. */
static const char *import_relation(struct import *i, const char *id)
{
    const char *known = mapped(i->relation_map, id);
    for (size_t n = 0; !known && n < i->relations.n; n++) {
        const struct docx_relation *r = &i->relations.v[n];
        if (strcmp(r->id, id) != 0 || !r->target)
            continue;
        const char *extension = strrchr(r->target, '.');
        static const char *const shared[] = {"png", "jpeg", "svg"}; /* put in once, however often they are met */
        const char *kind = NULL;
        for (unsigned k = 0; k < 3 && extension && !r->external && strcmp(r->type, "image") == 0; k++)
            kind = strcasecmp(extension + 1, shared[k]) == 0 ? shared[k] : kind;
        uint32_t number = 0;
        if (kind) {
            struct pz_text bytes = read_member(i, r->target, false);
            i->failed |= i->failed || docx_add_media(i->state, bytes, kind, pz_picture_type(kind), &number, i->err);
        } else if (r->external) {
            number = docx_relate(i->state, r->type, r->target, true);
        } else {
            const char *to = import_member(i, r->target, 0);
            number = to ? docx_relate(i->state, r->type, pz_arena_printf(i->arena, "/%s", to), false) : 0;
        }
        if (number)
            known = map(i, &i->relation_map, r->id, pz_arena_printf(i->arena, "rIdPz%u", number));
    }
    return known;
}

/* Styles -------------------------------------------------------------------------------------------------- */

static uint32_t find_style(const struct pz_markup *m, const char *id, const char *name, const char *type, struct pz_arena *arena)
{
    for (uint32_t n = 0; n < m->n; n++) {
        if (m->v[n].kind != PZ_NODE_ELEMENT || m->v[n].name != W_STYLE)
            continue;
        const char *own = pz_markup_get(m, n, "styleId", arena), *kind = pz_markup_get(m, n, "type", arena);
        uint32_t child = pz_markup_child(m, n, W_NAME);
        const char *words = child == PZ_NO_NODE ? NULL : pz_markup_get(m, child, "val", arena);
        if (id ? own && strcmp(own, id) == 0 : words && strcasecmp(words, name) == 0 && kind && type && strcmp(kind, type) == 0)
            return n;
    }
    return PZ_NO_NODE;
}

static const char *import_style(struct import *i, const char *id, unsigned depth);

/* Copy a style under a new identifier; the styles it builds on come along. */
static const char *copy_style(struct import *i, uint32_t style, const char *id, unsigned depth)
{
    const struct pz_markup *m = &i->styles;
    const char *to = pz_arena_printf(i->arena, "Prikaz%u", ++i->state->serial);
    map(i, &i->style_map, id, to);
    struct pz_buf copy = PZ_BUF_INIT;
    uint32_t at = m->v[style].start;
    for (uint32_t n = style; n < m->v[style].after; n++) {
        bool own = n == style;
        bool refers = m->v[n].name == W_BASEDON || m->v[n].name == W_NEXT || m->v[n].name == W_LINK;
        if (m->v[n].kind != PZ_NODE_ELEMENT || !(own || refers || m->v[n].name == W_NUMPR))
            continue;
        if (m->v[n].name == W_NUMPR) { /* lists come with their paragraphs */
            pz_inclusion_copy(&copy, m, at, m->v[n].start);
            at = m->v[n].end;
            continue;
        }
        struct pz_markup_attribute a;
        for (uint32_t k = 0; pz_markup_attribute(m, n, &k, &a);) {
            const char *name = m->src + a.start, *colon = memchr(name, ':', a.name_end - a.start),
                       *local = colon ? colon + 1 : name;
            size_t len = (size_t)(m->src + a.name_end - local);
            bool wanted = own ? len == 7 && memcmp(local, "styleId", 7) == 0 : len == 3 && memcmp(local, "val", 3) == 0;
            bool drops = own && len == 7 && memcmp(local, "default", 7) == 0;
            if (drops) {
                pz_inclusion_copy(&copy, m, at, a.value);
                pz_buf_putc(&copy, '0');
                at = a.value_end;
            }
            if (!wanted)
                continue;
            const char *value = own ? to : import_style(i, pz_markup_get(m, n, "val", i->arena), depth + 1);
            pz_inclusion_copy(&copy, m, at, a.value);
            pz_buf_puts(&copy, value ? value : "");
            at = a.value_end;
        }
    }
    pz_inclusion_copy(&copy, m, at, m->v[style].end);
    struct pz_buf *out = pz_office_patch(i->state, i->outer->styles_member, 0);
    pz_buf_put(out, pz_buf_str(&copy), copy.len);
    pz_buf_release(&copy);
    return to;
}

static const char *import_style(struct import *i, const char *id, unsigned depth)
{
    const char *known = id ? mapped(i->style_map, id) : NULL;
    if (!id || known)
        return known ? known : id;
    uint32_t style = find_style(&i->styles, id, NULL, NULL, i->arena);
    uint32_t words = style == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&i->styles, style, W_NAME);
    const char *name = words == PZ_NO_NODE ? NULL : pz_markup_get(&i->styles, words, "val", i->arena);
    if (!name)
        return map(i, &i->style_map, id, id);
    const char *type = pz_markup_get(&i->styles, style, "type", i->arena);
    uint32_t outer = find_style(&i->outer->styles, NULL, name, type, i->arena);
    if (outer != PZ_NO_NODE)
        return map(i, &i->style_map, id, pz_markup_get(&i->outer->styles, outer, "styleId", i->arena));
    const struct pz_brought *brought = pz_inclusion_brought(i->state, type ? type : "", name);
    if (brought)
        return map(i, &i->style_map, id, brought->id);
    if (i->outer->styles_member == PZ_NO_MEMBER || depth > DEPTH_MAX)
        return map(i, &i->style_map, id, id);
    const char *to = copy_style(i, style, id, depth);
    pz_inclusion_bring(i->state, type ? type : "", name, to);
    return to;
}

/* Lists --------------------------------------------------------------------------------------------------- */

static uint32_t find_numbered(const struct pz_markup *m, uint16_t name, const char *attribute, const char *value,
                              struct pz_arena *arena)
{
    for (uint32_t n = 0; n < m->n; n++) {
        const char *own = m->v[n].kind == PZ_NODE_ELEMENT && m->v[n].name == name ? pz_markup_get(m, n, attribute, arena) : NULL;
        if (own && strcmp(own, value) == 0)
            return n;
    }
    return PZ_NO_NODE;
}

/* The numbering of a list under a new number: lists that share it count on from each other. */
static const char *import_abstract(struct import *i, const char *abstract)
{
    const char *known = mapped(i->abstract_map, abstract);
    uint32_t def = known ? PZ_NO_NODE : find_numbered(&i->numbering, W_ABSTRACTNUM, "abstractNumId", abstract, i->arena);
    if (def == PZ_NO_NODE)
        return known;
    uint32_t id = docx_reserve_abstract(i->state);
    const struct pz_markup *m = &i->numbering;
    struct pz_buf *out = pz_office_patch(i->state, i->outer->numbering_member, 0);
    const char *w = i->outer->numbering_prefix;
    pz_buf_printf(out, "<%sabstractNum %sabstractNumId=\"%u\">", w, w, id);
    for (uint32_t n = pz_markup_first(m, def); n != PZ_NO_NODE; n = pz_markup_next(m, n)) {
        size_t len = 0;
        const char *prefix = m->v[n].kind == PZ_NODE_ELEMENT ? pz_markup_prefix(m, n, &len) : NULL;
        if (prefix && (strncmp(prefix + len, "lvl", 3) == 0 || strncmp(prefix + len, "multiLevelType", 14) == 0))
            pz_inclusion_copy(out, m, m->v[n].start, m->v[n].end);
    }
    pz_buf_printf(out, "</%sabstractNum>", w);
    return map(i, &i->abstract_map, abstract, pz_arena_printf(i->arena, "%u", id));
}

/* A list of the inner document under a new number, with its numbering and where it begins anew. */
static const char *import_list(struct import *i, const char *number)
{
    const char *known = mapped(i->list_map, number);
    const struct pz_markup *m = &i->numbering;
    uint32_t num = known ? PZ_NO_NODE : find_numbered(m, W_NUM, "numId", number, i->arena);
    uint32_t ref = num == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, num, W_ABSTRACTNUMID);
    const char *abstract = ref == PZ_NO_NODE ? NULL : pz_markup_get(m, ref, "val", i->arena);
    abstract = abstract ? import_abstract(i, abstract) : NULL;
    if (known || !abstract)
        return known ? known : "0";
    struct pz_buf *out = pz_office_patch(i->state, i->outer->numbering_member, 1);
    const char *w = i->outer->numbering_prefix;
    uint32_t id = i->state->numbers++;
    pz_buf_printf(out, "<%snum %snumId=\"%u\"><%sabstractNumId %sval=\"%s\"/>", w, w, id, w, w, abstract);
    pz_inclusion_copy(out, m, m->v[ref].end, m->v[num].close);
    pz_buf_printf(out, "</%snum>", w);
    return map(i, &i->list_map, number, pz_arena_printf(i->arena, "%u", id));
}

/* The body ------------------------------------------------------------------------------------------------ */

static bool takes_notes(const struct import *i, enum docx_notes_kind kind)
{
    const struct docx_part *part = i->state->part->source->own;
    return !i->in_note && i->notes[kind].n && i->outer->notes_member[kind] != PZ_NO_MEMBER && part &&
           strcmp(part->kind, "document") == 0;
}

static const uint16_t note_names[DOCX_NOTES] = {W_FOOTNOTE, W_ENDNOTE, W_COMMENT};

/* Of a mark: its note is not there, or has no place in the outer document, where its number may be another one's. */
static bool lacks_note(const struct import *i, uint32_t node, enum docx_notes_kind kind)
{
    const char *id = takes_notes(i, kind) ? pz_markup_get(&i->body, node, "id", i->arena) : NULL;
    return !id || find_numbered(&i->notes[kind], note_names[kind], "id", id, i->arena) == PZ_NO_NODE;
}

static bool is_left_out(const struct import *i, uint32_t node)
{
    switch (i->body.v[node].name) {
    case W_SECTPR: return true;
    case W_COMMENTRANGESTART:
    case W_COMMENTRANGEEND:
    case W_COMMENTREFERENCE: return lacks_note(i, node, DOCX_COMMENTS);
    case W_FOOTNOTEREFERENCE: return lacks_note(i, node, DOCX_FOOTNOTES);
    case W_ENDNOTEREFERENCE: return lacks_note(i, node, DOCX_ENDNOTES);
    case W_BOOKMARKSTART:
    case W_BOOKMARKEND: return i->in_note;
    default: return false;
    }
}

static void put_block(struct import *i, struct pz_buf *out, uint32_t block);

/* A note of the inner document among those of the outer one; its new identifier. */
static const char *import_note(struct import *i, enum docx_notes_kind kind, const char *id)
{
    const struct pz_markup *m = &i->notes[kind];
    uint32_t note = find_numbered(m, note_names[kind], "id", id, i->arena);
    if (note == PZ_NO_NODE || i->in_note)
        return NULL;
    const char *to = pz_arena_printf(i->arena, "%u", docx_new_note(i->state, kind));
    const struct import main = *i;
    const struct pz_office_part *part = i->state->part;
    struct pz_buf copy = PZ_BUF_INIT;
    i->body = *m;
    i->relations = i->note_relations[kind];
    i->relation_map = i->note_relation_map[kind];
    i->state->part = i->outer->notes[kind].part;
    i->in_note = true;
    i->note = to;
    put_block(i, &copy, note);
    i->note_relation_map[kind] = i->relation_map;
    i->body = main.body;
    i->relations = main.relations;
    i->relation_map = main.relation_map;
    i->state->part = part;
    i->in_note = false;
    pz_buf_put(pz_office_patch(i->state, i->outer->notes_member[kind], 0), pz_buf_str(&copy), copy.len);
    i->failed |= copy.failed;
    pz_buf_release(&copy);
    return to;
}

/* A comment has up to three marks in the text: it is taken over with the first that is met. */
static const char *import_comment(struct import *i, const char *id)
{
    const char *known = mapped(i->comment_ids, id), *to = known ? known : import_note(i, DOCX_COMMENTS, id);
    return known || !to ? to : map(i, &i->comment_ids, id, to);
}

/* Give the bookmarks of the document names and numbers of their own: Word takes names of up to 40 letters. */
static void name_bookmarks(struct import *i)
{
    for (uint32_t n = 0; n < i->body.n; n++) {
        if (i->body.v[n].kind != PZ_NODE_ELEMENT || i->body.v[n].name != W_BOOKMARKSTART)
            continue;
        const char *id = pz_markup_get(&i->body, n, "id", i->arena), *name = pz_markup_get(&i->body, n, "name", i->arena);
        uint32_t number = docx_new_id(i->state);
        if (id)
            map(i, &i->bookmark_ids, id, pz_arena_printf(i->arena, "%u", number));
        if (name && name[0])
            map(i, &i->bookmark_names, name, pz_arena_printf(i->arena, "%s_%u", strlen(name) > 28 ? "Prikaz" : name, number));
    }
}

/* The code of a field with the new name of the bookmark it refers to (REF name \h, REF "name", with the quote as a reference too); NULL: it
 * refers to none. */
static const char *renamed(struct import *i, const char *code)
{
    static const char *const quotes[] = {"\"", "&quot;"};
    size_t at = strspn(code, " "), verb = strcspn(code + at, " ");
    size_t name = at + verb + strspn(code + at + verb, " "), len = strcspn(code + name, " ");
    for (size_t q = 0; q < 2; q++) {
        size_t quote = strlen(quotes[q]), start = name + quote;
        const char *end = strncmp(code + name, quotes[q], quote) == 0 ? strstr(code + start, quotes[q]) : NULL;
        if (!end)
            continue;
        name = start;
        len = (size_t)(end - code) - start;
        break;
    }
    const char *to = len ? mapped(i->bookmark_names, pz_arena_strndup(i->arena, code + name, len)) : NULL;
    return to ? pz_arena_printf(i->arena, "%.*s%s%s", (int)name, code, to, code + name + len) : NULL;
}

static const char *new_value(struct import *i, uint32_t node, const char *local, size_t len, const char *value)
{
    bool val = len == 3 && memcmp(local, "val", 3) == 0, id = len == 2 && memcmp(local, "id", 2) == 0;
    switch (i->body.v[node].name) {
    case W_PSTYLE:
    case W_RSTYLE:
    case W_TBLSTYLE: return val ? import_style(i, value, 0) : NULL;
    case WP_DOCPR: return id ? pz_arena_printf(i->arena, "%u", docx_new_id(i->state)) : NULL;
    case W_ID: return val ? pz_arena_printf(i->arena, "%u", docx_new_id(i->state)) : NULL;
    case W_FOOTNOTEREFERENCE: return id ? import_note(i, DOCX_FOOTNOTES, value) : NULL;
    case W_ENDNOTEREFERENCE: return id ? import_note(i, DOCX_ENDNOTES, value) : NULL;
    case W_COMMENTRANGESTART:
    case W_COMMENTRANGEEND:
    case W_COMMENTREFERENCE: return id ? import_comment(i, value) : NULL;
    case W_FOOTNOTE:
    case W_ENDNOTE:
    case W_COMMENT: return id ? i->note : NULL;
    case W_BOOKMARKSTART:
    case W_BOOKMARKEND:
        return id                                          ? mapped(i->bookmark_ids, value)
               : len == 4 && memcmp(local, "name", 4) == 0 ? mapped(i->bookmark_names, value)
                                                           : NULL;
    case W_HYPERLINK: return len == 6 && memcmp(local, "anchor", 6) == 0 ? mapped(i->bookmark_names, value) : NULL;
    case W_FLDSIMPLE: return len == 5 && memcmp(local, "instr", 5) == 0 ? renamed(i, value) : NULL;
    case W_NUMID: return val && strcmp(value, "0") != 0 ? import_list(i, value) : NULL;
    default: return NULL;
    }
}

/* In a note a reference that leads nowhere goes. */
static bool is_relation(const struct import *i, const char *value)
{
    for (size_t n = 0; n < i->relations.n; n++) {
        if (strcmp(i->relations.v[n].id, value) == 0)
            return true;
    }
    return i->in_note && strncmp(value, "rId", 3) == 0;
}

static void put_attributes(struct import *i, struct pz_buf *out, uint32_t node, uint32_t *at)
{
    const struct pz_markup here = i->body, *m = &here; /* a note is another part for a while */
    struct pz_markup_attribute a;
    for (uint32_t k = 0; pz_markup_attribute(m, node, &k, &a);) {
        const char *name = m->src + a.start, *colon = memchr(name, ':', a.name_end - a.start), *local = colon ? colon + 1 : name;
        size_t len = (size_t)(m->src + a.name_end - local);
        const char *value = pz_arena_strndup(i->arena, m->src + a.value, a.value_end - a.value);
        const char *to = new_value(i, node, local, len, value);
        bool relation = !to && colon && name[0] != 'w' && is_relation(i, value);
        if (relation)
            to = import_relation(i, value);
        if (relation && !to && i->in_note) {
            pz_inclusion_copy(out, m, *at, a.start);
            *at = a.value_end + 1;
        }
        if (!to)
            continue;
        pz_inclusion_copy(out, m, *at, a.value);
        pz_buf_puts(out, to);
        *at = a.value_end;
    }
}

/* Whether a field shows a property or variable of its own document, which stays behind: updated, it would show an error. */
static bool shows_property(struct import *i, uint32_t node)
{
    const struct pz_markup *m = &i->body;
    const char *code = "", *type;
    if (m->v[node].name == W_FLDSIMPLE)
        code = pz_markup_get(m, node, "instr", i->arena);
    else if (m->v[node].name != W_FLDCHAR || !(type = pz_markup_get(m, node, "fldCharType", i->arena)) ||
             strcmp(type, "begin") != 0)
        return false;
    uint32_t n = node + 1;
    while (m->v[node].name == W_FLDCHAR && n < m->n && m->v[n].name != W_FLDCHAR && m->v[n].name != W_INSTRTEXT)
        n++;
    if (m->v[node].name == W_FLDCHAR && n < m->n && m->v[n].name == W_INSTRTEXT)
        code = pz_arena_strndup(i->arena, m->src + m->v[n].open_end, m->v[n].close - m->v[n].open_end);
    code += code ? strspn(code, " ") : 0;
    return code && (strncasecmp(code, "DOCPROPERTY", 11) == 0 || strncasecmp(code, "DOCVARIABLE", 11) == 0) &&
           !pz_markup_get(m, node, "fldLock", i->arena);
}

/* Behind the name of an element: what keeps a field from being updated (ISO/IEC 29500-1, 17.16.18 and 17.16.19). */
static void lock_field(struct import *i, struct pz_buf *out, uint32_t node, uint32_t *at)
{
    const struct pz_markup *m = &i->body;
    size_t len;
    const char *prefix = pz_markup_prefix(m, node, &len);
    uint32_t name = m->v[node].start + 1 + (uint32_t)strcspn(m->src + m->v[node].start + 1, " \t\r\n/>");
    pz_inclusion_copy(out, m, *at, name);
    pz_buf_printf(out, " %.*sfldLock=\"true\"", (int)len, prefix);
    *at = name;
}

static void put_block(struct import *i, struct pz_buf *out, uint32_t block)
{
    static const struct pz_markup nothing = {0}; /* a part of notes may declare less than the main part */
    const struct pz_markup here = i->body, *m = &here;
    uint32_t at = m->v[block].start;
    for (uint32_t n = block; n < m->v[block].after;) {
        if (m->v[n].kind != PZ_NODE_ELEMENT) {
            n++;
        } else if (is_left_out(i, n)) {
            pz_inclusion_copy(out, m, at, m->v[n].start);
            at = m->v[n].end;
            n = m->v[n].after;
        } else {
            if (n == block) {
                size_t name = strcspn(m->src + at + 1, " \t\r\n/>") + 1;
                pz_inclusion_copy(out, m, at, at + (uint32_t)name);
                pz_inclusion_declare(out, m, block, i->in_note ? &nothing : &i->state->part->source->m);
                at += (uint32_t)name;
            }
            if (shows_property(i, n))
                lock_field(i, out, n, &at);
            put_attributes(i, out, n, &at);
            const char *code =
                m->v[n].name == W_INSTRTEXT
                    ? renamed(i, pz_arena_strndup(i->arena, m->src + m->v[n].open_end, m->v[n].close - m->v[n].open_end))
                    : NULL;
            if (code) {
                pz_inclusion_copy(out, m, at, m->v[n].open_end);
                pz_buf_puts(out, code);
                at = m->v[n].close;
            }
            n++;
        }
    }
    pz_inclusion_copy(out, m, at, m->v[block].end);
}

static int put_body(struct import *i)
{
    const struct pz_markup *m = &i->body;
    uint32_t root = pz_markup_root(m), body = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, root, W_BODY);
    for (uint32_t n = body == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, body); n != PZ_NO_NODE && !i->failed;
         n = pz_markup_next(m, n)) {
        if (m->v[n].kind != PZ_NODE_ELEMENT || is_left_out(i, n))
            continue;
        put_block(i, i->out, n);
        i->ends_with_table = m->v[n].name == W_TBL;
    }
    return i->failed ? -1 : 0;
}

static int take_over(void *self, struct pz_package *package)
{
    struct import *i = self;
    i->package = package;
    struct docx_relations top = read_relations(i, "");
    const struct docx_relation *main = docx_relation_of_type(&top, "officeDocument");
    if (i->failed || !main || !main->target)
        return -1;
    i->main = main->target;
    i->relations = read_relations(i, i->main);
    const struct docx_relation *styles = docx_relation_of_type(&i->relations, "styles"),
                               *numbering = docx_relation_of_type(&i->relations, "numbering");
    if (!scan_member(i, "[Content_Types].xml", &i->types) || !scan_member(i, i->main, &i->body))
        return -1;
    scan_member(i, styles ? styles->target : NULL, &i->styles);
    scan_member(i, numbering ? numbering->target : NULL, &i->numbering);
    for (size_t k = 0; k < DOCX_NOTES; k++) {
        static const char *const types[DOCX_NOTES] = {"footnotes", "endnotes", "comments"};
        const struct docx_relation *notes = docx_relation_of_type(&i->relations, types[k]);
        if (notes && scan_member(i, notes->target, &i->notes[k]))
            i->note_relations[k] = read_relations(i, notes->target);
    }
    name_bookmarks(i);
    return put_body(i);
}

int docx_put_document(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                      struct pz_buf *out, bool *table, struct pz_error *err)
{
    (void)site;
    struct import *i = PZ_NEW(arena, struct import);
    i->state = state;
    i->arena = arena;
    i->out = out;
    i->outer = state->office->own;
    i->err = err;
    int status = pz_inclusion_put(state, rich, arena, take_over, i, err);
    *table |= i->ends_with_table;
    return status;
}
