/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros and loops as values: calling them, reading their attributes. */
#include "template/exec.h"

#include <string.h>

#include "base/i18n.h"
#include "template/operate.h"
#include "template/suggest.h"

/* Macros --------------------------------------------------------------------------------------------------- */

struct macro_object {
    struct pz_object object;
    const struct macro *macro;
    struct frame *frame; /* where it was defined */
    bool escape;
};

static bool named(struct pz_key key, const char *word)
{
    return key.len == strlen(word) && memcmp(key.s, word, key.len) == 0;
}

static int macro_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct macro *m = ((const struct macro_object *)(const void *)self)->macro;
    (void)err;
    *out = pz_undefined(NULL);
    if (named(name, "name"))
        *out = pz_str(m->name.text);
    else if (named(name, "catch_varargs"))
        *out = pz_bool(m->varargs >= 0);
    else if (named(name, "catch_kwargs"))
        *out = pz_bool(m->kwargs >= 0);
    else if (named(name, "caller"))
        *out = pz_bool(m->caller >= 0 || m->explicit_caller);
    else if (named(name, "arguments")) {
        struct pz_list *list = pz_list_new(arena, m->params);
        for (uint32_t i = 0; i < m->params; i++)
            pz_list_add(arena, list, pz_str(m->param[i].text));
        *out = pz_list_value(list);
        out->flags = FLAG_TUPLE;
    }
    return 0;
}

const struct pz_object_class pzt_macro_class = {.name = "macro", .get = macro_get};

struct pz_value pzt_macro_value(struct exec *x, const struct macro *m)
{
    struct macro_object *o = PZ_NEW(x->mem, struct macro_object);
    *o = (struct macro_object){{&pzt_macro_class}, m, x->frame, x->escape};
    return pz_object_value(&o->object);
}

static struct pz_value spare_positional(struct exec *x, const struct node *at, const struct macro *m,
                                        const struct pz_call_args *args)
{
    if (args->n > m->params && m->varargs < 0)
        pzt_throw(
            x, at, "E-TPL-024",
            PZ_N("the macro “%s” takes no more than %u argument", "the macro “%s” takes no more than %u arguments", m->params),
            m->name.text, m->params);
    struct pz_list *rest = pzt_new_list(x, args->n > m->params ? args->n - m->params : 0);
    for (uint32_t i = m->params; i < args->n; i++)
        rest->v[rest->n++] = args->v[i];
    struct pz_value v = pzt_own_list(rest);
    v.flags = FLAG_TUPLE;
    return v;
}

/* Where a named argument goes: a parameter's slot, the caller's, or -1. */
static int parameter(const struct macro *m, struct pz_key key)
{
    for (uint32_t i = 0; i < m->params; i++)
        if (pz_key_equal(m->param[i].key, key) || (m->param[i].other.s && pz_key_equal(m->param[i].other, key)))
            return (int)i;
    return m->caller >= 0 && named(key, "caller") ? m->caller : -1;
}

static _Noreturn void unknown_argument(struct exec *x, const struct node *at, const struct macro *m, struct pz_key key)
{
    struct suggestion s;
    char hint[300];
    pzt_suggestion_start(&s, key.s, key.len);
    for (uint32_t i = 0; i < m->params; i++)
        pzt_suggestion_try(&s, m->param[i].text, strlen(m->param[i].text));
    pzt_suggestion_hint(&s, hint, sizeof hint);
    pzt_throw_hint(x, at, "E-TPL-024", hint, _("the macro “%s” has no argument “%.*s”"), m->name.text, (int)key.len, key.s);
}

static void bind_named(struct exec *x, const struct node *at, const struct macro *m, const struct pz_call_args *args,
                       struct frame *f)
{
    struct pz_map *rest = m->kwargs >= 0 ? pz_map_new(x->mem, 0) : NULL;
    for (uint32_t i = 0; i < args->named_n; i++) {
        struct pz_key key = args->named[i].key;
        int slot = parameter(m, key);
        if (slot >= 0 && pzt_given(f->slot[slot]))
            pzt_throw(x, at, "E-TPL-024", _("the argument “%.*s” is given twice"), (int)key.len, key.s);
        if (slot >= 0)
            f->slot[slot] = args->named[i].value;
        else if (rest)
            pz_map_put(x->mem, rest, key, args->named[i].value);
        else
            unknown_argument(x, at, m, key);
    }
    if (rest)
        f->slot[m->kwargs] = pz_map_value(rest);
}

