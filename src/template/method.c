/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of texts, lists, maps and numbers: those of Python that templates use. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

static _Noreturn void not_found(struct call *c)
{
    pzt_throw(c->x, c->node, "E-TPL-027", _("what is looked for is not there"));
}

/* Texts ---------------------------------------------------------------------------------------------------- */

#define CASE(name, how)                                                                                                            \
    static struct pz_value name(struct call *c)                                                                                    \
    {                                                                                                                              \
        return pzt_string_case(c->x, c->self, how);                                                                                \
    }
CASE(s_upper, STRING_UPPER)
CASE(s_lower, STRING_LOWER)
CASE(s_capitalize, STRING_CAPITALIZE)
CASE(s_title, STRING_TITLE)
CASE(s_swapcase, STRING_SWAP)

static struct pz_value strip(struct call *c, int sides)
{
    struct pz_value chars = pzt_given(c->arg[0]) && c->arg[0].type != PZ_NONE ? pzt_arg_text(c, 0, NULL) : pz_none();
    return pzt_string_strip(c->x, c->self, chars, sides);
}

static struct pz_value s_strip(struct call *c)
{
    return strip(c, 3);
}

static struct pz_value s_lstrip(struct call *c)
{
    return strip(c, 1);
}

static struct pz_value s_rstrip(struct call *c)
{
    return strip(c, 2);
}

static struct pz_value s_replace(struct call *c)
{
    struct pz_value from = pzt_arg_text(c, 0, ""), to = pzt_arg_text(c, 1, "");
    if (c->self.flags & PZ_SAFE) {
        from = pzt_escape(c->x, from);
        to = pzt_escape(c->x, to);
    }
    int64_t count = pzt_arg_int(c, 2, -1);
    return pzt_string_replace(c->x, c->self, from, to, count < 0 ? -1 : count);
}

static struct pz_value piece(struct pz_value s, const char *from, const char *to)
{
    s.u.s = from;
    s.len = (uint32_t)(to - from);
    return s;
}

static void split_blanks(struct call *c, struct pz_list *out, int64_t max)
{
    const char *p = c->self.u.s, *end = p + c->self.len;
    for (;;) {
        struct pz_value rest = pzt_string_strip(c->x, piece(c->self, p, end), pz_none(), 1);
        p = rest.u.s;
        if (p >= end)
            return;
        if (out->n == max) {
            pzt_push(c->x, out, pzt_string_strip(c->x, rest, pz_none(), 2));
            return;
        }
        const char *from = p, *at = p;
        for (; p < end; at = p)
            if (pz_rune_is_space(pz_utf8_next(&p, end)))
                break;
        pzt_push(c->x, out, piece(c->self, from, at));
        p = at;
    }
}

static struct pz_value s_split(struct call *c)
{
    struct pz_list *out = pzt_new_list(c->x, 0);
    int64_t max = pzt_arg_int(c, 1, -1);
    if (max < 0)
        max = INT64_MAX;
    if (!pzt_given(c->arg[0]) || c->arg[0].type == PZ_NONE) {
        split_blanks(c, out, max);
        return pzt_own_list(out);
    }
    struct pz_value by = pzt_arg_text(c, 0, "");
    const char *p = c->self.u.s, *end = p + c->self.len, *hit;
    if (!by.len)
        pzt_throw(c->x, c->node, "E-TPL-027", _("the separator is empty"));
    while (out->n < max && (hit = memmem(p, (size_t)(end - p), by.u.s, by.len))) {
        pzt_push(c->x, out, piece(c->self, p, hit));
        p = hit + by.len;
    }
    pzt_push(c->x, out, piece(c->self, p, end));
    return pzt_own_list(out);
}

static void turn_around(struct pz_list *list)
{
    for (uint32_t i = 0, j = list->n; i + 1 < j; i++) {
        struct pz_value t = list->v[i];
        list->v[i] = list->v[--j];
        list->v[j] = t;
    }
}

