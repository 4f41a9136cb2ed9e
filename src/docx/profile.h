/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form profile put into the parts of a DOCX template. */
#ifndef PZ_DOCX_PROFILE_H
#define PZ_DOCX_PROFILE_H

#include "base/buf.h"
#include "base/value.h"

/* Change the text of a member (word/styles.xml, word/document.xml) as the profile says; true when the member is one of them.
 * profile: map with `page` (left, right, top, bottom, header in mm) and `styles` (by style id: size, before, after, letterspacing in points;
 * indent, left, right in mm; line as a factor; align); `landscape` as `page`, for pages turned; `font`; `rules` (corner-width-mm: the corner
 * of a letter's head and its addressee, the table of style Corner). Values are texts; what is missing or none stays. Only tags that are there are
 * changed: the stock templates write spacing, indents and size of every style. */
bool pz_docx_profile(struct pz_buf *xml, const char *member, const struct pz_map *profile);

#endif
