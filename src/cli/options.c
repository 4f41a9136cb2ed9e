/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

const struct cli_option cli_global_options[] = {
    CLI_OPTION_TEXT(struct cli, folder, "folder", 'C', N_("DIR"), N_("work in this folder")),
    CLI_OPTION_NUMBER(struct cli, jobs, "jobs", 'j', N_("N"), N_("work on N documents at once (default: one for each processor)")),
    CLI_OPTION_FLAG(struct cli, quiet, "quiet", 'q', N_("say nothing but errors")),
    CLI_OPTION_FLAG(struct cli, verbose, "verbose", 'v', N_("say more")),
    CLI_OPTION_FLAG(struct cli, json, "json", 0, N_("print one JSON object a line")),
    CLI_OPTION_TEXT(struct cli, color, "color", 0, N_("WHEN"), N_("colours on a terminal: auto, always, never")),
    CLI_OPTION_FLAG(struct cli, help, "help", 'h', N_("print this help")),
    CLI_OPTION_FLAG(struct cli, version, "version", 0, N_("print the version")),
    CLI_OPTION_END,
};

/* One call of the parser. */
struct parser {
    struct cli *cli;
    const struct cli_option *table;
    void *options;
    int argc, at;
    char **argv;
};

struct found {
    const struct cli_option *option;
    void *base;
};

static struct found find(const struct parser *p, const char *name, size_t len, char letter)
{
    const struct cli_option *tables[] = {p->table, cli_global_options};
    void *bases[] = {p->options, p->cli};
    for (int t = 0; t < 2; t++)
        for (const struct cli_option *o = tables[t]; o && o->type != CLI_END; o++)
            if (name ? strlen(o->name) == len && memcmp(o->name, name, len) == 0 : o->letter && o->letter == letter)
                return (struct found){o, bases[t]};
    return (struct found){NULL, NULL};
}

static int unknown(const struct parser *p, const char *arg, const char *name, size_t len)
{
    const char *words[64];
    size_t n = 0;
    const struct cli_option *tables[] = {p->table, cli_global_options};
    for (int t = 0; t < 2; t++)
        for (const struct cli_option *o = tables[t]; o && o->type != CLI_END && n < 63; o++)
            words[n++] = o->name;
    words[n] = NULL;
    char *word = name ? pz_strndup(name, len) : NULL;
    const char *near = word ? cli_suggest(word, words) : NULL;
    pz_free(word);
    if (near)
        return cli_wrong(p->cli, "E-CLI-001", _("unknown option “%s”; perhaps “--%s”"), arg, near);
    return cli_wrong(p->cli, "E-CLI-001", _("unknown option “%s”"), arg);
}

static int store_number(const struct parser *p, struct found f, const char *value)
{
    char *end;
    errno = 0;
    long n = strtol(value, &end, 10);
    if (errno || *end || end == value || n < 0)
        return cli_wrong(p->cli, "E-CLI-003", _("“--%s” wants a number, not “%s”"), f.option->name, value);
    *(long *)((char *)f.base + f.option->offset) = n;
    return CLI_DONE;
}

static int store(const struct parser *p, struct found f, const char *value)
{
    char *to = (char *)f.base + f.option->offset;
    switch (f.option->type) {
    case CLI_FLAG: *(bool *)to = true; break;
    case CLI_STRING: *(const char **)to = value; break;
    case CLI_NUMBER: return store_number(p, f, value);
    case CLI_LIST: {
        struct cli_list *list = (struct cli_list *)to;
        const char **v = pz_realloc(list->v, (list->n + 1) * sizeof *v);
        struct pz_error err = PZ_ERROR_INIT;
        if (!v) {
            pz_fail_memory(&err);
            return cli_fail(p->cli, &err);
        }
        list->v = v;
        list->v[list->n++] = value;
        break;
    }
    case CLI_END: break;
    }
    return CLI_DONE;
}

/* The value of an option: `inline_value` (behind = or the letter), or the next argument. */
static int take(struct parser *p, struct found f, const char *inline_value)
{
    if (f.option->type == CLI_FLAG) {
        if (inline_value)
            return cli_wrong(p->cli, "E-CLI-002", _("“--%s” takes no value"), f.option->name);
        return store(p, f, NULL);
    }
    if (!inline_value && p->at + 1 >= p->argc)
        return cli_wrong(p->cli, "E-CLI-002", _("“--%s” wants a value: %s"), f.option->name, _(f.option->argument));
    return store(p, f, inline_value ? inline_value : p->argv[++p->at]);
}

