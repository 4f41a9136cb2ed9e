/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/rng_names.h"

#include <string.h>

#include "base/i18n.h"
#include "base/suggest.h"
#include "base/value.h"

static const char rng_ns[] = "http://relaxng.org/ns/structure/1.0";

enum { DEPTH_MAX = 16 };

struct names {
    const struct pz_xml_node *schema;
    const struct pz_xml_doc *doc;
    struct pz_diags *diags;
    struct pz_arena arena;
    const struct pz_xml_node **where;
    size_t n, max;
};

/* What an element may hold by the schema. */
struct allowed {
    struct pz_map *attributes, *elements, *required; /* required: attributes */
    bool any_attribute, any_element;
    unsigned definitions;                 /* elements of this name in the schema */
    const struct pz_xml_node *definition; /* the last of them */
};

bool pz_rng_is(const struct pz_xml_node *node, const char *name)
{
    return node->name && strcmp(node->name, name) == 0 && strcmp(node->ns, rng_ns) == 0;
}

/* The names of <element> or <attribute>: one in its attribute, several in <choice>, or any. */
static void add_names(struct names *c, const struct pz_xml_node *node, struct pz_map *to, bool *any)
{
    const char *own = pz_xml_get(node, "name");
    if (own)
        pz_map_set(&c->arena, to, own, pz_bool(true));
    const struct pz_xml_node *choice = pz_xml_child(node, "choice");
    for (const struct pz_xml_node *n = choice && !own ? pz_xml_child(choice, "name") : NULL; n; n = pz_xml_next(n, "name"))
        pz_map_set(&c->arena, to, pz_xml_text_collapsed(n, &c->arena), pz_bool(true));
    *any |= pz_xml_child(node, "anyName") != NULL;
}

const struct pz_xml_node *pz_rng_define(const struct pz_xml_node *grammar, const char *name)
{
    for (const struct pz_xml_node *d = pz_xml_child(grammar, "define"); d; d = pz_xml_next(d, "define")) {
        const char *own = pz_xml_get(d, "name");
        if (own && strcmp(own, name) == 0)
            return d;
    }
    return NULL;
}

static bool leaves_out(const struct pz_xml_node *n)
{
    return pz_rng_is(n, "optional") || pz_rng_is(n, "zeroOrMore") || pz_rng_is(n, "choice");
}

/* Everything directly in a pattern, through its references. must: nothing above it says that it may be left out. */
static void add_content(struct names *c, const struct pz_xml_node *pattern, struct allowed *to, bool must, unsigned depth)
{
    for (const struct pz_xml_node *n = pattern->first; n && depth < DEPTH_MAX; n = n->next) {
        if (!n->name)
            continue;
        const char *own = pz_rng_is(n, "ref") ? pz_xml_get(n, "name") : NULL;
        const struct pz_xml_node *define = own ? pz_rng_define(c->schema, own) : NULL;
        if (pz_rng_is(n, "attribute"))
            add_names(c, n, to->attributes, &to->any_attribute);
        if (pz_rng_is(n, "attribute") && must && pz_xml_get(n, "name"))
            pz_map_set(&c->arena, to->required, pz_xml_get(n, "name"), pz_bool(true));
        if (pz_rng_is(n, "attribute"))
            continue;
        if (pz_rng_is(n, "element"))
            add_names(c, n, to->elements, &to->any_element);
        else
            add_content(c, define ? define : n, to, must && !leaves_out(n), depth + 1);
    }
}

static bool bears(struct names *c, const struct pz_xml_node *element, const char *name)
{
    struct pz_map *names = pz_map_new(&c->arena, 4);
    bool any = false;
    add_names(c, element, names, &any);
    return pz_map_find(names, pz_key(name)) != NULL;
}

/* All definitions of elements with this name together: the same name may mean several things. */
static void add_definitions(struct names *c, const struct pz_xml_node *below, const char *name, struct allowed *to)
{
    for (const struct pz_xml_node *n = below->first; n; n = n->next) {
        if (!n->name)
            continue;
        if (pz_rng_is(n, "element") && bears(c, n, name)) {
            to->definitions++;
            to->definition = n;
            add_content(c, n, to, true, 0);
        }
        add_definitions(c, n, name, to);
    }
}

static struct allowed allowed_in(struct names *c, const char *name)
{
    struct allowed a = {
        .attributes = pz_map_new(&c->arena, 16), .elements = pz_map_new(&c->arena, 16), .required = pz_map_new(&c->arena, 8)};
    add_definitions(c, c->schema, name, &a);
    return a;
}

static const char *advice(struct names *c, const struct pz_map *known, const char *name)
{
    const char *near = pz_suggest(known, name, strlen(name));
    return near ? pz_arena_printf(&c->diags->arena, _("perhaps “%s”"), near) : NULL;
}

static void note(struct names *c, const struct pz_xml_node *node)
{
    if (c->n < c->max)
        c->where[c->n++] = node;
}

