/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/catalogue.h"

#include <inttypes.h>
#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"

#define NAME(name) #name,
static const char *const score_keys[] = {SCORE_KEYS(NAME)};
static const char *const norm_keys[] = {NORM_KEYS(NAME)};
static const char *const advice_keys[] = {ADVICE_KEYS(NAME)};
static const char *const organisation_keys[] = {ORGANISATION_KEYS(NAME)};

enum item_kind item_kind_of(const char *word)
{
    return word[0] == 'i' ? ITEM_INDICATOR : word[0] == 'a' ? ITEM_AREA : ITEM_OVERALL;
}

struct item *catalogue_item(const struct catalogue *c, enum item_kind kind, const char *code, size_t len)
{
    struct pz_value *v = pz_map_find(c->codes[kind], pz_key_n(code, len));
    return v ? &c->items[v->u.i] : NULL;
}

struct level *catalogue_level(const struct catalogue *c, const char *scheme, int64_t number)
{
    for (size_t i = 0; i < c->levels_n; i++)
        if (c->levels[i].number == number && strcmp(c->levels[i].scheme, scheme) == 0)
            return &c->levels[i];
    return NULL;
}

/* Loading --------------------------------------------------------------------------------------------------- */

static int count(struct db *db, const char *sql, size_t *n, struct pz_error *err)
{
    int64_t v;
    if (db_number(db, &v, 0, err, sql, ""))
        return -1;
    *n = (size_t)v;
    return 0;
}

static int load_period(struct db *db, struct catalogue *c, struct pz_error *err)
{
    static const char *const keys[] = {"code", "title", "start", "end", "previous", "year"};
    c->period = c->previous = "";
    c->period_map = model_of(&c->arena, keys, 6);
    sqlite3_stmt *st = db_query(db, "SELECT code, coalesce(title, code), start, \"end\", previous FROM period WHERE current", err);
    int rc = st ? db_step(db, st, err) : -1;
    if (rc > 0) {
        for (int i = 0; i < 5; i++)
            c->period_map->e[i].value = db_value(st, i, &c->arena);
        c->period = db_text0(st, 0, &c->arena);
        c->previous = db_text0(st, 4, &c->arena);
        size_t len = strlen(c->period);
        if (len >= 4 && strspn(c->period + len - 4, "0123456789") == 4)
            c->period_map->e[5].value = pz_int(atoi(c->period + len - 4));
        sqlite3_reset(st);
    }
    return rc < 0 ? -1 : 0;
}

static int load_small_group(struct db *db, struct catalogue *c, struct pz_error *err)
{
    int64_t setting;
    if (db_number(db, &setting, 0, err,
                  "SELECT CAST(value AS INTEGER) FROM value WHERE entity = 'setting' AND key = 'small_group' AND field = 'value'",
                  ""))
        return -1;
    if (setting > c->suppress_below)
        c->suppress_below = setting;
    return 0;
}

static int load_settings(struct db *db, struct catalogue *c, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(db,
                 "SELECT w.name, coalesce((SELECT CAST(v.value AS TEXT) FROM value v WHERE v.entity = 'setting' AND v.key = "
                 "'wording.' || w.name AND v.field = 'value'), w.text) FROM wording w",
                 err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        const char *name = (const char *)sqlite3_column_text(st, 0), *text = db_text0(st, 1, &c->arena);
        if (strcmp(name, "missing") == 0)
            c->missing_text = pz_str(text);
        else if (strcmp(name, "yes") == 0)
            c->yes = pz_str(text);
        else if (strcmp(name, "no") == 0)
            c->no = pz_str(text);
        else if (strcmp(name, "of") == 0)
            c->of = text;
        else if (strcmp(name, "until") == 0)
            c->until = text;
    }
    return rc || load_small_group(db, c, err) || db_number(db, &c->organisations, 0, err, "SELECT count(*) FROM organisation", "")
               ? -1
               : 0;
}

