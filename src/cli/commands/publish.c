/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz publish: the site, switched in one step. */
#include "base/i18n.h"
#include "base/mem.h"
#include "batch/publishing.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/progress.h"

struct options {
    struct cli_list allow;
    const char *bundle, *organisation;
    long edition;
    bool back, check, verify;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, check, "check", 0, N_("only look whether the gate would let everything pass")),
    CLI_OPTION_FLAG(struct options, verify, "verify", 0, N_("compare every file of the site with its digest")),
    CLI_OPTION_LIST(struct options, allow, "allow", 0, N_("RULE[:FILE]=REASON"),
                    N_("an exception from a rule of the gate, kept in the register")),
    CLI_OPTION_FLAG(struct options, back, "back", 0, N_("bring the edition of the site before this one back")),
    CLI_OPTION_NUMBER(struct options, edition, "edition", 0, N_("N"), N_("with --back: this edition")),
    CLI_OPTION_TEXT(struct options, bundle, "bundle", 0, N_("DIR"), N_("one organisation's documents for its own site, into DIR")),
    CLI_OPTION_TEXT(struct options, organisation, "org", 0, N_("CODE"), N_("with --bundle: whose")),
    CLI_OPTION_END,
};

/* «snils:письмо.pdf=согласие есть» */
static int parse_allow(struct cli_work *w, const char *text, struct pz_gate_allow *out)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return pz_fail(&w->err, PZ_USAGE, "E-CLI-039", _("“--allow” is RULE=REASON or RULE:FILE=REASON, not “%s”"), text);
    const char *colon = memchr(text, ':', (size_t)(equals - text));
    const char *rule_end = colon ? colon : equals;
    *out = (struct pz_gate_allow){.rule = pz_arena_strndup(&w->arena, text, (size_t)(rule_end - text)), .reason = equals + 1};
    if (colon)
        out->file = pz_arena_strndup(&w->arena, colon + 1, (size_t)(equals - colon - 1));
    return 0;
}

static void step(void *self, size_t done, size_t total)
{
    cli_progress_step(self, done, total);
}

static void print_result(const struct cli *cli, const struct options *o, const struct pz_publishing_result *r)
{
    const struct pz_site_result *s = &r->site;
    if (cli->json)
        cli_print("{\"type\":\"result\",\"documents\":%zu,\"held\":%zu,\"edition\":%u,\"previous\":%u,\"pages\":%zu,\"files\":%zu,"
                  "\"unchanged\":%zu,\"removed\":%zu}\n",
                  r->documents, r->held, s->edition, s->previous, s->pages, s->files, s->unchanged, s->removed);
    else if (o->bundle)
        cli_say(cli, _("the bundle is in “%s”"), o->bundle);
    else if (o->check)
        cli_say(cli, _("the gate lets all documents pass: %zu"), r->documents);
    else if (s->edition == s->previous)
        cli_say(cli, _("the site is as it was: edition %u, documents %zu"), s->edition, r->documents);
    else
        cli_say(cli, _("site: edition %u, documents %zu, pages %zu, files taken over unchanged %zu"), s->edition, r->documents,
                s->pages, s->unchanged);
}

static int work_guarded(struct cli_work *w, const struct options *o, struct pz_publishing_result *result)
{
    jmp_buf oom;
    struct pz_desk desk;
    struct cli_progress bar;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    struct pz_gate_allow *allow = PZ_NEW_ARRAY(&w->arena, o->allow.n + 1, struct pz_gate_allow);
    for (size_t i = 0; i < o->allow.n; i++)
        if (parse_allow(w, o->allow.v[i], &allow[i]) != 0)
            return -1;
    if (pz_desk_load(&desk, w->workspace, w->reader, NULL, &w->arena, &w->diags, &w->err) != 0)
        return -1;
    struct pz_publishing task = {.workspace = w->workspace,
                                 .store = w->store,
                                 .reader = w->reader,
                                 .desk = &desk,
                                 .stamp = &w->stamp,
                                 .now = w->now.seconds,
                                 .today = w->now.day,
                                 .allow = allow,
                                 .allow_n = o->allow.n,
                                 .check_only = o->check,
                                 .progress = step,
                                 .self = &bar};
    cli_progress_begin(w->cli, &bar, _("pages"));
    int rc = o->bundle ? pz_publishing_bundle(&task, o->organisation, o->bundle, &w->arena, &w->diags, &w->err)
                       : pz_publishing_run(&task, &w->arena, result, &w->diags, &w->err);
    cli_progress_end(w->cli);
    return rc;
}

static int go_back(const struct cli *cli, const struct options *o)
{
    unsigned now = 0;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_site_switch(PZ_PUBLISH_SITE, (unsigned)o->edition, &now, &err) != 0)
        return cli_fail(cli, &err);
    if (cli->json)
        cli_print("{\"type\":\"result\",\"edition\":%u}\n", now);
    cli_say(cli, _("the site is edition %u now"), now);
    return CLI_DONE;
}

static int verify(const struct cli *cli)
{
    size_t files = 0;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    int rc = pz_site_verify(PZ_PUBLISH_SITE, &diags, &files, &err);
    cli_findings(cli, &diags);
    int code = rc ? cli_fail(cli, &err) : cli_findings_exit(&diags, CLI_REFUSED);
    if (rc == 0 && cli->json)
        cli_print("{\"type\":\"result\",\"files\":%zu,\"wrong\":%zu}\n", files, diags.errors);
    else if (rc == 0)
        cli_say(cli, _("files of the site: %zu, not as they were published: %zu"), files, diags.errors);
    pz_diags_release(&diags);
    return code;
}

int cli_publish(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_publishing_result result = {0};
    struct cli_work work;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (!stop && rest)
        code = cli_wrong(cli, "E-CLI-040", "%s", _("publish takes no arguments: what goes out is said in the definitions"));
    else if (!stop && options.bundle && !options.organisation)
        code = cli_wrong(cli, "E-CLI-041", "%s", _("“--bundle” wants --org"));
    else if (!stop && options.verify)
        code = verify(cli);
    else if (!stop && options.back)
        code = go_back(cli, &options);
    else if (!stop) {
        if (cli_work_open(&work, cli, CLI_NEEDS_WORKSPACE | CLI_NEEDS_WRITE, NULL) == CLI_DONE &&
            work_guarded(&work, &options, &result) == 0)
            print_result(cli, &options, &result);
        code = cli_work_close_refused(&work, CLI_DONE);
    }
    pz_free(options.allow.v);
    return code;
}
