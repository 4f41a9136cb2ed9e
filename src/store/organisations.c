/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table `organisation` in one pass over its values: the view compares each value with the name of each column. */
#include "base/mem.h"
#include "store/grading.h"
#include "store/rows.h"

/* The table's columns behind code and position, as the values name them. */
static const char *const columns[] = {"name",
                                      "short_name",
                                      "kind",
                                      "type",
                                      "settlement",
                                      "district",
                                      "address",
                                      "email",
                                      "phone",
                                      "site",
                                      "head",
                                      "head_sex",
                                      "head_post",
                                      "head_genitive",
                                      "head_dative",
                                      "head_accusative",
                                      "head_instrumental",
                                      "head_prepositional",
                                      "name_genitive",
                                      "name_dative",
                                      "name_accusative",
                                      "name_instrumental",
                                      "name_prepositional"};
enum { CODE, POSITION, TEXTS, N = sizeof columns / sizeof *columns };

struct text {
    const char *text; /* NULL: none */
    size_t len;
};

struct pass {
    struct db *db;
    struct pz_arena arena, row; /* of the names; of one organisation */
    struct pz_map *names;       /* of the columns */
    sqlite3_stmt *st;           /* the values, stands on the next organisation's first */
    bool more;
    struct text code, texts[N];
    int64_t position;
};

static struct text text_of(struct pass *p, int column)
{
    const char *text = (const char *)sqlite3_column_text(p->st, column);
    size_t len = (size_t)sqlite3_column_bytes(p->st, column);
    return (struct text){pz_arena_strndup(&p->row, text, len), len};
}

/* Of a field that is said several times the last in the order of bytes counts, as max() says. */
static bool behind(struct text a, struct text b)
{
    int order = b.text ? memcmp(a.text, b.text, a.len < b.len ? a.len : b.len) : 1;
    return order > 0 || (order == 0 && a.len > b.len);
}

static void take_value(struct pass *p)
{
    struct pz_value *at =
        pz_map_find(p->names, pz_key_n((const char *)sqlite3_column_text(p->st, 2), (size_t)sqlite3_column_bytes(p->st, 2)));
    struct text t = at ? text_of(p, 3) : (struct text){0};
    if (at && behind(t, p->texts[at->u.i]))
        p->texts[at->u.i] = t;
}

static int take_values(struct pass *p, struct pz_error *err)
{
    pz_arena_clear(&p->row);
    p->code = text_of(p, 0);
    p->position = sqlite3_column_int64(p->st, 1);
    memset(p->texts, 0, sizeof p->texts);
    while (p->more && strcmp(db_seen(p->st, 0), p->code.text) == 0) {
        take_value(p);
        int rc = db_step(p->db, p->st, err);
        if (rc < 0)
            return -1;
        p->more = rc > 0;
    }
    return 1;
}

static int next(void *self, struct pz_error *err)
{
    struct pass *p = self;
    jmp_buf oom;
    if (!p->more)
        return 0;
    pz_arena_trap(&p->row, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : take_values(p, err);
    pz_arena_trap(&p->row, NULL);
    return rc;
}

static void put_column(void *self, sqlite3_context *out, int column)
{
    const struct pass *p = self;
    if (column == POSITION) {
        sqlite3_result_int64(out, p->position);
        return;
    }
    const struct text *t = column == CODE ? &p->code : &p->texts[column - TEXTS];
    sqlite3_result_text(out, t->text, (int)t->len, SQLITE_STATIC); /* NULL: null */
}

static int begin(struct pass *p, struct pz_error *err)
{
    p->names = pz_map_new(&p->arena, N);
    for (int i = 0; i < N; i++)
        pz_map_set(&p->arena, p->names, columns[i], pz_int(i));
    p->st = db_query(
        p->db,
        "SELECT e.key, e.position, v.field, v.value FROM entity e CROSS JOIN value v ON v.entity = e.entity AND v.key = e.key "
        "WHERE e.entity = 'organisation' ORDER BY e.key",
        err);
    int rc = p->st ? db_step(p->db, p->st, err) : -1;
    p->more = rc > 0;
    return rc < 0 ? -1 : 0;
}

int organisations_fill(struct db *db, struct pz_error *err)
{
    struct pass p = {.db = db};
    const struct db_rows rows = {.columns = TEXTS + N, .next = next, .column = put_column, .self = &p};
    jmp_buf oom;
    pz_arena_trap(&p.arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : begin(&p, err);
    if (rc == 0)
        rc = db_rows_run(db, &rows, "INSERT INTO organisation SELECT * FROM made", err);
    sqlite3_reset(p.st);
    pz_arena_release(&p.arena);
    pz_arena_release(&p.row);
    return rc;
}
