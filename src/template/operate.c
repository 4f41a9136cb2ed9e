/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/operate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/big.h"

enum { COMPARE_DEPTH = 64 };

static bool is_number(struct pz_value v)
{
    return v.type == PZ_INT || v.type == PZ_FLOAT || v.type == PZ_BOOL || pzt_is_big(v);
}

static double as_double(struct pz_value v)
{
    if (v.type == PZ_OBJECT)
        return pzt_big_double(v);
    return v.type == PZ_FLOAT ? v.u.f : v.type == PZ_BOOL ? v.u.b : (double)v.u.i;
}

static int64_t as_int(struct pz_value v)
{
    return v.type == PZ_BOOL ? v.u.b : v.u.i;
}

const char *pzt_type_word(struct pz_value v)
{
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED: return _("an unknown name");
    case PZ_NONE: return _("an empty value (none)");
    case PZ_BOOL: return _("a yes-no value");
    case PZ_INT:
    case PZ_FLOAT: return _("a number");
    case PZ_STRING: return _("a text");
    case PZ_LIST: return _("a list");
    case PZ_MAP: return _("a set of fields");
    case PZ_OBJECT: break;
    }
    if (pzt_is_big(v))
        return _("a number");
    return _("an object");
}

bool pzt_truth(struct exec *x, const struct node *at, struct pz_value v)
{
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED:
        if (x->program->options.undefined == PZ_UNDEFINED_STRICT && !v.spare)
            pzt_throw_undefined(x, at, v);
        return false;
    case PZ_NONE: return false;
    case PZ_BOOL: return v.u.b;
    case PZ_INT: return v.u.i != 0;
    case PZ_FLOAT: return v.u.f != 0;
    case PZ_STRING: return v.len != 0;
    case PZ_LIST: return v.u.list->n != 0;
    case PZ_MAP: return v.u.map->n != 0;
    case PZ_OBJECT: break;
    }
    if (v.u.object->cls == &pzt_range_class)
        return ((struct pz_range *)(void *)v.u.object)->n != 0;
    return v.u.object->cls->force ? pzt_truth(x, at, pzt_force(x, at, v)) : true;
}

/* Comparison ------------------------------------------------------------------------------------------------ */

static int compare_bytes(struct pz_value a, struct pz_value b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.u.s, b.u.s, n) : 0; /* the order of bytes is the order of code points */
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static int compare_numbers(struct pz_value a, struct pz_value b)
{
    if ((pzt_is_big(a) || pzt_is_big(b)) && a.type != PZ_FLOAT && b.type != PZ_FLOAT)
        return pzt_big_compare(a, b);
    if (a.type != PZ_FLOAT && b.type != PZ_FLOAT)
        return (as_int(a) > as_int(b)) - (as_int(a) < as_int(b));
    double p = as_double(a), q = as_double(b);
    return (p > q) - (p < q);
}

static bool equal(struct exec *x, struct pz_value a, struct pz_value b, unsigned depth);

static bool lists_equal(struct exec *x, const struct pz_list *a, const struct pz_list *b, unsigned depth)
{
    if (a->n != b->n)
        return false;
    pzt_charge(x, a->n);
    for (uint32_t i = 0; i < a->n; i++)
        if (!equal(x, a->v[i], b->v[i], depth + 1))
            return false;
    return true;
}

static bool maps_equal(struct exec *x, const struct pz_map *a, const struct pz_map *b, unsigned depth)
{
    if (a->n != b->n)
        return false;
    pzt_charge(x, a->n);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct pz_value *other = pz_map_find(b, a->e[i].key);
        if (!other || !equal(x, a->e[i].value, *other, depth + 1))
            return false;
    }
    return true;
}

