/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command shares: the global options, the exit codes, and the only functions that print.
 *
 * A command is one line of commands.def and one file of commands/. It gets its arguments as they stand behind its name, reads them
 * with cli_options (options.h), and returns an exit code. Nothing but the asked-for result goes to standard output; findings,
 * progress and words to the person go to standard error (with --json: as objects, one a line, to standard output). */
#ifndef PZ_CLI_CLI_H
#define PZ_CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

/* Contract: design of the command line; scripts and monitoring rely on them. */
enum cli_exit {
    CLI_DONE = 0,
    CLI_REFUSED = 1,   /* some documents refused, the rest made */
    CLI_USAGE = 2,     /* wrong usage or definitions, nothing written */
    CLI_SYSTEM = 3,    /* disk, memory, database; nothing half-written */
    CLI_PROTECTED = 4, /* a signed or published document would change */
};

enum cli_diagnostics { CLI_TEXT, CLI_JSON, CLI_SARIF };

struct cli;

struct cli_command {
    const char *name;
    int (*run)(struct cli *cli, int argc, char **argv);
    const char *summary; /* English, translated where it is printed; no full stop */
    const char *usage;   /* what stands behind the name: "TEMPLATE --data FILE …" */
};

struct cli {
    const struct cli_command *command;
    const char *folder; /* -C */
    const char *color;  /* auto, always, never */
    long jobs;          /* at least 1 */
    bool quiet, verbose, json, help, version;
    enum cli_diagnostics diagnostics; /* how cli_findings prints */
    struct cli_progress *progress;    /* the bar on the screen now, or NULL */
};

extern const struct cli_command cli_commands[];
extern const size_t cli_commands_n;

/* Standard output: the result. A failed write is remembered and turns the exit code into CLI_SYSTEM (cli_finish). */
void cli_put(const char *data, size_t len);
void cli_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
int cli_finish(struct cli *cli, int code);

/* Standard error: a word to the person; silent with --quiet. */
void cli_say(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Print one error (an E- line, or an object with --json) and return the exit code of its kind. */
int cli_fail(const struct cli *cli, const struct pz_error *err);
/* What is said when memory runs out where nobody can take it: made now, while there is some. */
void cli_last_words(const struct cli *cli);
/* A wrong call: E-CLI-001 … with the advice to ask for help. Returns CLI_USAGE. */
int cli_wrong(const struct cli *cli, const char *id, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Print all findings, sorted by place. Notes only with --verbose; warnings not with --quiet. */
void cli_findings(const struct cli *cli, struct pz_diags *diags);
/* The exit code of findings: the worst kind decides. */
int cli_findings_exit(const struct pz_diags *diags, int with_errors);

#endif
