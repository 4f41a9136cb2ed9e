/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/making.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/workers.h"

enum { SLAB = 1024, AHEAD = 3, OPEN = 32, GRAB = 8, TICK_MS = 100 };

struct worker {
    struct pz_makers *run;
    struct pz_reader *reader;
    struct pz_maker *maker;
    struct pz_arena keep[AHEAD]; /* strings of rows, by slab number modulo AHEAD; cleared by the committer */
    struct pz_diags diags;
    size_t refused;
    struct pz_error failure;
};

struct slab {
    struct pz_job jobs[SLAB];
    struct pz_made rows[SLAB];
    struct pz_arena texts; /* of the jobs */
    size_t n;
};

struct pz_makers {
    const struct pz_making *task;
    struct pz_making_result result;
    struct worker *workers;
    struct pz_reader **readers;
    struct slab *slabs;           /* AHEAD */
    struct pz_register_put *puts; /* SLAB */
    struct pz_workers threads;
    size_t taken;     /* jobs */
    size_t committed; /* slabs */
    atomic_bool stop;
    pthread_mutex_t lock; /* guards what follows; taken once for GRAB documents */
    pthread_cond_t changed;
    size_t next; /* the first job no worker has begun */
    size_t open; /* jobs below this number may be begun */
    bool closed; /* no more will come */
    size_t done;
    size_t left[AHEAD]; /* open jobs of the slab not yet made */
};

static struct slab *slab_of(struct pz_makers *run, size_t slab)
{
    return &run->slabs[slab % AHEAD];
}

static void report(struct worker *w, const struct pz_job *job, size_t index, const struct pz_error *err)
{
    char hint[256];
    w->refused++;
    if (w->diags.n >= PZ_WORKERS_REPORTS)
        return;
    snprintf(hint, sizeof hint, job->key[0] ? _("document “%s”, for %s") : _("document “%s”"), job->document, job->key);
    pz_report_hint(&w->diags, err->id, &err->place, hint, "%s", err->message);
    w->diags.v[w->diags.n - 1].order = (unsigned)index;
}

static void make_one(struct worker *w, size_t index)
{
    struct slab *slab = slab_of(w->run, index / SLAB);
    const struct pz_job *job = &slab->jobs[index % SLAB];
    struct pz_made *made = &slab->rows[index % SLAB];
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_maker_make(w->maker, job, &w->keep[index / SLAB % AHEAD], made, &err) == 0)
        return;
    if (err.kind == PZ_SYSTEM) {
        made->state = PZ_MADE_WAITING;
        w->failure = err;
        atomic_store(&w->run->stop, true);
    } else {
        report(w, job, index, &err);
    }
}

/* Begin the next few jobs of one slab, after telling that `finished` jobs of slab `slab` are done. How many, 0 at the end. */
static size_t take(struct pz_makers *run, size_t finished, size_t slab, size_t *first)
{
    pthread_mutex_lock(&run->lock);
    run->left[slab % AHEAD] -= finished;
    run->done += finished;
    if (finished)
        pthread_cond_broadcast(&run->changed);
    while (run->next >= run->open && !run->closed && !atomic_load(&run->stop))
        pthread_cond_wait(&run->changed, &run->lock);
    size_t n = atomic_load(&run->stop) ? 0 : run->open - run->next;
    size_t of_slab = SLAB - run->next % SLAB;
    n = n > GRAB ? GRAB : n;
    n = n > of_slab ? of_slab : n;
    *first = run->next;
    run->next += n;
    pthread_mutex_unlock(&run->lock);
    return n;
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    size_t first = 0, n = 0;
    while ((n = take(w->run, n, first / SLAB, &first)))
        for (size_t i = 0; i < n && !atomic_load_explicit(&w->run->stop, memory_order_relaxed); i++)
            make_one(w, first + i);
    return NULL;
}

/* Wait until every job of the slab is made; tell the progress meanwhile. false: the run was stopped. */
static bool wait_for(struct pz_makers *run, size_t slab)
{
    pthread_mutex_lock(&run->lock);
    while (run->left[slab % AHEAD] && !atomic_load(&run->stop)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&run->changed, &run->lock, &until);
        if (run->task->progress)
            run->task->progress(run->task->progress_self, run->done, run->task->total);
    }
    pthread_mutex_unlock(&run->lock);
    return !atomic_load(&run->stop);
}

