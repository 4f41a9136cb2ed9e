/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a tag as tokens. */
#ifndef PZ_TEMPLATE_TOKEN_H
#define PZ_TEMPLATE_TOKEN_H

#include "base/arena.h"
#include "base/value.h"

enum token_kind {
    T_END,
    T_NAME,
    T_STRING,
    T_NUMBER, /* value: an int or a float; a string of digits when it does not fit an int */
    T_ADD,
    T_SUB,
    T_MUL,
    T_DIV,
    T_FLOORDIV,
    T_MOD,
    T_POW,
    T_TILDE,
    T_EQ,
    T_NE,
    T_LT,
    T_LE,
    T_GT,
    T_GE,
    T_ASSIGN,
    T_DOT,
    T_COMMA,
    T_COLON,
    T_SEMICOLON,
    T_PIPE,
    T_LPAREN,
    T_RPAREN,
    T_LBRACKET,
    T_RBRACKET,
    T_LBRACE,
    T_RBRACE,
};

struct token {
    enum token_kind kind;
    uint32_t at, end; /* bytes in the tag */
    struct pz_value value;
};

enum token_fault { TOKEN_OK, TOKEN_BAD_CHARACTER, TOKEN_OPEN_STRING, TOKEN_NUMBER_TOO_LARGE, TOKEN_BAD_ESCAPE };

/* All tokens of a tag, the last one T_END. On a fault: its byte in *where, and what came before it. */
enum token_fault pzt_tokenize(struct token **out, size_t *n, struct pz_arena *arena, const char *text, size_t len, uint32_t *where);

/* Where the string that begins at `at` ends (behind its closing quote), or 0 when there is no string or it does not end. */
size_t pzt_token_string_end(const char *text, size_t len, size_t at);
/* Whether a name could begin (continue) with this character. */
bool pzt_rune_starts_name(uint32_t rune);
bool pzt_rune_continues_name(uint32_t rune);

#endif
