/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in OpenDocument text: what stands inside a line, and blocks. */
#include "odt/rich.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/io.h"
#include "odt/style.h"
#include "office/markdown.h"

#define XLINK_NS "xmlns:xlink=\"http://www.w3.org/1999/xlink\""
#define DRAW_NS  "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
#define SVG_NS   "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
#define TABLE_NS "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""

struct writer {
    struct pz_office_state *state;
    const struct pz_site *site;
    struct pz_arena *arena;
    struct pz_buf *out;
    unsigned open[32]; /* numbers of the lists that are open */
    unsigned depth;
    const char *t; /* prefix of text: */
    int *status;   /* of the pictures */
    struct pz_error *err;
};

static void put(struct pz_buf *out, struct pz_text t)
{
    pz_buf_put(out, t.s, t.len);
}

static void put_styled(struct pz_buf *out, const struct pz_site *site, const char *style, struct pz_text text)
{
    int n = (int)site->prefix.len;
    pz_buf_printf(out, "<%.*sspan %.*sstyle-name=\"%s\">", n, site->prefix.s, n, site->prefix.s, style);
    pz_office_put_text(out, site, text.s, text.len);
    pz_buf_printf(out, "</%.*sspan>", n, site->prefix.s);
}

static void put_spaced(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich)
{
    const char *points = pz_arena_printf(state->render->arena, "%.2f", rich->spacing_pt);
    char *name = pz_arena_printf(state->render->arena, "Prikaz_spaced_%s", points);
    for (char *p = name; *p; p++)
        *p = *p == '.' || *p == '-' ? '_' : *p;
    odt_text_style(state, name, pz_arena_printf(state->render->arena, "fo:letter-spacing=\"%spt\"", points));
    put_styled(out, site, name, (struct pz_text){rich->text, rich->len});
}

static void open_link(const struct pz_site *site, struct pz_buf *out, const char *target)
{
    pz_buf_printf(out, "<%.*sa " XLINK_NS " xlink:type=\"simple\" xlink:href=\"", (int)site->prefix.len, site->prefix.s);
    pz_office_put_escaped(out, target, strlen(target));
    pz_buf_puts(out, "\">");
}

static void close_link(const struct pz_site *site, struct pz_buf *out)
{
    pz_buf_printf(out, "</%.*sa>", (int)site->prefix.len, site->prefix.s);
}

static void put_link(struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich)
{
    const char *label = rich->label ? rich->label : rich->text;
    bool allowed = pz_link_is_allowed(rich->text);
    if (allowed)
        open_link(site, out, rich->text);
    pz_office_put_text(out, site, label, strlen(label));
    if (allowed)
        close_link(site, out);
}

/* Pictures ------------------------------------------------------------------------------------------------ */

void odt_name_file(struct pz_office_state *state, const char *name, const char *type)
{
    const struct odt_package *odt = state->office->own;
    if (odt->manifest != PZ_NO_MEMBER)
        pz_buf_printf(pz_office_patch(state, odt->manifest, 0),
                      "<manifest:file-entry xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
                      "manifest:full-path=\"%s\" manifest:media-type=\"%s\"/>",
                      name, type);
}

int odt_add_file(struct pz_office_state *state, const char *name, struct pz_buf *data, const char *type, struct pz_error *err)
{
    bool packed = strcmp(pz_path_extension(name), "svg") != 0 && strncmp(type, "image/", 6) == 0;
    if (data->failed)
        return pz_fail_memory(err);
    if (pz_office_add_member(state, name, data, packed, err))
        return -1;
    odt_name_file(state, name, type);
    return 0;
}

const char *odt_media_type(struct pz_package *package, const char *name, struct pz_arena *arena)
{
    struct pz_buf raw = PZ_BUF_INIT;
    struct pz_error ignored = PZ_ERROR_INIT; /* without a manifest there are no types */
    struct pz_markup m = {0};
    const char *type = NULL;
    if (pz_package_find(package, "META-INF/manifest.xml") >= 0 &&
        pz_package_read(&raw, package, "META-INF/manifest.xml", 0, &ignored) == 0)
        pz_markup_scan(&m, arena, pz_buf_str(&raw), raw.len, odt_format.names);
    for (uint32_t i = 0; i < m.n && !type; i++) {
        const char *path = m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_get(&m, i, "full-path", arena) : NULL;
        if (path && strcmp(path, name) == 0)
            type = pz_markup_get(&m, i, "media-type", arena);
    }
    pz_buf_release(&raw);
    return type ? type : pz_picture_type(pz_path_extension(name));
}

