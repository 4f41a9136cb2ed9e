/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests: what may stand behind `is`. Each gives a yes or no. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/big.h"
#include "template/operate.h"

#define TEST(name, condition)                                                                                                      \
    static struct pz_value name(struct call *c)                                                                                    \
    {                                                                                                                              \
        return pz_bool(condition);                                                                                                 \
    }

TEST(is_defined, c->self.type != PZ_UNDEFINED)
TEST(is_undefined, c->self.type == PZ_UNDEFINED)
TEST(is_none, c->self.type == PZ_NONE)
TEST(is_boolean, c->self.type == PZ_BOOL)
TEST(is_true, c->self.type == PZ_BOOL && c->self.u.b)
TEST(is_false, c->self.type == PZ_BOOL && !c->self.u.b)
TEST(is_integer, c->self.type == PZ_INT || pzt_is_big(c->self))
TEST(is_float, c->self.type == PZ_FLOAT)
TEST(is_number, c->self.type == PZ_INT || c->self.type == PZ_FLOAT || c->self.type == PZ_BOOL || pzt_is_big(c->self))
TEST(is_string, c->self.type == PZ_STRING)
TEST(is_escaped, c->self.type == PZ_STRING && (c->self.flags & PZ_SAFE))
TEST(is_filter, c->self.type == PZ_STRING && pzt_filter_find(pz_key_n(c->self.u.s, c->self.len)) != NULL)
TEST(is_test, c->self.type == PZ_STRING && pzt_test_find(pz_key_n(c->self.u.s, c->self.len)) != NULL)

static bool is_range(struct pz_value v)
{
    return v.type == PZ_OBJECT && v.u.object->cls == &pzt_range_class;
}

static struct pz_value forced(struct call *c)
{
    return is_range(c->self) ? c->self : pzt_force(c->x, c->node, c->self);
}

TEST(is_mapping, forced(c).type == PZ_MAP)

static struct pz_value is_iterable(struct call *c)
{
    struct pz_value v = forced(c);
    if (v.type == PZ_UNDEFINED && c->x->program->options.undefined == PZ_UNDEFINED_STRICT)
        pzt_throw_undefined(c->x, c->node, v);
    return pz_bool(v.type == PZ_LIST || v.type == PZ_MAP || v.type == PZ_STRING || v.type == PZ_UNDEFINED || is_range(v));
}

static struct pz_value is_sequence(struct call *c)
{
    struct pz_value v = forced(c);
    return pz_bool(v.type == PZ_LIST || v.type == PZ_MAP || v.type == PZ_STRING || is_range(v));
}

TEST(is_callable, pzt_callable(c->self))

static struct pz_value divides(struct call *c, struct pz_value by)
{
    struct pz_value rest = pzt_binary(c->x, c->node, OP_MOD, c->self, by);
    return pz_bool(pzt_equal(c->x, rest, pz_int(0)));
}

static struct pz_value is_divisibleby(struct call *c)
{
    return divides(c, c->arg[0]);
}

static struct pz_value is_even(struct call *c)
{
    return divides(c, pz_int(2));
}

static struct pz_value is_odd(struct call *c)
{
    struct pz_value rest = pzt_binary(c->x, c->node, OP_MOD, c->self, pz_int(2));
    return pz_bool(pzt_equal(c->x, rest, pz_int(1)));
}

/* Whether all letters have the case wanted, and there is one. */
static struct pz_value all_case(struct call *c, bool upper)
{
    struct pz_value s = pzt_self_text(c);
    bool any = false;
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        bool is_upper = pz_rune_is_upper(r), is_lower = pz_rune_is_lower(r);
        if (upper ? is_lower : is_upper)
            return pz_bool(false);
        any |= upper ? is_upper : is_lower;
    }
    return pz_bool(any);
}

static struct pz_value is_upper(struct call *c)
{
    return all_case(c, true);
}

static struct pz_value is_lower(struct call *c)
{
    return all_case(c, false);
}

