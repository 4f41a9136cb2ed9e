/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ODT package as a form model. Deleted text of tracked changes is left out. */
#include <stdlib.h>

#include "base/i18n.h"
#include "form/build.h"
#include "form/odt_style.h"

enum { DEPTH_MAX = 200, LEVELS = 10 };

struct list {
    const char *style;
    unsigned level, at[LEVELS + 1];
    bool first_in_item; /* the next paragraph carries the item's label */
};

struct walk {
    struct pz_form_builder *b;
    struct pz_odt_styles styles;        /* of the part being read */
    struct pz_odt_styles content, page; /* of content.xml and of headers */
    const struct pz_xml_node *masters, *layouts;
    const char *master; /* in force */
    struct list *list;
    bool page_number;
    int depth;
};

static void walk_blocks(struct walk *w, const struct pz_xml_node *parent);

/* Inline content --------------------------------------------------------------------------------------------- */

static void add_spaces(struct walk *w, const char *count, const struct pz_form_look *look)
{
    unsigned long n = count ? strtoul(count, NULL, 10) : 1;
    for (unsigned long i = 0; i < n && i < 1000; i++)
        pz_form_add_text(w->b, " ", 1, look);
}

/* White space of ODF text collapses: runs become one blank. */
static void add_text(struct walk *w, const char *text, const struct pz_form_look *look)
{
    for (const char *p = text; *p;) {
        size_t word = strcspn(p, " \t\r\n");
        pz_form_add_text(w->b, p, word, look);
        p += word;
        size_t gap = strspn(p, " \t\r\n");
        bool after_blank = !w->b->text.len || w->b->text.data[w->b->text.len - 1] == ' ';
        if (gap && !after_blank)
            pz_form_add_text(w->b, " ", 1, look);
        p += gap;
    }
}

static void add_frame(struct walk *w, const struct pz_xml_node *frame)
{
    const struct pz_xml_node *title = pz_xml_child(frame, "title"), *desc = pz_xml_child(frame, "desc");
    struct pz_arena *arena = &w->b->model->arena;
    if (pz_xml_child(frame, "image") || pz_xml_child(frame, "object"))
        pz_form_add_picture(w->b, pz_form_attr(frame, "name"),
                            desc || title ? pz_xml_text_collapsed(desc ? desc : title, arena) : "");
}

/* Paragraphs of text boxes and notes inside a paragraph, before it, in an area of their own. */
static void walk_apart(struct walk *w, const struct pz_xml_node *body, enum pz_form_area area)
{
    struct pz_form_builder inner = {.model = w->b->model, .package = w->b->package, .area = area, .table = -1};
    struct pz_form_builder *outer = w->b;
    struct list *list = w->list;
    inner.section = outer->section;
    memcpy(inner.numbers, outer->numbers, sizeof inner.numbers);
    w->b = &inner;
    w->list = NULL;
    walk_blocks(w, body);
    w->b = outer;
    w->list = list;
    memcpy(outer->numbers, inner.numbers, sizeof inner.numbers);
    outer->text.failed |= inner.text.failed;
    pz_buf_release(&inner.text);
}

static void walk_inline(struct walk *w, const struct pz_xml_node *parent, const struct pz_form_look *look)
{
    if (++w->depth < DEPTH_MAX) {
        for (const struct pz_xml_node *n = parent->first; n; n = n->next) {
            if (!n->name) {
                add_text(w, n->text, look);
            } else if (pz_form_is(n, "s")) {
                add_spaces(w, pz_form_attr(n, "c"), look);
            } else if (pz_form_is(n, "tab")) {
                pz_form_add_text(w->b, "\t", 1, look);
            } else if (pz_form_is(n, "line-break")) {
                pz_form_add_text(w->b, "\n", 1, look);
            } else if (pz_form_is(n, "span")) {
                struct pz_form_look inner = pz_odt_resolve_span(&w->styles, look, pz_form_attr(n, "style-name"));
                walk_inline(w, n, &inner);
            } else if (pz_form_is(n, "note")) {
                const struct pz_xml_node *body = pz_xml_child(n, "note-body");
                if (body)
                    walk_apart(w, body, PZ_AREA_NOTE);
            } else if (pz_form_is(n, "frame")) {
                add_frame(w, n);
                if (pz_xml_child(n, "text-box"))
                    walk_apart(w, pz_xml_child(n, "text-box"), PZ_AREA_TEXT_BOX);
            } else if (!pz_form_is(n, "annotation") && !pz_form_is(n, "tracked-changes")) {
                w->page_number |= pz_form_is(n, "page-number");
                walk_inline(w, n, look);
            }
        }
    }
    w->depth--;
}

