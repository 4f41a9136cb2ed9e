/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters on lists and maps. Where Jinja2 gives a generator these give a list. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

static struct pz_list *self_items(struct call *c)
{
    return pzt_items(c->x, c->node, c->self);
}

/* Attributes of an `attribute` argument: "a.b,c" names two; a number is an index. None: the item itself. */
struct key_maker {
    struct exec *x;
    const struct node *at;
    struct pz_value *part;
    uint32_t n;
    bool fold;
    struct pz_value otherwise;
};

static void key_maker(struct call *c, struct key_maker *k, struct pz_value attribute, bool fold)
{
    *k = (struct key_maker){.x = c->x, .at = c->node, .fold = fold, .otherwise = pzt_missing()};
    if (!pzt_given(attribute) || attribute.type == PZ_NONE)
        return;
    k->part = pz_arena_alloc(c->x->mem, sizeof *k->part);
    k->part[k->n++] = attribute;
    if (attribute.type != PZ_STRING)
        return;
    k->n = 0;
    for (const char *s = attribute.u.s, *end = s + attribute.len; s <= end;) {
        const char *comma = memchr(s, ',', (size_t)(end - s));
        size_t len = (size_t)((comma ? comma : end) - s);
        k->part = pz_arena_grow(c->x->mem, k->part, k->n, k->n + 1u, sizeof *k->part);
        k->part[k->n++] = pz_strn(s, len);
        s += len + 1;
    }
}

static struct pz_value folded(const struct key_maker *k, struct pz_value v)
{
    return k->fold ? pzt_fold_case(k->x, v) : v;
}

static struct pz_value key_part(const struct key_maker *k, struct pz_value item, uint32_t i)
{
    struct pz_value v = pzt_attribute_path(k->x, k->at, item, k->part[i]);
    if (v.type == PZ_UNDEFINED && pzt_given(k->otherwise))
        v = k->otherwise;
    return v;
}

/* The key of an item as it is; and made ready for comparing. */
static struct pz_value plain_key(const struct key_maker *k, struct pz_value item)
{
    if (!k->n)
        return item;
    if (k->n == 1)
        return key_part(k, item, 0);
    struct pz_list *list = pzt_new_list(k->x, k->n);
    for (uint32_t i = 0; i < k->n; i++)
        list->v[list->n++] = key_part(k, item, i);
    return pz_list_value(list);
}

static struct pz_value sort_key(const struct key_maker *k, struct pz_value item)
{
    struct pz_value v = plain_key(k, item);
    if (k->n > 1)
        for (uint32_t i = 0; i < v.u.list->n; i++)
            v.u.list->v[i] = folded(k, v.u.list->v[i]);
    return folded(k, v);
}

struct keyed {
    struct pz_value key, value;
};

/* Stable merge sort; comparing may leave by a failure, so no memory but the rendering's. */
static void merge_sort(struct exec *x, const struct node *at, struct keyed *v, struct keyed *spare, size_t n, int sign)
{
    if (n < 2)
        return;
    size_t half = n / 2;
    merge_sort(x, at, v, spare, half, sign);
    merge_sort(x, at, v + half, spare, n - half, sign);
    memcpy(spare, v, half * sizeof *v);
    pzt_charge(x, n / 4 + 1);
    size_t i = 0, j = half, k = 0;
    while (i < half && j < n)
        v[k++] = sign * pzt_order(x, at, v[j].key, spare[i].key) < 0 ? v[j++] : spare[i++];
    while (i < half)
        v[k++] = spare[i++];
}

static struct keyed *sorted(struct call *c, const struct pz_list *items, const struct key_maker *k, bool reverse)
{
    struct keyed *v = pz_arena_alloc(c->x->mem, (items->n + 1) * sizeof *v),
                 *spare = pz_arena_alloc(c->x->mem, (items->n + 1) * sizeof *v);
    for (uint32_t i = 0; i < items->n; i++)
        v[i] = (struct keyed){sort_key(k, items->v[i]), items->v[i]};
    merge_sort(c->x, c->node, v, spare, items->n, reverse ? -1 : 1);
    return v;
}

