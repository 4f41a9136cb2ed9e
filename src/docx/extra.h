/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rendering adds to the package: relationships, pictures, lists, styles. Private to src/docx. */
#ifndef PZ_DOCX_EXTRA_H
#define PZ_DOCX_EXTRA_H

#include "docx/package.h"
#include "office/picture.h"

/* A number that no bookmark, control or drawing of the template has. */
uint32_t docx_new_id(struct pz_office_state *state);
/* A relationship of the part being rendered; its identifier is "rIdPz" and the number returned. */
uint32_t docx_relate(struct pz_office_state *state, const char *type, const char *target, bool external);
/* The relationship of a picture's bytes, put into the package once. 0 and *relation, or -1. */
int docx_add_media(struct pz_office_state *state, struct pz_text bytes, const char *extension, const char *type, uint32_t *relation,
                   struct pz_error *err);
/* A new list that begins at `start`: the number for w:numId. abstract: whose numbering it is; level: which level starts anew. */
uint32_t docx_new_list(struct pz_office_state *state, uint32_t abstract, unsigned level, unsigned start);
/* A free number for w:abstractNum. */
uint32_t docx_reserve_abstract(struct pz_office_state *state);
/* A new identifier for a note or comment; the part of such notes is named where parts are named. */
uint32_t docx_new_note(struct pz_office_state *state, enum docx_notes_kind kind);
/* The numbering of ordered or of bulleted lists of our own, made once per document. */
uint32_t docx_own_numbering(struct pz_office_state *state, bool ordered);
/* Identifier of a heading's style, of the style "Hyperlink", "List Paragraph"; "" when the template has none. */
const char *docx_heading_style(const struct docx_package *docx, unsigned level);

#endif
