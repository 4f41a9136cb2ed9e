/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/merged.h"

#include "base/i18n.h"
#include "base/mem.h"

/* Ranges of a sheet do not overlap, so no more touch one row than it has columns; the bound is for files that lie. */
enum { RANGES_MAX = 200000, ACTIVE_MAX = 16384 };

int pz_merged_add(struct pz_merged *m, const struct pz_range *range, struct pz_error *err)
{
    if (m->n == RANGES_MAX)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the sheet has more than %d merged ranges"), RANGES_MAX);
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 64;
        struct pz_range *v = pz_realloc(m->v, cap * sizeof *v);
        if (!v)
            return pz_fail_memory(err);
        m->v = v;
        m->cap = cap;
    }
    m->v[m->n++] = *range;
    return 0;
}

bool pz_range_parse(struct pz_range *r, const char *s)
{
    size_t n = pz_cell_parse(s, &r->row1, &r->column1);
    if (!n || !r->row1)
        return false;
    r->row2 = r->row1;
    r->column2 = r->column1;
    if (s[n] == '\0')
        return true;
    return s[n] == ':' && pz_cell_parse(s + n + 1, &r->row2, &r->column2) && r->row2 >= r->row1 && r->column2 >= r->column1;
}

static int by_row(const void *x, const void *y)
{
    const struct pz_range *a = x, *b = y;
    if (a->row1 != b->row1)
        return a->row1 < b->row1 ? -1 : 1;
    return (a->column1 > b->column1) - (a->column1 < b->column1);
}

int pz_merged_sort(struct pz_merged *m, struct pz_error *err)
{
    if (!m->n)
        return 0;
    qsort(m->v, m->n, sizeof *m->v, by_row);
    m->next = m->active_n = m->row = 0;
    m->active = pz_malloc((m->n < ACTIVE_MAX ? m->n : ACTIVE_MAX) * sizeof *m->active);
    return m->active ? 0 : pz_fail_memory(err);
}

/* Ranges that touch the row: those that ended above go, those that begin here come. */
static void go_to_row(struct pz_merged *m, uint32_t row)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->active_n; i++)
        if (m->v[m->active[i]].row2 >= row)
            m->active[kept++] = m->active[i];
    m->active_n = kept;
    for (; m->next < m->n && m->v[m->next].row1 <= row; m->next++)
        if (m->v[m->next].row2 >= row && m->active_n < ACTIVE_MAX)
            m->active[m->active_n++] = (uint32_t)m->next;
    m->row = row;
}

const struct pz_range *pz_merged_find(struct pz_merged *m, uint32_t row, uint32_t column)
{
    if (row > m->row && m->n)
        go_to_row(m, row);
    for (size_t i = 0; i < m->active_n; i++) {
        const struct pz_range *r = &m->v[m->active[i]];
        if (r->row1 <= row && r->column1 <= column && r->column2 >= column)
            return r;
    }
    return NULL;
}

void pz_merged_release(struct pz_merged *m)
{
    pz_free(m->v);
    pz_free(m->active);
    *m = (struct pz_merged){0};
}
