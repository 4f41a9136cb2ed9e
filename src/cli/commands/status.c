/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz status: the register, and what is not as it should be. */
#include <sys/stat.h>

#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "batch/run.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"

struct options {
    const char *organisation, *compare;
    bool all, csv, history, stale;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct options, all, "all", 'a', N_("all editions, not only the newest")),
    CLI_OPTION_FLAG(struct options, stale, "stale", 0, N_("compare with the data: which documents a run would change")),
    CLI_OPTION_TEXT(struct options, organisation, "org", 0, N_("CODE"), N_("only this organisation's documents")),
    CLI_OPTION_FLAG(struct options, csv, "csv", 0, N_("the register as CSV")),
    CLI_OPTION_TEXT(struct options, compare, "compare", 0, N_("FILE"),
                    N_("with --csv or --history: whether this export is still what the register says")),
    CLI_OPTION_FLAG(struct options, history, "history", 0, N_("the history as CSV")),
    CLI_OPTION_END,
};

/* What a dry run found, by document and key. */
struct stale {
    struct pz_arena arena;
    struct pz_map *why;
};

static void note_stale(void *self, const struct pz_job *job, const struct pz_made *made)
{
    struct stale *s = self;
    const char *key = pz_arena_printf(&s->arena, "%s\n%s", job->document, job->key);
    pz_map_set(&s->arena, s->why, key, pz_int(made->state));
}

static const char *row_problem(const struct pz_register_row *row)
{
    if (!pz_file_exists(row->path))
        return _("the file is missing");
    if (row->pdf_path[0] && !pz_file_exists(row->pdf_path))
        return _("its PDF is missing");
    return "";
}

static const char *row_stale(const struct stale *stale, const struct pz_register_row *row)
{
    char key[512];
    const char *problem = row_problem(row);
    if (*problem || !stale->why || !row->current)
        return problem;
    snprintf(key, sizeof key, "%s\n%s", row->id, row->organisation);
    const struct pz_value *state = pz_map_find(stale->why, pz_key(key));
    return !state                          ? ""
           : state->u.i == PZ_MADE_EDITION ? _("its content changed: a run makes a new edition")
                                           : _("its content changed");
}

static void print_json(const struct pz_register_row *r, const char *stale)
{
    struct pz_buf out = PZ_BUF_INIT;
    pz_buf_printf(&out, "{\"type\":\"document\",\"edition\":%u,\"current\":%s", r->edition, r->current ? "true" : "false");
    pz_buf_put_json_field(&out, "id", r->id);
    pz_buf_put_json_field(&out, "organisation", r->organisation);
    pz_buf_put_json_field(&out, "state", pz_state_word(r->state));
    pz_buf_put_json_field(&out, "kind", r->kind);
    pz_buf_put_json_field(&out, "title", r->title);
    pz_buf_put_json_field(&out, "number", r->number);
    pz_buf_put_json_field(&out, "date", r->date);
    pz_buf_put_json_field(&out, "path", r->path);
    pz_buf_put_json_field(&out, "pdf", r->pdf_path);
    pz_buf_put_json_field(&out, "signature", r->signature_path);
    pz_buf_put_json_field(&out, "sha256", r->source_digest);
    pz_buf_put_json_field(&out, "changed", r->changed);
    pz_buf_put_json_field(&out, "stale", stale);
    cli_print("%s}\n", pz_buf_str(&out));
    pz_buf_release(&out);
}

/* A column of `width` screen columns. */
static void print_column(const char *text, int width)
{
    size_t len = strlen(text), runes = pz_utf8_length(text, len);
    if ((int)runes > width) {
        size_t cut = pz_utf8_offset(text, len, (size_t)width - 1);
        cli_print("%.*s… ", (int)cut, text);
    } else {
        cli_print("%s%*s ", text, width - (int)runes, "");
    }
}

static void print_row(const struct pz_register_row *r, const char *stale)
{
    char edition[24];
    snprintf(edition, sizeof edition, "%u", r->edition);
    print_column(r->id, 24);
    print_column(r->organisation, 6);
    print_column(edition, 3);
    print_column(pz_state_title(r->state), 16);
    print_column(r->number, 16);
    print_column(r->date, 10);
    cli_print("%s%s%s\n", r->path, *stale ? "  — " : "", stale);
}

