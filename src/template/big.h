/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers beyond 64 bits, as Python has them: values of an object class, made only where a result does not fit an int.
 * Up to BIG_DIGITS_MAX decimal digits; more is an error, so that no template computes for ever. */
#ifndef PZ_TEMPLATE_BIG_H
#define PZ_TEMPLATE_BIG_H

#include "template/exec.h"

enum { BIG_DIGITS_MAX = 9000 };

extern const struct pz_object_class pzt_big_class;

static inline bool pzt_is_big(struct pz_value v)
{
    return v.type == PZ_OBJECT && v.u.object->cls == &pzt_big_class;
}

/* Decimal digits with an optional sign; an int when it fits. Undefined when there are too many. */
struct pz_value pzt_big_parse(struct pz_arena *arena, const char *digits, size_t len);
/* a op b for ints, yes-no values and bigs; OP_DIV and negative powers give floats. */
struct pz_value pzt_big_binary(struct exec *x, const struct node *at, enum binary_op op, struct pz_value a, struct pz_value b);
/* <0, 0, >0 for any two whole numbers. */
int pzt_big_compare(struct pz_value a, struct pz_value b);
struct pz_value pzt_big_negate(struct exec *x, struct pz_value v);
bool pzt_big_negative(struct pz_value v);
double pzt_big_double(struct pz_value v);
void pzt_big_write(struct pz_buf *out, struct pz_value v);

#endif