static struct pz_value run_sort(struct call *c)
{
    struct key_maker k;
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, items->n);
    key_maker(c, &k, c->arg[2], !pzt_arg_bool(c, 1, false));
    struct keyed *v = sorted(c, items, &k, pzt_arg_bool(c, 0, false));
    for (uint32_t i = 0; i < items->n; i++)
        out->v[out->n++] = v[i].value;
    return pzt_own_list(out);
}

static struct pz_value pair(struct exec *x, struct pz_value a, struct pz_value b)
{
    struct pz_list *list = pzt_new_list(x, 2);
    list->v[0] = a;
    list->v[1] = b;
    list->n = 2;
    struct pz_value v = pz_list_value(list);
    v.flags = FLAG_TUPLE;
    return v;
}

static struct pz_map *self_map(struct call *c)
{
    struct pz_value v = pzt_force(c->x, c->node, c->self);
    if (v.type == PZ_UNDEFINED && c->x->program->options.undefined != PZ_UNDEFINED_STRICT)
        return pz_map_new(c->x->mem, 0);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, v);
    if (v.type != PZ_MAP)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a set of fields is needed here, not %s"), pzt_type_word(v));
    return v.u.map;
}

static struct pz_value run_items(struct call *c)
{
    struct pz_map *map = self_map(c);
    struct pz_list *out = pzt_new_list(c->x, map->n);
    for (uint32_t i = 0; i < map->n; i++)
        out->v[out->n++] = pair(c->x, pzt_key_value(map->e[i].key), map->e[i].value);
    return pzt_own_list(out);
}

static struct pz_value run_dictsort(struct call *c)
{
    struct pz_value pairs = run_items(c), by = pzt_arg_text(c, 1, "key");
    bool value = by.len == 5 && memcmp(by.u.s, "value", 5) == 0;
    struct key_maker k;
    if (!value && !(by.len == 3 && memcmp(by.u.s, "key", 3) == 0))
        pzt_throw(c->x, c->node, "E-TPL-027", _("“dictsort” sorts by “key” or by “value”"));
    key_maker(c, &k, pz_int(value), !pzt_arg_bool(c, 0, false));
    struct keyed *v = sorted(c, pairs.u.list, &k, pzt_arg_bool(c, 2, false));
    for (uint32_t i = 0; i < pairs.u.list->n; i++)
        pairs.u.list->v[i] = v[i].value;
    return pairs;
}

/* groupby: pairs that have names for their parts */

struct group {
    struct pz_object object;
    struct pz_value key, list;
};

static int group_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct group *g = (const void *)self;
    (void)arena, (void)err;
    *out = name.len == 7 && memcmp(name.s, "grouper", 7) == 0 ? g->key
           : name.len == 4 && memcmp(name.s, "list", 4) == 0  ? g->list
                                                              : pz_undefined(NULL);
    return 0;
}

static int group_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct group *g = (const void *)self;
    (void)err;
    struct pz_list *list = pz_list_new(arena, 2);
    pz_list_add(arena, list, g->key);
    pz_list_add(arena, list, g->list);
    *out = pz_list_value(list);
    out->flags = FLAG_TUPLE;
    return 0;
}

static const struct pz_object_class group_class = {.name = "group", .get = group_get, .force = group_force};

static struct pz_value run_groupby(struct call *c)
{
    struct key_maker k;
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, 0);
    key_maker(c, &k, c->arg[0], !pzt_arg_bool(c, 2, false));
    k.otherwise = c->arg[1];
    struct keyed *v = sorted(c, items, &k, false);
    for (uint32_t i = 0; i < items->n;) {
        struct group *g = PZ_NEW(c->x->mem, struct group);
        struct pz_list *members = pzt_new_list(c->x, 0);
        g->object.cls = &group_class;
        g->key = plain_key(&k, v[i].value);
        uint32_t first = i;
        for (; i < items->n && pzt_equal(c->x, v[i].key, v[first].key); i++)
            pzt_push(c->x, members, v[i].value);
        if (i == first) /* not even equal to itself */
            pzt_push(c->x, members, v[i++].value);
        g->list = pzt_own_list(members);
        pzt_push(c->x, out, pz_object_value(&g->object));
    }
    return pzt_own_list(out);
}