static void print_gaps(struct cli_work *w)
{
    struct pz_gap *gaps;
    size_t n;
    if (pz_journal_gaps(w->reader, &w->arena, &gaps, &n, &w->err) != 0)
        return;
    for (size_t i = 0; i < n; i++)
        if (gaps[i].from == gaps[i].to)
            cli_say(w->cli, _("journal “%s”: no document with the number %u"), gaps[i].journal, gaps[i].from);
        else
            cli_say(w->cli, _("journal “%s”: no documents with the numbers %u to %u"), gaps[i].journal, gaps[i].from, gaps[i].to);
}

static int print_all(struct cli_work *w, const struct options *o, const char *id, const struct stale *stale)
{
    struct pz_register_row *rows;
    size_t n;
    if (pz_register_rows(w->reader, id, o->organisation, o->all, &w->arena, &rows, &n, &w->err) != 0)
        return -1;
    if (!w->cli->json && n) {
        static const char *const heads[] = {N_("document"), N_("org"), N_("ed."), N_("state"), N_("number"), N_("date")};
        static const int widths[] = {24, 6, 3, 16, 16, 10};
        for (size_t i = 0; i < 6; i++)
            print_column(_(heads[i]), widths[i]);
        cli_print("%s\n", _("file"));
    }
    for (size_t i = 0; i < n; i++)
        (w->cli->json ? print_json : print_row)(&rows[i], row_stale(stale, &rows[i]));
    if (!n)
        cli_say(w->cli, "%s", _("no documents yet"));
    print_gaps(w);
    return 0;
}

/* The first line in which an export differs from the register is named. */
static int compare(struct cli_work *w, const char *path, const struct pz_buf *now)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_place place = pz_place_file(path);
    int rc = pz_file_read(&text, path, (size_t)1 << 30, &w->err);
    size_t i = 0;
    place.line = 1;
    for (; rc == 0 && i < text.len && i < now->len && text.data[i] == now->data[i]; i++)
        place.line += text.data[i] == '\n';
    if (rc == 0 && (i < text.len || i < now->len))
        pz_report(&w->diags, "E-CLI-045", &place, _("from this line on the file is not what the register says"));
    else if (rc == 0)
        cli_say(w->cli, "%s", _("the file is what the register says"));
    pz_buf_release(&text);
    return rc;
}

static int print_csv(struct cli_work *w, const struct options *o)
{
    struct pz_buf out = PZ_BUF_INIT;
    int rc = o->csv ? pz_register_csv(w->reader, &out, &w->err) : pz_history_csv(w->reader, &out, &w->err);
    if (rc == 0 && o->compare)
        rc = compare(w, o->compare, &out);
    else if (rc == 0)
        cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&out);
    return rc;
}

static int guarded(struct cli_work *w, const struct options *o, const char *id, const struct stale *stale)
{
    jmp_buf oom;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    return o->csv || o->history ? print_csv(w, o) : print_all(w, o, id, stale);
}

/* A dry run tells what is stale; it takes the lock, so it comes before the register is opened. */
static int find_stale(struct cli *cli, struct stale *stale)
{
    struct cli_now now;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_diags diags;
    struct pz_run_result result;
    if (cli_now(&now, NULL, &err) != 0)
        return cli_fail(cli, &err);
    stale->why = pz_map_new(&stale->arena, 16);
    pz_diags_init(&diags);
    struct pz_run_options task = {.jobs = (unsigned)cli->jobs,
                                  .stamp = {now.time, cli_user()},
                                  .today = now.day,
                                  .now = now.seconds,
                                  .dry = true,
                                  .changed = note_stale,
                                  .self = stale};
    int code = pz_run(&task, &result, &diags, &err) == 0 ? CLI_DONE : cli_fail(cli, &err);
    cli_findings(cli, &diags);
    pz_diags_release(&diags);
    return code;
}

int cli_status(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct stale stale = {0};
    struct cli_work work;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest > 1)
        return cli_wrong(cli, "E-CLI-016", "%s", _("one document's id at most"));
    if (options.stale && (code = find_stale(cli, &stale)) != CLI_DONE)
        goto done;
    if (cli_work_open(&work, cli, CLI_NEEDS_REGISTER, NULL) == CLI_DONE)
        guarded(&work, &options, rest ? argv[0] : NULL, &stale);
    code = cli_work_close_refused(&work, CLI_DONE);
done:
    pz_arena_release(&stale.arena);
    return code;
}
