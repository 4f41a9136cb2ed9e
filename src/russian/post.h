/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts (job titles): «заместитель начальника отдела — главный бухгалтер». The head group changes, the tail stays; a dash, a comma or a
 * bracket behind the tail opens a second head. A person is animate: accusative as genitive. */
#ifndef PZ_RUSSIAN_POST_H
#define PZ_RUSSIAN_POST_H

#include "russian/russian.h"

/* A post in the nominative singular or plural («руководители организаций»). */
enum pz_confidence pz_post_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* Whether the text begins as a post does (a known head word behind adjectives). */
bool pz_post_looks(const char *text, size_t len);

#endif
