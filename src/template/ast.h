/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A compiled template inside: expressions as trees, statements as a flat list of operations.
 *
 *     tag text ── token.c ──▶ tokens ── parse_expression.c ──▶ nodes ─┐
 *                                       parse_statement.c ──▶ ops ────┼──▶ pz_program (immutable)
 *                                       scope.c: names → slots ───────┘
 *
 * Variables the template sets live in slots of a frame (one frame for the root, each macro call, each block); a name is
 * resolved at compile time to the slots it may mean, innermost first, and to the context behind them. */
#ifndef PZ_TEMPLATE_AST_H
#define PZ_TEMPLATE_AST_H

#include <stdatomic.h>

#include "template/program.h"

enum {
    EXPRESSION_DEPTH_MAX = 100,  /* nesting of one expression */
    EXPRESSION_HEIGHT_MAX = 400, /* the same with chains of operators */
    BLOCK_DEPTH_MAX = 1000,      /* nesting of statements */
};

enum { FLAG_TUPLE = 2, FLAG_OWN = 4, FLAG_MISSING = 8 }; /* pz_value.flags besides PZ_SAFE; OWN: made by the template, may change */

enum node_kind {
    N_CONST,  /* value */
    N_NAME,   /* name */
    N_ATTR,   /* kid[0], attr */
    N_ITEM,   /* kid[0][kid[1]] */
    N_SLICE,  /* kid[0..2], NULL where absent; only as kid[1] of N_ITEM */
    N_CALL,   /* kid[0] called; args */
    N_FILTER, /* kid[0] the value, further kids its arguments; NULL kid[0]: the captured text of a block */
    N_TEST,   /* the same for tests */
    N_NOT,
    N_NEGATE,
    N_PLUS,
    N_BINARY, /* op: enum binary_op */
    N_CONCAT, /* n kids */
    N_AND,
    N_OR,
    N_COMPARE, /* kid[0] cmp[0] kid[1] cmp[1] kid[2] … */
    N_COND,    /* kid[0] if kid[1] else kid[2]; kid[2] NULL without else */
    N_LIST,
    N_TUPLE,
    N_DICT, /* pairs of kids */
};

enum binary_op { OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_FLOORDIV, OP_MOD, OP_POW };
enum compare_op { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_IN, CMP_NOT_IN };

enum scope_kind { SCOPE_ROOT, SCOPE_MACRO, SCOPE_BLOCK, SCOPE_INNER };

struct scope {                /* where a name stands; kept for what a message suggests */
    struct scope *parent;     /* NULL: only the context behind it */
    struct frame_plan *frame; /* while compiling */
    enum scope_kind kind;
    struct pz_map *names; /* key → slot */
};

struct slot_ref {
    uint16_t hops; /* frames outwards */
    uint16_t slot;
};

/* A name or an attribute as written, and its other spelling. */
struct name {
    struct pz_key key, other; /* other.s NULL: none. Canonical first. */
    const char *text;         /* as written, NUL behind */
};

struct filter; /* filter.h */

struct node {
    uint8_t kind, op;
    uint8_t loop_attr; /* N_ATTR: enum loop_attr, 0 when the name is none */
    bool star;         /* N_CALL, N_FILTER, N_TEST: has * or ** arguments, bound when rendering */
    uint16_t height;   /* of the tree below */
    uint32_t n;        /* kids */
    uint32_t tag, at;  /* where: tag number, byte in its text */
    uint32_t end;      /* byte behind the whole expression */
    const char *label; /* N_FILTER, N_TEST: name as written */
    struct node **kid;
    union {
        struct pz_value value;
        struct name name; /* N_NAME, N_ATTR */
        const uint8_t *cmp;
        const struct filter *filter; /* NULL: unknown, an error when reached */
    } u;
    union {
        struct { /* N_NAME */
            const struct slot_ref *ref;
            uint32_t refs;
            struct scope *scope;
        } slots;
        struct {                          /* N_CALL; filters and tests with varargs or stars */
            uint32_t positional, named_n; /* kids behind kid[0]: positional, then named, then *, then ** */
            struct name *named;
            struct node *list, *map;
        } args;
    } x;
};

/* Where an assignment goes. */
struct target {
    enum { TARGET_SLOT, TARGET_ATTR, TARGET_TUPLE } kind;
    uint16_t slot;
    bool exported;     /* root level: seen by blocks, included and importing templates */
    bool imported;     /* seen by them, but not handed on by an import of this template */
    struct name name;  /* SLOT: its name; ATTR: the attribute */
    struct node *base; /* ATTR: the namespace; SLOT: the name's own node for places */
    struct target *part;
    uint32_t parts;
    uint32_t tag, at;
};

struct body {            /* a piece with a frame of its own: root, macro, call block, block */
    uint32_t start, end; /* operations [start, end) */
    uint16_t slots;      /* variables of the frame */
    uint16_t loops;      /* loop records of the frame */
};

