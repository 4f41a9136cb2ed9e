/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Organisations and departments: kind words inflect; quoted names, numbers, «имени …» and abbreviations never; inanimate. */
#ifndef PZ_RUSSIAN_ORGANISATION_H
#define PZ_RUSSIAN_ORGANISATION_H

#include "russian/russian.h"

enum pz_confidence pz_organisation_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* Genitive plural of a kind for group addressees: «муниципальная дошкольная образовательная организация», in either number, gives
 * «муниципальных дошкольных образовательных организаций»; so «Руководителям …» is always followed by the genitive. */
enum pz_confidence pz_organisation_group(struct pz_buf *out, const char *text, size_t len);
/* Whether the text begins as an organisation or department does (kind word, abbreviation, quoted name). */
bool pz_organisation_looks(const char *text, size_t len);

#endif
