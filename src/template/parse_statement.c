/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements to operations. Open blocks stand on an explicit stack, so nesting costs no C stack, and an end that does not fit
 * can name both ends. */
#include "template/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/suggest.h"

enum {
    ERRORS_MAX = 100, /* of one template: what follows is hardly worth reading */
};

static struct open_block *push(struct parser *p, enum block_kind kind)
{
    if (p->stack_n == BLOCK_DEPTH_MAX)
        pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-012", NULL, _("blocks are nested too deep (more than %d levels)"),
                       BLOCK_DEPTH_MAX);
    if (p->stack_n == p->stack_cap) {
        uint32_t cap = p->stack_cap ? p->stack_cap * 2 : 16;
        p->stack = pz_arena_grow(p->arena, p->stack, p->stack_n, cap, sizeof *p->stack);
        p->stack_cap = cap;
    }
    struct open_block *b = &p->stack[p->stack_n++];
    *b = (struct open_block){
        .kind = kind, .broken = true, .tag = p->tag, .at = p->token[0].at, .jump = UINT32_MAX, .outer = p->scope};
    b->op = p->program->ops;
    return b;
}

static struct scope *inner_scope(struct parser *p)
{
    return p->scope = pzt_scope_new(p, p->scope, SCOPE_INNER, p->scope->frame);
}

/* Targets ------------------------------------------------------------------------------------------------- */

static void declare_target(struct parser *p, struct target *t, const struct token *name)
{
    t->base = pzt_name_node(p, name);
    t->name = t->base->u.name;
    if (pzt_skip(p, T_DOT)) {
        t->kind = TARGET_ATTR;
        const struct token *attr = pzt_expect_name(p, _("a name behind the dot"));
        t->name = pzt_parse_name(p, attr->value.u.s, attr->value.len);
        p->program->changes = true;
        return;
    }
    t->kind = TARGET_SLOT;
    t->exported = p->scope->kind == SCOPE_ROOT;
    t->slot = pzt_scope_declare(p, p->scope, t->name);
}

static bool reserved(const struct token *t)
{
    static const char *const words[] = {"true", "True", "false", "False", "none", "None"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (t->value.len == strlen(words[i]) && memcmp(t->value.u.s, words[i], t->value.len) == 0)
            return true;
    return false;
}

static void parse_target(struct parser *p, struct target *t, const char *stop);

static void parse_target_part(struct parser *p, struct target *t)
{
    const struct token *token = pzt_peek(p);
    *t = (struct target){.tag = p->tag, .at = token->at};
    if (pzt_skip(p, T_LPAREN)) {
        parse_target(p, t, NULL);
        pzt_expect(p, T_RPAREN);
        return;
    }
    if (token->kind != T_NAME)
        pzt_parse_fail(p, token->at, "E-TPL-013", NULL, _("a name is expected here: only a name can be given a value"));
    if (reserved(token))
        pzt_parse_fail(p, token->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)token->value.len,
                       token->value.u.s);
    p->pos++;
    declare_target(p, t, token);
}

static void parse_target(struct parser *p, struct target *t, const char *stop)
{
    struct target first, *parts = NULL;
    uint32_t n = 0, cap = 0;
    uint32_t at = pzt_peek(p)->at;
    bool tuple = false;
    do {
        if (n && ((stop && pzt_at_word(p, stop)) || pzt_peek(p)->kind == T_RPAREN || pzt_peek(p)->kind == T_ASSIGN))
            break;
        if (n == cap) {
            parts = pz_arena_grow(p->arena, parts, n, cap ? cap * 2 : 4, sizeof *parts);
            cap = cap ? cap * 2 : 4;
        }
        parse_target_part(p, &first);
        parts[n++] = first;
        tuple |= pzt_peek(p)->kind == T_COMMA;
    } while (pzt_skip(p, T_COMMA));
    *t = first;
    if (tuple)
        *t = (struct target){.kind = TARGET_TUPLE, .part = parts, .parts = n, .tag = p->tag, .at = at};
}

/* Statements ---------------------------------------------------------------------------------------------- */

