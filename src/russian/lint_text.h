/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks of finished text share. Inside this folder only. */
#ifndef PZ_RUSSIAN_LINT_TEXT_H
#define PZ_RUSSIAN_LINT_TEXT_H

#include "russian/lint.h"
#include "russian/tables.h"

/* Gender and case together: bit gender * PZ_CASES + case, genders as in enum pz_gender. */
#define PZ_AGREE_BIT(gender, c) (1u << ((gender)*PZ_CASES + (c)))

struct pz_lint_word {
    const char *s;
    size_t len;
    struct pz_word w;
    bool adjacent;            /* only blanks between it and the word before it */
    bool comma;               /* a comma stands before it */
    bool quoted;              /* inside quotation marks */
    uint32_t noun, adjective; /* PZ_AGREE_BIT: what it may be; 0: no listed noun, no sure adjective */
};

struct pz_lint_words {
    struct pz_lint_word *v;
    size_t n;
};

struct pz_lint {
    const struct pz_lint_paragraph *v;
    size_t n;
    struct pz_diags *diags;
    const struct pz_tables *t;
    struct pz_arena arena;
    struct pz_lint_words *words; /* of each paragraph */
};

/* A finding at `len` bytes of paragraph `at`; the place shows the words. */
void pz_lint_report(struct pz_lint *lint, size_t at, const char *s, size_t len, const char *id, const char *hint,
                    const char *message);

void pz_lint_words_read(struct pz_lint *lint, struct pz_lint_words *out, const struct pz_lint_paragraph *p);
/* Where the text of a paragraph begins behind blanks, bullets and its number («2.1.»). */
const char *pz_lint_body(const struct pz_lint_paragraph *p);

void pz_lint_government(struct pz_lint *lint, size_t at); /* lint_case.c */
void pz_lint_agreement(struct pz_lint *lint, size_t at);
void pz_lint_salutation(struct pz_lint *lint, size_t at);
void pz_lint_counts(struct pz_lint *lint, size_t at); /* lint_count.c */
void pz_lint_quotes(struct pz_lint *lint, size_t at); /* lint_signs.c */
void pz_lint_signs(struct pz_lint *lint, size_t at);
void pz_lint_cut_names(struct pz_lint *lint); /* lint_names.c */
void pz_lint_dates(struct pz_lint *lint);     /* lint_dates.c */
void pz_lint_numbering(struct pz_lint *lint); /* lint_numbering.c */
void pz_lint_title(struct pz_lint *lint);     /* lint_title.c */

#endif
