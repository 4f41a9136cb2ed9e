/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/compose.h"

#include "base/i18n.h"
#include "russian/typography.h"
#include "base/suggest.h"

/* One element that will be there, with the item it was repeated for. */
struct instance {
    const struct pz_def *def;
    bool bound; /* item and loop are bound while it is evaluated */
    struct pz_value item, loop;
    const char *number;
    unsigned level;
    struct instance **kids;
    size_t kid_n, kid_cap;
};

static struct pz_key bind_name(const struct pz_def *def)
{
    return def->as.len ? def->as : pz_key("item");
}

/* Bind a name in the context; returns what it was bound to before. */
static struct pz_value bind(struct pz_composer *c, struct pz_key name, struct pz_value v)
{
    struct pz_value *at = pz_map_find(c->context, name), before = at ? *at : pz_undefined(name.s);
    pz_map_put(c->arena, c->context, name, v);
    return before;
}

static int at_place(struct pz_composer *c, const struct pz_place *place)
{
    if (c->err->place.line == 0 || strcmp(c->err->place.file, place->file) != 0) {
        c->err->place.line = place->line;
        c->err->place.column = place->column;
        memcpy(c->err->place.file, place->file, sizeof place->file);
    }
    return -1;
}

const struct pz_phrase *pz_phrase_find(const struct pz_phrases *phrases, const char *name)
{
    struct pz_key key = pz_key(name);
    for (size_t i = 0; i < phrases->n; i++)
        if (pz_key_equal(phrases->v[i].name, key))
            return &phrases->v[i];
    return NULL;
}

/* Evaluating texts --------------------------------------------------------------------------------------- */

static struct pz_render render_of(struct pz_composer *c)
{
    return (struct pz_render){
        .context = pz_map_value(c->context), .arena = c->arena, .limits = c->limits, .forms = &c->forms, .today = c->today};
}

/* Blanks at the ends go, several become one; line ends stay without blanks around them. */
static struct pz_value trimmed(struct pz_arena *arena, const char *s, size_t len)
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

/* The text's rendering in *out, valid until the next text of this depth. */
static int render_text(struct pz_composer *c, const struct pz_text *text, const struct pz_place *place, const struct pz_buf **out)
{
    struct pz_render render = render_of(c);
    if (c->depth == PZ_COMPOSER_DEPTH) {
        pz_fail(c->err, PZ_USAGE, "E-DEF-013", _("texts ask for each other without end"));
        return at_place(c, place);
    }
    struct pz_buf *buf = &c->bufs[c->depth++];
    pz_buf_clear(buf);
    int rc = pz_program_render(text->program, &render, buf, c->err);
    c->depth--;
    if (rc) {
        c->err->place.line = 0; /* counted within the text */
        return at_place(c, place);
    }
    *out = buf;
    return buf->failed ? pz_fail_memory(c->err) : 0;
}

int pz_compose_text(struct pz_composer *c, const struct pz_text *text, const struct pz_place *place, struct pz_value *out)
{
    const struct pz_buf *buf;
    if (!text->program) {
        *out = pz_strn(text->s, text->len);
        return 0;
    }
    if (render_text(c, text, place, &buf))
        return -1;
    *out = trimmed(c->arena, pz_buf_str(buf), buf->len);
    return 0;
}

/* What a reader sees: no-break spaces where the standard wants them («№ 5», dates, initials), where figures and their nouns would be
 * torn, and in titles and requisites after prepositions; dashes in ranges. */
static struct pz_value typeset(struct pz_composer *c, struct pz_value v, bool title)
{
    if (v.type != PZ_STRING || !(memchr(v.u.s, ' ', v.len) || memchr(v.u.s, '-', v.len)) || c->depth == PZ_COMPOSER_DEPTH)
        return v;
    struct pz_buf *buf = &c->bufs[c->depth];
    pz_buf_clear(buf);
    pz_typography_set(buf, v.u.s, v.len, title);
    return buf->failed ? v : pz_strn(pz_arena_strndup(c->arena, pz_buf_str(buf), buf->len), buf->len);
}

static int shown_text(struct pz_composer *c, const struct pz_text *text, const struct pz_place *place, bool title,
                      struct pz_value *out)
{
    if (pz_compose_text(c, text, place, out))
        return -1;
    *out = typeset(c, *out, title);
    return 0;
}

