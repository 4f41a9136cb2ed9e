/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/merge.h"

#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/value.h"
#include "docx/merge_scan.h"
#include "zip/package.h"
#include "zip/writer.h"

#define BODY     "word/document.xml"
#define BODY_REL "word/_rels/document.xml.rels"
#define TYPES    "[Content_Types].xml"
#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

enum { PARTS = 16, LEVEL = 1 };

/* A part of one document's own: a header, a footer, a picture. */
struct own {
    const char *id, *target, *name; /* of the relationship, not ended by NUL; name: the target from word/ on */
    size_t id_len, target_len, name_len;
    bool picture, outside; /* outside: a link to an address, no part */
    const char *relation;  /* the whole element */
    size_t relation_len;
};

/* One document opened. */
struct source {
    struct pz_package *package;
    struct pz_buf body, relations, types;
    struct pz_merge_scan scan;
    struct own own[PARTS];
    size_t own_n;
};

static void source_close(struct source *s)
{
    pz_package_close(s->package);
    pz_buf_release(&s->body);
    pz_buf_release(&s->relations);
    pz_buf_release(&s->types);
}

/* Reading --------------------------------------------------------------------------------------------------- */

static bool is_type(const char *type, size_t len, const char *name)
{
    return len == sizeof REL_TYPE - 1 + strlen(name) && memcmp(type, REL_TYPE, sizeof REL_TYPE - 1) == 0 &&
           memcmp(type + sizeof REL_TYPE - 1, name, strlen(name)) == 0;
}

/* Relationships that are the same for all documents of a class, by the digest of their parts. */
static bool is_common(const char *type, size_t len)
{
    static const char *const names[] = {"styles",    "settings", "fontTable", "numbering",
                                        "footnotes", "endnotes", "theme",     "webSettings"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_type(type, len, names[i]))
            return true;
    return false;
}

static const char *read_relation(struct source *s, const char *start, const char *end)
{
    const char *type, *mode;
    size_t type_len, mode_len;
    struct own own = {.relation = start, .relation_len = (size_t)(end - start)};
    if (pz_merge_attribute(start, end, "Type", &type, &type_len) != 0 ||
        pz_merge_attribute(start, end, "Id", &own.id, &own.id_len) != 0 ||
        pz_merge_attribute(start, end, "Target", &own.target, &own.target_len) != 0)
        return "a relationship of unusual form";
    if (is_common(type, type_len))
        return NULL;
    bool outside = pz_merge_attribute(start, end, "TargetMode", &mode, &mode_len) == 0;
    own.picture = is_type(type, type_len, "image");
    own.outside = is_type(type, type_len, "hyperlink");
    if (own.outside != outside ||
        (!own.picture && !own.outside && !is_type(type, type_len, "header") && !is_type(type, type_len, "footer")))
        return "a part of unusual kind";
    bool absolute = own.target_len > 6 && memcmp(own.target, "/word/", 6) == 0;
    own.name = own.target + (absolute ? 6 : 0);
    own.name_len = own.target_len - (absolute ? 6 : 0);
    if (s->own_n == PARTS || own.name[0] == '.' || own.name[0] == '/')
        return "parts in unusual places";
    s->own[s->own_n++] = own;
    return NULL;
}

static const char *read_relations(struct source *s)
{
    const char *text = pz_buf_str(&s->relations), *end;
    for (const char *p = text; (p = strstr(p, "<Relationship ")); p = end) {
        end = strchr(p, '>');
        if (!end)
            return "a relationship of unusual form";
        const char *why = read_relation(s, p, ++end);
        if (why)
            return why;
    }
    return NULL;
}

/* Relationships of a header's own (its pictures) would have to be renamed too. */
static bool has_own_relations(struct source *s, const struct own *own)
{
    char name[256];
    snprintf(name, sizeof name, "word/_rels/%.*s.rels", (int)own->name_len, own->name);
    return pz_package_find(s->package, name) >= 0;
}

