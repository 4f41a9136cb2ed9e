/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of endings (data/russian/paradigms.tsv): CLASS · letters to take off · genitive, dative, accusative, instrumental, prepositional of
 * the singular · nominative, genitive, dative, accusative, instrumental, prepositional of the plural. «0» is no ending, «=» in the accusative: as the genitive for persons, as the
 * nominative for things, «-» no such form. The nominative singular is the word as it stands. */
#ifndef PZ_RUSSIAN_PARADIGMS_H
#define PZ_RUSSIAN_PARADIGMS_H

#include "base/arena.h"
#include "russian/russian.h"
#include "russian/word.h"

enum { PZ_FORMS = 2 * PZ_CASES };

struct pz_ending {
    const char *s; /* NULL: no such form */
    uint8_t len;
    bool by_animacy; /* accusative only */
};

struct pz_paradigm {
    const char *name;
    uint8_t name_len;
    uint8_t strip;
    struct pz_ending endings[PZ_FORMS];
};

struct pz_paradigms {
    const struct pz_paradigm *v;
    size_t n;
};

enum { PZ_PARADIGM_FIXED = 0 }; /* number of the class whose words never change */

int pz_paradigms_build(struct pz_paradigms *out, struct pz_arena *arena, const char *text, size_t len, unsigned *bad_line);
int pz_paradigm_number(const void *paradigms, const char *name, size_t len);
/* The ending of a form; NULL when the word has none such. */
const struct pz_ending *pz_paradigm_ending(const struct pz_paradigm *p, enum pz_case c, bool plural, bool animate);
/* Append the word in a form; false, nothing written, when there is none such. */
bool pz_paradigm_put(struct pz_buf *out, const struct pz_paradigm *p, const struct pz_word *w, enum pz_case c, bool plural,
                     bool animate);

#endif
