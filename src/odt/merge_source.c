/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/merge_source.h"

#include <string.h>

#include "odt/merge.h"
#include "odt/merge_judge.h"

enum { TEXT, TABLE, OFFICE, STYLE, DRAW, SVG };

static const char *const uris[][3] = {
    [TEXT] = {"urn:oasis:names:tc:opendocument:xmlns:text:1.0"},
    [TABLE] = {"urn:oasis:names:tc:opendocument:xmlns:table:1.0"},
    [OFFICE] = {"urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
    [STYLE] = {"urn:oasis:names:tc:opendocument:xmlns:style:1.0"},
    [DRAW] = {"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"},
    [SVG] = {"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"},
};

static const struct pz_markup_name name_list[] = {
#define N(id, ns, local) {ns, local},
#include "odt/merge_names.def"
#undef N
};

static const struct pz_markup_names names = {uris, sizeof uris / sizeof *uris, name_list, sizeof name_list / sizeof *name_list};

/* Attributes ------------------------------------------------------------------------------------------------- */

struct pz_text pz_odt_local(const struct pz_markup *m, const struct pz_markup_attribute *a)
{
    const char *name = m->src + a->start, *end = m->src + a->name_end;
    const char *colon = memchr(name, ':', (size_t)(end - name));
    name = colon ? colon + 1 : name;
    return (struct pz_text){name, (size_t)(end - name)};
}

struct pz_text pz_odt_value(const struct pz_markup *m, const struct pz_markup_attribute *a)
{
    return (struct pz_text){m->src + a->value, a->value_end - a->value};
}

struct pz_text pz_odt_attribute(const struct pz_markup *m, uint32_t node, const char *local)
{
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(m, node, &at, &a);)
        if (pz_odt_is(pz_odt_local(m, &a), local))
            return pz_odt_value(m, &a);
    return (struct pz_text){"", 0};
}

/* Places ----------------------------------------------------------------------------------------------------- */

static bool is_paragraph(const struct pz_markup *m, uint32_t node)
{
    return m->v[node].name == MERGE_P || m->v[node].name == MERGE_H;
}

/* The automatic style of a paragraph or table by its name. */
static uint32_t find_style(const struct pz_odt_part *part, struct pz_text name, const char *family)
{
    const struct pz_markup *m = &part->m;
    for (uint32_t i = pz_markup_first(m, part->automatic); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        struct pz_text own = m->v[i].kind == PZ_NODE_ELEMENT ? pz_odt_attribute(m, i, "name") : (struct pz_text){"", 0};
        if (own.len && own.len == name.len && memcmp(own.s, name.s, name.len) == 0 &&
            pz_odt_is(pz_odt_attribute(m, i, "family"), family))
            return i;
    }
    return PZ_NO_NODE;
}

static bool has_master(const struct pz_odt_source *s, struct pz_text name)
{
    const struct pz_markup *m = &s->styles.m;
    for (uint32_t i = pz_markup_first(m, s->masters); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        struct pz_text own = m->v[i].name == MERGE_MASTER ? pz_odt_attribute(m, i, "name") : (struct pz_text){"", 0};
        if (own.len && own.len == name.len && memcmp(own.s, name.s, name.len) == 0)
            return true;
    }
    return false;
}

/* How the document begins: with the page its first style names, or the usual one. */
static const char *find_page(struct pz_odt_source *s)
{
    const struct pz_markup *m = &s->content.m;
    bool table = m->v[s->first].name == MERGE_TABLE;
    s->label = pz_odt_attribute(m, s->first, "style-name");
    s->style = find_style(&s->content, s->label, table ? "table" : "paragraph");
    if (!s->label.len || (table && s->style == PZ_NO_NODE))
        return "a beginning without a style";
    if (s->style != PZ_NO_NODE)
        s->page = pz_odt_attribute(m, s->style, "master-page-name");
    if (!s->page.len)
        s->page = (struct pz_text){"Standard", 8};
    return has_master(s, s->page) ? NULL : "a beginning on a page of unusual name";
}

/* The body: from its first paragraph, list or table to its last paragraph or list. */
static const char *find_places(struct pz_odt_source *s)
{
    const struct pz_markup *m = &s->content.m;
    uint32_t last = PZ_NO_NODE, end = m->v[s->text].after;
    for (uint32_t i = pz_markup_first(m, s->text); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        bool block = is_paragraph(m, i) || m->v[i].name == MERGE_LIST || m->v[i].name == MERGE_TABLE;
        s->body = block && s->body == PZ_NO_NODE ? i : s->body;
        last = block ? i : last;
        if (s->body != PZ_NO_NODE && !block && m->v[i].kind == PZ_NODE_ELEMENT && m->v[i].name != MERGE_SOFT_PAGE_BREAK)
            return "a body of unusual form";
    }
    if (last == PZ_NO_NODE || m->v[last].name == MERGE_TABLE)
        return "a body that does not end with a paragraph"; /* the office would put one there, at the end of all alone */
    for (s->first = s->body; s->first < end && !is_paragraph(m, s->first) && m->v[s->first].name != MERGE_TABLE;)
        s->first++;
    for (s->paragraph = s->first; s->paragraph < end && !is_paragraph(m, s->paragraph);)
        s->paragraph++;
    return s->paragraph < end ? find_page(s) : "a body without a paragraph";
}

