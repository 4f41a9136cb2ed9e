/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other templates: include, import, extends, and the blocks they fill. */
#include "template/parse.h"

#include "base/i18n.h"
#include "base/io.h"
#include "template/loader.h"

static struct transfer *new_transfer(struct parser *p)
{
    struct transfer *t = PZ_NEW(p->arena, struct transfer);
    t->scope = p->scope;
    if (p->transfers_n == p->transfers_cap) {
        uint32_t cap = p->transfers_cap ? p->transfers_cap * 2 : 8;
        p->transfers = pz_arena_grow(p->arena, p->transfers, p->transfers_n, cap, sizeof *p->transfers);
        p->transfers_cap = cap;
    }
    p->transfers[p->transfers_n++] = t;
    p->program->exports = true;
    return t;
}

static void add_block(struct parser *p, struct block *block, uint32_t at)
{
    struct pz_program *program = p->program;
    if (pz_map_find(program->blocks, block->name))
        pzt_parse_fail(p, at, "E-TPL-014", NULL, _("there are two blocks “%.*s”"), (int)block->name.len, block->name.s);
    if (program->block_n == p->blocks_cap) {
        uint32_t cap = p->blocks_cap ? p->blocks_cap * 2 : 8;
        program->block = pz_arena_grow(p->arena, program->block, program->block_n, cap, sizeof *program->block);
        p->blocks_cap = cap;
    }
    pz_map_put(p->arena, program->blocks, block->name, pz_int(program->block_n));
    program->block[program->block_n++] = block;
}

void pzt_parse_block(struct parser *p)
{
    pzt_push_block(p, B_BLOCK);
    const struct token *t = pzt_expect_name(p, _("the name of the block"));
    struct block *block = PZ_NEW(p->arena, struct block);
    block->program = p->program;
    block->name = pz_key(pz_arena_strndup(p->arena, t->value.u.s, t->value.len));
    block->tag = p->tag;
    block->at = t->at;
    block->scoped = pzt_skip_word(p, "scoped");
    block->required = pzt_skip_word(p, "required");
    if (pzt_peek(p)->kind == T_SUB)
        pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-001", _("use an underscore"), _("names of blocks cannot have a hyphen"));
    struct transfer *visible = new_transfer(p);
    add_block(p, block, t->at);
    uint32_t op = pzt_emit(p, OP_BLOCK);
    pzt_op_at(p, op)->p = block;
    pzt_op_at(p, op)->p2 = visible;
    pzt_begin_body(p, op)->block = block;
    p->scope = pzt_scope_new(p, NULL, SCOPE_BLOCK, PZ_NEW(p->arena, struct frame_plan));
}

void pzt_note_used(struct parser *p, const char *name)
{
    struct pz_program *program = p->program;
    if (program->used_n == p->used_cap) {
        uint32_t cap = p->used_cap ? p->used_cap * 2 : 8;
        program->used = pz_arena_grow(p->arena, program->used, program->used_n, cap, sizeof *program->used);
        p->used_cap = cap;
    }
    program->used[program->used_n++] = name;
}

static void name_of_template(struct parser *p, struct transfer *t)
{
    t->name = pzt_parse_expression(p, true);
    if (t->name->kind == N_CONST && t->name->u.value.type == PZ_STRING)
        t->literal = t->name->u.value.u.s;
    if (t->literal)
        pzt_note_used(p, t->literal);
    else
        p->program->open_ended = true; /* what the other template reads cannot be known */
}

/* A template named in so many words is looked for before there are data: not one document after the other tells that it is missing. */
static void look_for(struct parser *p, const struct transfer *t)
{
    const struct pz_template_options *o = &p->program->options;
    if (!t->literal || t->ignore_missing || !o->loader || o->undefined != PZ_UNDEFINED_STRICT || !pz_path_is_inside(t->literal) ||
        pz_loader_has(o->loader, t->literal))
        return;
    bool certain = !p->conditional && !p->stack_n;
    pzt_parse_report(p, p->tag, t->name->at, certain ? "E-TPL-041" : "W-TPL-041", NULL, _("there is no template “%.*s”"),
                     (int)t->name->u.value.len, t->literal);
}

static void emit_transfer(struct parser *p, enum op_code code, struct transfer *t)
{
    look_for(p, t);
    uint32_t op = pzt_emit(p, code);
    pzt_op_at(p, op)->p = t;
}

void pzt_parse_extends(struct parser *p)
{
    struct transfer *t = new_transfer(p);
    name_of_template(p, t);
    t->with_context = true;
    emit_transfer(p, OP_EXTENDS, t);
}

/* `with context`, `without context`; true when one was there. */
static bool parse_context_words(struct parser *p, struct transfer *t)
{
    if (!(pzt_at_word(p, "with") || pzt_at_word(p, "without")) || !pzt_next_is_word(p, "context"))
        return false;
    t->with_context = pzt_at_word(p, "with");
    p->pos += 2;
    return true;
}

void pzt_parse_include(struct parser *p)
{
    struct transfer *t = new_transfer(p);
    name_of_template(p, t);
    if (pzt_at_word(p, "ignore") && pzt_next_is_word(p, "missing")) {
        p->pos += 2;
        t->ignore_missing = true;
    }
    t->with_context = true;
    parse_context_words(p, t);
    emit_transfer(p, OP_INCLUDE, t);
    p->program->changes = true;
}

static void import_target(struct parser *p, struct target *t, const struct token *name)
{
    *t = (struct target){.tag = p->tag, .at = name->at, .imported = true};
    if (pzt_is_reserved(name))
        pzt_parse_fail(p, name->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)name->value.len, name->value.u.s);
    struct node *n = pzt_name_node(p, name);
    t->base = n;
    t->name = n->u.name;
    t->kind = TARGET_SLOT;
    t->exported = p->scope->kind == SCOPE_ROOT;
    t->slot = pzt_scope_declare(p, p->scope, t->name);
}

void pzt_parse_import(struct parser *p)
{
    struct transfer *t = new_transfer(p);
    name_of_template(p, t);
    pzt_expect_word(p, "as");
    import_target(p, &t->target, pzt_expect_name(p, _("a name")));
    parse_context_words(p, t);
    emit_transfer(p, OP_IMPORT, t);
    p->program->changes = true;
}

void pzt_parse_from(struct parser *p)
{
    struct transfer *t = new_transfer(p);
    uint32_t cap = 0;
    name_of_template(p, t);
    pzt_expect_word(p, "import");
    for (bool context = false; !context; context = parse_context_words(p, t)) {
        if (t->names_n && !pzt_skip(p, T_COMMA))
            break;
        if (t->names_n && pzt_peek(p)->kind == T_END)
            pzt_parse_expected(p, _("the name of what is imported"));
        if (t->names_n && parse_context_words(p, t))
            break;
        if (t->names_n == cap) {
            t->names = pz_arena_grow(p->arena, t->names, t->names_n, cap ? cap * 2 : 4, sizeof *t->names);
            cap = cap ? cap * 2 : 4;
        }
        const struct token *name = pzt_expect_name(p, _("the name of what is imported"));
        struct import_name *in = &t->names[t->names_n++];
        in->name = pzt_parse_name(p, name->value.u.s, name->value.len);
        if (in->name.text[0] == '_')
            pzt_parse_fail(p, name->at, "E-TPL-013", NULL, _("names that begin with an underscore cannot be imported"));
        import_target(p, &in->target, pzt_skip_word(p, "as") ? pzt_expect_name(p, _("a name")) : name);
    }
    emit_transfer(p, OP_FROM, t);
    p->program->changes = true;
}
