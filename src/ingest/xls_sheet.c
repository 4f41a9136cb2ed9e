/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of an old XLS. A first pass lists where each cell's record stands (merged ranges and hidden columns lie behind the cells, and cells
 * need not come in order), the second one reads them row by row: eight bytes a record, in a kind of file that ends at 65,536 rows. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ingest/merged.h"
#include "ingest/xls.h"

enum { ROWS = 65536, COLUMNS = 256 };

struct spot { /* from 0 */
    uint16_t row, column;
    uint32_t at; /* of the record */
};

struct reader {
    struct pz_workbook *wb;
    struct pz_xls *xls;
    struct pz_biff biff;
    struct spot *spots;
    size_t n, cap, next;
    struct pz_merged merged;
    unsigned char hidden_rows[ROWS / 8], hidden_columns[COLUMNS / 8];
};

static int damaged(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
}

static bool bit(const unsigned char *bits, size_t i)
{
    return bits[i / 8] >> (i % 8) & 1;
}

static void set_bit(unsigned char *bits, size_t i)
{
    bits[i / 8] |= (unsigned char)(1u << (i % 8));
}

/* First pass ------------------------------------------------------------------------------------------------------ */

static bool is_cell(unsigned kind)
{
    switch (kind) {
    case PZ_BIFF_FORMULA:
    case PZ_BIFF_NUMBERS:
    case PZ_BIFF_RICH_TEXT:
    case PZ_BIFF_SHARED_TEXT:
    case PZ_BIFF_BLANK:
    case PZ_BIFF_BLANKS:
    case PZ_BIFF_NUMBER:
    case PZ_BIFF_TEXT:
    case PZ_BIFF_BOOL:
    case PZ_BIFF_RK: return true;
    default: return false;
    }
}

static int add_spot(struct reader *r, const unsigned char *p, struct pz_error *err)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 1024;
        struct spot *v = pz_realloc(r->spots, cap * sizeof *v);
        if (!v)
            return pz_fail_memory(err);
        r->spots = v;
        r->cap = cap;
    }
    r->spots[r->n++] = (struct spot){(uint16_t)pz_biff_u16(p), (uint16_t)pz_biff_u16(p + 2), r->biff.at};
    return 0;
}

static void hide_columns(struct reader *r, const unsigned char *p)
{
    for (unsigned c = pz_biff_u16(p); (p[8] & 1) && c <= pz_biff_u16(p + 2) && c < COLUMNS; c++)
        set_bit(r->hidden_columns, c);
}

static int take_merged(struct reader *r, struct pz_error *err)
{
    r->biff.next = r->biff.at;
    if (pz_biff_next(&r->biff, err) != 1)
        return -1;
    const unsigned char *p = pz_biff_take(&r->biff, 2);
    for (unsigned n = p ? pz_biff_u16(p) : 0; n; n--) {
        p = pz_biff_take(&r->biff, 8);
        if (!p)
            return damaged(err);
        struct pz_range range = {pz_biff_u16(p) + 1, pz_biff_u16(p + 4) + 1, pz_biff_u16(p + 2) + 1, pz_biff_u16(p + 6) + 1};
        if (range.row2 >= range.row1 && range.column2 >= range.column1 && pz_merged_add(&r->merged, &range, err) != 0)
            return -1;
    }
    return 0;
}

static int note_record(struct reader *r, const unsigned char *first, size_t len, struct pz_error *err)
{
    if (is_cell(r->biff.kind))
        return len >= 6 ? add_spot(r, first, err) : damaged(err);
    if (r->biff.kind == PZ_BIFF_ROW && len >= 16 && (first[12] & 0x20))
        set_bit(r->hidden_rows, pz_biff_u16(first));
    else if (r->biff.kind == PZ_BIFF_COLUMNS && len >= 10)
        hide_columns(r, first);
    else if (r->biff.kind == PZ_BIFF_MERGED)
        return take_merged(r, err);
    return 0;
}

