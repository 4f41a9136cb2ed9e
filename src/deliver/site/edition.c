/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/edition.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/sums.h"
#include "deliver/site/site.h"

enum { FILE_MAX = 1 << 30 };

unsigned pz_site_current(const char *folder)
{
    char target[64];
    struct pz_buf link = PZ_BUF_INIT;
    pz_path_join(&link, folder, "current");
    ssize_t n = link.failed ? -1 : readlink(link.data, target, sizeof target - 1);
    pz_buf_release(&link);
    if (n <= 9 || memcmp(target, "editions/", 9) != 0)
        return 0;
    target[n] = '\0';
    return (unsigned)strtoul(target + 9, NULL, 10);
}

/* Numbers of the editions there are, ascending; the count. *out is the caller's to pz_free. */
static size_t list_editions(const char *folder, unsigned **out)
{
    struct pz_buf path = PZ_BUF_INIT;
    size_t n = 0, cap = 0;
    *out = NULL;
    pz_path_join(&path, folder, "editions");
    DIR *dir = path.failed ? NULL : opendir(path.data);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char *end;
        unsigned long number = strtoul(e->d_name, &end, 10);
        if (*end || !number || number > 1000000000)
            continue;
        if (n == cap) {
            unsigned *more = pz_realloc(*out, (cap = cap ? 2 * cap : 16) * sizeof **out);
            if (!more)
                break;
            *out = more;
        }
        size_t i = n++;
        for (; i && (*out)[i - 1] > number; i--)
            (*out)[i] = (*out)[i - 1];
        (*out)[i] = (unsigned)number;
    }
    if (dir)
        closedir(dir);
    pz_buf_release(&path);
    return n;
}

/* The link `current` by one rename. */
static int point_to(const char *folder, unsigned number, struct pz_error *err)
{
    char target[64];
    struct pz_buf fresh = PZ_BUF_INIT, link = PZ_BUF_INIT;
    snprintf(target, sizeof target, "editions/%u", number);
    pz_path_join(&fresh, folder, "current.new");
    pz_path_join(&link, folder, "current");
    int rc = fresh.failed || link.failed ? pz_fail_memory(err) : 0;
    if (rc == 0 &&
        ((unlink(fresh.data) != 0 && errno != ENOENT) || symlink(target, fresh.data) != 0 || rename(fresh.data, link.data) != 0))
        rc = pz_fail_errno(err, "E-SITE-012", _("cannot switch the site to edition %u"), number);
    if (rc == 0)
        rc = pz_filesystem_sync(folder, err);
    pz_buf_release(&fresh);
    pz_buf_release(&link);
    return rc;
}

int pz_site_switch(const char *folder, unsigned edition, unsigned *now, struct pz_error *err)
{
    unsigned *all, current = pz_site_current(folder), wanted = 0;
    size_t n = list_editions(folder, &all);
    for (size_t i = 0; i < n; i++)
        if (edition ? all[i] == edition : all[i] < current)
            wanted = all[i];
    pz_free(all);
    if (!wanted && edition)
        return pz_fail(err, PZ_USAGE, "E-SITE-010", _("there is no edition %u of the site"), edition);
    if (!wanted)
        return pz_fail(err, PZ_USAGE, "E-SITE-010", _("there is no earlier edition of the site"));
    if (point_to(folder, wanted, err) != 0)
        return -1;
    if (now)
        *now = wanted;
    return 0;
}

int pz_edition_begin(struct pz_edition *e, const char *folder, struct pz_error *err)
{
    *e = (struct pz_edition){.before = pz_site_current(folder)};
    unsigned *all;
    size_t n = list_editions(folder, &all);
    e->number = n ? all[n - 1] + 1 : 1;
    pz_free(all);
    pz_buf_puts(&e->folder, folder);
    pz_path_join(&e->building, folder, "editions/.new");
    if (e->folder.failed || e->building.failed)
        return pz_fail_memory(err);
    return pz_remove_tree(e->building.data, err) == 0 ? pz_make_folders(e->building.data, err) : -1;
}

static bool same_bytes(const char *path, const void *data, size_t len)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size != len)
        return false;
    struct pz_buf old = PZ_BUF_INIT;
    bool same = pz_file_read(&old, path, len + 1, NULL) == 0 && old.len == len && memcmp(old.data, data, len) == 0;
    pz_buf_release(&old);
    return same;
}

static int make_parent(const char *path, struct pz_error *err)
{
    char *folder = pz_strndup(path, (size_t)(pz_path_name(path) - path));
    int rc = folder ? pz_make_folders(folder, err) : pz_fail_memory(err);
    pz_free(folder);
    return rc;
}

/* 1 when the file of the edition before was taken over. */
static int take_over(struct pz_edition *e, const char *name, const char *path, const void *data, size_t len, struct pz_error *err)
{
    struct pz_buf old = PZ_BUF_INIT;
    pz_buf_printf(&old, "%s/editions/%u/%s", e->folder.data, e->before, name);
    int rc = 0;
    if (!old.failed && e->before && same_bytes(old.data, data, len)) {
        if (make_parent(path, err) != 0)
            rc = -1;
        else
            rc = link(old.data, path) == 0;
    }
    pz_buf_release(&old);
    return rc;
}

