/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/schema.h"

#include "base/embed.h"
#include "base/mem.h"

PZ_EMBED(pz_definitions_rng, "data/rng/definitions.rng");

#define MARKS "urn:prikaz:definitions"

struct pz_schema {
    struct pz_arena arena;
    struct pz_xml_doc *doc;
    struct pz_pattern **v; /* every pattern made */
    size_t n, cap;
    const struct pz_pattern *start; /* its children are the roots */
};

const char *pz_schema_text(size_t *len)
{
    *len = PZ_EMBEDDED_SIZE(pz_definitions_rng);
    return pz_definitions_rng;
}

static const char *mark(const struct pz_xml_node *node, const char *name)
{
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next)
        if (strcmp(a->ns, MARKS) == 0 && strcmp(a->name, name) == 0)
            return a->value;
    return NULL;
}

static bool marked(const struct pz_xml_node *node, const char *name)
{
    const char *v = mark(node, name);
    return v && strcmp(v, "yes") == 0;
}

static struct pz_key key_of(struct pz_arena *arena, const char *name)
{
    char *copy = pz_arena_strdup(arena, name);
    for (char *p = copy; *p; p++)
        if (*p == '-')
            *p = '_';
    return pz_key(copy);
}

static struct pz_pattern *pattern_of(struct pz_schema *s, const struct pz_xml_node *node);

static const struct pz_xml_node *define_of(const struct pz_schema *s, const char *name)
{
    for (const struct pz_xml_node *d = pz_xml_child(s->doc->root, "define"); d; d = pz_xml_next(d, "define")) {
        const char *n = pz_xml_get(d, "name");
        if (n && strcmp(n, name) == 0)
            return d;
    }
    return NULL;
}

static void add_child(struct pz_schema *s, struct pz_pattern *p, struct pz_pattern *child)
{
    for (size_t i = 0; i < p->child_n; i++)
        if (p->children[i] == child)
            return;
    p->children = pz_arena_grow(&s->arena, p->children, p->child_n, p->child_n + 1, sizeof *p->children);
    p->children[p->child_n++] = child;
}

static void add_attribute(struct pz_schema *s, struct pz_pattern *p, const struct pz_xml_node *node, const char *name)
{
    if (pz_pattern_attribute(p, name))
        return;
    p->attributes = pz_arena_grow(&s->arena, p->attributes, p->attribute_n, p->attribute_n + 1, sizeof *p->attributes);
    p->attributes[p->attribute_n++] = (struct pz_pattern_attribute){
        .name = name,
        .key = key_of(&s->arena, name),
        .ref = mark(node, "ref"),
        .word = marked(node, "word"),
        .value = marked(node, "value"),
        .expression = strcmp(name, "if") == 0 || strcmp(name, "each") == 0,
    };
}

/* <attribute name="…"> or <attribute><choice><name>…</name> … */
static void add_attributes(struct pz_schema *s, struct pz_pattern *p, const struct pz_xml_node *node)
{
    const char *name = pz_xml_get(node, "name");
    if (name) {
        add_attribute(s, p, node, name);
        return;
    }
    const struct pz_xml_node *choice = pz_xml_child(node, "choice");
    for (const struct pz_xml_node *n = choice ? pz_xml_child(choice, "name") : NULL; n; n = pz_xml_next(n, "name"))
        add_attribute(s, p, node, pz_xml_text_collapsed(n, &s->arena));
}

/* Collect what may stand directly in the pattern's element. `above` guards against definitions that refer to themselves. */
struct walk {
    const struct pz_xml_node *define;
    const struct walk *above;
};

static void collect(struct pz_schema *s, struct pz_pattern *p, const struct pz_xml_node *node, const struct walk *above)
{
    for (const struct pz_xml_node *c = pz_xml_child(node, NULL); c; c = pz_xml_next(c, NULL)) {
        if (strcmp(c->name, "element") == 0) {
            add_child(s, p, pattern_of(s, c));
        } else if (strcmp(c->name, "attribute") == 0) {
            add_attributes(s, p, c);
        } else if (strcmp(c->name, "ref") == 0) {
            const char *name = pz_xml_get(c, "name");
            const struct pz_xml_node *d = define_of(s, name ? name : "");
            const struct walk *w = above;
            while (w && w->define != d)
                w = w->above;
            if (d && !w)
                collect(s, p, d, &(struct walk){d, above});
        } else {
            collect(s, p, c, above);
        }
    }
}

static const char *const *names_of(struct pz_schema *s, const struct pz_xml_node *node)
{
    const char *name = pz_xml_get(node, "name");
    const struct pz_xml_node *choice = pz_xml_child(node, "choice");
    size_t n = 0;
    const char **names = PZ_NEW_ARRAY(&s->arena, 32, const char *);
    if (name)
        names[n++] = name;
    else
        for (const struct pz_xml_node *c = choice ? pz_xml_child(choice, "name") : NULL; c && n < 31; c = pz_xml_next(c, "name"))
            names[n++] = pz_xml_text_collapsed(c, &s->arena);
    if (n == 0)
        names[n++] = "*"; /* anyName */
    names[n] = NULL;
    return names;
}

