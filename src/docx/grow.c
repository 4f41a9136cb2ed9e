/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members that grow while a document is rendered (relationships, content types, lists, styles), and those that are changed once when the
 * template is opened: nothing names a signature that is left out, the settings ask for tables of contents to be made anew. */
#include <stdlib.h>
#include <strings.h>

#include "docx/package.h"
#include "office/opening.h"

static struct docx_package *docx_of(const struct pz_opening *o)
{
    return o->office->own;
}

/* What may grow --------------------------------------------------------------------------------------------- */

static uint32_t closing_of(const struct pz_markup *m)
{
    uint32_t root = pz_markup_root(m);
    return root == PZ_NO_NODE ? 0 : m->v[root].close;
}

/* A part whose text is kept so that more can be put in; one that is not there gets `skeleton`. Tags may already have made it a program. */
static int add_patch(struct pz_opening *o, const char *name, const char *skeleton, size_t *member, struct pz_markup *m)
{
    struct pz_office *office = o->office;
    long index = pz_office_find(office, name);
    struct pz_text xml = {skeleton, strlen(skeleton)};
    const struct pz_text *rest = docx_rest_of_notes(docx_of(o), name);
    struct pz_office_patch *known = index < 0 ? NULL : office->members[index].patch;
    if (known) {
        pz_markup_scan(m, &office->arena, known->text, known->len, docx_format.names);
        *member = (size_t)index;
        return 0;
    }
    if (index < 0)
        index = (long)pz_office_add(office, name);
    else if (rest)
        xml = *rest;
    else if (pz_opening_read(o, name, &xml))
        return -1;
    pz_markup_scan(m, &office->arena, xml.s, xml.len, docx_format.names);
    uint32_t close = closing_of(m), root = pz_markup_root(m);
    if (root != PZ_NO_NODE && pz_markup_is_empty_tag(&m->v[root])) { /* <Relationships …/>: open it */
        const struct pz_node *n = &m->v[root];
        struct pz_text w = {"", 0};
        size_t len = strcspn(xml.s + n->start + 1, " />");
        w.s = xml.s + n->start + 1;
        const char *text = pz_arena_printf(&office->arena, "%.*s></%.*s>", (int)(n->end - 2), xml.s, (int)len, w.s);
        xml = (struct pz_text){text, strlen(text)};
        pz_markup_scan(m, &office->arena, xml.s, xml.len, docx_format.names);
        close = closing_of(m);
    }
    struct pz_office_patch *patch = PZ_NEW(&office->arena, struct pz_office_patch);
    *patch = (struct pz_office_patch){xml.s, xml.len, {close, close}, rest != NULL};
    office->members[index].patch = patch;
    *member = (size_t)index;
    return 0;
}

static uint32_t highest(const struct pz_markup *m, uint16_t name, const char *attribute, struct pz_arena *arena)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < m->n; i++) {
        const char *value = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == name ? pz_markup_get(m, i, attribute, arena) : NULL;
        unsigned long n = value ? strtoul(value, NULL, 10) : 0;
        most = n > most && n < 1000000000 ? (uint32_t)n : most;
    }
    return most;
}