static void parse_for(struct parser *p)
{
    struct open_block *b = push(p, B_FOR);
    struct loop *loop = PZ_NEW(p->arena, struct loop);
    loop->variable = -1;
    b->slot_lo = p->scope->frame->slots;
    struct scope *outer = p->scope;
    if (pzt_at_word(p, "loop"))
        pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-013", _("choose another name"), _("“loop” means the loop itself here"));
    inner_scope(p); /* the targets, seen by the condition */
    parse_target(p, &loop->target, "in");
    pzt_expect_word(p, "in");
    struct scope *targets = p->scope;
    p->scope = outer;
    loop->iter = pzt_parse_tuple(p, false, "recursive", false);
    p->scope = targets;
    if (pzt_skip_word(p, "if"))
        loop->test = pzt_parse_expression(p, true);
    loop->recursive = pzt_skip_word(p, "recursive");
    inner_scope(p); /* the body, which has `loop` too */
    loop->variable = pzt_scope_declare(p, p->scope, pzt_parse_name(p, "loop", 4));
    loop->slot_lo = (uint16_t)b->slot_lo;
    loop->record = (uint16_t)p->scope->frame->loops++;
    uint32_t op = pzt_emit(p, OP_FOR);
    pzt_op_at(p, op)->p = loop;
    loop->body = p->program->ops;
    b = pzt_top_block(p);
    b->loop = loop;
    b->broken = false;
}

static void parse_if(struct parser *p)
{
    push(p, B_IF);
    p->conditional++;
    struct node *test = pzt_parse_tuple(p, false, NULL, false);
    uint32_t op = pzt_emit(p, OP_JUMP_UNLESS);
    pzt_op_at(p, op)->e = test;
    pzt_top_block(p)->jump = op;
    pzt_top_block(p)->broken = false;
}

static void add_exit(struct parser *p, struct open_block *b)
{
    if (b->exits_n == b->exits_cap) {
        uint32_t cap = b->exits_cap ? b->exits_cap * 2 : 4;
        b->exits = pz_arena_grow(p->arena, b->exits, b->exits_n, cap, sizeof *b->exits);
        b->exits_cap = cap;
    }
    b->exits[b->exits_n++] = pzt_emit(p, OP_JUMP);
}

/* The block that `elif` or `else` continues; blocks left open inside it are reported. */
static struct open_block *continued(struct parser *p, const struct token *t, const char *word, bool loops_too)
{
    struct open_block *b = pzt_top_block(p);
    if (b && !b->has_else && (b->kind == B_IF || (loops_too && b->kind == B_FOR)))
        return b;
    if (b && b->has_else)
        pzt_parse_fail(p, t->at, "E-TPL-007", NULL, _("“%s” stands behind “else”"), word);
    if (!b)
        pzt_parse_fail(p, t->at, "E-TPL-007", NULL, _("“%s” stands outside of “if”"), word);
    struct pz_buf where = PZ_BUF_INIT;
    pzt_block_place(p, b, &where);
    pzt_parse_report(p, p->tag, t->at, "E-TPL-008", _("close the inner block first"),
                     _("“%s” does not belong to “%s” (%s), which is still open"), word, pzt_block_words[b->kind].word,
                     pz_buf_str(&where));
    pz_buf_release(&where);
    p->pos = p->tokens; /* nothing more about this tag */
    return NULL;
}

static void parse_elif(struct parser *p, const struct token *t)
{
    struct open_block *b = continued(p, t, "elif", false);
    if (!b)
        return;
    add_exit(p, b);
    if (b->jump != UINT32_MAX)
        pzt_op_at(p, b->jump)->to = p->program->ops;
    b->jump = UINT32_MAX;
    struct node *test = pzt_parse_tuple(p, false, NULL, false);
    uint32_t op = pzt_emit(p, OP_JUMP_UNLESS);
    pzt_op_at(p, op)->e = test;
    b->jump = op;
}

