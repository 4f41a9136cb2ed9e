/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz init: a new workspace out of the sample. */
#include "base/i18n.h"
#include "base/io.h"
#include "batch/copy.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/share.h"

struct options {
    bool templates;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, templates, "no-templates", 0,
                    N_("leave the stock templates with the program (they are found there too)")),
    CLI_OPTION_END,
};

static int copy(const char *name, const char *folder, const char *below, const char *const *only, size_t *copied,
                struct pz_error *err)
{
    struct pz_buf from = PZ_BUF_INIT, to = PZ_BUF_INIT;
    size_t n = 0;
    pz_path_join(&to, folder, below);
    int rc = cli_share_path(&from, name, err);
    if (rc == 0)
        rc = to.failed ? pz_fail_memory(err) : pz_copy_tree(pz_buf_str(&from), pz_buf_str(&to), only, &n, err);
    *copied += n;
    pz_buf_release(&from);
    pz_buf_release(&to);
    return rc;
}

static int make_workspace(const char *folder, bool templates, size_t *copied, struct pz_error *err)
{
    static const char *const documents[] = {"docx", "odt", NULL};
    struct pz_buf definitions = PZ_BUF_INIT;
    pz_path_join(&definitions, folder, "prikaz.xml");
    bool taken = pz_file_exists(pz_buf_str(&definitions));
    pz_buf_release(&definitions);
    if (taken)
        return pz_fail(err, PZ_USAGE, "E-CLI-037", _("“%s” is a workspace already; nothing was written"), folder);
    if (copy("samples/prirechensk", folder, "", NULL, copied, err) != 0)
        return -1;
    return templates ? copy("templates", folder, "templates", documents, copied, err) : 0;
}

int cli_init(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_error err = PZ_ERROR_INIT;
    size_t copied = 0;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest != 1)
        return cli_wrong(cli, "E-CLI-038", "%s", _("name the folder of the new workspace"));
    if (make_workspace(argv[0], !options.templates, &copied, &err) != 0)
        return cli_fail(cli, &err);
    cli_say(cli,
            _("a workspace with the sample's data is in “%s” (files: %zu); put your spreadsheets over those in data/, change "
              "prikaz.xml, "
              "then “prikaz -C %s run”"),
            argv[0], copied, argv[0]);
    return CLI_DONE;
}
