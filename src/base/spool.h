/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of records that are put by and taken up again later, in their order: the first megabyte in memory, all of it in a temporary file beyond. */
#ifndef PZ_BASE_SPOOL_H
#define PZ_BASE_SPOOL_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

/* All zero: empty. */
struct pz_spool {
    struct pz_buf memory; /* what is not in the file; of the record read last while reading */
    FILE *file;           /* NULL: all is in memory */
    size_t at;            /* next record in memory */
};

void pz_spool_release(struct pz_spool *spool);
/* Append a record. Errors: memory, E-SYS-004 (the temporary file). */
int pz_spool_put(struct pz_spool *spool, const void *data, size_t len, struct pz_error *err);
/* Read from the first record on; none is put afterwards. Errors: E-SYS-004. */
int pz_spool_rewind(struct pz_spool *spool, struct pz_error *err);
/* 1 and the record, borrowed until the next call and aligned for any type; 0: no more; -1: E-SYS-002. */
int pz_spool_next(struct pz_spool *spool, const void **data, size_t *len, struct pz_error *err);

#endif
