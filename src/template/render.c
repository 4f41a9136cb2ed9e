/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a program: operations in order, loops and jumps; limits; messages with their places. */
#include "template/exec.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/suggest.h"

enum {
    FUEL = 1 << 15,          /* operations between two looks at the limits */
    TOTAL_MS = 900,          /* a stranger's template has to end within a second */
    STACK_BYTES = 640 << 10, /* C stack that nested calls may take */
    CHARGED_FROM = 4096,
    DRAIN = 256 << 10, /* bytes of output between two drains */
    SCRATCH_FROM = 64, /* loops from this length on use their memory again at each iteration */
};

/* Failures ------------------------------------------------------------------------------------------------- */

void pzt_program_place(const struct pz_program *program, uint32_t tag, uint32_t at, struct pz_place *out)
{
    *out = pz_place_file(program->name);
    if (tag >= program->tags)
        return;
    const struct tag *t = &program->tag[tag];
    const char *line = t->text, *newline;
    if (at > t->len)
        at = t->len;
    unsigned lines = 0;
    while ((newline = memchr(line, '\n', (size_t)(t->text + at - line)))) {
        lines++;
        line = newline + 1;
    }
    unsigned columns = (unsigned)pz_utf8_length(line, (size_t)(t->text + at - line));
    out->line = t->line ? t->line + lines : 0;
    out->column = lines ? columns + 1 : t->column + columns;
    if (!t->line)
        out->column = 0;
    snprintf(out->inside, sizeof out->inside, "%s", t->inside);
    if (lines) { /* a later line of the tag itself */
        snprintf(out->source, sizeof out->source, "%.*s", (int)strcspn(line, "\n"), line);
        out->caret = columns + 1;
    } else {
        snprintf(out->source, sizeof out->source, "%s", t->source);
        out->caret = t->caret ? t->caret + columns : 0;
    }
}

static void place(struct exec *x, const struct node *at, struct pz_place *out)
{
    if (at)
        pzt_program_place(x->program, at->tag, at->at, out);
    else if (x->op)
        pzt_program_place(x->program, x->op->tag, x->op->at, out);
    else
        *out = pz_place_file(x->program->name);
}

static _Noreturn void leave(struct exec *x)
{
    longjmp(x->trap, 1);
}

static void fail(struct exec *x, const struct node *at, const char *id, const char *hint, const char *format, va_list ap)
{
    char text[PZ_MESSAGE_MAX];
    struct pz_place where;
    vsnprintf(text, sizeof text, format, ap);
    if (hint && hint[0])
        pz_fail(x->err, PZ_DATA, id, "%s; %s", text, hint);
    else
        pz_fail(x->err, PZ_DATA, id, "%s", text);
    place(x, at, &where);
    pz_error_at(x->err, &where);
}

void pzt_throw(struct exec *x, const struct node *at, const char *id, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    fail(x, at, id, NULL, format, ap);
    va_end(ap);
    leave(x);
}

void pzt_throw_hint(struct exec *x, const struct node *at, const char *id, const char *hint, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    fail(x, at, id, hint, format, ap);
    va_end(ap);
    leave(x);
}

void pzt_throw_failed(struct exec *x, const struct node *at)
{
    struct pz_place where;
    place(x, at, &where);
    pz_error_at(x->err, &where);
    leave(x);
}

/* “организация.название” for a chain of names, as far as it is one. */
static void path_of(const struct node *n, struct pz_buf *out)
{
    if (n->kind == N_ATTR) {
        path_of(n->kid[0], out);
        pz_buf_printf(out, "%s%s", out->len ? "." : "", n->u.name.text);
    } else if (n->kind == N_NAME) {
        pz_buf_puts(out, n->u.name.text);
    } else if (n->kind == N_ITEM || n->kind == N_CALL || n->kind == N_FILTER) {
        if (n->kid[0])
            path_of(n->kid[0], out);
        pz_buf_puts(out, n->kind == N_ITEM ? "[]" : n->kind == N_CALL ? "()" : "");
    }
}

static bool pure(const struct node *n)
{
    return n->kind == N_NAME || (n->kind == N_ATTR && pure(n->kid[0]));
}

