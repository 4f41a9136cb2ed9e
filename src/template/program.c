/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and freeing programs; what parsing needs for its messages. */
#include "template/program.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "template/exec.h"
#include "template/loader.h"
#include "template/parse.h"

enum {
    USED_DEPTH_MAX = 6,    /* templates within templates that are looked into */
    MEMORY_MAX = 96 << 20, /* of a program, and of what parsing needs besides */
};

void pzt_parse_place(const struct parser *p, uint32_t tag, uint32_t at, struct pz_place *out)
{
    if (tag < p->program->tags)
        p->source->describe(p->source->self, p->program->tag[tag].place, at, out);
    else
        memset(out, 0, sizeof *out);
    if (!out->file[0] && p->source->name)
        snprintf(out->file, sizeof out->file, "%s", p->source->name);
}

static void report(struct parser *p, uint32_t tag, uint32_t at, const char *id, const char *hint, const char *format, va_list ap)
{
    struct pz_place place;
    char text[PZ_MESSAGE_MAX];
    pzt_parse_place(p, tag, at, &place);
    vsnprintf(text, sizeof text, format, ap);
    pz_report_hint(p->diags, id, &place, hint, "%s", text);
    if (p->reports_n == p->reports_cap) {
        uint32_t cap = p->reports_cap ? p->reports_cap * 2 : 16;
        p->reports = pz_arena_grow(p->arena, p->reports, p->reports_n, cap, sizeof *p->reports);
        p->reports_cap = cap;
    }
    p->reports[p->reports_n++] = (struct report){tag, at};
}

static bool is_before(const struct report *a, const struct report *b)
{
    return a->tag != b->tag ? a->tag < b->tag : a->at < b->at;
}

void pzt_parse_order(struct parser *p)
{
    for (uint32_t i = 1; i < p->reports_n; i++) {
        struct report moved = p->reports[i];
        uint32_t to = i;
        for (; to && is_before(&moved, &p->reports[to - 1]); to--)
            p->reports[to] = p->reports[to - 1];
        p->reports[to] = moved;
        if (to < i)
            pz_diags_move(p->diags, p->first_report + i, p->first_report + to);
    }
}

void pzt_parse_report(struct parser *p, uint32_t tag, uint32_t at, const char *id, const char *hint, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    report(p, tag, at, id, hint, format, ap);
    va_end(ap);
}

void pzt_parse_fail(struct parser *p, uint32_t at, const char *id, const char *hint, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    report(p, p->tag, at, id, hint, format, ap);
    va_end(ap);
    longjmp(p->recover, 1);
}

/* Tokens -------------------------------------------------------------------------------------------------- */

bool pzt_token_is(const struct token *t, const char *word)
{
    return t->kind == T_NAME && t->value.len == strlen(word) && memcmp(t->value.u.s, word, t->value.len) == 0;
}

bool pzt_at_word(const struct parser *p, const char *word)
{
    return pzt_token_is(pzt_peek(p), word);
}

bool pzt_next_is_word(const struct parser *p, const char *word)
{
    return pzt_peek(p)->kind != T_END && pzt_token_is(&p->token[p->pos + 1], word);
}

bool pzt_skip_word(struct parser *p, const char *word)
{
    bool here = pzt_at_word(p, word);
    p->pos += here;
    return here;
}

bool pzt_skip(struct parser *p, enum token_kind kind)
{
    bool here = pzt_peek(p)->kind == kind;
    p->pos += here && kind != T_END;
    return here;
}

static const char *const token_texts[] = {
    [T_ADD] = "+",       [T_SUB] = "-",    [T_MUL] = "*",    [T_DIV] = "/",    [T_FLOORDIV] = "//", [T_MOD] = "%",
    [T_POW] = "**",      [T_TILDE] = "~",  [T_EQ] = "==",    [T_NE] = "!=",    [T_LT] = "<",        [T_LE] = "<=",
    [T_GT] = ">",        [T_GE] = ">=",    [T_ASSIGN] = "=", [T_DOT] = ".",    [T_COMMA] = ",",     [T_COLON] = ":",
    [T_SEMICOLON] = ";", [T_PIPE] = "|",   [T_LPAREN] = "(", [T_RPAREN] = ")", [T_LBRACKET] = "[",  [T_RBRACKET] = "]",
    [T_LBRACE] = "{",    [T_RBRACE] = "}",
};

