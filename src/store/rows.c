/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An eponymous virtual table (https://www.sqlite.org/vtab.html, 2.1.2 and 2.2 ff.) that is there while its statement runs. */
#include "store/rows.h"

#include "base/mem.h"

struct run {
    const struct db_rows *rows;
    struct pz_error *err; /* a row's own failure stays before SQLite's word on it */
};

struct made {
    sqlite3_vtab base;
    const struct run *run;
};

struct cursor {
    sqlite3_vtab_cursor base;
    bool end;
    sqlite3_int64 row;
};

static int declare(sqlite3 *h, int columns)
{
    struct pz_buf sql = PZ_BUF_INIT;
    pz_buf_puts(&sql, "CREATE TABLE made (");
    for (int i = 0; i < columns; i++)
        pz_buf_printf(&sql, i ? ", c%d" : "c%d", i);
    pz_buf_puts(&sql, ")");
    int rc = sql.failed ? SQLITE_NOMEM : sqlite3_declare_vtab(h, pz_buf_str(&sql));
    pz_buf_release(&sql);
    return rc;
}

static int connect(sqlite3 *h, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **said)
{
    const struct run *run = aux;
    (void)argc, (void)argv, (void)said;
    int rc = declare(h, run->rows->columns);
    struct made *m = rc ? NULL : pz_calloc(1, sizeof *m);
    if (!m)
        return rc ? rc : SQLITE_NOMEM;
    m->run = run;
    *out = &m->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table)
{
    pz_free(table);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 1e6;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    struct cursor *c = pz_calloc(1, sizeof *c);
    if (!c)
        return SQLITE_NOMEM;
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    pz_free(cursor);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor)
{
    struct cursor *c = (struct cursor *)cursor;
    const struct run *run = ((struct made *)cursor->pVtab)->run;
    int rc = run->rows->next(run->rows->self, run->err);
    c->end = rc <= 0;
    c->row++;
    return rc < 0 ? SQLITE_ABORT : SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *cursor, int n, const char *text, int argc, sqlite3_value **argv)
{
    (void)n, (void)text, (void)argc, (void)argv;
    return next(cursor);
}

static int at_end(sqlite3_vtab_cursor *cursor)
{
    return ((struct cursor *)cursor)->end;
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int i)
{
    const struct db_rows *rows = ((struct made *)cursor->pVtab)->run->rows;
    rows->column(rows->self, out, i);
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = ((struct cursor *)cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module module = {.xConnect = connect,
                                      .xBestIndex = best_index,
                                      .xDisconnect = disconnect,
                                      .xOpen = open_cursor,
                                      .xClose = close_cursor,
                                      .xFilter = filter,
                                      .xNext = next,
                                      .xEof = at_end,
                                      .xColumn = column,
                                      .xRowid = row_id};

int db_rows_run(struct db *db, const struct db_rows *rows, const char *sql, struct pz_error *err)
{
    struct run run = {rows, err};
    int rc = sqlite3_create_module(db->h, "made", &module, &run);
    rc = rc ? db_fail(db, rc, err) : db_exec(db, sql, err);
    sqlite3_create_module(db->h, "made", NULL, NULL);
    return rc;
}
