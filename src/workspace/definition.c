/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/definition.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Collapse white space; *gap: whether a blank is owed before the next character, kept from run to run. No-break spaces stay. */
static const char *collapse(struct pz_arena *arena, const char *s, bool *gap, bool first, size_t *len)
{
    char *out = pz_arena_alloc(arena, strlen(s) + 2);
    size_t n = 0;
    for (; *s; s++) {
        if (is_blank(*s)) {
            *gap = true;
            continue;
        }
        if (*gap && !(first && n == 0))
            out[n++] = ' ';
        *gap = false;
        out[n++] = *s;
    }
    out[n] = '\0';
    *len = n;
    return out;
}

static bool keep_program(struct pz_loading *l, struct pz_program *p)
{
    if (l->program_n == l->program_cap) {
        size_t cap = l->program_cap ? l->program_cap * 2 : 64;
        struct pz_program **v = pz_realloc(l->programs, cap * sizeof *v);
        if (!v)
            return false;
        l->programs = v;
        l->program_cap = cap;
    }
    l->programs[l->program_n++] = p;
    return true;
}

static bool keep_expression(struct pz_loading *l, struct pz_expression *e)
{
    if (l->expression_n == l->expression_cap) {
        size_t cap = l->expression_cap ? l->expression_cap * 2 : 64;
        struct pz_expression **v = pz_realloc(l->expressions, cap * sizeof *v);
        if (!v)
            return false;
        l->expressions = v;
        l->expression_cap = cap;
    }
    l->expressions[l->expression_n++] = e;
    return true;
}

static void out_of_memory(struct pz_loading *l)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail_memory(&err);
    pz_report_error(l->diags, &err);
}

/* Findings of a text get the element's place; the tag itself stays in `source`. */
static void merge_at(struct pz_loading *l, struct pz_diags *found, const struct pz_place *place)
{
    for (size_t i = 0; i < found->n; i++) {
        struct pz_place at = *place;
        memcpy(at.source, found->v[i].place.source, sizeof at.source);
        at.caret = found->v[i].place.caret;
        pz_report_hint(l->diags, found->v[i].id, &at, found->v[i].hint, "%s", found->v[i].message);
    }
}

static void compile_text(struct pz_loading *l, struct pz_def_text *t, const struct pz_place *place)
{
    if (!strstr(t->s, "{{") && !strstr(t->s, "{%") && !strstr(t->s, "{#"))
        return;
    struct pz_source source;
    struct pz_diags found;
    pz_diags_init(&found);
    pz_source_init(&source, l->arena, place->file);
    if (pz_text_source(&source, t->s, t->len, l->options, &found) == 0 &&
        pz_program_new(&t->program, &source, l->options, &found) == 0 && !keep_program(l, t->program)) {
        pz_program_free(t->program);
        t->program = NULL;
        out_of_memory(l);
    }
    merge_at(l, &found, place);
    pz_diags_release(&found);
}

void pz_def_compile(struct pz_loading *l, struct pz_def_text *out, const char *text, const struct pz_place *place)
{
    bool gap = false;
    *out = (struct pz_def_text){0};
    out->s = collapse(l->arena, text, &gap, true, &out->len);
    compile_text(l, out, place);
}

static struct pz_expression *compile_expression(struct pz_loading *l, const char *text, const struct pz_place *place)
{
    struct pz_expression *e = NULL;
    if (pz_expression_new(&e, text, strlen(text), place, l->options, l->diags))
        return NULL;
    if (!keep_expression(l, e)) {
        pz_expression_free(e);
        out_of_memory(l);
        return NULL;
    }
    return e;
}

