/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"

enum { FIRST_MS = 300, REDRAW_MS = 100, BAR = 24 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void cli_progress_begin(struct cli *cli, struct cli_progress *bar, const char *what)
{
    const char *term = getenv("TERM");
    *bar = (struct cli_progress){.what = what, .started_ms = now_ms()};
    bar->drawn_ms = bar->started_ms + FIRST_MS - REDRAW_MS;
    bar->on = !cli->quiet && !cli->json && isatty(STDERR_FILENO) && (!term || strcmp(term, "dumb") != 0);
    cli->progress = bar;
}

void cli_progress_text(struct pz_buf *out, const char *what, size_t done, size_t total, int64_t elapsed_ms)
{
    double rate = elapsed_ms > 0 ? (double)done * 1000.0 / (double)elapsed_ms : 0;
    if (total) {
        size_t full = done >= total ? BAR : done * BAR / total;
        for (size_t i = 0; i < BAR; i++)
            pz_buf_puts(out, i < full ? "█" : "░");
        pz_buf_printf(out, " %zu %%, ", done >= total ? 100 : done * 100 / total);
        pz_buf_printf(out, _("%s: %zu of %zu"), what, done, total);
    } else {
        pz_buf_printf(out, "%s: %zu", what, done);
    }
    if (rate > 0)
        pz_buf_printf(out, rate < 10 ? _(", %.1f/s") : _(", %.0f/s"), rate);
    if (rate > 0 && total > done) {
        unsigned long left = (unsigned long)((double)(total - done) / rate + 0.5);
        pz_buf_printf(out, _(", %lu:%02lu left"), left / 60, left % 60);
    }
}

void cli_progress_step(struct cli_progress *bar, size_t done, size_t total)
{
    if (!bar->on)
        return;
    int64_t now = now_ms();
    if (now - bar->drawn_ms < REDRAW_MS)
        return;
    bar->drawn_ms = now;
    struct pz_buf line = PZ_BUF_INIT;
    cli_progress_text(&line, bar->what, done, total, now - bar->started_ms);
    fprintf(stderr, "\r%s\033[K", pz_buf_str(&line));
    fflush(stderr);
    pz_buf_release(&line);
    bar->visible = true;
}

void cli_progress_hide(struct cli_progress *bar)
{
    if (!bar || !bar->visible)
        return;
    fputs("\r\033[K", stderr);
    bar->visible = false;
}

void cli_progress_end(struct cli *cli)
{
    cli_progress_hide(cli->progress);
    cli->progress = NULL;
}