static struct pz_value is_sameas(struct call *c)
{
    struct pz_value a = c->self, b = c->arg[0];
    if (a.type != b.type)
        return pz_bool(false);
    switch ((enum pz_type)a.type) {
    case PZ_LIST: return pz_bool(a.u.list == b.u.list);
    case PZ_MAP: return pz_bool(a.u.map == b.u.map);
    case PZ_OBJECT: return pz_bool(a.u.object == b.u.object);
    default: return pz_bool(pzt_equal(c->x, a, b));
    }
}

static void both_defined(struct call *c)
{
    bool strict = c->x->program->options.undefined == PZ_UNDEFINED_STRICT;
    if (strict && (c->self.type == PZ_UNDEFINED || c->arg[0].type == PZ_UNDEFINED))
        pzt_throw_undefined(c->x, c->node, c->self.type == PZ_UNDEFINED ? c->self : c->arg[0]);
}

static struct pz_value is_eq(struct call *c)
{
    both_defined(c);
    return pz_bool(pzt_equal(c->x, c->self, c->arg[0]));
}

static struct pz_value is_ne(struct call *c)
{
    both_defined(c);
    return pz_bool(!pzt_equal(c->x, c->self, c->arg[0]));
}

TEST(is_lt, pzt_order(c->x, c->node, c->self, c->arg[0]) < 0)
TEST(is_le, pzt_order(c->x, c->node, c->self, c->arg[0]) <= 0)
TEST(is_gt, pzt_order(c->x, c->node, c->self, c->arg[0]) > 0)
TEST(is_ge, pzt_order(c->x, c->node, c->self, c->arg[0]) >= 0)
TEST(is_in, pzt_contains(c->x, c->node, c->arg[0], c->self))

const struct filter pzt_tests[] = {
    {"defined", NULL, "", 0, is_defined, "flag"},
    {"undefined", NULL, "", 0, is_undefined, "flag"},
    {"none", NULL, "", 0, is_none, NULL},
    {"boolean", NULL, "", 0, is_boolean, NULL},
    {"true", NULL, "", 0, is_true, "flag"},
    {"false", NULL, "", 0, is_false, "flag"},
    {"integer", NULL, "", 0, is_integer, NULL},
    {"float", NULL, "", 0, is_float, NULL},
    {"number", NULL, "", 0, is_number, NULL},
    {"string", NULL, "", 0, is_string, NULL},
    {"mapping", NULL, "", 0, is_mapping, NULL},
    {"iterable", NULL, "", 0, is_iterable, NULL},
    {"sequence", NULL, "", 0, is_sequence, NULL},
    {"callable", NULL, "", 0, is_callable, NULL},
    {"escaped", NULL, "", 0, is_escaped, NULL},
    {"filter", NULL, "", 0, is_filter, NULL},
    {"test", NULL, "", 0, is_test, NULL},
    {"divisibleby", NULL, "num", 1, is_divisibleby, "number"},
    {"even", NULL, "", 0, is_even, "number"},
    {"odd", NULL, "", 0, is_odd, "number"},
    {"upper", NULL, "", 0, is_upper, "text"},
    {"lower", NULL, "", 0, is_lower, "text"},
    {"sameas", NULL, "other", 1, is_sameas, NULL},
    {"eq", "==", "other", 1, is_eq, NULL},
    {"equalto", NULL, "other", 1, is_eq, NULL},
    {"ne", "!=", "other", 1, is_ne, NULL},
    {"lt", "<", "other", 1, is_lt, "number"},
    {"lessthan", NULL, "other", 1, is_lt, "number"},
    {"le", "<=", "other", 1, is_le, "number"},
    {"gt", ">", "other", 1, is_gt, "number"},
    {"greaterthan", NULL, "other", 1, is_gt, "number"},
    {"ge", ">=", "other", 1, is_ge, "number"},
    {"in", NULL, "seq", 1, is_in, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
