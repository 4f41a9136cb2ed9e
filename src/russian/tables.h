/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder's tables, built once out of the embedded data/russian, read-only after. */
#ifndef PZ_RUSSIAN_TABLES_H
#define PZ_RUSSIAN_TABLES_H

#include "russian/adjectives.h"
#include "russian/nouns.h"
#include "russian/numerals.h"
#include "russian/paradigms.h"
#include "russian/pronouns.h"
#include "russian/rules.h"
#include "russian/share_words.h"

/* Classes of the tables that tell something instead of a paradigm. */
enum pz_mark { PZ_MARK_NO, PZ_MARK_YES, PZ_MARK_MALE, PZ_MARK_FEMALE, PZ_MARK_BOTH };

struct pz_tables {
    struct pz_paradigms paradigms;
    struct pz_rules last, first, middle;                               /* values: paradigms */
    struct pz_rules sex_last, sex_first, sex_middle, patronymic_words; /* values: enum pz_mark */
    struct pz_rules fixed_last, fixed_first; /* first halves of compounds that never change: enum pz_mark */
    struct pz_nouns nouns;
    struct pz_adjective_endings adjectives;
    struct pz_pronouns pronouns;
    struct pz_numerals numerals;
    struct pz_share_anchors shares;
    struct pz_rules fixed_words;  /* halves of compounds, shortened posts: enum pz_mark */
    struct pz_rules substantives; /* adjectives that are nouns: enum pz_mark */
    struct pz_rules surname_like; /* what looks like a surname: enum pz_mark */
};

/* NULL only when memory ran out; the next call tries again. */
const struct pz_tables *pz_tables(void);

#endif
