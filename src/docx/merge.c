/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/merge.h"

#include <string.h>

#include "docx/merge_source.h"
#include "docx/merge_table.h"
#include "office/joint.h"

struct merge {
    struct pz_joint j;
    struct pz_merge_source s; /* the document in hand */
    struct pz_buf body, relations, types, styles;
    struct pz_buf headers; /* of the document before; */
    bool inherits;         /* this one has the same */
};

/* The content type of a part, given to its new name. */
static int put_type(struct merge *m, const struct pz_merge_source *s, const struct pz_merge_own *own, const char *name)
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

/* The member that an own part is; -1: it is gone. */
static long find_part(const struct pz_merge_source *s, const struct pz_merge_own *own)
{
    char name[256];
    snprintf(name, sizeof name, "word/%.*s", (int)own->name_len, own->name);
    return pz_package_find(s->package, name);
}

/* The name of an own part in the merged package, from word/ on, and the part itself, unless it is there already. NULL: *err. */
static const char *put_part(struct merge *m, struct pz_merge_source *s, const struct pz_merge_own *own, struct pz_error *err)
{
    static const char folder[] = "word/";
    bool fresh = true;
    long at = find_part(s, own);
    if (at < 0) {
        pz_joint_changed(err);
        return NULL;
    }
    const char *full = own->picture ? pz_joint_picture(&m->j, s->package, (size_t)at, "word/media", &fresh, err)
                                    : pz_joint_rename(&m->j, "word", pz_package_member(s->package, (size_t)at)->name);
    if (!full)
        return NULL;
    const char *name = full + sizeof folder - 1;
    if (!own->picture && put_type(m, s, own, name) != 0) {
        pz_joint_changed(err);
        return NULL;
    }
    return fresh && pz_joint_copy(&m->j, s->package, (size_t)at, full, err) != 0 ? NULL : name;
}

/* The relationship element with the new identifier and target. */
static void put_relation(struct merge *m, const struct pz_merge_own *own, const char *name)
{
    const char *cuts[2][3] = {{own->id, own->id + own->id_len, NULL}, {own->target, own->target + own->target_len, name}};
    bool id_first = own->id < own->target;
    const char *p = own->relation;
    for (int i = 0; i < 2; i++) {
        const char **cut = cuts[id_first ? i : 1 - i];
        pz_buf_put(&m->relations, p, (size_t)(cut[0] - p));
        if (!cut[2])
            pz_buf_printf(&m->relations, "d%zu-%.*s", m->j.number, (int)own->id_len, own->id);
        else
            pz_buf_puts(&m->relations, cut[2]);
        p = cut[1];
    }
    pz_buf_put(&m->relations, p, (size_t)(own->relation + own->relation_len - p));
}

static bool is_own_relation(const struct pz_merge_source *s, const char *start)
{
    for (size_t i = 0; i < s->own_n; i++)
        if (s->own[i].relation == start)
            return true;
    return false;
}

static void put_common_relations(struct merge *m, const struct pz_merge_source *s)
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

/* The preface (office/joint.h), a section of its own. */
static void put_preface(struct pz_buf *body)
{
    static const char *const kinds[] = {"", "<w:b/>", "<w:i/>", "<w:b/><w:i/>"};
    pz_buf_puts(body, "<w:p><w:pPr><w:sectPr/></w:pPr>");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        pz_buf_printf(body, "<w:r><w:rPr>%s</w:rPr><w:t>" PZ_PREFACE "</w:t></w:r>", kinds[i]);
    pz_buf_puts(body, "</w:p>");
}

/* What all documents have in common comes from the first one. */
static int put_first(struct merge *m, struct pz_merge_source *s, struct pz_error *err)
{
    for (size_t i = 0; i < pz_package_count(s->package); i++) {
        const char *name = pz_package_member(s->package, i)->name;
        if ((pz_merge_source_owns(s, name) && strncmp(name, "docProps/", 9) != 0) || strcmp(name, PZ_MERGE_TYPES) == 0)
            continue;
        if (pz_joint_copy(&m->j, s->package, i, NULL, err) != 0)
            return -1;
    }
    if (pz_package_read(&m->styles, s->package, "word/styles.xml", 0, err) != 0)
        return -1;
    put_open(&m->types, &s->types, "</Types>");
    put_open(&m->relations, &s->relations, "<Relationship ");
    put_common_relations(m, s);
    pz_buf_put(&m->body, s->body.data, s->scan.body);
    put_preface(&m->body);
    return 0;
}

