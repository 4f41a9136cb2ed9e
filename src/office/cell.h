/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements about the cell they stand in, as docxtpl has them: {% cellbg colour %}, {% colspan n %}, {% hm %}, {% vm %}; and
 * {% vm value %}, which merges neighbours with equal values. */
#ifndef PZ_OFFICE_CELL_H
#define PZ_OFFICE_CELL_H

#include "office/site.h"

enum pz_cell_statement {
    PZ_CELL_BACKGROUND,
    PZ_CELL_SPAN,
    PZ_CELL_ACROSS, /* hm: of a repeated cell only the first remains, as wide as all */
    PZ_CELL_DOWN,   /* vm: the cells of a loop are one */
    PZ_CELL_EQUAL,  /* vm value */
};

bool pz_cell_is_statement(const char *word, size_t len);
/* What the tag says, the cell it stands in and its expression. false: it is in no table (reported: E-DOC-012). */
bool pz_cell_read(struct pz_part *part, uint32_t tag, enum pz_cell_statement *statement, uint32_t *cell,
                  struct pz_text *expression);
/* The number of columns a value asks for. Errors: E-DOC-014. */
int pz_cell_span(const struct pz_value *v, struct pz_arena *arena, long *columns, struct pz_error *err);
/* The colour a value stands for: six hexadecimal digits without «#»; len 0: none («auto» and empty text). Errors: E-DOC-015. */
int pz_cell_colour(const struct pz_value *v, struct pz_arena *arena, struct pz_text *colour, struct pz_error *err);
/* Whether the cell being written goes on with the one above: the same value in the row before, and no column further left has ended its
 * group. Remembers the value. number: of the column, from part->values. */
bool pz_cell_merges(struct pz_office_state *state, int64_t number, struct pz_text value);

#endif
