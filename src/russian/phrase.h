/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noun phrases: adjectives and participles, a head noun, and a tail that stays («муниципальная | образовательная | организация | города»).
 * Posts and organisations build on this. */
#ifndef PZ_RUSSIAN_PHRASE_H
#define PZ_RUSSIAN_PHRASE_H

#include "russian/russian.h"

/* Gender and number of the head noun of a phrase in the nominative; PZ_ASK for a guess by the ending. */
enum pz_confidence pz_phrase_gender(const char *text, size_t len, enum pz_gender *gender);
/* A phrase in the nominative, singular or plural, put into a case; its number stays. */
enum pz_confidence pz_phrase_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* A phrase in the nominative singular, put into the plural and a case («руководитель отдела» → «руководителям отдела»). */
enum pz_confidence pz_phrase_plural(struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* The phrase that goes with a number: «дошкольная организация», 5 → «дошкольных организаций» (without the number itself).
 * text: nominative singular (or plural only: «ясли», «сутки»). c: case of the whole («с 5 организациями»); nominative is the usual. */
enum pz_confidence pz_phrase_count(struct pz_buf *out, int64_t n, const char *text, size_t len, enum pz_case c);
/* The same behind a decimal fraction: always the genitive singular («2,5 балла»). */
enum pz_confidence pz_phrase_count_decimal(struct pz_buf *out, const char *text, size_t len);

#endif
