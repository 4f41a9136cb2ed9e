/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats that are text themselves. */
#ifndef PZ_TEMPLATE_FORMATS_H
#define PZ_TEMPLATE_FORMATS_H

#include "template/program.h"

/* State for these formats, given as format_state; NULL means all zero. */
struct pz_text_state {
    const char *const *folders; /* where pictures may come from, NULL-terminated; NULL: pictures are written as references only */
};

/* Append a value as it prints: text as it is, numbers and lists as Python writes them. For write_value functions. */
void pz_value_write(const struct pz_value *v, struct pz_buf *out);

extern const struct pz_format pz_text_format; /* as text; nothing is escaped */
extern const struct pz_format
    pz_html_format; /* escaped; rich values as markup: Markdown as HTML, QR as SVG, pictures as data URIs */
extern const struct pz_format pz_svg_format; /* escaped; rich values as SVG where they can be, else as text */

#endif
