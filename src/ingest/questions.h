/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open questions of matching, for the clerk: spellings that name nobody for certain, written below the answers in approved/организации.csv.
 *
 *     как написано;код;похожие;где встретилось
 *     Школа № 5;-;;                                             ← an answer
 *     Сад «Берозка»;;01 Детский сад № 1 «Берёзка»;data/итоги.csv!7:A   ← a question, until a code (or «-») stands beside it
 *
 * What stands in the file is never touched: questions are added behind its last line, in its encoding and with its separator, each spelling once. */
#ifndef PZ_INGEST_QUESTIONS_H
#define PZ_INGEST_QUESTIONS_H

#include "base/arena.h"
#include "base/error.h"

struct pz_question {
    const char *text;  /* as written, blanks collapsed */
    const char *near;  /* «01 …; 07 …»: who may be meant; "" */
    const char *place; /* the first place where it stands */
};

/* Open struct; release frees what was asked. */
struct pz_questions {
    struct pz_arena arena;
    struct pz_question *v;
    size_t n, cap;
};

void pz_questions_init(struct pz_questions *questions);
void pz_questions_release(struct pz_questions *questions);
/* Strings are copied; a spelling that was asked already is not asked twice. The arena's trap is set inside: false when memory is short. */
bool pz_questions_ask(struct pz_questions *questions, const char *text, const char *near, const struct pz_place *place);
/* Add those that do not stand in the file yet, and make the file where there is none. *added: how many.
 * Errors: E-SYS-002, E-SYS-004; E-DATA-… of a file that is no table. The file stays as it was then. */
int pz_questions_write(const struct pz_questions *questions, const char *path, size_t *added, struct pz_error *err);

#endif
