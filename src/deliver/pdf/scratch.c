/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"

static const char PREFIX[] = "prikaz-office-";

/* Remove folders of ours that nobody holds. */
static void clear_dead(const char *parent)
{
    DIR *dir = opendir(parent);
    struct pz_buf path = PZ_BUF_INIT;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (strncmp(e->d_name, PREFIX, sizeof PREFIX - 1) != 0)
            continue;
        int fd = openat(dirfd(dir), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            pz_buf_clear(&path);
            pz_path_join(&path, parent, e->d_name);
            if (!path.failed)
                pz_remove_tree(path.data, NULL);
        }
        close(fd);
    }
    if (dir)
        closedir(dir);
    pz_buf_release(&path);
}

static int make(struct pz_pdf_scratch *scratch, const char *parent, struct pz_error *err)
{
    pz_buf_printf(&scratch->path, "%s/%sXXXXXX", parent, PREFIX);
    if (scratch->path.failed)
        return pz_fail_memory(err);
    /* Between the making and the lock another run may take the folder for a dead one's: it then makes its own anew. */
    for (int i = 0; i < 10; i++) {
        memset(scratch->path.data + scratch->path.len - 6, 'X', 6);
        if (!mkdtemp(scratch->path.data))
            break;
        scratch->lock = open(scratch->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (scratch->lock >= 0 && flock(scratch->lock, LOCK_EX | LOCK_NB) == 0 && access(scratch->path.data, F_OK) == 0)
            return 0;
        if (scratch->lock >= 0)
            close(scratch->lock);
        scratch->lock = -1;
    }
    return pz_fail_errno(err, "E-SYS-005", _("cannot make the folder “%s”"), scratch->path.data);
}

int pz_pdf_scratch_open(struct pz_pdf_scratch *scratch, const char *parent, struct pz_error *err)
{
    char absolute[PATH_MAX];
    const char *where = parent ? parent : getenv("TMPDIR");
    where = where && where[0] ? where : "/tmp";
    if (parent && pz_make_folders(parent, err) != 0)
        return -1;
    if (!realpath(where, absolute))
        return pz_fail_errno(err, "E-SYS-005", _("cannot make the folder “%s”"), where);
    clear_dead(absolute);
    return make(scratch, absolute, err);
}

void pz_pdf_scratch_close(struct pz_pdf_scratch *scratch)
{
    if (scratch->lock >= 0) {
        pz_remove_tree(scratch->path.data, NULL);
        close(scratch->lock);
    }
    scratch->lock = -1;
    pz_buf_release(&scratch->path);
}