static void parse_else(struct parser *p, const struct token *t)
{
    struct open_block *b = continued(p, t, "else", true);
    if (!b)
        return;
    if (b->kind == B_IF) {
        add_exit(p, b);
        if (b->jump != UINT32_MAX)
            pzt_op_at(p, b->jump)->to = p->program->ops;
        b->jump = UINT32_MAX;
    } else if (b->loop) {
        struct loop *loop = b->loop;
        loop->next = pzt_emit(p, OP_NEXT);
        pzt_op_at(p, loop->next)->p = loop;
        loop->orelse = p->program->ops;
        p->scope = b->outer;
        inner_scope(p);
    }
    b->has_else = true;
}

static void *copy_target(struct parser *p, const struct target *t)
{
    struct target *copy = PZ_NEW(p->arena, struct target);
    *copy = *t;
    return copy;
}

static void parse_set(struct parser *p)
{
    size_t start = p->pos;
    bool assigns = false; /* a block without `=` outside brackets */
    for (size_t i = start, depth = 0; i < p->tokens; i++) {
        enum token_kind k = p->token[i].kind;
        depth += k == T_LPAREN || k == T_LBRACKET || k == T_LBRACE;
        depth -= (k == T_RPAREN || k == T_RBRACKET || k == T_RBRACE) && depth;
        if (k == T_PIPE && !depth)
            break;
        if (k == T_ASSIGN && !depth) {
            assigns = true;
            break;
        }
    }
    struct target t;
    if (assigns) {
        /* The value is read first: in `set x = x + 1` the right side may mean the outer x, and slots resolve late either way. */
        parse_target(p, &t, NULL);
        pzt_expect(p, T_ASSIGN);
        struct node *value = pzt_parse_tuple(p, true, NULL, false);
        uint32_t op = pzt_emit(p, OP_SET);
        pzt_op_at(p, op)->e = value;
        pzt_op_at(p, op)->p = copy_target(p, &t);
        return;
    }
    push(p, B_SET);
    parse_target(p, &t, NULL);
    if (pzt_peek(p)->kind != T_PIPE && pzt_peek(p)->kind != T_END)
        pzt_parse_expected(p, _("“=”"));
    struct node *filters = pzt_parse_filters(p, NULL, false);
    uint32_t op = pzt_emit(p, OP_SET_BLOCK);
    pzt_op_at(p, op)->e = filters;
    pzt_op_at(p, op)->p = copy_target(p, &t);
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    inner_scope(p);
}

static void parse_with(struct parser *p)
{
    push(p, B_WITH);
    struct scope *outer = p->scope, *inner = inner_scope(p);
    for (bool first = true; pzt_peek(p)->kind != T_END; first = false) {
        if (!first)
            pzt_expect(p, T_COMMA);
        struct target t;
        p->scope = inner;
        parse_target_part(p, &t);
        pzt_expect(p, T_ASSIGN);
        p->scope = outer;
        struct node *value = pzt_parse_expression(p, true);
        p->scope = inner;
        uint32_t op = pzt_emit(p, OP_SET);
        pzt_op_at(p, op)->e = value;
        pzt_op_at(p, op)->p = copy_target(p, &t);
    }
    p->scope = inner;
    pzt_top_block(p)->broken = false;
}

/* Parameters in brackets; the macro's scope is the current one. */
static void parse_signature(struct parser *p, struct macro *m)
{
    uint32_t cap = 0;
    pzt_expect(p, T_LPAREN);
    while (pzt_peek(p)->kind != T_RPAREN) {
        if (m->params)
            pzt_expect(p, T_COMMA);
        const struct token *t = pzt_expect_name(p, _("the name of a parameter"));
        if (reserved(t))
            pzt_parse_fail(p, t->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)t->value.len, t->value.u.s);
        struct name name = pzt_parse_name(p, t->value.u.s, t->value.len);
        if (pz_map_find(p->scope->names, name.key))
            pzt_parse_fail(p, t->at, "E-TPL-014", NULL, _("there are two parameters “%s”"), name.text);
        if (m->params == cap) {
            m->param = pz_arena_grow(p->arena, m->param, m->params, cap ? cap * 2 : 4, sizeof *m->param);
            m->fallback = pz_arena_grow(p->arena, m->fallback, m->params, cap ? cap * 2 : 4, sizeof *m->fallback);
            cap = cap ? cap * 2 : 4;
        }
        pzt_scope_declare(p, p->scope, name);
        struct node *fallback = pzt_skip(p, T_ASSIGN) ? pzt_parse_expression(p, true) : NULL;
        if (!fallback && m->params && m->fallback[m->params - 1])
            pzt_parse_fail(p, t->at, "E-TPL-001", NULL, _("the parameter “%s” without a default stands behind one that has it"),
                           name.text);
        if (strcmp(name.text, "caller") == 0) {
            if (!fallback)
                pzt_parse_fail(p, t->at, "E-TPL-013", NULL, _("a parameter “caller” must have a default"));
            m->explicit_caller = true;
        }
        m->param[m->params] = name;
        m->fallback[m->params++] = fallback;
    }
    pzt_expect(p, T_RPAREN);
}

