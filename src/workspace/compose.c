/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/suggest.h"
#include "workspace/compose_inside.h"

/* Where the items of one list go when an element's kids follow it in that list. */
struct flow {
    const char *list;
    struct pz_list *to;
};

static void set_default(struct pz_composer *c, struct pz_map *map, const struct pz_pattern *p)
{
    if (p->open) {
        for (size_t i = 0; i < p->child_n; i++)
            if (!p->children[i]->open) /* containers nest in themselves */
                set_default(c, map, p->children[i]);
    } else if (!p->run) {
        struct pz_key key = pz_pattern_key(p, c->arena, p->names[0]);
        if (pz_map_find(map, key))
            return;
        pz_map_put(c->arena, map, key,
                   p->map    ? pz_map_value(pz_map_new(c->arena, 0))
                   : p->list ? pz_list_value(pz_list_new(c->arena, 0))
                             : pz_none());
    }
}

static int lookup(struct pz_composer *c, const struct pz_def_attribute *a, struct pz_value id, const struct pz_place *place,
                  struct pz_value *out)
{
    struct pz_value reg = pz_map_get(c->context, a->pattern->ref);
    *out = pz_none();
    if (id.type != PZ_STRING || id.len == 0)
        return 0;
    if (reg.type == PZ_OBJECT && reg.u.object->cls->get) { /* asks for one item instead of all */
        if (reg.u.object->cls->get(reg.u.object, pz_key_n(id.u.s, id.len), c->arena, out, c->err))
            return compose_fail_at(c, place);
        if (out->type != PZ_UNDEFINED)
            return 0;
    }
    if (compose_forced(c, &reg))
        return compose_fail_at(c, place);
    struct pz_value *found = reg.type == PZ_MAP ? pz_map_find(reg.u.map, pz_key_n(id.u.s, id.len)) : NULL;
    *out = found ? *found : pz_none();
    if (found || c->lenient)
        return 0;
    const char *near = reg.type == PZ_MAP ? pz_suggest(reg.u.map, id.u.s, id.len) : NULL;
    if (near)
        pz_fail(c->err, PZ_USAGE, "E-DEF-010", _("“%.*s” is not in the list “%s”; perhaps “%s”"), (int)id.len, id.u.s,
                a->pattern->ref, near);
    else
        pz_fail(c->err, PZ_USAGE, "E-DEF-010", _("“%.*s” is not in the list “%s”"), (int)id.len, id.u.s, a->pattern->ref);
    return compose_fail_at(c, place);
}

static int build_attributes(struct pz_composer *c, const struct pz_def *def, struct pz_map *map)
{
    for (size_t i = 0; i < def->attribute_n; i++) {
        const struct pz_def_attribute *a = &def->attributes[i];
        struct pz_value v;
        if (a->pattern && a->pattern->word && pz_map_find(map, a->key))
            continue; /* whether it is registered says the register, not the wish to have it registered */
        if (a->value ? pz_compose_expression(c, a->value, &def->place, &v) : pz_compose_text(c, &a->text, &def->place, &v))
            return -1;
        if (a->pattern && a->pattern->word)
            v = pz_bool(v.len == 3 && memcmp(v.u.s, "yes", 3) == 0);
        if (a->pattern && a->pattern->ref && lookup(c, a, v, &def->place, &v))
            return -1;
        pz_map_put(c->arena, map, a->key, v);
    }
    for (size_t i = 0; i < def->pattern->attribute_n; i++) {
        const struct pz_pattern_attribute *p = &def->pattern->attributes[i];
        if (!p->expression && strcmp(p->name, "as") != 0 && !pz_map_find(map, p->key))
            pz_map_put(c->arena, map, p->key, pz_none());
    }
    return 0;
}

