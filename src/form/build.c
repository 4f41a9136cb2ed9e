/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/build.h"

#include <stdarg.h>

#include "base/i18n.h"

/* Room for one more element of an array that lives in the model's arena. */
#define GROW(b, array, count, capacity)                                                                                            \
    do {                                                                                                                           \
        if ((count) == (capacity)) {                                                                                               \
            size_t cap_ = (capacity) ? (capacity)*2 : 16;                                                                          \
            (array) = pz_arena_grow(&(b)->model->arena, (array), (count), cap_, sizeof *(array));                                  \
            (capacity) = cap_;                                                                                                     \
        }                                                                                                                          \
    } while (0)

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_look(const struct pz_form_look *a, const struct pz_form_look *b)
{
    return a->size_pt == b->size_pt && a->spacing_pt == b->spacing_pt && a->bold == b->bold && a->hidden == b->hidden &&
           same_text(a->font, b->font) && same_text(a->language, b->language);
}

void pz_form_add_text(struct pz_form_builder *b, const char *text, size_t len, const struct pz_form_look *look)
{
    if (!len)
        return;
    size_t start = b->text.len;
    pz_buf_put(&b->text, text, len);
    if (b->run_n && same_look(&b->runs[b->run_n - 1].look, look)) {
        b->runs[b->run_n - 1].len += len;
        return;
    }
    GROW(b, b->runs, b->run_n, b->run_cap);
    b->runs[b->run_n++] = (struct pz_form_run){start, len, *look};
}

struct pz_form_paragraph *pz_form_end_paragraph(struct pz_form_builder *b, const struct pz_form_shape *shape, const char *style,
                                                const char *label)
{
    struct pz_form_model *m = b->model;
    GROW(b, m->paragraphs, m->n, m->cap);
    struct pz_form_paragraph *p = &m->paragraphs[m->n++];
    *p = (struct pz_form_paragraph){.len = b->text.len, .label = label, .style = style ? style : "", .run_n = b->run_n};
    pz_arena_check(&m->arena, &b->text);
    p->text = pz_arena_strndup(&m->arena, pz_buf_str(&b->text), b->text.len);
    p->runs = pz_arena_grow(&m->arena, b->runs, b->run_n, b->run_n, sizeof *b->runs);
    p->shape = *shape;
    p->area = b->area;
    p->section = b->section;
    p->table = b->table;
    p->row = b->row;
    p->column = b->column;
    p->number = ++b->numbers[b->area];
    pz_buf_clear(&b->text);
    b->run_n = 0;
    return p;
}

int pz_form_add_table(struct pz_form_builder *b)
{
    struct pz_form_model *m = b->model;
    GROW(b, m->tables, m->table_n, m->table_cap);
    m->tables[m->table_n] = (struct pz_form_table){.depth = b->table >= 0 ? m->tables[b->table].depth + 1 : 0};
    return (int)m->table_n++;
}

void pz_form_add_picture(struct pz_form_builder *b, const char *name, const char *alternative)
{
    struct pz_form_model *m = b->model;
    GROW(b, m->pictures, m->picture_n, m->picture_cap);
    m->pictures[m->picture_n++] = (struct pz_form_picture){name ? name : "", alternative ? alternative : "", m->n};
}

struct pz_form_section *pz_form_add_section(struct pz_form_builder *b)
{
    struct pz_form_model *m = b->model;
    GROW(b, m->sections, m->section_n, m->section_cap);
    struct pz_form_section *s = &m->sections[m->section_n++];
    *s = (struct pz_form_section){0};
    return s;
}

struct pz_xml_doc *pz_form_part(struct pz_form_builder *b, const char *name, bool needed, struct pz_error *err)
{
    if (pz_package_find(b->package, name) < 0) {
        if (needed)
            pz_fail(err, PZ_DATA, "E-FORM-001", _("the part “%s” is missing"), name);
        return NULL;
    }
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_xml_doc *doc = NULL;
    struct pz_diags diags;
    pz_diags_init(&diags);
    if (pz_package_read(&bytes, b->package, name, 0, err) == 0) {
        char *copy = pz_arena_strndup(&b->model->arena, pz_buf_str(&bytes), bytes.len);
        if (pz_xml_parse(&doc, &b->model->arena, copy, bytes.len, name, &diags) != 0) {
            pz_diags_fail(&diags, err);
            doc = NULL;
        }
    }
    pz_diags_release(&diags);
    pz_buf_release(&bytes);
    return doc;
}

const char *pz_form_attr(const struct pz_xml_node *node, const char *name)
{
    for (const struct pz_xml_attribute *a = node ? node->attributes : NULL; a; a = a->next)
        if (strcmp(a->name, name) == 0)
            return a->value;
    return NULL;
}

bool pz_form_is(const struct pz_xml_node *node, const char *name)
{
    return node->name && strcmp(node->name, name) == 0;
}

const struct pz_xml_node *pz_form_path(const struct pz_xml_node *node, ...)
{
    va_list ap;
    va_start(ap, node);
    for (const char *name; node && (name = va_arg(ap, const char *));)
        node = pz_xml_child(node, name);
    va_end(ap);
    return node;
}

static void put_roman(struct pz_buf *out, unsigned n, bool upper)
{
    static const struct {
        unsigned value;
        const char *lower, *upper;
    } signs[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
                 {90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
                 {5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        for (; n >= signs[i].value; n -= signs[i].value)
            pz_buf_puts(out, upper ? signs[i].upper : signs[i].lower);
}

void pz_form_number(struct pz_buf *out, unsigned n, const char *format)
{
    if (!format || !n || n > 3999)
        pz_buf_printf(out, "%u", n);
    else if (strcmp(format, "lowerLetter") == 0 || strcmp(format, "a") == 0)
        pz_buf_putc(out, (char)('a' + (n - 1) % 26));
    else if (strcmp(format, "upperLetter") == 0 || strcmp(format, "A") == 0)
        pz_buf_putc(out, (char)('A' + (n - 1) % 26));
    else if (strcmp(format, "lowerRoman") == 0 || strcmp(format, "i") == 0)
        put_roman(out, n, false);
    else if (strcmp(format, "upperRoman") == 0 || strcmp(format, "I") == 0)
        put_roman(out, n, true);
    else if (strcmp(format, "russianLower") == 0)
        pz_buf_put_rune(out, 0x430 + (n - 1) % 32);
    else
        pz_buf_printf(out, "%u", n);
}
