/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of expressions. */
#include "template/exec.h"

#include <string.h>

#include "base/i18n.h"
#include "template/operate.h"

enum { ARGS_ON_STACK = 8 };

/* Names ---------------------------------------------------------------------------------------------------- */

static struct pz_value *find(const struct pz_map *map, const struct name *name)
{
    struct pz_value *v = pz_map_find(map, name->key);
    return v || !name->other.s ? v : pz_map_find(map, name->other);
}

static struct pz_value from_object(struct exec *x, struct pz_object *object, const struct name *name)
{
    struct pz_value v = pz_undefined(name->text);
    if (object->cls->get(object, name->key, x->arena, &v, x->err) < 0)
        pzt_throw_failed(x, NULL);
    if (v.type == PZ_UNDEFINED && name->other.s && object->cls->get(object, name->other, x->arena, &v, x->err) < 0)
        pzt_throw_failed(x, NULL);
    return v;
}

struct pz_value pzt_resolve(struct exec *x, struct context *context, const struct name *name)
{
    struct pz_value *v = NULL;
    for (struct context *c = context; c; c = c->outer) {
        if (c->vars && (v = find(c->vars, name)))
            return *v;
        if (c->locals && (v = find(c->locals, name)))
            return *v;
        if (c->data && (v = find(c->data, name)))
            return *v;
        if (c->object) {
            struct pz_value got = from_object(x, c->object, name);
            if (got.type != PZ_UNDEFINED)
                return got;
        }
    }
    const struct filter *function = pzt_function_find(name->key);
    if (function)
        return pzt_method_value(x, pzt_missing(), function);
    struct pz_value special = pzt_special_name(x, name->key);
    return special.type == PZ_UNDEFINED ? pz_undefined(name->text) : special;
}

static inline struct pz_value eval_name(struct exec *x, const struct node *n)
{
    for (uint32_t i = 0; i < n->x.slots.refs; i++) {
        struct frame *f = x->frame;
        for (unsigned hops = n->x.slots.ref[i].hops; hops; hops--)
            f = f->up;
        struct pz_value v = f->slot[n->x.slots.ref[i].slot];
        if (pzt_given(v))
            return v;
    }
    return pzt_resolve(x, x->frame->context, &n->u.name);
}

/* Attributes and items -------------------------------------------------------------------------------------- */

static struct pz_value object_attribute(struct exec *x, const struct node *at, struct pz_value base, const struct name *name)
{
    struct pz_object *object = base.u.object;
    if (object->cls == &pzt_loop_class)
        return pzt_loop_get(x, at, (struct loop_record *)(void *)object, pzt_loop_attr(name->key), name);
    if (object->cls->get) {
        struct pz_value v = from_object(x, object, name);
        if (v.type == PZ_UNDEFINED && !v.u.s)
            v.u.s = name->text;
        return v;
    }
    struct pz_value plain = pzt_force(x, at, base);
    return plain.type == PZ_OBJECT ? pz_undefined(name->text) : pzt_attribute(x, at, plain, name);
}

struct pz_value pzt_attribute(struct exec *x, const struct node *at, struct pz_value base, const struct name *name)
{
    const struct filter *method;
    if (base.type == PZ_MAP) {
        struct pz_value *v = find(base.u.map, name);
        if (v)
            return *v;
    } else if (base.type == PZ_OBJECT) {
        return object_attribute(x, at, base, name);
    } else if (base.type == PZ_UNDEFINED) {
        if (x->program->options.undefined != PZ_UNDEFINED_CHAINABLE)
            pzt_throw_undefined(x, at && at->kind == N_ATTR ? at->kid[0] : at, base);
        return pz_undefined(name->text);
    }
    if ((!at || at->kind != N_ATTR || !at->op) && pzt_method_find(base, name->key, &method))
        return pzt_method_value(x, base, method);
    return pz_undefined(name->text);
}