static int load_levels(struct db *db, struct catalogue *c, struct pz_error *err)
{
    static const char *const keys[] = {"number", "name", "colour", "description", "low"};
    if (count(db, "SELECT count(*) FROM level", &c->levels_n, err))
        return -1;
    c->levels = PZ_NEW_ARRAY(&c->arena, c->levels_n + 1, struct level);
    sqlite3_stmt *st =
        db_query(db, "SELECT number, name, colour, description, low * 100, scheme FROM level ORDER BY scheme, number", err);
    int rc = st ? 1 : -1;
    for (struct level *l = c->levels; rc > 0 && (rc = db_step(db, st, err)) > 0; l++) {
        l->map = model_of(&c->arena, keys, 5);
        for (int i = 0; i < 4; i++)
            l->map->e[i].value = db_value(st, i, &c->arena);
        l->map->e[4].value = number_value(sqlite3_column_double(st, 4));
        l->number = sqlite3_column_int(st, 0);
        l->name = l->map->e[1].value;
        l->scheme = db_text0(st, 5, &c->arena);
    }
    return rc;
}

static int load_rules(struct db *db, struct catalogue *c, struct pz_error *err)
{
    if (count(db, "SELECT count(*) FROM rule", &c->rules_n, err))
        return -1;
    c->rules = PZ_NEW_ARRAY(&c->arena, c->rules_n + 1, struct rule);
    sqlite3_stmt *st = db_query(db, "SELECT code, coalesce(title, '') FROM rule ORDER BY position", err);
    int rc = st ? 1 : -1;
    for (struct rule *r = c->rules; rc > 0 && (rc = db_step(db, st, err)) > 0; r++)
        *r = (struct rule){db_text0(st, 0, &c->arena), db_text0(st, 1, &c->arena)};
    return rc;
}

static void put_both(struct item *it, enum score_key s, enum norm_key n, struct pz_value v)
{
    it->score->e[s].value = v;
    it->norm->e[n].value = v;
}

static void name_item(struct catalogue *c, struct item *it, sqlite3_stmt *st)
{
    struct pz_value name = db_value(st, 1, &c->arena), short_name = db_value(st, 2, &c->arena);
    put_both(it, S_code, N_code, pz_str(it->code));
    put_both(it, S_name, N_name, name);
    put_both(it, S_short_name, N_short_name, short_name.type == PZ_NONE ? name : short_name);
    put_both(it, S_description, N_description, db_value(st, 3, &c->arena));
    put_both(it, S_weight, N_weight, number_value(db_double(st, 4)));
}

static void describe_indicator(struct catalogue *c, struct item *it, sqlite3_stmt *st)
{
    struct item *area = NULL;
    if (sqlite3_column_type(st, 6) != SQLITE_NULL)
        area = catalogue_item(c, ITEM_AREA, (const char *)sqlite3_column_text(st, 6), (size_t)sqlite3_column_bytes(st, 6));
    it->area = area ? (size_t)(area - c->items) : SIZE_MAX;
    it->scale_kind = db_text0(st, 7, &c->arena);
    it->decimals = sqlite3_column_type(st, 8) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 8);
    put_both(it, S_kind, N_kind, pz_str("indicator"));
    put_both(it, S_area, N_area, db_value(st, 6, &c->arena));
    put_both(it, S_area_name, N_area_name, area ? area->score->e[S_name].value : pz_none());
    put_both(it, S_unit, N_unit, db_value(st, 9, &c->arena));
    put_both(it, S_scale, N_scale, pz_str(it->scale_kind));
    put_both(it, S_scale_min, N_scale_min, number_value(db_double(st, 10)));
    put_both(it, S_scale_max, N_scale_max, number_value(db_double(st, 11)));
    put_both(it, S_threshold, N_threshold, number_value(db_double(st, 12)));
    put_both(it, S_decimals, N_decimals, it->decimals < 0 ? pz_none() : pz_int(it->decimals));
    put_both(it, S_base_name, N_base_name, db_value(st, 13, &c->arena));
    put_both(it, S_reverse, N_reverse, pz_bool(sqlite3_column_int(st, 14)));
}

