/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old XLS through libfreexl, which holds the whole workbook in memory: these files end at 65,536 rows. It tells neither merged cells nor
 * hidden sheets nor number formats other than dates. */
#include <freexl.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ingest/backend.h"

struct xls {
    const void *handle;
};

struct xls_reader {
    struct pz_workbook *wb;
    unsigned sheet;
    unsigned rows, row;
    unsigned short columns;
};

static const void *handle_of(const struct pz_workbook *wb)
{
    return ((const struct xls *)wb->data)->handle;
}

static int xls_failed(int code, struct pz_error *err)
{
    if (code == FREEXL_INSUFFICIENT_MEMORY)
        return pz_fail_memory(err);
    pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
    if (err)
        err->code = code;
    return -1;
}

static int xls_open(struct pz_workbook *wb, struct pz_error *err)
{
    struct xls *xls = wb->data = PZ_NEW(&wb->arena, struct xls);
    unsigned password = 0, sheets = 0;
    int code = freexl_open(wb->path, &xls->handle);
    if (code == FREEXL_BIFF_OBFUSCATED ||
        (code == FREEXL_OK && freexl_get_info(xls->handle, FREEXL_BIFF_PASSWORD, &password) == FREEXL_OK &&
         password == FREEXL_BIFF_OBFUSCATED))
        return pz_fail(err, PZ_DATA, "E-DATA-011", _("the file is protected by a password: remove the password and save it again"));
    if (code == FREEXL_OK)
        code = freexl_get_info(xls->handle, FREEXL_BIFF_SHEET_COUNT, &sheets);
    if (code != FREEXL_OK)
        return xls_failed(code, err);
    wb->sheets = PZ_NEW_ARRAY(&wb->arena, sheets ? sheets : 1, struct pz_sheet_info);
    for (unsigned i = 0; i < sheets; i++) {
        const char *name = NULL;
        freexl_get_worksheet_name(xls->handle, (unsigned short)i, &name);
        wb->sheets[i] = (struct pz_sheet_info){.name = pz_arena_strdup(&wb->arena, name ? name : "")};
    }
    wb->sheet_n = sheets;
    return 0;
}

static void xls_close(struct pz_workbook *wb)
{
    struct xls *xls = wb->data;
    if (xls && xls->handle)
        freexl_close(xls->handle);
}

static int select_sheet(const struct xls_reader *r, struct pz_error *err)
{
    int code = freexl_select_active_worksheet(handle_of(r->wb), (unsigned short)r->sheet);
    return code == FREEXL_OK ? 0 : xls_failed(code, err);
}

static int xls_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    struct xls_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    r->wb = wb;
    r->sheet = (unsigned)i;
    int code = select_sheet(r, err) == 0 ? freexl_worksheet_dimensions(handle_of(wb), &r->rows, &r->columns) : FREEXL_OK;
    if (err->kind || code != FREEXL_OK) {
        pz_free(r);
        return err->kind ? -1 : xls_failed(code, err);
    }
    *state = r;
    return 0;
}

static void take_value(struct pz_cell *cell, struct pz_row_builder *b, const FreeXL_CellValue *v)
{
    size_t start = b->text.len;
    const char *text = v->value.text_value;
    switch (v->type) {
    case FREEXL_CELL_INT:
        cell->type = PZ_CELL_NUMBER;
        cell->number = v->value.int_value;
        pz_buf_printf(&b->text, "%d", v->value.int_value);
        break;
    case FREEXL_CELL_DOUBLE:
        cell->type = PZ_CELL_NUMBER;
        cell->number = v->value.double_value;
        pz_buf_printf(&b->text, "%.15g", v->value.double_value);
        break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
        cell->type = PZ_CELL_TEXT;
        pz_buf_puts(&b->text, text ? text : "");
        if (text && pz_serial_parse(text, strlen(text), &cell->number)) {
            cell->type = PZ_CELL_DATE;
            b->text.len = start;
            pz_serial_print(&b->text, cell->number);
        }
        break;
    case FREEXL_CELL_TIME:
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
        cell->type = PZ_CELL_TEXT;
        pz_buf_puts(&b->text, text ? text : "");
        break;
    default: break;
    }
}

static int xls_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct xls_reader *r = state;
    if (r->row >= r->rows || select_sheet(r, err) != 0)
        return r->row >= r->rows ? 0 : -1;
    pz_row_begin(b, r->row + 1);
    for (unsigned short c = 0; c < r->columns; c++) {
        FreeXL_CellValue v;
        if (freexl_get_cell_value(handle_of(r->wb), r->row, c, &v) != FREEXL_OK || v.type == FREEXL_CELL_NULL)
            continue;
        struct pz_cell *cell = pz_row_add(b, c + 1u, err);
        if (!cell)
            return -1;
        take_value(cell, b, &v);
        if (pz_row_end_cell(b, r->wb->options.max_cell, err) != 0)
            return -1;
        if (b->cells[b->n - 1].len == 0)
            pz_row_drop(b);
    }
    r->row++;
    return 1;
}

static void xls_sheet_close(void *state)
{
    pz_free(state);
}

const struct pz_backend pz_backend_xls = {PZ_WORKBOOK_XLS, xls_open, xls_close, xls_sheet_open, xls_sheet_next, xls_sheet_close};