static void try_keys(struct exec *x, struct suggestion *s, const struct pz_map *map)
{
    for (uint32_t i = 0; map && i < map->n && i < 2000; i++) {
        const struct pz_name *known = pz_names_find(x->program->options.names, map->e[i].key);
        pzt_suggestion_try(s, map->e[i].key.s, map->e[i].key.len);
        if (known) {
            pzt_suggestion_try(s, known->canonical.s, known->canonical.len);
            pzt_suggestion_try(s, known->alias.s, known->alias.len);
        }
    }
}

static void try_context(struct exec *x, struct suggestion *s, const struct scope *scope)
{
    size_t n = pz_names_count(x->program->options.names);
    for (; scope; scope = scope->parent)
        try_keys(x, s, scope->names);
    for (struct context *c = x->frame->context; c; c = c->outer) {
        try_keys(x, s, c->vars);
        try_keys(x, s, c->locals);
        try_keys(x, s, c->data);
    }
    for (size_t i = 0; i < n; i++) {
        const struct pz_name *name = pz_names_at(x->program->options.names, i);
        pzt_suggestion_try(s, name->canonical.s, name->canonical.len);
        pzt_suggestion_try(s, name->alias.s, name->alias.len);
    }
}

void pzt_throw_undefined(struct exec *x, const struct node *at, struct pz_value v)
{
    struct suggestion s;
    struct pz_buf path = PZ_BUF_INIT;
    char hint[300] = "";
    const char *name = v.u.s ? v.u.s : "";
    while (at && (at->kind == N_FILTER || at->kind == N_TEST || at->kind == N_NOT) && at->kid[0])
        at = at->kid[0];
    if (at && at->kind == N_COND && v.spare)
        at = at->kid[0];
    if (at && (at->kind == N_NAME || at->kind == N_ATTR) && strcmp(at->u.name.text, name) == 0) {
        path_of(at, &path);
        pzt_suggestion_start(&s, name, strlen(name));
        if (at->kind == N_NAME) {
            try_context(x, &s, at->x.slots.scope);
        } else if (pure(at->kid[0])) {
            struct pz_value base = pzt_eval(x, at->kid[0]);
            try_keys(x, &s, base.type == PZ_MAP ? base.u.map : NULL);
        }
        pzt_suggestion_hint(&s, hint, sizeof hint);
    }
    char shown[300];
    snprintf(shown, sizeof shown, "%s", path.len ? pz_buf_str(&path) : name);
    pz_buf_release(&path);
    if (shown[0])
        pzt_throw_hint(x, at, "E-TPL-020", hint, _("unknown name “%s”"), shown);
    pzt_throw(x, at, "E-TPL-020", _("there is no such item"));
}

/* Limits --------------------------------------------------------------------------------------------------- */

static int64_t cpu_ns(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) < 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static unsigned total_ms(const struct pz_render *render)
{
    const struct pz_limits *given = render->limits;
    if (given && given->total_ms)
        return given->total_ms;
    return given && given->timeout_ms > TOTAL_MS ? given->timeout_ms : TOTAL_MS;
}

int pz_render_check_time(struct pz_render *render, struct pz_error *err)
{
    int64_t now = cpu_ns();
    if (!render->stop_ns)
        render->stop_ns = now + (int64_t)total_ms(render) * 1000000;
    return now <= render->stop_ns ? 0
                                  : pz_fail(err, PZ_DATA, "E-TPL-034", _("the template takes longer than %u ms"), total_ms(render));
}

int pz_render_time_left(struct pz_render *render, unsigned *ms, struct pz_error *err)
{
    if (pz_render_check_time(render, err))
        return -1;
    *ms = (unsigned)((render->stop_ns - cpu_ns()) / 1000000) + 1;
    return 0;
}

void pz_render_took(struct pz_render *render, int64_t ns)
{
    render->stop_ns -= ns;
}

static void check_output(struct exec *x)
{
    if (x->out->failed && (!x->out->limit || x->out->len < x->out->limit / 2)) {
        pz_fail_memory(x->err);
        leave(x);
    }
    if (x->out->failed || x->out->len - x->out_start > x->limits.output_bytes)
        pzt_throw(x, NULL, "E-TPL-031", _("the result grows larger than %zu MB"), x->limits.output_bytes >> 20);
}

