/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Automatic styles that values ask for while a part is rendered. Private to src/odt. */
#ifndef PZ_ODT_STYLE_H
#define PZ_ODT_STYLE_H

#include "odt/names.h"

/* Put a style in, once a part; `xml` is its whole element. */
void odt_need_style(struct pz_office_state *state, const char *name, const char *xml);
/* A text style with these properties (attributes of style:text-properties); its name. */
const char *odt_text_style(struct pz_office_state *state, const char *name, const char *properties);
/* The site's paragraph style for a block of some kind: without its own indents, alignment and breaks, with these properties (attributes of
 * style:paragraph-properties); its name. */
const char *odt_block_style(struct pz_office_state *state, const struct pz_site *site, const char *kind, const char *properties);
/* A list style; its name. */
const char *odt_list_style(struct pz_office_state *state, bool ordered);
const char *odt_cell_style(struct pz_office_state *state);
/* A cell's style with another background, six hexadecimal digits; base: the name of the one it has, "" without any; its name. */
const char *odt_shaded_style(struct pz_office_state *state, const struct pz_site *site, const char *base, struct pz_text colour);
void odt_page_style(struct pz_office_state *state);

#endif
