/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations as they are added, and the ends of blocks: what closes what, and what is said when it does not. */
#include "template/parse.h"

#include "base/i18n.h"
#include "base/utf8.h"

const struct block_word pzt_block_words[BLOCK_KINDS] = {
    [B_FOR] = {"for", "endfor"},          [B_IF] = {"if", "endif"},          [B_SET] = {"set", "endset"},
    [B_WITH] = {"with", "endwith"},       [B_MACRO] = {"macro", "endmacro"}, [B_CALL] = {"call", "endcall"},
    [B_FILTER] = {"filter", "endfilter"}, [B_BLOCK] = {"block", "endblock"}, [B_AUTOESCAPE] = {"autoescape", "endautoescape"},
};

/* Operations ---------------------------------------------------------------------------------------------- */

uint32_t pzt_emit(struct parser *p, enum op_code code)
{
    struct pz_program *program = p->program;
    if (program->ops == p->ops_cap) {
        uint32_t cap = p->ops_cap ? p->ops_cap * 2 : 64;
        program->op = pz_arena_grow(p->arena, program->op, program->ops, cap, sizeof *program->op);
        p->ops_cap = cap;
    }
    program->op[program->ops] = (struct op){.code = (uint8_t)code, .tag = p->tag, .at = p->tokens ? p->token[0].at : 0};
    return program->ops++;
}

struct op *pzt_op_at(struct parser *p, uint32_t i)
{
    return &p->program->op[i];
}

struct open_block *pzt_begin_body(struct parser *p, uint32_t op)
{
    struct open_block *b = pzt_top_block(p);
    b->op = op;
    b->body_op = p->program->ops;
    b->broken = false;
    return b;
}

struct open_block *pzt_top_block(struct parser *p)
{
    return p->stack_n ? &p->stack[p->stack_n - 1] : NULL;
}

/* Ends ---------------------------------------------------------------------------------------------------- */

static void end_for(struct parser *p, struct open_block *b)
{
    struct loop *loop = b->loop;
    if (!loop)
        return;
    if (!b->has_else) {
        loop->next = pzt_emit(p, OP_NEXT);
        pzt_op_at(p, loop->next)->p = loop;
        loop->orelse = p->program->ops;
    }
    loop->end = p->program->ops;
    loop->slot_hi = (uint16_t)p->scope->frame->slots;
}

static void end_if(struct parser *p, struct open_block *b)
{
    if (b->jump != UINT32_MAX)
        pzt_op_at(p, b->jump)->to = p->program->ops;
    for (uint32_t i = 0; i < b->exits_n; i++)
        pzt_op_at(p, b->exits[i])->to = p->program->ops;
    p->conditional--;
}

static void end_macro(struct parser *p, struct open_block *b)
{
    if (!b->macro)
        return;
    struct frame_plan *frame = p->scope->frame;
    while (p->scope->kind != SCOPE_MACRO)
        p->scope = p->scope->parent;
    pzt_op_at(p, b->op)->to = p->program->ops;
    b->macro->body = (struct body){b->body_op, p->program->ops, (uint16_t)frame->slots, (uint16_t)frame->loops};
}

static bool only_space(struct parser *p, uint32_t from)
{
    for (uint32_t i = from; i < p->program->ops; i++) {
        const struct op *op = pzt_op_at(p, i);
        if (op->code != OP_LITERAL)
            return false;
        for (const char *s = op->p, *end = s + op->len; s < end;)
            if (!pz_rune_is_space(pz_utf8_next(&s, end)))
                return false;
    }
    return true;
}

static void end_block(struct parser *p, struct open_block *b)
{
    if (!b->block)
        return;
    pzt_op_at(p, b->op)->to = p->program->ops;
    b->block->body = (struct body){b->body_op, p->program->ops, (uint16_t)p->scope->frame->slots, (uint16_t)p->scope->frame->loops};
    if (b->block->required && !only_space(p, b->body_op))
        pzt_parse_report(p, b->tag, b->at, "E-TPL-017", NULL, _("a required block may hold only blanks and comments"));
}

