/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/tree.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"

enum { DEPTH_MAX = 32, FILE_MAX = 1 << 30 };

struct walk {
    struct pz_tree *tree;
    struct pz_arena *arena;
    size_t capacity;
};

static void add(struct walk *w, const char *name)
{
    struct pz_tree *t = w->tree;
    if (t->n == w->capacity) {
        w->capacity = w->capacity ? 2 * w->capacity : 64;
        t->names = pz_arena_grow(w->arena, t->names, t->n, w->capacity, sizeof *t->names);
    }
    t->names[t->n++] = name;
}

static int visit(struct walk *w, const char *below, unsigned depth, struct pz_error *err)
{
    const char *folder = below[0] ? pz_arena_printf(w->arena, "%s/%s", w->tree->root, below) : w->tree->root;
    DIR *dir = opendir(folder);
    int rc = 0;
    if (!dir)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), folder);
    for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        const char *name = pz_arena_printf(w->arena, "%s%s%s", below, below[0] ? "/" : "", e->d_name);
        bool is_folder = e->d_type == DT_DIR;
        if (e->d_type == DT_UNKNOWN) /* some file systems do not tell */
            is_folder = pz_is_folder(pz_arena_printf(w->arena, "%s/%s", w->tree->root, name));
        if (is_folder && depth < DEPTH_MAX)
            rc = visit(w, name, depth + 1, err);
        else if (!is_folder)
            add(w, name);
    }
    closedir(dir);
    return rc;
}

static int list_zip(struct walk *w, const char *path, struct pz_error *err)
{
    static const struct pz_package_limits limits = {
        .file_bytes = (size_t)4 << 30, .members = 1000000, .member_bytes = FILE_MAX, .total_bytes = (size_t)16 << 30};
    struct pz_package **zip = &w->tree->zip;
    if (pz_package_open(zip, path, &limits, err) != 0)
        return -1;
    for (size_t i = 0; i < pz_package_count(*zip); i++) {
        const char *name = pz_package_member(*zip, i)->name;
        if (name[0] && name[strlen(name) - 1] != '/')
            add(w, pz_arena_strdup(w->arena, name));
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int pz_tree_open(struct pz_tree *tree, const char *path, struct pz_arena *arena, struct pz_error *err)
{
    struct walk w = {.tree = tree, .arena = arena};
    *tree = (struct pz_tree){.root = path};
    int rc = pz_is_folder(path) ? visit(&w, "", 0, err) : list_zip(&w, path, err);
    if (rc)
        pz_tree_close(tree);
    else if (tree->n)
        qsort(tree->names, tree->n, sizeof *tree->names, by_name);
    return rc;
}

void pz_tree_close(struct pz_tree *tree)
{
    pz_package_close(tree->zip);
    *tree = (struct pz_tree){0};
}

long pz_tree_find(const struct pz_tree *tree, const char *name)
{
    const char *const *at = tree->n ? bsearch(&name, tree->names, tree->n, sizeof *tree->names, by_name) : NULL;
    return at ? at - (const char *const *)tree->names : -1;
}

int pz_tree_read(const struct pz_tree *tree, const char *name, struct pz_buf *out, struct pz_error *err)
{
    if (tree->zip)
        return pz_package_read(out, tree->zip, name, 0, err);
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, tree->root, name);
    int rc = path.failed ? pz_fail_memory(err) : pz_file_read(out, path.data, FILE_MAX, err);
    pz_buf_release(&path);
    return rc;
}

int pz_tree_digest(const struct pz_tree *tree, const char *name, char digest[PZ_DIGEST_SIZE], struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_tree_read(tree, name, &bytes, err);
    if (rc == 0)
        rc = pz_digest(digest, bytes.data ? bytes.data : "", bytes.len, err);
    pz_buf_release(&bytes);
    return rc;
}
