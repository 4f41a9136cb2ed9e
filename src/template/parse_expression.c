/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions by Jinja2's grammar, which is Python's but for: `**` binds to the left, unary minus before `**`, `~` before `+`. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"
#include "template/big.h"
#include "template/suggest.h"

static struct node *parse_or(struct parser *p);
static struct node *parse_postfix(struct parser *p, struct node *n, bool filters);
static struct node *parse_primary(struct parser *p);

static void deeper(struct parser *p)
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

static struct node *finish(struct parser *p, struct node *n)
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
    return n;
}

static struct node *constant(struct parser *p, const struct token *t, struct pz_value v)
{
    struct node *n = pzt_node(p, N_CONST, t->at, 0);
    n->end = t->end;
    if (v.type == PZ_STRING)
        v.u.s = pz_arena_strndup(p->arena, v.u.s, v.len);
    n->u.value = v;
    return n;
}

static struct node *binary(struct parser *p, enum node_kind kind, struct node *a, struct node *b)
{
    struct node *n = pzt_node(p, kind, a->at, 2);
    n->kid[0] = a;
    n->kid[1] = b;
    return finish(p, n);
}

/* A growing list of nodes in the arena of the tag. */
struct node_list {
    struct node **v;
    uint32_t n, cap;
};

static void add(struct parser *p, struct node_list *list, struct node *n)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 8;
        list->v = pz_arena_grow(&p->temp, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = n;
}

static struct node *with_kids(struct parser *p, enum node_kind kind, uint32_t at, const struct node_list *list)
{
    struct node *n = pzt_node(p, kind, at, list->n);
    if (list->n)
        memcpy(n->kid, list->v, list->n * sizeof *list->v);
    return finish(p, n);
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
        add(p, &items, pzt_parse_expression(p, true));
    }
    pzt_expect(p, T_RBRACKET);
    return with_kids(p, N_LIST, at, &items);
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
        add(p, &items, pzt_parse_expression(p, true));
        pzt_expect(p, T_COLON);
        add(p, &items, pzt_parse_expression(p, true));
    }
    pzt_expect(p, T_RBRACE);
    return with_kids(p, N_DICT, at, &items);
}

