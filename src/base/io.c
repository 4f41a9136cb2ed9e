/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

static int fault(void)
{
    if (!pz_fault_step())
        return 0;
    errno = EIO;
    return 1;
}

int pz_file_read(struct pz_buf *out, const char *path, size_t max_bytes, struct pz_error *err)
{
    int rc = -1;
    size_t before = out->len;
    int fd = fault() ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    struct stat st;
    if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
        if (S_ISDIR(st.st_mode))
            errno = EISDIR;
        pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
        goto done;
    }
    size_t want = S_ISREG(st.st_mode) ? (size_t)st.st_size + 1 : 65536;
    for (;;) {
        if (out->len - before > max_bytes) {
            pz_fail(err, PZ_DATA, "E-SYS-003", _("“%s” is larger than %zu MB"), path, max_bytes >> 20);
            goto done;
        }
        if (want > max_bytes + 1)
            want = max_bytes + 1;
        char *to = pz_buf_reserve(out, want);
        if (!to) {
            pz_fail_memory(err);
            goto done;
        }
        ssize_t n = fault() ? -1 : read(fd, to, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
            goto done;
        }
        if (n == 0)
            break;
        out->len += (size_t)n;
        out->data[out->len] = '\0';
        want = 65536;
    }
    rc = 0;
done:
    close(fd);
    if (rc) {
        out->len = before;
        if (out->data)
            out->data[before] = '\0';
    }
    return rc;
}

static int write_all(int fd, const char *p, size_t len)
{
    while (len) {
        ssize_t n = fault() ? -1 : write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

static int sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len >= sizeof folder)
        return -1;
    memcpy(folder, len ? path : ".", len ? len : 1);
    folder[len ? len : 1] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int rc = fsync(fd);
    close(fd);
    return rc;
}

int pz_temporary_name(char *out, size_t size, const char *path)
{
    static atomic_uint serial;
    const char *name = pz_path_name(path);
    int n =
        snprintf(out, size, "%.*s.%.100s.%ld-%u.tmp", (int)(name - path), path, name, (long)getpid(), atomic_fetch_add(&serial, 1));
    if (n >= 0 && (size_t)n < size)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static int open_beside(const char *path, char *temp, size_t size)
{
    if (pz_temporary_name(temp, size, path) != 0)
        return -1;
    return fault() ? -1 : open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

int pz_file_write(const char *path, const void *data, size_t len, bool sync, struct pz_error *err)
{
    char temp[PATH_MAX];
    int fd = open_beside(path, temp, sizeof temp);
    if (fd < 0 && errno == ENOENT) {
        const char *slash = strrchr(path, '/');
        char *folder = slash ? pz_strndup(path, (size_t)(slash - path)) : NULL;
        if (folder && pz_make_folders(folder, err) == 0)
            fd = open_beside(path, temp, sizeof temp);
        else
            errno = ENOENT;
        pz_free(folder);
    }
    if (fd < 0)
        return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
    int bad = write_all(fd, data, len) != 0 || (sync && fsync(fd) != 0);
    int code = errno;
    if (close(fd) != 0 && !bad) {
        bad = 1;
        code = errno;
    }
    if (!bad && (fault() || rename(temp, path) != 0)) {
        bad = 1;
        code = errno;
    }
    if (!bad && sync && sync_folder_of(path) != 0) {
        errno = code = errno ? errno : EIO;
        return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
    }
    if (!bad)
        return 0;
    unlink(temp);
    errno = code;
    return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
}

int pz_file_append(const char *path, const void *data, size_t len, struct pz_error *err)
{
    int fd = fault() ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    ssize_t written = fd < 0 ? -1 : write(fd, data, len);
    int code = written < 0 ? errno : ENOSPC; /* a part of it: the disk took no more */
    if (fd >= 0)
        close(fd);
    errno = code;
    return written == (ssize_t)len ? 0 : pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
}

int pz_make_folders(const char *path, struct pz_error *err)
{
    char part[PATH_MAX];
    size_t len = strlen(path);
    if (len >= sizeof part)
        return pz_fail(err, PZ_USAGE, "E-SYS-005", _("the path “%s” is too long"), path);
    for (size_t i = 1; i <= len; i++) {
        if (i < len && path[i] != '/')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if ((fault() || mkdir(part, 0755) != 0) && errno != EEXIST && !(errno != EIO && pz_is_folder(part)))
            return pz_fail_errno(err, "E-SYS-005", _("cannot make the folder “%s”"), part);
    }
    return 0;
}

int pz_filesystem_sync(const char *path, struct pz_error *err)
{
    int fd = fault() ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pz_fail_errno(err, "E-SYS-006", _("cannot flush “%s” to the disk"), path);
    int rc = syncfs(fd);
    if (rc)
        pz_fail_errno(err, "E-SYS-006", _("cannot flush “%s” to the disk"), path);
    close(fd);
    return rc ? -1 : 0;
}

int pz_remove_tree_at(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int rc = 0;
    for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (unlinkat(fd, e->d_name, 0) != 0)
            rc = errno == EISDIR || errno == EPERM ? pz_remove_tree_at(fd, e->d_name) : -1;
    }
    closedir(dir);
    return rc == 0 ? unlinkat(parent, name, AT_REMOVEDIR) : rc;
}

int pz_remove_tree(const char *path, struct pz_error *err)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return 0;
    if (fault() || pz_remove_tree_at(AT_FDCWD, path) != 0)
        return pz_fail_errno(err, "E-SYS-007", _("cannot remove “%s”"), path);
    return 0;
}

void pz_program_path(char *path, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", path, size - 1);
    path[len > 0 ? len : 0] = '\0';
}

bool pz_file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool pz_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void pz_path_join(struct pz_buf *out, const char *folder, const char *name)
{
    if (name[0] != '/' && folder && folder[0]) {
        pz_buf_puts(out, folder);
        if (folder[strlen(folder) - 1] != '/')
            pz_buf_putc(out, '/');
    }
    pz_buf_puts(out, name);
}

const char *pz_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *pz_path_extension(const char *path)
{
    const char *name = pz_path_name(path), *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : "";
}

bool pz_path_is_inside(const char *path)
{
    if (!path[0] || path[0] == '/' || strchr(path, '\\'))
        return false;
    int depth = 0;
    for (const char *p = path; *p;) {
        size_t len = strcspn(p, "/");
        if (len == 2 && p[0] == '.' && p[1] == '.') {
            if (--depth < 0)
                return false;
        } else if (len && !(len == 1 && p[0] == '.')) {
            depth++;
        }
        p += len + (p[len] == '/');
    }
    return true;
}