static struct macro *new_macro(struct parser *p)
{
    struct macro *m = PZ_NEW(p->arena, struct macro);
    struct frame_plan *frame = PZ_NEW(p->arena, struct frame_plan);
    *m = (struct macro){.program = p->program, .caller = -1, .varargs = -1, .kwargs = -1, .tag = p->tag, .at = pzt_peek(p)->at};
    frame->macro = m;
    p->scope = pzt_scope_new(p, p->scope, SCOPE_MACRO, frame);
    return m;
}

static void parse_macro(struct parser *p)
{
    push(p, B_MACRO);
    const struct token *t = pzt_expect_name(p, _("the name of the macro"));
    if (reserved(t))
        pzt_parse_fail(p, t->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)t->value.len, t->value.u.s);
    struct target target = {.tag = p->tag, .at = t->at};
    declare_target(p, &target, t);
    struct macro *m = new_macro(p);
    m->name = target.name;
    parse_signature(p, m);
    uint32_t op = pzt_emit(p, OP_MACRO);
    pzt_op_at(p, op)->p = m;
    pzt_op_at(p, op)->p2 = copy_target(p, &target);
    struct open_block *b = pzt_top_block(p);
    b->op = op;
    b->body_op = p->program->ops;
    b->macro = m;
    b->broken = false;
}

static void parse_call_block(struct parser *p)
{
    push(p, B_CALL);
    struct scope *outer = p->scope;
    struct macro *m = new_macro(p);
    m->name = pzt_parse_name(p, "caller", 6);
    struct scope *inner = p->scope;
    if (pzt_peek(p)->kind == T_LPAREN)
        parse_signature(p, m);
    p->scope = outer;
    const struct token *t = pzt_peek(p);
    struct node *call = pzt_parse_expression(p, true);
    if (call->kind != N_CALL)
        pzt_parse_fail(p, t->at, "E-TPL-001", NULL, _("“call” needs the call of a macro: name(…)"));
    p->scope = inner;
    uint32_t op = pzt_emit(p, OP_CALL_BLOCK);
    pzt_op_at(p, op)->p = m;
    pzt_op_at(p, op)->e = call;
    struct open_block *b = pzt_top_block(p);
    b->op = op;
    b->body_op = p->program->ops;
    b->macro = m;
    b->broken = false;
}

static void parse_filter_block(struct parser *p)
{
    push(p, B_FILTER);
    struct node *filters = pzt_parse_filters(p, NULL, true);
    uint32_t op = pzt_emit(p, OP_FILTER);
    pzt_op_at(p, op)->e = filters;
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    inner_scope(p);
}

static void parse_autoescape(struct parser *p)
{
    push(p, B_AUTOESCAPE);
    struct node *e = pzt_parse_expression(p, true);
    uint32_t op = pzt_emit(p, OP_AUTOESCAPE);
    pzt_op_at(p, op)->e = e;
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    inner_scope(p);
}

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

static void parse_block(struct parser *p)
{
    push(p, B_BLOCK);
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
    struct open_block *b = pzt_top_block(p);
    b->op = op;
    b->body_op = p->program->ops;
    b->block = block;
    b->broken = false;
    p->scope = pzt_scope_new(p, NULL, SCOPE_BLOCK, PZ_NEW(p->arena, struct frame_plan));
}

