/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of results: whose value of what indicator for which period, from the column, the row, the file, in this order. */
#include "ingest/results.h"

#include <string.h>

#include "base/i18n.h"
#include "ingest/columns.h"
#include "ingest/control.h"
#include "ingest/text.h"

static const struct pz_cell *cell_with(const struct pz_results *r, const struct pz_table_row *row, enum pz_role role)
{
    for (size_t c = 0; c < r->table->n; c++)
        if (r->columns[c].role == role && row->cells[c])
            return row->cells[c];
    return NULL;
}

/* Code and name in one, of the row. */
static const char *key_of(struct pz_results *r, const struct pz_cell *code, const struct pz_cell *name, size_t *len)
{
    size_t code_len = code ? code->len : 0, name_len = name ? name->len : 0;
    char *key = pz_arena_alloc(&r->in->row, code_len + name_len + 1);
    if (code)
        memcpy(key, code->text, code_len);
    key[code_len] = '\t';
    if (name)
        memcpy(key + code_len + 1, name->text, name_len);
    *len = code_len + 1 + name_len;
    return key;
}

/* The entry for the texts of a row, remembered by spelling so that 100,000 rows ask and report each spelling once. */
static int organisation_of(struct pz_results *r, const struct pz_table_row *row, long *entry)
{
    const struct pz_cell *code = cell_with(r, row, PZ_ROLE_ORGANISATION_CODE), *name = cell_with(r, row, PZ_ROLE_ORGANISATION_NAME);
    *entry = r->in->organisation;
    if (!code && !name) {
        if (*entry < 0 && r->layout == PZ_LAYOUT_LONG)
            *entry = r->last_organisation; /* left empty below the first row of the same organisation */
        return 0;
    }
    size_t len;
    const char *key = key_of(r, code, name, &len);
    int32_t seen;
    int rc = pz_imprints_find(&r->in->seen, key, len, &seen, r->in->err);
    if (rc < 0 || (rc == 0 && pz_intake_organisation(r->in, code, name, entry) < 0))
        return -1;
    if (rc == 1) {
        *entry = seen;
    } else {
        seen = (int32_t)*entry;
        if (pz_imprints_add(&r->in->seen, key, len, &seen, r->in->err) < 0)
            return -1;
    }
    r->last_organisation = *entry;
    return 0;
}

static long find_indicator(struct pz_results *r, const struct pz_cell *code, const struct pz_cell *name)
{
    struct pz_match by_code = {.kind = PZ_MATCH_NONE}, by_name = {.kind = PZ_MATCH_NONE};
    if (code)
        by_code = pz_match_coded(r->in->indicators, code->text, code->len);
    if (name)
        by_name = pz_match_any(r->in->indicators, name->text, name->len);
    const struct pz_cell *cell = code ? code : name;
    struct pz_place place = pz_intake_cell(r->in, cell);
    if (by_code.kind == PZ_MATCH_EXACT && by_name.kind >= PZ_MATCH_SAME && by_name.entry != by_code.entry) {
        pz_report(r->in->diags, "E-DATA-034", &place, _("code “%s” and name “%s” are of two indicators"),
                  pz_intake_text(r->in, code), pz_intake_text(r->in, name));
        return -1;
    }
    const struct pz_match *match = by_code.kind >= PZ_MATCH_SAME ? &by_code : &by_name;
    if (match->kind >= PZ_MATCH_GUESS) {
        if (match->kind == PZ_MATCH_GUESS)
            pz_report(r->in->diags, "W-DATA-060", &place, _("“%s” is taken for %s %s"), pz_intake_text(r->in, cell),
                      pz_matcher_code(r->in->indicators, match->entry, &r->in->row),
                      pz_matcher_title(r->in->indicators, match->entry, &r->in->row));
        return (long)match->entry;
    }
    struct pz_buf near = PZ_BUF_INIT;
    pz_match_print_near(r->in->indicators, match, &near);
    pz_report_hint(r->in->diags, "E-DATA-033", &place,
                   near.len ? pz_arena_printf(&r->in->row, _("perhaps %s"), pz_buf_str(&near)) : NULL,
                   _("the indicator “%s” is not known"), pz_intake_text(r->in, name ? name : code));
    pz_buf_release(&near);
    return -1;
}

