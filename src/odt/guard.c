/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that may lose all rows or cells; tables whose number of columns changes (OpenDocument 1.3 part 3, 9.1). */
#include <stdio.h>

#include "odt/index.h"
#include "odt/loop.h"
#include "office/guard.h"

static int run_row_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_open_element *row = pz_guard_close(state);
    bool covered = row && row->start <= out->len &&
                   pz_guard_find(out->data + row->start, out->data + out->len, site->prefix, "covered-table-cell", false);
    if (!covered)
        pz_guard_drop_without(row, site, out, "table-cell");
    return 0;
}

static int run_rows_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    pz_guard_drop_without(pz_guard_close(state), site, out, "table-row");
    return 0;
}

static int run_container_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)state, (void)err;
    size_t n = site->open.len; /* the container's own start tag: nothing came behind it */
    if (out->len && out->data[out->len - 1] == '>' && out->len >= n && memcmp(out->data + out->len - n, site->open.s, n) == 0)
        pz_buf_printf(out, "<%.*sp/>", (int)site->prefix.len, site->prefix.s);
    return 0;
}

/* Lists, items, sections: nothing came behind the start tag, so it goes too. */
static int run_emptied(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_open_element *element = pz_guard_close(state);
    if (!element || element->start >= out->len)
        return 0;
    const char *open = out->data + element->start, *end = out->data + out->len - site->close.len;
    const char *inside = open < end ? memchr(open, '>', (size_t)(end - open)) : NULL;
    for (inside = inside ? inside + 1 : end; inside < end && strchr(" \t\r\n", *inside);)
        inside++;
    if (inside == end)
        out->len = element->start;
    return 0;
}

/* Columns ------------------------------------------------------------------------------------------------ */

/* Cells of the widest row, covered and repeated ones counted; of this table only. */
static long count_columns(const char *p, const char *end, struct pz_text prefix)
{
    long widest = 0, row = 0;
    int depth = 0;
    for (; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        bool closing = p[1] == '/';
        const char *name = p + 1 + closing;
        if ((size_t)(end - name) < prefix.len + 20 || memcmp(name, prefix.s, prefix.len) != 0)
            continue;
        name += prefix.len;
        if (strncmp(name, "table", 5) == 0 && strchr(" >", name[5]))
            depth += closing ? -1 : 1;
        if (depth != 1 || closing)
            continue;
        if (strncmp(name, "table-row", 9) == 0 && strchr(" >", name[9]))
            row = 0;
        else if ((strncmp(name, "table-cell", 10) == 0 && strchr(" />", name[10])) ||
                 strncmp(name, "covered-table-cell", 18) == 0) {
            long repeated = pz_guard_number(p, end, "number-columns-repeated");
            row += repeated > 0 ? repeated : 1;
        }
        widest = row > widest ? row : widest;
    }
    return widest;
}

/* Give the table as many columns as its rows have: the last column's description counts for the new ones. */
static void fit_columns(struct pz_buf *out, size_t start, struct pz_text prefix)
{
    const char *data = out->data, *end = data + out->len, *row = pz_guard_find(data + start, end, prefix, "table-row", false),
               *last = NULL;
    long columns = count_columns(data + start, end, prefix), had = 0;
    for (const char *p = data + start; row && (p = pz_guard_find(p, row, prefix, "table-column", false)); p++) {
        long repeated = pz_guard_number(p, end, "number-columns-repeated");
        had += repeated > 0 ? repeated : 1;
        last = p;
    }
    if (!last || columns == had || columns < 1 || columns > 1000)
        return;
    const char *close = memchr(last, '>', (size_t)(end - last)),
               *repeat = memmem(last, (size_t)(close - last), "number-columns-repeated", 23);
    long own = pz_guard_number(last, end, "number-columns-repeated"), wanted = (own > 0 ? own : 1) + columns - had;
    if (wanted < 1)
        wanted = 1;
    char text[64];
    size_t from, to, len;
    if (repeat) {
        const char *quote = memchr(repeat, '"', (size_t)(close - repeat));
        from = (size_t)(quote + 1 - data);
        to = (size_t)((const char *)memchr(quote + 1, '"', (size_t)(close - quote)) - data);
        len = (size_t)snprintf(text, sizeof text, "%ld", wanted);
    } else {
        from = to = (size_t)(close - data) - (close[-1] == '/');
        len = (size_t)snprintf(text, sizeof text, " %.*snumber-columns-repeated=\"%ld\"", (int)prefix.len, prefix.s, wanted);
    }
    pz_buf_splice(out, from, to, text, len);
}

