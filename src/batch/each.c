/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/each.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "batch/nameset.h"
#include "batch/workers.h"

/* ABROAD_MAX: of records handed over and not made yet; their values take up to thirty times as much. A larger one is made alone, so that the
 * whole keeps to what is allowed to one record (base/json.h). */
enum { CHUNK_RECORDS = 64, CHUNK_BYTES = 1 << 18, ABROAD_MAX = 4 << 20, TURNS = 64 };

/* Records on their way to a worker; the text is a copy, because the reader goes on. */
struct chunk {
    struct pz_buf text;
    struct {
        size_t offset, len;
        unsigned line;
    } record[CHUNK_RECORDS];
    size_t n, first; /* number of records; index of the first */
};

/* All that one thread needs. */
struct worker {
    struct each_run *run;
    struct pz_arena arena;
    struct pz_document_worker *document;
    struct pz_buf bytes, path;
    struct pz_diags diags;
    struct pz_buf clashes; /* records whose name is an earlier one's: size_t, name, NUL */
    size_t clashes_n;      /* but for those that had it before */
    size_t made, refused;
    size_t unmade;           /* of those made, by whomever: written over by an earlier record */
    struct pz_error failure; /* of the system: stops the batch */
};

struct each_run {
    const struct pz_each *each;
    struct pz_nameset names;
    pthread_mutex_t turns[TURNS]; /* of writing, by name */
    struct pz_json_reader *reader;
    struct worker *workers;
    /* Chunks: `waiting` are full ones in order, `idle` empty ones. Guarded by lock. */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct chunk **waiting, **idle;
    size_t waiting_n, idle_n;
    size_t abroad; /* bytes of records handed over and not made yet */
    bool no_more;
    struct pz_json_slice alone; /* the next record, when it is too large for a chunk; the feeding thread's */
    atomic_bool stop;
    atomic_size_t done;
};

static void report(struct worker *w, size_t index, const struct pz_error *err)
{
    w->refused++;
    if (w->diags.n + w->clashes_n >= PZ_WORKERS_REPORTS)
        return;
    char hint[64];
    snprintf(hint, sizeof hint, _("record %zu of the data"), index + 1);
    pz_report_hint(&w->diags, err->id, &err->place, hint, "%s", err->message);
    w->diags.v[w->diags.n - 1].order = (unsigned)index;
}

/* A record whose file name is an earlier one's: told in the end, when it is known whose. late: the name was its own until now. */
static void note_clash(struct worker *w, size_t index, bool late)
{
    w->refused++;
    if (!late && w->diags.n + w->clashes_n >= PZ_WORKERS_REPORTS)
        return;
    w->clashes_n += !late;
    pz_buf_put(&w->clashes, &index, sizeof index);
    pz_buf_put(&w->clashes, pz_buf_str(&w->path), w->path.len + 1);
}

static pthread_mutex_t *turn_of(struct worker *w)
{
    unsigned sum = 0;
    for (size_t i = 0; i < w->path.len; i++)
        sum = sum * 31 + (unsigned char)w->path.data[i];
    return &w->run->turns[sum % TURNS];
}

/* Of records with one file name the first is made, whichever comes first: the name changes hands and the file is written in one turn.
 * 0: made; 1: the name is an earlier record's; -1: failure. */
static int write_named(struct worker *w, size_t index, struct pz_error *err)
{
    size_t other = 0;
    pthread_mutex_t *turn = turn_of(w);
    pthread_mutex_lock(turn);
    int taken = pz_nameset_add(&w->run->names, pz_buf_str(&w->path), w->path.len, index, &other);
    int rc = taken < 0    ? pz_fail_memory(err)
             : taken == 1 ? 1
                          : pz_file_write(pz_buf_str(&w->path), w->bytes.data, w->bytes.len, false, err);
    pthread_mutex_unlock(turn);
    if (taken == 1)
        note_clash(w, index, false);
    if (taken == 2 && rc == 0) {
        w->unmade++;
        note_clash(w, other, true);
    }
    return rc;
}

/* The record's document, unless the arena runs dry on the way. */
static int make_guarded(struct worker *w, const struct pz_json_slice *slice, size_t index, struct pz_error *err)
{
    const struct pz_each *each = w->run->each;
    struct pz_value record;
    if (pz_json_slice_parse(&record, &w->arena, slice, each->data, err) != 0)
        return -1;
    if (record.type != PZ_MAP)
        return pz_fail(err, PZ_DATA, "E-RUN-004", _("a record has to be an object with named fields"));
    struct pz_render render = {
        .context = record, .arena = &w->arena, .forms = each->forms, .today = each->today, .limits = each->limits};
    pz_buf_clear(&w->bytes);
    if (pz_document_render(each->document, w->document, &render, &w->bytes, err) != 0)
        return -1;
    if (w->bytes.failed)
        return pz_fail_memory(err);
    pz_map_set(&w->arena, record.u.map, "index", pz_int((int64_t)index));
    return pz_output_path(each->output, &render, &w->path, err) != 0 ? -1 : write_named(w, index, err);
}

