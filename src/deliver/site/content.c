/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/content.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "deliver/pdf/text.h"
#include "deliver/table.h"

PZ_EMBED(pz_site_content_tsv, "data/site/content.tsv");

enum { DEPTH_MAX = 60, SPAN_MAX = 100 };

struct content {
    qpdf_data q;
    struct pz_arena arena;
    struct pz_pdf_pages pages;
    qpdf_oh roles;
    struct pz_buf *out;
    const char *table_label;
    unsigned tables;
    bool bold, italic; /* open <strong>, <em> */
    bool head_bold;    /* inside headings and header cells everything is bold anyway */
};

/* Elements ------------------------------------------------------------------------------------------------- */

/* The standard type of an element: its own or what the role map makes of it. */
static const char *type_of(struct content *c, qpdf_oh element)
{
    qpdf_oh s = qpdf_oh_get_key(c->q, element, "/S");
    const char *name = qpdf_oh_is_name(c->q, s) ? pz_arena_strdup(&c->arena, qpdf_oh_get_name(c->q, s)) : "";
    for (int i = 0; i < 4 && qpdf_oh_is_dictionary(c->q, c->roles); i++) {
        qpdf_oh role = qpdf_oh_get_key(c->q, c->roles, name);
        if (!qpdf_oh_is_name(c->q, role))
            break;
        name = pz_arena_strdup(&c->arena, qpdf_oh_get_name(c->q, role));
    }
    return name[0] == '/' ? name + 1 : name;
}

/* An attribute of an element, whatever its owner; uninitialised when it has none. */
static qpdf_oh attribute(struct content *c, qpdf_oh element, const char *key)
{
    qpdf_oh a = qpdf_oh_get_key(c->q, element, "/A");
    if (qpdf_oh_is_dictionary(c->q, a))
        return qpdf_oh_get_key(c->q, a, key);
    for (int i = 0; qpdf_oh_is_array(c->q, a) && i < qpdf_oh_get_array_n_items(c->q, a); i++) {
        qpdf_oh item = qpdf_oh_get_array_item(c->q, a, i);
        if (qpdf_oh_is_dictionary(c->q, item) && qpdf_oh_has_key(c->q, item, key))
            return qpdf_oh_get_key(c->q, item, key);
    }
    return qpdf_oh_new_null(c->q);
}

static int span_of(struct content *c, qpdf_oh element, const char *key)
{
    qpdf_oh v = attribute(c, element, key);
    long long n = qpdf_oh_is_integer(c->q, v) ? qpdf_oh_get_int_value(c->q, v) : 1;
    return n > 1 && n <= SPAN_MAX ? (int)n : 1;
}

/* Kids of an element, an array or a single one. */
static int kid_count(struct content *c, qpdf_oh element)
{
    qpdf_oh k = qpdf_oh_get_key(c->q, element, "/K");
    return qpdf_oh_is_array(c->q, k) ? qpdf_oh_get_array_n_items(c->q, k) : !qpdf_oh_is_null(c->q, k);
}

static qpdf_oh kid(struct content *c, qpdf_oh element, int i)
{
    qpdf_oh k = qpdf_oh_get_key(c->q, element, "/K");
    return qpdf_oh_is_array(c->q, k) ? qpdf_oh_get_array_item(c->q, k, i) : k;
}

static bool is_element(struct content *c, qpdf_oh k)
{
    return qpdf_oh_is_dictionary(c->q, k) && qpdf_oh_has_key(c->q, k, "/S");
}

