/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

enum { HOLDER_MAX = 256, RETRY_MS = 50 };

struct pz_lock {
    int fd;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void read_holder(int fd, char holder[HOLDER_MAX])
{
    ssize_t n = pread(fd, holder, HOLDER_MAX - 1, 0);
    holder[n > 0 ? n : 0] = '\0';
    holder[strcspn(holder, "\n")] = '\0';
    if (!holder[0])
        snprintf(holder, HOLDER_MAX, "%s", _("another run"));
}

/* 0: taken; 1: held by another until the time was up; -1: failure. */
static int acquire(int fd, bool shared, long wait_ms, void (*waiting)(void *, const char *), void *self)
{
    int64_t until = now_ms() + wait_ms;
    for (bool told = false;; told = true) {
        if (flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        if (wait_ms >= 0 && now_ms() >= until)
            return 1;
        if (!told && waiting) {
            char holder[HOLDER_MAX];
            read_holder(fd, holder);
            waiting(self, holder);
        }
        usleep(RETRY_MS * 1000);
    }
}

static int write_holder(int fd, const char *command, const char *time, const char *who)
{
    char line[HOLDER_MAX];
    int n = snprintf(line, sizeof line, "%s, pid %ld, %s, %s\n", command, (long)getpid(), who, time);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    return ftruncate(fd, 0) == 0 && pwrite(fd, line, len, 0) == (ssize_t)len ? 0 : -1;
}

int pz_lock_take(struct pz_lock **out, const char *path, bool shared, const char *command, const char *time, const char *who,
                 long wait_ms, void (*waiting)(void *self, const char *holder), void *self, struct pz_error *err)
{
    struct pz_lock *lock = pz_calloc(1, sizeof *lock);
    if (!lock)
        return pz_fail_memory(err);
    lock->fd = pz_fault_step() ? (errno = EIO, -1) : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    int held = lock->fd < 0 ? -1 : acquire(lock->fd, shared, wait_ms, waiting, self);
    if (held == 0 && write_holder(lock->fd, command, time, who) == 0) {
        *out = lock;
        return 0;
    }
    if (held == 1) {
        char holder[HOLDER_MAX];
        read_holder(lock->fd, holder);
        pz_fail(err, PZ_SYSTEM, "E-RUN-010", _("this workspace is at work already: %s; wait for it, or use --wait"), holder);
    } else {
        pz_fail_errno(err, "E-RUN-011", _("cannot lock the workspace with “%s”"), path);
    }
    pz_lock_release(lock);
    return -1;
}

void pz_lock_release(struct pz_lock *lock)
{
    if (!lock)
        return;
    if (lock->fd >= 0)
        close(lock->fd); /* the file stays: removing it would let two holders hold two files of one name */
    pz_free(lock);
}