static void name_of_template(struct parser *p, struct transfer *t)
{
    t->name = pzt_parse_expression(p, true);
    if (t->name->kind == N_CONST && t->name->u.value.type == PZ_STRING)
        t->literal = t->name->u.value.u.s;
    struct pz_program *program = p->program;
    if (!t->literal) {
        program->open_ended = true; /* what the other template reads cannot be known */
        return;
    }
    program->used = pz_arena_grow(p->arena, program->used, program->used_n, program->used_n + 1u, sizeof *program->used);
    program->used[program->used_n++] = t->literal;
}

static void emit_transfer(struct parser *p, enum op_code code, struct transfer *t)
{
    uint32_t op = pzt_emit(p, code);
    pzt_op_at(p, op)->p = t;
}

static void parse_extends(struct parser *p)
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

static void parse_include(struct parser *p)
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
    if (reserved(name))
        pzt_parse_fail(p, name->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)name->value.len, name->value.u.s);
    struct node *n = pzt_name_node(p, name);
    t->base = n;
    t->name = n->u.name;
    t->kind = TARGET_SLOT;
    t->exported = p->scope->kind == SCOPE_ROOT;
    t->slot = pzt_scope_declare(p, p->scope, t->name);
}

static void parse_import(struct parser *p)
{
    struct transfer *t = new_transfer(p);
    name_of_template(p, t);
    pzt_expect_word(p, "as");
    import_target(p, &t->target, pzt_expect_name(p, _("a name")));
    parse_context_words(p, t);
    emit_transfer(p, OP_IMPORT, t);
    p->program->changes = true;
}

static void parse_from(struct parser *p)
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

static void parse_do(struct parser *p)
{
    struct node *e = pzt_parse_tuple(p, true, NULL, false);
    pzt_op_at(p, pzt_emit(p, OP_DO))->e = e;
    p->program->changes = true;
}

static void parse_print(struct parser *p)
{
    struct node *e = pzt_parse_tuple(p, true, NULL, false);
    pzt_op_at(p, pzt_emit(p, OP_PRINT))->e = e;
}

static void parse_leave(struct parser *p, const struct token *t, enum op_code code)
{
    uint32_t i = p->stack_n;
    while (i && (p->stack[i - 1].kind == B_IF || p->stack[i - 1].kind == B_WITH ||
                 (p->stack[i - 1].kind == B_FOR && p->stack[i - 1].has_else)))
        i--;
    if (!i || p->stack[i - 1].kind != B_FOR)
        pzt_parse_fail(p, t->at, "E-TPL-016", NULL, _("“%.*s” stands in no loop, or would leave another block half done"),
                       (int)t->value.len, t->value.u.s);
    struct loop *loop = p->stack[i - 1].loop;
    if (loop)
        pzt_op_at(p, pzt_emit(p, code))->p = loop;
}

static const char *statement_name(size_t i)
{
    static const char *const more[] = {"elif", "else",  "extends", "include",  "import", "from",
                                       "do",   "print", "break",   "continue", "raw",    "endraw"};
    if (i < BLOCK_KINDS)
        return pzt_block_words[i].word;
    if (i < 2 * BLOCK_KINDS)
        return pzt_block_words[i - BLOCK_KINDS].end;
    i -= 2 * BLOCK_KINDS;
    return i < sizeof more / sizeof *more ? more[i] : NULL;
}

/* Words of those who try it in Russian. */
static const char *russian_statement(const struct token *t)
{
    static const char *const words[][2] = {{"если", "if"},          {"иначе", "else"},        {"иначеесли", "elif"},
                                           {"для", "for"},          {"каждый", "for"},        {"конец", "endif” / “endfor"},
                                           {"конецесли", "endif"},  {"конеццикла", "endfor"}, {"цикл", "for"},
                                           {"пусть", "set"},        {"установить", "set"},    {"вставить", "include"},
                                           {"включить", "include"}, {"вывести", "print"},     {"макрос", "macro"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pzt_token_is(t, words[i][0]))
            return words[i][1];
    }
    return NULL;
}

