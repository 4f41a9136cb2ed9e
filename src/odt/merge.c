/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/merge.h"

#include <stdio.h>
#include <string.h>

#include "odt/merge_style.h"
#include "office/joint.h"

/* A merged part: what stands before, between and behind what the documents bring. */
struct joined {
    struct pz_odt_pool pool;
    struct pz_buf head, middle, tail;
    struct pz_buf own; /* bodies, or master pages */
};

struct merge {
    struct pz_joint j;
    struct pz_odt_source s; /* the document in hand */
    struct joined content, styles;
    struct pz_buf masters; /* the first one's, as they are in the source */
    struct pz_buf manifest;
};

static void put_entry(struct merge *m, const char *name)
{
    static const char *const types[][2] = {{".xml", "text/xml"},    {".png", "image/png"},     {".jpg", "image/jpeg"},
                                           {".jpeg", "image/jpeg"}, {".svg", "image/svg+xml"}, {".gif", "image/gif"}};
    const char *dot = strrchr(name, '.'), *type = "";
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        type = strcmp(dot, types[i][0]) == 0 ? types[i][1] : type;
    pz_buf_puts(&m->manifest, "<manifest:file-entry manifest:full-path=\"");
    pz_buf_put_xml(&m->manifest, name, strlen(name));
    pz_buf_printf(&m->manifest, "\" manifest:media-type=\"%s\"/>", type);
}

/* Pieces of a part of the first document: before its automatic styles, from there to what each document has of its own, and behind that. */
static void take_pieces(struct joined *part, const struct pz_odt_part *source, size_t own, size_t own_end)
{
    const struct pz_node *automatic = &source->m.v[source->automatic];
    pz_buf_put(&part->head, source->text.data, automatic->start);
    pz_buf_put(&part->middle, source->text.data + automatic->end, own - automatic->end);
    pz_buf_put(&part->tail, source->text.data + own_end, source->text.len - own_end);
}

/* Members that all have in common, and what speaks of the whole, which the PDF gets from elsewhere. */
static int put_first(struct merge *m, struct pz_error *err)
{
    struct pz_odt_source *s = &m->s;
    const struct pz_node *masters = &s->styles.m.v[s->masters], *text = &s->content.m.v[s->text];
    take_pieces(&m->content, &s->content, s->content.m.v[s->body].start, text->close);
    take_pieces(&m->styles, &s->styles, masters->open_end, masters->close);
    pz_buf_put(&m->masters, s->styles.text.data + masters->open_end, masters->close - masters->open_end);
    for (size_t i = 0; i < pz_package_count(s->package); i++) {
        const char *name = pz_package_member(s->package, i)->name;
        if (pz_odt_source_owns(s, name) && strcmp(name, "meta.xml") != 0)
            continue;
        if (pz_joint_copy(&m->j, s->package, i, NULL, err) != 0)
            return -1;
        if (strcmp(name, "mimetype") != 0)
            put_entry(m, name);
    }
    return 0;
}

/* The document's pictures, each under its new name; *names: by their old ones. */
static int put_pictures(struct merge *m, struct pz_map **names, struct pz_error *err)
{
    const struct pz_map *own = m->s.pictures;
    *names = pz_map_new(&m->s.arena, own->n);
    for (uint32_t i = 0; i < own->n; i++) {
        size_t member = (size_t)own->e[i].value.u.i;
        bool fresh;
        const char *name = pz_joint_picture(&m->j, m->s.package, member, "Pictures", &fresh, err);
        if (!name)
            return -1;
        pz_map_put(&m->s.arena, *names, own->e[i].key, pz_str(name));
        if (fresh && pz_joint_copy(&m->j, m->s.package, member, name, err) != 0)
            return -1;
        if (fresh)
            put_entry(m, name);
    }
    return 0;
}

/* Whether the document has the first one's master pages. A header for the first page alone asks which page is the first of its master page,
 * and a picture of the same name may be another. */
static bool shares_masters(const struct merge *m, const struct pz_odt_copy *styles)
{
    const struct pz_markup *p = styles->m;
    const struct pz_node *masters = &p->v[m->s.masters];
    size_t len = masters->close - masters->open_end;
    if (styles->renamed->n || m->s.first_pages || len != m->masters.len ||
        memcmp(p->src + masters->open_end, m->masters.data, len) != 0)
        return false;
    for (uint32_t i = m->s.masters; i < masters->after; i++)
        if (p->v[i].name == MERGE_IMAGE)
            return false;
    return true;
}

static void put_masters(struct merge *m, struct pz_odt_copy *styles)
{
    uint32_t first = pz_markup_first(styles->m, m->s.masters);
    styles->masters = m->j.number ? !shares_masters(m, styles) : m->s.first_pages; /* the preface's page would be the first */
    styles->out = &m->styles.own;
    if (m->j.number == 0 || styles->masters)
        pz_odt_copy(styles, first, styles->m->v[m->s.masters].after, styles->m->v[m->s.masters].close, NULL);
}

