/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template takes from its context: expressions are followed symbolically, as paths («results[].value»), through loops,
 * assignments, with, filters that keep items, and the parameters of macros. Two passes: the first learns what macros are given. */
#include <string.h>

#include "template/exec.h"

enum { PATHS_MAX = 4, PARAMS_MAX = 32 };

/* The context values an expression may stand for. */
struct shape {
    const char *path[PATHS_MAX];
    unsigned n;
    unsigned nested;     /* lists around the list itself (batch, slice) */
    bool items;          /* the path is that of the items already */
    bool groups;         /* the list by groups (groupby) … */
    bool group;          /* … one of these: a list of the items, and the value they share */
    const char *grouper; /* path of that value */
    const struct macro *macro;
};

struct view { /* a frame */
    struct view *up;
    struct shape *slot;
    uint32_t slots, end;
};

struct known_macro {
    const struct macro *macro;
    struct shape param[PARAMS_MAX];
};

struct walker {
    const struct pz_program *program;
    struct pz_arena *arena;
    struct pz_field_list *out; /* NULL in the first pass */
    struct view *view;
    struct known_macro *macros;
    uint32_t macros_n;
    const char *kind; /* wanted of the expression being followed */
};

static struct shape shape_of(struct walker *w, const struct node *n);
static struct shape use(struct walker *w, const struct node *n, const char *kind);

/* Shapes --------------------------------------------------------------------------------------------------- */

static void add_path(struct shape *s, const char *path)
{
    for (unsigned i = 0; i < s->n; i++)
        if (strcmp(s->path[i], path) == 0)
            return;
    if (s->n < PATHS_MAX)
        s->path[s->n++] = path;
}

static void merge(struct shape *into, const struct shape *from)
{
    for (unsigned i = 0; i < from->n; i++)
        add_path(into, from->path[i]);
    into->nested = from->nested;
    into->items = from->items;
    into->groups = from->groups;
    into->group = from->group;
    into->grouper = from->grouper;
    if (from->macro)
        into->macro = from->macro;
}

/* The two things a group has: group[0] or .grouper, group[1] or .list. */
static struct shape grouper_of(const struct shape *group)
{
    struct shape out = {0};
    if (group->grouper)
        add_path(&out, group->grouper);
    return out;
}

static struct shape list_of(const struct shape *group)
{
    struct shape out = *group;
    out.group = false;
    return out;
}

static struct shape attribute_of(struct walker *w, const struct shape *s, const char *name, size_t len)
{
    struct shape out = {0};
    if (s->group && len == 7 && memcmp(name, "grouper", 7) == 0)
        return grouper_of(s);
    if (s->group && len == 4 && memcmp(name, "list", 4) == 0)
        return list_of(s);
    for (unsigned i = 0; i < s->n; i++)
        add_path(&out, pz_arena_printf(w->arena, "%s.%.*s", s->path[i], (int)len, name));
    return out;
}

static struct shape item_of(struct walker *w, const struct shape *s)
{
    struct shape out = {0};
    if (s->groups) {
        out = *s;
        out.groups = false;
        out.group = true;
        return out;
    }
    if (s->nested) {
        out = *s;
        out.nested--;
        return out;
    }
    for (unsigned i = 0; i < s->n; i++)
        add_path(&out, s->items ? s->path[i] : pz_arena_printf(w->arena, "%s[]", s->path[i]));
    return out;
}

static void record(struct walker *w, const struct node *at, const char *path, const char *kind)
{
    struct pz_field_list *out = w->out;
    if (!out)
        return;
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 32;
        out->v = pz_arena_grow(w->arena, out->v, out->n, cap, sizeof *out->v);
        out->cap = cap;
    }
    struct pz_field *f = &out->v[out->n++];
    f->path = path;
    f->kind = kind ? kind : "";
    pzt_program_place(w->program, at->tag, at->at, &f->place);
}

/* Expressions ---------------------------------------------------------------------------------------------- */

