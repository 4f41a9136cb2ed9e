/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of many names, for texts that are no name as they stand. Inside src/ingest only.
 *
 * Each word that occurs is held once; a name is the numbers of its words. What a text's words are like is found for each word once, whatever the number
 * of names that have it. */
#ifndef PZ_INGEST_WORD_INDEX_H
#define PZ_INGEST_WORD_INDEX_H

#include "base/buf.h"
#include "base/imprints.h"
#include "ingest/match.h"
#include "ingest/words_of.h"

struct pz_word_index {
    struct pz_imprints numbers; /* word → its number */
    struct pz_imprints keys;    /* sorted words of a name → its entry, or PZ_SEVERAL */
    struct pz_pages texts;      /* words, a NUL behind each */
    struct pz_pages words;      /* struct word by number */
    struct pz_pages names;      /* uint32_t: entry, how many, numbers of the words */
    struct pz_pages likes;      /* of the text asked about: likeness of each of its core words to each word, in quarters */
    struct pz_error *lost;      /* why the way went to the trap, where a temporary file failed */
};

enum { PZ_SEVERAL = -1 };

void pz_word_index_release(struct pz_word_index *index);
/* The arena's trap is the caller's; nothing in it stays. */
void pz_word_index_add(struct pz_word_index *index, struct pz_arena *arena, size_t entry, const char *name);
/* As pz_match_name of what is no name as it stands. order: of entries equally like the text; NULL: by number. */
struct pz_match pz_word_index_match(struct pz_word_index *index, struct pz_arena *arena, const char *text, size_t len,
                                    int (*order)(void *self, size_t entry, size_t other), void *self);
/* A word that says enough to mean one organisation: a number, or four letters. */
bool pz_word_is_telling(const char *word);

#endif
