/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What loops and conditions may take away and Word cannot do without: the last paragraph of a cell, note or text box, the cells of a row,
 * the rows of a table, a grid with as many columns as the rows have. Looked at when the part is rendered. */
#include "docx/names.h"
#include "docx/props.h"
#include "office/guard.h"

enum { COLUMNS_MAX = 1000, WIDTH_MAX = 31680 }; /* twips: 22 inches, the widest page */

/* Whether the last element of the output, marks without content aside, is a paragraph. */
static bool ends_with_paragraph(const struct pz_buf *out, struct pz_text prefix)
{
    const char *end = out->data + out->len;
    for (;;) {
        const char *open = memrchr(out->data, '<', (size_t)(end - out->data));
        if (!open)
            return false;
        bool closing = open[1] == '/';
        const char *name = open + 1 + closing;
        if ((size_t)(end - name) <= prefix.len + 1 || memcmp(name, prefix.s, prefix.len) != 0)
            return false;
        name += prefix.len;
        if (name[0] == 'p' && strchr(" />", name[1]))
            return closing || end[-2] == '/';
        bool mark = end[-2] == '/' &&
                    (strncmp(name, "bookmark", 8) == 0 || strncmp(name, "comment", 7) == 0 || strncmp(name, "perm", 4) == 0);
        if (!mark)
            return false;
        end = open;
    }
}

static int run_container_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)state, (void)err;
    if (!ends_with_paragraph(out, site->prefix))
        pz_buf_printf(out, "<%.*sp/>", (int)site->prefix.len, site->prefix.s);
    return 0;
}

static int run_row_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    pz_guard_drop_without(pz_guard_close(state), site, out, "tc");
    return 0;
}

/* Grids -------------------------------------------------------------------------------------------------- */

/* Columns of the widest row: cells with their spans, of this table only. */
static long count_columns(const char *p, const char *end, struct pz_text prefix)
{
    long widest = 0, row = 0;
    int depth = 0;
    size_t n = prefix.len;
    for (; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        bool closing = p[1] == '/';
        const char *name = p + 1 + closing;
        if ((size_t)(end - name) < n + 8 || memcmp(name, prefix.s, n) != 0)
            continue;
        name += n;
        if (strncmp(name, "tbl", 3) == 0 && strchr(" >", name[3]))
            depth += closing ? -1 : 1;
        if (depth != 1 || closing)
            continue;
        if (strncmp(name, "tr", 2) == 0 && strchr(" >", name[2]))
            row = 0;
        else if (strncmp(name, "tc", 2) == 0 && strchr(" >", name[2]))
            row++;
        else if (strncmp(name, "gridSpan", 8) == 0)
            row += pz_guard_number(p, end, "val=") - 1;
        else if (strncmp(name, "gridBefore", 10) == 0 || strncmp(name, "gridAfter", 9) == 0)
            row += pz_guard_number(p, end, "val=");
        widest = row > widest ? row : widest;
    }
    return widest;
}

/* The first element inside the one at p. */
static const char *first_inside(const char *p, const char *end)
{
    const char *close = memchr(p, '>', (size_t)(end - p));
    return close ? memchr(close, '<', (size_t)(end - close)) : NULL;
}

/* What the cells of the row [p, end) ask for, in twips; false: some do not say, or they are not one for each column. */
static bool widths_of_row(const char *p, const char *end, struct pz_text prefix, long columns, long *widths)
{
    long n = 0;
    for (; (p = pz_guard_find(p, end, prefix, "tc", false)); n++) {
        const char *stop = docx_element_end(p, end), *props = pz_guard_find(p, stop, prefix, "tcPr", false);
        if (props && props != first_inside(p, stop)) /* of a table inside */
            return false;
        const char *props_end = props ? docx_element_end(props, stop) : NULL;
        const char *width = props ? pz_guard_find(props, props_end, prefix, "tcW", false) : NULL;
        if (n == columns || !width || pz_guard_find(props, props_end, prefix, "gridSpan", false) ||
            !memmem(width, (size_t)(docx_element_end(width, props_end) - width), "\"dxa\"", 5))
            return false;
        widths[n] = pz_guard_number(width, props_end, "w=");
        if (widths[n] <= 0 || widths[n] > WIDTH_MAX)
            return false;
        p = stop;
    }
    return n == columns;
}

/* The first row with a cell for each column says how wide these are to each other. */
static bool widths_of_cells(const char *p, const char *end, struct pz_text prefix, long columns, long *widths)
{
    while ((p = pz_guard_find(p, end, prefix, "tr", false))) {
        const char *stop = docx_element_end(p, end);
        if (widths_of_row(p, stop, prefix, columns, widths))
            return true;
        p = stop;
    }
    return false;
}

