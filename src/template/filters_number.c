/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters on numbers. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "template/big.h"
#include "template/operate.h"

static void undefined_is_refused(struct call *c)
{
    if (c->self.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, c->self);
}

static struct pz_value run_abs(struct call *c)
{
    struct pz_value v = c->self;
    undefined_is_refused(c);
    if (v.type == PZ_FLOAT)
        return pz_float(fabs(v.u.f));
    if (v.type == PZ_BOOL)
        return pz_int(v.u.b);
    if (v.type != PZ_INT && !pzt_is_big(v))
        pzt_throw(c->x, c->node, "E-TPL-027", _("a number is needed here, not %s"), pzt_type_word(v));
    return pzt_big_negative(v) ? pzt_negate(c->x, c->node, v) : v;
}

static int digit_of(char ch)
{
    return ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'z' ? ch - 'a' + 10 : ch >= 'A' && ch <= 'Z' ? ch - 'A' + 10 : 99;
}

/* A whole number as Python's int(text, base) reads it. */
static bool parse_int(struct pz_value s, int64_t base, int64_t *out)
{
    char text[128];
    if (s.len >= sizeof text || !s.len)
        return false;
    memcpy(text, s.u.s, s.len);
    text[s.len] = '\0';
    char *p = text + strspn(text, " \t\r\n\f\v"), *end = p + strlen(p);
    while (end > p && strchr(" \t\r\n\f\v", end[-1]))
        *--end = '\0';
    bool negative = *p == '-';
    p += *p == '-' || *p == '+';
    int prefix = p[0] == '0' && p[1] ? (strchr("xX", p[1]) ? 16 : strchr("oO", p[1]) ? 8 : strchr("bB", p[1]) ? 2 : 0) : 0;
    if (prefix && (base == prefix || base == 0)) {
        p += 2;
        base = prefix;
    } else if (base == 0) {
        base = 10;
    }
    uint64_t value = 0;
    if (!*p)
        return false;
    for (; *p; p++) {
        if (*p == '_' && p > text && p[1] && digit_of(p[1]) < base)
            continue;
        int d = digit_of(*p);
        if (d >= base || value > ((uint64_t)INT64_MAX - (uint64_t)d) / (uint64_t)base)
            return false;
        value = value * (uint64_t)base + (uint64_t)d;
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static struct pz_value run_int(struct call *c)
{
    struct pz_value otherwise = pzt_given(c->arg[0]) ? c->arg[0] : pz_int(0), v = c->self;
    int64_t base = pzt_arg_int(c, 1, 10), i;
    double f;
    undefined_is_refused(c);
    if (base != 0 && (base < 2 || base > 36))
        pzt_throw(c->x, c->node, "E-TPL-027", _("the base of a number lies between 2 and 36"));
    if (pzt_is_big(v))
        return v;
    if (v.type == PZ_STRING ? parse_int(v, base, &i) : pzt_to_int(v, &i))
        return pz_int(i);
    if (v.type == PZ_STRING && base == 10) {
        struct pz_value big = pzt_big_parse(c->x->mem, v.u.s, v.len);
        if (big.type != PZ_UNDEFINED)
            return big;
    }
    if (v.type == PZ_STRING && pzt_to_float(v, &f) && fabs(f) < 9.2e18)
        return pz_int((int64_t)f);
    return otherwise;
}

static struct pz_value run_float(struct call *c)
{
    double f;
    undefined_is_refused(c);
    if (pzt_to_float(c->self, &f))
        return pz_float(f);
    return pzt_given(c->arg[0]) ? c->arg[0] : pz_float(0);
}

/* To so many decimals, exact halves to the even digit as Python does: the C library rounds the exact binary value. */
static double round_common(double f, int64_t precision)
{
    char text[400];
    if (precision >= 0) {
        snprintf(text, sizeof text, "%.*f", (int)(precision > 300 ? 300 : precision), f);
        return strtod(text, NULL);
    }
    double scale = pow(10, (double)-precision);
    return nearbyint(f / scale) * scale;
}

static struct pz_value run_round(struct call *c)
{
    int64_t precision = pzt_arg_int(c, 0, 0);
    struct pz_value method = pzt_arg_text(c, 1, "common");
    double f;
    undefined_is_refused(c);
    if (!pzt_to_float(c->self, &f) || c->self.type == PZ_STRING)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a number is needed here, not %s"), pzt_type_word(c->self));
    bool up = method.len == 4 && memcmp(method.u.s, "ceil", 4) == 0, down = method.len == 5 && memcmp(method.u.s, "floor", 5) == 0;
    if (up || down) {
        double scale = pow(10, (double)precision), scaled = f * scale;
        return pz_float((up ? ceil(scaled) : floor(scaled)) / scale);
    }
    if (method.len != 6 || memcmp(method.u.s, "common", 6) != 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“round” knows the methods common, ceil and floor"));
    if (pzt_is_big(c->self))
        return c->self;
    if (c->self.type == PZ_FLOAT)
        return isfinite(f) ? pz_float(round_common(f, precision)) : c->self;
    return precision >= 0 ? pz_int(c->self.type == PZ_BOOL ? c->self.u.b : c->self.u.i)
                          : pz_int((int64_t)round_common(f, precision));
}

static struct pz_value run_filesizeformat(struct call *c)
{
    static const char *const decimal[] = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    static const char *const binary[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
    bool is_binary = pzt_arg_bool(c, 0, false);
    double bytes, base = is_binary ? 1024 : 1000, unit = base;
    undefined_is_refused(c);
    if (!pzt_to_float(c->self, &bytes))
        pzt_throw(c->x, c->node, "E-TPL-027", _("a number is needed here, not %s"), pzt_type_word(c->self));
    if (bytes == 1)
        return pz_str("1 Byte");
    size_t begin = pzt_text_begin(c->x);
    if (bytes < base) {
        pz_buf_printf(c->x->out, "%lld Bytes", (long long)bytes);
    } else {
        int i = 0;
        for (unit = base * base; i < 7 && bytes >= unit; i++)
            unit *= base;
        pz_buf_printf(c->x->out, "%.1f %s", base * bytes / unit, (is_binary ? binary : decimal)[i]);
    }
    return pzt_text_end(c->x, begin);
}

const struct filter pzt_filters_number[] = {
    {"abs", NULL, "", 0, run_abs, "number"},
    {"int", NULL, "default base", 0, run_int, "number"},
    {"float", NULL, "default", 0, run_float, "number"},
    {"round", "округлить", "precision method", 0, run_round, "number"},
    {"filesizeformat", NULL, "binary", 0, run_filesizeformat, "number"},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
