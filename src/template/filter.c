/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding filters, tests and functions; their arguments. */
#include "template/filter.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/big.h"
#include "template/exec.h"
#include "template/operate.h"

/* Tables --------------------------------------------------------------------------------------------------- */

static const struct filter *const filter_tables[] = {pzt_filters_text, pzt_filters_list,    pzt_filters_number,
                                                     pzt_filters_html, pzt_filters_russian, pzt_filters_rich};
static const struct filter *const test_tables[] = {pzt_tests};
static const struct filter *const function_tables[] = {pzt_functions};

struct index { /* open addressing; filled once, before any thread can look */
    const struct filter *slot[512];
};
static struct index filters, tests, functions;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool spelled(const struct filter *f, struct pz_key name)
{
    return (strlen(f->name) == name.len && memcmp(f->name, name.s, name.len) == 0) ||
           (f->alias && strlen(f->alias) == name.len && memcmp(f->alias, name.s, name.len) == 0);
}

static void enter(struct index *index, const struct filter *f, const char *name)
{
    uint32_t i = pz_key(name).hash % 512;
    while (index->slot[i])
        i = (i + 1) % 512;
    index->slot[i] = f;
}

static void fill(struct index *index, const struct filter *const *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (const struct filter *f = table[i]; f->name; f++) {
            enter(index, f, f->name);
            if (f->alias)
                enter(index, f, f->alias);
        }
}

static void fill_all(void)
{
    fill(&filters, filter_tables, sizeof filter_tables / sizeof *filter_tables);
    fill(&tests, test_tables, 1);
    fill(&functions, function_tables, 1);
}

static const struct filter *find(const struct index *index, struct pz_key name)
{
    pthread_once(&once, fill_all);
    for (uint32_t i = name.hash % 512; index->slot[i]; i = (i + 1) % 512)
        if (spelled(index->slot[i], name))
            return index->slot[i];
    return NULL;
}

const struct filter *pzt_filter_find(struct pz_key name)
{
    return find(&filters, name);
}

const struct filter *pzt_test_find(struct pz_key name)
{
    return find(&tests, name);
}

const struct filter *pzt_function_find(struct pz_key name)
{
    return find(&functions, name);
}

static const char *name_at(const struct filter *const *table, size_t tables, size_t i)
{
    for (size_t t = 0; t < tables; t++)
        for (const struct filter *f = table[t]; f->name; f++) {
            if (i-- == 0)
                return f->name;
            if (f->alias && i-- == 0)
                return f->alias;
        }
    return NULL;
}

const char *pzt_filter_name(size_t i)
{
    return name_at(filter_tables, sizeof filter_tables / sizeof *filter_tables, i);
}

const char *pzt_test_name(size_t i)
{
    return name_at(test_tables, 1, i);
}

/* Parameters ----------------------------------------------------------------------------------------------- */

uint32_t pzt_filter_params(const struct filter *f)
{
    uint32_t n = f->params[0] != '\0';
    for (const char *s = f->params; *s; s++)
        n += *s == ' ';
    return n;
}

struct pz_key pzt_filter_param_name(const struct filter *f, uint32_t i)
{
    const char *s = f->params;
    for (; i; i--)
        s = strchr(s, ' ') + 1;
    return (struct pz_key){s, (uint32_t)strcspn(s, "/ "), 0};
}

int pzt_filter_param(const struct filter *f, struct pz_key name)
{
    const char *s = f->params;
    for (int i = 0; *s; i++) {
        size_t len = strcspn(s, " ");
        for (const char *word = s; word < s + len;) {
            size_t width = strcspn(word, "/ ");
            if (width == name.len && memcmp(word, name.s, width) == 0)
                return i;
            word += width + 1;
        }
        s += len + (s[len] == ' ');
    }
    return -1;
}

bool pzt_to_float(struct pz_value v, double *out)
{
    char text[64];
    if (v.type == PZ_BOOL || v.type == PZ_INT) {
        *out = v.type == PZ_BOOL ? v.u.b : (double)v.u.i;
        return true;
    }
    if (v.type == PZ_FLOAT || pzt_is_big(v)) {
        *out = v.type == PZ_FLOAT ? v.u.f : pzt_big_double(v);
        return true;
    }
    if (v.type != PZ_STRING || !v.len || v.len >= sizeof text)
        return false;
    size_t n = 0;
    for (uint32_t i = 0; i < v.len; i++)
        if (v.u.s[i] != '_')
            text[n++] = v.u.s[i];
    text[n] = '\0';
    char *start = text + strspn(text, " \t\r\n\f\v"), *end;
    if (!*start || strpbrk(start, "xXpP"))
        return false;
    *out = strtod(start, &end);
    return end[strspn(end, " \t\r\n\f\v")] == '\0' && end != start;
}

bool pzt_to_int(struct pz_value v, int64_t *out)
{
    if (v.type == PZ_BOOL || v.type == PZ_INT) {
        *out = v.type == PZ_BOOL ? v.u.b : v.u.i;
        return true;
    }
    if (v.type == PZ_FLOAT) {
        if (!(fabs(v.u.f) < 9.2e18))
            return false;
        *out = (int64_t)v.u.f;
        return true;
    }
    char text[64], *end;
    if (v.type != PZ_STRING || !v.len || v.len >= sizeof text)
        return false;
    memcpy(text, v.u.s, v.len);
    text[v.len] = '\0';
    errno = 0;
    long long i = strtoll(text, &end, 10);
    if (end == text || errno || end[strspn(end, " \t\r\n\f\v")])
        return false;
    *out = i;
    return true;
}

