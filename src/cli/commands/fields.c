/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz fields: what a template asks for; with --all the whole dictionary of names. */
#include "base/i18n.h"
#include "base/io.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "document/document.h"
#include "document/fields.h"
#include "document/form.h"

struct options {
    const char *form, *output;
    bool all, sample;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, all, "all", 0, N_("the dictionary of all names, as Markdown")),
    CLI_OPTION_FLAG(struct options, sample, "sample", 0, N_("a JSON file that fills every field")),
    CLI_OPTION_TEXT(struct options, form, "form", 0, N_("KIND"), N_("an input form to fill in: csv or xlsx")),
    CLI_OPTION_TEXT(struct options, output, "output", 'o', N_("FILE"), N_("file to write (default: standard output)")),
    CLI_OPTION_END,
};

static void print_dictionary(struct pz_buf *out)
{
    const struct pz_names *names = pz_names_default();
    pz_buf_puts(out, "| English | по-русски | вид | заголовки в таблицах | что это |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < pz_names_count(names); i++) {
        const struct pz_name *n = pz_names_at(names, i);
        const char *cells[] = {n->canonical.s, n->alias.len ? n->alias.s : "", n->kind, n->synonyms, n->description};
        for (size_t k = 0; k < 5; k++) {
            pz_buf_puts(out, k ? " | " : "| ");
            for (const char *c = cells[k] ? cells[k] : ""; *c; c++)
                pz_buf_puts(out, *c == '|' ? ", " : (char[]){*c, 0});
        }
        pz_buf_puts(out, " |\n");
    }
}

static int print_tree(const struct cli *cli, const struct options *o, const struct pz_field_node *root, struct pz_buf *out,
                      struct pz_error *err)
{
    if (o->sample)
        pz_field_tree_sample(root, out);
    else if (o->form && strcmp(o->form, "csv") == 0)
        pz_field_tree_csv(root, out);
    else if (o->form && strcmp(o->form, "xlsx") == 0)
        return pz_field_tree_xlsx(root, out, err);
    else if (o->form)
        return pz_fail(err, PZ_USAGE, "E-CLI-023", _("“--form” is csv or xlsx, not “%s”"), o->form);
    else if (cli->json)
        pz_field_tree_json(root, out);
    else
        pz_field_tree_print(root, out);
    return 0;
}

static int collect(const struct cli *cli, const struct options *o, const struct pz_document *document, struct pz_arena *arena,
                   struct pz_buf *out, struct pz_error *err)
{
    jmp_buf oom;
    struct pz_field_list fields = {0};
    pz_arena_trap(arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    pz_document_fields(document, arena, &fields);
    return print_tree(cli, o, pz_field_tree(&fields, pz_names_default(), arena), out, err);
}

static int fields_of(const struct cli *cli, const struct options *o, const char *path, struct pz_buf *out, struct pz_error *err)
{
    struct pz_diags diags;
    struct pz_document *document = NULL;
    struct pz_arena arena = PZ_ARENA_INIT;
    size_t dir = (size_t)(pz_path_name(path) - path);
    char *folder = dir ? strndup(path, dir) : strdup(".");
    const char *folders[] = {folder, NULL};
    struct pz_document_options options = {.language = {.names = pz_names_default()}, .folders = folders};
    pz_diags_init(&diags);
    int code = CLI_USAGE;
    if (!folder)
        code = cli_fail(cli, (pz_fail_memory(err), err));
    else if (pz_document_open(&document, path, &options, &diags) == 0)
        code = collect(cli, o, document, &arena, out, err) == 0 ? CLI_DONE : cli_fail(cli, err);
    cli_findings(cli, &diags);
    if (!document && code == CLI_USAGE)
        code = cli_findings_exit(&diags, CLI_USAGE);
    pz_document_close(document);
    pz_arena_release(&arena);
    pz_diags_release(&diags);
    free(folder);
    return code;
}

int cli_fields(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest != !options.all)
        return cli_wrong(cli, "E-CLI-014", "%s", rest ? _("only one template at a time") : _("no template is given"));
    if (options.all)
        print_dictionary(&out);
    else
        code = fields_of(cli, &options, argv[0], &out, &err);
    if (code == CLI_DONE && out.failed)
        code = cli_fail(cli, (pz_fail_memory(&err), &err));
    else if (code == CLI_DONE && options.output && pz_file_write(options.output, pz_buf_str(&out), out.len, false, &err) != 0)
        code = cli_fail(cli, &err);
    else if (code == CLI_DONE && !options.output)
        cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&out);
    return code;
}
