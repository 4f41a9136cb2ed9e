/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz merge: the registers of shards into the one of the workspace. */
#include <glob.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/run.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"

struct options {
    bool keep;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, keep, "keep", 0, N_("leave the shards' registers where they are")),
    CLI_OPTION_END,
};

/* The first merge into a workspace that has no register yet takes the first shard's over as it is. */
static int take_first(struct cli_work *w, const char *path)
{
    struct pz_store *shard = NULL;
    if (pz_store_open(&shard, path, PZ_STORE_READ, &w->err) != 0)
        return -1;
    int rc = pz_store_backup(shard, PZ_RUN_DATABASE, &w->err);
    pz_store_close(shard);
    return rc;
}

static void remove_shard(const char *path)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[PZ_PATH_MAX];
        if ((size_t)snprintf(name, sizeof name, "%s%s", path, endings[i]) < sizeof name)
            unlink(name);
    }
}

static int merge(struct cli *cli, const struct options *o, char *const *paths, size_t n)
{
    struct cli_work work = {.cli = cli};
    pz_diags_init(&work.diags);
    if (!pz_file_exists(PZ_RUN_DATABASE) && take_first(&work, paths[0]) != 0)
        return cli_work_close(&work, CLI_DONE);
    pz_diags_release(&work.diags);
    if (cli_work_open(&work, cli, CLI_NEEDS_WRITE, NULL) == CLI_DONE) {
        int rc = 0;
        for (size_t i = 0; i < n && rc == 0; i++)
            rc = pz_register_merge(work.store, paths[i], &work.err);
        for (size_t i = 0; i < n && rc == 0 && !o->keep; i++)
            remove_shard(paths[i]);
        if (rc == 0)
            cli_say(cli, _("registers brought together: %zu"), n);
    }
    return cli_work_close(&work, CLI_DONE);
}

int cli_merge(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    glob_t found = {0};
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest)
        return merge(cli, &options, argv, (size_t)rest);
    if (glob(PZ_RUN_STATE "/shard-*-*.db", 0, NULL, &found) == 0)
        code = merge(cli, &options, found.gl_pathv, found.gl_pathc);
    else
        code = cli_wrong(cli, "E-CLI-019", "%s", _("there are no registers of shards here; name them"));
    globfree(&found);
    return code;
}