static void load_attributes(struct pz_loading *l, struct pz_def *def, const struct pz_xml_doc *doc, const struct pz_xml_node *node)
{
    size_t n = 0;
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next)
        n++;
    def->attributes = PZ_NEW_ARRAY(l->arena, n ? n : 1, struct pz_def_attribute);
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next) {
        struct pz_place place = pz_place_line(doc->name, a->line, a->column);
        if (*a->ns)
            continue;
        if (strcmp(a->name, "if") == 0) {
            def->when = compile_expression(l, a->value, &place);
        } else if (strcmp(a->name, "each") == 0) {
            def->each = compile_expression(l, a->value, &place);
        } else if (strcmp(a->name, "as") == 0) {
            def->as = pz_names_canonical(l->options->names, pz_key(a->value));
        } else {
            const struct pz_pattern_attribute *p = pz_pattern_attribute(def->pattern, a->name);
            struct pz_def_attribute *to = &def->attributes[def->attribute_n++];
            *to = (struct pz_def_attribute){.pattern = p, .text = {a->value, strlen(a->value), NULL}};
            to->key = p ? p->key : pz_key(a->name);
            if (p && p->value)
                to->value = compile_expression(l, a->value, &place);
            else
                compile_text(l, &to->text, &place);
        }
    }
}

static bool is_run(const struct pz_pattern *pattern, const struct pz_xml_node *node)
{
    const struct pz_pattern *c = node->name ? pz_pattern_child(pattern, node->name) : NULL;
    return c && c->run;
}

struct run_walk {
    struct pz_loading *l;
    struct pz_def *def;
    struct pz_run look; /* properties inherited */
    bool gap, first;
};

static struct pz_run *add_run(struct run_walk *w)
{
    struct pz_def *def = w->def;
    def->runs = pz_arena_grow(w->l->arena, def->runs, def->run_n, def->run_n + 1, sizeof *def->runs);
    def->runs[def->run_n] = w->look;
    return &def->runs[def->run_n++];
}

static void walk_runs(struct run_walk *w, const struct pz_pattern *pattern, const struct pz_xml_node *node)
{
    for (const struct pz_xml_node *c = node->first; c; c = c->next) {
        if (!c->name) {
            size_t len;
            const char *s = collapse(w->l->arena, c->text, &w->gap, w->first, &len);
            if (len == 0)
                continue;
            struct pz_run *run = add_run(w);
            run->text = (struct pz_def_text){s, len, NULL};
            compile_text(w->l, &run->text, &w->def->place);
            w->first = false;
        } else if (is_run(pattern, c)) {
            const struct pz_pattern *p = pz_pattern_child(pattern, c->name);
            struct pz_run before = w->look;
            w->look.bold |= strcmp(p->run, "bold") == 0;
            w->look.italic |= strcmp(p->run, "italic") == 0;
            w->look.underline |= strcmp(p->run, "underline") == 0;
            w->look.spaced |= strcmp(p->run, "spaced") == 0;
            if (strcmp(p->run, "link") == 0) {
                const char *to = pz_xml_get(c, "to");
                w->look.link = (struct pz_def_text){to, strlen(to), NULL};
                compile_text(w->l, &w->look.link, &w->def->place);
            }
            if (strcmp(p->run, "break") == 0) {
                add_run(w)->line_break = true;
                w->gap = false;
                w->first = true;
            }
            if (w->gap && !w->first && c->first && !c->first->name && !is_blank(c->first->text[0])) {
                /* the blank before a bold word stays outside it */
                struct pz_run look = w->look;
                w->look = before;
                add_run(w)->text = (struct pz_def_text){" ", 1, NULL};
                w->look = look;
                w->gap = false;
            }
            walk_runs(w, p, c);
            w->look = before;
        }
    }
}

