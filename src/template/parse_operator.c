/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators of expressions, the strongest first. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"

static struct node *parse_or(struct parser *p);

static struct node *parse_unary(struct parser *p, bool filters)
{
    const struct token *t = pzt_peek(p);
    struct node *n;
    pzt_parse_deeper(p);
    if (t->kind == T_SUB || t->kind == T_ADD) {
        p->pos++;
        struct node *kid = parse_unary(p, false);
        n = pzt_node(p, t->kind == T_SUB ? N_NEGATE : N_PLUS, t->at, 1);
        n->kid[0] = kid;
        pzt_node_finish(p, n);
    } else {
        n = pzt_parse_primary(p);
    }
    n = pzt_parse_postfix(p, n, filters);
    p->depth--;
    return n;
}

struct level { /* operators of one strength, to the left */
    enum token_kind token[4];
    enum binary_op op[4];
};

static struct node *parse_power(struct parser *p)
{
    struct node *n = parse_unary(p, true);
    for (uint32_t at = pzt_peek(p)->at; pzt_skip(p, T_POW); at = pzt_peek(p)->at) {
        n = pzt_node_binary(p, N_BINARY, n, parse_unary(p, true));
        n->op = OP_POW;
        n->at = at;
    }
    return n;
}

static struct node *parse_product(struct parser *p)
{
    static const struct level level = {{T_MUL, T_DIV, T_FLOORDIV, T_MOD}, {OP_MUL, OP_DIV, OP_FLOORDIV, OP_MOD}};
    struct node *n = parse_power(p);
    for (;;) {
        int i = 0;
        uint32_t at = pzt_peek(p)->at;
        while (i < 4 && !pzt_skip(p, level.token[i]))
            i++;
        if (i == 4)
            return n;
        n = pzt_node_binary(p, N_BINARY, n, parse_power(p));
        n->op = (uint8_t)level.op[i];
        n->at = at;
    }
}

static struct node *parse_concat(struct parser *p)
{
    struct node *n = parse_product(p);
    if (pzt_peek(p)->kind != T_TILDE)
        return n;
    struct node_list parts = {0};
    pzt_node_list_add(p, &parts, n);
    while (pzt_skip(p, T_TILDE))
        pzt_node_list_add(p, &parts, parse_product(p));
    return pzt_node_of_list(p, N_CONCAT, n->at, &parts);
}

static struct node *parse_sum(struct parser *p)
{
    struct node *n = parse_concat(p);
    for (;;) {
        uint32_t at = pzt_peek(p)->at;
        bool plus = pzt_skip(p, T_ADD);
        if (!plus && !pzt_skip(p, T_SUB))
            return n;
        n = pzt_node_binary(p, N_BINARY, n, parse_concat(p));
        n->op = plus ? OP_ADD : OP_SUB;
        n->at = at;
    }
}

static int comparison(struct parser *p)
{
    static const enum token_kind tokens[] = {T_EQ, T_NE, T_LT, T_LE, T_GT, T_GE};
    for (int i = 0; i < 6; i++)
        if (pzt_skip(p, tokens[i]))
            return i; /* enum compare_op begins in the same order */
    if (pzt_skip_word(p, "in"))
        return CMP_IN;
    if (pzt_at_word(p, "not") && pzt_next_is_word(p, "in")) {
        p->pos += 2;
        return CMP_NOT_IN;
    }
    return -1;
}

static struct node *parse_comparison(struct parser *p)
{
    struct node *first = parse_sum(p);
    struct node_list parts = {0};
    uint8_t ops[EXPRESSION_DEPTH_MAX];
    int op;
    for (size_t n = 0; (op = comparison(p)) >= 0;) {
        if (!parts.n)
            pzt_node_list_add(p, &parts, first);
        if (n == sizeof ops)
            pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-012", NULL, _("too many comparisons in a row"));
        ops[n++] = (uint8_t)op;
        pzt_node_list_add(p, &parts, parse_sum(p));
    }
    if (!parts.n)
        return first;
    struct node *n = pzt_node_of_list(p, N_COMPARE, first->at, &parts);
    uint8_t *copy = pz_arena_alloc(p->arena, parts.n - 1);
    memcpy(copy, ops, parts.n - 1);
    n->u.cmp = copy;
    return n;
}

static struct node *parse_not(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    if (!pzt_skip_word(p, "not"))
        return parse_comparison(p);
    pzt_parse_deeper(p);
    struct node *kid = parse_not(p), *n = pzt_node(p, N_NOT, t->at, 1);
    n->kid[0] = kid;
    p->depth--;
    return pzt_node_finish(p, n);
}

static struct node *parse_and(struct parser *p)
{
    struct node *n = parse_not(p);
    while (pzt_skip_word(p, "and"))
        n = pzt_node_binary(p, N_AND, n, parse_not(p));
    return n;
}

static struct node *parse_or(struct parser *p)
{
    struct node *n = parse_and(p);
    while (pzt_skip_word(p, "or"))
        n = pzt_node_binary(p, N_OR, n, parse_and(p));
    return n;
}

/* Whether a conditional `if` stands further on in this expression, so that what comes before it may not be reached. */
static bool condition_ahead(const struct parser *p)
{
    for (size_t i = p->pos; i < p->tokens; i++)
        if (p->token[i].kind == T_NAME && p->token[i].value.len == 2 && memcmp(p->token[i].value.u.s, "if", 2) == 0)
            return true;
    return false;
}

struct node *pzt_parse_expression(struct parser *p, bool with_condition)
{
    pzt_parse_deeper(p);
    unsigned lazy = with_condition && condition_ahead(p);
    p->conditional += lazy;
    struct node *n = parse_or(p);
    while (with_condition && pzt_skip_word(p, "if")) {
        struct node *cond = pzt_node(p, N_COND, n->at, 3);
        cond->kid[0] = n;
        cond->kid[1] = parse_or(p);
        if (pzt_skip_word(p, "else")) {
            p->conditional++;
            cond->kid[2] = pzt_parse_expression(p, true);
            p->conditional--;
        }
        n = pzt_node_finish(p, cond);
    }
    p->conditional -= lazy;
    p->depth--;
    return n;
}
