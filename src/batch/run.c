/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/run.h"

#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/importing.h"
#include "batch/log.h"
#include "batch/pdfs.h"
#include "batch/report.h"
#include "batch/sweep.h"
#include "deliver/pdf/pdf.h"
#include "office/picture.h"

enum { KEEP_DAYS = 400 };

/* One run; released in one place. */
struct run {
    const struct pz_run_options *options;
    struct pz_run_result *result;
    struct pz_diags *diags;
    struct pz_lock *lock, *part; /* of the workspace; of the shard */
    struct pz_workspace *workspace;
    struct pz_store *store;
    struct pz_reader *planner; /* of the jobs: what they fan out over stays its own */
    struct pz_arena arena;     /* of the jobs */
    struct pz_job_list jobs;
    struct pz_templates *templates;
    struct pz_change_report *changes;
    struct pz_error change_failure;
    uint8_t *state;
    enum pz_run_phase phase;
    char database[64];
};

static void progress(void *self, size_t done, size_t total)
{
    struct run *run = self;
    if (run->options->progress)
        run->options->progress(run->options->self, run->phase, done, total);
}

/* Shards work beside each other, each on its own part; nobody else works meanwhile. */
static int take_lock(struct run *run, struct pz_error *err)
{
    const struct pz_run_options *o = run->options;
    char path[64], command[64] = "prikaz run";
    if (o->shards)
        snprintf(command, sizeof command, "prikaz run --shard %u/%u", o->shard, o->shards);
    if (pz_make_folders(PZ_RUN_STATE, err) != 0 || pz_lock_take(&run->lock, PZ_RUN_LOCK, o->shards != 0, command, o->stamp.time,
                                                                o->stamp.who, o->wait_ms, o->waiting, o->self, err) != 0)
        return -1;
    snprintf(path, sizeof path, PZ_RUN_LOCK "-%u-%u", o->shard, o->shards);
    return o->shards
               ? pz_lock_take(&run->part, path, false, command, o->stamp.time, o->stamp.who, o->wait_ms, o->waiting, o->self, err)
               : 0;
}

/* A shard works on a register of its own, begun as a copy of the common one; `prikaz merge` brings them together. */
static int open_store(struct run *run, struct pz_error *err)
{
    const struct pz_run_options *o = run->options;
    struct pz_store *common = NULL;
    int rc = 0;
    if (o->check_database)
        return pz_store_open(&run->store, o->check_database, PZ_STORE_CREATE, err);
    snprintf(run->database, sizeof run->database, PZ_RUN_DATABASE);
    if (o->shards) {
        snprintf(run->database, sizeof run->database, PZ_RUN_STATE "/shard-%u-%u.db", o->shard, o->shards);
        if (!pz_file_exists(run->database) && pz_file_exists(PZ_RUN_DATABASE)) {
            rc = pz_store_open(&common, PZ_RUN_DATABASE, PZ_STORE_READ, err);
            if (rc == 0)
                rc = pz_store_backup(common, run->database, err);
            pz_store_close(common);
        }
    }
    if (rc == 0)
        rc = pz_store_open(&run->store, run->database, PZ_STORE_CREATE, err);
    return rc == 0 ? pz_store_hold(run->store, "prikaz run", &o->stamp, err) : -1;
}

static int import(struct run *run, struct pz_error *err)
{
    struct pz_importing_result result;
    struct pz_importing importing = {.workspace = run->workspace,
                                     .store = run->store,
                                     .stamp = &run->options->stamp,
                                     .force = run->options->force_import,
                                     .strict = run->options->strict,
                                     .check = !run->options->check_database};
    run->phase = PZ_RUN_IMPORT;
    progress(run, 0, 0);
    if (pz_importing_run(&importing, &result, run->diags, err) != 0)
        return -1;
    run->result->files_imported = result.imported;
    return 0;
}

