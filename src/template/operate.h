/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on values by Python's rules: truth, comparison, arithmetic, printing. */
#ifndef PZ_TEMPLATE_OPERATE_H
#define PZ_TEMPLATE_OPERATE_H

#include "template/exec.h"

bool pzt_truth(struct exec *x, const struct node *at, struct pz_value v);
bool pzt_equal(struct exec *x, struct pz_value a, struct pz_value b);
/* <0, 0, >0; throws when the two have no order. */
int pzt_order(struct exec *x, const struct node *at, struct pz_value a, struct pz_value b);
bool pzt_contains(struct exec *x, const struct node *at, struct pz_value whole, struct pz_value part);
struct pz_value pzt_binary(struct exec *x, const struct node *at, enum binary_op op, struct pz_value a, struct pz_value b);
struct pz_value pzt_negate(struct exec *x, const struct node *at, struct pz_value v);
struct pz_value pzt_slice(struct exec *x, const struct node *at, struct pz_value v, struct pz_value from, struct pz_value to,
                          struct pz_value step);
/* Length in items or characters; -1: it has none. */
int64_t pzt_length(struct exec *x, const struct node *at, struct pz_value v);

/* Python's name of a value's type in plain words of the run's language, for messages. */
const char *pzt_type_word(struct pz_value v);

/* As `str` and `repr` print. x may be NULL: then objects print as their class. */
void pzt_write_text(struct exec *x, struct pz_buf *out, struct pz_value v);
void pzt_write_repr(struct exec *x, struct pz_buf *out, struct pz_value v, unsigned depth);
void pzt_write_float(struct pz_buf *out, double f);
/* HTML: & < > ' " as Jinja2 writes them. */
void pzt_write_escaped(struct pz_buf *out, const char *s, size_t len);
/* The value as a string; strings as they are. */
struct pz_value pzt_text(struct exec *x, struct pz_value v);
/* The same escaped unless it is safe already; the result is safe. */
struct pz_value pzt_escape(struct exec *x, struct pz_value v);

/* A value of so many bytes may be made; it is paid for. */
void pzt_check_size(struct exec *x, const struct node *at, uint64_t bytes);

/* Map keys that are no strings: "\1" and a letter for the kind, then the value. A key for any value that may be one. */
struct pz_key pzt_key_of(struct exec *x, const struct node *at, struct pz_value v);
struct pz_value pzt_key_value(struct pz_key key);

#endif
