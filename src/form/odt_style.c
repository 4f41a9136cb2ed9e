/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/odt_style.h"

#include <stdlib.h>

enum { CHAIN_MAX = 32 };

#define MM_PER_PT (25.4 / 72)

double pz_odt_mm(const char *text, double otherwise)
{
    static const struct {
        const char *unit;
        double mm;
    } units[] = {{"mm", 1}, {"cm", 10}, {"in", 25.4}, {"pt", MM_PER_PT}, {"pc", 12 * MM_PER_PT}, {"px", 25.4 / 96}};
    char *end;
    double n = text ? strtod(text, &end) : 0;
    if (!text || end == text)
        return otherwise;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].unit) == 0)
            return n * units[i].mm;
    return *end ? otherwise : n;
}

static const struct pz_xml_node *find_style(const struct pz_xml_node *among, const char *family, const char *name)
{
    for (const struct pz_xml_node *n = among ? pz_xml_child(among, "style") : NULL; n; n = pz_xml_next(n, "style")) {
        const char *have = pz_form_attr(n, "name"), *of = pz_form_attr(n, "family");
        if (have && of && strcmp(have, name) == 0 && strcmp(of, family) == 0)
            return n;
    }
    return NULL;
}

const struct pz_xml_node *pz_odt_style(const struct pz_odt_styles *s, const char *family, const char *name)
{
    if (!name)
        return NULL;
    const struct pz_xml_node *found = find_style(s->automatic, family, name);
    return found ? found : find_style(s->common, family, name);
}

const char *pz_odt_style_name(const struct pz_odt_styles *s, const char *name)
{
    if (name && find_style(s->automatic, "paragraph", name))
        name = pz_form_attr(find_style(s->automatic, "paragraph", name), "parent-style-name");
    const char *shown = pz_form_attr(pz_odt_style(s, "paragraph", name), "display-name");
    return shown ? shown : name ? name : "";
}

static const struct pz_xml_node *default_style(const struct pz_odt_styles *s, const char *family)
{
    const struct pz_xml_node *n = s->common ? pz_xml_child(s->common, "default-style") : NULL;
    for (; n; n = pz_xml_next(n, "default-style")) {
        const char *of = pz_form_attr(n, "family");
        if (of && strcmp(of, family) == 0)
            return n;
    }
    return NULL;
}

/* Default style first, then the ancestors, the style itself last. */
static size_t chain(const struct pz_odt_styles *s, const char *family, const char *name,
                    const struct pz_xml_node *out[CHAIN_MAX + 1])
{
    const struct pz_xml_node *up[CHAIN_MAX];
    size_t n = 0, m = 0;
    for (const struct pz_xml_node *style = pz_odt_style(s, family, name); style && n < CHAIN_MAX;
         style = pz_odt_style(s, family, pz_form_attr(style, "parent-style-name")))
        up[n++] = style;
    if (default_style(s, family))
        out[m++] = default_style(s, family);
    while (n)
        out[m++] = up[--n];
    return m;
}

static const char *font_family(const struct pz_odt_styles *s, const char *name)
{
    const struct pz_xml_node *const among[] = {s->fonts, s->more_fonts};
    for (size_t i = 0; i < 2; i++)
        for (const struct pz_xml_node *n = among[i] ? pz_xml_child(among[i], "font-face") : NULL; n;
             n = pz_xml_next(n, "font-face")) {
            const char *have = pz_form_attr(n, "name");
            if (have && strcmp(have, name) == 0)
                return pz_form_attr(n, "font-family");
        }
    return name;
}

static void apply_text(const struct pz_odt_styles *s, const struct pz_xml_node *t, struct pz_form_look *look)
{
    if (!t)
        return;
    const char *size = pz_form_attr(t, "font-size"), *font = pz_form_attr(t, "font-name"), *family = pz_form_attr(t, "font-family");
    if (size)
        look->size_pt =
            strchr(size, '%') ? look->size_pt * strtod(size, NULL) / 100 : pz_odt_mm(size, look->size_pt * MM_PER_PT) / MM_PER_PT;
    if (font)
        look->font = font_family(s, font);
    else if (family)
        look->font = family;
    const char *spacing = pz_form_attr(t, "letter-spacing"), *weight = pz_form_attr(t, "font-weight");
    if (spacing)
        look->spacing_pt = pz_odt_mm(spacing, 0) / MM_PER_PT;
    if (weight)
        look->bold = strcmp(weight, "bold") == 0 || strtol(weight, NULL, 10) >= 600;
    const char *language = pz_form_attr(t, "language"), *display = pz_form_attr(t, "display");
    if (language)
        look->language = language;
    if (display)
        look->hidden = strcmp(display, "none") == 0;
}

static enum pz_form_align align_of(const char *text, enum pz_form_align otherwise)
{
    if (!text)
        return otherwise;
    if (strcmp(text, "center") == 0)
        return PZ_ALIGN_CENTRE;
    if (strcmp(text, "end") == 0 || strcmp(text, "right") == 0)
        return PZ_ALIGN_RIGHT;
    return strcmp(text, "justify") == 0 ? PZ_ALIGN_JUSTIFY : PZ_ALIGN_LEFT;
}

