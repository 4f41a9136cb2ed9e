/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other templates: blocks by inheritance, include, import. */
#include "template/exec.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "template/loader.h"
#include "template/operate.h"

/* Blocks --------------------------------------------------------------------------------------------------- */

static struct block_link *first_link(const struct context *context, struct pz_key name)
{
    for (; context; context = context->outer)
        if (context->blocks) {
            struct pz_value *v = pz_map_find(context->blocks, name);
            return v ? (struct block_link *)(intptr_t)v->u.i : NULL;
        }
    return NULL;
}

void pzt_blocks_add(struct exec *x, const struct pz_program *program, struct context *context)
{
    if (!program->block_n)
        return;
    if (!context->blocks)
        context->blocks = pz_map_new(x->arena, program->block_n);
    for (uint32_t i = 0; i < program->block_n; i++) {
        struct block_link *link = PZ_NEW(x->arena, struct block_link), *last = first_link(context, program->block[i]->name);
        link->block = program->block[i];
        if (!last) {
            pz_map_put(x->arena, context->blocks, link->block->name, pz_int((intptr_t)link));
            continue;
        }
        while (last->parent)
            last = last->parent;
        last->parent = link;
    }
}

/* A context with the local variables of this point in front. */
static struct context *with_locals(struct exec *x, const struct transfer *t)
{
    struct context *c = PZ_NEW(x->arena, struct context), *outer = x->frame->context;
    c->outer = outer;
    for (uint32_t i = 0; i < t->visible_n; i++) {
        const struct visible *v = &t->visible[i];
        for (uint32_t j = 0; j < v->refs; j++) {
            struct frame *f = x->frame;
            for (unsigned hops = v->ref[j].hops; hops; hops--)
                f = f->up;
            struct pz_value value = f->slot[v->ref[j].slot];
            if (!pzt_given(value))
                continue;
            if (!c->locals)
                c->locals = pz_map_new(x->arena, t->visible_n);
            pz_map_put(x->arena, c->locals, v->key, value);
            break;
        }
    }
    return c;
}

static void run_link(struct exec *x, const struct block_link *link, struct context *context, const struct node *at)
{
    const struct block *block = link->block;
    pzt_enter(x, at);
    bool mute = x->mute;
    x->mute = false;
    struct frame *f = pzt_frame_new(x, &block->body, context, NULL);
    f->block = link;
    pzt_run_body(x, block->program, &block->body, f);
    x->mute = mute;
    pzt_leave(x);
}

void pzt_block_run(struct exec *x, const struct block *own, const struct transfer *t)
{
    struct block_link *link = first_link(x->frame->context, own->name);
    struct context *context = x->frame->context;
    if (link->block->required)
        pzt_throw(x, NULL, "E-TPL-043", _("the required block “%.*s” is not filled in"), (int)own->name.len, own->name.s);
    if (own->scoped)
        context = with_locals(x, t);
    run_link(x, link, context, NULL);
}

struct pz_value pzt_block_call(struct exec *x, const struct block_link *link, const struct node *at)
{
    size_t begin = pzt_text_begin(x);
    run_link(x, link, x->frame->context, at);
    struct pz_value v = pzt_text_end(x, begin);
    v.flags |= x->escape ? PZ_SAFE : 0;
    return v;
}

/* `super` and `self.block`: values that render a block when called; `super.super` goes one further up. */
struct block_object {
    struct pz_object object;
    const struct block_link *link;
    struct context *context;
};

static struct pz_value block_value(struct pz_arena *arena, const struct block_link *link, struct context *context)
{
    struct block_object *o = PZ_NEW(arena, struct block_object);
    *o = (struct block_object){{&pzt_super_class}, link, context};
    return pz_object_value(&o->object);
}

static int super_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct block_object *o = (const void *)self;
    (void)err;
    *out = pz_undefined(NULL);
    if (name.len == 5 && memcmp(name.s, "super", 5) == 0 && o->link->parent)
        *out = block_value(arena, o->link->parent, o->context);
    return 0;
}

const struct pz_object_class pzt_super_class = {.name = "block", .get = super_get};

struct pz_value pzt_super_call(struct exec *x, const struct node *at, struct pz_object *super)
{
    const struct block_object *o = (const void *)super;
    return pzt_block_call(x, o->link, at);
}

struct self_object {
    struct pz_object object;
    struct context *context;
};

static int self_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct self_object *o = (const void *)self;
    (void)err;
    struct block_link *link = first_link(o->context, name);
    *out = link ? block_value(arena, link, o->context) : pz_undefined(NULL);
    return 0;
}

const struct pz_object_class pzt_self_class = {.name = "self", .get = self_get};

/* `super` inside a block, `self` anywhere; undefined for other names. */
struct pz_value pzt_special_name(struct exec *x, struct pz_key name)
{
    if (name.len == 5 && memcmp(name.s, "super", 5) == 0) {
        struct frame *f = x->frame;
        while (f && !f->block)
            f = f->up;
        return f && f->block->parent ? block_value(x->mem, f->block->parent, f->context) : pz_undefined("super");
    }
    if (name.len == 4 && memcmp(name.s, "self", 4) == 0) {
        struct self_object *o = PZ_NEW(x->mem, struct self_object);
        *o = (struct self_object){{&pzt_self_class}, x->frame->context};
        return pz_object_value(&o->object);
    }
    return pz_undefined(NULL);
}