static void add_run_value(struct pz_composer *c, struct pz_list *runs, const struct pz_run *run, struct pz_value text,
                          struct pz_value link)
{
    struct pz_map *m = pz_map_new(c->arena, 8);
    pz_map_set(c->arena, m, "text", text);
    pz_map_set(c->arena, m, "bold", pz_bool(run && run->bold));
    pz_map_set(c->arena, m, "italic", pz_bool(run && run->italic));
    pz_map_set(c->arena, m, "underline", pz_bool(run && run->underline));
    pz_map_set(c->arena, m, "spaced", pz_bool(run && run->spaced));
    pz_map_set(c->arena, m, "link", link);
    pz_list_add(c->arena, runs, pz_map_value(m));
}

/* A run keeps the blanks at its ends: they stand between words of different looks. */
static int run_text(struct pz_composer *c, const struct pz_run *run, const struct pz_place *place, struct pz_value *out)
{
    if (run->line_break) {
        *out = pz_str("\n");
        return 0;
    }
    *out = pz_strn(run->text.s, run->text.len);
    if (!run->text.program)
        return 0;
    const struct pz_buf *buf;
    if (compose_render(c, &run->text, place, &buf))
        return -1;
    char *copy = pz_arena_alloc(c->arena, buf->len + 1);
    size_t n = 0;
    const char *s = pz_buf_str(buf);
    for (size_t i = 0; i < buf->len; i++)
        if (!(s[i] == ' ' && n && copy[n - 1] == ' '))
            copy[n++] = s[i];
    *out = pz_strn(copy, n);
    return 0;
}

/* The whole text and its runs, under `key` and `key_runs` (or text and runs). */
static int build_runs(struct pz_composer *c, const struct pz_def *def, struct pz_map *map, struct pz_key key,
                      struct pz_key runs_key)
{
    struct pz_list *runs = pz_list_new(c->arena, def->run_n);
    size_t len = 0, cap = 256;
    char *whole = pz_arena_alloc(c->arena, cap);
    for (size_t i = 0; i < def->run_n; i++) {
        struct pz_value text, link = pz_none();
        if (run_text(c, &def->runs[i], &def->place, &text) ||
            (def->runs[i].link.len && pz_compose_text(c, &def->runs[i].link, &def->place, &link)))
            return -1;
        for (; len == 0 && text.len && text.u.s[0] == ' '; text.len--) /* no blank before the first word */
            text.u.s++;
        text = compose_typeset(c, text, def->pattern->title);
        if (len + text.len > cap) {
            whole = pz_arena_grow(c->arena, whole, len, (len + text.len) * 2, 1);
            cap = (len + text.len) * 2;
        }
        memcpy(whole + len, def->runs[i].line_break ? " " : text.u.s, text.len);
        len += text.len;
        if (text.len)
            add_run_value(c, runs, &def->runs[i], text, link);
    }
    pz_map_put(c->arena, map, key, compose_trimmed(c->arena, whole, len));
    pz_map_put(c->arena, map, runs_key, pz_list_value(runs));
    return 0;
}

static int build_own_text(struct pz_composer *c, const struct pz_def *def, struct pz_map *map)
{
    struct pz_value v;
    if (def->pattern->styled)
        return build_runs(c, def, map, pz_key("text"), pz_key("runs"));
    if (def->text.len == 0 && !def->pattern->text) {
        pz_map_set(c->arena, map, "text", pz_none());
        return 0;
    }
    if (compose_shown(c, &def->text, &def->place, def->pattern->title, &v))
        return -1;
    pz_map_set(c->arena, map, def->pattern->text ? def->pattern->text : "text", v);
    return 0;
}

/* A phrase gives its key; `text` is said by the phrase only when the element says nothing itself. */
static int build_phrases(struct pz_composer *c, const struct pz_def *def, struct pz_map *map)
{
    for (size_t i = 0; i < def->pattern->phrase_n; i++) {
        const struct pz_pattern_phrase *p = &def->pattern->phrases[i];
        struct pz_value v, had = pz_undefined(NULL);
        bool is_text = strcmp(p->key.s, "text") == 0;
        if (is_text)
            had = pz_map_get(map, "text");
        if (is_text && had.type == PZ_STRING && had.len)
            v = had;
        else if (compose_phrase(c, p->name, pz_map_value(map), &def->place, def->pattern->title, &v))
            return -1;
        pz_map_put(c->arena, map, p->key, v);
        if (is_text && !pz_map_find(map, pz_key("runs"))) {
            struct pz_list *runs = pz_list_new(c->arena, 1);
            add_run_value(c, runs, NULL, v, pz_none());
            pz_map_set(c->arena, map, "runs", pz_list_value(runs));
        }
    }
    return 0;
}