static int run_table_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    const struct pz_open_element *table = pz_guard_close(state);
    if (table)
        odt_put_row_spans(state, out, table->start, site->prefix);
    if (pz_guard_drop_without(table, site, out, "table-row") || !table || !site->number)
        return 0;
    long columns = count_columns(out->data + table->start, out->data + out->len, site->prefix);
    if (!site->own || !odt_columns_write(state, site->own, out, table->start, site->prefix, columns))
        fit_columns(out, table->start, site->prefix);
    return 0;
}

/* Hooks -------------------------------------------------------------------------------------------------- */

static void guard(struct pz_part *part, uint32_t node, pz_hook_function *open, struct pz_site *end)
{
    struct pz_site *start = pz_hook_new(part, node, open);
    start->number = end->number;
    pz_hook_add(part, part->m.v[node].start, PZ_RANK_START, 0, start);
    pz_hook_add(part, part->m.v[node].end, PZ_RANK_END, 0, end);
}

static void guard_table(struct pz_part *part, const struct odt_loops *loops, uint32_t table)
{
    struct pz_site *end = pz_hook_new(part, table, run_table_end);
    end->number = (part->marks[table] & PZ_NODE_GRID) != 0;
    end->own = end->number ? odt_columns_read(part, loops, table) : NULL;
    guard(part, table, pz_guard_open_table, end);
    for (uint32_t i = table + 1; (part->marks[table] & PZ_NODE_ROWS) && i < part->m.v[table].after; i++) {
        if (part->m.v[i].role == PZ_ROLE_ROW && pz_part_ancestor(part, i, PZ_ROLE_TABLE) == table &&
            !(part->marks[i] & PZ_NODE_DROPPED))
            pz_hook_add(part, part->m.v[i].open_end, PZ_RANK_END, 0, pz_hook_new(part, i, pz_guard_count_row));
    }
}

static struct pz_text text_prefix(const struct pz_part *part, uint32_t container)
{
    struct pz_text prefix = {"text:", 5};
    for (uint32_t i = container + 1; i < part->m.v[container].after; i++) {
        if (part->m.v[i].role == PZ_ROLE_PARAGRAPH && part->m.v[i].kind == PZ_NODE_ELEMENT) {
            prefix.s = pz_markup_prefix(&part->m, i, &prefix.len);
            break;
        }
    }
    return prefix;
}

/* Styles that values need go to the end of the automatic ones. */
static int run_styles_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    state->head = out->len;
    return 0;
}

static int run_styles_missing(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    state->bare = site;
    return run_styles_end(state, site, out, err);
}