int pz_compose_expression(struct pz_composer *c, const struct pz_expression *e, const struct pz_place *place, struct pz_value *out)
{
    struct pz_render render = render_of(c);
    return pz_expression_eval(e, &render, out, c->err) ? at_place(c, place) : 0;
}

static int phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place, bool title,
                  struct pz_value *out)
{
    const struct pz_phrase *p = pz_phrase_find(c->phrases, name);
    if (!p) {
        pz_fail(c->err, PZ_USAGE, "E-DEF-012", _("there is no phrase “%s”"), name);
        return at_place(c, place);
    }
    struct pz_value before = bind(c, pz_key("self"), self);
    int rc = shown_text(c, &p->text, place, title, out);
    bind(c, pz_key("self"), before);
    return rc;
}

int pz_compose_phrase(struct pz_composer *c, const char *name, struct pz_value self, const struct pz_place *place,
                      struct pz_value *out)
{
    return phrase(c, name, self, place, false, out);
}

static int forced(struct pz_composer *c, struct pz_value *v)
{
    if (v->type != PZ_OBJECT || !v->u.object->cls->force)
        return 0;
    struct pz_value plain;
    if (v->u.object->cls->force(v->u.object, c->arena, &plain, c->err))
        return -1;
    *v = plain;
    return 0;
}

int pz_compose_truth(struct pz_composer *c, struct pz_value v, bool *out)
{
    if (forced(c, &v))
        return -1;
    switch (v.type) {
    case PZ_UNDEFINED:
    case PZ_NONE: *out = false; break;
    case PZ_BOOL: *out = v.u.b; break;
    case PZ_INT: *out = v.u.i != 0; break;
    case PZ_FLOAT: *out = v.u.f != 0; break;
    case PZ_STRING: *out = v.len != 0; break;
    case PZ_LIST: *out = v.u.list->n != 0; break;
    case PZ_MAP: *out = v.u.map->n != 0; break;
    default: *out = true;
    }
    return 0;
}

int pz_compose_items(struct pz_composer *c, struct pz_value v, const struct pz_list **out)
{
    static const struct pz_list none;
    if (forced(c, &v))
        return -1;
    *out = v.type == PZ_LIST ? v.u.list : &none;
    if (v.type == PZ_LIST || v.type == PZ_NONE || v.type == PZ_UNDEFINED)
        return 0;
    return pz_fail(c->err, PZ_USAGE, "E-DEF-011", _("“each” needs a list"));
}

/* Expanding ---------------------------------------------------------------------------------------------- */

static int expand(struct pz_composer *c, const struct pz_def *def, struct instance *parent);

static struct instance *add_instance(struct pz_composer *c, struct instance *parent, const struct pz_def *def)
{
    struct instance *it = PZ_NEW(c->arena, struct instance);
    it->def = def;
    if (parent->kid_n == parent->kid_cap) {
        size_t cap = parent->kid_cap ? parent->kid_cap * 2 : 8;
        parent->kids = pz_arena_grow(c->arena, parent->kids, parent->kid_n, cap, sizeof *parent->kids);
        parent->kid_cap = cap;
    }
    parent->kids[parent->kid_n++] = it;
    return it;
}

static int expand_kids(struct pz_composer *c, struct instance *it)
{
    for (size_t i = 0; i < it->def->kid_n; i++)
        if (expand(c, it->def->kids[i], it))
            return -1;
    return 0;
}

static int holds(struct pz_composer *c, const struct pz_def *def, bool *out)
{
    struct pz_value v;
    *out = true;
    if (!def->when)
        return 0;
    return pz_compose_expression(c, def->when, &def->place, &v) || pz_compose_truth(c, v, out) ? -1 : 0;
}

static struct pz_value loop_value(struct pz_composer *c, size_t i, size_t n)
{
    struct pz_map *m = pz_map_new(c->arena, 5);
    pz_map_set(c->arena, m, "index", pz_int((int64_t)i + 1));
    pz_map_set(c->arena, m, "index0", pz_int((int64_t)i));
    pz_map_set(c->arena, m, "length", pz_int((int64_t)n));
    pz_map_set(c->arena, m, "first", pz_bool(i == 0));
    pz_map_set(c->arena, m, "last", pz_bool(i + 1 == n));
    return pz_map_value(m);
}

