/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State of compiling one template; used by parse_*.c and scope.c. An error is reported where it is found, the rest of its tag is
 * skipped, and the next tag is read: all errors of a template come in one run. */
#ifndef PZ_TEMPLATE_PARSE_H
#define PZ_TEMPLATE_PARSE_H

#include <setjmp.h>

#include "template/filter.h"
#include "template/token.h"

struct frame_plan { /* slots of one frame while compiling */
    unsigned slots, loops;
    struct macro *macro; /* NULL: root or block */
};

enum block_kind {
    B_FOR,
    B_IF,
    B_SET,
    B_WITH,
    B_MACRO,
    B_CALL,
    B_FILTER,
    B_BLOCK,
    B_AUTOESCAPE,
};
enum { BLOCK_KINDS = B_AUTOESCAPE + 1 };

struct open_block {
    enum block_kind kind;
    bool broken; /* its head had an error: no more about it */
    bool has_else;
    uint32_t tag, at;
    uint32_t op;     /* operation that began it */
    uint32_t jump;   /* jump to patch at the next branch; UINT32_MAX: none */
    uint32_t *exits; /* jumps to the end of an if */
    uint32_t exits_n, exits_cap;
    struct scope *outer; /* scope to go back to */
    unsigned slot_lo;
    struct loop *loop;
    struct macro *macro;
    struct block *block;
    uint32_t body_op; /* first operation of a body kept apart */
};

struct parser {
    struct pz_program *program;
    struct pz_arena *arena; /* the program's */
    struct pz_arena temp;   /* tokens of the tag */
    const struct pz_source *source;
    struct pz_diags *diags;
    jmp_buf recover;
    const char *text; /* of the tag */
    size_t len;
    struct token *token;
    size_t tokens, pos;
    uint32_t tag;
    unsigned depth;
    struct scope *scope;
    struct node **names; /* to resolve at the end */
    uint32_t names_n, names_cap;
    struct transfer **transfers;
    uint32_t transfers_n, transfers_cap;
    struct open_block *stack;
    uint32_t stack_n, stack_cap;
    uint32_t ops_cap, tags_cap, blocks_cap, used_cap;
    unsigned crossing[BLOCK_KINDS]; /* ends still to come of blocks that another end closed */
    struct name *declared;          /* every name the template gives a value to */
    uint32_t declared_n, declared_cap;
    uint32_t lookalikes; /* reported */
    struct report {
        uint32_t tag, at;
    } * reports; /* where the findings are, those in diags from first_report on */
    uint32_t reports_n, reports_cap;
    size_t first_report;
    unsigned conditional; /* inside branches or bodies that may not run */
};