void pzt_refuel(struct exec *x)
{
    uint64_t burnt = (uint64_t)(x->fuel_given - x->fuel);
    check_output(x);
    if (burnt > x->steps_left)
        pzt_throw(x, NULL, "E-TPL-030", _("the template does not come to an end: more than %llu steps"),
                  (unsigned long long)x->limits.steps);
    x->steps_left -= burnt;
    if (x->arena->used - x->arena_start + x->scratch.used + (x->out->len - x->out_start) > x->limits.memory_bytes)
        pzt_throw(x, NULL, "E-TPL-035", _("the template needs more than %zu MB of memory"), x->limits.memory_bytes >> 20);
    if (pz_render_check_time(x->render, x->err))
        pzt_throw_failed(x, NULL);
    int64_t now = cpu_ns() - x->drawn_ns;
    if (x->deadline_ns == INT64_MAX) /* the clock is not asked for short renderings */
        x->deadline_ns = now + (int64_t)x->limits.timeout_ms * 1000000;
    else if (now > x->deadline_ns)
        pzt_throw(x, NULL, "E-TPL-034", _("the template takes longer than %u ms"), x->limits.timeout_ms);
    x->fuel = x->fuel_given = FUEL;
}

void pzt_enter(struct exec *x, const struct node *at)
{
    char here;
    pzt_charge(x, 20);
    if (x->depth >= x->limits.depth || (uintptr_t)&here < x->stack_floor)
        pzt_throw(x, at, "E-TPL-033", _("calls are nested too deep (%u levels): a macro, a block or an include calls itself"),
                  x->depth);
    x->depth++;
}

struct pz_value pzt_text_end(struct exec *x, size_t begin)
{
    size_t len = x->out->len - begin;
    if (len > x->limits.value_bytes)
        pzt_throw(x, NULL, "E-TPL-032", _("a value grows larger than %zu MB"), x->limits.value_bytes >> 20);
    if (x->out->failed)
        check_output(x);
    if (len > 4096)
        pzt_charge(x, len / 64);
    struct pz_value v = pz_strn(len ? pz_arena_strndup(x->mem, x->out->data + begin, len) : "", len);
    x->out->len = begin;
    if (x->out->data)
        x->out->data[begin] = '\0';
    return v;
}

struct pz_value pzt_string(struct exec *x, const char *s, size_t len)
{
    return pz_strn(pz_arena_strndup(x->mem, s, len), len);
}

/* Frames --------------------------------------------------------------------------------------------------- */

static void forget(struct pz_value *slot, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        slot[i] = pzt_missing();
}

struct frame *pzt_frame_new(struct exec *x, const struct body *body, struct context *context, struct frame *up)
{
    struct frame *f = PZ_NEW(x->mem, struct frame);
    f->slot = pz_arena_alloc(x->mem, (body->slots + 1u) * sizeof *f->slot);
    f->loops = PZ_NEW_ARRAY(x->mem, body->loops + 1u, struct loop_record);
    f->context = context;
    f->up = up;
    forget(f->slot, 0, body->slots);
    return f;
}

void pzt_run_body(struct exec *x, const struct pz_program *program, const struct body *body, struct frame *frame)
{
    const struct pz_program *program_before = x->program;
    struct frame *frame_before = x->frame;
    const struct op *op = x->op;
    x->program = program;
    x->frame = frame;
    pzt_run(x, body->start, body->end);
    x->program = program_before;
    x->frame = frame_before;
    x->op = op;
}

static void assign_slot(struct exec *x, const struct target *t, struct pz_value v)
{
    x->frame->slot[t->slot] = v;
    struct context *c = x->frame->context;
    if (!t->exported || (!x->program->exports && !c->keep))
        return;
    if (!c->vars)
        c->vars = pz_map_new(x->arena, 0);
    pz_map_put(x->arena, c->vars, t->name.key, v);
    if (t->imported && !c->hidden)
        c->hidden = pz_map_new(x->arena, 0);
    if (c->hidden)
        pz_map_put(x->arena, c->hidden, t->name.key, pz_bool(t->imported));
}

static void assign_parts(struct exec *x, const struct target *t, struct pz_value v)
{
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, t->base, v);
    struct pz_list *items = v.type == PZ_LIST ? v.u.list : pzt_items(x, NULL, v);
    if (items->n != t->parts)
        pzt_throw(x, t->part[0].base, "E-TPL-021", _("%u names stand here for %u values"), t->parts, items->n);
    for (uint32_t i = 0; i < t->parts; i++)
        pzt_assign(x, &t->part[i], items->v[i]);
}

