/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first pass over all grades: how many organisations stand where. */
#include "base/mem.h"
#include "store/grading.h"

/* Grades repeat: counts of the last ones, put into the table when another wants their place. A power of two. */
enum { COUNTS = 8192, TRIES = 8 };

struct where {
    double normal, number; /* NAN: not known */
    uint32_t place;        /* period and item */
    int32_t level;
};

struct count {
    struct where where;
    int64_t n;
};

struct tally {
    struct grading g;
    struct count counts[COUNTS];
};

static int put_count(struct tally *t, const struct count *c, struct pz_error *err)
{
    struct grading *g = &t->g;
    const struct graded *item = &g->items[c->where.place % g->stride];
    sqlite3_stmt *st = db_query(g->db, "INSERT INTO counted VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err);
    if (!st)
        return -1;
    db_bind(st, "tttrr", g->periods[c->where.place / g->stride], item->kind, item->code, c->where.normal, c->where.number);
    c->where.level < 0 ? sqlite3_bind_null(st, 6) : sqlite3_bind_int(st, 6, c->where.level);
    sqlite3_bind_int64(st, 7, c->n);
    return db_step(g->db, st, err);
}

static uint64_t hash(const struct where *w)
{
    uint64_t word[3], h = 0;
    memcpy(word, w, sizeof word);
    for (size_t i = 0; i < 3; i++)
        h = (h ^ word[i]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
    return h;
}

/* Where it is counted, or could be. */
static struct count *find_count(struct tally *t, const struct where *w)
{
    uint64_t h = hash(w);
    for (size_t i = 0; i < TRIES; i++) {
        struct count *c = &t->counts[(h + i) % COUNTS];
        if (!c->n || memcmp(&c->where, w, sizeof *w) == 0)
            return c;
    }
    return &t->counts[(h + h / COUNTS % TRIES) % COUNTS];
}

static int count_grade(struct tally *t, const struct grade *grade, uint32_t place, struct pz_error *err)
{
    struct where w = {grade->normal, grade->number, place, grade->level};
    struct count *c = find_count(t, &w);
    if (c->n && memcmp(&c->where, &w, sizeof w) != 0) {
        if (put_count(t, c, err))
            return -1;
        c->n = 0;
    }
    c->where = w;
    c->n++;
    return 0;
}

static int count_all(struct tally *t, struct pz_error *err)
{
    struct grading *g = &t->g;
    int rc = grading_begin(g, g->db, err) ? -1 : 1;
    while (rc > 0 && (rc = grading_next(g, err)) > 0)
        for (size_t p = 0; p < g->periods_n; p++)
            for (size_t i = 0; i < g->n; i++)
                if (count_grade(t, &g->grades[p * g->stride + i], (uint32_t)(p * g->stride + i), err))
                    return -1;
    for (size_t i = 0; i < COUNTS && rc == 0; i++)
        if (t->counts[i].n && put_count(t, &t->counts[i], err))
            return -1;
    return rc;
}

int tally_fill(struct db *db, struct pz_error *err)
{
    struct tally *t = pz_calloc(1, sizeof *t);
    jmp_buf oom;
    if (!t)
        return pz_fail_memory(err);
    t->g.db = db;
    pz_arena_trap(&t->g.arena, &oom);
    pz_arena_trap(&t->g.row, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err)
                         : db_exec(db, "CREATE TEMP TABLE counted (period, kind, code, normal, number, level, n)", err);
    if (rc == 0)
        rc = count_all(t, err);
    grading_release(&t->g);
    pz_free(t);
    if (rc == 0)
        rc = db_exec(db,
                     "INSERT INTO tally SELECT period, kind, code, normal, number, level, sum(n) FROM counted "
                     "GROUP BY period, kind, code, normal, number, level; DROP TABLE temp.counted",
                     err);
    return rc;
}
