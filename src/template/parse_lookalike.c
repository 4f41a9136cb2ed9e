/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slips of the keyboard's alphabet: words of a template that look like another one and are not. */
#include "template/parse.h"

#include "base/i18n.h"
#include "template/lookalike.h"

enum { REPORTS_MAX = 100 };

void pzt_slip(struct parser *p, uint32_t tag, uint32_t at, size_t len, const char *meant)
{
    struct pz_slip_list *list = p->source->slips;
    if (!list)
        return;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        list->v = pz_arena_grow(list->arena, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = (struct pz_slip){p->program->tag[tag].place, at, (uint32_t)len, pz_arena_strdup(list->arena, meant)};
}

/* Words ------------------------------------------------------------------------------------------------------ */

const char *pzt_keyword_hint(struct parser *p, const struct token *t, char *hint, size_t size)
{
    static const char *const words[] = {"in", "if",     "else", "elif",    "and",     "or",     "not",     "is",     "recursive",
                                        "as", "import", "with", "without", "context", "ignore", "missing", "scoped", "required"};
    for (size_t i = 0; t->kind == T_NAME && i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (!pz_look_differs_only(t->value.u.s, t->value.len, words[i], len))
            continue;
        pz_look_hint(hint, size, t->value.u.s, t->value.len, words[i], len);
        pzt_slip(p, p->tag, t->at, t->value.len, words[i]);
        return words[i];
    }
    hint[0] = '\0';
    return NULL;
}

static void report(struct parser *p, uint32_t tag, uint32_t at, bool certain, const char *written, const char *meant)
{
    char hint[256];
    pzt_slip(p, tag, at, strlen(written), meant);
    certain &= p->program->options.undefined == PZ_UNDEFINED_STRICT;
    if (!(certain || p->program->options.advise) || p->lookalikes++ >= REPORTS_MAX)
        return;
    pz_look_hint(hint, sizeof hint, written, strlen(written), meant, strlen(meant));
    if (certain)
        pzt_parse_report(p, tag, at, "E-TPL-020", hint, _("unknown name “%s”"), written);
    else
        pzt_parse_report(p, tag, at, "W-TPL-019", hint, _("the name “%s” is hardly the one that is meant"), written);
}

static const char *unmixed(struct parser *p, const struct name *name)
{
    const struct pz_names *names = p->program->options.names;
    return pz_names_find(names, name->key) ? NULL : pz_look_unmixed(&p->temp, names, name->text, strlen(name->text));
}

void pzt_check_word(struct parser *p, uint32_t tag, uint32_t at, const struct name *name)
{
    const char *meant = unmixed(p, name);
    if (meant)
        report(p, tag, at, false, name->text, meant);
}

/* Names ------------------------------------------------------------------------------------------------------ */

/* A spelling of a word, and the next one that looks the same. */
struct look {
    const char *text;
    struct pz_key key;
    struct look *next;
    uint32_t uses;
    bool built_in;
};

static struct look *looks_of(struct pz_map *all, struct pz_key shape)
{
    struct pz_value *v = pz_map_find(all, shape);
    return v ? (struct look *)(void *)(uintptr_t)v->u.i : NULL;
}

/* The spelling among those that look the same, added when it is new. */
static struct look *add_look(struct parser *p, struct pz_map *all, const char *text, struct pz_key key)
{
    struct pz_key shape = pz_key(pz_look(&p->temp, text, strlen(text)));
    struct look *first = looks_of(all, shape), *l = first;
    while (l && strcmp(l->text, text) != 0)
        l = l->next;
    if (!l) {
        l = PZ_NEW(&p->temp, struct look);
        *l = (struct look){.text = text, .key = key, .next = first};
        pz_map_put(&p->temp, all, shape, pz_int((int64_t)(uintptr_t)l));
    }
    return l;
}

/* The names that mean something by themselves. */
static const char *built_in(size_t i)
{
    static const char *const words[] = {"true", "false", "none", "self", "super", "caller", "varargs", "kwargs"};
    size_t n = sizeof words / sizeof *words;
    return i < n ? words[i] : pzt_functions[i - n].name;
}

static struct pz_map *declared_looks(struct parser *p)
{
    struct pz_map *all = pz_map_new(&p->temp, 0);
    const char *word;
    for (size_t i = 0; (word = built_in(i)); i++)
        add_look(p, all, word, pz_key(word))->built_in = true;
    for (uint32_t i = 0; i < p->declared_n; i++)
        if (p->declared[i].text) /* nobody wrote the others */
            add_look(p, all, p->declared[i].text, p->declared[i].key);
    return all;
}

/* What the template itself has that a name of the context only looks like, where the name stands. */
static const struct look *own_twin(const struct look *l, const struct node *n)
{
    while (l && (pz_key_equal(l->key, n->u.name.key) || !(l->built_in || pzt_scope_sees(n->x.slots.scope, l->key))))
        l = l->next;
    return l;
}

/* The spelling of a name of the context that is used more than this one, or as much and earlier. */
static const struct look *usual_twin(const struct look *l, const char *text)
{
    const struct look *own = l, *best;
    while (strcmp(own->text, text) != 0)
        own = own->next;
    best = own;
    for (bool earlier = false; l; l = l->next) {
        if (l->uses > best->uses || (earlier && l->uses == best->uses))
            best = l;
        earlier |= l == own;
    }
    return best == own ? NULL : best;
}

static struct pz_map *asked_looks(struct parser *p)
{
    struct pz_map *all = pz_map_new(&p->temp, 0);
    for (uint32_t i = 0; i < p->names_n; i++)
        if (!p->names[i]->x.slots.refs)
            add_look(p, all, p->names[i]->u.name.text, p->names[i]->u.name.key)->uses += unmixed(p, &p->names[i]->u.name) == NULL;
    return all;
}

void pzt_check_looks(struct parser *p)
{
    pz_arena_clear(&p->temp);
    struct pz_map *declared = declared_looks(p), *asked = asked_looks(p);
    for (uint32_t i = 0; i < p->names_n; i++) {
        const struct node *n = p->names[i];
        const struct name *name = &n->u.name;
        if (n->x.slots.refs)
            continue;
        struct pz_key shape = pz_key(pz_look(&p->temp, name->text, strlen(name->text)));
        const struct look *own = own_twin(looks_of(declared, shape), n), *usual = NULL;
        const char *meant = own ? own->text : unmixed(p, name);
        if (!meant && !pz_names_find(p->program->options.names, name->key) &&
            (usual = usual_twin(looks_of(asked, shape), name->text)))
            meant = usual->text;
        if (meant)
            report(p, n->tag, n->at, own != NULL, name->text, meant);
    }
}
