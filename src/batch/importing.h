/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spreadsheets and definitions into the store, when they changed. */
#ifndef PZ_BATCH_IMPORTING_H
#define PZ_BATCH_IMPORTING_H

#include <stdbool.h>

#include "store/store.h"
#include "workspace/workspace.h"

struct pz_intake_report; /* ingest/import.h */

struct pz_importing {
    const struct pz_workspace *workspace;
    struct pz_store *store; /* the writer */
    const struct pz_stamp *stamp;
    bool force;               /* also what did not change */
    bool strict;              /* a refused row refuses its file */
    bool check;               /* cross-check the data; errors are told again until they are mended */
    struct pz_diags *explain; /* how every sheet and column was understood; NULL: not told */
    /* After the import, for each file; may be NULL. */
    void (*told)(void *self, const struct pz_intake_report *report);
    void *self;
};

struct pz_importing_result {
    size_t files, imported, forgotten;           /* named by the definitions; read now; no longer there */
    size_t rows_read, rows_stored, rows_refused; /* of the files read now */
};

/* 0 when every file was looked at: those that cannot be used are in diags and stay as they were in the store. -1: the system failed.
 * The store is refreshed when anything changed. */
int pz_importing_run(const struct pz_importing *importing, struct pz_importing_result *result, struct pz_diags *diags,
                     struct pz_error *err);

#endif