static struct shape name_shape(struct walker *w, const struct node *n)
{
    struct shape out = {0};
    for (uint32_t i = 0; i < n->x.slots.refs; i++) {
        struct view *v = w->view;
        for (unsigned hops = n->x.slots.ref[i].hops; hops && v; hops--)
            v = v->up;
        if (v && n->x.slots.ref[i].slot < v->slots)
            merge(&out, &v->slot[n->x.slots.ref[i].slot]);
    }
    if (n->x.slots.refs) /* set by the template itself */
        return out;
    struct pz_key key = n->u.name.key;
    bool special = (key.len == 4 && memcmp(key.s, "self", 4) == 0) || (key.len == 5 && memcmp(key.s, "super", 5) == 0);
    if (!special && !pzt_function_find(key))
        add_path(&out, pz_arena_strndup(w->arena, key.s, key.len));
    return out;
}

static bool label_is(const struct node *n, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(n->label, *words) == 0)
            return true;
    return false;
}

/* Text of an attribute=… argument: parameter `name` of the filter, or the first argument. */
static const struct node *attribute_argument(const struct node *n)
{
    const struct node *arg = NULL;
    if (n->u.filter && !n->star) {
        int i = pzt_filter_param(n->u.filter, pz_key("attribute"));
        arg = i >= 0 && (uint32_t)i + 1 < n->n ? n->kid[i + 1] : NULL;
    } else if (n->star) {
        for (uint32_t i = 0; i < n->x.args.named_n; i++)
            if (strcmp(n->x.args.named[i].text, "attribute") == 0)
                arg = n->kid[1 + n->x.args.positional + i];
        if (!arg && n->x.args.positional && strstr(n->label, "attr"))
            arg = n->kid[1];
    }
    return arg && arg->kind == N_CONST && arg->u.value.type == PZ_STRING ? arg : NULL;
}

static struct shape filter_shape(struct walker *w, const struct node *n)
{
    static const char *const keep[] = {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr", NULL};
    static const char *const one[] = {"first", "last", "min", "max", NULL};
    static const char *const rows[] = {"batch", "slice", NULL};
    static const char *const same[] = {"default", "d", "иначе", NULL};
    struct shape self = {0}, out = {0};
    const struct node *attribute = attribute_argument(n);
    if (n->kid[0])
        self = use(w, n->kid[0], label_is(n, same) ? w->kind : n->u.filter ? n->u.filter->kind : NULL);
    for (uint32_t i = 1; i < n->n; i++)
        if (n->kid[i])
            use(w, n->kid[i], NULL);
    struct shape item = item_of(w, &self);
    struct shape chosen = attribute ? attribute_of(w, &item, attribute->u.value.u.s, attribute->u.value.len) : item;
    for (unsigned i = 0; attribute && i < chosen.n; i++)
        record(w, attribute, chosen.path[i], strcmp(n->label, "sum") == 0 || strcmp(n->label, "сумма") == 0 ? "number" : "");
    if (label_is(n, keep) || label_is(n, same))
        return self;
    if (label_is(n, one))
        return item;
    if (label_is(n, rows)) {
        self.nested++;
        return self;
    }
    if (strcmp(n->label, "map") == 0 && attribute) {
        chosen.items = true;
        return chosen;
    }
    if (strcmp(n->label, "groupby") == 0) {
        self.groups = true;
        self.grouper = chosen.n ? chosen.path[0] : NULL;
        return self;
    }
    return out;
}

static struct known_macro *known(struct walker *w, const struct macro *m)
{
    for (uint32_t i = 0; i < w->macros_n; i++)
        if (w->macros[i].macro == m)
            return &w->macros[i];
    w->macros = pz_arena_grow(w->arena, w->macros, w->macros_n, w->macros_n + 1u, sizeof *w->macros);
    w->macros[w->macros_n] = (struct known_macro){.macro = m};
    return &w->macros[w->macros_n++];
}

static struct shape call_shape(struct walker *w, const struct node *n)
{
    const struct node *callee = n->kid[0];
    struct shape target = {0}, out = {0};
    if (callee->kind == N_ATTR) { /* a method: what it is called on is used, its result followed for maps */
        const char *name = callee->u.name.text;
        bool map =
            strcmp(name, "items") == 0 || strcmp(name, "values") == 0 || strcmp(name, "keys") == 0 || strcmp(name, "get") == 0;
        struct shape base = use(w, callee->kid[0], map ? "map" : "text");
        const struct node *key = strcmp(name, "get") == 0 && n->n > 1 ? n->kid[1] : NULL;
        if (key && key->kind == N_CONST && key->u.value.type == PZ_STRING)
            out = attribute_of(w, &base, key->u.value.u.s, key->u.value.len);
        else if (map)
            out = base;
    } else {
        target = shape_of(w, callee);
    }
    for (uint32_t i = 1; i < n->n; i++) {
        struct shape arg = target.macro ? shape_of(w, n->kid[i]) : use(w, n->kid[i], NULL);
        uint32_t at = i - 1;
        if (target.macro && at >= n->x.args.positional) {
            struct pz_key key = n->x.args.named[at - n->x.args.positional].key;
            for (at = 0; at < target.macro->params && !pz_key_equal(target.macro->param[at].key, key);)
                at++;
        }
        if (target.macro && at < target.macro->params && at < PARAMS_MAX)
            merge(&known(w, target.macro)->param[at], &arg);
    }
    return out;
}

static const char *kind_beside(const struct node *n)
{
    if (n->kind != N_CONST)
        return NULL;
    return n->u.value.type == PZ_STRING ? "text" : n->u.value.type == PZ_INT || n->u.value.type == PZ_FLOAT ? "number" : NULL;
}

static void use_all(struct walker *w, const struct node *n, const char *kind)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (n->kid[i])
            use(w, n->kid[i], kind);
}

