/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/grading.h"

#include <math.h>

#include "base/mem.h"
#include "store/catalogue.h"

/* Values repeat: what SQLite's round() said of the last ones. A power of two. */
enum { ROUNDED = 4096 };
struct rounded {
    double in, out;
};

/* Reading what the grades depend on ------------------------------------------------------------------------------------------ */

static int read_periods(struct grading *g, struct pz_error *err)
{
    int64_t n;
    if (db_number(g->db, &n, 0, err, "SELECT count(*) FROM graded_period", ""))
        return -1;
    g->periods = PZ_NEW_ARRAY(&g->arena, (size_t)n, const char *);
    sqlite3_stmt *st = db_query(g->db, "SELECT code FROM graded_period ORDER BY code", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(g->db, st, err)) > 0)
        g->periods[g->periods_n++] = db_text0(st, 0, &g->arena);
    return rc;
}

/* The levels of a scheme, in the order in which a grade looks for its own. */
static int read_levels(struct grading *g, struct graded *item, const char *scheme, struct pz_error *err)
{
    int64_t n;
    if (db_number(g->db, &n, 0, err, "SELECT count(*) FROM level WHERE scheme = ?1", "t", scheme))
        return -1;
    struct graded_level *levels = PZ_NEW_ARRAY(&g->arena, (size_t)n, struct graded_level);
    sqlite3_stmt *st = db_query(g->db, "SELECT low, number FROM level WHERE scheme = ?1 ORDER BY low DESC, number", err);
    if (!st)
        return -1;
    db_bind(st, "t", scheme);
    int rc;
    while ((rc = db_step(g->db, st, err)) > 0)
        levels[item->levels_n++] = (struct graded_level){sqlite3_column_double(st, 0), sqlite3_column_int(st, 1)};
    item->levels = levels;
    return rc;
}

static void read_item(struct grading *g, sqlite3_stmt *st, const char **scheme)
{
    struct graded *item = &g->items[g->n++];
    *item = (struct graded){.kind = db_text0(st, 0, &g->arena),
                            .code = db_text0(st, 1, &g->arena),
                            .area = db_text(st, 2, &g->arena),
                            .weight = db_double(st, 3),
                            .area_item = SIZE_MAX,
                            .min = db_double(st, 5),
                            .max = db_double(st, 6),
                            .share = strcmp(db_text0(st, 7, &g->arena), "share") == 0,
                            .reverse = sqlite3_column_int(st, 8)};
    *scheme = db_text0(st, 4, &g->arena);
    g->areas += item->kind[0] == 'a';
    g->indicators += item->kind[0] == 'i';
}

/* Which area an indicator counts in, and by which number its code is found. */
static void join_indicators(struct grading *g)
{
    g->codes = pz_map_new(&g->arena, g->indicators);
    for (size_t i = g->areas; i < g->areas + g->indicators; i++) {
        pz_map_set(&g->arena, g->codes, g->items[i].code, pz_int((int64_t)i));
        for (size_t a = 0; a < g->areas && g->items[i].area; a++)
            if (strcmp(g->items[a].code, g->items[i].area) == 0)
                g->items[i].area_item = a;
    }
}

static int read_items(struct grading *g, struct pz_error *err)
{
    int64_t n;
    if (db_number(g->db, &n, 0, err, "SELECT count(*) FROM graded_item", ""))
        return -1;
    g->items = PZ_NEW_ARRAY(&g->arena, (size_t)n, struct graded);
    const char **schemes = PZ_NEW_ARRAY(&g->arena, (size_t)n, const char *);
    sqlite3_stmt *st = db_query(
        g->db, "SELECT kind, code, area, weight, scheme, min, max, scale, reverse FROM graded_item ORDER BY kind, code", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(g->db, st, err)) > 0)
        read_item(g, st, &schemes[g->n]);
    for (size_t i = 0; i < g->n && rc == 0; i++)
        rc = read_levels(g, &g->items[i], schemes[i], err);
    join_indicators(g);
    return rc;
}

int grading_begin(struct grading *g, struct db *db, struct pz_error *err)
{
    int64_t by_indicators;
    g->db = db;
    if (read_periods(g, err) || read_items(g, err) ||
        db_number(db, &by_indicators, 0, err,
                  "SELECT value = 'indicators' FROM value WHERE entity = 'setting' AND key = 'overall' AND field = 'value'", ""))
        return -1;
    g->by_indicators = by_indicators;
    g->stride = g->n;
    g->n -= (g->by_indicators ? g->indicators : g->areas) == 0;
    g->grades = PZ_NEW_ARRAY(&g->arena, g->periods_n * g->stride, struct grade);
    g->rounded = PZ_NEW_ARRAY(&g->arena, ROUNDED, struct rounded);
    for (size_t i = 0; i < ROUNDED; i++)
        g->rounded[i].in = NAN;
    g->organisations = db_query(db, "SELECT code FROM organisation ORDER BY code", err);
    g->results = g->organisations ? db_query(db,
                                             "SELECT organisation, period, indicator, number, base, text FROM result "
                                             "ORDER BY organisation, period, indicator",
                                             err)
                                  : NULL;
    int rc = g->results ? db_step(db, g->results, err) : -1;
    g->more = rc > 0;
    return rc < 0 ? -1 : 0;
}

void grading_release(struct grading *g)
{
    sqlite3_reset(g->organisations);
    sqlite3_reset(g->results);
    pz_arena_release(&g->arena);
    pz_arena_release(&g->row);
}

/* One organisation ---------------------------------------------------------------------------------------------------------- */

