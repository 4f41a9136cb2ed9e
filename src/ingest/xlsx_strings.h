/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of shared strings of XLSX (ECMA-376 part 1, 18.4), and strings written in place. Inside src/ingest only. */
#ifndef PZ_INGEST_XLSX_STRINGS_H
#define PZ_INGEST_XLSX_STRINGS_H

#include "ingest/part.h"

/* All texts one after another, each with a NUL behind; at[i] is where number i begins. */
struct pz_xlsx_strings {
    struct pz_buf text;
    struct pz_buf at; /* array of uint32_t */
    size_t n;
};

/* max_cell: bytes of one string. Errors: E-DATA-013 (one string, or more than 128 MiB together), and those of the part. */
int pz_xlsx_strings_read(struct pz_xlsx_strings *strings, struct pz_package *package, const char *name, size_t max_cell,
                         struct pz_error *err);
/* The string, or NULL when there is none of that number. */
const char *pz_xlsx_string(const struct pz_xlsx_strings *strings, size_t i, size_t *len);
void pz_xlsx_strings_release(struct pz_xlsx_strings *strings);

/* Append the text of the current element (si or is): all runs, without phonetic ones, escapes «_x000D_» resolved. */
int pz_xlsx_rich_text(struct pz_part *part, struct pz_buf *out, size_t max, struct pz_error *err);
/* Resolve «_xHHHH_» in place from offset `start` on (22.9.2.19); a carriage return before a line end goes. */
void pz_xlsx_unescape(struct pz_buf *buf, size_t start);

#endif