const char *odt_add_media(struct pz_office_state *state, struct pz_text bytes, const char *extension, const char *type,
                          struct pz_error *err)
{
    struct pz_arena *arena = state->render->arena;
    char digest[PZ_DIGEST_SIZE];
    if (pz_digest(digest, bytes.s, bytes.len, err))
        return NULL;
    for (struct pz_media *m = state->media; m; m = m->older) {
        if (strcmp(m->digest, digest) == 0)
            return m->name;
    }
    struct pz_media *m = PZ_NEW(arena, struct pz_media);
    *m = (struct pz_media){.older = state->media};
    memcpy(m->digest, digest, sizeof digest);
    m->name = pz_arena_printf(arena, "Pictures/prikaz%u.%s", ++state->serial, extension);
    state->media = m;
    struct pz_buf data = PZ_BUF_INIT;
    pz_buf_put(&data, bytes.s, bytes.len);
    if (odt_add_file(state, m->name, &data, type, err)) {
        pz_buf_release(&data);
        return NULL;
    }
    return m->name;
}

static void put_image(struct pz_buf *out, const char *name)
{
    if (name)
        pz_buf_printf(
            out, "<draw:image " XLINK_NS " xlink:href=\"%s\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>",
            name);
}

static int put_picture(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich,
                       struct pz_arena *arena, struct pz_error *err)
{
    struct pz_picture p;
    if (pz_picture_load(&p, state, rich, arena, err))
        return -1;
    /* Of two images an office shows the SVG, with fonts and letters of its own: a chart would differ from the one of the DOCX. */
    const char *name = p.letters ? NULL : odt_add_media(state, p.bytes, p.extension, p.type, err), *png = NULL;
    if ((!name && !p.letters) || (p.png.len && !(png = odt_add_media(state, p.png, "png", "image/png", err))))
        return -1;
    pz_buf_printf(out,
                  "<draw:frame " DRAW_NS " " SVG_NS " draw:name=\"prikaz %u\" %.*sanchor-type=\"as-char\" svg:width=\"%.2fmm\" "
                  "svg:height=\"%.2fmm\">",
                  ++state->serial, (int)site->prefix.len, site->prefix.s, p.width_mm, p.height_mm);
    put_image(out, name);
    put_image(out, png);
    if (p.alt[0]) {
        pz_buf_puts(out, "<svg:title>");
        pz_office_put_escaped(out, p.alt, strlen(p.alt));
        pz_buf_puts(out, "</svg:title>");
    }
    pz_buf_puts(out, "</draw:frame>");
    return 0;
}

/* Markdown ------------------------------------------------------------------------------------------------ */

static const char *span_style(const struct writer *w, unsigned flags, bool bold)
{
    static const struct {
        unsigned flag;
        char letter;
        const char *properties;
    } known[] = {
        {PZ_MD_BOLD, 'b', "fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\""},
        {PZ_MD_ITALIC, 'i', "fo:font-style=\"italic\" style:font-style-asian=\"italic\" style:font-style-complex=\"italic\""},
        {PZ_MD_CODE, 'c', "fo:font-family=\"'Courier New'\" style:font-family-generic=\"modern\" style:font-pitch=\"fixed\""},
        {PZ_MD_STRIKE, 's', "style:text-line-through-style=\"solid\" style:text-line-through-type=\"single\""},
    };
    char letters[8] = "";
    const char *properties = "";
    size_t n = 0;
    flags |= bold ? PZ_MD_BOLD : 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!(flags & known[i].flag))
            continue;
        letters[n++] = known[i].letter;
        properties = pz_arena_printf(w->arena, "%s%s%s", properties, properties[0] ? " " : "", known[i].properties);
    }
    return n ? odt_text_style(w->state, pz_arena_printf(w->arena, "Prikaz_%s", letters), properties) : NULL;
}

static void put_spans(const struct writer *w, const struct pz_md_block *b, bool bold)
{
    put(w->out, w->site->open);
    for (size_t i = 0; i < b->n; i++) {
        const struct pz_md_span *span = &b->spans[i];
        if (span->image) {
            struct pz_rich picture = pz_md_picture(span);
            *w->status |= put_picture(w->state, w->out, w->site, &picture, w->arena, w->err);
            continue;
        }
        if (span->flags & PZ_MD_BREAK) {
            put(w->out, w->site->line);
            continue;
        }
        if (span->link)
            open_link(w->site, w->out, span->link);
        const char *style = span_style(w, span->flags, bold);
        if (style)
            put_styled(w->out, w->site, style, span->text);
        else
            pz_office_put_text(w->out, w->site, span->text.s, span->text.len);
        if (span->link)
            close_link(w->site, w->out);
    }
    put(w->out, w->site->close);
}