static void start_item(struct catalogue *c, struct item *it, enum item_kind kind, const char *code, const struct pz_map *score,
                       const struct pz_map *norm)
{
    it->code = code;
    it->kind = kind;
    it->area = SIZE_MAX;
    it->scale_kind = it->scheme = "";
    it->decimals = -1;
    it->mean_percent = NAN;
    it->score = pz_map_like(&c->arena, score);
    it->norm = pz_map_like(&c->arena, norm);
    pz_map_set(&c->arena, c->codes[kind], code, pz_int(it - c->items));
    put_both(it, S_code, N_code, pz_str(code));
    put_both(it, S_kind, N_kind, pz_str(kind == ITEM_AREA ? "area" : "overall"));
    it->score->e[S_deficit].value = it->score->e[S_practice].value = pz_bool(false);
    it->score->e[S_recommendations].value = it->score->e[S_indicators].value = pz_list_value(pz_list_new(&c->arena, 0));
    it->norm->e[N_indicators].value = pz_list_value(pz_list_new(&c->arena, 0));
}

static int load_items(struct db *db, struct catalogue *c, struct pz_error *err)
{
    if (count(db, "SELECT count(*) FROM indicator", &c->indicators, err) || count(db, "SELECT count(*) FROM area", &c->areas, err))
        return -1;
    c->n = c->indicators + c->areas + 1;
    c->items = PZ_NEW_ARRAY(&c->arena, c->n, struct item);
    for (int k = 0; k < ITEM_KINDS; k++)
        c->codes[k] = pz_map_new(&c->arena, 0);
    const struct pz_map *score = model_of(&c->arena, score_keys, S_KEYS), *norm = model_of(&c->arena, norm_keys, N_KEYS);
    sqlite3_stmt *st = db_query(db, "SELECT code, name, short_name, description, weight, scheme FROM area ORDER BY position", err);
    int rc = st ? 1 : -1;
    for (struct item *it = c->items + c->indicators; rc > 0 && (rc = db_step(db, st, err)) > 0; it++) {
        start_item(c, it, ITEM_AREA, db_text0(st, 0, &c->arena), score, norm);
        name_item(c, it, st);
        it->scheme = db_text0(st, 5, &c->arena);
    }
    if (rc || !(st = db_query(
                    db,
                    "SELECT code, name, short_name, description, weight, scheme, area, kind, decimals, unit, min, max, threshold, "
                    "base_name, reverse FROM indicator ORDER BY position",
                    err)))
        return -1;
    rc = 1;
    for (struct item *it = c->items; rc > 0 && (rc = db_step(db, st, err)) > 0; it++) {
        start_item(c, it, ITEM_INDICATOR, db_text0(st, 0, &c->arena), score, norm);
        name_item(c, it, st);
        it->scheme = db_text0(st, 5, &c->arena);
        describe_indicator(c, it, st);
        if (it->area != SIZE_MAX)
            pz_list_add(&c->arena, c->items[it->area].norm->e[N_indicators].value.u.list, pz_map_value(it->norm));
    }
    start_item(c, &c->items[c->n - 1], ITEM_OVERALL, "", score, norm);
    return rc;
}

/* A figure of a group that is too small to be shown is none. */
static double norm_double(const struct catalogue *c, sqlite3_stmt *st, int column, int known)
{
    return sqlite3_column_int64(st, known) < c->suppress_below ? NAN : db_double(st, column);
}

static struct level *norm_level(struct catalogue *c, const struct item *it, sqlite3_stmt *st, int column, int known)
{
    return sqlite3_column_int64(st, known) < c->suppress_below ? NULL
                                                               : catalogue_level(c, it->scheme, sqlite3_column_int64(st, column));
}