int64_t pzt_arg_int(struct call *c, uint32_t i, int64_t otherwise)
{
    struct pz_value v = i < c->n ? c->arg[i] : pzt_missing();
    int64_t out;
    if (!pzt_given(v) || v.type == PZ_NONE)
        return otherwise;
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, v);
    if (!pzt_to_int(v, &out))
        pzt_throw(c->x, c->node, "E-TPL-027", _("a whole number is needed here, not %s"), pzt_type_word(v));
    return out;
}

double pzt_arg_float(struct call *c, uint32_t i, double otherwise)
{
    struct pz_value v = i < c->n ? c->arg[i] : pzt_missing();
    double out;
    if (!pzt_given(v) || v.type == PZ_NONE)
        return otherwise;
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, v);
    if (!pzt_to_float(v, &out))
        pzt_throw(c->x, c->node, "E-TPL-027", _("a number is needed here, not %s"), pzt_type_word(v));
    return out;
}

bool pzt_arg_bool(struct call *c, uint32_t i, bool otherwise)
{
    return i < c->n && pzt_given(c->arg[i]) ? pzt_truth(c->x, c->node, c->arg[i]) : otherwise;
}

static struct pz_value as_text(struct call *c, struct pz_value v)
{
    if (v.type == PZ_STRING)
        return v;
    if (v.type == PZ_UNDEFINED && c->x->program->options.undefined == PZ_UNDEFINED_STRICT)
        pzt_throw_undefined(c->x, c->node, v);
    return pzt_text(c->x, v);
}

struct pz_value pzt_arg_text(struct call *c, uint32_t i, const char *otherwise)
{
    if (i < c->n && pzt_given(c->arg[i]))
        return as_text(c, c->arg[i]);
    return otherwise ? pz_str(otherwise) : pzt_missing();
}

struct pz_value pzt_self_text(struct call *c)
{
    return as_text(c, c->self);
}

/* Items ---------------------------------------------------------------------------------------------------- */

struct pz_value pzt_force(struct exec *x, const struct node *at, struct pz_value v)
{
    for (int i = 0; i < 8 && v.type == PZ_OBJECT && v.u.object->cls->force; i++) {
        struct pz_value plain = pz_none();
        if (v.u.object->cls->force(v.u.object, x->arena, &plain, x->err) < 0)
            pzt_throw_failed(x, at);
        v = plain;
    }
    return v;
}

struct pz_list *pzt_new_list(struct exec *x, size_t cap)
{
    if (cap > x->limits.value_bytes / sizeof(struct pz_value))
        pzt_throw(x, NULL, "E-TPL-032", _("a value grows larger than %zu MB"), x->limits.value_bytes >> 20);
    pzt_charge(x, cap / 4);
    return pz_list_new(x->mem, cap);
}

void pzt_push(struct exec *x, struct pz_list *list, struct pz_value v)
{
    if (list->n == list->cap) {
        if (list->n > x->limits.value_bytes / sizeof v)
            pzt_throw(x, NULL, "E-TPL-032", _("a value grows larger than %zu MB"), x->limits.value_bytes >> 20);
        pzt_charge(x, 1 + list->n / 4);
    }
    pz_list_add(x->mem, list, v);
}

static struct pz_list *range_items(struct exec *x, const struct pz_range *r)
{
    struct pz_list *list = pzt_new_list(x, r->n);
    for (uint64_t i = 0; i < r->n; i++)
        list->v[list->n++] = pz_int(r->start + (int64_t)i * r->step);
    return list;
}

static struct pz_list *characters(struct exec *x, struct pz_value v)
{
    struct pz_list *list = pzt_new_list(x, pz_utf8_length(v.u.s, v.len));
    for (const char *p = v.u.s, *end = p + v.len; p < end;) {
        const char *at = p;
        pz_utf8_next(&p, end);
        struct pz_value c = pz_strn(at, (size_t)(p - at));
        c.flags = v.flags & PZ_SAFE;
        list->v[list->n++] = c;
    }
    return list;
}

struct pz_list *pzt_items(struct exec *x, const struct node *at, struct pz_value v)
{
    if (v.type == PZ_OBJECT && v.u.object->cls == &pzt_range_class)
        return range_items(x, (const void *)v.u.object);
    v = pzt_force(x, at, v);
    switch ((enum pz_type)v.type) {
    case PZ_LIST: return v.u.list;
    case PZ_STRING: return characters(x, v);
    case PZ_UNDEFINED:
        if (x->program->options.undefined == PZ_UNDEFINED_STRICT && !v.spare)
            pzt_throw_undefined(x, at, v);
        return pzt_new_list(x, 0);
    case PZ_MAP: {
        struct pz_list *list = pzt_new_list(x, v.u.map->n);
        for (uint32_t i = 0; i < v.u.map->n; i++)
            list->v[list->n++] = pzt_key_value(v.u.map->e[i].key);
        return list;
    }
    default: pzt_throw(x, at, "E-TPL-022", _("%s has no items to go through"), pzt_type_word(v));
    }
}
