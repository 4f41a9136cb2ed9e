/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DOCX package as a form model. What is deleted by tracked changes is left out, what is inserted stands. */
#include <stdlib.h>

#include "base/i18n.h"
#include "form/build.h"
#include "form/docx_style.h"

enum { HEADER_DEFAULT, HEADER_FIRST, HEADER_KINDS, DEPTH_MAX = 200 };

#define MM_PER_TWIP (25.4 / 1440)

struct walk {
    struct pz_form_builder *b;
    struct pz_docx_styles styles;
    const char *folder; /* of the main part, "word/" */
    const struct pz_xml_node *relations;
    struct {
        const char *header[HEADER_KINDS], *footer[HEADER_KINDS]; /* part names in force */
    } parts;
    bool page_number; /* seen in the open paragraph */
    int depth;
};

static void walk_blocks(struct walk *w, const struct pz_xml_node *parent);

static double mm(const char *twips)
{
    return twips ? strtod(twips, NULL) * MM_PER_TWIP : 0;
}

static const char *relation_target(struct walk *w, const struct pz_xml_node *relations, const char *id, const char *folder)
{
    for (const struct pz_xml_node *n = relations ? pz_xml_child(relations, "Relationship") : NULL; n;
         n = pz_xml_next(n, "Relationship")) {
        const char *have = pz_form_attr(n, "Id"), *target = pz_form_attr(n, "Target");
        if (have && id && strcmp(have, id) == 0 && target)
            return target[0] == '/' ? target + 1 : pz_arena_printf(&w->b->model->arena, "%s%s", folder, target);
    }
    return NULL;
}

/* Inline content --------------------------------------------------------------------------------------------- */

static bool is_page_field(const char *code)
{
    const char *p = code ? code + strspn(code, " \t\n") : "";
    return strncmp(p, "PAGE", 4) == 0 && (p[4] == '\0' || p[4] == ' ');
}

static void add_picture(struct walk *w, const struct pz_xml_node *drawing)
{
    for (const struct pz_xml_node *frame = drawing->first; frame; frame = frame->next) {
        const struct pz_xml_node *properties = frame->name ? pz_xml_child(frame, "docPr") : NULL;
        if (properties)
            pz_form_add_picture(w->b, pz_form_attr(properties, "name"), pz_form_attr(properties, "descr"));
    }
}

/* Text boxes are paragraphs of their own area; they come before the paragraph that holds them. */
static void walk_text_boxes(struct walk *w, const struct pz_xml_node *node)
{
    for (const struct pz_xml_node *n = node->first; n && w->depth < DEPTH_MAX; n = n->next) {
        if (!n->name || pz_form_is(n, "Fallback"))
            continue;
        if (!pz_form_is(n, "txbxContent")) {
            w->depth++;
            walk_text_boxes(w, n);
            w->depth--;
            continue;
        }
        struct pz_form_builder inner = {.model = w->b->model, .package = w->b->package, .area = PZ_AREA_TEXT_BOX, .table = -1};
        inner.section = w->b->section;
        memcpy(inner.numbers, w->b->numbers, sizeof inner.numbers);
        struct pz_form_builder *outer = w->b;
        w->b = &inner;
        walk_blocks(w, n);
        w->b = outer;
        memcpy(outer->numbers, inner.numbers, sizeof inner.numbers);
        outer->text.failed |= inner.text.failed;
        pz_buf_release(&inner.text);
    }
}

static void add_run(struct walk *w, const struct pz_xml_node *run, const struct pz_form_look *base)
{
    struct pz_form_look look = pz_docx_resolve_run(&w->styles, base, pz_xml_child(run, "rPr"));
    for (const struct pz_xml_node *n = run->first; n; n = n->next) {
        if (!n->name)
            continue;
        if (pz_form_is(n, "t")) {
            const char *text = pz_xml_text(n, &w->b->model->arena);
            pz_form_add_text(w->b, text, strlen(text), &look);
        } else if (pz_form_is(n, "tab") || pz_form_is(n, "ptab")) {
            pz_form_add_text(w->b, "\t", 1, &look);
        } else if (pz_form_is(n, "br") || pz_form_is(n, "cr")) {
            pz_form_add_text(w->b, "\n", 1, &look);
        } else if (pz_form_is(n, "noBreakHyphen")) {
            pz_form_add_text(w->b, "\u2011", 3, &look);
        } else if (pz_form_is(n, "instrText")) {
            w->page_number |= is_page_field(pz_xml_text(n, &w->b->model->arena));
        } else if (pz_form_is(n, "pgNum")) {
            w->page_number = true;
        } else if (pz_form_is(n, "drawing")) {
            add_picture(w, n);
        }
    }
}

