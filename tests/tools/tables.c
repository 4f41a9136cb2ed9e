/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a spreadsheet as JSON, a line a sheet and a line a row, for comparison with other readers: tables FILE [ENCODING [DELIMITER]] */
#include <stdio.h>
#include <string.h>

#include "ingest/sheet.h"

static void put_cell(const struct pz_cell *cell, struct pz_buf *out)
{
    static const char types[] = {'0', 's', 'n', 'b', 'e', 'd'};
    pz_buf_printf(out, "{\"c\":%u,\"t\":\"%c\",\"rows\":%u,\"columns\":%u,\"number\":%.17g,\"text\":", cell->column,
                  types[cell->type], cell->rows, cell->columns, cell->number);
    pz_buf_put_json(out, cell->text, cell->len);
    pz_buf_putc(out, '}');
}

static int put_sheet(struct pz_workbook *workbook, size_t i, struct pz_buf *out, struct pz_error *err)
{
    const struct pz_sheet_info *info = pz_workbook_sheet(workbook, i);
    struct pz_sheet_reader *reader;
    pz_buf_puts(out, "{\"sheet\":");
    pz_buf_put_json(out, info->name, strlen(info->name));
    pz_buf_printf(out, ",\"hidden\":%s,\"chart\":%s}\n", info->hidden ? "true" : "false", info->chart ? "true" : "false");
    if (pz_sheet_open(&reader, workbook, i, err) != 0)
        return -1;
    const struct pz_row *row;
    int rc;
    while ((rc = pz_sheet_next(reader, &row, err)) == 1) {
        pz_buf_printf(out, "{\"row\":%u,\"cells\":[", row->number);
        for (size_t k = 0; k < row->n; k++) {
            pz_buf_puts(out, k ? "," : "");
            put_cell(&row->cells[k], out);
        }
        pz_buf_puts(out, "]}\n");
    }
    pz_sheet_close(reader);
    return rc;
}

int main(int argc, char **argv)
{
    struct pz_workbook *workbook = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_workbook_options options = {.encoding = argc > 2 && argv[2][0] ? argv[2] : NULL,
                                          .delimiter = argc > 3 ? argv[3][0] : 0};
    int rc = argc > 1 ? pz_workbook_open(&workbook, argv[1], &options, &err) : -1;
    for (size_t i = 0; rc == 0 && i < pz_workbook_sheet_count(workbook); i++)
        rc = put_sheet(workbook, i, &out, &err);
    fputs(pz_buf_str(&out), stdout);
    if (rc != 0)
        fprintf(stderr, "%s %s\n", err.id ? err.id : "", err.message);
    pz_workbook_close(workbook);
    pz_buf_release(&out);
    return rc != 0;
}
