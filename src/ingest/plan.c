/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roadmap or plan out of a spreadsheet: sections are rows with one text across the table, measures the rows below. */
#include <string.h>

#include "base/i18n.h"
#include "ingest/columns.h"

struct plan {
    struct pz_intake *in;
    struct pz_table *table;
    const char **fields;
    const char *code;    /* of the plan */
    const char *section; /* key of the section under way; NULL before the first */
    size_t section_n, measure_n;
    const char *section_number;
    int64_t position;
};

static const char *plan_code(struct pz_intake *in)
{
    if (in->source->plan)
        return in->source->plan;
    const char *name = strrchr(in->source->file, '/');
    name = name ? name + 1 : in->source->file;
    const char *dot = strrchr(name, '.');
    return pz_arena_strndup(&in->arena, name, dot ? (size_t)(dot - name) : strlen(name));
}

static size_t column_of(const struct plan *p, const char *field)
{
    for (size_t c = 0; c < p->table->n; c++)
        if (p->fields[c] && strcmp(p->fields[c], field) == 0)
            return c;
    return SIZE_MAX;
}

static bool map_columns(struct plan *p)
{
    p->fields = PZ_NEW_ARRAY(&p->in->arena, p->table->n + 1, const char *);
    for (size_t c = 0; c < p->table->n; c++) {
        const struct pz_column *column = &p->table->columns[c];
        const struct pz_column_rule *rule = pz_column_rule(p->in->source, column);
        p->fields[c] = rule && rule->field ? rule->field : column->path[0] ? pz_column_field("plan", column) : NULL;
    }
    return column_of(p, "title") != SIZE_MAX && (column_of(p, "term") != SIZE_MAX || column_of(p, "responsible") != SIZE_MAX);
}

static void note_columns(struct plan *p)
{
    for (size_t c = 0; c < p->table->n; c++) {
        struct pz_place place = pz_intake_column(p->in, p->table, c);
        const char *path = p->table->columns[c].path;
        if (p->fields[c])
            pz_intake_note(p->in, &place, _("column “%s” read as “%s”"), path, pz_field_title("plan", p->fields[c]));
        else if (path[0])
            pz_report(p->in->diags, "W-DATA-061", &place, _("the column “%s” was not understood and is not read"), path);
    }
}

/* A heading with its number in a column of its own: «1.» and a title, all else empty. */
static bool is_section(const struct plan *p, const struct pz_table_row *row)
{
    static const char *const fields[] = {"responsible", "term", "result"};
    size_t number = column_of(p, "number"), title = column_of(p, "title");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        size_t c = column_of(p, fields[i]);
        if (c != SIZE_MAX && row->cells[c])
            return false;
    }
    const struct pz_cell *cell = number == SIZE_MAX ? NULL : row->cells[number];
    return row->cls == PZ_ROW_SECTION ||
           (row->cls == PZ_ROW_DATA && cell && row->cells[title] && strspn(cell->text, "0123456789. ") == cell->len &&
            !(strchr(cell->text, '.') && strchr(cell->text, '.')[1]));
}