/* Independent of the order of jobs and of their number: which shard a document belongs to follows from its name alone. */
static bool in_shard(const struct pz_run_options *o, const struct pz_job *job)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (const char *s = job->document; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3u;
    for (const char *s = job->key; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3u;
    h ^= h >> 32;
    return !o->shards || h % o->shards == o->shard - 1;
}

static int list_jobs(struct run *run, struct pz_reader *reader, struct pz_error *err)
{
    const struct pz_doubts *doubts = pz_workspace_doubts(run->workspace);
    if (run->options->strict && doubts->n) /* what the definitions say may be printed in any document */
        return pz_doubts_refuse(doubts, PZ_USAGE, "prikaz.xml", err);
    if (pz_workspace_jobs(run->workspace, reader, run->options->ids, &run->arena, &run->jobs, run->diags, err) != 0)
        return -1;
    size_t errors = run->diags->errors;
    if (pz_workspace_check(run->workspace, reader, &run->jobs, run->diags, err) != 0)
        return -1;
    if (!run->options->check_database && run->diags->errors > errors)
        return pz_fail(err, PZ_USAGE, "E-RUN-012", _("the definitions contradict each other or the data; nothing was made"));
    return run->options->check_database ? pz_store_check(run->store, PZ_CHECK_ALL, run->diags, err) : 0;
}

static int plan(struct run *run, struct pz_error *err)
{
    jmp_buf oom;
    if (pz_readers_open(&run->planner, 1, run->store, err) != 0)
        return -1;
    pz_arena_trap(&run->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : list_jobs(run, run->planner, err);
    pz_arena_trap(&run->arena, NULL);
    size_t kept = 0;
    for (size_t i = 0; rc == 0 && i < run->jobs.n; i++)
        if (in_shard(run->options, &run->jobs.v[i]))
            run->jobs.v[kept++] = run->jobs.v[i];
    run->jobs.n = kept;
    run->result->documents = kept;
    if (rc == 0)
        rc = pz_templates_open(&run->templates, &run->jobs, pz_workspace_template_folders(run->workspace), run->diags, err);
    return rc;
}

static void note_changed(void *self, const struct pz_job *job, const struct pz_made *made)
{
    struct run *run = self;
    if (run->options->changed)
        run->options->changed(run->options->self, job, made);
    if (run->changes && !run->change_failure.kind)
        pz_change_report_add(run->changes, job, made, &run->change_failure);
}

static int make_pass(struct run *run, bool dry, struct pz_making_result *made, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_maker_settings settings = {.workspace = run->workspace,
                                         .templates = run->templates,
                                         .folder = PZ_RUN_DOCUMENTS,
                                         .today = run->options->today,
                                         .dry = dry,
                                         .strict = run->options->strict};
    struct pz_making making = {.settings = &settings,
                               .jobs = &run->jobs,
                               .store = run->store,
                               .stamp = &run->options->stamp,
                               .workers = run->options->jobs,
                               .progress = progress,
                               .progress_self = run,
                               .changed = note_changed,
                               .changed_self = run,
                               .doubts = dry && !run->options->dry ? NULL : run->options->doubts};
    if (dry && !run->options->dry)
        making.changed = NULL;
    run->phase = dry ? PZ_RUN_COMPARE : PZ_RUN_MAKE;
    return pz_making_run(&making, made, diags, err);
}

static void take_counts(struct pz_run_result *r, const struct pz_making_result *made)
{
    r->unchanged = made->unchanged;
    r->restored = made->restored;
    r->new_ = made->new_;
    r->changed = made->changed;
    r->editions = made->editions;
    r->refused = made->refused;
}

/* Per cent of the documents already made that may change in one night; 0: no bound. */
static double quarantine_share(const struct run *run)
{
    struct pz_value nightly = pz_map_get(pz_workspace_settings(run->workspace).u.map, "nightly");
    struct pz_value share = nightly.type == PZ_MAP ? pz_map_get(nightly.u.map, "quarantine") : pz_none();
    char text[32];
    if (run->options->without_quarantine || share.type != PZ_STRING || share.len >= sizeof text)
        return share.type == PZ_INT && !run->options->without_quarantine ? (double)share.u.i : 0;
    memcpy(text, share.u.s, share.len);
    text[share.len] = '\0';
    return strtod(text, NULL);
}

/* A run that would change more than the office allows is most often a wrong spreadsheet: it is shown, not done. */
static int quarantine(struct run *run, struct pz_error *err)
{
    double share = quarantine_share(run);
    struct pz_making_result made;
    struct pz_diags dry;
    if (share <= 0)
        return 0;
    pz_diags_init(&dry); /* what is refused is reported by the real pass */
    int rc = make_pass(run, true, &made, &dry, err);
    size_t changed = made.changed + made.editions, before = made.unchanged + made.restored + changed;
    pz_free(made.state);
    pz_diags_release(&dry);
    if (rc == 0 && before && (double)changed * 100.0 > share * (double)before) {
        run->result->quarantined = true;
        take_counts(run->result, &made);
        pz_fail(
            err, PZ_DATA, "E-RUN-013",
            _("%zu of %zu documents would change, more than %g %% of them; nothing was written. Look at the data; if all is right, "
              "run again with --no-quarantine"),
            changed, before, share);
        return -1;
    }
    return rc;
}

static int sweep_unfinished(struct run *run, struct pz_error *err)
{
    run->result->resumed = pz_file_exists(PZ_RUN_UNFINISHED);
    if (run->options->shards)
        return 0;
    /* The mark itself may have been what was being written, so its folder is looked through without it. */
    if (pz_sweep_temporary(".prikaz", NULL, err) != 0)
        return -1;
    return run->result->resumed ? pz_sweep_temporary("output/.", NULL, err) : 0;
}

/* The mark stays until all is written, so that whoever comes after a crash sweeps. */
static int make(struct run *run, struct pz_error *err)
{
    struct pz_making_result made;
    if (!run->options->dry && pz_make_folders(PZ_RUN_DOCUMENTS, err) != 0)
        return -1;
    if (!run->options->dry && pz_file_write(PZ_RUN_UNFINISHED, "", 0, true, err) != 0)
        return -1;
    int rc = make_pass(run, run->options->dry, &made, run->diags, err);
    run->state = made.state;
    take_counts(run->result, &made);
    if (rc == 0 && run->change_failure.kind) {
        *err = run->change_failure;
        rc = -1;
    }
    run->result->values = run->changes ? pz_change_report_values(run->changes) : 0;
    return rc;
}

/* A number of <pdf …/> in prikaz.xml, 0 without it. */
static unsigned pdf_setting(struct run *run, const char *name)
{
    struct pz_value pdf = pz_map_get(pz_workspace_settings(run->workspace).u.map, "pdf");
    const char *text = pdf.type == PZ_MAP ? pz_map_text(&run->arena, pdf.u.map, name) : NULL;
    return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static int make_pdfs(struct run *run, struct pz_error *err)
{
    struct pz_pdfs_result made;
    unsigned workers = pdf_setting(run, "workers");
    struct pz_value authority = pz_map_get(pz_workspace_settings(run->workspace).u.map, "authority");
    struct pz_pdfs pdfs = {.jobs = &run->jobs,
                           .state = run->state,
                           .store = run->store,
                           .cache = PZ_RUN_PDF_CACHE,
                           .author = authority.type == PZ_MAP ? pz_map_text(&run->arena, authority.u.map, "name") : NULL,
                           .workers = workers                  ? workers
                                      : run->options->jobs < 2 ? 1
                                                               : 2,
                           .timeout_ms = pdf_setting(run, "timeout") * 1000,
                           .memory_mb = pdf_setting(run, "memory"),
                           .progress = progress,
                           .self = run};
    run->phase = PZ_RUN_PDF;
    int rc = pz_pdfs_make(&pdfs, &made, run->diags, err);
    run->result->pdf_made = made.made;
    run->result->pdf_cached = made.cached;
    run->result->pdf_failed = made.failed;
    return rc;
}

static int report(struct run *run, struct pz_error *err)
{
    struct pz_run_result *r = run->result;
    if (!(r->new_ + r->changed + r->editions + r->refused))
        return 0;
    if (pz_change_report_write(run->changes, PZ_RUN_REPORT, pz_workspace_template_folders(run->workspace), run->diags,
                               &run->options->stamp, run->options->today, err) != 0)
        return -1;
    r->report = PZ_RUN_REPORT "/changes.html";
    return 0;
}

static int write_everything(struct run *run, struct pz_error *err)
{
    if (make(run, err) != 0)
        return -1;
    if (run->options->dry)
        return 0;
    if (pz_store_check(run->store, PZ_CHECK_REGISTER, run->diags, err) != 0)
        return -1;
    if (!run->options->without_pdf && make_pdfs(run, err) != 0)
        return -1;
    if (!run->options->shards && report(run, err) != 0)
        return -1;
    unlink(PZ_RUN_UNFINISHED);
    if (pz_pdf_cache_sweep(PZ_RUN_PDF_CACHE, KEEP_DAYS, run->options->now, err) != 0)
        return -1;
    return pz_sweep_old(PZ_RUN_PICTURES, run->options->now - (int64_t)KEEP_DAYS * 86400, NULL, err);
}

/* Definitions that memory did not suffice for are not wrong. */
static int refuse_definitions(const struct run *run, struct pz_error *err)
{
    if (pz_diags_have(run->diags, "E-SYS-001"))
        return pz_fail_memory(err);
    return pz_fail(err, PZ_USAGE, "E-RUN-014", _("the definitions have errors; nothing was made"));
}

static int go(struct run *run, struct pz_error *err)
{
    if (!run->options->check_database && take_lock(run, err) != 0)
        return -1;
    if (pz_workspace_open(&run->workspace, ".", run->diags) != 0)
        return refuse_definitions(run, err);
    if (open_store(run, err) != 0 || (!run->options->dry && sweep_unfinished(run, err) != 0) || import(run, err) != 0 ||
        plan(run, err) != 0 || pz_change_report_new(&run->changes, err) != 0 || (!run->options->dry && quarantine(run, err) != 0))
        return -1;
    return write_everything(run, err);
}

static void release(struct run *run)
{
    pz_free(run->state);
    pz_change_report_free(run->changes);
    pz_templates_close(run->templates);
    pz_arena_release(&run->arena);
    pz_reader_close(run->planner);
    pz_store_close(run->store);
    pz_workspace_close(run->workspace);
    pz_lock_release(run->part);
    pz_lock_release(run->lock);
}

int pz_run(const struct pz_run_options *options, struct pz_run_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct run run = {.options = options, .result = result, .diags = diags};
    *result = (struct pz_run_result){0};
    pz_picture_keep(options->check_database ? NULL : PZ_RUN_PICTURES);
    int rc = go(&run, err);
    pz_picture_keep(NULL);
    if (run.lock && run.workspace && !options->dry) {
        struct pz_error log_failure = PZ_ERROR_INIT;
        if (pz_run_log(PZ_RUN_REPORT "/log.jsonl", options, result, err, &log_failure) != 0 && rc == 0) {
            *err = log_failure;
            rc = -1;
        }
    }
    release(&run);
    return rc;
}
