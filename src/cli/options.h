/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a command as a table, from which both the parser and the help are made.
 *
 *     static const struct cli_option table[] = {
 *         CLI_OPTION_TEXT(struct mine, data, "data", 'd', N_("FILE"), N_("where the data are")),
 *         CLI_OPTION_FLAG(struct mine, each, "each", 0, N_("one document a record")),
 *         CLI_OPTION_END};
 *
 * Long options may be written `--name VALUE` and `--name=VALUE`, letters together (`-qv`); `--` ends the options. Options and
 * arguments may stand in any order. */
#ifndef PZ_CLI_OPTIONS_H
#define PZ_CLI_OPTIONS_H

#include <stddef.h>

#include "cli/cli.h"

enum cli_option_type { CLI_END, CLI_FLAG, CLI_STRING, CLI_NUMBER, CLI_LIST };

/* Values of an option that may be given several times. */
struct cli_list {
    const char **v;
    size_t n;
};

struct cli_option {
    enum cli_option_type type;
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* what --help shows for the value; NULL for a flag */
    const char *help;
    size_t offset; /* of the member: bool, const char *, long, struct cli_list */
};

#define CLI_OPTION_FLAG(type, member, name, letter, help)                                                                          \
    {                                                                                                                              \
        CLI_FLAG, name, letter, NULL, help, offsetof(type, member)                                                                 \
    }
#define CLI_OPTION_TEXT(type, member, name, letter, argument, help)                                                                \
    {                                                                                                                              \
        CLI_STRING, name, letter, argument, help, offsetof(type, member)                                                           \
    }
#define CLI_OPTION_NUMBER(type, member, name, letter, argument, help)                                                              \
    {                                                                                                                              \
        CLI_NUMBER, name, letter, argument, help, offsetof(type, member)                                                           \
    }
#define CLI_OPTION_LIST(type, member, name, letter, argument, help)                                                                \
    {                                                                                                                              \
        CLI_LIST, name, letter, argument, help, offsetof(type, member)                                                             \
    }
#define CLI_OPTION_END                                                                                                             \
    {                                                                                                                              \
        CLI_END, NULL, 0, NULL, NULL, 0                                                                                            \
    }

extern const struct cli_option cli_global_options[];

/* Read argv[0 … argc): options go into `options` (as the table says) and `cli`; what is left stands in argv[0 … *rest).
 * CLI_DONE to go on; otherwise the exit code to end with, and *stop set (help was printed, or a wrong option told).
 * Errors: E-CLI-001 unknown option, E-CLI-002 value missing, E-CLI-003 value not a number. */
int cli_options(struct cli *cli, const struct cli_option *table, void *options, int argc, char **argv, int *rest, bool *stop);

/* What every command does first: its options, then the effects of the global ones (folder, jobs). Use it in place of cli_options. */
int cli_start(struct cli *cli, const struct cli_option *table, void *options, int argc, char **argv, int *rest, bool *stop);

void cli_print_help(const struct cli *cli, const struct cli_option *table);
/* The word of `words` (NULL-terminated) that a misspelt one most likely means, or NULL. */
const char *cli_suggest(const char *word, const char *const *words);

#endif