static struct pz_value s_rsplit(struct call *c)
{
    struct pz_list *out = pzt_new_list(c->x, 0);
    int64_t max = pzt_arg_int(c, 1, -1);
    if (max < 0 || !pzt_given(c->arg[0]) || c->arg[0].type == PZ_NONE)
        return s_split(c);
    struct pz_value by = pzt_arg_text(c, 0, "");
    const char *start = c->self.u.s, *end = start + c->self.len;
    if (!by.len)
        pzt_throw(c->x, c->node, "E-TPL-027", _("the separator is empty"));
    for (; out->n < max; pzt_charge(c->x, 1)) {
        int64_t at = pzt_string_find(piece(c->self, start, end), by, true);
        if (at < 0)
            break;
        pzt_push(c->x, out, piece(c->self, start + at + by.len, end));
        end = start + at;
    }
    pzt_push(c->x, out, piece(c->self, start, end));
    turn_around(out);
    return pzt_own_list(out);
}

static struct pz_value partition(struct call *c, bool last)
{
    struct pz_value by = pzt_arg_text(c, 0, " "), s = c->self, empty = pz_str("");
    int64_t at = pzt_string_find(s, by, last);
    struct pz_list *out = pzt_new_list(c->x, 3);
    const char *start = s.u.s, *end = start + s.len;
    out->n = 3;
    if (at < 0) {
        out->v[0] = last ? empty : s;
        out->v[1] = empty;
        out->v[2] = last ? s : empty;
    } else {
        out->v[0] = piece(s, start, start + at);
        out->v[1] = by;
        out->v[2] = piece(s, start + at + by.len, end);
    }
    struct pz_value v = pz_list_value(out);
    v.flags = FLAG_TUPLE;
    return v;
}

static struct pz_value s_partition(struct call *c)
{
    return partition(c, false);
}

static struct pz_value s_rpartition(struct call *c)
{
    return partition(c, true);
}

static struct pz_value s_splitlines(struct call *c)
{
    return pzt_own_list(pzt_string_lines(c->x, c->self, pzt_arg_bool(c, 0, false)));
}

static bool has_affix(struct pz_value s, struct pz_value part, bool end)
{
    return part.type == PZ_STRING && part.len <= s.len && memcmp(end ? s.u.s + s.len - part.len : s.u.s, part.u.s, part.len) == 0;
}

static struct pz_value affix(struct call *c, bool end)
{
    struct pz_value part = c->arg[0];
    if (part.type != PZ_LIST)
        return pz_bool(has_affix(c->self, pzt_arg_text(c, 0, ""), end));
    for (uint32_t i = 0; i < part.u.list->n; i++)
        if (has_affix(c->self, part.u.list->v[i], end))
            return pz_bool(true);
    return pz_bool(false);
}

static struct pz_value s_startswith(struct call *c)
{
    return affix(c, false);
}

static struct pz_value s_endswith(struct call *c)
{
    return affix(c, true);
}

static struct pz_value s_removeprefix(struct call *c)
{
    struct pz_value part = pzt_arg_text(c, 0, ""), s = c->self;
    return has_affix(s, part, false) ? piece(s, s.u.s + part.len, s.u.s + s.len) : s;
}

static struct pz_value s_removesuffix(struct call *c)
{
    struct pz_value part = pzt_arg_text(c, 0, ""), s = c->self;
    return has_affix(s, part, true) ? piece(s, s.u.s, s.u.s + s.len - part.len) : s;
}

static int64_t find(struct call *c, bool last)
{
    int64_t at = pzt_string_find(c->self, pzt_arg_text(c, 0, ""), last);
    return at < 0 ? -1 : (int64_t)pz_utf8_length(c->self.u.s, (size_t)at);
}

static struct pz_value s_find(struct call *c)
{
    return pz_int(find(c, false));
}

static struct pz_value s_rfind(struct call *c)
{
    return pz_int(find(c, true));
}

static struct pz_value s_index(struct call *c)
{
    int64_t at = find(c, false);
    if (at < 0)
        not_found(c);
    return pz_int(at);
}

