/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of composing: texts (compose_text.c), instances of elements (instance.c), values (compose.c). For these three only. */
#ifndef PZ_WORKSPACE_COMPOSE_INSIDE_H
#define PZ_WORKSPACE_COMPOSE_INSIDE_H

#include "workspace/compose.h"

/* Bind a name in the context; returns what it was bound to before. */
struct pz_value compose_bind(struct pz_composer *c, struct pz_key name, struct pz_value v);
/* -1, with the place in the composer's error unless that has one of this file already. */
int compose_fail_at(struct pz_composer *c, const struct pz_place *place);
/* Blanks at the ends go, several become one; line ends stay without blanks around them. */
struct pz_value compose_trimmed(struct pz_arena *arena, const char *s, size_t len);
/* The text's rendering in *out, valid until the next text of this depth. */
int compose_render(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, const struct pz_buf **out);
/* As a reader sees it: with the no-break spaces and dashes of typography. title: of a title or requisite. */
struct pz_value compose_typeset(struct pz_composer *c, struct pz_value v, bool title);
/* A text that a reader sees. */
int compose_shown(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, bool title,
                  struct pz_value *out);
int compose_phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place, bool title,
                   struct pz_value *out);
/* An object becomes the value it stands for. */
int compose_forced(struct pz_composer *c, struct pz_value *v);

/* One element that will be there, with the item it was repeated for. */
struct instance {
    const struct pz_def *def;
    bool bound; /* item and loop are bound while it is evaluated */
    struct pz_value item, loop;
    const char *number;
    unsigned level;
    struct instance **kids;
    size_t kid_n, kid_cap;
};

/* What item and loop were bound to before. */
struct bound {
    struct pz_value item, loop;
};

struct bound instance_enter(struct pz_composer *c, const struct instance *it);
void instance_leave(struct pz_composer *c, const struct instance *it, struct bound b);
/* Fill root->kids from its definition and number them all. */
int instance_expand(struct pz_composer *c, struct instance *root);
/* refs.ID: number, level, type, total (of its siblings), label; of everything below `it`. */
int instance_collect_refs(struct pz_composer *c, const struct instance *it);

#endif