/* SQLite's own round(), so that the views say the same to the last digit. */
static int round12(struct grading *g, double *x, struct pz_error *err)
{
    uint64_t bits;
    memcpy(&bits, x, sizeof bits);
    struct rounded *r = &g->rounded[(bits * 0x9E3779B97F4A7C15u) >> 52];
    if (r->in != *x) {
        sqlite3_stmt *st = db_query(g->db, "SELECT round(?1, 12)", err);
        if (!st)
            return -1;
        sqlite3_bind_double(st, 1, *x);
        if (db_step(g->db, st, err) < 0)
            return -1;
        *r = (struct rounded){*x, sqlite3_column_double(st, 0)};
        sqlite3_reset(st);
    }
    *x = r->out;
    return 0;
}

static int level_at(const struct graded *item, double normal)
{
    for (size_t i = 0; i < item->levels_n; i++)
        if (item->levels[i].low <= normal + 1e-9) /* false without data */
            return item->levels[i].number;
    return -1;
}

/* Where on its scale a number stands; what is off the scale stands nowhere. */
static double share_of(const struct graded *item, const struct grade *grade)
{
    double share = NAN;
    if (item->share)
        share = grade->base > 0 ? grade->number / grade->base : NAN;
    else if (item->max > item->min)
        share = (grade->number - item->min) / (item->max - item->min);
    if (!(share >= -1e-9 && share <= 1 + 1e-9))
        return NAN;
    return item->reverse ? 1 - share : share;
}

static int grade_indicator(struct grading *g, const struct graded *item, struct grade *grade, struct pz_error *err)
{
    grade->known = !isnan(grade->number);
    grade->total = 1;
    grade->normal = share_of(item, grade);
    if (!isnan(grade->normal) && round12(g, &grade->normal, err))
        return -1;
    grade->level = level_at(item, grade->normal);
    return 0;
}

struct mean {
    double sum, weight;
    bool graded;
};

static void add_to_mean(struct mean *mean, struct grade *whole, const struct graded *item, const struct grade *part)
{
    whole->known += part->known;
    whole->total += part->total;
    if (isnan(part->normal))
        return;
    mean->sum += part->normal * item->weight;
    mean->weight += item->weight;
    mean->graded = true;
}

static int settle_mean(struct grading *g, const struct mean *mean, const struct graded *item, struct grade *grade,
                       struct pz_error *err)
{
    grade->normal = mean->graded && mean->weight != 0 ? mean->sum / mean->weight : NAN;
    if (!isnan(grade->normal) && round12(g, &grade->normal, err))
        return -1;
    grade->level = level_at(item, grade->normal);
    return 0;
}

static int grade_period(struct grading *g, struct grade *grades, struct pz_error *err)
{
    struct mean *areas = PZ_NEW_ARRAY(&g->row, g->areas, struct mean), all = {0};
    struct grade *whole = &grades[g->areas + g->indicators];
    for (size_t i = g->areas; i < g->areas + g->indicators; i++) {
        size_t area = g->items[i].area_item;
        if (grade_indicator(g, &g->items[i], &grades[i], err))
            return -1;
        if (area != SIZE_MAX)
            add_to_mean(&areas[area], &grades[area], &g->items[i], &grades[i]);
        if (g->by_indicators)
            add_to_mean(&all, whole, &g->items[i], &grades[i]);
    }
    for (size_t a = 0; a < g->areas; a++) {
        if (settle_mean(g, &areas[a], &g->items[a], &grades[a], err))
            return -1;
        if (!g->by_indicators)
            add_to_mean(&all, whole, &g->items[a], &grades[a]);
    }
    return settle_mean(g, &all, &g->items[g->areas + g->indicators], whole, err);
}

static void clear_grades(struct grading *g)
{
    for (size_t i = 0; i < g->periods_n * g->stride; i++)
        g->grades[i] = (struct grade){.number = NAN, .base = NAN, .normal = NAN, .level = -1};
}

static void take_result(struct grading *g, size_t *period)
{
    const char *code = (const char *)sqlite3_column_text(g->results, 1);
    while (*period < g->periods_n && strcmp(g->periods[*period], code) < 0)
        ++*period;
    struct pz_value *at = pz_map_find(
        g->codes, pz_key_n((const char *)sqlite3_column_text(g->results, 2), (size_t)sqlite3_column_bytes(g->results, 2)));
    if (!at || *period == g->periods_n)
        return;
    struct grade *grade = &g->grades[*period * g->stride + (size_t)at->u.i];
    grade->number = db_double(g->results, 3);
    grade->base = db_double(g->results, 4);
    grade->text = db_text(g->results, 5, &g->row);
}

/* The results of the organisation; those of organisations that no list names are passed over. */
static int take_results(struct grading *g, struct pz_error *err)
{
    size_t period = 0;
    while (g->more) {
        int order = strcmp(db_seen(g->results, 0), g->organisation);
        if (order > 0)
            break;
        if (order == 0)
            take_result(g, &period);
        int rc = db_step(g->db, g->results, err);
        if (rc < 0)
            return -1;
        g->more = rc > 0;
    }
    return 0;
}

int grading_next(struct grading *g, struct pz_error *err)
{
    int rc = db_step(g->db, g->organisations, err);
    if (rc <= 0)
        return rc;
    pz_arena_clear(&g->row);
    g->organisation = db_text0(g->organisations, 0, &g->row);
    clear_grades(g);
    if (take_results(g, err))
        return -1;
    for (size_t p = 0; p < g->periods_n; p++)
        if (grade_period(g, &g->grades[p * g->stride], err))
            return -1;
    return 1;
}
