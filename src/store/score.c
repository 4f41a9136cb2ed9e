/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second pass over all grades: scores of the current period, beside those of the one before. */
#include <math.h>

#include "base/mem.h"
#include "store/catalogue.h"
#include "store/grading.h"

/* Grades repeat: the places of the last ones. A power of two. */
enum { PLACES = 8192 };

struct place {
    double normal;
    size_t item;
    int64_t first, last;
};

/* Since the period before; what can be compared with it. */
struct change {
    int64_t up, down, both;
};

struct scoring {
    struct grading g;
    size_t now, before; /* periods; SIZE_MAX: none, or without results */
    double *means;
    struct change *changes;
    bool any;
    struct place places[PLACES];
};

static size_t find_period(const struct grading *g, const char *code)
{
    for (size_t p = 0; code && p < g->periods_n; p++)
        if (strcmp(g->periods[p], code) == 0)
            return p;
    return SIZE_MAX;
}

static int read_current(struct scoring *s, struct pz_error *err)
{
    s->now = s->before = SIZE_MAX;
    sqlite3_stmt *st = db_query(s->g.db, "SELECT code, previous FROM period WHERE current", err);
    int rc = st ? db_step(s->g.db, st, err) : -1;
    if (rc > 0) {
        s->now = find_period(&s->g, (const char *)sqlite3_column_text(st, 0));
        s->before = find_period(&s->g, (const char *)sqlite3_column_text(st, 1));
        sqlite3_reset(st);
    }
    return rc < 0 ? -1 : 0;
}

static int read_means(struct scoring *s, struct pz_error *err)
{
    struct grading *g = &s->g;
    s->means = PZ_NEW_ARRAY(&g->arena, g->n, double);
    for (size_t i = 0; i < g->n; i++) {
        sqlite3_stmt *st = db_query(g->db, "SELECT mean FROM norm WHERE period = ?1 AND kind = ?2 AND code = ?3", err);
        if (!st)
            return -1;
        db_bind(st, "ttt", g->periods[s->now], g->items[i].kind, g->items[i].code);
        int rc = db_step(g->db, st, err);
        if (rc < 0)
            return -1;
        s->means[i] = rc ? db_double(st, 0) : NAN;
        sqlite3_reset(st);
    }
    return 0;
}

/* The place of a result among all; *out NULL without one. */
static int find_place(struct scoring *s, size_t item, double normal, const struct place **out, struct pz_error *err)
{
    struct grading *g = &s->g;
    uint64_t bits;
    memcpy(&bits, &normal, sizeof bits);
    struct place *p = &s->places[((bits ^ item << 44) * 0x9E3779B97F4A7C15u) >> 51];
    *out = isnan(normal) ? NULL : p;
    if (isnan(normal) || (p->first && p->item == item && p->normal == normal))
        return 0;
    sqlite3_stmt *st =
        db_query(g->db, "SELECT place, place_last FROM place WHERE period = ?1 AND kind = ?2 AND code = ?3 AND normal = ?4", err);
    if (!st)
        return -1;
    db_bind(st, "tttd", g->periods[s->now], g->items[item].kind, g->items[item].code, normal);
    int rc = db_step(g->db, st, err);
    if (rc > 0)
        *p = (struct place){normal, item, sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1)};
    sqlite3_reset(st);
    if (rc == 0)
        *out = NULL;
    return rc < 0 ? -1 : 0;
}

/* Less than half of a hundredth of a point is the same. */
static void note_change(struct change *change, double now, double before)
{
    change->up += now > before + 5e-5;
    change->down += now < before - 5e-5;
    change->both += !isnan(now) && !isnan(before);
}

static void bind_level(sqlite3_stmt *st, int at, int level)
{
    level < 0 ? sqlite3_bind_null(st, at) : sqlite3_bind_int(st, at, level);
}

static int put_score(struct scoring *s, size_t i, struct pz_error *err)
{
    static const struct grade nothing = {.number = NAN, .base = NAN, .normal = NAN, .level = -1};
    struct grading *g = &s->g;
    const struct graded *item = &g->items[i];
    const struct grade *now = &g->grades[s->now * g->stride + i];
    const struct grade *before = s->before == SIZE_MAX ? &nothing : &g->grades[s->before * g->stride + i];
    const struct place *place;
    sqlite3_stmt *st = db_query(g->db,
                                "INSERT INTO score VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?14, ?15, ?16, ?17, ?18, ?10, ?11, "
                                "?12, ?13, ?19)",
                                err);
    if (!st || find_place(s, i, now->normal, &place, err))
        return -1;
    db_bind(st, "tttttrrtrrrrr", g->organisation, g->periods[s->now], item->kind, item->code, item->area, now->number, now->base,
            now->text, now->normal, s->means[i], before->number, before->base, before->normal);
    bind_level(st, 14, now->level);
    sqlite3_bind_int64(st, 15, now->known);
    sqlite3_bind_int64(st, 16, now->total);
    place ? sqlite3_bind_int64(st, 17, place->first) : sqlite3_bind_null(st, 17);
    place ? sqlite3_bind_int64(st, 18, place->last) : sqlite3_bind_null(st, 18);
    bind_level(st, 19, before->level);
    note_change(&s->changes[i], now->normal, before->normal);
    s->any = true;
    return db_step(g->db, st, err);
}

static int put_trends(struct scoring *s, struct pz_error *err)
{
    for (size_t i = 0; i < s->g.n && s->any; i++) {
        const struct change *c = &s->changes[i];
        if (db_do(s->g.db, err, "INSERT INTO trend VALUES (?1, ?2, ?3, iif(?6, ?4, NULL), iif(?6, ?5, NULL), ?6)", "tttiii",
                  s->g.periods[s->now], s->g.items[i].kind, s->g.items[i].code, c->up, c->down, c->both))
            return -1;
    }
    return 0;
}

static int score_all(struct scoring *s, struct pz_error *err)
{
    struct grading *g = &s->g;
    if (grading_begin(g, g->db, err) || read_current(s, err))
        return -1;
    if (s->now == SIZE_MAX)
        return 0;
    if (read_means(s, err))
        return -1;
    s->changes = PZ_NEW_ARRAY(&g->arena, g->n, struct change);
    int rc;
    while ((rc = grading_next(g, err)) > 0)
        for (size_t i = 0; i < g->n; i++)
            if (put_score(s, i, err))
                return -1;
    return rc ? -1 : put_trends(s, err);
}

int score_fill(struct db *db, struct pz_error *err)
{
    struct scoring *s = pz_calloc(1, sizeof *s);
    jmp_buf oom;
    if (!s)
        return pz_fail_memory(err);
    s->g.db = db;
    pz_arena_trap(&s->g.arena, &oom);
    pz_arena_trap(&s->g.row, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : score_all(s, err);
    grading_release(&s->g);
    pz_free(s);
    return rc;
}
