/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/names.h"
#include "ingest/answers.h"
#include "ingest/intake.h"

/* In the order in which they need each other. */
static const char *const kinds[] = {"organisations", "indicators", "persons",   "recommendations", "results", "plan",
                                    "fulfilment",    "meetings",   "questions", "decisions",       "calendar"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static size_t order_of(const char *kind)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i], kind) != 0)
        i++;
    return i;
}

static const char *key_of(const struct pz_import_source *source)
{
    return source->key ? source->key : source->file;
}

/* Digest ---------------------------------------------------------------------------------------------------------- */

static void add_text(struct pz_digest_stream *d, const char *text)
{
    pz_digest_add(d, text ? text : "", text ? strlen(text) : 0);
    pz_digest_add(d, "", 1);
}

/* Everything that decides how the file is read: its bytes, its definition, what names are known, the clerk's answers. keep: the names will be
 * needed. */
static int digest_of(struct pz_intake *in, bool keep, char out[PZ_DIGEST_SIZE])
{
    const struct pz_import_source *s = in->source;
    char bytes[PZ_DIGEST_SIZE], rows[64];
    if (pz_digest_file(bytes, s->path, in->err) != 0)
        return -1;
    struct pz_buf answers = PZ_BUF_INIT;
    if (in->organisations) /* not read where they decide nothing */
        pz_matcher_print_answers(in->organisations, &answers);
    pz_arena_check(&in->arena, &answers);
    struct pz_digest_stream d;
    pz_digest_begin(&d);
    snprintf(rows, sizeof rows, "%u %u %u %u", s->header_row, s->header_rows, s->first_row, s->last_row);
    const char *const told[] = {bytes,   pz_buf_str(&answers), PZ_VERSION,   s->kind, s->sheet,  s->period, s->organisation,
                                s->plan, s->encoding,          s->separator, rows,    s->layout, s->totals};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        add_text(&d, told[i]);
    pz_buf_release(&answers);
    for (size_t i = 0; i < s->column_n; i++) {
        add_text(&d, s->columns[i].field);
        add_text(&d, s->columns[i].name);
        add_text(&d, s->columns[i].letter);
        add_text(&d, s->columns[i].indicator);
        add_text(&d, s->columns[i].scale);
    }
    if (!pz_intake_is_matched(s->kind))
        return pz_digest_end(&d, out, in->err);
    struct pz_error ignored = PZ_ERROR_INIT;
    int rc = pz_intake_digest_known(in, keep, &d);
    return pz_digest_end(&d, out, rc ? &ignored : in->err) || rc ? -1 : 0;
}

/* Sheets ---------------------------------------------------------------------------------------------------------- */

static int read_table(struct pz_intake *in, struct pz_sheet_reader *reader, bool card_only, bool *understood)
{
    const struct pz_import_source *s = in->source;
    struct pz_table_options options = {.header_row = s->header_row,
                                       .header_rows = s->header_rows,
                                       .first_row = s->first_row,
                                       .last_row = s->last_row,
                                       .totals_are_data = s->totals && strcmp(s->totals, "data") == 0};
    struct pz_table table;
    const char *kind = in->source->kind;
    if (pz_table_open(&table, &in->arena, reader, &options, in->err) != 0)
        return -1;
    if (card_only) {
        *understood = pz_intake_card(in, &table);
        return 0;
    }
    if (strcmp(kind, "results") == 0)
        return pz_intake_results(in, &table, understood);
    if (strcmp(kind, "plan") == 0)
        return pz_intake_plan(in, &table, understood);
    return pz_intake_records(in, &table, understood);
}

static int read_sheet(struct pz_intake *in, size_t i, bool card_only, bool *understood)
{
    *understood = false;
    in->sheet = pz_workbook_sheet(in->workbook, i)->name;
    if (pz_sheet_open(&in->reader, in->workbook, i, in->err) != 0)
        return -1;
    int rc = read_table(in, in->reader, card_only, understood);
    pz_sheet_close(in->reader);
    in->reader = NULL;
    return rc;
}

/* Whether sheet i is to be read: the one that is told, or all that are shown. */
static bool is_wanted(const struct pz_intake *in, size_t i)
{
    const struct pz_sheet_info *sheet = pz_workbook_sheet(in->workbook, i);
    if (in->source->sheet && in->source->sheet[0])
        return strcmp(sheet->name, in->source->sheet) == 0;
    return !sheet->hidden && !sheet->chart;
}

