/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz check: every error at once, in a workspace or in the files named; writes nothing but what --fix and --annotate ask for. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/intact.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/running.h"
#include "document/document.h"
#include "form/check.h"

struct options {
    const char *format, *profile;
    bool repair, annotate, fix;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, format, "format", 0, N_("KIND"), N_("how findings are printed: text, json, sarif")),
    CLI_OPTION_TEXT(struct options, profile, "profile", 0, N_("EDITION"),
                    N_("finished documents: by this edition of the standard")),
    CLI_OPTION_FLAG(struct options, annotate, "annotate", 0, N_("write a copy of each file with a comment at each error")),
    CLI_OPTION_FLAG(struct options, fix, "fix", 0, N_("mend look-alike letters and typographic quotes in tags, in place")),
    CLI_OPTION_FLAG(struct options, repair, "repair", 0, N_("save what can be read of a damaged database")),
    CLI_OPTION_END,
};

/* In the place of a file that is there: a link stays a link, and who may write the file still may. */
static int write_over(const char *path, const struct pz_buf *bytes, struct pz_error *err)
{
    struct stat was;
    char *real = realpath(path, NULL);
    if (!real || stat(real, &was) != 0) {
        free(real);
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    }
    int rc = pz_file_write(real, bytes->data, bytes->len, true, err);
    if (rc == 0 && chmod(real, was.st_mode & 07777) != 0)
        rc = pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
    free(real);
    return rc;
}

/* Letters and quotes in the tags of a template, mended in place: the file is either as it was or whole. */
static int mend_file(const struct cli *cli, const char *path, const struct pz_document_options *options, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    size_t mended = 0;
    int rc = pz_document_fix(path, options, &bytes, &mended, err);
    if (rc == 0 && mended)
        rc = write_over(path, &bytes, err);
    if (rc == 0)
        cli_say(cli, _("%s: letters and quotes mended: %zu"), path, mended);
    pz_buf_release(&bytes);
    return rc;
}

/* letter.docx gets letter.annotated.docx beside it; nothing when there is nothing to say. */
static int annotate_file(const struct cli *cli, const char *path, const struct pz_document_options *options,
                         const struct pz_diags *diags, struct pz_error *err)
{
    const char *extension = pz_path_extension(path);
    size_t stem = strlen(path) - strlen(extension) - (*extension != '\0');
    struct pz_buf bytes = PZ_BUF_INIT, name = PZ_BUF_INIT;
    int rc = pz_document_annotate(path, options, diags, &bytes, err);
    pz_buf_printf(&name, "%.*s.annotated.%s", (int)stem, path, extension);
    if (rc == 0 && name.failed)
        rc = pz_fail_memory(err);
    if (rc == 0)
        rc = pz_file_write(pz_buf_str(&name), bytes.data, bytes.len, true, err);
    if (rc == 0)
        cli_say(cli, _("a copy with comments: %s"), pz_buf_str(&name));
    pz_buf_release(&name);
    pz_buf_release(&bytes);
    return rc;
}

static int look_through(const char *path, const struct options *o, const struct pz_document_options *options,
                        struct pz_diags *diags, struct pz_error *err)
{
    struct pz_document *document = NULL;
    struct pz_form_options form = {.profile = o->profile, .text = true};
    int rc = 0;
    if (pz_document_open(&document, path, options, diags) == 0) {
        enum pz_document_kind kind = pz_document_kind(document);
        if ((kind == PZ_DOCUMENT_DOCX || kind == PZ_DOCUMENT_ODT) && !pz_document_has_tags(document))
            rc = pz_form_check(path, path, &form, diags, err);
    }
    pz_document_close(document);
    return rc;
}

static int check_file(const struct cli *cli, const char *path, const struct options *o, struct pz_diags *diags,
                      struct pz_error *err)
{
    size_t dir = (size_t)(pz_path_name(path) - path), before = diags->n;
    char *folder = dir ? pz_strndup(path, dir) : pz_strdup(".");
    const char *folders[] = {folder, NULL};
    struct pz_document_options options = {.language = {.names = pz_names_default(), .advise = true}, .folders = folders};
    int rc = folder ? 0 : pz_fail_memory(err);
    if (rc == 0 && o->fix)
        rc = mend_file(cli, path, &options, err);
    if (rc == 0)
        rc = look_through(path, o, &options, diags, err);
    if (rc == 0 && o->annotate && diags->n > before)
        rc = annotate_file(cli, path, &options, diags, err);
    pz_free(folder);
    return rc;
}

static int choose_format(struct cli *cli, const struct options *o)
{
    static const struct {
        const char *name;
        enum cli_diagnostics value;
    } formats[] = {{"text", CLI_TEXT}, {"json", CLI_JSON}, {"sarif", CLI_SARIF}};
    for (size_t i = 0; o->format && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(o->format, formats[i].name) == 0) {
            cli->diagnostics = formats[i].value;
            return CLI_DONE;
        }
    return o->format ? cli_wrong(cli, "E-CLI-043", _("“--format” is text, json or sarif, not “%s”"), o->format) : CLI_DONE;
}

