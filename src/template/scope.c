/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names to slots: which variables a name may mean where it stands. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"

enum { SLOTS_MAX = 60000 };

struct scope *pzt_scope_new(struct parser *p, struct scope *parent, enum scope_kind kind, struct frame_plan *frame)
{
    struct scope *s = PZ_NEW(p->arena, struct scope);
    *s = (struct scope){.parent = parent, .frame = frame, .kind = kind, .names = pz_map_new(p->arena, 0)};
    return s;
}

static int find(const struct scope *s, const struct name *name)
{
    struct pz_value *v = pz_map_find(s->names, name->key);
    return v ? (int)v->u.i : -1;
}

uint16_t pzt_scope_declare(struct parser *p, struct scope *s, struct name name)
{
    int slot = find(s, &name);
    if (slot >= 0)
        return (uint16_t)slot;
    if (s->frame->slots >= SLOTS_MAX)
        pzt_parse_fail(p, 0, "E-TPL-012", NULL, _("the template sets more than %d variables"), SLOTS_MAX);
    slot = (int)s->frame->slots++;
    pz_map_put(p->arena, s->names, name.key, pz_int(slot));
    if (p->declared_n == p->declared_cap) {
        uint32_t cap = p->declared_cap ? p->declared_cap * 2 : 32;
        p->declared = pz_arena_grow(p->arena, p->declared, p->declared_n, cap, sizeof *p->declared);
        p->declared_cap = cap;
    }
    p->declared[p->declared_n++] = name;
    return (uint16_t)slot;
}

bool pzt_scope_sees(const struct scope *s, struct pz_key key)
{
    while (s && !pz_map_find(s->names, key))
        s = s->parent;
    return s != NULL;
}

static bool is(struct pz_key key, const char *word)
{
    return key.len == strlen(word) && memcmp(key.s, word, key.len) == 0;
}

/* `caller`, `varargs` and `kwargs` exist in a macro that mentions them. */
static void claim(struct parser *p, struct scope *s, const struct name *name)
{
    struct macro *m = s->frame->macro;
    int *where = is(name->key, "caller")    ? &m->caller
                 : is(name->key, "varargs") ? &m->varargs
                 : is(name->key, "kwargs")  ? &m->kwargs
                                            : NULL;
    if (!where || *where >= 0 || find(s, name) >= 0)
        return;
    *where = pzt_scope_declare(p, s, *name);
    m->body.slots = (uint16_t)s->frame->slots;
}

/* All slots a name may mean from `s` outwards, into refs. */
static uint32_t collect(struct parser *p, struct scope *s, const struct name *name, struct slot_ref *refs, uint32_t max)
{
    uint32_t n = 0, hops = 0;
    for (; s; s = s->parent) {
        if (s->kind == SCOPE_MACRO)
            claim(p, s, name);
        int slot = find(s, name);
        if (slot >= 0 && n < max)
            refs[n++] = (struct slot_ref){(uint16_t)hops, (uint16_t)slot};
        hops += s->kind != SCOPE_INNER;
    }
    return n;
}

static void resolve(struct parser *p, struct name *name, struct scope *scope, const struct slot_ref **ref, uint32_t *n)
{
    struct slot_ref found[64];
    *n = collect(p, scope, name, found, 64);
    if (*n) {
        struct slot_ref *copy = pz_arena_alloc(p->arena, *n * sizeof *copy);
        memcpy(copy, found, *n * sizeof *copy);
        *ref = copy;
    }
}

/* The local variables a transfer hands on: every name visible where it stands. */
static void resolve_visible(struct parser *p, struct transfer *t)
{
    uint32_t count = 0;
    for (struct scope *s = t->scope; s; s = s->parent)
        count += s->names->n;
    t->visible = PZ_NEW_ARRAY(p->arena, count + 1, struct visible);
    struct pz_map *seen = pz_map_new(&p->temp, 0);
    for (struct scope *s = t->scope; s; s = s->parent)
        for (uint32_t i = 0; i < s->names->n; i++) {
            struct name name = {.key = s->names->e[i].key};
            if (pz_map_find(seen, name.key))
                continue;
            pz_map_put(&p->temp, seen, name.key, pz_none());
            struct visible *v = &t->visible[t->visible_n++];
            v->key = name.key;
            resolve(p, &name, t->scope, &v->ref, &v->refs);
        }
}

void pzt_scope_resolve(struct parser *p)
{
    struct pz_program *program = p->program;
    program->reads = pz_map_new(p->arena, 0);
    for (uint32_t i = 0; i < p->names_n; i++) {
        struct node *n = p->names[i];
        resolve(p, &n->u.name, n->x.slots.scope, &n->x.slots.ref, &n->x.slots.refs);
        if (!pz_map_find(program->reads, n->u.name.key))
            pz_map_put(p->arena, program->reads, n->u.name.key, pz_int(i));
    }
    for (uint32_t i = 0; i < p->transfers_n; i++)
        resolve_visible(p, p->transfers[i]);
}