/* Opening ---------------------------------------------------------------------------------------------------- */

/* Styles and marks are written with the usual prefixes. */
static bool has_usual_prefixes(const struct pz_markup *m)
{
    static const char *const wanted[][2] = {{"xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
                                            {"xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"},
                                            {"xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}};
    unsigned found = 0;
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(m, pz_markup_root(m), &at, &a);)
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            found += pz_odt_is((struct pz_text){m->src + a.start, a.name_end - a.start}, wanted[i][0]) &&
                     pz_odt_is(pz_odt_value(m, &a), wanted[i][1]);
    return found == sizeof wanted / sizeof *wanted;
}

static int read_part(struct pz_odt_source *s, struct pz_odt_part *part, const char *name, const char **reason, struct pz_error *err)
{
    if (pz_package_read(&part->text, s->package, name, 0, err) != 0 ||
        pz_xml_check(pz_buf_str(&part->text), part->text.len, name, err) != 0)
        return -1;
    pz_markup_scan(&part->m, &s->arena, pz_buf_str(&part->text), part->text.len, &names);
    part->automatic = pz_markup_child(&part->m, pz_markup_root(&part->m), MERGE_AUTOMATIC);
    if (part->automatic == PZ_NO_NODE || !has_usual_prefixes(&part->m))
        *reason = "parts of unusual form";
    return 0;
}

static const char *judge(struct pz_odt_source *s)
{
    const struct pz_markup *content = &s->content.m, *styles = &s->styles.m;
    uint32_t root = pz_markup_root(content);
    uint32_t scripts = pz_markup_child(content, root, MERGE_SCRIPTS), body = pz_markup_child(content, root, MERGE_BODY);
    s->text = body == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(content, body, MERGE_TEXT);
    s->common = pz_markup_child(styles, pz_markup_root(styles), MERGE_STYLES);
    s->masters = pz_markup_child(styles, pz_markup_root(styles), MERGE_MASTERS);
    if (s->text == PZ_NO_NODE || s->masters == PZ_NO_NODE || s->common == PZ_NO_NODE)
        return "parts of unusual form";
    if (scripts != PZ_NO_NODE && pz_markup_first(content, scripts) != PZ_NO_NODE)
        return "a document with scripts";
    if (pz_package_find(s->package, "META-INF/documentsignatures.xml") >= 0)
        return "a signed document";
    const char *reason = pz_odt_judge(s);
    return reason ? reason : find_places(s);
}

int pz_odt_source_open(struct pz_odt_source *s, const char *path, const char **reason, struct pz_error *err)
{
    s->body = s->style = PZ_NO_NODE;
    s->pictures = pz_map_new(&s->arena, 4);
    *reason = NULL;
    if (pz_package_open(&s->package, path, NULL, err) != 0 || read_part(s, &s->content, "content.xml", reason, err) != 0 ||
        read_part(s, &s->styles, "styles.xml", reason, err) != 0)
        return -1;
    *reason = *reason ? *reason : judge(s);
    return *reason ? 1 : 0;
}

void pz_odt_source_close(struct pz_odt_source *s)
{
    pz_package_close(s->package);
    pz_buf_release(&s->content.text);
    pz_buf_release(&s->styles.text);
    pz_arena_release(&s->arena);
}

/* Class ------------------------------------------------------------------------------------------------------ */

bool pz_odt_source_owns(const struct pz_odt_source *s, const char *name)
{
    static const char *const own[] = {"content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(name, own[i]) == 0)
            return true;
    return strncmp(name, "Thumbnails/", 11) == 0 || pz_map_find(s->pictures, pz_key(name)) != NULL;
}

int pz_odt_source_class(struct pz_odt_source *s, char class[PZ_DIGEST_SIZE], struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT;
    for (size_t i = 0; i < pz_package_count(s->package); i++) {
        const struct pz_member *member = pz_package_member(s->package, i);
        if (!pz_odt_source_owns(s, member->name))
            pz_buf_printf(&text, "%s %x %llu\n", member->name, member->crc, (unsigned long long)member->size);
    }
    pz_buf_put(&text, s->content.text.data, s->content.m.v[s->content.automatic].start);
    pz_buf_put(&text, s->styles.text.data, s->styles.m.v[s->styles.automatic].start);
    int rc = text.failed ? pz_fail_memory(err) : pz_digest(class, text.data, text.len, err);
    pz_buf_release(&text);
    return rc;
}

static int class_guarded(struct pz_odt_source *s, const char *path, char class[PZ_DIGEST_SIZE], const char **reason,
                         struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&s->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    int rc = pz_odt_source_open(s, path, reason, err);
    return rc ? rc : pz_odt_source_class(s, class, err);
}

int pz_odt_class(const char *path, char class[PZ_DIGEST_SIZE], const char **reason, struct pz_error *err)
{
    struct pz_odt_source s = {.package = NULL};
    int rc = class_guarded(&s, path, class, reason, err);
    pz_odt_source_close(&s);
    return rc;
}