/* An element's own text, without its child elements. */
static void load_text(struct pz_loading *l, struct pz_def *def, const struct pz_xml_node *node)
{
    if (def->pattern->styled) {
        struct run_walk w = {.l = l, .def = def, .first = true};
        walk_runs(&w, def->pattern, node);
        return;
    }
    struct pz_buf buf = PZ_BUF_INIT;
    for (const struct pz_xml_node *c = node->first; c; c = c->next)
        if (!c->name)
            pz_buf_puts(&buf, c->text);
    bool gap = false;
    pz_arena_check(l->arena, &buf);
    def->text.s = def->pattern->raw ? pz_arena_strndup(l->arena, pz_buf_str(&buf), buf.len)
                                    : collapse(l->arena, pz_buf_str(&buf), &gap, true, &def->text.len);
    if (def->pattern->raw)
        def->text.len = buf.len;
    else if (def->text.len)
        compile_text(l, &def->text, &def->place);
    pz_buf_release(&buf);
}

static struct pz_def *load(struct pz_loading *l, const struct pz_xml_doc *doc, const struct pz_xml_node *node,
                           const struct pz_pattern *pattern, struct pz_def *parent)
{
    struct pz_def *def = PZ_NEW(l->arena, struct pz_def);
    size_t n = 0;
    def->pattern = pattern;
    def->parent = parent;
    def->type = pattern->as ? pattern->as : node->name;
    def->key = pz_pattern_key(pattern, l->arena, node->name);
    def->place = pz_xml_place(doc, node);
    def->text.s = "";
    load_attributes(l, def, doc, node);
    load_text(l, def, node);
    for (const struct pz_xml_node *c = pz_xml_child(node, NULL); c; c = pz_xml_next(c, NULL))
        n++;
    def->kids = PZ_NEW_ARRAY(l->arena, n ? n : 1, struct pz_def *);
    for (const struct pz_xml_node *c = pz_xml_child(node, NULL); c; c = pz_xml_next(c, NULL)) {
        const struct pz_pattern *p = pz_pattern_child(pattern, c->name);
        if (p && !p->run)
            def->kids[def->kid_n++] = load(l, doc, c, p, def);
    }
    return def;
}

static int load_doc(struct pz_def **out, struct pz_loading *l, struct pz_xml_doc *doc)
{
    size_t before = l->diags->errors;
    size_t len;
    const char *text = pz_schema_text(&len);
    if (pz_xml_validate_rng(text, len, doc, l->diags) || l->diags->errors > before)
        return -1;
    const struct pz_pattern *root = pz_schema_root(l->schema, doc->root->name);
    if (!root)
        return -1;
    *out = load(l, doc, doc->root, root, NULL);
    return l->diags->errors > before ? -1 : 0;
}

int pz_def_load_file(struct pz_def **out, struct pz_loading *l, const char *path, const char *name)
{
    struct pz_xml_doc *doc;
    *out = NULL;
    return pz_xml_parse_file(&doc, l->arena, path, name, l->diags) ? -1 : load_doc(out, l, doc);
}

int pz_def_load_text(struct pz_def **out, struct pz_loading *l, const char *text, size_t len, const char *name)
{
    struct pz_xml_doc *doc;
    *out = NULL;
    return pz_xml_parse(&doc, l->arena, text, len, name, l->diags) ? -1 : load_doc(out, l, doc);
}

void pz_loading_release(struct pz_loading *l)
{
    for (size_t i = 0; i < l->program_n; i++)
        pz_program_free(l->programs[i]);
    for (size_t i = 0; i < l->expression_n; i++)
        pz_expression_free(l->expressions[i]);
    pz_free(l->programs);
    pz_free(l->expressions);
    l->programs = NULL;
    l->expressions = NULL;
    l->program_n = l->expression_n = 0;
}

const struct pz_def *pz_def_child(const struct pz_def *def, const char *name)
{
    for (size_t i = 0; i < def->kid_n; i++)
        if (strcmp(def->kids[i]->type, name) == 0)
            return def->kids[i];
    return NULL;
}

const char *pz_def_get(const struct pz_def *def, const char *attribute)
{
    struct pz_key key = pz_key(attribute);
    for (size_t i = 0; i < def->attribute_n; i++)
        if (pz_key_equal(def->attributes[i].key, key))
            return def->attributes[i].text.s;
    return NULL;
}
