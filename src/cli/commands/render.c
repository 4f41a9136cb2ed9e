/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz render: documents from a template and JSON, without a workspace. */
#include <limits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "batch/each.h"
#include "cli/approved.h"
#include "cli/clock.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "ingest/filled.h"
#include "russian/forms.h"
#include "template/options.h"

enum { DATA_MAX = 96 << 20 };

struct options {
    const char *data, *output, *undefined, *options, *today, *approved;
    struct cli_list templates;
    bool each, trim_blocks, lstrip_blocks, keep_newline;
    long limit, time;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, data, "data", 'd', N_("FILE"),
                    N_("JSON with the values, or a filled form of prikaz fields; - is standard input")),
    CLI_OPTION_TEXT(struct options, output, "output", 'o', N_("OUT"), N_("file to write; - is standard output")),
    CLI_OPTION_FLAG(struct options, each, "each", 0, N_("the data is an array: one document a record, OUT is a template of names")),
    CLI_OPTION_NUMBER(struct options, limit, "limit", 0, N_("N"), N_("with --each: only the first N records")),
    CLI_OPTION_NUMBER(struct options, time, "time", 0, N_("N"),
                      N_("processor seconds a document may take (default: not quite one): for many pictures")),
    CLI_OPTION_TEXT(struct options, undefined, "undefined", 0, N_("MODE"), N_("unknown names: strict (an error) or empty")),
    CLI_OPTION_LIST(struct options, templates, "templates", 0, N_("DIR"),
                    N_("where included templates are (default: beside the template)")),
    CLI_OPTION_FLAG(struct options, trim_blocks, "trim-blocks", 0, N_("text: drop the line end behind a block tag")),
    CLI_OPTION_FLAG(struct options, lstrip_blocks, "lstrip-blocks", 0,
                    N_("text: drop blanks before a block tag on a line of its own")),
    CLI_OPTION_FLAG(struct options, keep_newline, "keep-trailing-newline", 0, N_("text: keep the last line end of the template")),
    CLI_OPTION_TEXT(struct options, options, "options", 0, N_("FILE"), N_("JSON with more options of the language")),
    CLI_OPTION_TEXT(struct options, approved, "approved", 0, N_("FILE"),
                    N_("confirmed Russian forms (default: approved/forms.csv here or beside the template's folder)")),
    CLI_OPTION_TEXT(struct options, today, "today", 0, N_("DATE"), N_("the day of the run, for templates that ask for it")),
    CLI_OPTION_END,
};

/* What one call works with; everything is released in one place. */
struct call {
    struct cli *cli;
    struct options *options;
    const char *template_path;
    struct pz_arena arena;
    struct pz_document *document;
    struct cli_now now;
    struct pz_diags diags;
    struct pz_approved *approved; /* or NULL */
    struct pz_forms forms;
    struct pz_limits limits;
};

static int read_json(struct call *c, const char *path, struct pz_value *out, struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT;
    bool from_input = strcmp(path, "-") == 0;
    int rc = pz_file_read(&text, from_input ? "/dev/stdin" : path, DATA_MAX, err);
    if (rc == 0)
        rc = pz_json_parse(out, &c->arena, pz_buf_str(&text), text.len, path, err);
    pz_buf_release(&text);
    if (rc == 0 && out->type != PZ_MAP)
        rc = pz_fail(err, PZ_USAGE, "E-CLI-010", _("“%s” has to be an object with named fields; for an array use --each"), path);
    return rc;
}

static int read_data(struct call *c, const char *path, struct pz_value *out, struct pz_error *err)
{
    return pz_filled_is(path) ? pz_filled_read(out, &c->arena, path, err) : read_json(c, path, out, err);
}

static int language(struct call *c, struct pz_template_options *language, struct pz_error *err)
{
    const struct options *o = c->options;
    struct pz_value map;
    language->names = pz_names_default();
    language->trim_blocks = o->trim_blocks;
    language->lstrip_blocks = o->lstrip_blocks;
    language->keep_trailing_newline = o->keep_newline;
    if (o->undefined && strcmp(o->undefined, "empty") != 0 && strcmp(o->undefined, "strict") != 0)
        return pz_fail(err, PZ_USAGE, "E-CLI-011", _("“--undefined” is strict or empty, not “%s”"), o->undefined);
    if (o->undefined && strcmp(o->undefined, "empty") == 0)
        language->undefined = PZ_UNDEFINED_EMPTY;
    if (!o->options)
        return 0;
    if (read_json(c, o->options, &map, err) != 0)
        return -1;
    return pz_template_options_read(language, map.u.map, &c->arena, err);
}

static int open_template(struct call *c, struct pz_error *err)
{
    const struct options *o = c->options;
    struct pz_document_options options = {0};
    size_t n = o->templates.n;
    const char **folders = PZ_NEW_ARRAY(&c->arena, n + 2, const char *);
    if (n)
        memcpy(folders, o->templates.v, n * sizeof *folders);
    size_t dir = (size_t)(pz_path_name(c->template_path) - c->template_path);
    if (!n)
        folders[n++] = dir ? pz_arena_strndup(&c->arena, c->template_path, dir) : ".";
    folders[n] = NULL;
    options.folders = folders;
    if (language(c, &options.language, err) != 0)
        return -1;
    return pz_document_open(&c->document, c->template_path, &options, &c->diags);
}

