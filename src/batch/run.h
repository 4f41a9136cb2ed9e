/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run over a workspace, from changed spreadsheets to finished documents. The calling program works in the workspace's folder.
 *
 *     lock ─ definitions ─ import if changed ─ checks ─ jobs ─ quarantine? ─ documents ─ PDF ─ report, log ─ retention
 *
 *     prikaz.db              store and register
 *     .prikaz/lock           who works here now
 *     .prikaz/unfinished     there while documents are being written (unfinished-K-N for a shard): the next run sweeps what a dead one left
 *     .prikaz/before/        files that are being written over, by digest, until the run is through
 *     .prikaz/pdf/           kept PDFs by source digest
 *     .prikaz/pictures/      kept pixels of charts by the digest of their SVG
 *     output/documents/      documents and their PDFs
 *     output/report/         changes.html, changes.txt, log.jsonl
 */
#ifndef PZ_BATCH_RUN_H
#define PZ_BATCH_RUN_H

#include "batch/lock.h"
#include "batch/making.h"
#include "store/register.h"

#define PZ_RUN_DATABASE   "prikaz.db"
#define PZ_RUN_STATE      ".prikaz"
#define PZ_RUN_LOCK       ".prikaz/lock"
#define PZ_RUN_UNFINISHED ".prikaz/unfinished"
#define PZ_RUN_BEFORE     ".prikaz/before"
#define PZ_RUN_PDF_CACHE  ".prikaz/pdf"
#define PZ_RUN_PICTURES   ".prikaz/pictures"
#define PZ_RUN_DOCUMENTS  "output/documents"
#define PZ_RUN_REPORT     "output/report"

enum pz_run_phase { PZ_RUN_IMPORT, PZ_RUN_COMPARE, PZ_RUN_MAKE, PZ_RUN_PDF };

struct pz_run_options {
    const char *const *ids; /* documents to make, NULL-terminated; NULL: all */
    unsigned jobs;          /* threads, at least 1 */
    unsigned shard, shards; /* this part of the documents, from 1; 0, 0: all */
    struct pz_stamp stamp;
    int64_t today, now; /* day number; seconds since 1970 */
    long wait_ms;       /* for another run; see lock.h */
    bool force_import;
    bool strict; /* refused rows and doubtful forms refuse the run */
    bool without_pdf;
    bool without_quarantine;
    bool dry; /* compare only: what a run would do */
    /* With dry: a database of the caller's to work on in place of the workspace's; then nothing at all is written in the workspace, no lock is
     * taken, the data is cross-checked, and findings do not stop the look at the rest. NULL: off. */
    const char *check_database;
    void (*waiting)(void *self, const char *holder);
    void (*progress)(void *self, enum pz_run_phase phase, size_t done, size_t total);
    /* Each document that is new or changed (or would be, when dry); borrowed until it returns. May be NULL. */
    void (*changed)(void *self, const struct pz_job *job, const struct pz_made *made);
    void *self;               /* of all three */
    struct pz_doubts *doubts; /* doubtful forms of the documents are added here; NULL: not wanted */
};

struct pz_run_result {
    size_t documents; /* jobs */
    size_t unchanged, restored, new_, changed, editions, refused;
    size_t values, values_documents; /* texts that differ in changed documents; documents with such texts */
    size_t files_imported;
    size_t pdf_made, pdf_cached, pdf_failed;
    bool quarantined;   /* more would have changed than allowed: nothing was written */
    bool resumed;       /* the run before had not come to its end */
    const char *report; /* path of the change report, static; NULL: none was made */
};

/* 0: the run came to its end, look at *result and diags for what was refused; -1: it could not begin or was stopped (PZ_USAGE: nothing
 * was written; PZ_SYSTEM: what is there is whole).
 * Errors: E-RUN-0xx (docs/diagnostics/batch.md) and those of every part below. */
int pz_run(const struct pz_run_options *options, struct pz_run_result *result, struct pz_diags *diags, struct pz_error *err);

#endif