static void walk_inline(struct walk *w, const struct pz_xml_node *parent, const struct pz_form_look *look)
{
    for (const struct pz_xml_node *n = parent->first; n && w->depth < DEPTH_MAX; n = n->next) {
        if (!n->name || pz_form_is(n, "pPr") || pz_form_is(n, "del") || pz_form_is(n, "moveFrom") || pz_form_is(n, "Fallback"))
            continue;
        if (pz_form_is(n, "r")) {
            add_run(w, n, look);
            continue;
        }
        if (pz_form_is(n, "fldSimple"))
            w->page_number |= is_page_field(pz_form_attr(n, "instr"));
        w->depth++;
        walk_inline(w, n, look);
        w->depth--;
    }
}

/* Sections --------------------------------------------------------------------------------------------------- */

static void walk_part(struct walk *w, const char *part, enum pz_form_area area, struct pz_form_section *section, bool first)
{
    struct pz_error ignored = PZ_ERROR_INIT; /* a header that cannot be read does not hide the body */
    struct pz_xml_doc *doc = part ? pz_form_part(w->b, part, false, &ignored) : NULL;
    if (!doc)
        return;
    struct pz_form_builder saved = *w->b;
    w->b->area = area;
    w->b->table = -1;
    size_t from = w->b->model->n;
    walk_blocks(w, doc->root);
    w->b->area = saved.area;
    w->b->table = saved.table;
    for (size_t i = from; i < w->b->model->n; i++) {
        const struct pz_form_paragraph *p = &w->b->model->paragraphs[i];
        if (!p->has_page_number)
            continue;
        section->number_align = p->shape.align;
        section->number_in_footer |= area == PZ_AREA_FOOTER;
        if (first)
            section->first_numbered = true;
        else
            section->numbered = true;
    }
}

static void note_parts(struct walk *w, const struct pz_xml_node *sectpr)
{
    for (const struct pz_xml_node *n = sectpr->first; n; n = n->next) {
        bool header = n->name && pz_form_is(n, "headerReference");
        if (!header && !(n->name && pz_form_is(n, "footerReference")))
            continue;
        const char *type = pz_form_attr(n, "type");
        int kind = !type || strcmp(type, "default") == 0 ? HEADER_DEFAULT
                   : strcmp(type, "first") == 0          ? HEADER_FIRST
                                                         : HEADER_KINDS;
        if (kind == HEADER_KINDS)
            continue;
        const char *target = relation_target(w, w->relations, pz_form_attr(n, "id"), w->folder);
        if (header)
            w->parts.header[kind] = target;
        else
            w->parts.footer[kind] = target;
    }
}

static void end_section(struct walk *w, const struct pz_xml_node *sectpr)
{
    struct pz_form_section s = {0};
    const struct pz_xml_node *size = pz_xml_child(sectpr, "pgSz"), *margins = pz_xml_child(sectpr, "pgMar");
    s.width_mm = mm(pz_form_attr(size, "w"));
    s.height_mm = mm(pz_form_attr(size, "h"));
    s.left_mm = mm(pz_form_attr(margins, "left"));
    s.right_mm = mm(pz_form_attr(margins, "right"));
    s.top_mm = mm(pz_form_attr(margins, "top"));
    s.bottom_mm = mm(pz_form_attr(margins, "bottom"));
    s.header_mm = mm(pz_form_attr(margins, "header"));
    const struct pz_xml_node *title = pz_xml_child(sectpr, "titlePg");
    const char *on = pz_form_attr(title, "val");
    s.first_differs = title && (!on || (strcmp(on, "0") != 0 && strcmp(on, "false") != 0));
    note_parts(w, sectpr);
    walk_part(w, w->parts.header[HEADER_DEFAULT], PZ_AREA_HEADER, &s, false);
    walk_part(w, w->parts.footer[HEADER_DEFAULT], PZ_AREA_FOOTER, &s, false);
    if (s.first_differs) {
        walk_part(w, w->parts.header[HEADER_FIRST], PZ_AREA_HEADER, &s, true);
        walk_part(w, w->parts.footer[HEADER_FIRST], PZ_AREA_FOOTER, &s, true);
    } else {
        s.first_numbered = s.numbered;
    }
    *pz_form_add_section(w->b) = s;
    w->b->section++;
}

