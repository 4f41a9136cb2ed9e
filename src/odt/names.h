/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of elements, as numbers. Private to src/odt. */
#ifndef PZ_ODT_NAMES_H
#define PZ_ODT_NAMES_H

#include "office/office.h"
#include "office/site.h"

enum odt_name {
    ODT_UNKNOWN,
#define N(id, ns, local, role) id,
#include "odt/names.def"
#undef N
    ODT_NAMES
};

extern const struct pz_office_format odt_format;

struct odt_package {
    size_t manifest;         /* member, or PZ_NO_MEMBER */
    size_t styles_member;    /* styles.xml, when a value may bring styles along; else PZ_NO_MEMBER */
    struct pz_markup styles; /* of the template */
};

/* Fields, placeholders and links that hold tags become plain text with tags; NULL when there are none. */
const char *odt_unwrap_fields(struct pz_arena *arena, const char *xml, size_t len, size_t *new_len);

/* The definition of the automatic style of a paragraph or cell, or nothing. */
struct pz_text odt_automatic_style(struct pz_part *part, uint32_t node);

/* cell.c */
void odt_special(struct pz_part *part, uint32_t tag);
/* At the end of the table that begins at `start`: its merged cells get the number of rows they span. */
void odt_put_row_spans(struct pz_office_state *state, struct pz_buf *out, size_t start, struct pz_text prefix);
/* guard.c: what loops and conditions ask for beyond their own statements. */
void odt_finish(struct pz_part *part);

int odt_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
             struct pz_buf *out, struct pz_error *err);
/* At the end of a paragraph that a block value has replaced: what the template has behind the value goes. */
int odt_run_tail(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);
int odt_complete(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err);
/* Bytes that nothing changes any more; only automatic styles may come in between, at state->head. */
size_t odt_settled(struct pz_office_state *state, const struct pz_buf *xml);

#endif
