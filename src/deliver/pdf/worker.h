/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One worker: a folder of its own and, while busy, one office process that converts a handful of files.
 *
 *     HOME/profile   the office's settings, kept from call to call
 *     HOME/in/000000.odt …   the sources under names no shell or file system can quarrel about
 *     HOME/out/000000.pdf …  what came out
 *
 * Positions in a call count from 0. The office works in the order given and says “convert IN -> OUT” after it has loaded a document and
 * before it writes the PDF: so a position is under way from the line before its own, and complete when a later one is spoken of. */
#ifndef PZ_DELIVER_PDF_WORKER_H
#define PZ_DELIVER_PDF_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "deliver/pdf/office.h"

struct pz_pdf_worker {
    struct pz_buf home;
    struct pz_office office;
    size_t n;         /* files of this call; 0: idle */
    size_t spoken;    /* positions spoken of: the last one's number plus 1 */
    size_t collected; /* positions whose output was taken or given up */
    int64_t since_ms; /* of the last sign of progress */
    bool ended;
    int status;         /* wait status when ended */
    bool overdue;       /* killed by us for the time */
    struct pz_buf line; /* unfinished line of its output */
    char words[200];    /* the last thing it said that is not a report of progress */
};

/* Make the folder home (must not exist). Errors: E-SYS-005. */
int pz_pdf_worker_init(struct pz_pdf_worker *worker, const char *home, struct pz_error *err);
/* Kill what runs; the folder stays for the caller to remove. */
void pz_pdf_worker_release(struct pz_pdf_worker *worker);

/* Start a call with n sources. Errors: E-PDF-011, E-SYS-…; then the worker is idle. */
int pz_pdf_worker_begin(struct pz_pdf_worker *worker, const struct pz_office_start *how, const char *const *sources, size_t n,
                        int64_t now_ms, struct pz_error *err);
/* Take in what the office said and whether it is gone. */
void pz_pdf_worker_listen(struct pz_pdf_worker *worker, int64_t now_ms);
/* Kill an office that is over its time. */
void pz_pdf_worker_kill(struct pz_pdf_worker *worker);
/* After `ended` and collecting: idle again. */
void pz_pdf_worker_finish(struct pz_pdf_worker *worker);
/* Append the path of an output. */
void pz_pdf_worker_output(const struct pz_pdf_worker *worker, size_t position, struct pz_buf *out);

#endif