/* Parameters that were not given: their defaults, evaluated in the macro's own frame. */
static void fill_defaults(struct exec *x, const struct macro *m, struct frame *f)
{
    const struct pz_program *program = x->program;
    struct frame *frame = x->frame;
    x->program = m->program;
    x->frame = f;
    for (uint32_t i = 0; i < m->params; i++)
        if (!pzt_given(f->slot[i]))
            f->slot[i] = m->fallback[i] ? pzt_eval(x, m->fallback[i]) : pz_undefined(m->param[i].text);
    if (m->caller >= 0 && !pzt_given(f->slot[m->caller]))
        f->slot[m->caller] = pz_undefined("caller");
    x->program = program;
    x->frame = frame;
}

struct pz_value pzt_macro_call(struct exec *x, const struct node *at, struct pz_object *object, const struct pz_call_args *args)
{
    const struct macro_object *o = (const void *)object;
    const struct macro *m = o->macro;
    pzt_enter(x, at);
    struct frame *f = pzt_frame_new(x, &m->body, o->frame->context, o->frame);
    for (uint32_t i = 0; i < m->params && i < args->n; i++)
        f->slot[i] = args->v[i];
    struct pz_value rest = spare_positional(x, at, m, args);
    if (m->varargs >= 0)
        f->slot[m->varargs] = rest;
    bind_named(x, at, m, args, f);
    fill_defaults(x, m, f);
    bool escape = x->escape, mute = x->mute;
    x->escape = o->escape;
    x->mute = false;
    size_t begin = pzt_text_begin(x);
    pzt_run_body(x, m->program, &m->body, f);
    struct pz_value v = pzt_text_end(x, begin);
    x->escape = escape;
    v.flags |= x->escape ? PZ_SAFE : 0; /* as the place of the call has it */
    x->mute = mute;
    pzt_leave(x);
    return v;
}

/* Loops ---------------------------------------------------------------------------------------------------- */

const struct pz_object_class pzt_loop_class = {.name = "loop"};

/* Items that pass the condition; the targets hold the item while it is tested. */
static struct pz_list *chosen(struct exec *x, const struct loop *loop, const struct loop_record *r)
{
    struct pz_list *out = pzt_new_list(x, 0);
    for (uint64_t i = 0; i < r->n; i++) {
        pzt_charge(x, 1);
        struct pz_value item = pzt_loop_item(r, i);
        pzt_assign(x, &loop->target, item);
        if (pzt_truth(x, loop->test, pzt_eval(x, loop->test)))
            pzt_push(x, out, item);
    }
    return out;
}

void pzt_loop_start(struct exec *x, struct loop_record *r, const struct loop *loop, struct pz_value items, const struct node *at)
{
    memset(r, 0, sizeof *r);
    r->object.cls = &pzt_loop_class;
    r->loop = loop;
    r->x = x;
    if (items.type == PZ_MAP) {
        r->from = FROM_MAP;
        r->e = items.u.map->e;
        r->n = items.u.map->n;
    } else if (items.type == PZ_OBJECT && items.u.object->cls == &pzt_range_class) {
        const struct pz_range *range = (const void *)items.u.object;
        r->from = FROM_RANGE;
        r->first = range->start;
        r->step = range->step;
        r->n = range->n;
    } else {
        struct pz_list *list = items.type == PZ_LIST ? items.u.list : pzt_items(x, at, items);
        r->v = list->v;
        r->n = list->n;
    }
    if (loop->test && r->n) {
        struct pz_list *list = chosen(x, loop, r);
        r->from = FROM_LIST;
        r->v = list->v;
        r->n = list->n;
    }
}

