/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A definition becomes a value: conditions and lists are expanded, what is numbered gets its number, references get the numbers, texts
 * are evaluated, phrases speak. Inside src/workspace only.
 *
 *     definition ─ expand (if, each) ─▶ instances ─ number ─▶ refs ─ evaluate ─▶ map
 *
 * Every key the schema knows is there: a missing attribute or element is none, a missing list empty, so that templates need no tests
 * of existence. */
#ifndef PZ_WORKSPACE_COMPOSE_H
#define PZ_WORKSPACE_COMPOSE_H

#include "russian/forms.h"
#include "workspace/definition.h"

struct pz_phrase {
    struct pz_key name;
    struct pz_def_text text;
    struct pz_place place;
};

struct pz_phrases {
    struct pz_phrase *v;
    size_t n, cap;
};

enum { PZ_COMPOSER_DEPTH = 8 };

/* Open struct: fill it, compose, release it. */
struct pz_composer {
    struct pz_arena *arena;
    const struct pz_phrases *phrases;
    struct pz_map *context; /* names for texts; bindings of `each`, `self` and `refs` are put into it and taken out again */
    const struct pz_limits *limits;
    int64_t today;
    struct pz_forms forms; /* confirmed forms; doubtful ones of this thread */
    bool lenient;          /* unknown references become none: the first pass over settings, whose registers refer to each other */
    struct pz_error *err;
    /* inside */
    struct pz_buf bufs[PZ_COMPOSER_DEPTH]; /* one for each text under way: a text may ask for another document's */
    unsigned depth;
    struct pz_map *refs;
};

void pz_composer_release(struct pz_composer *c);
/* The map of a definition. `keep`: keys put into the map before its texts are evaluated and bound to the name `bind` in the context while
 * they are (so that texts of a document see `document`); NULL: none.
 * Errors: E-TPL-… of texts with the element's place, E-DEF-010 unknown reference, E-DEF-011 not a list, E-DEF-012 unknown phrase,
 * E-DEF-013 texts that ask for each other. */
int pz_compose(struct pz_composer *c, const struct pz_def *def, const char *bind, const struct pz_map *keep, struct pz_value *out);
/* Only the first step of it: the definition's own attributes into `map`, which is bound to `bind` for good, and what the document is about
 * (its plan, its meeting) bound under its name. For checks that need a date or two and not the whole document. Errors: as above. */
int pz_compose_requisites(struct pz_composer *c, const struct pz_def *def, const char *bind, struct pz_map *map);
/* One text / one expression in the composer's context, trimmed. */
int pz_compose_text(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, struct pz_value *out);
int pz_compose_phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place,
                      struct pz_value *out);
int pz_compose_expression(struct pz_composer *c, const struct pz_expression *e, const struct pz_place *place, struct pz_value *out);

/* Whether the element's `if` holds; true where it has none. */
int pz_compose_condition(struct pz_composer *c, const struct pz_def *def, bool *out);
/* The items of the element's `each`. Errors: E-DEF-011 it is no list. */
int pz_compose_items(struct pz_composer *c, const struct pz_def *def, const struct pz_list **out);

#endif
