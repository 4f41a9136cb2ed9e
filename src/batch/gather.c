/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/gather.h"

#include "base/i18n.h"
#include "base/io.h"

static struct pz_gather_group *find(struct pz_gather *g, const char *text)
{
    if (!g->by_text)
        g->by_text = pz_map_new(g->arena, 8);
    const struct pz_value *known = pz_map_find(g->by_text, pz_key(text));
    if (known)
        return &g->v[known->u.i];
    if (g->n == g->cap) {
        g->v = pz_arena_grow(g->arena, g->v, g->n, g->cap * 2 + 8, sizeof *g->v);
        g->cap = g->cap * 2 + 8;
    }
    pz_map_set(g->arena, g->by_text, text, pz_int((int64_t)g->n));
    g->v[g->n] = (struct pz_gather_group){.text = text};
    return &g->v[g->n++];
}

void pz_gather_add(struct pz_gather *g, const char *text, const char *file)
{
    struct pz_gather_group *group = find(g, text);
    if (group->n < PZ_GATHER_NAMED)
        group->files[group->n] = file;
    group->n++;
}

static const char *names_of(const struct pz_gather *g, const struct pz_gather_group *group)
{
    const char *names = pz_path_name(group->files[0]);
    for (size_t i = 1; i < group->n && i < PZ_GATHER_NAMED; i++)
        names = pz_arena_printf(g->arena, "%s, %s", names, pz_path_name(group->files[i]));
    return group->n > PZ_GATHER_NAMED ? pz_arena_printf(g->arena, "%s …", names) : names;
}

void pz_gather_report(const struct pz_gather *g, const char *id, struct pz_diags *diags)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct pz_gather_group *group = &g->v[i];
        struct pz_place place = pz_place_file(group->files[0]);
        if (group->n == 1)
            pz_report(diags, id, &place, "%s", group->text);
        else
            pz_report(diags, id, &place, _("%s (%zu files: %s)"), group->text, group->n, names_of(g, group));
    }
}