static struct pz_value eval_attribute(struct exec *x, const struct node *n)
{
    struct pz_value base = pzt_eval(x, n->kid[0]);
    if (base.type == PZ_MAP) {
        struct pz_value *v = find(base.u.map, &n->u.name);
        if (v)
            return *v;
    } else if (base.type == PZ_OBJECT && n->loop_attr && base.u.object->cls == &pzt_loop_class) {
        return pzt_loop_get(x, n, (struct loop_record *)(void *)base.u.object, (enum loop_attr)n->loop_attr, &n->u.name);
    }
    return pzt_attribute(x, n, base, &n->u.name);
}

static struct pz_value character(struct exec *x, struct pz_value s, int64_t index)
{
    struct pz_value v = pzt_slice(x, NULL, s, pz_int(index), index == -1 ? pz_none() : pz_int(index + 1), pz_none());
    return v.len ? v : pz_undefined("");
}

struct pz_value pzt_item(struct exec *x, const struct node *at, struct pz_value base, struct pz_value index)
{
    if (base.type != PZ_OBJECT || !base.u.object->cls->get || index.type != PZ_STRING)
        base = pzt_force(x, at, base);
    if (index.type == PZ_STRING && (base.type == PZ_OBJECT || base.type == PZ_MAP || base.type == PZ_UNDEFINED)) {
        struct name name = {.key = pz_key_n(index.u.s, index.len)};
        name.text = pz_arena_strndup(x->mem, index.u.s, index.len);
        const struct pz_name *known = pz_names_find(x->program->options.names, name.key);
        if (known && base.type != PZ_UNDEFINED) {
            bool canonical = pz_key_equal(known->canonical, name.key);
            name.other = canonical ? known->alias : known->canonical;
            name.other.s = name.other.len ? name.other.s : NULL;
        }
        return pzt_attribute(x, at, base, &name);
    }
    if (base.type == PZ_MAP) {
        struct pz_value *v =
            index.type == PZ_LIST && !(index.flags & FLAG_TUPLE) ? NULL : pz_map_find(base.u.map, pzt_key_of(x, at, index));
        return v ? *v : pz_undefined("");
    }
    if (base.type == PZ_UNDEFINED) {
        if (x->program->options.undefined != PZ_UNDEFINED_CHAINABLE)
            pzt_throw_undefined(x, at && at->kind == N_ITEM ? at->kid[0] : at, base);
        return base;
    }
    int64_t i;
    if ((index.type != PZ_INT && index.type != PZ_BOOL) || !pzt_to_int(index, &i))
        return pz_undefined(index.type == PZ_STRING ? pz_arena_strndup(x->mem, index.u.s, index.len) : "");
    if (base.type == PZ_STRING)
        return character(x, base, i);
    if (base.type == PZ_LIST) {
        if (i < 0)
            i += base.u.list->n;
        return i >= 0 && i < base.u.list->n ? base.u.list->v[i] : pz_undefined("");
    }
    return pz_undefined("");
}

static struct pz_value eval_item(struct exec *x, const struct node *n)
{
    struct pz_value base = pzt_eval(x, n->kid[0]);
    const struct node *index = n->kid[1];
    if (index->kind != N_SLICE)
        return pzt_item(x, n, base, pzt_eval(x, index));
    struct pz_value part[3];
    for (int i = 0; i < 3; i++)
        part[i] = index->kid[i] ? pzt_eval(x, index->kid[i]) : pz_none();
    return pzt_slice(x, n, pzt_force(x, n, base), part[0], part[1], part[2]);
}

struct pz_value pzt_attribute_path(struct exec *x, const struct node *at, struct pz_value base, struct pz_value path)
{
    if (path.type != PZ_STRING)
        return pzt_item(x, at, base, path);
    for (const char *s = path.u.s, *end = s + path.len; s <= end;) {
        const char *dot = memchr(s, '.', (size_t)(end - s));
        size_t len = (size_t)((dot ? dot : end) - s);
        int64_t number;
        struct pz_value part = pz_strn(s, len);
        if (len && strspn(s, "0123456789") >= len && pzt_to_int(part, &number))
            part = pz_int(number);
        base = pzt_item(x, NULL, base, part);
        if (base.type == PZ_UNDEFINED && part.type == PZ_STRING)
            base.u.s = pz_arena_strndup(x->mem, s, len);
        s += len + 1;
    }
    return base;
}

