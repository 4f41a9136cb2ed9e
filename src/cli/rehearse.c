/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/intact.h"
#include "cli/clock.h"
#include "cli/running.h"

/* A scratch folder outside the workspace, removed at the end. */
static int make_scratch(char *folder, size_t size, struct pz_error *err)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, size, "%s/prikaz-check-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    return mkdtemp(folder) ? 0 : pz_fail_errno(err, "E-SYS-005", _("cannot make the folder “%s”"), folder);
}

/* The register as it is now, so that documents see their numbers. */
static int copy_register(const char *database, struct pz_error *err)
{
    struct pz_store *store = NULL;
    if (!pz_file_exists(PZ_RUN_DATABASE))
        return 0;
    int rc = pz_intact_database(PZ_RUN_DATABASE, PZ_RUN_DOCUMENTS, err);
    if (rc == 0)
        rc = pz_store_open(&store, PZ_RUN_DATABASE, PZ_STORE_READ, err);
    if (rc == 0)
        rc = pz_store_backup(store, database, err);
    pz_store_close(store);
    return rc;
}

int cli_rehearse(const struct cli *cli, struct pz_doubts *doubts, struct pz_diags *diags, struct pz_error *err)
{
    char folder[256], database[300];
    struct cli_now now;
    struct pz_run_result result;
    if (!pz_file_exists("prikaz.xml"))
        return pz_fail(
            err, PZ_USAGE, "E-CLI-031",
            _("there is no prikaz.xml in this folder; go to your workspace, name it with -C, or make one with “prikaz init”"));
    if (cli_now(&now, NULL, err) != 0 || make_scratch(folder, sizeof folder, err) != 0)
        return -1;
    snprintf(database, sizeof database, "%s/check.db", folder);
    struct pz_run_options task = {.jobs = (unsigned)cli->jobs,
                                  .stamp = {now.time, cli_user()},
                                  .today = now.day,
                                  .now = now.seconds,
                                  .force_import = true,
                                  .dry = true,
                                  .check_database = database,
                                  .doubts = doubts};
    int rc = copy_register(database, err);
    if (rc == 0)
        rc = pz_run(&task, &result, diags, err);
    struct pz_error removal = PZ_ERROR_INIT;
    if (pz_remove_tree(folder, &removal) != 0 && rc == 0) {
        *err = removal;
        rc = -1;
    }
    return rc;
}