static bool equal(struct exec *x, struct pz_value a, struct pz_value b, unsigned depth)
{
    if (depth > COMPARE_DEPTH)
        pzt_throw(x, NULL, "E-TPL-033", _("values are nested too deep to be compared"));
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b) == 0 && !(a.type == PZ_FLOAT && isnan(a.u.f)) && !(b.type == PZ_FLOAT && isnan(b.u.f));
    if (a.type == PZ_OBJECT && a.u.object->cls->force && !(b.type == PZ_OBJECT && b.u.object == a.u.object))
        a = pzt_force(x, NULL, a);
    if (b.type == PZ_OBJECT && b.u.object->cls->force && a.type != PZ_OBJECT)
        b = pzt_force(x, NULL, b);
    if (a.type != b.type)
        return false;
    switch ((enum pz_type)a.type) {
    case PZ_UNDEFINED:
    case PZ_NONE: return true;
    case PZ_STRING: pzt_charge(x, a.len / 64); return a.len == b.len && (a.u.s == b.u.s || memcmp(a.u.s, b.u.s, a.len) == 0);
    case PZ_LIST: return (a.flags & FLAG_TUPLE) == (b.flags & FLAG_TUPLE) && lists_equal(x, a.u.list, b.u.list, depth);
    case PZ_MAP: return maps_equal(x, a.u.map, b.u.map, depth);
    case PZ_OBJECT: return a.u.object == b.u.object;
    default: return false;
    }
}

bool pzt_equal(struct exec *x, struct pz_value a, struct pz_value b)
{
    return equal(x, a, b, 0);
}

static int order(struct exec *x, const struct node *at, struct pz_value a, struct pz_value b, unsigned depth)
{
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b);
    if (a.type == PZ_STRING && b.type == PZ_STRING) {
        pzt_charge(x, (a.len < b.len ? a.len : b.len) / 64);
        return compare_bytes(a, b);
    }
    if (a.type == PZ_LIST && b.type == PZ_LIST && depth < COMPARE_DEPTH) {
        uint32_t n = a.u.list->n < b.u.list->n ? a.u.list->n : b.u.list->n;
        pzt_charge(x, n);
        for (uint32_t i = 0; i < n; i++)
            if (!equal(x, a.u.list->v[i], b.u.list->v[i], depth + 1))
                return order(x, at, a.u.list->v[i], b.u.list->v[i], depth + 1);
        return (a.u.list->n > b.u.list->n) - (a.u.list->n < b.u.list->n);
    }
    if (a.type == PZ_UNDEFINED || b.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, at, a.type == PZ_UNDEFINED ? a : b);
    pzt_throw(x, at, "E-TPL-021", _("%s and %s cannot be compared by size"), pzt_type_word(a), pzt_type_word(b));
}

int pzt_order(struct exec *x, const struct node *at, struct pz_value a, struct pz_value b)
{
    return order(x, at, a, b, 0);
}

bool pzt_contains(struct exec *x, const struct node *at, struct pz_value whole, struct pz_value part)
{
    if (whole.type == PZ_STRING) {
        if (part.type != PZ_STRING)
            pzt_throw(x, at, "E-TPL-021", _("only a text can be looked for in a text, not %s"), pzt_type_word(part));
        pzt_charge(x, whole.len / 16);
        return part.len == 0 || memmem(whole.u.s, whole.len, part.u.s, part.len) != NULL;
    }
    if (whole.type == PZ_OBJECT && whole.u.object->cls != &pzt_range_class)
        whole = pzt_force(x, at, whole);
    if (whole.type == PZ_MAP)
        return part.type != PZ_MAP && pz_map_find(whole.u.map, pzt_key_of(x, at, part)) != NULL;
    if (whole.type != PZ_LIST && whole.type != PZ_UNDEFINED && whole.type != PZ_OBJECT)
        pzt_throw(x, at, "E-TPL-022", _("nothing can be “in” %s"), pzt_type_word(whole));
    struct pz_list *items = pzt_items(x, at, whole);
    pzt_charge(x, items->n);
    for (uint32_t i = 0; i < items->n; i++)
        if (pzt_equal(x, items->v[i], part))
            return true;
    return false;
}

/* Arithmetic ------------------------------------------------------------------------------------------------ */

static double floor_div(double a, double b)
{
    double mod = fmod(a, b), div = (a - mod) / b;
    if (mod != 0 && (b < 0) != (mod < 0))
        div -= 1;
    return div != 0 ? floor(div + (div - floor(div) > 0.5)) : copysign(0, a / b);
}

static double floor_mod(double a, double b)
{
    double mod = fmod(a, b);
    if (mod != 0)
        return (b < 0) != (mod < 0) ? mod + b : mod;
    return copysign(0, b);
}

