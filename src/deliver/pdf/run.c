/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/run.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/finish.h"
#include "deliver/pdf/group.h"
#include "deliver/pdf/scratch.h"
#include "deliver/pdf/worker.h"

enum {
    TICK_MS = 50,
    RESTARTS_MAX = 4, /* starts in a row that ask for another start (a new profile does once) */
    SHARE_MIN = 8,    /* fewer documents than this are not worth a second process */
    MEMBER_MS = 2000, /* patience for one more document of a group */
    GROUP_MAX = 50,   /* documents laid out as one: with more of them the office's time grows faster than their number */
};

struct slot {
    struct pz_pdf_worker worker;
    struct pz_pdf_item **items; /* of the call, by position */
    const char **sources;       /* theirs */
    bool *made;
    unsigned restarts;
};

struct state {
    struct pz_pdf_run *run;
    struct pz_office_start how;
    const char *scratch; /* the run's folder */
    struct pz_arena groups;
    size_t groups_n; /* made until now */
    struct slot *slots;
    struct pollfd *fds; /* two a slot */
    size_t slots_n, made;
    bool probed; /* the office was doubted, and works */
    bool stop;   /* asked for by the caller, or by a failing system */
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void pz_pdf_queue_add(struct pz_pdf_queue *queue, struct pz_pdf_item *item)
{
    item->next = NULL;
    if (queue->last)
        queue->last->next = item;
    else
        queue->first = item;
    queue->last = item;
    queue->n++;
}

struct pz_pdf_item *pz_pdf_queue_take(struct pz_pdf_queue *queue)
{
    struct pz_pdf_item *item = queue->first;
    queue->first = item->next;
    if (!queue->first)
        queue->last = NULL;
    queue->n--;
    return item;
}

static void tell(struct state *s, struct pz_pdf_item *item)
{
    const struct pz_pdf_options *o = s->run->options;
    if (o->progress && !o->progress(o->progress_data, item->job))
        s->stop = true;
}

/* Documents of an item. */
static size_t weight(const struct pz_pdf_item *item)
{
    return item->members ? item->n : 1;
}

static void give_up(struct state *s, struct pz_pdf_item *item, struct pz_error *why)
{
    struct pz_place place = pz_place_file(item->job->source);
    pz_error_at(why, &place);
    item->job->state = PZ_PDF_FAILED;
    pz_report_error(s->run->diags, why);
    tell(s, item);
}

/* Documents that could not be cut out of their group are tried by themselves, behind a preface of their own; in the end as they are. */
static int try_again(struct state *s, const struct pz_pdf_item *group, struct pz_pdf_queue *refused, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&s->groups, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    while (refused->n) {
        struct pz_pdf_item *item = pz_pdf_queue_take(refused);
        pz_pdf_queue_add(&s->run->fresh, group->n == 1 ? item : pz_pdf_group_single(item, s->scratch, s->groups_n++, &s->groups));
    }
    pz_arena_trap(&s->groups, NULL);
    return 0;
}

/* The documents of a group that came to nothing. */
static int dissolve(struct state *s, const struct pz_pdf_item *group, struct pz_error *err)
{
    struct pz_pdf_queue all = {0};
    for (size_t i = 0; i < group->n; i++)
        pz_pdf_queue_add(&all, group->members[i]);
    return try_again(s, group, &all, err);
}

/* A document cut out of a group. */
static int settle_member(void *self, struct pz_pdf_item *item, struct pz_buf *bytes, struct pz_error *err)
{
    struct state *s = self;
    if (s->run->settle(s->run->self, item, bytes, err) != 0)
        return -1;
    tell(s, item);
    return 0;
}

static int take_group(struct state *s, struct pz_pdf_item *group, const char *path, struct pz_error *why, struct pz_error *err)
{
    struct pz_pdf_queue refused = {0};
    int rc = pz_pdf_group_take(group, path, !s->run->options->plain, settle_member, s, &refused, why, err);
    if (rc == 1)
        rc = dissolve(s, group, err);
    if (rc == 0)
        rc = try_again(s, group, &refused, err);
    return rc < 0 ? -1 : 1;
}

/* Take the output at a position. 1: a good PDF, settled; 0: none, *why says what is wrong; -1: the system fails. */
static int take_output(struct state *s, struct slot *slot, size_t position, struct pz_error *why, struct pz_error *err)
{
    struct pz_pdf_item *item = slot->items[position];
    struct pz_pdf_job *job = item->job;
    struct pz_pdf_facts facts = {.title = job->title,
                                 .author = job->author,
                                 .language = job->language,
                                 .date = job->date,
                                 .archival = !s->run->options->plain};
    struct pz_buf path = PZ_BUF_INIT, bytes = PZ_BUF_INIT;
    int rc = 0;
    pz_pdf_worker_output(&slot->worker, position, &path);
    if (path.failed) {
        rc = pz_fail_memory(err);
    } else if (!pz_file_exists(path.data)) {
        pz_fail(why, PZ_DATA, "E-PDF-003", _("the office made no PDF of it (%s)"),
                slot->worker.words[0] ? slot->worker.words : _("it gave no reason"));
    } else if (item->members) {
        rc = take_group(s, item, path.data, why, err);
    } else if (pz_pdf_finish(&bytes, path.data, &facts, &job->pages, why) != 0) {
        rc = why->kind == PZ_SYSTEM ? (*err = *why, -1) : 0;
    } else {
        rc = s->run->settle(s->run->self, item, &bytes, err) == 0 ? 1 : -1;
    }
    pz_buf_release(&bytes);
    pz_buf_release(&path);
    return rc;
}

/* Settle what is complete: everything before the position spoken of last; all, once the office is gone. */
static int collect(struct state *s, struct slot *slot, struct pz_error *err)
{
    struct pz_pdf_worker *w = &slot->worker;
    size_t until = w->ended ? w->n : w->spoken ? w->spoken - 1 : 0;
    for (; w->collected < until && !s->stop; w->collected++) {
        struct pz_error why = PZ_ERROR_INIT;
        int rc = take_output(s, slot, w->collected, &why, err);
        if (rc < 0)
            return -1;
        slot->made[w->collected] = rc;
        if (rc == 0)
            continue;
        s->made++;
        slot->restarts = 0;
        if (!slot->items[w->collected]->members)
            tell(s, slot->items[w->collected]);
    }
    return 0;
}

static bool crashed(const struct pz_pdf_worker *w)
{
    return w->overdue || WIFSIGNALED(w->status) || (WIFEXITED(w->status) && WEXITSTATUS(w->status) != 0);
}

/* The office ends with 79 or 81 to be started again, after it has set up a new profile. */
static bool wants_restart(const struct pz_pdf_worker *w)
{
    return !w->overdue && WIFEXITED(w->status) && (WEXITSTATUS(w->status) == 79 || WEXITSTATUS(w->status) == 81);
}

/* Why the document at a position of an ended call has no PDF. */
static void explain(struct state *s, struct slot *slot, size_t position, struct pz_error *why)
{
    struct pz_pdf_worker *w = &slot->worker;
    if (w->overdue)
        pz_fail(why, PZ_DATA, "E-PDF-002", _("the office was stopped: it needed more than %u s for the document"),
                s->run->options->timeout_ms / 1000);
    else if (WIFSIGNALED(w->status))
        pz_fail(why, PZ_DATA, "E-PDF-001", _("the office crashed on the document (signal %d)"), WTERMSIG(w->status));
    else if (crashed(w))
        pz_fail(why, PZ_DATA, "E-PDF-001", _("the office gave up on the document (exit code %d)"), WEXITSTATUS(w->status));
    else
        take_output(s, slot, position, why, why);
}

/* Which of the positions without a PDF are to be held responsible: those it spoke of, and after a crash the one it was loading. */
static bool is_blamed(const struct slot *slot, size_t position)
{
    const struct pz_pdf_worker *w = &slot->worker;
    if (position < w->spoken)
        return true;
    bool busy_writing = w->spoken && !slot->made[w->spoken - 1];
    return crashed(w) && !busy_writing && position == w->spoken;
}

static int blame(struct state *s, struct slot *slot, bool first_at_least, struct pz_error *err)
{
    struct pz_pdf_worker *w = &slot->worker;
    size_t blamed = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (slot->made[i])
            continue;
        if (!is_blamed(slot, i) && !(first_at_least && !blamed)) {
            pz_pdf_queue_add(&s->run->fresh, slot->items[i]);
            continue;
        }
        blamed++;
        if (slot->items[i]->n == 1) { /* a document behind its preface: alone, and then as it is */
            pz_pdf_queue_add(&s->run->alone, w->n > 1 ? slot->items[i] : slot->items[i]->members[0]);
            continue;
        }
        if (slot->items[i]->members) {
            if (dissolve(s, slot->items[i], err) != 0)
                return -1;
            continue;
        }
        if (w->n > 1) {
            pz_pdf_queue_add(&s->run->alone, slot->items[i]);
            continue;
        }
        struct pz_error why = PZ_ERROR_INIT;
        explain(s, slot, i, &why);
        give_up(s, slot->items[i], &why);
    }
    return 0;
}

