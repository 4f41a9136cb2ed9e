/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/docx_style.h"

#include <stdlib.h>

enum { CHAIN_MAX = 32, LEVELS = 9 };

#define MM_PER_TWIP (25.4 / 1440)

static const char *val(const struct pz_xml_node *node, const char *child)
{
    return pz_form_attr(pz_form_path(node, child, NULL), "val");
}

static double number(const char *text, double otherwise)
{
    return text ? strtod(text, NULL) : otherwise;
}

static bool is_on(const struct pz_xml_node *node, const char *child, bool otherwise)
{
    const struct pz_xml_node *n = pz_form_path(node, child, NULL);
    if (!n)
        return otherwise;
    const char *v = pz_form_attr(n, "val");
    return !v || (strcmp(v, "0") != 0 && strcmp(v, "false") != 0 && strcmp(v, "off") != 0);
}

const struct pz_xml_node *pz_docx_style(const struct pz_docx_styles *s, const char *id)
{
    for (const struct pz_xml_node *n = s->styles && id ? pz_xml_child(s->styles, "style") : NULL; n; n = pz_xml_next(n, "style")) {
        const char *have = pz_form_attr(n, "styleId");
        if (have && strcmp(have, id) == 0)
            return n;
    }
    return NULL;
}

const char *pz_docx_style_name(const struct pz_docx_styles *s, const char *id)
{
    const char *name = val(pz_docx_style(s, id), "name");
    return name ? name : "";
}

static void apply_indent(const struct pz_xml_node *ind, struct pz_form_shape *shape)
{
    const char *left = pz_form_attr(ind, "left"), *right = pz_form_attr(ind, "right");
    shape->left_mm = number(left ? left : pz_form_attr(ind, "start"), shape->left_mm / MM_PER_TWIP) * MM_PER_TWIP;
    shape->right_mm = number(right ? right : pz_form_attr(ind, "end"), shape->right_mm / MM_PER_TWIP) * MM_PER_TWIP;
    const char *first = pz_form_attr(ind, "firstLine"), *hanging = pz_form_attr(ind, "hanging");
    if (hanging)
        shape->first_mm = -number(hanging, 0) * MM_PER_TWIP;
    else
        shape->first_mm = number(first, shape->first_mm / MM_PER_TWIP) * MM_PER_TWIP;
}

static void apply_spacing(const struct pz_xml_node *spacing, struct pz_form_shape *shape)
{
    shape->before_pt = number(pz_form_attr(spacing, "before"), shape->before_pt * 20) / 20;
    shape->after_pt = number(pz_form_attr(spacing, "after"), shape->after_pt * 20) / 20;
    const char *line = pz_form_attr(spacing, "line"), *rule = pz_form_attr(spacing, "lineRule");
    if (!line)
        return;
    bool automatic = !rule || strcmp(rule, "auto") == 0;
    shape->line = automatic ? number(line, 240) / 240 : 0;
    shape->exact_pt = automatic ? 0 : number(line, 0) / 20;
}

static void apply_align(const char *jc, struct pz_form_shape *shape)
{
    if (!jc)
        return;
    if (strcmp(jc, "center") == 0)
        shape->align = PZ_ALIGN_CENTRE;
    else if (strcmp(jc, "right") == 0 || strcmp(jc, "end") == 0)
        shape->align = PZ_ALIGN_RIGHT;
    else if (strcmp(jc, "both") == 0 || strcmp(jc, "distribute") == 0)
        shape->align = PZ_ALIGN_JUSTIFY;
    else
        shape->align = PZ_ALIGN_LEFT;
}

static void apply_ppr(const struct pz_xml_node *ppr, struct pz_form_shape *shape)
{
    if (!ppr)
        return;
    const struct pz_xml_node *ind = pz_xml_child(ppr, "ind"), *spacing = pz_xml_child(ppr, "spacing");
    if (ind)
        apply_indent(ind, shape);
    if (spacing)
        apply_spacing(spacing, shape);
    apply_align(val(ppr, "jc"), shape);
    shape->keep_next = is_on(ppr, "keepNext", shape->keep_next);
    shape->keep_lines = is_on(ppr, "keepLines", shape->keep_lines);
    shape->break_before = is_on(ppr, "pageBreakBefore", shape->break_before);
    const char *outline = val(ppr, "outlineLvl");
    if (outline)
        shape->outline = (unsigned)(strtoul(outline, NULL, 10) + 1) % 10; /* level 9 means text */
}

