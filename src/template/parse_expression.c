/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions: names, literals, subscripts. By Jinja2's grammar, which is Python's but for: `**` binds to the left, unary minus before
 * `**`, `~` before `+`. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"
#include "template/big.h"
#include "template/suggest.h"

void pzt_parse_deeper(struct parser *p)
{
    if (++p->depth > EXPRESSION_DEPTH_MAX)
        pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-012", NULL, _("the expression is nested too deep (more than %d levels)"),
                       EXPRESSION_DEPTH_MAX);
}

struct node *pzt_node(struct parser *p, enum node_kind kind, uint32_t at, uint32_t kids)
{
    struct node *n = PZ_NEW(p->arena, struct node);
    n->kind = (uint8_t)kind;
    n->tag = p->tag;
    n->at = at;
    n->end = p->pos ? p->token[p->pos - 1].end : at;
    n->n = kids;
    n->kid = kids ? PZ_NEW_ARRAY(p->arena, kids, struct node *) : NULL;
    return n;
}

struct node *pzt_node_finish(struct parser *p, struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (n->kid[i] && n->kid[i]->height >= n->height)
            n->height = (uint16_t)(n->kid[i]->height + 1);
    if (n->height > EXPRESSION_HEIGHT_MAX)
        pzt_parse_fail(p, n->at, "E-TPL-012", NULL, _("the expression is too long; divide it with “set”"));
    n->end = p->pos ? p->token[p->pos - 1].end : n->at;
    return n;
}

struct name pzt_parse_name(struct parser *p, const char *s, size_t len)
{
    struct name name = {.text = pz_arena_strndup(p->arena, s, len)};
    name.key = pz_key_n(name.text, len);
    const struct pz_name *known = pz_names_find(p->program->options.names, name.key);
    if (!known)
        return name;
    struct pz_key written = name.key;
    bool is_canonical = pz_key_equal(known->canonical, written);
    struct pz_key other = is_canonical ? known->alias : written;
    name.key = known->canonical;
    if (other.len)
        name.other = other;
    return name;
}

static void note_super(struct parser *p)
{
    uint32_t i = p->stack_n;
    while (i && !p->stack[i - 1].block)
        i--;
    if (i)
        p->stack[i - 1].block->adds = true;
}

struct node *pzt_name_node(struct parser *p, const struct token *t)
{
    struct node *n = pzt_node(p, N_NAME, t->at, 0);
    n->end = t->end;
    n->u.name = pzt_parse_name(p, t->value.u.s, t->value.len);
    n->x.slots.scope = p->scope;
    if (p->names_n == p->names_cap) {
        uint32_t cap = p->names_cap ? p->names_cap * 2 : 64;
        p->names = pz_arena_grow(p->arena, p->names, p->names_n, cap, sizeof *p->names);
        p->names_cap = cap;
    }
    p->names[p->names_n++] = n;
    if (pzt_token_is(t, "super"))
        note_super(p);
    return n;
}

struct node *pzt_node_constant(struct parser *p, const struct token *t, struct pz_value v)
{
    struct node *n = pzt_node(p, N_CONST, t->at, 0);
    n->end = t->end;
    if (v.type == PZ_STRING)
        v.u.s = pz_arena_strndup(p->arena, v.u.s, v.len);
    n->u.value = v;
    return n;
}

struct node *pzt_node_binary(struct parser *p, enum node_kind kind, struct node *a, struct node *b)
{
    struct node *n = pzt_node(p, kind, a->at, 2);
    n->kid[0] = a;
    n->kid[1] = b;
    return pzt_node_finish(p, n);
}

void pzt_node_list_add(struct parser *p, struct node_list *list, struct node *n)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 8;
        list->v = pz_arena_grow(&p->temp, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = n;
}

struct node *pzt_node_of_list(struct parser *p, enum node_kind kind, uint32_t at, const struct node_list *list)
{
    struct node *n = pzt_node(p, kind, at, list->n);
    if (list->n)
        memcpy(n->kid, list->v, list->n * sizeof *list->v);
    return pzt_node_finish(p, n);
}

static struct node *parse_list(struct parser *p)
{
    uint32_t at = pzt_peek(p)->at;
    struct node_list items = {0};
    pzt_expect(p, T_LBRACKET);
    while (pzt_peek(p)->kind != T_RBRACKET) {
        if (items.n)
            pzt_expect(p, T_COMMA);
        if (pzt_peek(p)->kind == T_RBRACKET)
            break;
        pzt_node_list_add(p, &items, pzt_parse_expression(p, true));
    }
    pzt_expect(p, T_RBRACKET);
    return pzt_node_of_list(p, N_LIST, at, &items);
}

