/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/desk.h"

#include "batch/editions.h"

/* The editions of the chosen documents alone. */
static void keep_chosen(struct pz_desk *desk, struct pz_register_row *rows, size_t n, struct pz_arena *arena)
{
    struct pz_map *chosen = pz_map_new(arena, desk->jobs.n + 1);
    for (size_t i = 0; i < desk->jobs.n; i++)
        pz_map_set(arena, chosen, pz_arena_printf(arena, "%s\n%s", desk->jobs.v[i].document, desk->jobs.v[i].key), pz_bool(true));
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (pz_map_find(chosen, pz_key(pz_arena_printf(arena, "%s\n%s", rows[i].id, rows[i].organisation))))
            rows[kept++] = rows[i];
    desk->rows_n = kept;
}

int pz_desk_load(struct pz_desk *desk, const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids,
                 struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_register_row *rows;
    struct pz_editions_index index;
    size_t n;
    *desk = (struct pz_desk){0};
    if (pz_workspace_jobs(ws, reader, ids, arena, &desk->jobs, diags, err) != 0 ||
        pz_register_rows(reader, NULL, NULL, true, arena, &rows, &n, err) != 0)
        return -1;
    desk->rows = rows;
    desk->rows_n = n;
    if (ids)
        keep_chosen(desk, rows, n, arena);
    pz_editions_index(&index, rows, desk->rows_n, arena);
    desk->v = PZ_NEW_ARRAY(arena, desk->jobs.n + 1, struct pz_desk_item);
    for (size_t i = 0; i < desk->jobs.n; i++) {
        const struct pz_job *job = &desk->jobs.v[i];
        const struct pz_editions *e = pz_editions_find(&index, job->document, job->key, arena);
        if (e)
            desk->v[desk->n++] = (struct pz_desk_item){job, e->row, e->protected_};
    }
    return 0;
}

const char *pz_desk_kind_title(const struct pz_workspace *ws, const char *kind, struct pz_arena *arena)
{
    struct pz_value kinds = pz_map_get(pz_workspace_settings(ws).u.map, "kinds");
    struct pz_value one = kinds.type == PZ_MAP ? pz_map_get(kinds.u.map, kind) : pz_none();
    const char *name = one.type == PZ_MAP ? pz_map_text(arena, one.u.map, "name") : NULL;
    if (one.type == PZ_MAP && (!name || !*name))
        name = pz_map_text(arena, one.u.map, "text");
    return name && *name ? name : kind;
}