/* One start of the office on a line of text, to its end. */
static int probe_once(struct state *s, struct pz_pdf_worker *w, const char *text, struct pz_error *err)
{
    if (pz_pdf_worker_begin(w, &s->how, &text, 1, now_ms(), err) != 0)
        return -1;
    struct pollfd gone = {.fd = w->office.exited, .events = POLLIN};
    if (poll(&gone, 1, (int)s->run->options->start_ms) != 1)
        pz_pdf_worker_kill(w);
    else
        pz_pdf_worker_listen(w, now_ms());
    return 0;
}

/* Whether the office converts anything at all; asked with a worker of its own. */
static int probe(struct state *s, struct pz_error *err)
{
    struct pz_pdf_worker w = {0};
    struct pz_buf home = PZ_BUF_INIT, text = PZ_BUF_INIT, out = PZ_BUF_INIT;
    pz_buf_printf(&home, "%s/probe", s->scratch);
    pz_path_join(&text, pz_buf_str(&home), "probe.txt");
    int rc = home.failed || text.failed ? pz_fail_memory(err) : pz_pdf_worker_init(&w, home.data, err);
    if (rc == 0)
        rc = pz_file_write(text.data, "prikaz\n", 7, false, err);
    pz_pdf_worker_output(&w, 0, &out);
    for (unsigned i = 0; rc == 0 && i < RESTARTS_MAX && !pz_file_exists(pz_buf_str(&out)); i++)
        rc = probe_once(s, &w, text.data, err);
    if (rc == 0 && !pz_file_exists(pz_buf_str(&out)))
        rc = pz_fail(err, PZ_SYSTEM, "E-PDF-011", _("the office program “%s” does not work (%s)"), s->how.program,
                     w.words[0] ? w.words : _("it gave no reason"));
    pz_pdf_worker_release(&w);
    pz_buf_release(&home);
    pz_buf_release(&text);
    pz_buf_release(&out);
    return rc;
}

