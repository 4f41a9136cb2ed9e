/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities as they are, field by field: persons, grounds, plans with sections and measures, settings; and names of the context. */
#include "base/i18n.h"
#include "store/catalogue.h"
#include "store/schema.h"
#include "store/term.h"

struct shape {
    struct pz_arena *arena;
    struct pz_map *model;
    bool *list; /* by position in the model */
};

static void add_field(void *self, const char *name, size_t len, bool list)
{
    struct shape *s = self;
    s->list[s->model->n] = list;
    pz_map_set(s->arena, s->model, pz_arena_strndup(s->arena, name, len), pz_none());
}

/* A map with `code` and every field the entity can have; lists empty, the rest none. */
static struct shape shape_of(const char *entity, struct pz_arena *arena)
{
    struct shape s = {.arena = arena, .model = pz_map_new(arena, 16), .list = PZ_NEW_ARRAY(arena, 64, bool)};
    add_field(&s, "code", 4, false);
    schema_each_field(entity, add_field, &s);
    return s;
}

static struct pz_map *new_row(struct shape *s, sqlite3_stmt *st)
{
    struct pz_map *row = pz_map_like(s->arena, s->model);
    for (uint32_t i = 0; i < row->n; i++)
        if (s->list[i])
            row->e[i].value = pz_list_value(pz_list_new(s->arena, 2));
    row->e[0].value = db_value(st, 0, s->arena);
    return row;
}

int pz_entities_value(struct pz_reader *r, const char *entity, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct shape s = shape_of(entity, arena);
    struct pz_list *list = pz_list_new(arena, 16);
    if (s.model->n == 1)
        return pz_fail(err, PZ_USAGE, "E-STORE-010", _("the store knows nothing called “%s”"), entity);
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT v.key, v.field, v.value FROM value v LEFT JOIN entity e ON e.entity = v.entity AND e.key = v.key "
                 "WHERE v.entity = ?1 ORDER BY e.position, v.key, v.field, v.n",
                 err);
    if (!st)
        return -1;
    db_bind(st, "t", entity);
    struct pz_map *row = NULL;
    int rc;
    while ((rc = db_step(r->db, st, err)) > 0) {
        const char *key = (const char *)sqlite3_column_text(st, 0);
        if (!row || strcmp(row->e[0].value.u.s, key) != 0) {
            row = new_row(&s, st);
            pz_list_add(arena, list, pz_map_value(row));
        }
        struct pz_value *field = pz_map_find(row, pz_key(db_seen(st, 1)));
        if (field && field->type == PZ_LIST)
            pz_list_add(arena, field->u.list, db_value(st, 2, arena));
        else if (field)
            *field = db_value(st, 2, arena);
    }
    *out = pz_list_value(list);
    return rc;
}

static double place_of(struct pz_value v)
{
    return v.type == PZ_INT ? (double)v.u.i : v.type == PZ_FLOAT ? v.u.f : 1e9;
}

/* Preambles name acts by force, then by date, then in the order given. */
static int by_force(const void *a, const void *b)
{
    const struct pz_map *x = ((const struct pz_value *)a)->u.map, *y = ((const struct pz_value *)b)->u.map;
    double m = place_of(pz_map_get(x, "force")), n = place_of(pz_map_get(y, "force"));
    if (m != n)
        return m < n ? -1 : 1;
    struct pz_value d = pz_map_get(x, "date"), e = pz_map_get(y, "date");
    int order = strcmp(d.type == PZ_STRING ? d.u.s : "9", e.type == PZ_STRING ? e.u.s : "9");
    if (order)
        return order;
    m = place_of(pz_map_get(x, "order"));
    n = place_of(pz_map_get(y, "order"));
    return (m > n) - (m < n);
}

static int grounds_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    if (pz_entities_value(r, "ground", arena, out, err))
        return -1;
    struct pz_list *list = out->u.list;
    for (uint32_t i = 0; i < list->n; i++)
        pz_map_set(arena, list->v[i].u.map, "order", pz_int(i));
    if (list->n)
        qsort(list->v, list->n, sizeof *list->v, by_force);
    return 0;
}

/* What a measure's term means: day (last one), off (a day off), next (working day behind it). */
static int put_terms(struct pz_reader *r, struct pz_list *measures, struct pz_arena *arena, struct pz_error *err)
{
    static const char *const names[] = {"due", "due_off", "due_next"};
    for (uint32_t i = 0; i < measures->n; i++) {
        struct pz_map *m = measures->v[i].u.map;
        struct pz_value term = pz_map_get(m, "term");
        sqlite3_stmt *st = db_query(r->db, "SELECT day, nullif(off, ''), next FROM deadline WHERE text = ?1", err);
        if (!st)
            return -1;
        db_bind(st, "v", term);
        int rc = db_step(r->db, st, err);
        if (rc < 0)
            return -1;
        for (int k = 0; k < 3; k++)
            pz_map_set(arena, m, names[k], rc ? db_value(st, k, arena) : pz_none());
        sqlite3_reset(st);
    }
    return 0;
}

static bool same_text(struct pz_value a, struct pz_value b)
{
    return a.type == PZ_STRING && b.type == PZ_STRING && a.len == b.len && memcmp(a.u.s, b.u.s, a.len) == 0;
}

/* Those of a list whose field is `value`. */
static struct pz_list *having(struct pz_arena *arena, const struct pz_list *all, const char *field, struct pz_value value)
{
    struct pz_list *list = pz_list_new(arena, 8);
    for (uint32_t i = 0; i < all->n; i++)
        if (same_text(pz_map_get(all->v[i].u.map, field), value))
            pz_list_add(arena, list, all->v[i]);
    return list;
}