static struct pz_value power(struct exec *x, const struct node *at, int64_t base, int64_t exponent)
{
    if (exponent < 0) {
        if (!base)
            pzt_throw(x, at, "E-TPL-025", _("division by zero"));
        return pz_float(pow((double)base, (double)exponent));
    }
    int64_t result = 1, whole = base, times = exponent;
    for (; exponent; exponent >>= 1) {
        if ((exponent & 1) && __builtin_mul_overflow(result, base, &result))
            return pzt_big_binary(x, at, OP_POW, pz_int(whole), pz_int(times));
        if (exponent > 1 && __builtin_mul_overflow(base, base, &base))
            return pzt_big_binary(x, at, OP_POW, pz_int(whole), pz_int(times));
    }
    return pz_int(result);
}

static struct pz_value integers(struct exec *x, const struct node *at, enum binary_op op, int64_t a, int64_t b)
{
    int64_t r = 0;
    bool over = false;
    if ((op == OP_DIV || op == OP_FLOORDIV || op == OP_MOD) && !b)
        pzt_throw(x, at, "E-TPL-025", _("division by zero"));
    switch (op) {
    case OP_ADD: over = __builtin_add_overflow(a, b, &r); break;
    case OP_SUB: over = __builtin_sub_overflow(a, b, &r); break;
    case OP_MUL: over = __builtin_mul_overflow(a, b, &r); break;
    case OP_DIV: return pz_float((double)a / (double)b);
    case OP_FLOORDIV:
        over = a == INT64_MIN && b == -1;
        r = over ? 0 : a / b - (a % b != 0 && (a < 0) != (b < 0));
        break;
    case OP_MOD: r = b == -1 ? 0 : a % b + ((a % b != 0 && (a < 0) != (b < 0)) ? b : 0); break;
    case OP_POW: return power(x, at, a, b);
    }
    return over ? pzt_big_binary(x, at, op, pz_int(a), pz_int(b)) : pz_int(r);
}

static struct pz_value reals(struct exec *x, const struct node *at, enum binary_op op, double a, double b)
{
    if ((op == OP_DIV || op == OP_FLOORDIV || op == OP_MOD) && b == 0)
        pzt_throw(x, at, "E-TPL-025", _("division by zero"));
    switch (op) {
    case OP_ADD: return pz_float(a + b);
    case OP_SUB: return pz_float(a - b);
    case OP_MUL: return pz_float(a * b);
    case OP_DIV: return pz_float(a / b);
    case OP_FLOORDIV: return pz_float(floor_div(a, b));
    case OP_MOD: return pz_float(floor_mod(a, b));
    case OP_POW: return pz_float(pow(a, b));
    }
    return pz_none();
}

void pzt_check_size(struct exec *x, const struct node *at, uint64_t bytes)
{
    if (bytes > x->limits.value_bytes)
        pzt_throw(x, at, "E-TPL-032", _("a value grows larger than %zu MB"), x->limits.value_bytes >> 20);
    pzt_charge(x, (size_t)bytes / 64);
}

static struct pz_value repeat(struct exec *x, const struct node *at, struct pz_value v, int64_t times)
{
    uint64_t n = times > 0 ? (uint64_t)times : 0, unit = v.type == PZ_STRING ? v.len : v.u.list->n;
    if (unit && n > x->limits.value_bytes / unit)
        n = x->limits.value_bytes + 1; /* too many in any case */
    pzt_check_size(x, at, n * unit * (v.type == PZ_STRING ? 1 : sizeof(struct pz_value)));
    if (!unit)
        n = 0;
    if (v.type == PZ_STRING) {
        char *s = pz_arena_alloc(x->mem, n * unit + 1);
        for (uint64_t i = 0; i < n; i++)
            memcpy(s + i * unit, v.u.s, unit);
        v.u.s = s;
        v.len = (uint32_t)(n * unit);
        return v;
    }
    struct pz_list *list = pzt_new_list(x, n * unit);
    for (uint64_t i = 0; i < n; i++)
        for (uint64_t j = 0; j < unit; j++)
            list->v[list->n++] = v.u.list->v[j];
    struct pz_value out = pzt_own_list(list);
    out.flags = v.flags & FLAG_TUPLE ? FLAG_TUPLE : FLAG_OWN;
    return out;
}

