/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One template, many records: a file of JSON records to one document each.
 *
 *     reader ── cuts records ──▶ chunks ──▶ worker 1 … N: parse, render, write beside, rename
 *       (calling thread)                      (own arena, own document worker; the template is shared, read-only)
 *
 * Memory depends on the largest record, never on their number (but for sixteen bytes a name, to find two records with one name): records of
 * more than 4 MB are made one at a time, smaller ones while no more than 4 MB of them are under way.
 * A bad record costs its own document; a failing system stops the batch, and every file that is there is whole.
 * Bytes do not depend on `jobs`. */
#ifndef PZ_BATCH_EACH_H
#define PZ_BATCH_EACH_H

#include "batch/output.h"
#include "document/document.h"

struct pz_each {
    const struct pz_document *document;
    const struct pz_output *output; /* file names; sees the record's fields and `index` (from 0) */
    const char *data;               /* path of the records: an array, or values one after the other */
    size_t limit;                   /* records to make; 0: all */
    unsigned jobs;                  /* threads, at least 1 */
    const struct pz_forms *forms;   /* confirmed forms (no doubts: threads share it), or NULL; see pz_render */
    int64_t today;                  /* see pz_render */
    const struct pz_limits *limits; /* of each document, or NULL */
    /* Called in the calling thread now and then; may be NULL. total is 0 while unknown. */
    void (*progress)(void *self, size_t done, size_t total);
    void *progress_self;
};

struct pz_each_result {
    size_t made, refused;
};

/* 0 when the batch came to its end, even with records refused: those are in diags, in their order, at most 1,000 of them.
 * -1: the data cannot be read or the system fails; what was made until then is counted in *result.
 * Errors: E-RUN-001 … 003, E-TPL-…, E-DATA-001, E-SYS-…. */
int pz_each_run(const struct pz_each *each, struct pz_each_result *result, struct pz_diags *diags, struct pz_error *err);

#endif