/* Calls ----------------------------------------------------------------------------------------------------- */

struct arg_space { /* arguments of one call */
    struct pz_call_args args;
    struct pz_value v[ARGS_ON_STACK];
    struct pz_entry named[ARGS_ON_STACK];
};

static void add_stars(struct exec *x, const struct node *n, struct pz_call_args *a)
{
    if (n->x.args.list) {
        struct pz_list *more = pzt_items(x, n->x.args.list, pzt_eval(x, n->x.args.list));
        struct pz_value *v = pz_arena_alloc(x->mem, (a->n + more->n + 1) * sizeof *v);
        if (a->n)
            memcpy(v, a->v, a->n * sizeof *v);
        if (more->n)
            memcpy(v + a->n, more->v, more->n * sizeof *v);
        a->v = v;
        a->n += more->n;
    }
    if (n->x.args.map) {
        struct pz_value map = pzt_force(x, n->x.args.map, pzt_eval(x, n->x.args.map));
        if (map.type != PZ_MAP)
            pzt_throw(x, n->x.args.map, "E-TPL-024", _("a map is needed behind “**”, not %s"), pzt_type_word(map));
        struct pz_entry *e = pz_arena_alloc(x->mem, (a->named_n + map.u.map->n + 1) * sizeof *e);
        if (a->named_n)
            memcpy(e, a->named, a->named_n * sizeof *e);
        if (map.u.map->n)
            memcpy(e + a->named_n, map.u.map->e, map.u.map->n * sizeof *e);
        a->named = e;
        a->named_n += map.u.map->n;
    }
}

static void eval_args(struct exec *x, const struct node *n, struct arg_space *s)
{
    uint32_t positional = n->x.args.positional, named = n->x.args.named_n;
    s->args = (struct pz_call_args){s->v, positional, s->named, named};
    if (positional > ARGS_ON_STACK)
        s->args.v = pz_arena_alloc(x->mem, positional * sizeof *s->v);
    if (named > ARGS_ON_STACK)
        s->args.named = pz_arena_alloc(x->mem, named * sizeof *s->named);
    for (uint32_t i = 0; i < positional; i++)
        s->args.v[i] = pzt_eval(x, n->kid[1 + i]);
    for (uint32_t i = 0; i < named; i++)
        s->args.named[i] = (struct pz_entry){n->x.args.named[i].key, pzt_eval(x, n->kid[1 + positional + i])};
    if (n->star)
        add_stars(x, n, &s->args);
}

/* Arguments of a call put into the places of a parameter list. */
static void bind(struct exec *x, const struct node *at, const struct filter *f, const struct pz_call_args *args,
                 struct pz_value *arg)
{
    uint32_t params = pzt_filter_params(f);
    if (args->n > params)
        pzt_throw(x, at, "E-TPL-024", PZ_N("“%s” takes no more than %u argument", "“%s” takes no more than %u arguments", params),
                  f->name, params);
    for (uint32_t i = 0; i < params; i++)
        arg[i] = i < args->n ? args->v[i] : pzt_missing();
    for (uint32_t i = 0; i < args->named_n; i++) {
        int where = pzt_filter_param(f, args->named[i].key);
        if (where < 0)
            pzt_throw(x, at, "E-TPL-024", _("“%s” has no argument “%.*s”"), f->name, (int)args->named[i].key.len,
                      args->named[i].key.s);
        if (pzt_given(arg[where]))
            pzt_throw(x, at, "E-TPL-024", _("the argument “%.*s” is given twice"), (int)args->named[i].key.len,
                      args->named[i].key.s);
        arg[where] = args->named[i].value;
    }
    for (uint32_t i = 0; i < f->required; i++)
        if (!pzt_given(arg[i]))
            pzt_throw(x, at, "E-TPL-024", _("“%s” needs the argument “%.*s”"), f->name, (int)pzt_filter_param_name(f, i).len,
                      pzt_filter_param_name(f, i).s);
}

/* What one call of a filter or method costs, in operations: more for long texts. */
static inline void charge_call(struct exec *x, struct pz_value self)
{
    pzt_charge(x, self.type == PZ_STRING ? 8 + self.len / 16 : 8);
}