static bool hashable(struct pz_value v)
{
    return v.type == PZ_STRING || v.type == PZ_INT || v.type == PZ_BOOL || v.type == PZ_FLOAT || v.type == PZ_NONE;
}

static struct pz_value run_unique(struct call *c)
{
    struct key_maker k;
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, 0), *odd = pzt_new_list(c->x, 0);
    struct pz_map *seen = pz_map_new(c->x->mem, 0);
    key_maker(c, &k, c->arg[1], !pzt_arg_bool(c, 0, false));
    for (uint32_t i = 0; i < items->n; i++) {
        struct pz_value key = sort_key(&k, items->v[i]);
        bool known = false;
        if (hashable(key)) {
            struct pz_key hash = pzt_key_of(c->x, c->node, key);
            known = pz_map_find(seen, hash) != NULL;
            if (!known)
                pz_map_put(c->x->mem, seen, hash, pz_none());
        } else {
            for (uint32_t j = 0; j < odd->n && !known; j++)
                known = pzt_equal(c->x, odd->v[j], key);
            if (!known)
                pzt_push(c->x, odd, key);
        }
        if (!known)
            pzt_push(c->x, out, items->v[i]);
    }
    return pzt_own_list(out);
}

static struct pz_value extreme(struct call *c, int sign)
{
    struct key_maker k;
    struct pz_list *items = self_items(c);
    key_maker(c, &k, c->arg[1], !pzt_arg_bool(c, 0, false));
    if (!items->n)
        return pz_undefined("");
    struct pz_value best = items->v[0], best_key = sort_key(&k, best);
    for (uint32_t i = 1; i < items->n; i++) {
        struct pz_value key = sort_key(&k, items->v[i]);
        pzt_charge(c->x, 1);
        if (sign * pzt_order(c->x, c->node, key, best_key) > 0) {
            best = items->v[i];
            best_key = key;
        }
    }
    return best;
}

static struct pz_value run_max(struct call *c)
{
    return extreme(c, 1);
}

static struct pz_value run_min(struct call *c)
{
    return extreme(c, -1);
}

static struct pz_value run_sum(struct call *c)
{
    struct key_maker k;
    struct pz_list *items = self_items(c);
    struct pz_value sum = pzt_given(c->arg[1]) ? c->arg[1] : pz_int(0);
    key_maker(c, &k, c->arg[0], false);
    for (uint32_t i = 0; i < items->n; i++) {
        struct pz_value v = plain_key(&k, items->v[i]);
        if (v.type == PZ_UNDEFINED)
            pzt_throw_undefined(c->x, c->node, v);
        pzt_charge(c->x, 1);
        sum = pzt_binary(c->x, c->node, OP_ADD, sum, v);
    }
    return sum;
}

static struct pz_value run_join(struct call *c)
{
    struct key_maker k;
    struct pz_list *items = self_items(c);
    struct pz_value d = pzt_arg_text(c, 0, "");
    key_maker(c, &k, c->arg[1], false);
    struct pz_value *v = pz_arena_alloc(c->x->mem, (items->n + 1) * sizeof *v);
    bool safe = d.flags & PZ_SAFE;
    for (uint32_t i = 0; i < items->n; i++) {
        v[i] = plain_key(&k, items->v[i]);
        if (v[i].type == PZ_UNDEFINED && c->x->program->options.undefined == PZ_UNDEFINED_STRICT)
            pzt_throw_undefined(c->x, c->node, v[i]);
        safe |= v[i].type == PZ_STRING && (v[i].flags & PZ_SAFE);
        if (c->x->escape && v[i].type != PZ_STRING)
            v[i] = pzt_text(c->x, v[i]);
    }
    safe = safe && c->x->escape;
    for (uint32_t i = 0; safe && i < items->n; i++)
        v[i] = pzt_escape(c->x, v[i]);
    if (safe)
        d = pzt_escape(c->x, d);
    size_t begin = pzt_text_begin(c->x);
    for (uint32_t i = 0; i < items->n; i++) {
        if (i)
            pz_buf_put(c->x->out, d.u.s, d.len);
        pzt_write_text(c->x, c->x->out, v[i]);
        pzt_charge(c->x, 1 + d.len / 64);
    }
    struct pz_value out = pzt_text_end(c->x, begin);
    out.flags |= safe ? PZ_SAFE : 0;
    return out;
}