/* «1. Нормативное обеспечение» or «Раздел 1. …»: the number apart from the title. */
static int take_section(struct plan *p, const struct pz_table_row *row)
{
    struct pz_intake *in = p->in;
    const struct pz_cell *cell = row->cells[column_of(p, "title")];
    for (size_t c = 0; c < p->table->n && !cell; c++)
        cell = row->cells[c];
    const char *text = pz_intake_text(in, cell);
    static const char *const words[] = {"Раздел ", "РАЗДЕЛ ", "раздел "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            text += strlen(words[i]);
    size_t n = pz_code_length(text, strlen(text));
    p->section_n++;
    p->section_number = n ? pz_arena_strndup(&in->arena, text, n) : pz_arena_printf(&in->arena, "%zu", p->section_n);
    text += n;
    while (*text == '.' || *text == ' ' || *text == ')')
        text++;
    p->measure_n = 0;
    p->section = pz_arena_printf(&in->arena, "%s/%s", p->code, p->section_number);
    struct pz_place place = pz_intake_cell(in, cell);
    pz_intake_note(in, &place, _("section %s “%s”"), p->section_number, text);
    return pz_intake_put(in, "section", p->section, "plan", pz_str(p->code), cell) < 0 ||
                   pz_intake_put(in, "section", p->section, "title", pz_str(text), cell) < 0 ||
                   pz_intake_put(in, "section", p->section, "position", pz_int((int64_t)p->section_n), cell) < 0
               ? -1
               : 0;
}

/* Items of a list: responsibles, codes of indicators. */
static int put_items(struct plan *p, const char *key, const char *field, const struct pz_cell *cell, bool *refused)
{
    char *text = pz_arena_strndup(&p->in->arena, cell->text, cell->len);
    for (char *at = text, *next; at; at = next) {
        next = at + strcspn(at, ";\n,");
        next = *next ? (*next = '\0', next + 1) : NULL;
        struct pz_cell part = *cell;
        part.type = PZ_CELL_TEXT;
        part.text = at;
        part.len = strlen(at);
        const char *item = pz_intake_text(p->in, &part);
        int rc = item[0] ? pz_intake_put(p->in, "measure", key, field, pz_str(item), cell) : 0;
        if (rc < 0)
            return -1;
        *refused |= rc > 0;
    }
    return 0;
}

static const char *measure_number(struct plan *p, const struct pz_table_row *row)
{
    size_t c = column_of(p, "number");
    char *text = pz_arena_strdup(&p->in->arena, pz_intake_text(p->in, c == SIZE_MAX ? NULL : row->cells[c]));
    size_t len = strlen(text);
    while (len && (text[len - 1] == '.' || text[len - 1] == ')'))
        text[--len] = '\0';
    p->measure_n++;
    if (len)
        return text;
    return p->section_number ? pz_arena_printf(&p->in->arena, "%s.%zu", p->section_number, p->measure_n)
                             : pz_arena_printf(&p->in->arena, "%zu", p->measure_n);
}

static int put_text(struct plan *p, const char *key, const char *field, const char *text, const struct pz_cell *cell, bool *refused)
{
    int rc = text[0] ? pz_intake_put(p->in, "measure", key, field, pz_str(text), cell) : 0;
    *refused |= rc > 0;
    return rc < 0 ? -1 : 0;
}

static int put_fields(struct plan *p, const struct pz_table_row *row, const char *key, bool *refused)
{
    for (size_t c = 0; c < p->table->n; c++) {
        const char *field = p->fields[c];
        const struct pz_cell *cell = row->cells[c];
        if (!field || !cell || strcmp(field, "number") == 0 || strcmp(field, "ordinal") == 0 || strcmp(field, "ignore") == 0)
            continue;
        bool list = strcmp(field, "responsible") == 0 || strcmp(field, "indicator") == 0 || strcmp(field, "area") == 0;
        if ((list ? put_items(p, key, field, cell, refused)
                  : put_text(p, key, field, pz_intake_text(p->in, cell), cell, refused)) != 0)
            return -1;
    }
    return 0;
}

static int take_measure(struct plan *p, const struct pz_table_row *row)
{
    struct pz_intake *in = p->in;
    bool refused = false;
    in->report->rows_read++;
    const struct pz_cell *title = row->cells[column_of(p, "title")];
    const char *number = measure_number(p, row);
    const char *key = pz_arena_printf(&in->arena, "%s/%s", p->code, number);
    if (!title) {
        struct pz_place place = pz_intake_row(in, row->row);
        pz_report(in->diags, "E-DATA-035", &place, _("the row says no measure"));
        in->report->rows_refused++;
        return 0;
    }
    int rc = pz_intake_put(in, "measure", key, "plan", pz_str(p->code), title);
    if (rc == 0 && p->section)
        rc = pz_intake_put(in, "measure", key, "section", pz_str(p->section), title);
    if (rc == 0)
        rc = put_text(p, key, "number", number, title, &refused);
    if (rc == 0)
        rc = pz_intake_put(in, "measure", key, "position", pz_int(++p->position), title);
    if (rc == 0)
        rc = put_fields(p, row, key, &refused);
    if (rc < 0)
        return -1;
    *(rc || refused ? &in->report->rows_refused : &in->report->rows_stored) += 1;
    return 0;
}

int pz_intake_plan(struct pz_intake *in, struct pz_table *table, bool *understood)
{
    struct plan p = {.in = in, .table = table};
    if (!(*understood = map_columns(&p)))
        return 0;
    p.code = plan_code(in);
    pz_column_rules_check(in, table);
    note_columns(&p);
    if (table->title[0] && pz_intake_put(in, "plan", p.code, "title", pz_str(table->title), NULL) < 0)
        return -1;
    struct pz_table_row row;
    int rc;
    while ((rc = pz_table_next(table, &row, in->err)) == 1) {
        if (is_section(&p, &row)) {
            if (take_section(&p, &row) != 0)
                return -1;
            row.cls = PZ_ROW_SECTION;
        }
        if (!pz_intake_pass_over(in, &row) && take_measure(&p, &row) != 0)
            return -1;
    }
    return rc;
}
