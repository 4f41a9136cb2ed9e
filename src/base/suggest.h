/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name a person probably meant. */
#ifndef PZ_BASE_SUGGEST_H
#define PZ_BASE_SUGGEST_H

#include "base/value.h"

/* The key of `map` nearest to s: at most a third of its letters added, left out, changed or swapped. NULL when none is near.
 * Borrowed from the map; keys are NUL-terminated there. */
const char *pz_suggest(const struct pz_map *map, const char *s, size_t len);

#endif