static struct pz_value run_length(struct call *c)
{
    int64_t n = pzt_length(c->x, c->node, c->self);
    if (n < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("%s has no length"), pzt_type_word(c->self));
    return pz_int(n);
}

static struct pz_value run_first(struct call *c)
{
    struct pz_list *items = self_items(c);
    return items->n ? items->v[0] : pz_undefined("");
}

static struct pz_value run_last(struct call *c)
{
    struct pz_list *items = self_items(c);
    return items->n ? items->v[items->n - 1] : pz_undefined("");
}

static struct pz_value copy_of(struct exec *x, const struct pz_list *items)
{
    struct pz_list *out = pzt_new_list(x, items->n);
    if (items->n)
        memcpy(out->v, items->v, items->n * sizeof *out->v);
    out->n = items->n;
    return pzt_own_list(out);
}

static struct pz_value run_list(struct call *c)
{
    return copy_of(c->x, self_items(c));
}

static struct pz_value run_reverse(struct call *c)
{
    if (c->self.type == PZ_STRING)
        return pzt_slice(c->x, c->node, c->self, pz_none(), pz_none(), pz_int(-1));
    struct pz_value v = copy_of(c->x, self_items(c));
    for (uint32_t i = 0, j = v.u.list->n; i + 1 < j; i++) {
        struct pz_value t = v.u.list->v[i];
        v.u.list->v[i] = v.u.list->v[--j];
        v.u.list->v[j] = t;
    }
    return v;
}

static struct pz_value run_batch(struct call *c)
{
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, 0), *row = NULL;
    int64_t width = pzt_arg_int(c, 0, 1);
    if (width < 1)
        width = 1;
    for (uint32_t i = 0; i < items->n; i++) {
        if (!row || row->n == width) {
            row = pzt_new_list(c->x, 0);
            pzt_push(c->x, out, pzt_own_list(row));
        }
        pzt_push(c->x, row, items->v[i]);
    }
    bool fill = pzt_given(c->arg[1]) && c->arg[1].type != PZ_NONE;
    while (row && fill && row->n < width)
        pzt_push(c->x, row, c->arg[1]);
    return pzt_own_list(out);
}

static struct pz_value run_slice(struct call *c)
{
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, 0);
    int64_t slices = pzt_arg_int(c, 0, 1);
    if (slices < 1)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“slice”: the number of slices must be positive"));
    int64_t each = items->n / slices, longer = items->n % slices;
    bool fill = pzt_given(c->arg[1]) && c->arg[1].type != PZ_NONE;
    for (int64_t i = 0, at = 0; i < slices; i++) {
        struct pz_list *row = pzt_new_list(c->x, 0);
        for (int64_t n = each + (i < longer); n; n--)
            pzt_push(c->x, row, items->v[at++]);
        if (fill && i >= longer)
            pzt_push(c->x, row, c->arg[1]);
        pzt_push(c->x, out, pzt_own_list(row));
    }
    return pzt_own_list(out);
}

static struct pz_value run_attr(struct call *c)
{
    struct pz_value name = pzt_arg_text(c, 0, "");
    struct pz_value v = pzt_item(c->x, c->node, c->self, name);
    return v;
}

/* Filters and tests by name -------------------------------------------------------------------------------- */

static const struct filter *by_name(struct call *c, struct pz_value name, bool test)
{
    if (name.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, name);
    struct pz_value text = pzt_text(c->x, name);
    struct pz_key key = pz_key_n(text.u.s, text.len);
    const struct filter *f = test ? pzt_test_find(key) : pzt_filter_find(key);
    if (!f)
        pzt_throw(c->x, c->node, test ? "E-TPL-010" : "E-TPL-009",
                  test ? _("there is no test “%.*s”") : _("there is no filter “%.*s”"), (int)text.len, text.u.s);
    return f;
}

static struct pz_value named(struct call *c, const char *name)
{
    for (uint32_t i = 0; i < c->named_n; i++)
        if (c->named[i].key.len == strlen(name) && memcmp(c->named[i].key.s, name, c->named[i].key.len) == 0)
            return c->named[i].value;
    return pzt_missing();
}

