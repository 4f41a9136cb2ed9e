/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file under way from its sheets into the store. Inside src/ingest only. */
#ifndef PZ_INGEST_INTAKE_H
#define PZ_INGEST_INTAKE_H

#include "base/digest.h"
#include "base/imprints.h"
#include "base/spool.h"
#include "ingest/import.h"
#include "ingest/match.h"
#include "ingest/table.h"
#include "store/import.h"

struct pz_intake {
    struct pz_store *store;
    struct pz_import *import;
    const struct pz_import_source *source;
    const struct pz_intake_options *options;
    struct pz_intake_report *report;
    struct pz_diags *diags;
    struct pz_arena arena;   /* of the file */
    struct pz_arena row;     /* of one row, where rows are many: pz_intake_begin_row */
    struct pz_spool waiting; /* values of the sheet that wait for its end */
    struct pz_imprints seen; /* texts of the sheet seen before, and what they came to */
    struct pz_workbook *workbook;
    struct pz_sheet_reader *reader; /* while a sheet is read; this and `import` are dropped with the intake when memory runs out */
    const char *sheet;              /* name of the sheet under way */
    bool csv;                       /* places are lines */
    unsigned long refusals;         /* of memory, when the file was begun */

    struct pz_matcher *organisations; /* its names are asked of the store again when their words are needed, */
    struct pz_error lost;             /* and this is set when they could not be had, or what is known of them could not be kept */
    struct pz_buf last_code;          /* of the organisation whose names were asked for last */
    struct pz_matcher *indicators;
    struct pz_known_indicator *known; /* by the matcher's entry number */
    size_t known_n;
    long organisation; /* the file belongs to this entry, or -1 */

    size_t tables; /* sheets in which a table of the kind was found */
    struct pz_error *err;
};

/* Where a cell or a row is, for messages. */
struct pz_place pz_intake_cell(const struct pz_intake *in, const struct pz_cell *cell);
struct pz_place pz_intake_row(const struct pz_intake *in, const struct pz_row *row);
struct pz_place pz_intake_column(const struct pz_intake *in, const struct pz_table *table, size_t column);
/* A note for --explain; nothing happens without it. */
void pz_intake_note(struct pz_intake *in, const struct pz_place *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put one field. 0; 1: refused and reported; -1: the store failed (in->err). */
int pz_intake_put(struct pz_intake *in, const char *entity, const char *key, const char *field, struct pz_value value,
                  const struct pz_cell *cell);
/* What was made for the row before goes. */
void pz_intake_begin_row(struct pz_intake *in);
/* Text of a cell without blanks at its ends and with single ones inside; a date as «14.05.2026»; "" for NULL. Of the row. */
const char *pz_intake_text(struct pz_intake *in, const struct pz_cell *cell);

/* A number as the language of the run writes it. Of the row. */
const char *pz_intake_number(struct pz_intake *in, double number);

/* Rows that are no data: note them. True when the row is not data. */
bool pz_intake_pass_over(struct pz_intake *in, const struct pz_table_row *row);

/* Whether rows of this kind name organisations, so that the clerk's answers count. */
bool pz_intake_is_matched(const char *kind);
/* Whether there are answers to be understood. */
bool pz_intake_has_answers(const struct pz_intake *in);
/* Load what results are matched against; with the clerk's answers. The first alone: their indicators. */
int pz_intake_load_indicators(struct pz_intake *in);
int pz_intake_load_known(struct pz_intake *in);
/* Add to a digest what names are known. keep: and keep those of organisations, none of which are loaded yet, for pz_intake_load_known. */
int pz_intake_digest_known(struct pz_intake *in, bool keep, struct pz_digest_stream *d);
/* Whom the text names, reported when it is not plain. 0 and *entry; 1 refused or to be passed over (*entry -1); -1. */
int pz_intake_organisation(struct pz_intake *in, const struct pz_cell *code, const struct pz_cell *name, long *entry);

/* The readers of kinds: one sheet each. *understood: the sheet holds a table of the kind. -1 only when the store failed. */
int pz_intake_records(struct pz_intake *in, struct pz_table *table, bool *understood);
int pz_intake_results(struct pz_intake *in, struct pz_table *table, bool *understood);
int pz_intake_plan(struct pz_intake *in, struct pz_table *table, bool *understood);
/* Labels in one column and values beside them: takes whose file it is. true when the sheet is such a card. */
bool pz_intake_card(struct pz_intake *in, struct pz_table *table);

#endif