/* The municipality's figures of an item, of this period (columns from 0) and of the one before (from 13). */
static void put_norm(struct catalogue *c, struct item *it, sqlite3_stmt *st)
{
    enum { KNOWN = 5, OLD_KNOWN = 19 };
    double v[15];
    for (int i = 2; i < 15; i++)
        v[i] = norm_double(c, st, i, i < 13 ? KNOWN : OLD_KNOWN);
    double percent = v[2] * 100, old_percent = v[13] * 100, value = own_value(it, v[2], v[7]), old = own_value(it, v[13], v[14]);
    double low = own_value(it, v[3], v[8]), high = own_value(it, v[4], v[9]);
    struct level *l = norm_level(c, it, st, 10, KNOWN), *old_l = norm_level(c, it, st, 15, OLD_KNOWN);
    struct pz_entry *n = it->norm->e, *s = it->score->e;
    n[N_value].value = s[S_mean].value = number_value(value);
    n[N_shown].value =
        isnan(value) ? c->missing_text : shown_number(&c->arena, round(value * 100) / 100, -1); /* means: two digits at most */
    it->mean_percent = percent;
    n[N_percent].value = s[S_mean_percent].value = number_value(percent);
    n[N_min].value = s[S_min].value = number_value(fmin(low, high));
    n[N_max].value = s[S_max].value = number_value(fmax(low, high));
    n[N_min_percent].value = number_value(v[3] * 100);
    n[N_max_percent].value = number_value(v[4] * 100);
    n[N_known].value = s[S_ranked].value = pz_int(sqlite3_column_int64(st, 5));
    n[N_total].value = pz_int(sqlite3_column_int64(st, 6));
    n[N_missing].value = pz_int(sqlite3_column_int64(st, 6) - sqlite3_column_int64(st, 5));
    n[N_level].value = l ? pz_map_value(l->map) : pz_none();
    n[N_level_name].value = l ? l->name : pz_none();
    n[N_previous].value = number_value(old);
    n[N_previous_percent].value = number_value(old_percent);
    n[N_previous_level].value = old_l ? pz_map_value(old_l->map) : pz_none();
    n[N_change].value = number_value(value - old);
    n[N_change_percent].value = number_value(percent - old_percent);
    n[N_trend].value = trend_value(percent - old_percent);
    n[N_improved].value = share_value(c, &c->arena, sqlite3_column_int64(st, 16), sqlite3_column_int64(st, 18));
    n[N_declined].value = share_value(c, &c->arena, sqlite3_column_int64(st, 17), sqlite3_column_int64(st, 18));
    n[N_deficits].value = share_value(c, &c->arena, sqlite3_column_int64(st, 11), sqlite3_column_int64(st, 5));
    n[N_practices].value = share_value(c, &c->arena, sqlite3_column_int64(st, 12), sqlite3_column_int64(st, 5));
}

static int load_norms(struct db *db, struct catalogue *c, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        db,
        "SELECT n.kind, n.code, n.mean, n.min, n.max, n.known, n.total, n.mean_number, n.min_number, n.max_number, n.level, "
        "coalesce(d.deficits, 0), coalesce(d.practices, 0), b.mean, b.mean_number, b.level, d.up, d.down, d.both, b.known "
        "FROM norm n LEFT JOIN norm b ON b.period = ?2 AND b.kind = n.kind AND b.code = n.code "
        "LEFT JOIN balance d ON d.period = n.period AND d.kind = n.kind AND d.code = n.code WHERE n.period = ?1",
        err);
    int rc = st ? 1 : -1;
    if (st)
        db_bind(st, "tt", c->period, c->previous);
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        struct item *it = catalogue_item(c, item_kind_of((const char *)sqlite3_column_text(st, 0)),
                                         (const char *)sqlite3_column_text(st, 1), (size_t)sqlite3_column_bytes(st, 1));
        if (it)
            put_norm(c, it, st);
    }
    return rc;
}

/* Hide the level with the least count that still shows one; false when there is none. */
static bool hide_least(struct pz_list *levels, int64_t *sum)
{
    struct pz_map *least = NULL;
    for (uint32_t i = 0; i < levels->n; i++) {
        struct pz_map *m = levels->v[i].u.map;
        int64_t n = m->e[3].value.u.i;
        if (n > 0 && !m->e[6].value.u.b && (!least || n < least->e[3].value.u.i))
            least = m;
    }
    if (!least)
        return false;
    least->e[6].value = pz_bool(true);
    *sum += least->e[3].value.u.i;
    return true;
}

/* How many organisations stand on each level. The total tells the sum of what is hidden: one level alone, or several that are too small
 * together, would be given away by it, so the next smallest are hidden with them. */
static void hide_small(const struct catalogue *c, struct pz_list *levels)
{
    size_t hidden = 0;
    int64_t sum = 0;
    for (uint32_t i = 0; i < levels->n; i++) {
        struct pz_map *m = levels->v[i].u.map;
        int64_t n = m->e[3].value.u.i;
        if (n > 0 && n < c->suppress_below) {
            m->e[6].value = pz_bool(true);
            sum += n;
            hidden++;
        }
    }
    while (hidden && (hidden == 1 || sum < c->suppress_below) && hide_least(levels, &sum))
        hidden++;
    for (uint32_t i = 0; i < levels->n; i++) {
        struct pz_map *m = levels->v[i].u.map;
        if (m->e[6].value.u.b)
            m->e[3].value = m->e[5].value = pz_none();
    }
}