static const char *theme_font(const struct pz_docx_styles *s, const char *theme)
{
    return strncmp(theme, "major", 5) == 0 ? s->major_font : s->minor_font;
}

static void apply_rpr(const struct pz_docx_styles *s, const struct pz_xml_node *rpr, struct pz_form_look *look)
{
    if (!rpr)
        return;
    look->size_pt = number(val(rpr, "sz"), look->size_pt * 2) / 2;
    look->spacing_pt = number(val(rpr, "spacing"), look->spacing_pt * 20) / 20;
    const struct pz_xml_node *fonts = pz_xml_child(rpr, "rFonts");
    const char *theme = pz_form_attr(fonts, "asciiTheme"), *name = pz_form_attr(fonts, "ascii");
    if (theme && theme_font(s, theme))
        look->font = theme_font(s, theme);
    else if (name)
        look->font = name;
    const char *lang = val(rpr, "lang");
    if (lang)
        look->language = lang;
    look->bold = is_on(rpr, "b", look->bold);
    look->hidden = is_on(rpr, "vanish", look->hidden);
}

/* The style and those it is based on, the last ancestor first. */
static size_t chain(const struct pz_docx_styles *s, const char *id, const struct pz_xml_node *out[CHAIN_MAX])
{
    const struct pz_xml_node *up[CHAIN_MAX];
    size_t n = 0;
    for (const struct pz_xml_node *style = pz_docx_style(s, id); style && n < CHAIN_MAX;
         style = pz_docx_style(s, val(style, "basedOn")))
        up[n++] = style;
    for (size_t i = 0; i < n; i++)
        out[i] = up[n - 1 - i];
    return n;
}

static const struct pz_xml_node *find_by(const struct pz_xml_node *parent, const char *name, const char *attr, const char *value)
{
    for (const struct pz_xml_node *n = parent && value ? pz_xml_child(parent, name) : NULL; n; n = pz_xml_next(n, name)) {
        const char *have = pz_form_attr(n, attr);
        if (have && strcmp(have, value) == 0)
            return n;
    }
    return NULL;
}

/* numPr of the paragraph, or the nearest of its style's ancestors. */
static const struct pz_xml_node *numbering_of(const struct pz_docx_styles *s, const struct pz_xml_node *ppr)
{
    const struct pz_xml_node *own = pz_form_path(ppr, "numPr", NULL);
    if (own)
        return own;
    const char *id = val(ppr, "pStyle");
    const struct pz_xml_node *up[CHAIN_MAX];
    for (size_t n = chain(s, id ? id : s->default_paragraph, up); n--;)
        if ((own = pz_form_path(up[n], "pPr", "numPr", NULL)))
            return own;
    return NULL;
}

static unsigned level_of(const struct pz_xml_node *numpr)
{
    unsigned long level = (unsigned long)number(val(numpr, "ilvl"), 0);
    return level < LEVELS ? (unsigned)level : LEVELS - 1;
}

static const struct pz_xml_node *abstract_of(const struct pz_docx_styles *s, const struct pz_xml_node *numpr)
{
    const struct pz_xml_node *num = find_by(s->numbering, "num", "numId", val(numpr, "numId"));
    return find_by(s->numbering, "abstractNum", "abstractNumId", val(num, "abstractNumId"));
}

static const struct pz_xml_node *level_node(const struct pz_xml_node *abstract, unsigned level)
{
    char text[8] = {(char)('0' + level), '\0'};
    return find_by(abstract, "lvl", "ilvl", text);
}

