/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements to operations. Open blocks stand on an explicit stack, so nesting costs no C stack, and an end that does not fit
 * can name both ends. */
#include "template/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "template/suggest.h"

/* Statements ---------------------------------------------------------------------------------------------- */

static void parse_for(struct parser *p)
{
    struct open_block *b = pzt_push_block(p, B_FOR);
    struct loop *loop = PZ_NEW(p->arena, struct loop);
    loop->variable = -1;
    b->slot_lo = p->scope->frame->slots;
    struct scope *outer = p->scope;
    if (pzt_at_word(p, "loop"))
        pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-013", _("choose another name"), _("“loop” means the loop itself here"));
    pzt_inner_scope(p); /* the targets, seen by the condition */
    pzt_parse_target(p, &loop->target, "in");
    pzt_expect_word(p, "in");
    struct scope *targets = p->scope;
    p->scope = outer;
    loop->iter = pzt_parse_tuple(p, false, "recursive", false);
    p->scope = targets;
    if (pzt_skip_word(p, "if"))
        loop->test = pzt_parse_expression(p, true);
    loop->recursive = pzt_skip_word(p, "recursive");
    pzt_inner_scope(p); /* the body, which has `loop` too */
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
    pzt_push_block(p, B_IF);
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
        pzt_inner_scope(p);
    }
    b->has_else = true;
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
        pzt_parse_target(p, &t, NULL);
        pzt_expect(p, T_ASSIGN);
        struct node *value = pzt_parse_tuple(p, true, NULL, false);
        uint32_t op = pzt_emit(p, OP_SET);
        pzt_op_at(p, op)->e = value;
        pzt_op_at(p, op)->p = pzt_copy_target(p, &t);
        return;
    }
    pzt_push_block(p, B_SET);
    pzt_parse_target(p, &t, NULL);
    if (pzt_peek(p)->kind != T_PIPE && pzt_peek(p)->kind != T_END)
        pzt_parse_expected(p, _("“=”"));
    struct node *filters = pzt_parse_filters(p, NULL, false);
    uint32_t op = pzt_emit(p, OP_SET_BLOCK);
    pzt_op_at(p, op)->e = filters;
    pzt_op_at(p, op)->p = pzt_copy_target(p, &t);
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    pzt_inner_scope(p);
}

static void parse_with(struct parser *p)
{
    pzt_push_block(p, B_WITH);
    struct scope *outer = p->scope, *inner = pzt_inner_scope(p);
    for (bool first = true; pzt_peek(p)->kind != T_END; first = false) {
        if (!first)
            pzt_expect(p, T_COMMA);
        struct target t;
        p->scope = inner;
        pzt_parse_target_part(p, &t);
        pzt_expect(p, T_ASSIGN);
        p->scope = outer;
        struct node *value = pzt_parse_expression(p, true);
        p->scope = inner;
        uint32_t op = pzt_emit(p, OP_SET);
        pzt_op_at(p, op)->e = value;
        pzt_op_at(p, op)->p = pzt_copy_target(p, &t);
    }
    p->scope = inner;
    pzt_top_block(p)->broken = false;
}

static void parse_filter_block(struct parser *p)
{
    pzt_push_block(p, B_FILTER);
    struct node *filters = pzt_parse_filters(p, NULL, true);
    uint32_t op = pzt_emit(p, OP_FILTER);
    pzt_op_at(p, op)->e = filters;
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    pzt_inner_scope(p);
}

static void parse_autoescape(struct parser *p)
{
    pzt_push_block(p, B_AUTOESCAPE);
    struct node *e = pzt_parse_expression(p, true);
    uint32_t op = pzt_emit(p, OP_AUTOESCAPE);
    pzt_op_at(p, op)->e = e;
    pzt_top_block(p)->op = op;
    pzt_top_block(p)->broken = false;
    pzt_inner_scope(p);
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
    static const char *const words[][2] = {
        {"если", "if"},        {"иначе", "else"},       {"иначеесли", "elif"},    {"для", "for"},       {"каждый", "for"},
        {"конец", "end"},      {"конецесли", "endif"},  {"конеццикла", "endfor"}, {"цикл", "for"},      {"пусть", "set"},
        {"установить", "set"}, {"вставить", "include"}, {"включить", "include"},  {"вывести", "print"}, {"макрос", "macro"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pzt_token_is(t, words[i][0]))
            return words[i][1];
    }
    return NULL;
}

/* What “конец” stands for: the end of what is named behind it, or of the block that is open. */
static const char *russian_end(struct parser *p, const struct token *behind)
{
    const char *begun = behind->kind == T_NAME ? russian_statement(behind) : NULL;
    const struct open_block *open = pzt_top_block(p);
    return begun && strcmp(begun, "for") == 0 ? "endfor" : begun || !open ? "endif" : pzt_block_words[open->kind].end;
}

/* The statement that is meant when only letters are mixed up: reading goes on with it, so that its block is no second error. */
static const char *unknown_statement(struct parser *p, const struct token *t)
{
    char hint[256];
    const char *english = russian_statement(t);
    if (english && strcmp(english, "end") == 0)
        english = russian_end(p, t + 1);
    if (english)
        snprintf(hint, sizeof hint, _("statements are written in English: “%s”"), english);
    const char *meant = english ? NULL : pzt_suggest(hint, sizeof hint, t->value.u.s, t->value.len, statement_name);
    if (!meant)
        pzt_parse_fail(p, t->at, "E-TPL-005", hint[0] ? hint : NULL, _("there is no statement “%.*s”"), (int)t->value.len,
                       t->value.u.s);
    pzt_slip(p, p->tag, t->at, t->value.len, meant);
    pzt_parse_report(p, p->tag, t->at, "E-TPL-005", hint, _("there is no statement “%.*s”"), (int)t->value.len, t->value.u.s);
    return meant;
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
        {"macro", pzt_parse_macro},
        {"call", pzt_parse_call_block},
        {"filter", parse_filter_block},
        {"autoescape", parse_autoescape},
        {"block", pzt_parse_block},
        {"extends", pzt_parse_extends},
        {"include", pzt_parse_include},
        {"import", pzt_parse_import},
        {"from", pzt_parse_from},
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

static bool parse_known(struct parser *p, const struct token *t)
{
    if (pzt_token_is(t, "elif"))
        parse_elif(p, t);
    else if (pzt_token_is(t, "else"))
        parse_else(p, t);
    else if (pzt_token_is(t, "break") || pzt_token_is(t, "continue"))
        parse_leave(p, t, pzt_token_is(t, "break") ? OP_BREAK : OP_CONTINUE);
    else
        return parse_simple(p, t) || parse_end(p, t);
    return true;
}

void pzt_parse_statement(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    if (t->kind != T_NAME)
        pzt_parse_expected(p, _("the name of a statement"));
    p->pos++;
    if (!parse_known(p, t)) {
        struct token meant = *t;
        meant.value = pz_str(unknown_statement(p, t));
        parse_known(p, &meant);
    }
    pzt_skip(p, T_COLON); /* for those used to Python */
    pzt_expect_end(p);
}
