/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every filter uses: approved forms first, rules after, doubts noted. Each function appends to `out` what the rules of its own
 * header (names.h, phrase.h, agree.h) would, unless the clerk's list knows better. */
#ifndef PZ_RUSSIAN_FORMS_H
#define PZ_RUSSIAN_FORMS_H

#include "russian/approved.h"
#include "russian/names.h"

/* Members may be NULL, and so may a pointer to it. */
struct pz_forms {
    const struct pz_approved *approved;
    struct pz_doubts *doubts; /* this thread's */
};

/* A text in a case. PZ_CERTAIN for an approved form. */
enum pz_confidence pz_forms_inflect(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, const char *text,
                                    size_t len, enum pz_sex sex, enum pz_case c);

/* The sex of a name's bearer: the list's, else what the name shows. Nothing is noted: what depends on it does that. */
enum pz_sex pz_forms_sex(const struct pz_forms *forms, const char *text, size_t len, enum pz_confidence *confidence);
/* A surname with initials; a row of the full name, of the name as printed, or of the surname serves. */
enum pz_confidence pz_forms_initials(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len,
                                     enum pz_sex sex, enum pz_case c, enum pz_initials_order order, enum pz_initials_space space);
/* First name and patronymic; a row of the full name, of both, or of each part serves. A pz_confidence, or -1 and nothing written when
 * the name has none (initials, a surname alone). */
int pz_forms_given(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c);

/* The words that go with a number (pz_phrase_count). */
enum pz_confidence pz_forms_count(const struct pz_forms *forms, struct pz_buf *out, int64_t n, const char *text, size_t len,
                                  enum pz_case c);
enum pz_confidence pz_forms_count_decimal(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len);
/* Words in the plural (pz_phrase_plural). */
enum pz_confidence pz_forms_plural(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* «Руководителям …»: a group of organisations in the genitive plural (pz_organisation_group). */
enum pz_confidence pz_forms_group(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len);
/* The gender of a noun phrase. */
enum pz_confidence pz_forms_gender(const struct pz_forms *forms, const char *text, size_t len, enum pz_gender *gender);
/* A word in agreement with a person's name or a noun phrase, whichever `text` is. */
enum pz_confidence pz_forms_agree(const struct pz_forms *forms, struct pz_buf *out, const char *word, size_t word_len,
                                  const char *text, size_t len);

#endif