struct macro {
    struct body body;
    const struct pz_program *program;
    struct name name;
    struct name *param;     /* params; slot number = index */
    struct node **fallback; /* default of each parameter, or NULL */
    uint32_t params;
    int caller, varargs, kwargs; /* slots, or -1 when not used */
    bool explicit_caller;        /* `caller` is a parameter with a default */
    uint32_t tag, at;
};

struct block {
    struct body body;
    const struct pz_program *program;
    struct pz_key name;
    bool scoped, required;
    bool adds; /* to what its parent writes: it calls super() */
    uint32_t tag, at;
};

struct visible { /* a local variable at one point, for contexts handed to other templates */
    struct pz_key key;
    const struct slot_ref *ref;
    uint32_t refs;
};

struct loop {
    struct node *iter, *test;
    struct target target;
    uint16_t record;                  /* number of the loop record in the frame */
    int variable;                     /* slot of `loop`, or -1 when not used */
    uint16_t slot_lo, slot_hi;        /* slots that are forgotten at each iteration */
    uint32_t body, next, orelse, end; /* operations */
    bool recursive;
    bool clean; /* nothing made in an iteration can outlive it */
};

struct import_name {
    struct name name;
    struct target target;
};

struct transfer { /* include, import, extends */
    struct node *name;
    const char *literal; /* the name when it is constant, NUL behind */
    bool ignore_missing, with_context;
    struct visible *visible;
    uint32_t visible_n;
    struct target target;      /* import … as */
    struct import_name *names; /* from … import */
    uint32_t names_n;
    struct scope *scope; /* while compiling */
};

enum op_code {
    OP_LITERAL,     /* p, len */
    OP_PRINT,       /* e, site, p: kind of field taken there or NULL */
    OP_HOOK,        /* site */
    OP_JUMP,        /* to */
    OP_JUMP_UNLESS, /* e, to */
    OP_FOR,         /* p: loop */
    OP_NEXT,        /* p: loop */
    OP_SET,         /* e, p: target */
    OP_SET_BLOCK,   /* body up to `to`, p: target, e: filters over it or NULL */
    OP_FILTER,      /* body up to `to`, e */
    OP_FORGET,      /* slots a..b */
    OP_MACRO,       /* p: macro, target in p2 */
    OP_CALL_BLOCK,  /* e: the call, p: macro of the body */
    OP_BLOCK,       /* p: block; p2: transfer with the visible variables when scoped */
    OP_EXTENDS,     /* p: transfer */
    OP_INCLUDE,
    OP_IMPORT,
    OP_FROM,
    OP_AUTOESCAPE, /* e; body up to `to` */
    OP_DO,         /* e */
    OP_BREAK,      /* p: loop */
    OP_CONTINUE,
};

struct op {
    uint8_t code;
    uint16_t a, b;
    uint32_t to, site, len;
    uint32_t tag, at;
    const void *p, *p2;
    struct node *e;
};

/* A tag's text and place, kept for messages while rendering. */
struct tag {
    const char *text; /* NUL behind */
    uint32_t len;
    uint32_t place; /* the source's number for it; used while compiling */
    unsigned line, column, caret;
    const char *inside, *source; /* "" when there is none */
};

struct include_cache {
    _Atomic(const struct pz_program *) program;
};

struct pz_program {
    struct pz_arena arena;
    struct pz_template_options options;
    const char *name;
    struct op *op;
    uint32_t ops;
    uint32_t literals; /* operations that write a literal; `site` numbers them */
    struct tag *tag;
    uint32_t tags;
    struct body root;
    struct pz_map *blocks; /* name → index into block */
    struct block **block;
    uint32_t block_n;
    bool exports;      /* root variables must be reachable by name: blocks, includes, imports */
    bool changes;      /* may change values in place or keep them beyond an iteration */
    bool open_ended;   /* reads the context by names not known at compile time */
    const char **used; /* templates included, imported, extended or shown as pictures by name */
    uint32_t used_n;
    struct pz_map *reads;    /* context names read: canonical key → number of the first use */
    struct node *expression; /* pz_expression */
};

/* Attributes of `loop`, by number so that reading one compares no strings. */
#define LOOP_ATTRS(X)                                                                                                              \
    X(index)                                                                                                                       \
    X(index0)                                                                                                                      \
    X(revindex)                                                                                                                    \
    X(revindex0)                                                                                                                   \
    X(first)                                                                                                                       \
    X(last)                                                                                                                        \
    X(length)                                                                                                                      \
    X(depth)                                                                                                                       \
    X(depth0)                                                                                                                      \
    X(previtem)                                                                                                                    \
    X(nextitem)                                                                                                                    \
    X(cycle)                                                                                                                       \
    X(changed)
enum loop_attr {
    LOOP_NONE,
#define X(name) LOOP_##name,
    LOOP_ATTRS(X)
#undef X
};
enum loop_attr pzt_loop_attr(struct pz_key name);
/* All their names, then NULL. */
const char *pzt_loop_attr_name(size_t i);

#endif