static struct pz_value run_map(struct call *c)
{
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, items->n);
    struct pz_value attribute = named(c, "attribute");
    if (pzt_given(attribute)) {
        struct key_maker k;
        key_maker(c, &k, attribute, false);
        k.otherwise = named(c, "default");
        for (uint32_t i = 0; i < items->n; i++)
            out->v[out->n++] = plain_key(&k, items->v[i]);
        return pzt_own_list(out);
    }
    if (!c->n)
        pzt_throw(c->x, c->node, "E-TPL-024", _("“map” needs the name of a filter or attribute=…"));
    const struct filter *f = by_name(c, c->arg[0], false);
    struct pz_call_args args = {c->arg + 1, c->n - 1, c->named, c->named_n};
    for (uint32_t i = 0; i < items->n; i++) {
        pzt_charge(c->x, 1);
        out->v[out->n++] = pzt_apply_filter(c->x, c->node, f, items->v[i], &args);
    }
    return pzt_own_list(out);
}

/* select and reject, with an attribute or without; `keep`: the outcome that is kept. */
static struct pz_value choose(struct call *c, bool attribute, bool keep)
{
    struct pz_list *items = self_items(c), *out = pzt_new_list(c->x, 0);
    uint32_t skip = attribute;
    if (attribute && !c->n)
        pzt_throw(c->x, c->node, "E-TPL-024", _("the name of an attribute is needed here"));
    const struct filter *test = c->n > skip ? by_name(c, c->arg[skip], true) : NULL;
    struct pz_call_args args = {c->arg + skip + 1, c->n > skip ? c->n - skip - 1 : 0, c->named, c->named_n};
    struct key_maker k;
    key_maker(c, &k, attribute ? c->arg[0] : pzt_missing(), false);
    for (uint32_t i = 0; i < items->n; i++) {
        struct pz_value v = plain_key(&k, items->v[i]);
        pzt_charge(c->x, 1);
        bool passes = test ? pzt_apply_test(c->x, c->node, test, v, &args) : pzt_truth(c->x, c->node, v);
        if (passes == keep)
            pzt_push(c->x, out, items->v[i]);
    }
    return pzt_own_list(out);
}

static struct pz_value run_select(struct call *c)
{
    return choose(c, false, true);
}

static struct pz_value run_reject(struct call *c)
{
    return choose(c, false, false);
}

static struct pz_value run_selectattr(struct call *c)
{
    return choose(c, true, true);
}

static struct pz_value run_rejectattr(struct call *c)
{
    return choose(c, true, false);
}

const struct filter pzt_filters_list[] = {
    {"sort", NULL, "reverse case_sensitive attribute", 0, run_sort, "list"},
    {"dictsort", NULL, "case_sensitive by reverse", 0, run_dictsort, "map"},
    {"groupby", NULL, "attribute default case_sensitive", 1, run_groupby, "list"},
    {"unique", NULL, "case_sensitive attribute", 0, run_unique, "list"},
    {"min", NULL, "case_sensitive attribute", 0, run_min, "list"},
    {"max", NULL, "case_sensitive attribute", 0, run_max, "list"},
    {"sum", "сумма", "attribute start", 0, run_sum, "list"},
    {"join", "через", "d attribute", 0, run_join, "list"},
    {"length", "количество", "", 0, run_length, NULL},
    {"count", NULL, "", 0, run_length, NULL},
    {"first", NULL, "", 0, run_first, "list"},
    {"last", NULL, "", 0, run_last, "list"},
    {"list", NULL, "", 0, run_list, "list"},
    {"items", NULL, "", 0, run_items, "map"},
    {"reverse", NULL, "", 0, run_reverse, NULL},
    {"batch", NULL, "linecount fill_with", 1, run_batch, "list"},
    {"slice", NULL, "slices fill_with", 1, run_slice, "list"},
    {"attr", NULL, "name", 1, run_attr, "map"},
    {"map", NULL, "*", 0, run_map, "list"},
    {"select", NULL, "*", 0, run_select, "list"},
    {"reject", NULL, "*", 0, run_reject, "list"},
    {"selectattr", NULL, "*", 0, run_selectattr, "list"},
    {"rejectattr", NULL, "*", 0, run_rejectattr, "list"},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
