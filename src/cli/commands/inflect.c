/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prikaz inflect: Russian forms, one on the command line or a filter over standard input. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/approved.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/running.h"
#include "russian/inflect.h"

enum { REQUEST_MAX = 1 << 20 };

struct options {
    const char *kind, *form, *sex, *approved;
    bool confidence, review;
};

static const struct cli_option table[] = {
    CLI_OPTION_TEXT(struct options, form, "case", 0, N_("CASE"),
                    N_("nominative, genitive, dative, accusative, instrumental, prepositional (or in Russian); default: all")),
    CLI_OPTION_TEXT(struct options, kind, "kind", 0, N_("KIND"),
                    N_("name, last, first, middle, post, org, phrase; default: told from the text")),
    CLI_OPTION_TEXT(struct options, sex, "sex", 0, N_("SEX"), N_("m or f; default: told from the name")),
    CLI_OPTION_TEXT(struct options, approved, "approved", 0, N_("FILE"),
                    N_("confirmed forms (default: approved/forms.csv where it is)")),
    CLI_OPTION_FLAG(struct options, confidence, "confidence", 0, N_("add a field: certain, convention or ask")),
    CLI_OPTION_FLAG(struct options, review, "review", 0,
                    N_("list every doubtful form of the workspace once, as a table to confirm")),
    CLI_OPTION_END,
};

/* A row that is wrong is told; the others serve. */
static int load_approved(const struct cli *cli, const struct options *o, struct pz_approved **approved, struct pz_error *err)
{
    struct pz_diags diags;
    pz_diags_init(&diags);
    int rc = cli_approved(approved, o->approved, NULL, &diags, err);
    cli_findings(cli, &diags);
    pz_diags_release(&diags);
    return rc;
}

/* `"key":"text"`, or null where there is no text, with a comma before it. */
static void put_member(struct pz_buf *out, const char *key, const char *text, size_t len)
{
    pz_buf_printf(out, ",\"%s\":", key);
    if (text)
        pz_buf_put_json(out, text, len);
    else
        pz_buf_puts(out, "null");
}

static void print_object(struct pz_buf *line)
{
    pz_buf_puts(line, "}\n");
    cli_put(pz_buf_str(line), line->len);
    pz_buf_release(line);
}

static void print_form_json(enum pz_case c, const char *text, const char *form, enum pz_confidence confidence)
{
    struct pz_buf line = PZ_BUF_INIT;
    pz_buf_printf(&line, "{\"type\":\"form\",\"case\":\"%s\"", pz_case_name(c));
    put_member(&line, "text", text, strlen(text));
    put_member(&line, "form", confidence == PZ_UNKNOWN ? NULL : form, strlen(form));
    put_member(&line, "confidence", pz_confidence_name(confidence), strlen(pz_confidence_name(confidence)));
    print_object(&line);
}

static int print_form(const struct cli *cli, const struct pz_forms *forms, const struct options *o, enum pz_form_kind kind,
                      enum pz_sex sex, enum pz_case c, const char *text)
{
    struct pz_buf out = PZ_BUF_INIT;
    enum pz_confidence confidence = pz_forms_inflect(forms, &out, kind, text, strlen(text), sex, c);
    if (cli->json) {
        print_form_json(c, text, pz_buf_str(&out), confidence);
    } else {
        if (!o->form)
            cli_print("%s\t", pz_case_name(c));
        cli_print("%s", confidence == PZ_UNKNOWN ? "?" : pz_buf_str(&out));
        if (o->confidence)
            cli_print("\t%s", pz_confidence_name(confidence));
        cli_print("\n");
    }
    pz_buf_release(&out);
    return confidence == PZ_UNKNOWN ? CLI_REFUSED : CLI_DONE;
}

static int one_text(const struct cli *cli, const struct pz_forms *forms, const struct options *o, const char *text)
{
    int kind = o->kind ? pz_form_kind_parse(o->kind, strlen(o->kind)) : PZ_FORM_AUTO;
    int sex = o->sex ? pz_sex_parse(o->sex, strlen(o->sex)) : PZ_SEX_UNKNOWN;
    int form = o->form ? pz_case_parse(o->form, strlen(o->form)) : PZ_NOMINATIVE;
    if (kind < 0)
        return cli_wrong(cli, "E-CLI-020", _("“%s” is no kind of text"), o->kind);
    if (sex < 0)
        return cli_wrong(cli, "E-CLI-020", _("“%s” is no sex: m or f"), o->sex);
    if (form < 0)
        return cli_wrong(cli, "E-CLI-020", _("“%s” is no case"), o->form);
    int code = CLI_DONE;
    for (int c = form; c < PZ_CASES && (c == form || !o->form); c++) {
        int one = print_form(cli, forms, o, (enum pz_form_kind)kind, (enum pz_sex)sex, (enum pz_case)c, text);
        code = one ? one : code;
    }
    return code;
}

