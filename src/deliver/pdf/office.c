/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/office.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/process.h"

int pz_pdf_office(struct pz_buf *out, const char *given, struct pz_error *err)
{
    static const char *const places[] = {
        "/usr/lib/libreoffice/program/soffice.bin",
        "/usr/lib64/libreoffice/program/soffice.bin",
        "/opt/libreoffice/program/soffice.bin",
        "/usr/local/lib/libreoffice/program/soffice.bin",
    };
    const char *named = given ? given : getenv("PRIKAZ_OFFICE");
    if (named && named[0]) {
        if (access(named, X_OK) != 0)
            return pz_fail(err, PZ_SYSTEM, "E-PDF-010", _("the office program “%s” cannot be run"), named);
        pz_buf_puts(out, named);
        return 0;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (access(places[i], X_OK) != 0)
            continue;
        pz_buf_puts(out, places[i]);
        return 0;
    }
    return pz_fail(err, PZ_SYSTEM, "E-PDF-010", _("LibreOffice is not installed: no PDF can be made"));
}

enum { VARIABLES = 11 };

/* Everything the child needs, made before the fork: behind it only system calls are allowed. */
struct launch {
    struct pz_buf text; /* the strings, NUL-separated */
    char **argv;
    char *envp[VARIABLES + 1];
};

static void limit(int what, rlim_t value)
{
    struct rlimit r;
    if (getrlimit(what, &r) != 0 || (r.rlim_max != RLIM_INFINITY && value > r.rlim_max))
        return;
    r.rlim_cur = r.rlim_max = value;
    setrlimit(what, &r);
}

static void become_office(const struct pz_office_start *start, const struct launch *launch, int said)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    if (start->memory_mb)
        limit(RLIMIT_DATA, (rlim_t)start->memory_mb << 20);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(said, 1) < 0 || dup2(said, 2) < 0 || chdir(start->home) != 0)
        _exit(126);
    execve(start->program, launch->argv, launch->envp);
    _exit(127);
}

/* The filter's options; what is not given is as the office has it. */
static const char FILTER[] =
    "pdf:writer_pdf_Export:{%s,\"ExportBookmarksToPDFDestination\":{\"type\":\"boolean\",\"value\":\"true\"},"
    "\"UseLosslessCompression\":{\"type\":\"boolean\",\"value\":\"%s\"}}";
static const char PDFA[] = "\"SelectPdfVersion\":{\"type\":\"long\",\"value\":\"2\"}";
static const char PLAIN[] = "\"UseTaggedPDF\":{\"type\":\"boolean\",\"value\":\"true\"}";

/* Strings are appended first and addressed after: the buffer moves while it grows. */
static int prepare(struct launch *launch, const struct pz_office_start *start)
{
    enum { FIXED = 9 };
    struct pz_buf *t = &launch->text;
    size_t at[FIXED + VARIABLES], k = 0;
#define WORD(...) (at[k++] = t->len, pz_buf_printf(t, __VA_ARGS__), pz_buf_putc(t, '\0'))
    WORD("%s", start->program);
    WORD("-env:UserInstallation=file://%s/profile", start->home);
    WORD("--headless");
    WORD("--norestore");
    WORD("--nologo");
    WORD("--convert-to");
    WORD(FILTER, start->plain ? PLAIN : PDFA, start->lossless ? "true" : "false");
    WORD("--outdir");
    WORD("%s/out", start->home);
    WORD("PATH=/usr/local/bin:/usr/bin:/bin");
    WORD("HOME=%s", start->home);
    WORD("TMPDIR=%s/tmp", start->home);
    WORD("LC_ALL=C.UTF-8");
    WORD("LANG=C.UTF-8");
    WORD("TZ=UTC");
    WORD("SAL_USE_VCLPLUGIN=svp");
    WORD("SAL_DISABLE_SYNCHRONOUS_PRINTER_DETECTION=1");
    /* glibc's allocator asks the system for every large block anew otherwise: a tenth of the office's time (docs/performance.md). */
    WORD("MALLOC_MMAP_THRESHOLD_=268435456");
    WORD("MALLOC_TRIM_THRESHOLD_=268435456");
    WORD("MALLOC_TOP_PAD_=16777216");
#undef WORD
    launch->argv = pz_calloc(FIXED + start->n + 1, sizeof *launch->argv);
    if (t->failed || !launch->argv)
        return -1;
    for (size_t i = 0; i < FIXED; i++)
        launch->argv[i] = t->data + at[i];
    for (size_t i = 0; i < start->n; i++)
        launch->argv[FIXED + i] = start->files[i];
    for (size_t i = 0; i < VARIABLES; i++)
        launch->envp[i] = t->data + at[FIXED + i];
    return 0;
}

int pz_office_start(struct pz_office *office, const struct pz_office_start *start, struct pz_error *err)
{
    int rc = -1, ends[2] = {-1, -1};
    struct launch launch = {0};
    *office = (struct pz_office){.exited = -1, .said = -1};
    if (prepare(&launch, start) != 0) {
        pz_fail_memory(err);
        goto done;
    }
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        pz_fail_errno(err, "E-PDF-011", _("the office program cannot be started"));
        goto done;
    }
    pid_t pid = fork();
    if (pid == 0)
        become_office(start, &launch, ends[1]);
    if (pid < 0) {
        pz_fail_errno(err, "E-PDF-011", _("the office program cannot be started"));
        goto done;
    }
    setpgid(pid, pid); /* whoever comes first, parent or child */
    *office = (struct pz_office){.pid = pid, .exited = pz_process_exit_fd(pid), .said = ends[0]};
    ends[0] = -1;
    if (office->exited < 0) {
        pz_fail_errno(err, "E-PDF-011", _("the office program cannot be watched"));
        pz_office_end(office, true);
        goto done;
    }
    rc = 0;
done:
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    pz_free(launch.argv);
    pz_buf_release(&launch.text);
    return rc;
}

int pz_office_end(struct pz_office *office, bool kill_it)
{
    int status = 0;
    if (office->pid) {
        if (kill_it)
            kill(-office->pid, SIGKILL);
        while (waitpid(office->pid, &status, 0) < 0 && errno == EINTR)
            ;
        kill(-office->pid, SIGKILL); /* what it may have left behind */
    }
    if (office->exited >= 0)
        close(office->exited);
    if (office->said >= 0)
        close(office->said);
    *office = (struct pz_office){.exited = -1, .said = -1};
    return status;
}
