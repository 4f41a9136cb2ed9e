/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every set of worker threads needs: starting and joining them, and their findings in one order. */
#ifndef PZ_BATCH_WORKERS_H
#define PZ_BATCH_WORKERS_H

#include <pthread.h>
#include <stddef.h>

#include "base/error.h"

/* Threads that run the same function, each on its own element of an array. */
struct pz_workers {
    pthread_t *threads;
    unsigned started;
};

/* Start n of them: element i is at first + i * size. Fewer than n do as well; none is an error: E-RUN-005. Join them in any case. */
int pz_workers_start(struct pz_workers *workers, unsigned n, void *(*run)(void *), void *first, size_t size, struct pz_error *err);
/* Wait for all that were started. */
void pz_workers_join(struct pz_workers *workers);

/* How many findings a worker keeps of its own: the first ones. */
enum { PZ_WORKERS_REPORTS = 1000 };

/* Add one worker's findings to those of all, with their `order`. */
void pz_workers_report(struct pz_diags *all, const struct pz_diags *own);
/* Put the findings from number `first` on in their order. Only as many stay as each worker keeps, so that they are the same however the work was
 * divided. */
void pz_workers_sort(struct pz_diags *all, size_t first);

#endif
