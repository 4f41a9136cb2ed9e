/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder a run works in. It is locked while the run lives, so that the next run clears away what a killed one left. */
#ifndef PZ_DELIVER_PDF_SCRATCH_H
#define PZ_DELIVER_PDF_SCRATCH_H

#include "base/buf.h"
#include "base/error.h"

struct pz_pdf_scratch {
    struct pz_buf path; /* absolute */
    int lock;           /* the folder itself, flock()ed; -1: none */
};

#define PZ_PDF_SCRATCH_INIT                                                                                                        \
    {                                                                                                                              \
        .lock = -1                                                                                                                 \
    }

/* Make a new folder below `parent` ($TMPDIR or /tmp when NULL) and remove those of dead runs. Errors: E-SYS-005. */
int pz_pdf_scratch_open(struct pz_pdf_scratch *scratch, const char *parent, struct pz_error *err);
/* Remove it with all it holds. */
void pz_pdf_scratch_close(struct pz_pdf_scratch *scratch);

#endif
