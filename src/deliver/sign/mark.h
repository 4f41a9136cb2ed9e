/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy for publication: the signed PDF with the mark of the electronic signature in the place of the signature.
 *
 * The mark is a template (data/sign/mark.svg, or mark.svg in the office's folders) filled from the verified signature: phrase, certificate number,
 * owner, validity. It is drawn as vectors with its fonts embedded and laid over the page as one tagged figure with an alternative
 * text, so that the copy stays PDF/A. The signed original is read only.
 * Source: ГОСТ Р 7.0.97-2016, 5.23, and its 2025 edition: fields, their order and the frame are in the template, sizes in the profile. */
#ifndef PZ_DELIVER_SIGN_MARK_H
#define PZ_DELIVER_SIGN_MARK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "deliver/sign/cms.h"

struct pz_mark_options {
    const char *profile;        /* "2016", "2025"; NULL: by date */
    int64_t date;               /* of the document, day number; chooses the profile */
    const char *const *folders; /* where templates are looked for, NULL-terminated; the stock ones come last by themselves */
    const char *
        signatory; /* «И.О. Фамилия» as it stands in the signature line; finds the place when the document has no bookmark; NULL: made
                              from the owner's name */
    const char *anchor; /* name of the bookmark at the place of the signature; NULL: "signature" */
};

/* Write the copy to `target`. Refused for a signature that is not valid (E-SIGN-040), a certificate name that would put ИНН or СНИЛС
 * on the page (E-SIGN-041), a place not found (E-SIGN-042), a template that is no SVG (E-SIGN-043), faults of the template (E-TPL-…). */
int pz_mark_make(const char *signed_pdf, const char *target, const struct pz_cms_signature *signature,
                 const struct pz_mark_options *options, struct pz_error *err);

#endif
