/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template's segments to a program: tags to tokens, tokens to statements and expressions, text as it is. */
#include "template/parse.h"

#include "base/i18n.h"
#include "base/utf8.h"

enum {
    ERRORS_MAX = 100, /* of one template: what follows is hardly worth reading */
};

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
        uint32_t ops = p->program->ops;
        pzt_parse_statement(p);
        if (s->site && p->program->ops > ops) /* include */
            pzt_op_at(p, p->program->ops - 1)->site = s->site;
        return;
    }
    struct node *e = pzt_parse_tuple(p, true, NULL, false);
    pzt_expect_end(p);
    uint32_t op = pzt_emit(p, OP_PRINT);
    pzt_op_at(p, op)->e = e;
    pzt_op_at(p, op)->site = s->site;
    pzt_op_at(p, op)->p = s->takes;
}

static void literal(struct parser *p, const struct pz_segment *s)
{
    if (!s->len)
        return;
    p->tokens = 0;
    struct op *op = pzt_op_at(p, pzt_emit(p, OP_LITERAL));
    op->p = pz_arena_strndup(p->arena, s->text, s->len);
    op->len = (uint32_t)s->len;
    op->site = p->program->literals++;
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
    pzt_scope_resolve(p);
    pzt_check_looks(p);
    pzt_parse_order(p);
    if (p->diags->errors != errors)
        return -1;
    p->program->root = (struct body){0, p->program->ops, (uint16_t)root.slots, (uint16_t)root.loops};
    return 0;
}
