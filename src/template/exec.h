/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rendering while it runs: used by everything that evaluates.
 *
 * A failure leaves by longjmp (pzt_throw), as memory running out does; nothing made while rendering needs freeing but what
 * pz_program_render itself frees. Text is built at the end of the output buffer and cut off again (pzt_text_begin … pzt_text_end), so
 * building strings costs no buffer of its own. */
#ifndef PZ_TEMPLATE_EXEC_H
#define PZ_TEMPLATE_EXEC_H

#include <setjmp.h>

#include "template/filter.h"

struct context {           /* where names are looked up behind the slots */
    struct pz_map *vars;   /* set at the root of a template; NULL until something is */
    struct pz_map *hidden; /* those of vars that came by import */
    struct pz_map *locals; /* handed on to an included template or a scoped block */
    const struct pz_map *data;
    struct pz_object *object; /* the context is an object with attributes; data is NULL then */
    struct context *outer;
    bool keep;             /* a module: whatever its root sets must be found by name */
    struct pz_map *blocks; /* name → struct block_link, the outermost child's first; shared by derived contexts */
};

struct block_link {
    const struct block *block;
    struct block_link *parent;
};

struct loop_record { /* the `loop` of a template while it runs; first: the object */
    struct pz_object object;
    const struct loop *loop;
    struct exec *x;
    enum { FROM_LIST, FROM_MAP, FROM_RANGE } from;
    const struct pz_value *v;    /* FROM_LIST */
    const struct pz_entry *e;    /* FROM_MAP */
    int64_t first, step;         /* FROM_RANGE */
    uint64_t n, index;           /* index from 0 */
    uint32_t depth;              /* from 0 */
    bool changed_known, scratch; /* scratch: began to use the scratch memory */
    struct pz_value changed;
    struct pz_arena_mark mark;
};

struct frame {
    struct pz_value *slot;
    struct loop_record *loops;
    struct frame *up; /* of the enclosing macro or root */
    struct context *context;
    const struct block_link *block; /* frame of a block: which one */
};

struct exec {
    const struct pz_program *program;
    struct pz_render *render;
    struct pz_limits limits;
    const struct pz_format *format;
    struct pz_arena *mem;   /* for values made now: the rendering's arena, or scratch inside a long loop */
    struct pz_arena *arena; /* of the rendering */
    struct pz_arena scratch;
    struct pz_buf *out;
    struct pz_marks *marks; /* or NULL; of the literals of `marked` */
    const struct pz_program *marked;
    size_t drain_at;    /* length of out at which it is drained */
    unsigned capturing; /* blocks whose text becomes a value */
    size_t out_start;
    struct frame *frame;
    const struct pz_program *parent; /* chosen by extends */
    bool escape;                     /* autoescape */
    bool mute;                       /* root level of a template that extends another: writes nothing */
    int64_t drawn_ns;                /* processor time of pictures and documents put in */
    int fuel;                        /* operations until the next look at the limits */
    int fuel_given;
    uint64_t steps_left;
    int64_t deadline_ns; /* of the thread's CPU time */
    size_t arena_start;
    unsigned depth;
    uintptr_t stack_floor; /* lowest address calls may reach */
    const struct op *op;   /* running now: the place of last resort */
    struct pz_error *err;
    jmp_buf trap;
};