static const char *read_headers(struct source *s)
{
    const char *why = NULL;
    for (size_t i = 0; i < s->own_n && !why; i++) {
        const struct own *own = &s->own[i];
        struct pz_buf text = PZ_BUF_INIT;
        char name[256];
        if (own->picture || own->outside)
            continue;
        snprintf(name, sizeof name, "word/%.*s", (int)own->name_len, own->name);
        if (has_own_relations(s, own))
            why = "a header with a picture";
        else if (pz_package_read(&text, s->package, name, 0, NULL) != 0)
            why = "a header that is not there";
        else
            why = pz_merge_scan_header(pz_buf_str(&text), text.len);
        pz_buf_release(&text);
    }
    return why;
}

/* What the whole package has to be free of. */
static const char *read_common(struct source *s)
{
    struct pz_buf text = PZ_BUF_INIT;
    const char *why = NULL;
    if (pz_package_read(&text, s->package, "word/styles.xml", 0, NULL) != 0 || strstr(pz_buf_str(&text), "<w:numPr"))
        why = "styles with numbering";
    pz_buf_clear(&text);
    if (!why && (pz_package_read(&text, s->package, "word/settings.xml", 0, NULL) != 0 ||
                 strstr(pz_buf_str(&text), "<w:evenAndOddHeaders") || strstr(pz_buf_str(&text), "<w:mirrorMargins") ||
                 strstr(pz_buf_str(&text), "<w:trackRevisions")))
        why = "settings that count pages of the whole document";
    pz_buf_release(&text);
    return why;
}

/* 0; 1 with *reason; -1. */
static int source_open(struct source *s, const char *path, const char **reason, struct pz_error *err)
{
    *s = (struct source){0};
    if (pz_package_open(&s->package, path, NULL, err) != 0 || pz_package_read(&s->body, s->package, BODY, 0, err) != 0 ||
        pz_package_read(&s->relations, s->package, BODY_REL, 0, err) != 0 ||
        pz_package_read(&s->types, s->package, TYPES, 0, err) != 0)
        return -1;
    pz_merge_scan_body(&s->scan, pz_buf_str(&s->body), s->body.len);
    *reason = s->scan.reason ? s->scan.reason : read_relations(s);
    *reason = *reason ? *reason : read_headers(s);
    *reason = *reason ? *reason : read_common(s);
    return *reason ? 1 : 0;
}

/* Class ------------------------------------------------------------------------------------------------------ */

static bool is_own_part(const struct source *s, const char *name)
{
    if (strncmp(name, "word/", 5) != 0)
        return strncmp(name, "docProps/", 9) == 0;
    if (strcmp(name, BODY) == 0 || strcmp(name, BODY_REL) == 0)
        return true;
    for (size_t i = 0; i < s->own_n; i++)
        if (strlen(name + 5) == s->own[i].name_len && memcmp(name + 5, s->own[i].name, s->own[i].name_len) == 0)
            return true;
    return false;
}

/* The section's properties but for the identifiers of its headers. */
static void put_section_class(const struct source *s, struct pz_buf *out)
{
    const char *p = s->body.data + s->scan.sect, *end = s->body.data + s->scan.sect_end, *id;
    while (p < end) {
        const char *tag = memchr(p, '>', (size_t)(end - p));
        size_t len;
        tag = tag ? tag + 1 : end;
        if (pz_merge_attribute(p, tag, "r:id", &id, &len) == 0) {
            pz_buf_put(out, p, (size_t)(id - p));
            p = id + len;
        }
        pz_buf_put(out, p, (size_t)(tag - p));
        p = tag;
    }
}

