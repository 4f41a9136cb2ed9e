/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imports changed in the data, for those who ask why a document is another one. */
#include "store/catalogue.h"
#include "store/register.h"
#include "store/schema.h"

static struct pz_data_change change_of(sqlite3_stmt *st, struct pz_arena *arena)
{
    struct pz_data_change c = {
        .time = db_text0(st, 0, arena),
        .who = db_text0(st, 1, arena),
        .entity = db_text0(st, 2, arena),
        .key = db_text0(st, 3, arena),
        .code = db_text0(st, 4, arena),
        .period = db_text0(st, 5, arena),
        .old_text = db_text0(st, 6, arena),
        .new_text = db_text0(st, 7, arena),
        .organisation = db_text0(st, 8, arena),
        .name = db_text0(st, 9, arena),
        .title = db_text0(st, 10, arena),
        .place = pz_place_cell(db_text0(st, 11, arena), db_text0(st, 12, arena), db_text0(st, 13, arena)),
    };
    size_t len;
    const char *title = strcmp(c.entity, "result") == 0 ? NULL : schema_field_title(c.entity, c.code, &len);
    if (title)
        c.title = pz_arena_strndup(arena, title, len);
    c.place.line = (unsigned)sqlite3_column_int(st, 14);
    c.place.column = (unsigned)sqlite3_column_int(st, 15);
    return c;
}

int pz_data_changes(struct pz_reader *r, const char *organisation, const char *since, struct pz_arena *arena,
                    struct pz_data_change **v, size_t *n, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        r->db,
        "SELECT d.time, d.who, d.entity, d.key, d.field, d.period, d.old, d.new, coalesce(o.code, ''), "
        "coalesce(o.short_name, o.name, ''), coalesce(i.short_name, i.name, d.field), d.path, coalesce(x.sheet, f.sheet), "
        "coalesce(x.cell, f.cell), coalesce(x.line, f.line), coalesce(x.col, f.col) FROM data_change d "
        "LEFT JOIN organisation o ON d.entity IN ('result', 'organisation', 'property') AND o.code = d.key "
        "LEFT JOIN indicator i ON d.entity = 'result' AND i.code = d.field LEFT JOIN file s ON s.path = d.path "
        "LEFT JOIN raw_result x ON d.entity = 'result' AND x.period = d.period AND x.organisation = d.key AND x.indicator = "
        "d.field AND x.file = s.id "
        "LEFT JOIN fact f ON d.entity <> 'result' AND f.entity = d.entity AND f.key = d.key AND f.field = d.field AND f.file "
        "= s.id AND f.n = 0 "
        "WHERE (?1 IS NULL OR d.key = ?1 OR d.entity IN ('area', 'indicator', 'scale', 'level', 'rule', 'setting', 'period', "
        "'cluster', 'condition', 'recommendation')) AND (?2 IS NULL OR d.time >= ?2) ORDER BY d.time DESC, d.no",
        err);
    size_t cap = 0;
    int rc = st ? 1 : -1;
    if (st)
        db_bind(st, "tt", organisation, since);
    *v = NULL;
    *n = 0;
    while (rc > 0 && (rc = db_step(r->db, st, err)) > 0) {
        if (*n == cap) {
            *v = pz_arena_grow(arena, *v, *n, cap ? cap * 2 : 64, sizeof **v);
            cap = cap ? cap * 2 : 64;
        }
        (*v)[(*n)++] = change_of(st, arena);
    }
    return rc;
}