static int put_own_parts(struct merge *m, struct pz_merge_source *s, struct pz_error *err)
{
    for (size_t i = 0; i < s->own_n; i++) {
        const struct pz_merge_own *own = &s->own[i];
        if (m->inherits && !own->picture && !own->outside)
            continue;
        const char *name = own->outside ? pz_arena_strndup(&m->j.arena, own->target, own->target_len) : put_part(m, s, own, err);
        if (!name)
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
static size_t behind_references(const struct pz_merge_source *s, size_t at)
{
    while (is_reference(s->body.data + at))
        at += strcspn(s->body.data + at, ">") + 1;
    return at;
}

static const struct pz_merge_own *find_own(const struct pz_merge_source *s, const char *id, size_t len)
{
    for (size_t i = 0; i < s->own_n; i++)
        if (s->own[i].id_len == len && memcmp(s->own[i].id, id, len) == 0)
            return &s->own[i];
    return NULL;
}

/* What headers and footers the section has, by their bytes as they are packed. -1: they cannot be read. */
static int put_headers_key(const struct pz_merge_source *s, struct pz_buf *key, struct pz_error *err)
{
    size_t at = s->scan.sect + strcspn(s->body.data + s->scan.sect, ">") + 1, end = behind_references(s, at);
    for (const char *p = s->body.data + at, *id; p < s->body.data + end; p += strcspn(p, ">") + 1) {
        size_t len;
        const struct pz_merge_own *own =
            pz_merge_attribute(p, p + strcspn(p, ">"), "r:id", &id, &len) == 0 ? find_own(s, id, len) : NULL;
        long part = own ? find_part(s, own) : -1;
        size_t before = key->len;
        if (part >= 0 && pz_package_read_packed(key, s->package, (size_t)part, err) != 0)
            return -1;
        pz_buf_printf(key, " %zu\n", key->len - before);
    }
    return key->failed ? pz_fail_memory(err) : 0;
}

/* A section without references has the headers of the one before it (ECMA-376 part 1, 17.10.5): those that are the same are read once. */
static int compare_headers(struct merge *m, const struct pz_merge_source *s, struct pz_error *err)
{
    struct pz_buf key = PZ_BUF_INIT;
    int rc = put_headers_key(s, &key, err);
    m->inherits = m->j.number && key.len == m->headers.len && memcmp(pz_buf_str(&key), pz_buf_str(&m->headers), key.len) == 0;
    pz_buf_release(&m->headers);
    m->headers = key;
    return rc;
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
static void put_stretch(struct merge *m, const struct pz_merge_source *s, size_t from, size_t to)
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
            pz_buf_printf(&m->body, "d%zu-", m->j.number);
            p = at + 2;
        }
    }
    pz_buf_put(&m->body, p, (size_t)(end - p));
}

static void put_mark(struct merge *m)
{
    pz_buf_printf(&m->body, "<w:bookmarkStart w:id=\"%zu\" w:name=\"", m->j.number);
    pz_buf_printf(&m->body, "%s%06zu", m->j.mark, m->j.number);
    pz_buf_printf(&m->body, "\"/><w:bookmarkEnd w:id=\"%zu\"/>", m->j.number);
}

/* The section's properties: on a new page (what it is without a type), numbered from 1. */
static void put_section(struct merge *m, const struct pz_merge_source *s)
{
    size_t start = s->scan.sect, references = start + strcspn(s->body.data + start, ">") + 1;
    put_stretch(m, s, start, references);
    put_stretch(m, s, m->inherits ? behind_references(s, references) : references, s->scan.sect_end - (sizeof "</w:sectPr>" - 1));
    pz_buf_puts(&m->body, "<w:pgNumType w:start=\"1\"/></w:sectPr>");
}

/* The section's properties with an element of the paragraph around them where it is wanted. */
static void put_properties(struct merge *m, const struct pz_merge_source *s)
{
    bool wrapped = m->j.number + 1 < m->j.n && !s->scan.has_properties;
    pz_buf_puts(&m->body, wrapped ? "<w:pPr>" : "");
    put_section(m, s);
    pz_buf_puts(&m->body, wrapped ? "</w:pPr>" : "");
}

/* The body of one document. Its last paragraph carries the section's properties, but for the last document's, which stand at the end of the
 * body (ECMA-376 part 1, 17.6.17 and 17.6.18). */
static void put_body(struct merge *m, const struct pz_merge_source *s)
{
    const struct pz_merge_scan *scan = &s->scan;
    bool last = m->j.number + 1 == m->j.n;
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
    struct pz_merge_source *s = &m->s;
    const char *reason = NULL;
    int rc = pz_merge_source_open(s, path, &reason, err);
    if (rc > 0)
        rc = pz_joint_changed(err);
    if (rc == 0 && m->j.number == 0)
        rc = put_first(m, s, err);
    if (rc == 0)
        rc = compare_headers(m, s, err);
    if (rc == 0)
        rc = put_own_parts(m, s, err);
    if (rc == 0)
        put_body(m, s);
    pz_merge_source_close(s);
    *s = (struct pz_merge_source){.package = NULL};
    return rc;
}

static int add_body(struct merge *m, struct pz_error *err)
{
    struct pz_buf body = PZ_BUF_INIT;
    pz_merge_tables(&body, &m->body, pz_buf_str(&m->styles));
    body.failed |= m->body.failed || m->styles.failed;
    int rc = pz_joint_put(&m->j, PZ_MERGE_BODY, &body, err);
    pz_buf_release(&body);
    return rc;
}

static int merge_all(struct merge *m, const char *const *paths, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->j.arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    for (m->j.number = 0; m->j.number < m->j.n; m->j.number++)
        if (add_source(m, paths[m->j.number], err) != 0)
            return -1;
    pz_buf_puts(&m->body, "</w:body></w:document>");
    pz_buf_puts(&m->relations, "</Relationships>");
    pz_buf_puts(&m->types, "</Types>");
    if (add_body(m, err) != 0 || pz_joint_put(&m->j, PZ_MERGE_BODY_REL, &m->relations, err) != 0 ||
        pz_joint_put(&m->j, PZ_MERGE_TYPES, &m->types, err) != 0)
        return -1;
    return pz_zip_end(&m->j.zip, err);
}

int pz_docx_merge(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err)
{
    struct merge m = {0};
    int rc = pz_joint_begin(&m.j, out, n, mark, err);
    if (rc == 0)
        rc = merge_all(&m, paths, err);
    pz_merge_source_close(&m.s); /* the way out by the trap left it open */
    pz_joint_release(&m.j);
    pz_buf_release(&m.body);
    pz_buf_release(&m.relations);
    pz_buf_release(&m.types);
    pz_buf_release(&m.styles);
    pz_buf_release(&m.headers);
    return rc;
}
