/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/look.h"

#include <stdlib.h>
#include <string.h>

static const double page_mm = 210, left_mm = 30, right_mm = 15; /* A4 and the margins of the stock templates */

static bool text_of(const struct pz_map *map, const char *key, char *out, size_t size)
{
    struct pz_value v = map ? pz_map_get(map, key) : pz_none();
    if (v.type != PZ_STRING || v.len == 0 || v.len >= size)
        return false;
    memcpy(out, v.u.s, v.len);
    out[v.len] = '\0';
    return true;
}

static const struct pz_map *map_of(const struct pz_map *map, const char *key)
{
    struct pz_value v = map ? pz_map_get(map, key) : pz_none();
    return v.type == PZ_MAP ? v.u.map : NULL;
}

static double number_of(const struct pz_map *map, const char *key, double otherwise)
{
    char text[32];
    return text_of(map, key, text, sizeof text) ? strtod(text, NULL) : otherwise;
}

struct pz_form_widths pz_form_widths_of(const struct pz_map *profile)
{
    const struct pz_map *page = map_of(profile, "page");
    double corner = number_of(map_of(map_of(profile, "rules"), "corner-width-mm"), "value", 0);
    double text = page_mm - number_of(page, "left", left_mm) - number_of(page, "right", right_mm);
    bool known = corner > 0 && 2 * corner < text;
    return (struct pz_form_widths){.known = known, .mm = {corner, text - 2 * corner, corner}, .text_mm = text};
}

bool pz_form_font_of(const struct pz_map *profile, char out[PZ_FORM_FONT_SIZE])
{
    return text_of(profile, "font", out, PZ_FORM_FONT_SIZE) && !strpbrk(out, "<>&\"'");
}
