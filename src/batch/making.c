/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/making.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/workers.h"

enum { SLAB = 1024, AHEAD = 2, GRAB = 8, REPORTS_MAX = 1000, TICK_MS = 100 };

struct worker {
    struct making *run;
    struct pz_reader *reader;
    struct pz_maker *maker;
    struct pz_arena keep[AHEAD]; /* strings of rows, by slab number modulo AHEAD; cleared by the committer */
    struct pz_diags diags;
    size_t refused;
    struct pz_error failure;
};

struct making {
    const struct pz_making *task;
    struct pz_making_result *result;
    struct worker *workers;
    struct pz_reader **readers;
    struct pz_made (*rows)[SLAB]; /* AHEAD slabs */
    struct pz_register_put *puts; /* SLAB */
    atomic_bool stop;
    pthread_mutex_t lock; /* guards what follows; taken once for GRAB documents */
    pthread_cond_t changed;
    size_t next; /* the first job not yet taken */
    size_t open; /* jobs below this number may be taken */
    size_t done;
    size_t left[AHEAD]; /* jobs of the slab not yet made */
};

static size_t slab_size(const struct making *run, size_t slab)
{
    size_t first = slab * SLAB, n = run->task->jobs->n;
    return first >= n ? 0 : n - first < SLAB ? n - first : SLAB;
}

static void report(struct worker *w, const struct pz_job *job, size_t index, const struct pz_error *err)
{
    char hint[256];
    w->refused++;
    if (w->diags.n >= REPORTS_MAX)
        return;
    snprintf(hint, sizeof hint, job->key[0] ? _("document “%s”, for %s") : _("document “%s”"), job->document, job->key);
    pz_report_hint(&w->diags, err->id, &err->place, hint, "%s", err->message);
    w->diags.v[w->diags.n - 1].order = (unsigned)index;
}

static void make_one(struct worker *w, size_t index)
{
    struct making *run = w->run;
    size_t slab = index / SLAB;
    const struct pz_job *job = &run->task->jobs->v[index];
    struct pz_made *made = &run->rows[slab % AHEAD][index % SLAB];
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_maker_make(w->maker, job, &w->keep[slab % AHEAD], made, &err) != 0) {
        if (err.kind == PZ_SYSTEM) {
            made->state = PZ_MADE_WAITING;
            w->failure = err;
            atomic_store(&run->stop, true);
        } else {
            report(w, job, index, &err);
        }
    }
    run->result->state[index] = (uint8_t)(made->state | (made->pdf_wanted ? PZ_MAKING_PDF : 0));
}

/* Take the next few jobs of one slab, after telling that `finished` jobs of slab `slab` are done. The number taken, 0 at the end. */
static size_t take(struct making *run, size_t finished, size_t slab, size_t *first)
{
    pthread_mutex_lock(&run->lock);
    run->left[slab % AHEAD] -= finished;
    run->done += finished;
    if (finished)
        pthread_cond_broadcast(&run->changed);
    while (run->next >= run->open && run->next < run->task->jobs->n && !atomic_load(&run->stop))
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
static bool wait_for(struct making *run, size_t slab)
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
            run->task->progress(run->task->progress_self, run->done, run->task->jobs->n);
    }
    pthread_mutex_unlock(&run->lock);
    return !atomic_load(&run->stop);
}

/* Open slabs up to `slab` + AHEAD - 1 for the workers. The last one may be open already, and partly made. */
static void open_slabs(struct making *run, size_t slab)
{
    size_t n = run->task->jobs->n, open = (slab + AHEAD) * SLAB;
    pthread_mutex_lock(&run->lock);
    for (size_t s = (run->open + SLAB - 1) / SLAB; s < slab + AHEAD && s * SLAB < n; s++)
        run->left[s % AHEAD] = slab_size(run, s);
    run->open = open < n ? open : n;
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

/* Texts of the changes of a slab, into the register. */
static int commit_changes(struct making *run, const struct pz_made *rows, size_t n, struct pz_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].changes_n &&
            pz_register_changes(run->task->store, rows[i].changes, rows[i].changes_n, run->task->stamp, err) != 0)
            return -1;
    return 0;
}

