/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of forms.h share. Inside this folder only. */
#ifndef PZ_RUSSIAN_FORMS_NOTE_H
#define PZ_RUSSIAN_FORMS_NOTE_H

#include "russian/forms.h"

/* What kind of text this is: organisation, person, post or a plain phrase. */
enum pz_form_kind pz_forms_kind(const char *text, size_t len);
/* The approved form written, if there is one. */
bool pz_forms_put_approved(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, enum pz_sex sex, unsigned form,
                           const char *text, size_t len);
/* A full name of which a part has an approved form: that part from the list, the rest by rules; false and nothing written when none has. */
bool pz_forms_put_parts(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_sex sex,
                        enum pz_case c, enum pz_confidence *confidence);
/* Note the doubt about `what` when there is one; what stands in `out` from `start` on is the guess. Returns confidence. */
enum pz_confidence pz_forms_judge(const struct pz_forms *forms, struct pz_doubt what, size_t len, const struct pz_buf *out,
                                  size_t start, enum pz_confidence confidence);
/* Note a doubt. forms may be NULL; len, guess_len: bytes of what->text and what->guess. */
void pz_forms_note(const struct pz_forms *forms, const struct pz_doubt *what, size_t len, size_t guess_len);

#endif
