/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions named by commands.def, each in its file of commands/: arguments behind the command's name in, exit code out. */
#ifndef PZ_CLI_COMMANDS_H
#define PZ_CLI_COMMANDS_H

#include "cli/cli.h"

#define COMMAND(name, function, summary, usage) int function(struct cli *cli, int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
