/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and terms as a row of numbers, words and signs. Inside this folder only. */
#ifndef PZ_RUSSIAN_DATE_LEXER_H
#define PZ_RUSSIAN_DATE_LEXER_H

#include "russian/date.h"
#include "russian/word.h"

enum { PZ_DATE_TOKENS = 48 };

enum pz_date_token_kind { PZ_DT_END, PZ_DT_NUMBER, PZ_DT_WORD, PZ_DT_SIGN };

struct pz_date_token {
    enum pz_date_token_kind kind;
    const char *s, *end;
    int number, digits; /* NUMBER: at most 6 digits */
    uint32_t sign;      /* SIGN; every dash is '-' */
    struct pz_word word;
};

struct pz_date_tokens {
    struct pz_date_token v[PZ_DATE_TOKENS]; /* ends with END */
    unsigned at;                            /* the next to be read */
    const char *end;                        /* of the text */
};

/* Blanks are dropped, quotation marks too. false: more tokens than a date has. */
bool pz_date_lex(struct pz_date_tokens *out, const char *text, size_t len);

const struct pz_date_token *pz_dt_peek(const struct pz_date_tokens *t, unsigned ahead);
/* Step over the next token when it is this sign / one of these words (divided by blanks) / a number of at most `digits`. */
bool pz_dt_sign(struct pz_date_tokens *t, uint32_t sign);
bool pz_dt_word(struct pz_date_tokens *t, const char *words);
bool pz_dt_words(struct pz_date_tokens *t, const char *phrase); /* all in a row, or none */
bool pz_dt_number(struct pz_date_tokens *t, int min_digits, int max_digits, int *value);
bool pz_dt_month(struct pz_date_tokens *t, int *month);
bool pz_dt_end(const struct pz_date_tokens *t);

/* A whole date at the cursor: all forms of pz_date_parse; the cursor stays where it was on failure. */
bool pz_dt_date(struct pz_date_tokens *t, struct pz_date *out);
/* «2021», «2021 г.», «2021 года»; «текущего года», «этого года» give 0 and *current. */
bool pz_dt_year(struct pz_date_tokens *t, int *year, bool *current);

/* Month names: nominative, genitive, prepositional. */
const char *pz_month_name(int month, enum pz_case c);

#endif