static int by_place(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void sort_spots(struct reader *r)
{
    for (size_t i = 1; i < r->n; i++)
        if (by_place(&r->spots[i - 1], &r->spots[i]) > 0) {
            qsort(r->spots, r->n, sizeof *r->spots, by_place);
            return;
        }
}

/* From the sheet's BEGIN to its EOF; charts lie in between as streams of their own. */
static int scan(struct reader *r, struct pz_error *err)
{
    unsigned char first[16] = {0};
    size_t len;
    unsigned depth = 0;
    do {
        if (pz_biff_skip(&r->biff, first, sizeof first, &len, err) != 1)
            return err->kind ? -1 : damaged(err);
        if (r->biff.kind == PZ_BIFF_BEGIN)
            depth++;
        else if (!depth)
            return damaged(err);
        else if (r->biff.kind == PZ_BIFF_EOF)
            depth--;
        else if (depth == 1 && note_record(r, first, len, err) != 0)
            return -1;
    } while (depth);
    sort_spots(r);
    return pz_merged_sort(&r->merged, err);
}

int pz_xls_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    struct reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    r->wb = wb;
    r->xls = wb->data;
    r->biff.stream = r->xls->stream;
    r->biff.codepage = r->xls->codepage;
    r->biff.next = r->xls->starts[i];
    if (scan(r, err) != 0) {
        pz_xls_sheet_close(r);
        return -1;
    }
    *state = r;
    return 0;
}

void pz_xls_sheet_close(void *state)
{
    struct reader *r = state;
    pz_merged_release(&r->merged);
    pz_free(r->spots);
    pz_free(r);
}

/* Cells ----------------------------------------------------------------------------------------------------------- */