static struct node *parse_string(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    struct node *n = constant(p, t, t->value);
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

static struct node *parse_primary(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    struct pz_value v;
    deeper(p);
    struct node *n = NULL;
    switch (t->kind) {
    case T_NAME:
        p->pos++;
        n = constant_word(t, &v) ? constant(p, t, v) : pzt_name_node(p, t);
        break;
    case T_STRING: n = parse_string(p); break;
    case T_NUMBER:
        p->pos++;
        n = constant(p, t, t->value.type == PZ_STRING ? pzt_big_parse(p->arena, t->value.u.s, t->value.len) : t->value);
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
        add(p, &items, pzt_parse_expression(p, with_condition));
    }
    if (!is_tuple && items.n)
        return items.v[0];
    if (!is_tuple && !brackets)
        pzt_parse_expected(p, _("an expression"));
    return with_kids(p, N_TUPLE, at, &items);
}

/* Arguments in brackets, in order: positional, named, *list, **map. */
struct arguments {
    struct node_list positional, named;
    struct node_list names; /* N_NAME-less: constants with the name's token */
    struct node *list, *map;
};

static void parse_arguments(struct parser *p, struct arguments *a)
{
    memset(a, 0, sizeof *a);
    pzt_expect(p, T_LPAREN);
    for (bool first = true; pzt_peek(p)->kind != T_RPAREN; first = false) {
        if (!first)
            pzt_expect(p, T_COMMA);
        const struct token *t = pzt_peek(p);
        if (!first && t->kind == T_RPAREN)
            break;
        bool star = t->kind == T_MUL, named = t->kind == T_NAME && p->token[p->pos + 1].kind == T_ASSIGN;
        bool positional = !star && !named && t->kind != T_POW;
        if (a->map || (star && a->list) || (positional && (a->list || a->named.n)))
            pzt_parse_fail(p, t->at, "E-TPL-001", NULL,
                           _("arguments go in this order: values, then name=value, then * and **; this one comes too late"));
        if (star) {
            p->pos++;
            a->list = pzt_parse_expression(p, true);
        } else if (t->kind == T_POW) {
            p->pos++;
            a->map = pzt_parse_expression(p, true);
        } else if (named) {
            p->pos += 2;
            add(p, &a->names, constant(p, t, t->value));
            add(p, &a->named, pzt_parse_expression(p, true));
        } else {
            add(p, &a->positional, pzt_parse_expression(p, true));
        }
    }
    pzt_expect(p, T_RPAREN);
}

/* Kids of a call behind its first one, as x.args describes them. */
static void put_arguments(struct parser *p, struct node *n, struct node *first, const struct arguments *a)
{
    n->n = 1 + a->positional.n + a->named.n;
    n->kid = PZ_NEW_ARRAY(p->arena, n->n, struct node *);
    n->kid[0] = first;
    if (a->positional.n)
        memcpy(n->kid + 1, a->positional.v, a->positional.n * sizeof *n->kid);
    if (a->named.n)
        memcpy(n->kid + 1 + a->positional.n, a->named.v, a->named.n * sizeof *n->kid);
    n->x.args.positional = a->positional.n;
    n->x.args.named_n = a->named.n;
    n->x.args.named = PZ_NEW_ARRAY(p->arena, a->named.n + 1, struct name);
    for (uint32_t i = 0; i < a->named.n; i++)
        n->x.args.named[i] = pzt_parse_name(p, a->names.v[i]->u.value.u.s, a->names.v[i]->u.value.len);
    n->x.args.list = a->list;
    n->x.args.map = a->map;
    n->star = a->list || a->map;
}

/* Whether a method of this name changes its object or keeps something. */
static bool changes(struct pz_key name)
{
    static const char *const words[] = {"append", "extend",  "insert", "pop",     "remove",  "update", "setdefault", "clear",
                                        "sort",   "reverse", "add",    "changed", "popitem", "next",   "reset"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name.len == strlen(words[i]) && memcmp(name.s, words[i], name.len) == 0)
            return true;
    return false;
}

static struct node *parse_call(struct parser *p, struct node *callee)
{
    struct arguments a;
    parse_arguments(p, &a);
    struct node *n = pzt_node(p, N_CALL, callee->at, 0);
    put_arguments(p, n, callee, &a);
    if (callee->kind == N_ATTR && changes(callee->u.name.key))
        p->program->changes = true;
    return finish(p, n);
}

/* Put the arguments of a known filter or test into their places. */
static void place_arguments(struct parser *p, struct node *n, struct node *value, const struct filter *f, const struct arguments *a,
                            uint32_t at)
{
    uint32_t params = pzt_filter_params(f);
    n->n = 1 + params;
    n->kid = PZ_NEW_ARRAY(p->arena, n->n, struct node *);
    n->kid[0] = value;
    if (a->positional.n > params)
        pzt_parse_fail(p, a->positional.v[params]->at, "E-TPL-011", NULL,
                       PZ_N("“%s” takes no more than %u argument", "“%s” takes no more than %u arguments", params), n->label,
                       params);
    for (uint32_t i = 0; i < a->positional.n; i++)
        n->kid[1 + i] = a->positional.v[i];
    for (uint32_t i = 0; i < a->named.n; i++) {
        struct pz_value name = a->names.v[i]->u.value;
        int where = pzt_filter_param(f, pz_key_n(name.u.s, name.len));
        if (where < 0)
            pzt_parse_fail(p, a->names.v[i]->at, "E-TPL-011", NULL, _("“%s” has no argument “%s”"), n->label, name.u.s);
        if (n->kid[1 + where])
            pzt_parse_fail(p, a->names.v[i]->at, "E-TPL-011", NULL, _("the argument “%s” is given twice"), name.u.s);
        n->kid[1 + where] = a->named.v[i];
    }
    for (uint32_t i = 0; i < f->required; i++)
        if (!n->kid[1 + i])
            pzt_parse_fail(p, at, "E-TPL-011", NULL, _("“%s” needs the argument “%.*s”"), n->label,
                           (int)pzt_filter_param_name(f, i).len, pzt_filter_param_name(f, i).s);
}

/* Filter and test names may have dots. */
static char *dotted_name(struct parser *p, const char *what)
{
    const struct token *t = pzt_expect_name(p, what);
    char *name = pz_arena_strndup(p->arena, t->value.u.s, t->value.len);
    while (pzt_peek(p)->kind == T_DOT) {
        p->pos++;
        t = pzt_expect_name(p, what);
        name = pz_arena_printf(p->arena, "%s.%.*s", name, (int)t->value.len, t->value.u.s);
    }
    return name;
}

static void unknown(struct parser *p, struct node *n, uint32_t at)
{
    bool test = n->kind == N_TEST;
    char hint[256];
    pzt_suggest(hint, sizeof hint, n->label, strlen(n->label), test ? pzt_test_name : pzt_filter_name);
    bool lazy = p->conditional && p->program->options.undefined != PZ_UNDEFINED_STRICT;
    pzt_parse_report(p, n->tag, at, lazy ? (test ? "W-TPL-010" : "W-TPL-009") : (test ? "E-TPL-010" : "E-TPL-009"),
                     hint[0] ? hint : NULL, test ? _("there is no test “%s”") : _("there is no filter “%s”"), n->label);
}

static struct node *applied(struct parser *p, struct node *n, struct node *value, const struct arguments *a, uint32_t at)
{
    n->label = n->label ? n->label : "";
    const struct filter *f = n->kind == N_TEST ? pzt_test_find(pz_key(n->label)) : pzt_filter_find(pz_key(n->label));
    n->u.filter = f;
    if (!f)
        unknown(p, n, at);
    if (f && n->kind == N_FILTER && strstr(f->params, "data/")) /* a picture or document rendered with the whole context */
        p->program->open_ended = true;
    if (!f || pzt_filter_takes_all(f) || a->list || a->map) {
        put_arguments(p, n, value, a);
        n->star = true;
    } else {
        place_arguments(p, n, value, f, a, at);
    }
    return finish(p, n);
}

struct node *pzt_parse_filters(struct parser *p, struct node *value, bool bare)
{
    while (bare || pzt_skip(p, T_PIPE)) {
        bare = false;
        deeper(p);
        uint32_t at = pzt_peek(p)->at;
        struct node *n = pzt_node(p, N_FILTER, at, 0);
        n->label = dotted_name(p, _("the name of a filter"));
        struct arguments a = {0};
        if (pzt_peek(p)->kind == T_LPAREN)
            parse_arguments(p, &a);
        value = applied(p, n, value, &a, at);
    }
    return value;
}

static bool starts_test_argument(const struct parser *p)
{
    switch (pzt_peek(p)->kind) {
    case T_STRING:
    case T_NUMBER:
    case T_LBRACKET:
    case T_LBRACE: return true;
    case T_NAME:
        return !pzt_at_word(p, "else") && !pzt_at_word(p, "or") && !pzt_at_word(p, "and") && !pzt_at_word(p, "if") &&
               !pzt_at_word(p, "not") && !pzt_at_word(p, "in") && !pzt_at_word(p, "recursive");
    default: return false;
    }
}

static struct node *parse_test(struct parser *p, struct node *value)
{
    deeper(p);
    bool negated = pzt_skip_word(p, "not");
    uint32_t at = pzt_peek(p)->at;
    struct node *n = pzt_node(p, N_TEST, at, 0);
    n->label = dotted_name(p, _("the name of a test"));
    struct arguments a = {0};
    if (pzt_peek(p)->kind == T_LPAREN) {
        parse_arguments(p, &a);
    } else if (starts_test_argument(p)) {
        if (pzt_at_word(p, "is"))
            pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-001", _("join them with “and”"), _("two tests cannot follow each other"));
        add(p, &a.positional, parse_postfix(p, parse_primary(p), false));
    }
    n = applied(p, n, value, &a, at);
    if (!negated)
        return n;
    struct node *not_node = pzt_node(p, N_NOT, n->at, 1);
    not_node->kid[0] = n;
    return finish(p, not_node);
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
    return finish(p, n);
}

static struct node *parse_item(struct parser *p, struct node *base)
{
    uint32_t at = pzt_peek(p)->at;
    pzt_expect(p, T_LBRACKET);
    struct node_list parts = {0};
    while (pzt_peek(p)->kind != T_RBRACKET) {
        if (parts.n)
            pzt_expect(p, T_COMMA);
        add(p, &parts, parse_subscript(p));
    }
    if (!parts.n)
        pzt_parse_expected(p, _("an index or a key"));
    pzt_expect(p, T_RBRACKET);
    struct node *index = parts.n == 1 ? parts.v[0] : with_kids(p, N_TUPLE, at, &parts);
    if (index->kind == N_CONST && index->u.value.type == PZ_STRING) { /* x['имя'] is x.имя, with its hash ready */
        struct node *n = pzt_node(p, N_ATTR, index->at, 1);
        n->kid[0] = base;
        n->u.name = pzt_parse_name(p, index->u.value.u.s, index->u.value.len);
        n->op = 1; /* by key: methods are not meant */
        return finish(p, n);
    }
    struct node *n = binary(p, N_ITEM, base, index);
    n->at = at;
    return n;
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
        finish(p, n);
    } else if (t->kind == T_NUMBER && t->value.type == PZ_INT) {
        p->pos++;
        n = binary(p, N_ITEM, base, constant(p, t, t->value));
        n->at = t->at;
    } else {
        pzt_parse_expected(p, _("a name behind the dot"));
    }
    return n;
}