static void tell_changed(const struct pz_making *task, size_t first, const struct pz_made *rows, size_t n)
{
    for (size_t i = 0; i < n && task->changed; i++)
        if (rows[i].state == PZ_MADE_NEW || rows[i].state == PZ_MADE_CHANGED || rows[i].state == PZ_MADE_EDITION)
            task->changed(task->changed_self, &task->jobs->v[first + i], &rows[i]);
}

/* Rows of a slab whose files were written: flushed first, then one transaction, then the files that lost their name go. */
static int commit_slab(struct making *run, size_t slab, struct pz_error *err)
{
    const struct pz_made *rows = run->rows[slab % AHEAD];
    size_t n = slab_size(run, slab), put_n = 0, written = 0;
    for (size_t i = 0; i < n; i++) {
        count(run->result, rows[i].state);
        written += rows[i].state == PZ_MADE_RESTORED;
        if (rows[i].around || (rows[i].state >= PZ_MADE_NEW && rows[i].state <= PZ_MADE_EDITION))
            run->puts[put_n++] = rows[i].put;
    }
    if (run->task->settings->dry)
        return tell_changed(run->task, slab * SLAB, rows, n), 0;
    if (put_n + written && pz_filesystem_sync(run->task->settings->folder, err) != 0)
        return -1;
    if (put_n && (pz_register_commit(run->task->store, run->puts, put_n, run->task->stamp, NULL, err) != 0 ||
                  commit_changes(run, rows, n, err) != 0))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (rows[i].state == PZ_MADE_CHANGED && rows[i].obsolete)
            unlink(rows[i].obsolete);
    tell_changed(run->task, slab * SLAB, rows, n);
    return 0;
}

static int commit_all(struct making *run, struct pz_error *err)
{
    for (size_t slab = 0; slab * SLAB < run->task->jobs->n; slab++) {
        open_slabs(run, slab);
        if (!wait_for(run, slab))
            return -1;
        if (commit_slab(run, slab, err) != 0)
            return -1;
        for (unsigned i = 0; i < run->task->workers; i++)
            pz_arena_clear(&run->workers[i].keep[slab % AHEAD]);
    }
    return 0;
}

static int work(struct making *run, struct pz_error *err)
{
    struct pz_workers threads;
    int rc = pz_workers_start(&threads, run->task->workers, worker_main, run->workers, sizeof *run->workers, err);
    if (rc == 0)
        rc = commit_all(run, err);
    pthread_mutex_lock(&run->lock);
    if (rc)
        atomic_store(&run->stop, true);
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    pz_workers_join(&threads);
    return rc;
}

static void gather(struct making *run, struct pz_diags *diags, struct pz_error *err)
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
static int gather_doubts(struct making *run, struct pz_error *err)
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

static int prepare(struct making *run, struct pz_error *err)
{
    unsigned n = run->task->workers;
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    if (!(run->workers = pz_calloc(n, sizeof *run->workers)) || !(run->readers = pz_calloc(n, sizeof *run->readers)) ||
        !(run->rows = pz_calloc(AHEAD, sizeof *run->rows)) || !(run->puts = pz_calloc(SLAB, sizeof *run->puts)) ||
        !(run->result->state = pz_calloc(run->task->jobs->n, 1)))
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
    return 0;
}

static void release(struct making *run)
{
    for (unsigned i = 0; run->workers && i < run->task->workers; i++) {
        struct worker *w = &run->workers[i];
        pz_maker_free(w->maker);
        pz_diags_release(&w->diags);
        for (unsigned k = 0; k < AHEAD; k++)
            pz_arena_release(&w->keep[k]);
        if (run->readers)
            pz_reader_close(run->readers[i]);
    }
    pz_free(run->workers);
    pz_free(run->readers);
    pz_free(run->rows);
    pz_free(run->puts);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
}

int pz_making_run(const struct pz_making *making, struct pz_making_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct making run = {.task = making, .result = result};
    *result = (struct pz_making_result){0};
    int rc = prepare(&run, err);
    if (rc == 0) {
        rc = work(&run, err);
        gather(&run, diags, err);
        if (rc == 0)
            rc = gather_doubts(&run, err);
    }
    release(&run);
    return rc;
}