/* Lists ------------------------------------------------------------------------------------------------------ */

static void put_number(struct walk *w, struct pz_buf *out, const struct pz_xml_node *level)
{
    const char *shown = pz_form_attr(level, "display-levels");
    unsigned long n = shown ? strtoul(shown, NULL, 10) : 1;
    unsigned from = n && n <= w->list->level ? w->list->level - (unsigned)n + 1 : 1;
    for (unsigned i = from; i <= w->list->level; i++) {
        const struct pz_xml_node *of = pz_odt_list_level(&w->styles, w->list->style, i);
        if (i > from)
            pz_buf_putc(out, '.');
        pz_form_number(out, w->list->at[i] ? w->list->at[i] : 1, pz_form_attr(of ? of : level, "num-format"));
    }
}

static const char *label_of(struct walk *w)
{
    if (!w->list || !w->list->first_in_item || !w->list->style)
        return NULL;
    w->list->first_in_item = false;
    const struct pz_xml_node *level = pz_odt_list_level(&w->styles, w->list->style, w->list->level);
    if (!level)
        return NULL;
    if (!pz_form_is(level, "list-level-style-number"))
        return "•";
    const char *format = pz_form_attr(level, "num-format"), *prefix = pz_form_attr(level, "num-prefix"),
               *suffix = pz_form_attr(level, "num-suffix");
    if (!format || !format[0])
        return NULL;
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_puts(&text, prefix ? prefix : "");
    put_number(w, &text, level);
    pz_buf_puts(&text, suffix ? suffix : "");
    return pz_arena_take(&w->b->model->arena, &text);
}

static void count_item(struct walk *w, const struct pz_xml_node *item)
{
    const struct pz_xml_node *level = pz_odt_list_level(&w->styles, w->list->style, w->list->level);
    const char *own = pz_form_attr(item, "start-value"), *start = pz_form_attr(level, "start-value");
    unsigned *at = &w->list->at[w->list->level];
    *at = own ? (unsigned)strtoul(own, NULL, 10) : *at ? *at + 1 : start ? (unsigned)strtoul(start, NULL, 10) : 1;
    for (unsigned i = w->list->level + 1; i <= LEVELS; i++)
        w->list->at[i] = 0;
    w->list->first_in_item = true;
}

static void walk_list(struct walk *w, const struct pz_xml_node *node)
{
    struct list own = {.style = pz_form_attr(node, "style-name")}, *outer = w->list;
    struct list *list = outer ? outer : &own;
    const char *style_before = list->style;
    if (pz_form_attr(node, "style-name"))
        list->style = pz_form_attr(node, "style-name");
    w->list = list;
    if (list->level < LEVELS) {
        list->level++;
        for (const struct pz_xml_node *n = node->first; n; n = n->next) {
            if (!n->name)
                continue;
            if (pz_form_is(n, "list-item"))
                count_item(w, n);
            walk_blocks(w, n);
        }
        list->level--;
    }
    list->style = style_before;
    w->list = outer;
}

/* Sections --------------------------------------------------------------------------------------------------- */

