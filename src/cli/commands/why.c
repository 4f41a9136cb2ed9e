/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz why: when and why a document was made anew: its old and new texts, and what changed in the data. */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"

enum { DATA_MAX = 40 }; /* lines of changes in the data */

struct options {
    const char *organisation, *since;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, organisation, "org", 0, N_("CODE"), N_("whose document, where each organisation has one")),
    CLI_OPTION_TEXT(struct options, since, "since", 0, N_("DATE"), N_("only what happened since this day")),
    CLI_OPTION_END,
};

/* What happened, in words. The digests that the register keeps beside some events tell a reader nothing; --json has them. */
static void put_event(struct pz_buf *out, const struct pz_history_row *h)
{
    if (strcmp(h->what, "made") == 0 || strcmp(h->what, "edition") == 0) {
        pz_buf_puts(out, _("made"));
    } else if (strcmp(h->what, "changed") == 0) {
        pz_buf_puts(out, _("made anew"));
    } else if (strcmp(h->what, "number") == 0) {
        pz_buf_printf(out, _("number %s"), h->text);
    } else if (strcmp(h->what, "state") == 0) {
        enum pz_state state = PZ_DRAFT;
        while (state <= PZ_PUBLISHED && strcmp(pz_state_word(state), h->text) != 0)
            state++;
        pz_buf_printf(out, _("state: %s"), state <= PZ_PUBLISHED ? pz_state_title(state) : h->text);
    } else {
        pz_buf_printf(out, "%s%s%s", h->what, h->text[0] ? ": " : "", h->text);
    }
}

static void print_event(const struct cli *cli, const struct pz_history_row *h)
{
    struct pz_buf out = PZ_BUF_INIT;
    if (cli->json) {
        pz_buf_printf(&out, "{\"type\":\"event\",\"edition\":%u", h->edition);
        pz_buf_put_json_field(&out, "time", h->time);
        pz_buf_put_json_field(&out, "who", h->who);
        pz_buf_put_json_field(&out, "what", h->what);
        pz_buf_put_json_field(&out, "text", h->text);
        pz_buf_puts(&out, "}\n");
    } else {
        pz_buf_printf(&out, "%s  %s  %s %u: ", h->time, h->who, _("edition"), h->edition);
        put_event(&out, h);
        pz_buf_putc(&out, '\n');
    }
    cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&out);
}

static void print_change(const struct cli *cli, const struct pz_change_row *row)
{
    const struct pz_change *c = &row->change;
    struct pz_buf out = PZ_BUF_INIT;
    if (cli->json) {
        pz_buf_printf(&out, "{\"type\":\"change\",\"edition\":%u", c->edition);
        pz_buf_put_json_field(&out, "time", row->time);
        pz_buf_put_json_field(&out, "place", c->place);
        pz_buf_put_json_field(&out, "old", c->old_text);
        pz_buf_put_json_field(&out, "new", c->new_text);
        pz_buf_puts(&out, "}\n");
    } else if (!c->old_text[0]) {
        pz_buf_printf(&out, _("%s  %s: added “%s”\n"), row->time, c->place, c->new_text);
    } else if (!c->new_text[0]) {
        pz_buf_printf(&out, _("%s  %s: removed “%s”\n"), row->time, c->place, c->old_text);
    } else {
        pz_buf_printf(&out, _("%s  %s: was “%s”, became “%s”\n"), row->time, c->place, c->old_text, c->new_text);
    }
    cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&out);
}

/* «… 1.1 Питание, 2026, МБДОУ «Детский сад № 3»: было «3,4», стало «3,9» (данные.xlsx!Итоги!C3)» */
static void print_data(const struct cli *cli, const struct pz_data_change *c)
{
    struct pz_buf out = PZ_BUF_INIT, place = PZ_BUF_INIT, what = PZ_BUF_INIT;
    pz_place_print(&c->place, &place);
    if (cli->json) {
        pz_buf_puts(&out, "{\"type\":\"data\"");
        pz_buf_put_json_field(&out, "time", c->time);
        pz_buf_put_json_field(&out, "who", c->who);
        pz_buf_put_json_field(&out, "entity", c->entity);
        pz_buf_put_json_field(&out, "key", c->key);
        pz_buf_put_json_field(&out, "field", c->code);
        pz_buf_put_json_field(&out, "period", c->period);
        pz_buf_put_json_field(&out, "old", c->old_text);
        pz_buf_put_json_field(&out, "new", c->new_text);
        pz_buf_put_json_field(&out, "place", pz_buf_str(&place));
        pz_buf_puts(&out, "}\n");
    } else {
        bool result = strcmp(c->entity, "result") == 0;
        const char *whose = c->name[0] ? c->name : c->key;
        if (result)
            pz_buf_printf(&what, "%s %s, %s, %s", c->code, c->title, c->period, whose);
        else
            pz_buf_printf(&what, "%s, %s", c->title, whose);
        pz_buf_printf(&out, _("%s  %s  data: %s: was “%s”, became “%s” (%s)\n"), c->time, c->who, pz_buf_str(&what),
                      c->old_text[0] ? c->old_text : _("nothing"), c->new_text[0] ? c->new_text : _("nothing"), pz_buf_str(&place));
    }
    cli_put(pz_buf_str(&out), out.len);
    pz_buf_release(&what);
    pz_buf_release(&place);
    pz_buf_release(&out);
}

/* The data behind a document: its recipient's and what is common to all; of a common document all. Changes since its edition was made. */
static int print_all_data(struct cli_work *w, const struct options *o, const struct pz_register_row *row)
{
    struct pz_data_change *data;
    size_t n;
    const char *since = o->since ? o->since : row->made;
    if (pz_data_changes(w->reader, row->organisation[0] ? row->organisation : NULL, since, &w->arena, &data, &n, &w->err) != 0)
        return -1;
    for (size_t i = 0; i < n && (w->cli->json || i < DATA_MAX); i++)
        print_data(w->cli, &data[i]);
    if (n > DATA_MAX && !w->cli->json)
        cli_print(_("and %zu more changes of data; “--json” shows all, “--since” fewer\n"), n - DATA_MAX);
    return 0;
}

static int guarded(struct cli_work *w, const struct options *o, const char *name)
{
    jmp_buf oom;
    struct pz_register_row row;
    struct pz_history_row *events;
    struct pz_change_row *changes;
    size_t events_n, changes_n;
    pz_arena_trap(&w->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(&w->err);
    if (cli_work_find(w, name, o->organisation, &row) != 0 ||
        pz_register_history(w->reader, row.id, row.organisation, &w->arena, &events, &events_n, &w->err) != 0 ||
        pz_register_why(w->reader, row.id, row.organisation, o->since, &w->arena, &changes, &changes_n, &w->err) != 0)
        return -1;
    for (size_t i = 0; i < events_n; i++)
        if (!o->since || strcmp(events[i].time, o->since) >= 0)
            print_event(w->cli, &events[i]);
    for (size_t i = 0; i < changes_n; i++)
        print_change(w->cli, &changes[i]);
    return print_all_data(w, o, &row);
}

int cli_why(struct cli *cli, int argc, char **argv)
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
    if (cli_work_open(&work, cli, CLI_NEEDS_REGISTER, NULL) == CLI_DONE)
        guarded(&work, &options, argv[0]);
    return cli_work_close(&work, CLI_DONE);
}
