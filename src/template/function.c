/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions every template has, and the values they make; methods as values. */
#include <string.h>

#include "base/i18n.h"
#include "template/exec.h"
#include "template/operate.h"
#include "template/strings.h"

/* A method of a value, or a function (its self is missing). */
struct method_object {
    struct pz_object object;
    const struct filter *method;
    struct pz_value self;
};

const struct pz_object_class pzt_method_class = {.name = "method"};
const struct pz_object_class pzt_function_class = {.name = "function"};

struct pz_value pzt_method_value(struct exec *x, struct pz_value self, const struct filter *method)
{
    struct method_object *o = PZ_NEW(x->mem, struct method_object);
    *o = (struct method_object){{pzt_given(self) ? &pzt_method_class : &pzt_function_class}, method, self};
    return pz_object_value(&o->object);
}

struct pz_value pzt_method_call(struct exec *x, const struct node *at, struct pz_object *object, const struct pz_call_args *args)
{
    const struct method_object *o = (const void *)object;
    return pzt_apply_filter(x, at, o->method, o->self, args);
}

/* range ---------------------------------------------------------------------------------------------------- */

const struct pz_object_class pzt_range_class = {.name = "range"};

static struct pz_value run_range(struct call *c)
{
    struct pz_range *r = PZ_NEW(c->x->mem, struct pz_range);
    bool one = !pzt_given(c->arg[1]);
    r->object.cls = &pzt_range_class;
    r->start = one ? 0 : pzt_arg_int(c, 0, 0);
    r->stop = pzt_arg_int(c, one ? 0 : 1, 0);
    r->step = pzt_arg_int(c, 2, 1);
    if (!r->step)
        pzt_throw(c->x, c->node, "E-TPL-027", _("the step of “range” cannot be zero"));
    if (r->step > 0 && r->stop > r->start)
        r->n = ((uint64_t)r->stop - (uint64_t)r->start - 1) / (uint64_t)r->step + 1;
    else if (r->step < 0 && r->stop < r->start)
        r->n = ((uint64_t)r->start - (uint64_t)r->stop - 1) / (0 - (uint64_t)r->step) + 1;
    return pz_object_value(&r->object);
}

/* dict ----------------------------------------------------------------------------------------------------- */

struct pz_value pzt_dict_from(struct call *c, struct pz_value v)
{
    struct pz_map *map = pz_map_new(c->x->mem, 8);
    v = pzt_force(c->x, c->node, v);
    if (pzt_given(v) && v.type == PZ_MAP) {
        for (uint32_t i = 0; i < v.u.map->n; i++)
            pz_map_put(c->x->mem, map, v.u.map->e[i].key, v.u.map->e[i].value);
    } else if (pzt_given(v)) {
        struct pz_list *pairs = pzt_items(c->x, c->node, v);
        for (uint32_t i = 0; i < pairs->n; i++) {
            struct pz_list *pair = pzt_items(c->x, c->node, pairs->v[i]);
            if (pair->n != 2)
                pzt_throw(c->x, c->node, "E-TPL-027", _("pairs of a key and a value are needed here"));
            pz_map_put(c->x->mem, map, pzt_key_of(c->x, c->node, pair->v[0]), pair->v[1]);
        }
    }
    for (uint32_t i = 0; i < c->named_n; i++)
        pz_map_put(c->x->mem, map, c->named[i].key, c->named[i].value);
    struct pz_value out = pz_map_value(map);
    out.flags = FLAG_OWN;
    return out;
}

static struct pz_value run_dict(struct call *c)
{
    return pzt_dict_from(c, c->n ? c->arg[0] : pzt_missing());
}

/* namespace ------------------------------------------------------------------------------------------------ */

struct namespace_object {
    struct pz_object object;
    struct pz_map *map;
};

static int namespace_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out,
                         struct pz_error *err)
{
    struct pz_value *v = pz_map_find(((struct namespace_object *)(void *)self)->map, name);
    (void)arena, (void)err;
    *out = v ? *v : pz_undefined(NULL);
    return 0;
}

const struct pz_object_class pzt_namespace_class = {.name = "namespace", .get = namespace_get};

