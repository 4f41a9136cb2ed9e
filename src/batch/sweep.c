/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"

enum { DEPTH_MAX = 64 };

/* A name of pz_temporary_name; libzip puts a dot and six letters behind it while it writes. */
static bool is_temporary(const char *name)
{
    size_t len = strlen(name);
    return name[0] == '.' &&
           ((len > 5 && memcmp(name + len - 4, ".tmp", 4) == 0) || (len > 12 && memcmp(name + len - 11, ".tmp.", 5) == 0));
}

static DIR *open_below(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir && fd >= 0)
        close(fd);
    return dir;
}

static int sweep(int parent, const char *name, unsigned depth, size_t *removed)
{
    DIR *dir = open_below(parent, name);
    if (!dir)
        return errno == ENOENT ? 0 : -1;
    int rc = 0;
    for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        bool temporary = is_temporary(e->d_name);
        if (temporary && (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode))) {
            rc = S_ISDIR(st.st_mode) ? pz_remove_tree_at(dirfd(dir), e->d_name) : unlinkat(dirfd(dir), e->d_name, 0);
            *removed += rc == 0;
        } else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX) {
            rc = sweep(dirfd(dir), e->d_name, depth + 1, removed);
        }
    }
    closedir(dir);
    return rc;
}

int pz_sweep_temporary(const char *folder, size_t *removed, struct pz_error *err)
{
    size_t n = 0;
    int rc = sweep(AT_FDCWD, folder, 0, &n);
    if (removed)
        *removed = n;
    return rc ? pz_fail_errno(err, "E-SYS-007", _("cannot remove what an interrupted run left in “%s”"), folder) : 0;
}

int pz_sweep_old(const char *folder, int64_t before, size_t *removed, struct pz_error *err)
{
    DIR *dir = open_below(AT_FDCWD, folder);
    int rc = 0;
    size_t n = 0;
    for (struct dirent *e; dir && rc == 0 && (e = readdir(dir));) {
        struct stat st;
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_mtime < before &&
            (rc = unlinkat(dirfd(dir), e->d_name, 0)) == 0)
            n++;
    }
    if (dir)
        closedir(dir);
    if (removed)
        *removed = n;
    return rc ? pz_fail_errno(err, "E-SYS-007", _("cannot remove old files in “%s”"), folder) : 0;
}