static struct pz_value join(struct exec *x, const struct node *at, struct pz_value a, struct pz_value b)
{
    if (a.type == PZ_STRING) {
        if ((a.flags | b.flags) & PZ_SAFE) { /* as Markup: the other side is escaped */
            a = pzt_escape(x, a);
            b = pzt_escape(x, b);
        }
        pzt_check_size(x, at, (uint64_t)a.len + b.len);
        char *s = pz_arena_alloc(x->mem, (size_t)a.len + b.len + 1);
        if (a.len)
            memcpy(s, a.u.s, a.len);
        if (b.len)
            memcpy(s + a.len, b.u.s, b.len);
        struct pz_value v = pz_strn(s, (size_t)a.len + b.len);
        v.flags = a.flags & PZ_SAFE;
        return v;
    }
    uint64_t n = (uint64_t)a.u.list->n + b.u.list->n;
    pzt_check_size(x, at, n * sizeof(struct pz_value));
    struct pz_list *list = pzt_new_list(x, n);
    if (a.u.list->n)
        memcpy(list->v, a.u.list->v, a.u.list->n * sizeof *list->v);
    if (b.u.list->n)
        memcpy(list->v + a.u.list->n, b.u.list->v, b.u.list->n * sizeof *list->v);
    list->n = (uint32_t)n;
    struct pz_value out = pzt_own_list(list);
    out.flags = a.flags & FLAG_TUPLE ? FLAG_TUPLE : FLAG_OWN;
    return out;
}

static _Noreturn void no_operation(struct exec *x, const struct node *at, enum binary_op op, struct pz_value a, struct pz_value b)
{
    static const char *const signs[] = {"+", "-", "*", "/", "//", "%", "**"};
    if (a.type == PZ_UNDEFINED || b.type == PZ_UNDEFINED) {
        bool right = a.type != PZ_UNDEFINED;
        pzt_throw_undefined(x, at && at->n == 2 ? at->kid[right] : at, right ? b : a);
    }
    bool text = a.type == PZ_STRING || b.type == PZ_STRING;
    pzt_throw_hint(x, at, "E-TPL-021", op == OP_ADD && text ? _("texts are joined with “~”") : "",
                   _("“%s” does not work between %s and %s"), signs[op], pzt_type_word(a), pzt_type_word(b));
}

struct pz_value pzt_binary(struct exec *x, const struct node *at, enum binary_op op, struct pz_value a, struct pz_value b)
{
    if (is_number(a) && is_number(b) && (a.type == PZ_OBJECT || b.type == PZ_OBJECT) && a.type != PZ_FLOAT && b.type != PZ_FLOAT)
        return pzt_big_binary(x, at, op, a, b);
    if (is_number(a) && is_number(b))
        return a.type == PZ_FLOAT || b.type == PZ_FLOAT ? reals(x, at, op, as_double(a), as_double(b))
                                                        : integers(x, at, op, as_int(a), as_int(b));
    if (op == OP_MOD && a.type == PZ_STRING)
        return pzt_format_percent(x, at, a, b);
    a = pzt_force(x, at, a);
    b = pzt_force(x, at, b);
    bool sequence_a = a.type == PZ_STRING || a.type == PZ_LIST, sequence_b = b.type == PZ_STRING || b.type == PZ_LIST;
    if (op == OP_MUL && sequence_a && (b.type == PZ_INT || b.type == PZ_BOOL))
        return repeat(x, at, a, as_int(b));
    if (op == OP_MUL && sequence_b && (a.type == PZ_INT || a.type == PZ_BOOL))
        return repeat(x, at, b, as_int(a));
    if (op == OP_ADD && sequence_a && a.type == b.type && (a.type == PZ_STRING || (a.flags & FLAG_TUPLE) == (b.flags & FLAG_TUPLE)))
        return join(x, at, a, b);
    no_operation(x, at, op, a, b);
}

struct pz_value pzt_negate(struct exec *x, const struct node *at, struct pz_value v)
{
    int64_t r;
    if (v.type == PZ_FLOAT)
        return pz_float(-v.u.f);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(x, at, v);
    if (!is_number(v))
        pzt_throw(x, at, "E-TPL-021", _("%s has no sign"), pzt_type_word(v));
    if (v.type == PZ_OBJECT || __builtin_sub_overflow((int64_t)0, as_int(v), &r))
        return pzt_big_negate(x, v);
    return pz_int(r);
}

/* Slices ---------------------------------------------------------------------------------------------------- */