/* Blocks ----------------------------------------------------------------------------------------------------- */

static void add_paragraph(struct walk *w, const struct pz_xml_node *p)
{
    const struct pz_xml_node *ppr = pz_xml_child(p, "pPr"), *sectpr = pz_form_path(ppr, "sectPr", NULL);
    struct pz_form_shape shape;
    struct pz_form_look look;
    walk_text_boxes(w, p);
    pz_docx_resolve_paragraph(&w->styles, ppr, &shape, &look);
    const char *style = pz_form_attr(pz_form_path(ppr, "pStyle", NULL), "val");
    const char *label = pz_docx_label(w->b, &w->styles, ppr);
    bool outer = w->page_number;
    w->page_number = false;
    walk_inline(w, p, &look);
    struct pz_form_paragraph *made =
        pz_form_end_paragraph(w->b, &shape, pz_docx_style_name(&w->styles, style ? style : w->styles.default_paragraph), label);
    made->has_page_number = w->page_number;
    w->page_number = outer;
    if (sectpr)
        end_section(w, sectpr);
}

static size_t span_of(const struct pz_xml_node *cell)
{
    const char *span = pz_form_attr(pz_form_path(cell, "tcPr", "gridSpan", NULL), "val");
    unsigned long n = span ? strtoul(span, NULL, 10) : 1;
    return n && n < 1000 ? n : 1;
}

static void walk_row(struct walk *w, const struct pz_xml_node *row)
{
    w->b->column = 0;
    for (const struct pz_xml_node *n = row->first; n; n = n->next) {
        if (n->name && pz_form_is(n, "sdt"))
            n = pz_form_path(n, "sdtContent", "tc", NULL) ? n : n->next ? n->next : n;
        const struct pz_xml_node *cell = n->name && pz_form_is(n, "sdt") ? pz_form_path(n, "sdtContent", "tc", NULL) : n;
        if (!cell || !cell->name || !pz_form_is(cell, "tc"))
            continue;
        int table = w->b->table, r = w->b->row, column = w->b->column;
        walk_blocks(w, cell);
        w->b->table = table;
        w->b->row = r;
        w->b->column = column + (int)span_of(cell);
    }
}

static void walk_table(struct walk *w, const struct pz_xml_node *table)
{
    int before_table = w->b->table, before_row = w->b->row, before_column = w->b->column;
    int index = w->b->table = pz_form_add_table(w->b);
    size_t rows = 0, columns = 0, repeated = 0;
    for (const struct pz_xml_node *n = table->first; n; n = n->next) {
        const struct pz_xml_node *row = n->name && pz_form_is(n, "sdt") ? pz_form_path(n, "sdtContent", "tr", NULL) : n;
        if (!row || !row->name || !pz_form_is(row, "tr") || pz_form_path(row, "trPr", "del", NULL))
            continue;
        if (pz_form_path(row, "trPr", "tblHeader", NULL) && repeated == rows)
            repeated++;
        w->b->table = index;
        w->b->row = (int)rows++;
        walk_row(w, row);
        if ((size_t)w->b->column > columns)
            columns = (size_t)w->b->column;
    }
    struct pz_form_table *t = &w->b->model->tables[index];
    t->rows = rows;
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
            if (pz_form_is(n, "p"))
                add_paragraph(w, n);
            else if (pz_form_is(n, "tbl"))
                walk_table(w, n);
            else if (pz_form_is(n, "sectPr"))
                end_section(w, n);
            else if (!pz_form_is(n, "del") && !pz_form_is(n, "moveFrom") && !pz_form_is(n, "Fallback") && !pz_form_is(n, "tcPr"))
                walk_blocks(w, n); /* sdt, sdtContent, customXml, ins, AlternateContent, footnote … */
        }
    }
    w->depth--;
}

/* Parts ------------------------------------------------------------------------------------------------------ */