/* A keyword in the wrong alphabet at this token or the one before: a hint, or "". */
static void mixed_keyword(struct parser *p, char *hint, size_t size)
{
    if (!pzt_keyword_hint(p, pzt_peek(p), hint, size) && p->pos)
        pzt_keyword_hint(p, &p->token[p->pos - 1], hint, size);
}

void pzt_parse_expected(struct parser *p, const char *what)
{
    const struct token *t = pzt_peek(p);
    char hint[256];
    mixed_keyword(p, hint, sizeof hint);
    const char *advice = hint[0] ? hint : NULL;
    if (t->kind == T_END)
        pzt_parse_fail(p, t->at, "E-TPL-001", advice, _("%s is expected here, but the tag ends"), what);
    pzt_parse_fail(p, t->at, "E-TPL-001", advice, _("%s is expected here, not “%.*s”"), what, (int)(t->end - t->at),
                   p->text + t->at);
}

void pzt_expect_end(struct parser *p)
{
    const struct token *t = pzt_peek(p);
    if (t->kind == T_END)
        return;
    char mixed[256];
    mixed_keyword(p, mixed, sizeof mixed);
    bool names = p->pos && t->kind == T_NAME && p->token[p->pos - 1].kind == T_NAME;
    const char *hint = mixed[0]              ? mixed
                       : t->kind == T_ASSIGN ? _("values are compared with “==”")
                       : names ? _("a dot stands between a record and its field; a name of several words is written x['…']")
                               : NULL;
    pzt_parse_fail(p, t->at, "E-TPL-001", hint, _("%s is expected here, not “%.*s”"), _("the end of the tag"),
                   (int)(t->end - t->at), p->text + t->at);
}

void pzt_expect(struct parser *p, enum token_kind kind)
{
    char what[16];
    if (pzt_skip(p, kind))
        return;
    snprintf(what, sizeof what, _("“%s”"), token_texts[kind]);
    pzt_parse_expected(p, what);
}

void pzt_expect_word(struct parser *p, const char *word)
{
    char what[40];
    if (pzt_skip_word(p, word))
        return;
    snprintf(what, sizeof what, _("“%s”"), word);
    pzt_parse_expected(p, what);
}

const struct token *pzt_expect_name(struct parser *p, const char *what)
{
    const struct token *t = pzt_peek(p);
    if (t->kind != T_NAME)
        pzt_parse_expected(p, what);
    p->pos++;
    return t;
}

/* Programs ------------------------------------------------------------------------------------------------ */

static struct pz_program *new_program(const char *name, const struct pz_template_options *options)
{
    struct pz_program *program = pz_calloc(1, sizeof *program);
    if (!program)
        return NULL;
    pz_arena_init(&program->arena, 0);
    if (options)
        program->options = *options;
    program->name = name;
    return program;
}

void pz_program_free(struct pz_program *program)
{
    if (!program)
        return;
    pz_arena_release(&program->arena);
    pz_free(program);
}

static int no_memory(struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail_memory(&err);
    pz_report_error(diags, &err);
    return -1;
}

/* Errors of the templates this one names are its own: all are reported at once, not one a rendering. -1 when there are any. Without strict
 * names a template that is never reached may be wrong, as in Jinja2. */
static int check_used(const struct pz_program *program, struct pz_diags *diags)
{
    size_t before = diags->errors;
    bool strict = program->options.loader && program->options.undefined == PZ_UNDEFINED_STRICT;
    if (strict && program->used_n)
        pz_loader_check(program->options.loader, program->name ? program->name : "", (const char *const *)program->used,
                        program->used_n, diags);
    return diags->errors > before ? -1 : 0;
}

/* Memory ran out: the system's, or what a template may take. */
static void too_long(struct parser *p)
{
    struct pz_place place = pz_place_file(p->source->name ? p->source->name : "");
    if (p->program->arena.used + p->temp.used > MEMORY_MAX / 2)
        pz_report(p->diags, "E-TPL-035", &place, _("the template needs more than %zu MB of memory"), (size_t)MEMORY_MAX >> 20);
    else
        no_memory(p->diags);
}