/* What was taken since the last time may be begun. A slab is opened before the next one has jobs. */
static void open_jobs(struct pz_makers *run)
{
    pthread_mutex_lock(&run->lock);
    if (run->taken > run->open)
        run->left[(run->taken - 1) / SLAB % AHEAD] += run->taken - run->open;
    run->open = run->taken;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

static void count(struct pz_making_result *r, enum pz_made_state state)
{
    size_t *const counters[] = {
        [PZ_MADE_UNCHANGED] = &r->unchanged, [PZ_MADE_RESTORED] = &r->restored, [PZ_MADE_NEW] = &r->new_,
        [PZ_MADE_CHANGED] = &r->changed,     [PZ_MADE_EDITION] = &r->editions,  [PZ_MADE_REFUSED] = &r->refused};
    if (counters[state])
        ++*counters[state];
}

static void tell(const struct pz_making *task, const struct slab *slab)
{
    for (size_t i = 0; i < slab->n; i++) {
        const struct pz_made *made = &slab->rows[i];
        bool changed = made->state == PZ_MADE_NEW || made->state == PZ_MADE_CHANGED || made->state == PZ_MADE_EDITION;
        if (changed && task->changed)
            task->changed(task->self, &slab->jobs[i], made);
        if (made->pdf_wanted && task->pdf_wanted && !task->settings->dry)
            task->pdf_wanted(task->self, &slab->jobs[i]);
    }
}

/* Rows of a slab whose files were written: flushed first, then one transaction. */
static int commit_rows(struct pz_makers *run, const struct slab *slab, struct pz_error *err)
{
    size_t put_n = 0, written = 0;
    for (size_t i = 0; i < slab->n; i++) {
        const struct pz_made *made = &slab->rows[i];
        written += made->state == PZ_MADE_RESTORED;
        if (made->state == PZ_MADE_CHANGED && pz_leftover_note(made->left, err) != 0)
            return -1;
        if (made->around || (made->state >= PZ_MADE_NEW && made->state <= PZ_MADE_EDITION))
            run->puts[put_n++] = made->put;
    }
    if (put_n + written && pz_filesystem_sync(run->task->settings->folder, err) != 0)
        return -1;
    return put_n ? pz_register_commit(run->task->store, run->puts, put_n, run->task->stamp, NULL, err) : 0;
}

/* The oldest slab: when all of it is made, its rows; then it is free again. */
static int commit_next(struct pz_makers *run, struct pz_error *err)
{
    struct slab *slab = slab_of(run, run->committed);
    if (!wait_for(run, run->committed))
        return -1;
    for (size_t i = 0; i < slab->n; i++)
        count(&run->result, slab->rows[i].state);
    if (!run->task->settings->dry && commit_rows(run, slab, err) != 0)
        return -1;
    tell(run->task, slab);
    for (unsigned i = 0; i < run->task->workers; i++)
        pz_arena_clear(&run->workers[i].keep[run->committed % AHEAD]);
    pz_arena_clear(&slab->texts);
    slab->n = 0;
    run->committed++;
    return 0;
}

static int copy_job(struct slab *slab, const struct pz_job *job, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&slab->texts, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    slab->jobs[slab->n] = pz_job_copy(job, &slab->texts);
    slab->rows[slab->n] = (struct pz_made){0};
    pz_arena_trap(&slab->texts, NULL);
    slab->n++;
    return 0;
}

int pz_makers_take(void *makers, const struct pz_job *job, struct pz_error *err)
{
    struct pz_makers *run = makers;
    if (atomic_load(&run->stop) || (run->taken / SLAB >= run->committed + AHEAD && commit_next(run, err) != 0) ||
        copy_job(slab_of(run, run->taken / SLAB), job, err) != 0)
        return -1;
    if (++run->taken % OPEN == 0)
        open_jobs(run);
    return 0;
}

static int finish(struct pz_makers *run, struct pz_error *err)
{
    open_jobs(run);
    while (run->committed * SLAB < run->taken)
        if (commit_next(run, err) != 0)
            return -1;
    return 0;
}

static void join(struct pz_makers *run, bool failed)
{
    pthread_mutex_lock(&run->lock);
    if (failed)
        atomic_store(&run->stop, true);
    run->closed = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    pz_workers_join(&run->threads);
}

static void gather(struct pz_makers *run, struct pz_diags *diags, struct pz_error *err)
{
    size_t first = diags->n;
    for (unsigned i = 0; i < run->task->workers; i++) {
        struct worker *w = &run->workers[i];
        pz_workers_report(diags, &w->diags);
        if (w->failure.kind && err->kind == PZ_OK)
            *err = w->failure;
    }
    pz_workers_sort(diags, first);
}

/* What the workers doubted, each form once. */
static int gather_doubts(struct pz_makers *run, struct pz_error *err)
{
    struct pz_doubts *all = run->task->doubts;
    jmp_buf oom;
    if (!all)
        return 0;
    jmp_buf *before = pz_arena_trap(&all->arena, &oom);
    int rc = 0;
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        pz_doubts_merge(all, pz_workspace_doubts(run->task->settings->workspace));
        for (unsigned i = 0; i < run->task->workers; i++)
            pz_doubts_merge(all, pz_maker_doubts(run->workers[i].maker));
    }
    pz_arena_trap(&all->arena, before);
    return rc;
}

