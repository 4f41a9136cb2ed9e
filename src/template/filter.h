/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters, tests and functions of the language: tables of names, parameters and functions.
 *
 * A parameter list is words in order: "width/ширина killwords end". A slash gives a Russian alias; a list of "*" takes anything. Arguments
 * are put in their places when the template is compiled; absent ones are MISSING when the function runs. */
#ifndef PZ_TEMPLATE_FILTER_H
#define PZ_TEMPLATE_FILTER_H

#include "template/ast.h"

enum { FILTER_PARAMS_MAX = 8 };

struct exec;

/* One call of a filter, test, function or method. */
struct call {
    struct exec *x;
    const struct node *node; /* for places */
    struct pz_value self;    /* the filtered or tested value; the object of a method */
    struct pz_value *arg;    /* by position; as many as parameters, or `n` for "*" */
    uint32_t n;
    struct pz_entry *named; /* "*" only */
    uint32_t named_n;
};

struct filter {
    const char *name, *alias;
    const char *params;
    unsigned required; /* the first so many parameters must be given */
    struct pz_value (*run)(struct call *c);
    const char *kind; /* kind of field the filtered value is: "date", "number" …; NULL: unchanged or unknown */
};

const struct filter *pzt_filter_find(struct pz_key name);
const struct filter *pzt_test_find(struct pz_key name);
/* Function every template has: range, dict, namespace, cycler, joiner. */
const struct filter *pzt_function_find(struct pz_key name);
/* Names in the tables, for suggestions; NULL behind the last. */
const char *pzt_filter_name(size_t i);
const char *pzt_test_name(size_t i);

/* Number of parameters; where parameter `name` stands, or -1. */
uint32_t pzt_filter_params(const struct filter *f);
struct pz_key pzt_filter_param_name(const struct filter *f, uint32_t i); /* as the table spells it; no hash */
int pzt_filter_param(const struct filter *f, struct pz_key name);
static inline bool pzt_filter_takes_all(const struct filter *f)
{
    return f->params[0] == '*';
}

/* Tables of the parts, ended by a NULL name. */
extern const struct filter pzt_filters_text[], pzt_filters_list[], pzt_filters_number[], pzt_filters_html[], pzt_filters_russian[],
    pzt_filters_rich[];
extern const struct filter pzt_tests[];
extern const struct filter pzt_functions[];

#endif