static void unknown_statement(struct parser *p, const struct token *t)
{
    char hint[256];
    const char *english = russian_statement(t);
    if (english)
        snprintf(hint, sizeof hint, _("statements are written in English: “%s”"), english);
    else
        pzt_suggest(hint, sizeof hint, t->value.u.s, t->value.len, statement_name);
    pzt_parse_fail(p, t->at, "E-TPL-005", hint[0] ? hint : NULL, _("there is no statement “%.*s”"), (int)t->value.len,
                   t->value.u.s);
}

static bool parse_simple(struct parser *p, const struct token *t)
{
    static const struct {
        const char *word;
        void (*parse)(struct parser *p);
    } words[] = {
        {"for", parse_for},
        {"if", parse_if},
        {"set", parse_set},
        {"with", parse_with},
        {"macro", parse_macro},
        {"call", parse_call_block},
        {"filter", parse_filter_block},
        {"autoescape", parse_autoescape},
        {"block", parse_block},
        {"extends", parse_extends},
        {"include", parse_include},
        {"import", parse_import},
        {"from", parse_from},
        {"do", parse_do},
        {"print", parse_print},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == t->value.len && memcmp(words[i].word, t->value.u.s, t->value.len) == 0) {
            words[i].parse(p);
            return true;
        }
    return false;
}

static bool parse_end(struct parser *p, const struct token *t)
{
    for (int i = 0; i < BLOCK_KINDS; i++) {
        const char *word = pzt_block_words[i].end;
        if (strlen(word) != t->value.len || memcmp(word, t->value.u.s, t->value.len) != 0)
            continue;
        struct open_block *b = pzt_top_block(p);
        if (i == B_BLOCK && pzt_peek(p)->kind == T_NAME) { /* endblock may repeat the name */
            struct pz_value name = pzt_peek(p)->value;
            if (b && b->kind == B_BLOCK && b->block &&
                (b->block->name.len != name.len || memcmp(b->block->name.s, name.u.s, name.len) != 0))
                pzt_parse_report(p, p->tag, pzt_peek(p)->at, "E-TPL-008", NULL,
                                 _("“endblock” names “%.*s”, but the open block is “%.*s”"), (int)name.len, name.u.s,
                                 (int)b->block->name.len, b->block->name.s);
            p->pos++;
        }
        pzt_close_block(p, (enum block_kind)i, t);
        return true;
    }
    return false;
}

static void parse_statement(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    if (t->kind != T_NAME)
        pzt_parse_expected(p, _("the name of a statement"));
    p->pos++;
    bool known = true;
    if (pzt_token_is(t, "elif"))
        parse_elif(p, t);
    else if (pzt_token_is(t, "else"))
        parse_else(p, t);
    else if (pzt_token_is(t, "break") || pzt_token_is(t, "continue"))
        parse_leave(p, t, pzt_token_is(t, "break") ? OP_BREAK : OP_CONTINUE);
    else
        known = parse_simple(p, t) || parse_end(p, t);
    if (!known)
        unknown_statement(p, t);
    pzt_skip(p, T_COLON); /* for those used to Python */
    pzt_expect_end(p);
}

/* Segments ------------------------------------------------------------------------------------------------ */

static void add_tag(struct parser *p, const struct pz_segment *s)
{
    struct pz_program *program = p->program;
    if (program->tags == p->tags_cap) {
        uint32_t cap = p->tags_cap ? p->tags_cap * 2 : 64;
        program->tag = pz_arena_grow(p->arena, program->tag, program->tags, cap, sizeof *program->tag);
        p->tags_cap = cap;
    }
    struct pz_place place;
    p->source->describe(p->source->self, s->place, 0, &place);
    struct tag *t = &program->tag[program->tags];
    *t = (struct tag){.text = pz_arena_strndup(p->arena, s->text, s->len),
                      .len = (uint32_t)s->len,
                      .place = s->place,
                      .line = place.line,
                      .column = place.column,
                      .caret = place.caret,
                      .inside = "",
                      .source = ""};
    if (place.inside[0])
        t->inside = pz_arena_strdup(p->arena, place.inside);
    if (place.source[0])
        t->source = pz_arena_strdup(p->arena, place.source);
    p->tag = program->tags++;
    p->text = t->text;
    p->len = s->len;
}