void pzt_close_top(struct parser *p)
{
    struct open_block *b = pzt_top_block(p);
    switch (b->kind) {
    case B_FOR: end_for(p, b); break;
    case B_IF: end_if(p, b); break;
    case B_MACRO:
    case B_CALL: end_macro(p, b); break;
    case B_BLOCK: end_block(p, b); break;
    case B_SET:
    case B_FILTER:
    case B_AUTOESCAPE:
        if (!b->broken)
            pzt_op_at(p, b->op)->to = p->program->ops;
        break;
    case B_WITH: break;
    }
    p->scope = b->outer;
    p->stack_n--;
}

void pzt_block_place(const struct parser *p, const struct open_block *b, struct pz_buf *out)
{
    struct pz_place place;
    pzt_parse_place(p, b->tag, b->at, &place);
    place.file[0] = '\0';
    if (place.line)
        pz_buf_printf(out, _("line %u"), place.line);
    if (place.inside[0])
        pz_buf_printf(out, "%s%s", out->len ? ", " : "", place.inside);
}

/* An end that is not of the innermost block: names both. */
static void report_crossing(struct parser *p, uint32_t at, const struct open_block *inner, const struct open_block *outer)
{
    struct pz_buf where_inner = PZ_BUF_INIT, where_outer = PZ_BUF_INIT;
    pzt_block_place(p, inner, &where_inner);
    pzt_block_place(p, outer, &where_outer);
    pzt_parse_report(p, p->tag, at, "E-TPL-008", _("close the inner block first"),
                     _("blocks cross: “%s” closes “%s” (%s), but “%s” (%s) is still open"), pzt_block_words[outer->kind].end,
                     pzt_block_words[outer->kind].word, pz_buf_str(&where_outer), pzt_block_words[inner->kind].word,
                     pz_buf_str(&where_inner));
    pz_buf_release(&where_inner);
    pz_buf_release(&where_outer);
}

static void report_stray(struct parser *p, uint32_t at, const char *word, enum block_kind kind)
{
    struct open_block *b = pzt_top_block(p);
    struct pz_buf where = PZ_BUF_INIT;
    if (b)
        pzt_block_place(p, b, &where);
    if (b && where.len)
        pzt_parse_report(p, p->tag, at, "E-TPL-007", NULL, _("“%s” closes nothing: the open block is “%s” (%s), which “%s” closes"),
                         word, pzt_block_words[b->kind].word, pz_buf_str(&where), pzt_block_words[b->kind].end);
    else if (b)
        pzt_parse_report(p, p->tag, at, "E-TPL-007", NULL, _("“%s” closes nothing: the open block is “%s”, which “%s” closes"),
                         word, pzt_block_words[b->kind].word, pzt_block_words[b->kind].end);
    else
        pzt_parse_report(p, p->tag, at, "E-TPL-007", NULL, _("“%s” closes nothing: no “%s” is open"), word,
                         pzt_block_words[kind].word);
    pz_buf_release(&where);
}

void pzt_close_block(struct parser *p, enum block_kind kind, const struct token *t)
{
    struct open_block *b = pzt_top_block(p);
    if (b && b->kind == kind) {
        pzt_close_top(p);
        return;
    }
    if (p->crossing[kind]) { /* its block was closed by a crossing end already reported */
        p->crossing[kind]--;
        return;
    }
    uint32_t i = p->stack_n;
    while (i && p->stack[i - 1].kind != kind)
        i--;
    if (!i) {
        report_stray(p, t->at, pzt_block_words[kind].end, kind);
        return;
    }
    report_crossing(p, t->at, pzt_top_block(p), &p->stack[i - 1]);
    while (p->stack_n > i) {
        p->crossing[pzt_top_block(p)->kind]++;
        pzt_close_top(p);
    }
    pzt_close_top(p);
}

struct open_block *pzt_push_block(struct parser *p, enum block_kind kind)
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

struct scope *pzt_inner_scope(struct parser *p)
{
    return p->scope = pzt_scope_new(p, p->scope, SCOPE_INNER, p->scope->frame);
}
