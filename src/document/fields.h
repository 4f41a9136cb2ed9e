/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a template as a tree: what it needs to be given, as nested names with kinds and places. */
#ifndef PZ_DOCUMENT_FIELDS_H
#define PZ_DOCUMENT_FIELDS_H

#include "base/names.h"
#include "template/program.h"

struct pz_field_node {
    const char *name;        /* of this step: "results"; "" of the root */
    const char *path;        /* from the root: "results[].value" */
    const char *kind;        /* "text", "number", "date", "list", "map", "flag", "picture", "colour"; "" unknown */
    const char *description; /* from the vocabulary, or "" */
    struct pz_place place;   /* of the first use */
    unsigned uses, weight;   /* uses of the name itself; how much its kind says, for building the tree */
    struct pz_field_node *first, *next;
};

/* Build the tree, names in the order of their first use. A name used as a list anywhere is a list; children make a map. names may be
 * NULL. Everything in the arena. */
struct pz_field_node *pz_field_tree(const struct pz_field_list *fields, const struct pz_names *names, struct pz_arena *arena);

/* As text: one line a name, indented by depth, with kind (a word of the run's language), description and place. */
void pz_field_tree_print(const struct pz_field_node *root, struct pz_buf *out);
/* As JSON: [{"name", "path", "kind", "description", "uses", "place", "fields": […]}]. */
void pz_field_tree_json(const struct pz_field_node *root, struct pz_buf *out);
/* A JSON file with a likely value for every field, lists with two items: renders as it stands. */
void pz_field_tree_sample(const struct pz_field_node *root, struct pz_buf *out);
/* An input form: CSV (UTF-8 with BOM, «;»): a heading row with the paths of single fields, and below each list a heading row with
 * the paths of its columns; of a list inside others the first columns ("areas[]") take the number of the outer row. */
void pz_field_tree_csv(const struct pz_field_node *root, struct pz_buf *out);

/* Of a list: whether it has columns of its own in a form, beside lists inside it. */
bool pz_field_has_columns(const struct pz_field_node *list);
/* The lists around a list: where in its path the next one behind `at` ends ("areas[]" of "areas[].points"); 0: there is none. */
size_t pz_field_outer_lists(const struct pz_field_node *list, size_t at);
/* What stands below such a column's heading. */
void pz_field_outer_meaning(struct pz_buf *out, const struct pz_field_node *list, size_t end);

#endif
