/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown as paragraphs, lists and tables of the document; documents put into one another. */
#include <stdio.h>

#include "base/i18n.h"
#include "docx/rich.h"

struct writer {
    struct pz_office_state *state;
    const struct pz_site *site;
    struct pz_arena *arena;
    struct pz_buf *out;
    uint32_t *lists; /* number of w:num by the Markdown list's number */
    int *status;     /* of the pictures */
    struct pz_error *err;
};

static const char *element(const struct writer *w, const char *name, const char *attributes)
{
    int n = (int)w->site->prefix.len;
    return pz_arena_printf(w->arena, "<%.*s%s%s/>", n, w->site->prefix.s, name, attributes);
}

/* name="value" with the prefix. */
static const char *attribute(const struct writer *w, const char *name, const char *value)
{
    return pz_arena_printf(w->arena, " %.*s%s=\"%s\"", (int)w->site->prefix.len, w->site->prefix.s, name, value);
}

static const char *valued(const struct writer *w, const char *name, const char *value)
{
    return element(w, name, attribute(w, "val", value));
}

static void tag(const struct writer *w, const char *name, bool close)
{
    pz_buf_printf(w->out, "<%s%.*s%s>", close ? "/" : "", (int)w->site->prefix.len, w->site->prefix.s, name);
}

static size_t span_props(const struct writer *w, const struct pz_md_span *span, bool bold, struct docx_addition more[10])
{
    size_t n = 0;
    struct docx_addition link[3];
    size_t links = span->link ? docx_link_props(w->state, w->site, w->arena, link) : 0;
    if (links == 1)
        more[n++] = link[0];
    if (span->flags & PZ_MD_CODE)
        more[n++] = (struct docx_addition){
            "rFonts", element(w, "rFonts",
                              pz_arena_printf(w->arena, "%s%s%s", attribute(w, "ascii", "Courier New"),
                                              attribute(w, "hAnsi", "Courier New"), attribute(w, "cs", "Courier New")))};
    if ((span->flags & PZ_MD_BOLD) || bold) {
        more[n++] = (struct docx_addition){"b", element(w, "b", "")};
        more[n++] = (struct docx_addition){"bCs", element(w, "bCs", "")};
    }
    if (span->flags & PZ_MD_ITALIC) {
        more[n++] = (struct docx_addition){"i", element(w, "i", "")};
        more[n++] = (struct docx_addition){"iCs", element(w, "iCs", "")};
    }
    if (span->flags & PZ_MD_STRIKE)
        more[n++] = (struct docx_addition){"strike", element(w, "strike", "")};
    if (links == 2) {
        more[n++] = link[0];
        more[n++] = link[1];
    }
    return n;
}

static void put_spans(const struct writer *w, const struct pz_md_block *b, bool bold)
{
    const char *link = NULL;
    bool links = w->state->part->relations != PZ_NO_MEMBER;
    for (size_t i = 0; i < b->n; i++) {
        const struct pz_md_span *span = &b->spans[i];
        struct docx_addition more[10];
        if (links && link != span->link) {
            if (link)
                docx_close_link(w->out, w->site);
            if (span->link)
                docx_open_link(w->state, w->out, w->site, span->link);
            link = span->link;
        }
        if (span->image && links) {
            struct pz_rich picture = pz_md_picture(span);
            *w->status |= docx_put_picture(w->state, w->out, w->site, &picture, w->arena, w->err);
            continue;
        }
        if (span->flags & PZ_MD_BREAK) {
            int n = (int)w->site->prefix.len;
            const char *p = w->site->prefix.s;
            pz_buf_printf(w->out, "<%.*sr><%.*sbr/></%.*sr>", n, p, n, p, n, p);
        } else {
            docx_put_run(w->out, w->site, more, span_props(w, span, bold, more), span->text);
        }
    }
    if (link)
        docx_close_link(w->out, w->site);
}

static const char *numbering(struct writer *w, const struct pz_md_block *b)
{
    uint32_t *list = &w->lists[b->list];
    if (!*list)
        *list = docx_new_list(w->state, docx_own_numbering(w->state, b->ordered), b->lists - 1, b->start);
    int n = (int)w->site->prefix.len;
    const char *p = w->site->prefix.s;
    return pz_arena_printf(w->arena, "<%.*snumPr><%.*silvl %.*sval=\"%u\"/><%.*snumId %.*sval=\"%u\"/></%.*snumPr>", n, p, n, p, n,
                           p, b->lists - 1, n, p, n, p, *list, n, p);
}

