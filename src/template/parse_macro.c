/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros and the blocks that call them. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"

/* Parameters in brackets; the macro's scope is the current one. */
static void parse_signature(struct parser *p, struct macro *m)
{
    uint32_t cap = 0;
    pzt_expect(p, T_LPAREN);
    while (pzt_peek(p)->kind != T_RPAREN) {
        if (m->params)
            pzt_expect(p, T_COMMA);
        const struct token *t = pzt_expect_name(p, _("the name of a parameter"));
        if (pzt_is_reserved(t))
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

void pzt_parse_macro(struct parser *p)
{
    pzt_push_block(p, B_MACRO);
    const struct token *t = pzt_expect_name(p, _("the name of the macro"));
    if (pzt_is_reserved(t))
        pzt_parse_fail(p, t->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)t->value.len, t->value.u.s);
    struct target target = {.tag = p->tag, .at = t->at};
    pzt_declare_target(p, &target, t);
    struct macro *m = new_macro(p);
    m->name = target.name;
    parse_signature(p, m);
    uint32_t op = pzt_emit(p, OP_MACRO);
    pzt_op_at(p, op)->p = m;
    pzt_op_at(p, op)->p2 = pzt_copy_target(p, &target);
    pzt_begin_body(p, op)->macro = m;
}

void pzt_parse_call_block(struct parser *p)
{
    pzt_push_block(p, B_CALL);
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
    pzt_begin_body(p, op)->macro = m;
}