int pz_docx_class(const char *path, char class[PZ_DIGEST_SIZE], const char **reason, struct pz_error *err)
{
    struct source s;
    struct pz_buf text = PZ_BUF_INIT;
    int rc = source_open(&s, path, reason, err);
    if (rc == 0) {
        for (size_t i = 0; i < pz_package_count(s.package); i++) {
            const struct pz_member *m = pz_package_member(s.package, i);
            if (!is_own_part(&s, m->name))
                pz_buf_printf(&text, "%s %x %llu\n", m->name, m->crc, (unsigned long long)m->size);
        }
        pz_buf_put(&text, s.body.data, s.scan.body);
        put_section_class(&s, &text);
        rc = text.failed ? pz_fail_memory(err) : pz_digest(class, text.data, text.len, err);
    }
    pz_buf_release(&text);
    source_close(&s);
    return rc;
}

/* Merging ---------------------------------------------------------------------------------------------------- */

struct merge {
    struct pz_buf body, relations, types;
    struct pz_buf headers;   /* of the document before; */
    bool inherits;           /* this one has the same */
    struct pz_map *pictures; /* written already: name in the package by digest */
    struct pz_arena arena;
    struct pz_zip_writer zip;
    struct pz_deflater *deflater;
    const char *mark;
    size_t number, n;
};

/* The content type of a part, given to its new name. */
static int put_type(struct merge *m, const struct source *s, const struct own *own, const char *name)
{
    char wanted[300];
    snprintf(wanted, sizeof wanted, "PartName=\"/word/%.*s\"", (int)own->name_len, own->name);
    const char *at = strstr(pz_buf_str(&s->types), wanted), *type;
    size_t len;
    if (!at || pz_merge_attribute(at, at + strcspn(at, ">"), "ContentType", &type, &len) != 0)
        return -1;
    pz_buf_printf(&m->types, "<Override PartName=\"/word/%s\" ContentType=\"%.*s\"/>", name, (int)len, type);
    return 0;
}

/* The name of an own part in the merged package; *fresh: it is still to be written. Pictures that are the same share one. */
static const char *new_name(struct merge *m, const struct source *s, const struct own *own, bool *fresh)
{
    char old[256];
    *fresh = true;
    snprintf(old, sizeof old, "word/%.*s", (int)own->name_len, own->name);
    long at = pz_package_find(s->package, old);
    const char *name = pz_arena_printf(&m->arena, "d%zu-%s", m->number, strrchr(old, '/') + 1);
    if (!own->picture || at < 0)
        return name;
    const struct pz_member *member = pz_package_member(s->package, (size_t)at);
    const char *key = pz_arena_printf(&m->arena, "%x %llu %s", member->crc, (unsigned long long)member->size,
                                      strrchr(old, '.') ? strrchr(old, '.') : "");
    const struct pz_value *known = pz_map_find(m->pictures, pz_key(key));
    *fresh = !known;
    if (known)
        return known->u.s;
    name = pz_arena_printf(&m->arena, "media/d%zu-%s", m->number, strrchr(old, '/') + 1);
    pz_map_set(&m->arena, m->pictures, key, pz_str(name));
    return name;
}

static int put_part(struct merge *m, struct source *s, const struct own *own, const char *name, struct pz_error *err)
{
    struct pz_packed packed = {0};
    char old[256], full[300];
    snprintf(old, sizeof old, "word/%.*s", (int)own->name_len, own->name);
    snprintf(full, sizeof full, "word/%s", name);
    long at = pz_package_find(s->package, old);
    if (at < 0 || (!own->picture && put_type(m, s, own, name) != 0))
        return pz_fail(err, PZ_DATA, "E-PDF-012", _("the document was changed while it was being read"));
    if (pz_packed_read(&packed, s->package, (size_t)at, full, err) != 0)
        return -1;
    pz_zip_add_packed(&m->zip, &packed);
    pz_packed_release(&packed);
    return 0;
}

