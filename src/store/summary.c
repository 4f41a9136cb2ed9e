/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The municipality: figures by area and indicator, levels, common deficits and practices, the ranking. */
#include <math.h>

#include "store/catalogue.h"

int items_value(struct pz_reader *r, enum item_kind kind, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)err;
    const struct catalogue *c = &r->catalogue;
    struct pz_list *list = pz_list_new(arena, c->n);
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].kind == kind)
            pz_list_add(arena, list, pz_map_value(c->items[i].norm));
    *out = pz_list_value(list);
    return 0;
}

int levels_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)arena;
    (void)err;
    *out = r->catalogue.items[r->catalogue.n - 1].norm->e[N_levels].value;
    return 0;
}

struct pz_value brief_organisation(struct pz_reader *r, sqlite3_stmt *st, struct pz_arena *arena)
{
    static const char *const keys[] = {"code",  "name",  "short_name", "settlement", "type",     "percent",
                                       "value", "level", "level_name", "rank",       "rank_last"};
    struct pz_map *map = model_of(arena, keys, 11);
    for (int i = 0; i < 5; i++)
        map->e[i].value = db_value(st, i, arena);
    if (map->e[2].value.type == PZ_NONE)
        map->e[2].value = map->e[1].value;
    struct level *l = catalogue_level(&r->catalogue, (const char *)sqlite3_column_text(st, 7), sqlite3_column_int64(st, 8));
    map->e[5].value = number_value(db_double(st, 5) * 100);
    map->e[6].value = number_value(db_double(st, 6));
    map->e[7].value = l ? pz_map_value(l->map) : pz_none();
    map->e[8].value = l ? l->name : pz_none();
    map->e[9].value = db_value(st, 9, arena);
    map->e[10].value = db_value(st, 10, arena);
    return pz_map_value(map);
}

/* The items that any organisation has a deficit (practice) in, the commonest first, each with its organisations. */
int findings_value(struct pz_reader *r, const char *finding, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    static const char *const keys[] = {"code",  "name",  "short_name", "kind",       "area",          "area_name", "unit",
                                       "count", "total", "percent",    "suppressed", "organisations", "norm"};
    const struct catalogue *c = &r->catalogue;
    sqlite3_stmt *st = db_query(
        r->db,
        "SELECT o.code, o.name, o.short_name, o.settlement, o.type, s.normal, s.number, "
        "coalesce(CASE f.kind WHEN 'indicator' THEN (SELECT scheme FROM indicator WHERE code = f.code) WHEN 'area' THEN "
        "(SELECT scheme FROM area WHERE code = f.code) END, ''), s.level, s.place, s.place_last, f.kind, f.code, f.n "
        "FROM (SELECT kind, code, organisation, count(*) OVER (PARTITION BY kind, code) AS n FROM (SELECT DISTINCT kind, code, "
        "organisation "
        "FROM finding WHERE period = ?1 AND finding = ?2)) f "
        "JOIN organisation o ON o.code = f.organisation "
        "JOIN score s ON s.organisation = f.organisation AND s.period = ?1 AND s.kind = f.kind AND s.code = f.code "
        "LEFT JOIN entity e ON e.entity = f.kind AND e.key = f.code ORDER BY f.n DESC, f.kind DESC, e.position, f.code, o.position",
        err);
    if (!st)
        return -1;
    db_bind(st, "tt", c->period, finding);
    struct pz_list *list = pz_list_new(arena, 8), *organisations = NULL;
    struct item *last = NULL;
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0) {
        struct item *it = catalogue_item(c, item_kind_of((const char *)sqlite3_column_text(st, 11)),
                                         (const char *)sqlite3_column_text(st, 12), (size_t)sqlite3_column_bytes(st, 12));
        if (!it)
            continue;
        if (it != last) {
            static const enum norm_key from[] = {N_code, N_name, N_short_name, N_kind, N_area, N_area_name, N_unit};
            struct pz_map *map = model_of(arena, keys, 13);
            for (int i = 0; i < 7; i++)
                map->e[i].value = it->norm->e[from[i]].value;
            struct pz_value known = it->norm->e[N_known].value;
            struct pz_map *share = share_value(c, arena, sqlite3_column_int64(st, 13), known.type == PZ_INT ? known.u.i : 0).u.map;
            for (int i = 0; i < 4; i++)
                map->e[7 + i].value = share->e[i].value;
            organisations = pz_list_new(arena, 8);
            map->e[11].value = pz_list_value(organisations);
            map->e[12].value = pz_map_value(it->norm);
            pz_list_add(arena, list, pz_map_value(map));
            last = it;
        }
        struct pz_map *map = list->v[list->n - 1].u.map;
        if (map->e[10].value.u.b) /* too few to be named */
            continue;
        pz_list_add(arena, organisations, brief_organisation(r, st, arena));
    }
    *out = pz_list_value(list);
    return rc;
}

