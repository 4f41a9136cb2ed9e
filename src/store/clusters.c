/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of organisations: who is in them, how they compare with the municipality, what they need together. */
#include <math.h>

#include "base/i18n.h"
#include "store/catalogue.h"

static int members(struct pz_reader *r, const struct cluster *k, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT o.code, o.name, o.short_name, o.settlement, o.type, s.normal, s.normal * 100, '', s.level, s.place, "
                 "s.place_last FROM member m JOIN organisation o ON o.code = m.organisation LEFT JOIN score s ON "
                 "s.organisation = o.code AND s.period = ?2 AND s.kind = 'overall' AND s.code = '' WHERE m.cluster = ?1 "
                 "ORDER BY o.position",
                 err);
    if (!st)
        return -1;
    db_bind(st, "tt", k->code, r->catalogue.period);
    struct pz_list *list = pz_list_new(arena, 16);
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0)
        if (!k->suppressed) /* too few to be named */
            pz_list_add(arena, list, brief_organisation(r, st, arena));
    *out = pz_list_value(list);
    return rc;
}

enum { K_AREAS = 7, K_INDICATORS, K_OVERALL, K_DEFICITS, K_RECOMMENDATIONS, K_SUPPRESSED, K_KEYS };

static int by_count(const void *a, const void *b)
{
    const struct pz_entry *x = ((const struct pz_value *)a)->u.map->e, *y = ((const struct pz_value *)b)->u.map->e;
    int64_t m = x[11].value.type == PZ_INT ? x[11].value.u.i : 0, n = y[11].value.type == PZ_INT ? y[11].value.u.i : 0;
    if (m != n)
        return m < n ? 1 : -1;
    return (x[15].value.u.i > y[15].value.u.i) - (x[15].value.u.i < y[15].value.u.i);
}

static struct pz_map *item_of_cluster(struct pz_reader *r, const struct cluster *k, const struct item *it, sqlite3_stmt *st,
                                      struct pz_arena *arena)
{
    static const char *const keys[] = {"code",  "name",          "short_name", "kind",     "area",        "unit",
                                       "value", "percent",       "level_name", "level",    "mean",        "count",
                                       "total", "share_percent", "difference", "position", "mean_percent"};
    struct pz_map *map = model_of(arena, keys, 17);
    static const enum norm_key from[] = {N_code, N_name, N_short_name, N_kind, N_area, N_unit};
    for (int i = 0; i < 6; i++)
        map->e[i].value = it->norm->e[from[i]].value;
    double percent = k->suppressed ? NAN : db_double(st, 2) * 100, value = own_value(it, db_double(st, 2), db_double(st, 3));
    struct pz_value all = it->norm->e[N_percent].value;
    double of_all = all.type == PZ_INT ? (double)all.u.i : all.type == PZ_FLOAT ? all.u.f : NAN;
    struct level *l = k->suppressed ? NULL : catalogue_level(&r->catalogue, it->scheme, sqlite3_column_int64(st, 6));
    struct pz_map *share = share_value(&r->catalogue, arena, sqlite3_column_int64(st, 5), sqlite3_column_int64(st, 4)).u.map;
    map->e[6].value = number_value(k->suppressed ? NAN : value);
    map->e[7].value = number_value(percent);
    map->e[8].value = l ? l->name : pz_none();
    map->e[9].value = l ? pz_map_value(l->map) : pz_none();
    map->e[10].value = it->norm->e[N_value].value;
    map->e[11].value = share->e[0].value; /* with a deficit here, of those with a result */
    map->e[12].value = share->e[1].value;
    map->e[13].value = share->e[2].value;
    map->e[14].value = number_value(percent - of_all);
    map->e[15].value = pz_int(it - r->catalogue.items);
    map->e[16].value = all;
    return map;
}

static int items_of_cluster(struct pz_reader *r, const struct cluster *k, struct pz_map *self, struct pz_arena *arena,
                            struct pz_error *err)
{
    const struct catalogue *c = &r->catalogue;
    struct pz_value *by_item = PZ_NEW_ARRAY(arena, c->n, struct pz_value);
    sqlite3_stmt *st =
        db_query(r->db, "SELECT kind, code, mean, mean_number, known, deficits, level FROM cluster_norm WHERE cluster = ?1", err);
    if (!st)
        return -1;
    db_bind(st, "t", k->code);
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0) {
        struct item *it = catalogue_item(c, item_kind_of((const char *)sqlite3_column_text(st, 0)),
                                         (const char *)sqlite3_column_text(st, 1), (size_t)sqlite3_column_bytes(st, 1));
        if (it)
            by_item[it - c->items] = pz_map_value(item_of_cluster(r, k, it, st, arena));
    }
    struct pz_list *areas = pz_list_new(arena, c->areas), *indicators = pz_list_new(arena, c->indicators),
                   *deficits = pz_list_new(arena, 8);
    for (size_t i = 0; i < c->n; i++) {
        if (by_item[i].type != PZ_MAP)
            continue;
        if (c->items[i].kind != ITEM_OVERALL)
            pz_list_add(arena, c->items[i].kind == ITEM_AREA ? areas : indicators, by_item[i]);
        else
            self->e[K_OVERALL].value = by_item[i];
        struct pz_value count = by_item[i].u.map->e[11].value;
        if (count.type != PZ_INT || count.u.i > 0) /* hidden counts are not zero */
            pz_list_add(arena, deficits, by_item[i]);
    }
    if (deficits->n)
        qsort(deficits->v, deficits->n, sizeof *deficits->v, by_count);
    self->e[K_AREAS].value = pz_list_value(areas);
    self->e[K_INDICATORS].value = pz_list_value(indicators);
    self->e[K_DEFICITS].value = pz_list_value(deficits);
    return rc;
}

