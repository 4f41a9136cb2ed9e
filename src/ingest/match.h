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
    PZ_MATCH_GUESS, /* part of the name, only one entry can be meant; or a code with a name like none of its entry's (not by_words) */
    PZ_MATCH_SAME,  /* the same name spelled otherwise */
    PZ_MATCH_EXACT, /* code, name as it stands, or the clerk's answer */
};

enum { PZ_MATCH_NEAR = 3 };

struct pz_match {
    enum pz_match_kind kind;
    size_t entry;               /* index of the entry found (GUESS, SAME, EXACT) */
    bool by_words;              /* by the words of one of its names; not by a code, nor as it stands */
    size_t near[PZ_MATCH_NEAR]; /* NONE, AMBIGUOUS: entries that may be meant, the likeliest first */
    size_t near_n;
};

struct pz_matcher;

/* Where the names of many entries are, so that the matcher need not hold them. */
struct pz_match_source {
    void *self;
    /* Give each name of each entry, in any order. Asked once at most, for the first text that is no name as it stands. */
    void (*each)(void *self, void (*name)(void *to, size_t entry, const char *text), void *to);
    /* As pz_matcher_title. Borrowed as long as the source says. */
    const char *(*title)(void *self, const char *code);
    /* Which of two entries comes first where both are equally like a text: <0, 0, >0. */
    int (*order)(const char *code, const char *other);
};

/* The matcher lives in the arena, whose trap the caller has set, until it is freed. Without a source (NULL) names given to it are borrowed; with one
 * only imprints of them are held, those of many in a temporary file. lost: why, when the way went to the trap not for want of memory but because
 * that file failed (E-SYS-002, E-SYS-004). */
struct pz_matcher *pz_matcher_new(struct pz_arena *arena, const struct pz_match_source *source, struct pz_error *lost);
void pz_matcher_free(struct pz_matcher *matcher); /* NULL is fine */
/* A new entry; its number. names: NULL-terminated, in the order of their weight; NULL and "" among them are passed over. */
size_t pz_matcher_add(struct pz_matcher *matcher, const char *code, const char *const *names);
/* One more name of an entry. */
void pz_matcher_add_name(struct pz_matcher *matcher, size_t entry, const char *name);
/* The clerk's answer: this text means the entry with that code; «-» or «нет»: nothing of ours. A code that is not known is answered -1. */
int pz_matcher_answer(struct pz_matcher *matcher, const char *text, const char *code);
/* Append all answers, for digests: the same answers give the same text. */
void pz_matcher_print_answers(struct pz_matcher *matcher, struct pz_buf *out);
/* In the arena. */
const char *pz_matcher_code(struct pz_matcher *matcher, size_t entry, struct pz_arena *arena);
/* The shorter of its first two names (full and short), else its code. In the arena, or borrowed from the source. */
const char *pz_matcher_title(struct pz_matcher *matcher, size_t entry, struct pz_arena *arena);

/* By a code alone: as it stands, without case, or by its value when both are numbers («1» and «01»). */
struct pz_match pz_match_code(struct pz_matcher *matcher, const char *code, size_t len);
/* By a name. */
struct pz_match pz_match_name(struct pz_matcher *matcher, const char *text, size_t len);
/* By the text of a column of codes: answers, code; by name only what is no number. */
struct pz_match pz_match_coded(struct pz_matcher *matcher, const char *text, size_t len);
/* By whichever it is: answers, code, «код наименование», name. A number alone that is the code of one and stands in the name of another is
 * ambiguous. */
struct pz_match pz_match_any(struct pz_matcher *matcher, const char *text, size_t len);

/* Append the near misses as «03 «Берёзка»», separated by semicolons. */
void pz_match_print_near(struct pz_matcher *matcher, const struct pz_match *match, struct pz_buf *out);

#endif