/* The indicator a row speaks of; -1 and reported, once for each spelling, when it is not known. */
static long indicator_of(struct pz_results *r, const struct pz_table_row *row)
{
    const struct pz_cell *code = cell_with(r, row, PZ_ROLE_INDICATOR_CODE), *name = cell_with(r, row, PZ_ROLE_INDICATOR_NAME);
    struct pz_arena_mark mark = pz_arena_save(&r->in->arena);
    const char *key = pz_arena_printf(&r->in->arena, "%s\t%s", code ? code->text : "", name ? name->text : "");
    struct pz_value *seen = pz_map_find(r->indicators, pz_key(key));
    if (seen) {
        pz_arena_restore(&r->in->arena, mark);
        return (long)seen->u.i;
    }
    long entry = find_indicator(r, code, name);
    pz_map_set(&r->in->arena, r->indicators, key, pz_int(entry));
    return entry;
}

static bool has_values(const struct pz_results *r, const struct pz_table_row *row)
{
    for (size_t c = 0; c < r->table->n; c++)
        if (r->columns[c].role == PZ_ROLE_VALUE && row->cells[c])
            return true;
    return false;
}

static const char *period_of_row(struct pz_results *r, const struct pz_table_row *row)
{
    const struct pz_cell *cell = cell_with(r, row, PZ_ROLE_PERIOD);
    bool below = !cell && !cell_with(r, row, PZ_ROLE_ORGANISATION_CODE) && !cell_with(r, row, PZ_ROLE_ORGANISATION_NAME);
    if (below && !r->period)
        return r->last_period; /* left empty below the first row of the same organisation */
    struct pz_arena_mark mark = pz_arena_save(&r->in->arena);
    const char *period = cell ? pz_period_of(&r->in->arena, cell->text, cell->len, true) : NULL;
    if (period && r->last_period && strcmp(period, r->last_period) == 0) { /* one for all rows that follow each other */
        pz_arena_restore(&r->in->arena, mark);
        period = r->last_period;
    }
    if (cell && !period) {
        struct pz_place place = pz_intake_cell(r->in, cell);
        pz_report(r->in->diags, "E-DATA-036", &place, _("“%s” is no period"), pz_intake_text(r->in, cell));
    }
    r->last_period = cell ? period : r->period;
    return r->last_period;
}

/* Every value of a row. refused: none could be placed. */
static int take_values(struct pz_results *r, const struct pz_table_row *row, long organisation, long indicator, const char *period,
                       const char *how)
{
    for (size_t c = 0; c < r->table->n; c++) {
        const struct pz_result_column *column = &r->columns[c];
        if (column->role != PZ_ROLE_VALUE)
            continue;
        long who = column->organisation >= 0 ? column->organisation : organisation;
        long what = column->indicator >= 0 ? column->indicator : indicator;
        const char *when = column->period ? column->period : period;
        bool empty_cell = !row->cells[c] && (r->layout == PZ_LAYOUT_LONG || how);
        if (what < 0 || !when || empty_cell || (who < 0 && !how))
            continue;
        struct pz_cell nothing = {.row = row->row->number, .column = (uint32_t)c + 1, .text = "", .rows = 1, .columns = 1};
        const struct pz_cell *base = column->base >= 0 ? row->cells[column->base] : NULL;
        if (column->base >= 0 && !base && row->cells[c] && !how)
            base = &nothing;
        if (pz_results_value(r, how ? -1 : who, (size_t)what, when, how, row->cells[c] ? row->cells[c] : &nothing, base) != 0)
            return -1;
    }
    return 0;
}

static int take_total(struct pz_results *r, const struct pz_table_row *row)
{
    const char *period = r->period, *told = r->in->source->totals;
    if (told && strcmp(told, "skip") == 0)
        return 0;
    return r->layout == PZ_LAYOUT_WIDE && row->how && row->how[0] && period ? take_values(r, row, -1, -1, period, row->how) : 0;
}

static int refuse_row(struct pz_results *r, const struct pz_table_row *row, const char *id, const char *message)
{
    struct pz_place place = pz_intake_row(r->in, row->row);
    if (id)
        pz_report(r->in->diags, id, &place, "%s", message);
    r->in->report->rows_refused++;
    return 0;
}