/* Finding -------------------------------------------------------------------------------------------------- */

/* NULL when there is no such template. */
static const struct pz_program *load(struct exec *x, const struct transfer *t, struct pz_value name)
{
    const struct pz_program *program = NULL;
    struct pz_loader *loader = x->program->options.loader;
    if (name.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, t->name, name);
    if (name.type != PZ_STRING)
        pzt_throw(x, t->name, "E-TPL-021", _("the name of a template must be a text, not %s"), pzt_type_word(name));
    if (!loader)
        pzt_throw(x, t->name, "E-TPL-042", _("templates of this kind cannot use other templates"));
    int found = pz_loader_get(loader, name.u.s, name.len, &program, x->err);
    if (found < 0)
        pzt_throw_failed(x, t->name);
    if (found > 0)
        pzt_charge(x, 2000); /* looking for a file costs that much */
    return found == 0 ? program : NULL;
}

static _Noreturn void not_found(struct exec *x, const struct transfer *t, struct pz_value name)
{
    if (name.type == PZ_STRING)
        pzt_throw(x, t->name, "E-TPL-041", _("there is no template “%.*s”"), (int)name.len, name.u.s);
    pzt_throw(x, t->name, "E-TPL-041", _("none of these templates exists"));
}

/* The first of a list of names that exists. */
static const struct pz_program *load_any(struct exec *x, const struct transfer *t, bool may_miss)
{
    struct pz_value name = pzt_force(x, t->name, pzt_eval(x, t->name));
    const struct pz_program *program = NULL;
    if (name.type == PZ_LIST) {
        for (uint32_t i = 0; i < name.u.list->n && !program; i++)
            program = load(x, t, name.u.list->v[i]);
    } else {
        program = load(x, t, name);
    }
    if (!program && !may_miss)
        not_found(x, t, name);
    return program;
}

void pzt_extends(struct exec *x, const struct transfer *t)
{
    if (x->parent)
        pzt_throw(x, t->name, "E-TPL-045", _("a template can extend only one other"));
    struct pz_value name = pzt_eval(x, t->name);
    const struct pz_program *program = load(x, t, name);
    if (!program)
        not_found(x, t, name);
    pzt_enter(x, t->name); /* never left: a circle of templates ends at the limit of depth */
    x->parent = program;
    x->mute = true;
}

/* Include and import --------------------------------------------------------------------------------------- */

static struct context *context_for(struct exec *x, const struct transfer *t)
{
    if (!t->with_context)
        return PZ_NEW(x->arena, struct context);
    struct context *c = with_locals(x, t);
    c->blocks = pz_map_new(x->arena, 0); /* blocks of its own */
    return c;
}

void pzt_include(struct exec *x, const struct transfer *t)
{
    const struct pz_program *program = load_any(x, t, t->ignore_missing);
    if (!program)
        return;
    pzt_enter(x, t->name);
    bool escape = x->escape;
    size_t from = x->out->len;
    x->escape = x->format->escape;
    pzt_run_template(x, program, context_for(x, t));
    x->escape = escape;
    if (x->format->included && x->out->len > from)
        x->format->included(x->render->format_state, x->op->site, x->out, from);
    pzt_leave(x);
}

struct module {
    struct pz_object object;
    struct context *context;
    const char *name;
    struct pz_value text;
};

static int module_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out,
                      struct pz_error *err)
{
    const struct module *m = (const void *)self;
    (void)arena, (void)err;
    struct pz_value *v = m->context->vars ? pz_map_find(m->context->vars, name) : NULL;
    struct pz_value *hidden = m->context->hidden ? pz_map_find(m->context->hidden, name) : NULL;
    *out = v && name.len && name.s[0] != '_' && !(hidden && hidden->u.b) ? *v : pz_undefined(NULL);
    return 0;
}

static int module_text(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)arena, (void)err;
    *out = ((const struct module *)(const void *)self)->text;
    return 0;
}

const struct pz_object_class pzt_module_class = {.name = "template", .get = module_get, .text = module_text};

static struct module *load_module(struct exec *x, const struct transfer *t)
{
    const struct pz_program *program = load_any(x, t, false);
    struct module *m = PZ_NEW(x->arena, struct module);
    pzt_enter(x, t->name);
    m->object.cls = &pzt_module_class;
    m->context = context_for(x, t);
    m->context->keep = true;
    m->name = program->name;
    bool escape = x->escape;
    x->escape = x->format->escape;
    size_t begin = pzt_text_begin(x);
    pzt_run_template(x, program, m->context);
    m->text = pzt_text_end(x, begin);
    m->text.flags |= x->escape ? PZ_SAFE : 0;
    x->escape = escape;
    pzt_leave(x);
    return m;
}

void pzt_import(struct exec *x, const struct transfer *t)
{
    struct module *m = load_module(x, t);
    pzt_assign(x, &t->target, pz_object_value(&m->object));
}

void pzt_from(struct exec *x, const struct transfer *t)
{
    struct module *m = load_module(x, t);
    for (uint32_t i = 0; i < t->names_n; i++) {
        struct pz_value v;
        module_get(&m->object, t->names[i].name.key, x->mem, &v, x->err);
        if (v.type == PZ_UNDEFINED)
            v.u.s = t->names[i].name.text;
        pzt_assign(x, &t->names[i].target, v);
    }
}