int pz_edition_put(struct pz_edition *e, const char *name, const void *data, size_t len, struct pz_error *err)
{
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, e->building.data, name);
    int rc = path.failed ? pz_fail_memory(err) : take_over(e, name, path.data, data, len, err);
    if (rc == 0)
        rc = pz_file_write(path.data, data, len, false, err);
    else if (rc == 1) {
        e->unchanged++;
        rc = 0;
    }
    if (rc == 0 && strcmp(name, PZ_SUMS) != 0)
        rc = pz_sums_add_bytes(&e->sums, name, data, len, err);
    e->files += rc == 0;
    pz_buf_release(&path);
    return rc;
}

int pz_edition_finish(struct pz_edition *e, struct pz_error *err)
{
    return e->sums.failed ? pz_fail_memory(err) : pz_edition_put(e, PZ_SUMS, pz_buf_str(&e->sums), e->sums.len, err);
}

int pz_edition_put_file(struct pz_edition *e, const char *name, const char *path, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_file_read(&bytes, path, FILE_MAX, err);
    if (rc == 0)
        rc = pz_edition_put(e, name, bytes.data ? bytes.data : "", bytes.len, err);
    pz_buf_release(&bytes);
    return rc;
}

static size_t count_files(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    struct pz_buf path = PZ_BUF_INIT;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        pz_buf_clear(&path);
        pz_path_join(&path, folder, e->d_name);
        n += !path.failed && pz_is_folder(path.data) ? count_files(path.data) : 1;
    }
    if (dir)
        closedir(dir);
    pz_buf_release(&path);
    return n;
}

static size_t count_below(const struct pz_tree *tree, const char *prefix)
{
    size_t n = 0;
    for (size_t i = 0; i < tree->n; i++)
        n += strncmp(tree->names[i], prefix, strlen(prefix)) == 0;
    return n;
}

void pz_edition_compare(const struct pz_edition *e, struct pz_arena *arena, struct pz_edition_change *out)
{
    struct pz_tree old, now;
    *out = (struct pz_edition_change){0};
    if (!e->before || pz_tree_open(&old, pz_arena_printf(arena, "%s/editions/%u", e->folder.data, e->before), arena, NULL) != 0 ||
        pz_tree_open(&now, e->building.data, arena, NULL) != 0)
        return;
    for (size_t i = 0; i < old.n; i++)
        out->removed += strcmp(old.names[i], PZ_SUMS) != 0 && pz_tree_find(&now, old.names[i]) < 0;
    out->pages_before = count_below(&old, "documents/");
    out->pages = count_below(&now, "documents/");
    out->files_before = old.n;
    out->files = now.n + 1; /* the list of digests is still to come */
}

bool pz_edition_is_same(const struct pz_edition *e)
{
    if (!e->before || e->files != e->unchanged)
        return false;
    struct pz_buf old = PZ_BUF_INIT;
    pz_buf_printf(&old, "%s/editions/%u", e->folder.data, e->before);
    bool same = !old.failed && count_files(old.data) == e->files;
    pz_buf_release(&old);
    return same;
}

/* Remove the oldest editions, never the current one. */
static void prune(struct pz_edition *e, unsigned keep)
{
    unsigned *all;
    size_t n = list_editions(e->folder.data, &all);
    struct pz_buf path = PZ_BUF_INIT;
    for (size_t i = 0; i + keep + 1 < n; i++) {
        if (all[i] == e->number)
            continue;
        pz_buf_clear(&path);
        pz_buf_printf(&path, "%s/editions/%u", e->folder.data, all[i]);
        if (!path.failed)
            pz_remove_tree(path.data, NULL);
        pz_buf_puts(&path, ".sha256");
        if (!path.failed)
            unlink(path.data);
    }
    pz_free(all);
    pz_buf_release(&path);
}

static int seal(const char *edition, struct pz_error *err)
{
    struct pz_buf sums = PZ_BUF_INIT;
    pz_path_join(&sums, edition, PZ_SUMS);
    int rc = sums.failed ? pz_fail_memory(err) : pz_sums_seal(edition, sums.data, err);
    pz_buf_release(&sums);
    return rc;
}

int pz_site_verify(const char *folder, struct pz_diags *diags, size_t *files, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_tree tree = {0};
    unsigned current = pz_site_current(folder);
    jmp_buf oom;
    int rc = -1;
    if (!current)
        return pz_fail(err, PZ_USAGE, "E-SITE-010", _("there is no site yet"));
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        const char *edition = pz_arena_printf(&arena, "%s/editions/%u", folder, current);
        rc = pz_tree_open(&tree, edition, &arena, err);
        if (rc == 0)
            rc = pz_sums_check(&tree, pz_arena_printf(&arena, "%s.sha256", edition), true, &arena, diags, err);
        *files = tree.n;
    }
    pz_tree_close(&tree);
    pz_arena_release(&arena);
    return rc;
}

int pz_edition_commit(struct pz_edition *e, unsigned keep, struct pz_error *err)
{
    struct pz_buf path = PZ_BUF_INIT;
    pz_buf_printf(&path, "%s/editions/%u", e->folder.data, e->number);
    int rc = path.failed ? pz_fail_memory(err) : pz_filesystem_sync(e->building.data, err);
    if (rc == 0 && rename(e->building.data, path.data) != 0)
        rc = pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path.data);
    if (rc == 0)
        rc = seal(path.data, err);
    if (rc == 0)
        rc = point_to(e->folder.data, e->number, err);
    if (rc == 0)
        prune(e, keep);
    pz_buf_release(&path);
    return rc;
}

void pz_edition_end(struct pz_edition *e)
{
    if (e->building.data)
        pz_remove_tree(e->building.data, NULL);
    pz_buf_release(&e->folder);
    pz_buf_release(&e->building);
    pz_buf_release(&e->sums);
}
