/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/sheet.h"

#include <errno.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "ingest/backend.h"
#include "ingest/sniff.h"

struct pz_sheet_reader {
    struct pz_workbook *workbook;
    size_t sheet;
    void *state;
    struct pz_row_builder builder;
    uint32_t rows;
};

static const struct pz_backend *const backends[] = {
    [PZ_WORKBOOK_CSV] = &pz_backend_csv,
    [PZ_WORKBOOK_XLSX] = &pz_backend_xlsx,
    [PZ_WORKBOOK_ODS] = &pz_backend_ods,
    [PZ_WORKBOOK_XLS] = &pz_backend_xls,
};

static int set_up(struct pz_workbook *wb, const char *path, const struct pz_workbook_options *options, struct pz_error *err)
{
    pz_arena_init(&wb->arena, 0);
    if (options)
        wb->options = *options;
    if (!wb->options.max_cell)
        wb->options.max_cell = (size_t)1 << 20;
    if (!wb->options.max_unpacked)
        wb->options.max_unpacked = (size_t)2 << 30;
    if (!wb->options.max_rows)
        wb->options.max_rows = 5000000;
    if (!(wb->path = pz_strdup(path)))
        return pz_fail_memory(err);
    enum pz_workbook_format format;
    if (pz_sniff(&format, path, err) != 0)
        return -1;
    wb->backend = backends[format];
    jmp_buf oom;
    pz_arena_trap(&wb->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    int rc = wb->backend->open(wb, err);
    pz_arena_trap(&wb->arena, NULL);
    return rc;
}

int pz_workbook_open(struct pz_workbook **out, const char *path, const struct pz_workbook_options *options, struct pz_error *err)
{
    *out = NULL;
    struct pz_workbook *wb = pz_calloc(1, sizeof *wb);
    if (!wb)
        return pz_fail_memory(err);
    if (set_up(wb, path, options, err) != 0) {
        struct pz_place place = pz_place_file(path);
        pz_error_at(err, &place);
        pz_workbook_close(wb);
        return -1;
    }
    *out = wb;
    return 0;
}

void pz_workbook_close(struct pz_workbook *wb)
{
    if (!wb)
        return;
    if (wb->backend)
        wb->backend->close(wb);
    pz_arena_release(&wb->arena);
    pz_free(wb->path);
    pz_free(wb);
}

enum pz_workbook_format pz_workbook_format(const struct pz_workbook *wb)
{
    return wb->backend->format;
}

size_t pz_workbook_sheet_count(const struct pz_workbook *wb)
{
    return wb->sheet_n;
}

const struct pz_sheet_info *pz_workbook_sheet(const struct pz_workbook *wb, size_t i)
{
    return &wb->sheets[i];
}

const char *pz_workbook_encoding(const struct pz_workbook *wb, bool *guessed)
{
    if (guessed)
        *guessed = wb->encoding_guessed;
    return wb->encoding;
}

char pz_workbook_delimiter(const struct pz_workbook *wb)
{
    return wb->delimiter;
}

static int reader_failed(struct pz_sheet_reader *r, struct pz_error *err)
{
    struct pz_place place = pz_place_cell(r->workbook->path, r->workbook->sheets[r->sheet].name, NULL);
    return pz_error_at(err, &place);
}

int pz_sheet_open(struct pz_sheet_reader **out, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    *out = NULL;
    struct pz_sheet_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    r->workbook = wb;
    r->sheet = i;
    if (!wb->sheets[i].chart && wb->backend->sheet_open(&r->state, wb, i, err) != 0) {
        reader_failed(r, err);
        pz_sheet_close(r);
        return -1;
    }
    *out = r;
    return 0;
}

int pz_sheet_next(struct pz_sheet_reader *r, const struct pz_row **row, struct pz_error *err)
{
    *row = NULL;
    int rc;
    do {
        if (!r->state)
            return 0;
        rc = r->workbook->backend->sheet_next(r->state, &r->builder, err);
    } while (rc == 1 && r->builder.n == 0);
    if (rc == 1 && ++r->rows > r->workbook->options.max_rows)
        rc = pz_fail(err, PZ_DATA, "E-DATA-013", _("the sheet has more than %u rows"), r->workbook->options.max_rows);
    if (rc == 1 && r->builder.text.failed)
        rc = pz_fail_memory(err);
    if (rc < 0)
        return reader_failed(r, err);
    if (rc == 1) {
        pz_row_finish(&r->builder);
        *row = &r->builder.row;
    }
    return rc;
}

void pz_sheet_close(struct pz_sheet_reader *r)
{
    if (!r)
        return;
    if (r->state)
        r->workbook->backend->sheet_close(r->state);
    pz_row_release(&r->builder);
    pz_free(r);
}

/* Rows ---------------------------------------------------------------------------------------------------- */

void pz_row_begin(struct pz_row_builder *b, uint32_t number)
{
    b->n = 0;
    b->row = (struct pz_row){.number = number};
    pz_buf_clear(&b->text);
}

struct pz_cell *pz_row_add(struct pz_row_builder *b, uint32_t column, struct pz_error *err)
{
    if (column == 0 || column > PZ_COLUMNS_MAX) {
        pz_fail(err, PZ_DATA, "E-DATA-013", _("row %u has more than %d columns"), b->row.number, PZ_COLUMNS_MAX);
        return NULL;
    }
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 64;
        struct pz_cell *cells = pz_realloc(b->cells, cap * sizeof *cells);
        if (cells)
            b->cells = cells;
        size_t *at = cells ? pz_realloc(b->at, cap * sizeof *at) : NULL;
        if (!at) {
            pz_fail_memory(err);
            return NULL;
        }
        b->at = at;
        b->cap = cap;
    }
    b->cells[b->n] = (struct pz_cell){.row = b->row.number, .column = column, .rows = 1, .columns = 1};
    b->at[b->n] = b->text.len;
    return &b->cells[b->n++];
}

