/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded tables: lines of fields divided by tabs; # begins a comment line. */
#ifndef PZ_RUSSIAN_TSV_H
#define PZ_RUSSIAN_TSV_H

#include <stdbool.h>
#include <stddef.h>

struct pz_tsv_field {
    const char *s; /* borrowed; NULL beyond the last field */
    size_t len;
};

struct pz_tsv {
    const char *p, *end;
    unsigned line;   /* of the row last read, from 1 */
    unsigned fields; /* it had so many */
};

struct pz_tsv pz_tsv_open(const char *text, size_t len);
/* The next row's first n fields; false at the end. */
bool pz_tsv_next(struct pz_tsv *tsv, struct pz_tsv_field *fields, unsigned n);

#endif
