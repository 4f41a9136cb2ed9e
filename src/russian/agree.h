/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement of a word with what it speaks of. */
#ifndef PZ_RUSSIAN_AGREE_H
#define PZ_RUSSIAN_AGREE_H

#include "russian/russian.h"

/* A short participle, full adjective or past verb given as a masculine («УТВЕРЖДЁН», «выявлен», «Уважаемый», «прошёл») in the gender wanted:
 * «УТВЕРЖДЕНА», «выявлены», «Уважаемая», «прошли». */
enum pz_confidence pz_agree(struct pz_buf *out, const char *word, size_t len, enum pz_gender gender);
/* The same, gender taken from a noun phrase in the nominative: «УТВЕРЖДЕН», «Дорожная карта» → «УТВЕРЖДЕНА». */
enum pz_confidence pz_agree_with(struct pz_buf *out, const char *word, size_t len, const char *phrase, size_t phrase_len);
/* The predicate beside a number: «выявлен 21 дефицит», «выявлено 5 дефицитов», «выявлены 2 дефицита», 0 «выявлено». gender: of the noun counted. */
enum pz_confidence pz_agree_count(struct pz_buf *out, const char *word, size_t len, int64_t n, enum pz_gender gender);
/* «Уважаемый Алексей Петрович!», «Уважаемые коллеги!»: the word by sex; PZ_SEX_UNKNOWN gives PZ_UNKNOWN. */
enum pz_confidence pz_agree_sex(struct pz_buf *out, const char *word, size_t len, enum pz_sex sex);

#endif
