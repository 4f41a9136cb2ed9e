/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"

static int make_below(const char *home, const char *name, struct pz_error *err)
{
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, home, name);
    int rc = path.failed ? pz_fail_memory(err) : pz_make_folders(path.data, err);
    pz_buf_release(&path);
    return rc;
}

/* A profile that was last used by a newer office: one that looks upgraded tries out its graphics at every start, which is two thirds of the
 * start and never ends, as a conversion does not note the version (desktop/source/app/app.cxx of LibreOffice 7.4). */
static int set_up_profile(const char *home, struct pz_error *err)
{
    static const char settings[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">\n"
        "<item oor:path=\"/org.openoffice.Setup/Product\"><prop oor:name=\"ooSetupLastVersion\" oor:op=\"fuse\">"
        "<value>999.0</value></prop></item>\n"
        "</oor:items>\n";
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, home, "profile/user/registrymodifications.xcu");
    int rc = path.failed ? pz_fail_memory(err) : pz_file_write(path.data, settings, sizeof settings - 1, false, err);
    pz_buf_release(&path);
    return rc;
}

int pz_pdf_worker_init(struct pz_pdf_worker *w, const char *home, struct pz_error *err)
{
    memset(w, 0, sizeof *w);
    w->office = (struct pz_office){.exited = -1, .said = -1};
    pz_buf_puts(&w->home, home);
    w->line.limit = 8192;
    return make_below(home, "out", err) == 0 && make_below(home, "tmp", err) == 0 && set_up_profile(home, err) == 0 ? 0 : -1;
}

void pz_pdf_worker_release(struct pz_pdf_worker *w)
{
    if (w->office.pid)
        pz_office_end(&w->office, true);
    pz_buf_release(&w->home);
    pz_buf_release(&w->line);
}

static void input_path(const struct pz_pdf_worker *w, size_t position, const char *source, struct pz_buf *out)
{
    pz_buf_printf(out, "%s/in/%06zu.%s", w->home.data, position, pz_path_extension(source));
}

void pz_pdf_worker_output(const struct pz_pdf_worker *w, size_t position, struct pz_buf *out)
{
    pz_buf_printf(out, "%s/out/%06zu.pdf", w->home.data, position);
}

/* The source under a name of ours. A hard link costs nothing and keeps the office's lock files out of the user's folder; across file
 * systems the bytes are copied. */
static int place_source(const char *source, const char *path, struct pz_error *err)
{
    if (link(source, path) == 0)
        return 0;
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_file_read(&bytes, source, (size_t)1 << 30, err);
    if (rc == 0)
        rc = pz_file_write(path, bytes.data, bytes.len, false, err);
    pz_buf_release(&bytes);
    return rc;
}

static int place_all(struct pz_pdf_worker *w, const char *const *sources, size_t n, char **files, struct pz_error *err)
{
    if (make_below(w->home.data, "in", err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct pz_buf path = PZ_BUF_INIT;
        input_path(w, i, sources[i], &path);
        files[i] = pz_buf_detach(&path, NULL);
        if (!files[i])
            return pz_fail_memory(err);
        if (place_source(sources[i], files[i], err) != 0)
            return -1;
    }
    return 0;
}

static void empty_below(const struct pz_pdf_worker *w, const char *name)
{
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, w->home.data, name);
    if (!path.failed)
        pz_remove_tree(path.data, NULL);
    pz_buf_release(&path);
}

int pz_pdf_worker_begin(struct pz_pdf_worker *w, const struct pz_office_start *how, const char *const *sources, size_t n,
                        int64_t now_ms, struct pz_error *err)
{
    char **files = pz_calloc(n, sizeof *files);
    if (!files)
        return pz_fail_memory(err);
    struct pz_office_start start = *how;
    start.home = w->home.data;
    start.files = files;
    start.n = n;
    int rc = place_all(w, sources, n, files, err);
    if (rc == 0)
        rc = make_below(w->home.data, "out", err);
    if (rc == 0)
        rc = pz_office_start(&w->office, &start, err);
    for (size_t i = 0; i < n; i++)
        pz_free(files[i]);
    pz_free(files);
    if (rc)
        return -1;
    w->n = n;
    w->spoken = w->collected = 0;
    w->since_ms = now_ms;
    w->ended = w->overdue = false;
    w->words[0] = '\0';
    pz_buf_clear(&w->line);
    return 0;
}

/* “convert HOME/in/000012.odt -> …” */
static void take_line(struct pz_pdf_worker *w, int64_t now_ms)
{
    const char *line = pz_buf_str(&w->line), *in;
    if (strncmp(line, "convert ", 8) == 0 && (in = strstr(line, "/in/"))) {
        size_t position = strtoul(in + 4, NULL, 10);
        if (position < w->n && position + 1 > w->spoken) {
            w->spoken = position + 1;
            w->since_ms = now_ms;
        }
    } else if (w->line.len && strncmp(line, "Overwriting", 11) != 0) {
        snprintf(w->words, sizeof w->words, "%.190s", line);
    }
    pz_buf_clear(&w->line);
}

static void read_words(struct pz_pdf_worker *w, int64_t now_ms)
{
    char piece[4096];
    ssize_t n;
    while ((n = read(w->office.said, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
        for (ssize_t i = 0; i < n; i++) {
            if (piece[i] == '\n')
                take_line(w, now_ms);
            else
                pz_buf_putc(&w->line, piece[i]);
        }
}

void pz_pdf_worker_listen(struct pz_pdf_worker *w, int64_t now_ms)
{
    struct pollfd gone = {.fd = w->office.exited, .events = POLLIN};
    bool ended = poll(&gone, 1, 0) == 1;
    read_words(w, now_ms); /* after looking at its end, so that its last words are not lost */
    if (!ended)
        return;
    if (w->line.len)
        take_line(w, now_ms);
    w->status = pz_office_end(&w->office, false);
    w->ended = true;
}

void pz_pdf_worker_kill(struct pz_pdf_worker *w)
{
    read_words(w, w->since_ms);
    w->status = pz_office_end(&w->office, true);
    w->ended = w->overdue = true;
}

void pz_pdf_worker_finish(struct pz_pdf_worker *w)
{
    w->n = 0;
    empty_below(w, "in");
    empty_below(w, "out");
    empty_below(w, "tmp");
    make_below(w->home.data, "tmp", NULL);
}
