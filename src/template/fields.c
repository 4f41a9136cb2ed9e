/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template takes from its context: expressions are followed symbolically, as paths («results[].value»), through loops,
 * assignments, with, filters that keep items, the parameters of macros, and into the templates it names. All passes but the last only learn
 * what macros are given. */
#include <string.h>
#include <strings.h>

#include "base/io.h"
#include "template/exec.h"
#include "template/loader.h"

enum {
    PATHS_MAX = 4,
    PARAMS_MAX = 32,
    PASSES = 3,       /* a macro called by a macro */
    DEPTH_MAX = 6,    /* templates within templates */
    OTHERS_MAX = 500, /* all of them */
};

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
    const struct pz_program *module; /* imported */
};

/* What a template that another one names knows besides its own names. */
struct around {
    const struct around *up; /* further out, unless `bare` */
    struct pz_map *names;    /* key → struct shape, by address */
    struct shape root;       /* the map that takes the place of the context */
    bool bare;               /* the context is not seen */
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
    const char *kind;            /* wanted of the expression being followed */
    const struct around *around; /* NULL: the context alone */
    const struct pz_map *filled; /* blocks that a template further down has in place of those of its parents */
    unsigned depth, others;
    const struct pz_field_documents *documents; /* or NULL */
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
    if (from->module)
        into->module = from->module;
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

static const struct macro *macro_of(const struct pz_program *module, struct pz_key name)
{
    for (uint32_t i = 0; i < module->ops; i++)
        if (module->op[i].code == OP_MACRO && pz_key_equal(((const struct target *)module->op[i].p2)->name.key, name))
            return module->op[i].p;
    return NULL;
}

static struct shape attribute_of(struct walker *w, const struct shape *s, const char *name, size_t len)
{
    struct shape out = {0};
    if (s->module) {
        out.macro = macro_of(s->module, pz_key_n(name, len));
        return out;
    }
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

static struct pz_field *add_field(struct walker *w)
{
    struct pz_field_list *out = w->out;
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 32;
        out->v = pz_arena_grow(w->arena, out->v, out->n, cap, sizeof *out->v);
        out->cap = cap;
    }
    return &out->v[out->n++];
}

static void record(struct walker *w, const struct node *at, const char *path, const char *kind)
{
    if (!w->out)
        return;
    struct pz_field *f = add_field(w);
    f->path = path;
    f->kind = kind ? kind : "";
    pzt_program_place(w->program, at->tag, at->at, &f->place);
}

/* Expressions ---------------------------------------------------------------------------------------------- */

/* What the variables at these slots stand for. */
static struct shape slots_shape(struct walker *w, const struct slot_ref *ref, uint32_t refs)
{
    struct shape out = {0};
    for (uint32_t i = 0; i < refs; i++) {
        struct view *v = w->view;
        for (unsigned hops = ref[i].hops; hops && v; hops--)
            v = v->up;
        if (v && ref[i].slot < v->slots)
            merge(&out, &v->slot[ref[i].slot]);
    }
    return out;
}

/* A name that the template does not set itself. */
static struct shape context_shape(struct walker *w, struct pz_key key)
{
    struct shape out = {0};
    for (const struct around *a = w->around; a; a = a->up) {
        struct pz_value *known = a->names ? pz_map_find(a->names, key) : NULL;
        if (known)
            return *(const struct shape *)(const void *)(uintptr_t)known->u.i;
        if (a->root.n)
            return attribute_of(w, &a->root, key.s, key.len);
        if (a->bare)
            return out;
    }
    add_path(&out, pz_arena_strndup(w->arena, key.s, key.len));
    return out;
}

static struct shape name_shape(struct walker *w, const struct node *n)
{
    struct pz_key key = n->u.name.key;
    if (n->x.slots.refs) /* set by the template itself */
        return slots_shape(w, n->x.slots.ref, n->x.slots.refs);
    bool special = (key.len == 4 && memcmp(key.s, "self", 4) == 0) || (key.len == 5 && memcmp(key.s, "super", 5) == 0);
    if (special || pzt_function_find(key))
        return (struct shape){0};
    return context_shape(w, key);
}

/* Other templates ------------------------------------------------------------------------------------------- */

static void walk(struct walker *w);

static void know(struct walker *w, struct around *a, struct pz_key key, struct shape s)
{
    struct shape *copy = PZ_NEW(w->arena, struct shape);
    *copy = s;
    if (!a->names)
        a->names = pz_map_new(w->arena, 0);
    pz_map_put(w->arena, a->names, key, pz_int((int64_t)(uintptr_t)copy));
}

static const struct pz_program *other_program(struct walker *w, const char *name)
{
    struct pz_error err = PZ_ERROR_INIT; /* what is not there, or not right, is told by opening and rendering */
    const struct pz_program *other = NULL;
    struct pz_loader *loader = w->program->options.loader;
    bool found = loader && name && w->depth < DEPTH_MAX && w->others < OTHERS_MAX &&
                 pz_loader_get(loader, name, strlen(name), &other, &err) == 0;
    return found ? other : NULL;
}

static void walk_other(struct walker *w, const struct pz_program *other, const struct around *around, const struct pz_map *filled)
{
    struct walker outer = *w;
    w->program = other;
    w->around = around;
    w->filled = filled;
    w->depth++;
    w->others++;
    walk(w);
    w->program = outer.program;
    w->around = outer.around;
    w->filled = outer.filled;
    w->view = outer.view;
    w->depth--;
}

/* The variables of this template that the other one sees. */
static const struct around *variables_around(struct walker *w, const struct transfer *t)
{
    struct around *a = PZ_NEW(w->arena, struct around);
    *a = (struct around){.up = w->around, .bare = !t->with_context};
    if (a->bare)
        return a;
    for (uint32_t i = 0; i < t->visible_n; i++)
        know(w, a, t->visible[i].key, slots_shape(w, t->visible[i].ref, t->visible[i].refs));
    return a;
}

static void walk_parent(struct walker *w, const struct transfer *t, const struct pz_program *parent)
{
    struct pz_map *filled = pz_map_new(w->arena, 0);
    for (uint32_t i = 0; w->filled && i < w->filled->n; i++)
        pz_map_put(w->arena, filled, w->filled->e[i].key, pz_none());
    for (uint32_t i = 0; i < w->program->block_n; i++)
        if (!w->program->block[i]->adds)
            pz_map_put(w->arena, filled, w->program->block[i]->name, pz_none());
    walk_other(w, parent, variables_around(w, t), filled);
}

static void set(struct walker *w, const struct target *t, const struct shape *s);

static void walk_transfer(struct walker *w, enum op_code code, const struct transfer *t)
{
    const struct pz_program *other = other_program(w, t->literal);
    if (!other)
        return;
    if (code == OP_EXTENDS) {
        walk_parent(w, t, other);
        return;
    }
    walk_other(w, other, variables_around(w, t), NULL);
    struct shape module = {.module = other};
    if (code == OP_IMPORT)
        set(w, &t->target, &module);
    for (uint32_t i = 0; code == OP_FROM && i < t->names_n; i++) {
        struct shape macro = attribute_of(w, &module, t->names[i].name.key.s, t->names[i].name.key.len);
        set(w, &t->names[i].target, &macro);
    }
}

/* What stands in place of the context in a picture or a document that is put in; NULL: the context itself. */
static const struct around *data_around(struct walker *w, const struct node *data)
{
    if (!data)
        return NULL;
    struct around *a = PZ_NEW(w->arena, struct around);
    *a = (struct around){.bare = true};
    if (data->kind != N_DICT)
        a->root = shape_of(w, data);
    for (uint32_t i = 0; data->kind == N_DICT && i + 1 < data->n; i += 2) {
        const struct node *key = data->kid[i];
        if (key->kind == N_CONST && key->u.value.type == PZ_STRING)
            know(w, a, pz_names_canonical(w->program->options.names, pz_key_n(key->u.value.u.s, key->u.value.len)),
                 shape_of(w, data->kid[i + 1]));
    }
    return a;
}

/* A field of a document that is put in, as one of this template. */
static void record_inner(struct walker *w, const struct around *around, const struct pz_field *inner)
{
    const struct around *before = w->around;
    size_t len = strcspn(inner->path, ".[");
    w->around = around;
    struct shape s = context_shape(w, pz_key_n(inner->path, len));
    w->around = before;
    for (unsigned i = 0; i < s.n; i++) {
        struct pz_field *f = add_field(w);
        *f = *inner;
        f->path = pz_arena_printf(w->arena, "%s%s", s.path[i], inner->path + len);
    }
}

/* `"chart.svg"|image` and `"part.docx"|include_document` need what those need. */
static void walk_put_in(struct walker *w, const struct node *n)
{
    bool picture = strcmp(n->u.filter->name, "image") == 0;
    const struct node *file = n->kid[0];
    if ((!picture && strcmp(n->u.filter->name, "include_document") != 0) || n->star || !file || file->kind != N_CONST ||
        file->u.value.type != PZ_STRING)
        return;
    const char *name = file->u.value.u.s;
    const struct around *around = data_around(w, n->kid[1 + pzt_filter_param(n->u.filter, pz_key("data"))]);
    if (picture) {
        const struct pz_program *other = strcasecmp(pz_path_extension(name), "svg") == 0 ? other_program(w, name) : NULL;
        if (other)
            walk_other(w, other, around, NULL);
        return;
    }
    struct pz_field_list inner = {0};
    if (!w->out || !w->documents || w->others++ >= OTHERS_MAX)
        return;
    w->documents->fields(w->documents->self, name, w->arena, &inner);
    for (size_t i = 0; i < inner.n; i++)
        record_inner(w, around, &inner.v[i]);
}

/* Filters and calls ----------------------------------------------------------------------------------------- */

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
    if (n->u.filter)
        walk_put_in(w, n);
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
    const struct node *owner = callee->kind == N_ATTR && callee->kid[0]->kind == N_NAME ? callee->kid[0] : NULL;
    if (owner && shape_of(w, owner).module) {
        target = shape_of(w, callee);
    } else if (callee->kind == N_ATTR) { /* a method: what it is called on is used, its result followed for maps */
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
    case OP_FROM:
        use(w, ((const struct transfer *)op->p)->name, "text");
        walk_transfer(w, op->code, op->p);
        break;
    default: break;
    }
}

static void walk(struct walker *w)
{
    enter(w, &w->program->root, NULL);
    struct view *root = w->view;
    for (uint32_t pc = 0; pc < w->program->ops; pc++) {
        const struct op *op = &w->program->op[pc];
        while (w->view != root && pc >= w->view->end)
            w->view = w->view->up;
        const struct block *block = op->code == OP_BLOCK ? op->p : NULL;
        if (block && w->filled && pz_map_find(w->filled, block->name))
            pc = block->body.end - 1; /* never written */
        else
            walk_op(w, op);
    }
}

void pz_program_fields(const struct pz_program *program, const struct pz_field_documents *documents, struct pz_arena *arena,
                       struct pz_field_list *out)
{
    struct walker w = {.program = program, .arena = arena, .documents = documents};
    for (int pass = 1; pass <= PASSES; pass++) {
        w.out = pass == PASSES ? out : NULL;
        w.others = 0;
        walk(&w);
    }
}
