/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervised run: a queue of documents, a few workers, one thread that watches them all. */
#ifndef PZ_DELIVER_PDF_RUN_H
#define PZ_DELIVER_PDF_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "deliver/pdf/pdf.h"

/* A document; or a group of documents that are converted as one (group.h): then the job is one made up for the merged source. */
struct pz_pdf_item {
    struct pz_pdf_job *job;
    char key[PZ_DIGEST_SIZE];
    bool lossless;                /* pictures.h */
    struct pz_pdf_item **members; /* n of them; NULL: a single document */
    size_t n;
    struct pz_pdf_item *next; /* in a queue */
};

struct pz_pdf_queue {
    struct pz_pdf_item *first, *last;
    size_t n;
};

struct pz_pdf_item *pz_pdf_queue_take(struct pz_pdf_queue *queue);
void pz_pdf_queue_add(struct pz_pdf_queue *queue, struct pz_pdf_item *item);

/* Give finished bytes their place: cache, target, job. Errors: E-SYS-…. */
typedef int (*pz_pdf_settle)(void *self, struct pz_pdf_item *item, struct pz_buf *bytes, struct pz_error *err);

struct pz_pdf_run {
    const struct pz_pdf_options *options; /* with all defaults filled in */
    struct pz_pdf_queue fresh, alone;     /* waiting; those that failed in company wait to be tried alone */
    pz_pdf_settle settle;
    void *self;
    struct pz_diags *diags;
};

/* Work the queues off. 0, or -1 with what stopped everything. */
int pz_pdf_run(struct pz_pdf_run *run, struct pz_error *err);

#endif
