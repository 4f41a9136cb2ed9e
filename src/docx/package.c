/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package: which parts there are, which hold text, which are only carried along (ECMA-376 part 2). */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "docx/docx.h"
#include "docx/package.h"
#include "office/opening.h"

enum { PARTS_MAX = 4000, IDS_MAX = 1 << 30 };

static struct docx_package *docx_of(const struct pz_opening *o)
{
    return o->office->own;
}

/* Names -------------------------------------------------------------------------------------------------- */

/* "word/document.xml" → "word/_rels/document.xml.rels". */
const char *docx_relations_name(struct pz_arena *arena, const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    return pz_arena_printf(arena, "%.*s_rels/%s.rels", folder, part, part + folder);
}

/* A relationship's target as the name of a member; NULL when it leads out of the package. */
static const char *resolve(struct pz_arena *arena, const char *source, const char *target)
{
    const char *slash = strrchr(source, '/');
    int folder = slash && target[0] != '/' ? (int)(slash - source) + 1 : 0;
    char *path = pz_arena_printf(arena, "%.*s%s", folder, source, target[0] == '/' ? target + 1 : target), *out = path;
    for (char *p = path; *p;) { /* "." and ".." go */
        char *end = strchr(p, '/');
        size_t len = end ? (size_t)(end - p) + 1 : strlen(p);
        if (len == 3 && memcmp(p, "../", 3) == 0) {
            if (out == path)
                return NULL;
            for (out--; out > path && out[-1] != '/';)
                out--;
        } else if (!(len == 2 && memcmp(p, "./", 2) == 0)) {
            memmove(out, p, len);
            out += len;
        }
        p += len;
    }
    *out = '\0';
    return path;
}

/* Relationships ------------------------------------------------------------------------------------------ */

size_t docx_relation_read(struct docx_relation *out, const struct pz_markup *m, uint32_t node, const char *source,
                          struct pz_arena *arena)
{
    const char *type = pz_markup_get(m, node, "Type", arena), *target = pz_markup_get(m, node, "Target", arena);
    const char *mode = pz_markup_get(m, node, "TargetMode", arena), *id = pz_markup_get(m, node, "Id", arena);
    if (!type || !target || !id)
        return 0;
    bool external = mode && strcasecmp(mode, "External") == 0;
    const char *slash = strrchr(type, '/');
    *out = (struct docx_relation){id, slash ? slash + 1 : type, type, external ? target : resolve(arena, source, target), external};
    return 1;
}

static int read_relations(struct pz_opening *o, const char *source, const char *name, struct docx_relations *out)
{
    *out = (struct docx_relations){0};
    if (pz_package_find(o->package, name) < 0)
        return 0;
    struct pz_text xml;
    if (pz_opening_read(o, name, &xml))
        return -1;
    struct pz_markup m;
    struct pz_arena *arena = &o->office->arena;
    pz_markup_scan(&m, arena, xml.s, xml.len, docx_format.names);
    for (uint32_t i = 0; i < m.n; i++) {
        if (m.v[i].name != R_RELATIONSHIP || m.v[i].kind != PZ_NODE_ELEMENT)
            continue;
        PZ_GROW(arena, out->v, out->n, out->cap);
        out->n += docx_relation_read(&out->v[out->n], &m, i, source, arena);
    }
    return 0;
}

const struct docx_relation *docx_relation_of_type(const struct docx_relations *r, const char *type)
{
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(r->v[i].type, type) == 0)
            return &r->v[i];
    }
    return NULL;
}

/* Content types ------------------------------------------------------------------------------------------ */

static int read_types(struct pz_opening *o)
{
    static const char name[] = "[Content_Types].xml";
    if (pz_package_find(o->package, name) < 0)
        return pz_opening_refuse(o, "E-DOC-001", _("this is not a DOCX document: [Content_Types].xml is missing"));
    if (pz_opening_read(o, name, &docx_of(o)->types_xml))
        return -1;
    struct pz_markup *m = &docx_of(o)->types;
    pz_markup_scan(m, &o->office->arena, docx_of(o)->types_xml.s, docx_of(o)->types_xml.len, docx_format.names);
    if (pz_markup_root(m) == PZ_NO_NODE || m->v[pz_markup_root(m)].name != CT_TYPES)
        return pz_opening_refuse(o, "E-DOC-001", _("this is not a DOCX document: [Content_Types].xml is not a list of types"));
    return 0;
}