/* What a sum or a remainder is of: numbers when one of them is written as a number or the result is calculated with. */
static const char *kind_of_operands(const struct walker *w, const struct node *n)
{
    bool calculated = w->kind && strcmp(w->kind, "number") == 0;
    if (n->op != OP_ADD && n->op != OP_MOD)
        return "number";
    for (uint32_t i = 0; i < n->n; i++) {
        const char *kind = kind_beside(n->kid[i]);
        if (kind && strcmp(kind, "text") == 0)
            return NULL;
        calculated |= kind != NULL;
    }
    return calculated ? "number" : NULL;
}

static void use_compared(struct walker *w, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++) {
        bool in = i && (n->u.cmp[i - 1] == CMP_IN || n->u.cmp[i - 1] == CMP_NOT_IN);
        const char *kind = i ? kind_beside(n->kid[i - 1]) : NULL;
        if (!kind && i + 1 < n->n)
            kind = kind_beside(n->kid[i + 1]);
        use(w, n->kid[i], in ? "list" : kind);
    }
}

static struct shape shape_of(struct walker *w, const struct node *n)
{
    struct shape out = {0}, other;
    switch ((enum node_kind)n->kind) {
    case N_NAME: return name_shape(w, n);
    case N_ATTR: other = shape_of(w, n->kid[0]); return attribute_of(w, &other, n->u.name.key.s, n->u.name.key.len);
    case N_ITEM:
        other = shape_of(w, n->kid[0]);
        if (n->kid[1]->kind == N_SLICE) {
            use_all(w, n->kid[1], "number");
            return other;
        }
        use(w, n->kid[1], NULL);
        if (other.group && n->kid[1]->kind == N_CONST && n->kid[1]->u.value.type == PZ_INT)
            return n->kid[1]->u.value.u.i == 0 ? grouper_of(&other) : list_of(&other);
        return item_of(w, &other);
    case N_FILTER: return filter_shape(w, n);
    case N_TEST:
        use(w, n->kid[0], n->u.filter ? n->u.filter->kind : NULL);
        for (uint32_t i = 1; i < n->n; i++)
            if (n->kid[i])
                use(w, n->kid[i], NULL);
        return out;
    case N_CALL: return call_shape(w, n);
    case N_COND:
        use(w, n->kid[1], "flag");
        out = shape_of(w, n->kid[0]);
        if (n->kid[2]) {
            other = shape_of(w, n->kid[2]);
            merge(&out, &other);
        }
        return out;
    case N_AND:
    case N_OR:
        out = shape_of(w, n->kid[0]);
        other = shape_of(w, n->kid[1]);
        merge(&out, &other);
        return out;
    case N_COMPARE: use_compared(w, n); return out;
    case N_NEGATE:
    case N_PLUS:
    case N_BINARY: use_all(w, n, kind_of_operands(w, n)); return out;
    case N_CONCAT: use_all(w, n, "text"); return out;
    case N_NOT: use_all(w, n, "flag"); return out;
    default: use_all(w, n, NULL); return out;
    }
}