/* Run `parse` with a parser set up over a new program. */
static int compile(struct pz_program **out, const struct pz_source *source, const struct pz_template_options *options,
                   struct pz_diags *diags, int (*parse)(struct parser *p))
{
    *out = NULL;
    struct pz_program *program = new_program(source->name, options);
    if (!program)
        return no_memory(diags);
    struct parser *p = pz_calloc(1, sizeof *p);
    jmp_buf oom;
    int status = -1;
    if (!p) {
        no_memory(diags);
    } else if (setjmp(oom)) {
        too_long(p);
    } else {
        program->arena.limit = MEMORY_MAX;
        pz_arena_trap(&program->arena, &oom);
        p->program = program;
        p->arena = &program->arena;
        p->source = source;
        p->diags = diags;
        p->first_report = diags->n;
        pz_arena_init(&p->temp, MEMORY_MAX);
        pz_arena_trap(&p->temp, &oom);
        program->name = pz_arena_strdup(&program->arena, source->name ? source->name : "");
        status = parse(p);
    }
    if (p)
        pz_arena_release(&p->temp);
    pz_free(p);
    pz_arena_trap(&program->arena, NULL);
    if (check_used(program, diags))
        status = -1;
    if (status < 0) {
        pz_program_free(program);
        return -1;
    }
    *out = program;
    return 0;
}

int pz_program_new(struct pz_program **out, const struct pz_source *source, const struct pz_template_options *options,
                   struct pz_diags *diags)
{
    return compile(out, source, options, diags, pzt_parse_source);
}

/* Expressions alone: a program of one print whose value is taken instead of written. */
struct pz_expression {
    struct pz_program *program;
};

static void describe_expression(const void *self, uint32_t number, size_t offset, struct pz_place *out)
{
    const struct pz_place *place = self;
    (void)number;
    *out = *place;
    if (out->line)
        out->column += (unsigned)offset;
    if (out->source[0])
        out->caret += (unsigned)offset;
}

int pz_expression_new(struct pz_expression **out, const char *text, size_t len, const struct pz_place *place,
                      const struct pz_template_options *options, struct pz_diags *diags)
{
    static const struct pz_place nowhere;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_source source;
    *out = NULL;
    pz_source_init(&source, &arena, place ? place->file : "");
    struct pz_segment segment = {.kind = PZ_SEG_PRINT, .text = text, .len = len};
    source.v = &segment;
    source.n = 1;
    source.describe = describe_expression;
    source.self = place ? place : &nowhere;
    struct pz_expression *e = pz_calloc(1, sizeof *e);
    if (!e)
        return no_memory(diags);
    if (pz_program_new(&e->program, &source, options, diags) < 0) {
        pz_free(e);
        return -1;
    }
    e->program->expression = e->program->op[0].e;
    *out = e;
    return 0;
}

int pz_expression_eval(const struct pz_expression *e, struct pz_render *render, struct pz_value *out, struct pz_error *err)
{
    return pzt_program_eval(e->program, PZT_VALUE, render, out, err);
}

int pz_expression_truth(const struct pz_expression *e, struct pz_render *render, bool *out, struct pz_error *err)
{
    struct pz_value v;
    if (pzt_program_eval(e->program, PZT_TRUTH, render, &v, err))
        return -1;
    *out = v.u.b;
    return 0;
}

int pz_expression_list(const struct pz_expression *e, struct pz_render *render, const struct pz_list **out, struct pz_error *err)
{
    static const struct pz_list none;
    struct pz_value v;
    if (pzt_program_eval(e->program, PZT_LIST, render, &v, err))
        return -1;
    *out = v.type == PZ_LIST ? v.u.list : v.type == PZ_NONE || v.type == PZ_UNDEFINED ? &none : NULL;
    return 0;
}

void pz_expression_fields(const struct pz_expression *e, struct pz_arena *arena, struct pz_field_list *out)
{
    pz_program_fields(e->program, NULL, arena, out);
}

void pz_expression_free(struct pz_expression *e)
{
    if (!e)
        return;
    pz_program_free(e->program);
    pz_free(e);
}

static bool uses(const struct pz_program *program, const char *name, unsigned depth)
{
    if (program->open_ended || depth > USED_DEPTH_MAX || pz_map_find(program->reads, pz_key(name)))
        return true;
    for (uint32_t i = 0; i < program->used_n; i++) {
        const struct pz_program *other = NULL;
        struct pz_error err = PZ_ERROR_INIT;
        int found = program->options.loader
                        ? pz_loader_get(program->options.loader, program->used[i], strlen(program->used[i]), &other, &err)
                        : 1;
        if (found < 0 || (found == 0 && other != program && uses(other, name, depth + 1)))
            return true;
    }
    return false;
}

bool pz_program_uses(const struct pz_program *program, const char *name)
{
    return uses(program, name, 0);
}
