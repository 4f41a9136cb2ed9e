/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/answers.h"

#include "base/i18n.h"
#include "base/io.h"
#include "ingest/value.h"

static const struct pz_cell *cell_at(const struct pz_row *row, uint32_t column)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].column == column)
            return &row->cells[i];
    return NULL;
}

static void take_row(struct pz_matcher *matcher, const struct pz_row *row, struct pz_diags *diags)
{
    const struct pz_cell *text = cell_at(row, 1), *code = cell_at(row, 2);
    if (!text || !code || pz_reading_of(code).kind == PZ_READING_EMPTY || pz_matcher_answer(matcher, text->text, code->text) == 0)
        return;
    if (row->number == 1) /* the header */
        return;
    struct pz_place place = pz_place_line(PZ_ANSWERS_FILE, row->line, 0);
    pz_report(diags, "W-DATA-068", &place, _("there is no organisation with the code “%s”"), code->text);
}

int pz_answers_load(struct pz_matcher *matcher, const char *path, struct pz_diags *diags, struct pz_error *err)
{
    if (!pz_file_exists(path))
        return 0;
    struct pz_workbook *workbook = NULL;
    struct pz_sheet_reader *reader = NULL;
    struct pz_error failure = PZ_ERROR_INIT;
    int rc = pz_workbook_open(&workbook, path, NULL, &failure);
    if (rc == 0)
        rc = pz_sheet_open(&reader, workbook, 0, &failure);
    const struct pz_row *row;
    while (rc == 0 && pz_sheet_next(reader, &row, &failure) == 1)
        take_row(matcher, row, diags);
    pz_sheet_close(reader);
    pz_workbook_close(workbook);
    if (failure.kind == PZ_SYSTEM) {
        *err = failure;
        return -1;
    }
    pz_report_error(diags, &failure);
    return 0;
}
