/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What columns mean, by their headers (data/ingest/headers.tsv) and by the rules of prikaz.xml. Inside src/ingest only. */
#ifndef PZ_INGEST_COLUMNS_H
#define PZ_INGEST_COLUMNS_H

#include "ingest/intake.h"

/* What the field is called in messages: the first header that means it, or the field itself. Static. */
const char *pz_field_title(const char *kind, const char *field);
/* The field that a text as a header means in tables of this kind, or NULL. */
const char *pz_header_field(const char *kind, const char *text, size_t len);
/* Bytes of a header without the unit behind: «Численность, чел.» as «Численность». */
size_t pz_header_without_unit(const char *text);
/* The same for a column: its whole path, then ends of it, then the last tier, then the first. */
const char *pz_column_field(const char *kind, const struct pz_column *column);
/* The rule of the source that speaks of this column, or NULL. */
const struct pz_column_rule *pz_column_rule(const struct pz_import_source *source, const struct pz_column *column);
/* Report rules that speak of no column of the table (E-DATA-023). */
void pz_column_rules_check(struct pz_intake *in, const struct pz_table *table);

#endif
