/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map from texts to small numbers that does not hold the texts: of each an imprint of 96 bits is kept, 16 bytes with its number, however long it
 * is; beyond 100,000 texts in a temporary file (base/pages.h). For a whole country's names. Two texts with one imprint among 400,000 looked for in
 * 400,000 are a matter of one run in 10^17. */
#ifndef PZ_BASE_IMPRINTS_H
#define PZ_BASE_IMPRINTS_H

#include "base/pages.h"

/* All zero: an empty map. */
struct pz_imprints {
    struct pz_pages slots;
    size_t n, cap; /* cap: 0 or a power of two */
};

void pz_imprints_release(struct pz_imprints *map);
/* 1 and the text's number; 0: it is not there; -1. Errors of all: as of pages. */
int pz_imprints_find(struct pz_imprints *map, const char *s, size_t len, int32_t *number, struct pz_error *err);
/* The same; a text that is not there gets the number. 0: now; 1: it was there, *number is its own; -1: nothing changed. */
int pz_imprints_add(struct pz_imprints *map, const char *s, size_t len, int32_t *number, struct pz_error *err);
/* Another number for a text that is there. */
int pz_imprints_set(struct pz_imprints *map, const char *s, size_t len, int32_t number, struct pz_error *err);

#endif
