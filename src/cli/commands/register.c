/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz register: number and date of a document; whatever refers to it follows by itself. */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "russian/date.h"
#include "cli/running.h"

struct options {
    const char *organisation, *number, *date;
    bool no_run, no_pdf, all;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, number, "number", 0, N_("N"),
                    N_("the number given (default: the one it or its last edition has, else the journal's next)")),
    CLI_OPTION_TEXT(struct options, date, "date", 0, N_("DATE"),
                    N_("the day of registration, like 14.05.2026 or 2026-05-14 (default: that of the number it has, else today)")),
    CLI_OPTION_TEXT(struct options, organisation, "org", 0, N_("CODE"), N_("whose document, where each organisation has one")),
    CLI_OPTION_FLAG(struct options, all, "all", 'a', N_("every document of this id that has no number yet, in order")),
    CLI_OPTION_FLAG(struct options, no_run, "no-run", 0, N_("leave the documents that refer to it for another run")),
    CLI_OPTION_FLAG(struct options, no_pdf, "no-pdf", 0, N_("leave the PDFs for another run")),
    CLI_OPTION_END,
};

/* «23.11.2026», «23 ноября 2026 г.» as 2026-11-23; what is no whole date stays as it is for the register to refuse. */
static const char *iso_date(struct cli_work *w, const char *text)
{
    struct pz_date date;
    struct pz_buf iso = PZ_BUF_INIT;
    if (pz_date_parse(&date, text, strlen(text)) != 0 || !date.day || !date.month || !date.year ||
        pz_date_print(&iso, date, PZ_DATE_ISO) != 0) {
        pz_buf_release(&iso);
        return text;
    }
    return pz_arena_take(&w->arena, &iso);
}

/* As a person writes it: 23.11.2026. */
static const char *shown_date(struct cli_work *w, const char *iso)
{
    struct pz_date date;
    struct pz_buf text = PZ_BUF_INIT;
    if (pz_date_parse(&date, iso, strlen(iso)) == 0)
        pz_date_print(&text, date, PZ_DATE_NUMERIC);
    return text.len ? pz_arena_take(&w->arena, &text) : iso;
}

static int number_one(struct cli_work *w, const struct options *o, const struct pz_register_row *row)
{
    struct pz_registered now;
    if (pz_register_number(w->store, row->id, row->organisation, o->number, o->date ? iso_date(w, o->date) : NULL, &w->stamp, &now,
                           &w->err) != 0)
        return -1;
    if (w->cli->json) {
        struct pz_buf out = PZ_BUF_INIT;
        pz_buf_puts(&out, "{\"type\":\"registered\",\"id\":");
        pz_buf_put_json(&out, row->id, strlen(row->id));
        pz_buf_puts(&out, ",\"organisation\":");
        pz_buf_put_json(&out, row->organisation, strlen(row->organisation));
        pz_buf_puts(&out, ",\"number\":");
        pz_buf_put_json(&out, now.number, strlen(now.number));
        cli_print("%s,\"date\":\"%s\",\"dependants\":%zu}\n", pz_buf_str(&out), now.date, now.dependants);
        pz_buf_release(&out);
    } else {
        cli_say(w->cli, _("“%s” has number %s of %s"), row->title, now.number, shown_date(w, now.date));
    }
    return 0;
}

static int number_all(struct cli_work *w, const struct options *o, const char *id)
{
    struct pz_register_row *rows;
    size_t n, given = 0;
    if (pz_register_rows(w->reader, id, o->organisation, false, &w->arena, &rows, &n, &w->err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].state != PZ_DRAFT || rows[i].number[0])
            continue;
        if (number_one(w, o, &rows[i]) != 0)
            return -1;
        given++;
    }
    if (!given)
        return pz_fail(&w->err, PZ_USAGE, "E-CLI-034", _("there is no document “%s” that waits for a number"), id);
    return 0;
}

static int guarded(struct cli_work *w, const struct options *o, const char *id)
{
    jmp_buf oom;
    struct pz_register_row row;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    if (o->all)
        return number_all(w, o, id);
    return cli_work_find(w, id, o->organisation, &row) == 0 ? number_one(w, o, &row) : -1;
}

static int follow(struct cli *cli, const struct options *o)
{
    struct cli_now now;
    struct pz_error err = PZ_ERROR_INIT;
    if (cli_now(&now, NULL, &err) != 0)
        return cli_fail(cli, &err);
    struct pz_run_options task = {.jobs = (unsigned)cli->jobs,
                                  .stamp = {now.time, cli_user()},
                                  .today = now.day,
                                  .now = now.seconds,
                                  .without_pdf = o->no_pdf,
                                  .without_quarantine = true};
    return cli_run_task(cli, &task);
}

int cli_register(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct cli_work work;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest != 1)
        return cli_wrong(cli, "E-CLI-017", "%s", _("name one document: its id or its file"));
    if (options.all && options.number)
        return cli_wrong(cli, "E-CLI-018", "%s", _("“--all” gives the journal's next numbers; leave out --number"));
    if (cli_work_open(&work, cli, CLI_NEEDS_WRITE, NULL) == CLI_DONE)
        guarded(&work, &options, argv[0]);
    code = cli_work_close(&work, CLI_DONE);
    return code || options.no_run ? code : follow(cli, &options);
}
