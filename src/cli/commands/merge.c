/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz merge: the registers of shards into the one of the workspace. */
#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/leftover.h"
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
        if (rc == 0)
            rc = pz_leftover_remove(work.store, &work.err);
        for (size_t i = 0; i < n && rc == 0 && !o->keep; i++)
            remove_shard(paths[i]);
        if (rc == 0)
            cli_say(cli, _("registers brought together: %zu"), n);
    }
    return cli_work_close(&work, CLI_DONE);
}

static int fail_split(struct pz_error *err, const char *what, unsigned shard, unsigned shards)
{
    return pz_fail(err, PZ_USAGE, "E-CLI-047",
                   _("%s; nothing was merged: make it with “prikaz run --shard %u/%u”, or name the registers that are to be merged "
                     "without it"),
                   what, shard, shards);
}

/* The parts that lie here have to be one whole split: what a lost part has made would count as never made. */
static int is_whole(char *const *paths, size_t n, struct pz_error *err)
{
    unsigned shards = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned k = 0, of = 0;
        if (sscanf(pz_path_name(paths[i]), "shard-%u-%u.db", &k, &of) != 2 || !k || k > of || (shards && of != shards))
            return pz_fail(err, PZ_USAGE, "E-CLI-048", _("“%s” is of another split than the other registers; nothing was merged"),
                           paths[i]);
        shards = of;
    }
    for (unsigned k = 1; k <= shards; k++) {
        char path[64], mark[64], what[96];
        snprintf(path, sizeof path, PZ_RUN_STATE "/shard-%u-%u.db", k, shards);
        snprintf(mark, sizeof mark, PZ_RUN_UNFINISHED "-%u-%u", k, shards);
        bool there = pz_file_exists(path);
        snprintf(what, sizeof what, there ? _("the shard %u/%u did not come to its end") : _("the shard %u/%u is missing"), k,
                 shards);
        if (!there || pz_file_exists(mark))
            return fail_split(err, what, k, shards);
    }
    return 0;
}

static int merge_all(struct cli *cli, const struct options *o, char *const *paths, size_t n)
{
    struct pz_error err = PZ_ERROR_INIT, busy = PZ_ERROR_INIT;
    struct cli_now now;
    struct pz_lock *lock = NULL;
    if (is_whole(paths, n, &err) == 0)
        return merge(cli, o, paths, n);
    /* a part that is being made now is not lost: whoever makes it is told */
    if (cli_now(&now, NULL, &busy) != 0 || cli_take_lock(&lock, cli, &now, &busy) != 0)
        err = busy;
    pz_lock_release(lock);
    return cli_fail(cli, &err);
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
        code = merge_all(cli, &options, found.gl_pathv, found.gl_pathc);
    else
        code = cli_wrong(cli, "E-CLI-019", "%s", _("there are no registers of shards here; name them"));
    globfree(&found);
    return code;
}
