/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configured command line as words. No shell ever sees it, so that no file name can become a command. */
#ifndef PZ_DELIVER_SIGN_WORDS_H
#define PZ_DELIVER_SIGN_WORDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/* What stands for {file}, {signature}, {list}, {folder}. */
struct pz_words_values {
    const char *file, *signature, *list, *folder;
};

/* Split `command` at blanks; '…' and "…" hold blanks, a backslash takes the next character as it is. Placeholders are filled in
 * after the splitting. A NULL-terminated list in the arena. Errors: E-SIGN-030 (empty, a quote that is not closed, an unknown
 * placeholder). */
int pz_words_split(char ***out, const char *command, const struct pz_words_values *values, struct pz_arena *arena,
                   struct pz_error *err);
/* Whether the command has the placeholder ("{list}"). */
bool pz_words_have(const char *command, const char *placeholder);

#endif
