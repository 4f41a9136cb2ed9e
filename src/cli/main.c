/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "cli/cli.h"
#include "cli/locale.h"
#include "cli/options.h"
#include "cli/stack.h"
#include "office/svg.h"

static const struct cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_commands_n; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

static int unknown_command(const struct cli *cli, const char *name)
{
    const char *words[64];
    size_t n = 0;
    for (; n < cli_commands_n && n < 63; n++)
        words[n] = cli_commands[n].name;
    words[n] = NULL;
    const char *near = cli_suggest(name, words);
    if (near)
        return cli_wrong(cli, "E-CLI-005", _("unknown command “%s”; perhaps “%s”"), name, near);
    return cli_wrong(cli, "E-CLI-005", _("unknown command “%s”"), name);
}

/* Where the command's name stands in argv: behind the global options that come before it. */
static int command_index(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-')
            return i;
        const char *name = argv[i] + 1 + (argv[i][1] == '-');
        for (const struct cli_option *o = cli_global_options; o->type != CLI_END; o++)
            if (o->argument && (strcmp(name, o->name) == 0 || (name[0] == o->letter && !name[1])))
                i++;
    }
    return 0;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
    static const struct cli_option none[] = {CLI_OPTION_END};
    int at = command_index(argc, argv), rest;
    bool stop, asked = at && strcmp(argv[at], "help") == 0;
    if (asked && at + 1 < argc) { /* «prikaz help run» is «prikaz run --help» */
        argv[at] = argv[at + 1];
        argv[at + 1] = (char *)(uintptr_t) "--help";
    } else if (asked) {
        at = 0;
        cli->help = true;
    }
    if (!at) {
        int code = cli_options(cli, none, NULL, asked ? 0 : argc - 1, argv + 1, &rest, &stop);
        if (stop)
            return code;
        if (!cli->version)
            return cli_wrong(cli, "E-CLI-008", _("no command is given"));
        cli_print("prikaz %s\n", PZ_VERSION);
        return CLI_DONE;
    }
    const struct cli_command *command = find_command(argv[at]);
    if (!command)
        return unknown_command(cli, argv[at]);
    cli->command = command;
    memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv); /* options before the name count as the command's */
    return command->run(cli, argc - 2, argv + 2);
}

/* The program draws in processes of its own kind; one that was replaced under way is still this one to the system. */
static void name_drawer(void)
{
    static char path[PATH_MAX];
    pz_program_path(path, sizeof path);
    pz_svg_drawer(pz_file_exists(path) ? path : "/proc/self/exe");
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    struct pz_error err = PZ_ERROR_INIT;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file over `ulimit -f` is a write that fails, told as such */
    cli_locale_init(PZ_DATADIR);
    if (cli_stack_claim(&err) != 0)
        return cli_fail(&cli, &err);
    if (argc == 2 && strcmp(argv[1], "--draw") == 0)
        return pz_svg_serve(STDIN_FILENO);
    name_drawer();
    int code = cli_finish(&cli, dispatch(&cli, argc, argv));
    pz_svg_dismiss();
    return code;
}