static int build(struct pz_composer *c, const struct instance *it, struct pz_map *parent, const struct flow *flow);

static int build_kids(struct pz_composer *c, const struct instance *it, struct pz_map *map, const struct flow *flow)
{
    for (size_t i = 0; i < it->kid_n; i++) {
        struct bound b = instance_enter(c, it->kids[i]);
        int rc = build(c, it->kids[i], map, flow);
        instance_leave(c, it->kids[i], b);
        if (rc)
            return -1;
    }
    return 0;
}

/* The last item of each list of maps says so: templates keep it with what follows. */
static void mark_last(struct pz_composer *c, struct pz_map *map)
{
    for (uint32_t i = 0; i < map->n; i++) {
        struct pz_value v = map->e[i].value;
        if (v.type != PZ_LIST)
            continue;
        for (uint32_t k = 0; k < v.u.list->n; k++)
            if (v.u.list->v[k].type == PZ_MAP)
                pz_map_set(c->arena, v.u.list->v[k].u.map, "last", pz_bool(k + 1 == v.u.list->n));
    }
}

/* Attributes, own text, kids, phrases: in this order, so that a phrase sees all the rest. */
static int fill_numbered(struct pz_composer *c, const struct instance *it, struct pz_map *map, const struct flow *flow)
{
    const struct pz_def *def = it->def;
    if (it->number) {
        pz_map_set(c->arena, map, "number", pz_str(it->number));
        pz_map_set(c->arena, map, "level", pz_int(it->level));
    }
    if (def->pattern->number && !it->number)
        pz_map_set(c->arena, map, "number", pz_none());
    if (build_attributes(c, def, map) || build_own_text(c, def, map))
        return -1;
    for (size_t i = 0; i < def->pattern->child_n; i++) {
        const struct pz_pattern *p = def->pattern->children[i];
        if (!(flow && p->list && strcmp(p->list, flow->list) == 0))
            set_default(c, map, p);
    }
    size_t before = flow ? flow->to->n : 0;
    if (build_kids(c, it, map, flow))
        return -1;
    if (flow)
        pz_map_set(c->arena, map, "kids", pz_int((int64_t)(flow->to->n - before)));
    mark_last(c, map);
    return build_phrases(c, def, map);
}

/* Its texts know its number. */
static int fill(struct pz_composer *c, const struct instance *it, struct pz_map *map, const struct flow *flow)
{
    if (!it->number)
        return fill_numbered(c, it, map, flow);
    struct pz_value before = compose_bind(c, pz_key("number"), pz_str(it->number));
    int rc = fill_numbered(c, it, map, flow);
    compose_bind(c, pz_key("number"), before);
    return rc;
}

static struct pz_list *list_of(struct pz_composer *c, struct pz_map *map, const char *name)
{
    struct pz_value *at = pz_map_find(map, pz_key(name));
    if (at && at->type == PZ_LIST)
        return at->u.list;
    struct pz_list *list = pz_list_new(c->arena, 8);
    pz_map_set(c->arena, map, name, pz_list_value(list));
    return list;
}

static int build_leaf(struct pz_composer *c, const struct pz_def *def, struct pz_map *parent, struct pz_list *list)
{
    struct pz_value v;
    if (def->pattern->loose ? pz_compose_text(c, &def->text, &def->place, &v)
                            : compose_shown(c, &def->text, &def->place, def->pattern->title, &v))
        return -1;
    const char *id = def->pattern->map ? pz_def_get(def, "id") : NULL;
    if (id)
        pz_map_set(c->arena, pz_map_find(parent, def->key)->u.map, id, v);
    else if (list)
        pz_list_add(c->arena, list, v);
    else
        pz_map_put(c->arena, parent, def->key, v);
    return 0;
}

