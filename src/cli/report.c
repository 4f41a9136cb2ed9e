/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/sarif.h"

static int output_errno; /* first failure of standard output */

void cli_put(const char *data, size_t len)
{
    if (len && fwrite(data, 1, len, stdout) != len && !output_errno)
        output_errno = errno ? errno : EIO;
}

void cli_print(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    if (vfprintf(stdout, format, ap) < 0 && !output_errno)
        output_errno = errno ? errno : EIO;
    va_end(ap);
}

int cli_finish(struct cli *cli, int code)
{
    if (fflush(stdout) != 0 && !output_errno)
        output_errno = errno;
    if (!output_errno)
        return code;
    if (output_errno == EPIPE)
        return CLI_SYSTEM; /* the reader went away; nobody is left to be told */
    struct pz_error err = PZ_ERROR_INIT;
    errno = output_errno;
    pz_fail_errno(&err, "E-CLI-004", _("cannot write the result"));
    cli->json = false;
    return cli_fail(cli, &err);
}

void cli_say(const struct cli *cli, const char *format, ...)
{
    if (cli->quiet || cli->json)
        return;
    cli_progress_hide(cli->progress);
    va_list ap;
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

static bool colored(const struct cli *cli)
{
    if (cli->color && strcmp(cli->color, "always") == 0)
        return true;
    if (cli->color && strcmp(cli->color, "never") == 0)
        return false;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return (!no || !*no) && isatty(STDERR_FILENO) && (!term || strcmp(term, "dumb") != 0);
}

static void print_text(const struct cli *cli, const struct pz_diag *d)
{
    static const char *const colors[] = {[PZ_ERROR] = "\033[1;31m", [PZ_WARNING] = "\033[33m", [PZ_NOTE] = "\033[36m"};
    struct pz_buf line = PZ_BUF_INIT;
    pz_diag_print(d, &line);
    cli_progress_hide(cli->progress);
    bool color = colored(cli);
    if (color)
        fputs(colors[d->severity], stderr);
    if (line.failed) /* the last thing that must be said when memory has run out */
        fprintf(stderr, "error[%s]: %s\n", d->id, d->message);
    size_t first = strcspn(pz_buf_str(&line), "\n");
    fwrite(pz_buf_str(&line), 1, first, stderr);
    if (color)
        fputs("\033[0m", stderr);
    fputs(pz_buf_str(&line) + first, stderr);
    pz_buf_release(&line);
}

static void print_one(const struct cli *cli, const struct pz_diag *d)
{
    if (cli->diagnostics != CLI_JSON) {
        print_text(cli, d);
        return;
    }
    struct pz_buf line = PZ_BUF_INIT;
    pz_diag_print_json(d, &line);
    pz_buf_putc(&line, '\n');
    cli_put(pz_buf_str(&line), line.len);
    pz_buf_release(&line);
}

void cli_last_words(const struct cli *cli)
{
    static char words[PZ_MESSAGE_MAX + 64];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf line = PZ_BUF_INIT;
    pz_fail_memory(&err);
    const struct pz_diag d = {.severity = PZ_ERROR, .id = err.id, .place = err.place, .message = err.message};
    if (cli->json)
        (pz_diag_print_json(&d, &line), pz_buf_putc(&line, '\n'));
    else
        pz_diag_print(&d, &line);
    int len = snprintf(words, sizeof words, "%s", pz_buf_str(&line));
    if (!line.failed && len > 0)
        pz_arena_last_words(words, cli->json ? STDOUT_FILENO : STDERR_FILENO);
    pz_buf_release(&line);
}

void cli_findings(const struct cli *cli, struct pz_diags *diags)
{
    pz_diags_sort(diags);
    if (cli->diagnostics == CLI_SARIF) {
        struct pz_buf out = PZ_BUF_INIT;
        cli_sarif(diags, &out);
        cli_put(pz_buf_str(&out), out.len);
        pz_buf_release(&out);
        return;
    }
    for (size_t i = 0; i < diags->n; i++) {
        const struct pz_diag *d = &diags->v[i];
        if (d->severity == PZ_ERROR || (d->severity == PZ_WARNING && !cli->quiet) || (d->severity == PZ_NOTE && cli->verbose))
            print_one(cli, d);
    }
}

/* A file of the data that cannot be opened is bad data (E-SYS-002, 003); what else the system refuses is the system's failure. */
static bool is_system(const char *id)
{
    return strncmp(id, "E-SYS-", 6) == 0 && strcmp(id, "E-SYS-002") != 0 && strcmp(id, "E-SYS-003") != 0;
}

int cli_findings_exit(const struct pz_diags *diags, int with_errors)
{
    for (size_t i = 0; i < diags->n; i++)
        if (is_system(diags->v[i].id))
            return CLI_SYSTEM;
    return diags->errors ? with_errors : CLI_DONE;
}

static int exit_of(enum pz_kind kind)
{
    return kind == PZ_SYSTEM ? CLI_SYSTEM : kind == PZ_USAGE ? CLI_USAGE : CLI_REFUSED;
}

int cli_fail(const struct cli *cli, const struct pz_error *err)
{
    struct pz_diag d = {.severity = PZ_ERROR, .id = err->id, .place = err->place, .message = err->message};
    print_one(cli, &d);
    return exit_of(err->kind);
}

int cli_wrong(const struct cli *cli, const char *id, const char *format, ...)
{
    char text[PZ_MESSAGE_MAX], hint[128];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (cli->command)
        snprintf(hint, sizeof hint, _("see “prikaz %s --help”"), cli->command->name);
    else
        snprintf(hint, sizeof hint, "%s", _("see “prikaz --help”"));
    struct pz_diag d = {.severity = PZ_ERROR, .id = id, .place = pz_place_file("prikaz"), .message = text, .hint = hint};
    print_one(cli, &d);
    return CLI_USAGE;
}
