/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words whose letters cannot be told apart by eye: «c» of the Latin alphabet and «с» of the Cyrillic one. */
#ifndef PZ_TEMPLATE_LOOKALIKE_H
#define PZ_TEMPLATE_LOOKALIKE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/names.h"

/* The word with every Latin letter that has a Cyrillic twin as that: the same for all words that look the same. NUL behind. */
const char *pz_look(struct pz_arena *arena, const char *s, size_t len);
/* Whether two words look the same and are not. */
bool pz_look_differs_only(const char *a, size_t na, const char *b, size_t nb);
/* What a word in which letters of both alphabets stand side by side was meant to be; NULL: it is no such word, or some letter has no twin.
 * A known name decides, then what is possible, then the alphabet of most letters. «адрес_x» is two words. names may be NULL. */
const char *pz_look_unmixed(struct pz_arena *arena, const struct pz_names *names, const char *s, size_t len);
/* A hint in the language of the run that names the right word and the first of its letters that is another in `written`. */
void pz_look_hint(char *out, size_t size, const char *written, size_t written_len, const char *right, size_t right_len);

#endif
