/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking into the register. */
#include "base/i18n.h"
#include "store/catalogue.h"
#include "store/editions.h"
#include "store/register.h"

int pz_register_brief(struct pz_reader *r, const char *id, const char *organisation, struct pz_register_brief *out,
                      struct pz_error *err)
{
    sqlite3_stmt *st = db_query(r->db,
                                "SELECT edition, state, source_digest, coalesce(pdf_digest, ''), path, coalesce(pdf_path, ''), "
                                "coalesce(formats, '') "
                                "FROM edition WHERE id = ?1 AND organisation = ?2 ORDER BY edition DESC LIMIT 1",
                                err);
    if (!st)
        return -1;
    db_bind(st, "tt", id, organisation ? organisation : "");
    int rc = db_step(r->db, st, err);
    if (rc <= 0)
        return rc;
    out->edition = (unsigned)sqlite3_column_int(st, 0);
    out->state = (enum pz_state)sqlite3_column_int(st, 1);
    snprintf(out->source_digest, sizeof out->source_digest, "%s", (const char *)sqlite3_column_text(st, 2));
    snprintf(out->pdf_digest, sizeof out->pdf_digest, "%s", (const char *)sqlite3_column_text(st, 3));
    snprintf(out->path, sizeof out->path, "%s", (const char *)sqlite3_column_text(st, 4));
    snprintf(out->pdf_path, sizeof out->pdf_path, "%s", (const char *)sqlite3_column_text(st, 5));
    snprintf(out->formats, sizeof out->formats, "%s", (const char *)sqlite3_column_text(st, 6));
    sqlite3_reset(st);
    return 1;
}

#define ROW                                                                                                                        \
    "SELECT e.id, e.organisation, e.edition, e.state, e.kind, e.title, e.path, e.journal, e.number, e.date, e.source_digest, "     \
    "e.pdf_digest, e.pdf_path, e.signature_path, e.made, e.changed, e.edition = (SELECT max(m.edition) FROM edition m WHERE m.id " \
    "= e.id "                                                                                                                      \
    "AND m.organisation = e.organisation) AS newest, e.formats FROM edition e "
#define ORDER " ORDER BY e.id, (SELECT o.position FROM organisation o WHERE o.code = e.organisation), e.organisation, e.edition"

static struct pz_register_row row_of(sqlite3_stmt *st, struct pz_arena *arena)
{
    return (struct pz_register_row){
        .id = db_text0(st, 0, arena),
        .organisation = db_text0(st, 1, arena),
        .edition = (unsigned)sqlite3_column_int(st, 2),
        .state = (enum pz_state)sqlite3_column_int(st, 3),
        .kind = db_text0(st, 4, arena),
        .title = db_text0(st, 5, arena),
        .path = db_text0(st, 6, arena),
        .journal = db_text0(st, 7, arena),
        .number = db_text0(st, 8, arena),
        .date = db_text0(st, 9, arena),
        .source_digest = db_text0(st, 10, arena),
        .pdf_digest = db_text0(st, 11, arena),
        .pdf_path = db_text0(st, 12, arena),
        .signature_path = db_text0(st, 13, arena),
        .made = db_text0(st, 14, arena),
        .changed = db_text0(st, 15, arena),
        .current = sqlite3_column_int(st, 16),
        .formats = db_text0(st, 17, arena),
    };
}

static int rows_of(struct pz_reader *r, sqlite3_stmt *st, struct pz_arena *arena, struct pz_register_row **v, size_t *n,
                   struct pz_error *err)
{
    size_t cap = 0;
    int rc = st ? 1 : -1;
    *v = NULL;
    *n = 0;
    while (rc > 0 && (rc = db_step(r->db, st, err)) > 0) {
        if (*n == cap) {
            *v = pz_arena_grow(arena, *v, *n, cap ? cap * 2 : 64, sizeof **v);
            cap = cap ? cap * 2 : 64;
        }
        (*v)[(*n)++] = row_of(st, arena);
    }
    return rc;
}

int pz_register_rows(struct pz_reader *r, const char *id, const char *organisation, bool all, struct pz_arena *arena,
                     struct pz_register_row **v, size_t *n, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        r->db, ROW "WHERE (?1 IS NULL OR e.id = ?1) AND (?2 IS NULL OR e.organisation = ?2) AND (?3 OR newest)" ORDER, err);
    if (st)
        db_bind(st, "tti", id, organisation, (int64_t)all);
    return rows_of(r, st, arena, v, n, err);
}

