/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/copy.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/io.h"

enum { FILE_MAX = 256 << 20, DEPTH_MAX = 32 };

struct copying {
    const char *const *only;
    size_t *copied;
    struct pz_buf bytes;
};

static bool is_wanted(const char *const *only, const char *name)
{
    for (const char *const *e = only; e && *e; e++)
        if (strcmp(pz_path_extension(name), *e) == 0)
            return true;
    return !only;
}

static int copy_file(struct copying *c, const char *from, const char *to, struct pz_error *err)
{
    if (!is_wanted(c->only, from) || pz_file_exists(to))
        return 0;
    pz_buf_clear(&c->bytes);
    if (pz_file_read(&c->bytes, from, FILE_MAX, err) != 0 ||
        pz_file_write(to, pz_buf_str(&c->bytes), c->bytes.len, false, err) != 0)
        return -1;
    ++*c->copied;
    return 0;
}

static int copy_folder(struct copying *c, const char *from, const char *to, unsigned depth, struct pz_error *err);

static int copy_entry(struct copying *c, const char *from, const char *to, const char *name, unsigned depth, struct pz_error *err)
{
    struct pz_buf source = PZ_BUF_INIT, target = PZ_BUF_INIT;
    struct stat st;
    int rc = 0;
    pz_path_join(&source, from, name);
    pz_path_join(&target, to, name);
    if (source.failed || target.failed)
        rc = pz_fail_memory(err);
    else if (lstat(pz_buf_str(&source), &st) != 0)
        rc = pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), pz_buf_str(&source));
    else if (S_ISREG(st.st_mode))
        rc = copy_file(c, pz_buf_str(&source), pz_buf_str(&target), err);
    else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
        rc = copy_folder(c, pz_buf_str(&source), pz_buf_str(&target), depth + 1, err);
    pz_buf_release(&source);
    pz_buf_release(&target);
    return rc;
}

static int copy_folder(struct copying *c, const char *from, const char *to, unsigned depth, struct pz_error *err)
{
    DIR *dir = opendir(from);
    if (!dir)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), from);
    int rc = 0;
    for (struct dirent *e; rc == 0 && (e = readdir(dir));)
        if (e->d_name[0] != '.')
            rc = copy_entry(c, from, to, e->d_name, depth, err);
    closedir(dir);
    return rc;
}

int pz_copy_tree(const char *from, const char *to, const char *const *only, size_t *copied, struct pz_error *err)
{
    struct copying c = {.only = only, .copied = copied};
    *copied = 0;
    int rc = pz_make_folders(to, err);
    if (rc == 0)
        rc = copy_folder(&c, from, to, 0, err);
    pz_buf_release(&c.bytes);
    return rc;
}
