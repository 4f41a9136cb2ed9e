/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/templates.h"

#include "base/mem.h"
#include "base/names.h"

struct pz_templates {
    struct pz_arena arena;
    const char *const *folders;
    struct pz_map *by_path; /* key → number in v, none for one with errors */
    struct pz_document **v;
    size_t n, cap;
};

static void open_one(struct pz_templates *t, const struct pz_job_file *file, struct pz_diags *diags)
{
    const struct pz_document_options options = {
        .language = {.names = pz_names_default()}, .folders = t->folders, .profile = file->profile};
    if (t->n == t->cap) {
        t->v = pz_arena_grow(&t->arena, t->v, t->n, t->cap * 2 + 8, sizeof(struct pz_document *));
        t->cap = t->cap * 2 + 8;
    }
    struct pz_document *document = NULL;
    struct pz_value number = pz_none();
    if (pz_document_open(&document, file->template_path, &options, diags) == 0) {
        number = pz_int((int64_t)t->n);
        t->v[t->n++] = document;
    }
    pz_map_set(&t->arena, t->by_path, pz_arena_strdup(&t->arena, file->template_key), number);
}

int pz_templates_add(struct pz_templates *t, const struct pz_job *job, struct pz_diags *diags, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&t->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    for (size_t i = 0; i < job->file_n; i++)
        if (!t->by_path || !pz_map_find(t->by_path, pz_key(job->files[i].template_key))) {
            if (!t->by_path)
                t->by_path = pz_map_new(&t->arena, 16);
            open_one(t, &job->files[i], diags);
        }
    pz_arena_trap(&t->arena, NULL);
    return 0;
}

int pz_templates_new(struct pz_templates **out, const char *const *folders, struct pz_error *err)
{
    struct pz_templates *t = *out = pz_calloc(1, sizeof *t);
    if (!t)
        return pz_fail_memory(err);
    t->folders = folders;
    return 0;
}

void pz_templates_close(struct pz_templates *templates)
{
    if (!templates)
        return;
    for (size_t i = 0; i < templates->n; i++)
        pz_document_close(templates->v[i]);
    pz_arena_release(&templates->arena);
    pz_free(templates);
}

const struct pz_document *pz_templates_find(const struct pz_templates *templates, const char *path)
{
    const struct pz_value *number = templates->by_path ? pz_map_find(templates->by_path, pz_key(path)) : NULL;
    return number && number->type == PZ_INT ? templates->v[number->u.i] : NULL;
}