struct bound {
    struct pz_value item, loop;
};

static struct bound enter(struct pz_composer *c, const struct instance *it)
{
    struct bound b = {0};
    if (it->bound) {
        b.item = bind(c, bind_name(it->def), it->item);
        b.loop = bind(c, pz_key("loop"), it->loop);
    }
    return b;
}

static void leave(struct pz_composer *c, const struct instance *it, struct bound b)
{
    if (it->bound) {
        bind(c, bind_name(it->def), b.item);
        bind(c, pz_key("loop"), b.loop);
    }
}

static int expand_one(struct pz_composer *c, const struct pz_def *def, struct instance *parent)
{
    bool there;
    if (holds(c, def, &there))
        return -1;
    return there ? expand_kids(c, add_instance(c, parent, def)) : 0;
}

static int expand(struct pz_composer *c, const struct pz_def *def, struct instance *parent)
{
    struct pz_value v;
    const struct pz_list *items;
    if (!def->each)
        return expand_one(c, def, parent);
    if (pz_compose_expression(c, def->each, &def->place, &v))
        return -1;
    if (pz_compose_items(c, v, &items))
        return at_place(c, &def->place);
    for (size_t i = 0; i < items->n; i++) {
        struct instance probe = {.def = def, .bound = true, .item = items->v[i], .loop = loop_value(c, i, items->n)};
        struct bound b = enter(c, &probe);
        size_t before = parent->kid_n;
        int rc = 0;
        bool there;
        if (holds(c, def, &there)) {
            rc = -1;
        } else if (there) {
            struct instance *it = add_instance(c, parent, def);
            it->bound = true;
            it->item = probe.item;
            it->loop = probe.loop;
            rc = expand_kids(c, it);
        } else {
            parent->kid_n = before;
        }
        leave(c, &probe, b);
        if (rc)
            return -1;
    }
    return 0;
}

/* Numbering ---------------------------------------------------------------------------------------------- */

struct scope {
    const char *group, *prefix;
    unsigned level, count;
};

static bool is_numbered(const struct instance *it)
{
    const char *numbered = pz_def_get(it->def, "numbered");
    return it->def->pattern->number && !(numbered && strcmp(numbered, "no") == 0);
}

enum { GROUPS_MAX = 8 };

static struct scope *scope_of(struct scope *scopes, size_t *n, const char *group)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(scopes[i].group, group) == 0)
            return &scopes[i];
    if (*n == GROUPS_MAX)
        return &scopes[0];
    scopes[*n] = (struct scope){group, "", 1, 0};
    return &scopes[(*n)++];
}

static void number_kids(struct pz_composer *c, struct instance *it, struct scope *scopes, size_t *n);

/* A kid's own number, and what it hands down. */
static void number_one(struct pz_composer *c, struct instance *kid, struct scope *scopes, size_t *n)
{
    struct scope own[GROUPS_MAX];
    size_t own_n = 0;
    if (is_numbered(kid)) {
        struct scope *s = scope_of(scopes, n, kid->def->pattern->number);
        kid->number = pz_arena_printf(c->arena, "%s%u", s->prefix, ++s->count);
        kid->level = s->level;
        own[own_n++] = (struct scope){s->group, pz_arena_printf(c->arena, "%s.", kid->number), s->level + 1, 0};
    }
    number_kids(c, kid, own, &own_n);
}

/* Numbers of one element's kids; a mere container counts with its parent's. */
static void number_kids(struct pz_composer *c, struct instance *it, struct scope *scopes, size_t *n)
{
    for (size_t i = 0; i < it->kid_n; i++) {
        if (it->kids[i]->def->pattern->open)
            number_kids(c, it->kids[i], scopes, n);
        else
            number_one(c, it->kids[i], scopes, n);
    }
}

static unsigned count_like(const struct instance *parent, const struct instance *it)
{
    unsigned n = 0;
    for (size_t i = 0; i < parent->kid_n; i++)
        n += parent->kids[i]->def->pattern->number && strcmp(parent->kids[i]->def->pattern->number, it->def->pattern->number) == 0;
    return n;
}