static const struct pz_xml_node *by_name(const struct pz_xml_node *parent, const char *element, const char *name)
{
    for (const struct pz_xml_node *n = parent && name ? pz_xml_child(parent, element) : NULL; n; n = pz_xml_next(n, element)) {
        const char *have = pz_form_attr(n, "name");
        if (have && strcmp(have, name) == 0)
            return n;
    }
    return NULL;
}

static bool is_false(const char *text)
{
    return text && strcmp(text, "false") == 0;
}

static bool walk_header(struct walk *w, const struct pz_xml_node *part, enum pz_form_area area, struct pz_form_section *section)
{
    if (!part || is_false(pz_form_attr(part, "display")))
        return false;
    struct pz_odt_styles before = w->styles;
    enum pz_form_area area_before = w->b->area;
    size_t from = w->b->model->n;
    bool numbered = false;
    w->styles = w->page;
    w->b->area = area;
    walk_blocks(w, part);
    w->styles = before;
    w->b->area = area_before;
    for (size_t i = from; i < w->b->model->n; i++)
        if (w->b->model->paragraphs[i].has_page_number) {
            numbered = true;
            section->number_align = w->b->model->paragraphs[i].shape.align;
            section->number_in_footer |= area == PZ_AREA_FOOTER;
        }
    return numbered;
}

static void add_page(const struct pz_xml_node *layout, struct pz_form_section *s)
{
    const struct pz_xml_node *page = pz_form_path(layout, "page-layout-properties", NULL);
    const struct pz_xml_node *header = pz_form_path(layout, "header-style", "header-footer-properties", NULL);
    const struct pz_xml_node *footer = pz_form_path(layout, "footer-style", "header-footer-properties", NULL);
    double all = pz_odt_mm(pz_form_attr(page, "margin"), 0);
    s->width_mm = pz_odt_mm(pz_form_attr(page, "page-width"), 0);
    s->height_mm = pz_odt_mm(pz_form_attr(page, "page-height"), 0);
    s->left_mm = pz_odt_mm(pz_form_attr(page, "margin-left"), all);
    s->right_mm = pz_odt_mm(pz_form_attr(page, "margin-right"), all);
    s->top_mm = s->header_mm = pz_odt_mm(pz_form_attr(page, "margin-top"), all);
    s->bottom_mm = pz_odt_mm(pz_form_attr(page, "margin-bottom"), all);
    const char *height = pz_form_attr(header, "height"), *below = pz_form_attr(footer, "height");
    if (header)
        s->top_mm += pz_odt_mm(height ? height : pz_form_attr(header, "min-height"), 0) +
                     pz_odt_mm(pz_form_attr(header, "margin-bottom"), 0);
    if (footer)
        s->bottom_mm +=
            pz_odt_mm(below ? below : pz_form_attr(footer, "min-height"), 0) + pz_odt_mm(pz_form_attr(footer, "margin-top"), 0);
}

static void begin_section(struct walk *w, const char *master_name)
{
    const struct pz_xml_node *first = by_name(w->masters, "master-page", master_name);
    if (!first)
        first = w->masters ? pz_xml_child(w->masters, "master-page") : NULL;
    const struct pz_xml_node *next = by_name(w->masters, "master-page", pz_form_attr(first, "next-style-name"));
    const struct pz_xml_node *follow = next ? next : first;
    struct pz_form_section s = {0};
    add_page(by_name(w->layouts, "page-layout", pz_form_attr(first, "page-layout-name")), &s);
    w->b->section = (int)w->b->model->section_n;
    w->master = master_name;
    if (first) {
        const struct pz_xml_node *own = pz_xml_child(follow, "header-first");
        s.first_differs = (next && next != first) || own;
        s.numbered = walk_header(w, pz_xml_child(follow, "header"), PZ_AREA_HEADER, &s);
        s.numbered |= walk_header(w, pz_xml_child(follow, "footer"), PZ_AREA_FOOTER, &s);
        if (own)
            s.first_numbered = walk_header(w, own, PZ_AREA_HEADER, &s);
        else if (follow != first)
            s.first_numbered = walk_header(w, pz_xml_child(first, "header"), PZ_AREA_HEADER, &s);
        else
            s.first_numbered = s.numbered;
    }
    *pz_form_add_section(w->b) = s;
}

