/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz import: spreadsheets into the store, with a report of every row. */
#include "ingest/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/importing.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"

struct options {
    bool explain, again, strict;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, explain, "explain", 0, N_("show how every sheet, column and row was understood")),
    CLI_OPTION_FLAG(struct options, again, "again", 0, N_("also files that did not change")),
    CLI_OPTION_FLAG(struct options, strict, "strict", 0, N_("a refused row refuses its spreadsheet")),
    CLI_OPTION_END,
};

static void print_json(const struct pz_intake_report *r)
{
    struct pz_buf out = PZ_BUF_INIT;
    pz_buf_puts(&out, "{\"type\":\"file\",\"file\":");
    pz_buf_put_json(&out, r->file, strlen(r->file));
    pz_buf_printf(&out,
                  ",\"kind\":\"%s\",\"unchanged\":%s,\"failed\":%s,\"rows_read\":%zu,\"rows_stored\":%zu,\"rows_refused\":%zu,"
                  "\"values_read\":%zu,\"values_stored\":%zu,\"values_missing\":%zu,\"values_refused\":%zu}\n",
                  r->kind, r->unchanged ? "true" : "false", r->failed ? "true" : "false", r->rows_read, r->rows_stored,
                  r->rows_refused, r->values_read, r->values_stored, r->values_missing, r->values_refused);
    cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&out);
}

/* The report is what was asked for, so it goes to standard output. */
static void told(void *self, const struct pz_intake_report *r)
{
    const struct cli *cli = self;
    if (cli->json)
        print_json(r);
    else if (cli->quiet)
        return;
    else if (r->unchanged)
        cli_print(_("%s: as it was\n"), r->file);
    else if (r->failed)
        cli_print(_("%s: refused as a whole\n"), r->file);
    else
        cli_print(_("%s: rows read %zu = stored %zu + refused %zu; values %zu = stored %zu + no data %zu + refused %zu\n"), r->file,
                  r->rows_read, r->rows_stored, r->rows_refused, r->values_read, r->values_stored, r->values_missing,
                  r->values_refused);
}

/* How far the rows go on that were understood alike; a place with a number alone is a row. */
static size_t same_rows(const struct pz_diags *explain, size_t i)
{
    size_t k = i + 1;
    const struct pz_diag *first = &explain->v[i];
    unsigned long row = strtoul(first->place.cell, NULL, 10);
    for (; row && k < explain->n; k++) {
        const struct pz_diag *d = &explain->v[k];
        if (strtoul(d->place.cell, NULL, 10) != row + (k - i) || strcmp(d->place.file, first->place.file) != 0 ||
            strcmp(d->place.sheet, first->place.sheet) != 0 || strcmp(d->message, first->message) != 0)
            break;
    }
    return k - i;
}

static void print_note(const struct pz_diag *d, size_t rows)
{
    unsigned long row = strtoul(d->place.cell, NULL, 10);
    if (row && rows > 1)
        cli_print(_("    rows %lu–%lu: %s\n"), row, row + rows - 1, d->message);
    else if (row)
        cli_print(_("    row %lu: %s\n"), row, d->message);
    else if (d->place.cell[0])
        cli_print("    %s: %s\n", d->place.cell, d->message);
    else
        cli_print("%s%s\n", d->place.sheet[0] ? "    " : "  ", d->message);
}

/* File by file and sheet by sheet: columns, then rows and names in their order. */
static void print_explanation(struct pz_diags *explain)
{
    const char *file = "", *sheet = "";
    pz_diags_sort(explain);
    for (size_t i = 0, rows; i < explain->n; i += rows) {
        const struct pz_diag *d = &explain->v[i];
        rows = same_rows(explain, i);
        if (strcmp(file, d->place.file) != 0) {
            cli_print("\n%s\n", d->place.file);
            sheet = "";
        }
        if (d->place.sheet[0] && strcmp(sheet, d->place.sheet) != 0)
            cli_print(_("  sheet “%s”\n"), d->place.sheet);
        file = d->place.file;
        sheet = d->place.sheet;
        print_note(d, rows);
    }
}

static int import(struct cli_work *w, const struct options *o)
{
    struct pz_diags explain;
    struct pz_importing_result result;
    pz_diags_init(&explain);
    struct pz_importing task = {.workspace = w->workspace,
                                .store = w->store,
                                .stamp = &w->stamp,
                                .force = o->again || o->explain,
                                .strict = o->strict,
                                .check = true,
                                .explain = o->explain ? &explain : NULL,
                                .told = told,
                                .self = w->cli};
    int rc = pz_importing_run(&task, &result, &w->diags, &w->err);
    if (o->explain && !w->cli->json) {
        print_explanation(&explain);
    } else if (o->explain) {
        struct cli loud = *w->cli;
        loud.verbose = true;
        cli_findings(&loud, &explain);
    }
    pz_diags_release(&explain);
    return rc;
}

int cli_import(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct cli_work work;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest)
        return cli_wrong(cli, "E-CLI-042", "%s", _("import takes no arguments: the spreadsheets are named in prikaz.xml"));
    if (cli_work_open(&work, cli, CLI_NEEDS_WORKSPACE | CLI_NEEDS_CREATE, NULL) == CLI_DONE)
        import(&work, &options);
    return cli_work_close_refused(&work, CLI_DONE);
}
