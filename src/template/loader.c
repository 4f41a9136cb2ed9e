/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/loader.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

enum { TEMPLATE_BYTES_MAX = 16 << 20, CHECKED_MAX = 200 };

struct entry { /* one name asked for */
    struct entry *next;
    struct pz_program *program;
    size_t len;
    char name[];
};

struct pz_loader {
    pthread_rwlock_t lock;
    struct pz_template_options options;
    char **folder; /* real paths */
    size_t folders;
    struct entry *first;
};

int pz_loader_new(struct pz_loader **out, const char *const *folders, const struct pz_template_options *options,
                  struct pz_error *err)
{
    struct pz_loader *l = pz_calloc(1, sizeof *l);
    size_t n = 0;
    *out = NULL;
    while (folders && folders[n])
        n++;
    if (l)
        l->folder = pz_calloc(n + 1, sizeof *l->folder);
    if (!l || !l->folder || pthread_rwlock_init(&l->lock, NULL) != 0) {
        if (l)
            pz_free(l->folder);
        pz_free(l);
        return pz_fail_memory(err);
    }
    if (options)
        l->options = *options;
    l->options.loader = l;
    for (size_t i = 0; i < n; i++) {
        char real[PATH_MAX];
        if (!realpath(folders[i], real))
            continue; /* a folder that is not there holds no template */
        l->folder[l->folders] = pz_strdup(real);
        if (!l->folder[l->folders]) {
            pz_loader_free(l);
            return pz_fail_memory(err);
        }
        l->folders++;
    }
    *out = l;
    return 0;
}

void pz_loader_free(struct pz_loader *l)
{
    if (!l)
        return;
    for (struct entry *e = l->first, *next; e; e = next) {
        next = e->next;
        pz_program_free(e->program);
        pz_free(e);
    }
    for (size_t i = 0; i < l->folders; i++)
        pz_free(l->folder[i]);
    pz_free(l->folder);
    pthread_rwlock_destroy(&l->lock);
    pz_free(l);
}

bool pzt_locate(const char *folder, const char *name, char *real)
{
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, folder, name);
    bool found = !path.failed && realpath(pz_buf_str(&path), real) && !pz_is_folder(real);
    pz_buf_release(&path);
    char root[PATH_MAX];
    if (!found || !realpath(folder, root))
        return false;
    size_t n = strlen(root);
    return strncmp(real, root, n) == 0 && (real[n] == '/' || root[n - 1] == '/');
}

