/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/filled.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "ingest/sheet.h"

enum { COLUMNS_MAX = 2000, OUTER_MAX = 100000 };

struct reading {
    struct pz_arena *arena;
    struct pz_map *top;
    struct pz_map *lists;                 /* headings of the lists whose items the form has rows for, up to their last "[]" */
    const char *heading[COLUMNS_MAX + 1]; /* by column; NULL: none */
    long outer[COLUMNS_MAX + 1];          /* by column: 0, or the row of an outer list that a row of values belongs to */
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
    static const char *const truth[] = {"FALSE", "TRUE", "ЛОЖЬ", "ИСТИНА"}; /* as spreadsheets write them into CSV */
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(text, truth[i]) == 0)
            return pz_bool(i & 1);
    }
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

/* The list at a path inside a map; made when it is not there. */
static struct pz_list *inner_list(struct reading *r, struct pz_map *map, const char *path)
{
    for (const char *point; (point = strchr(path, '.')); path = point + 1)
        map = inner_map(r, map, pz_arena_strndup(r->arena, path, (size_t)(point - path)));
    struct pz_value v = pz_map_get(map, path);
    if (v.type != PZ_LIST) {
        v = pz_list_value(pz_list_new(r->arena, 8));
        pz_map_set(r->arena, map, path, v);
    }
    return v.u.list;
}

/* The column that says to which item of an outer list ("areas[]" of "areas[].points[].name") a row belongs; 0: the form has none. */
static size_t outer_column(const struct reading *r, const char *heading, size_t len)
{
    for (size_t i = 1; i <= COLUMNS_MAX && r->outer[i]; i++) {
        if (strlen(r->heading[i]) == len && memcmp(r->heading[i], heading, len) == 0)
            return i;
    }
    return 0;
}

/* An item of an outer list. Where the form has no section of that list, for want of other columns, the number makes it. */
static struct pz_map *outer_item(struct reading *r, struct pz_list *list, const char *heading, size_t len)
{
    size_t column = outer_column(r, heading, len);
    long number = column ? r->outer[column] : 1;
    bool own = pz_map_get(r->lists, pz_arena_strndup(r->arena, heading, len)).type != PZ_UNDEFINED;
    if (number < 1 || number > OUTER_MAX || (own && number > (long)list->n)) {
        pz_fail(r->err, PZ_DATA, "E-DATA-047", _("there is no row %ld in the list “%.*s”"), number, (int)len, heading);
        return NULL;
    }
    while ((long)list->n < number)
        pz_list_add(r->arena, list, pz_map_value(pz_map_new(r->arena, 8)));
    if (list->v[number - 1].type != PZ_MAP)
        list->v[number - 1] = pz_map_value(pz_map_new(r->arena, 8));
    return list->v[number - 1].u.map;
}

/* The list a heading belongs to; *rest: the path inside its items, "" when the items are plain values. NULL: there is no such row of an
 * outer list. */
static struct pz_list *list_of(struct reading *r, const char *heading, const char **rest)
{
    struct pz_map *map = r->top;
    for (const char *step = heading, *mark = strstr(step, "[]");;) {
        struct pz_list *list = inner_list(r, map, pz_arena_strndup(r->arena, step, (size_t)(mark - step)));
        *rest = mark[2] == '.' ? mark + 3 : mark + 2;
        const char *next = strstr(*rest, "[]");
        if (!next)
            return list;
        map = outer_item(r, list, heading, (size_t)(mark - heading) + 2);
        if (!map)
            return NULL;
        step = *rest;
        mark = next;
    }
}
/* Whether a heading names an outer list: another heading of the row goes on from it. */
static bool is_outer(const struct reading *r, const char *heading)
{
    size_t len = strlen(heading);
    for (size_t i = 1; i <= COLUMNS_MAX && strcmp(heading + len - 2, "[]") == 0; i++) {
        if (r->heading[i] && strncmp(r->heading[i], heading, len) == 0 && r->heading[i][len] == '.')
            return true;
    }
    return false;
}

static void read_heading(struct reading *r, const struct pz_row *row)
{
    memset(r->heading, 0, sizeof r->heading);
    memset(r->outer, 0, sizeof r->outer);
    r->list = r->done = false;
    for (size_t i = 0; i < row->n; i++) {
        const struct pz_cell *cell = &row->cells[i];
        if (cell->len && cell->column <= COLUMNS_MAX)
            r->heading[cell->column] = pz_arena_strndup(r->arena, cell->text, cell->len);
    }
    for (size_t i = 1; i <= COLUMNS_MAX; i++) {
        const char *mark = r->heading[i] ? strstr(r->heading[i], "[]") : NULL;
        if (!mark)
            continue;
        r->list = true;
        for (const char *next; (next = strstr(mark + 2, "[]"));)
            mark = next;
        if (is_outer(r, r->heading[i]))
            r->outer[i] = 1;
        else
            pz_map_set(r->arena, r->lists, pz_arena_strndup(r->arena, r->heading[i], (size_t)(mark - r->heading[i]) + 2),
                       pz_bool(true));
    }
}