/* A call is over: put back what is not made. Before the first document is given up with nothing ever made, the office itself is
 * doubted. */
static int close_call(struct state *s, struct slot *slot, struct pz_error *err)
{
    struct pz_pdf_worker *w = &slot->worker;
    size_t made = 0;
    for (size_t i = 0; i < w->n; i++)
        made += slot->made[i];
    if (WIFEXITED(w->status) && WEXITSTATUS(w->status) >= 126 && !w->overdue)
        return pz_fail(err, PZ_SYSTEM, "E-PDF-011", _("the office program “%s” does not work (%s)"), s->how.program,
                       w->words[0] ? w->words : _("it cannot be started"));
    if (made == 0 && wants_restart(w) && slot->restarts < RESTARTS_MAX) {
        slot->restarts++;
        for (size_t i = 0; i < w->n; i++)
            pz_pdf_queue_add(w->n > 1 ? &s->run->fresh : &s->run->alone, slot->items[i]);
        pz_pdf_worker_finish(w);
        return 0;
    }
    if (s->made == 0 && !s->probed) {
        if (probe(s, err) != 0)
            return -1;
        s->probed = true;
    }
    int rc = blame(s, slot, made == 0, err);
    pz_pdf_worker_finish(w);
    return rc;
}

/* Sources that cannot be placed: each is tried alone, and given up there. */
static int refuse_call(struct state *s, struct slot *slot, size_t n, struct pz_error *why, struct pz_error *err)
{
    if (strcmp(why->id, "E-PDF-011") == 0) {
        *err = *why;
        return -1;
    }
    pz_pdf_worker_finish(&slot->worker);
    for (size_t i = 0; i < n; i++) {
        if (slot->items[i]->members && dissolve(s, slot->items[i], err) != 0)
            return -1;
        if (slot->items[i]->members)
            continue;
        if (n > 1)
            pz_pdf_queue_add(&s->run->alone, slot->items[i]);
        else
            give_up(s, slot->items[i], why);
    }
    return 0;
}