struct pz_value pzt_apply_filter(struct exec *x, const struct node *at, const struct filter *f, struct pz_value self,
                                 const struct pz_call_args *args)
{
    struct pz_value arg[FILTER_PARAMS_MAX];
    struct call c = {.x = x, .node = at, .self = self};
    charge_call(x, self);
    if (pzt_filter_takes_all(f)) {
        c.arg = args->v;
        c.n = args->n;
        c.named = args->named;
        c.named_n = args->named_n;
    } else {
        bind(x, at, f, args, arg);
        c.arg = arg;
        c.n = pzt_filter_params(f);
    }
    return f->run(&c);
}

bool pzt_apply_test(struct exec *x, const struct node *at, const struct filter *f, struct pz_value self,
                    const struct pz_call_args *args)
{
    return pzt_apply_filter(x, at, f, self, args).u.b;
}

static __attribute__((noinline)) struct pz_value eval_starred(struct exec *x, const struct node *n, struct pz_value self)
{
    struct arg_space space;
    if (!n->u.filter)
        pzt_throw(x, n, n->kind == N_TEST ? "E-TPL-010" : "E-TPL-009",
                  n->kind == N_TEST ? _("there is no test “%s”") : _("there is no filter “%s”"), n->label);
    eval_args(x, n, &space);
    return pzt_apply_filter(x, n, n->u.filter, self, &space.args);
}

static __attribute__((noinline)) struct pz_value apply(struct exec *x, const struct node *n, struct pz_value self)
{
    if (n->star)
        return eval_starred(x, n, self);
    struct pz_value arg[FILTER_PARAMS_MAX];
    for (uint32_t i = 1; i < n->n; i++)
        arg[i - 1] = n->kid[i] ? pzt_eval(x, n->kid[i]) : pzt_missing();
    struct call c = {.x = x, .node = n, .self = self, .arg = arg, .n = n->n - 1};
    charge_call(x, self);
    return n->u.filter->run(&c);
}

struct pz_value pzt_eval_filters(struct exec *x, const struct node *n, struct pz_value captured)
{
    struct pz_value self = n->kid[0] ? pzt_eval_filters(x, n->kid[0], captured) : captured;
    return apply(x, n, self);
}

static struct pz_value call_object(struct exec *x, const struct node *at, struct pz_object *object, const struct pz_call_args *args)
{
    if (object->cls == &pzt_macro_class)
        return pzt_macro_call(x, at, object, args);
    if (object->cls == &pzt_loop_class) {
        if (args->n != 1 || args->named_n)
            pzt_throw(x, at, "E-TPL-024", _("“loop” is called with one argument: the items of the next level"));
        return pzt_loop_recurse(x, at, (struct loop_record *)(void *)object, args->v[0]);
    }
    struct pz_value v = pz_undefined(NULL);
    if (object->cls->call(object, args, x->arena, &v, x->err) < 0)
        pzt_throw_failed(x, at);
    return v;
}

struct pz_value pzt_call_value(struct exec *x, const struct node *at, struct pz_value callee, const struct pz_call_args *args)
{
    if (callee.type == PZ_OBJECT) {
        struct pz_object *object = callee.u.object;
        if (object->cls == &pzt_method_class || object->cls == &pzt_function_class)
            return pzt_method_call(x, at, object, args);
        if (object->cls == &pzt_super_class)
            return pzt_super_call(x, at, object);
        if (object->cls->call || object->cls == &pzt_macro_class || object->cls == &pzt_loop_class)
            return call_object(x, at, object, args);
    }
    if (callee.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, at && at->kind == N_CALL ? at->kid[0] : at, callee);
    pzt_throw(x, at, "E-TPL-023", _("%s cannot be called"), pzt_type_word(callee));
}

bool pzt_callable(struct pz_value v)
{
    const struct pz_object_class *cls = v.type == PZ_OBJECT ? v.u.object->cls : NULL;
    return cls && (cls->call || cls == &pzt_macro_class || cls == &pzt_loop_class || cls == &pzt_method_class ||
                   cls == &pzt_function_class || cls == &pzt_super_class);
}