/* Of a list inside others: to which of their items the row belongs. Behind a number that is given the next begins with 1. */
static void read_outer(struct reading *r, const struct pz_row *row)
{
    bool given = false;
    size_t cell = 0;
    for (size_t i = 1; i <= COLUMNS_MAX && r->outer[i]; i++) { /* they stand first */
        while (cell < row->n && row->cells[cell].column < i)
            cell++;
        bool own = cell < row->n && row->cells[cell].column == i && row->cells[cell].len;
        if (own)
            r->outer[i] = strtol(pz_arena_strndup(r->arena, row->cells[cell].text, row->cells[cell].len), NULL, 10);
        else if (given)
            r->outer[i] = 1;
        given |= own;
    }
}

static int read_values(struct reading *r, const struct pz_row *row)
{
    struct pz_map *item = NULL;
    read_outer(r, row);
    for (size_t i = 0; i < row->n; i++) {
        const struct pz_cell *cell = &row->cells[i];
        const char *heading = cell->column <= COLUMNS_MAX && cell->len ? r->heading[cell->column] : NULL, *rest;
        if (!heading || r->outer[cell->column] || (!r->list && r->done))
            continue;
        if (!strstr(heading, "[]")) {
            set(r, r->top, heading, value_of(r, cell));
            continue;
        }
        struct pz_list *list = list_of(r, heading, &rest);
        if (!list)
            return -1;
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
    return 0;
}

/* A list of the form without rows is there, with no items, in whatever it belongs to. */
static void complete(struct reading *r, struct pz_map *map, const char *path)
{
    const char *mark = strstr(path, "[]");
    if (!mark)
        return;
    struct pz_list *list = inner_list(r, map, pz_arena_strndup(r->arena, path, (size_t)(mark - path)));
    for (uint32_t i = 0; mark[2] == '.' && i < list->n; i++) {
        if (list->v[i].type == PZ_MAP)
            complete(r, list->v[i].u.map, mark + 3);
    }
}

static int read_sheet(struct reading *r, struct pz_workbook *workbook, size_t index)
{
    struct pz_sheet_reader *reader = NULL;
    const struct pz_row *row;
    bool first = true;
    int status = pz_sheet_open(&reader, workbook, index, r->err), more = 0;
    while (!status && (more = pz_sheet_next(reader, &row, r->err)) == 1) {
        const char *text = row->n && row->cells[0].len ? row->cells[0].text : "";
        if (strncmp(text, "↑", strlen("↑")) == 0)
            continue;
        if (first || strstr(text, "[]"))
            read_heading(r, row);
        else
            status = read_values(r, row);
        first = false;
    }
    pz_sheet_close(reader);
    return status || more < 0 ? -1 : 0;
}

/* What stands between the columns of a CSV form: headings hold none of these, the values below may be full of them. */
static char delimiter_of(const char *path)
{
    static const char delimiters[] = ";,\t";
    char line[1 << 14];
    FILE *file = strcasecmp(pz_path_extension(path), "csv") == 0 ? fopen(path, "re") : NULL;
    const char *mark = NULL;
    for (bool first = true; file && !mark && fgets(line, sizeof line, file);) {
        if (first || strstr(line, "[]"))
            mark = strpbrk(line, delimiters);
        first = first && !line[strspn(line, "\xEF\xBB\xBF \r\n")];
    }
    if (file)
        fclose(file);
    return mark ? *mark : ';';
}

int pz_filled_read(struct pz_value *out, struct pz_arena *arena, const char *path, struct pz_error *err)
{
    struct pz_workbook *workbook = NULL;
    struct reading *r = PZ_NEW(arena, struct reading);
    r->arena = arena;
    r->top = pz_map_new(arena, 16);
    r->lists = pz_map_new(arena, 8);
    r->err = err;
    struct pz_workbook_options options = {.delimiter = delimiter_of(path)};
    int status = pz_workbook_open(&workbook, path, &options, err);
    for (size_t i = 0; !status && i < pz_workbook_sheet_count(workbook); i++)
        status = read_sheet(r, workbook, i);
    pz_workbook_close(workbook);
    for (uint32_t i = 0; !status && i < r->lists->n; i++)
        complete(r, r->top, r->lists->e[i].key.s);
    if (!status)
        *out = pz_map_value(r->top);
    return status;
}
