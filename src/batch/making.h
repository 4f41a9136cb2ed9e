/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All documents of a run, by several workers and one committer, who also plans what is to be made.
 *
 *     jobs, as they are planned ─▶ slabs ─▶ worker 1 … N (own maker, own reader of one snapshot) ─▶ files, renamed into place
 *                                                                                              │ slab complete
 *                       committer (calling thread): syncfs, then one transaction a slab ◀──────┘
 *
 * A slab is used again once it is committed, so memory does not grow with the number of documents.
 * After a crash the register may lack rows of files that are there already; the next run renders them, finds the bytes in place and
 * writes the rows. No row ever names bytes that were not flushed before it. */
#ifndef PZ_BATCH_MAKING_H
#define PZ_BATCH_MAKING_H

#include "batch/maker.h"

struct pz_making {
    const struct pz_maker_settings *settings;
    struct pz_store *store; /* the writer; may be a reading one when settings->dry */
    const struct pz_stamp *stamp;
    unsigned workers; /* at least 1 */
    size_t total;     /* documents, for the progress */
    /* Called in the calling thread; may be NULL. */
    void (*progress)(void *self, size_t done, size_t total);
    void *progress_self;
    /* Each document whose bytes changed, in the order of the jobs; may be NULL. Borrowed until it returns. */
    void (*changed)(void *self, const struct pz_job *job, const struct pz_made *made);
    /* Each document of which a PDF is still to be made, likewise; not when settings->dry. */
    void (*pdf_wanted)(void *self, const struct pz_job *job);
    void *self;
    struct pz_doubts *doubts; /* doubtful forms of all documents are added here; NULL: not wanted */
};

struct pz_making_result {
    size_t unchanged, restored, new_, changed, editions, refused;
};

struct pz_makers;

/* Start the workers. The task and what it names have to live until pz_makers_end. Errors: E-RUN-005, E-STORE-…, E-SYS-…. */
int pz_makers_start(struct pz_makers **out, const struct pz_making *task, struct pz_error *err);
/* The next job, in the order of the documents; it is copied. -1: the system failed, here or in a worker. A pz_job_taker's. */
int pz_makers_take(void *makers, const struct pz_job *job, struct pz_error *err);
/* Wait for all and release the makers, NULL too. failed: the jobs could not be planned to the end, nothing more is begun. 0 when all jobs
 * were reached; refused ones are in diags in the order of the jobs (at most 1,000). -1: the system failed and the run stopped; what was
 * committed until then stays, *result counts it. */
int pz_makers_end(struct pz_makers *makers, bool failed, struct pz_making_result *result, struct pz_diags *diags,
                  struct pz_error *err);

#endif
