/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full adjectives and participles, told by their endings (data/russian/adjectives.tsv). Inside this folder only. */
#ifndef PZ_RUSSIAN_ADJECTIVES_H
#define PZ_RUSSIAN_ADJECTIVES_H

#include "base/arena.h"
#include "russian/russian.h"
#include "russian/word.h"

enum pz_adjective_type {
    PZ_ADJ_HARD,
    PZ_ADJ_VELAR,
    PZ_ADJ_HUSHING,
    PZ_ADJ_SOFT,
    PZ_ADJ_STRESSED,
    PZ_ADJ_STRESSED_VELAR,
    PZ_ADJ_POSSESSIVE,
    PZ_ADJ_TYPES
};
enum { PZ_GENDERS = PZ_PLURAL + 1 };

struct pz_adjective_ending {
    const char *s;
    uint8_t len;
    bool by_animacy;
};
struct pz_adjective_endings {
    struct pz_adjective_ending v[PZ_ADJ_TYPES][PZ_GENDERS][PZ_CASES];
};

int pz_adjectives_build(struct pz_adjective_endings *out, const char *text, size_t len, unsigned *bad_line);

/* An adjective in the nominative. */
struct pz_adjective {
    enum pz_adjective_type type;
    enum pz_gender gender;
    uint8_t strip;  /* letters of the ending, with -ся */
    bool reflexive; /* -ся */
};
/* Whether the word has the form of an adjective in the nominative (nouns are to be looked for first). */
bool pz_adjective_read(struct pz_adjective *out, const struct pz_word *w);
/* The word in another case, of another gender or number. */
void pz_adjective_put(struct pz_buf *out, const struct pz_adjective_endings *e, const struct pz_adjective *a,
                      const struct pz_word *w, enum pz_gender gender, enum pz_case c, bool animate);
/* Whether the word could be an adjective in this gender and case (for reading finished text). */
bool pz_adjective_could_be(const struct pz_word *w, enum pz_gender gender, enum pz_case c);

#endif
