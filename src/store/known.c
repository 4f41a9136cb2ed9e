/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names there are to match a table's rows and columns against, before anything is refreshed. */
#include "store/import.h"

#include "store/db.h"

struct organisations {
    struct pz_arena *arena;
    struct pz_known_organisation *v;
    size_t n, cap, former_n;
};

bool pz_store_is_name(const char *field)
{
    return strcmp(field, "name") == 0 || strcmp(field, "short_name") == 0 || strcmp(field, "former_name") == 0;
}

int pz_store_each_organisation(struct pz_store *s, void (*each)(void *self, const char *code, const char *field, const char *value),
                               void *self, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(&s->db, "SELECT key, field, value FROM value_view WHERE entity = 'organisation' ORDER BY key, field, n", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(&s->db, st, err)) > 0)
        each(self, (const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1),
             (const char *)sqlite3_column_text(st, 2));
    return rc;
}

static struct pz_known_organisation *add_organisation(struct organisations *o, const char *key)
{
    static const char *const nothing[] = {NULL};
    if (o->n == o->cap) {
        size_t cap = o->cap ? o->cap * 2 : 64;
        o->v = pz_arena_grow(o->arena, o->v, o->n, cap, sizeof *o->v);
        o->cap = cap;
    }
    o->former_n = 0;
    o->v[o->n] = (struct pz_known_organisation){.code = key, .name = "", .short_name = "", .former = nothing};
    return &o->v[o->n++];
}

/* Only names are kept of the fields: a country has many organisations. */
static void add_field(void *self, const char *code, const char *field, const char *value)
{
    struct organisations *o = self;
    struct pz_known_organisation *it = o->n ? &o->v[o->n - 1] : NULL;
    if (!it || strcmp(it->code, code) != 0)
        it = add_organisation(o, pz_arena_strdup(o->arena, code));
    if (!pz_store_is_name(field))
        return;
    const char *name = pz_arena_strdup(o->arena, value);
    if (strcmp(field, "name") == 0) {
        it->name = name;
    } else if (strcmp(field, "short_name") == 0) {
        it->short_name = name;
    } else {
        const char **list = PZ_NEW_ARRAY(o->arena, o->former_n + 2, const char *);
        memcpy(list, it->former, o->former_n * sizeof *list);
        list[o->former_n++] = name;
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
    if (pz_store_each_organisation(s, add_field, &o, err))
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
