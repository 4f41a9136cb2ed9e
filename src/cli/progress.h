/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress bar: count, rate and time left on standard error, only on a terminal and never with --quiet or --json. */
#ifndef PZ_CLI_PROGRESS_H
#define PZ_CLI_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"

struct cli_progress {
    const char *what; /* translated: “documents”, “PDF” */
    int64_t started_ms, drawn_ms;
    bool on, visible;
};

/* Begin; the bar shows itself with the first cli_progress_step that comes late enough to matter. */
void cli_progress_begin(struct cli *cli, struct cli_progress *bar, const char *what);
/* done of total (0: total unknown). Draws at most ten times a second. */
void cli_progress_step(struct cli_progress *bar, size_t done, size_t total);
/* Take the bar off the screen before other words are written; NULL is fine. */
void cli_progress_hide(struct cli_progress *bar);
void cli_progress_end(struct cli *cli);

/* «42 %, 120 of 286, 310/s, 0:02 left» as text; exposed for its test. */
void cli_progress_text(struct pz_buf *out, const char *what, size_t done, size_t total, int64_t elapsed_ms);

#endif
