/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spreadsheets into the store: what kind of table a file holds comes from prikaz.xml, everything else is understood from the table.
 *
 *     file ─▶ sheets ─▶ table ─▶ columns understood (headers, codes, names) ─▶ rows ─▶ values ─▶ store (one transaction a file)
 *
 * Kinds: organisations, indicators, persons, recommendations, results, plan. Bad rows never stop the good ones unless strict; every
 * row read is stored or refused, and every refusal names its cell. What was guessed is a warning. */
#ifndef PZ_INGEST_IMPORT_H
#define PZ_INGEST_IMPORT_H

#include "base/error.h"
#include "base/value.h"
#include "store/store.h"

/* One column told by prikaz.xml where the guess fails. Unused members are NULL. */
struct pz_column_rule {
    const char *field; /* name of data/ingest/headers.tsv («organisation.code», «value», «head»), «indicator» or «ignore» */
    const char *name;      /* the header's text, of one tier or the whole path */
    const char *letter;    /* «C» */
    const char *indicator; /* code: the column holds its values */
    const char *scale;     /* of numbers without the per cent sign: «percent», as they stand; «fraction», 1 is the whole */
};

/* One file to import. Strings are borrowed; NULL where nothing is told. */
struct pz_import_source {
    const char *file; /* relative to the workspace: the name in messages */
    const char *key;  /* in the store; NULL: the file. pz_intake_all gives one to each import of a file imported several times */
    const char *path; /* as it can be opened */
    const char *kind;
    const char *sheet;        /* this sheet only; NULL: every sheet that is shown */
    const char *period;       /* of results */
    const char *organisation; /* code: all values belong to it */
    const char *plan;         /* code of the plan; NULL: the file's name */
    const char *encoding;     /* of CSV */
    const char *separator;    /* of CSV */
    const char *id;           /* tells imports of one file apart */
    const char *layout;       /* of results: «wide», «long», «swapped», «years»; NULL: found by looks */
    const char *totals;       /* rows «Итого»: «check», «skip», or «data»; NULL: check */
    uint32_t header_row;      /* 0: found by looks */
    uint32_t header_rows;     /* 0: found by looks */
    uint32_t first_row;       /* of the data; 0: behind the header */
    uint32_t last_row;        /* of the data; 0: to the end */
    bool optional;            /* a missing file is no error */
    const struct pz_column_rule *columns;
    size_t column_n;
    int rank;
};

struct pz_questions;

struct pz_intake_options {
    const char *folder; /* the workspace: approved/организации.csv is looked for below; NULL: none */
    bool strict;        /* a file with anything refused is not stored at all */
    bool again;         /* also when nothing changed since the last import */
    struct pz_stamp stamp;
    struct pz_questions *questions; /* NULL, or what the clerk has to answer is added here (ingest/questions.h) */
    struct pz_diags *explain;       /* NULL, or a list that gets a note for each sheet, column and row that is no data */
};

/* rows_read = rows_stored + rows_refused; values_read = values_stored + values_missing + values_refused. */
struct pz_intake_report {
    const char *file, *kind;                                 /* borrowed from the source */
    bool unchanged;                                          /* nothing was done: same file, same definitions */
    bool failed;                                             /* the file as a whole was refused; the store keeps what it had */
    size_t rows_read, rows_stored, rows_refused, rows_other; /* other: titles, headers, totals, notes, sections */
    size_t values_read, values_stored, values_missing, values_refused;
};

/* Read one source from its map in the settings of a workspace (element <import> as data/rng/definitions.rng has it). Strings live in the
 * arena or in the value. Errors: E-DATA-023 (bad attribute). */
int pz_import_source_from_value(struct pz_import_source *out, struct pz_value settings, const char *folder, struct pz_arena *arena,
                                struct pz_error *err);

/* Import one file. Everything found goes to diags. 0 also when rows or the file were refused (the report says); -1 when the store or the
 * system failed. */
int pz_intake_file(struct pz_store *store, const struct pz_import_source *source, const struct pz_intake_options *options,
                   struct pz_intake_report *report, struct pz_diags *diags, struct pz_error *err);

/* Import all files, organisations and indicators first whatever their order, and forget files of these kinds that are no longer listed. Imports of
 * one file are told apart by their id, else by sheet, else by kind and period; two that are alike in all of it are refused (E-DATA-025).
 * reports: array of n, in the order of sources. */
int pz_intake_all(struct pz_store *store, const struct pz_import_source *sources, size_t n, const struct pz_intake_options *options,
                  struct pz_intake_report *reports, struct pz_diags *diags, struct pz_error *err);

#endif