void pzt_assign(struct exec *x, const struct target *t, struct pz_value v)
{
    if (t->kind == TARGET_SLOT) {
        assign_slot(x, t, v);
    } else if (t->kind == TARGET_TUPLE) {
        assign_parts(x, t, v);
    } else {
        struct pz_value base = pzt_eval(x, t->base);
        if (base.type == PZ_UNDEFINED)
            pzt_throw_undefined(x, t->base, base);
        pzt_namespace_set(x, t, base, v);
    }
}

/* The marks of what was cut off again go first. */
static void mark_literal(struct exec *x, uint32_t literal)
{
    struct pz_marks *m = x->marks;
    while (m->n && m->v[m->n - 1].at >= x->out->len)
        m->n--;
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 256;
        struct pz_splice_mark *more = pz_realloc(m->v, cap * sizeof *more);
        if (!more) {
            pz_fail_memory(x->err);
            leave(x);
        }
        m->v = more;
        m->cap = cap;
    }
    m->v[m->n++] = (struct pz_splice_mark){x->out->len, literal};
}

/* Operations ----------------------------------------------------------------------------------------------- */

/* A picture or a document takes time of its own, which is not the template's: only the document's whole time bounds it. */
static int write_rich(struct exec *x, const struct op *op, const struct pz_value *v)
{
    int64_t from = cpu_ns();
    if (pz_render_check_time(x->render, x->err))
        return -1;
    int status = x->format->write_value(x->render->format_state, op->site, v, x->arena, x->out, x->err);
    x->drawn_ns += cpu_ns() - from;
    return status;
}

static inline void print(struct exec *x, const struct op *op)
{
    struct pz_value v = pzt_eval(x, op->e);
    if (v.type == PZ_UNDEFINED) {
        if (x->program->options.undefined == PZ_UNDEFINED_STRICT && !v.spare)
            pzt_throw_undefined(x, op->e, v);
        if (x->program->options.undefined != PZ_UNDEFINED_DEBUG)
            return;
    }
    if (x->format->write_value && v.type != PZ_UNDEFINED) {
        if (!x->escape && x->format->escape && v.type == PZ_STRING)
            v.flags |= PZ_SAFE;
        int status = v.type == PZ_OBJECT ? write_rich(x, op, &v)
                                         : x->format->write_value(x->render->format_state, op->site, &v, x->arena, x->out, x->err);
        if (status < 0)
            pzt_throw_failed(x, op->e);
        if (status == 0)
            return;
    }
    if (!x->escape || (v.type == PZ_STRING && (v.flags & PZ_SAFE))) {
        pzt_write_text(x, x->out, v);
    } else {
        struct pz_value text = pzt_text(x, v);
        pzt_write_escaped(x->out, text.u.s, text.len);
    }
}

/* Long pieces count for what they are, so that the limits are looked at before many of them have gathered. */
static inline void charge_bytes(struct exec *x, size_t bytes)
{
    if (bytes > CHARGED_FROM)
        pzt_charge(x, bytes / 64);
}

static inline void print_charged(struct exec *x, const struct op *op)
{
    size_t before = x->out->len;
    print(x, op);
    charge_bytes(x, x->out->len > before ? x->out->len - before : 0);
}

/* Text that a piece of the program writes, as a value. */
static struct pz_value capture(struct exec *x, uint32_t from, uint32_t to)
{
    bool mute = x->mute;
    x->mute = false;
    size_t begin = pzt_text_begin(x);
    x->capturing++;
    pzt_run(x, from, to);
    x->capturing--;
    struct pz_value v = pzt_text_end(x, begin);
    v.flags |= x->escape ? PZ_SAFE : 0;
    x->mute = mute;
    return v;
}

static void filter_block(struct exec *x, const struct op *op, uint32_t from)
{
    struct pz_value v = pzt_eval_filters(x, op->e, capture(x, from, op->to));
    if (x->mute)
        return;
    struct pz_value text = x->escape ? pzt_escape(x, v) : pzt_text(x, v);
    pz_buf_put(x->out, text.u.s, text.len);
}

static void autoescape(struct exec *x, const struct op *op, uint32_t from)
{
    bool before = x->escape;
    x->escape = pzt_truth(x, op->e, pzt_eval(x, op->e));
    pzt_run(x, from, op->to);
    x->escape = before;
}