/* The relationship element with the new identifier and target. */
static void put_relation(struct merge *m, const struct own *own, const char *name)
{
    const char *cuts[2][3] = {{own->id, own->id + own->id_len, NULL}, {own->target, own->target + own->target_len, name}};
    bool id_first = own->id < own->target;
    const char *p = own->relation;
    for (int i = 0; i < 2; i++) {
        const char **cut = cuts[id_first ? i : 1 - i];
        pz_buf_put(&m->relations, p, (size_t)(cut[0] - p));
        if (!cut[2])
            pz_buf_printf(&m->relations, "d%zu-%.*s", m->number, (int)own->id_len, own->id);
        else
            pz_buf_puts(&m->relations, cut[2]);
        p = cut[1];
    }
    pz_buf_put(&m->relations, p, (size_t)(own->relation + own->relation_len - p));
}

static bool is_own_relation(const struct source *s, const char *start)
{
    for (size_t i = 0; i < s->own_n; i++)
        if (s->own[i].relation == start)
            return true;
    return false;
}

static void put_common_relations(struct merge *m, const struct source *s)
{
    for (const char *p = pz_buf_str(&s->relations); (p = strstr(p, "<Relationship ")); p += strcspn(p, ">"))
        if (!is_own_relation(s, p))
            pz_buf_put(&m->relations, p, strcspn(p, ">") + 1);
}

/* Text up to its closing element, which comes when all is added. */
static void put_open(struct pz_buf *out, const struct pz_buf *text, const char *close)
{
    const char *end = strstr(pz_buf_str(text), close);
    pz_buf_put(out, text->data, end ? (size_t)(end - text->data) : text->len);
}

/* What all documents have in common comes from the first one. */
static int put_first(struct merge *m, struct source *s, struct pz_error *err)
{
    for (size_t i = 0; i < pz_package_count(s->package); i++) {
        struct pz_packed packed = {0};
        const char *name = pz_package_member(s->package, i)->name;
        if ((is_own_part(s, name) && strncmp(name, "docProps/", 9) != 0) || strcmp(name, TYPES) == 0)
            continue;
        if (pz_packed_read(&packed, s->package, i, NULL, err) != 0)
            return -1;
        pz_zip_add_packed(&m->zip, &packed);
        pz_packed_release(&packed);
    }
    put_open(&m->types, &s->types, "</Types>");
    put_open(&m->relations, &s->relations, "<Relationship ");
    put_common_relations(m, s);
    pz_buf_put(&m->body, s->body.data, s->scan.body);
    return 0;
}

static int put_own_parts(struct merge *m, struct source *s, struct pz_error *err)
{
    for (size_t i = 0; i < s->own_n; i++) {
        const struct own *own = &s->own[i];
        bool fresh = false;
        if (m->inherits && !own->picture && !own->outside)
            continue;
        const char *name = own->outside ? pz_arena_strndup(&m->arena, own->target, own->target_len) : new_name(m, s, own, &fresh);
        if (fresh && put_part(m, s, own, name, err) != 0)
            return -1;
        put_relation(m, own, name);
    }
    return 0;
}

static bool is_reference(const char *tag)
{
    return strncmp(tag, "<w:headerReference ", 19) == 0 || strncmp(tag, "<w:footerReference ", 19) == 0;
}

/* Behind the references to headers and footers, which come first among a section's properties (ECMA-376 part 1, 17.6.17). */
static size_t behind_references(const struct source *s, size_t at)
{
    while (is_reference(s->body.data + at))
        at += strcspn(s->body.data + at, ">") + 1;
    return at;
}

static const struct own *find_own(const struct source *s, const char *id, size_t len)
{
    for (size_t i = 0; i < s->own_n; i++)
        if (s->own[i].id_len == len && memcmp(s->own[i].id, id, len) == 0)
            return &s->own[i];
    return NULL;
}

