/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/running.h"

#include <time.h>

#include "base/i18n.h"
#include "cli/progress.h"

struct screen {
    struct cli *cli;
    struct cli_progress bar;
    enum pz_run_phase phase;
    bool begun;
};

static void waiting(void *self, const char *holder)
{
    cli_say(((struct screen *)self)->cli, _("waiting for another run: %s"), holder);
}

static void progress(void *self, enum pz_run_phase phase, size_t done, size_t total)
{
    static const char *const names[] = {[PZ_RUN_IMPORT] = N_("spreadsheets"),
                                        [PZ_RUN_COMPARE] = N_("documents compared"),
                                        [PZ_RUN_MAKE] = N_("documents"),
                                        [PZ_RUN_PDF] = N_("PDF")};
    struct screen *s = self;
    if (!s->begun || s->phase != phase) {
        cli_progress_end(s->cli);
        cli_progress_begin(s->cli, &s->bar, _(names[phase]));
        s->begun = true;
        s->phase = phase;
    }
    cli_progress_step(&s->bar, done, total);
}

static double seconds(const struct timespec *from)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from->tv_sec) + (double)(now.tv_nsec - from->tv_nsec) / 1e9;
}

static void print_json(const struct pz_run_result *r, double took)
{
    cli_print(
        "{\"type\":\"result\",\"documents\":%zu,\"unchanged\":%zu,\"restored\":%zu,\"new\":%zu,\"changed\":%zu,\"editions\":%zu,"
        "\"refused\":%zu,\"values\":%zu,\"imported\":%zu,\"pdf_made\":%zu,\"pdf_cached\":%zu,\"pdf_failed\":%zu,\"resumed\":%s,"
        "\"seconds\":%.3f}\n",
        r->documents, r->unchanged, r->restored, r->new_, r->changed, r->editions, r->refused, r->values, r->files_imported,
        r->pdf_made, r->pdf_cached, r->pdf_failed, r->resumed ? "true" : "false", took);
}

static void print_words(const struct cli *cli, bool dry, const struct pz_run_result *r, double took)
{
    if (r->resumed)
        cli_say(cli, _("the run before was interrupted; this one finished its work"));
    if (!(r->new_ + r->changed + r->editions + r->restored + r->refused + r->pdf_made + r->pdf_cached + r->pdf_failed)) {
        cli_say(cli, _("nothing changed: documents as they were: %zu (%.2f s)"), r->documents, took);
        return;
    }
    cli_say(cli,
            dry ? _("would be made: new %zu, changed %zu, new editions %zu; unchanged %zu, refused %zu (%.2f s)")
                : _("made: new %zu, changed %zu, new editions %zu; unchanged %zu, refused %zu (%.2f s)"),
            r->new_, r->changed, r->editions, r->unchanged, r->refused, took);
    if (r->restored)
        cli_say(cli,
                dry ? _("files missing or touched, would be written again as they were: %zu")
                    : _("files missing or touched, written again as they were: %zu"),
                r->restored);
    if (r->values)
        cli_say(cli, _("documents with changed places: %zu, places: %zu"), r->values_documents, r->values);
    if (r->pdf_made + r->pdf_cached + r->pdf_failed)
        cli_say(cli, _("PDF: made %zu, kept from before %zu, failed %zu"), r->pdf_made, r->pdf_cached, r->pdf_failed);
    if (r->editions)
        cli_say(cli, _("signed or published documents were left as they are; look at the new editions beside them"));
    if (r->report)
        cli_say(cli, _("report of changes: %s"), r->report);
}

static int exit_code(const struct pz_run_result *r, const struct pz_diags *diags)
{
    int code = cli_findings_exit(diags, CLI_REFUSED);
    if (code == CLI_SYSTEM)
        return code;
    if (r->editions)
        return CLI_PROTECTED;
    return r->refused || r->pdf_failed ? CLI_REFUSED : code;
}

int cli_run_task(struct cli *cli, struct pz_run_options *task)
{
    struct screen screen = {.cli = cli};
    struct pz_run_result result = {0};
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct timespec from;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pz_diags_init(&diags);
    task->waiting = waiting;
    task->progress = progress;
    task->self = &screen; /* task->changed is NULL here */
    int rc = pz_run(task, &result, &diags, &err);
    cli_progress_end(cli);
    cli_findings(cli, &diags);
    int code = exit_code(&result, &diags);
    if (rc)
        code = cli_fail(cli, &err);
    if (cli->json)
        print_json(&result, seconds(&from));
    else if (rc == 0)
        print_words(cli, task->dry, &result, seconds(&from));
    pz_diags_release(&diags);
    return code;
}
