/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filled input form (prikaz fields --form) as the data of a template.
 *
 *     first row          paths of single fields: organisation.name; the next row holds their values
 *     rows[].area …      a list: the rows below are its items, up to the next such heading or the end of the sheet
 *     rows[];rows[].parts[].n   a list inside a list: the first column is the number of the outer row, empty: as above
 *     ↑ …                a row that explains the headings: passed over */
#ifndef PZ_INGEST_FILLED_H
#define PZ_INGEST_FILLED_H

#include "base/arena.h"
#include "base/error.h"
#include "base/value.h"

/* Whether a file is read as a form, by its name: .csv, .xlsx, .ods, .xls. */
bool pz_filled_is(const char *path);
/* Read it into *out, a map in the arena. Errors: those of pz_workbook_open; E-DATA-047 a row of a list inside another belongs to no row of that. */
int pz_filled_read(struct pz_value *out, struct pz_arena *arena, const char *path, struct pz_error *err);

#endif