static struct shape use(struct walker *w, const struct node *n, const char *kind)
{
    const struct node *root = n;
    const char *before = w->kind;
    w->kind = kind;
    struct shape s = shape_of(w, n);
    w->kind = before;
    while ((root->kind == N_ATTR || root->kind == N_ITEM || root->kind == N_FILTER) && root->kid[0])
        root = root->kid[0];
    /* A filter or a call has recorded what it was given. */
    for (unsigned i = 0; n->kind != N_FILTER && n->kind != N_CALL && i < s.n; i++)
        record(w, root, s.path[i], kind);
    return s;
}

/* Operations ----------------------------------------------------------------------------------------------- */

static void set(struct walker *w, const struct target *t, const struct shape *s)
{
    if (t->kind == TARGET_SLOT && t->slot < w->view->slots)
        merge(&w->view->slot[t->slot], s);
}

static void bind_loop(struct walker *w, const struct loop *loop)
{
    struct shape list = use(w, loop->iter, "list"), item = item_of(w, &list);
    bool pairs = loop->target.kind == TARGET_TUPLE;
    struct shape key = grouper_of(&item), value = item.group ? list_of(&item) : item;
    if (pairs && loop->target.parts == 2) { /* for key, value in …: the second is the item (or the group) */
        set(w, &loop->target.part[0], &key);
        set(w, &loop->target.part[1], &value);
    } else if (!pairs)
        set(w, &loop->target, &item);
    if (loop->test)
        use(w, loop->test, "flag");
}

static void enter(struct walker *w, const struct body *body, struct view *up)
{
    struct view *v = PZ_NEW(w->arena, struct view);
    v->up = up;
    v->slots = body->slots;
    v->slot = PZ_NEW_ARRAY(w->arena, body->slots + 1u, struct shape);
    v->end = body->end;
    w->view = v;
}

static void enter_macro(struct walker *w, const struct macro *m)
{
    struct known_macro *k = known(w, m);
    struct view *outer = w->view;
    enter(w, &m->body, outer);
    for (uint32_t i = 0; i < m->params && i < PARAMS_MAX && i < w->view->slots; i++) {
        w->view->slot[i] = k->param[i];
        if (m->fallback[i])
            use(w, m->fallback[i], NULL);
    }
}

static void walk_op(struct walker *w, const struct op *op)
{
    struct shape s = {0};
    switch ((enum op_code)op->code) {
    case OP_PRINT: use(w, op->e, op->p ? op->p : "text"); break;
    case OP_JUMP_UNLESS: use(w, op->e, "flag"); break;
    case OP_FOR: bind_loop(w, op->p); break;
    case OP_SET:
        s = shape_of(w, op->e);
        set(w, op->p, &s);
        break;
    case OP_SET_BLOCK:
    case OP_FILTER:
    case OP_AUTOESCAPE:
    case OP_DO:
        if (op->e)
            use(w, op->e, NULL);
        break;
    case OP_MACRO:
        s.macro = op->p;
        set(w, op->p2, &s);
        enter_macro(w, op->p);
        break;
    case OP_CALL_BLOCK:
        shape_of(w, op->e);
        enter_macro(w, op->p);
        break;
    case OP_BLOCK: {
        struct view *outer = w->view;
        enter(w, &((const struct block *)op->p)->body, NULL);
        w->view->up = outer;
        break;
    }
    case OP_EXTENDS:
    case OP_INCLUDE:
    case OP_IMPORT:
    case OP_FROM: use(w, ((const struct transfer *)op->p)->name, "text"); break;
    default: break;
    }
}

static void walk(struct walker *w)
{
    enter(w, &w->program->root, NULL);
    struct view *root = w->view;
    for (uint32_t pc = 0; pc < w->program->ops; pc++) {
        while (w->view != root && pc >= w->view->end)
            w->view = w->view->up;
        walk_op(w, &w->program->op[pc]);
    }
}

void pz_program_fields(const struct pz_program *program, struct pz_arena *arena, struct pz_field_list *out)
{
    struct walker w = {.program = program, .arena = arena};
    walk(&w);
    w.out = out;
    walk(&w);
}