static int no_sheet(struct pz_intake *in)
{
    struct pz_buf names = PZ_BUF_INIT;
    for (size_t i = 0; i < pz_workbook_sheet_count(in->workbook); i++)
        pz_buf_printf(&names, _("%s“%s”"), i ? ", " : "", pz_workbook_sheet(in->workbook, i)->name);
    pz_fail(in->err, PZ_DATA, "E-DATA-020", _("the file has no sheet “%s”; it has %s"), in->source->sheet, pz_buf_str(&names));
    pz_buf_release(&names);
    return -1;
}

static void note_sheet(struct pz_intake *in, size_t i, bool understood)
{
    const struct pz_sheet_info *sheet = pz_workbook_sheet(in->workbook, i);
    struct pz_place place = pz_place_cell(in->source->file, sheet->name, NULL);
    if (sheet->hidden && !in->source->sheet)
        pz_intake_note(in, &place, _("a hidden sheet: passed over"));
    else if (!understood)
        pz_intake_note(in, &place, _("no table of this kind: passed over"));
}

static int read_sheets(struct pz_intake *in)
{
    size_t n = pz_workbook_sheet_count(in->workbook), wanted = 0;
    bool results = strcmp(in->source->kind, "results") == 0;
    for (size_t i = 0; i < n; i++) {
        bool card = false;
        wanted += is_wanted(in, i);
        if (results && in->organisation < 0 && is_wanted(in, i) && read_sheet(in, i, true, &card) != 0)
            return -1;
    }
    if (!wanted && in->source->sheet)
        return no_sheet(in);
    for (size_t i = 0; i < n; i++) {
        bool understood = false;
        if (is_wanted(in, i) && read_sheet(in, i, false, &understood) != 0)
            return -1;
        in->tables += understood;
        note_sheet(in, i, understood);
    }
    if (!in->tables)
        return pz_fail(in->err, PZ_DATA, "E-DATA-021", _("no table was understood as “%s”: no header names what is needed"),
                       in->source->kind);
    return 0;
}

/* One file ---------------------------------------------------------------------------------------------------------- */

static void note_encoding(struct pz_intake *in)
{
    bool guessed;
    const char *encoding = pz_workbook_encoding(in->workbook, &guessed);
    struct pz_place place = pz_place_file(in->source->file);
    if (encoding)
        pz_intake_note(in, &place, _("text in %s%s, columns set off by “%s”"), encoding, guessed ? _(" (a guess)") : "",
                       pz_workbook_delimiter(in->workbook) == '\t' ? "tab" : (char[]){pz_workbook_delimiter(in->workbook), 0});
}

static int find_owner(struct pz_intake *in)
{
    in->organisation = -1;
    if (!in->source->organisation || !in->source->organisation[0])
        return 0;
    struct pz_match match = pz_match_any(in->organisations, in->source->organisation, strlen(in->source->organisation));
    if (match.kind < PZ_MATCH_SAME)
        return pz_fail(in->err, PZ_DATA, "E-DATA-030", _("the organisation “%s” is not known"), in->source->organisation);
    in->organisation = (long)match.entry;
    return 0;
}

static int open_file(struct pz_intake *in)
{
    struct pz_workbook_options options = {.encoding = in->source->encoding};
    const char *separator = in->source->separator;
    if (separator && separator[0])
        options.delimiter = strcmp(separator, "tab") == 0 || strcmp(separator, "\\t") == 0 ? '\t' : separator[0];
    if (pz_workbook_open(&in->workbook, in->source->path, &options, in->err) != 0)
        return -1;
    in->csv = pz_workbook_format(in->workbook) == PZ_WORKBOOK_CSV;
    note_encoding(in);
    return find_owner(in);
}

/* A text could not be compared with the names: what was made of it is worth nothing. */
static bool names_were_lost(struct pz_intake *in)
{
    if (in->lost.kind)
        *in->err = in->lost;
    return in->lost.kind != 0;
}

