/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `for`, `set`, `with` and `import` assign to. */
#include "template/parse.h"

#include <string.h>

#include "base/i18n.h"

void pzt_declare_target(struct parser *p, struct target *t, const struct token *name)
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

bool pzt_is_reserved(const struct token *t)
{
    static const char *const words[] = {"true", "True", "false", "False", "none", "None"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (t->value.len == strlen(words[i]) && memcmp(t->value.u.s, words[i], t->value.len) == 0)
            return true;
    return false;
}

void pzt_parse_target_part(struct parser *p, struct target *t)
{
    const struct token *token = pzt_peek(p);
    *t = (struct target){.tag = p->tag, .at = token->at};
    if (pzt_skip(p, T_LPAREN)) {
        pzt_parse_target(p, t, NULL);
        pzt_expect(p, T_RPAREN);
        return;
    }
    if (token->kind != T_NAME)
        pzt_parse_fail(p, token->at, "E-TPL-013", NULL, _("a name is expected here: only a name can be given a value"));
    if (pzt_is_reserved(token))
        pzt_parse_fail(p, token->at, "E-TPL-013", NULL, _("“%.*s” cannot be given a value"), (int)token->value.len,
                       token->value.u.s);
    p->pos++;
    pzt_declare_target(p, t, token);
}

void pzt_parse_target(struct parser *p, struct target *t, const char *stop)
{
    struct target first, *parts = NULL;
    uint32_t n = 0, cap = 0;
    uint32_t at = pzt_peek(p)->at;
    bool tuple = false;
    do {
        if (n && ((stop && pzt_at_word(p, stop)) || pzt_peek(p)->kind == T_RPAREN || pzt_peek(p)->kind == T_ASSIGN))
            break;
        if (!parts || n == cap) {
            parts = pz_arena_grow(p->arena, parts, n, cap ? cap * 2 : 4, sizeof *parts);
            cap = cap ? cap * 2 : 4;
        }
        pzt_parse_target_part(p, &first);
        parts[n++] = first;
        tuple |= pzt_peek(p)->kind == T_COMMA;
    } while (pzt_skip(p, T_COMMA));
    *t = first;
    if (tuple)
        *t = (struct target){.kind = TARGET_TUPLE, .part = parts, .parts = n, .tag = p->tag, .at = at};
}

void *pzt_copy_target(struct parser *p, const struct target *t)
{
    struct target *copy = PZ_NEW(p->arena, struct target);
    *copy = *t;
    return copy;
}