static int long_option(struct parser *p)
{
    const char *arg = p->argv[p->at], *name = arg + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    struct found f = find(p, name, len, 0);
    return f.option ? take(p, f, equals ? equals + 1 : NULL) : unknown(p, arg, name, len);
}

static int letters(struct parser *p)
{
    for (const char *arg = p->argv[p->at], *c = arg + 1; *c; c++) {
        struct found f = find(p, NULL, 0, *c);
        if (!f.option)
            return unknown(p, arg, NULL, 0);
        if (f.option->type != CLI_FLAG)
            return take(p, f, c[1] ? c + 1 : NULL);
        int code = store(p, f, NULL);
        if (code)
            return code;
    }
    return CLI_DONE;
}

int cli_options(struct cli *cli, const struct cli_option *table, void *options, int argc, char **argv, int *rest, bool *stop)
{
    struct parser p = {cli, table, options, argc, 0, argv};
    int code = CLI_DONE;
    bool only_arguments = false;
    *rest = 0;
    *stop = false;
    for (p.at = 0; p.at < argc && code == CLI_DONE; p.at++) {
        char *arg = argv[p.at];
        if (only_arguments || arg[0] != '-' || !arg[1])
            argv[(*rest)++] = arg;
        else if (strcmp(arg, "--") == 0)
            only_arguments = true;
        else
            code = arg[1] == '-' ? long_option(&p) : letters(&p);
    }
    if (code == CLI_DONE && cli->help)
        cli_print_help(cli, table);
    *stop = code != CLI_DONE || cli->help;
    return code;
}

/* Screen columns of “  -d, --data FILE”. */
static size_t option_head(const struct cli_option *o, char *head, size_t size)
{
    const char *argument = o->argument ? _(o->argument) : "";
    char letter[] = "-x, ";
    letter[1] = o->letter;
    snprintf(head, size, "  %s--%s%s%s", o->letter ? letter : "    ", o->name, *argument ? " " : "", argument);
    return pz_utf8_length(head, strlen(head));
}

static void print_options(const struct cli_option *table)
{
    char head[160];
    for (const struct cli_option *o = table; o && o->type != CLI_END; o++) {
        size_t width = option_head(o, head, sizeof head);
        cli_print("%s%*s%s\n", head, width < 28 ? (int)(28 - width) : 2, "", _(o->help));
    }
}

static void print_commands(void)
{
    cli_print("\n%s\n", _("Commands:"));
    for (size_t i = 0; i < cli_commands_n; i++)
        cli_print("  %-10s %s\n", cli_commands[i].name, _(cli_commands[i].summary));
}

void cli_print_help(const struct cli *cli, const struct cli_option *table)
{
    const struct cli_command *command = cli->command;
    if (command)
        cli_print("%s prikaz %s %s\n\n%s.\n", _("Usage:"), command->name, _(command->usage), _(command->summary));
    else
        cli_print("%s prikaz [%s] %s\n\n%s\n", _("Usage:"), _("OPTIONS"), _("COMMAND …"),
                  _("Documents of a municipal education office: from spreadsheets to orders, letters, packages and a site."));
    if (!command)
        print_commands();
    if (table && table->type != CLI_END) {
        cli_print("\n%s\n", _("Options:"));
        print_options(table);
    }
    cli_print("\n%s\n", _("Options of every command:"));
    print_options(cli_global_options);
    cli_print("\n%s\n",
              _("Exit codes: 0 done; 1 some documents refused, the rest made; 2 wrong usage or definitions, nothing written;\n"
                "3 system failure, nothing half-written; 4 a signed or published document would change."));
}

/* Edits between two words (insert, delete, replace, each 1), at most 63 bytes each. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[64];
    size_t la = strlen(a), lb = strlen(b);
    if (la > 63 || lb > 63)
        return 99;
    for (size_t j = 0; j <= lb; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= la; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= lb; j++) {
            unsigned replace = diagonal + (a[i - 1] != b[j - 1]), other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replace < other ? replace : other;
        }
    }
    return row[lb];
}

const char *cli_suggest(const char *word, const char *const *words)
{
    const char *best = NULL;
    unsigned least = 3; /* more than two edits is another word */
    for (; *words; words++) {
        unsigned d = distance(word, *words);
        if (d < least && d < strlen(*words)) {
            least = d;
            best = *words;
        }
    }
    return best;
}
