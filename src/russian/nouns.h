/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Common nouns: a list of those that documents use (data/russian/nouns.tsv), endings for the rest. Inside this folder only. */
#ifndef PZ_RUSSIAN_NOUNS_H
#define PZ_RUSSIAN_NOUNS_H

#include "russian/paradigms.h"
#include "russian/rules.h"

/* Gender, animacy and endings that some nouns share. */
struct pz_noun_class {
    const struct pz_paradigm *paradigm;
    enum pz_gender gender; /* PZ_PLURAL: has no singular */
    bool animate;
};

enum { PZ_NOUN_CLASSES = 128 };

/* One form of a listed noun. */
struct pz_noun_form {
    uint64_t hash;  /* of the letters; 0: free slot */
    uint16_t forms; /* bit per form: 0–5 the singular, 6–11 the plural */
    uint8_t noun_class;
};

struct pz_nouns {
    struct pz_noun_class classes[PZ_NOUN_CLASSES];
    size_t classes_n;
    const struct pz_paradigms *paradigms;
    struct pz_rules rules; /* male: any use; female: behind a number */
    struct pz_noun_form *forms;
    size_t forms_mask; /* slots - 1 */
};

/* Needs out->paradigms. */
int pz_nouns_build(struct pz_nouns *out, struct pz_arena *arena, const char *text, size_t len, unsigned *bad_line);

/* A noun found in the nominative. */
struct pz_noun {
    const struct pz_noun_class *cls;
    bool plural;   /* the word is in the plural, by form or by nature */
    uint8_t strip; /* letters to take off the word as it stands */
    enum pz_confidence confidence;
};
/* want_plural: adjectives before it are in the plural. counted: behind a number («человек»). false: no noun at all. */
bool pz_noun_find(struct pz_noun *out, const struct pz_nouns *nouns, const struct pz_word *w, bool want_plural, bool counted);
/* false, nothing written, when the noun has no such form. plural is ignored for a word in the plural. */
bool pz_noun_put(struct pz_buf *out, const struct pz_noun *noun, const struct pz_word *w, enum pz_case c, bool plural);
/* Whether the word is listed as a noun in its first form. */
bool pz_noun_listed(const struct pz_nouns *nouns, const struct pz_word *w);

/* What forms a word may be of listed nouns: each match in turn. *slot: start with 0. NULL: no more. */
const struct pz_noun_form *pz_noun_forms(const struct pz_nouns *nouns, const struct pz_word *w, size_t *slot);
/* All forms together: bits as in pz_noun_form.forms. */
unsigned pz_noun_form_bits(const struct pz_nouns *nouns, const struct pz_word *w);

#define PZ_FORM_BIT(c, plural) (1u << ((c) + ((plural) ? PZ_CASES : 0)))

#endif