void pz_docx_resolve_paragraph(const struct pz_docx_styles *s, const struct pz_xml_node *ppr, struct pz_form_shape *shape,
                               struct pz_form_look *look)
{
    const struct pz_xml_node *defaults = pz_form_path(s->styles, "docDefaults", NULL), *up[CHAIN_MAX];
    const char *id = val(ppr, "pStyle");
    *shape = (struct pz_form_shape){.line = 1};
    *look = (struct pz_form_look){.size_pt = 10};
    apply_ppr(pz_form_path(defaults, "pPrDefault", "pPr", NULL), shape);
    apply_rpr(s, pz_form_path(defaults, "rPrDefault", "rPr", NULL), look);
    size_t n = chain(s, id ? id : s->default_paragraph, up);
    const struct pz_xml_node *numpr = pz_form_path(ppr, "numPr", NULL);
    for (size_t i = 0; i < n; i++) {
        const struct pz_xml_node *of_style = pz_form_path(up[i], "pPr", "numPr", NULL);
        if (of_style) /* a list named by a style gives way to the style's own indents */
            apply_ppr(pz_form_path(level_node(abstract_of(s, of_style), level_of(of_style)), "pPr", NULL), shape);
        apply_ppr(pz_xml_child(up[i], "pPr"), shape);
        apply_rpr(s, pz_xml_child(up[i], "rPr"), look);
    }
    if (numpr)
        apply_ppr(pz_form_path(level_node(abstract_of(s, numpr), level_of(numpr)), "pPr", NULL), shape);
    apply_ppr(ppr, shape);
}

struct pz_form_look pz_docx_resolve_run(const struct pz_docx_styles *s, const struct pz_form_look *paragraph,
                                        const struct pz_xml_node *rpr)
{
    struct pz_form_look look = *paragraph;
    const struct pz_xml_node *up[CHAIN_MAX];
    size_t n = chain(s, val(rpr, "rStyle"), up);
    for (size_t i = 0; i < n; i++)
        apply_rpr(s, pz_xml_child(up[i], "rPr"), &look);
    apply_rpr(s, rpr, &look);
    return look;
}

static struct pz_docx_counter *counter_of(struct pz_form_builder *b, struct pz_docx_styles *s, const char *list)
{
    for (size_t i = 0; i < s->counter_n; i++)
        if (strcmp(s->counters[i].list, list) == 0)
            return &s->counters[i];
    if (s->counter_n == s->counter_cap) {
        size_t cap = s->counter_cap ? s->counter_cap * 2 : 8;
        s->counters = pz_arena_grow(&b->model->arena, s->counters, s->counter_n, cap, sizeof *s->counters);
        s->counter_cap = cap;
    }
    s->counters[s->counter_n] = (struct pz_docx_counter){.list = list};
    return &s->counters[s->counter_n++];
}

/* «%1.%2.» with the counters filled in. */
static void put_label(struct pz_buf *out, const struct pz_xml_node *abstract, const char *pattern, const struct pz_docx_counter *c)
{
    for (const char *p = pattern; *p; p++) {
        if (*p == '%' && p[1] >= '1' && p[1] <= '9') {
            unsigned level = (unsigned)(*++p - '1');
            const struct pz_xml_node *node = level_node(abstract, level);
            pz_form_number(out, c->at[level] ? c->at[level] : (unsigned)number(val(node, "start"), 1), val(node, "numFmt"));
        } else {
            pz_buf_putc(out, *p);
        }
    }
}

const char *pz_docx_label(struct pz_form_builder *b, struct pz_docx_styles *s, const struct pz_xml_node *ppr)
{
    const struct pz_xml_node *numpr = numbering_of(s, ppr), *abstract = numpr ? abstract_of(s, numpr) : NULL;
    unsigned level = numpr ? level_of(numpr) : 0;
    const struct pz_xml_node *node = abstract ? level_node(abstract, level) : NULL;
    const char *format = val(node, "numFmt"), *pattern = val(node, "lvlText");
    if (!node || !pattern)
        return NULL;
    if (format && strcmp(format, "bullet") == 0)
        return "•";
    /* Instances with an override of the start count on their own. */
    const struct pz_xml_node *num = find_by(s->numbering, "num", "numId", val(numpr, "numId"));
    const char *list = pz_form_path(num, "lvlOverride", "startOverride", NULL) ? val(numpr, "numId") : val(num, "abstractNumId");
    struct pz_docx_counter *c = counter_of(b, s, list);
    c->at[level] = c->at[level] ? c->at[level] + 1 : (unsigned)number(val(node, "start"), 1);
    memset(&c->at[level + 1], 0, (LEVELS - 1 - level) * sizeof c->at[0]);
    struct pz_buf text = PZ_BUF_INIT;
    put_label(&text, abstract, pattern, c);
    return pz_arena_take(&b->model->arena, &text);
}