const char *docx_type_of(const struct docx_package *docx, const char *part, struct pz_arena *arena)
{
    const struct pz_markup *m = &docx->types;
    const char *extension = pz_path_extension(part), *found = "";
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->v[i].kind != PZ_NODE_ELEMENT || (m->v[i].name != CT_DEFAULT && m->v[i].name != CT_OVERRIDE))
            continue;
        bool override = m->v[i].name == CT_OVERRIDE;
        const char *key = pz_markup_get(m, i, override ? "PartName" : "Extension", arena);
        if (!key || strcasecmp(override && key[0] == '/' ? key + 1 : key, override ? part : extension) != 0)
            continue;
        const char *type = pz_markup_get(m, i, "ContentType", arena);
        found = type ? type : "";
        if (override)
            return found;
    }
    return found;
}

/* The main part ------------------------------------------------------------------------------------------ */

static int find_main(struct pz_opening *o)
{
    struct docx_relations top;
    if (pz_package_find(o->package, "_rels/.rels") < 0)
        return pz_opening_refuse(o, "E-DOC-002", _("this is not a DOCX document: _rels/.rels is missing"));
    if (read_relations(o, "", "_rels/.rels", &top))
        return -1;
    const struct docx_relation *main = docx_relation_of_type(&top, "officeDocument");
    if (!main)
        return pz_opening_refuse(o, "E-DOC-002", _("the document's main part is not named in _rels/.rels"));
    if (main->external || !main->target)
        return pz_opening_refuse(o, "E-DOC-002", _("the document's main part lies outside the package"));
    if (pz_package_find(o->package, main->target) < 0 || strcmp(main->target, "_rels/.rels") == 0)
        return pz_opening_refuse(o, "E-DOC-002", _("the document's main part is missing"));
    docx_of(o)->main = main->target;
    docx_of(o)->top = top;
    const char *type = docx_type_of(docx_of(o), main->target, &o->office->arena);
    if (strstr(type, "macroEnabled") || pz_package_find(o->package, "word/vbaProject.bin") >= 0)
        return pz_opening_refuse(o, "E-DOC-003", _("the document holds macros: save it as .docx without them"));
    if (strstr(type, "spreadsheetml") || strstr(type, "presentationml"))
        return pz_opening_refuse(o, "E-DOC-002", _("this is a spreadsheet or a presentation, not a text document"));
    return 0;
}

static int check_root(struct pz_opening *o, const struct pz_text *xml)
{
    struct pz_markup m;
    pz_markup_scan(&m, &o->office->arena, xml->s, xml->len, docx_format.names);
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || m.v[root].name != W_DOCUMENT)
        return pz_opening_refuse(o, "E-DOC-002", _("the main part is not a text document of Word"));
    return 0;
}

/* Labels: which section a header or footer belongs to ----------------------------------------------------- */

static const char *section_label(struct pz_opening *o, const struct pz_markup *m, const char *part, bool header)
{
    struct pz_arena *arena = &o->office->arena;
    unsigned section = 0;
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->v[i].kind != PZ_NODE_ELEMENT || m->v[i].name != W_SECTPR)
            continue;
        section++;
        for (uint32_t c = pz_markup_first(m, i); c != PZ_NO_NODE; c = pz_markup_next(m, c)) {
            if (m->v[c].name != W_HEADERREFERENCE && m->v[c].name != W_FOOTERREFERENCE)
                continue;
            const char *id = pz_markup_get(m, c, "id", arena);
            for (size_t r = 0; id && r < docx_of(o)->relations.n; r++) {
                const struct docx_relation *rel = &docx_of(o)->relations.v[r];
                if (strcmp(rel->id, id) == 0 && rel->target && strcmp(rel->target, part) == 0)
                    return pz_arena_printf(arena, header ? _("header of section %u") : _("footer of section %u"), section);
            }
        }
    }
    return header ? _("header") : _("footer");
}