static int add_numbering(struct pz_opening *o)
{
    static const char skeleton[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:numbering "
                                   "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"></w:numbering>";
    struct docx_package *docx = docx_of(o);
    struct pz_arena *arena = &o->office->arena;
    const struct docx_relation *own = docx_relation_of_type(&docx->relations, "numbering");
    const char *name = own && own->target && pz_office_find(o->office, own->target) >= 0 ? own->target : "word/numbering.xml";
    docx->has_numbering = pz_office_find(o->office, name) >= 0;
    if (add_patch(o, name, skeleton, &docx->numbering_member, &docx->numbering))
        return -1;
    struct pz_office_patch *patch = o->office->members[docx->numbering_member].patch;
    const struct pz_markup *m = &docx->numbering;
    uint32_t root = pz_markup_root(m);
    struct pz_text prefix = {"w:", 2};
    if (root != PZ_NO_NODE)
        prefix.s = pz_markup_prefix(m, root, &prefix.len);
    docx->numbering_prefix = pz_arena_strndup(arena, prefix.s, prefix.len);
    docx->next_number = highest(m, W_NUM, "numId", arena) + 1;
    docx->next_abstract = highest(m, W_ABSTRACTNUM, "abstractNumId", arena) + 1;
    for (uint32_t i = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, root); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        if (m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        if (m->v[i].name == W_NUM) { /* numberings, then lists, then one element more */
            patch->at[0] = m->v[i].start < patch->at[0] ? m->v[i].start : patch->at[0];
            patch->at[1] = m->v[i].end;
        } else if (m->v[i].name == W_ABSTRACTNUM) {
            patch->at[0] = patch->at[1] = m->v[i].end;
        }
    }
    return 0;
}

/* What a part of notes is without any: only footnotes and endnotes have separators. */
static const char *empty_notes(struct pz_arena *arena, enum docx_notes_kind notes, const char *kind)
{
    const char *separators =
        notes == DOCX_COMMENTS
            ? ""
            : pz_arena_printf(
                  arena,
                  "<w:%s w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:%s>"
                  "<w:%s w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:%s>",
                  kind, kind, kind, kind);
    return pz_arena_printf(arena,
                           "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:%ss "
                           "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">%s</w:%ss>",
                           kind, separators, kind);
}

/* Notes and comments may come with documents that are put in. Where they hold tags themselves they are written last. */
static int add_notes(struct pz_opening *o, enum docx_notes_kind notes)
{
    static const char *const kinds[DOCX_NOTES] = {"footnote", "endnote", "comment"};
    struct docx_package *docx = docx_of(o);
    struct pz_arena *arena = &o->office->arena;
    const char *kind = kinds[notes];
    const struct docx_relation *own = docx_relation_of_type(&docx->relations, pz_arena_printf(arena, "%ss", kind));
    const char *name = own && own->target && pz_office_find(o->office, own->target) >= 0
                           ? own->target
                           : pz_arena_printf(arena, "word/%ss.xml", kind);
    long index = pz_office_find(o->office, name);
    struct pz_markup m;
    docx->has_notes[notes] = index >= 0;
    if (index >= 0 && o->office->members[index].part) {
        m = o->office->members[index].part->source->m;
        o->office->members[index].late = true;
        docx->notes_member[notes] = (size_t)index;
    } else if (add_patch(o, name, empty_notes(arena, notes, kind), &docx->notes_member[notes], &m)) {
        return -1;
    }
    return 0;
}

static bool may_put_in(const struct pz_office *office)
{
    for (size_t i = 0; i < office->parts_n; i++) {
        if (office->parts[i]->source->rich)
            return true;
    }
    return false;
}

/* What is changed once -------------------------------------------------------------------------------------- */

static bool is_of_signature(const struct pz_markup *m, uint32_t node, struct pz_arena *arena)
{
    const char *part = pz_markup_get(m, node, "PartName", arena), *type = pz_markup_get(m, node, "Type", arena);
    const char *content = pz_markup_get(m, node, "ContentType", arena);
    return (part && docx_is_signature(part[0] == '/' ? part + 1 : part)) || (type && strstr(type, "/digital-signature/")) ||
           (content && strstr(content, "digital-signature"));
}

/* A target with tags: a relationship of its own is made wherever the link is written. */
static bool is_filled_in(const struct pz_markup *m, uint32_t node, struct pz_arena *arena)
{
    const char *mode = pz_markup_get(m, node, "TargetMode", arena), *target = pz_markup_get(m, node, "Target", arena);
    return mode && target && strcasecmp(mode, "External") == 0 && docx_is_target(arena, target);
}

typedef bool what(const struct pz_markup *m, uint32_t node, struct pz_arena *arena);

/* Take elements out of the member's root. */
static void forget(struct pz_opening *o, size_t member, const struct pz_markup *m, what *is_it)
{
    struct pz_office_patch *patch = o->office->members[member].patch;
    struct pz_buf out = PZ_BUF_INIT;
    uint32_t root = pz_markup_root(m), at = 0;
    for (uint32_t i = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_first(m, root); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        if (m->v[i].kind != PZ_NODE_ELEMENT || !is_it(m, i, &o->office->arena))
            continue;
        pz_buf_put(&out, m->src + at, m->v[i].start - at);
        at = m->v[i].end;
    }
    uint32_t cut = at - (uint32_t)out.len;
    pz_buf_put(&out, m->src + at, m->len - at);
    if (cut && !out.failed)
        *patch = (struct pz_office_patch){
            pz_arena_strndup(&o->office->arena, out.data, out.len), out.len, {patch->at[0] - cut, patch->at[1] - cut}, true};
    pz_buf_release(&out);
}

/* Behind which of the settings w:updateFields stands is long; in front of which it stands is this (ISO/IEC 29500-1, 17.15.1.78, annex A). */
static bool is_behind_update(const char *name)
{
    static const char *const names[] = {"hdrShapeDefaults",
                                        "footnotePr",
                                        "endnotePr",
                                        "compat",
                                        "docVars",
                                        "rsids",
                                        "mathPr",
                                        "attachedSchema",
                                        "themeFontLang",
                                        "clrSchemeMapping",
                                        "captions",
                                        "doNotIncludeSubdocsInStats",
                                        "forceUpgrade",
                                        "schemaLibrary",
                                        "doNotAutoCompressPictures",
                                        "shapeDefaults",
                                        "doNotEmbedSmartTags",
                                        "decimalSymbol",
                                        "listSeparator",
                                        "docId",
                                        "conflictMode",
                                        "readModeInkLockDown",
                                        "smartTagType"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(name, names[i], len) == 0 && strchr(" />\t\r\n", name[len]))
            return true;
    }
    return false;
}