static struct node *parse_dict(struct parser *p)
{
    uint32_t at = pzt_peek(p)->at;
    struct node_list items = {0};
    pzt_expect(p, T_LBRACE);
    while (pzt_peek(p)->kind != T_RBRACE) {
        if (items.n)
            pzt_expect(p, T_COMMA);
        if (pzt_peek(p)->kind == T_RBRACE)
            break;
        pzt_node_list_add(p, &items, pzt_parse_expression(p, true));
        pzt_expect(p, T_COLON);
        pzt_node_list_add(p, &items, pzt_parse_expression(p, true));
    }
    pzt_expect(p, T_RBRACE);
    return pzt_node_of_list(p, N_DICT, at, &items);
}

static struct node *parse_string(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    struct node *n = pzt_node_constant(p, t, t->value);
    for (p->pos++; pzt_peek(p)->kind == T_STRING; p->pos++) {
        struct pz_value more = pzt_peek(p)->value, *v = &n->u.value;
        char *joined = pz_arena_alloc(p->arena, v->len + more.len + 1u);
        memcpy(joined, v->u.s, v->len);
        memcpy(joined + v->len, more.u.s, more.len);
        joined[v->len + more.len] = '\0';
        *v = pz_strn(joined, v->len + more.len);
        n->end = pzt_peek(p)->end;
    }
    return n;
}