struct part_kind {
    const char *type; /* end of the content type */
    const char *kind;
};

static const char *kind_of(const char *type)
{
    static const struct part_kind kinds[] = {
        {"wordprocessingml.header+xml", "header"},
        {"wordprocessingml.footer+xml", "footer"},
        {"wordprocessingml.footnotes+xml", "footnotes"},
        {"wordprocessingml.endnotes+xml", "endnotes"},
        {"wordprocessingml.comments+xml", "comments"},
        {"drawingml.chart+xml", "chart"},
        {"drawingml.diagramData+xml", "diagram"},
        {"drawingml.diagramDrawing+xml", "diagram"},
        {"package.core-properties+xml", "properties"},
        {"extended-properties+xml", "properties"},
        {"custom-properties+xml", "properties"},
        {"ms-word.diagramDrawing+xml", "diagram"},
        {"office.drawingml.diagramDrawing+xml", "diagram"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t len = strlen(kinds[i].type), own = strlen(type);
        if (own >= len && strcmp(type + own - len, kinds[i].type) == 0)
            return kinds[i].kind;
    }
    return NULL;
}

static const char *label_of(struct pz_opening *o, const char *kind, const char *part)
{
    if (strcmp(kind, "header") == 0 || strcmp(kind, "footer") == 0)
        return section_label(o, &docx_of(o)->document, part, kind[0] == 'h');
    if (strcmp(kind, "footnotes") == 0)
        return _("footnotes");
    if (strcmp(kind, "endnotes") == 0)
        return _("endnotes");
    if (strcmp(kind, "comments") == 0)
        return _("comments");
    if (strcmp(kind, "chart") == 0)
        return _("chart");
    if (strcmp(kind, "diagram") == 0)
        return _("diagram");
    return strcmp(kind, "properties") == 0 ? _("document properties") : "";
}

/* Members ------------------------------------------------------------------------------------------------ */

bool docx_is_signature(const char *name)
{
    return strncasecmp(name, "_xmlsignatures/", 15) == 0;
}

static int pack(struct pz_opening *o, size_t index, struct pz_office_member *m)
{
    struct pz_error err = PZ_ERROR_INIT;
    return pz_packed_read(&m->packed, o->package, index, m->name, &err) ? pz_opening_report(o, &err) : 0;
}

/* Identifiers are numbers in attributes whose name ends with “id”. */
static void note_ids(struct docx_package *docx, struct pz_text xml)
{
    const char *p = xml.s, *end = xml.s + xml.len;
    while ((p = memmem(p, (size_t)(end - p), "id=\"", 4))) {
        unsigned long n = 0;
        for (p += 4; *p >= '0' && *p <= '9' && n <= IDS_MAX; p++)
            n = n * 10 + (unsigned long)(*p - '0');
        if (*p == '"' && n <= IDS_MAX && n > docx->highest_id)
            docx->highest_id = (uint32_t)n;
    }
}

static int add_text_part(struct pz_opening *o, size_t index, const char *kind)
{
    struct pz_office_member *m = &o->office->members[index];
    struct pz_text xml;
    if (pz_opening_read(o, m->name, &xml))
        return -1;
    if (strcmp(kind, "document") == 0) {
        if (check_root(o, &xml))
            return -1;
        pz_markup_scan(&docx_of(o)->document, &o->office->arena, xml.s, xml.len, docx_format.names);
        if (docx_take_notes(o, &xml))
            return -1;
    }
    const struct pz_text *rest = docx_rest_of_notes(docx_of(o), m->name);
    xml = rest ? *rest : xml;
    note_ids(docx_of(o), xml);
    struct docx_part *own = PZ_NEW(&o->office->arena, struct docx_part);
    own->package = docx_of(o);
    own->kind = kind;
    struct docx_relations *relations = PZ_NEW(&o->office->arena, struct docx_relations);
    if (read_relations(o, m->name, docx_relations_name(&o->office->arena, m->name), relations))
        return -1;
    own->relations = relations;
    return pz_office_compile(o->office, &m->part, m->name, label_of(o, kind, m->name), own, xml.s, xml.len, o->diags);
}

static int add_members(struct pz_opening *o)
{
    struct pz_office *office = o->office;
    size_t n = pz_package_count(o->package);
    int status = 0;
    bool dropped = false;
    for (size_t i = 0; i < n; i++) {
        const char *name = pz_package_member(o->package, i)->name;
        pz_office_add(office, name[0] == '/' ? name + 1 : name);
    }
    long main = pz_office_find(office, docx_of(o)->main);
    if (main < 0)
        return pz_opening_refuse(o, "E-DOC-002", _("the document's main part is missing"));
    status |= add_text_part(o, (size_t)main, "document");
    for (size_t i = 0; i < n; i++) {
        struct pz_office_member *m = &office->members[i];
        size_t len = strlen(m->name);
        if (docx_is_signature(m->name)) {
            dropped = true;
            continue;
        }
        const char *kind =
            len && m->name[len - 1] != '/' && i != (size_t)main ? kind_of(docx_type_of(docx_of(o), m->name, &office->arena)) : NULL;
        if (kind)
            status |= add_text_part(o, i, kind);
        if (!m->part)
            status |= pack(o, i, m);
    }
    docx_of(o)->is_signed = dropped;
    if (dropped && !status)
        pz_opening_warn_signed(o);
    return status ? -1 : 0;
}

/* Styles and lists --------------------------------------------------------------------------------------- */

static int read_styles(struct pz_opening *o)
{
    const struct docx_relation *own = docx_relation_of_type(&docx_of(o)->relations, "styles");
    struct pz_arena *arena = &o->office->arena;
    struct pz_text xml;
    if (!own || !own->target || pz_package_find(o->package, own->target) < 0)
        return 0;
    if (pz_opening_read(o, own->target, &xml))
        return -1;
    struct pz_markup *m = &docx_of(o)->styles;
    pz_markup_scan(m, arena, xml.s, xml.len, docx_format.names);
    for (uint32_t i = 0; i < m->n; i++) {
        uint32_t name = m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name == W_STYLE ? pz_markup_child(m, i, W_NAME) : PZ_NO_NODE;
        const char *words = name == PZ_NO_NODE ? NULL : pz_markup_get(m, name, "val", arena);
        if (!words)
            continue;
        const char *id = pz_markup_get(m, i, "styleId", arena);
        if (strncasecmp(words, "heading ", 8) == 0 && words[8] >= '1' && words[8] <= '9' && !words[9])
            docx_of(o)->headings[words[8] - '1'] = id;
        else if (strcasecmp(words, "Hyperlink") == 0)
            docx_of(o)->hyperlink_style = id;
        else if (strcasecmp(words, "List Paragraph") == 0)
            docx_of(o)->list_style = id;
    }
    return 0;
}

/* What paragraphs take their lists from. */
static int read_numbering(struct pz_opening *o)
{
    struct docx_package *docx = docx_of(o);
    const struct docx_relation *own = docx_relation_of_type(&docx->relations, "numbering");
    struct pz_text xml;
    if (!own || !own->target || pz_package_find(o->package, own->target) < 0)
        return 0;
    if (pz_opening_read(o, own->target, &xml))
        return -1;
    pz_markup_scan(&docx->numbering, &o->office->arena, xml.s, xml.len, docx_format.names);
    docx_number_styles(docx, &o->office->arena);
    return 0;
}

static int open_parts(struct pz_opening *o)
{
    o->office->own = PZ_NEW(&o->office->arena, struct docx_package);
    if (read_types(o) || find_main(o))
        return -1;
    if (read_relations(o, docx_of(o)->main, docx_relations_name(&o->office->arena, docx_of(o)->main), &docx_of(o)->relations))
        return -1;
    return read_styles(o) || read_numbering(o) || add_members(o) || docx_add_patches(o) ? -1 : 0;
}

int pz_docx_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                 struct pz_diags *diags)
{
    return pz_opening_run(out, &docx_format, path, package, options, diags, open_parts);
}
