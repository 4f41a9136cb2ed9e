/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/options.h"

#include <string.h>

#include "base/i18n.h"

static bool is(struct pz_key key, const char *word)
{
    return key.len == strlen(word) && memcmp(key.s, word, key.len) == 0;
}

static bool *switch_named(struct pz_template_options *o, struct pz_key key)
{
    return is(key, "trim_blocks")             ? &o->trim_blocks
           : is(key, "lstrip_blocks")         ? &o->lstrip_blocks
           : is(key, "keep_trailing_newline") ? &o->keep_trailing_newline
                                              : NULL;
}

static const char **text_named(struct pz_template_options *o, struct pz_key key)
{
    return is(key, "block_start_string")      ? &o->syntax.block_start
           : is(key, "block_end_string")      ? &o->syntax.block_end
           : is(key, "variable_start_string") ? &o->syntax.variable_start
           : is(key, "variable_end_string")   ? &o->syntax.variable_end
           : is(key, "comment_start_string")  ? &o->syntax.comment_start
           : is(key, "comment_end_string")    ? &o->syntax.comment_end
           : is(key, "line_statement_prefix") ? &o->syntax.line_statement
           : is(key, "line_comment_prefix")   ? &o->syntax.line_comment
           : is(key, "newline_sequence")      ? &o->newline
                                              : NULL;
}

static int read_undefined(struct pz_template_options *o, const struct pz_value *v, struct pz_error *err)
{
    static const struct {
        const char *name;
        enum pz_undefined_mode mode;
    } modes[] = {
        {"strict", PZ_UNDEFINED_STRICT},   {"StrictUndefined", PZ_UNDEFINED_STRICT}, {"empty", PZ_UNDEFINED_EMPTY},
        {"Undefined", PZ_UNDEFINED_EMPTY}, {"chainable", PZ_UNDEFINED_CHAINABLE},    {"ChainableUndefined", PZ_UNDEFINED_CHAINABLE},
        {"debug", PZ_UNDEFINED_DEBUG},     {"DebugUndefined", PZ_UNDEFINED_DEBUG},
    };
    for (size_t i = 0; v->type == PZ_STRING && i < sizeof modes / sizeof *modes; i++)
        if (strlen(modes[i].name) == v->len && memcmp(modes[i].name, v->u.s, v->len) == 0) {
            o->undefined = modes[i].mode;
            return 0;
        }
    return pz_fail(err, PZ_USAGE, "E-TPL-050", _("the option “undefined” is strict, empty, chainable or debug"));
}

/* What Jinja2 keeps under `policies`; only the one for links has a meaning here. */
static int read_policies(struct pz_template_options *o, const struct pz_value *v, struct pz_arena *arena, struct pz_error *err)
{
    if (v->type != PZ_MAP)
        return pz_fail(err, PZ_USAGE, "E-TPL-050", _("the option “%s” has a value of the wrong kind"), "policies");
    struct pz_value rel = pz_map_get(v->u.map, "urlize.rel");
    if (rel.type != PZ_UNDEFINED)
        o->urlize_rel = rel.type == PZ_STRING ? pz_arena_strndup(arena, rel.u.s, rel.len) : "";
    return 0;
}

static int read_one(struct pz_template_options *o, const struct pz_entry *e, struct pz_arena *arena, struct pz_error *err)
{
    bool *yes = switch_named(o, e->key);
    const char **text = text_named(o, e->key);
    if (is(e->key, "undefined"))
        return read_undefined(o, &e->value, err);
    if (is(e->key, "policies"))
        return read_policies(o, &e->value, arena, err);
    if (is(e->key, "extensions") || is(e->key, "autoescape"))
        return 0; /* `do` and loop controls are always there; escaping follows from the format */
    if (!yes && !text)
        return pz_fail(err, PZ_USAGE, "E-TPL-050", _("there is no option “%.*s”"), (int)e->key.len, e->key.s);
    if (yes ? e->value.type != PZ_BOOL : e->value.type != PZ_NONE && (e->value.type != PZ_STRING || !e->value.len))
        return pz_fail(err, PZ_USAGE, "E-TPL-050", _("the option “%.*s” has a value of the wrong kind"), (int)e->key.len, e->key.s);
    if (yes)
        *yes = e->value.u.b;
    else
        *text = e->value.type == PZ_STRING ? pz_arena_strndup(arena, e->value.u.s, e->value.len) : NULL;
    return 0;
}

int pz_template_options_read(struct pz_template_options *options, const struct pz_map *map, struct pz_arena *arena,
                             struct pz_error *err)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (read_one(options, &map->e[i], arena, err) < 0)
            return -1;
    return 0;
}
