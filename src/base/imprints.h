/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map from texts to small numbers that does not hold the texts: of each an imprint of 96 bits is kept, 16 bytes with its number, however long it
 * is. For a whole country's names. Two texts with one imprint among 400,000 looked for in 400,000 are a matter of one run in 10^17. */
#ifndef PZ_BASE_IMPRINTS_H
#define PZ_BASE_IMPRINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pz_imprint {
    uint64_t high;
    uint32_t low; /* of a slot that is free both are 0 */
    int32_t number;
};

/* All zero: an empty map. */
struct pz_imprints {
    struct pz_imprint *slots;
    size_t n, cap; /* cap: 0 or a power of two */
};

void pz_imprints_release(struct pz_imprints *map);
/* The text's number, borrowed until the next text is added; NULL when it is not there. */
int32_t *pz_imprints_find(const struct pz_imprints *map, const char *s, size_t len);
/* The same; a text that was not there gets the number. *fresh, when not NULL: it was not. NULL: memory is short, and nothing changed. */
int32_t *pz_imprints_add(struct pz_imprints *map, const char *s, size_t len, int32_t number, bool *fresh);

#endif
