/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/pdf.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/cache.h"
#include "deliver/pdf/pictures.h"
#include "deliver/pdf/run.h"

enum { BATCH = 200, BATCH_MAX = 1000, WORKERS_MAX = 64 };

struct maker {
    struct pz_pdf_options options; /* with defaults filled in */
    struct pz_diags *diags;
};

static void defaults(struct pz_pdf_options *o)
{
    o->workers = !o->workers ? 2 : o->workers > WORKERS_MAX ? WORKERS_MAX : o->workers;
    o->batch = !o->batch ? BATCH : o->batch > BATCH_MAX ? BATCH_MAX : o->batch;
    o->timeout_ms = o->timeout_ms ? o->timeout_ms : 60000;
    o->start_ms = o->start_ms ? o->start_ms : 60000;
    o->memory_mb = o->memory_mb ? o->memory_mb : 2048;
}

/* Whether the target holds these very bytes. */
static bool same_bytes(const char *path, const struct pz_pdf_job *job)
{
    char digest[PZ_DIGEST_SIZE];
    return pz_file_exists(path) && pz_digest_file(digest, path, NULL) == 0 && strcmp(digest, job->digest) == 0;
}

/* Put bytes, whose digest the job has, at the target. A target that is right already keeps its time. */
static int deliver(struct pz_pdf_job *job, const struct pz_buf *bytes, enum pz_pdf_state state, struct pz_error *err)
{
    job->size = bytes->len;
    if (same_bytes(job->target, job)) {
        job->state = PZ_PDF_KEPT;
        return 0;
    }
    if (pz_file_write(job->target, bytes->data, bytes->len, false, err) != 0)
        return -1;
    job->state = state;
    return 0;
}

static int settle(void *self, struct pz_pdf_item *item, struct pz_buf *bytes, struct pz_error *err)
{
    struct maker *m = self;
    if (pz_digest(item->job->digest, bytes->data, bytes->len, err) != 0)
        return -1;
    if (m->options.cache && pz_pdf_cache_put(m->options.cache, item->key, item->job, bytes, err) != 0)
        return -1;
    return deliver(item->job, bytes, PZ_PDF_MADE, err);
}

static bool tell(struct maker *m, const struct pz_pdf_job *job)
{
    return !m->options.progress || m->options.progress(m->options.progress_data, job);
}

/* 1: nothing more to do for the job (found in the cache, or its source cannot be read); 0: to be made. */
static int look_up(struct maker *m, struct pz_pdf_item *item, struct pz_error *err)
{
    struct pz_pdf_job *job = item->job;
    struct pz_error why = PZ_ERROR_INIT;
    job->state = PZ_PDF_WAITING;
    if (pz_pdf_key(item->key, job, m->options.plain, &why) != 0) {
        struct pz_place place = pz_place_file(job->source);
        pz_error_at(&why, &place);
        pz_report_error(m->diags, &why);
        job->state = PZ_PDF_FAILED;
        return 1;
    }
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = m->options.cache ? pz_pdf_cache_get(m->options.cache, item->key, job, &bytes) : 0;
    if (rc == 1 && deliver(job, &bytes, PZ_PDF_CACHED, err) != 0)
        rc = -1;
    pz_buf_release(&bytes);
    return rc;
}

static int by_key(const void *x, const void *y)
{
    const struct pz_pdf_item *a = *(struct pz_pdf_item *const *)x, *b = *(struct pz_pdf_item *const *)y;
    int c = strcmp(a->key, b->key);
    return c ? c : (a > b) - (a < b);
}

/* Items that would give the same PDF as an earlier one: sorted by key, the first of each key is made, the others copied. */
struct twins {
    struct pz_pdf_item **v;
    size_t n;
};

/* The item made for the twin at i, or NULL when i is made itself. */
static struct pz_pdf_item *elder(const struct twins *t, size_t i)
{
    size_t first = i;
    while (first && strcmp(t->v[first - 1]->key, t->v[i]->key) == 0)
        first--;
    return first == i ? NULL : t->v[first];
}

static void mark_twins(struct twins *t, bool *is_twin, const struct pz_pdf_item *base)
{
    if (t->n)
        qsort(t->v, t->n, sizeof *t->v, by_key);
    for (size_t i = 0; i < t->n; i++)
        is_twin[t->v[i] - base] = elder(t, i) != NULL;
}

static int copy_twins(struct maker *m, struct twins *t, struct pz_error *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < t->n; i++) {
        struct pz_pdf_item *from = elder(t, i);
        if (!from)
            continue;
        struct pz_pdf_job *job = t->v[i]->job;
        job->state = from->job->state;
        job->pages = from->job->pages;
        memcpy(job->digest, from->job->digest, sizeof job->digest);
        struct pz_buf bytes = PZ_BUF_INIT;
        if (job->state == PZ_PDF_MADE || job->state == PZ_PDF_KEPT)
            rc = pz_file_read(&bytes, from->job->target, (size_t)1 << 30, err) == 0 ? deliver(job, &bytes, PZ_PDF_CACHED, err) : -1;
        pz_buf_release(&bytes);
        if (rc == 0 && job->state != PZ_PDF_WAITING)
            tell(m, job);
    }
    return rc;
}

/* Look every job up; what is to be made is listed in order. Returns -1, 0, or 1 when the caller stopped it. */
static int sort_out(struct maker *m, struct pz_pdf_item *items, struct pz_pdf_job *jobs, size_t n, struct twins *todo,
                    struct pz_error *err)
{
    for (size_t i = 0; i < n; i++) {
        items[i].job = &jobs[i];
        int rc = look_up(m, &items[i], err);
        if (rc < 0)
            return -1;
        if (rc == 0)
            todo->v[todo->n++] = &items[i];
        else if (!tell(m, &jobs[i]))
            return 1;
    }
    return 0;
}

int pz_pdf_make(struct pz_pdf_job *jobs, size_t n, const struct pz_pdf_options *options, struct pz_diags *diags,
                struct pz_error *err)
{
    struct maker m = {.options = options ? *options : (struct pz_pdf_options){0}, .diags = diags};
    defaults(&m.options);
    struct pz_pdf_item *items = pz_calloc(n + 1, sizeof *items);
    struct twins todo = {.v = pz_calloc(n + 1, sizeof *todo.v)};
    bool *is_twin = pz_calloc(n + 1, sizeof *is_twin);
    int rc = !items || !todo.v || !is_twin ? pz_fail_memory(err) : sort_out(&m, items, jobs, n, &todo, err);
    if (rc == 0 && todo.n) {
        struct pz_pdf_run run = {.options = &m.options, .settle = settle, .self = &m, .diags = diags};
        mark_twins(&todo, is_twin, items);
        for (size_t i = 0; i < n; i++)
            if (items[i].key[0] && jobs[i].state == PZ_PDF_WAITING && !is_twin[i]) {
                items[i].lossless = pz_pdf_keeps_pictures(jobs[i].source);
                pz_pdf_queue_add(&run.fresh, &items[i]);
            }
        rc = pz_pdf_run(&run, err);
        if (rc == 0)
            rc = copy_twins(&m, &todo, err);
    }
    pz_free(items);
    pz_free(todo.v);
    pz_free(is_twin);
    return rc < 0 ? -1 : 0;
}
