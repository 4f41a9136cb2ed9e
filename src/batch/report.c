/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/report.h"

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

enum { DOCUMENTS_MAX = 2000 /* new ones, and as many changed */, TEXTS_MAX = 50, REFUSED_MAX = 200 };

struct pz_change_report {
    struct pz_arena arena;
    struct pz_list *documents;
    size_t added[PZ_MADE_REFUSED + 1]; /* by state */
    size_t listed_new;
    size_t values, values_documents;
};

int pz_change_report_new(struct pz_change_report **out, struct pz_error *err)
{
    struct pz_change_report *r = pz_calloc(1, sizeof *r);
    jmp_buf oom;
    if (!r)
        return pz_fail_memory(err);
    *out = r;
    pz_arena_trap(&r->arena, &oom);
    if (setjmp(oom)) {
        pz_change_report_free(*out);
        *out = NULL;
        return pz_fail_memory(err);
    }
    (*out)->documents = pz_list_new(&(*out)->arena, 16);
    pz_arena_trap(&(*out)->arena, NULL);
    return 0;
}

void pz_change_report_free(struct pz_change_report *r)
{
    if (!r)
        return;
    pz_arena_release(&r->arena);
    pz_free(r);
}

static void set_text(struct pz_arena *arena, struct pz_map *map, const char *key, const char *text)
{
    pz_map_set(arena, map, key, pz_str(pz_arena_strdup(arena, text ? text : "")));
}

static const char *state_word(enum pz_made_state state)
{
    return state == PZ_MADE_NEW ? "new" : state == PZ_MADE_EDITION ? "edition" : "changed";
}

static void add(struct pz_change_report *r, const struct pz_job *job, const struct pz_made *made)
{
    struct pz_map *map = pz_map_new(&r->arena, 8);
    struct pz_list *texts = pz_list_new(&r->arena, made->changes_n);
    set_text(&r->arena, map, "id", job->document);
    set_text(&r->arena, map, "organisation", job->key);
    set_text(&r->arena, map, "title", job->title);
    set_text(&r->arena, map, "file", made->put.path);
    set_text(&r->arena, map, "state", state_word(made->state));
    for (size_t i = 0; i < made->changes_n && i < TEXTS_MAX; i++) {
        struct pz_map *text = pz_map_new(&r->arena, 4);
        set_text(&r->arena, text, "place", made->changes[i].place);
        set_text(&r->arena, text, "old", made->changes[i].old_text);
        set_text(&r->arena, text, "new", made->changes[i].new_text);
        pz_list_add(&r->arena, texts, pz_map_value(text));
    }
    pz_map_set(&r->arena, map, "texts", pz_list_value(texts));
    pz_map_set(&r->arena, map, "more", pz_int((int64_t)(made->changes_n - texts->n)));
    pz_list_add(&r->arena, r->documents, pz_map_value(map));
}

int pz_change_report_add(struct pz_change_report *r, const struct pz_job *job, const struct pz_made *made, struct pz_error *err)
{
    jmp_buf oom;
    r->added[made->state]++;
    r->values += made->changes_n;
    r->values_documents += made->changes_n > 0;
    bool new_one = made->state == PZ_MADE_NEW;
    if ((new_one ? r->listed_new : r->documents->n - r->listed_new) >= DOCUMENTS_MAX)
        return 0;
    r->listed_new += new_one;
    pz_arena_trap(&r->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : (add(r, job, made), 0);
    pz_arena_trap(&r->arena, NULL);
    return rc;
}

size_t pz_change_report_values(const struct pz_change_report *r, size_t *documents)
{
    *documents = r->values_documents;
    return r->values;
}

/* *n: how many there are, listed or not. */
static struct pz_value refusals(struct pz_arena *arena, const struct pz_diags *diags, size_t *n)
{
    struct pz_list *list = pz_list_new(arena, 16);
    *n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        if (diags->v[i].severity != PZ_ERROR || ++*n > REFUSED_MAX)
            continue;
        struct pz_buf place = PZ_BUF_INIT;
        struct pz_map *map = pz_map_new(arena, 4);
        pz_place_print(&diags->v[i].place, &place);
        set_text(arena, map, "place", pz_buf_str(&place));
        set_text(arena, map, "text", diags->v[i].message);
        set_text(arena, map, "hint", diags->v[i].hint);
        pz_buf_release(&place);
        pz_list_add(arena, list, pz_map_value(map));
    }
    return pz_list_value(list);
}

