/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A definition as loaded: the XML tree with the schema's pattern of each element, its texts compiled as templates and its conditions and
 * lists as expressions. Immutable after loading; shared by threads. Inside src/workspace only. */
#ifndef PZ_WORKSPACE_DEFINITION_H
#define PZ_WORKSPACE_DEFINITION_H

#include "template/program.h"
#include "workspace/schema.h"

/* A text of a definition: constant, or a template. */
struct pz_def_text {
    const char *s; /* as written, white space collapsed */
    size_t len;
    struct pz_program *program; /* NULL: constant */
};

/* A stretch of text with one look. Flags of the marks p:run. */
struct pz_run {
    struct pz_def_text text;
    bool bold, italic, underline, spaced, line_break;
    struct pz_def_text link; /* target; len 0: none */
};

struct pz_def_attribute {
    struct pz_key key;
    const struct pz_pattern_attribute *pattern; /* NULL: a name the schema leaves open */
    struct pz_def_text text;
    struct pz_expression *value; /* p:value: the attribute is an expression */
};

struct pz_def {
    const struct pz_pattern *pattern;
    const char *type;  /* p:as, or the element's name */
    struct pz_key key; /* in its parent's map */
    struct pz_place place;
    struct pz_expression *when, *each;
    struct pz_key as; /* name of the item of each; len 0: "item" */
    struct pz_def_attribute *attributes;
    size_t attribute_n;
    struct pz_def_text text; /* its own text; of a styled element the runs' joined */
    struct pz_run *runs;
    size_t run_n;
    struct pz_def **kids;
    size_t kid_n;
    struct pz_def *parent;
};

/* What loading needs; programs made are kept in it and freed with it. */
struct pz_loading {
    const struct pz_schema *schema;
    struct pz_arena *arena; /* of the workspace */
    const struct pz_template_options *options;
    struct pz_diags *diags;
    struct pz_program **programs;
    size_t program_n, program_cap;
    struct pz_expression **expressions;
    size_t expression_n, expression_cap;
};

/* Parse, validate and load one file. name: the file as messages show it. Errors go to diags: E-XML-…, E-DEF-…, E-TPL-…; -1 when there
 * was any. */
int pz_def_load_file(struct pz_def **out, struct pz_loading *l, const char *path, const char *name);
int pz_def_load_text(struct pz_def **out, struct pz_loading *l, const char *text, size_t len, const char *name);
/* Compile one text with its white space collapsed. Errors to l->diags. */
void pz_def_compile(struct pz_loading *l, struct pz_def_text *out, const char *text, const struct pz_place *place);
/* Free what the arena does not hold. */
void pz_loading_release(struct pz_loading *l);

/* First child of that element name / its attribute's constant text, or NULL. */
const struct pz_def *pz_def_child(const struct pz_def *def, const char *name);
const char *pz_def_get(const struct pz_def *def, const char *attribute);

#endif