static const char *main_part(struct walk *w, struct pz_error *err)
{
    struct pz_xml_doc *rels = pz_form_part(w->b, "_rels/.rels", true, err);
    for (const struct pz_xml_node *n = rels ? pz_xml_child(rels->root, "Relationship") : NULL; n;
         n = pz_xml_next(n, "Relationship")) {
        const char *type = pz_form_attr(n, "Type"), *target = pz_form_attr(n, "Target");
        const char *last = type ? strrchr(type, '/') : NULL;
        if (last && strcmp(last, "/officeDocument") == 0 && target)
            return target[0] == '/' ? target + 1 : target;
    }
    if (rels)
        pz_fail(err, PZ_DATA, "E-FORM-001", _("the package names no main part"));
    return NULL;
}

static const struct pz_xml_node *root_of(struct walk *w, const char *name, struct pz_error *err)
{
    struct pz_xml_doc *doc = pz_form_part(w->b, pz_arena_printf(&w->b->model->arena, "%s%s", w->folder, name), false, err);
    return doc ? doc->root : NULL;
}

static void read_theme(struct walk *w, struct pz_error *err)
{
    const struct pz_xml_node *theme = root_of(w, "theme/theme1.xml", err);
    const struct pz_xml_node *fonts = pz_form_path(theme, "themeElements", "fontScheme", NULL);
    w->styles.minor_font = pz_form_attr(pz_form_path(fonts, "minorFont", "latin", NULL), "typeface");
    w->styles.major_font = pz_form_attr(pz_form_path(fonts, "majorFont", "latin", NULL), "typeface");
}

static void read_properties(struct walk *w, struct pz_error *err)
{
    struct pz_xml_doc *core = pz_form_part(w->b, "docProps/core.xml", false, err);
    const struct pz_xml_node *title = core ? pz_xml_child(core->root, "title") : NULL;
    if (title)
        w->b->model->title = pz_xml_text_collapsed(title, &w->b->model->arena);
    struct pz_xml_doc *app = pz_form_part(w->b, "docProps/app.xml", false, err);
    const struct pz_xml_node *pages = app ? pz_xml_child(app->root, "Pages") : NULL;
    if (pages)
        w->b->model->pages = strtoul(pz_xml_text_collapsed(pages, &w->b->model->arena), NULL, 10);
}

static void find_default_style(struct walk *w)
{
    const struct pz_xml_node *n = w->styles.styles ? pz_xml_child(w->styles.styles, "style") : NULL;
    for (; n; n = pz_xml_next(n, "style")) {
        const char *type = pz_form_attr(n, "type"), *is_default = pz_form_attr(n, "default");
        if (type && strcmp(type, "paragraph") == 0 && is_default && (is_default[0] == '1' || is_default[0] == 't'))
            w->styles.default_paragraph = pz_form_attr(n, "styleId");
    }
    struct pz_form_shape shape;
    struct pz_form_look look;
    pz_docx_resolve_paragraph(&w->styles, NULL, &shape, &look);
    w->b->model->language = look.language ? look.language : "";
}

int pz_form_read_docx(struct pz_form_builder *b, struct pz_error *err)
{
    struct walk w = {.b = b};
    struct pz_error optional = PZ_ERROR_INIT; /* parts that a document may do without */
    const char *part = main_part(&w, err);
    if (!part)
        return -1;
    const char *slash = strrchr(part, '/');
    w.folder = pz_arena_strndup(&b->model->arena, part, slash ? (size_t)(slash - part) + 1 : 0);
    w.styles.styles = root_of(&w, "styles.xml", &optional);
    w.styles.numbering = root_of(&w, "numbering.xml", &optional);
    w.relations = root_of(&w, pz_arena_printf(&b->model->arena, "_rels/%s.rels", slash ? slash + 1 : part), &optional);
    read_theme(&w, &optional);
    read_properties(&w, &optional);
    find_default_style(&w);
    struct pz_xml_doc *doc = pz_form_part(b, part, true, err);
    const struct pz_xml_node *body = doc ? pz_xml_child(doc->root, "body") : NULL;
    if (!body)
        return pz_fail(err, PZ_DATA, "E-FORM-001", _("the main part has no body"));
    walk_blocks(&w, body);
    const struct pz_xml_node *notes = root_of(&w, "footnotes.xml", &optional);
    if (notes) {
        b->area = PZ_AREA_NOTE;
        walk_blocks(&w, notes);
    }
    return 0;
}