static struct pz_value context(const struct pz_change_report *r, struct pz_arena *arena, const struct pz_diags *refused,
                               const struct pz_stamp *stamp)
{
    struct pz_map *map = pz_map_new(arena, 16);
    size_t refusals_n, changed = r->added[PZ_MADE_CHANGED] + r->added[PZ_MADE_EDITION];
    set_text(arena, map, "time", stamp->time);
    set_text(arena, map, "who", stamp->who);
    pz_map_set(arena, map, "made", pz_int((int64_t)r->added[PZ_MADE_NEW]));
    pz_map_set(arena, map, "changed", pz_int((int64_t)r->added[PZ_MADE_CHANGED]));
    pz_map_set(arena, map, "editions", pz_int((int64_t)r->added[PZ_MADE_EDITION]));
    pz_map_set(arena, map, "texts", pz_int((int64_t)r->values));
    pz_map_set(arena, map, "texts_documents", pz_int((int64_t)r->values_documents));
    pz_map_set(arena, map, "listed", pz_list_value(r->documents));
    pz_map_set(arena, map, "more_new", pz_int((int64_t)(r->added[PZ_MADE_NEW] - r->listed_new)));
    pz_map_set(arena, map, "more_changed", pz_int((int64_t)(changed + r->listed_new - r->documents->n)));
    pz_map_set(arena, map, "refused", refusals(arena, refused, &refusals_n));
    pz_map_set(arena, map, "refusals", pz_int((int64_t)refusals_n));
    return pz_map_value(map);
}

static const char *find(const char *const *folders, const char *name, struct pz_arena *arena)
{
    for (; folders && *folders; folders++) {
        const char *path = pz_arena_printf(arena, "%s/%s", *folders, name);
        if (pz_file_exists(path))
            return path;
    }
    return NULL;
}

static int write_one(const char *name, const char *folder, const char *const *folders, struct pz_render *render,
                     struct pz_document_worker *worker, struct pz_error *err)
{
    struct pz_document *document = NULL;
    struct pz_buf out = PZ_BUF_INIT, path = PZ_BUF_INIT;
    struct pz_diags diags;
    const struct pz_document_options options = {.folders = folders};
    const char *template_path = find(folders, name, render->arena);
    pz_diags_init(&diags);
    int rc = -1;
    if (!template_path) {
        pz_fail(err, PZ_DATA, "E-RUN-020", _("there is no template “%s” for the report of changes"), name);
    } else if (pz_document_open(&document, template_path, &options, &diags) != 0) {
        struct pz_error first = PZ_ERROR_INIT;
        pz_diags_fail(&diags, &first);
        pz_fail(err, PZ_DATA, "E-RUN-020", _("the template “%s” of the report has errors: %s"), template_path, first.message);
    } else if (pz_document_render(document, worker, render, &out, err) == 0) {
        pz_path_join(&path, folder, pz_path_name(name));
        rc = out.failed || path.failed ? pz_fail_memory(err)
                                       : pz_file_write(pz_buf_str(&path), pz_buf_str(&out), out.len, false, err);
    }
    pz_document_close(document);
    pz_diags_release(&diags);
    pz_buf_release(&out);
    pz_buf_release(&path);
    return rc;
}

int pz_change_report_write(const struct pz_change_report *r, const char *folder, const char *const *folders,
                           const struct pz_diags *refused, const struct pz_stamp *stamp, int64_t today, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_document_worker *worker = NULL;
    if (pz_document_worker_new(&worker, err) != 0)
        return -1;
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    int rc = -1;
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        struct pz_render render = {.context = context(r, &arena, refused, stamp), .arena = &arena, .today = today};
        rc = write_one("report/changes.html", folder, folders, &render, worker, err);
        if (rc == 0)
            rc = write_one("report/changes.txt", folder, folders, &render, worker, err);
    }
    pz_document_worker_free(worker);
    pz_arena_release(&arena);
    return rc;
}
