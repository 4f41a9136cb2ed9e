/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds defects of language in finished text, whatever made it. Every finding is meant to be true: where a rule is not sure it is silent.
 * Identifiers: docs/diagnostics/russian.md. */
#ifndef PZ_RUSSIAN_LINT_H
#define PZ_RUSSIAN_LINT_H

#include "base/error.h"
#include "russian/date.h"
#include "russian/russian.h"

/* One paragraph, heading or table cell. */
struct pz_lint_paragraph {
    const char *text;
    size_t len;
    struct pz_place place; /* where it stands; file alone, or «таблица 2, строка 3» too */
    bool heading;          /* a title or heading: compared with what is approved in the points */
    bool cell;             /* of a table */
};

/* All paragraphs of one document in order; findings go to diags with the paragraph's place, `source` and `caret` set to the words in question. */
void pz_lint_document(const struct pz_lint_paragraph *paragraphs, size_t n, struct pz_diags *diags);

#endif
