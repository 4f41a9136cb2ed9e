/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing in a process of its own: the side that asks and the side that draws. An order and the SVG go one way over a socket; a reply and
 * the drawing, or the error's words, come back. Both are the same program, so structs go as they are. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "office/svg.h"

enum {
    MEMORY_MAX = 192 << 20, /* what a drawing process may have for its data */
    KEPT = 32 << 20,        /* what it keeps of it between drawings */
    WALL_MS = 20000,        /* beyond that for a machine that gives it no processor */
    NO_THREAD = 71          /* it ends with this code when the system gives it no thread (EX_OSERR of sysexits.h) */
};

extern char **environ;

struct order {
    struct pz_svg_order order;
    size_t len; /* of the SVG that follows */
};

struct reply {
    struct pz_svg_drawn drawn;
    enum pz_kind kind;
    char id[12]; /* of an error */
    size_t len;  /* of the drawing or message that follows */
};

struct drawer {
    struct drawer *next;
    pid_t pid;
    int socket;
};

static const char *program;
static struct drawer *idle;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void pz_svg_drawer(const char *path)
{
    program = path;
}

/* Both sides --------------------------------------------------------------------------------------------------- */

static bool put(int socket, const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t n = send(socket, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

/* false: the other side is gone, or silent for longer than wall_ms (-1: any time). */
static bool get(int socket, void *data, size_t len, int wall_ms)
{
    char *p = data;
    while (len) {
        struct pollfd fd = {.fd = socket, .events = POLLIN};
        int ready = poll(&fd, 1, wall_ms);
        ssize_t n = ready > 0 ? recv(socket, p, len, 0) : ready;
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

/* Append len bytes of the other side's to out. */
static bool take(int socket, struct pz_buf *out, size_t len, int wall_ms)
{
    char *to = pz_buf_reserve(out, len);
    if (!to || !get(socket, to, len, wall_ms))
        return false;
    out->len += len;
    out->data[out->len] = '\0';
    return true;
}

/* The side that draws ------------------------------------------------------------------------------------------ */

/* When its time is up the signal ends the process; 0: no limit. */
static void limit_time(unsigned ms)
{
    const struct itimerval in = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};
    setitimer(ITIMER_PROF, &in, NULL);
}

static void limit_memory(void)
{
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* whose own maps are larger than any limit */
    const struct rlimit most = {MEMORY_MAX, MEMORY_MAX};
    setrlimit(RLIMIT_DATA, &most);
#endif
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

/* Libraries end the process, by a trap or an abort, both when they get no thread and when they get no memory. What may be the picture's fault
 * and what is not is told apart by asking for a process: the same limit counts both. Only what is safe in a handler. */
static void told_apart(int sig)
{
    pid_t pid = _Fork();
    if (pid < 0 && errno == EAGAIN)
        _exit(NO_THREAD);
    if (pid == 0)
        _exit(0);
    signal(sig, SIG_DFL);
    raise(sig);
}

static int64_t cpu_ns(clockid_t whose)
{
    struct timespec t;
    return clock_gettime(whose, &t) == 0 ? (int64_t)t.tv_sec * 1000000000 + t.tv_nsec : 0;
}

/* Libraries and fonts are looked for before the first order, whose time they are not. */
static void warm_up(void)
{
    static const char any[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>x</text></svg>";
    const struct pz_svg_order order = {.widest_mm = 9, .dpi = 96, .most_pixels = 100}; /* 0 wide it would not be drawn */
    struct pz_svg_drawn drawn;
    struct pz_error ignored = PZ_ERROR_INIT; /* the first order meets it too */
    struct pz_buf out = PZ_BUF_INIT;
    pz_svg_draw_here(&out, &drawn, any, sizeof any - 1, &order, &ignored);
    pz_buf_release(&out);
}

static bool serve_one(int socket, struct pz_buf *svg, struct pz_buf *out)
{
    struct order asked;
    struct reply reply = {0};
    struct pz_error err = PZ_ERROR_INIT;
    if (!get(socket, &asked, sizeof asked, -1) || !take(socket, svg, asked.len, -1))
        return false;
    int64_t all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID), own = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
    limit_time(asked.order.limit_ms);
    if (pz_svg_draw_here(out, &reply.drawn, svg->data, svg->len, &asked.order, &err) != 0) {
        reply.kind = err.kind;
        snprintf(reply.id, sizeof reply.id, "%s", err.id);
        pz_buf_clear(out);
        pz_buf_puts(out, err.message);
    }
    limit_time(0);
    all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all; /* with filters' threads; it goes by ticks once the process has had a timer */
    own = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - own;
    reply.drawn.took_ns = own > all ? own : all;
    reply.len = out->len;
    return !out->failed && put(socket, &reply, sizeof reply) && put(socket, out->data, out->len);
}

int pz_svg_serve(int socket)
{
    limit_memory();
    signal(SIGTRAP, told_apart);
    signal(SIGABRT, told_apart);
    mallopt(M_TRIM_THRESHOLD, KEPT); /* what one drawing gave back serves the next */
    mallopt(M_MMAP_THRESHOLD, KEPT);
    setenv("RAYON_NUM_THREADS", "1", 1); /* librsvg's filters: a thread for each processor has a stack to count */
    warm_up();
    for (bool more = true; more;) {
        struct pz_buf svg = PZ_BUF_INIT, out = PZ_BUF_INIT;
        more = serve_one(socket, &svg, &out);
        pz_buf_release(&svg);
        pz_buf_release(&out);
    }
    return 0;
}

/* The side that asks ------------------------------------------------------------------------------------------- */

/* A process group of its own: Ctrl-C is not for it, the work under way is finished. 0 or an errno. */
static int spawn(pid_t *pid, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, own;
    char *argv[] = {(char *)(uintptr_t) "prikaz", (char *)(uintptr_t) "--draw", NULL};
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&none);
    sigemptyset(&own);
    sigaddset(&own, SIGPROF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &own);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int code = posix_spawn_file_actions_adddup2(&actions, socket, 0);
    for (int out = 1; !code && out <= 2; out++)
        code = posix_spawn_file_actions_addopen(&actions, out, "/dev/null", O_WRONLY, 0);
    if (!code)
        code = posix_spawn(pid, program, &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

/* Its wait status. */
static int end(struct drawer *drawer, bool kill_it)
{
    int status = 0;
    close(drawer->socket);
    if (kill_it)
        kill(drawer->pid, SIGKILL);
    while (waitpid(drawer->pid, &status, 0) < 0 && errno == EINTR)
        ;
    pz_free(drawer);
    return status;
}

static struct drawer *start(struct pz_error *err)
{
    int ends[2] = {-1, -1}, code = ENOMEM;
    struct drawer *drawer = pz_calloc(1, sizeof *drawer);
    if (drawer && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        code = errno;
    else if (drawer)
        code = spawn(&drawer->pid, ends[1]);
    if (ends[1] >= 0)
        close(ends[1]);
    if (!code) {
        drawer->socket = ends[0];
        return drawer;
    }
    if (ends[0] >= 0)
        close(ends[0]);
    pz_free(drawer);
    errno = code;
    pz_fail_errno(err, "E-SYS-010", _("the process that draws pictures cannot be started"));
    return NULL;
}

/* One that waits for orders, or a new one. */
static struct drawer *borrow(struct pz_error *err)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        struct drawer *drawer = idle;
        if (drawer)
            idle = drawer->next;
        pthread_mutex_unlock(&lock);
        if (!drawer)
            return start(err);
        struct pollfd fd = {.fd = drawer->socket, .events = POLLIN};
        if (poll(&fd, 1, 0) == 0)
            return drawer;
        end(drawer, true); /* somebody ended it meanwhile */
    }
}

static void give_back(struct drawer *drawer)
{
    pthread_mutex_lock(&lock);
    drawer->next = idle;
    idle = drawer;
    pthread_mutex_unlock(&lock);
}

void pz_svg_dismiss(void)
{
    while (idle) {
        struct drawer *drawer = idle;
        idle = drawer->next;
        end(drawer, false);
    }
}

/* It took more than a drawing process may. One that was given less memory than that (ulimit -v) says nothing about the picture. */
static int too_much(struct pz_error *err)
{
    struct rlimit all;
    if (getrlimit(RLIMIT_AS, &all) == 0 && all.rlim_cur < 2 * (rlim_t)MEMORY_MAX)
        return pz_fail_memory(err);
    return pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"),
                   _("it takes too much time or memory; simplify it or put it in as PNG"));
}

static int failed(const struct reply *reply, const char *why, struct pz_error *err)
{
    static const char *const ids[] = {"E-DOC-022", "E-SYS-009"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (strcmp(reply->id, ids[i]) == 0)
            return pz_fail(err, reply->kind, ids[i], "%s", why);
    }
    return too_much(err);
}

/* The process is gone, or silent. */
static int broke_off(int status, struct pz_error *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_THREAD)
        return pz_fail(err, PZ_SYSTEM, "E-SYS-010", _("the system gives the process that draws pictures no further thread"));
    if (WIFEXITED(status))
        return pz_fail(err, PZ_SYSTEM, "E-SYS-010", _("the process that draws pictures ended with code %d"), WEXITSTATUS(status));
    return too_much(err);
}

/* How long the process may be silent. */
static int patience_ms(const struct pz_svg_order *order)
{
    return order->limit_ms < (unsigned)(INT_MAX - WALL_MS) ? (int)order->limit_ms + WALL_MS : INT_MAX;
}

int pz_svg_draw(struct pz_buf *out, struct pz_svg_drawn *drawn, const void *data, size_t len, const struct pz_svg_order *order,
                struct pz_error *err)
{
    if (!program)
        return pz_svg_draw_here(out, drawn, data, len, order, err);
    const struct order asked = {*order, len};
    struct reply reply;
    struct pz_buf got = PZ_BUF_INIT;
    struct drawer *drawer = borrow(err);
    *drawn = (struct pz_svg_drawn){0};
    if (!drawer)
        return -1;
    bool answered = put(drawer->socket, &asked, sizeof asked) && put(drawer->socket, data, len) &&
                    get(drawer->socket, &reply, sizeof reply, patience_ms(order)) && take(drawer->socket, &got, reply.len, WALL_MS);
    if (answered)
        give_back(drawer);
    int status = answered && !reply.kind ? 0
                 : answered              ? failed(&reply, pz_buf_str(&got), err)
                 : got.failed            ? (end(drawer, true), pz_fail_memory(err))
                                         : broke_off(end(drawer, true), err);
    if (!status) {
        *drawn = reply.drawn;
        pz_buf_put(out, got.data, got.len);
    }
    pz_buf_release(&got);
    return status || !out->failed ? status : pz_fail_memory(err);
}
