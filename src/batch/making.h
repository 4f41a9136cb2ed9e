/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All documents of a run, by several workers and one committer.
 *
 *     jobs 0 … n, cut into slabs ─▶ worker 1 … N (own maker, own reader of one snapshot) ─▶ files, renamed into place
 *                                                                                              │ slab complete
 *                       committer (calling thread): syncfs, then one transaction a slab ◀──────┘
 *
 * Workers are at most one slab ahead of the committer, so memory does not grow with the number of documents but for one byte each.
 * After a crash the register may lack rows of files that are there already; the next run renders them, finds the bytes in place and
 * writes the rows. No row ever names bytes that were not flushed before it. */
#ifndef PZ_BATCH_MAKING_H
#define PZ_BATCH_MAKING_H

#include "batch/maker.h"

struct pz_making {
    const struct pz_maker_settings *settings;
    const struct pz_job_list *jobs;
    struct pz_store *store; /* the writer; may be a reading one when settings->dry */
    const struct pz_stamp *stamp;
    unsigned workers; /* at least 1 */
    /* Called in the calling thread; may be NULL. */
    void (*progress)(void *self, size_t done, size_t total);
    void *progress_self;
    /* Each document whose bytes changed, in the order of the jobs; may be NULL. Borrowed until it returns. */
    void (*changed)(void *self, const struct pz_job *job, const struct pz_made *made);
    void *changed_self;
    struct pz_doubts *doubts; /* doubtful forms of all documents are added here; NULL: not wanted */
};

struct pz_making_result {
    size_t unchanged, restored, new_, changed, editions, refused;
    uint8_t *state; /* of each job, enum pz_made_state; with PZ_MAKING_PDF where a PDF is wanted. The caller's, pz_free */
};
enum { PZ_MAKING_STATE = 0x0F, PZ_MAKING_PDF = 0x80 };

/* 0 when all jobs were reached; refused ones are in diags in the order of the jobs (at most 1,000). -1: the system failed and the run
 * stopped; what was committed until then stays, *result counts it. Errors: E-RUN-005, E-STORE-…, E-SYS-…. */
int pz_making_run(const struct pz_making *making, struct pz_making_result *result, struct pz_diags *diags, struct pz_error *err);

#endif