static const struct pz_xml_node *find_attribute(struct names *c, const struct pz_xml_node *pattern, const char *name,
                                                unsigned depth)
{
    const struct pz_xml_node *found = NULL;
    for (const struct pz_xml_node *n = pattern->first; n && !found && depth < DEPTH_MAX; n = n->next) {
        const char *own = n->name ? pz_xml_get(n, "name") : NULL;
        const struct pz_xml_node *define = own && pz_rng_is(n, "ref") ? pz_rng_define(c->schema, own) : NULL;
        if (!n->name || pz_rng_is(n, "element"))
            continue;
        if (pz_rng_is(n, "attribute"))
            found = own && strcmp(own, name) == 0 ? n : NULL;
        else
            found = find_attribute(c, define ? define : n, name, depth + 1);
    }
    return found;
}

/* The words an attribute may be, when it is a choice of words and nothing else; else NULL. */
static const struct pz_map *words_of(struct names *c, const struct pz_xml_node *attribute)
{
    const struct pz_xml_node *inside = pz_xml_child(attribute, NULL);
    const struct pz_xml_node *define =
        inside && pz_rng_is(inside, "ref") ? pz_rng_define(c->schema, pz_xml_get(inside, "name")) : NULL;
    const struct pz_xml_node *choice = define ? pz_xml_child(define, NULL) : inside;
    if (!choice || !pz_rng_is(choice, "choice"))
        return NULL;
    struct pz_map *words = pz_map_new(&c->arena, 8);
    for (const struct pz_xml_node *n = pz_xml_child(choice, NULL); n; n = pz_xml_next(n, NULL)) {
        if (!pz_rng_is(n, "value"))
            return NULL;
        pz_map_set(&c->arena, words, pz_xml_text_collapsed(n, &c->arena), pz_bool(true));
    }
    return words;
}

static void check_value(struct names *c, const struct allowed *allowed, const struct pz_xml_node *node,
                        const struct pz_xml_attribute *a)
{
    const struct pz_xml_node *attribute = allowed->definitions == 1 ? find_attribute(c, allowed->definition, a->name, 0) : NULL;
    const struct pz_map *words = attribute ? words_of(c, attribute) : NULL;
    if (!words || pz_map_find(words, pz_key(a->value)))
        return;
    struct pz_place place = pz_place_line(c->doc->name, a->line, a->column);
    pz_report_hint(c->diags, "E-XML-014", &place, advice(c, words, a->value),
                   _("the value “%s” is not allowed for the attribute “%s”"), a->value, a->name);
    note(c, node);
}

/* An attribute that must be there, unless it is there misspelt or the element means several things. */
static void check_required(struct names *c, const struct allowed *allowed, const struct pz_xml_node *node)
{
    for (uint32_t i = 0; allowed->definitions == 1 && i < allowed->required->n; i++) {
        const char *name = allowed->required->e[i].key.s;
        if (pz_xml_get(node, name))
            continue;
        struct pz_place place = pz_xml_place(c->doc, node);
        pz_report(c->diags, "E-XML-013", &place, _("the element “%s” lacks the attribute “%s”"), node->name, name);
        note(c, node);
    }
}

static void check_attributes(struct names *c, const struct allowed *allowed, const struct pz_xml_node *node)
{
    size_t before = c->n;
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next) {
        bool known = a->ns[0] || allowed->any_attribute || pz_map_find(allowed->attributes, pz_key(a->name));
        if (known && !a->ns[0])
            check_value(c, allowed, node, a);
        if (known)
            continue;
        struct pz_place place = pz_place_line(c->doc->name, a->line, a->column);
        pz_report_hint(c->diags, "E-XML-012", &place, advice(c, allowed->attributes, a->name),
                       _("the element “%s” has no attribute “%s”"), node->name, a->name);
        note(c, node);
    }
    if (c->n == before)
        check_required(c, allowed, node);
}

static void check(struct names *c, const struct pz_xml_node *node)
{
    struct allowed own = allowed_in(c, node->name);
    check_attributes(c, &own, node);
    for (const struct pz_xml_node *kid = pz_xml_child(node, NULL); kid && c->n < c->max; kid = pz_xml_next(kid, NULL)) {
        struct pz_arena_mark mark = pz_arena_save(&c->arena);
        if (own.any_element || kid->ns[0] || pz_map_find(own.elements, pz_key(kid->name))) {
            if (!own.any_element && !kid->ns[0])
                check(c, kid);
        } else if (!allowed_in(c, kid->name).definitions) { /* else in a wrong place: RelaxNG says it better */
            struct pz_place place = pz_xml_place(c->doc, kid);
            pz_report_hint(c->diags, "E-XML-010", &place, advice(c, own.elements, kid->name), _("there is no element “%s” here"),
                           kid->name);
            note(c, kid);
        }
        pz_arena_restore(&c->arena, mark);
    }
}

size_t pz_rng_report_names(const struct pz_xml_node *schema, const struct pz_xml_doc *doc, struct pz_diags *diags,
                           const struct pz_xml_node **where, size_t max)
{
    struct names c = {.schema = schema, .doc = doc, .diags = diags, .where = where, .max = max};
    jmp_buf oom;
    pz_arena_init(&c.arena, 0);
    pz_arena_trap(&c.arena, &oom);
    if (setjmp(oom) == 0 && doc->root && allowed_in(&c, doc->root->name).definitions)
        check(&c, doc->root);
    size_t n = c.n;
    pz_arena_release(&c.arena);
    return n;
}