static size_t queue_weight(const struct pz_pdf_queue *queue)
{
    size_t sum = 0;
    for (const struct pz_pdf_item *item = queue->first; item; item = item->next)
        sum += weight(item);
    return sum;
}

/* Fill a call with items from the queue: as many documents as its share, of one kind of pictures. A group whose merged source cannot be made is tried one by one. */
static int fill_call(struct state *s, struct slot *slot, struct pz_pdf_queue *queue, size_t share, size_t *n, struct pz_error *err)
{
    for (size_t taken = 0; queue->n && taken < share && *n < s->run->options->batch;) {
        if (*n && queue->first->lossless != slot->items[0]->lossless)
            break;
        struct pz_pdf_item *item = pz_pdf_queue_take(queue);
        struct pz_error why = PZ_ERROR_INIT;
        taken += weight(item);
        if (item->members && pz_pdf_group_write(item, &why) != 0) {
            if (why.kind == PZ_SYSTEM) {
                *err = why;
                return -1;
            }
            if (dissolve(s, item, err) != 0)
                return -1;
            continue;
        }
        slot->items[*n] = item;
        slot->made[*n] = false;
        slot->sources[(*n)++] = item->job->source;
    }
    return 0;
}

static int begin_call(struct state *s, struct slot *slot, struct pz_error *err)
{
    struct pz_pdf_run *run = s->run;
    bool alone = !run->fresh.n;
    size_t share = (queue_weight(&run->fresh) + s->slots_n - 1) / s->slots_n, n = 0;
    share = alone ? 1 : share < SHARE_MIN ? SHARE_MIN : share;
    if (fill_call(s, slot, alone ? &run->alone : &run->fresh, share, &n, err) != 0)
        return -1;
    if (!n)
        return 0; /* its group fell apart: the next turn finds the documents */
    struct pz_error why = PZ_ERROR_INIT;
    struct pz_office_start how = s->how;
    how.lossless = slot->items[0]->lossless;
    int rc = pz_pdf_worker_begin(&slot->worker, &how, slot->sources, n, now_ms(), &why);
    for (size_t i = 0; i < n; i++)
        if (slot->items[i]->members)
            pz_pdf_group_done(slot->items[i]); /* the worker has a link or a copy */
    return rc == 0 ? 0 : refuse_call(s, slot, n, &why, err);
}

/* How long the office may be silent over what it has in hand: a document more or less, or a group of them. */
static int64_t patience_ms(const struct state *s, const struct slot *slot)
{
    const struct pz_pdf_worker *w = &slot->worker;
    size_t most = 1;
    for (size_t i = w->spoken ? w->spoken - 1 : 0; i <= w->spoken && i < w->n; i++)
        most = weight(slot->items[i]) > most ? weight(slot->items[i]) : most;
    return (int64_t)s->run->options->timeout_ms + (w->spoken ? 0 : s->run->options->start_ms) + (int64_t)(most - 1) * MEMBER_MS;
}

static int tend(struct state *s, struct slot *slot, struct pz_error *err)
{
    struct pz_pdf_worker *w = &slot->worker;
    if (!w->n)
        return s->run->fresh.n || s->run->alone.n ? begin_call(s, slot, err) : 0;
    pz_pdf_worker_listen(w, now_ms());
    if (!w->ended && now_ms() - w->since_ms > patience_ms(s, slot))
        pz_pdf_worker_kill(w);
    if (collect(s, slot, err) != 0)
        return -1;
    return w->ended && !s->stop ? close_call(s, slot, err) : 0;
}

static bool anything_left(const struct state *s)
{
    if (s->run->fresh.n || s->run->alone.n)
        return true;
    for (size_t i = 0; i < s->slots_n; i++)
        if (s->slots[i].worker.n)
            return true;
    return false;
}

static void wait_for_words(struct state *s)
{
    nfds_t n = 0;
    for (size_t i = 0; i < s->slots_n; i++) {
        struct pz_pdf_worker *w = &s->slots[i].worker;
        if (!w->n || w->ended)
            continue;
        s->fds[n++] = (struct pollfd){.fd = w->office.exited, .events = POLLIN};
        s->fds[n++] = (struct pollfd){.fd = w->office.said, .events = POLLIN};
    }
    if (n)
        poll(s->fds, n, TICK_MS);
}