/* A list indents its items itself, unless their style says otherwise. */
static const char *style_of(const struct writer *w, const struct pz_md_block *b)
{
    static const char *const aligns[] = {"start", "center", "end"};
    if (b->kind == PZ_MD_RULE)
        return odt_block_style(w->state, w->site, "rule",
                               "fo:margin-left=\"0cm\" fo:text-indent=\"0cm\" fo:border-bottom=\"0.75pt solid #000000\"");
    if (b->kind == PZ_MD_CELL)
        return odt_block_style(
            w->state, w->site, aligns[b->align],
            pz_arena_printf(
                w->arena,
                "fo:margin-left=\"0cm\" fo:margin-top=\"0cm\" fo:margin-bottom=\"0cm\" fo:text-indent=\"0cm\" fo:text-align=\"%s\"",
                aligns[b->align]));
    if (b->lists)
        return odt_block_style(w->state, w->site, "item", "");
    return odt_block_style(w->state, w->site,
                           pz_arena_printf(w->arena, b->kind == PZ_MD_CODE_BLOCK ? "code%u" : "quote%u", b->quote),
                           pz_arena_printf(w->arena, "fo:margin-left=\"%ucm\" fo:text-indent=\"0cm\"%s", b->quote,
                                           b->kind == PZ_MD_CODE_BLOCK ? " fo:text-align=\"start\"" : ""));
}

static void put_paragraph(const struct writer *w, const struct pz_md_block *b)
{
    if (b->kind == PZ_MD_HEADING) {
        pz_buf_printf(w->out, "<%sh %sstyle-name=\"Heading_20_%u\" %soutline-level=\"%u\">", w->t, w->t, b->level, w->t, b->level);
        struct pz_site plain = *w->site; /* the style says it all */
        plain.open = plain.close = (struct pz_text){"", 0};
        struct writer own = *w;
        own.site = &plain;
        put_spans(&own, b, false);
        pz_buf_printf(w->out, "</%sh>", w->t);
        return;
    }
    bool plain = b->kind == PZ_MD_PARAGRAPH && !b->lists && !b->quote;
    if (plain)
        put(w->out, w->site->paragraph_open);
    else
        pz_buf_printf(w->out, "<%sp %sstyle-name=\"%s\">", w->t, w->t, style_of(w, b));
    put_spans(w, b, b->kind == PZ_MD_CELL && b->head);
    pz_buf_printf(w->out, "</%sp>", w->t);
}

static void close_lists(struct writer *w, unsigned to)
{
    for (; w->depth > to; w->depth--)
        pz_buf_printf(w->out, "</%slist-item></%slist>", w->t, w->t);
}

/* Lists nest as elements: close what has ended, begin what is new, begin an item. */
static void enter_item(struct writer *w, const struct pz_md_block *b)
{
    unsigned depth = b->lists < 32 ? b->lists : 31;
    close_lists(w, depth);
    if (w->depth == depth && w->open[depth - 1] != b->list)
        close_lists(w, depth - 1);
    if (w->depth == depth && !b->continued)
        pz_buf_printf(w->out, "</%slist-item><%slist-item>", w->t, w->t);
    while (w->depth < depth) {
        bool ordered = w->depth + 1 == depth ? b->ordered : false;
        const char *style = odt_list_style(w->state, ordered);
        pz_buf_printf(w->out, "<%slist %sstyle-name=\"%s\"><%slist-item", w->t, w->t, style, w->t);
        if (ordered && b->start != 1)
            pz_buf_printf(w->out, " %sstart-value=\"%u\"", w->t, b->start);
        pz_buf_putc(w->out, '>');
        w->open[w->depth++] = b->list;
    }
}

static void put_table_head(struct writer *w, const struct pz_md_block *b)
{
    pz_buf_printf(w->out,
                  "<table:table " TABLE_NS " table:name=\"Prikaz%u\"><table:table-column table:number-columns-repeated=\"%u\"/>",
                  ++w->state->serial, b->columns ? b->columns : 1);
}