static int take_row(struct pz_results *r, const struct pz_table_row *row)
{
    pz_intake_begin_row(r->in);
    r->in->report->rows_read++;
    long organisation = -1, indicator = -1;
    bool by_column = r->layout == PZ_LAYOUT_SWAPPED;
    if (!by_column && organisation_of(r, row, &organisation) != 0)
        return -1;
    bool silent = cell_with(r, row, PZ_ROLE_ORGANISATION_CODE) || cell_with(r, row, PZ_ROLE_ORGANISATION_NAME);
    if (!by_column && organisation < 0)
        return refuse_row(r, row, silent ? NULL : "E-DATA-035", _("the row names no organisation"));
    if (r->layout != PZ_LAYOUT_WIDE) {
        if (!has_values(r, row) && r->layout != PZ_LAYOUT_LONG) {
            r->in->report->rows_read--;
            r->in->report->rows_other++;
            struct pz_place place = pz_intake_row(r->in, row->row);
            pz_intake_note(r->in, &place, _("a row without values: passed over"));
            return 0;
        }
        if (!cell_with(r, row, PZ_ROLE_INDICATOR_CODE) && !cell_with(r, row, PZ_ROLE_INDICATOR_NAME))
            return refuse_row(r, row, "E-DATA-035", _("the row names no indicator"));
        if ((indicator = indicator_of(r, row)) < 0)
            return refuse_row(r, row, NULL, NULL);
    }
    const char *period = period_of_row(r, row);
    if (!period && r->layout != PZ_LAYOUT_PERIODS)
        return refuse_row(r, row, cell_with(r, row, PZ_ROLE_PERIOD) ? NULL : "E-DATA-036", _("the row names no period"));
    r->in->report->rows_stored++;
    return take_values(r, row, organisation, indicator, period, NULL);
}

/* The period of the whole table: told by prikaz.xml, else by the title or the sheet's name. */
static void find_period(struct pz_results *r)
{
    struct pz_intake *in = r->in;
    r->period = in->source->period;
    bool elsewhere = r->layout == PZ_LAYOUT_PERIODS;
    for (size_t c = 0; c < r->table->n; c++)
        elsewhere |= r->columns[c].role == PZ_ROLE_PERIOD;
    if (r->period || elsewhere)
        return;
    const char *texts[] = {in->sheet, r->table->title, in->source->file};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && !r->period; i++)
        r->period = pz_period_of(&in->arena, texts[i], strlen(texts[i]), false);
    struct pz_place place = pz_place_cell(in->source->file, in->sheet, NULL);
    if (r->period)
        pz_report_hint(in->diags, "W-DATA-066", &place, _("say it in the definition of the import"),
                       _("the results are taken to be of %s"), r->period);
    else
        pz_report_hint(in->diags, "E-DATA-036", &place, _("say it in the definition of the import"),
                       _("the table does not say of what period it is"));
}

static void note_layout(const struct pz_results *r)
{
    static const char *const texts[] = {
        [PZ_LAYOUT_NONE] = "",
        [PZ_LAYOUT_WIDE] = N_("a row for each organisation, a column for each indicator"),
        [PZ_LAYOUT_LONG] = N_("a row for each value"),
        [PZ_LAYOUT_SWAPPED] = N_("a row for each indicator, a column for each organisation"),
        [PZ_LAYOUT_PERIODS] = N_("a row for each indicator, a column for each year"),
    };
    struct pz_place place = pz_place_cell(r->in->source->file, r->in->sheet, NULL);
    pz_intake_note(r->in, &place, _("table of results: %s; header in rows %u to %u"), _(texts[r->layout]), r->table->header_first,
                   r->table->header_last);
}

static int read_rows(struct pz_results *r)
{
    struct pz_control control;
    pz_control_init(&control, r);
    struct pz_table_row row;
    int rc;
    while ((rc = pz_table_next(r->table, &row, r->in->err)) == 1) {
        /* Where rows are indicators, «Всего» may be the name of one. */
        if (row.cls == PZ_ROW_TOTAL && r->layout != PZ_LAYOUT_WIDE)
            row.cls = PZ_ROW_DATA;
        if (row.cls == PZ_ROW_TOTAL && take_total(r, &row) != 0)
            return -1;
        if (row.cls == PZ_ROW_DATA)
            pz_control_take(&control, &row);
        if (!pz_intake_pass_over(r->in, &row) && take_row(r, &row) != 0)
            return -1;
    }
    pz_control_check(&control);
    return rc;
}

int pz_intake_results(struct pz_intake *in, struct pz_table *table, bool *understood)
{
    struct pz_results r = {.in = in, .table = table, .last_organisation = -1};
    r.layout = pz_results_columns(&r);
    *understood = r.layout != PZ_LAYOUT_NONE;
    if (!*understood)
        return 0;
    r.evidence = PZ_NEW_ARRAY(&in->arena, in->known_n + 1, struct pz_evidence);
    memset(r.evidence, 0, (in->known_n + 1) * sizeof *r.evidence);
    pz_imprints_release(&in->seen);
    r.indicators = pz_map_new(&in->arena, 64);
    pz_column_rules_check(in, table);
    note_layout(&r);
    find_period(&r);
    int rc = read_rows(&r);
    return rc == 0 ? pz_results_settle(&r) : -1;
}