/* Fail at a node (NULL: at the running operation). */
_Noreturn void pzt_throw(struct exec *x, const struct node *at, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with a hint in a second sentence, which may be "". */
_Noreturn void pzt_throw_hint(struct exec *x, const struct node *at, const char *id, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A callback failed and filled x->err: add the place and leave. */
_Noreturn void pzt_throw_failed(struct exec *x, const struct node *at);
/* Place of a byte of a tag, as a message shows it. */
void pzt_program_place(const struct pz_program *program, uint32_t tag, uint32_t at, struct pz_place *out);

/* Count n operations; now and then looks at time, memory and size. */
void pzt_refuel(struct exec *x);
static inline void pzt_charge(struct exec *x, size_t n)
{
    if (n >= (size_t)x->fuel) {
        x->fuel_given += (int)(n > 1000000000 ? 1000000000 : n);
        pzt_refuel(x);
    } else {
        x->fuel -= (int)n;
    }
}

/* Text at the end of the output buffer. */
static inline size_t pzt_text_begin(struct exec *x)
{
    return x->out->len;
}
struct pz_value pzt_text_end(struct exec *x, size_t begin);            /* as a string in x->mem */
struct pz_value pzt_string(struct exec *x, const char *s, size_t len); /* a copy */

/* Evaluation (eval.c) */
struct pz_value pzt_eval(struct exec *x, const struct node *n);
struct pz_value pzt_call_value(struct exec *x, const struct node *at, struct pz_value callee, const struct pz_call_args *args);
bool pzt_callable(struct pz_value v);
struct pz_value pzt_attribute(struct exec *x, const struct node *at, struct pz_value base, const struct name *name);
/* Attribute or item by a value; undefined when there is none. */
struct pz_value pzt_item(struct exec *x, const struct node *at, struct pz_value base, struct pz_value index);
/* As Jinja2's attribute= arguments: "a.b.0". */
struct pz_value pzt_attribute_path(struct exec *x, const struct node *at, struct pz_value base, struct pz_value path);
struct pz_value pzt_apply_filter(struct exec *x, const struct node *at, const struct filter *f, struct pz_value self,
                                 const struct pz_call_args *args);
bool pzt_apply_test(struct exec *x, const struct node *at, const struct filter *f, struct pz_value self,
                    const struct pz_call_args *args);
/* Evaluate a node whose innermost filter has no value (block filters) over this one. */
struct pz_value pzt_eval_filters(struct exec *x, const struct node *n, struct pz_value captured);
struct pz_value pzt_resolve(struct exec *x, struct context *context, const struct name *name);
_Noreturn void pzt_throw_undefined(struct exec *x, const struct node *at, struct pz_value v);

/* Running (render.c) */
void pzt_run(struct exec *x, uint32_t pc, uint32_t end);
void pzt_run_body(struct exec *x, const struct pz_program *program, const struct body *body, struct frame *frame);
struct frame *pzt_frame_new(struct exec *x, const struct body *body, struct context *context, struct frame *up);
void pzt_enter(struct exec *x, const struct node *at); /* a level of calls; checks depth and stack */
static inline void pzt_leave(struct exec *x)
{
    x->depth--;
}
void pzt_assign(struct exec *x, const struct target *t, struct pz_value v);
void pzt_run_template(struct exec *x, const struct pz_program *program, struct context *context);
struct pz_value pzt_loop_item(const struct loop_record *r, uint64_t i);
enum pzt_wanted { PZT_VALUE, PZT_TRUTH, PZT_LIST };
int pzt_program_eval(const struct pz_program *program, enum pzt_wanted wanted, struct pz_render *render, struct pz_value *out,
                     struct pz_error *err);

/* Calls of macros, loops and blocks (call.c) */
extern const struct pz_object_class pzt_macro_class, pzt_loop_class, pzt_function_class, pzt_method_class, pzt_range_class,
    pzt_namespace_class, pzt_cycler_class, pzt_joiner_class, pzt_module_class, pzt_super_class, pzt_self_class;
struct pz_value pzt_format_percent(struct exec *x, const struct node *at, struct pz_value format, struct pz_value args);
struct pz_value pzt_format_braces(struct call *c);
struct pz_value pzt_macro_value(struct exec *x, const struct macro *m);
/* A call node evaluated with one more named argument. */
struct pz_value pzt_call_with(struct exec *x, const struct node *call, const char *name, struct pz_value v);
struct pz_value pzt_macro_call(struct exec *x, const struct node *at, struct pz_object *macro, const struct pz_call_args *args);
struct pz_value pzt_loop_recurse(struct exec *x, const struct node *at, struct loop_record *record, struct pz_value items);
struct pz_value pzt_loop_get(struct exec *x, const struct node *at, struct loop_record *record, enum loop_attr attr,
                             const struct name *name);
void pzt_loop_run(struct exec *x, struct loop_record *r, struct pz_value items, uint32_t depth);
struct pz_value pzt_loop_method(struct exec *x, struct loop_record *r, enum loop_attr attr);
void pzt_loop_start(struct exec *x, struct loop_record *r, const struct loop *loop, struct pz_value items, const struct node *at);

/* Other templates (inherit.c) */
void pzt_block_run(struct exec *x, const struct block *own, const struct transfer *t);
struct pz_value pzt_block_call(struct exec *x, const struct block_link *link, const struct node *at);
struct pz_value pzt_super_call(struct exec *x, const struct node *at, struct pz_object *super);
void pzt_blocks_add(struct exec *x, const struct pz_program *program, struct context *context);
struct pz_value pzt_special_name(struct exec *x, struct pz_key name);
void pzt_extends(struct exec *x, const struct transfer *t);
void pzt_include(struct exec *x, const struct transfer *t);
void pzt_import(struct exec *x, const struct transfer *t);
void pzt_from(struct exec *x, const struct transfer *t);

/* Methods of strings, lists, maps and numbers (method.c); false: there is none of this name. */
bool pzt_method_find(struct pz_value self, struct pz_key name, const struct filter **out);
struct pz_value pzt_method_value(struct exec *x, struct pz_value self, const struct filter *method);
struct pz_value pzt_method_call(struct exec *x, const struct node *at, struct pz_object *method, const struct pz_call_args *args);
void pzt_namespace_set(struct exec *x, const struct target *t, struct pz_value base, struct pz_value v);

/* Iteration ---------------------------------------------------------------------------------------------- */

struct pz_range {
    struct pz_object object;
    int64_t start, stop, step;
    uint64_t n;
};

/* Any value that has items, as a list; throws for the others. Never changed by the caller unless it is fresh. */
struct pz_list *pzt_items(struct exec *x, const struct node *at, struct pz_value v);
/* A new list that the caller may fill. */
struct pz_list *pzt_new_list(struct exec *x, size_t cap);
static inline struct pz_value pzt_own_list(struct pz_list *list)
{
    struct pz_value v = pz_list_value(list);
    v.flags = FLAG_OWN;
    return v;
}
void pzt_push(struct exec *x, struct pz_list *list, struct pz_value v); /* with the limit on values */
/* The plain value an object stands for; other values as they are. */
struct pz_value pzt_force(struct exec *x, const struct node *at, struct pz_value v);

/* Arguments of filters and methods ------------------------------------------------------------------------ */

static inline bool pzt_given(struct pz_value v)
{
    return !(v.type == PZ_UNDEFINED && (v.flags & FLAG_MISSING));
}
static inline struct pz_value pzt_missing(void)
{
    return (struct pz_value){.type = PZ_UNDEFINED, .flags = FLAG_MISSING};
}
int64_t pzt_arg_int(struct call *c, uint32_t i, int64_t otherwise);
bool pzt_arg_bool(struct call *c, uint32_t i, bool otherwise);
/* A string argument (other values as their text); `otherwise` (may be NULL: undefined comes back) when absent. */
struct pz_value pzt_arg_text(struct call *c, uint32_t i, const char *otherwise);
struct pz_value pzt_self_text(struct call *c); /* the filtered value as a string */
double pzt_arg_float(struct call *c, uint32_t i, double otherwise);
/* Numbers that come as text too («3,5»); false when it is none. */
bool pzt_to_float(struct pz_value v, double *out);
bool pzt_to_int(struct pz_value v, int64_t *out);

#endif
