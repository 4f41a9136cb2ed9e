/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names there are to match a table's rows and columns against, before anything is refreshed. */
#include "store/import.h"

#include "store/db.h"

/* Rows (key, field, n, value) of an entity in the order of keys; `add` is told where a new key begins. */
struct walk {
    struct pz_arena *arena;
    const char *key;
    void *self;
    void (*begin)(void *self, const char *key);
    void (*field)(void *self, const char *field, struct pz_value v);
};

static int walk(struct pz_store *s, const char *entity, struct walk *w, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(&s->db, "SELECT key, field, value FROM value_view WHERE entity = ?1 ORDER BY key, field, n", err);
    if (!st)
        return -1;
    db_bind(st, "t", entity);
    int rc;
    while ((rc = db_step(&s->db, st, err)) > 0) {
        const char *key = (const char *)sqlite3_column_text(st, 0);
        if (!w->key || strcmp(w->key, key) != 0) {
            w->key = db_text0(st, 0, w->arena);
            w->begin(w->self, w->key);
        }
        w->field(w->self, (const char *)sqlite3_column_text(st, 1), db_value(st, 2, w->arena));
    }
    return rc;
}

static const char *text_of(struct pz_value v)
{
    return v.type == PZ_STRING ? v.u.s : ""; /* db_value's strings end with a NUL */
}

struct organisations {
    struct pz_arena *arena;
    struct pz_known_organisation *v;
    size_t n, cap, former_n;
};

static void begin_organisation(void *self, const char *key)
{
    static const char *const nothing[] = {NULL};
    struct organisations *o = self;
    if (o->n == o->cap) {
        size_t cap = o->cap ? o->cap * 2 : 64;
        o->v = pz_arena_grow(o->arena, o->v, o->n, cap, sizeof *o->v);
        o->cap = cap;
    }
    o->v[o->n++] = (struct pz_known_organisation){.code = key, .name = "", .short_name = "", .former = nothing};
    o->former_n = 0;
}

static void organisation_field(void *self, const char *field, struct pz_value v)
{
    struct organisations *o = self;
    struct pz_known_organisation *it = &o->v[o->n - 1];
    if (strcmp(field, "name") == 0)
        it->name = text_of(v);
    else if (strcmp(field, "short_name") == 0)
        it->short_name = text_of(v);
    else if (strcmp(field, "former_name") == 0) {
        const char **list = PZ_NEW_ARRAY(o->arena, o->former_n + 2, const char *);
        memcpy(list, it->former, o->former_n * sizeof *list);
        list[o->former_n++] = text_of(v);
        it->former = list;
    }
}

static int by_code(const void *a, const void *b)
{
    return natural_compare(((const struct pz_known_organisation *)a)->code, ((const struct pz_known_organisation *)b)->code);
}

int pz_store_known_organisations(struct pz_store *s, struct pz_arena *arena, struct pz_known_organisation **v, size_t *n,
                                 struct pz_error *err)
{
    struct organisations o = {.arena = arena};
    struct walk w = {.arena = arena, .self = &o, .begin = begin_organisation, .field = organisation_field};
    if (walk(s, "organisation", &w, err))
        return -1;
    if (o.n)
        qsort(o.v, o.n, sizeof *o.v, by_code);
    *v = o.v;
    *n = o.n;
    return 0;
}

int pz_store_known_indicators(struct pz_store *s, struct pz_arena *arena, struct pz_known_indicator **v, size_t *n,
                              struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        &s->db,
        "SELECT i.key, max(CASE i.field WHEN 'name' THEN i.value END), max(CASE i.field WHEN 'short_name' THEN i.value END), "
        "max(CASE i.field WHEN 'area' THEN i.value END), max(CASE i.field WHEN 'scale' THEN i.value END), "
        "max(CASE i.field WHEN 'unit' THEN i.value END), max(CASE s.field WHEN 'kind' THEN s.value END), "
        "max(CASE s.field WHEN 'min' THEN s.value END), max(CASE s.field WHEN 'max' THEN s.value END), "
        "max(CASE s.field WHEN 'unit' THEN s.value END) "
        "FROM value_view i LEFT JOIN (SELECT key, field, value FROM value_view WHERE entity = 'scale') s "
        "ON i.field = 'scale' AND s.key = i.value WHERE i.entity = 'indicator' GROUP BY i.key",
        err);
    if (!st)
        return -1;
    size_t cap = 0;
    int rc;
    for (*n = 0, *v = NULL; (rc = db_step(&s->db, st, err)) > 0;) {
        if (*n == cap) {
            *v = pz_arena_grow(arena, *v, *n, cap ? cap * 2 : 64, sizeof **v);
            cap = cap ? cap * 2 : 64;
        }
        const char *kind = db_text0(st, 6, arena), *unit = db_text0(st, 5, arena);
        bool level = strcmp(kind, "level") == 0, unit_scale = strcmp(kind, "yesno") == 0 || strcmp(kind, "share") == 0;
        bool low = sqlite3_column_type(st, 7) != SQLITE_NULL, high = sqlite3_column_type(st, 8) != SQLITE_NULL;
        (*v)[(*n)++] = (struct pz_known_indicator){.code = db_text0(st, 0, arena),
                                                   .name = db_text0(st, 1, arena),
                                                   .short_name = db_text0(st, 2, arena),
                                                   .area = db_text0(st, 3, arena),
                                                   .scale = db_text0(st, 4, arena),
                                                   .unit = unit[0] ? unit : db_text0(st, 9, arena),
                                                   .kind = kind,
                                                   .min = low ? sqlite3_column_double(st, 7) : level, /* ends as in scale_view */
                                                   .max = high                         ? sqlite3_column_double(st, 8)
                                                          : level                      ? 5
                                                          : unit_scale                 ? 1
                                                          : strcmp(kind, "count") == 0 ? 0
                                                                                       : 100};
    }
    return rc;
}