int common_advice(struct pz_reader *r, const char *cluster, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct catalogue *c = &r->catalogue;
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT " ADVICE_COLUMNS ", coalesce(a.n, 0), (SELECT count(*) FROM organisation o WHERE ?1 = '' OR EXISTS "
                 "(SELECT 1 FROM member m WHERE m.cluster = ?1 AND m.organisation = o.code)) "
                 "FROM recommendation c LEFT JOIN deadline d ON d.text = c.deadline LEFT JOIN (SELECT recommendation, "
                 "count(DISTINCT organisation) AS n FROM advice x WHERE period = ?2 AND (?1 = '' OR EXISTS (SELECT 1 FROM "
                 "member m WHERE m.cluster = ?1 AND m.organisation = x.organisation)) GROUP BY recommendation) a "
                 "ON a.recommendation = c.code WHERE a.n > 0 OR (?1 <> '' AND c.cluster = ?1) "
                 "ORDER BY c.cluster IS NULL, a.n DESC, c.position",
                 err);
    if (!st)
        return -1;
    db_bind(st, "tt", cluster, c->period);
    struct pz_list *list = pz_list_new(arena, 8);
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0) {
        struct pz_map *map = advice_map(c, st, arena);
        const struct pz_value *code = &map->e[A_indicator].value, *area = &map->e[A_area].value;
        struct item *it = code->type == PZ_STRING && code->len   ? catalogue_item(c, ITEM_INDICATOR, code->u.s, code->len)
                          : area->type == PZ_STRING && area->len ? catalogue_item(c, ITEM_AREA, area->u.s, area->len)
                                                                 : NULL;
        if (it) {
            map->e[A_item].value = pz_map_value(it->norm);
            map->e[A_name].value = it->norm->e[N_name].value;
        }
        struct pz_map *share = share_value(c, arena, sqlite3_column_int64(st, 13), sqlite3_column_int64(st, 14)).u.map;
        map->e[A_count].value = share->e[0].value;
        map->e[A_total].value = share->e[1].value;
        map->e[A_percent].value = share->e[2].value;
        pz_list_add(arena, list, pz_map_value(map));
    }
    *out = pz_list_value(list);
    return rc;
}

static int fill(struct pz_reader *r, const struct cluster *k, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    static const char *const keys[] = {"code",          "name",  "description", "count",   "total",    "percent",
                                       "organisations", "areas", "indicators",  "overall", "deficits", "recommendations",
                                       "suppressed"};
    struct pz_map *map = model_of(arena, keys, K_KEYS);
    memcpy(map->e, k->brief->e, 6 * sizeof *map->e);
    map->e[K_SUPPRESSED].value = pz_bool(k->suppressed);
    if (members(r, k, arena, &map->e[6].value, err) || items_of_cluster(r, k, map, arena, err) ||
        common_advice(r, k->code, arena, &map->e[K_RECOMMENDATIONS].value, err))
        return -1;
    *out = pz_map_value(map);
    return 0;
}

int pz_cluster_value(struct pz_reader *r, const char *code, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    if (catalogue_need(r, err))
        return -1;
    struct pz_value *at = pz_map_find(r->catalogue.cluster_codes, pz_key(code));
    if (!at)
        return pz_fail(err, PZ_DATA, "E-STORE-023", _("there is no cluster “%s”"), code);
    return fill(r, &r->catalogue.clusters[at->u.i], arena, out, err);
}

int clusters_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_list *list = pz_list_new(arena, r->catalogue.clusters_n);
    for (size_t i = 0; i < r->catalogue.clusters_n; i++) {
        struct pz_value v;
        if (fill(r, &r->catalogue.clusters[i], arena, &v, err))
            return -1;
        pz_list_add(arena, list, v);
    }
    *out = pz_list_value(list);
    return 0;
}