static struct pz_map *register_of(struct pz_composer *c, struct pz_map *parent, const char *name)
{
    struct pz_value *at = pz_map_find(parent, pz_key(name));
    if (at && at->type == PZ_MAP)
        return at->u.map;
    struct pz_map *m = pz_map_new(c->arena, 8);
    pz_map_set(c->arena, parent, name, pz_map_value(m));
    return m;
}

/* title → title and title_runs */
static struct pz_key runs_key(struct pz_composer *c, struct pz_key key)
{
    return pz_key(pz_arena_printf(c->arena, "%.*s_runs", (int)key.len, key.s));
}

static int build(struct pz_composer *c, const struct instance *it, struct pz_map *parent, const struct flow *flow)
{
    const struct pz_def *def = it->def;
    const struct pz_pattern *p = def->pattern;
    if (p->open)
        return build_kids(c, it, parent, flow);
    bool flows = flow && p->list && strcmp(p->list, flow->list) == 0;
    struct pz_list *list = flows ? flow->to : p->list ? list_of(c, parent, p->list) : NULL;
    if (p->leaf) {
        if (p->map)
            register_of(c, parent, p->map);
        return build_leaf(c, def, parent, list);
    }
    if (p->styled && !list && !p->map)
        return build_runs(c, def, parent, def->key, runs_key(c, def->key));
    struct pz_map *map = pz_map_new(c->arena, 8);
    if (list) {
        pz_map_set(c->arena, map, "type", pz_str(def->type));
        pz_list_add(c->arena, list, pz_map_value(map));
    }
    const char *id = pz_def_get(def, "id");
    if (p->map)
        pz_map_set(c->arena, register_of(c, parent, p->map), id ? id : "", pz_map_value(map));
    else if (!list)
        pz_map_put(c->arena, parent, def->key, pz_map_value(map));
    struct flow down = {p->list, list};
    return fill(c, it, map, p->flat && list ? &down : NULL);
}

/* What a document is about (its plan, its meeting) is known to its lists and texts under the attribute's name. */
static int bind_subjects(struct pz_composer *c, const struct pz_def *def, struct pz_map *map)
{
    if (build_attributes(c, def, map))
        return -1;
    for (size_t i = 0; i < def->pattern->attribute_n; i++)
        if (def->pattern->attributes[i].ref)
            compose_bind(c, def->pattern->attributes[i].key, pz_map_get(map, def->pattern->attributes[i].name));
    return build_phrases(c, def, map); /* its date and number are cited by its own parts */
}

int pz_compose_requisites(struct pz_composer *c, const struct pz_def *def, const char *bind_as, struct pz_map *map)
{
    compose_bind(c, pz_key(bind_as), pz_map_value(map));
    return bind_subjects(c, def, map);
}

static int compose(struct pz_composer *c, const struct pz_def *def, struct pz_map *map, bool named)
{
    struct instance *root = PZ_NEW(c->arena, struct instance);
    root->def = def;
    if (named && bind_subjects(c, def, map))
        return -1;
    if (instance_expand(c, root))
        return -1;
    struct pz_value before = compose_bind(c, pz_key("refs"), pz_map_value(c->refs));
    int rc = instance_collect_refs(c, root) || fill(c, root, map, NULL) ? -1 : 0;
    compose_bind(c, pz_key("refs"), before);
    return rc;
}

int pz_compose(struct pz_composer *c, const struct pz_def *def, const char *bind_as, const struct pz_map *keep,
               struct pz_value *out)
{
    struct pz_map *map = pz_map_new(c->arena, 48);
    for (uint32_t i = 0; keep && i < keep->n; i++)
        pz_map_put(c->arena, map, keep->e[i].key, keep->e[i].value);
    c->refs = pz_map_new(c->arena, 8);
    struct pz_value before = {0};
    if (bind_as)
        before = compose_bind(c, pz_key(bind_as), pz_map_value(map));
    int rc = compose(c, def, map, bind_as != NULL);
    if (bind_as)
        compose_bind(c, pz_key(bind_as), before);
    *out = pz_map_value(map);
    return rc;
}
