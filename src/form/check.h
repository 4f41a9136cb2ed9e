/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form check: a finished document against ГОСТ Р 7.0.97 in the edition of its date, and against what makes a document readable by
 * everyone (language, title, real headings, alternative texts, repeated table headers). Figures are data: data/form/rules.tsv. */
#ifndef PZ_FORM_CHECK_H
#define PZ_FORM_CHECK_H

#include "base/error.h"
#include "form/model.h"

struct pz_form_options {
    const char *profile; /* id of an edition; NULL: by the document's own date, the newest when it has none */
    bool text;           /* also the linter of Russian text (russian/lint.h) */
};

/* Check one DOCX or ODT. Every finding goes to diags with rule, clause and place (E-FORM-…, W-FORM-…; docs/diagnostics/form.md).
 * 0: looked through, whatever was found; -1: the file cannot be read, err says why. */
int pz_form_check(const char *path, const char *name, const struct pz_form_options *options, struct pz_diags *diags,
                  struct pz_error *err);

/* The same for a model that is read already. */
void pz_form_check_model(const struct pz_form_model *model, const struct pz_form_options *options, struct pz_diags *diags);

/* The plain text of a document, a line for every paragraph and cell, in reading order; headers and footers left out. Appends to out. */
int pz_form_text(const char *path, struct pz_buf *out, struct pz_error *err);

#endif