/* refs.ID: number, level, type, total (of its siblings), label. */
static int collect_refs(struct pz_composer *c, const struct instance *it)
{
    for (size_t i = 0; i < it->kid_n; i++) {
        const struct instance *kid = it->kids[i];
        const char *id = kid->number ? pz_def_get(kid->def, "id") : NULL;
        if (id) {
            struct pz_map *m = pz_map_new(c->arena, 6);
            struct pz_value label = pz_none();
            for (size_t k = 0; k < kid->def->pattern->attribute_n; k++)
                pz_map_put(c->arena, m, kid->def->pattern->attributes[k].key, pz_none());
            for (size_t k = 0; k < kid->def->attribute_n; k++)
                pz_map_put(c->arena, m, kid->def->attributes[k].key, pz_str(kid->def->attributes[k].text.s));
            pz_map_set(c->arena, m, "number", pz_str(kid->number));
            pz_map_set(c->arena, m, "level", pz_int(kid->level));
            pz_map_set(c->arena, m, "type", pz_str(kid->def->type));
            pz_map_set(c->arena, m, "total", pz_int(count_like(it, kid)));
            const char *phrase = kid->def->pattern->label;
            if (phrase && pz_compose_phrase(c, phrase, pz_map_value(m), &kid->def->place, &label))
                return -1;
            pz_map_set(c->arena, m, "label", label);
            pz_map_set(c->arena, c->refs, id, pz_map_value(m));
        }
        if (collect_refs(c, kid))
            return -1;
    }
    return 0;
}

/* Building values ---------------------------------------------------------------------------------------- */

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
            return at_place(c, place);
        if (out->type != PZ_UNDEFINED)
            return 0;
    }
    if (forced(c, &reg))
        return at_place(c, place);
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
    return at_place(c, place);
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
    if (render_text(c, &run->text, place, &buf))
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
        text = typeset(c, text, def->pattern->title);
        if (len + text.len > cap) {
            whole = pz_arena_grow(c->arena, whole, len, (len + text.len) * 2, 1);
            cap = (len + text.len) * 2;
        }
        memcpy(whole + len, def->runs[i].line_break ? " " : text.u.s, text.len);
        len += text.len;
        if (text.len)
            add_run_value(c, runs, &def->runs[i], text, link);
    }
    pz_map_put(c->arena, map, key, trimmed(c->arena, whole, len));
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
    if (shown_text(c, &def->text, &def->place, def->pattern->title, &v))
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
        else if (phrase(c, p->name, pz_map_value(map), &def->place, def->pattern->title, &v))
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
        struct bound b = enter(c, it->kids[i]);
        int rc = build(c, it->kids[i], map, flow);
        leave(c, it->kids[i], b);
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
    struct pz_value before = bind(c, pz_key("number"), pz_str(it->number));
    int rc = fill_numbered(c, it, map, flow);
    bind(c, pz_key("number"), before);
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
                            : shown_text(c, &def->text, &def->place, def->pattern->title, &v))
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
            bind(c, def->pattern->attributes[i].key, pz_map_get(map, def->pattern->attributes[i].name));
    return build_phrases(c, def, map); /* its date and number are cited by its own parts */
}

int pz_compose_requisites(struct pz_composer *c, const struct pz_def *def, const char *bind_as, struct pz_map *map)
{
    bind(c, pz_key(bind_as), pz_map_value(map));
    return bind_subjects(c, def, map);
}

static int compose(struct pz_composer *c, const struct pz_def *def, struct pz_map *map, bool named)
{
    struct instance *root = PZ_NEW(c->arena, struct instance);
    root->def = def;
    if (named && bind_subjects(c, def, map))
        return -1;
    if (expand_kids(c, root))
        return -1;
    struct scope scopes[GROUPS_MAX];
    size_t n = 0;
    number_kids(c, root, scopes, &n);
    struct pz_value before = bind(c, pz_key("refs"), pz_map_value(c->refs));
    int rc = collect_refs(c, root) || fill(c, root, map, NULL) ? -1 : 0;
    bind(c, pz_key("refs"), before);
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
        before = bind(c, pz_key(bind_as), pz_map_value(map));
    int rc = compose(c, def, map, bind_as != NULL);
    if (bind_as)
        bind(c, pz_key(bind_as), before);
    *out = pz_map_value(map);
    return rc;
}