/* The grid's widths for `columns` columns, the whole as wide as before. widths: of cells, NULL when they do not say. */
static void put_grid(struct pz_buf *out, const char *grid, const char *end, struct pz_text prefix, long had, long columns,
                     const long *widths)
{
    long total = 0, asked = 0;
    for (long i = 0; widths && i < columns; i++)
        asked += widths[i];
    for (const char *p = grid; (p = pz_guard_find(p, end, prefix, "gridCol", false)); p++)
        total += pz_guard_number(p, end, "w=");
    int n = (int)prefix.len;
    const char *p = grid;
    for (long i = 0; i < columns; i++) {
        long width = columns ? total / columns : 0;
        if (asked) {
            width = total ? widths[i] * total / asked : widths[i];
        } else if (columns > had && had > 0 && i < had) { /* the old ones keep their proportions */
            p = pz_guard_find(p, end, prefix, "gridCol", false);
            width = p ? pz_guard_number(p, end, "w=") * had / columns : width;
            p = p ? p + 1 : end;
        }
        pz_buf_printf(out, "<%.*sgridCol %.*sw=\"%ld\"/>", n, prefix.s, n, prefix.s, width);
    }
}

static void rebuild_grid(struct pz_buf *out, size_t start, struct pz_text prefix)
{
    const char *data = out->data, *end = data + out->len;
    const char *grid = pz_guard_find(data + start, end, prefix, "tblGrid", false);
    const char *open_end = grid ? memchr(grid, '>', (size_t)(end - grid)) : NULL;
    if (!open_end || open_end[-1] == '/')
        return;
    const char *close = pz_guard_find(open_end, end, prefix, "tblGridChange", false);
    const char *real_close = pz_guard_find(open_end, end, prefix, "tblGrid", true);
    close = close && close < real_close ? close : real_close;
    if (!close)
        return;
    long had = 0, columns = count_columns(data + start, end, prefix);
    for (const char *p = open_end; (p = pz_guard_find(p, close, prefix, "gridCol", false)); p++)
        had++;
    long widths[COLUMNS_MAX];
    if (columns < 1 || columns > COLUMNS_MAX)
        return;
    bool told = widths_of_cells(close, end, prefix, columns, widths);
    if (columns == had && !told)
        return;
    struct pz_buf columns_xml = PZ_BUF_INIT;
    put_grid(&columns_xml, open_end, close, prefix, had, columns, told ? widths : NULL);
    out->failed |= columns_xml.failed;
    pz_buf_splice(out, (size_t)(open_end + 1 - data), (size_t)(close - data), pz_buf_str(&columns_xml), columns_xml.len);
    pz_buf_release(&columns_xml);
}

static int run_table_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_open_element *table = pz_guard_close(state);
    if (!pz_guard_drop_without(table, site, out, "tr") && table && site->number)
        rebuild_grid(out, table->start, site->prefix);
    return 0;
}

/* Hooks -------------------------------------------------------------------------------------------------- */

static void guard_table(struct pz_part *part, uint32_t table)
{
    struct pz_site *end = pz_hook_new(part, table, run_table_end);
    end->number = (part->marks[table] & PZ_NODE_GRID) != 0;
    struct pz_site *start = pz_hook_new(part, table, pz_guard_open_table);
    start->number = end->number;
    pz_hook_add(part, part->m.v[table].start, PZ_RANK_START, 0, start);
    pz_hook_add(part, part->m.v[table].end, PZ_RANK_END, 0, end);
    for (uint32_t i = table + 1; (part->marks[table] & PZ_NODE_ROWS) && i < part->m.v[table].after; i++) {
        if (part->m.v[i].role == PZ_ROLE_ROW && pz_part_ancestor(part, i, PZ_ROLE_TABLE) == table &&
            !(part->marks[i] & PZ_NODE_DROPPED))
            pz_hook_add(part, part->m.v[i].open_end, PZ_RANK_END, 0, pz_hook_new(part, i, pz_guard_count_row));
    }
}

static void guard_row(struct pz_part *part, uint32_t row)
{
    pz_hook_add(part, part->m.v[row].start, PZ_RANK_START, 0, pz_hook_new(part, row, pz_guard_open));
    pz_hook_add(part, part->m.v[row].end, PZ_RANK_END, 0, pz_hook_new(part, row, run_row_end));
}

void docx_guard(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || !(part->marks[i] & PZ_NODE_GUARDED) || (part->marks[i] & PZ_NODE_DROPPED))
            continue;
        if (node->role == PZ_ROLE_CELL || node->role == PZ_ROLE_STRICT)
            pz_hook_add(part, node->close, PZ_RANK_TAG, UINT32_MAX - 1, pz_hook_new(part, i, run_container_end));
        else if (node->role == PZ_ROLE_TABLE)
            guard_table(part, i);
        else if (node->role == PZ_ROLE_ROW && pz_guard_may_lose_cells(part, i))
            guard_row(part, i);
    }
}
