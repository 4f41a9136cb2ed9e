/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/table.h"

#include <string.h>

#include "base/utf8.h"
#include "ingest/header.h"
#include "ingest/text.h"
#include "ingest/value.h"

struct carried { /* a cell merged over rows, until its last row */
    struct pz_cell cell;
    uint32_t until;
};

struct pz_table_state {
    struct pz_arena *arena;
    struct pz_sheet_reader *reader;
    struct pz_window window;
    size_t given; /* rows of the window given out */
    uint32_t first_row, last_row;
    bool totals_are_data;
    const struct pz_cell **cells;
    struct carried *carried;
    size_t width; /* of cells and carried */
    struct pz_header header;
};

/* Reading ahead ------------------------------------------------------------------------------------------------- */

static const struct pz_row *keep_row(struct pz_arena *arena, const struct pz_row *row)
{
    struct pz_row *copy = PZ_NEW(arena, struct pz_row);
    struct pz_cell *cells = PZ_NEW_ARRAY(arena, row->n ? row->n : 1, struct pz_cell);
    *copy = *row;
    copy->cells = cells;
    for (size_t i = 0; i < row->n; i++) {
        cells[i] = row->cells[i];
        cells[i].text = pz_arena_strndup(arena, row->cells[i].text, row->cells[i].len);
    }
    return copy;
}

static int read_ahead(struct pz_table_state *s, struct pz_error *err)
{
    const struct pz_row *row;
    int rc = 1;
    while (s->window.n < PZ_WINDOW_ROWS && (rc = pz_sheet_next(s->reader, &row, err)) == 1)
        s->window.rows[s->window.n++] = keep_row(s->arena, row);
    return rc < 0 ? -1 : 0;
}

static void fill_grid(struct pz_window *w, struct pz_arena *arena)
{
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < w->rows[i]->n; k++) {
            const struct pz_cell *cell = &w->rows[i]->cells[k];
            if (cell->column > w->width && cell->len)
                w->width = cell->column;
        }
    w->grid = PZ_NEW_ARRAY(arena, w->n * w->width + 1, const struct pz_cell *);
    memset(w->grid, 0, (w->n * w->width + 1) * sizeof *w->grid);
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < w->rows[i]->n; k++) {
            const struct pz_cell *cell = &w->rows[i]->cells[k];
            for (size_t r = i; r < w->n && w->rows[r]->number < cell->row + cell->rows; r++)
                for (size_t c = cell->column; c <= w->width && c < (size_t)cell->column + cell->columns; c++)
                    if (!w->grid[r * w->width + c - 1])
                        w->grid[r * w->width + c - 1] = cell;
        }
}

int pz_table_open(struct pz_table *table, struct pz_arena *arena, struct pz_sheet_reader *reader,
                  const struct pz_table_options *options, struct pz_error *err)
{
    *table = (struct pz_table){.title = ""};
    struct pz_table_state *s = table->state = PZ_NEW(arena, struct pz_table_state);
    s->arena = arena;
    s->reader = reader;
    if (read_ahead(s, err) != 0)
        return -1;
    fill_grid(&s->window, arena);
    pz_header_find(&s->header, &s->window, options);
    if (options) {
        s->first_row = options->first_row;
        s->last_row = options->last_row;
        s->totals_are_data = options->totals_are_data;
    }
    pz_header_columns(table, &s->header, &s->window, arena);
    s->width = s->window.width;
    s->cells = PZ_NEW_ARRAY(arena, s->width + 1, const struct pz_cell *);
    s->carried = PZ_NEW_ARRAY(arena, s->width + 1, struct carried);
    memset(s->carried, 0, (s->width + 1) * sizeof *s->carried);
    return 0;
}

size_t pz_table_ahead(const struct pz_table *table)
{
    return table->state->window.n;
}

const struct pz_cell *pz_table_peek(const struct pz_table *table, size_t i, uint32_t column)
{
    const struct pz_window *w = &table->state->window;
    return i < w->n && column >= 1 && column <= w->width ? w->grid[i * w->width + column - 1] : NULL;
}

/* Rows ---------------------------------------------------------------------------------------------------------- */

static bool is_blank(const struct pz_cell *cell)
{
    if (cell->type == PZ_CELL_EMPTY)
        return true;
    if (cell->type != PZ_CELL_TEXT)
        return false;
    for (const char *p = cell->text, *end = p + cell->len; p < end;)
        if (!pz_rune_is_space(pz_utf8_next(&p, end)))
            return false;
    return true;
}

/* Rows may be wider than what was seen ahead. */
static void widen(struct pz_table_state *s, size_t width)
{
    s->cells = pz_arena_grow(s->arena, s->cells, s->width, width * 2, sizeof *s->cells);
    s->carried = pz_arena_grow(s->arena, s->carried, s->width, width * 2, sizeof *s->carried);
    memset(s->carried + s->width, 0, (width * 2 - s->width) * sizeof *s->carried);
    s->width = width * 2;
}

