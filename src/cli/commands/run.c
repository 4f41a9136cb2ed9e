/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz run: everything that changed, from spreadsheets to PDF. */
#include "base/i18n.h"
#include "base/io.h"
#include "cli/clock.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/running.h"

struct options {
    const char *shard, *today;
    long wait;
    bool dry, no_pdf, no_quarantine, reimport, strict;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, dry, "dry-run", 'n', N_("say what would change, write no document")),
    CLI_OPTION_FLAG(struct options, no_pdf, "no-pdf", 0, N_("leave the PDFs for another run")),
    CLI_OPTION_FLAG(struct options, no_quarantine, "no-quarantine", 0,
                    N_("write even when more changes than the workspace allows")),
    CLI_OPTION_FLAG(struct options, reimport, "reimport", 0, N_("read all spreadsheets anew")),
    CLI_OPTION_FLAG(struct options, strict, "strict", 0,
                    N_("a refused row refuses its spreadsheet, an unconfirmed doubtful form its document")),
    CLI_OPTION_NUMBER(struct options, wait, "wait", 0, N_("SECONDS"),
                      N_("wait so long for another run to end (default: not at all)")),
    CLI_OPTION_TEXT(struct options, shard, "shard", 0, N_("K/N"),
                    N_("make only part K of N; “prikaz merge” brings the parts together")),
    CLI_OPTION_TEXT(struct options, today, "today", 0, N_("DATE"), N_("the day of the run, for templates that ask for it")),
    CLI_OPTION_END,
};

static int parse_shard(const struct cli *cli, const char *text, struct pz_run_options *run)
{
    int used = 0;
    if (sscanf(text, "%u/%u%n", &run->shard, &run->shards, &used) != 2 || text[used] || !run->shard || run->shard > run->shards ||
        run->shards > 100000)
        return cli_wrong(cli, "E-CLI-015", _("“--shard” is K/N with K from 1 to N, not “%s”"), text);
    return CLI_DONE;
}

int cli_run(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_run_options task = {0};
    struct cli_now now;
    struct pz_error err = PZ_ERROR_INIT;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop || (options.shard && (code = parse_shard(cli, options.shard, &task)) != CLI_DONE))
        return code;
    if (cli_now(&now, options.today, &err) != 0)
        return cli_fail(cli, &err);
    if (!pz_file_exists("prikaz.xml"))
        return cli_wrong(
            cli, "E-CLI-031", "%s",
            _("there is no prikaz.xml in this folder; go to your workspace, name it with -C, or make one with “prikaz init”"));
    argv[rest] = NULL;
    task.ids = rest ? (const char *const *)argv : NULL;
    task.jobs = (unsigned)cli->jobs;
    task.stamp = (struct pz_stamp){now.time, cli_user()};
    task.today = now.day;
    task.now = now.seconds;
    task.wait_ms = options.wait * 1000;
    task.force_import = options.reimport;
    task.strict = options.strict;
    task.without_pdf = options.no_pdf;
    task.without_quarantine = options.no_quarantine;
    task.dry = options.dry;
    return cli_run_task(cli, &task);
}
