/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

extern char **environ;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* 0 or an errno. */
static int start(char *const *argv, int said, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    int code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    for (int out = 1; !code && out <= 2; out++)
        code = posix_spawn_file_actions_adddup2(&actions, said, out);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    if (!code)
        code = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

struct waiting {
    pid_t pid;
    int end; /* closed when the child is gone */
};

static void *wait_for_exit(void *self)
{
    struct waiting w = *(struct waiting *)self;
    siginfo_t info;
    pz_free(self);
    while (waitid(P_PID, (id_t)w.pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        ;
    close(w.end);
    return NULL;
}

/* Its signals are the other threads' business. */
static int start_waiting(struct waiting *w)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&thread, NULL, wait_for_exit, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0)
        pthread_detach(thread);
    return code;
}

static int exit_pipe(pid_t pid)
{
    int ends[2], code = 0;
    struct waiting *w = pz_malloc(sizeof *w);
    if (!w || pipe2(ends, O_CLOEXEC) != 0) {
        code = w ? errno : ENOMEM;
        pz_free(w);
        errno = code;
        return -1;
    }
    *w = (struct waiting){.pid = pid, .end = ends[1]};
    code = start_waiting(w);
    if (code == 0)
        return ends[0];
    close(ends[0]);
    close(ends[1]);
    pz_free(w);
    errno = code;
    return -1;
}

int pz_process_exit_fd(pid_t pid)
{
    int fd = pidfd_open(pid, 0);
    return fd < 0 && (errno == ENOSYS || errno == EPERM) ? exit_pipe(pid) : fd;
}

static void reap(pid_t pid, int *status)
{
    while (waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
}

static void drain(int fd, struct pz_buf *said)
{
    char piece[4096];
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            pz_buf_put(said, piece, (size_t)n);
}

/* Wait for the end or the time limit, taking in what it says. */
static void watch(pid_t pid, int gone, int talk, unsigned timeout_ms, struct pz_buf *said, struct pz_process_result *result)
{
    int64_t end = now_ms() + timeout_ms;
    struct pollfd fds[] = {{.fd = gone, .events = POLLIN}, {.fd = talk, .events = POLLIN}};
    for (;;) {
        int64_t left = end - now_ms();
        if (left <= 0) {
            result->overdue = true;
            kill(-pid, SIGKILL);
            break;
        }
        int n = poll(fds, 2, (int)(left > 1000 ? 1000 : left));
        if (n > 0 && fds[1].revents)
            drain(talk, said);
        if (n > 0 && fds[1].revents & POLLHUP)
            fds[1].fd = -1;
        if (n > 0 && fds[0].revents)
            break;
    }
    drain(talk, said);
    reap(pid, &result->status);
}

int pz_process_run(char *const *argv, unsigned timeout_ms, struct pz_buf *said, struct pz_process_result *result,
                   struct pz_error *err)
{
    int rc = -1, ends[2] = {-1, -1}, gone = -1, code = 0;
    pid_t pid = 0;
    *result = (struct pz_process_result){0};
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        code = errno;
    if (!code)
        code = start(argv, ends[1], &pid);
    if (!code) {
        gone = pz_process_exit_fd(pid);
        code = gone < 0 ? errno : 0;
        if (code) {
            kill(-pid, SIGKILL);
            reap(pid, &result->status);
        }
    }
    if (ends[1] >= 0)
        close(ends[1]);
    if (code) {
        errno = code;
        pz_fail_errno(err, "E-SIGN-030", _("the command “%s” cannot be started"), argv[0]);
        if (err)
            err->kind = PZ_USAGE;
    } else {
        watch(pid, gone, ends[0], timeout_ms, said, result);
        rc = 0;
    }
    if (ends[0] >= 0)
        close(ends[0]);
    if (gone >= 0)
        close(gone);
    return rc;
}