/* What follows a value: attributes, items, calls and, with filters, `|` and `is`. */
static struct node *parse_postfix(struct parser *p, struct node *n, bool filters)
{
    unsigned depth = p->depth;
    for (;; deeper(p)) {
        enum token_kind kind = pzt_peek(p)->kind;
        if (kind == T_DOT)
            n = parse_attribute(p, n);
        else if (kind == T_LBRACKET)
            n = parse_item(p, n);
        else if (kind == T_LPAREN)
            n = parse_call(p, n);
        else if (filters && kind == T_PIPE)
            n = pzt_parse_filters(p, n, false);
        else if (filters && pzt_skip_word(p, "is"))
            n = parse_test(p, n);
        else
            break;
        if (filters && (kind == T_PIPE || kind == T_NAME)) { /* behind a filter only calls, filters and tests */
            while (pzt_peek(p)->kind == T_LPAREN)
                n = parse_call(p, n);
            if (pzt_peek(p)->kind == T_DOT || pzt_peek(p)->kind == T_LBRACKET)
                break;
        }
    }
    p->depth = depth;
    return n;
}

static struct node *parse_unary(struct parser *p, bool filters)
{
    const struct token *t = pzt_peek(p);
    struct node *n;
    deeper(p);
    if (t->kind == T_SUB || t->kind == T_ADD) {
        p->pos++;
        struct node *kid = parse_unary(p, false);
        n = pzt_node(p, t->kind == T_SUB ? N_NEGATE : N_PLUS, t->at, 1);
        n->kid[0] = kid;
        finish(p, n);
    } else {
        n = parse_primary(p);
    }
    n = parse_postfix(p, n, filters);
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
        n = binary(p, N_BINARY, n, parse_unary(p, true));
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
        n = binary(p, N_BINARY, n, parse_power(p));
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
    add(p, &parts, n);
    while (pzt_skip(p, T_TILDE))
        add(p, &parts, parse_product(p));
    return with_kids(p, N_CONCAT, n->at, &parts);
}

