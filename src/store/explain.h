/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a figure in a document back to the cells and the rule behind it. */
#ifndef PZ_STORE_EXPLAIN_H
#define PZ_STORE_EXPLAIN_H

#include "store/reader.h"

/* A cell (or a line of a definition) that a value rests on. */
struct pz_source_cell {
    struct pz_place place; /* file with sheet and cell, or line */
    const char *text;      /* as it stood there */
};

struct pz_explanation {
    const char *what; /* «МБДОУ «Ромашка»: показатель 2.2.1 «Развивающая среда», 2026» in Russian */
    const char *shown; /* the value as stored, printed in full: «63,3333333» */
    const char *rule; /* how it was computed: «среднее нормированных значений 4 показателей области 2»; "" for a plain cell */
    struct pz_source_cell *cells;
    size_t cells_n; /* of the first 200 */
    size_t cells_total;
};

/* Explain a text found in a document: a number («63,3 %», «3,4», «12 из 24») is compared with everything the store knows at the number of
 * digits shown; other text with the fields of entities. organisation "" or NULL: of the whole municipality first.
 * The likeliest first; *n is 0 when nothing fits. */
int pz_explain(struct pz_reader *r, const char *organisation, const char *text, struct pz_arena *arena, struct pz_explanation **v,
               size_t *n, struct pz_error *err);
/* Everything an organisation's documents rest on (text left out on the command line): every result with its cell. */
int pz_explain_all(struct pz_reader *r, const char *organisation, struct pz_arena *arena, struct pz_explanation **v, size_t *n,
                   struct pz_error *err);

#endif
