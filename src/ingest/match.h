/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what a text of a table names: organisations and indicators by code, full, short and former names.
 *
 * Names are compared as sets of words: case, «ё», Latin look-alikes, quotes, dashes, abbreviations (data/ingest/abbreviations.tsv) and the
 * order of words make no difference. Never a silent wrong match: what is not one and the same name is accepted only when a single entry
 * can be meant, and said so (PZ_MATCH_GUESS); a misspelling is never accepted, only offered. The clerk's answers win over everything. */
#ifndef PZ_INGEST_MATCH_H
#define PZ_INGEST_MATCH_H

#include "base/arena.h"
#include "base/error.h"

enum pz_match_kind {
    PZ_MATCH_NONE,
    PZ_MATCH_AMBIGUOUS, /* several entries bear this name */
    PZ_MATCH_SKIP,      /* the clerk's answer: this is nothing of ours */
    PZ_MATCH_GUESS, /* part of the name, only one entry can be meant; or a code with a name like none of its entry's (name is NULL) */
    PZ_MATCH_SAME,  /* the same name spelled otherwise */
    PZ_MATCH_EXACT, /* code, name as it stands, or the clerk's answer */
};

enum { PZ_MATCH_NEAR = 3 };

struct pz_match {
    enum pz_match_kind kind;
    size_t entry;               /* index of the entry found (GUESS, SAME, EXACT) */
    const char *name;           /* which of its names matched; NULL for a code */
    size_t near[PZ_MATCH_NEAR]; /* NONE, AMBIGUOUS: entries that may be meant, the likeliest first */
    size_t near_n;
};

struct pz_matcher;

/* The matcher lives in the arena, whose trap the caller has set; strings given to it are borrowed. expected: about how many entries come. */
struct pz_matcher *pz_matcher_new(struct pz_arena *arena, size_t expected);
/* A new entry; its number. names: NULL-terminated, in the order of their weight; NULL and "" among them are passed over. */
size_t pz_matcher_add(struct pz_matcher *matcher, const char *code, const char *const *names);
/* The clerk's answer: this text means the entry with that code; «-» or «нет»: nothing of ours. A code that is not known is answered -1. */
int pz_matcher_answer(struct pz_matcher *matcher, const char *text, const char *code);
/* Append all answers, for digests: the same answers give the same text. */
void pz_matcher_print_answers(const struct pz_matcher *matcher, struct pz_buf *out);
const char *pz_matcher_code(const struct pz_matcher *matcher, size_t entry);
/* The shorter of its first two names (full and short), else its code. */
const char *pz_matcher_title(const struct pz_matcher *matcher, size_t entry);

/* By a code alone: as it stands, without case, or by its value when both are numbers («1» and «01»). */
struct pz_match pz_match_code(const struct pz_matcher *matcher, const char *code, size_t len);
/* By a name. */
struct pz_match pz_match_name(const struct pz_matcher *matcher, const char *text, size_t len);
/* By the text of a column of codes: answers, code; by name only what is no number. */
struct pz_match pz_match_coded(const struct pz_matcher *matcher, const char *text, size_t len);
/* By whichever it is: answers, code, «код наименование», name. A number alone that is the code of one and stands in the name of another is
 * ambiguous. */
struct pz_match pz_match_any(const struct pz_matcher *matcher, const char *text, size_t len);

/* Append the near misses as «03 «Берёзка»», separated by semicolons. */
void pz_match_print_near(const struct pz_matcher *matcher, const struct pz_match *match, struct pz_buf *out);

#endif