static void carry(struct pz_table_state *s, const struct pz_cell *cell, bool lasting)
{
    struct carried *c = &s->carried[cell->column - 1];
    c->cell = *cell;
    c->until = cell->row + cell->rows - 1;
    if (!lasting)
        c->cell.text = pz_arena_strndup(s->arena, cell->text, cell->len);
}

/* Lay the row's cells out by column; cells merged over rows stand in for the covered ones. The number of filled ones. */
static size_t lay_out(struct pz_table_state *s, const struct pz_row *row, bool lasting)
{
    size_t filled = 0;
    if (row->n && row->cells[row->n - 1].column > s->width)
        widen(s, row->cells[row->n - 1].column);
    for (size_t c = 0; c < s->width; c++) {
        bool held = s->carried[c].until >= row->number && s->carried[c].cell.row < row->number;
        s->cells[c] = held ? &s->carried[c].cell : NULL;
    }
    for (size_t i = 0; i < row->n; i++) {
        const struct pz_cell *cell = &row->cells[i];
        if (is_blank(cell))
            continue;
        s->cells[cell->column - 1] = cell;
        filled++;
        if (cell->rows > 1)
            carry(s, cell, lasting);
    }
    return filled;
}

static const struct pz_cell *first_text(const struct pz_table_state *s)
{
    for (size_t c = 0; c < s->width; c++)
        if (s->cells[c] && s->cells[c]->type == PZ_CELL_TEXT && pz_reading_of(s->cells[c]).kind == PZ_READING_TEXT)
            return s->cells[c];
    return NULL;
}

/* A row with a code or number of its own before the text is no totals row, whatever the text begins with. */
static bool is_leftmost(const struct pz_table_state *s, const struct pz_cell *cell)
{
    for (size_t c = 0; c + 1 < cell->column; c++)
        if (s->cells[c])
            return false;
    return true;
}

/* A header that is printed again on each page. */
static bool repeats_header(const struct pz_table *table, const struct pz_table_state *s, size_t filled)
{
    size_t same = 0;
    for (size_t i = 0; i < table->n; i++) {
        const struct pz_column *column = &table->columns[i];
        const struct pz_cell *cell = s->cells[column->number - 1];
        if (cell && column->tier_n && strcmp(cell->text, column->tiers[column->tier_n - 1]) == 0)
            same++;
    }
    return filled >= 2 && same * 10 >= filled * 7;
}

static bool numbers_columns(const struct pz_table_state *s, size_t filled)
{
    double before = 0;
    size_t good = 0;
    for (size_t c = 0; c < s->width; c++) {
        struct pz_reading reading = pz_reading_of(s->cells[c]);
        if (reading.kind == PZ_READING_EMPTY)
            continue;
        if (reading.kind != PZ_READING_NUMBER || reading.percent || reading.number != before + 1)
            return false;
        before = reading.number;
        good++;
    }
    return good >= 3 && good == filled;
}

static void classify(const struct pz_table *table, struct pz_table_row *out, size_t filled)
{
    const struct pz_table_state *s = table->state;
    const struct pz_cell *first = first_text(s);
    out->cls = PZ_ROW_DATA;
    out->how = NULL;
    if (numbers_columns(s, filled) && out->row->number <= table->header_last + 1)
        out->cls = PZ_ROW_NUMBERING;
    else if (!first)
        return;
    else if (repeats_header(table, s, filled))
        out->cls = PZ_ROW_HEADER;
    else if (filled <= 2 && table->n > 2 && pz_words_begin(first->text, first->len, PZ_WORD_NOTE, NULL))
        out->cls = PZ_ROW_NOTE;
    else if (!s->totals_are_data && is_leftmost(s, first) && pz_words_begin(first->text, first->len, PZ_WORD_TOTAL, &out->how))
        out->cls = PZ_ROW_TOTAL;
    else if (filled == 1 && table->n > 2 && (first->column <= 2 || first->columns * 2 >= table->n))
        out->cls = PZ_ROW_SECTION;
}

static int next_row(struct pz_table_state *s, const struct pz_row **row, bool *ahead, struct pz_error *err)
{
    *ahead = s->given < s->window.n;
    if (*ahead) {
        *row = s->window.rows[s->given++];
        return 1;
    }
    return s->window.n < PZ_WINDOW_ROWS ? 0 : pz_sheet_next(s->reader, row, err);
}

int pz_table_next(struct pz_table *table, struct pz_table_row *out, struct pz_error *err)
{
    struct pz_table_state *s = table->state;
    for (;;) {
        bool ahead;
        int rc = next_row(s, &out->row, &ahead, err);
        if (rc != 1)
            return rc;
        size_t filled = lay_out(s, out->row, ahead);
        if (!filled)
            continue;
        out->cells = s->cells;
        out->how = NULL;
        if (out->row->number < table->header_first || !table->header_first)
            out->cls = PZ_ROW_TITLE;
        else if (out->row->number <= table->header_last)
            out->cls = PZ_ROW_HEADER;
        else if (out->row->number < s->first_row || (s->last_row && out->row->number > s->last_row))
            out->cls = PZ_ROW_LEFT_OUT;
        else
            classify(table, out, filled);
        return 1;
    }
}
