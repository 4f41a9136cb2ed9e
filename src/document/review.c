/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of office templates with comments, or with slips mended. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "document/document.h"
#include "docx/docx.h"
#include "odt/odt.h"
#include "office/review.h"
#include "office/site.h"

struct job {
    struct pz_review review;
    struct pz_arena arena;
    struct pz_diags diags;
    bool odt;
};

/* bytes: the document itself, or NULL to read it from its file. */
static int job_open(struct job *job, const char *path, const struct pz_buf *bytes, const struct pz_document_options *options,
                    struct pz_error *err)
{
    const char *extension = pz_path_extension(path);
    bool docx = strcasecmp(extension, "docx") == 0 || strcasecmp(extension, "dotx") == 0;
    *job = (struct job){.odt = strcasecmp(extension, "odt") == 0 || strcasecmp(extension, "ott") == 0};
    job->review.arena = &job->arena;
    pz_diags_init(&job->diags);
    if (!docx && !job->odt)
        return pz_fail(err, PZ_USAGE, "E-DOC-030", _("“%s” is not a DOCX or ODT document"), path);
    if (bytes ? pz_package_open_memory(&job->review.package, bytes->data, bytes->len, path, NULL, err)
              : pz_package_open(&job->review.package, path, NULL, err))
        return -1;
    struct pz_office_options office = {&options->language, options->folders, 1, true};
    (void)(job->odt ? pz_odt_open : pz_docx_open)(&job->review.office, path, job->review.package, &office, &job->diags);
    if (!job->review.office || !job->review.office->sources_n) {
        if (job->diags.errors)
            pz_diags_fail(&job->diags, err);
        return pz_fail(err, PZ_DATA, "E-DOC-030", _("“%s” has no part with tags"), path);
    }
    return 0;
}

static void job_close(struct job *job)
{
    pz_office_free(job->review.office);
    pz_package_close(job->review.package);
    pz_arena_release(&job->arena);
    pz_diags_release(&job->diags);
}

/* Mending ------------------------------------------------------------------------------------------------- */

enum { ROUNDS_MAX = 20 };

static int mend(struct job *job, size_t (*with)(struct pz_review *r), struct pz_buf *out, size_t *mended, struct pz_error *err)
{
    struct pz_review *r = &job->review;
    struct pz_review_member *members = PZ_NEW_ARRAY(&job->arena, r->office->sources_n, struct pz_review_member);
    size_t n = 0;
    *mended = 0;
    for (size_t i = 0; i < r->office->sources_n; i++) {
        r->part = r->office->sources[i];
        r->n = 0;
        size_t own = with(r);
        if (own)
            members[n++] = (struct pz_review_member){r->part->name, pz_review_apply(r, r->part)};
        *mended += own;
    }
    return *mended ? pz_review_write(r, members, n, out, err) : 0;
}

/* One round over what is there: `bytes` when an earlier one has written any. */
static int mend_once(const char *path, const struct pz_document_options *options, size_t (*with)(struct pz_review *r),
                     struct pz_buf *bytes, size_t *mended, struct pz_error *err)
{
    struct job job;
    struct pz_buf out = PZ_BUF_INIT;
    int status = job_open(&job, path, bytes->len ? bytes : NULL, options, err);
    if (!status)
        status = mend(&job, with, &out, mended, err);
    job_close(&job);
    if (!status && *mended) {
        pz_buf_release(bytes);
        *bytes = out;
    } else {
        pz_buf_release(&out);
    }
    return status;
}

/* Letters inside words first: they decide which spelling is the defined one. A tag shows its further slips when the first one is mended. */
int pz_document_fix(const char *path, const struct pz_document_options *options, struct pz_buf *out, size_t *mended,
                    struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    size_t names = 1;
    int status = mend_once(path, options, pz_review_mend, &bytes, mended, err);
    for (int i = 0; i < ROUNDS_MAX && names && !status; i++) {
        status = mend_once(path, options, pz_review_mend_names, &bytes, &names, err);
        *mended += status ? 0 : names;
    }
    if (!status)
        pz_buf_put(out, bytes.data, bytes.len);
    if (!status && out->failed)
        status = pz_fail_memory(err);
    pz_buf_release(&bytes);
    return status;
}

