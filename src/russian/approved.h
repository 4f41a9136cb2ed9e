/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms a clerk has confirmed (approved/forms.csv of a workspace): they always win. And the doubtful forms that still wait for him.
 *
 * CSV, UTF-8 (BOM allowed), «;» or «,»; header in Russian or English, any order of columns:
 *     вид;исходная форма;пол;родительный;дательный;винительный;творительный;предложный
 *     kind;text;sex;genitive;dative;accusative;instrumental;prepositional
 * and where words are counted, «мн. именительный» («plural nominative») … «мн. предложный» and «два» («two»: behind 2, 3, 4).
 * вид: имя (full name), фамилия, личное имя, отчество, должность, организация, слово. An empty cell leaves that form to the rules. пол: м or ж,
 * empty where it does not matter; of a full name it also answers whose name it is («Ткач И.И.»), of words it is their gender (м, ж, с, мн).
 * A surname row also serves inside full names, and a row of a full name for its parts. */
#ifndef PZ_RUSSIAN_APPROVED_H
#define PZ_RUSSIAN_APPROVED_H

#include "base/error.h"
#include "russian/russian.h"

enum pz_form_kind {
    PZ_FORM_AUTO, /* told from the text: organisation, person, post or a plain phrase */
    PZ_FORM_NAME,
    PZ_FORM_LAST,
    PZ_FORM_FIRST,
    PZ_FORM_MIDDLE,
    PZ_FORM_POST,
    PZ_FORM_ORGANISATION,
    PZ_FORM_PHRASE,
};
/* «name», «last», «post», «org», «organisation», «phrase», «имя», «должность» …; -1 when none. */
int pz_form_kind_parse(const char *text, size_t len);

struct pz_approved; /* immutable, shared by threads */
/* Read the file's text. Bad rows go to diags (E-TEXT-001 … ) with line, the rest is kept; -1 only when memory runs out. */
int pz_approved_load(struct pz_approved **out, const char *text, size_t len, const char *file, struct pz_diags *diags);
void pz_approved_free(struct pz_approved *approved);
size_t pz_approved_count(const struct pz_approved *approved);
/* Forms of a text: the cases of the singular (enum pz_case), then those of the plural, then what counting and agreement need. */
enum {
    PZ_FORM_PLURAL = PZ_CASES,  /* + case */
    PZ_FORM_FEW = 2 * PZ_CASES, /* behind 2, 3, 4: «новых садика» */
    PZ_FORM_SEX,                /* no form, but what forms depend on: sex of a person, gender of words */
    PZ_FORM_COUNT,
};
/* «dative», «dative plural», «behind 2, 3, 4», «sex or gender»: to be translated with _(). Static. */
const char *pz_form_name(unsigned form);

/* The confirmed form (NUL-terminated, the list's), or NULL. form: below PZ_FORM_SEX. Of two rows for one text the later wins.
 * approved may be NULL. */
const char *pz_approved_find(const struct pz_approved *approved, enum pz_form_kind kind, enum pz_sex sex, unsigned form,
                             const char *text, size_t len);
/* Whose name this is, by a row of exactly this text; PZ_SEX_UNKNOWN when none says. */
enum pz_sex pz_approved_sex(const struct pz_approved *approved, const char *text, size_t len);
/* The gender of words, by a row of exactly this text that is no person's; false when none says. */
bool pz_approved_gender(const struct pz_approved *approved, const char *text, size_t len, enum pz_gender *gender);

/* One doubtful form met. */
struct pz_doubt {
    enum pz_form_kind kind;
    unsigned form; /* PZ_FORM_… or a case */
    enum pz_sex sex;
    const char *text, *guess; /* guess "" when none could be given; of PZ_FORM_SEX «м», «ж», «с», «мн» */
    size_t times;
};
/* Doubtful forms met by one thread; the same form of the same text is kept once. */
struct pz_doubts {
    struct pz_arena arena;
    struct pz_doubt *v;
    size_t n, cap;
    uint32_t *index; /* hash slots, entry number + 1 */
    size_t slots;
};
void pz_doubts_init(struct pz_doubts *doubts);
void pz_doubts_release(struct pz_doubts *doubts);
/* Forget them; the arena's trap stays. */
void pz_doubts_clear(struct pz_doubts *doubts);
/* Note doubts met elsewhere; what they point at is copied. */
void pz_doubts_note(struct pz_doubts *doubts, const struct pz_doubt *v, size_t n);
void pz_doubts_merge(struct pz_doubts *into, const struct pz_doubts *from);
/* By kind, text, case: the order of the clerk's list. */
void pz_doubts_sort(struct pz_doubts *doubts);
/* The list as the CSV above, one row per text with the guesses filled in, for the clerk to correct and keep. */
void pz_doubts_print_csv(const struct pz_doubts *doubts, struct pz_buf *out);

#endif
