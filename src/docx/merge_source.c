/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/merge_source.h"

#include <stdio.h>
#include <string.h>

#include "docx/merge.h"

#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

void pz_merge_source_close(struct pz_merge_source *s)
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

/* Whether a part gets a name in the merged package that is no other's of this document (pz_joint_rename takes its folder away); the same
 * picture has one name. */
static bool has_usual_place(const struct pz_merge_source *s, const struct pz_merge_own *own)
{
    static const char media[] = "media/";
    size_t folder = own->picture ? sizeof media - 1 : 0;
    if (own->name_len <= folder || memcmp(own->name, media, folder) != 0 || memchr(own->name + folder, '/', own->name_len - folder))
        return false;
    for (size_t i = 0; i < s->own_n && !own->picture; i++)
        if (s->own[i].name_len == own->name_len && memcmp(s->own[i].name, own->name, own->name_len) == 0)
            return false;
    return true;
}

static const char *read_relation(struct pz_merge_source *s, const char *start, const char *end)
{
    const char *type, *mode;
    size_t type_len, mode_len;
    struct pz_merge_own own = {.relation = start, .relation_len = (size_t)(end - start)};
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
    if (s->own_n == PZ_MERGE_PARTS || own.name[0] == '.' || own.name[0] == '/' || (!own.outside && !has_usual_place(s, &own)))
        return "parts in unusual places";
    s->own[s->own_n++] = own;
    return NULL;
}

/* Empty elements inside the one of the root, written as they are looked for here. */
static const char *read_relations(struct pz_merge_source *s)
{
    static const char empty[] = "<Relationship ", root[] = "<Relationships", close[] = "</Relationships>";
    for (const char *p = pz_buf_str(&s->relations), *end; (p = strchr(p, '<')); p = end) {
        end = strchr(p, '>');
        if (!end)
            return "a relationship of unusual form";
        end++;
        const char *why = NULL;
        if (strncmp(p, empty, sizeof empty - 1) == 0)
            why = end[-2] == '/' ? read_relation(s, p, end) : "a relationship of unusual form";
        else if (strncmp(p, "<?", 2) != 0 && strncmp(p, root, sizeof root - 1) != 0 && strncmp(p, close, sizeof close - 1) != 0)
            why = "a relationship of unusual form";
        if (why)
            return why;
    }
    return NULL;
}

/* Relationships of a header's own (its pictures) would have to be renamed too. */
static bool has_own_relations(struct pz_merge_source *s, const struct pz_merge_own *own)
{
    char name[256];
    snprintf(name, sizeof name, "word/_rels/%.*s.rels", (int)own->name_len, own->name);
    return pz_package_find(s->package, name) >= 0;
}

static const char *read_headers(struct pz_merge_source *s)
{
    const char *why = NULL;
    for (size_t i = 0; i < s->own_n && !why; i++) {
        const struct pz_merge_own *own = &s->own[i];
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
static const char *read_common(struct pz_merge_source *s)
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

int pz_merge_source_open(struct pz_merge_source *s, const char *path, const char **reason, struct pz_error *err)
{
    *s = (struct pz_merge_source){0};
    if (pz_package_open(&s->package, path, NULL, err) != 0 || pz_package_read(&s->body, s->package, PZ_MERGE_BODY, 0, err) != 0 ||
        pz_package_read(&s->relations, s->package, PZ_MERGE_BODY_REL, 0, err) != 0 ||
        pz_package_read(&s->types, s->package, PZ_MERGE_TYPES, 0, err) != 0)
        return -1;
    pz_merge_scan_body(&s->scan, pz_buf_str(&s->body), s->body.len);
    *reason = s->scan.reason ? s->scan.reason : read_relations(s);
    *reason = *reason ? *reason : read_headers(s);
    *reason = *reason ? *reason : read_common(s);
    return *reason ? 1 : 0;
}

/* Class ------------------------------------------------------------------------------------------------------ */

bool pz_merge_source_owns(const struct pz_merge_source *s, const char *name)
{
    if (strncmp(name, "word/", 5) != 0)
        return strncmp(name, "docProps/", 9) == 0;
    if (strcmp(name, PZ_MERGE_BODY) == 0 || strcmp(name, PZ_MERGE_BODY_REL) == 0)
        return true;
    for (size_t i = 0; i < s->own_n; i++)
        if (strlen(name + 5) == s->own[i].name_len && memcmp(name + 5, s->own[i].name, s->own[i].name_len) == 0)
            return true;
    return false;
}

/* The section's properties but for the identifiers of its headers. */
static void put_section_class(const struct pz_merge_source *s, struct pz_buf *out)
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
    struct pz_merge_source s;
    struct pz_buf text = PZ_BUF_INIT;
    int rc = pz_merge_source_open(&s, path, reason, err);
    if (rc == 0) {
        for (size_t i = 0; i < pz_package_count(s.package); i++) {
            const struct pz_member *m = pz_package_member(s.package, i);
            if (!pz_merge_source_owns(&s, m->name))
                pz_buf_printf(&text, "%s %x %llu\n", m->name, m->crc, (unsigned long long)m->size);
        }
        pz_buf_put(&text, s.body.data, s.scan.body);
        put_section_class(&s, &text);
        rc = text.failed ? pz_fail_memory(err) : pz_digest(class, text.data, text.len, err);
    }
    pz_buf_release(&text);
    pz_merge_source_close(&s);
    return rc;
}
