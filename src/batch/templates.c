/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/templates.h"

#include "base/mem.h"
#include "base/names.h"

struct pz_templates {
    struct pz_arena arena;
    struct pz_map *by_path; /* key → number in v, none for one with errors */
    struct pz_document **v;
    size_t n, cap;
};

static void open_one(struct pz_templates *t, const struct pz_job_file *file, const struct pz_document_options *common,
                     struct pz_diags *diags)
{
    struct pz_document_options options = *common;
    options.profile = file->profile;
    if (pz_map_find(t->by_path, pz_key(file->template_key)))
        return;
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

int pz_templates_open(struct pz_templates **out, const struct pz_job_list *jobs, const char *const *folders, struct pz_diags *diags,
                      struct pz_error *err)
{
    const struct pz_document_options options = {.language = {.names = pz_names_default()}, .folders = folders};
    struct pz_templates *t = pz_calloc(1, sizeof *t);
    jmp_buf oom;
    if (!t)
        return pz_fail_memory(err);
    *out = t;
    pz_arena_trap(&t->arena, &oom);
    if (setjmp(oom)) {
        pz_templates_close(*out);
        *out = NULL;
        return pz_fail_memory(err);
    }
    (*out)->by_path = pz_map_new(&(*out)->arena, 16);
    for (size_t i = 0; i < jobs->n; i++)
        for (size_t k = 0; k < jobs->v[i].file_n; k++)
            open_one(*out, &jobs->v[i].files[k], &options, diags);
    pz_arena_trap(&(*out)->arena, NULL);
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
    const struct pz_value *number = pz_map_find(templates->by_path, pz_key(path));
    return number && number->type == PZ_INT ? templates->v[number->u.i] : NULL;
}
