/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of definitions (data/rng/definitions.rng) as the loader needs it: which elements may stand in which, and by its marks
 * (namespace urn:prikaz:definitions) how each becomes a value. The marks are described at the top of the schema.
 *
 *     RelaxNG element ──▶ pattern ── attributes (name, ref, word)
 *                           └── children: pattern … (patterns are shared and may be recursive)
 */
#ifndef PZ_WORKSPACE_SCHEMA_H
#define PZ_WORKSPACE_SCHEMA_H

#include "base/arena.h"
#include "base/error.h"
#include "base/value.h"
#include "xml/xml.h"

struct pz_pattern_attribute {
    const char *name;
    struct pz_key key; /* the name with «-» as «_» */
    const char *ref;   /* id of an item of this map, or NULL */
    bool word;         /* yes or no */
    bool value;        /* an expression */
    bool expression;   /* if, each */
};

/* A value made by a phrase: the key and the phrase's name. */
struct pz_pattern_phrase {
    struct pz_key key;
    const char *name;
};

struct pz_pattern {
    const struct pz_xml_node *node; /* the schema's element */
    const char *const *names;       /* NULL-terminated */
    const char *list, *map, *as, *text, *number, *run, *label;
    bool plain, styled, raw, flat, open, loose, title;
    bool leaf; /* nothing but text may be in it: its value is a string */
    struct pz_pattern_phrase *phrases;
    size_t phrase_n;
    struct pz_pattern_attribute *attributes;
    size_t attribute_n;
    struct pz_pattern **children;
    size_t child_n;
};

struct pz_schema; /* immutable */

/* Read the embedded schema. Errors: E-SYS-001. */
int pz_schema_new(struct pz_schema **out, struct pz_error *err);
void pz_schema_free(struct pz_schema *schema);
/* The pattern of a root element, or NULL. */
const struct pz_pattern *pz_schema_root(const struct pz_schema *schema, const char *name);
/* The pattern of a child element, or NULL. */
const struct pz_pattern *pz_pattern_child(const struct pz_pattern *pattern, const char *name);
const struct pz_pattern_attribute *pz_pattern_attribute(const struct pz_pattern *pattern, const char *name);
/* Key under which an element of this name stands in its parent's map: p:list, p:map or its name with «-» as «_». */
struct pz_key pz_pattern_key(const struct pz_pattern *pattern, struct pz_arena *arena, const char *name);

/* The schema's text. */
const char *pz_schema_text(size_t *len);

#endif
