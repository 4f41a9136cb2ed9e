/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A noun phrase cut into words, and the head groups found in it. Inside this folder only. */
#ifndef PZ_RUSSIAN_PHRASE_WORDS_H
#define PZ_RUSSIAN_PHRASE_WORDS_H

#include "russian/tables.h"

enum { PZ_PHRASE_WORDS = 96, PZ_GROUP_WORDS = 16 };

enum pz_gap { PZ_GAP_BLANK, PZ_GAP_COMMA, PZ_GAP_DASH, PZ_GAP_BRACKET, PZ_GAP_OTHER };

struct pz_phrase_word {
    const char *s;
    size_t len;
    enum pz_gap before; /* what stands between it and the word before it */
    bool quoted;        /* inside quotation marks */
};

struct pz_phrase_words {
    const char *text;
    size_t len;
    struct pz_phrase_word v[PZ_PHRASE_WORDS];
    unsigned n; /* words beyond the limit stay unread: they are the tail anyway */
};

void pz_phrase_words_read(struct pz_phrase_words *out, const char *text, size_t len);

enum pz_role { PZ_ROLE_FIXED, PZ_ROLE_PRONOUN, PZ_ROLE_ADJECTIVE, PZ_ROLE_NOUN };

/* One word of a head group. */
struct pz_group_word {
    enum pz_role role;
    unsigned at; /* number of the word in the phrase */
};

/* Adjectives and their head: words first … last of the phrase. */
struct pz_group {
    struct pz_group_word v[PZ_GROUP_WORDS];
    unsigned n;
    unsigned next;         /* the first word behind the group */
    enum pz_gender gender; /* of the head; PZ_PLURAL for a head in the plural */
    bool animate;
    bool listed; /* the head is in the list of nouns, or a listed substantive */
    bool fixed;  /* an abbreviation: nothing in it changes */
    enum pz_confidence confidence;
};

/* Read the group that begins with word `from`. animate: what an unlisted or substantivised head is. false: no head there. */
bool pz_group_read(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words, unsigned from,
                   bool animate, bool counted);

/* How a group is written. */
struct pz_form_wanted {
    enum pz_case c;
    bool plural; /* turn a singular into the plural */
    bool paucal; /* behind 2, 3, 4: noun in the genitive singular, adjectives in the genitive (feminine: nominative) plural */
    bool counted;
    bool persons_plural; /* the accusative behind 2, 3, 4 alone: persons take the genitive plural («принять 2 воспитанников») */
};
/* Append the group's words in a form, with what stands between them; *written: up to where the phrase has been copied. */
void pz_group_put(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *group,
                  const struct pz_form_wanted *form, const char **written);
/* Whether a noun that an adjective of this gender may belong to begins with word i (adjectives between are passed). */
bool pz_noun_follows(const struct pz_tables *t, const struct pz_phrase_words *words, unsigned i, enum pz_gender gender);
/* An adjective or participle at word i that agrees with a head before it: right behind the head, or behind a comma. */
bool pz_tail_read(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words, unsigned i,
                  const struct pz_group *head);
/* Append it in the head's form; see pz_group_put. */
void pz_tail_put(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *tail,
                 const struct pz_form_wanted *form, const char **written);
/* Abbreviation: two capitals or more, no small letters («МБДОУ», «ООО»), a figure or no Russian letter at all. */
bool pz_is_abbreviation(const char *s, size_t len);

#endif
