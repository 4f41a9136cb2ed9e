/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

int pz_workers_start(struct pz_workers *workers, unsigned n, void *(*run)(void *), void *first, size_t size, struct pz_error *err)
{
    *workers = (struct pz_workers){.threads = pz_calloc(n, sizeof(pthread_t))};
    if (!workers->threads)
        return pz_fail_memory(err);
    for (; workers->started < n; workers->started++) {
        char *self = (char *)first + workers->started * size;
        int code = pz_fault_step() ? EAGAIN : pthread_create(&workers->threads[workers->started], NULL, run, self);
        if (code && !workers->started)
            return pz_fail(err, PZ_SYSTEM, "E-RUN-005", _("no thread can be started: %s"), strerror(code));
        if (code)
            break;
    }
    return 0;
}

void pz_workers_join(struct pz_workers *workers)
{
    for (unsigned i = 0; i < workers->started; i++)
        pthread_join(workers->threads[i], NULL);
    pz_free(workers->threads);
    *workers = (struct pz_workers){0};
}

void pz_workers_report(struct pz_diags *all, const struct pz_diags *own)
{
    for (size_t i = 0; i < own->n; i++) {
        const struct pz_diag *d = &own->v[i];
        pz_report_hint(all, d->id, &d->place, d->hint, "%s", d->message);
        all->v[all->n - 1].order = d->order;
    }
}

static int by_order(const void *x, const void *y)
{
    const struct pz_diag *a = x, *b = y;
    return (a->order > b->order) - (a->order < b->order);
}

void pz_workers_sort(struct pz_diags *all, size_t first)
{
    if (all->n > first)
        qsort(all->v + first, all->n - first, sizeof *all->v, by_order);
    for (; all->n > first + PZ_WORKERS_REPORTS; all->n--) {
        all->errors -= all->v[all->n - 1].severity == PZ_ERROR;
        all->warnings -= all->v[all->n - 1].severity == PZ_WARNING;
    }
}
