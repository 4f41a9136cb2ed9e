/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one check and its figures. Open inside the folder. */
#ifndef PZ_FORM_RULES_H
#define PZ_FORM_RULES_H

#include "form/check.h"
#include "russian/date.h"

struct pz_form_figure {
    const char *profile, *key, *value, *clause;
};

struct pz_form_rules; /* data/form/rules.tsv, read once */

const struct pz_form_rules *pz_form_rules(void);
/* The edition in force on a day (0: the newest), or the one named. Index of its first row; -1 unknown name. */
int pz_form_edition(const struct pz_form_rules *rules, const char *profile, int64_t day);
/* A figure of the edition or of one before it, or NULL. */
const struct pz_form_figure *pz_form_figure(const struct pz_form_rules *rules, int edition, const char *key);

/* Kinds of documents the check tells apart by their words. A decision of a meeting («РЕШЕНИЕ / совещания … на тему …») has its theme
 * in its name and its number, if any, in the minutes. */
enum pz_form_kind { PZ_FORM_OTHER, PZ_FORM_ORDER, PZ_FORM_LETTER, PZ_FORM_MEETING };

struct pz_form_state {
    const struct pz_form_model *model;
    const struct pz_form_rules *rules;
    int edition;
    const char *standard; /* name of the edition */
    struct pz_diags *diags;
    enum pz_form_kind kind;
    /* Indices of paragraphs, -1 when there is none. */
    long kind_at, date_at, number_at, title_at, text_at, signature_at, salutation_at, first_point_at;
};

/* Reports at paragraph i. */
void pz_form_report(struct pz_form_state *s, const char *id, size_t i, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Of findings from index `from` on: the same one in many places becomes one that names its places. */
void pz_form_gather(struct pz_diags *diags, size_t from);

/* Value of a figure as a number; `otherwise` when the edition does not have it. */
double pz_form_value(const struct pz_form_state *s, const char *key, double otherwise);
/* «(ГОСТ Р 7.0.97-2025, раздел 3, поля)» for a figure's key; "" for NULL. Borrowed until the next call with the same buffer. */
const char *pz_form_clause(const struct pz_form_state *s, const char *key, char buffer[256]);

/* Whether the paragraph is text of the document proper: in the body, not in a table, with letters in it. */
bool pz_form_is_text(const struct pz_form_paragraph *p);
/* Number the paragraph begins with, typed or automatic («1.2.»): its length in `label`, 0 for none; *typed tells which. */
size_t pz_form_point_label(const struct pz_form_paragraph *p, const char **label);

void pz_form_find_requisites(struct pz_form_state *s);
void pz_form_check_page(struct pz_form_state *s);
void pz_form_check_look(struct pz_form_state *s);
void pz_form_check_access(struct pz_form_state *s);
void pz_form_check_requisites(struct pz_form_state *s);
void pz_form_check_position(struct pz_form_state *s);

#endif