int plans_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_value sections, measures;
    if (pz_entities_value(r, "plan", arena, out, err) || pz_entities_value(r, "section", arena, &sections, err) ||
        pz_entities_value(r, "measure", arena, &measures, err) || put_terms(r, measures.u.list, arena, err))
        return -1;
    for (uint32_t i = 0; i < sections.u.list->n; i++) {
        struct pz_map *s = sections.u.list->v[i].u.map;
        pz_map_set(arena, s, "measures", pz_list_value(having(arena, measures.u.list, "section", pz_map_get(s, "code"))));
    }
    for (uint32_t i = 0; i < out->u.list->n; i++) {
        struct pz_map *p = out->u.list->v[i].u.map;
        pz_map_set(arena, p, "sections", pz_list_value(having(arena, sections.u.list, "plan", pz_map_get(p, "code"))));
        pz_map_set(arena, p, "measures", pz_list_value(having(arena, measures.u.list, "plan", pz_map_get(p, "code"))));
    }
    return 0;
}

int pz_entity_place(struct pz_reader *r, const char *entity, const char *key, const char *field, struct pz_place *out,
                    struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT s.path, f.sheet, f.cell, f.line, f.col FROM value v JOIN fact f ON f.entity = v.entity AND f.key = "
                 "v.key AND f.field = v.field AND f.file = v.file AND f.n = v.n JOIN file s ON s.id = f.file WHERE "
                 "v.entity = ?1 AND v.key = ?2 ORDER BY v.field <> ?3, v.field NOT IN ('title', 'name'), v.field, v.n "
                 "LIMIT 1",
                 err);
    memset(out, 0, sizeof *out);
    if (!st)
        return -1;
    db_bind(st, "ttt", entity, key, field);
    int rc = db_step(r->db, st, err);
    if (rc <= 0)
        return rc;
    const char *text[3];
    for (int i = 0; i < 3; i++) {
        text[i] = (const char *)sqlite3_column_text(st, i);
        text[i] = text[i] ? text[i] : "";
    }
    *out = pz_place_cell(text[0], text[1], text[2]);
    out->line = (unsigned)sqlite3_column_int(st, 3);
    out->column = (unsigned)sqlite3_column_int(st, 4);
    sqlite3_reset(st);
    return 0;
}

int settings_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_map *map = pz_map_new(arena, 16);
    sqlite3_stmt *st = db_query(r->db, "SELECT key, value FROM value WHERE entity = 'setting' ORDER BY key", err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(r->db, st, err)) > 0)
        pz_map_set(arena, map, db_text0(st, 0, arena), db_value(st, 1, arena));
    *out = pz_map_value(map);
    return rc;
}

int periods_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return pz_reader_query(
        r, "SELECT code, coalesce(title, code) AS title, start, \"end\", previous, current FROM period ORDER BY position", NULL, 0,
        arena, out, err);
}

/* Names of the context ------------------------------------------------------------------------------------------ */

static int overall_advice(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return common_advice(r, "", arena, out, err);
}

static int persons_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return pz_entities_value(r, "person", arena, out, err);
}

static int areas_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return items_value(r, ITEM_AREA, arena, out, err);
}

static int indicators_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return items_value(r, ITEM_INDICATOR, arena, out, err);
}

static int deficits_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return findings_value(r, "deficit", arena, out, err);
}

static int practices_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return findings_value(r, "practice", arena, out, err);
}

static int all_organisations(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    return pz_organisations_value(r, "all", PZ_WITH_ALL, arena, out, err);
}

static int period_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)arena;
    (void)err;
    *out = pz_map_value(r->catalogue.period_map);
    return 0;
}

static const struct {
    const char *name;
    int (*value)(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
    unsigned with; /* an organisation's own part of that name */
} names[] = {
    {"period", period_value, 0},
    {"periods", periods_value, 0},
    {"summary", summary_value, 0},
    {"areas", areas_value, PZ_WITH_AREAS | PZ_WITH_RESULTS},
    {"indicators", indicators_value, 0},
    {"results", indicators_value, PZ_WITH_RESULTS},
    {"levels", levels_value, 0},
    {"clusters", clusters_value, PZ_WITH_CLUSTERS},
    {"organisations", all_organisations, 0},
    {"deficits", deficits_value, PZ_WITH_DEFICITS},
    {"practices", practices_value, PZ_WITH_PRACTICES},
    {"recommendations", overall_advice, PZ_WITH_RECOMMENDATIONS},
    {"persons", persons_value, 0},
    {"grounds", grounds_value, 0},
    {"plans", plans_value, 0},
    {"settings", settings_value, 0},
};

int pz_reader_name(struct pz_reader *r, const char *name, const char *organisation, struct pz_arena *arena, struct pz_value *out,
                   struct pz_error *err)
{
    if (catalogue_need(r, err))
        return -1;
    if (organisation && strcmp(name, "organisation") == 0)
        return pz_organisation_value(r, organisation, PZ_WITH_ALL, arena, out, err) ? -1 : 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i].name) != 0)
            continue;
        if (!organisation || !names[i].with)
            return names[i].value(r, arena, out, err) ? -1 : 1;
        struct pz_value self;
        if (pz_organisation_value(r, organisation, names[i].with, arena, &self, err))
            return -1;
        *out = pz_map_get(self.u.map, name);
        return 1;
    }
    return 0;
}
