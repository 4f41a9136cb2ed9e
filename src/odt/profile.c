/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/profile.h"

#include <math.h>

#include "office/look.h"
#include "xml/retouch.h"

/* A value of the profile with its unit as attribute; what is missing stays. */
static void set_text(struct pz_buf *xml, size_t at, const char *attribute, const struct pz_map *map, const char *key,
                     const char *unit)
{
    struct pz_value v = pz_map_get(map, key);
    char text[48];
    if (v.type != PZ_STRING || v.len == 0 || v.len > 16)
        return;
    snprintf(text, sizeof text, "%.*s%s", (int)v.len, v.u.s, unit);
    pz_retouch_set(xml, at, attribute, text);
}

static double number_of(const struct pz_map *map, const char *key)
{
    struct pz_value v = pz_map_get(map, key);
    char text[32] = "";
    if (v.type == PZ_STRING && v.len < sizeof text)
        memcpy(text, v.u.s, v.len);
    return strtod(text, NULL);
}

static bool find_named(const struct pz_buf *xml, const char *element, const char *name, struct pz_stretch *out)
{
    struct pz_stretch tag;
    for (size_t from = 0; pz_retouch_find(xml, (struct pz_stretch){from, xml->len}, element, &tag); from = tag.end)
        if (pz_retouch_has(xml, tag, "style:name", name)) {
            *out = pz_retouch_element(xml, tag, element);
            return true;
        }
    return false;
}

/* The tag of a style's properties. */
static bool properties(const struct pz_buf *xml, const char *element, const char *name, const char *kind, struct pz_stretch *tag)
{
    struct pz_stretch style;
    return find_named(xml, element, name, &style) && pz_retouch_find(xml, style, kind, tag);
}

/* With a header the page's own margin ends where the header begins; the header makes up the rest. */
static void retouch_layout(struct pz_buf *xml, const char *name, const struct pz_map *page, bool header)
{
    struct pz_stretch tag;
    char text[32];
    if (!properties(xml, "style:page-layout", name, "style:page-layout-properties", &tag))
        return;
    set_text(xml, tag.start, "fo:margin-left", page, "left", "mm");
    set_text(xml, tag.start, "fo:margin-right", page, "right", "mm");
    set_text(xml, tag.start, "fo:margin-bottom", page, "bottom", "mm");
    set_text(xml, tag.start, "fo:margin-top", page, header ? "header" : "top", "mm");
    double height = number_of(page, "top") - number_of(page, "header");
    if (header && height > 0 && properties(xml, "style:page-layout", name, "style:header-footer-properties", &tag)) {
        snprintf(text, sizeof text, "%gmm", height);
        pz_retouch_set(xml, tag.start, "fo:min-height", text);
    }
}

static void retouch_style(struct pz_buf *xml, const char *name, const struct pz_map *style)
{
    static const char *const lengths[][3] = {{"left", "fo:margin-left", "mm"},    {"right", "fo:margin-right", "mm"},
                                             {"indent", "fo:text-indent", "mm"},  {"before", "fo:margin-top", "pt"},
                                             {"after", "fo:margin-bottom", "pt"}, {"align", "fo:text-align", ""}};
    struct pz_stretch tag;
    char text[32];
    if (properties(xml, "style:style", name, "style:paragraph-properties", &tag)) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            set_text(xml, tag.start, lengths[i][1], style, lengths[i][0], lengths[i][2]);
        if (number_of(style, "line") > 0) {
            snprintf(text, sizeof text, "%g%%", number_of(style, "line") * 100);
            pz_retouch_set(xml, tag.start, "fo:line-height", text);
        }
    }
    if (properties(xml, "style:style", name, "style:text-properties", &tag)) {
        set_text(xml, tag.start, "fo:font-size", style, "size", "pt");
        set_text(xml, tag.start, "fo:letter-spacing", style, "letterspacing", "pt");
    }
}

/* The letter's head: what stands in the corner and the addressee are as wide as the edition has it. */
static void retouch_corner(struct pz_buf *xml, const struct pz_map *profile)
{
    static const char *const columns[] = {"Corner.1", "Corner.2", "Corner.3"};
    struct pz_form_widths widths = pz_form_widths_of(profile);
    struct pz_stretch tag;
    char text[32];
    for (int i = 0; widths.known && i < 3; i++) {
        if (!properties(xml, "style:style", columns[i], "style:table-column-properties", &tag))
            return;
        snprintf(text, sizeof text, "%ld*", lround(widths.mm[i] / widths.text_mm * 65535));
        pz_retouch_set(xml, tag.start, "style:rel-column-width", text);
        snprintf(text, sizeof text, "%gmm", widths.mm[i]);
        pz_retouch_set(xml, tag.start, "style:column-width", text);
    }
}

/* All styles use the one font face. */
static void retouch_font(struct pz_buf *xml, const struct pz_map *profile)
{
    char font[PZ_FORM_FONT_SIZE], quoted[PZ_FORM_FONT_SIZE + 2];
    struct pz_stretch tag;
    if (!pz_form_font_of(profile, font) || !pz_retouch_find(xml, (struct pz_stretch){0, xml->len}, "style:font-face", &tag))
        return;
    snprintf(quoted, sizeof quoted, "'%s'", font);
    pz_retouch_set(xml, tag.start, "svg:font-family", quoted);
}

bool pz_odt_profile(struct pz_buf *xml, const char *member, const struct pz_map *profile)
{
    struct pz_value page = pz_map_get(profile, "page"), landscape = pz_map_get(profile, "landscape"),
                    styles = pz_map_get(profile, "styles");
    if (strcmp(member, "content.xml") == 0) {
        retouch_corner(xml, profile);
        return true;
    }
    if (strcmp(member, "styles.xml") != 0)
        return false;
    retouch_font(xml, profile);
    if (page.type == PZ_MAP) {
        retouch_layout(xml, "Portrait", page.u.map, true);
        retouch_layout(xml, "PortraitFirst", page.u.map, false);
    }
    if (landscape.type == PZ_MAP) {
        retouch_layout(xml, "Wide", landscape.u.map, true);
        retouch_layout(xml, "WideFirst", landscape.u.map, false);
    }
    for (uint32_t i = 0; styles.type == PZ_MAP && i < styles.u.map->n; i++)
        if (styles.u.map->e[i].value.type == PZ_MAP)
            retouch_style(xml, styles.u.map->e[i].key.s, styles.u.map->e[i].value.u.map);
    return true;
}