/* loop(items): the loop's body once more, one level deeper, as text. */
struct pz_value pzt_loop_recurse(struct exec *x, const struct node *at, struct loop_record *record, struct pz_value items)
{
    const struct loop *loop = record->loop;
    if (!loop->recursive)
        pzt_throw(x, at, "E-TPL-023", _("only a loop marked “recursive” can be called"));
    pzt_enter(x, at);
    struct frame *f = x->frame;
    struct loop_record before = *record;
    uint32_t slots = (uint32_t)(loop->slot_hi - loop->slot_lo);
    struct pz_value *kept = pz_arena_alloc(x->mem, (slots + 1) * sizeof *kept);
    memcpy(kept, f->slot + loop->slot_lo, slots * sizeof *kept);
    size_t begin = pzt_text_begin(x);
    bool mute = x->mute;
    x->mute = false;
    pzt_loop_run(x, record, items, before.depth + 1);
    x->mute = mute;
    struct pz_value v = pzt_text_end(x, begin);
    v.flags |= x->escape ? PZ_SAFE : 0;
    *record = before;
    memcpy(f->slot + loop->slot_lo, kept, slots * sizeof *kept);
    pzt_leave(x);
    return v;
}

static struct pz_value neighbour(const struct loop_record *r, bool there, uint64_t i, const char *name)
{
    return there ? pzt_loop_item(r, i) : pz_undefined(name);
}

struct pz_value pzt_loop_get(struct exec *x, const struct node *at, struct loop_record *r, enum loop_attr attr,
                             const struct name *name)
{
    switch (attr) {
    case LOOP_index: return pz_int((int64_t)r->index + 1);
    case LOOP_index0: return pz_int((int64_t)r->index);
    case LOOP_revindex: return pz_int((int64_t)(r->n - r->index));
    case LOOP_revindex0: return pz_int((int64_t)(r->n - r->index - 1));
    case LOOP_first: return pz_bool(r->index == 0);
    case LOOP_last: return pz_bool(r->index + 1 >= r->n);
    case LOOP_length: return pz_int((int64_t)r->n);
    case LOOP_depth: return pz_int((int64_t)r->depth + 1);
    case LOOP_depth0: return pz_int((int64_t)r->depth);
    case LOOP_previtem: return neighbour(r, r->index > 0, r->index - 1, name->text);
    case LOOP_nextitem: return neighbour(r, r->index + 1 < r->n, r->index + 1, name->text);
    case LOOP_cycle:
    case LOOP_changed: return pzt_loop_method(x, r, attr);
    case LOOP_NONE: break;
    }
    (void)at;
    return pz_undefined(name->text);
}

static const char *const loop_words[] = {
#define X(n) #n,
    LOOP_ATTRS(X)
#undef X
        NULL};

const char *pzt_loop_attr_name(size_t i)
{
    return loop_words[i];
}

enum loop_attr pzt_loop_attr(struct pz_key name)
{
    for (size_t i = 0; loop_words[i]; i++)
        if (named(name, loop_words[i]))
            return (enum loop_attr)(i + 1);
    return LOOP_NONE;
}

/* loop.cycle(…) and loop.changed(…) */

static struct pz_value run_cycle(struct call *c)
{
    const struct loop_record *r = (const void *)c->self.u.object;
    if (!c->n)
        pzt_throw(c->x, c->node, "E-TPL-024", _("“%s” needs at least one value"), "cycle");
    return c->arg[r->index % c->n];
}

static struct pz_value run_changed(struct call *c)
{
    struct loop_record *r = (void *)c->self.u.object;
    struct pz_list *now = pzt_new_list(c->x, c->n);
    memcpy(now->v, c->arg, c->n * sizeof *now->v);
    now->n = c->n;
    struct pz_value value = pzt_own_list(now);
    bool changed = !r->changed_known || !pzt_equal(c->x, r->changed, value);
    r->changed = value;
    r->changed_known = true;
    return pz_bool(changed);
}

struct pz_value pzt_loop_method(struct exec *x, struct loop_record *r, enum loop_attr attr)
{
    static const struct filter cycle = {.name = "cycle", .params = "*", .run = run_cycle};
    static const struct filter changed = {.name = "changed", .params = "*", .run = run_changed};
    return pzt_method_value(x, pz_object_value(&r->object), attr == LOOP_cycle ? &cycle : &changed);
}
