/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a misspelt name may have meant. */
#ifndef PZ_TEMPLATE_SUGGEST_H
#define PZ_TEMPLATE_SUGGEST_H

#include <stdbool.h>

#include "base/value.h"

struct suggestion {
    const char *text; /* what was written */
    size_t len;
    unsigned distance; /* of the best so far; start with pzt_suggestion_start */
    const char *best;
    size_t best_len;
    bool lookalike; /* the best differs only in letters that look alike in Latin and Cyrillic */
};

void pzt_suggestion_start(struct suggestion *s, const char *text, size_t len);
/* Try one candidate; it must stay where it is while the suggestion is used. */
void pzt_suggestion_try(struct suggestion *s, const char *name, size_t len);
/* A hint in the language of the run («perhaps “x”», with a word on look-alike letters), or "". */
void pzt_suggestion_hint(const struct suggestion *s, char *out, size_t size);

/* All of it for a table of names ended by NULL. What was meant when only letters are mixed up, else NULL. */
const char *pzt_suggest(char *out, size_t size, const char *text, size_t len, const char *(*name)(size_t i));

#endif
