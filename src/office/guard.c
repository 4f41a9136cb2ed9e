/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/guard.h"

#include <stdio.h>
#include <stdlib.h>

#include "office/office.h"

enum { NUMBER_MAX = 1000000 }; /* more than any table has columns, or a page is wide: sums and products of such stay whole */
enum { TAIL = 16 << 10 };      /* bytes of output that what follows in the same paragraph or cell may look at or take back */

int pz_guard_open(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    if (state->depth < PZ_STATE_DEPTH)
        state->open[state->depth] = (struct pz_open_element){.start = out->len, .serial = ++state->tables, .site = site};
    state->depth++;
    return 0;
}

int pz_guard_open_table(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    pz_guard_open(state, site, out, err);
    if (state->depth <= PZ_STATE_DEPTH) {
        state->open[state->depth - 1].table = true;
        state->open[state->depth - 1].whole = site->number != 0;
    }
    return 0;
}

struct pz_open_element *pz_guard_table(struct pz_office_state *state)
{
    for (uint32_t i = state->depth; i-- && i < PZ_STATE_DEPTH;) {
        if (state->open[i].table)
            return &state->open[i];
    }
    return NULL;
}

int pz_guard_count_row(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)out, (void)err;
    struct pz_open_element *table = pz_guard_table(state);
    if (table)
        table->rows++;
    return 0;
}

struct pz_open_element *pz_guard_close(struct pz_office_state *state)
{
    if (state->depth)
        state->depth--;
    return state->depth < PZ_STATE_DEPTH ? &state->open[state->depth] : NULL;
}

bool pz_guard_drop_without(const struct pz_open_element *element, const struct pz_site *site, struct pz_buf *out, const char *local)
{
    if (!element || element->kept || element->start > out->len)
        return false;
    bool kept = pz_guard_find(out->data + element->start, out->data + out->len, site->prefix, local, false) != NULL;
    if (!kept)
        out->len = element->start;
    return !kept;
}

size_t pz_guard_settled(struct pz_office_state *state, const struct pz_buf *out, const char *row)
{
    size_t settled = out->len > TAIL ? out->len - TAIL : 0;
    if (state->depth > PZ_STATE_DEPTH || state->part->values || state->tail_cut)
        return 0;
    for (uint32_t i = 0; i < state->depth; i++) {
        struct pz_open_element *e = &state->open[i];
        if (!e->kept && e->table && !e->whole && e->start < settled)
            e->kept = pz_guard_find(out->data + e->start, out->data + settled, e->site->prefix, row, false) != NULL;
        if (!e->kept && e->start < settled)
            settled = e->start;
    }
    return settled;
}

void pz_guard_shift(struct pz_office_state *state, size_t bytes)
{
    for (uint32_t i = 0; i < state->depth && i < PZ_STATE_DEPTH; i++)
        state->open[i].start -= state->open[i].start < bytes ? state->open[i].start : bytes;
}

bool pz_guard_may_lose_cells(const struct pz_part *part, uint32_t row)
{
    for (uint32_t i = pz_markup_first(&part->m, row); i != PZ_NO_NODE; i = pz_markup_next(&part->m, i)) {
        if (part->m.v[i].role == PZ_ROLE_CELL && (part->marks[i] & PZ_NODE_DROPPED))
            return true;
    }
    uint32_t table = pz_part_ancestor(part, row, PZ_ROLE_TABLE);
    return table != PZ_NO_NODE && (part->marks[table] & PZ_NODE_GRID);
}

const char *pz_guard_find(const char *from, const char *end, struct pz_text prefix, const char *local, bool closing)
{
    size_t len = strlen(local), least = 1 + closing + prefix.len + len;
    for (const char *p = from; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        const char *name = p + 1 + closing;
        if ((size_t)(end - p) > least && (!closing || p[1] == '/') && memcmp(name, prefix.s, prefix.len) == 0 &&
            memcmp(name + prefix.len, local, len) == 0 && strchr(" />\t\r\n", name[prefix.len + len]))
            return p;
    }
    return NULL;
}

long pz_guard_number(const char *from, const char *end, const char *attribute)
{
    const char *tag_end = memchr(from, '>', (size_t)(end - from));
    const char *at = tag_end ? memmem(from, (size_t)(tag_end - from), attribute, strlen(attribute)) : NULL;
    at = at ? memchr(at, '"', (size_t)(tag_end - at)) : NULL;
    long number = at ? strtol(at + 1, NULL, 10) : 0;
    return number < 0 ? 0 : number > NUMBER_MAX ? NUMBER_MAX : number;
}
