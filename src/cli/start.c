/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sched.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/options.h"

enum { JOBS_MAX = 256 };

static long processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

/* Effects of the global options. */
static int prepare(struct cli *cli)
{
    if (cli->json)
        cli->diagnostics = CLI_JSON;
    cli_last_words(cli);
    if (cli->jobs < 1)
        cli->jobs = processors();
    if (cli->jobs > JOBS_MAX)
        cli->jobs = JOBS_MAX;
    if (cli->color && strcmp(cli->color, "auto") != 0 && strcmp(cli->color, "always") != 0 && strcmp(cli->color, "never") != 0)
        return cli_wrong(cli, "E-CLI-006", _("“--color” is auto, always or never, not “%s”"), cli->color);
    struct pz_error err = PZ_ERROR_INIT;
    if (cli->folder && chdir(cli->folder) != 0) {
        pz_fail_errno(&err, "E-CLI-007", _("cannot work in the folder “%s”"), cli->folder);
        err.kind = PZ_USAGE;
        return cli_fail(cli, &err);
    }
    return CLI_DONE;
}

int cli_start(struct cli *cli, const struct cli_option *table, void *options, int argc, char **argv, int *rest, bool *stop)
{
    int code = cli_options(cli, table, options, argc, argv, rest, stop);
    if (!*stop && (code = prepare(cli)) != CLI_DONE)
        *stop = true;
    return code;
}
