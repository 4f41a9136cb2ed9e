/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms a clerk has confirmed (approved/forms.csv of a workspace): they always win. And the doubtful forms that still wait for him.
 *
 * CSV, UTF-8 (BOM allowed), «;» or «,»; header in Russian or English, any order of columns:
 *     вид;исходная форма;пол;родительный;дательный;винительный;творительный;предложный
 *     kind;text;sex;genitive;dative;accusative;instrumental;prepositional
 * вид: имя (full name), фамилия, личное имя, отчество, должность, организация, слово. An empty cell leaves that form to the rules; пол м or ж, empty where it
 * does not matter. A surname row also serves inside full names. */
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
/* The confirmed form (NUL-terminated, the list's), or NULL. Of two rows for one text the later wins. approved may be NULL. */
const char *pz_approved_find(const struct pz_approved *approved, enum pz_form_kind kind, enum pz_sex sex, enum pz_case c,
                             const char *text, size_t len);

/* One doubtful form met. */
struct pz_doubt {
    enum pz_form_kind kind;
    enum pz_case c;
    enum pz_sex sex;
    const char *text, *guess; /* guess "" when none could be given */
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
void pz_doubts_merge(struct pz_doubts *into, const struct pz_doubts *from);
/* By kind, text, case: the order of the clerk's list. */
void pz_doubts_sort(struct pz_doubts *doubts);
/* The list as the CSV above, one row per text with the guesses filled in, for the clerk to correct and keep. */
void pz_doubts_print_csv(const struct pz_doubts *doubts, struct pz_buf *out);

/* What every filter uses: approved forms first, rules after, doubts noted. Members may be NULL. */
struct pz_forms {
    const struct pz_approved *approved;
    struct pz_doubts *doubts; /* this thread's */
};
/* Append the form. PZ_CERTAIN for an approved one. forms may be NULL. */
enum pz_confidence pz_forms_inflect(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, const char *text,
                                    size_t len, enum pz_sex sex, enum pz_case c);

#endif
