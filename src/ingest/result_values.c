/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of results. Most mean what they say; a share without its sign («0,82») and a dash in a column of yes and no wait until the whole
 * column has been seen. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "ingest/results.h"
#include "ingest/text.h"

static struct pz_place place_of(const struct pz_results *r, uint32_t row, uint32_t column)
{
    char name[16];
    return pz_place_cell(r->in->source->file, r->in->sheet, pz_cell_name(name, row, column));
}

static bool is_kind(const struct pz_results *r, size_t indicator, const char *kind)
{
    const char *k = r->in->known[indicator].kind;
    return k && strcmp(k, kind) == 0;
}

static bool is_percent(const struct pz_results *r, size_t indicator, uint32_t column)
{
    const struct pz_known_indicator *k = &r->in->known[indicator];
    if (column && column <= r->table->n && r->columns[column - 1].scale)
        return true;
    if (k->kind && k->kind[0])
        return is_kind(r, indicator, "percent");
    if (k->unit && (pz_words(k->unit, strlen(k->unit)) & PZ_WORD_PERCENT))
        return true;
    return column && column <= r->table->n && r->columns[column - 1].percent;
}

static int store_failed(struct pz_results *r, const struct pz_error *err, uint32_t row, uint32_t column)
{
    if (err->kind == PZ_SYSTEM) {
        *r->in->err = *err;
        return -1;
    }
    struct pz_error copy = *err;
    struct pz_place place = place_of(r, row, column);
    pz_error_at(&copy, &place);
    pz_report_error(r->in->diags, &copy);
    r->in->report->values_refused++;
    return 0;
}

/* Into the store. text: as it stood in the cell. */
static int store(struct pz_results *r, const struct pz_waiting *w, bool known, double number, double base)
{
    char name[16];
    pz_cell_name(name, w->row, w->column);
    struct pz_origin origin = {.sheet = r->in->sheet, .cell = name, .text = w->text};
    struct pz_error err = PZ_ERROR_INIT;
    const char *indicator = pz_matcher_code(r->in->indicators, w->indicator, &r->in->row);
    if (w->organisation < 0) {
        if (known && pz_import_total(r->in->import, indicator, w->period, w->how, number, &origin, &err) != 0) {
            size_t refused = r->in->report->values_refused;
            int rc = store_failed(r, &err, w->row, w->column);
            r->in->report->values_refused = refused; /* totals are no values */
            return rc;
        }
        return 0;
    }
    struct pz_result result = {.organisation = pz_matcher_code(r->in->organisations, (size_t)w->organisation, &r->in->row),
                               .indicator = indicator,
                               .period = w->period,
                               .known = known,
                               .number = known ? number : 0,
                               .base = known ? base : 0};
    if (pz_import_result(r->in->import, &result, &origin, &err) != 0)
        return store_failed(r, &err, w->row, w->column);
    *(known ? &r->in->report->values_stored : &r->in->report->values_missing) += 1;
    return 0;
}

static int refuse(struct pz_results *r, const struct pz_waiting *w, const char *id, const char *hint, const char *message)
{
    struct pz_place place = place_of(r, w->row, w->column);
    pz_report_hint(r->in->diags, id, &place, hint, "%s", message);
    if (w->organisation >= 0)
        r->in->report->values_refused++;
    return 0;
}

static const char *quoted(struct pz_results *r, const char *format, const char *text)
{
    char buf[PZ_MESSAGE_MAX];
    snprintf(buf, sizeof buf, format, text);
    return pz_arena_strdup(&r->in->row, buf);
}

/* «2026-05-04» as «04.05.2026», the way the cell shows it. */
static const char *shown_date(struct pz_results *r, const char *text)
{
    struct pz_cell cell = {.type = PZ_CELL_DATE, .text = text, .len = strlen(text)};
    return pz_intake_text(r->in, &cell);
}

static int checked(struct pz_results *r, const struct pz_waiting *w, double number, double base)
{
    const struct pz_known_indicator *k = &r->in->known[w->indicator];
    if (base > 0 && number > base)
        return refuse(r, w, "E-DATA-046", NULL, quoted(r, _("“%s”: more than there are in all"), w->text));
    bool off = base > 0 ? number < 0 : k->max > k->min && (number < k->min - 1e-9 || number > k->max + 1e-9);
    bool added_up = w->organisation < 0 && strcmp(w->how, "sum") == 0; /* goes beyond the scale by right */
    if (off && !added_up) {
        char limits[96];
        snprintf(limits, sizeof limits, _("the scale goes from %s to %s"), pz_intake_number(r->in, k->min),
                 pz_intake_number(r->in, k->max));
        return refuse(r, w, "E-DATA-043", limits, quoted(r, _("“%s” is off the scale of the indicator"), w->text));
    }
    return store(r, w, true, number, base);
}

