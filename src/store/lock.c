/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

static int fail_held(int fd, const char *database, struct pz_error *err)
{
    char holder[200];
    ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
    holder[n > 0 ? n : 0] = '\0';
    holder[strcspn(holder, "\n")] = '\0';
    if (holder[0])
        return pz_fail(err, PZ_SYSTEM, "E-STORE-002", _("the database “%s” is held by another run: %s"), database, holder);
    return pz_fail(err, PZ_SYSTEM, "E-STORE-002", _("the database “%s” is held by another run of this program"), database);
}

/* It is not locked to find out: the next writer would be refused for the moment of it. */
int lock_tell(const char *database, struct pz_error *err)
{
    struct pz_buf name = PZ_BUF_INIT;
    pz_buf_printf(&name, "%s-lock", database);
    int fd = name.failed ? -1 : open(pz_buf_str(&name), O_RDONLY | O_CLOEXEC);
    pz_buf_release(&name);
    if (fd < 0)
        return 0;
    fail_held(fd, database, err);
    close(fd);
    return -1;
}

/* Whether the name still leads to the locked file: its last holder may have removed it between our open and our lock. */
static int same_file(int fd, const char *path)
{
    struct stat a, b;
    return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

static int open_and_lock(int *fd, const char *path, const char *database, struct pz_error *err)
{
    for (;;) {
        *fd = pz_fault_step() ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (*fd < 0)
            return pz_fail_errno(err, "E-STORE-001", _("cannot open “%s”"), path);
        if (flock(*fd, LOCK_EX | LOCK_NB)) {
            int held = errno == EWOULDBLOCK;
            held ? fail_held(*fd, database, err) : pz_fail_errno(err, "E-STORE-001", _("cannot open “%s”"), path);
            close(*fd);
            return -1;
        }
        if (same_file(*fd, path))
            return 0;
        close(*fd);
    }
}

int lock_take(int *fd, char **path, const char *database, struct pz_error *err)
{
    struct pz_buf name = PZ_BUF_INIT;
    pz_buf_printf(&name, "%s-lock", database);
    char *text = pz_buf_detach(&name, NULL);
    if (!text)
        return pz_fail_memory(err);
    if (open_and_lock(fd, text, database, err)) {
        *fd = -1;
        pz_free(text);
        return -1;
    }
    *path = text;
    return ftruncate(*fd, 0) ? pz_fail_errno(err, "E-STORE-006", _("cannot write “%s”"), text) : 0;
}

int lock_say(int fd, const char *text, struct pz_error *err)
{
    size_t len = strlen(text);
    if (ftruncate(fd, 0) || pwrite(fd, text, len, 0) != (ssize_t)len)
        return pz_fail_errno(err, "E-STORE-006", _("cannot write the lock of the database"));
    return 0;
}

void lock_drop(int fd, char *path)
{
    if (fd >= 0) {
        unlink(path);
        close(fd);
    }
    pz_free(path);
}
