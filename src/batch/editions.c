/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/editions.h"

static const char *key_of(struct pz_arena *arena, const char *id, const char *key)
{
    return pz_arena_printf(arena, "%s\n%s", id, key);
}

void pz_editions_index(struct pz_editions_index *index, const struct pz_register_row *rows, size_t n, struct pz_arena *arena)
{
    index->by_key = pz_map_new(arena, n + 1);
    index->v = PZ_NEW_ARRAY(arena, n + 1, struct pz_editions);
    for (size_t i = 0; i < n; i++) {
        const char *key = key_of(arena, rows[i].id, rows[i].organisation);
        const struct pz_value *at = pz_map_find(index->by_key, pz_key(key));
        struct pz_editions *e = &index->v[at ? (size_t)at->u.i : i];
        if (!at)
            pz_map_set(arena, index->by_key, key, pz_int((int64_t)i));
        if (!e->row || rows[i].edition > e->row->edition)
            e->row = &rows[i];
        if (pz_state_protected(rows[i].state) && (!e->protected_ || rows[i].edition > e->protected_->edition))
            e->protected_ = &rows[i];
    }
}

const struct pz_editions *pz_editions_find(const struct pz_editions_index *index, const char *id, const char *key,
                                           struct pz_arena *arena)
{
    const struct pz_value *at = pz_map_find(index->by_key, pz_key(key_of(arena, id, key)));
    return at ? &index->v[at->u.i] : NULL;
}