/* Report at the bytes [at, …) of the current tag and give the tag up. */
_Noreturn void pzt_parse_fail(struct parser *p, uint32_t at, const char *id, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Report and go on. */
void pzt_parse_report(struct parser *p, uint32_t tag, uint32_t at, const char *id, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Put what was reported into the order of the text: names are judged behind all tags. */
void pzt_parse_order(struct parser *p);
void pzt_parse_place(const struct parser *p, uint32_t tag, uint32_t at, struct pz_place *out);

/* Tokens */
static inline const struct token *pzt_peek(const struct parser *p)
{
    return &p->token[p->pos];
}
bool pzt_token_is(const struct token *t, const char *word);
bool pzt_at_word(const struct parser *p, const char *word);
bool pzt_next_is_word(const struct parser *p, const char *word);
bool pzt_skip_word(struct parser *p, const char *word);
bool pzt_skip(struct parser *p, enum token_kind kind);
void pzt_expect(struct parser *p, enum token_kind kind);
/* Nothing more stands in the tag. */
void pzt_expect_end(struct parser *p);
void pzt_expect_word(struct parser *p, const char *word);
const struct token *pzt_expect_name(struct parser *p, const char *what);
/* “expected X, found Y” */
_Noreturn void pzt_parse_expected(struct parser *p, const char *what);

/* Expressions */
struct node *pzt_node(struct parser *p, enum node_kind kind, uint32_t at, uint32_t kids);
/* Shared by the files of expressions. */
/* A growing list of nodes in the arena of the tag. */
struct node_list {
    struct node **v;
    uint32_t n, cap;
};
struct node *pzt_parse_postfix(struct parser *p, struct node *n, bool filters);
struct node *pzt_parse_primary(struct parser *p);
void pzt_parse_deeper(struct parser *p);
struct node *pzt_node_finish(struct parser *p, struct node *n);
struct node *pzt_node_constant(struct parser *p, const struct token *t, struct pz_value v);
struct node *pzt_node_binary(struct parser *p, enum node_kind kind, struct node *a, struct node *b);
void pzt_node_list_add(struct parser *p, struct node_list *list, struct node *n);
struct node *pzt_node_of_list(struct parser *p, enum node_kind kind, uint32_t at, const struct node_list *list);
struct node *pzt_parse_call(struct parser *p, struct node *callee);
struct node *pzt_parse_test(struct parser *p, struct node *value);

struct node *pzt_parse_expression(struct parser *p, bool with_condition);
/* One or more expressions; several make a tuple. with_condition: `a if b` allowed in each. stop: word that ends it, or NULL. */
struct node *pzt_parse_tuple(struct parser *p, bool with_condition, const char *stop, bool brackets);
/* Filters from a `|` on, or from the name when `bare`; NULL value. */
struct node *pzt_parse_filters(struct parser *p, struct node *value, bool bare);
struct name pzt_parse_name(struct parser *p, const char *s, size_t len);
struct node *pzt_name_node(struct parser *p, const struct token *t);

/* Scopes */
struct scope *pzt_scope_new(struct parser *p, struct scope *parent, enum scope_kind kind, struct frame_plan *frame);
uint16_t pzt_scope_declare(struct parser *p, struct scope *scope, struct name name);
void pzt_scope_resolve(struct parser *p);
/* Whether a variable of this name is there, seen from `scope`. */
bool pzt_scope_sees(const struct scope *scope, struct pz_key key);

/* Note that this file is a template to be looked at too (parse_transfer.c). name: borrowed by the program. */
void pzt_note_used(struct parser *p, const char *name);

/* Letters that look alike (parse_lookalike.c) */
/* Note that the word at these bytes of a tag should be another one, for who mends the template. */
void pzt_slip(struct parser *p, uint32_t tag, uint32_t at, size_t len, const char *meant);
/* The keyword that a token only looks like, with a hint and a slip; NULL and "" when it is none. */
const char *pzt_keyword_hint(struct parser *p, const struct token *t, char *hint, size_t size);
/* Report an attribute or argument in whose words both alphabets are mixed. */
void pzt_check_word(struct parser *p, uint32_t tag, uint32_t at, const struct name *name);
/* Report the names of the context that look like a variable of the template, or like one another. After pzt_scope_resolve. */
void pzt_check_looks(struct parser *p);

/* Operations and open blocks (parse_block.c) */
struct block_word {
    const char *word, *end;
};
extern const struct block_word pzt_block_words[BLOCK_KINDS];
uint32_t pzt_emit(struct parser *p, enum op_code code); /* its number: operations move when more are added */
struct op *pzt_op_at(struct parser *p, uint32_t i);
struct open_block *pzt_top_block(struct parser *p); /* the innermost, or NULL */
/* The block just pushed: its body begins behind the operation, which its end completes. */
struct open_block *pzt_begin_body(struct parser *p, uint32_t op);
void pzt_close_top(struct parser *p);
/* An end tag of this kind; crossing and stray ends are reported. */
void pzt_close_block(struct parser *p, enum block_kind kind, const struct token *t);
/* Where a block was opened, for a message. */
void pzt_block_place(const struct parser *p, const struct open_block *b, struct pz_buf *out);

struct open_block *pzt_push_block(struct parser *p, enum block_kind kind);
struct scope *pzt_inner_scope(struct parser *p);

/* What is assigned to (parse_target.c). stop: word that ends it, or NULL. */
void pzt_declare_target(struct parser *p, struct target *t, const struct token *name);
void pzt_parse_target(struct parser *p, struct target *t, const char *stop);
void pzt_parse_target_part(struct parser *p, struct target *t);
void *pzt_copy_target(struct parser *p, const struct target *t);
bool pzt_is_reserved(const struct token *t);

/* Statements behind their first word (parse_macro.c, parse_transfer.c). */
void pzt_parse_macro(struct parser *p);
void pzt_parse_call_block(struct parser *p);
void pzt_parse_block(struct parser *p);
void pzt_parse_extends(struct parser *p);
void pzt_parse_include(struct parser *p);
void pzt_parse_import(struct parser *p);
void pzt_parse_from(struct parser *p);

/* The tag's statement (parse_statement.c); the whole template (parse_source.c). */
void pzt_parse_statement(struct parser *p);
int pzt_parse_source(struct parser *p);

#endif