/* What headers and footers the section has, by their bytes. */
static void put_headers_key(const struct source *s, struct pz_buf *key)
{
    size_t at = s->scan.sect + strcspn(s->body.data + s->scan.sect, ">") + 1, end = behind_references(s, at);
    for (const char *p = s->body.data + at, *id; p < s->body.data + end; p += strcspn(p, ">") + 1) {
        size_t len;
        const struct own *own = pz_merge_attribute(p, p + strcspn(p, ">"), "r:id", &id, &len) == 0 ? find_own(s, id, len) : NULL;
        char name[300] = "";
        if (own)
            snprintf(name, sizeof name, "word/%.*s", (int)own->name_len, own->name);
        long part = pz_package_find(s->package, name);
        const struct pz_member *member = part < 0 ? NULL : pz_package_member(s->package, (size_t)part);
        pz_buf_printf(key, "%x %llu\n", member ? member->crc : 0, member ? (unsigned long long)member->size : 0);
    }
}

/* A section without references has the headers of the one before it (ECMA-376 part 1, 17.10.5): those that are the same are read once. */
static void compare_headers(struct merge *m, const struct source *s)
{
    struct pz_buf key = PZ_BUF_INIT;
    put_headers_key(s, &key);
    m->inherits = m->number && !key.failed && strcmp(pz_buf_str(&key), pz_buf_str(&m->headers)) == 0;
    pz_buf_release(&m->headers);
    m->headers = key;
}

/* Inside a tag, not in text that looks like one. */
static bool in_tag(const char *start, const char *at)
{
    const char *open = memrchr(start, '<', (size_t)(at - start));
    return open && !memchr(open, '>', (size_t)(at - open));
}

/* Marks of revisions (ECMA-376 part 1, 17.15.1.72) tell nothing that is seen, and the office keeps each as a property of its text. */
static bool is_revision_mark(const char *name, size_t len)
{
    return (len > 6 && memcmp(name, "w:rsid", 6) == 0) ||
           (len == 10 && (memcmp(name, "w14:paraId", 10) == 0 || memcmp(name, "w14:textId", 10) == 0));
}

/* A stretch of the body with identifiers of relationships given anew, without marks of revisions. */
static void put_stretch(struct merge *m, const struct source *s, size_t from, size_t to)
{
    const char *start = s->body.data + from, *p = start, *end = s->body.data + to, *at = p, *name, *quote;
    for (; (at = memmem(at, (size_t)(end - at), "=\"", 2)); at += 2) {
        if (!(name = memrchr(p, ' ', (size_t)(at - p))) || !in_tag(start, at))
            continue;
        size_t len = (size_t)(at - ++name);
        if (is_revision_mark(name, len) && (quote = memchr(at + 2, '"', (size_t)(end - at - 2)))) {
            pz_buf_put(&m->body, p, (size_t)(name - 1 - p));
            p = quote + 1;
        } else if ((len == 4 && memcmp(name, "r:id", 4) == 0) || (len == 7 && memcmp(name, "r:embed", 7) == 0)) {
            pz_buf_put(&m->body, p, (size_t)(at + 2 - p));
            pz_buf_printf(&m->body, "d%zu-", m->number);
            p = at + 2;
        }
    }
    pz_buf_put(&m->body, p, (size_t)(end - p));
}

static void put_mark(struct merge *m)
{
    pz_buf_printf(&m->body, "<w:bookmarkStart w:id=\"%zu\" w:name=\"", m->number);
    pz_buf_printf(&m->body, "%s%06zu", m->mark, m->number);
    pz_buf_printf(&m->body, "\"/><w:bookmarkEnd w:id=\"%zu\"/>", m->number);
}

/* The section's properties: on a new page (what it is without a type), numbered from 1. */
static void put_section(struct merge *m, const struct source *s)
{
    size_t start = s->scan.sect, references = start + strcspn(s->body.data + start, ">") + 1;
    put_stretch(m, s, start, references);
    put_stretch(m, s, m->inherits ? behind_references(s, references) : references, s->scan.sect_end - (sizeof "</w:sectPr>" - 1));
    pz_buf_puts(&m->body, "<w:pgNumType w:start=\"1\"/></w:sectPr>");
}