static void apply_line(const struct pz_xml_node *p, struct pz_form_shape *shape)
{
    const char *height = pz_form_attr(p, "line-height"), *least = pz_form_attr(p, "line-height-at-least");
    if (height && strchr(height, '%')) {
        shape->line = strtod(height, NULL) / 100;
        shape->exact_pt = 0;
    } else if (height && strcmp(height, "normal") == 0) {
        shape->line = 1;
        shape->exact_pt = 0;
    } else if (height || least) {
        shape->line = 0;
        shape->exact_pt = pz_odt_mm(height ? height : least, 0) / MM_PER_PT;
    }
}

static bool is(const char *text, const char *want, bool otherwise)
{
    return text ? strcmp(text, want) == 0 : otherwise;
}

static void apply_paragraph(const struct pz_xml_node *p, struct pz_form_shape *shape)
{
    if (!p)
        return;
    const char *all = pz_form_attr(p, "margin");
    double margin = pz_odt_mm(all, 0);
    if (all) {
        shape->left_mm = shape->right_mm = margin;
        shape->before_pt = shape->after_pt = margin / MM_PER_PT;
    }
    shape->left_mm = pz_odt_mm(pz_form_attr(p, "margin-left"), shape->left_mm);
    shape->right_mm = pz_odt_mm(pz_form_attr(p, "margin-right"), shape->right_mm);
    shape->before_pt = pz_odt_mm(pz_form_attr(p, "margin-top"), shape->before_pt * MM_PER_PT) / MM_PER_PT;
    shape->after_pt = pz_odt_mm(pz_form_attr(p, "margin-bottom"), shape->after_pt * MM_PER_PT) / MM_PER_PT;
    shape->first_mm = pz_odt_mm(pz_form_attr(p, "text-indent"), shape->first_mm);
    shape->align = align_of(pz_form_attr(p, "text-align"), shape->align);
    apply_line(p, shape);
    shape->keep_next = is(pz_form_attr(p, "keep-with-next"), "always", shape->keep_next);
    shape->keep_lines = is(pz_form_attr(p, "keep-together"), "always", shape->keep_lines);
    shape->break_before = is(pz_form_attr(p, "break-before"), "page", shape->break_before);
}

void pz_odt_resolve_paragraph(const struct pz_odt_styles *s, const char *name, struct pz_form_shape *shape,
                              struct pz_form_look *look)
{
    const struct pz_xml_node *up[CHAIN_MAX + 1];
    *look = (struct pz_form_look){.size_pt = 12};
    size_t n = chain(s, "paragraph", name, up);
    for (size_t i = 0; i < n; i++) {
        apply_paragraph(pz_xml_child(up[i], "paragraph-properties"), shape);
        apply_text(s, pz_xml_child(up[i], "text-properties"), look);
        const char *outline = pz_form_attr(up[i], "default-outline-level");
        if (outline)
            shape->outline = (unsigned)strtoul(outline, NULL, 10);
    }
}

struct pz_form_look pz_odt_resolve_span(const struct pz_odt_styles *s, const struct pz_form_look *around, const char *name)
{
    const struct pz_xml_node *up[CHAIN_MAX + 1];
    struct pz_form_look look = *around;
    size_t n = chain(s, "text", name, up);
    for (size_t i = 0; i < n; i++)
        if (!pz_form_is(up[i], "default-style"))
            apply_text(s, pz_xml_child(up[i], "text-properties"), &look);
    return look;
}

const char *pz_odt_master_of(const struct pz_odt_styles *s, const char *name)
{
    const struct pz_xml_node *up[CHAIN_MAX + 1];
    for (size_t n = chain(s, "paragraph", name, up); n--;) {
        const char *master = pz_form_attr(up[n], "master-page-name");
        if (master)
            return master[0] ? master : NULL;
    }
    return NULL;
}

static const struct pz_xml_node *find_list(const struct pz_xml_node *among, const char *name)
{
    for (const struct pz_xml_node *n = among ? pz_xml_child(among, "list-style") : NULL; n; n = pz_xml_next(n, "list-style")) {
        const char *have = pz_form_attr(n, "name");
        if (have && strcmp(have, name) == 0)
            return n;
    }
    return NULL;
}

const struct pz_xml_node *pz_odt_list_level(const struct pz_odt_styles *s, const char *list_style, unsigned level)
{
    const struct pz_xml_node *list = list_style ? find_list(s->automatic, list_style) : NULL;
    if (!list && list_style)
        list = find_list(s->common, list_style);
    for (const struct pz_xml_node *n = list ? list->first : NULL; n; n = n->next) {
        const char *have = n->name ? pz_form_attr(n, "level") : NULL;
        if (have && strtoul(have, NULL, 10) == level)
            return n;
    }
    return NULL;
}