static const char *error_text(unsigned code)
{
    static const struct {
        unsigned char code;
        const char *text;
    } known[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                 {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code)
            return known[i].text;
    return "#ERR!";
}

/* A new cell with its span; *taken false: covered by a merged range. */
static int place(struct reader *r, struct pz_row_builder *b, uint32_t column, bool *taken, struct pz_error *err)
{
    uint32_t last = b->n ? b->cells[b->n - 1].column : 0;
    struct pz_cell *cell = column > last ? pz_row_add(b, column, err) : NULL;
    if (!cell)
        return err->kind ? -1 : pz_fail(err, PZ_DATA, "E-DATA-012", _("the cells of row %u are out of order"), b->row.number);
    cell->hidden = column <= COLUMNS && bit(r->hidden_columns, column - 1);
    const struct pz_range *range = pz_merged_find(&r->merged, cell->row, column);
    *taken = !range || (range->row1 == cell->row && range->column1 == column);
    if (range && *taken) {
        cell->rows = range->row2 - range->row1 + 1;
        cell->columns = range->column2 - range->column1 + 1;
    }
    return 0;
}

/* The last cell is complete, unless nothing is in it and nothing depends on it. */
static int end_cell(struct reader *r, struct pz_row_builder *b, bool taken, struct pz_error *err)
{
    const struct pz_cell *cell = &b->cells[b->n - 1];
    if (!taken || (cell->type == PZ_CELL_EMPTY && cell->rows * cell->columns == 1)) {
        pz_row_drop(b);
        return 0;
    }
    return pz_row_end_cell(b, r->wb->options.max_cell, err);
}

static void put_number(struct reader *r, struct pz_row_builder *b, double number, unsigned style)
{
    if (number >= -1e300 && number <= 1e300)
        pz_number_put(b, number, pz_number_formats_of_style(&r->xls->formats, style), r->xls->date1904);
}

static void put_text(struct pz_row_builder *b, const char *text, size_t len)
{
    b->cells[b->n - 1].type = PZ_CELL_TEXT;
    pz_buf_put(&b->text, text, len);
}

static void put_bool(struct pz_row_builder *b, unsigned value, bool is_error)
{
    struct pz_cell *cell = &b->cells[b->n - 1];
    cell->type = is_error ? PZ_CELL_ERROR : PZ_CELL_BOOL;
    cell->number = is_error ? 0 : value != 0;
    pz_buf_puts(&b->text, is_error ? error_text(value) : value ? "1" : "0");
}

/* The text a formula gave stands in a record of its own behind it, perhaps with the formula's own records in between. */
static int put_formula_text(struct reader *r, struct pz_row_builder *b, struct pz_error *err)
{
    for (int i = 0; i < 4; i++) {
        if (pz_biff_next(&r->biff, err) != 1)
            return err->kind ? -1 : damaged(err);
        if (r->biff.kind != PZ_BIFF_FORMULA_TEXT)
            continue;
        b->cells[b->n - 1].type = PZ_CELL_TEXT;
        return pz_biff_text(&r->biff, 2, &b->text, r->wb->options.max_cell, err);
    }
    return damaged(err);
}

static int put_formula(struct reader *r, struct pz_row_builder *b, const unsigned char *result, unsigned style,
                       struct pz_error *err)
{
    if (result[6] != 0xFF || result[7] != 0xFF) {
        put_number(r, b, pz_biff_double(result), style);
        return 0;
    }
    if (result[0] == 0)
        return put_formula_text(r, b, err);
    if (result[0] == 1 || result[0] == 2)
        put_bool(b, result[2], result[0] == 2);
    return 0;
}

/* What stands behind row, column and style. */
static int put_value(struct reader *r, struct pz_row_builder *b, unsigned style, struct pz_error *err)
{
    const unsigned char *p;
    const char *text;
    size_t len;
    switch (r->biff.kind) {
    case PZ_BIFF_SHARED_TEXT:
        p = pz_biff_take(&r->biff, 4);
        text = p ? pz_xls_string(r->xls, pz_biff_u32(p), &len) : NULL;
        if (!text)
            return damaged(err);
        put_text(b, text, len);
        return 0;
    case PZ_BIFF_TEXT:
    case PZ_BIFF_RICH_TEXT:
        b->cells[b->n - 1].type = PZ_CELL_TEXT;
        return pz_biff_text(&r->biff, 2, &b->text, r->wb->options.max_cell, err);
    case PZ_BIFF_NUMBER:
        if (!(p = pz_biff_take(&r->biff, 8)))
            return damaged(err);
        put_number(r, b, pz_biff_double(p), style);
        return 0;
    case PZ_BIFF_RK:
        if (!(p = pz_biff_take(&r->biff, 4)))
            return damaged(err);
        put_number(r, b, pz_biff_rk(p), style);
        return 0;
    case PZ_BIFF_BOOL:
        if (!(p = pz_biff_take(&r->biff, 2)))
            return damaged(err);
        put_bool(b, p[0], p[1] != 0);
        return 0;
    case PZ_BIFF_FORMULA: return (p = pz_biff_take(&r->biff, 8)) ? put_formula(r, b, p, style, err) : damaged(err);
    default: return 0;
    }
}

static int put_cell(struct reader *r, struct pz_row_builder *b, uint32_t column, unsigned style, struct pz_error *err)
{
    bool taken;
    if (place(r, b, column, &taken, err) != 0 || put_value(r, b, style, err) != 0)
        return -1;
    return end_cell(r, b, taken, err);
}

/* Several cells side by side: style and number of each, or the style alone of blank ones. */
static int put_cells(struct reader *r, struct pz_row_builder *b, uint32_t column, struct pz_error *err)
{
    size_t each = r->biff.kind == PZ_BIFF_NUMBERS ? 6 : 2;
    const unsigned char *p;
    for (; r->biff.end - r->biff.p >= (ptrdiff_t)each + 2 && (p = pz_biff_take(&r->biff, each)); column++) {
        bool taken;
        if (place(r, b, column, &taken, err) != 0)
            return -1;
        if (each == 6)
            put_number(r, b, pz_biff_rk(p + 2), pz_biff_u16(p));
        if (end_cell(r, b, taken, err) != 0)
            return -1;
    }
    return 0;
}

static int read_record(struct reader *r, struct pz_row_builder *b, const struct spot *spot, struct pz_error *err)
{
    r->biff.next = spot->at;
    if (pz_biff_next(&r->biff, err) != 1)
        return -1;
    const unsigned char *p = pz_biff_take(&r->biff, 4);
    if (!p)
        return damaged(err);
    if (r->biff.kind == PZ_BIFF_NUMBERS || r->biff.kind == PZ_BIFF_BLANKS)
        return put_cells(r, b, spot->column + 1u, err);
    return (p = pz_biff_take(&r->biff, 2)) ? put_cell(r, b, spot->column + 1u, pz_biff_u16(p), err) : damaged(err);
}

int pz_xls_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct reader *r = state;
    if (r->next == r->n)
        return 0;
    uint16_t row = r->spots[r->next].row;
    pz_row_begin(b, row + 1u);
    b->row.hidden = bit(r->hidden_rows, row);
    while (r->next < r->n && r->spots[r->next].row == row)
        if (read_record(r, b, &r->spots[r->next++], err) != 0)
            return -1;
    return 1;
}
