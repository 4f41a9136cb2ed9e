/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of contents. Private to src/odt. */
#ifndef PZ_ODT_INDEX_H
#define PZ_ODT_INDEX_H

#include "odt/names.h"

bool odt_has_contents(const struct pz_markup *m);
/* Whether a paragraph is an entry that will be made anew: what it says, tags too, counts for nothing. */
bool odt_is_made_anew(const struct pz_part *part, uint32_t paragraph);
/* Make the part's tables of contents anew from its headings. */
void odt_renew_contents(struct pz_office_state *state, struct pz_buf *xml);
/* Say of each index that is not made anew that it keeps what the template has: W-ODT-005. */
void odt_warn_of_indexes(const struct pz_part *part);
/* Whether the element has this name, whatever its prefix. */
bool odt_is_local(const struct pz_markup *m, uint32_t node, const char *local);

#endif