/* x.method(…): a map's entry of that name when it can be called, else the method of the value. */
static struct pz_value call_method(struct exec *x, const struct node *n, const struct pz_call_args *args, struct pz_value base)
{
    const struct node *callee = n->kid[0];
    const struct filter *method;
    if (base.type == PZ_MAP) {
        struct pz_value *v = find(base.u.map, &callee->u.name);
        if (v && pzt_callable(*v))
            return pzt_call_value(x, n, *v, args);
    } else if (base.type == PZ_OBJECT && !base.u.object->cls->get && base.u.object->cls->force) {
        base = pzt_force(x, n, base);
    }
    if (base.type != PZ_OBJECT && base.type != PZ_UNDEFINED && !callee->op && pzt_method_find(base, callee->u.name.key, &method))
        return pzt_apply_filter(x, n, method, base, args);
    return pzt_call_value(x, n, pzt_attribute(x, callee, base, &callee->u.name), args);
}

struct pz_value pzt_call_with(struct exec *x, const struct node *n, const char *name, struct pz_value v)
{
    struct arg_space space;
    struct pz_value f = pzt_eval(x, n->kid[0]);
    eval_args(x, n, &space);
    struct pz_entry *named = pz_arena_alloc(x->mem, (space.args.named_n + 1) * sizeof *named);
    if (space.args.named_n)
        memcpy(named, space.args.named, space.args.named_n * sizeof *named);
    named[space.args.named_n++] = (struct pz_entry){pz_key(name), v};
    space.args.named = named;
    return pzt_call_value(x, n, f, &space.args);
}

static __attribute__((noinline)) struct pz_value eval_call(struct exec *x, const struct node *n)
{
    struct arg_space space;
    const struct node *callee = n->kid[0];
    pzt_charge(x, 1);
    if (callee->kind == N_ATTR) {
        struct pz_value base = pzt_eval(x, callee->kid[0]);
        eval_args(x, n, &space);
        return call_method(x, n, &space.args, base);
    }
    struct pz_value f = pzt_eval(x, callee);
    eval_args(x, n, &space);
    return pzt_call_value(x, n, f, &space.args);
}

/* Operators ------------------------------------------------------------------------------------------------- */

static bool compare(struct exec *x, const struct node *n, enum compare_op op, struct pz_value a, struct pz_value b)
{
    switch (op) {
    case CMP_EQ: return pzt_equal(x, a, b);
    case CMP_NE: return !pzt_equal(x, a, b);
    case CMP_IN: return pzt_contains(x, n, b, a);
    case CMP_NOT_IN: return !pzt_contains(x, n, b, a);
    default: break;
    }
    if ((a.type == PZ_FLOAT && a.u.f != a.u.f) || (b.type == PZ_FLOAT && b.u.f != b.u.f))
        return false; /* not a number has no order */
    int order = pzt_order(x, n, a, b);
    return op == CMP_LT ? order < 0 : op == CMP_LE ? order <= 0 : op == CMP_GT ? order > 0 : order >= 0;
}

static struct pz_value eval_compare(struct exec *x, const struct node *n)
{
    struct pz_value a = pzt_eval(x, n->kid[0]);
    for (uint32_t i = 1; i < n->n; i++) {
        struct pz_value b = pzt_eval(x, n->kid[i]);
        if (x->program->options.undefined == PZ_UNDEFINED_STRICT && (a.type == PZ_UNDEFINED || b.type == PZ_UNDEFINED))
            pzt_throw_undefined(x, n->kid[a.type == PZ_UNDEFINED ? i - 1 : i], a.type == PZ_UNDEFINED ? a : b);
        if (!compare(x, n, (enum compare_op)n->u.cmp[i - 1], a, b))
            return pz_bool(false);
        a = b;
    }
    return pz_bool(true);
}