static void start_levels(struct catalogue *c, struct item *it)
{
    static const char *const keys[] = {"number", "name", "colour", "count", "total", "percent", "suppressed"};
    struct pz_list *list = pz_list_new(&c->arena, 5);
    for (size_t i = 0; i < c->levels_n; i++) {
        if (strcmp(c->levels[i].scheme, it->scheme) != 0)
            continue;
        struct pz_map *m = model_of(&c->arena, keys, 7);
        for (int k = 0; k < 3; k++)
            m->e[k].value = c->levels[i].map->e[k].value;
        m->e[3].value = pz_int(0);
        m->e[4].value = it->norm->e[N_known].value;
        m->e[5].value = pz_int(0);
        m->e[6].value = pz_bool(false);
        pz_list_add(&c->arena, list, pz_map_value(m));
    }
    it->norm->e[N_levels].value = pz_list_value(list);
}

static int load_distribution(struct db *db, struct catalogue *c, struct pz_error *err)
{
    for (size_t i = 0; i < c->n; i++)
        start_levels(c, &c->items[i]);
    sqlite3_stmt *st = db_query(db, "SELECT kind, code, level, count FROM distribution WHERE period = ?1", err);
    int rc = st ? 1 : -1;
    if (st)
        db_bind(st, "t", c->period);
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        struct item *it = catalogue_item(c, item_kind_of((const char *)sqlite3_column_text(st, 0)),
                                         (const char *)sqlite3_column_text(st, 1), (size_t)sqlite3_column_bytes(st, 1));
        struct pz_list *list = it ? it->norm->e[N_levels].value.u.list : NULL;
        for (uint32_t i = 0; list && i < list->n; i++) {
            struct pz_entry *e = list->v[i].u.map->e;
            if (e[0].value.u.i != sqlite3_column_int64(st, 2))
                continue;
            e[3].value = pz_int(sqlite3_column_int64(st, 3));
            if (e[4].value.type == PZ_INT && e[4].value.u.i)
                e[5].value = number_value(100.0 * (double)e[3].value.u.i / (double)e[4].value.u.i);
        }
    }
    for (size_t i = 0; i < c->n && rc == 0; i++)
        hide_small(c, c->items[i].norm->e[N_levels].value.u.list);
    return rc;
}

static int load_clusters(struct db *db, struct catalogue *c, struct pz_error *err)
{
    static const char *const keys[] = {"code", "name", "description", "count", "total", "percent"};
    c->cluster_codes = pz_map_new(&c->arena, 0);
    if (count(db, "SELECT count(*) FROM cluster", &c->clusters_n, err))
        return -1;
    c->clusters = PZ_NEW_ARRAY(&c->arena, c->clusters_n + 1, struct cluster);
    sqlite3_stmt *st =
        db_query(db,
                 "SELECT c.code, coalesce(c.name, c.code), c.description, (SELECT count(*) FROM member m WHERE m.cluster = "
                 "c.code) FROM cluster c ORDER BY c.position",
                 err);
    int rc = st ? 1 : -1;
    for (struct cluster *k = c->clusters; rc > 0 && (rc = db_step(db, st, err)) > 0; k++) {
        k->brief = model_of(&c->arena, keys, 6);
        for (int i = 0; i < 3; i++)
            k->brief->e[i].value = db_value(st, i, &c->arena);
        int64_t n = sqlite3_column_int64(st, 3);
        const struct pz_map *share = share_value(c, &c->arena, n, c->organisations).u.map;
        for (int i = 0; i < 3; i++)
            k->brief->e[3 + i].value = share->e[i].value;
        k->code = db_text0(st, 0, &c->arena);
        k->suppressed = n > 0 && n < c->suppress_below;
        k->mean = PZ_NEW_ARRAY(&c->arena, c->n, double);
        for (size_t i = 0; i < c->n; i++)
            k->mean[i] = NAN;
        pz_map_set(&c->arena, c->cluster_codes, k->code, pz_int(k - c->clusters));
    }
    if (rc || !(st = db_query(db, "SELECT cluster, kind, code, mean, mean_number FROM cluster_norm", err)))
        return -1;
    while ((rc = db_step(db, st, err)) > 0) {
        struct pz_value *at = pz_map_find(c->cluster_codes, pz_key(db_seen(st, 0)));
        struct item *it = catalogue_item(c, item_kind_of((const char *)sqlite3_column_text(st, 1)),
                                         (const char *)sqlite3_column_text(st, 2), (size_t)sqlite3_column_bytes(st, 2));
        if (at && it && !c->clusters[at->u.i].suppressed)
            c->clusters[at->u.i].mean[it - c->items] = own_value(it, db_double(st, 3), db_double(st, 4));
    }
    return rc;
}