static int open_slots(struct state *s, struct pz_error *err)
{
    const struct pz_pdf_options *o = s->run->options;
    size_t files = queue_weight(&s->run->fresh) + queue_weight(&s->run->alone), useful = (files + SHARE_MIN - 1) / SHARE_MIN;
    size_t n = useful < o->workers ? useful : o->workers;
    s->slots = pz_calloc(n, sizeof *s->slots);
    s->fds = pz_calloc(2 * n, sizeof *s->fds);
    if (!s->slots || !s->fds)
        return pz_fail_memory(err);
    for (; s->slots_n < n; s->slots_n++) {
        struct slot *slot = &s->slots[s->slots_n];
        struct pz_buf home = PZ_BUF_INIT;
        pz_buf_printf(&home, "%s/%zu", s->scratch, s->slots_n);
        slot->items = pz_calloc(o->batch, sizeof *slot->items);
        slot->sources = pz_calloc(o->batch, sizeof *slot->sources);
        slot->made = pz_calloc(o->batch, sizeof *slot->made);
        int rc = !slot->items || !slot->sources || !slot->made || home.failed ? pz_fail_memory(err)
                                                                              : pz_pdf_worker_init(&slot->worker, home.data, err);
        pz_buf_release(&home);
        if (rc) {
            s->slots_n++; /* close_slots releases what it has */
            return -1;
        }
    }
    return 0;
}

static void close_slots(struct state *s)
{
    for (size_t i = 0; i < s->slots_n; i++) {
        pz_pdf_worker_release(&s->slots[i].worker);
        pz_free(s->slots[i].items);
        pz_free(s->slots[i].sources);
        pz_free(s->slots[i].made);
    }
    pz_free(s->slots);
    pz_free(s->fds);
}

/* Put documents of one look together, as many as make every worker busy. */
static int group(struct state *s, struct pz_error *err)
{
    const struct pz_pdf_options *o = s->run->options;
    size_t n = s->run->fresh.n, most = (n + o->workers - 1) / o->workers;
    jmp_buf oom;
    most = most < SHARE_MIN ? SHARE_MIN : most > o->batch ? o->batch : most;
    most = o->apart ? 1 : most > GROUP_MAX ? GROUP_MAX : most;
    pz_arena_trap(&s->groups, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    s->groups_n = pz_pdf_group_queue(&s->run->fresh, most, s->scratch, &s->groups);
    pz_arena_trap(&s->groups, NULL);
    return 0;
}

/* Documents with photographs come last, so that all others share their calls. */
static void put_photographs_last(struct pz_pdf_queue *queue)
{
    struct pz_pdf_queue last = {0};
    for (size_t i = queue->n; i; i--) {
        struct pz_pdf_item *item = pz_pdf_queue_take(queue);
        pz_pdf_queue_add(item->lossless ? queue : &last, item);
    }
    while (last.n)
        pz_pdf_queue_add(queue, pz_pdf_queue_take(&last));
}

static int work(struct state *s, struct pz_error *err)
{
    int rc = group(s, err);
    put_photographs_last(&s->run->fresh);
    if (rc == 0)
        rc = open_slots(s, err);
    while (rc == 0 && !s->stop && anything_left(s)) {
        for (size_t i = 0; rc == 0 && !s->stop && i < s->slots_n; i++)
            rc = tend(s, &s->slots[i], err);
        if (rc == 0 && !s->stop)
            wait_for_words(s);
    }
    close_slots(s);
    pz_arena_release(&s->groups);
    return rc;
}

int pz_pdf_run(struct pz_pdf_run *run, struct pz_error *err)
{
    struct pz_buf program = PZ_BUF_INIT;
    struct pz_pdf_scratch scratch = PZ_PDF_SCRATCH_INIT;
    struct state s = {.run = run};
    int rc = pz_pdf_office(&program, run->options->office, err);
    if (rc == 0)
        rc = pz_pdf_scratch_open(&scratch, run->options->scratch, err);
    if (rc == 0) {
        s.how =
            (struct pz_office_start){.program = program.data, .plain = run->options->plain, .memory_mb = run->options->memory_mb};
        s.scratch = scratch.path.data;
        rc = work(&s, err);
    }
    pz_pdf_scratch_close(&scratch);
    pz_buf_release(&program);
    return rc;
}