static struct node *parse_sum(struct parser *p)
{
    struct node *n = parse_concat(p);
    for (;;) {
        uint32_t at = pzt_peek(p)->at;
        bool plus = pzt_skip(p, T_ADD);
        if (!plus && !pzt_skip(p, T_SUB))
            return n;
        n = binary(p, N_BINARY, n, parse_concat(p));
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
            add(p, &parts, first);
        if (n == sizeof ops)
            pzt_parse_fail(p, pzt_peek(p)->at, "E-TPL-012", NULL, _("too many comparisons in a row"));
        ops[n++] = (uint8_t)op;
        add(p, &parts, parse_sum(p));
    }
    if (!parts.n)
        return first;
    struct node *n = with_kids(p, N_COMPARE, first->at, &parts);
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
    deeper(p);
    struct node *kid = parse_not(p), *n = pzt_node(p, N_NOT, t->at, 1);
    n->kid[0] = kid;
    p->depth--;
    return finish(p, n);
}

static struct node *parse_and(struct parser *p)
{
    struct node *n = parse_not(p);
    while (pzt_skip_word(p, "and"))
        n = binary(p, N_AND, n, parse_not(p));
    return n;
}

static struct node *parse_or(struct parser *p)
{
    struct node *n = parse_and(p);
    while (pzt_skip_word(p, "or"))
        n = binary(p, N_OR, n, parse_and(p));
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
    deeper(p);
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
        n = finish(p, cond);
    }
    p->conditional -= lazy;
    p->depth--;
    return n;
}
