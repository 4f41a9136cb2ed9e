/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of all kinds share: places, notes, fields into the store, the clerk's answers. */
#include "ingest/intake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/utf8.h"
#include "ingest/answers.h"
#include "ingest/questions.h"

struct pz_place pz_intake_cell(const struct pz_intake *in, const struct pz_cell *cell)
{
    char name[16] = "";
    if (cell)
        pz_cell_name(name, cell->row, cell->column);
    return pz_place_cell(in->source->file, in->sheet, name);
}

struct pz_place pz_intake_row(const struct pz_intake *in, const struct pz_row *row)
{
    char name[16];
    snprintf(name, sizeof name, "%u", row->number);
    return pz_place_cell(in->source->file, in->sheet, name);
}

struct pz_place pz_intake_column(const struct pz_intake *in, const struct pz_table *table, size_t column)
{
    char name[16];
    pz_cell_name(name, table->header_first, table->columns[column].number);
    return pz_place_cell(in->source->file, in->sheet, name);
}

void pz_intake_note(struct pz_intake *in, const struct pz_place *place, const char *format, ...)
{
    if (!in->options->explain)
        return;
    char text[2 * PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    pz_report(in->options->explain, "N-DATA-080", place, "%s", text);
}

void pz_intake_begin_row(struct pz_intake *in)
{
    pz_arena_clear(&in->row);
}

const char *pz_intake_text(struct pz_intake *in, const struct pz_cell *cell)
{
    if (!cell)
        return "";
    int year;
    unsigned month, day;
    if (cell->type == PZ_CELL_DATE && sscanf(cell->text, "%4d-%2u-%2u", &year, &month, &day) == 3)
        return pz_arena_printf(&in->row, "%02u.%02u.%04d", day, month, year);
    char *out = pz_arena_alloc(&in->row, cell->len + 1), *to = out;
    bool gap = false;
    for (const char *p = cell->text, *end = p + cell->len; p < end;) {
        const char *from = p;
        uint32_t r = pz_utf8_next(&p, end);
        if (r == 0xA0 ? to == out : pz_rune_is_space(r)) {
            gap = to > out;
            continue;
        }
        if (gap)
            *to++ = ' ';
        gap = false;
        memcpy(to, from, (size_t)(p - from));
        to += p - from;
    }
    while (to - out >= 2 && memcmp(to - 2, "\xC2\xA0", 2) == 0)
        to -= 2;
    *to = '\0';
    return out;
}

const char *pz_intake_number(struct pz_intake *in, double number)
{
    char *text = pz_arena_printf(&in->row, "%.10g", number);
    char *point = strchr(text, '.');
    if (point)
        *point = _(".")[0]; /* the decimal sign */
    return text;
}

int pz_intake_put(struct pz_intake *in, const char *entity, const char *key, const char *field, struct pz_value value,
                  const struct pz_cell *cell)
{
    char name[16] = "";
    if (cell)
        pz_cell_name(name, cell->row, cell->column);
    struct pz_origin origin = {.sheet = in->sheet, .cell = name, .text = cell ? cell->text : NULL};
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_import_put(in->import, entity, key, field, value, &origin, &err) == 0)
        return 0;
    if (err.kind == PZ_SYSTEM) {
        *in->err = err;
        return -1;
    }
    struct pz_place place = pz_intake_cell(in, cell);
    pz_error_at(&err, &place);
    pz_report_error(in->diags, &err);
    return 1;
}

bool pz_intake_pass_over(struct pz_intake *in, const struct pz_table_row *row)
{
    static const char *const what[] = {
        [PZ_ROW_TITLE] = N_("read as a title"),
        [PZ_ROW_HEADER] = N_("read as the header"),
        [PZ_ROW_NUMBERING] = N_("read as numbers of the columns"),
        [PZ_ROW_SECTION] = N_("read as a heading inside the table"),
        [PZ_ROW_TOTAL] = N_("read as a row of totals: no data, kept for comparison"),
        [PZ_ROW_NOTE] = N_("read as a note"),
        [PZ_ROW_LEFT_OUT] = N_("left out, as the definition of the import says"),
    };
    struct pz_place place = pz_intake_row(in, row->row);
    if (row->cls == PZ_ROW_DATA && row->row->hidden)
        pz_intake_note(in, &place, _("a hidden row: read like the others"));
    if (row->cls == PZ_ROW_DATA)
        return false;
    in->report->rows_other++;
    pz_intake_note(in, &place, "%s", _(what[row->cls]));
    return true;
}

/* Matching ------------------------------------------------------------------------------------------------------- */

/* Put before the clerk what the text may mean. */
static void ask(struct pz_intake *in, const struct pz_cell *cell, const char *near)
{
    struct pz_place place = pz_intake_cell(in, cell);
    struct pz_buf memory = PZ_BUF_INIT;
    memory.failed = in->options->questions && !pz_questions_ask(in->options->questions, pz_intake_text(in, cell), near, &place);
    pz_arena_check(&in->arena, &memory); /* does not come back when it failed */
}

static const char *print_entry(struct pz_intake *in, size_t entry)
{
    return pz_arena_printf(&in->row, "%s %s", pz_matcher_code(in->organisations, entry, &in->row),
                           pz_matcher_title(in->organisations, entry, &in->row));
}

/* «03 …; 07 …» of what may be meant, as advice. */
static const char *advice(struct pz_intake *in, const struct pz_match *match)
{
    struct pz_buf near = PZ_BUF_INIT;
    pz_match_print_near(in->organisations, match, &near);
    const char *hint =
        near.len ? pz_arena_printf(&in->row, _("perhaps %s; write the answer into %s"), pz_buf_str(&near), PZ_ANSWERS_FILE)
                 : pz_arena_printf(&in->row, _("add it to the organisations, or write the answer into %s"), PZ_ANSWERS_FILE);
    pz_buf_release(&near);
    return hint;
}