static struct pz_value eval_concat(struct exec *x, const struct node *n)
{
    struct pz_value few[ARGS_ON_STACK], *v = n->n <= ARGS_ON_STACK ? few : pz_arena_alloc(x->mem, n->n * sizeof *v);
    bool safe = false;
    for (uint32_t i = 0; i < n->n; i++) {
        v[i] = pzt_eval(x, n->kid[i]);
        if (v[i].type == PZ_UNDEFINED && x->program->options.undefined == PZ_UNDEFINED_STRICT)
            pzt_throw_undefined(x, n->kid[i], v[i]);
        safe |= x->escape && v[i].type == PZ_STRING && (v[i].flags & PZ_SAFE);
    }
    size_t begin = pzt_text_begin(x);
    for (uint32_t i = 0; i < n->n; i++) {
        bool plain = v[i].type == PZ_STRING && (v[i].flags & PZ_SAFE);
        if (safe && !plain) {
            struct pz_value text = pzt_text(x, v[i]);
            pzt_write_escaped(x->out, text.u.s, text.len);
        } else {
            pzt_write_text(x, x->out, v[i]);
        }
    }
    struct pz_value text = pzt_text_end(x, begin);
    if (safe)
        text.flags |= PZ_SAFE;
    return text;
}

static struct pz_value eval_items(struct exec *x, const struct node *n)
{
    struct pz_list *list = pzt_new_list(x, n->n);
    for (uint32_t i = 0; i < n->n; i++)
        list->v[list->n++] = pzt_eval(x, n->kid[i]);
    struct pz_value v = pzt_own_list(list);
    if (n->kind == N_TUPLE)
        v.flags = FLAG_TUPLE;
    return v;
}

static struct pz_value eval_dict(struct exec *x, const struct node *n)
{
    struct pz_map *map = pz_map_new(x->mem, n->n / 2);
    for (uint32_t i = 0; i + 1 < n->n; i += 2) {
        struct pz_value key = pzt_eval(x, n->kid[i]);
        pz_map_put(x->mem, map, pzt_key_of(x, n->kid[i], key), pzt_eval(x, n->kid[i + 1]));
    }
    struct pz_value v = pz_map_value(map);
    v.flags = FLAG_OWN;
    return v;
}

static struct pz_value eval_condition(struct exec *x, const struct node *n)
{
    if (pzt_truth(x, n->kid[1], pzt_eval(x, n->kid[1])))
        return pzt_eval(x, n->kid[0]);
    return n->kid[2] ? pzt_eval(x, n->kid[2]) : (struct pz_value){.type = PZ_UNDEFINED, .spare = 1};
}

struct pz_value pzt_eval(struct exec *x, const struct node *n)
{
    struct pz_value a, b;
    switch ((enum node_kind)n->kind) {
    case N_CONST: return n->u.value;
    case N_NAME: return eval_name(x, n);
    case N_ATTR: return eval_attribute(x, n);
    case N_ITEM: return eval_item(x, n);
    case N_CALL: return eval_call(x, n);
    case N_FILTER:
    case N_TEST: return apply(x, n, pzt_eval(x, n->kid[0]));
    case N_NOT: return pz_bool(!pzt_truth(x, n->kid[0], pzt_eval(x, n->kid[0])));
    case N_NEGATE: return pzt_negate(x, n->kid[0], pzt_eval(x, n->kid[0]));
    case N_PLUS: return pzt_negate(x, n->kid[0], pzt_negate(x, n->kid[0], pzt_eval(x, n->kid[0])));
    case N_BINARY:
        a = pzt_eval(x, n->kid[0]);
        b = pzt_eval(x, n->kid[1]);
        return pzt_binary(x, n, (enum binary_op)n->op, a, b);
    case N_CONCAT: return eval_concat(x, n);
    case N_AND: a = pzt_eval(x, n->kid[0]); return pzt_truth(x, n->kid[0], a) ? pzt_eval(x, n->kid[1]) : a;
    case N_OR: a = pzt_eval(x, n->kid[0]); return pzt_truth(x, n->kid[0], a) ? a : pzt_eval(x, n->kid[1]);
    case N_COMPARE: return eval_compare(x, n);
    case N_COND: return eval_condition(x, n);
    case N_LIST:
    case N_TUPLE: return eval_items(x, n);
    case N_DICT: return eval_dict(x, n);
    case N_SLICE: break;
    }
    return pz_none();
}