static const char *indent(const struct writer *w, unsigned twips)
{
    const char *left = pz_arena_printf(w->arena, "%u", twips);
    return element(w, "ind", pz_arena_printf(w->arena, "%s%s", attribute(w, "left", left), attribute(w, "firstLine", "0")));
}

static void put_paragraph_props(struct writer *w, const struct pz_md_block *b)
{
    struct docx_addition more[8];
    size_t n = 0;
    const struct docx_package *docx = w->state->office->own;
    const char *heading = b->kind == PZ_MD_HEADING ? docx_heading_style(docx, b->level) : "";
    struct pz_text base = w->site->paragraph_props;
    if (heading[0]) { /* the style says it all */
        base = (struct pz_text){"", 0};
        more[n++] = (struct docx_addition){"pStyle", valued(w, "pStyle", heading)};
    } else if (b->kind == PZ_MD_HEADING) {
        more[n++] = (struct docx_addition){"keepNext", element(w, "keepNext", "")};
    }
    if (b->lists && !b->continued)
        more[n++] = (struct docx_addition){"numPr", numbering(w, b)};
    if (b->kind == PZ_MD_RULE)
        more[n++] = (struct docx_addition){
            "pBdr",
            pz_arena_printf(w->arena, "<%.*spBdr>%s</%.*spBdr>", (int)w->site->prefix.len, w->site->prefix.s,
                            element(w, "bottom",
                                    pz_arena_printf(w->arena, "%s%s%s%s", attribute(w, "val", "single"), attribute(w, "sz", "6"),
                                                    attribute(w, "space", "1"), attribute(w, "color", "auto"))),
                            (int)w->site->prefix.len, w->site->prefix.s)};
    if (b->lists && !b->continued)
        more[n++] = (struct docx_addition){"ind", ""}; /* the list's own indents count */
    else if (b->lists)
        more[n++] = (struct docx_addition){"ind", indent(w, 567 + 360 * b->lists)};
    else if (b->quote || b->kind == PZ_MD_CELL || b->kind == PZ_MD_CODE_BLOCK)
        more[n++] = (struct docx_addition){"ind", indent(w, 567 * b->quote)};
    if (b->kind == PZ_MD_CODE_BLOCK || b->kind == PZ_MD_CELL) {
        const char *align = b->align == PZ_MD_CENTRE ? "center" : b->align == PZ_MD_RIGHT ? "right" : "left";
        more[n++] = (struct docx_addition){"jc", valued(w, "jc", align)};
    }
    if (n || base.len)
        docx_put_props(w->out, DOCX_PARAGRAPH_PROPS, w->site->prefix, base, more, n);
}

static void put_paragraph(struct writer *w, const struct pz_md_block *b)
{
    const struct docx_package *docx = w->state->office->own;
    tag(w, "p", false);
    put_paragraph_props(w, b);
    put_spans(w, b, (b->kind == PZ_MD_HEADING && !docx_heading_style(docx, b->level)[0]) || (b->kind == PZ_MD_CELL && b->head));
    tag(w, "p", true);
}

static void put_table_head(const struct writer *w, const struct pz_md_block *b)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    tag(w, "tbl", false);
    tag(w, "tblPr", false);
    pz_buf_puts(w->out,
                element(w, "tblW", pz_arena_printf(w->arena, "%s%s", attribute(w, "w", "5000"), attribute(w, "type", "pct"))));
    tag(w, "tblBorders", false);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        pz_buf_puts(w->out, element(w, sides[i],
                                    pz_arena_printf(w->arena, "%s%s%s%s", attribute(w, "val", "single"), attribute(w, "sz", "4"),
                                                    attribute(w, "space", "0"), attribute(w, "color", "auto"))));
    tag(w, "tblBorders", true);
    tag(w, "tblPr", true);
    tag(w, "tblGrid", false);
    for (unsigned i = 0; i < b->columns; i++)
        pz_buf_puts(w->out, element(w, "gridCol",
                                    attribute(w, "w", pz_arena_printf(w->arena, "%u", 9638 / (b->columns ? b->columns : 1)))));
    tag(w, "tblGrid", true);
}

