/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What loops and conditions may take away and Word cannot do without: the last paragraph of a cell, note or text box, the cells of a row,
 * the rows of a table, a grid with as many columns as the rows have. Looked at when the part is rendered. */
#include <stdlib.h>

#include "docx/names.h"

/* The next start (or end) tag of that name, or NULL. */
static const char *find(const char *from, const char *end, struct pz_text prefix, const char *local, bool closing)
{
    char tag[80];
    size_t len = (size_t)snprintf(tag, sizeof tag, "<%s%.*s%s", closing ? "/" : "", (int)prefix.len, prefix.s, local);
    for (const char *p = from; (p = memmem(p, (size_t)(end - p), tag, len)); p += len) {
        if (p + len < end && strchr(" />\t\r\n", p[len]))
            return p;
    }
    return NULL;
}

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

static int run_open(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    if (state->depth < PZ_STATE_DEPTH)
        state->open[state->depth] = (struct pz_open_element){.start = out->len, .serial = ++state->tables};
    state->depth++;
    return 0;
}

static struct pz_open_element *pop(struct pz_office_state *state)
{
    if (state->depth)
        state->depth--;
    return state->depth < PZ_STATE_DEPTH ? &state->open[state->depth] : NULL;
}

/* An element that ended without anything of what it must have goes away whole. */
static bool drop_if_without(const struct pz_open_element *element, const struct pz_site *site, struct pz_buf *out,
                            const char *local)
{
    if (!element || element->start > out->len)
        return false;
    bool kept = find(out->data + element->start, out->data + out->len, site->prefix, local, false) != NULL;
    if (!kept)
        out->len = element->start;
    return !kept;
}

static int run_row_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    drop_if_without(pop(state), site, out, "tc");
    return 0;
}

static int run_row_count(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)out, (void)err;
    if (state->depth && state->depth <= PZ_STATE_DEPTH)
        state->open[state->depth - 1].rows++;
    return 0;
}

/* Grids -------------------------------------------------------------------------------------------------- */

static long number_of(const char *from, const char *end, const char *attribute)
{
    const char *tag_end = memchr(from, '>', (size_t)(end - from));
    const char *at = tag_end ? memmem(from, (size_t)(tag_end - from), attribute, strlen(attribute)) : NULL;
    at = at ? memchr(at, '"', (size_t)(tag_end - at)) : NULL;
    return at ? strtol(at + 1, NULL, 10) : 0;
}

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
            row += number_of(p, end, "val=") - 1;
        else if (strncmp(name, "gridBefore", 10) == 0 || strncmp(name, "gridAfter", 9) == 0)
            row += number_of(p, end, "val=");
        widest = row > widest ? row : widest;
    }
    return widest;
}

/* The grid's widths for `columns` columns, the whole as wide as before. */
static void put_grid(struct pz_buf *out, const char *grid, const char *end, struct pz_text prefix, long had, long columns)
{
    long total = 0;
    for (const char *p = grid; (p = find(p, end, prefix, "gridCol", false)); p++)
        total += number_of(p, end, "w=");
    int n = (int)prefix.len;
    const char *p = grid;
    for (long i = 0; i < columns; i++) {
        long width = columns ? total / columns : 0;
        if (columns > had && had > 0 && i < had) { /* the old ones keep their proportions */
            p = find(p, end, prefix, "gridCol", false);
            width = p ? number_of(p, end, "w=") * had / columns : width;
            p = p ? p + 1 : end;
        }
        pz_buf_printf(out, "<%.*sgridCol %.*sw=\"%ld\"/>", n, prefix.s, n, prefix.s, width);
    }
}