static void put_markdown(struct writer *w, const struct pz_markdown *md)
{
    bool row = false, head = false;
    for (size_t i = 0; i < md->n; i++) {
        const struct pz_md_block *b = &md->v[i];
        bool in_table = b->kind >= PZ_MD_ROW;
        if (b->lists && !in_table)
            enter_item(w, b);
        else if (!b->lists)
            close_lists(w, 0);
        if ((b->kind == PZ_MD_ROW || b->kind == PZ_MD_TABLE_END) && row) {
            pz_buf_printf(w->out, "</table:table-row>%s", head ? "</table:table-header-rows>" : "");
            row = head = false;
        }
        switch (b->kind) {
        case PZ_MD_TABLE: put_table_head(w, b); break;
        case PZ_MD_TABLE_END: pz_buf_puts(w->out, "</table:table>"); break;
        case PZ_MD_ROW:
            head = b->head;
            row = true;
            pz_buf_printf(w->out, "%s<table:table-row>", head ? "<table:table-header-rows>" : "");
            break;
        case PZ_MD_CELL:
            pz_buf_printf(w->out, "<table:table-cell table:style-name=\"%s\">", odt_cell_style(w->state));
            put_paragraph(w, b);
            pz_buf_puts(w->out, "</table:table-cell>");
            break;
        default: put_paragraph(w, b);
        }
    }
    close_lists(w, 0);
}

static size_t paragraph_start(const struct pz_buf *out, const struct pz_site *site)
{
    size_t n = site->paragraph_open.len;
    for (const char *p = out->data + out->len; n && (p = memrchr(out->data, '<', (size_t)(p - out->data)));) {
        size_t left = (size_t)(out->data + out->len - p), name = site->prefix.len + 2;
        if (left > name && memcmp(p, site->paragraph_open.s, name) == 0 && strchr(" >", p[name]))
            return (size_t)(p - out->data);
    }
    return out->len;
}

static int put_blocks(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                      struct pz_buf *out, struct pz_error *err)
{
    struct pz_markdown md = {0};
    if (rich->kind == PZ_RICH_MARKDOWN && pz_markdown_parse(&md, arena, rich->text, rich->len, err))
        return -1;
    int status = 0;
    struct writer w = {.state = state, .site = site, .arena = arena, .out = out, .status = &status, .err = err};
    w.t = pz_arena_strndup(arena, site->prefix.s, site->prefix.len);
    bool line = rich->kind == PZ_RICH_MARKDOWN && md.n == 1 && md.v[0].kind == PZ_MD_PARAGRAPH && !md.v[0].lists && !md.v[0].quote;
    bool text = site->kind == PZ_SITE_TEXT, whole = site->kind == PZ_SITE_PARAGRAPH;
    if ((line && !whole) || !site->paragraph_open.len) {
        struct pz_site inside = *site; /* the spans around are open already */
        inside.open = inside.close = (struct pz_text){"", 0};
        w.site = text ? &inside : site;
        for (size_t i = 0; i < md.n; i++)
            put_spans(&w, &md.v[i], false);
        return status;
    }
    if (site->alone) {
        out->len = paragraph_start(out, site);
    } else if (!whole) {
        put(out, text ? site->close : (struct pz_text){"", 0});
        put(out, site->paragraph_close);
    }
    if (rich->kind == PZ_RICH_DOCUMENT) {
        if (odt_put_document(state, rich, arena, out, err))
            return -1;
    } else {
        put_markdown(&w, &md);
    }
    if (site->alone) {
        state->tail_cut = out->len;
    } else if (!whole) {
        put(out, site->paragraph_open);
        put(out, text ? site->open : (struct pz_text){"", 0});
    }
    return status;
}

int odt_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
             struct pz_buf *out, struct pz_error *err)
{
    if (site->kind == PZ_SITE_ATTRIBUTE || !state->head)
        return pz_office_put_plain(rich, arena, out, err);
    if (rich->kind == PZ_RICH_MARKDOWN || rich->kind == PZ_RICH_DOCUMENT)
        return put_blocks(state, site, rich, arena, out, err);
    bool whole = site->kind == PZ_SITE_PARAGRAPH, run = site->kind == PZ_SITE_RUN;
    int status = 0;
    if (whole)
        put(out, site->paragraph_open);
    if (whole || run)
        put(out, site->open);
    switch (rich->kind) {
    case PZ_RICH_SPACED: put_spaced(state, out, site, rich); break;
    case PZ_RICH_LINK: put_link(out, site, rich); break;
    default: status = put_picture(state, out, site, rich, arena, err);
    }
    if (whole || run)
        put(out, site->close);
    if (whole)
        put(out, site->paragraph_close);
    return status;
}

int odt_run_tail(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    if (state->tail_cut && state->tail_cut <= out->len)
        out->len = state->tail_cut;
    state->tail_cut = 0;
    return 0;
}