static int store_file(struct pz_intake *in, const char *digest)
{
    const struct pz_import_source *s = in->source;
    struct pz_source_file file = {.path = key_of(s), .digest = digest, .kind = s->kind, .rank = s->rank};
    if (pz_import_begin(&in->import, in->store, &file, in->err) != 0)
        return -1;
    size_t errors = in->diags->errors;
    int rc = read_sheets(in);
    /* A header that could not be compared for want of memory looks like one that is unknown. */
    if (rc == 0 && pz_mem_refusals() != in->refusals)
        rc = pz_fail_memory(in->err);
    if (rc != 0 || names_were_lost(in))
        return -1;
    if (in->options->strict && in->diags->errors > errors)
        return pz_fail(in->err, PZ_DATA, "E-DATA-022", _("nothing of the file is stored, since something in it was refused"));
    const struct pz_intake_report *r = in->report;
    struct pz_import_counts counts = {r->rows_read, r->rows_stored, r->rows_refused, in->diags->errors > errors};
    struct pz_import *whole = in->import;
    in->import = NULL;
    return pz_import_commit(whole, &counts, &in->options->stamp, in->err);
}

/* 1: the file has to be read; 0: nothing changed; -1. What is found on the way is told only when the file is read. Names to match against
 * decide for results alone, and are loaded only when the file is read, or answers have to be understood: a country has many. */
static int is_changed(struct pz_intake *in, char digest[PZ_DIGEST_SIZE])
{
    char stored[129] = "";
    struct pz_diags *diags = in->diags, own;
    pz_diags_init(&own);
    in->diags = &own;
    bool matched = pz_intake_is_matched(in->source->kind);
    bool loaded = matched && pz_intake_has_answers(in);
    int rc = pz_store_file_digest(in->store, key_of(in->source), stored, in->err);
    bool sure = in->options->again || !stored[0]; /* that it will be read */
    if (rc == 0 && ((loaded && pz_intake_load_known(in) != 0) || (matched && pz_intake_load_indicators(in) != 0) ||
                    digest_of(in, sure && !loaded, digest) != 0))
        rc = -1;
    if (rc == 0)
        rc = sure || strcmp(digest, stored) != 0;
    bool owned = in->source->organisation && in->source->organisation[0];
    if (rc == 1 && !loaded && (matched || owned) && pz_intake_load_known(in) != 0)
        rc = -1;
    in->diags = diags;
    if (rc == 1)
        pz_diags_merge(diags, &own);
    pz_diags_release(&own);
    return rc;
}

static int take_file(struct pz_intake *in)
{
    char digest[PZ_DIGEST_SIZE];
    in->report->unchanged = in->source->optional && !pz_file_exists(in->source->path);
    int changed = in->report->unchanged ? 0 : is_changed(in, digest);
    in->report->unchanged = changed == 0;
    int rc = changed <= 0 ? changed : open_file(in) == 0 ? store_file(in, digest) : -1;
    return names_were_lost(in) ? -1 : rc;
}

/* A file that is refused is a finding, a failing store is a failure. Places name the file as the workspace does. */
static int outcome(struct pz_intake *in, int rc, struct pz_error *err)
{
    if (rc == 0)
        return 0;
    bool ours = in->err->kind == PZ_SYSTEM && strcmp(in->err->id, "E-SYS-002") == 0;
    if (in->err->kind == PZ_SYSTEM && !ours) {
        *err = *in->err;
        return -1;
    }
    struct pz_place place = pz_place_cell(in->source->file, in->err->place.sheet, in->err->place.cell);
    place.line = in->err->place.line;
    in->err->place = place;
    pz_report_error(in->diags, in->err);
    in->report->failed = true;
    in->report->rows_stored = in->report->values_stored = 0;
    return 0;
}

