/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz sign: package, signing command, signatures brought back, verification. */
#include "base/i18n.h"
#include "base/io.h"
#include "batch/signing.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "deliver/sign/package.h"

struct options {
    const char *attach;
    bool package, folder, verify;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, package, "package", 0, N_("only make the package for the signer")),
    CLI_OPTION_FLAG(struct options, folder, "folder", 0, N_("the package as a folder in place of a ZIP")),
    CLI_OPTION_TEXT(struct options, attach, "attach", 0, N_("DIR"), N_("take the .sig files from this folder")),
    CLI_OPTION_FLAG(struct options, verify, "verify", 0,
                    N_("only verify the signatures and files there are; PACKAGE: that package")),
    CLI_OPTION_END,
};

static void print_result(const struct cli *cli, const struct options *o, const struct pz_signing_result *r)
{
    if (cli->json) {
        cli_print("{\"type\":\"result\",\"packed\":%zu,\"signed\":%zu,\"verified\":%zu,\"waiting\":%zu}\n", r->packed, r->signed_,
                  r->verified, r->waiting);
        return;
    }
    if (r->package)
        cli_say(cli, _("package for signing: %s (documents: %zu)"), r->package, r->packed);
    if (o->verify)
        cli_say(cli, _("signatures that are good: %zu"), r->verified);
    else
        cli_say(cli, _("signed: %zu, waiting for a signature: %zu"), r->signed_, o->package ? r->packed : r->waiting);
}

static int guarded(struct cli_work *w, const struct options *o, const char *const *ids, struct pz_signing_result *result)
{
    jmp_buf oom;
    struct pz_desk desk;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    if (pz_desk_load(&desk, w->workspace, w->reader, ids, &w->arena, &w->diags, &w->err) != 0)
        return -1;
    struct pz_signing signing = {.workspace = w->workspace,
                                 .store = w->store,
                                 .reader = w->reader,
                                 .desk = &desk,
                                 .stamp = &w->stamp,
                                 .date = w->now.date,
                                 .now = w->now.seconds,
                                 .today = w->now.day,
                                 .attach = o->attach,
                                 .package_only = o->package,
                                 .package_folder = o->folder,
                                 .verify_only = o->verify};
    return pz_signing_run(&signing, &w->arena, result, &w->diags, &w->err);
}

/* Packages named in place of documents: each file of them against its digest. */
static int verify_packages(const struct cli *cli, int n, char **paths)
{
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    int rc = 0;
    pz_diags_init(&diags);
    for (int i = 0; rc == 0 && i < n; i++)
        rc = pz_sign_package_verify(paths[i], &diags, &err);
    cli_findings(cli, &diags);
    int code = rc ? cli_fail(cli, &err) : cli_findings_exit(&diags, CLI_REFUSED);
    if (code == CLI_DONE)
        cli_say(cli, "%s", _("the package is as it was made"));
    pz_diags_release(&diags);
    return code;
}

int cli_sign(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct cli_work work;
    struct pz_signing_result result = {0};
    int rest, code;
    bool stop;
    code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    argv[rest] = NULL;
    if (options.verify && rest && pz_file_exists(argv[0]))
        return verify_packages(cli, rest, argv);
    unsigned needs = CLI_NEEDS_WORKSPACE | (options.verify ? 0 : CLI_NEEDS_WRITE);
    if (cli_work_open(&work, cli, needs, NULL) == CLI_DONE &&
        guarded(&work, &options, rest ? (const char *const *)argv : NULL, &result) == 0)
        print_result(cli, &options, &result);
    code = cli_work_close_refused(&work, CLI_DONE);
    return code == CLI_DONE && result.refused ? CLI_REFUSED : code;
}