/* The section's properties with an element of the paragraph around them where it is wanted. */
static void put_properties(struct merge *m, const struct source *s)
{
    bool wrapped = m->number + 1 < m->n && !s->scan.has_properties;
    pz_buf_puts(&m->body, wrapped ? "<w:pPr>" : "");
    put_section(m, s);
    pz_buf_puts(&m->body, wrapped ? "</w:pPr>" : "");
}

/* The body of one document. Its last paragraph carries the section's properties, but for the last document's, which stand at the end of the
 * body (ECMA-376 part 1, 17.6.17 and 17.6.18). */
static void put_body(struct merge *m, const struct source *s)
{
    const struct pz_merge_scan *scan = &s->scan;
    bool last = m->number + 1 == m->n;
    size_t at = scan->body;
    if (!last &&
        scan->last_is_empty) { /* with a section's properties it would be no paragraph to the office: they get one of their own */
        put_stretch(m, s, at, scan->mark);
        put_mark(m);
        put_stretch(m, s, scan->mark, scan->sect);
        pz_buf_puts(&m->body, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>");
        put_section(m, s);
        pz_buf_puts(&m->body, "</w:pPr></w:p>");
        return;
    }
    if (!last && scan->properties <= scan->mark) { /* one paragraph is all there is */
        put_stretch(m, s, at, scan->properties);
        put_properties(m, s);
        put_stretch(m, s, scan->properties, scan->mark);
        put_mark(m);
        at = scan->mark;
    } else {
        put_stretch(m, s, at, scan->mark);
        put_mark(m);
        put_stretch(m, s, scan->mark, last ? scan->sect : scan->properties);
        put_properties(m, s);
        at = last ? scan->sect : scan->properties;
    }
    put_stretch(m, s, at, scan->sect);
}

static int add_source(struct merge *m, const char *path, struct pz_error *err)
{
    struct source s;
    const char *reason = NULL;
    int rc = source_open(&s, path, &reason, err);
    if (rc > 0)
        rc = pz_fail(err, PZ_DATA, "E-PDF-012", _("the document was changed while it was being read"));
    if (rc == 0 && m->number == 0)
        rc = put_first(m, &s, err);
    if (rc == 0)
        compare_headers(m, &s);
    if (rc == 0)
        rc = put_own_parts(m, &s, err);
    if (rc == 0)
        put_body(m, &s);
    source_close(&s);
    return rc;
}

static int add_text(struct merge *m, const char *name, const struct pz_buf *text, struct pz_error *err)
{
    return text->failed ? pz_fail_memory(err) : pz_zip_add(&m->zip, m->deflater, name, text->data, text->len, false, err);
}

static int merge_all(struct merge *m, const char *const *paths, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    m->pictures = pz_map_new(&m->arena, 16);
    for (m->number = 0; m->number < m->n; m->number++)
        if (add_source(m, paths[m->number], err) != 0)
            return -1;
    pz_buf_puts(&m->body, "</w:body></w:document>");
    pz_buf_puts(&m->relations, "</Relationships>");
    pz_buf_puts(&m->types, "</Types>");
    if (add_text(m, BODY, &m->body, err) != 0 || add_text(m, BODY_REL, &m->relations, err) != 0 ||
        add_text(m, TYPES, &m->types, err) != 0)
        return -1;
    return pz_zip_end(&m->zip, err);
}

int pz_docx_merge(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err)
{
    struct merge m = {.mark = mark, .n = n};
    if (pz_deflater_new(&m.deflater, LEVEL, err) != 0)
        return -1;
    pz_zip_begin(&m.zip, out);
    int rc = merge_all(&m, paths, err);
    pz_zip_release(&m.zip);
    pz_deflater_free(m.deflater);
    pz_arena_release(&m.arena);
    pz_buf_release(&m.body);
    pz_buf_release(&m.relations);
    pz_buf_release(&m.types);
    pz_buf_release(&m.headers);
    return rc;
}
