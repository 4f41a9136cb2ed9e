/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names there are to match a table's rows and columns against, before anything is refreshed. */
#include "store/import.h"

#include "store/db.h"

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

int pz_store_organisation_title(struct pz_store *s, const char *code, struct pz_arena *arena, const char **title,
                                struct pz_error *err)
{
    sqlite3_stmt *st = db_query(&s->db,
                                "SELECT value FROM value_view WHERE entity = 'organisation' AND key = ?1 AND n = 0 "
                                "AND field IN ('name', 'short_name', 'former_name') "
                                "ORDER BY field = 'former_name', length(CAST(value AS BLOB)), field LIMIT 1",
                                err);
    if (!st)
        return -1;
    db_bind(st, "t", code);
    int rc = db_step(&s->db, st, err);
    if (rc < 0)
        return -1;
    *title = rc ? db_text0(st, 0, arena) : NULL;
    sqlite3_reset(st);
    return 0;
}

int pz_code_compare(const char *a, const char *b)
{
    return natural_compare(a, b);
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