static struct pz_value run_namespace(struct call *c)
{
    struct namespace_object *o = PZ_NEW(c->x->mem, struct namespace_object);
    o->object.cls = &pzt_namespace_class;
    o->map = run_dict(c).u.map;
    return pz_object_value(&o->object);
}

void pzt_namespace_set(struct exec *x, const struct target *t, struct pz_value base, struct pz_value v)
{
    if (base.type != PZ_OBJECT || base.u.object->cls != &pzt_namespace_class)
        pzt_throw(x, t->base, "E-TPL-013", _("only attributes of a “namespace” can be set, “%s” is %s"), t->base->u.name.text,
                  pzt_type_word(base));
    pz_map_put(x->mem, ((struct namespace_object *)(void *)base.u.object)->map, t->name.key, v);
}

/* cycler and joiner ---------------------------------------------------------------------------------------- */

struct cycler {
    struct pz_object object;
    const struct pz_value *v;
    uint32_t n, at;
};

static bool named(struct pz_key key, const char *word)
{
    return key.len == strlen(word) && memcmp(key.s, word, key.len) == 0;
}

static int cycler_next(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                       struct pz_error *err)
{
    struct cycler *c = (struct cycler *)(void *)self;
    (void)args, (void)arena, (void)err;
    *out = c->v[c->at];
    c->at = (c->at + 1) % c->n;
    return 0;
}

static int cycler_reset(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                        struct pz_error *err)
{
    (void)args, (void)arena, (void)err;
    ((struct cycler *)(void *)self)->at = 0;
    *out = pz_none();
    return 0;
}

/* A call on a cycler, bound to it. */
struct bound {
    struct pz_object object;
    struct pz_object *self;
    int (*call)(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                struct pz_error *err);
};

static int bound_call(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                      struct pz_error *err)
{
    struct bound *b = (struct bound *)(void *)self;
    return b->call(b->self, args, arena, out, err);
}

static const struct pz_object_class bound_class = {.name = "method", .call = bound_call};

static int cycler_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out,
                      struct pz_error *err)
{
    struct cycler *c = (struct cycler *)(void *)self;
    (void)err;
    *out = pz_undefined(NULL);
    if (named(name, "current")) {
        *out = c->v[c->at];
    } else if (named(name, "next") || named(name, "reset")) {
        struct bound *b = PZ_NEW(arena, struct bound);
        *b = (struct bound){{&bound_class}, self, named(name, "next") ? cycler_next : cycler_reset};
        *out = pz_object_value(&b->object);
    }
    return 0;
}

const struct pz_object_class pzt_cycler_class = {.name = "cycler", .get = cycler_get};

static struct pz_value run_cycler(struct call *c)
{
    if (!c->n)
        pzt_throw(c->x, c->node, "E-TPL-024", _("“%s” needs at least one value"), "cycler");
    struct cycler *o = PZ_NEW(c->x->mem, struct cycler);
    struct pz_value *v = pz_arena_alloc(c->x->mem, c->n * sizeof *v);
    memcpy(v, c->arg, c->n * sizeof *v);
    *o = (struct cycler){{&pzt_cycler_class}, v, c->n, 0};
    return pz_object_value(&o->object);
}

struct joiner {
    struct pz_object object;
    struct pz_value separator;
    bool used;
};

static int joiner_call(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                       struct pz_error *err)
{
    struct joiner *j = (struct joiner *)(void *)self;
    (void)args, (void)arena, (void)err;
    *out = j->used ? j->separator : pz_str("");
    j->used = true;
    return 0;
}

const struct pz_object_class pzt_joiner_class = {.name = "joiner", .call = joiner_call};

static struct pz_value run_joiner(struct call *c)
{
    struct joiner *o = PZ_NEW(c->x->mem, struct joiner);
    *o = (struct joiner){{&pzt_joiner_class}, pzt_given(c->arg[0]) ? c->arg[0] : pz_str(", "), false};
    return pz_object_value(&o->object);
}

const struct filter pzt_functions[] = {
    {"range", NULL, "start stop step", 1, run_range, NULL}, {"dict", NULL, "*", 0, run_dict, NULL},
    {"namespace", NULL, "*", 0, run_namespace, NULL},       {"cycler", NULL, "*", 0, run_cycler, NULL},
    {"joiner", NULL, "sep", 0, run_joiner, NULL},           {NULL, NULL, NULL, 0, NULL, NULL},
};