static int compile_text(struct pz_loader *l, const struct pz_buf *text, const char *name, struct pz_arena *arena,
                        struct pz_program **out, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_source source;
    jmp_buf oom;
    pz_arena_trap(arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    pz_source_init(&source, arena, name);
    int status = pz_text_source(&source, pz_buf_str(text), text->len, &l->options, diags);
    return status ? status : pz_program_new(out, &source, &l->options, diags);
}

/* Errors of the text go to diags; what keeps it from being read to err. */
static int compile(struct pz_loader *l, const char *path, const char *name, struct pz_program **out, struct pz_diags *diags,
                   struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    int status = pz_file_read(&text, path, TEMPLATE_BYTES_MAX, err);
    if (status == 0)
        status = compile_text(l, &text, name, &arena, out, diags, err);
    pz_arena_release(&arena);
    pz_buf_release(&text);
    return status;
}

/* Files one check has been through: circles end, and what is named twice is reported once. */
struct checked {
    struct checked *before;
    char name[];
};
static _Thread_local struct {
    struct checked *names;
    unsigned n, depth;
} checking;

/* Whether the file is new to this check. */
static bool note_name(const char *name)
{
    for (const struct checked *c = checking.names; c; c = c->before) {
        if (strcmp(c->name, name) == 0)
            return false;
    }
    struct checked *c = checking.n < CHECKED_MAX ? pz_calloc(1, sizeof *c + strlen(name) + 1) : NULL;
    if (!c)
        return false;
    memcpy(c->name, name, strlen(name) + 1);
    c->before = checking.names;
    checking.names = c;
    checking.n++;
    return true;
}

static void forget_names(void)
{
    for (struct checked *c = checking.names, *before; c; c = before) {
        before = c->before;
        pz_free(c);
    }
    checking.names = NULL;
    checking.n = 0;
}

static void check_file(struct pz_loader *l, const char *path, const char *name, struct pz_diags *diags)
{
    struct pz_program *program = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    size_t before = diags->errors;
    if (compile(l, path, name, &program, diags, &err) < 0 && diags->errors == before)
        pz_report_error(diags, &err);
    pz_program_free(program);
}

bool pz_loader_has(const struct pz_loader *l, const char *name)
{
    char real[PATH_MAX];
    for (size_t i = 0; i < l->folders && pz_path_is_inside(name); i++)
        if (pzt_locate(l->folder[i], name, real))
            return true;
    return false;
}

void pz_loader_check(struct pz_loader *l, const char *own, const char *const *names, size_t n, struct pz_diags *diags)
{
    char real[PATH_MAX];
    if (checking.depth++ == 0 && realpath(own, real))
        note_name(real);
    for (size_t k = 0; k < n; k++) {
        bool found = false;
        for (size_t i = 0; i < l->folders && pz_path_is_inside(names[k]) && !found; i++) {
            found = pzt_locate(l->folder[i], names[k], real);
            if (found && note_name(real))
                check_file(l, real, names[k], diags);
        }
    }
    if (--checking.depth == 0)
        forget_names();
}

static struct entry *find(struct pz_loader *l, const char *name, size_t len)
{
    struct entry *e = l->first;
    while (e && (e->len != len || memcmp(e->name, name, len) != 0))
        e = e->next;
    return e;
}

/* 0; 1 when there is no such template. Compiled under the lock: another thread that wants the same template waits for it instead of doing it again. */
static int load(struct pz_loader *l, const char *name, size_t len, struct entry **out, struct pz_error *err)
{
    char real[PATH_MAX];
    struct entry *e = pz_calloc(1, sizeof *e + len + 1);
    if (!e)
        return pz_fail_memory(err);
    memcpy(e->name, name, len);
    e->len = len;
    for (size_t i = 0; i < l->folders; i++) {
        if (!pzt_locate(l->folder[i], e->name, real))
            continue;
        struct pz_diags diags;
        pz_diags_init(&diags);
        int status = compile(l, real, e->name, &e->program, &diags, err);
        if (status < 0)
            pz_diags_fail(&diags, err);
        pz_diags_release(&diags);
        if (status < 0) {
            pz_free(e);
            return -1;
        }
        break;
    }
    if (!e->program) { /* misses are not kept: a template could make any number of them */
        pz_free(e);
        return 1;
    }
    e->next = l->first;
    l->first = e;
    *out = e;
    return 0;
}

int pz_loader_get(struct pz_loader *l, const char *name, size_t len, const struct pz_program **out, struct pz_error *err)
{
    char copy[PZ_PATH_MAX];
    int status = 0;
    if (len >= sizeof copy || !len || memchr(name, '\0', len))
        return pz_fail(err, PZ_DATA, "E-TPL-040", _("“%.*s” is no name of a template"), (int)(len > 200 ? 200 : len), name);
    memcpy(copy, name, len);
    copy[len] = '\0';
    if (!pz_path_is_inside(copy))
        return pz_fail(err, PZ_DATA, "E-TPL-040", _("the template “%s” lies outside of the folders of templates"), copy);
    pthread_rwlock_rdlock(&l->lock);
    struct entry *e = find(l, copy, len);
    pthread_rwlock_unlock(&l->lock);
    if (!e) {
        pthread_rwlock_wrlock(&l->lock);
        e = find(l, copy, len);
        if (!e)
            status = load(l, copy, len, &e, err);
        pthread_rwlock_unlock(&l->lock);
    }
    if (!status)
        *out = e->program;
    return status;
}
