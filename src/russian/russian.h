/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Russian of official documents: what all files of this folder share.
 *
 * Every function takes UTF-8 text (pointer and bytes), appends its answer to a pz_buf and says how sure the answer is. Nothing is
 * allocated per call but in that buffer. The tables (data/russian, embedded) are built once, by the first call or by pz_russian_init; after
 * that everything is read-only and may be used by any number of threads.
 * Letters е and ё are one letter to every rule; what was typed is written back. Capitals stay as they were typed: a word all in
 * capitals gets its ending in capitals.
 * Source of the rules: grammar of the literary language as school and reference grammars give it (ГОСТ Р 7.0.97 for the forms of requisites). */
#ifndef PZ_RUSSIAN_RUSSIAN_H
#define PZ_RUSSIAN_RUSSIAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum pz_case { PZ_NOMINATIVE, PZ_GENITIVE, PZ_DATIVE, PZ_ACCUSATIVE, PZ_INSTRUMENTAL, PZ_PREPOSITIONAL, PZ_CASES };

enum pz_sex { PZ_SEX_UNKNOWN, PZ_MALE, PZ_FEMALE };

/* Grammatical gender; PZ_PLURAL stands beside the three, as endings do not tell gender in the plural. */
enum pz_gender { PZ_MASCULINE, PZ_FEMININE, PZ_NEUTER, PZ_PLURAL };

/* In growing doubt, so that the worst of several parts is their maximum. */
enum pz_confidence {
    PZ_CERTAIN,    /* grammar leaves one form */
    PZ_CONVENTION, /* two are met; the norm or this project prefers this one */
    PZ_ASK,        /* a guess: a clerk has to confirm it once (approved.h) */
    PZ_UNKNOWN,    /* no form can be given (sex missing, no Russian word): the text was written as it stood */
};

/* Build the tables now. -1 only when memory runs out. */
int pz_russian_init(struct pz_error *err);

/* English and Russian names, full or short («dative», «dat», «дательный», «дат»); -1 when the text is none. */
int pz_case_parse(const char *text, size_t len);
/* «m», «male», «м», «мужской», «f», «ж» …; «-» and «» are PZ_SEX_UNKNOWN; -1 when the text is none. */
int pz_sex_parse(const char *text, size_t len);
/* «m», «f», «n», «pl» and the Russian «м», «ж», «с», «мн»; -1 when the text is none. */
int pz_gender_parse(const char *text, size_t len);
/* English name of a case, static: «dative». */
const char *pz_case_name(enum pz_case c);
/* «certain», «convention», «ask»; PZ_UNKNOWN is «ask» too. Static. */
const char *pz_confidence_name(enum pz_confidence confidence);

#endif