int pz_register_by_path(struct pz_reader *r, const char *path, struct pz_arena *arena, struct pz_register_row *out,
                        struct pz_error *err)
{
    struct pz_register_row *v;
    size_t n;
    sqlite3_stmt *st =
        db_query(r->db, ROW "WHERE e.path = ?1 OR e.pdf_path = ?1 OR e.signature_path = ?1 ORDER BY e.edition DESC LIMIT 1", err);
    if (st)
        db_bind(st, "t", path);
    if (rows_of(r, st, arena, &v, &n, err))
        return -1;
    if (n)
        *out = v[0];
    return n > 0;
}

int pz_register_protected(struct pz_reader *r, const char *stem, struct pz_arena *arena, struct pz_register_row **v, size_t *n,
                          struct pz_error *err)
{
    sqlite3_stmt *st = db_query(r->db,
                                ROW "WHERE e.path >= ?1 AND e.path < ?1 || char(1114111) AND e.state >= ?2 AND "
                                    "instr(substr(e.path, length(?1) + 1), '.') = 0" ORDER,
                                err);
    if (st)
        db_bind(st, "ti", stem, (int64_t)PZ_SIGNED);
    return rows_of(r, st, arena, v, n, err);
}

int pz_register_same(struct pz_reader *r, const struct pz_register_put *p, bool *same, struct pz_error *err)
{
    const char *organisation = p->organisation ? p->organisation : "";
    sqlite3_stmt *st = db_query(
        r->db,
        "SELECT (kind, title, journal, planned_date, event_date, point_title, formats) IS (?3, ?4, ?5, ?6, ?7, ?8, ?9) FROM "
        "edition WHERE id = ?1 AND organisation = ?2 ORDER BY edition DESC LIMIT 1",
        err);
    if (!st)
        return -1;
    db_bind(st, "ttttttttt", p->id, organisation, p->kind, p->title, p->journal, p->date, p->event_date, p->point_title,
            p->formats);
    int rc = db_step(r->db, st, err);
    *same = rc > 0 && sqlite3_column_int(st, 0);
    sqlite3_reset(st);
    return rc < 0 || (*same && references_same(r->db, p, organisation, same, err)) ? -1 : 0;
}

/* For templates ------------------------------------------------------------------------------------------------------- */

static int references_value(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena,
                            struct pz_value *out, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT f.role, f.target AS id, f.target_organisation AS organisation, e.kind, e.title, e.number, e.date "
                 "FROM reference f LEFT JOIN current_edition e ON e.id = f.target AND e.organisation = f.target_organisation "
                 "WHERE f.id = ?1 AND f.organisation = ?2 ORDER BY f.role, f.target",
                 err);
    if (st)
        db_bind(st, "tt", id, organisation);
    return rows_value(r, st, arena, out, err);
}

static struct pz_value text_or_none(const char *s)
{
    return s && s[0] ? pz_str(s) : pz_none();
}

int pz_register_date(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena, const char **date,
                     struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT e.date FROM edition e WHERE e.id = ?1 AND e.organisation = ?2 AND ifnull(e.number, '') <> '' "
                 "ORDER BY e.edition DESC LIMIT 1",
                 err);
    *date = NULL;
    if (!st)
        return -1;
    db_bind(st, "tt", id, organisation ? organisation : "");
    int rc = db_step(r->db, st, err);
    if (rc > 0)
        *date = db_text0(st, 0, arena);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 0;
}

int pz_register_value(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena, struct pz_value *out,
                      struct pz_error *err)
{
    static const char *const keys[] = {"id",        "organisation", "kind",     "title",      "number",
                                       "date",      "edition",      "state",    "registered", "signed",
                                       "published", "path",         "pdf_path", "sha256",     "references"};
    struct pz_map *map = model_of(arena, keys, 15);
    sqlite3_stmt *st = db_query(
        r->db, ROW "WHERE e.id = ?1 AND e.organisation = ?2 ORDER BY ifnull(e.number, '') <> '' DESC, e.edition DESC LIMIT 1", err);
    if (!organisation)
        organisation = "";
    if (!st)
        return -1;
    db_bind(st, "tt", id, organisation);
    struct pz_register_row row = {0};
    int rc = db_step(r->db, st, err);
    if (rc > 0)
        row = row_of(st, arena);
    sqlite3_reset(st);
    if (rc < 0)
        return -1;
    map->e[0].value = pz_str(pz_arena_strdup(arena, id));
    map->e[1].value = text_or_none(pz_arena_strdup(arena, organisation));
    map->e[2].value = text_or_none(row.kind);
    map->e[3].value = text_or_none(row.title);
    map->e[4].value = text_or_none(row.number);
    map->e[5].value = text_or_none(row.date);
    map->e[6].value = rc ? pz_int(row.edition) : pz_int(1);
    map->e[7].value = pz_str(pz_state_word(row.state));
    map->e[8].value = pz_bool(row.number && row.number[0]);
    map->e[9].value = pz_bool(row.state >= PZ_SIGNED);
    map->e[10].value = pz_bool(row.state == PZ_PUBLISHED);
    map->e[11].value = text_or_none(row.path);
    map->e[12].value = text_or_none(row.pdf_path);
    map->e[13].value = text_or_none(row.source_digest);
    if (references_value(r, id, organisation, arena, &map->e[14].value, err))
        return -1;
    *out = pz_map_value(map);
    return 0;
}