static struct pz_value s_count(struct call *c)
{
    struct pz_value part = pzt_arg_text(c, 0, "");
    const char *p = c->self.u.s, *end = p + c->self.len, *hit;
    int64_t n = 0;
    if (!part.len)
        return pz_int((int64_t)pz_utf8_length(p, c->self.len) + 1);
    for (; (hit = memmem(p, (size_t)(end - p), part.u.s, part.len)); n++)
        p = hit + part.len;
    return pz_int(n);
}

static struct pz_value s_join(struct call *c)
{
    struct pz_list *items = pzt_items(c->x, c->node, c->arg[0]);
    bool safe = c->self.flags & PZ_SAFE;
    struct pz_value *v = pz_arena_alloc(c->x->mem, (items->n + 1) * sizeof *v);
    for (uint32_t i = 0; i < items->n; i++) {
        if (items->v[i].type != PZ_STRING)
            pzt_throw(c->x, c->node, "E-TPL-027", _("only texts can be joined, not %s"), pzt_type_word(items->v[i]));
        v[i] = safe ? pzt_escape(c->x, items->v[i]) : items->v[i];
    }
    size_t begin = pzt_text_begin(c->x);
    for (uint32_t i = 0; i < items->n; i++) {
        if (i)
            pz_buf_put(c->x->out, c->self.u.s, c->self.len);
        pz_buf_put(c->x->out, v[i].u.s, v[i].len);
        pzt_charge(c->x, 1 + c->self.len / 64);
    }
    struct pz_value out = pzt_text_end(c->x, begin);
    out.flags |= c->self.flags & PZ_SAFE;
    return out;
}

/* How text is set in a field of some width: -1 left, 0 centre, 1 right. */
static struct pz_value justified(struct call *c, int side)
{
    int64_t width = pzt_arg_int(c, 0, 0), spare = width - (int64_t)pz_utf8_length(c->self.u.s, c->self.len);
    struct pz_value fill = pzt_arg_text(c, 1, " ");
    if (spare <= 0)
        return c->self;
    int64_t left = side < 0 ? 0 : side > 0 ? spare : spare / 2 + (spare & width & 1);
    return pzt_string_pad(c->x, c->self, left, spare - left, fill);
}

static struct pz_value s_center(struct call *c)
{
    return justified(c, 0);
}

static struct pz_value s_ljust(struct call *c)
{
    return justified(c, -1);
}

static struct pz_value s_rjust(struct call *c)
{
    return justified(c, 1);
}

static struct pz_value s_zfill(struct call *c)
{
    struct pz_value s = c->self;
    int64_t spare = pzt_arg_int(c, 0, 0) - (int64_t)pz_utf8_length(s.u.s, s.len);
    if (spare <= 0)
        return s;
    bool sign = s.len && (s.u.s[0] == '-' || s.u.s[0] == '+');
    struct pz_value digits = pzt_string_pad(c->x, piece(s, s.u.s + sign, s.u.s + s.len), spare, 0, pz_str("0"));
    return sign ? pzt_binary(c->x, c->node, OP_ADD, pzt_string(c->x, s.u.s, 1), digits) : digits;
}

/* Whether the text is not empty and every character passes. */
static struct pz_value every(struct call *c, bool (*passes)(uint32_t r))
{
    for (const char *p = c->self.u.s, *end = p + c->self.len; p < end;)
        if (!passes(pz_utf8_next(&p, end)))
            return pz_bool(false);
    return pz_bool(c->self.len != 0);
}

static bool is_alnum(uint32_t r)
{
    return pz_rune_is_letter(r) || pz_rune_is_digit(r);
}

static struct pz_value s_isdigit(struct call *c)
{
    return every(c, pz_rune_is_digit);
}

static struct pz_value s_isalpha(struct call *c)
{
    return every(c, pz_rune_is_letter);
}

static struct pz_value s_isalnum(struct call *c)
{
    return every(c, is_alnum);
}

static struct pz_value s_isspace(struct call *c)
{
    return every(c, pz_rune_is_space);
}

static struct pz_value s_isupper(struct call *c)
{
    return pzt_test_find(pz_key("upper"))->run(c);
}

static struct pz_value s_islower(struct call *c)
{
    return pzt_test_find(pz_key("lower"))->run(c);
}