static void make(struct worker *w, const struct pz_json_slice *slice, size_t index)
{
    struct pz_error err = PZ_ERROR_INIT;
    jmp_buf oom;
    pz_arena_clear(&w->arena);
    pz_arena_trap(&w->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(&err) : make_guarded(w, slice, index, &err);
    pz_arena_trap(&w->arena, NULL);
    if (rc == 0) {
        w->made++;
    } else if (rc > 0) {
        ; /* noted */
    } else if (err.kind == PZ_SYSTEM) {
        w->failure = err;
        atomic_store(&w->run->stop, true);
    } else {
        report(w, index, &err);
    }
    atomic_fetch_add_explicit(&w->run->done, 1, memory_order_relaxed);
}

static void make_chunk(struct worker *w, struct chunk *c)
{
    for (size_t i = 0; i < c->n && !atomic_load_explicit(&w->run->stop, memory_order_relaxed); i++) {
        struct pz_json_slice slice = {c->text.data + c->record[i].offset, c->record[i].len, c->record[i].line};
        make(w, &slice, c->first + i);
    }
    if (c->text.cap > 4 * CHUNK_BYTES) { /* what a large one took is not for keeps */
        pz_arena_release(&w->arena);
        pz_buf_release(&c->text);
    }
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct each_run *run = w->run;
    pthread_mutex_lock(&run->lock);
    for (;;) {
        while (!run->waiting_n && !run->no_more)
            pthread_cond_wait(&run->changed, &run->lock);
        if (!run->waiting_n)
            break;
        struct chunk *c = run->waiting[0];
        memmove(run->waiting, run->waiting + 1, --run->waiting_n * sizeof *run->waiting);
        pthread_mutex_unlock(&run->lock);
        size_t len = c->text.len;
        make_chunk(w, c);
        pthread_mutex_lock(&run->lock);
        run->abroad -= len;
        run->idle[run->idle_n++] = c;
        pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

/* Until so many bytes may be handed over; SIZE_MAX: until nothing is under way. */
static void wait_for_room(struct each_run *run, size_t len)
{
    pthread_mutex_lock(&run->lock);
    while (run->abroad && (len > ABROAD_MAX || run->abroad + len > ABROAD_MAX) && !atomic_load(&run->stop))
        pthread_cond_wait(&run->changed, &run->lock);
    pthread_mutex_unlock(&run->lock);
}

/* Fill a chunk. 1: it has records, or one comes that is made alone; 0: there are no more; -1: failure. */
static int fill(struct each_run *run, struct chunk *c, size_t first, struct pz_error *err)
{
    pz_buf_clear(&c->text);
    c->n = 0;
    c->first = first;
    while (c->n < CHUNK_RECORDS && c->text.len < CHUNK_BYTES && !(run->each->limit && first + c->n >= run->each->limit)) {
        struct pz_json_slice slice;
        int found = pz_json_reader_slice(run->reader, &slice, err);
        if (found < 0)
            return -1;
        if (!found)
            break;
        if (slice.len > ABROAD_MAX) {
            run->alone = slice;
            break;
        }
        if (slice.len > CHUNK_BYTES)
            wait_for_room(run, c->text.len + slice.len);
        c->record[c->n].offset = c->text.len;
        c->record[c->n].len = slice.len;
        c->record[c->n++].line = slice.line;
        pz_buf_put(&c->text, slice.text, slice.len);
    }
    if (!c->text.failed)
        return c->n > 0 || run->alone.text;
    c->n = 0; /* the texts are not all there */
    return pz_fail_memory(err);
}

static struct chunk *take_idle(struct each_run *run)
{
    pthread_mutex_lock(&run->lock);
    while (!run->idle_n)
        pthread_cond_wait(&run->changed, &run->lock);
    struct chunk *c = run->idle[--run->idle_n];
    pthread_mutex_unlock(&run->lock);
    return c;
}

static void hand_over(struct each_run *run, struct chunk *c, bool full)
{
    pthread_mutex_lock(&run->lock);
    if (full) {
        run->abroad += c->text.len;
        run->waiting[run->waiting_n++] = c;
    } else {
        run->idle[run->idle_n++] = c;
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

/* The large record that came, where the reader holds it, by the calling thread. No worker is under way, so what is theirs may be touched. */
static void make_alone(struct each_run *run, size_t index)
{
    struct worker *w = &run->workers[0];
    wait_for_room(run, SIZE_MAX);
    for (unsigned i = 0; i < run->each->jobs && !atomic_load(&run->stop); i++)
        pz_arena_release(&run->workers[i].arena);
    if (!atomic_load(&run->stop))
        make(w, &run->alone, index);
    if (!atomic_load(&run->stop))
        pz_arena_release(&w->arena);
    run->alone = (struct pz_json_slice){0};
}

/* Cut the data into chunks until its end; with one job the calling thread makes them too. */
static int feed(struct each_run *run, struct pz_error *err)
{
    const struct pz_each *each = run->each;
    int more = 1;
    for (size_t index = 0; more > 0 && !atomic_load(&run->stop);) {
        struct chunk *c = take_idle(run);
        more = fill(run, c, index, err);
        index += c->n;
        if (each->jobs == 1 && c->n)
            make_chunk(&run->workers[0], c);
        hand_over(run, c, each->jobs > 1 && c->n);
        if (more > 0 && run->alone.text)
            make_alone(run, index++);
        if (each->progress)
            each->progress(each->progress_self, atomic_load(&run->done), each->limit);
    }
    return more < 0 ? -1 : 0;
}

static int work(struct each_run *run, struct pz_error *err)
{
    struct pz_workers threads = {0};
    int rc = 0;
    if (run->each->jobs > 1)
        rc = pz_workers_start(&threads, run->each->jobs, worker_main, run->workers, sizeof *run->workers, err);
    if (rc == 0)
        rc = feed(run, err);
    pthread_mutex_lock(&run->lock);
    run->no_more = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    pz_workers_join(&threads);
    return rc;
}

static void report_clashes(struct each_run *run, const struct worker *w, struct pz_diags *diags)
{
    const struct pz_place nowhere = {.line = 0};
    for (const char *p = w->clashes.data, *end = p + w->clashes.len; p < end;) {
        size_t index;
        memcpy(&index, p, sizeof index);
        const char *name = p + sizeof index;
        size_t len = strlen(name), owner = pz_nameset_owner(&run->names, name, len);
        char hint[64];
        snprintf(hint, sizeof hint, _("record %zu of the data"), index + 1);
        pz_report_hint(diags, "E-RUN-003", &nowhere, hint, _("records %zu and %zu would have one file name, “%s”"), owner + 1,
                       index + 1, name);
        diags->v[diags->n - 1].order = (unsigned)index;
        p = name + len + 1;
    }
}

/* What the workers found, in the order of the records. */
static int gather(struct each_run *run, struct pz_each_result *result, struct pz_diags *diags, struct pz_error *err)
{
    int rc = 0;
    size_t first = diags->n;
    for (unsigned i = 0; i < run->each->jobs; i++) {
        struct worker *w = &run->workers[i];
        result->made += w->made - w->unmade;
        result->refused += w->refused;
        pz_workers_report(diags, &w->diags);
        report_clashes(run, w, diags);
        if (w->clashes.failed && rc == 0)
            rc = pz_fail_memory(err);
        if (w->failure.kind && rc == 0) {
            *err = w->failure;
            rc = -1;
        }
    }
    pz_workers_sort(diags, first);
    return rc;
}

static int prepare(struct each_run *run, struct pz_error *err)
{
    size_t jobs = run->each->jobs, chunks = jobs * 2;
    for (size_t i = 0; i < TURNS; i++)
        pthread_mutex_init(&run->turns[i], NULL);
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    if (!(run->workers = pz_calloc(jobs, sizeof *run->workers)) || !(run->waiting = pz_calloc(chunks, sizeof *run->waiting)) ||
        !(run->idle = pz_calloc(chunks, sizeof *run->idle)))
        return pz_fail_memory(err);
    for (; run->idle_n < chunks; run->idle_n++)
        if (!(run->idle[run->idle_n] = pz_calloc(1, sizeof **run->idle)))
            return pz_fail_memory(err);
    for (size_t i = 0; i < jobs; i++) {
        run->workers[i].run = run;
        pz_diags_init(&run->workers[i].diags);
    }
    for (size_t i = 0; i < jobs; i++)
        if (pz_document_worker_new(&run->workers[i].document, err) != 0)
            return -1;
    return pz_json_reader_open(&run->reader, run->each->data, err);
}

static void release(struct each_run *run)
{
    pz_json_reader_close(run->reader);
    for (unsigned i = 0; run->workers && i < run->each->jobs; i++) {
        struct worker *w = &run->workers[i];
        pz_document_worker_free(w->document);
        pz_arena_release(&w->arena);
        pz_buf_release(&w->bytes);
        pz_buf_release(&w->path);
        pz_buf_release(&w->clashes);
        pz_diags_release(&w->diags);
    }
    for (size_t i = 0; i < run->idle_n + run->waiting_n; i++) {
        struct chunk *c = i < run->idle_n ? run->idle[i] : run->waiting[i - run->idle_n];
        pz_buf_release(&c->text);
        pz_free(c);
    }
    pz_free(run->workers);
    pz_free(run->idle);
    pz_free(run->waiting);
    pz_nameset_release(&run->names);
    for (size_t i = 0; i < TURNS; i++)
        pthread_mutex_destroy(&run->turns[i]);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
}

int pz_each_run(const struct pz_each *each, struct pz_each_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct each_run run = {.each = each};
    *result = (struct pz_each_result){0};
    pz_nameset_init(&run.names);
    int rc = prepare(&run, err);
    if (rc == 0)
        rc = work(&run, err);
    if (run.workers) {
        struct pz_error failure = PZ_ERROR_INIT;
        if (gather(&run, result, diags, &failure) != 0 && rc == 0) {
            *err = failure;
            rc = -1;
        }
    }
    release(&run);
    return rc;
}
