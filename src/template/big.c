/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/big.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"

enum { BASE = 1000000000, LIMBS_MAX = BIG_DIGITS_MAX / 9 };

/* Sign and magnitude, limbs of nine decimal digits, the lowest first. */
struct big {
    struct pz_object object;
    bool negative;
    uint32_t n;
    uint32_t limb[];
};

const struct pz_object_class pzt_big_class = {.name = "int"};

static struct big *new_big(struct pz_arena *arena, size_t limbs)
{
    struct big *b = pz_arena_zalloc(arena, sizeof *b + limbs * sizeof *b->limb);
    b->object.cls = &pzt_big_class;
    b->n = (uint32_t)limbs;
    return b;
}

static void trim(struct big *b)
{
    while (b->n && !b->limb[b->n - 1])
        b->n--;
    if (!b->n)
        b->negative = false;
}

/* An int where it fits. */
static struct pz_value value_of(struct big *b)
{
    trim(b);
    if (b->n <= 3) {
        __int128 v = 0;
        for (uint32_t i = b->n; i-- > 0;)
            v = v * BASE + b->limb[i];
        v = b->negative ? -v : v;
        if (v >= INT64_MIN && v <= INT64_MAX)
            return pz_int((int64_t)v);
    }
    return pz_object_value(&b->object);
}

static const struct big *as_big(struct pz_arena *arena, struct pz_value v)
{
    if (pzt_is_big(v))
        return (const struct big *)(const void *)v.u.object;
    int64_t i = v.type == PZ_BOOL ? v.u.b : v.u.i;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    struct big *b = new_big(arena, 3);
    b->negative = i < 0;
    for (uint32_t k = 0; k < 3; k++, u /= BASE)
        b->limb[k] = (uint32_t)(u % BASE);
    trim(b);
    return b;
}

struct pz_value pzt_big_parse(struct pz_arena *arena, const char *s, size_t len)
{
    bool negative = len && *s == '-';
    if (len && (*s == '-' || *s == '+'))
        s++, len--;
    if (!len || len > BIG_DIGITS_MAX)
        return pz_undefined(NULL);
    struct big *b = new_big(arena, len / 9 + 1);
    b->negative = negative;
    uint32_t scale = 1, k = 0;
    for (size_t i = len; i-- > 0;) {
        if (s[i] < '0' || s[i] > '9')
            return pz_undefined(NULL);
        b->limb[k] += (uint32_t)(s[i] - '0') * scale;
        scale *= 10;
        if (scale == BASE)
            scale = 1, k++;
    }
    return value_of(b);
}

static int compare_size(const struct big *a, const struct big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

bool pzt_big_negative(struct pz_value v)
{
    return pzt_is_big(v) ? ((const struct big *)(const void *)v.u.object)->negative : v.type == PZ_INT && v.u.i < 0;
}

int pzt_big_compare(struct pz_value a, struct pz_value b)
{
    /* A number that is big is further from zero than any that is not. */
    if (!pzt_is_big(a))
        return pzt_big_negative(b) ? 1 : -1;
    if (!pzt_is_big(b))
        return pzt_big_negative(a) ? -1 : 1;
    const struct big *p = (const void *)a.u.object, *q = (const void *)b.u.object;
    if (p->negative != q->negative)
        return p->negative ? -1 : 1;
    return p->negative ? -compare_size(p, q) : compare_size(p, q);
}

static struct big *add_sizes(struct pz_arena *arena, const struct big *a, const struct big *b)
{
    uint32_t n = (a->n > b->n ? a->n : b->n) + 1, carry = 0;
    struct big *sum = new_big(arena, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = carry + (i < a->n ? a->limb[i] : 0) + (i < b->n ? b->limb[i] : 0);
        sum->limb[i] = v % BASE;
        carry = v / BASE;
    }
    return sum;
}

/* a - b for a >= b by size. */
static struct big *subtract_sizes(struct pz_arena *arena, const struct big *a, const struct big *b)
{
    struct big *rest = new_big(arena, a->n);
    int64_t borrow = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        int64_t v = (int64_t)a->limb[i] - (i < b->n ? b->limb[i] : 0) - borrow;
        borrow = v < 0;
        rest->limb[i] = (uint32_t)(v + (borrow ? BASE : 0));
    }
    return rest;
}

static struct big *add(struct pz_arena *arena, const struct big *a, const struct big *b, bool b_negative)
{
    struct big *out;
    if (a->negative == b_negative) {
        out = add_sizes(arena, a, b);
        out->negative = a->negative;
    } else if (compare_size(a, b) >= 0) {
        out = subtract_sizes(arena, a, b);
        out->negative = a->negative;
    } else {
        out = subtract_sizes(arena, b, a);
        out->negative = b_negative;
    }
    trim(out);
    return out;
}

static void check_limbs(struct exec *x, const struct node *at, size_t limbs)
{
    if (limbs > LIMBS_MAX)
        pzt_throw(x, at, "E-TPL-026", _("the number needs more than %d digits"), BIG_DIGITS_MAX);
}

static struct big *multiply(struct exec *x, const struct node *at, const struct big *a, const struct big *b)
{
    check_limbs(x, at, (size_t)a->n + b->n);
    pzt_charge(x, 8 + (size_t)a->n * b->n / 4);
    struct big *out = new_big(x->mem, a->n + b->n + 1u);
    out->negative = a->negative != b->negative;
    for (uint32_t i = 0; i < a->n; i++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < b->n || carry; j++) {
            uint64_t v = carry + out->limb[i + j] + (j < b->n ? (uint64_t)a->limb[i] * b->limb[j] : 0);
            out->limb[i + j] = (uint32_t)(v % BASE);
            carry = v / BASE;
        }
    }
    trim(out);
    return out;
}

