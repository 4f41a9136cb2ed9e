/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading terms: what due.c and due_relative.c share. Each reader takes one form at the cursor to the end of the text. */
#ifndef PZ_RUSSIAN_DUE_READER_H
#define PZ_RUSSIAN_DUE_READER_H

#include "russian/date_lexer.h"

struct pz_due_reader {
    struct pz_date_tokens t;
    struct pz_due *term;
    struct pz_date today;
};

/* A day with a year said, or «текущего года», or no year at all (term->current_year then). The cursor stays on failure. */
bool pz_due_read_day(struct pz_due_reader *r, struct pz_date *out);
/* The text ends here (a full stop is let pass): the term is of this kind. */
bool pz_due_done(struct pz_due_reader *r, enum pz_due_kind kind);

bool pz_due_read_within(struct pz_due_reader *r);
bool pz_due_read_repeat(struct pz_due_reader *r);

#endif