/* Everything that is wrong with the file, one by one. 1: nothing is; 0: something; -1: it is in use or of another version, or there
 * is no memory to look, which a repair does not mend. */
static int is_sound(const struct cli *cli, struct pz_error *failure)
{
    static const char *const others[] = {"E-STORE-002", "E-STORE-004", "E-STORE-007", "E-SYS-001"};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *store = NULL;
    struct pz_diags diags;
    pz_diags_init(&diags);
    int rc = pz_store_open(&store, PZ_RUN_DATABASE, PZ_STORE_READ, &err) != 0 ? -1 : pz_store_verify(store, &diags, &err);
    pz_store_close(store);
    for (size_t i = 0; rc && i < sizeof others / sizeof *others; i++)
        if (strcmp(err.id, others[i]) == 0) {
            *failure = err;
            pz_diags_release(&diags);
            return -1;
        }
    if (rc)
        pz_report_error(&diags, &err);
    cli_findings(cli, &diags);
    int sound = !diags.n;
    pz_diags_release(&diags);
    return sound;
}

/* The file is replaced, so nobody may be at work on it. */
static int repair_alone(const struct cli *cli, size_t *lost, size_t *registered, struct pz_error *err)
{
    struct cli_now now;
    struct pz_lock *lock = NULL;
    if (pz_file_exists(PZ_RUN_DATABASE) && (cli_now(&now, NULL, err) != 0 || cli_take_lock(&lock, cli, &now, err) != 0))
        return -1;
    int rc = pz_store_repair(PZ_RUN_DATABASE, lost, registered, err);
    pz_lock_release(lock);
    return rc;
}

/* What is lost of the spreadsheets the next run reads again; numbers and dates stood nowhere else. */
static void tell_lost(const struct cli *cli, size_t lost, size_t registered)
{
    cli_say(cli, _("the database was written anew, rows lost: %zu; the damaged file is beside it as %s.damaged"), lost,
            PZ_RUN_DATABASE);
    if (!registered)
        return;
    struct pz_diags diags;
    struct pz_place place = pz_place_file(PZ_RUN_DATABASE);
    pz_diags_init(&diags);
    pz_report(&diags, "E-STORE-009", &place,
              _("of the register and its history, rows lost: %zu or more; numbers and dates of documents may be among them: put "
                "back a copy of "
                "the database, or enter them again by “prikaz register” before the next run"),
              registered);
    cli_findings(cli, &diags);
    pz_diags_release(&diags);
}

static int repair(const struct cli *cli)
{
    struct pz_error err = PZ_ERROR_INIT;
    size_t lost = 0, registered = 0;
    if (pz_intact_database(PZ_RUN_DATABASE, PZ_RUN_DOCUMENTS, &err) != 0) /* nothing is left to be read out of it */
        return cli_fail(cli, &err);
    int sound = pz_file_exists(PZ_RUN_DATABASE) ? is_sound(cli, &err) : 0;
    if (sound < 0)
        return cli_fail(cli, &err);
    if (sound) {
        cli_say(cli, "%s", _("the database is sound; nothing was changed"));
        return CLI_DONE;
    }
    if (repair_alone(cli, &lost, &registered, &err) != 0)
        return cli_fail(cli, &err);
    tell_lost(cli, lost, registered);
    return lost ? CLI_REFUSED : CLI_DONE;
}

int cli_check(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    int rest, rc = 0;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop || (code = choose_format(cli, &options)) != CLI_DONE)
        return code;
    if (options.repair)
        return repair(cli);
    if ((options.annotate || options.fix) && !rest)
        return cli_wrong(cli, "E-CLI-044", _("“--%s” needs the files to work on"), options.fix ? "fix" : "annotate");
    pz_diags_init(&diags);
    for (int i = 0; i < rest && rc == 0; i++)
        rc = check_file(cli, argv[i], &options, &diags, &err);
    if (!rest)
        rc = cli_rehearse(cli, NULL, &diags, &err);
    if (rc && err.kind == PZ_DATA) { /* one finding among the others */
        pz_report_error(&diags, &err);
        rc = 0;
    }
    cli_findings(cli, &diags);
    code = rc ? cli_fail(cli, &err) : cli_findings_exit(&diags, CLI_REFUSED);
    if (code == CLI_DONE && !diags.n)
        cli_say(cli, "%s", _("no errors"));
    else if (!rc && cli->diagnostics == CLI_TEXT)
        cli_say(cli, _("errors: %zu, warnings: %zu"), diags.errors, diags.warnings);
    pz_diags_release(&diags);
    return code;
}
