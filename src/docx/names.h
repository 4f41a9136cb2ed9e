/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of elements, as numbers. Private to src/docx. */
#ifndef PZ_DOCX_NAMES_H
#define PZ_DOCX_NAMES_H

#include "office/office.h"
#include "office/site.h"

enum docx_name {
    DOCX_UNKNOWN,
#define N(id, ns, local, role) id,
#include "docx/names.def"
#undef N
    DOCX_NAMES
};

extern const struct pz_office_format docx_format;

/* What the format knows of a part. */
struct docx_relations;

struct docx_part {
    struct docx_package *package;
    const struct docx_relations *relations;
    const char *kind; /* "document", "header", "footer", "footnotes", "endnotes",
                       "comments", "other" */
};

/* Pieces of markup with the part's own prefix. */
struct pz_text docx_markup(struct pz_part *part, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The properties of a paragraph or run: its first element, or PZ_NO_NODE. */
uint32_t docx_props(const struct pz_markup *m, uint32_t node, uint16_t name);
struct pz_text docx_prefix(const struct pz_part *part, uint32_t node);
struct pz_text docx_source(const struct pz_part *part, uint32_t node);
/* field.c */
const char *docx_unwrap_fields(struct pz_arena *arena, const char *xml, size_t len, size_t *new_len);
void docx_mark_fields(struct pz_part *part);
/* Whether a link target has tags. */
bool docx_is_target(struct pz_arena *arena, const char *target);
bool docx_has_targets(struct pz_arena *arena, const void *part);
void docx_link_targets(struct pz_part *part);

/* cell.c */
void docx_special(struct pz_part *part, uint32_t tag);

/* number.c */
void docx_restart_lists(struct pz_part *part);

/* unique.c */
void docx_unique(struct pz_part *part);
/* Where the statement of a tag goes in the source; close: it ends a block, so that what stands before the place belongs to it. */
uint32_t docx_tag_offset(const struct pz_part *part, const struct pz_tag *tag, bool close);

/* break.c */
/* Paragraphs with tags that go leave their page break behind in the output; the paragraph behind takes it over once the part is whole. */
void docx_keep_breaks(struct pz_part *part);
void docx_put_breaks(const struct pz_office_state *state, struct pz_buf *xml);
/* Where the first break that is not taken over yet stands; `before` when there is none up to there. */
size_t docx_first_break(const struct pz_office_state *state, const struct pz_buf *xml, size_t before);

/* control.c */
void docx_controls(struct pz_part *part);

/* guard.c */
void docx_guard(struct pz_part *part);

#endif