/* The styles, master pages and body of the document in hand. */
static int put_document(struct merge *m, struct pz_error *err)
{
    struct pz_map *pictures;
    char name[64];
    if (put_pictures(m, &pictures, err) != 0)
        return -1;
    struct pz_odt_source *s = &m->s;
    struct pz_odt_copy styles = {.m = &s->styles.m, .number = m->j.number, .pictures = pictures}, content = styles;
    pz_odt_pool_add(&m->styles.pool, &m->j.arena, &styles, s, &s->styles);
    put_masters(m, &styles);
    content.m = &s->content.m;
    content.masters = styles.masters;
    pz_odt_pool_add(&m->content.pool, &m->j.arena, &content, s, &s->content);
    snprintf(name, sizeof name, "%s%06zu", m->j.mark, m->j.number);
    pz_odt_pool_begin(&m->content.pool, &content, s, name);
    content.out = &m->content.own;
    pz_odt_copy(&content, s->body, content.m->v[s->text].after, content.m->v[s->text].close,
                &(struct pz_odt_begin){s->first, s->paragraph, name});
    return 0;
}

/* The preface (office/joint.h): a paragraph of the standard style, on a page before the first document's. */
static void put_preface(struct merge *m)
{
    static const char *const kinds[][2] = {{"normal", "normal"}, {"bold", "normal"}, {"normal", "italic"}, {"bold", "italic"}};
    pz_buf_puts(&m->content.own, "<text:p text:style-name=\"Standard\">");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        pz_buf_printf(&m->content.pool.text,
                      "<style:style style:name=\"%spreface-%zu\" style:family=\"text\"><style:text-properties "
                      "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" fo:font-weight=\"%s\" "
                      "fo:font-style=\"%s\"/></style:style>",
                      m->j.mark, i, kinds[i][0], kinds[i][1]);
        pz_buf_printf(&m->content.own, "<text:span text:style-name=\"%spreface-%zu\">" PZ_PREFACE "</text:span>", m->j.mark, i);
    }
    pz_buf_puts(&m->content.own, "</text:p>");
}

static int add_source(struct merge *m, const char *path, jmp_buf *oom, struct pz_error *err)
{
    const char *reason;
    pz_arena_trap(&m->s.arena, oom);
    int rc = pz_odt_source_open(&m->s, path, &reason, err);
    if (rc > 0)
        rc = pz_joint_changed(err);
    if (rc == 0 && m->j.number == 0)
        rc = put_first(m, err);
    if (rc == 0 && m->j.number == 0)
        put_preface(m);
    if (rc == 0)
        rc = put_document(m, err);
    pz_odt_source_close(&m->s);
    m->s = (struct pz_odt_source){.package = NULL};
    return rc;
}

static int put_part(struct merge *m, const char *name, struct joined *part, struct pz_error *err)
{
    struct pz_buf *out = &part->head;
    const struct pz_buf *rest[] = {&part->pool.text, &part->middle, &part->own, &part->tail};
    pz_buf_puts(out, "<office:automatic-styles>");
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        pz_buf_put(out, rest[i]->data, rest[i]->len);
        pz_buf_puts(out, i == 0 ? "</office:automatic-styles>" : "");
        out->failed |= rest[i]->failed;
    }
    put_entry(m, name);
    return pz_joint_put(&m->j, name, out, err);
}

static int merge_all(struct merge *m, const char *const *paths, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->j.arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    pz_buf_puts(&m->manifest, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest "
                              "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">"
                              "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
                              "manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>");
    for (m->j.number = 0; m->j.number < m->j.n; m->j.number++)
        if (add_source(m, paths[m->j.number], &oom, err) != 0)
            return -1;
    if (put_part(m, "content.xml", &m->content, err) != 0 || put_part(m, "styles.xml", &m->styles, err) != 0)
        return -1;
    pz_buf_puts(&m->manifest, "</manifest:manifest>");
    return pz_joint_put(&m->j, "META-INF/manifest.xml", &m->manifest, err) == 0 ? pz_zip_end(&m->j.zip, err) : -1;
}

static void release(struct joined *part)
{
    struct pz_buf *all[] = {&part->pool.text, &part->head, &part->middle, &part->tail, &part->own};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pz_buf_release(all[i]);
}

int pz_odt_merge(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err)
{
    struct merge m = {.s.package = NULL};
    int rc = pz_joint_begin(&m.j, out, n, mark, err);
    if (rc == 0)
        rc = merge_all(&m, paths, err);
    pz_odt_source_close(&m.s);
    pz_joint_release(&m.j);
    release(&m.content);
    release(&m.styles);
    pz_buf_release(&m.masters);
    pz_buf_release(&m.manifest);
    return rc;
}
