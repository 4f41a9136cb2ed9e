/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting what a source file says into the store: one transaction a file; a re-import replaces exactly what came from that file.
 *
 * Entities are described by fields (data/schema/fields.tsv is the list, with types): organisation 03, field «email», its value, and
 * the cell it came from. Definitions out of prikaz.xml go the same way (areas, indicators, scales, levels, rules, clusters,
 * recommendations, settings), so a spreadsheet can bring any of them. When two files speak of the same field, the file with the
 * smaller rank wins, then the one whose path sorts first; pz_store_check reports the contradiction. */
#ifndef PZ_STORE_IMPORT_H
#define PZ_STORE_IMPORT_H

#include "store/store.h"

struct pz_import; /* one file under way */

struct pz_source_file {
    const char *path;   /* relative to the workspace, "/" between folders; the key */
    const char *digest; /* of the file's bytes and of everything else that decides how it is read, in hexadecimal */
    const char *kind;   /* what it was read as: "organisations", "results", "definitions", … */
    int rank;           /* smaller wins in a contradiction; 0 for prikaz.xml and approved/ */
};

/* Where a value stood. Fields not known are NULL or 0. */
struct pz_origin {
    const char *sheet, *cell; /* «Лист1», «C7» */
    unsigned line, column;    /* XML and text files */
    const char *text;         /* as it stood there, when it differs from the value */
};

/* The digest stored for a path, "" when the file was never imported. */
int pz_store_file_digest(struct pz_store *store, const char *path, char out[129], struct pz_error *err);
/* Paths of all imported files, sorted. */
int pz_store_files(struct pz_store *store, struct pz_arena *arena, const char ***paths, size_t *n, struct pz_error *err);
/* Forget a file that is no longer in the workspace, with everything that came from it. */
int pz_store_forget(struct pz_store *store, const char *path, struct pz_error *err);

/* Begin: what came from this path before is compared with what comes now, and taken out or written anew where it is another, inside the same
 * transaction. */
int pz_import_begin(struct pz_import **out, struct pz_store *store, const struct pz_source_file *file, struct pz_error *err);

/* One field of one entity. key: the entity's code ("03", "2.2.1"; of a level "scheme/number", of a measure "plan/number", of a
 * section "plan/number"; free otherwise, unique within the entity). value: string, number or bool; none and undefined are skipped.
 * A field of a list (former_name, responsible) is put once per item in order. entity "property": key is the organisation's code, field
 * any name. `origin` may be NULL.
 * Errors: PZ_USAGE E-STORE-010 unknown entity or field (with a suggestion); PZ_DATA E-STORE-011 value of the wrong type, E-STORE-012
 * said twice in this file with different values. After PZ_USAGE and PZ_DATA the import goes on; after PZ_SYSTEM only
 * pz_import_cancel is left. */
int pz_import_put(struct pz_import *import, const char *entity, const char *key, const char *field, struct pz_value value,
                  const struct pz_origin *origin, struct pz_error *err);

struct pz_result {
    const char *organisation, *indicator, *period; /* codes; period as in the definitions: "2026" */
    bool known;                                    /* false: «н/д», «-», empty: stored with its text, counts nowhere */
    double number;
    double base; /* «из скольких», 0: none */
};
/* Errors: PZ_DATA E-STORE-012 said twice with different values, E-STORE-013 not a finite number. */
int pz_import_result(struct pz_import *import, const struct pz_result *result, const struct pz_origin *origin,
                     struct pz_error *err);
/* A totals row of the table («Итого», «Среднее», or a control formula): not data, kept to be compared.
 * how: "sum", "mean", "min", "max" or "count" of the indicator over the organisations of this same file. */
int pz_import_total(struct pz_import *import, const char *indicator, const char *period, const char *how, double number,
                    const struct pz_origin *origin, struct pz_error *err);

/* rows: what the report says, kept with the file: read = stored + refused. */
struct pz_import_counts {
    size_t rows_read, rows_stored, rows_refused;
    bool
        unsettled; /* something was refused: no digest is kept, so that the file is read and the refusal told again until it is mended */
};
/* Commit; the handle is gone, whatever the outcome. */
int pz_import_commit(struct pz_import *import, const struct pz_import_counts *counts, const struct pz_stamp *stamp,
                     struct pz_error *err);
/* Undo and forget; NULL is fine. */
void pz_import_cancel(struct pz_import *import);

/* Names to match against, of organisations imported so far, without holding them: each field of each organisation, by code (as text), field,
 * number. Borrowed until it returns. */
int pz_store_each_organisation(struct pz_store *store,
                               void (*each)(void *self, const char *code, const char *field, const char *value), void *self,
                               struct pz_error *err);
/* Whether a field of an organisation is one of its names. */
bool pz_store_is_name(const char *field);
/* The shorter of an organisation's full and short name, else a former one, in the arena; NULL when it has none. */
int pz_store_organisation_title(struct pz_store *store, const char *code, struct pz_arena *arena, const char **title,
                                struct pz_error *err);
/* Which of two codes comes first in lists: digits by value, letters by code point. <0, 0, >0. */
int pz_code_compare(const char *a, const char *b);
/* Indicators likewise: code, name, short name, area. */
struct pz_known_indicator {
    const char *code, *name, *short_name, *area, *scale, *unit;
    const char *kind; /* of its scale: points level percent yesno share count; "" unknown */
    double min, max;  /* of its scale; max 0: open (count) */
};
int pz_store_known_indicators(struct pz_store *store, struct pz_arena *arena, struct pz_known_indicator **v, size_t *n,
                              struct pz_error *err);

#endif
