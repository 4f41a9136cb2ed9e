/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both formats take from a form profile (data/profiles) in the same way: widths of the letter's head, the font. */
#ifndef PZ_OFFICE_LOOK_H
#define PZ_OFFICE_LOOK_H

#include <stdbool.h>

#include "base/value.h"

enum { PZ_FORM_FONT_SIZE = 64 };

/* The columns of the letter's head: corner, gap, addressee; together the width of the text. */
struct pz_form_widths {
    bool known; /* the profile says them */
    double mm[3], text_mm;
};

/* rules: corner-width-mm; page: left and right margin, else those of the stock templates. */
struct pz_form_widths pz_form_widths_of(const struct pz_map *profile);

/* The profile's font, a name without signs of XML; false when it says none. */
bool pz_form_font_of(const struct pz_map *profile, char out[PZ_FORM_FONT_SIZE]);

#endif