static int64_t slice_index(struct exec *x, const struct node *at, struct pz_value v, int64_t otherwise)
{
    if (v.type == PZ_NONE)
        return otherwise;
    if (v.type != PZ_INT && v.type != PZ_BOOL)
        pzt_throw(x, at, "E-TPL-021", _("a slice is given by whole numbers, not by %s"), pzt_type_word(v));
    return as_int(v);
}

static int64_t clamp(int64_t i, int64_t n, int64_t low, int64_t high)
{
    if (i < 0)
        i = i < -n ? -1 : i + n;
    return i < low ? low : i > high ? high : i;
}

struct pz_value pzt_slice(struct exec *x, const struct node *at, struct pz_value v, struct pz_value from, struct pz_value to,
                          struct pz_value by)
{
    if (v.type == PZ_UNDEFINED && x->program->options.undefined != PZ_UNDEFINED_CHAINABLE)
        pzt_throw_undefined(x, at && at->kind == N_ITEM ? at->kid[0] : at, v);
    if (v.type != PZ_STRING && v.type != PZ_LIST)
        return pz_undefined("");
    int64_t n = v.type == PZ_LIST ? (int64_t)v.u.list->n : (int64_t)pz_utf8_length(v.u.s, v.len), step = slice_index(x, at, by, 1);
    if (!step)
        pzt_throw(x, at, "E-TPL-021", _("the step of a slice cannot be zero"));
    if (step > n + 1 || step < -n - 1)
        step = step > 0 ? n + 1 : -n - 1;
    int64_t i = step > 0               ? clamp(slice_index(x, at, from, 0), n, 0, n)
                : from.type == PZ_NONE ? n - 1
                                       : clamp(as_int(from), n, -1, n - 1);
    int64_t end = step > 0             ? clamp(slice_index(x, at, to, n), n, 0, n)
                  : to.type == PZ_NONE ? -1
                                       : clamp(slice_index(x, at, to, 0), n, -1, n - 1);
    pzt_charge(x, v.type == PZ_LIST ? (size_t)n / 16 : v.len / 4);
    if (v.type == PZ_LIST) {
        struct pz_list *list = pzt_new_list(
            x, (size_t)(step > 0 ? (end > i ? (end - i + step - 1) / step : 0) : (i > end ? (i - end - step - 1) / -step : 0)));
        for (; step > 0 ? i < end : i > end; i += step)
            list->v[list->n++] = v.u.list->v[i];
        struct pz_value out = pzt_own_list(list);
        out.flags = v.flags & FLAG_TUPLE ? FLAG_TUPLE : FLAG_OWN;
        return out;
    }
    if (step == 1) {
        size_t a = pz_utf8_offset(v.u.s, v.len, (size_t)i), b = end > i ? pz_utf8_offset(v.u.s, v.len, (size_t)end) : a;
        v.u.s += a;
        v.len = (uint32_t)(b - a);
        return v;
    }
    const char **at_rune = pz_arena_alloc(x->mem, ((size_t)n + 1) * sizeof *at_rune), *p = v.u.s, *stop = v.u.s + v.len;
    for (int64_t k = 0; k < n; k++) {
        at_rune[k] = p;
        pz_utf8_next(&p, stop);
    }
    at_rune[n] = stop;
    size_t begin = pzt_text_begin(x);
    for (; step > 0 ? i < end : i > end; i += step)
        pz_buf_put(x->out, at_rune[i], (size_t)(at_rune[i + 1] - at_rune[i]));
    return pzt_text_end(x, begin);
}

int64_t pzt_length(struct exec *x, const struct node *at, struct pz_value v)
{
    if (v.type == PZ_OBJECT && v.u.object->cls == &pzt_range_class)
        return (int64_t)((struct pz_range *)(void *)v.u.object)->n;
    v = pzt_force(x, at, v);
    switch ((enum pz_type)v.type) {
    case PZ_UNDEFINED:
        if (x->program->options.undefined == PZ_UNDEFINED_STRICT)
            pzt_throw_undefined(x, at, v);
        return 0;
    case PZ_STRING: pzt_charge(x, v.len / 4); return (int64_t)pz_utf8_length(v.u.s, v.len);
    case PZ_LIST: return v.u.list->n;
    case PZ_MAP: return v.u.map->n;
    default: return -1;
    }
}
