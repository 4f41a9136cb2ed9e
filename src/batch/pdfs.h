/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDFs of a run's documents: those whose bytes changed since their PDF was made. */
#ifndef PZ_BATCH_PDFS_H
#define PZ_BATCH_PDFS_H

#include <stdbool.h>

#include "store/register.h"
#include "workspace/workspace.h"

/* A document of which a PDF is to be made. */
struct pz_pdf_wanted {
    const char *document, *key, *title; /* of its job */
    const struct pz_pdf_wanted *before; /* in the order of the documents; NULL: the first */
};

struct pz_pdfs {
    const struct pz_pdf_wanted *wanted; /* the last */
    struct pz_store *store;
    const char *cache, *author;
    unsigned workers, timeout_ms, memory_mb; /* 0: pdf.h's defaults */
    void (*progress)(void *self, size_t done, size_t total);
    void *self;
};

struct pz_pdfs_result {
    size_t made, cached, failed;
};

/* 0 when all were tried: failures are in diags and the next run tries again. -1: no office program, or the system failed. */
int pz_pdfs_make(const struct pz_pdfs *pdfs, struct pz_pdfs_result *result, struct pz_diags *diags, struct pz_error *err);

#endif