/* Blocks ----------------------------------------------------------------------------------------------------- */

static void list_shape(struct walk *w, struct pz_form_shape *shape)
{
    const struct pz_xml_node *level = w->list ? pz_odt_list_level(&w->styles, w->list->style, w->list->level) : NULL;
    const struct pz_xml_node *align = pz_form_path(level, "list-level-properties", "list-level-label-alignment", NULL);
    shape->left_mm = pz_odt_mm(pz_form_attr(align, "margin-left"), 0);
    shape->first_mm = pz_odt_mm(pz_form_attr(align, "text-indent"), 0);
}

static void add_paragraph(struct walk *w, const struct pz_xml_node *p)
{
    const char *style = pz_form_attr(p, "style-name"), *master = pz_odt_master_of(&w->styles, style);
    if (w->b->area == PZ_AREA_BODY && w->b->table < 0 && (master || !w->b->model->section_n))
        begin_section(w, master);
    struct pz_form_shape shape = {.line = 1};
    struct pz_form_look look;
    list_shape(w, &shape);
    pz_odt_resolve_paragraph(&w->styles, style, &shape, &look);
    if (pz_form_is(p, "h")) {
        const char *level = pz_form_attr(p, "outline-level");
        shape.outline = level ? (unsigned)strtoul(level, NULL, 10) : 1;
    }
    const char *label = label_of(w);
    bool outer = w->page_number;
    w->page_number = false;
    walk_inline(w, p, &look);
    struct pz_form_paragraph *made = pz_form_end_paragraph(w->b, &shape, pz_odt_style_name(&w->styles, style), label);
    made->has_page_number = w->page_number;
    w->page_number = outer;
}

static unsigned long repeat_of(const struct pz_xml_node *node, const char *attr)
{
    const char *text = pz_form_attr(node, attr);
    unsigned long n = text ? strtoul(text, NULL, 10) : 1;
    return n && n < 100000 ? n : 1;
}

static void walk_row(struct walk *w, const struct pz_xml_node *row, int index, size_t *columns)
{
    w->b->column = 0;
    for (const struct pz_xml_node *cell = row->first; cell; cell = cell->next) {
        if (!cell->name)
            continue;
        int table = w->b->table, r = w->b->row, column = w->b->column;
        if (pz_form_is(cell, "table-cell"))
            walk_blocks(w, cell);
        w->b->table = table;
        w->b->row = r;
        w->b->column = column + (int)repeat_of(cell, "number-columns-repeated");
    }
    if ((size_t)w->b->column > *columns)
        *columns = (size_t)w->b->column;
    w->b->table = index;
    w->b->row++;
}

static void walk_rows(struct walk *w, const struct pz_xml_node *parent, int index, size_t *columns, size_t *repeated)
{
    for (const struct pz_xml_node *n = parent->first; n; n = n->next) {
        if (!n->name)
            continue;
        int before = w->b->row;
        if (pz_form_is(n, "table-row"))
            walk_row(w, n, index, columns);
        else if (pz_form_is(n, "table-header-rows") || pz_form_is(n, "table-rows") || pz_form_is(n, "table-row-group"))
            walk_rows(w, n, index, columns, repeated);
        if (pz_form_is(n, "table-header-rows"))
            *repeated += (size_t)(w->b->row - before);
    }
}