/* Put by, its text behind it. */
static int wait(struct pz_results *r, const struct pz_waiting *w)
{
    size_t len = strlen(w->text) + 1;
    char *record = pz_arena_alloc(&r->in->row, sizeof *w + len);
    memcpy(record, w, sizeof *w);
    memcpy(record + sizeof *w, w->text, len);
    return pz_spool_put(&r->in->waiting, record, sizeof *w + len, r->in->err);
}

/* A number for an indicator in per cent. */
static int take_percent(struct pz_results *r, const struct pz_waiting *w)
{
    struct pz_evidence *e = &r->evidence[w->indicator];
    double n = w->reading.number;
    if (w->reading.percent) {
        e->signs++;
        return checked(r, w, n, 0);
    }
    const char *told = w->column <= r->table->n ? r->columns[w->column - 1].scale : NULL;
    if (told)
        return checked(r, w, strcmp(told, "fraction") == 0 ? nearbyint(n * 1e11) / 1e9 : n, 0);
    if (n > 1) {
        e->least_above_one = e->above_one && e->least_above_one < n ? e->least_above_one : n;
        e->above_one++;
        return checked(r, w, n, 0);
    }
    if (n <= 0)
        return checked(r, w, n, 0);
    *(n < 1 ? &e->fractions : &e->ones) += 1;
    return wait(r, w);
}

static int take_number(struct pz_results *r, const struct pz_waiting *w)
{
    double n = w->reading.number;
    if (is_kind(r, w->indicator, "yesno") && w->organisation >= 0 && n != 0 && n != 1)
        return refuse(r, w, "E-DATA-044", NULL, quoted(r, _("“%s” is neither yes nor no"), w->text));
    if (is_percent(r, w->indicator, w->column))
        return take_percent(r, w);
    if (is_kind(r, w->indicator, "share") && w->organisation >= 0) {
        if (w->reading.percent)
            return checked(r, w, n, 100);
        return refuse(r, w, "E-DATA-046", NULL, quoted(r, _("“%s” is given without the number in all"), w->text));
    }
    return checked(r, w, n, 0);
}

/* «7 из 12»: itself for a share, per cent for an indicator in per cent. */
static int take_share(struct pz_results *r, const struct pz_waiting *w)
{
    double n = w->reading.number, base = w->reading.base;
    if (n > base || is_kind(r, w->indicator, "share") || !r->in->known[w->indicator].kind[0])
        return checked(r, w, n, base);
    if (is_percent(r, w->indicator, w->column))
        return checked(r, w, n / base * 100, 0);
    return refuse(r, w, "E-DATA-040", _("this indicator is not a share"), quoted(r, _("“%s” is not a number"), w->text));
}

static int take_flag(struct pz_results *r, const struct pz_waiting *w)
{
    r->evidence[w->indicator].pluses += w->reading.plus;
    if (is_kind(r, w->indicator, "yesno"))
        return store(r, w, true, w->reading.number, 0);
    return refuse(r, w, "E-DATA-040", _("this indicator is a number"), quoted(r, _("“%s” is not a number"), w->text));
}

static int take_reading(struct pz_results *r, const struct pz_waiting *w)
{
    bool yes_no = is_kind(r, w->indicator, "yesno");
    switch (w->reading.kind) {
    case PZ_READING_EMPTY:
    case PZ_READING_MISSING: return store(r, w, false, 0, 0);
    case PZ_READING_DITTO:
        return refuse(r, w, "E-DATA-040", _("write the value itself"), quoted(r, _("“%s” is not a number"), w->text));
    case PZ_READING_DASH: return yes_no ? wait(r, w) : store(r, w, false, 0, 0);
    case PZ_READING_NUMBER: return take_number(r, w);
    case PZ_READING_SHARE: return take_share(r, w);
    case PZ_READING_FLAG: return take_flag(r, w);
    case PZ_READING_DATE:
        return refuse(r, w, "E-DATA-042",
                      _("a spreadsheet turns “4.5” into a date: set the cells to text or number and type it again"),
                      quoted(r, _("a date, %s, stands in place of a number"), shown_date(r, w->text)));
    case PZ_READING_ERROR: return refuse(r, w, "E-DATA-041", NULL, quoted(r, _("the spreadsheet shows the error %s"), w->text));
    case PZ_READING_TEXT: break;
    }
    return refuse(r, w, yes_no ? "E-DATA-044" : "E-DATA-040", NULL,
                  quoted(r, yes_no ? _("“%s” is neither yes nor no") : _("“%s” is not a number"), w->text));
}