static void tokenize(struct parser *p)
{
    uint32_t where;
    pz_arena_clear(&p->temp);
    p->pos = 0;
    enum token_fault fault = pzt_tokenize(&p->token, &p->tokens, &p->temp, p->text, p->len, &where);
    const char *at = p->text + where, *end = p->text + p->len;
    char rune[5] = "";
    if (fault == TOKEN_BAD_CHARACTER)
        pz_utf8_encode(rune, pz_utf8_next(&at, end));
    switch (fault) {
    case TOKEN_OK: break;
    case TOKEN_BAD_CHARACTER: pzt_parse_fail(p, where, "E-TPL-004", NULL, _("the character “%s” has no meaning here"), rune);
    case TOKEN_OPEN_STRING: pzt_parse_fail(p, where, "E-TPL-003", NULL, _("the quotation mark opened here is not closed"));
    case TOKEN_NUMBER_TOO_LARGE: pzt_parse_fail(p, where, "E-TPL-015", NULL, _("the number is too large"));
    case TOKEN_BAD_ESCAPE: pzt_parse_fail(p, where, "E-TPL-015", NULL, _("a character code behind “\\” in this text is broken"));
    }
}

static void parse_tag(struct parser *p, const struct pz_segment *s)
{
    add_tag(p, s);
    p->depth = 0;
    unsigned conditional = p->conditional;
    struct scope *scope = p->scope;
    uint32_t open = p->stack_n;
    if (setjmp(p->recover)) {
        if (p->stack_n == open)
            p->scope = scope;
        if (p->stack_n >= open)
            p->conditional = conditional + (p->stack_n > open && pzt_top_block(p)->kind == B_IF);
        return;
    }
    p->tokens = 0;
    p->token = NULL;
    tokenize(p);
    if (s->kind == PZ_SEG_STATEMENT) {
        parse_statement(p);
        return;
    }
    struct node *e = pzt_parse_tuple(p, true, NULL, false);
    pzt_expect_end(p);
    uint32_t op = pzt_emit(p, OP_PRINT);
    pzt_op_at(p, op)->e = e;
    pzt_op_at(p, op)->site = s->site;
}

static void literal(struct parser *p, const struct pz_segment *s)
{
    if (!s->len)
        return;
    p->tokens = 0;
    struct op *op = pzt_op_at(p, pzt_emit(p, OP_LITERAL));
    op->p = pz_arena_strndup(p->arena, s->text, s->len);
    op->len = (uint32_t)s->len;
}

int pzt_parse_source(struct parser *p)
{
    const struct pz_source *source = p->source;
    size_t errors = p->diags->errors;
    struct frame_plan root = {0};
    p->scope = pzt_scope_new(p, NULL, SCOPE_ROOT, &root);
    p->program->blocks = pz_map_new(p->arena, 0);
    for (size_t i = 0; i < source->n && p->diags->errors - errors < ERRORS_MAX; i++) {
        const struct pz_segment *s = &source->v[i];
        if (s->kind == PZ_SEG_LITERAL)
            literal(p, s);
        else if (s->kind == PZ_SEG_HOOK)
            pzt_op_at(p, pzt_emit(p, OP_HOOK))->site = s->site;
        else
            parse_tag(p, s);
    }
    for (uint32_t i = 0; i < p->stack_n && p->diags->errors - errors < ERRORS_MAX; i++)
        if (!p->crossing[p->stack[i].kind])
            pzt_parse_report(p, p->stack[i].tag, p->stack[i].at, "E-TPL-006", NULL, _("“%s” is not closed: “%s” is missing"),
                             pzt_block_words[p->stack[i].kind].word, pzt_block_words[p->stack[i].kind].end);
    if (p->diags->errors != errors)
        return -1;
    pzt_scope_resolve(p);
    p->program->root = (struct body){0, p->program->ops, (uint16_t)root.slots, (uint16_t)root.loops};
    return 0;
}