/* One answer of the filter: the form and, behind a tab, its confidence. */
static void print_answer(const struct cli *cli, size_t number, struct pz_buf *answer)
{
    if (!cli->json) {
        pz_buf_putc(answer, '\n');
        cli_put(pz_buf_str(answer), answer->len);
        return;
    }
    struct pz_buf line = PZ_BUF_INIT;
    const char *text = pz_buf_str(answer), *tab = strrchr(text, '\t');
    size_t len = tab ? (size_t)(tab - text) : answer->len;
    pz_buf_printf(&line, "{\"type\":\"answer\",\"line\":%zu", number);
    put_member(&line, "form", len == 1 && *text == '?' ? NULL : text, len);
    put_member(&line, "confidence", tab ? tab + 1 : "ask", strlen(tab ? tab + 1 : "ask"));
    print_object(&line);
}

/* Answers stay in the order of the requests: a request that is wrong gets `?`, and the message says which line it was. */
static int filter(const struct cli *cli, const struct pz_forms *forms, const struct options *o)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    ssize_t len;
    int code = CLI_DONE;
    struct pz_buf out = PZ_BUF_INIT;
    while ((len = getline(&line, &size, stdin)) >= 0) {
        struct pz_error err = PZ_ERROR_INIT;
        number++;
        while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        pz_buf_clear(&out);
        if (len > REQUEST_MAX || pz_inflect_line(&out, forms, line, (size_t)len, o->confidence || cli->json, &err) != 0) {
            struct pz_place at = pz_place_line(_("request"), (unsigned)number, 0);
            pz_fail(&err, PZ_DATA, "E-CLI-021", _("the request is longer than a megabyte"));
            pz_error_at(&err, &at);
            code = cli_fail(cli, &err);
            if (!out.len)
                pz_buf_putc(&out, '?');
        }
        print_answer(cli, number, &out);
    }
    free(line);
    pz_buf_release(&out);
    if (ferror(stdin)) {
        struct pz_error err = PZ_ERROR_INIT;
        pz_fail_errno(&err, "E-SYS-002", _("cannot read “%s”"), _("standard input"));
        return cli_fail(cli, &err);
    }
    return code;
}

static void print_doubts_json(const struct pz_doubts *doubts)
{
    static const char *const kinds[] = {"auto", "name", "last", "first", "middle", "post", "org", "phrase"};
    for (size_t i = 0; i < doubts->n; i++) {
        const struct pz_doubt *d = &doubts->v[i];
        const char *sex = d->sex == PZ_MALE ? "m" : d->sex == PZ_FEMALE ? "f" : NULL;
        struct pz_buf line = PZ_BUF_INIT;
        pz_buf_printf(&line, "{\"type\":\"doubt\",\"kind\":\"%s\"", kinds[d->kind]);
        put_member(&line, "text", d->text, strlen(d->text));
        put_member(&line, "sex", sex, 1);
        put_member(&line, "form", pz_form_name(d->form), strlen(pz_form_name(d->form)));
        put_member(&line, "guess", *d->guess ? d->guess : NULL, strlen(d->guess));
        pz_buf_printf(&line, ",\"times\":%zu", d->times);
        print_object(&line);
    }
}

/* The clerk's list. Documents that cannot be made are named beside it: their forms are not in it. */
static int review(const struct cli *cli)
{
    struct pz_doubts doubts;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    pz_diags_init(&diags);
    pz_doubts_init(&doubts);
    int rc = cli_rehearse(cli, &doubts, &diags, &err);
    cli_findings(cli, &diags);
    int code = rc ? cli_fail(cli, &err) : cli_findings_exit(&diags, CLI_REFUSED);
    if (rc == 0) {
        pz_doubts_sort(&doubts);
        if (cli->json)
            print_doubts_json(&doubts);
        else
            pz_doubts_print_csv(&doubts, &out);
        cli_put(pz_buf_str(&out), out.len);
    }
    pz_buf_release(&out);
    pz_doubts_release(&doubts);
    pz_diags_release(&diags);
    return code;
}

int cli_inflect(struct cli *cli, int argc, char **argv)
{
    struct options options = {0};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_approved *approved = NULL;
    int rest;
    bool stop;
    int code = cli_start(cli, table, &options, argc, argv, &rest, &stop);
    if (stop)
        return code;
    if (rest > 1)
        return cli_wrong(cli, "E-CLI-022", _("only one text at a time: put it in quotes"));
    if (options.review)
        return rest ? cli_wrong(cli, "E-CLI-022", "%s", _("“--review” lists the forms of the workspace and takes no text"))
                    : review(cli);
    if (pz_russian_init(&err) != 0 || load_approved(cli, &options, &approved, &err) != 0)
        return cli_fail(cli, &err);
    struct pz_forms forms = {.approved = approved};
    code = rest ? one_text(cli, &forms, &options, argv[0]) : filter(cli, &forms, &options);
    pz_approved_free(approved);
    return code;
}