static bool is_inline(const char *type)
{
    static const char *const types[] = {"Span",      "Link",     "Em",    "Strong", "Quote", "Code",
                                        "Reference", "BibEntry", "Annot", "Lbl",    "Form"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

/* Inline content ------------------------------------------------------------------------------------------- */

static void set_style(struct content *c, bool bold, bool italic)
{
    if (c->italic && (!italic || c->bold != bold)) {
        pz_buf_puts(c->out, "</em>");
        c->italic = false;
    }
    if (c->bold != bold)
        pz_buf_puts(c->out, bold ? "<strong>" : "</strong>");
    c->bold = bold;
    if (italic && !c->italic)
        pz_buf_puts(c->out, "<em>");
    c->italic = italic;
}

static void put_text(struct content *c, const char *text, size_t len)
{
    static const char soft_hyphen[] = "\xC2\xAD";
    for (const char *end = text + len; text < end;) {
        const char *stop = memmem(text, (size_t)(end - text), soft_hyphen, 2);
        pz_buf_put_xml(c->out, text, (size_t)((stop ? stop : end) - text));
        text = stop ? stop + 2 : end;
    }
}

static void put_runs(struct content *c, const struct pz_pdf_run *run, size_t *written)
{
    for (; run; run = run->next) {
        if (run->new_line && *written) {
            set_style(c, false, false);
            pz_buf_puts(c->out, "<br>");
        }
        if (run->gap && *written)
            pz_buf_puts(c->out, "<span class=\"gap\"> </span>");
        bool blank = strspn(run->text, " ") == run->len;
        if (!blank)
            set_style(c, run->bold && !c->head_bold, run->italic);
        put_text(c, run->text, run->len);
        *written += run->len;
    }
}

static void walk_inline(struct content *c, qpdf_oh element, int page, size_t *written, unsigned depth);

/* The address a link leads to; NULL for anything but http, https and mailto. */
static const char *link_target(struct content *c, qpdf_oh element)
{
    for (int i = 0; i < kid_count(c, element); i++) {
        qpdf_oh k = kid(c, element, i);
        qpdf_oh annotation = qpdf_oh_is_dictionary(c->q, k) ? qpdf_oh_get_key(c->q, k, "/Obj") : qpdf_oh_new_null(c->q);
        qpdf_oh uri = qpdf_oh_is_dictionary(c->q, annotation)
                          ? qpdf_oh_get_key_if_dict(c->q, qpdf_oh_get_key(c->q, annotation, "/A"), "/URI")
                          : qpdf_oh_new_null(c->q);
        if (!qpdf_oh_is_string(c->q, uri))
            continue;
        const char *text = pz_arena_strdup(&c->arena, qpdf_oh_get_string_value(c->q, uri));
        if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 || strncmp(text, "mailto:", 7) == 0)
            return text;
    }
    return NULL;
}

static void put_figure(struct content *c, qpdf_oh element, size_t *written)
{
    qpdf_oh alt = qpdf_oh_get_key(c->q, element, "/Alt");
    const char *text = qpdf_oh_is_string(c->q, alt) ? qpdf_oh_get_utf8_value(c->q, alt) : "";
    if (!text[0])
        return;
    pz_buf_puts(c->out, "<span class=\"figure\">");
    put_text(c, text, strlen(text));
    pz_buf_puts(c->out, "</span>");
    *written += strlen(text);
}

static void inline_element(struct content *c, qpdf_oh element, int page, size_t *written, unsigned depth)
{
    const char *type = type_of(c, element), *target = strcmp(type, "Link") == 0 ? link_target(c, element) : NULL;
    if (strcmp(type, "Figure") == 0) {
        put_figure(c, element, written);
        return;
    }
    if (target) {
        set_style(c, false, false);
        pz_buf_puts(c->out, "<a href=\"");
        pz_buf_put_xml(c->out, target, strlen(target));
        pz_buf_puts(c->out, "\">");
    }
    walk_inline(c, element, page, written, depth + 1);
    if (target) {
        set_style(c, false, false);
        pz_buf_puts(c->out, "</a>");
    }
}

static int page_of(struct content *c, qpdf_oh element, int page)
{
    qpdf_oh pg = qpdf_oh_get_key(c->q, element, "/Pg");
    return qpdf_oh_is_dictionary(c->q, pg) ? qpdf_oh_get_object_id(c->q, pg) : page;
}

static void walk_inline(struct content *c, qpdf_oh element, int page, size_t *written, unsigned depth)
{
    page = page_of(c, element, page);
    for (int i = 0; depth < DEPTH_MAX && i < kid_count(c, element); i++) {
        qpdf_oh k = kid(c, element, i);
        if (qpdf_oh_is_integer(c->q, k)) {
            put_runs(c, pz_pdf_runs(&c->pages, page, qpdf_oh_get_int_value(c->q, k)), written);
        } else if (is_element(c, k)) {
            inline_element(c, k, page, written, depth);
        } else if (qpdf_oh_is_dictionary(c->q, k) && qpdf_oh_has_key(c->q, k, "/MCID")) {
            long long mcid = qpdf_oh_get_int_value(c->q, qpdf_oh_get_key(c->q, k, "/MCID"));
            put_runs(c, pz_pdf_runs(&c->pages, page_of(c, k, page), mcid), written);
        }
    }
}

/* Blocks ------------------------------------------------------------------------------------------------------ */

static void walk_blocks(struct content *c, qpdf_oh element, int page, unsigned depth);

static const char *alignment(struct content *c, qpdf_oh element)
{
    qpdf_oh v = attribute(c, element, "/TextAlign");
    const char *name = qpdf_oh_is_name(c->q, v) ? qpdf_oh_get_name(c->q, v) : "";
    return strcmp(name, "/Center") == 0 ? " class=\"centre\"" : strcmp(name, "/End") == 0 ? " class=\"right\"" : "";
}

/* <tag class>inline content</tag>; nothing at all when it would be empty. */
static void put_block(struct content *c, qpdf_oh element, const char *tag, int page, unsigned depth)
{
    size_t start = c->out->len, written = 0;
    pz_buf_printf(c->out, "<%s%s>", tag, alignment(c, element));
    walk_inline(c, element, page, &written, depth);
    set_style(c, false, false);
    if (written)
        pz_buf_printf(c->out, "</%s>\n", tag);
    else if (!c->out->failed)
        c->out->data[c->out->len = start] = '\0';
}

static void put_heading(struct content *c, qpdf_oh element, const char *type, int page, unsigned depth)
{
    char tag[3] = "h2";
    if (type[1] >= '1' && type[1] <= '6')
        tag[1] = type[1] < '6' ? (char)(type[1] + 1) : '6';
    bool before = c->head_bold;
    c->head_bold = true;
    put_block(c, element, tag, page, depth);
    c->head_bold = before;
}

/* Lists keep the labels the document shows; CSS takes the browser's own away. */
static void put_list(struct content *c, qpdf_oh element, int page, unsigned depth)
{
    pz_buf_puts(c->out, "<ul class=\"points\">\n");
    for (int i = 0; i < kid_count(c, element); i++) {
        qpdf_oh k = kid(c, element, i);
        if (!is_element(c, k))
            continue;
        pz_buf_puts(c->out, "<li>");
        walk_blocks(c, k, page_of(c, element, page), depth + 1);
        pz_buf_puts(c->out, "</li>\n");
    }
    pz_buf_puts(c->out, "</ul>\n");
}

/* Tables ------------------------------------------------------------------------------------------------------- */

/* Call `row` for every TR below a table, whatever THead, TBody, TFoot stand between. */
static void each_row(struct content *c, qpdf_oh element, int page, void (*row)(struct content *, qpdf_oh, int, void *), void *data)
{
    page = page_of(c, element, page);
    for (int i = 0; i < kid_count(c, element); i++) {
        qpdf_oh k = kid(c, element, i);
        if (!is_element(c, k))
            continue;
        if (strcmp(type_of(c, k), "TR") == 0)
            row(c, k, page_of(c, k, page), data);
        else
            each_row(c, k, page, row, data);
    }
}

static bool is_head_row(struct content *c, qpdf_oh row)
{
    int cells = 0;
    for (int i = 0; i < kid_count(c, row); i++) {
        qpdf_oh k = kid(c, row, i);
        if (!is_element(c, k))
            continue;
        if (strcmp(type_of(c, k), "TH") != 0)
            return false;
        cells++;
    }
    return cells > 0;
}

struct table {
    bool any_head; /* a row of column headings: a table of data */
    int part;      /* 0: nothing open, 1: thead, 2: tbody */
    unsigned depth;
};

static void look_for_head(struct content *c, qpdf_oh row, int page, void *data)
{
    (void)page;
    struct table *t = data;
    t->any_head |= is_head_row(c, row);
}

/* A cell of one paragraph holds its text without <p>. */
static void put_cell(struct content *c, qpdf_oh cell, bool head, int page, unsigned depth)
{
    int columns = span_of(c, cell, "/ColSpan"), rows = span_of(c, cell, "/RowSpan");
    const char *tag = head ? "th" : "td";
    pz_buf_printf(c->out, "<%s", tag);
    if (head)
        pz_buf_puts(c->out, columns > 1 ? " scope=\"colgroup\"" : " scope=\"col\"");
    if (columns > 1)
        pz_buf_printf(c->out, " colspan=\"%d\"", columns);
    if (rows > 1)
        pz_buf_printf(c->out, " rowspan=\"%d\"", rows);
    pz_buf_putc(c->out, '>');
    bool before = c->head_bold;
    c->head_bold = head;
    if (kid_count(c, cell) == 1 && is_element(c, kid(c, cell, 0)) && strcmp(type_of(c, kid(c, cell, 0)), "P") == 0) {
        size_t written = 0;
        walk_inline(c, kid(c, cell, 0), page_of(c, cell, page), &written, depth);
        set_style(c, false, false);
    } else {
        walk_blocks(c, cell, page, depth + 1);
    }
    c->head_bold = before;
    pz_buf_printf(c->out, "</%s>", tag);
}

static void open_part(struct content *c, struct table *t, int part)
{
    static const char *const names[] = {"", "thead", "tbody"};
    if (t->part == part)
        return;
    if (t->part)
        pz_buf_printf(c->out, "</%s>\n", names[t->part]);
    if (part)
        pz_buf_printf(c->out, "<%s>\n", names[part]);
    t->part = part;
}

static void put_row(struct content *c, qpdf_oh row, int page, void *data)
{
    struct table *t = data;
    bool head = is_head_row(c, row) && t->part != 2;
    open_part(c, t, head ? 1 : 2);
    pz_buf_puts(c->out, "<tr>");
    for (int i = 0; i < kid_count(c, row); i++)
        if (is_element(c, kid(c, row, i)))
            put_cell(c, kid(c, row, i), head, page, t->depth + 1);
    pz_buf_puts(c->out, "</tr>\n");
}

static void put_table(struct content *c, qpdf_oh element, int page, unsigned depth)
{
    struct table t = {.depth = depth};
    each_row(c, element, page, look_for_head, &t);
    if (t.any_head)
        pz_buf_printf(c->out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s %u\"><table>\n", c->table_label,
                      ++c->tables);
    else
        pz_buf_puts(c->out, "<table class=\"plain\" role=\"presentation\">\n");
    each_row(c, element, page, put_row, &t);
    open_part(c, &t, 0);
    pz_buf_puts(c->out, t.any_head ? "</table></div>\n" : "</table>\n");
}

/* Everything ----------------------------------------------------------------------------------------------------- */

static void put_element(struct content *c, qpdf_oh element, int page, unsigned depth)
{
    const char *type = type_of(c, element);
    if (strcmp(type, "Table") == 0)
        put_table(c, element, page, depth);
    else if (strcmp(type, "L") == 0)
        put_list(c, element, page, depth);
    else if (strcmp(type, "LBody") == 0)
        walk_blocks(c, element, page, depth + 1);
    else if (type[0] == 'H' && (!type[1] || (type[1] >= '1' && type[1] <= '6')) && (!type[1] || !type[2]))
        put_heading(c, element, type, page, depth);
    else if (strcmp(type, "P") == 0 || strcmp(type, "Caption") == 0 || strcmp(type, "Figure") == 0 || strcmp(type, "TOCI") == 0)
        put_block(c, element, "p", page, depth);
    else
        walk_blocks(c, element, page, depth + 1);
}

/* Kids of a container: blocks as they are, loose inline content between them as it comes. */
static void walk_blocks(struct content *c, qpdf_oh element, int page, unsigned depth)
{
    size_t written = 0;
    page = page_of(c, element, page);
    for (int i = 0; depth < DEPTH_MAX && i < kid_count(c, element); i++) {
        qpdf_oh k = kid(c, element, i);
        if (is_element(c, k) && !is_inline(type_of(c, k))) {
            set_style(c, false, false);
            put_element(c, k, page, depth);
        } else if (is_element(c, k)) {
            inline_element(c, k, page, &written, depth);
            if (strcmp(type_of(c, k), "Lbl") == 0)
                pz_buf_putc(c->out, ' ');
        } else if (qpdf_oh_is_integer(c->q, k)) {
            put_runs(c, pz_pdf_runs(&c->pages, page, qpdf_oh_get_int_value(c->q, k)), &written);
        } else if (qpdf_oh_is_dictionary(c->q, k) && qpdf_oh_has_key(c->q, k, "/MCID")) {
            long long mcid = qpdf_oh_get_int_value(c->q, qpdf_oh_get_key(c->q, k, "/MCID"));
            put_runs(c, pz_pdf_runs(&c->pages, page_of(c, k, page), mcid), &written);
        }
    }
    set_style(c, false, false);
}

static int print(struct content *c, const char *pdf, struct pz_error *err)
{
    struct pz_table words = pz_table_read(pz_site_content_tsv, PZ_EMBEDDED_SIZE(pz_site_content_tsv), &c->arena);
    const struct pz_table_row *label = pz_table_find(&words, "table");
    c->table_label = label ? label->f[1] : "";
    if (pz_qpdf_open(&c->q, pdf, err) != 0 || pz_pdf_pages(&c->pages, c->q, &c->arena, err) != 0)
        return -1;
    qpdf_oh tree = qpdf_oh_get_key(c->q, qpdf_get_root(c->q), "/StructTreeRoot");
    if (!qpdf_oh_is_dictionary(c->q, tree))
        return pz_fail(err, PZ_DATA, "E-PDF-006", _("the PDF has no structure (tags)"));
    c->roles = qpdf_oh_get_key(c->q, tree, "/RoleMap");
    walk_blocks(c, tree, 0, 0);
    return c->out->failed ? pz_fail_memory(err) : 0;
}

int pz_site_content(struct pz_buf *out, const char *pdf, struct pz_error *err)
{
    struct content c = {.out = out};
    jmp_buf oom;
    int rc;
    pz_arena_trap(&c.arena, &oom);
    if (setjmp(oom))
        rc = pz_fail_memory(err);
    else
        rc = print(&c, pdf, err);
    if (c.q)
        qpdf_cleanup(&c.q);
    pz_arena_release(&c.arena);
    return rc;
}
