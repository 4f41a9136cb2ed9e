/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths of a table whose columns are repeated: those that stay keep theirs, the repeated ones share what is left of the table's width;
 * the columns of cells that held only tags are gone. A column's width stands in its style (OpenDocument 1.3 part 3, 17.16). */
#include <math.h>
#include <stdlib.h>

#include "odt/loop.h"
#include "odt/style.h"
#include "office/guard.h"

enum { COLUMNS_MAX = 200 };

struct odt_columns {
    size_t n;
    struct column {
        char kind; /* 'k'ept, 'r'epeated, 'd'ropped */
        double width_mm;
        const char *tag; /* its style's name */
    } v[];
};

static double millimetres(const char *length)
{
    static const struct {
        const char *unit;
        double mm;
    } units[] = {{"mm", 1}, {"cm", 10}, {"in", 25.4}, {"pt", 25.4 / 72}};
    char *unit;
    double value = strtod(length, &unit);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) == 0)
            return value * units[i].mm;
    }
    return 0;
}

static double width_of(struct pz_part *part, const char *style)
{
    for (uint32_t i = 0; style && i < part->m.n; i++) {
        const char *name = part->m.v[i].kind == PZ_NODE_ELEMENT && part->m.v[i].name == ODT_STYLE
                               ? pz_markup_get(&part->m, i, "name", part->arena)
                               : NULL;
        if (!name || strcmp(name, style) != 0)
            continue;
        uint32_t props = pz_markup_first(&part->m, i);
        const char *width = props == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, props, "column-width", part->arena);
        return width ? millimetres(width) : 0;
    }
    return 0;
}

/* The template's columns with their widths; false when some width is not known. */
static bool read_columns(struct pz_part *part, uint32_t table, struct odt_columns *out)
{
    for (uint32_t i = pz_markup_first(&part->m, table); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || part->m.v[i].name != ODT_COLUMN)
            continue;
        const char *style = pz_markup_get(&part->m, i, "style-name", part->arena);
        const char *repeated = pz_markup_get(&part->m, i, "number-columns-repeated", part->arena);
        double width = width_of(part, style);
        for (long k = repeated ? strtol(repeated, NULL, 10) : 1; k > 0; k--) {
            if (width <= 0 || out->n == COLUMNS_MAX)
                return false;
            out->v[out->n++] = (struct column){'k', width, style};
        }
    }
    return out->n > 0;
}

static bool is_repeated(const struct pz_part *part, const struct odt_loops *loops, uint32_t cell)
{
    for (size_t i = 0; i < loops->n; i++) {
        const struct pz_tag *opener = &part->tags[loops->v[i].opener];
        bool moved = opener->anchor == PZ_BEFORE || opener->anchor == PZ_AFTER || opener->anchor == PZ_INSTEAD;
        if (moved && part->m.v[opener->node].role == PZ_ROLE_CELL && odt_loop_holds(&loops->v[i], part, cell))
            return true;
    }
    return false;
}

/* What becomes of each column, by the cells of one row; whether any is repeated. */
static bool read_row(const struct pz_part *part, const struct odt_loops *loops, uint32_t row, struct odt_columns *out)
{
    size_t n = 0;
    bool repeats = false;
    for (uint32_t i = pz_markup_first(&part->m, row); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || part->m.v[i].role != PZ_ROLE_CELL)
            continue;
        if (n == out->n)
            return false;
        bool dropped = part->marks[i] & PZ_NODE_DROPPED, repeated = !dropped && is_repeated(part, loops, i);
        out->v[n++].kind = dropped ? 'd' : repeated ? 'r' : 'k';
        repeats |= repeated;
    }
    return repeats && n == out->n;
}

const struct odt_columns *odt_columns_read(struct pz_part *part, const struct odt_loops *loops, uint32_t table)
{
    struct odt_columns *out = pz_arena_zalloc(part->arena, sizeof *out + COLUMNS_MAX * sizeof *out->v);
    if (!loops->n || !read_columns(part, table, out))
        return NULL;
    for (uint32_t i = table + 1; i < part->m.v[table].after; i++) {
        if (part->m.v[i].kind == PZ_NODE_ELEMENT && part->m.v[i].role == PZ_ROLE_ROW &&
            pz_part_ancestor(part, i, PZ_ROLE_TABLE) == table && read_row(part, loops, i, out))
            return out;
    }
    return NULL;
}

static const char *column_style(struct pz_office_state *state, const struct column *column, double width_mm)
{
    struct pz_arena *arena = state->render->arena;
    if (fabs(column->width_mm - width_mm) < 0.05)
        return column->tag;
    const char *name = pz_arena_printf(arena, "Prikaz_column_%ld", lround(width_mm * 10));
    odt_need_style(state, name,
                   pz_arena_printf(arena,
                                   "<style:style xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" style:name=\"%s\" "
                                   "style:family=\"table-column\"><style:table-column-properties style:column-width=\"%.1fmm\"/>"
                                   "</style:style>",
                                   name, width_mm));
    return name;
}

bool odt_columns_write(struct pz_office_state *state, const struct odt_columns *columns, struct pz_buf *out, size_t start,
                       struct pz_text prefix, long wanted)
{
    double total = 0, kept = 0;
    long kept_n = 0, groups = 0;
    for (size_t i = 0; i < columns->n; i++) {
        total += columns->v[i].width_mm;
        kept += columns->v[i].kind == 'k' ? columns->v[i].width_mm : 0;
        kept_n += columns->v[i].kind == 'k';
        groups += columns->v[i].kind == 'r';
    }
    const char *data = out->data, *end = data + out->len;
    const char *first = pz_guard_find(data + start, end, prefix, "table-column", false), *behind = first;
    for (const char *p = first; p && (p = memchr(p, '>', (size_t)(end - p)));) { /* columns only, one behind the other */
        behind = ++p;
        if (pz_guard_find(p, end, prefix, "table-column", false) != p)
            break;
    }
    long each = wanted - kept_n > 0 && groups ? (wanted - kept_n) / groups : 0;
    if (!first || behind[-2] != '/' || !state->head || each < 1 || each * groups + kept_n != wanted)
        return false;
    struct pz_buf text = PZ_BUF_INIT;
    int n = (int)prefix.len;
    for (size_t i = 0; i < columns->n; i++) {
        const struct column *column = &columns->v[i];
        bool repeated = column->kind == 'r';
        double width = repeated ? (total - kept) / (double)(each * groups) : column->width_mm;
        if (column->kind == 'd')
            continue;
        pz_buf_printf(&text, "<%.*stable-column %.*sstyle-name=\"%s\"", n, prefix.s, n, prefix.s,
                      column_style(state, column, width));
        if (repeated && each > 1)
            pz_buf_printf(&text, " %.*snumber-columns-repeated=\"%ld\"", n, prefix.s, each);
        pz_buf_puts(&text, "/>");
    }
    out->failed |= text.failed;
    pz_buf_splice(out, (size_t)(first - data), (size_t)(behind - data), pz_buf_str(&text), text.len);
    pz_buf_release(&text);
    return true;
}
