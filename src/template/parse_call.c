/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls, filters and tests with their arguments. */
#include "template/parse.h"

#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "template/suggest.h"

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
            pzt_node_list_add(p, &a->names, pzt_node_constant(p, t, t->value));
            pzt_node_list_add(p, &a->named, pzt_parse_expression(p, true));
        } else {
            pzt_node_list_add(p, &a->positional, pzt_parse_expression(p, true));
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
    for (uint32_t i = 0; i < a->named.n; i++) {
        n->x.args.named[i] = pzt_parse_name(p, a->names.v[i]->u.value.u.s, a->names.v[i]->u.value.len);
        pzt_check_word(p, a->names.v[i]->tag, a->names.v[i]->at, &n->x.args.named[i]);
    }
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

struct node *pzt_parse_call(struct parser *p, struct node *callee)
{
    struct arguments a;
    parse_arguments(p, &a);
    struct node *n = pzt_node(p, N_CALL, callee->at, 0);
    put_arguments(p, n, callee, &a);
    if (callee->kind == N_ATTR && changes(callee->u.name.key))
        p->program->changes = true;
    return pzt_node_finish(p, n);
}

static _Noreturn void unknown_argument(struct parser *p, const struct node *n, const struct filter *f, const struct node *name)
{
    struct suggestion s;
    char hint[256];
    pzt_suggestion_start(&s, name->u.value.u.s, name->u.value.len);
    for (const char *word = f->params; *word;) {
        size_t len = strcspn(word, "/ ");
        pzt_suggestion_try(&s, word, len);
        word += len + (word[len] != '\0');
    }
    pzt_suggestion_hint(&s, hint, sizeof hint);
    if (s.lookalike)
        pzt_slip(p, name->tag, name->at, name->u.value.len, pz_arena_strndup(&p->temp, s.best, s.best_len));
    pzt_parse_fail(p, name->at, "E-TPL-011", hint[0] ? hint : NULL, _("“%s” has no argument “%s”"), n->label, name->u.value.u.s);
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
            unknown_argument(p, n, f, a->names.v[i]);
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
    struct token word = {.kind = T_NAME, .at = at, .value = pz_str(n->label)};
    const char *meant = pzt_keyword_hint(p, &word, hint, sizeof hint);
    if (!meant)
        meant = pzt_suggest(hint, sizeof hint, n->label, strlen(n->label), test ? pzt_test_name : pzt_filter_name);
    if (meant)
        pzt_slip(p, n->tag, at, strlen(n->label), meant);
    bool lazy = p->conditional && p->program->options.undefined != PZ_UNDEFINED_STRICT;
    pzt_parse_report(p, n->tag, at, lazy ? (test ? "W-TPL-010" : "W-TPL-009") : (test ? "E-TPL-010" : "E-TPL-009"),
                     hint[0] ? hint : NULL, test ? _("there is no test “%s”") : _("there is no filter “%s”"), n->label);
}

/* A picture or document named in so many words is looked at before there are data. */
static void check_file(struct parser *p, const struct node *n, const struct filter *f, uint32_t at)
{
    const struct node *file = n->kid[0];
    struct pz_error err = PZ_ERROR_INIT;
    if (!p->source->file || file->kind != N_CONST || file->u.value.type != PZ_STRING)
        return;
    const char *name = file->u.value.u.s;
    bool document = strcmp(f->name, "include_document") == 0;
    bool certain = !p->conditional && !p->stack_n && file->at == p->token[0].at;
    if (p->source->file(p->source->self, name, document, certain, &err))
        pzt_parse_report(p, n->tag, at, err.id, NULL, "%s", err.message);
    else if (strcasecmp(pz_path_extension(name), "svg") == 0)
        pzt_note_used(p, name);
}

static struct node *applied(struct parser *p, struct node *n, struct node *value, const struct arguments *a, uint32_t at)
{
    n->label = n->label ? n->label : "";
    const struct filter *f = n->kind == N_TEST ? pzt_test_find(pz_key(n->label)) : pzt_filter_find(pz_key(n->label));
    n->u.filter = f;
    if (!f)
        unknown(p, n, at);
    bool puts_in =
        f && n->kind == N_FILTER && strstr(f->params, "data/"); /* a picture or document, rendered with the whole context */
    p->program->open_ended |= puts_in;
    if (!f || pzt_filter_takes_all(f) || a->list || a->map) {
        put_arguments(p, n, value, a);
        n->star = true;
    } else {
        place_arguments(p, n, value, f, a, at);
    }
    if (puts_in)
        check_file(p, n, f, at);
    return pzt_node_finish(p, n);
}

struct node *pzt_parse_filters(struct parser *p, struct node *value, bool bare)
{
    while (bare || pzt_skip(p, T_PIPE)) {
        bare = false;
        pzt_parse_deeper(p);
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

struct node *pzt_parse_test(struct parser *p, struct node *value)
{
    pzt_parse_deeper(p);
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
        pzt_node_list_add(p, &a.positional, pzt_parse_postfix(p, pzt_parse_primary(p), false));
    }
    n = applied(p, n, value, &a, at);
    if (!negated)
        return n;
    struct node *not_node = pzt_node(p, N_NOT, n->at, 1);
    not_node->kid[0] = n;
    return pzt_node_finish(p, not_node);
}
