/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which form profile is in force for a document, with what it takes from its base. */
#include "base/i18n.h"
#include "workspace/internal.h"

enum { BASES_MAX = 8 };

static const struct pz_map *profile_of(const struct pz_map *profiles, const char *id)
{
    struct pz_value v = id ? pz_map_get(profiles, id) : pz_none();
    return v.type == PZ_MAP ? v.u.map : NULL;
}

/* The one that came into force last on or before the day; of those without a day none. */
static const struct pz_map *in_force(const struct pz_map *profiles, const char *day, struct pz_arena *arena)
{
    const struct pz_map *best = NULL;
    const char *best_from = "";
    for (uint32_t i = 0; i < profiles->n; i++) {
        const struct pz_map *p = profiles->e[i].value.u.map;
        const char *from = pz_map_text(arena, p, "from");
        if (from && *from && strcmp(from, day) <= 0 && strcmp(from, best_from) > 0) {
            best = p;
            best_from = from;
        }
    }
    return best;
}

/* Values of `over` win; maps within are laid over each other. */
static void lay_over(struct pz_arena *arena, struct pz_map *under, const struct pz_map *over)
{
    for (uint32_t i = 0; i < over->n; i++) {
        struct pz_value v = over->e[i].value, *at = pz_map_find(under, over->e[i].key);
        if (v.type == PZ_NONE)
            continue;
        if (v.type == PZ_MAP && at && at->type == PZ_MAP)
            lay_over(arena, at->u.map, v.u.map);
        else
            pz_map_put(arena, under, over->e[i].key, pz_value_copy(arena, v));
    }
}

static struct pz_map *merged(struct pz_arena *arena, const struct pz_map *profiles, const struct pz_map *profile, unsigned depth)
{
    const struct pz_map *base = profile_of(profiles, pz_map_text(arena, profile, "base"));
    struct pz_map *out = base && depth < BASES_MAX ? merged(arena, profiles, base, depth + 1) : pz_map_new(arena, 8);
    lay_over(arena, out, profile);
    return out;
}

int pz_workspace_profile(const struct pz_workspace *ws, const char *id, const char *day, struct pz_arena *arena,
                         struct pz_value *out, struct pz_error *err)
{
    struct pz_value profiles = pz_map_get(ws->settings.u.map, "profiles");
    const struct pz_map *found;
    *out = pz_none();
    if (profiles.type != PZ_MAP)
        return 0;
    found = id && *id ? profile_of(profiles.u.map, id) : in_force(profiles.u.map, day, arena);
    if (!found && id && *id)
        return pz_fail(err, PZ_USAGE, "E-DEF-037", _("there is no form profile “%s”"), id);
    if (found)
        *out = pz_map_value(merged(arena, profiles.u.map, found, 0));
    return 0;
}
