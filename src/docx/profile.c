/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/profile.h"

#include <math.h>

#include "office/look.h"
#include "xml/retouch.h"

/* A figure of the profile; false when it says nothing. */
static bool figure(const struct pz_map *map, const char *key, double *out)
{
    struct pz_value v = pz_map_get(map, key);
    char text[32];
    if (v.type != PZ_STRING || v.len == 0 || v.len >= sizeof text)
        return false;
    memcpy(text, v.u.s, v.len);
    text[v.len] = '\0';
    *out = strtod(text, NULL);
    return true;
}

/* Set `attribute` of the tag at `at` to the figure times `unit`, rounded. */
static void set_figure(struct pz_buf *xml, size_t at, const char *attribute, const struct pz_map *map, const char *key, double unit)
{
    double v;
    char text[32];
    if (!figure(map, key, &v))
        return;
    snprintf(text, sizeof text, "%ld", lround(v * unit));
    pz_retouch_set(xml, at, attribute, text);
}

#define TWIPS_PER_MM (1440 / 25.4)

static void retouch_pages(struct pz_buf *xml, const struct pz_map *page, bool landscape)
{
    static const char *const sides[][2] = {
        {"left", "w:left"}, {"right", "w:right"}, {"top", "w:top"}, {"bottom", "w:bottom"}, {"header", "w:header"}};
    struct pz_stretch size, margins;
    for (size_t from = 0; pz_retouch_find(xml, (struct pz_stretch){from, xml->len}, "w:pgSz", &size); from = size.end) {
        if (pz_retouch_has(xml, size, "w:orient", "landscape") != landscape ||
            !pz_retouch_find(xml, (struct pz_stretch){size.end, xml->len}, "w:pgMar", &margins))
            continue;
        for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
            set_figure(xml, margins.start, sides[i][1], page, sides[i][0], TWIPS_PER_MM);
    }
}

/* The next three tags `name` get the widths, in `unit` a mm. */
static void set_widths(struct pz_buf *xml, size_t from, const char *name, const double mm[3], double unit)
{
    struct pz_stretch tag;
    char text[32];
    for (int i = 0; i < 3 && pz_retouch_find(xml, (struct pz_stretch){from, xml->len}, name, &tag); i++, from = tag.start + 1) {
        snprintf(text, sizeof text, "%ld", lround(mm[i] * unit));
        pz_retouch_set(xml, tag.start, "w:w", text);
    }
}

/* The letter's head: what stands in the corner and the addressee are as wide as the edition has it. */
static void retouch_corner(struct pz_buf *xml, const struct pz_map *profile)
{
    struct pz_form_widths widths = pz_form_widths_of(profile);
    struct pz_stretch tag;
    for (size_t from = 0; pz_retouch_find(xml, (struct pz_stretch){from, xml->len}, "w:tblStyle", &tag); from = tag.end) {
        if (!pz_retouch_has(xml, tag, "w:val", "Corner"))
            continue;
        set_widths(xml, tag.end, "w:gridCol", widths.mm, TWIPS_PER_MM);
        set_widths(xml, tag.end, "w:tcW", widths.mm, 5000 / widths.text_mm);
    }
}

static bool find_style(const struct pz_buf *xml, const char *id, struct pz_stretch *element)
{
    struct pz_stretch tag;
    for (size_t from = 0; pz_retouch_find(xml, (struct pz_stretch){from, xml->len}, "w:style", &tag); from = tag.end)
        if (pz_retouch_has(xml, tag, "w:styleId", id)) {
            *element = pz_retouch_element(xml, tag, "w:style");
            return true;
        }
    return false;
}

/* Part of a style: its w:pPr or w:rPr. */
static bool properties(const struct pz_buf *xml, const char *id, const char *name, struct pz_stretch *out)
{
    struct pz_stretch style, tag;
    if (!find_style(xml, id, &style) || !pz_retouch_find(xml, style, name, &tag))
        return false;
    *out = pz_retouch_element(xml, tag, name);
    return true;
}

static void retouch_paragraph(struct pz_buf *xml, const char *id, const struct pz_map *style)
{
    struct pz_stretch part, tag;
    struct pz_value align = pz_map_get(style, "align");
    if (properties(xml, id, "w:pPr", &part) && pz_retouch_find(xml, part, "w:ind", &tag)) {
        set_figure(xml, tag.start, "w:left", style, "left", TWIPS_PER_MM);
        set_figure(xml, tag.start, "w:right", style, "right", TWIPS_PER_MM);
        set_figure(xml, tag.start, "w:firstLine", style, "indent", TWIPS_PER_MM);
    }
    if (properties(xml, id, "w:pPr", &part) && pz_retouch_find(xml, part, "w:spacing", &tag)) {
        set_figure(xml, tag.start, "w:before", style, "before", 20);
        set_figure(xml, tag.start, "w:after", style, "after", 20);
        set_figure(xml, tag.start, "w:line", style, "line", 240);
    }
    if (align.type == PZ_STRING && properties(xml, id, "w:pPr", &part) && pz_retouch_find(xml, part, "w:jc", &tag)) {
        bool justify = align.len == 7;
        char text[16] = "both";
        if (!justify && align.len < sizeof text)
            snprintf(text, sizeof text, "%.*s", (int)align.len, align.u.s);
        pz_retouch_set(xml, tag.start, "w:val", text);
    }
}

static void retouch_run(struct pz_buf *xml, const char *id, const struct pz_map *style)
{
    static const char *const sizes[] = {"w:sz", "w:szCs"};
    struct pz_stretch part, tag;
    if (properties(xml, id, "w:rPr", &part) && pz_retouch_find(xml, part, "w:spacing", &tag))
        set_figure(xml, tag.start, "w:val", style, "letterspacing", 20);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (properties(xml, id, "w:rPr", &part) && pz_retouch_find(xml, part, sizes[i], &tag))
            set_figure(xml, tag.start, "w:val", style, "size", 2);
}

/* The font of the whole document stands in the defaults. */
static void retouch_font(struct pz_buf *xml, const struct pz_map *profile)
{
    static const char *const scripts[] = {"w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"};
    char font[PZ_FORM_FONT_SIZE];
    struct pz_stretch tag;
    if (!pz_form_font_of(profile, font) || !pz_retouch_find(xml, (struct pz_stretch){0, xml->len}, "w:rFonts", &tag))
        return;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        pz_retouch_set(xml, tag.start, scripts[i], font);
}

bool pz_docx_profile(struct pz_buf *xml, const char *member, const struct pz_map *profile)
{
    struct pz_value page = pz_map_get(profile, "page"), landscape = pz_map_get(profile, "landscape"),
                    styles = pz_map_get(profile, "styles");
    if (strcmp(member, "word/document.xml") == 0) {
        if (page.type == PZ_MAP)
            retouch_pages(xml, page.u.map, false);
        if (landscape.type == PZ_MAP)
            retouch_pages(xml, landscape.u.map, true);
        if (pz_form_widths_of(profile).known)
            retouch_corner(xml, profile);
        return true;
    }
    if (strcmp(member, "word/styles.xml") != 0)
        return false;
    retouch_font(xml, profile);
    for (uint32_t i = 0; styles.type == PZ_MAP && i < styles.u.map->n; i++) {
        const struct pz_entry *e = &styles.u.map->e[i];
        if (e->value.type != PZ_MAP)
            continue;
        retouch_paragraph(xml, e->key.s, e->value.u.map);
        retouch_run(xml, e->key.s, e->value.u.map);
    }
    return true;
}