int pz_row_end_cell(struct pz_row_builder *b, size_t max, struct pz_error *err)
{
    struct pz_cell *cell = &b->cells[b->n - 1];
    cell->len = b->text.len - b->at[b->n - 1];
    pz_buf_putc(&b->text, '\0');
    if (b->text.failed)
        return pz_fail_memory(err);
    if (cell->len > max) {
        char name[16];
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the text of cell %s is longer than %zu KB"),
                       pz_cell_name(name, cell->row, cell->column), max >> 10);
    }
    return 0;
}

void pz_row_drop(struct pz_row_builder *b)
{
    b->text.len = b->at[--b->n];
}

void pz_row_finish(struct pz_row_builder *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->cells[i].text = b->text.data + b->at[i];
    b->row.cells = b->cells;
    b->row.n = b->n;
}

void pz_row_release(struct pz_row_builder *b)
{
    pz_free(b->cells);
    pz_free(b->at);
    pz_buf_release(&b->text);
}

/* Cell names ---------------------------------------------------------------------------------------------- */

char *pz_cell_name(char out[16], uint32_t row, uint32_t column)
{
    char letters[8];
    size_t n = 0;
    for (uint32_t c = column; c && n < sizeof letters; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    size_t at = 0;
    while (n)
        out[at++] = letters[--n];
    if (row)
        snprintf(out + at, 16 - at, "%u", row);
    else
        out[at] = '\0';
    return out;
}

size_t pz_cell_parse(const char *s, uint32_t *row, uint32_t *column)
{
    const char *p = s;
    uint32_t c = 0, r = 0;
    for (; (*p | 32) >= 'a' && (*p | 32) <= 'z' && c < 100000; p++)
        c = c * 26 + (uint32_t)((*p | 32) - 'a' + 1);
    if (p == s)
        return 0;
    for (; *p >= '0' && *p <= '9' && r < 100000000; p++)
        r = r * 10 + (uint32_t)(*p - '0');
    *row = r;
    *column = c;
    return (size_t)(p - s);
}