static void walk_table(struct walk *w, const struct pz_xml_node *table)
{
    int before_table = w->b->table, before_row = w->b->row, before_column = w->b->column;
    const char *master = pz_form_attr(pz_odt_style(&w->styles, "table", pz_form_attr(table, "style-name")), "master-page-name");
    if (w->b->area == PZ_AREA_BODY && before_table < 0 && ((master && master[0]) || !w->b->model->section_n))
        begin_section(w, master);
    int index = pz_form_add_table(w->b);
    size_t columns = 0, repeated = 0;
    w->b->table = index;
    w->b->row = 0;
    walk_rows(w, table, index, &columns, &repeated);
    struct pz_form_table *t = &w->b->model->tables[index];
    t->rows = (size_t)w->b->row;
    t->columns = columns;
    t->header_rows = repeated;
    w->b->table = before_table;
    w->b->row = before_row;
    w->b->column = before_column;
}

static void walk_blocks(struct walk *w, const struct pz_xml_node *parent)
{
    if (++w->depth < DEPTH_MAX) {
        for (const struct pz_xml_node *n = parent->first; n; n = n->next) {
            if (!n->name)
                continue;
            if (pz_form_is(n, "p") || pz_form_is(n, "h"))
                add_paragraph(w, n);
            else if (pz_form_is(n, "list"))
                walk_list(w, n);
            else if (pz_form_is(n, "table"))
                walk_table(w, n);
            else if (pz_form_is(n, "frame"))
                add_frame(w, n);
            else if (!pz_form_is(n, "tracked-changes") && !pz_form_is(n, "forms") && !pz_form_is(n, "sequence-decls"))
                walk_blocks(w, n); /* sections, indexes, list items, headers of lists */
        }
    }
    w->depth--;
}

/* Parts ------------------------------------------------------------------------------------------------------ */

static void read_meta(struct walk *w)
{
    struct pz_error optional = PZ_ERROR_INIT;
    struct pz_xml_doc *meta = pz_form_part(w->b, "meta.xml", false, &optional);
    const struct pz_xml_node *title = pz_form_path(meta ? meta->root : NULL, "meta", "title", NULL);
    if (title)
        w->b->model->title = pz_xml_text_collapsed(title, &w->b->model->arena);
    const struct pz_xml_node *statistic = pz_form_path(meta ? meta->root : NULL, "meta", "document-statistic", NULL);
    const char *pages = statistic ? pz_form_attr(statistic, "page-count") : NULL;
    w->b->model->pages = pages ? strtoul(pages, NULL, 10) : 0;
    struct pz_form_shape shape = {0};
    struct pz_form_look look;
    pz_odt_resolve_paragraph(&w->content, "Standard", &shape, &look);
    w->b->model->language = look.language ? look.language : "";
}

int pz_form_read_odt(struct pz_form_builder *b, struct pz_error *err)
{
    struct walk w = {.b = b};
    struct pz_error optional = PZ_ERROR_INIT;
    struct pz_xml_doc *content = pz_form_part(b, "content.xml", true, err),
                      *styles = pz_form_part(b, "styles.xml", false, &optional);
    if (!content)
        return -1;
    const struct pz_xml_node *page_root = styles ? styles->root : NULL;
    w.content.automatic = pz_xml_child(content->root, "automatic-styles");
    w.content.common = w.page.common = pz_form_path(page_root, "styles", NULL);
    w.content.fonts = w.page.more_fonts = pz_xml_child(content->root, "font-face-decls");
    w.content.more_fonts = w.page.fonts = pz_form_path(page_root, "font-face-decls", NULL);
    w.page.automatic = w.layouts = pz_form_path(page_root, "automatic-styles", NULL);
    w.masters = pz_form_path(page_root, "master-styles", NULL);
    w.styles = w.content;
    read_meta(&w);
    const struct pz_xml_node *text = pz_form_path(content->root, "body", "text", NULL);
    if (!text)
        return pz_fail(err, PZ_DATA, "E-FORM-001", _("the main part has no body"));
    walk_blocks(&w, text);
    if (!b->model->section_n)
        begin_section(&w, NULL);
    return 0;
}
