/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

#include "base/i18n.h"

const struct cli_command cli_commands[] = {
#define COMMAND(name, function, summary, usage) {name, function, summary, usage},
#include "cli/commands.def"
#undef COMMAND
};
const size_t cli_commands_n = sizeof cli_commands / sizeof *cli_commands;