static int ask_for_update(struct pz_opening *o)
{
    const struct docx_relation *settings = docx_relation_of_type(&docx_of(o)->relations, "settings");
    struct pz_markup m;
    size_t member;
    if (!docx_of(o)->has_contents || !settings || !settings->target || pz_office_find(o->office, settings->target) < 0)
        return 0;
    if (add_patch(o, settings->target, "", &member, &m))
        return -1;
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || m.v[root].name != W_SETTINGS || pz_markup_child(&m, root, W_UPDATEFIELDS) != PZ_NO_NODE)
        return 0;
    struct pz_office_patch *patch = o->office->members[member].patch;
    size_t len, at = m.v[root].close;
    for (uint32_t i = pz_markup_first(&m, root); i != PZ_NO_NODE && at == m.v[root].close; i = pz_markup_next(&m, i)) {
        const char *name = m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_prefix(&m, i, &len) : NULL;
        at = name && is_behind_update(name + len) ? m.v[i].start : at;
    }
    const char *w = pz_markup_prefix(&m, root, &len);
    patch->text = pz_arena_printf(&o->office->arena, "%.*s<%.*supdateFields %.*sval=\"true\"/>%s", (int)at, m.src, (int)len, w,
                                  (int)len, w, m.src + at);
    patch->len = strlen(patch->text);
    patch->changed = true;
    return 0;
}

/* Separators have a type. */
static bool is_ordinary_note(const struct pz_markup *m, uint32_t node, struct pz_arena *arena)
{
    return (m->v[node].name == W_FOOTNOTE || m->v[node].name == W_ENDNOTE) && !pz_markup_get(m, node, "type", arena);
}

/* Notes and comments that a loop repeats are copied under numbers of their own; of those that all are, none stays. */
static int add_repeated_notes(struct pz_opening *o)
{
    static const char *const types[] = {"footnotes", "endnotes", "comments"};
    for (size_t i = 0; i < DOCX_NOTES; i++) {
        struct docx_notes *notes = &docx_of(o)->notes[i];
        const struct docx_relation *own = docx_relation_of_type(&docx_of(o)->relations, types[i]);
        long member = own && own->target ? pz_office_find(o->office, own->target) : -1;
        notes->member = PZ_NO_MEMBER;
        if (!notes->repeated || member < 0 || o->office->members[member].part)
            continue;
        if (add_patch(o, own->target, "", &notes->member, &notes->text))
            return -1;
        if (notes->renumbered)
            forget(o, notes->member, &notes->text, is_ordinary_note);
    }
    return 0;
}

