/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace with its store, opened for a command. */
#ifndef PZ_CLI_OPEN_H
#define PZ_CLI_OPEN_H

#include "cli/cli.h"
#include "cli/clock.h"
#include "batch/lock.h"
#include "store/register.h"
#include "workspace/workspace.h"

struct cli_work {
    struct cli *cli;
    struct cli_now now;
    struct pz_stamp stamp;
    struct pz_arena arena; /* of what the command reads */
    struct pz_diags diags;
    struct pz_error err;
    struct pz_lock *lock;
    struct pz_workspace *workspace;
    struct pz_store *store;
    struct pz_reader *reader;
    bool opened; /* cli_work_open came to its end; stays set after closing */
};

enum cli_work_needs {
    CLI_NEEDS_REGISTER = 0,  /* the store to read */
    CLI_NEEDS_WRITE = 1,     /* the store to write, under the workspace's lock */
    CLI_NEEDS_WORKSPACE = 2, /* the definitions too */
    CLI_NEEDS_CREATE = 5,    /* to write, and a new store is made when there is none; without a reader */
};

/* Open what the command needs. CLI_DONE, or the exit code after the message was printed. Call cli_work_close in either case. */
int cli_work_open(struct cli_work *work, struct cli *cli, unsigned needs, const char *today);
/* Print what is in work->err and work->diags, close everything, and return the exit code: `code` when nothing was wrong. */
int cli_work_close(struct cli_work *work, int code);
/* The same for a command whose findings cost documents, not the whole: an error among them is CLI_REFUSED once the work was open. */
int cli_work_close_refused(struct cli_work *work, int code);

/* The workspace's lock alone, for who replaces what others would open. Errors: E-RUN-010, E-RUN-011, E-SYS-…. */
int cli_take_lock(struct pz_lock **out, const struct cli *cli, const struct cli_now *now, struct pz_error *err);

/* The row of a document named on the command line as ID, as ID with --org CODE, or as the path of one of its files.
 * Errors: PZ_USAGE E-CLI-030 no such document, with a near name. */
int cli_work_find(struct cli_work *work, const char *name, const char *organisation, struct pz_register_row *row);

#endif