static void call_block(struct exec *x, const struct op *op)
{
    struct pz_value caller = pzt_macro_value(x, op->p);
    struct pz_value v = pzt_call_with(x, op->e, "caller", caller);
    if (x->mute)
        return;
    struct pz_value text = x->escape ? pzt_escape(x, v) : pzt_text(x, v);
    pz_buf_put(x->out, text.u.s, text.len);
}

/* Loops: memory of one iteration is used again in the next where nothing can keep it. */
static void scratch_begin(struct exec *x, struct loop_record *r)
{
    bool keeps = x->program->changes || !(x->format->transient || (!x->format->write_value && !x->format->hook));
    if (keeps || (x->mem != &x->scratch && r->n < SCRATCH_FROM))
        return;
    r->scratch = x->mem != &x->scratch;
    x->mem = &x->scratch;
    r->mark = pz_arena_save(&x->scratch);
    if (!x->scratch.head) { /* a mark of an empty arena cannot be gone back to cheaply */
        pz_arena_alloc(&x->scratch, 1);
        r->mark = pz_arena_save(&x->scratch);
    }
}

static void scratch_end(struct exec *x, struct loop_record *r)
{
    if (r->mark.head)
        pz_arena_restore(&x->scratch, r->mark);
    if (r->scratch)
        x->mem = x->arena;
}

static inline struct pz_value loop_item(const struct loop_record *r, uint64_t i)
{
    switch (r->from) {
    case FROM_MAP: return pzt_key_value(r->e[i].key);
    case FROM_RANGE: return pz_int(r->first + (int64_t)i * r->step);
    default: return r->v[i];
    }
}

struct pz_value pzt_loop_item(const struct loop_record *r, uint64_t i)
{
    return loop_item(r, i);
}

static void iterate(struct exec *x, const struct loop *loop, struct loop_record *r)
{
    struct frame *f = x->frame;
    if (r->mark.head)
        pz_arena_restore(&x->scratch, r->mark);
    forget(f->slot, loop->slot_lo, loop->slot_hi);
    struct pz_value item = loop_item(r, r->index);
    if (loop->target.kind == TARGET_SLOT)
        f->slot[loop->target.slot] = item;
    else
        pzt_assign(x, &loop->target, item);
    f->slot[loop->variable] = pz_object_value(&r->object);
}

static uint32_t loop_begin(struct exec *x, struct loop_record *r, const struct loop *loop, struct pz_value items)
{
    pzt_loop_start(x, r, loop, items, loop->iter);
    if (!r->n)
        return loop->orelse;
    scratch_begin(x, r);
    iterate(x, loop, r);
    return loop->body;
}

static uint32_t loop_enter(struct exec *x, const struct op *op)
{
    const struct loop *loop = op->p;
    return loop_begin(x, &x->frame->loops[loop->record], loop, pzt_eval(x, loop->iter));
}

void pzt_loop_run(struct exec *x, struct loop_record *r, struct pz_value items, uint32_t depth)
{
    const struct loop *loop = r->loop;
    uint32_t pc = loop_begin(x, r, loop, items);
    r->depth = depth;
    pzt_run(x, pc, loop->end);
}

/* At the outermost level nobody remembers where in the output something begins. */
static void drain(struct exec *x)
{
    if (x->depth || x->capturing || x->mute)
        return;
    if (x->marks->drain(x->marks->self, x->out, x->err))
        leave(x);
    x->drain_at = x->out->len + DRAIN;
}

static uint32_t loop_next(struct exec *x, const struct op *op)
{
    const struct loop *loop = op->p;
    struct loop_record *r = &x->frame->loops[loop->record];
    if (x->out->len >= x->drain_at)
        drain(x);
    if (++r->index < r->n) {
        iterate(x, loop, r);
        return loop->body;
    }
    scratch_end(x, r);
    return loop->end;
}

static uint32_t loop_break(struct exec *x, const struct op *op)
{
    const struct loop *loop = op->p;
    scratch_end(x, &x->frame->loops[loop->record]);
    return loop->end;
}

static void run_rest(struct exec *x, const struct op *op, uint32_t pc);

