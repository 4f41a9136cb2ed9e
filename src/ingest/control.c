/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

enum { ROWS_MAX = 5000 };

struct pz_control_row {
    long code;
    const char *formula; /* «402, 413-415», or NULL */
    double *values;      /* by column; NAN where there is none */
    uint32_t row;
    struct pz_control_row *next;
};

void pz_control_init(struct pz_control *control, struct pz_results *results)
{
    *control = (struct pz_control){.results = results};
    control->last = &control->first;
}

/* The numbers behind «сумма строк» in the name. */
static const char *formula_of(struct pz_arena *arena, const struct pz_cell *name)
{
    static const char *const words[] = {"сумма строк", "сумма стр.", "сумма стр"};
    for (size_t i = 0; name && i < sizeof words / sizeof words[0]; i++) {
        const char *at = strstr(name->text, words[i]);
        if (!at)
            continue;
        at += strlen(words[i]);
        size_t len = strcspn(at, ")");
        return pz_arena_strndup(arena, at, len);
    }
    return NULL;
}

static const struct pz_cell *cell_with(const struct pz_control *control, const struct pz_table_row *row, enum pz_role role)
{
    const struct pz_results *r = control->results;
    for (size_t c = 0; c < r->table->n; c++)
        if (r->columns[c].role == role && row->cells[c])
            return row->cells[c];
    return NULL;
}

void pz_control_take(struct pz_control *control, const struct pz_table_row *row)
{
    const struct pz_results *r = control->results;
    const struct pz_cell *code = cell_with(control, row, PZ_ROLE_INDICATOR_CODE);
    bool many = r->layout == PZ_LAYOUT_LONG && r->in->organisation < 0; /* rows of different organisations do not add up */
    if (!code || many || control->n++ >= ROWS_MAX)
        return;
    struct pz_arena *arena = &r->in->arena;
    struct pz_control_row *it = PZ_NEW(arena, struct pz_control_row);
    it->code = strtol(code->text, NULL, 10);
    it->formula = formula_of(arena, cell_with(control, row, PZ_ROLE_INDICATOR_NAME));
    it->values = PZ_NEW_ARRAY(arena, r->table->n, double);
    it->row = row->row->number;
    control->formulas |= it->formula != NULL;
    for (size_t c = 0; c < r->table->n; c++) {
        struct pz_reading reading = pz_reading_of(r->columns[c].role == PZ_ROLE_VALUE ? row->cells[c] : NULL);
        it->values[c] = reading.kind == PZ_READING_NUMBER ? reading.number : NAN;
    }
    *control->last = it;
    control->last = &it->next;
}

static double value_of(const struct pz_control *control, long code, size_t column)
{
    for (const struct pz_control_row *it = control->first; it; it = it->next)
        if (it->code == code)
            return it->values[column];
    return NAN;
}

/* The sum of «402, 413–415» in a column; NAN when nothing of it is known. */
static double sum_of(const struct pz_control *control, const char *formula, size_t column)
{
    double sum = 0;
    size_t known = 0;
    for (const char *p = formula; (p = strpbrk(p, "0123456789"));) {
        char *end;
        long from = strtol(p, &end, 10), to = from;
        const char *q = end + strspn(end, " ");
        size_t dash = *q == '-' ? 1 : strncmp(q, "–", 3) == 0 || strncmp(q, "—", 3) == 0 ? 3 : 0;
        if (dash)
            to = strtol(q + dash, &end, 10);
        for (long code = from; code <= to && code - from < 1000; code++) {
            double v = value_of(control, code, column);
            known += !isnan(v);
            sum += isnan(v) ? 0 : v;
        }
        p = end;
    }
    return known ? sum : NAN;
}

void pz_control_check(struct pz_control *control)
{
    struct pz_results *r = control->results;
    for (const struct pz_control_row *it = control->formulas ? control->first : NULL; it; it = it->next)
        for (size_t c = 0; it->formula && c < r->table->n; c++) {
            double sum = isnan(it->values[c]) ? NAN : sum_of(control, it->formula, c);
            if (isnan(sum) || fabs(sum - it->values[c]) < 0.005)
                continue;
            char name[16];
            struct pz_place place = pz_place_cell(r->in->source->file, r->in->sheet, pz_cell_name(name, it->row, (uint32_t)c + 1));
            pz_report(r->in->diags, "W-DATA-067", &place, _("row %ld is %s, the sum of rows%s is %s"), it->code,
                      pz_intake_number(r->in, it->values[c]), it->formula, pz_intake_number(r->in, sum));
        }
}