/* What happened ------------------------------------------------------------------------------------------------------- */

int pz_register_why(struct pz_reader *r, const char *id, const char *organisation, const char *since, struct pz_arena *arena,
                    struct pz_change_row **v, size_t *n, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db,
                 "SELECT id, organisation, edition, place, old, new, time, who FROM change WHERE (?1 IS NULL OR id = ?1) AND "
                 "(?2 IS NULL OR organisation = ?2) AND (?3 IS NULL OR time >= ?3) ORDER BY time DESC, no",
                 err);
    size_t cap = 0;
    int rc = st ? 1 : -1;
    if (st)
        db_bind(st, "ttt", id, organisation, since);
    *v = NULL;
    for (*n = 0; rc > 0 && (rc = db_step(r->db, st, err)) > 0;) {
        if (*n == cap) {
            *v = pz_arena_grow(arena, *v, *n, cap ? cap * 2 : 16, sizeof **v);
            cap = cap ? cap * 2 : 16;
        }
        (*v)[(*n)++] = (struct pz_change_row){{db_text0(st, 0, arena), db_text0(st, 1, arena), (unsigned)sqlite3_column_int(st, 2),
                                               db_text0(st, 3, arena), db_text0(st, 4, arena), db_text0(st, 5, arena)},
                                              db_text0(st, 6, arena),
                                              db_text0(st, 7, arena)};
    }
    return rc;
}

int pz_register_history(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena,
                        struct pz_history_row **v, size_t *n, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(r->db, "SELECT time, who, what, text, edition FROM history WHERE id = ?1 AND organisation = ?2 ORDER BY no", err);
    size_t cap = 0;
    int rc = st ? 1 : -1;
    if (st)
        db_bind(st, "tt", id, organisation ? organisation : "");
    *v = NULL;
    for (*n = 0; rc > 0 && (rc = db_step(r->db, st, err)) > 0;) {
        if (*n == cap) {
            *v = pz_arena_grow(arena, *v, *n, cap ? cap * 2 : 16, sizeof **v);
            cap = cap ? cap * 2 : 16;
        }
        (*v)[(*n)++] = (struct pz_history_row){db_text0(st, 0, arena), db_text0(st, 1, arena), db_text0(st, 2, arena),
                                               db_text0(st, 3, arena), (unsigned)sqlite3_column_int(st, 4)};
    }
    return rc;
}

/* Exports -------------------------------------------------------------------------------------------------------------- */

/* A text that a spreadsheet would take for a formula gets an apostrophe in front. */
static void put_cell(struct pz_buf *out, const char *text)
{
    struct pz_buf cell = PZ_BUF_INIT;
    pz_buf_printf(&cell, "%s%s", text[0] && strchr("=+@\t", text[0]) ? "'" : "", text);
    pz_buf_put_csv(out, pz_buf_str(&cell), cell.len, ';');
    out->failed |= cell.failed;
    pz_buf_release(&cell);
}

static int put_csv(struct pz_reader *r, const char *sql, struct pz_buf *out, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(r->db, sql, err);
    if (!st)
        return -1;
    int columns = sqlite3_column_count(st), rc;
    pz_buf_puts(out, "\xEF\xBB\xBF");
    for (int i = 0; i < columns; i++) {
        pz_buf_puts(out, i ? ";" : "");
        put_cell(out, sqlite3_column_name(st, i));
    }
    pz_buf_puts(out, "\r\n");
    while ((rc = db_step(r->db, st, err)) > 0) {
        for (int i = 0; i < columns; i++) {
            const char *text = (const char *)sqlite3_column_text(st, i);
            pz_buf_puts(out, i ? ";" : "");
            put_cell(out, text ? text : "");
        }
        pz_buf_puts(out, "\r\n");
    }
    return rc ? -1 : out->failed ? pz_fail_memory(err) : 0;
}

int pz_register_csv(struct pz_reader *r, struct pz_buf *out, struct pz_error *err)
{
    return put_csv(r, "SELECT * FROM register_export", out, err);
}

int pz_history_csv(struct pz_reader *r, struct pz_buf *out, struct pz_error *err)
{
    return put_csv(r, "SELECT * FROM history_export", out, err);
}
