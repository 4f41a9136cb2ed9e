/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts, phrases and expressions of a definition, evaluated in the composer's context. */
#include "base/i18n.h"
#include "russian/typography.h"
#include "workspace/compose_inside.h"

struct pz_value compose_bind(struct pz_composer *c, struct pz_key name, struct pz_value v)
{
    struct pz_value *at = pz_map_find(c->context, name), before = at ? *at : pz_undefined(name.s);
    pz_map_put(c->arena, c->context, name, v);
    return before;
}

int compose_fail_at(struct pz_composer *c, const struct pz_place *place)
{
    if (c->err->place.line == 0 || strcmp(c->err->place.file, place->file) != 0) {
        c->err->place.line = place->line;
        c->err->place.column = place->column;
        memcpy(c->err->place.file, place->file, sizeof place->file);
    }
    return -1;
}

static const struct pz_phrase *find_phrase(const struct pz_phrases *phrases, const char *name)
{
    struct pz_key key = pz_key(name);
    for (size_t i = 0; i < phrases->n; i++)
        if (pz_key_equal(phrases->v[i].name, key))
            return &phrases->v[i];
    return NULL;
}

static struct pz_render render_of(struct pz_composer *c)
{
    return (struct pz_render){
        .context = pz_map_value(c->context), .arena = c->arena, .limits = c->limits, .forms = &c->forms, .today = c->today};
}

struct pz_value compose_trimmed(struct pz_arena *arena, const char *s, size_t len)
{
    char *out = pz_arena_alloc(arena, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == ' ' && (n == 0 || out[n - 1] == ' ' || out[n - 1] == '\n'))
            continue;
        if (s[i] == '\n')
            while (n && out[n - 1] == ' ')
                n--;
        out[n++] = s[i];
    }
    while (n && (out[n - 1] == ' ' || out[n - 1] == '\n'))
        n--;
    out[n] = '\0';
    return pz_strn(out, n);
}

void pz_composer_release(struct pz_composer *c)
{
    for (size_t i = 0; i < PZ_COMPOSER_DEPTH; i++)
        pz_buf_release(&c->bufs[i]);
}

int compose_render(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, const struct pz_buf **out)
{
    struct pz_render render = render_of(c);
    if (c->depth == PZ_COMPOSER_DEPTH) {
        pz_fail(c->err, PZ_USAGE, "E-DEF-013", _("texts ask for each other without end"));
        return compose_fail_at(c, place);
    }
    struct pz_buf *buf = &c->bufs[c->depth++];
    pz_buf_clear(buf);
    int rc = pz_program_render(text->program, &render, buf, c->err);
    c->depth--;
    if (rc) {
        c->err->place.line = 0; /* counted within the text */
        return compose_fail_at(c, place);
    }
    *out = buf;
    return buf->failed ? pz_fail_memory(c->err) : 0;
}

int pz_compose_text(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, struct pz_value *out)
{
    const struct pz_buf *buf;
    if (!text->program) {
        *out = pz_strn(text->s, text->len);
        return 0;
    }
    if (compose_render(c, text, place, &buf))
        return -1;
    *out = compose_trimmed(c->arena, pz_buf_str(buf), buf->len);
    return 0;
}

/* What a reader sees: no-break spaces where the standard wants them («№ 5», dates, initials), where figures and their nouns would be
 * torn, and in titles and requisites after prepositions; dashes in ranges. */
struct pz_value compose_typeset(struct pz_composer *c, struct pz_value v, bool title)
{
    if (v.type != PZ_STRING || !(memchr(v.u.s, ' ', v.len) || memchr(v.u.s, '-', v.len)) || c->depth == PZ_COMPOSER_DEPTH)
        return v;
    struct pz_buf *buf = &c->bufs[c->depth];
    pz_buf_clear(buf);
    pz_typography_set(buf, v.u.s, v.len, title);
    return buf->failed ? v : pz_strn(pz_arena_strndup(c->arena, pz_buf_str(buf), buf->len), buf->len);
}

int compose_shown(struct pz_composer *c, const struct pz_def_text *text, const struct pz_place *place, bool title,
                  struct pz_value *out)
{
    if (pz_compose_text(c, text, place, out))
        return -1;
    *out = compose_typeset(c, *out, title);
    return 0;
}

int pz_compose_expression(struct pz_composer *c, const struct pz_expression *e, const struct pz_place *place, struct pz_value *out)
{
    struct pz_render render = render_of(c);
    return pz_expression_eval(e, &render, out, c->err) ? compose_fail_at(c, place) : 0;
}

int pz_compose_condition(struct pz_composer *c, const struct pz_def *def, bool *out)
{
    struct pz_render render = render_of(c);
    *out = true;
    return def->when && pz_expression_truth(def->when, &render, out, c->err) ? compose_fail_at(c, &def->place) : 0;
}

int pz_compose_items(struct pz_composer *c, const struct pz_def *def, const struct pz_list **out)
{
    struct pz_render render = render_of(c);
    if (pz_expression_list(def->each, &render, out, c->err))
        return compose_fail_at(c, &def->place);
    if (*out)
        return 0;
    pz_fail(c->err, PZ_USAGE, "E-DEF-011", _("“each” needs a list"));
    return compose_fail_at(c, &def->place);
}

int compose_phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place, bool title,
                   struct pz_value *out)
{
    const struct pz_phrase *p = find_phrase(c->phrases, name);
    if (!p) {
        pz_fail(c->err, PZ_USAGE, "E-DEF-012", _("there is no phrase “%s”"), name);
        return compose_fail_at(c, place);
    }
    struct pz_value before = compose_bind(c, pz_key("self"), self);
    int rc = compose_shown(c, &p->text, place, title, out);
    compose_bind(c, pz_key("self"), before);
    return rc;
}

int pz_compose_phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place,
                      struct pz_value *out)
{
    return compose_phrase(c, name, self, place, false, out);
}

int compose_forced(struct pz_composer *c, struct pz_value *v)
{
    if (v->type != PZ_OBJECT || !v->u.object->cls->force)
        return 0;
    struct pz_value plain;
    if (v->u.object->cls->force(v->u.object, c->arena, &plain, c->err))
        return -1;
    *v = plain;
    return 0;
}