/* p:phrase="key=name key=name" */
static void read_phrases(struct pz_schema *s, struct pz_pattern *p)
{
    const char *at = mark(p->node, "phrase");
    while (at && *(at += strspn(at, " \n")) != '\0') {
        size_t len = strcspn(at, " \n"), k = strcspn(at, "=");
        if (k >= len)
            return;
        p->phrases = pz_arena_grow(&s->arena, p->phrases, p->phrase_n, p->phrase_n + 1, sizeof *p->phrases);
        p->phrases[p->phrase_n++] = (struct pz_pattern_phrase){
            .key = pz_key(pz_arena_strndup(&s->arena, at, k)),
            .name = pz_arena_strndup(&s->arena, at + k + 1, len - k - 1),
        };
        at += len;
    }
}

static bool is_control(const char *name)
{
    return strcmp(name, "if") == 0 || strcmp(name, "each") == 0 || strcmp(name, "as") == 0;
}

static bool is_leaf(const struct pz_pattern *p)
{
    if (p->plain)
        return true;
    for (size_t i = 0; i < p->attribute_n; i++)
        if (!is_control(p->attributes[i].name))
            return false;
    return p->child_n == 0 && !p->styled && !p->map && p->phrase_n == 0 && !p->number;
}

static struct pz_pattern *pattern_of(struct pz_schema *s, const struct pz_xml_node *node)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i]->node == node)
            return s->v[i];
    struct pz_pattern *p = PZ_NEW(&s->arena, struct pz_pattern);
    if (s->n == s->cap) {
        s->v = pz_arena_grow(&s->arena, s->v, s->n, s->cap ? s->cap * 2 : 128, sizeof *s->v);
        s->cap = s->cap ? s->cap * 2 : 128;
    }
    s->v[s->n++] = p;
    p->node = node;
    p->names = names_of(s, node);
    p->list = mark(node, "list");
    p->map = mark(node, "map");
    p->as = mark(node, "as");
    p->text = mark(node, "text");
    p->number = mark(node, "number");
    p->run = mark(node, "run");
    p->label = mark(node, "label");
    p->plain = marked(node, "plain");
    p->styled = marked(node, "inline");
    p->raw = marked(node, "raw");
    p->flat = marked(node, "flat");
    p->open = marked(node, "open");
    p->loose = marked(node, "loose");
    p->title = marked(node, "title");
    read_phrases(s, p);
    collect(s, p, node, NULL);
    p->leaf = is_leaf(p);
    return p;
}

const struct pz_pattern_attribute *pz_pattern_attribute(const struct pz_pattern *pattern, const char *name)
{
    for (size_t i = 0; i < pattern->attribute_n; i++)
        if (strcmp(pattern->attributes[i].name, name) == 0)
            return &pattern->attributes[i];
    return NULL;
}

const struct pz_pattern *pz_pattern_child(const struct pz_pattern *pattern, const char *name)
{
    for (size_t i = 0; i < pattern->child_n; i++)
        for (const char *const *n = pattern->children[i]->names; *n; n++)
            if (strcmp(*n, name) == 0)
                return pattern->children[i];
    return strcmp(name, "*") == 0 ? NULL : pz_pattern_child(pattern, "*");
}

const struct pz_pattern *pz_schema_root(const struct pz_schema *schema, const char *name)
{
    return pz_pattern_child(schema->start, name);
}

struct pz_key pz_pattern_key(const struct pz_pattern *pattern, struct pz_arena *arena, const char *name)
{
    if (pattern->map)
        return pz_key(pattern->map);
    if (pattern->list)
        return pz_key(pattern->list);
    return key_of(arena, name);
}

int pz_schema_new(struct pz_schema **out, struct pz_error *err)
{
    struct pz_schema *s = pz_calloc(1, sizeof *s);
    struct pz_diags diags;
    jmp_buf oom;
    *out = NULL;
    if (!s)
        return pz_fail_memory(err);
    pz_arena_init(&s->arena, 0);
    pz_diags_init(&diags);
    pz_arena_trap(&s->arena, &oom);
    if (setjmp(oom)) {
        pz_diags_release(&diags);
        pz_schema_free(s);
        return pz_fail_memory(err);
    }
    size_t len;
    const char *text = pz_schema_text(&len);
    int rc = pz_xml_parse(&s->doc, &s->arena, text, len, "definitions.rng", &diags);
    if (rc == 0) {
        struct pz_pattern *start = PZ_NEW(&s->arena, struct pz_pattern);
        collect(s, start, pz_xml_child(s->doc->root, "start"), NULL);
        s->start = start;
        pz_arena_trap(&s->arena, NULL);
        *out = s;
    } else { /* the embedded schema is sound, so nothing else can be the matter */
        rc = pz_fail_memory(err);
        pz_schema_free(s);
    }
    pz_diags_release(&diags);
    return rc;
}

void pz_schema_free(struct pz_schema *schema)
{
    if (!schema)
        return;
    pz_arena_release(&schema->arena);
    pz_free(schema);
}
