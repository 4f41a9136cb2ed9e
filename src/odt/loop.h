/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What loops repeat, and what must differ or go on from one iteration to the next. Private to src/odt. */
#ifndef PZ_ODT_LOOP_H
#define PZ_ODT_LOOP_H

#include "odt/names.h"

/* A stretch of the source that may be written more than once. */
struct odt_loop {
    uint32_t start, end;
    uint32_t opener; /* tag */
    bool blocks;     /* a loop over paragraphs and what stands between them */
    bool rows;       /* over rows of a table */
};

struct odt_loops {
    struct odt_loop *v;
    size_t n;
};

void odt_loops_find(struct odt_loops *out, struct pz_part *part);
bool odt_loop_holds(const struct odt_loop *loop, const struct pz_part *part, uint32_t node);

/* Names and identifiers in loops: from the second iteration on with a number behind; what refers to one from the same loop goes along.
 * (unique.c) */
void odt_unique_names(struct pz_part *part, const struct odt_loops *loops);
/* What comes between a name and its number, counted from 1 and written from 2 on: nothing else in the part may look like that. */
struct pz_text odt_name_separator(const struct pz_part *part, struct pz_text name);
/* Whether the element's attribute gives such a name or refers to one. */
bool odt_is_name(const char *element, size_t element_len, const char *attribute, size_t attribute_len);
/* A list with which an iteration begins goes on with the numbers of the iteration before, and so does one that numbers rows; behind other
 * text, and with a loop of its own in a row, it begins anew. (list.c) */
void odt_continue_lists(struct pz_part *part, const struct odt_loops *loops);

/* Page breaks of paragraphs that go: marked, and taken over by what is written next once the part is complete. (break.c) */
void odt_keep_breaks(struct pz_part *part);
void odt_put_breaks(struct pz_office_state *state, struct pz_buf *xml);

/* Widths of the columns of a table some of which are repeated, from the template; NULL when none is or widths are not known. (column.c) */
struct odt_columns;
const struct odt_columns *odt_columns_read(struct pz_part *part, const struct odt_loops *loops, uint32_t table);
/* Describe `wanted` columns in the table that begins at `start` of the output; false when that cannot be done. */
bool odt_columns_write(struct pz_office_state *state, const struct odt_columns *columns, struct pz_buf *out, size_t start,
                       struct pz_text prefix, long wanted);

#endif