static void rebuild_grid(struct pz_office_state *state, struct pz_buf *out, size_t start, struct pz_text prefix)
{
    const char *data = out->data, *end = data + out->len;
    const char *grid = find(data + start, end, prefix, "tblGrid", false);
    const char *open_end = grid ? memchr(grid, '>', (size_t)(end - grid)) : NULL;
    if (!open_end || open_end[-1] == '/')
        return;
    const char *close = find(open_end, end, prefix, "tblGridChange", false);
    const char *real_close = find(open_end, end, prefix, "tblGrid", true);
    close = close && close < real_close ? close : real_close;
    if (!close)
        return;
    long had = 0, columns = count_columns(data + start, end, prefix);
    for (const char *p = open_end; (p = find(p, close, prefix, "gridCol", false)); p++)
        had++;
    if (columns == had || columns < 1 || columns > 1000)
        return;
    struct pz_buf columns_xml = PZ_BUF_INIT;
    put_grid(&columns_xml, open_end, close, prefix, had, columns);
    size_t from = (size_t)(open_end + 1 - data), to = (size_t)(close - data), tail = out->len - to;
    (void)state;
    if (columns_xml.failed) {
        out->failed = true;
    } else if (columns_xml.len <= to - from || pz_buf_reserve(out, columns_xml.len - (to - from))) {
        memmove(out->data + from + columns_xml.len, out->data + to, tail);
        memcpy(out->data + from, columns_xml.data, columns_xml.len);
        out->len = from + columns_xml.len + tail;
        out->data[out->len] = '\0';
    }
    pz_buf_release(&columns_xml);
}

static int run_table_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_open_element *table = pop(state);
    if (!drop_if_without(table, site, out, "tr") && table && site->number)
        rebuild_grid(state, out, table->start, site->prefix);
    return 0;
}

/* Hooks -------------------------------------------------------------------------------------------------- */

typedef int hook_function(struct pz_office_state *, const struct pz_site *, struct pz_buf *, struct pz_error *);

static struct pz_site *hook(struct pz_part *part, uint32_t node, hook_function *run)
{
    struct pz_site *site = docx_site_new(part, PZ_SITE_HOOK, node);
    site->run = run;
    site->close = (struct pz_text){part->m.src + part->m.v[node].close, part->m.v[node].end - part->m.v[node].close};
    return site;
}

static void guard_table(struct pz_part *part, uint32_t table)
{
    struct pz_site *end = hook(part, table, run_table_end);
    end->number = (part->marks[table] & PZ_NODE_GRID) != 0;
    docx_add_hook(part, part->m.v[table].start, PZ_RANK_START, 0, hook(part, table, run_open));
    docx_add_hook(part, part->m.v[table].end, PZ_RANK_END, 0, end);
    for (uint32_t i = table + 1; (part->marks[table] & PZ_NODE_ROWS) && i < part->m.v[table].after; i++) {
        if (part->m.v[i].role == PZ_ROLE_ROW && pz_part_ancestor(part, i, PZ_ROLE_TABLE) == table &&
            !(part->marks[i] & PZ_NODE_DROPPED))
            docx_add_hook(part, part->m.v[i].open_end, PZ_RANK_END, 0, hook(part, i, run_row_count));
    }
}

static void guard_row(struct pz_part *part, uint32_t row)
{
    docx_add_hook(part, part->m.v[row].start, PZ_RANK_START, 0, hook(part, row, run_open));
    docx_add_hook(part, part->m.v[row].end, PZ_RANK_END, 0, hook(part, row, run_row_end));
}

/* A row may lose its cells only when a cell of it was dropped or is repeated. */
static bool may_lose_cells(const struct pz_part *part, uint32_t row)
{
    for (uint32_t i = pz_markup_first(&part->m, row); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].role == PZ_ROLE_CELL && (part->marks[i] & PZ_NODE_DROPPED))
            return true;
    }
    uint32_t table = pz_part_ancestor(part, row, PZ_ROLE_TABLE);
    return table != PZ_NO_NODE && (part->marks[table] & PZ_NODE_GRID);
}

void docx_guard(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || !(part->marks[i] & PZ_NODE_GUARDED) || (part->marks[i] & PZ_NODE_DROPPED))
            continue;
        if (node->role == PZ_ROLE_CELL || node->role == PZ_ROLE_STRICT)
            docx_add_hook(part, node->close, PZ_RANK_TAG, UINT32_MAX - 1, hook(part, i, run_container_end));
        else if (node->role == PZ_ROLE_TABLE)
            guard_table(part, i);
        else if (node->role == PZ_ROLE_ROW && may_lose_cells(part, i))
            guard_row(part, i);
    }
}
