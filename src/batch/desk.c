/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/desk.h"

static const char *key_of(struct pz_arena *arena, const char *id, const char *key)
{
    return pz_arena_printf(arena, "%s\n%s", id, key);
}

/* Rows of a document by key: the newest edition, and the newest protected one. */
struct found {
    const struct pz_register_row *row, *protected_;
};

static struct pz_map *index_rows(const struct pz_register_row *rows, size_t n, struct found *found, struct pz_arena *arena)
{
    struct pz_map *index = pz_map_new(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *key = key_of(arena, rows[i].id, rows[i].organisation);
        const struct pz_value *at = pz_map_find(index, pz_key(key));
        struct found *f = &found[at ? (size_t)at->u.i : i];
        if (!at)
            pz_map_set(arena, index, key, pz_int((int64_t)i));
        if (!f->row || rows[i].edition > f->row->edition)
            f->row = &rows[i];
        if (pz_state_protected(rows[i].state) && (!f->protected_ || rows[i].edition > f->protected_->edition))
            f->protected_ = &rows[i];
    }
    return index;
}

int pz_desk_load(struct pz_desk *desk, const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids,
                 struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_register_row *rows;
    size_t n;
    *desk = (struct pz_desk){0};
    if (pz_workspace_jobs(ws, reader, ids, arena, &desk->jobs, diags) != 0)
        return pz_fail_memory(err);
    if (pz_register_rows(reader, NULL, NULL, true, arena, &rows, &n, err) != 0)
        return -1;
    struct found *found = PZ_NEW_ARRAY(arena, n + 1, struct found);
    struct pz_map *index = index_rows(rows, n, found, arena);
    desk->v = PZ_NEW_ARRAY(arena, desk->jobs.n + 1, struct pz_desk_item);
    for (size_t i = 0; i < desk->jobs.n; i++) {
        const struct pz_job *job = &desk->jobs.v[i];
        const struct pz_value *at = pz_map_find(index, pz_key(key_of(arena, job->document, job->key)));
        if (at)
            desk->v[desk->n++] = (struct pz_desk_item){job, found[at->u.i].row, found[at->u.i].protected_};
    }
    return 0;
}
