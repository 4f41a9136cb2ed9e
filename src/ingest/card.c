/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card: one organisation, labels in one column and values beside them. It says whose the other sheets of the file are. */
#include <string.h>

#include "base/i18n.h"
#include "ingest/columns.h"

enum { WIDTH_MAX = 4 };

/* The cell beside a label: the next filled one to its right. */
static const struct pz_cell *beside(const struct pz_table *table, size_t i, uint32_t column)
{
    for (uint32_t c = column + 1; c <= column + 3; c++) {
        const struct pz_cell *cell = pz_table_peek(table, i, c);
        if (cell && cell->len && cell->column == c)
            return cell;
    }
    return NULL;
}

bool pz_intake_card(struct pz_intake *in, struct pz_table *table)
{
    const struct pz_cell *code = NULL, *name = NULL;
    size_t labels = 0;
    uint32_t last_row = 0;
    for (size_t i = 0; i < pz_table_ahead(table); i++)
        for (uint32_t c = 1; c <= WIDTH_MAX; c++) {
            const struct pz_cell *label = pz_table_peek(table, i, c), *value = label ? beside(table, i, c) : NULL;
            const char *field =
                label && value && label->column == c ? pz_header_field("organisations", label->text, label->len) : NULL;
            if (!field || label->row <= last_row)
                continue;
            last_row = label->row; /* a merged label counts once */
            labels++;
            if (strcmp(field, "code") == 0 && !code)
                code = value;
            else if ((strcmp(field, "name") == 0 || strcmp(field, "short_name") == 0) && !name)
                name = value;
            break;
        }
    if (labels < 2 || (!code && !name))
        return false;
    /* A header of a table has labels side by side; on a card the value beside a label is no label. */
    const struct pz_cell *first = code ? code : name;
    if (pz_header_field("organisations", first->text, first->len))
        return false;
    long entry;
    if (pz_intake_organisation(in, code, name, &entry) == 0 && entry >= 0) {
        in->organisation = entry;
        struct pz_place place = pz_intake_cell(in, first);
        pz_intake_note(in, &place, _("a card of %s %s: the file is its own"),
                       pz_matcher_code(in->organisations, (size_t)entry, &in->row),
                       pz_matcher_title(in->organisations, (size_t)entry, &in->row));
    }
    return true;
}
