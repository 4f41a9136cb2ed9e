/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

struct writer {
    struct pz_buf *out;
    int images; /* inside the alternative text of a picture */
};

static void escaped(struct pz_buf *out, const char *s, size_t len)
{
    pz_buf_put_xml(out, s, len);
}

/* Character references stand in Markdown as they do in HTML; only the plain ones matter here. */
static void entity(struct pz_buf *out, const char *s, size_t len, bool html)
{
    static const struct {
        const char *name;
        uint32_t rune;
    } known[] = {{"&amp;", '&'},    {"&lt;", '<'},     {"&gt;", '>'},       {"&quot;", '"'},     {"&nbsp;", 0xA0},
                 {"&laquo;", 0xAB}, {"&raquo;", 0xBB}, {"&mdash;", 0x2014}, {"&ndash;", 0x2013}, {"&hellip;", 0x2026}};
    uint32_t rune = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == len && memcmp(known[i].name, s, len) == 0)
            rune = known[i].rune;
    if (len > 3 && s[1] == '#')
        rune = (uint32_t)strtoul(s + 2 + (s[2] == 'x' || s[2] == 'X'), NULL, s[2] == 'x' || s[2] == 'X' ? 16 : 10);
    char bytes[4];
    size_t n = rune ? pz_utf8_encode(bytes, rune) : 0;
    if (!n)
        escaped(out, s, len);
    else if (html)
        escaped(out, bytes, n);
    else
        pz_buf_put(out, bytes, n);
}

static void attribute(struct pz_buf *out, const MD_ATTRIBUTE *a)
{
    for (unsigned i = 0; a->text && a->substr_offsets[i] < a->size; i++) {
        const char *s = a->text + a->substr_offsets[i];
        size_t len = a->substr_offsets[i + 1] - a->substr_offsets[i];
        if (a->substr_types[i] == MD_TEXT_ENTITY)
            entity(out, s, len, true);
        else
            escaped(out, s, len);
    }
}