/* Notes that are rendered in the main part go back into theirs, those of documents put in as well, with what they refer to. */
static int add_moved_notes(struct pz_opening *o, const char *relations)
{
    struct docx_package *docx = docx_of(o);
    struct pz_office *office = o->office;
    struct pz_office_part *whole = office->members[pz_office_find(office, docx->main)].part;
    struct pz_markup m;
    for (size_t i = 0; i < DOCX_NOTES; i++) {
        struct docx_notes *notes = &docx->notes[i];
        size_t member = notes->rest.s ? (size_t)pz_office_find(office, notes->name) : docx->notes_member[i];
        if (!whole || member == PZ_NO_MEMBER)
            continue;
        if (office->members[member].part)
            office->members[member].late = true;
        else if (!office->members[member].patch && add_patch(o, notes->name, "", &member, &m))
            return -1;
        docx->notes_member[i] = member;
        struct pz_office_part *inside = PZ_NEW(&office->arena, struct pz_office_part);
        *inside = *whole;
        const char *name = docx_relations_name(&office->arena, office->members[member].name);
        long known = pz_office_find(office, name);
        if (known >= 0 && office->members[known].patch)
            inside->relations = (size_t)known;
        else if (add_patch(o, name, relations, &inside->relations, &m))
            return -1;
        notes->part = inside;
        notes->whole = whole;
    }
    return 0;
}

int docx_add_patches(struct pz_opening *o)
{
    static const char relations[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                                    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
    struct docx_package *docx = docx_of(o);
    struct pz_markup m;
    size_t top;
    if (add_patch(o, "[Content_Types].xml", "", &docx->types_member, &m))
        return -1;
    if (docx->is_signed)
        forget(o, docx->types_member, &m, is_of_signature);
    if (docx->is_signed && !add_patch(o, "_rels/.rels", relations, &top, &m))
        forget(o, top, &m, is_of_signature);
    if (add_patch(o, docx_relations_name(&o->office->arena, docx->main), relations, &docx->main_relations, &m))
        return -1;
    forget(o, docx->main_relations, &m, is_filled_in);
    if (add_numbering(o) || add_repeated_notes(o) || ask_for_update(o))
        return -1;
    for (size_t i = 0; i < DOCX_NOTES; i++)
        docx->notes_member[i] = PZ_NO_MEMBER;
    if (may_put_in(o->office) && (add_notes(o, DOCX_FOOTNOTES) || add_notes(o, DOCX_ENDNOTES) || add_notes(o, DOCX_COMMENTS)))
        return -1;
    for (size_t i = 0; i < o->office->parts_n; i++) {
        struct pz_office_part *part = o->office->parts[i];
        const char *name = docx_relations_name(&o->office->arena, part->name);
        long known = pz_office_find(o->office, name);
        if (known >= 0 && o->office->members[known].patch)
            part->relations = (size_t)known;
        else if (known >= 0 && o->office->members[known].part)
            continue;
        else if (add_patch(o, name, relations, &part->relations, &m))
            return -1;
        else
            forget(o, part->relations, &m, is_filled_in);
    }
    if (add_moved_notes(o, relations))
        return -1;
    const struct docx_relation *styles = docx_relation_of_type(&docx->relations, "styles");
    docx->styles_member = PZ_NO_MEMBER;
    if (styles && styles->target && pz_office_find(o->office, styles->target) >= 0 &&
        add_patch(o, styles->target, "", &docx->styles_member, &m))
        return -1;
    static const char *const types[] = {"a.png", "a.jpeg", "a.svg"};
    for (unsigned i = 0; i < 3; i++)
        docx->types_known |= docx_type_of(docx, types[i], &o->office->arena)[0] ? 1u << i : 0;
    return 0;
}