static int write_out(const struct call *c, const struct pz_buf *bytes, struct pz_error *err)
{
    const char *output = c->options->output;
    bool to_output = !output || strcmp(output, "-") == 0;
    if (!to_output)
        return pz_file_write(output, pz_buf_str(bytes), bytes->len, false, err);
    enum pz_document_kind kind = pz_document_kind(c->document);
    if ((kind == PZ_DOCUMENT_DOCX || kind == PZ_DOCUMENT_ODT) && isatty(STDOUT_FILENO))
        return pz_fail(err, PZ_USAGE, "E-CLI-012", _("a document is not for the screen: name a file with -o"));
    cli_put(pz_buf_str(bytes), bytes->len);
    return 0;
}

static int render_one(struct call *c, struct pz_error *err)
{
    struct pz_render render = {.arena = &c->arena,
                               .forms = &c->forms,
                               .today = c->now.day,
                               .limits = &c->limits,
                               .context = pz_map_value(pz_map_new(&c->arena, 0))};
    struct pz_document_worker *worker = NULL;
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = -1;
    if (c->options->data && read_data(c, c->options->data, &render.context, err) != 0)
        goto done;
    if (pz_document_worker_new(&worker, err) != 0 || pz_document_render(c->document, worker, &render, &bytes, err) != 0)
        goto done;
    rc = bytes.failed ? pz_fail_memory(err) : write_out(c, &bytes, err);
done:
    pz_document_worker_free(worker);
    pz_buf_release(&bytes);
    return rc;
}

static void step(void *self, size_t done, size_t total)
{
    cli_progress_step(self, done, total);
}

static int render_each(struct call *c, struct pz_error *err)
{
    struct pz_output *output = NULL;
    struct pz_each_result result = {0};
    struct cli_progress bar;
    const struct options *o = c->options;
    if (!o->data || !o->output)
        return pz_fail(err, PZ_USAGE, "E-CLI-013", _("“--each” wants --data and -o"));
    if (pz_output_new(&output, o->output, "-o", pz_names_default(), &c->diags) != 0)
        return -1;
    struct pz_each each = {.document = c->document,
                           .output = output,
                           .data = strcmp(o->data, "-") == 0 ? "/dev/stdin" : o->data,
                           .limit = (size_t)o->limit,
                           .jobs = (unsigned)c->cli->jobs,
                           .forms = &c->forms,
                           .today = c->now.day,
                           .limits = &c->limits,
                           .progress = step,
                           .progress_self = &bar};
    cli_progress_begin(c->cli, &bar, _("documents"));
    int rc = pz_each_run(&each, &result, &c->diags, err);
    cli_progress_end(c->cli);
    pz_output_free(output);
    if (c->cli->verbose || result.refused)
        cli_say(c->cli, _("documents made: %zu, refused: %zu"), result.made, result.refused);
    if (c->cli->json)
        cli_print("{\"type\":\"result\",\"made\":%zu,\"refused\":%zu}\n", result.made, result.refused);
    return rc;
}

/* Errors found in the template make the call a wrong one: nothing was written. */
static int finish(struct call *c, int rc, struct pz_error *err)
{
    int code = CLI_DONE;
    if (rc && err->kind)
        code = cli_fail(c->cli, err);
    cli_findings(c->cli, &c->diags);
    if (code == CLI_DONE)
        code = cli_findings_exit(&c->diags, c->document && rc == 0 ? CLI_REFUSED : CLI_USAGE);
    return code;
}

/* A form the clerk confirmed must not be passed over in silence: with a row that is wrong nothing is made. */
static int load_approved(struct call *c, struct pz_error *err)
{
    if (cli_approved(&c->approved, c->options->approved, c->template_path, &c->diags, err) != 0 || c->diags.errors)
        return -1;
    c->forms.approved = c->approved;
    return 0;
}

static int guarded(struct call *c, struct pz_error *err)
{
    if (cli_now(&c->now, c->options->today, err) != 0 || load_approved(c, err) != 0 || open_template(c, err) != 0)
        return -1;
    if (c->options->time > UINT_MAX / 1000)
        return pz_fail(err, PZ_USAGE, "E-CLI-003", _("“--time” is at most %u seconds, not %ld"), UINT_MAX / 1000, c->options->time);
    c->limits = (struct pz_limits){.timeout_ms = (unsigned)c->options->time * 1000, .total_ms = (unsigned)c->options->time * 1000};
    return c->options->each ? render_each(c, err) : render_one(c, err);
}

static int run(struct call *c)
{
    struct pz_error err = PZ_ERROR_INIT;
    jmp_buf oom;
    pz_diags_init(&c->diags);
    pz_arena_trap(&c->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(&err) : guarded(c, &err);
    int code = finish(c, rc, &err);
    pz_document_close(c->document);
    pz_approved_free(c->approved);
    pz_diags_release(&c->diags);
    pz_arena_release(&c->arena);
    return code;
}

int cli_render(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct call c = {.cli = cli, .options = &options};
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (!stop && rest != 1) {
        code = cli_wrong(cli, "E-CLI-014", "%s", rest ? _("only one template at a time") : _("no template is given"));
    } else if (!stop) {
        c.template_path = argv[0];
        code = run(&c);
    }
    pz_free(options.templates.v);
    return code;
}