int pz_results_value(struct pz_results *r, long organisation, size_t indicator, const char *period, const char *how,
                     const struct pz_cell *cell, const struct pz_cell *base)
{
    struct pz_waiting w = {.reading = pz_reading_of(cell),
                           .indicator = indicator,
                           .organisation = organisation,
                           .period = period,
                           .how = how,
                           .text = cell ? cell->text : ""};
    if (cell) {
        w.row = cell->row;
        w.column = cell->column;
    }
    if (organisation < 0) /* a total: only plain numbers can be compared */
        return w.reading.kind == PZ_READING_NUMBER ? take_number(r, &w) : 0;
    r->in->report->values_read++;
    struct pz_reading whole = pz_reading_of(base);
    bool needed = base && base->len == 0 ? is_kind(r, indicator, "share") : base != NULL;
    if (needed && w.reading.kind == PZ_READING_NUMBER) {
        if (whole.kind == PZ_READING_NUMBER && whole.number > 0) {
            w.reading.kind = PZ_READING_SHARE;
            w.reading.base = whole.number;
        } else {
            return refuse(r, &w, "E-DATA-046", NULL, quoted(r, _("“%s” is given without the number in all"), w.text));
        }
    }
    return take_reading(r, &w);
}

/* Settling -------------------------------------------------------------------------------------------------------- */

/* Whether unsigned numbers up to 1 are shares: nothing in the column is over 1, or what is over 1 is far over it. */
static bool are_shares(const struct pz_evidence *e)
{
    if (!e->above_one)
        return e->fractions > 0 || e->signs == 0;
    return e->least_above_one >= 10;
}

static int settle_percent(struct pz_results *r, const struct pz_waiting *w)
{
    const struct pz_evidence *e = &r->evidence[w->indicator];
    bool mixed = e->above_one || e->signs;
    if (w->reading.number == 1 && mixed)
        return refuse(r, w, "E-DATA-045", _("write it with the per cent sign"),
                      quoted(r, _("“%s” may be one per cent or the whole"), w->text));
    if (w->reading.number == 1 && !e->fractions)
        return refuse(r, w, "E-DATA-045", _("write it with the per cent sign"),
                      quoted(r, _("“%s” may be one per cent or the whole"), w->text));
    if (!are_shares(e))
        return checked(r, w, w->reading.number, 0);
    if (mixed && w->organisation >= 0) {
        struct pz_place place = place_of(r, w->row, w->column);
        pz_report(r->in->diags, "W-DATA-064", &place, _("“%s” is read as %s %%: the other values of the indicator are per cent"),
                  w->text, pz_intake_number(r->in, w->reading.number * 100));
    }
    return checked(r, w, nearbyint(w->reading.number * 1e11) / 1e9, 0);
}

static void report_shares(struct pz_results *r)
{
    for (size_t i = 0; i < r->in->known_n; i++) {
        const struct pz_evidence *e = &r->evidence[i];
        if (!e->fractions || e->above_one || e->signs)
            continue;
        struct pz_place place = pz_place_cell(r->in->source->file, r->in->sheet, NULL);
        pz_report(r->in->diags, "W-DATA-063", &place, _("the values of %s %s are shares of one: read as per cent"),
                  r->in->known[i].code, pz_matcher_title(r->in->indicators, i, &r->in->row));
    }
}

static int settle(struct pz_results *r, const struct pz_waiting *w)
{
    bool no = w->reading.kind == PZ_READING_DASH && r->evidence[w->indicator].pluses;
    return w->reading.kind == PZ_READING_DASH ? store(r, w, no, 0, 0) : settle_percent(r, w);
}

int pz_results_settle(struct pz_results *r)
{
    struct pz_spool *waiting = &r->in->waiting;
    const void *record;
    size_t len;
    report_shares(r);
    int rc = pz_spool_rewind(waiting, r->in->err) == 0 ? 1 : -1;
    while (rc == 1 && (rc = pz_spool_next(waiting, &record, &len, r->in->err)) == 1) {
        struct pz_waiting w;
        memcpy(&w, record, sizeof w);
        w.text = (const char *)record + sizeof w;
        pz_intake_begin_row(r->in);
        rc = settle(r, &w) == 0 ? 1 : -1;
    }
    pz_spool_release(waiting);
    return rc;
}
