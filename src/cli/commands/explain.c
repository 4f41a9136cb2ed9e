/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz explain: from a figure in a document back to file, sheet, cell and rule. */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "store/explain.h"

struct options {
    const char *organisation;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, organisation, "org", 0, N_("CODE"), N_("whose document, where each organisation has one")),
    CLI_OPTION_END,
};

static void put_json(struct pz_buf *out, const struct pz_explanation *e)
{
    pz_buf_puts(out, "{\"type\":\"explanation\"");
    pz_buf_put_json_field(out, "what", e->what);
    pz_buf_put_json_field(out, "value", e->shown);
    pz_buf_put_json_field(out, "rule", e->rule);
    pz_buf_printf(out, ",\"cells_total\":%zu,\"cells\":[", e->cells_total);
    for (size_t i = 0; i < e->cells_n; i++) {
        struct pz_buf place = PZ_BUF_INIT;
        pz_place_print(&e->cells[i].place, &place);
        pz_buf_puts(out, i ? ",{\"place\":" : "{\"place\":");
        pz_buf_put_json(out, pz_buf_str(&place), place.len);
        pz_buf_put_json_field(out, "text", e->cells[i].text);
        pz_buf_putc(out, '}');
        pz_buf_release(&place);
    }
    pz_buf_puts(out, "]}\n");
}

static void put_words(struct pz_buf *out, const struct pz_explanation *e)
{
    pz_buf_printf(out, "%s: %s\n", e->what, e->shown);
    if (e->rule[0])
        pz_buf_printf(out, "  %s\n", e->rule);
    for (size_t i = 0; i < e->cells_n; i++) {
        pz_buf_puts(out, "    ");
        pz_place_print(&e->cells[i].place, out);
        pz_buf_printf(out, ": %s\n", e->cells[i].text);
    }
    if (e->cells_total > e->cells_n)
        pz_buf_printf(out, _("    … and %zu cells more\n"), e->cells_total - e->cells_n);
}

static int guarded(struct cli_work *w, const struct options *o, const char *name, const char *text)
{
    jmp_buf oom;
    struct pz_register_row row;
    struct pz_explanation *v;
    size_t n;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    if (cli_work_find(w, name, o->organisation, &row) != 0)
        return -1;
    int rc = text ? pz_explain(w->reader, row.organisation, text, &w->arena, &v, &n, &w->err)
                  : pz_explain_all(w->reader, row.organisation, &w->arena, &v, &n, &w->err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        struct pz_buf out = PZ_BUF_INIT;
        (w->cli->json ? put_json : put_words)(&out, &v[i]);
        cli_put(pz_buf_str(&out), out.len);
        pz_buf_release(&out);
    }
    if (rc == 0 && !n && text)
        return pz_fail(&w->err, PZ_DATA, "E-CLI-035",
                       _("nothing in the data gives “%s”: it stands in the template or in the definitions"), text);
    return rc;
}

int cli_explain(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct cli_work work;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest < 1 || rest > 2)
        return cli_wrong(cli, "E-CLI-017", "%s", _("name one document and, if you like, the text to explain"));
    if (cli_work_open(&work, cli, CLI_NEEDS_REGISTER, NULL) == CLI_DONE)
        guarded(&work, &options, argv[0], rest > 1 ? argv[1] : NULL);
    return cli_work_close(&work, CLI_DONE);
}