static int not_found(struct pz_intake *in, const struct pz_cell *cell, const char *text, const struct pz_match *match)
{
    struct pz_place place = pz_intake_cell(in, cell);
    struct pz_buf near = PZ_BUF_INIT;
    pz_match_print_near(in->organisations, match, &near);
    ask(in, cell, pz_buf_str(&near));
    pz_buf_release(&near);
    if (match->kind == PZ_MATCH_AMBIGUOUS)
        pz_report_hint(in->diags, "E-DATA-031", &place, advice(in, match), _("several organisations may be meant by “%s”"), text);
    else
        pz_report_hint(in->diags, "E-DATA-030", &place, advice(in, match), _("the organisation “%s” is not known"), text);
    return 1;
}

static int by_name(struct pz_intake *in, const struct pz_cell *name, long *entry)
{
    struct pz_match match = pz_match_any(in->organisations, name->text, name->len);
    struct pz_place place = pz_intake_cell(in, name);
    if (match.kind == PZ_MATCH_SKIP) {
        pz_intake_note(in, &place, _("“%s” is passed over, as %s says"), pz_intake_text(in, name), PZ_ANSWERS_FILE);
        return 1;
    }
    if (match.kind < PZ_MATCH_GUESS)
        return not_found(in, name, pz_intake_text(in, name), &match);
    *entry = (long)match.entry;
    const char *title = pz_matcher_title(in->organisations, match.entry, &in->row),
               *code = pz_matcher_code(in->organisations, match.entry, &in->row);
    if (match.kind == PZ_MATCH_GUESS)
        ask(in, name, print_entry(in, match.entry));
    if (match.kind == PZ_MATCH_GUESS)
        pz_report_hint(in->diags, "W-DATA-060", &place,
                       pz_arena_printf(&in->row, _("if this is wrong, write the answer into %s"), PZ_ANSWERS_FILE),
                       _("“%s” is taken for %s %s"), pz_intake_text(in, name), code, title);
    else if (match.kind == PZ_MATCH_SAME)
        pz_intake_note(in, &place, _("“%s” is %s %s"), pz_intake_text(in, name), code, title);
    return 0;
}

/* A code that nobody has beside a name that somebody bears: which of the two is wrong only the clerk can say. */
static int unknown_code(struct pz_intake *in, const struct pz_cell *code, const struct pz_cell *name)
{
    struct pz_match match = pz_match_any(in->organisations, name->text, name->len);
    if (match.kind == PZ_MATCH_SKIP)
        return 1;
    if (match.kind < PZ_MATCH_GUESS)
        return not_found(in, name, pz_intake_text(in, name), &match);
    struct pz_place place = pz_intake_cell(in, code);
    ask(in, code, print_entry(in, match.entry));
    pz_report_hint(in->diags, "E-DATA-032", &place,
                   pz_arena_printf(&in->row, _("the name is that of %s; correct the code, or write the answer into %s"),
                                   print_entry(in, match.entry), PZ_ANSWERS_FILE),
                   _("nobody has the code “%s”, which stands beside the name “%s”"), pz_intake_text(in, code),
                   pz_intake_text(in, name));
    return 1;
}

/* The code says whose the row is, and the name is like none of its names. */
static void note_strange_name(struct pz_intake *in, const struct pz_cell *name, const struct pz_match *match, size_t entry)
{
    for (size_t i = 0; i < match->near_n; i++)
        if (match->near[i] == entry)
            return;
    struct pz_place place = pz_intake_cell(in, name);
    ask(in, name, print_entry(in, entry));
    pz_report_hint(in->diags, "W-DATA-060", &place,
                   pz_arena_printf(&in->row, _("if this is wrong, write the answer into %s"), PZ_ANSWERS_FILE),
                   _("“%s” is taken for %s by the code alone: the name is another"), pz_intake_text(in, name),
                   print_entry(in, entry));
}

int pz_intake_organisation(struct pz_intake *in, const struct pz_cell *code, const struct pz_cell *name, long *entry)
{
    *entry = -1;
    if (!code)
        return name ? by_name(in, name, entry) : 1;
    struct pz_match by_code = pz_match_coded(in->organisations, code->text, code->len);
    if (by_code.kind == PZ_MATCH_SKIP)
        return 1;
    if (by_code.kind < PZ_MATCH_SAME)
        return name ? unknown_code(in, code, name) : not_found(in, code, pz_intake_text(in, code), &by_code);
    *entry = (long)by_code.entry;
    if (!name)
        return 0;
    struct pz_match match = pz_match_any(in->organisations, name->text, name->len);
    if (match.kind < PZ_MATCH_SKIP)
        note_strange_name(in, name, &match, by_code.entry);
    if (match.kind >= PZ_MATCH_GUESS && match.entry != by_code.entry) {
        struct pz_place place = pz_intake_cell(in, name);
        pz_report_hint(in->diags, "E-DATA-032", &place,
                       pz_arena_printf(&in->row, _("the code is that of %s, the name that of %s"),
                                       pz_matcher_title(in->organisations, by_code.entry, &in->row),
                                       pz_matcher_title(in->organisations, match.entry, &in->row)),
                       _("the code “%s” and the name “%s” are of two organisations"), pz_intake_text(in, code),
                       pz_intake_text(in, name));
        return 1;
    }
    return 0;
}
