/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second pass over all grades: scores of the current period, beside those of the one before. */
#include "store/score.h"

#include <math.h>

#include "base/mem.h"
#include "store/catalogue.h"
#include "store/rows.h"

static const struct grade nothing = {.number = NAN, .base = NAN, .normal = NAN, .level = -1};

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

static int next_score(struct scoring *s, struct pz_error *err)
{
    struct grading *g = &s->g;
    if (++s->at >= g->n) {
        int rc = s->now == SIZE_MAX || g->n == 0 ? 0 : grading_next(g, err);
        if (rc <= 0)
            return rc;
        s->at = 0;
    }
    s->grade = &g->grades[s->now * g->stride + s->at];
    s->former = s->before == SIZE_MAX ? &nothing : &g->grades[s->before * g->stride + s->at];
    return find_place(s, s->at, s->grade->normal, &s->place, err) ? -1 : 1;
}

/* Memory that runs out is caught here: SQLite may stand between this and the caller. */
static int guarded(struct scoring *s, int (*what)(struct scoring *s, struct pz_error *err), struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&s->g.arena, &oom);
    pz_arena_trap(&s->g.row, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : what(s, err);
    pz_arena_trap(&s->g.arena, NULL);
    pz_arena_trap(&s->g.row, NULL);
    return rc;
}

int scoring_next(struct scoring *s, struct pz_error *err)
{
    return guarded(s, next_score, err);
}

static int begin(struct scoring *s, struct pz_error *err)
{
    if (grading_begin(&s->g, s->g.db, err) || read_current(s, err))
        return -1;
    s->at = s->g.n;
    return s->now == SIZE_MAX ? 0 : read_means(s, err);
}

int scoring_new(struct scoring **out, struct db *db, struct pz_error *err)
{
    struct scoring *s = *out = pz_calloc(1, sizeof *s);
    if (!s)
        return pz_fail_memory(err);
    s->g.db = db;
    return guarded(s, begin, err);
}

void scoring_free(struct scoring *s)
{
    if (!s)
        return;
    grading_release(&s->g);
    pz_free(s);
}

/* Into the tables `score` and `trend` ---------------------------------------------------------------------------------------- */

/* Since the period before; what can be compared with it. */
struct change {
    int64_t up, down, both;
};

struct filling {
    struct scoring *s;
    struct change *changes; /* of the items */
    bool any;
};

/* Less than half of a hundredth of a point is the same. */
static void note_change(struct change *change, double now, double before)
{
    change->up += now > before + 5e-5;
    change->down += now < before - 5e-5;
    change->both += !isnan(now) && !isnan(before);
}

static int next_row(void *self, struct pz_error *err)
{
    struct filling *f = self;
    int rc = scoring_next(f->s, err);
    if (rc > 0)
        note_change(&f->changes[f->s->at], f->s->grade->normal, f->s->former->normal);
    f->any |= rc > 0;
    return rc;
}

static void put_text(sqlite3_context *out, const char *text)
{
    sqlite3_result_text(out, text, -1, SQLITE_STATIC); /* NULL: null */
}

static void put_number(sqlite3_context *out, double number)
{
    if (!isnan(number))
        sqlite3_result_double(out, number);
}

static void put_level(sqlite3_context *out, int level)
{
    if (level >= 0)
        sqlite3_result_int(out, level);
}

/* In the order of the table's columns; what is not said is NULL. */
static void put_column(void *self, sqlite3_context *out, int column)
{
    const struct scoring *s = ((struct filling *)self)->s;
    const struct graded *item = &s->g.items[s->at];
    switch (column) {
    case 0: put_text(out, s->g.organisation); break;
    case 1: put_text(out, s->g.periods[s->now]); break;
    case 2: put_text(out, item->kind); break;
    case 3: put_text(out, item->code); break;
    case 4: put_text(out, item->area); break;
    case 5: put_number(out, s->grade->number); break;
    case 6: put_number(out, s->grade->base); break;
    case 7: put_text(out, s->grade->text); break;
    case 8: put_number(out, s->grade->normal); break;
    case 9: put_level(out, s->grade->level); break;
    case 10: sqlite3_result_int64(out, s->grade->known); break;
    case 11: sqlite3_result_int64(out, s->grade->total); break;
    case 12: s->place ? sqlite3_result_int64(out, s->place->first) : (void)0; break;
    case 13: s->place ? sqlite3_result_int64(out, s->place->last) : (void)0; break;
    case 14: put_number(out, s->means[s->at]); break;
    case 15: put_number(out, s->former->number); break;
    case 16: put_number(out, s->former->base); break;
    case 17: put_number(out, s->former->normal); break;
    default: put_level(out, s->former->level);
    }
}

static int put_trends(const struct filling *f, struct pz_error *err)
{
    const struct grading *g = &f->s->g;
    for (size_t i = 0; i < g->n && f->any; i++) {
        const struct change *c = &f->changes[i];
        if (db_do(g->db, err, "INSERT INTO trend VALUES (?1, ?2, ?3, iif(?6, ?4, NULL), iif(?6, ?5, NULL), ?6)", "tttiii",
                  g->periods[f->s->now], g->items[i].kind, g->items[i].code, c->up, c->down, c->both))
            return -1;
    }
    return 0;
}

int score_fill(struct db *db, struct pz_error *err)
{
    struct filling f = {0};
    const struct db_rows rows = {.columns = 19, .next = next_row, .column = put_column, .self = &f};
    int rc = scoring_new(&f.s, db, err);
    if (rc == 0 && !(f.changes = pz_calloc(f.s->g.n + 1, sizeof *f.changes)))
        rc = pz_fail_memory(err);
    if (rc == 0)
        rc = db_rows_run(db, &rows, "INSERT INTO score SELECT * FROM made", err) || put_trends(&f, err) ? -1 : 0;
    pz_free(f.changes);
    scoring_free(f.s);
    return rc;
}