/* Comments ------------------------------------------------------------------------------------------------ */

struct comment {
    uint32_t start, end; /* offsets in the body's source */
    const char *words;
};

static struct pz_part *body_of(const struct pz_review *r, bool odt)
{
    for (size_t i = 0; i < r->office->sources_n; i++) {
        struct pz_part *part = r->office->sources[i];
        if (odt ? strcmp(part->name, "content.xml") == 0 : !part->label[0])
            return part->flows_n ? part : NULL;
    }
    return NULL;
}

static uint32_t child_of(const struct pz_part *part, uint32_t paragraph, uint32_t node)
{
    while (node != PZ_NO_NODE && part->m.v[node].parent != paragraph)
        node = part->m.v[node].parent;
    return node;
}

static uint32_t start_of_body(const struct pz_part *body)
{
    const struct pz_flow *flow = body->flows_n ? &body->flows[0] : NULL;
    return flow ? body->format->content_start(body, flow->node) : 0;
}

/* Where a finding's comment goes; findings outside the body are told of at its beginning. */
static struct comment comment_for(const struct pz_review *r, struct pz_part *body, const struct pz_diag *diag)
{
    struct pz_part *part;
    uint32_t tag;
    struct pz_arena *arena = r->arena;
    const char *advice = pz_arena_printf(arena, "%s%s%s", diag->message, diag->hint ? "; " : "", diag->hint ? diag->hint : "");
    if (!pz_review_find(r, diag, &part, &tag))
        part = NULL;
    if (part != body || (part->tags[tag].flow & PZ_IN_ATTRIBUTE)) {
        uint32_t at = start_of_body(body);
        return (struct comment){at, at, pz_arena_printf(arena, "%s: %s", diag->place.inside, advice)};
    }
    const struct pz_tag *t = &part->tags[tag];
    const struct pz_flow *flow = pz_tag_flow(part, t);
    uint32_t from = child_of(part, flow->node, pz_flow_piece_at(part, flow, t->from)->node);
    uint32_t to = child_of(part, flow->node, pz_flow_piece_at(part, flow, t->to - 1)->node);
    if (part->format->text_in_paragraph)
        return (struct comment){t->at, t->at, advice};
    return (struct comment){part->m.v[from].start, part->m.v[to].end, advice};
}

static const char *escaped(struct pz_arena *arena, const char *words)
{
    struct pz_buf out = PZ_BUF_INIT;
    pz_office_put_escaped(&out, words, strlen(words));
    return pz_arena_take(arena, &out);
}

#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

static void put_docx_comment(struct pz_review *r, const struct comment *c, unsigned id, struct pz_buf *comments)
{
    pz_review_replace(r, c->start, c->start, pz_arena_printf(r->arena, "<w:commentRangeStart " W_NS " w:id=\"%u\"/>", id));
    pz_review_replace(
        r, c->end, c->end,
        pz_arena_printf(r->arena, "<w:commentRangeEnd " W_NS " w:id=\"%u\"/><w:r " W_NS "><w:commentReference w:id=\"%u\"/></w:r>",
                        id, id));
    pz_buf_printf(
        comments,
        "<w:comment " W_NS
        " w:id=\"%u\" w:author=\"prikaz\" w:initials=\"p\"><w:p><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p></w:comment>",
        id, escaped(r->arena, c->words));
}

static void put_odt_comment(struct pz_review *r, const struct comment *c)
{
    pz_review_replace(
        r, c->start, c->start,
        pz_arena_printf(r->arena,
                        "<office:annotation xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                        "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><dc:creator "
                        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">prikaz</dc:creator><text:p>%s</text:p></office:annotation>",
                        escaped(r->arena, c->words)));
}