static const struct filter string_methods[] = {
    {"upper", NULL, "", 0, s_upper, NULL},
    {"lower", NULL, "", 0, s_lower, NULL},
    {"casefold", NULL, "", 0, s_lower, NULL},
    {"capitalize", NULL, "", 0, s_capitalize, NULL},
    {"title", NULL, "", 0, s_title, NULL},
    {"swapcase", NULL, "", 0, s_swapcase, NULL},
    {"strip", NULL, "chars", 0, s_strip, NULL},
    {"lstrip", NULL, "chars", 0, s_lstrip, NULL},
    {"rstrip", NULL, "chars", 0, s_rstrip, NULL},
    {"replace", NULL, "old new count", 2, s_replace, NULL},
    {"split", NULL, "sep maxsplit", 0, s_split, NULL},
    {"rsplit", NULL, "sep maxsplit", 0, s_rsplit, NULL},
    {"splitlines", NULL, "keepends", 0, s_splitlines, NULL},
    {"partition", NULL, "sep", 1, s_partition, NULL},
    {"rpartition", NULL, "sep", 1, s_rpartition, NULL},
    {"startswith", NULL, "prefix", 1, s_startswith, NULL},
    {"endswith", NULL, "suffix", 1, s_endswith, NULL},
    {"removeprefix", NULL, "prefix", 1, s_removeprefix, NULL},
    {"removesuffix", NULL, "suffix", 1, s_removesuffix, NULL},
    {"find", NULL, "sub", 1, s_find, NULL},
    {"rfind", NULL, "sub", 1, s_rfind, NULL},
    {"index", NULL, "sub", 1, s_index, NULL},
    {"count", NULL, "sub", 1, s_count, NULL},
    {"join", NULL, "iterable", 1, s_join, NULL},
    {"format", NULL, "*", 0, pzt_format_braces, NULL},
    {"center", NULL, "width fillchar", 1, s_center, NULL},
    {"ljust", NULL, "width fillchar", 1, s_ljust, NULL},
    {"rjust", NULL, "width fillchar", 1, s_rjust, NULL},
    {"zfill", NULL, "width", 1, s_zfill, NULL},
    {"isdigit", NULL, "", 0, s_isdigit, NULL},
    {"isdecimal", NULL, "", 0, s_isdigit, NULL},
    {"isnumeric", NULL, "", 0, s_isdigit, NULL},
    {"isalpha", NULL, "", 0, s_isalpha, NULL},
    {"isalnum", NULL, "", 0, s_isalnum, NULL},
    {"isspace", NULL, "", 0, s_isspace, NULL},
    {"isupper", NULL, "", 0, s_isupper, NULL},
    {"islower", NULL, "", 0, s_islower, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};

/* Lists ---------------------------------------------------------------------------------------------------- */

/* Only what the template itself made may change: data is shared by many documents. */
static void may_change(struct call *c)
{
    if (!(c->self.flags & FLAG_OWN))
        pzt_throw_hint(c->x, c->node, "E-TPL-028", _("make a copy with “|list”"),
                       _("the data of a document cannot be changed by its template"));
}

static struct pz_value l_append(struct call *c)
{
    may_change(c);
    pzt_push(c->x, c->self.u.list, c->arg[0]);
    return pz_none();
}

static struct pz_value l_extend(struct call *c)
{
    may_change(c);
    struct pz_list *more = pzt_items(c->x, c->node, c->arg[0]);
    for (uint32_t i = 0, n = more->n; i < n; i++)
        pzt_push(c->x, c->self.u.list, more->v[i]);
    return pz_none();
}

static struct pz_value l_insert(struct call *c)
{
    may_change(c);
    struct pz_list *list = c->self.u.list;
    int64_t at = pzt_arg_int(c, 0, 0);
    if (at < 0)
        at = at < -(int64_t)list->n ? 0 : at + list->n;
    if (at > list->n)
        at = list->n;
    pzt_push(c->x, list, pz_none());
    memmove(list->v + at + 1, list->v + at, (list->n - 1 - (size_t)at) * sizeof *list->v);
    list->v[at] = c->arg[1];
    pzt_charge(c->x, list->n / 16);
    return pz_none();
}

static struct pz_value take(struct call *c, int64_t at)
{
    struct pz_list *list = c->self.u.list;
    struct pz_value v = list->v[at];
    memmove(list->v + at, list->v + at + 1, (list->n - 1 - (size_t)at) * sizeof *list->v);
    list->n--;
    pzt_charge(c->x, list->n / 16);
    return v;
}

static struct pz_value l_pop(struct call *c)
{
    may_change(c);
    int64_t n = c->self.u.list->n, at = pzt_arg_int(c, 0, -1);
    if (at < 0)
        at += n;
    if (at < 0 || at >= n)
        pzt_throw(c->x, c->node, "E-TPL-027", _("the list has no such item"));
    return take(c, at);
}

static int64_t position(struct call *c)
{
    struct pz_list *list = c->self.u.list;
    pzt_charge(c->x, list->n);
    for (uint32_t i = 0; i < list->n; i++)
        if (pzt_equal(c->x, list->v[i], c->arg[0]))
            return i;
    not_found(c);
}

static struct pz_value l_remove(struct call *c)
{
    may_change(c);
    take(c, position(c));
    return pz_none();
}

static struct pz_value l_index(struct call *c)
{
    return pz_int(position(c));
}

static struct pz_value l_count(struct call *c)
{
    int64_t n = 0;
    pzt_charge(c->x, c->self.u.list->n);
    for (uint32_t i = 0; i < c->self.u.list->n; i++)
        n += pzt_equal(c->x, c->self.u.list->v[i], c->arg[0]);
    return pz_int(n);
}

static struct pz_value l_reverse(struct call *c)
{
    may_change(c);
    turn_around(c->self.u.list);
    return pz_none();
}

static struct pz_value l_sort(struct call *c)
{
    may_change(c);
    struct pz_value arg[3] = {c->arg[0], pz_bool(true), pzt_missing()};
    struct call sort = {.x = c->x, .node = c->node, .self = c->self, .arg = arg, .n = 3};
    struct pz_value sorted = pzt_filter_find(pz_key("sort"))->run(&sort);
    *c->self.u.list = *sorted.u.list;
    return pz_none();
}

static struct pz_value l_copy(struct call *c)
{
    return pzt_filter_find(pz_key("list"))->run(c);
}

static struct pz_value l_clear(struct call *c)
{
    may_change(c);
    c->self.u.list->n = 0;
    return pz_none();
}

static const struct filter list_methods[] = {
    {"append", NULL, "object", 1, l_append, NULL},
    {"extend", NULL, "iterable", 1, l_extend, NULL},
    {"insert", NULL, "index object", 2, l_insert, NULL},
    {"pop", NULL, "index", 0, l_pop, NULL},
    {"remove", NULL, "value", 1, l_remove, NULL},
    {"index", NULL, "value", 1, l_index, NULL},
    {"count", NULL, "value", 1, l_count, NULL},
    {"reverse", NULL, "", 0, l_reverse, NULL},
    {"sort", NULL, "reverse", 0, l_sort, NULL},
    {"copy", NULL, "", 0, l_copy, NULL},
    {"clear", NULL, "", 0, l_clear, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};

/* Maps ----------------------------------------------------------------------------------------------------- */

static struct pz_value *entry(struct call *c)
{
    return pz_map_find(c->self.u.map, pzt_key_of(c->x, c->node, c->arg[0]));
}

static struct pz_value m_get(struct call *c)
{
    struct pz_value *v = entry(c);
    if (!v && c->arg[0].type == PZ_STRING) { /* the other spelling of a known name */
        const struct pz_name *known = pz_names_find(c->x->program->options.names, pz_key_n(c->arg[0].u.s, c->arg[0].len));
        v = known ? pz_map_find(c->self.u.map, known->canonical) : NULL;
        if (known && !v && known->alias.len)
            v = pz_map_find(c->self.u.map, known->alias);
    }
    return v ? *v : pzt_given(c->arg[1]) ? c->arg[1] : pz_none();
}

static struct pz_value m_items(struct call *c)
{
    return pzt_filter_find(pz_key("items"))->run(c);
}

static struct pz_value m_keys(struct call *c)
{
    return pzt_own_list(pzt_items(c->x, c->node, c->self));
}

static struct pz_value m_values(struct call *c)
{
    struct pz_map *map = c->self.u.map;
    struct pz_list *out = pzt_new_list(c->x, map->n);
    for (uint32_t i = 0; i < map->n; i++)
        out->v[out->n++] = map->e[i].value;
    return pzt_own_list(out);
}

static struct pz_value m_update(struct call *c)
{
    may_change(c);
    struct pz_map *more = pzt_dict_from(c, c->n ? c->arg[0] : pzt_missing()).u.map;
    for (uint32_t i = 0; i < more->n; i++)
        pz_map_put(c->x->mem, c->self.u.map, more->e[i].key, more->e[i].value);
    return pz_none();
}

static struct pz_value m_setdefault(struct call *c)
{
    struct pz_value *v = entry(c);
    if (v)
        return *v;
    may_change(c);
    struct pz_value fresh = pzt_given(c->arg[1]) ? c->arg[1] : pz_none();
    pz_map_put(c->x->mem, c->self.u.map, pzt_key_of(c->x, c->node, c->arg[0]), fresh);
    return fresh;
}

/* A map without one key; maps know no deletion of their own. */
static void drop(struct call *c, const struct pz_value *gone)
{
    struct pz_map *map = c->self.u.map, *rest = pz_map_new(c->x->mem, map->n);
    for (uint32_t i = 0; i < map->n; i++)
        if (&map->e[i].value != gone)
            pz_map_put(c->x->mem, rest, map->e[i].key, map->e[i].value);
    pzt_charge(c->x, map->n);
    *map = *rest;
}

static struct pz_value m_pop(struct call *c)
{
    struct pz_value *v = entry(c);
    if (!v && pzt_given(c->arg[1]))
        return c->arg[1];
    if (!v)
        not_found(c);
    may_change(c);
    struct pz_value out = *v;
    drop(c, v);
    return out;
}

static struct pz_value m_copy(struct call *c)
{
    return pzt_dict_from(c, c->self);
}

static struct pz_value m_clear(struct call *c)
{
    may_change(c);
    *c->self.u.map = *pz_map_new(c->x->mem, 0);
    return pz_none();
}

static const struct filter map_methods[] = {
    {"get", NULL, "key default", 1, m_get, NULL}, {"items", NULL, "", 0, m_items, NULL},
    {"keys", NULL, "", 0, m_keys, NULL},          {"values", NULL, "", 0, m_values, NULL},
    {"update", NULL, "*", 0, m_update, NULL},     {"setdefault", NULL, "key default", 1, m_setdefault, NULL},
    {"pop", NULL, "key default", 1, m_pop, NULL}, {"copy", NULL, "", 0, m_copy, NULL},
    {"clear", NULL, "", 0, m_clear, NULL},        {NULL, NULL, NULL, 0, NULL, NULL},
};

static struct pz_value n_is_integer(struct call *c)
{
    return pz_bool(c->self.type != PZ_FLOAT ||
                   (c->self.u.f < 9e18 && c->self.u.f > -9e18 && c->self.u.f == (double)(int64_t)c->self.u.f));
}

static const struct filter number_methods[] = {
    {"is_integer", NULL, "", 0, n_is_integer, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};

bool pzt_method_find(struct pz_value self, struct pz_key name, const struct filter **out)
{
    const struct filter *f = NULL;
    switch ((enum pz_type)self.type) {
    case PZ_STRING: f = string_methods; break;
    case PZ_LIST: f = list_methods; break;
    case PZ_MAP: f = map_methods; break;
    case PZ_INT:
    case PZ_FLOAT: f = number_methods; break;
    default: return false;
    }
    for (; f->name; f++)
        if (strlen(f->name) == name.len && memcmp(f->name, name.s, name.len) == 0) {
            *out = f;
            return true;
        }
    return false;
}
