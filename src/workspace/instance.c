/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The elements of a definition that will be there: conditions and lists expanded, numbers given, references known. */
#include "workspace/compose_inside.h"

static struct pz_key bind_name(const struct pz_def *def)
{
    return def->as.len ? def->as : pz_key("item");
}

static int expand(struct pz_composer *c, const struct pz_def *def, struct instance *parent);

static struct instance *add_instance(struct pz_composer *c, struct instance *parent, const struct pz_def *def)
{
    struct instance *it = PZ_NEW(c->arena, struct instance);
    it->def = def;
    if (parent->kid_n == parent->kid_cap) {
        size_t cap = parent->kid_cap ? parent->kid_cap * 2 : 8;
        parent->kids = pz_arena_grow(c->arena, parent->kids, parent->kid_n, cap, sizeof *parent->kids);
        parent->kid_cap = cap;
    }
    parent->kids[parent->kid_n++] = it;
    return it;
}

static int expand_kids(struct pz_composer *c, struct instance *it)
{
    for (size_t i = 0; i < it->def->kid_n; i++)
        if (expand(c, it->def->kids[i], it))
            return -1;
    return 0;
}

static struct pz_value loop_value(struct pz_composer *c, size_t i, size_t n)
{
    struct pz_map *m = pz_map_new(c->arena, 5);
    pz_map_set(c->arena, m, "index", pz_int((int64_t)i + 1));
    pz_map_set(c->arena, m, "index0", pz_int((int64_t)i));
    pz_map_set(c->arena, m, "length", pz_int((int64_t)n));
    pz_map_set(c->arena, m, "first", pz_bool(i == 0));
    pz_map_set(c->arena, m, "last", pz_bool(i + 1 == n));
    return pz_map_value(m);
}

struct bound instance_enter(struct pz_composer *c, const struct instance *it)
{
    struct bound b = {0};
    if (it->bound) {
        b.item = compose_bind(c, bind_name(it->def), it->item);
        b.loop = compose_bind(c, pz_key("loop"), it->loop);
    }
    return b;
}

void instance_leave(struct pz_composer *c, const struct instance *it, struct bound b)
{
    if (it->bound) {
        compose_bind(c, bind_name(it->def), b.item);
        compose_bind(c, pz_key("loop"), b.loop);
    }
}

static int expand_one(struct pz_composer *c, const struct pz_def *def, struct instance *parent)
{
    bool there;
    if (pz_compose_condition(c, def, &there))
        return -1;
    return there ? expand_kids(c, add_instance(c, parent, def)) : 0;
}

static int expand(struct pz_composer *c, const struct pz_def *def, struct instance *parent)
{
    const struct pz_list *items;
    if (!def->each)
        return expand_one(c, def, parent);
    if (pz_compose_items(c, def, &items))
        return -1;
    for (size_t i = 0; i < items->n; i++) {
        struct instance probe = {.def = def, .bound = true, .item = items->v[i], .loop = loop_value(c, i, items->n)};
        struct bound b = instance_enter(c, &probe);
        size_t before = parent->kid_n;
        int rc = 0;
        bool there;
        if (pz_compose_condition(c, def, &there)) {
            rc = -1;
        } else if (there) {
            struct instance *it = add_instance(c, parent, def);
            it->bound = true;
            it->item = probe.item;
            it->loop = probe.loop;
            rc = expand_kids(c, it);
        } else {
            parent->kid_n = before;
        }
        instance_leave(c, &probe, b);
        if (rc)
            return -1;
    }
    return 0;
}

/* Numbering ---------------------------------------------------------------------------------------------- */

struct scope {
    const char *group, *prefix;
    unsigned level, count;
};

static bool is_numbered(const struct instance *it)
{
    const char *numbered = pz_def_get(it->def, "numbered");
    return it->def->pattern->number && !(numbered && strcmp(numbered, "no") == 0);
}

enum { GROUPS_MAX = 8 };

static struct scope *scope_of(struct scope *scopes, size_t *n, const char *group)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(scopes[i].group, group) == 0)
            return &scopes[i];
    if (*n == GROUPS_MAX)
        return &scopes[0];
    scopes[*n] = (struct scope){group, "", 1, 0};
    return &scopes[(*n)++];
}

static void number_kids(struct pz_composer *c, struct instance *it, struct scope *scopes, size_t *n);

/* A kid's own number, and what it hands down. */
static void number_one(struct pz_composer *c, struct instance *kid, struct scope *scopes, size_t *n)
{
    struct scope own[GROUPS_MAX];
    size_t own_n = 0;
    if (is_numbered(kid)) {
        struct scope *s = scope_of(scopes, n, kid->def->pattern->number);
        kid->number = pz_arena_printf(c->arena, "%s%u", s->prefix, ++s->count);
        kid->level = s->level;
        own[own_n++] = (struct scope){s->group, pz_arena_printf(c->arena, "%s.", kid->number), s->level + 1, 0};
    }
    number_kids(c, kid, own, &own_n);
}

/* Numbers of one element's kids; a mere container counts with its parent's. */
static void number_kids(struct pz_composer *c, struct instance *it, struct scope *scopes, size_t *n)
{
    for (size_t i = 0; i < it->kid_n; i++) {
        if (it->kids[i]->def->pattern->open)
            number_kids(c, it->kids[i], scopes, n);
        else
            number_one(c, it->kids[i], scopes, n);
    }
}

static unsigned count_like(const struct instance *parent, const struct instance *it)
{
    unsigned n = 0;
    for (size_t i = 0; i < parent->kid_n; i++)
        n += parent->kids[i]->def->pattern->number && strcmp(parent->kids[i]->def->pattern->number, it->def->pattern->number) == 0;
    return n;
}

int instance_collect_refs(struct pz_composer *c, const struct instance *it)
{
    for (size_t i = 0; i < it->kid_n; i++) {
        const struct instance *kid = it->kids[i];
        const char *id = kid->number ? pz_def_get(kid->def, "id") : NULL;
        if (id) {
            struct pz_map *m = pz_map_new(c->arena, 6);
            struct pz_value label = pz_none();
            for (size_t k = 0; k < kid->def->pattern->attribute_n; k++)
                pz_map_put(c->arena, m, kid->def->pattern->attributes[k].key, pz_none());
            for (size_t k = 0; k < kid->def->attribute_n; k++)
                pz_map_put(c->arena, m, kid->def->attributes[k].key, pz_str(kid->def->attributes[k].text.s));
            pz_map_set(c->arena, m, "number", pz_str(kid->number));
            pz_map_set(c->arena, m, "level", pz_int(kid->level));
            pz_map_set(c->arena, m, "type", pz_str(kid->def->type));
            pz_map_set(c->arena, m, "total", pz_int(count_like(it, kid)));
            const char *phrase = kid->def->pattern->label;
            if (phrase && pz_compose_phrase(c, phrase, pz_map_value(m), &kid->def->place, &label))
                return -1;
            pz_map_set(c->arena, m, "label", label);
            pz_map_set(c->arena, c->refs, id, pz_map_value(m));
        }
        if (instance_collect_refs(c, kid))
            return -1;
    }
    return 0;
}

int instance_expand(struct pz_composer *c, struct instance *root)
{
    struct scope scopes[GROUPS_MAX];
    size_t n = 0;
    if (expand_kids(c, root))
        return -1;
    number_kids(c, root, scopes, &n);
    return 0;
}