static void put_row_head(const struct writer *w, const struct pz_md_block *b)
{
    tag(w, "tr", false);
    if (!b->head)
        return;
    tag(w, "trPr", false);
    pz_buf_puts(w->out, element(w, "tblHeader", ""));
    tag(w, "trPr", true);
}

/* Blocks in order; *table: the last of them was a table. */
static void put_markdown(struct writer *w, const struct pz_markdown *md, bool *table)
{
    bool row = false;
    for (size_t i = 0; i < md->n; i++) {
        const struct pz_md_block *b = &md->v[i];
        *table = b->kind == PZ_MD_TABLE_END;
        if ((b->kind == PZ_MD_ROW || b->kind == PZ_MD_TABLE_END) && row) {
            tag(w, "tr", true);
            row = false;
        }
        switch (b->kind) {
        case PZ_MD_TABLE: put_table_head(w, b); break;
        case PZ_MD_TABLE_END: tag(w, "tbl", true); break;
        case PZ_MD_ROW:
            put_row_head(w, b);
            row = true;
            break;
        case PZ_MD_CELL:
            tag(w, "tc", false);
            put_paragraph(w, b);
            tag(w, "tc", true);
            break;
        default: put_paragraph(w, b);
        }
    }
}

/* Where the paragraph being written begins in the output. */
static size_t paragraph_start(const struct pz_buf *out, const struct pz_site *site)
{
    char open[40];
    int len = snprintf(open, sizeof open, "<%.*sp", (int)site->prefix.len, site->prefix.s);
    for (const char *p = out->data + out->len; (p = memrchr(out->data, '<', (size_t)(p - out->data)));) {
        if (strncmp(p, open, (size_t)len) == 0 && strchr(" >", p[len]))
            return (size_t)(p - out->data);
    }
    return out->len;
}

static void put(struct pz_buf *out, struct pz_text t)
{
    pz_buf_put(out, t.s, t.len);
}

int docx_put_blocks(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                    struct pz_buf *out, struct pz_error *err)
{
    struct pz_markdown md = {0};
    if (rich->kind == PZ_RICH_MARKDOWN && pz_markdown_parse(&md, arena, rich->text, rich->len, err))
        return -1;
    int status = 0;
    struct writer w = {state, site, arena, out, PZ_NEW_ARRAY(arena, md.lists + 1, uint32_t), &status, err};
    memset(w.lists, 0, (md.lists + 1) * sizeof *w.lists);
    bool line = rich->kind == PZ_RICH_MARKDOWN && md.n == 1 && md.v[0].kind == PZ_MD_PARAGRAPH && !md.v[0].lists && !md.v[0].quote;
    bool table = false, replaces = site->alone || site->kind == PZ_SITE_PARAGRAPH;
    if (rich->kind == PZ_RICH_MARKDOWN && (line || !site->paragraph_open.len) && site->kind != PZ_SITE_PARAGRAPH) {
        if (site->kind == PZ_SITE_TEXT)
            put(out, site->close);
        for (size_t i = 0; i < md.n; i++)
            put_spans(&w, &md.v[i], false);
        if (site->kind == PZ_SITE_TEXT)
            put(out, site->open);
        return status;
    }
    if (site->kind == PZ_SITE_TEXT && site->alone) {
        out->len = paragraph_start(out, site);
    } else if (!replaces) {
        if (site->kind == PZ_SITE_TEXT)
            put(out, site->close);
        put(out, site->paragraph_close);
    }
    if (rich->kind == PZ_RICH_DOCUMENT) {
        if (docx_put_document(state, site, rich, arena, out, &table, err))
            return -1;
    } else {
        put_markdown(&w, &md, &table);
    }
    if (site->kind == PZ_SITE_TEXT && site->alone) {
        state->tail_cut = out->len;
    } else if (!replaces) {
        put(out, site->paragraph_open);
        if (site->kind == PZ_SITE_TEXT)
            put(out, site->open);
    }
    return status;
}

int docx_run_tail(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    if (state->tail_cut && state->tail_cut <= out->len)
        out->len = state->tail_cut;
    state->tail_cut = 0;
    return 0;
}