static void mark_styles(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || node->name != ODT_AUTOMATIC_STYLES)
            continue;
        if (pz_markup_is_empty_tag(node)) { /* <office:automatic-styles/>: opened */
            size_t len = strcspn(part->m.src + node->start + 1, " />");
            const char *name = pz_arena_strndup(part->arena, part->m.src + node->start + 1, len);
            const char *open = pz_arena_printf(part->arena, "<%s>", name), *close = pz_arena_printf(part->arena, "</%s>", name);
            pz_edit_cut(part, node->start, node->end);
            pz_edit_insert(part, node->start, PZ_RANK_TAG, 0, PZ_SEG_LITERAL, (struct pz_text){open, strlen(open)}, 0, 0);
            pz_hook_add(part, node->start, PZ_RANK_TAG, 1, pz_hook_new(part, i, run_styles_end));
            pz_edit_insert(part, node->start, PZ_RANK_TAG, 2, PZ_SEG_LITERAL, (struct pz_text){close, strlen(close)}, 0, 0);
        } else {
            pz_hook_add(part, node->close, PZ_RANK_TAG, 0, pz_hook_new(part, i, run_styles_end));
        }
        return;
    }
    uint32_t root = pz_markup_root(&part->m), body = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&part->m, root, ODT_BODY);
    if (body != PZ_NO_NODE)
        pz_hook_add(part, part->m.v[body].start, PZ_RANK_END, 0, pz_hook_new(part, body, run_styles_missing));
}

static bool may_be_emptied(const struct pz_node *node)
{
    return node->name == ODT_LIST || node->name == ODT_LIST_ITEM || node->name == ODT_SECTION;
}

/* Elements from which a block takes paragraphs or items away. */
static void guard_emptied(struct pz_part *part)
{
    uint8_t *seen = PZ_NEW_ARRAY(part->arena, part->m.n + 1, uint8_t);
    memset(seen, 0, part->m.n + 1);
    for (uint32_t t = 0; t < part->tags_n; t++) {
        const struct pz_tag *tag = &part->tags[t];
        bool moved = tag->anchor == PZ_BEFORE || tag->anchor == PZ_AFTER || tag->anchor == PZ_INSTEAD;
        for (uint32_t i = moved ? part->m.v[tag->node].parent : PZ_NO_NODE; i != PZ_NO_NODE && !seen[i]; i = part->m.v[i].parent) {
            seen[i] = 1;
            if (!may_be_emptied(&part->m.v[i]) || (part->marks[i] & PZ_NODE_DROPPED))
                continue;
            struct pz_site *end = pz_hook_new(part, i, run_emptied);
            end->close = (struct pz_text){part->m.src + part->m.v[i].close, part->m.v[i].end - part->m.v[i].close};
            guard(part, i, pz_guard_open, end);
        }
    }
}

void odt_finish(struct pz_part *part)
{
    struct odt_loops loops;
    odt_loops_find(&loops, part);
    odt_unique_names(part, &loops);
    odt_continue_lists(part, &loops);
    guard_emptied(part);
    odt_keep_breaks(part);
    mark_styles(part);
    odt_warn_of_indexes(part);
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || !(part->marks[i] & PZ_NODE_GUARDED) || (part->marks[i] & PZ_NODE_DROPPED))
            continue;
        if (node->role == PZ_ROLE_TABLE) {
            guard_table(part, &loops, i);
        } else if (node->role == PZ_ROLE_ROW && pz_guard_may_lose_cells(part, i)) {
            guard(part, i, pz_guard_open, pz_hook_new(part, i, run_row_end));
        } else if (node->role == PZ_ROLE_CELL || node->role == PZ_ROLE_STRICT) {
            struct pz_site *site = pz_hook_new(part, i, run_container_end);
            site->prefix = text_prefix(part, i);
            pz_hook_add(part, node->close, PZ_RANK_TAG, UINT32_MAX - 1, site);
        }
    }
    for (uint32_t i = 0; i < part->m.n; i++) { /* groups of rows that may become empty */
        uint32_t table = part->m.v[i].role == PZ_ROLE_ROWS ? pz_part_ancestor(part, i, PZ_ROLE_TABLE) : PZ_NO_NODE;
        if (table != PZ_NO_NODE && part->m.v[i].kind == PZ_NODE_ELEMENT && (part->marks[table] & PZ_NODE_GUARDED))
            guard(part, i, pz_guard_open, pz_hook_new(part, i, run_rows_end));
    }
}
