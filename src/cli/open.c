/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/open.h"

#include <limits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/intact.h"
#include "batch/run.h"
#include "cli/options.h"

int cli_take_lock(struct pz_lock **out, const struct cli *cli, const struct cli_now *now, struct pz_error *err)
{
    char command[64];
    snprintf(command, sizeof command, "prikaz %s", cli->command->name);
    if (pz_make_folders(PZ_RUN_STATE, err) != 0)
        return -1;
    return pz_lock_take(out, PZ_RUN_LOCK, false, command, now->time, cli_user(), 0, NULL, NULL, err);
}

static int open_all(struct cli_work *w, unsigned needs, const char *today)
{
    if (cli_now(&w->now, today, &w->err) != 0)
        return -1;
    w->stamp = (struct pz_stamp){w->now.time, cli_user()};
    if (!pz_file_exists("prikaz.xml"))
        return pz_fail(&w->err, PZ_USAGE, "E-CLI-031",
                       _("there is no prikaz.xml in this folder; go to your workspace, name it with -C, or "
                         "make one with “prikaz init”"));
    if ((needs & CLI_NEEDS_WRITE) && cli_take_lock(&w->lock, w->cli, &w->now, &w->err) != 0)
        return -1;
    if ((needs & CLI_NEEDS_WORKSPACE) && pz_workspace_open(&w->workspace, ".", &w->diags) != 0)
        return -1;
    bool create = (needs & CLI_NEEDS_CREATE) == CLI_NEEDS_CREATE;
    if (!create && !pz_file_exists(PZ_RUN_DATABASE))
        return pz_fail(&w->err, PZ_USAGE, "E-CLI-032", _("nothing was made here yet; begin with “prikaz run”"));
    int flags = create ? PZ_STORE_CREATE : needs & CLI_NEEDS_WRITE ? PZ_STORE_WRITE : PZ_STORE_READ;
    if (pz_intact_database(PZ_RUN_DATABASE, PZ_RUN_DOCUMENTS, &w->err) != 0 ||
        pz_store_open(&w->store, PZ_RUN_DATABASE, flags, &w->err) != 0)
        return -1;
    return create ? 0 : pz_readers_open(&w->reader, 1, w->store, &w->err); /* a reader would keep all that is written in the log */
}

int cli_work_open(struct cli_work *w, struct cli *cli, unsigned needs, const char *today)
{
    *w = (struct cli_work){.cli = cli};
    pz_diags_init(&w->diags);
    w->opened = open_all(w, needs, today) == 0;
    return w->opened ? CLI_DONE : CLI_USAGE;
}

/* found: the exit code of findings that are errors. */
static int close_work(struct cli_work *w, int code, int found)
{
    cli_findings(w->cli, &w->diags);
    int worst = cli_findings_exit(&w->diags, found);
    if (w->err.kind)
        worst = cli_fail(w->cli, &w->err);
    pz_reader_close(w->reader);
    pz_store_close(w->store);
    pz_workspace_close(w->workspace);
    pz_lock_release(w->lock);
    pz_diags_release(&w->diags);
    pz_arena_release(&w->arena);
    return worst ? worst : code;
}

int cli_work_close(struct cli_work *w, int code)
{
    return close_work(w, code, CLI_USAGE);
}

int cli_work_close_refused(struct cli_work *w, int code)
{
    return close_work(w, code, w->opened ? CLI_REFUSED : CLI_USAGE);
}

/* The path as the register has it: relative to the workspace, whatever way it was typed. */
static const char *register_path(const char *typed, char *buffer, size_t size)
{
    char here[PATH_MAX], full[PATH_MAX];
    if (!getcwd(here, sizeof here) || !realpath(typed, full))
        return typed;
    size_t len = strlen(here);
    if (strncmp(full, here, len) != 0 || full[len] != '/')
        return typed;
    snprintf(buffer, size, "%s", full + len + 1);
    return buffer;
}

static int unknown(struct cli_work *w, const char *name, const struct pz_register_row *rows, size_t n)
{
    const char **words = PZ_NEW_ARRAY(&w->arena, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        words[i] = rows[i].id;
    words[n] = NULL;
    const char *near = cli_suggest(name, words);
    if (near)
        return pz_fail(&w->err, PZ_USAGE, "E-CLI-030", _("there is no document “%s”; perhaps “%s”"), name, near);
    return pz_fail(&w->err, PZ_USAGE, "E-CLI-030", _("there is no document “%s”; “prikaz status” lists them"), name);
}

int cli_work_find(struct cli_work *w, const char *name, const char *organisation, struct pz_register_row *row)
{
    char buffer[PATH_MAX];
    struct pz_register_row *rows;
    size_t n;
    int found = pz_register_by_path(w->reader, register_path(name, buffer, sizeof buffer), &w->arena, row, &w->err);
    if (found)
        return found > 0 ? 0 : -1;
    if (pz_register_rows(w->reader, name, organisation ? organisation : "", false, &w->arena, &rows, &n, &w->err) != 0)
        return -1;
    if (n == 1) {
        *row = rows[0];
        return 0;
    }
    if (pz_register_rows(w->reader, NULL, NULL, false, &w->arena, &rows, &n, &w->err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].id, name) == 0 && organisation)
            return pz_fail(&w->err, PZ_USAGE, "E-CLI-030", _("there is no document “%s” for the organisation “%s”"), name,
                           organisation);
        else if (strcmp(rows[i].id, name) == 0 && rows[i].organisation[0])
            return pz_fail(&w->err, PZ_USAGE, "E-CLI-033", _("there are several documents “%s”: say whose with --org CODE"), name);
    return unknown(w, name, rows, n);
}