static bool constant_word(const struct token *t, struct pz_value *out)
{
    static const struct {
        const char *word;
        int which;
    } words[] = {{"true", 1}, {"True", 1}, {"false", 0}, {"False", 0}, {"none", 2}, {"None", 2}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (t->value.len == strlen(words[i].word) && memcmp(t->value.u.s, words[i].word, t->value.len) == 0) {
            *out = words[i].which == 2 ? pz_none() : pz_bool(words[i].which);
            return true;
        }
    return false;
}

struct node *pzt_parse_primary(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    struct pz_value v;
    pzt_parse_deeper(p);
    struct node *n = NULL;
    switch (t->kind) {
    case T_NAME:
        p->pos++;
        n = constant_word(t, &v) ? pzt_node_constant(p, t, v) : pzt_name_node(p, t);
        break;
    case T_STRING: n = parse_string(p); break;
    case T_NUMBER:
        p->pos++;
        n = pzt_node_constant(p, t, t->value.type == PZ_STRING ? pzt_big_parse(p->arena, t->value.u.s, t->value.len) : t->value);
        break;
    case T_LPAREN:
        p->pos++;
        n = pzt_parse_tuple(p, true, NULL, true);
        pzt_expect(p, T_RPAREN);
        break;
    case T_LBRACKET: n = parse_list(p); break;
    case T_LBRACE: n = parse_dict(p); break;
    default: pzt_parse_expected(p, _("a value"));
    }
    p->depth--;
    return n;
}

static bool tuple_ends(const struct parser *p, const char *stop)
{
    enum token_kind kind = pzt_peek(p)->kind;
    return kind == T_END || kind == T_RPAREN || (stop && pzt_at_word(p, stop));
}

struct node *pzt_parse_tuple(struct parser *p, bool with_condition, const char *stop, bool brackets)
{
    uint32_t at = pzt_peek(p)->at;
    struct node_list items = {0};
    bool is_tuple = false;
    for (;;) {
        if (items.n && !pzt_skip(p, T_COMMA))
            break;
        is_tuple |= items.n > 0;
        if (tuple_ends(p, stop))
            break;
        pzt_node_list_add(p, &items, pzt_parse_expression(p, with_condition));
    }
    if (!is_tuple && items.n)
        return items.v[0];
    if (!is_tuple && !brackets)
        pzt_parse_expected(p, _("an expression"));
    return pzt_node_of_list(p, N_TUPLE, at, &items);
}

static struct node *parse_slice_part(struct parser *p)
{
    enum token_kind kind = pzt_peek(p)->kind;
    return kind == T_COLON || kind == T_RBRACKET || kind == T_COMMA ? NULL : pzt_parse_expression(p, true);
}

static struct node *parse_subscript(struct parser *p)
{
    uint32_t at = pzt_peek(p)->at;
    struct node *part[3] = {parse_slice_part(p)};
    if (pzt_peek(p)->kind != T_COLON) {
        if (!part[0])
            pzt_parse_expected(p, _("an index or a key"));
        return part[0];
    }
    for (int i = 1; i < 3 && pzt_skip(p, T_COLON); i++)
        part[i] = parse_slice_part(p);
    struct node *n = pzt_node(p, N_SLICE, at, 3);
    memcpy(n->kid, part, sizeof part);
    return pzt_node_finish(p, n);
}

static struct node *parse_item(struct parser *p, struct node *base)
{
    uint32_t at = pzt_peek(p)->at;
    pzt_expect(p, T_LBRACKET);
    struct node_list parts = {0};
    while (pzt_peek(p)->kind != T_RBRACKET) {
        if (parts.n)
            pzt_expect(p, T_COMMA);
        pzt_node_list_add(p, &parts, parse_subscript(p));
    }
    if (!parts.n)
        pzt_parse_expected(p, _("an index or a key"));
    pzt_expect(p, T_RBRACKET);
    struct node *index = parts.n == 1 ? parts.v[0] : pzt_node_of_list(p, N_TUPLE, at, &parts);
    if (index->kind == N_CONST && index->u.value.type == PZ_STRING) { /* x['имя'] is x.имя, with its hash ready */
        struct node *n = pzt_node(p, N_ATTR, index->at, 1);
        n->kid[0] = base;
        n->u.name = pzt_parse_name(p, index->u.value.u.s, index->u.value.len);
        n->op = 1; /* by key: methods are not meant */
        return pzt_node_finish(p, n);
    }
    struct node *n = pzt_node_binary(p, N_ITEM, base, index);
    n->at = at;
    return n;
}

/* A mixture of alphabets, and a misspelt attribute of `loop` inside a loop is told before there are data; what asks whether it is there may ask. */
static void check_attribute(struct parser *p, const struct node *n)
{
    bool inside = false;
    for (uint32_t i = 0; i < p->stack_n; i++)
        inside |= p->stack[i].kind == B_FOR && !p->stack[i].has_else;
    bool loop = n->kid[0]->kind == N_NAME && strcmp(n->kid[0]->u.name.text, "loop") == 0;
    if (!inside || !loop) {
        pzt_check_word(p, n->tag, n->at, &n->u.name);
        return;
    }
    if (n->loop_attr || pzt_peek(p)->kind == T_PIPE || pzt_at_word(p, "is"))
        return;
    char hint[256];
    const char *meant = pzt_suggest(hint, sizeof hint, n->u.name.text, strlen(n->u.name.text), pzt_loop_attr_name);
    if (meant)
        pzt_slip(p, n->tag, n->at, strlen(n->u.name.text), meant);
    pzt_parse_report(p, n->tag, n->at, "W-TPL-020", hint[0] ? hint : NULL, _("unknown name “%s”"),
                     pz_arena_printf(p->arena, "loop.%s", n->u.name.text));
}

static struct node *parse_attribute(struct parser *p, struct node *base)
{
    p->pos++;
    const struct token *t = pzt_peek(p);
    struct node *n;
    if (t->kind == T_NAME) {
        p->pos++;
        n = pzt_node(p, N_ATTR, t->at, 1);
        n->kid[0] = base;
        n->u.name = pzt_parse_name(p, t->value.u.s, t->value.len);
        n->loop_attr = (uint8_t)pzt_loop_attr(n->u.name.key);
        pzt_node_finish(p, n);
        check_attribute(p, n);
    } else if (t->kind == T_NUMBER && t->value.type == PZ_INT) {
        p->pos++;
        n = pzt_node_binary(p, N_ITEM, base, pzt_node_constant(p, t, t->value));
        n->at = t->at;
    } else {
        pzt_parse_expected(p, _("a name behind the dot"));
    }
    return n;
}

/* What follows a value: attributes, items, calls and, with filters, `|` and `is`. */
struct node *pzt_parse_postfix(struct parser *p, struct node *n, bool filters)
{
    unsigned depth = p->depth;
    for (;; pzt_parse_deeper(p)) {
        enum token_kind kind = pzt_peek(p)->kind;
        if (kind == T_DOT)
            n = parse_attribute(p, n);
        else if (kind == T_LBRACKET)
            n = parse_item(p, n);
        else if (kind == T_LPAREN)
            n = pzt_parse_call(p, n);
        else if (filters && kind == T_PIPE)
            n = pzt_parse_filters(p, n, false);
        else if (filters && pzt_skip_word(p, "is"))
            n = pzt_parse_test(p, n);
        else
            break;
        if (filters && (kind == T_PIPE || kind == T_NAME)) { /* behind a filter only calls, filters and tests */
            while (pzt_peek(p)->kind == T_LPAREN)
                n = pzt_parse_call(p, n);
            if (pzt_peek(p)->kind == T_DOT || pzt_peek(p)->kind == T_LBRACKET)
                break;
        }
    }
    p->depth = depth;
    return n;
}