/* Sizes divided: *rest gets the remainder. One decimal limb of the quotient at a time, found by bisection. */
static struct big *divide_sizes(struct exec *x, const struct big *a, const struct big *b, struct big **rest)
{
    struct big *quotient = new_big(x->mem, a->n + 1u), *r = new_big(x->mem, b->n + 2u), *product = new_big(x->mem, b->n + 2u);
    r->n = 0;
    for (uint32_t i = a->n; i-- > 0;) {
        memmove(r->limb + 1, r->limb, r->n * sizeof *r->limb);
        r->limb[0] = a->limb[i];
        r->n++;
        trim(r);
        pzt_charge(x, 8 * (size_t)b->n);
        uint32_t low = 0, high = BASE - 1;
        while (low < high) { /* the largest digit whose product is not over r */
            uint32_t mid = low + (high - low + 1) / 2;
            uint64_t carry = 0;
            for (product->n = 0; product->n < b->n || carry; product->n++) {
                uint64_t v = carry + (product->n < b->n ? (uint64_t)b->limb[product->n] * mid : 0);
                product->limb[product->n] = (uint32_t)(v % BASE);
                carry = v / BASE;
            }
            if (compare_size(product, r) <= 0)
                low = mid;
            else
                high = mid - 1;
        }
        quotient->limb[i] = low;
        int64_t carry = 0;
        for (uint32_t k = 0; k < r->n; k++) {
            int64_t v = (int64_t)r->limb[k] - carry - (k < b->n ? (int64_t)((uint64_t)b->limb[k] * low % BASE) : 0);
            carry = k < b->n ? (int64_t)((uint64_t)b->limb[k] * low / BASE) : 0;
            if (v < 0) {
                v += BASE;
                carry++;
            }
            if (v < 0) {
                v += BASE;
                carry++;
            }
            r->limb[k] = (uint32_t)v;
        }
        trim(r);
    }
    trim(quotient);
    *rest = r;
    return quotient;
}

/* Floor division and its remainder, whose sign is the divisor's. */
static struct pz_value divide(struct exec *x, const struct node *at, const struct big *a, const struct big *b, bool remainder)
{
    struct big *rest, *quotient;
    if (!b->n)
        pzt_throw(x, at, "E-TPL-025", _("division by zero"));
    quotient = divide_sizes(x, a, b, &rest);
    quotient->negative = a->negative != b->negative;
    rest->negative = a->negative;
    bool inexact = rest->n && a->negative != b->negative;
    if (remainder)
        return value_of(inexact ? add(x->mem, rest, b, b->negative) : rest);
    const struct big *one = as_big(x->mem, pz_int(1));
    return value_of(inexact ? add(x->mem, quotient, one, true) : quotient);
}

static struct pz_value power(struct exec *x, const struct node *at, const struct big *base, struct pz_value exponent)
{
    const struct big *result = as_big(x->mem, pz_int(1));
    int64_t e = exponent.type == PZ_BOOL ? exponent.u.b : exponent.u.i;
    if (pzt_is_big(exponent))
        check_limbs(x, at, SIZE_MAX);
    for (; e > 0; e >>= 1) {
        if (e & 1)
            result = multiply(x, at, result, base);
        if (e > 1)
            base = multiply(x, at, base, base);
    }
    struct big *copy = new_big(x->mem, result->n);
    copy->negative = result->negative;
    memcpy(copy->limb, result->limb, result->n * sizeof *copy->limb);
    return value_of(copy);
}

struct pz_value pzt_big_binary(struct exec *x, const struct node *at, enum binary_op op, struct pz_value a, struct pz_value b)
{
    const struct big *p = as_big(x->mem, a), *q = as_big(x->mem, b);
    check_limbs(x, at, p->n > q->n ? p->n : q->n);
    pzt_charge(x, (p->n + q->n) / 8);
    switch (op) {
    case OP_ADD: return value_of(add(x->mem, p, q, q->negative));
    case OP_SUB: return value_of(add(x->mem, p, q, !q->negative));
    case OP_MUL: return value_of(multiply(x, at, p, q));
    case OP_FLOORDIV: return divide(x, at, p, q, false);
    case OP_MOD: return divide(x, at, p, q, true);
    case OP_POW:
        if (!q->negative)
            return power(x, at, p, b);
        return pz_float(pow(pzt_big_double(a), pzt_big_double(b)));
    case OP_DIV: break;
    }
    if (!q->n)
        pzt_throw(x, at, "E-TPL-025", _("division by zero"));
    return pz_float(pzt_big_double(a) / pzt_big_double(b));
}

struct pz_value pzt_big_negate(struct exec *x, struct pz_value v)
{
    const struct big *b = as_big(x->mem, v);
    struct big *out = new_big(x->mem, b->n);
    memcpy(out->limb, b->limb, b->n * sizeof *out->limb);
    out->negative = !b->negative;
    return value_of(out);
}

double pzt_big_double(struct pz_value v)
{
    if (!pzt_is_big(v))
        return v.type == PZ_BOOL ? v.u.b : (double)v.u.i;
    const struct big *b = (const void *)v.u.object;
    double d = 0;
    for (uint32_t i = b->n; i-- > 0;)
        d = d * BASE + b->limb[i];
    return b->negative ? -d : d;
}

void pzt_big_write(struct pz_buf *out, struct pz_value v)
{
    const struct big *b = (const void *)v.u.object;
    if (b->negative)
        pz_buf_putc(out, '-');
    for (uint32_t i = b->n; i-- > 0;)
        pz_buf_printf(out, i + 1 == b->n ? "%u" : "%09u", b->limb[i]);
}
