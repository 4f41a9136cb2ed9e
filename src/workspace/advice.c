/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of recommendations are templates like all texts of definitions: «Результат {{ item.shown }} при среднем {{ item.mean }}». They stand
 * in the office's spreadsheet, so they are evaluated when the recommendation is read, with `item` for the result it answers. */
#include "workspace/advice.h"

#include "base/i18n.h"

enum { NESTED_MAX = 6 };

struct expanding {
    struct pz_context *x;
    struct pz_arena *arena;
    struct pz_error *err;
};

static bool is_template(struct pz_value v)
{
    return v.type == PZ_STRING && (memmem(v.u.s, v.len, "{{", 2) || memmem(v.u.s, v.len, "{%", 2));
}

static int compile(struct expanding *e, struct pz_value text, struct pz_program **program)
{
    struct pz_source source;
    struct pz_diags diags;
    pz_diags_init(&diags);
    pz_source_init(&source, e->arena, "");
    int rc = pz_text_source(&source, text.u.s, text.len, &e->x->ws->options, &diags) ||
                     pz_program_new(program, &source, &e->x->ws->options, &diags)
                 ? -1
                 : 0;
    if (rc)
        pz_diags_fail(&diags, e->err);
    pz_diags_release(&diags);
    return rc;
}

/* The program is no part of the arena, so a trap must pass by here. */
static int evaluate(struct expanding *e, struct pz_value *v)
{
    struct pz_program *volatile program = NULL;
    struct pz_place nowhere = {0};
    jmp_buf oom, *before = pz_arena_trap(e->arena, &oom);
    if (setjmp(oom)) {
        pz_program_free(program);
        pz_arena_trap(e->arena, before);
        pz_arena_spent(e->arena);
    }
    struct pz_program *made = NULL;
    int rc = compile(e, *v, &made);
    program = made;
    if (rc == 0) {
        struct pz_def_text text = {.s = v->u.s, .len = v->len, .program = made};
        rc = pz_compose_text(e->x->composer, &text, &nowhere, v);
    }
    pz_program_free(made);
    pz_arena_trap(e->arena, before);
    return rc;
}

/* An error stands where the office wrote the text. */
static void at_cell(struct expanding *e, const struct pz_map *advice, const char *field)
{
    struct pz_place place;
    struct pz_error ignored = PZ_ERROR_INIT;
    const char *code = pz_map_text(e->arena, advice, "code");
    if (code && e->x->reader && pz_entity_place(e->x->reader, "recommendation", code, field, &place, &ignored) == 0 &&
        place.file[0])
        e->err->place = place;
}

/* A text for one organisation in what is common to all: an error for whoever prints it, not for a document that only lists something
 * else of the same value. */
struct broken {
    struct pz_object object;
    struct pz_error err;
};

static int broken_value(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)arena;
    (void)out;
    *err = ((struct broken *)self)->err;
    return -1;
}

static const struct pz_object_class broken_class = {.name = "text", .text = broken_value, .force = broken_value};

static int put_off(struct expanding *e, struct pz_value *out)
{
    if (e->err->kind == PZ_SYSTEM || pz_map_get(e->x->composer->context, "organisation").type != PZ_UNDEFINED)
        return -1;
    struct broken *b = PZ_NEW(e->arena, struct broken);
    *b = (struct broken){{&broken_class}, *e->err};
    *e->err = (struct pz_error)PZ_ERROR_INIT;
    *out = pz_object_value(&b->object);
    return 0;
}

static int expand_one(struct expanding *e, struct pz_map *advice)
{
    static const char *const texts[] = {"problem", "evidence", "action", "metric", "expected"};
    struct pz_map *context = e->x->composer->context;
    struct pz_value before = pz_map_get(context, "item");
    int rc = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == 0; i++) {
        struct pz_value *v = pz_map_find(advice, pz_key(texts[i]));
        if (!v || !is_template(*v))
            continue;
        pz_map_put(e->arena, context, pz_key("item"), pz_map_get(advice, "item"));
        struct pz_value text = *v;
        if (evaluate(e, &text)) {
            at_cell(e, advice, texts[i]);
            rc = put_off(e, &text);
        }
        if (rc == 0)
            *v = text;
        pz_map_put(e->arena, context, pz_key("item"), before);
    }
    return rc;
}

static int expand(struct expanding *e, struct pz_value v, unsigned depth);

static int expand_kids(struct expanding *e, const struct pz_map *map, unsigned depth)
{
    static const char *const keys[] = {"recommendations", "deficits", "areas", "results", "indicators"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (expand(e, pz_map_get(map, keys[i]), depth + 1))
            return -1;
    return 0;
}

/* In a list of organisations each is the one its texts speak of. */
static int expand_organisation(struct expanding *e, const struct pz_map *map, unsigned depth)
{
    struct pz_map *context = e->x->composer->context;
    struct pz_value before = pz_map_get(context, "organisation");
    pz_map_put(e->arena, context, pz_key("organisation"), pz_map_value((struct pz_map *)(uintptr_t)map));
    int rc = expand_kids(e, map, depth);
    pz_map_put(e->arena, context, pz_key("organisation"), before);
    return rc;
}

/* Where recommendations hang in what the store gives. */
static int expand(struct expanding *e, struct pz_value v, unsigned depth)
{
    if (depth == NESTED_MAX)
        return 0;
    if (v.type == PZ_LIST)
        for (uint32_t i = 0; i < v.u.list->n; i++)
            if (expand(e, v.u.list->v[i], depth + 1))
                return -1;
    if (v.type != PZ_MAP)
        return 0;
    if (pz_map_find(v.u.map, pz_key("metric")) && pz_map_find(v.u.map, pz_key("action")))
        return expand_one(e, v.u.map);
    bool organisation = pz_map_find(v.u.map, pz_key("head")) && pz_map_find(v.u.map, pz_key("recommendations"));
    return organisation ? expand_organisation(e, v.u.map, depth) : expand_kids(e, v.u.map, depth);
}

int pz_advice_expand(struct pz_context *x, struct pz_value v, struct pz_arena *arena, struct pz_error *err)
{
    bool tags = true;
    if (!x->composer || !x->composer->context)
        return 0;
    if (x->reader && pz_reader_advice_has_tags(x->reader, &tags, err))
        return -1;
    if (!tags)
        return 0;
    struct expanding e = {x, arena, err};
    struct pz_error *before = x->composer->err;
    struct pz_arena *own = x->composer->arena;
    x->composer->err = err;
    x->composer->arena = arena;
    int rc = expand(&e, v, 0);
    x->composer->err = before;
    x->composer->arena = own;
    if (x->composer->depth == 0) /* asked by a template while it is rendered: nobody else lets the buffers go */
        pz_composer_release(x->composer);
    return rc;
}
