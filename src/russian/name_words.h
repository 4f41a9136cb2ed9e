/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's name cut into words, each with the part it belongs to. Inside this folder only. */
#ifndef PZ_RUSSIAN_NAME_WORDS_H
#define PZ_RUSSIAN_NAME_WORDS_H

#include "russian/names.h"
#include "russian/tables.h"

enum { PZ_NAME_WORDS = 10 };

enum pz_name_word_kind {
    PZ_WORD_LAST,
    PZ_WORD_FIRST,
    PZ_WORD_MIDDLE,
    PZ_WORD_INITIALS,     /* «И.», «И.О.», «Ж.-Ж.» */
    PZ_WORD_FIXED_LAST,   /* a particle of the surname: «фон», «де» */
    PZ_WORD_FIXED_MIDDLE, /* «оглы», «кызы» and the name before it */
};

struct pz_name_word {
    enum pz_name_word_kind kind;
    bool simple;            /* no hyphen in it, and w holds its letters */
    enum pz_sex patronymic; /* whose patronymic the word is; unknown: none */
    struct pz_slice text;
    struct pz_word w;
};

struct pz_name_words {
    struct pz_name_word v[PZ_NAME_WORDS];
    unsigned n;
    enum pz_confidence confidence; /* of the order found; PZ_UNKNOWN: no name */
};

/* Cut and name the parts. */
void pz_name_words_read(struct pz_name_words *out, const struct pz_tables *tables, const char *text, size_t len);
void pz_name_word_set(struct pz_name_word *out, const struct pz_tables *tables, enum pz_name_word_kind kind, struct pz_slice text);
/* Letters of the first or last piece of a word; in *room when they are not at hand. NULL: unreadable. */
const struct pz_word *pz_name_word_first(const struct pz_name_word *word, struct pz_word *room);
const struct pz_word *pz_name_word_last(const struct pz_name_word *word, struct pz_word *room);
/* Whether a piece is a patronymic, and of which sex: by its ending; by being «оглы», «кызы» … itself. */
enum pz_sex pz_patronymic_ending(const struct pz_tables *tables, const struct pz_word *w);
enum pz_sex pz_patronymic_word(const struct pz_tables *tables, const struct pz_word *w);
/* The sex that the words show. */
enum pz_sex pz_name_words_sex(const struct pz_name_words *words, const struct pz_tables *tables, enum pz_confidence *confidence);

/* Parts of a compound: the piece of [s, end) up to the next hyphen; *s moves behind the hyphen, to NULL behind the last piece. */
struct pz_slice pz_hyphen_piece(const char **s, const char *end);

#endif
