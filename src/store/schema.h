/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities and their fields: data/schema/fields.tsv. Internal to src/store. */
#ifndef PZ_STORE_SCHEMA_H
#define PZ_STORE_SCHEMA_H

#include "store/db.h"
#include "base/digest.h"

/* Read the table into the store's arena. */
int schema_fields(struct pz_store *s, struct pz_error *err);
/* Add the bytes of the data the derived tables depend on. */
void schema_data_digest(struct pz_digest_stream *d);

/* The type of a field ("text", "a|b|c" …), or NULL with E-STORE-010 and a suggestion. */
const char *schema_field_type(struct pz_store *s, const char *entity, const char *field, struct pz_error *err);
/* Fields of an entity in the order of the table: calls `each` with name and type. */
void schema_each_field(const char *entity, void (*each)(void *self, const char *name, size_t len, bool list), void *self);

/* Bring a value to the type of its field. A text that is no such thing: E-STORE-011. *out may point to the arena. */
int schema_coerce(struct pz_value *out, const char *type, struct pz_value in, const char *field, struct pz_arena *arena,
                  struct pz_error *err);

/* What a field is called in the office's words («полное наименование»): static text of *len bytes; NULL when it has no such words. */
const char *schema_field_title(const char *entity, const char *field, size_t *len);

#endif