int pz_intake_file(struct pz_store *store, const struct pz_import_source *source, const struct pz_intake_options *options,
                   struct pz_intake_report *report, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_error own = PZ_ERROR_INIT;
    struct pz_intake in = {
        .store = store, .source = source, .options = options, .report = report, .diags = diags, .sheet = "", .err = &own};
    in.refusals = pz_mem_refusals();
    *report = (struct pz_intake_report){.file = source->file, .kind = source->kind};
    jmp_buf oom;
    pz_arena_init(&in.arena, 0);
    pz_arena_trap(&in.arena, &oom);
    pz_arena_trap(&in.row, &oom);
    int rc;
    if (setjmp(oom))
        rc = names_were_lost(&in) ? -1 : pz_fail_memory(&own);
    else
        rc = take_file(&in);
    rc = outcome(&in, rc, err);
    pz_import_cancel(in.import);
    pz_sheet_close(in.reader);
    pz_workbook_close(in.workbook);
    pz_matcher_free(in.organisations);
    pz_matcher_free(in.indicators);
    pz_buf_release(&in.last_code);
    pz_imprints_release(&in.seen);
    pz_spool_release(&in.waiting);
    pz_arena_release(&in.row);
    pz_arena_release(&in.arena);
    return rc;
}

static int forget_others(struct pz_store *store, const struct pz_import_source *sources, size_t n, struct pz_arena *arena,
                         struct pz_error *err)
{
    const char **paths;
    size_t path_n;
    int rc = pz_store_files(store, arena, &paths, &path_n, err);
    for (size_t i = 0; rc == 0 && i < path_n; i++) {
        /* Definitions and approved forms are others' to bring and to forget. */
        bool listed = strcmp(pz_path_extension(paths[i]), "xml") == 0 || strncmp(paths[i], "approved/", 9) == 0;
        for (size_t k = 0; k < n && !listed; k++)
            listed = strcmp(key_of(&sources[k]), paths[i]) == 0;
        if (!listed)
            rc = pz_store_forget(store, paths[i], err);
    }
    return rc;
}

/* Keys in the store ------------------------------------------------------------------------------------------------- */

/* Whatever the order of the definitions, one import has one key. */
static void make_keys(struct pz_import_source *v, size_t n, struct pz_arena *arena)
{
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < n; k++)
            same += strcmp(v[k].file, v[i].file) == 0;
        const char *id = v[i].id ? v[i].id : v[i].sheet;
        if (same > 1 && id)
            v[i].key = pz_arena_printf(arena, "%s#%s", v[i].file, id);
        else if (same > 1)
            v[i].key =
                pz_arena_printf(arena, "%s#%s%s%s", v[i].file, v[i].kind, v[i].period ? " " : "", v[i].period ? v[i].period : "");
    }
}

static bool is_second(const struct pz_import_source *v, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(key_of(&v[k]), key_of(&v[i])) == 0)
            return true;
    return false;
}

static void refuse_source(const struct pz_import_source *source, struct pz_intake_report *report)
{
    *report = (struct pz_intake_report){.file = source->file, .kind = source->kind, .failed = true};
}

static int take_kind(struct pz_store *store, const struct pz_import_source *v, size_t n, size_t kind,
                     const struct pz_intake_options *options, struct pz_intake_report *reports, struct pz_diags *diags,
                     struct pz_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct pz_place place = pz_place_file(v[i].file);
        if (order_of(v[i].kind) != kind)
            continue;
        if (is_second(v, i)) {
            refuse_source(&v[i], &reports[i]);
            pz_report_hint(diags, "E-DATA-025", &place, _("give each import an id of its own"),
                           _("the file is imported twice, and nothing tells the two imports apart"));
        } else if (kind == KINDS) {
            refuse_source(&v[i], &reports[i]);
            pz_report(diags, "E-DATA-024", &place, _("there is no kind of import “%s”"), v[i].kind);
        } else if (pz_intake_file(store, &v[i], options, &reports[i], diags, err) != 0) {
            return -1;
        }
    }
    return 0;
}

int pz_intake_all(struct pz_store *store, const struct pz_import_source *sources, size_t n, const struct pz_intake_options *options,
                  struct pz_intake_report *reports, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_arena arena;
    jmp_buf oom;
    pz_arena_init(&arena, 0);
    pz_arena_trap(&arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : 0;
    struct pz_import_source *v = rc == 0 ? PZ_NEW_ARRAY(&arena, n + 1, struct pz_import_source) : NULL;
    if (v) {
        memcpy(v, sources, n * sizeof *v);
        make_keys(v, n, &arena);
        rc = forget_others(store, v, n, &arena, err);
    }
    for (size_t kind = 0; rc == 0 && kind <= KINDS; kind++)
        rc = take_kind(store, v, n, kind, options, reports, diags, err);
    pz_arena_release(&arena);
    return rc;
}