void pzt_run(struct exec *x, uint32_t pc, uint32_t end)
{
    const struct op *ops = x->program->op;
    while (pc != end) {
        const struct op *op = x->op = &ops[pc++];
        if (--x->fuel <= 0)
            pzt_refuel(x);
        switch ((enum op_code)op->code) {
        case OP_LITERAL:
            if (x->mute)
                break;
            if (x->marks && x->program == x->marked)
                mark_literal(x, op->site);
            pz_buf_put(x->out, op->p, op->len);
            charge_bytes(x, op->len);
            break;
        case OP_PRINT:
            if (!x->mute)
                print_charged(x, op);
            break;
        case OP_JUMP: pc = op->to; break;
        case OP_JUMP_UNLESS:
            if (!pzt_truth(x, op->e, pzt_eval(x, op->e)))
                pc = op->to;
            break;
        case OP_FOR: pc = loop_enter(x, op); break;
        case OP_NEXT: pc = loop_next(x, op); break;
        case OP_BREAK: pc = loop_break(x, op); break;
        case OP_CONTINUE: pc = ((const struct loop *)op->p)->next; break;
        case OP_SET: pzt_assign(x, op->p, pzt_eval(x, op->e)); break;
        case OP_MACRO:
            pzt_assign(x, op->p2, pzt_macro_value(x, op->p));
            pc = op->to;
            break;
        case OP_SET_BLOCK:
        case OP_FILTER:
        case OP_CALL_BLOCK:
        case OP_BLOCK:
        case OP_AUTOESCAPE:
            run_rest(x, op, pc);
            pc = op->to;
            break;
        default: run_rest(x, op, pc); break;
        }
    }
}

/* Operations that run other code: kept out of the main loop, whose stack frame stays small. */
static void run_rest(struct exec *x, const struct op *op, uint32_t pc)
{
    struct pz_value v;
    switch ((enum op_code)op->code) {
    case OP_HOOK:
        if (!x->mute && x->format->hook(x->render->format_state, op->site, x->arena, x->out, x->err) < 0)
            pzt_throw_failed(x, NULL);
        break;
    case OP_SET_BLOCK:
        v = capture(x, pc, op->to);
        pzt_assign(x, op->p, op->e ? pzt_eval_filters(x, op->e, v) : v);
        break;
    case OP_FILTER: filter_block(x, op, pc); break;
    case OP_CALL_BLOCK: call_block(x, op); break;
    case OP_BLOCK:
        if (!x->mute)
            pzt_block_run(x, op->p, op->p2);
        break;
    case OP_AUTOESCAPE: autoescape(x, op, pc); break;
    case OP_EXTENDS: pzt_extends(x, op->p); break;
    case OP_INCLUDE:
        if (!x->mute)
            pzt_include(x, op->p);
        break;
    case OP_IMPORT: pzt_import(x, op->p); break;
    case OP_FROM: pzt_from(x, op->p); break;
    case OP_DO: pzt_eval(x, op->e); break;
    default: break;
    }
}

/* Entry ---------------------------------------------------------------------------------------------------- */

static void set_limits(struct exec *x, const struct pz_limits *given)
{
    static const struct pz_limits usual = {20000000, (size_t)128 << 20, (size_t)32 << 20, (size_t)192 << 20, 200, 800, TOTAL_MS};
    x->limits = usual;
    if (given) {
        if (given->steps)
            x->limits.steps = given->steps;
        if (given->output_bytes)
            x->limits.output_bytes = given->output_bytes;
        if (given->value_bytes)
            x->limits.value_bytes = given->value_bytes;
        if (given->memory_bytes)
            x->limits.memory_bytes = given->memory_bytes;
        if (given->depth)
            x->limits.depth = given->depth;
        if (given->timeout_ms)
            x->limits.timeout_ms = given->timeout_ms;
    }
    x->steps_left = x->limits.steps;
    x->deadline_ns = INT64_MAX;
    x->fuel = x->fuel_given = FUEL;
}

static void start(struct exec *x, const struct pz_program *program, struct pz_render *render, struct pz_buf *out,
                  struct pz_error *err)
{
    static const struct pz_format plain;
    memset(x, 0, sizeof *x);
    x->program = program;
    x->render = render;
    x->arena = x->mem = render->arena;
    x->format = program->options.format ? program->options.format : &plain;
    x->escape = x->format->escape;
    x->out = out;
    x->out_start = out->len;
    x->err = err;
    x->arena_start = render->arena->used;
    x->stack_floor = (uintptr_t)x - STACK_BYTES;
    set_limits(x, render->limits);
}