static int ranking(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT o.code, o.name, o.short_name, o.settlement, o.type, s.normal, s.normal * 100, '', s.level, s.place, "
                 "s.place_last FROM score s JOIN organisation o ON o.code = s.organisation WHERE s.period = ?1 AND s.kind = "
                 "'overall' ORDER BY s.place IS NULL, s.place, o.position",
                 err);
    if (!st)
        return -1;
    db_bind(st, "t", r->catalogue.period);
    struct pz_list *list = pz_list_new(arena, (size_t)r->catalogue.organisations);
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0)
        pz_list_add(arena, list, brief_organisation(r, st, arena));
    *out = pz_list_value(list);
    return rc;
}

/* Organisations with a finding of a kind at all. */
static int share_with(struct pz_reader *r, const char *finding, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    int64_t n;
    if (db_number(r->db, &n, 0, err, "SELECT count(DISTINCT organisation) FROM finding WHERE period = ?1 AND finding = ?2", "tt",
                  r->catalogue.period, finding))
        return -1;
    *out = share_value(&r->catalogue, arena, n, r->catalogue.organisations);
    return 0;
}

int summary_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    static const char *const keys[] = {"period",
                                       "organisations_count",
                                       "indicators_count",
                                       "areas_count",
                                       "overall",
                                       "areas",
                                       "indicators",
                                       "levels",
                                       "ranking",
                                       "with_deficits",
                                       "with_practices",
                                       "improved",
                                       "declined",
                                       "percent",
                                       "level",
                                       "level_name",
                                       "change_percent",
                                       "trend"};
    const struct catalogue *c = &r->catalogue;
    struct pz_map *map = model_of(arena, keys, 18), *overall = c->items[c->n - 1].norm;
    map->e[0].value = pz_map_value(c->period_map);
    map->e[1].value = pz_int(c->organisations);
    map->e[2].value = pz_int((int64_t)c->indicators);
    map->e[3].value = pz_int((int64_t)c->areas);
    map->e[4].value = pz_map_value(overall);
    map->e[7].value = overall->e[N_levels].value;
    map->e[11].value = overall->e[N_improved].value;
    map->e[12].value = overall->e[N_declined].value;
    map->e[13].value = overall->e[N_percent].value;
    map->e[14].value = overall->e[N_level].value;
    map->e[15].value = overall->e[N_level_name].value;
    map->e[16].value = overall->e[N_change_percent].value;
    map->e[17].value = overall->e[N_trend].value;
    if (items_value(r, ITEM_AREA, arena, &map->e[5].value, err) || items_value(r, ITEM_INDICATOR, arena, &map->e[6].value, err) ||
        ranking(r, arena, &map->e[8].value, err) || share_with(r, "deficit", arena, &map->e[9].value, err) ||
        share_with(r, "practice", arena, &map->e[10].value, err))
        return -1;
    *out = pz_map_value(map);
    return 0;
}
