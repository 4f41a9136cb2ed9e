/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/filled.h"

#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "ingest/sheet.h"

enum { COLUMNS_MAX = 2000 };

struct reading {
    struct pz_arena *arena;
    struct pz_map *top;
    const char *heading[COLUMNS_MAX + 1]; /* by column; NULL: none */
    bool list, done;                      /* the heading is of a list; the values of single fields were read */
    struct pz_error *err;
};

bool pz_filled_is(const char *path)
{
    static const char *const extensions[] = {"csv", "xlsx", "ods", "xls"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        if (strcasecmp(pz_path_extension(path), extensions[i]) == 0)
            return true;
    }
    return false;
}

/* A text that is a number through and through: 12, -1,5; not 007. */
static bool is_number(const char *s)
{
    s += *s == '-';
    size_t whole = strspn(s, "0123456789");
    if (!whole || whole > 15 || (whole > 1 && s[0] == '0'))
        return false;
    s += whole;
    return !*s || ((*s == '.' || *s == ',') && s[1] && strspn(s + 1, "0123456789") == strlen(s + 1));
}

static struct pz_value number(const char *text, double value)
{
    if (!strpbrk(text, ".,eE") && value >= -9e15 && value <= 9e15)
        return pz_int((int64_t)value);
    return pz_float(value);
}

static struct pz_value value_of(struct reading *r, const struct pz_cell *cell)
{
    char *text = pz_arena_strndup(r->arena, cell->text ? cell->text : "", cell->len);
    char *comma = strchr(text, ',');
    if (cell->type == PZ_CELL_BOOL)
        return pz_bool(cell->number != 0);
    if (cell->type == PZ_CELL_NUMBER)
        return number(text, cell->number);
    if (cell->type != PZ_CELL_TEXT || !is_number(text))
        return pz_strn(text, cell->len);
    if (comma)
        *comma = '.';
    return number(text, strtod(text, NULL));
}

/* The map at `name` of another; made when it is not there. */
static struct pz_map *inner_map(struct reading *r, struct pz_map *map, const char *name)
{
    struct pz_value v = pz_map_get(map, name);
    if (v.type != PZ_MAP) {
        v = pz_map_value(pz_map_new(r->arena, 4));
        pz_map_set(r->arena, map, name, v);
    }
    return v.u.map;
}

/* Set what a path of names with points between leads to. */
static void set(struct reading *r, struct pz_map *map, const char *path, struct pz_value value)
{
    for (const char *point; (point = strchr(path, '.')); path = point + 1)
        map = inner_map(r, map, pz_arena_strndup(r->arena, path, (size_t)(point - path)));
    pz_map_set(r->arena, map, path, value);
}

/* The list a heading belongs to; *rest: the path inside its items, "" when the items are plain values. */
static struct pz_list *list_of(struct reading *r, const char *heading, const char **rest)
{
    const char *mark = strstr(heading, "[]");
    struct pz_map *map = r->top;
    const char *path = pz_arena_strndup(r->arena, heading, (size_t)(mark - heading));
    for (const char *point; (point = strchr(path, '.')); path = point + 1)
        map = inner_map(r, map, pz_arena_strndup(r->arena, path, (size_t)(point - path)));
    struct pz_value v = pz_map_get(map, path);
    if (v.type != PZ_LIST) {
        v = pz_list_value(pz_list_new(r->arena, 8));
        pz_map_set(r->arena, map, path, v);
    }
    *rest = mark[2] == '.' ? mark + 3 : mark + 2;
    return v.u.list;
}

static int read_heading(struct reading *r, const struct pz_row *row)
{
    memset(r->heading, 0, sizeof r->heading);
    r->list = r->done = false;
    for (size_t i = 0; i < row->n; i++) {
        const struct pz_cell *cell = &row->cells[i];
        const char *mark = cell->len ? strstr(cell->text, "[]") : NULL, *rest;
        if (mark && strstr(mark + 2, "[]"))
            return pz_fail(r->err, PZ_DATA, "E-DATA-047", _("“%s” is a list inside a list: a form has no place for it, use JSON"),
                           cell->text);
        if (!cell->len || cell->column > COLUMNS_MAX)
            continue;
        r->heading[cell->column] = pz_arena_strndup(r->arena, cell->text, cell->len);
        if (mark)
            list_of(r, r->heading[cell->column], &rest);
        r->list |= mark != NULL;
    }
    return 0;
}

static void read_values(struct reading *r, const struct pz_row *row)
{
    struct pz_map *item = NULL;
    for (size_t i = 0; i < row->n; i++) {
        const struct pz_cell *cell = &row->cells[i];
        const char *heading = cell->column <= COLUMNS_MAX && cell->len ? r->heading[cell->column] : NULL, *rest;
        if (!heading || (!r->list && r->done))
            continue;
        if (!strstr(heading, "[]")) {
            set(r, r->top, heading, value_of(r, cell));
            continue;
        }
        struct pz_list *list = list_of(r, heading, &rest);
        if (!rest[0]) {
            pz_list_add(r->arena, list, value_of(r, cell));
            continue;
        }
        if (!item) {
            item = pz_map_new(r->arena, 8);
            pz_list_add(r->arena, list, pz_map_value(item));
        }
        set(r, item, rest, value_of(r, cell));
    }
    r->done = true;
}

static int read_sheet(struct reading *r, struct pz_workbook *workbook, size_t index)
{
    struct pz_sheet_reader *reader = NULL;
    const struct pz_row *row;
    bool first = true;
    int status = pz_sheet_open(&reader, workbook, index, r->err), more = 0;
    while (!status && (more = pz_sheet_next(reader, &row, r->err)) == 1) {
        const char *text = row->n && row->cells[0].len ? row->cells[0].text : "";
        if (first || strstr(text, "[]"))
            status = read_heading(r, row);
        else if (strncmp(text, "↑", 3) != 0)
            read_values(r, row);
        first = false;
    }
    pz_sheet_close(reader);
    return status || more < 0 ? -1 : 0;
}

int pz_filled_read(struct pz_value *out, struct pz_arena *arena, const char *path, struct pz_error *err)
{
    struct pz_workbook *workbook = NULL;
    struct reading *r = PZ_NEW(arena, struct reading);
    r->arena = arena;
    r->top = pz_map_new(arena, 16);
    r->err = err;
    int status = pz_workbook_open(&workbook, path, NULL, err);
    for (size_t i = 0; !status && i < pz_workbook_sheet_count(workbook); i++)
        status = read_sheet(r, workbook, i);
    pz_workbook_close(workbook);
    if (!status)
        *out = pz_map_value(r->top);
    return status;
}