static struct context *root_context(struct exec *x, const struct pz_render *render)
{
    struct context *c = PZ_NEW(x->arena, struct context);
    if (render->context.type == PZ_MAP)
        c->data = render->context.u.map;
    else if (render->context.type == PZ_OBJECT && render->context.u.object->cls->get)
        c->object = render->context.u.object;
    return c;
}

void pzt_run_template(struct exec *x, const struct pz_program *program, struct context *context)
{
    const struct pz_program *parent_before = x->parent;
    bool mute = x->mute;
    do { /* the template itself, then what it extends, and so on */
        x->parent = NULL;
        x->mute = false;
        pzt_blocks_add(x, program, context);
        pzt_run_body(x, program, &program->root, pzt_frame_new(x, &program->root, context, NULL));
    } while ((program = x->parent));
    x->parent = parent_before;
    x->mute = mute;
}

static int finish(struct exec *x, jmp_buf *trap, int status)
{
    x->arena->trap = trap;
    pz_arena_release(&x->scratch);
    return status;
}

/* Run `work` with failures of the rendering caught; what is not in the arena is released in every case. */
static int guarded(struct exec *x, void (*work)(struct exec *x, const struct pz_program *program, struct pz_value *out),
                   struct pz_value *out)
{
    jmp_buf *const before = x->arena->trap;
    x->arena->trap = x->scratch.trap = &x->trap;
    if (setjmp(x->trap)) {
        if (x->err->kind == PZ_OK)
            pz_fail_memory(x->err);
        return finish(x, before, -1);
    }
    work(x, x->program, out);
    return finish(x, before, 0);
}

static void work_render(struct exec *x, const struct pz_program *program, struct pz_value *out)
{
    (void)out;
    pzt_run_template(x, program, root_context(x, x->render));
    check_output(x);
}

static void work_eval(struct exec *x, const struct pz_program *program, struct pz_value *out)
{
    x->frame = pzt_frame_new(x, &program->root, root_context(x, x->render), NULL);
    *out = pzt_eval(x, program->expression);
    if (out->type == PZ_UNDEFINED && program->options.undefined == PZ_UNDEFINED_STRICT && !out->spare)
        pzt_throw_undefined(x, program->expression, *out);
}

static void work_truth(struct exec *x, const struct pz_program *program, struct pz_value *out)
{
    work_eval(x, program, out);
    *out = pz_bool(pzt_truth(x, program->expression, *out));
}

static void work_list(struct exec *x, const struct pz_program *program, struct pz_value *out)
{
    work_eval(x, program, out);
    bool range = out->type == PZ_OBJECT && out->u.object->cls == &pzt_range_class;
    *out = range ? pz_list_value(pzt_items(x, program->expression, *out)) : pzt_force(x, program->expression, *out);
}

int pz_program_render(const struct pz_program *program, struct pz_render *render, struct pz_buf *out, struct pz_error *err)
{
    return pz_program_render_marked(program, render, out, NULL, err);
}

int pz_program_render_marked(const struct pz_program *program, struct pz_render *render, struct pz_buf *out, struct pz_marks *marks,
                             struct pz_error *err)
{
    struct exec x;
    start(&x, program, render, out, err);
    x.marks = marks;
    x.marked = program;
    x.drain_at = marks && marks->drain ? out->len + DRAIN : SIZE_MAX;
    return guarded(&x, work_render, NULL);
}

uint32_t pz_program_literals(const struct pz_program *program, struct pz_splice_span *out)
{
    for (uint32_t i = 0; out && i < program->ops; i++) {
        const struct op *op = &program->op[i];
        if (op->code == OP_LITERAL)
            out[op->site] = (struct pz_splice_span){op->p, op->len};
    }
    return program->literals;
}

int pzt_program_eval(const struct pz_program *program, enum pzt_wanted wanted, struct pz_render *render, struct pz_value *out,
                     struct pz_error *err)
{
    static void (*const work[])(struct exec * x, const struct pz_program *program,
                                struct pz_value *out) = {[PZT_VALUE] = work_eval, [PZT_TRUTH] = work_truth, [PZT_LIST] = work_list};
    struct exec x;
    struct pz_buf text = PZ_BUF_INIT;
    start(&x, program, render, &text, err);
    int status = guarded(&x, work[wanted], out);
    pz_buf_release(&text);
    return status;
}