static bool harmless(const MD_ATTRIBUTE *href)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:"};
    const char *colon = memchr(href->text, ':', href->size), *slash = memchr(href->text, '/', href->size);
    if (!colon || (slash && slash < colon))
        return true;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (href->size >= strlen(schemes[i]) && strncasecmp(href->text, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

static void open_cell(struct pz_buf *out, const char *tag, const MD_BLOCK_TD_DETAIL *d)
{
    static const char *const align[] = {"", " style=\"text-align:left\"", " style=\"text-align:center\"",
                                        " style=\"text-align:right\""};
    pz_buf_printf(out, "<%s%s>", tag, align[d->align]);
}

static int html_enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    struct pz_buf *out = ((struct writer *)self)->out;
    switch (type) {
    case MD_BLOCK_QUOTE: pz_buf_puts(out, "<blockquote>\n"); break;
    case MD_BLOCK_UL: pz_buf_puts(out, "<ul>\n"); break;
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        if (start == 1)
            pz_buf_puts(out, "<ol>\n");
        else
            pz_buf_printf(out, "<ol start=\"%u\">\n", start);
        break;
    }
    case MD_BLOCK_LI: pz_buf_puts(out, "<li>"); break;
    case MD_BLOCK_HR: pz_buf_puts(out, "<hr/>\n"); break;
    case MD_BLOCK_H: pz_buf_printf(out, "<h%u>", ((MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: pz_buf_puts(out, "<pre><code>"); break;
    case MD_BLOCK_P: pz_buf_puts(out, "<p>"); break;
    case MD_BLOCK_TABLE: pz_buf_puts(out, "<table>\n"); break;
    case MD_BLOCK_THEAD: pz_buf_puts(out, "<thead>\n"); break;
    case MD_BLOCK_TBODY: pz_buf_puts(out, "<tbody>\n"); break;
    case MD_BLOCK_TR: pz_buf_puts(out, "<tr>"); break;
    case MD_BLOCK_TH: open_cell(out, "th", detail); break;
    case MD_BLOCK_TD: open_cell(out, "td", detail); break;
    default: break;
    }
    return 0;
}

static int html_leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    static const char *const ends[] = {[MD_BLOCK_QUOTE] = "</blockquote>\n",
                                       [MD_BLOCK_UL] = "</ul>\n",
                                       [MD_BLOCK_OL] = "</ol>\n",
                                       [MD_BLOCK_LI] = "</li>\n",
                                       [MD_BLOCK_CODE] = "</code></pre>\n",
                                       [MD_BLOCK_P] = "</p>\n",
                                       [MD_BLOCK_TABLE] = "</table>\n",
                                       [MD_BLOCK_THEAD] = "</thead>\n",
                                       [MD_BLOCK_TBODY] = "</tbody>\n",
                                       [MD_BLOCK_TR] = "</tr>\n",
                                       [MD_BLOCK_TH] = "</th>",
                                       [MD_BLOCK_TD] = "</td>"};
    struct pz_buf *out = ((struct writer *)self)->out;
    if (type == MD_BLOCK_H)
        pz_buf_printf(out, "</h%u>\n", ((MD_BLOCK_H_DETAIL *)detail)->level);
    else if (type < sizeof ends / sizeof *ends && ends[type])
        pz_buf_puts(out, ends[type]);
    return 0;
}

static void open_link(struct pz_buf *out, const MD_ATTRIBUTE *href)
{
    pz_buf_puts(out, "<a");
    if (harmless(href)) {
        pz_buf_puts(out, " href=\"");
        attribute(out, href);
        pz_buf_putc(out, '"');
    }
    pz_buf_putc(out, '>');
}

static int html_enter_span(MD_SPANTYPE type, void *detail, void *self)
{
    struct writer *w = self;
    struct pz_buf *out = w->out;
    if (type == MD_SPAN_IMG) {
        if (!w->images++) {
            const MD_ATTRIBUTE *src = &((MD_SPAN_IMG_DETAIL *)detail)->src;
            pz_buf_puts(out, "<img src=\"");
            if (harmless(src))
                attribute(out, src);
            pz_buf_puts(out, "\" alt=\"");
        }
        return 0;
    }
    if (w->images)
        return 0;
    switch (type) {
    case MD_SPAN_EM: pz_buf_puts(out, "<em>"); break;
    case MD_SPAN_STRONG: pz_buf_puts(out, "<strong>"); break;
    case MD_SPAN_A: open_link(out, &((MD_SPAN_A_DETAIL *)detail)->href); break;
    case MD_SPAN_CODE: pz_buf_puts(out, "<code>"); break;
    case MD_SPAN_DEL: pz_buf_puts(out, "<del>"); break;
    default: break;
    }
    return 0;
}

static int html_leave_span(MD_SPANTYPE type, void *detail, void *self)
{
    struct writer *w = self;
    (void)detail;
    if (type == MD_SPAN_IMG) {
        if (!--w->images)
            pz_buf_puts(w->out, "\"/>");
        return 0;
    }
    if (w->images)
        return 0;
    switch (type) {
    case MD_SPAN_EM: pz_buf_puts(w->out, "</em>"); break;
    case MD_SPAN_STRONG: pz_buf_puts(w->out, "</strong>"); break;
    case MD_SPAN_A: pz_buf_puts(w->out, "</a>"); break;
    case MD_SPAN_CODE: pz_buf_puts(w->out, "</code>"); break;
    case MD_SPAN_DEL: pz_buf_puts(w->out, "</del>"); break;
    default: break;
    }
    return 0;
}

static int html_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *self)
{
    struct writer *w = self;
    if (type == MD_TEXT_BR)
        pz_buf_puts(w->out, w->images ? " " : "<br/>\n");
    else if (type == MD_TEXT_SOFTBR)
        pz_buf_puts(w->out, w->images ? " " : "\n");
    else if (type == MD_TEXT_ENTITY)
        entity(w->out, text, len, true);
    else if (type != MD_TEXT_NULLCHAR)
        escaped(w->out, text, len);
    return 0;
}

static int text_enter(MD_BLOCKTYPE type, void *detail, void *self)
{
    (void)type, (void)detail, (void)self;
    return 0;
}

static int text_leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    struct pz_buf *out = ((struct writer *)self)->out;
    (void)detail;
    if (type == MD_BLOCK_TD || type == MD_BLOCK_TH)
        pz_buf_putc(out, '\t');
    else if ((type == MD_BLOCK_P || type == MD_BLOCK_LI || type == MD_BLOCK_H || type == MD_BLOCK_TR || type == MD_BLOCK_CODE) &&
             out->len && out->data[out->len - 1] != '\n')
        pz_buf_putc(out, '\n');
    return 0;
}

static int text_span(MD_SPANTYPE type, void *detail, void *self)
{
    (void)type, (void)detail, (void)self;
    return 0;
}

static int text_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *self)
{
    struct pz_buf *out = ((struct writer *)self)->out;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        pz_buf_putc(out, type == MD_TEXT_BR ? '\n' : ' ');
    else if (type == MD_TEXT_ENTITY)
        entity(out, text, len, false);
    else if (type != MD_TEXT_NULLCHAR)
        pz_buf_put(out, text, len);
    return 0;
}

enum { FLAGS = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEAUTOLINKS };

int pz_markdown_html(struct pz_buf *out, const char *text, size_t len)
{
    static const MD_PARSER parser = {0,    FLAGS, html_enter_block, html_leave_block, html_enter_span, html_leave_span, html_text,
                                     NULL, NULL};
    struct writer w = {out, 0};
    return md_parse(text, (MD_SIZE)len, &parser, &w);
}

int pz_markdown_text(struct pz_buf *out, const char *text, size_t len)
{
    static const MD_PARSER parser = {0, FLAGS, text_enter, text_leave_block, text_span, text_span, text_text, NULL, NULL};
    struct writer w = {out, 0};
    size_t start = out->len;
    int status = md_parse(text, (MD_SIZE)len, &parser, &w);
    while (out->len > start && (out->data[out->len - 1] == '\n' || out->data[out->len - 1] == '\t'))
        out->data[--out->len] = '\0';
    return status;
}