struct pz_map *advice_map(const struct catalogue *c, sqlite3_stmt *st, struct pz_arena *arena)
{
    static const enum advice_key keys[] = {A_code,          A_indicator,   A_area,     A_problem,       A_evidence,
                                           A_action,        A_responsible, A_deadline, A_deadline_date, A_deadline_off,
                                           A_deadline_next, A_metric,      A_expected};
    struct pz_map *map = pz_map_like(arena, c->advice_model);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        map->e[keys[i]].value = db_value(st, (int)i, arena);
    const struct pz_value *date = &map->e[A_deadline_date].value;
    map->e[A_deadline_text].value = map->e[A_deadline].value;
    if (date->type == PZ_STRING && date->len == 10) /* «до 01.06.2026» */
        map->e[A_deadline_text].value =
            pz_str(pz_arena_printf(arena, "%s%.2s.%.2s.%.4s", c->until, date->u.s + 8, date->u.s + 5, date->u.s));
    return map;
}

static int load_advice(struct db *db, struct catalogue *c, struct pz_error *err)
{
    int64_t any, tags;
    c->advice_codes = pz_map_new(&c->arena, 0);
    if (count(db, "SELECT count(*) FROM recommendation", &c->advice_n, err) ||
        db_number(db, &any, 0, err, "SELECT EXISTS (SELECT 1 FROM fulfilment)", "") ||
        db_number(
            db, &tags, 0, err,
            "SELECT EXISTS (SELECT 1 FROM value WHERE entity = 'recommendation' AND (instr(value, '{{') OR instr(value, '{%')))",
            ""))
        return -1;
    c->fulfilment = any != 0;
    c->advice_has_tags = tags != 0;
    c->advice = PZ_NEW_ARRAY(&c->arena, c->advice_n + 1, struct pz_map *);
    sqlite3_stmt *st = db_query(
        db, "SELECT " ADVICE_COLUMNS " FROM recommendation c LEFT JOIN deadline d ON d.text = c.deadline ORDER BY c.position", err);
    int rc = st ? 1 : -1;
    for (size_t i = 0; rc > 0 && (rc = db_step(db, st, err)) > 0; i++) {
        c->advice[i] = advice_map(c, st, &c->arena);
        pz_map_set(&c->arena, c->advice_codes, c->advice[i]->e[A_code].value.u.s, pz_int((int64_t)i));
    }
    return rc;
}

static int load(struct db *db, struct catalogue *c, struct pz_error *err)
{
    c->advice_model = model_of(&c->arena, advice_keys, A_KEYS);
    static const char *const head_keys[] = {"name", "sex", "post", "forms"};
    c->head_model = model_of(&c->arena, head_keys, 4);
    c->organisation_model = model_of(&c->arena, organisation_keys, O_KEYS);
    return load_period(db, c, err) || load_settings(db, c, err) || load_levels(db, c, err) || load_rules(db, c, err) ||
                   load_items(db, c, err) || load_norms(db, c, err) || load_distribution(db, c, err) || load_clusters(db, c, err) ||
                   load_advice(db, c, err)
               ? -1
               : 0;
}

int catalogue_need(struct pz_reader *r, struct pz_error *err)
{
    if (r->loaded)
        return 0;
    struct catalogue *c = &r->catalogue;
    memset(c, 0, sizeof *c);
    c->suppress_below = r->suppress_below;
    jmp_buf oom;
    pz_arena_trap(&c->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : load(r->db, c, err);
    pz_arena_trap(&c->arena, NULL);
    if (rc)
        pz_arena_release(&c->arena);
    r->loaded = rc == 0;
    return rc;
}
