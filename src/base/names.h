/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary: every name of the context in both spellings (English canonical, Russian alias), with what it means.
 * Data: data/vocabulary.tsv — columns: canonical, alias, kind, header synonyms (separated by |), description in Russian. */
#ifndef PZ_BASE_NAMES_H
#define PZ_BASE_NAMES_H

#include <stddef.h>

#include "base/value.h"

struct pz_name {
    struct pz_key canonical, alias; /* alias.len 0: none */
    const char *kind;               /* text, number, date, list, map, flag */
    const char *synonyms;           /* spreadsheet headers, "a|b|c" */
    const char *description;
};

struct pz_names; /* immutable; shared by threads */

/* The embedded vocabulary. NULL only when memory runs out the first time. */
const struct pz_names *pz_names_default(void);
/* Canonical key of an alias; the key itself when it is canonical or unknown. */
struct pz_key pz_names_canonical(const struct pz_names *names, struct pz_key key);
/* The entry for a canonical name or alias, or NULL. */
const struct pz_name *pz_names_find(const struct pz_names *names, struct pz_key key);
size_t pz_names_count(const struct pz_names *names);
const struct pz_name *pz_names_at(const struct pz_names *names, size_t i);

#endif