static int prepare(struct pz_makers *run, struct pz_error *err)
{
    unsigned n = run->task->workers;
    if (!(run->workers = pz_calloc(n, sizeof *run->workers)) || !(run->readers = pz_calloc(n, sizeof *run->readers)) ||
        !(run->slabs = pz_calloc(AHEAD, sizeof *run->slabs)) || !(run->puts = pz_calloc(SLAB, sizeof *run->puts)))
        return pz_fail_memory(err);
    for (unsigned i = 0; i < n; i++) {
        run->workers[i].run = run;
        pz_diags_init(&run->workers[i].diags);
    }
    if (pz_readers_open(run->readers, n, run->task->store, err) != 0)
        return -1;
    for (unsigned i = 0; i < n; i++)
        if (pz_maker_new(&run->workers[i].maker, run->task->settings, run->readers[i], err) != 0)
            return -1;
    return pz_workers_start(&run->threads, n, worker_main, run->workers, sizeof *run->workers, err);
}

static void release(struct pz_makers *run)
{
    pz_workers_join(&run->threads);
    for (unsigned i = 0; run->workers && i < run->task->workers; i++) {
        struct worker *w = &run->workers[i];
        pz_maker_free(w->maker);
        pz_diags_release(&w->diags);
        for (unsigned k = 0; k < AHEAD; k++)
            pz_arena_release(&w->keep[k]);
        if (run->readers)
            pz_reader_close(run->readers[i]);
    }
    for (size_t i = 0; run->slabs && i < AHEAD; i++)
        pz_arena_release(&run->slabs[i].texts);
    pz_free(run->workers);
    pz_free(run->readers);
    pz_free(run->slabs);
    pz_free(run->puts);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
    pz_free(run);
}

int pz_makers_start(struct pz_makers **out, const struct pz_making *task, struct pz_error *err)
{
    struct pz_makers *run = *out = pz_calloc(1, sizeof *run);
    if (!run)
        return pz_fail_memory(err);
    run->task = task;
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    if (prepare(run, err) == 0)
        return 0;
    release(run);
    *out = NULL;
    return -1;
}

int pz_makers_end(struct pz_makers *run, bool failed, struct pz_making_result *result, struct pz_diags *diags, struct pz_error *err)
{
    *result = (struct pz_making_result){0};
    if (!run)
        return -1;
    int rc = failed || finish(run, err) != 0 ? -1 : 0;
    join(run, rc != 0);
    gather(run, diags, err);
    if (rc == 0)
        rc = gather_doubts(run, err);
    *result = run->result;
    release(run);
    return rc;
}