/* A member's text with more put in before the end tag of its root. */
static struct pz_text with_more(struct pz_review *r, const char *name, const char *skeleton, const char *more, struct pz_error *err)
{
    struct pz_buf xml = PZ_BUF_INIT, out = PZ_BUF_INIT;
    if (pz_package_find(r->package, name) >= 0)
        pz_package_read(&xml, r->package, name, 0, err);
    if (!xml.len)
        pz_buf_puts(&xml, skeleton);
    const char *end = xml.len ? memrchr(xml.data, '<', xml.len) : NULL;
    size_t at = end ? (size_t)(end - xml.data) : 0;
    pz_buf_put(&out, xml.data, at);
    pz_buf_puts(&out, more);
    pz_buf_puts(&out, pz_buf_str(&xml) + at);
    pz_buf_release(&xml);
    size_t len = out.len;
    struct pz_text text = {pz_arena_take(r->arena, &out), len};
    return text;
}

static unsigned highest_comment(const struct pz_text *xml)
{
    unsigned most = 0;
    for (const char *p = xml->s; (p = strstr(p, ":id=\"")); p += 5) {
        unsigned id = (unsigned)strtoul(p + 5, NULL, 10);
        most = id > most && id < 1000000 ? id : most;
    }
    return most;
}

static int annotate_docx(struct job *job, struct pz_part *body, const struct comment *comments, size_t n, struct pz_buf *out,
                         struct pz_error *err)
{
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    struct pz_review *r = &job->review;
    const char *name = "word/comments.xml", *slash = strrchr(body->name, '/');
    int folder = slash ? (int)(slash - body->name) + 1 : 0;
    const char *rels = pz_arena_printf(r->arena, "%.*s_rels/%s.rels", folder, body->name, body->name + folder);
    bool known = pz_package_find(r->package, name) >= 0;
    struct pz_buf list = PZ_BUF_INIT;
    struct pz_text before = with_more(r, name, pz_arena_printf(r->arena, "%s<w:comments " W_NS "></w:comments>", head), "", err);
    unsigned id = highest_comment(&before);
    for (size_t i = 0; i < n; i++)
        put_docx_comment(r, &comments[i], ++id, &list);
    struct pz_review_member members[4];
    size_t count = 0;
    members[count++] = (struct pz_review_member){body->name, pz_review_apply(r, body)};
    members[count++] = (struct pz_review_member){
        name, with_more(r, name, pz_arena_printf(r->arena, "%s<w:comments " W_NS "></w:comments>", head), pz_buf_str(&list), err)};
    if (!known) {
        members[count++] = (struct pz_review_member){
            rels,
            with_more(
                r, rels,
                pz_arena_printf(
                    r->arena,
                    "%s<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>",
                    head),
                "<Relationship Id=\"rIdPzComments\" "
                "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" "
                "Target=\"/word/comments.xml\"/>",
                err)};
        members[count++] = (struct pz_review_member){
            "[Content_Types].xml",
            with_more(r, "[Content_Types].xml", "",
                      "<Override PartName=\"/word/comments.xml\" "
                      "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>",
                      err)};
    }
    pz_buf_release(&list);
    return pz_review_write(r, members, count, out, err);
}

static int annotate(struct job *job, const struct pz_diags *diags, struct pz_buf *out, struct pz_error *err)
{
    struct pz_review *r = &job->review;
    struct pz_part *body = body_of(r, job->odt);
    size_t n = 0;
    if (!body)
        return pz_fail(err, PZ_DATA, "E-DOC-030", _("the document has no body that could be commented on"));
    struct comment *comments = PZ_NEW_ARRAY(&job->arena, diags->n + 1, struct comment);
    for (size_t i = 0; i < diags->n; i++) {
        comments[n] = comment_for(r, body, &diags->v[i]);
        n += comments[n].words != NULL;
    }
    r->n = 0;
    if (!job->odt)
        return annotate_docx(job, body, comments, n, out, err);
    for (size_t i = 0; i < n; i++)
        put_odt_comment(r, &comments[i]);
    struct pz_review_member member = {body->name, pz_review_apply(r, body)};
    return pz_review_write(r, &member, 1, out, err);
}

int pz_document_annotate(const char *path, const struct pz_document_options *options, const struct pz_diags *diags,
                         struct pz_buf *out, struct pz_error *err)
{
    struct job job;
    int status = job_open(&job, path, NULL, options, err);
    if (!status)
        status = annotate(&job, diags, out, err);
    job_close(&job);
    return status;
}
