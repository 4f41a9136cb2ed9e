/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document put into another: what both formats do alike. The inner document is rendered by itself; the format takes over its body. */
#ifndef PZ_OFFICE_INCLUSION_H
#define PZ_OFFICE_INCLUSION_H

#include "office/office.h"
#include "template/rich.h"

/* Take over the finished inner document; self: the caller's. -1: it cannot be put in. */
typedef int pz_inclusion_take(void *self, struct pz_package *package);

/* The path of a document in the template folders, in the arena; NULL: E-DOC-024, there is none. */
const char *pz_inclusion_find(const struct pz_office *office, const char *name, struct pz_arena *arena, struct pz_error *err);

/* Render the document a value names and hand it to `take`.
 * Errors: E-DOC-024 not found, 025 put into itself; those of the document. */
int pz_inclusion_put(struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena, pz_inclusion_take *take,
                     void *self, struct pz_error *err);

/* What a document in the template folders takes from its context: nothing when it is not there, cannot be opened or is one too many.
 * nesting, opened: as for pz_office_fields_nested. */
void pz_inclusion_fields(const struct pz_office *office, const char *name, unsigned nesting, unsigned *opened,
                         struct pz_arena *arena, struct pz_field_list *out);

/* A style already brought along by this document, or NULL; remember one. */
const struct pz_brought *pz_inclusion_brought(const struct pz_office_state *state, const char *kind, const char *name);
void pz_inclusion_bring(struct pz_office_state *state, const char *kind, const char *name, const char *id);

/* The source of m from one offset up to another. */
void pz_inclusion_copy(struct pz_buf *out, const struct pz_markup *m, uint32_t from, uint32_t to);
/* The namespace declarations of m's root that the element and the root of its new surroundings lack. */
void pz_inclusion_declare(struct pz_buf *out, const struct pz_markup *m, uint32_t node, const struct pz_markup *outer);

#endif
