/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/run.h"

#include <dirent.h>
#include <limits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/importing.h"
#include "batch/intact.h"
#include "batch/leftover.h"
#include "batch/log.h"
#include "batch/mark.h"
#include "batch/pdfs.h"
#include "batch/report.h"
#include "batch/sweep.h"
#include "deliver/pdf/pdf.h"
#include "office/picture.h"
#include "store/claims.h"

enum { KEEP_DAYS = 400, TURN_MS = 120000 };

/* One run; released in one place. */
struct run {
    const struct pz_run_options *options;
    struct pz_run_result *result;
    struct pz_diags *diags;
    struct pz_lock *lock, *part; /* of the workspace; of the shard */
    struct pz_workspace *workspace;
    struct pz_store *store;
    struct pz_reader *planner; /* of the jobs: what they fan out over stays its own, and the same each time they are planned */
    struct pz_arena arena;     /* of what the jobs share */
    const char **ids;          /* of the definitions that can be planned */
    size_t ids_n;
    struct pz_templates *templates;
    struct pz_arena wanted;
    struct pz_pdf_wanted *pdfs; /* the last one first */
    struct pz_change_report *changes;
    struct pz_error change_failure;
    enum pz_run_phase phase;
    char database[64];
    char mark[64]; /* of being unfinished */
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

/* A document would belong to a shard of either split, and both would make and register it. */
static int refuse_other_splits(const struct pz_run_options *o, struct pz_error *err)
{
    int rc = 0;
    unsigned k, n;
    DIR *dir = opendir(PZ_RUN_STATE);
    if (!dir)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), PZ_RUN_STATE);
    for (const struct dirent *entry; rc == 0 && (entry = readdir(dir));)
        if (sscanf(entry->d_name, "shard-%u-%u.db", &k, &n) == 2 && n != o->shards)
            rc = pz_fail(err, PZ_USAGE, "E-RUN-015",
                         _("the shard %u/%u was made and not merged: another split would make the same documents twice; "
                           "“prikaz merge” comes first"),
                         k, n);
    closedir(dir);
    return rc;
}

static int begin_register(struct run *run, struct pz_error *err)
{
    struct pz_store *common = NULL;
    if (pz_file_exists(run->database) || !pz_file_exists(PZ_RUN_DATABASE))
        return 0;
    int rc = pz_store_open(&common, PZ_RUN_DATABASE, PZ_STORE_READ, err);
    if (rc == 0)
        rc = pz_store_backup(common, run->database, err);
    pz_store_close(common);
    return rc;
}

/* A shard works on a register of its own, begun as a copy of the common one; `prikaz merge` brings them together. Shards that begin
 * at the same time do so one after the other, so that each sees the registers of those before it. */
static int open_shard(struct run *run, struct pz_error *err)
{
    const struct pz_run_options *o = run->options;
    struct pz_lock *turn = NULL;
    snprintf(run->database, sizeof run->database, PZ_RUN_STATE "/shard-%u-%u.db", o->shard, o->shards);
    int rc = pz_lock_take(&turn, PZ_RUN_LOCK "-turn", false, "prikaz run", o->stamp.time, o->stamp.who, TURN_MS, NULL, NULL, err);
    if (rc == 0)
        rc = refuse_other_splits(o, err);
    if (rc == 0)
        rc = begin_register(run, err);
    if (rc == 0)
        rc = pz_store_open(&run->store, run->database, PZ_STORE_CREATE, err);
    pz_lock_release(turn);
    return rc;
}

static int open_store(struct run *run, struct pz_error *err)
{
    const struct pz_run_options *o = run->options;
    if (o->check_database)
        return pz_store_open(&run->store, o->check_database, PZ_STORE_CREATE, err);
    if (pz_intact_database(PZ_RUN_DATABASE, PZ_RUN_DOCUMENTS, err) != 0)
        return -1;
    snprintf(run->database, sizeof run->database, PZ_RUN_DATABASE);
    int rc = o->shards ? open_shard(run, err) : pz_store_open(&run->store, run->database, PZ_STORE_CREATE, err);
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

/* The first planning: nothing is made, all that can be wrong is looked for. */
struct first_look {
    struct run *run;
    struct pz_claims *outputs;
    struct pz_checker *checker;
    const char *document;      /* the definition of the last job */
    size_t documents;          /* of it */
    struct pz_diags found;     /* that nothing may be made with: told behind what the planning found */
    struct pz_diags templates; /* with errors */
    struct pz_error failure;   /* behind a definition that failed */
};

/* All files of the document, its PDF too. */
static int note_outputs(struct first_look *look, const struct pz_job *job, struct pz_error *err)
{
    const struct pz_job_file *first = job->files;
    char pdf[PATH_MAX];
    for (size_t i = 0; i < job->file_n; i++)
        if (pz_claims_add(look->outputs, job->files[i].output, job->document, err) != 0)
            return -1;
    snprintf(pdf, sizeof pdf, "%.*spdf", (int)(strlen(first->output) - strlen(first->format)), first->output);
    return job->pdf ? pz_claims_add(look->outputs, pdf, job->document, err) : 0;
}

static int look_at_job(void *self, const struct pz_job *job, struct pz_error *err)
{
    struct first_look *look = self;
    struct run *run = look->run;
    if (look->failure.kind)
        *err = look->failure;
    if (look->failure.kind || note_outputs(look, job, err) != 0 || pz_checker_job(look->checker, job, err) != 0)
        return -1;
    if (look->document != job->document)
        look->documents = 0;
    look->document = job->document;
    if (!in_shard(run->options, job))
        return 0;
    look->documents++;
    run->result->documents++;
    return pz_templates_add(run->templates, job, &look->templates, err);
}

static void strike_definition(void *self, const char *document)
{
    struct first_look *look = self;
    size_t n = 0;
    for (size_t i = 0; i < look->run->ids_n; i++)
        if (strcmp(look->run->ids[i], document) != 0)
            look->run->ids[n++] = look->run->ids[i];
    look->run->ids[look->run->ids_n = n] = NULL;
    if (look->document && strcmp(look->document, document) == 0) /* it failed behind some documents */
        look->run->result->documents -= look->documents;
    pz_claims_forget(look->outputs, document, &look->failure);
}

static void tell_twice(void *self, const char *document, const char *output)
{
    struct first_look *look = self;
    pz_job_written_twice(look->run->workspace, document, output, &look->found);
}

static int look_at_jobs(struct first_look *look, struct pz_error *err)
{
    struct run *run = look->run;
    const struct pz_job_taker taker = {look_at_job, strike_definition, look};
    if (pz_claims_new(&look->outputs, err) != 0 ||
        pz_checker_new(&look->checker, run->workspace, run->planner, &look->found, err) != 0 ||
        pz_templates_new(&run->templates, pz_workspace_template_folders(run->workspace), err) != 0 ||
        pz_workspace_each_job(run->workspace, run->planner, run->options->ids, &run->arena, &taker, run->diags, err) != 0 ||
        pz_checker_plans(look->checker, err) != 0 || pz_claims_twice(look->outputs, tell_twice, look, err) != 0)
        return -1;
    if (look->failure.kind) {
        *err = look->failure;
        return -1;
    }
    pz_diags_merge(run->diags, &look->found);
    if (!run->options->check_database && look->found.errors)
        return pz_fail(err, PZ_USAGE, "E-RUN-012", _("the definitions contradict each other or the data; nothing was made"));
    if (run->options->check_database && pz_store_check(run->store, PZ_CHECK_ALL, run->diags, err) != 0)
        return -1;
    pz_diags_merge(run->diags, &look->templates);
    return 0;
}

/* The ids of all definitions that are asked for. */
static void list_ids(struct run *run)
{
    size_t n = 0;
    const char *const *ids = run->options->ids;
    if (ids)
        while (ids[n])
            n++;
    else
        ids = pz_workspace_documents(run->workspace, &n);
    run->ids = PZ_NEW_ARRAY(&run->arena, n + 1, const char *);
    if (n)
        memcpy(run->ids, ids, n * sizeof *ids);
    run->ids_n = n;
}

static int guarded_look(struct first_look *look, struct pz_error *err)
{
    struct run *run = look->run;
    jmp_buf oom;
    pz_arena_trap(&run->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : 0;
    if (rc == 0) {
        list_ids(run);
        rc = look_at_jobs(look, err);
    }
    pz_arena_trap(&run->arena, NULL);
    return rc;
}

static int plan(struct run *run, struct pz_error *err)
{
    const struct pz_doubts *doubts = pz_workspace_doubts(run->workspace);
    if (run->options->strict && doubts->n) /* what the definitions say may be printed in any document */
        return pz_doubts_refuse(doubts, PZ_USAGE, "prikaz.xml", err);
    if (pz_readers_open(&run->planner, 1, run->store, err) != 0)
        return -1;
    struct first_look look = {.run = run};
    pz_diags_init(&look.found);
    pz_diags_init(&look.templates);
    int rc = guarded_look(&look, err);
    pz_claims_free(look.outputs);
    pz_checker_free(look.checker);
    pz_diags_release(&look.found);
    pz_diags_release(&look.templates);
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

static void add_pdf(struct run *run, const struct pz_job *job)
{
    struct pz_pdf_wanted *pdf = PZ_NEW(&run->wanted, struct pz_pdf_wanted);
    *pdf = (struct pz_pdf_wanted){.document = pz_arena_strdup(&run->wanted, job->document),
                                  .key = pz_arena_strdup(&run->wanted, job->key),
                                  .title = pz_arena_strdup(&run->wanted, job->title),
                                  .before = run->pdfs};
    run->pdfs = pdf;
}

static void note_pdf(void *self, const struct pz_job *job)
{
    struct run *run = self;
    jmp_buf oom;
    pz_arena_trap(&run->wanted, &oom);
    if (setjmp(oom) == 0)
        add_pdf(run, job);
    else
        pz_fail_memory(&run->change_failure);
    pz_arena_trap(&run->wanted, NULL);
}

struct making {
    const struct run *run;
    struct pz_makers *makers;
};

static int make_job(void *self, const struct pz_job *job, struct pz_error *err)
{
    struct making *m = self;
    return in_shard(m->run->options, job) ? pz_makers_take(m->makers, job, err) : 0;
}

/* The jobs planned once more, and made as they come. */
static int make_all(struct run *run, const struct pz_making *task, struct pz_making_result *made, struct pz_diags *diags,
                    struct pz_error *err)
{
    struct making m = {.run = run};
    const struct pz_job_taker taker = {.take = make_job, .self = &m};
    struct pz_diags planning;
    jmp_buf oom;
    int rc = pz_makers_start(&m.makers, task, err);
    pz_diags_init(&planning); /* found nothing the first time */
    pz_arena_trap(&run->arena, &oom);
    if (rc == 0)
        rc = setjmp(oom) ? pz_fail_memory(err)
                         : pz_workspace_each_job(run->workspace, run->planner, run->ids, &run->arena, &taker, &planning, err);
    pz_arena_trap(&run->arena, NULL);
    pz_diags_release(&planning);
    return pz_makers_end(m.makers, rc != 0, made, diags, err);
}

static int make_pass(struct run *run, bool dry, struct pz_making_result *made, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_maker_settings settings = {.workspace = run->workspace,
                                         .templates = run->templates,
                                         .folder = PZ_RUN_DOCUMENTS,
                                         .before = PZ_RUN_BEFORE,
                                         .today = run->options->today,
                                         .distrust = run->result->resumed,
                                         .dry = dry,
                                         .strict = run->options->strict};
    struct pz_making making = {.settings = &settings,
                               .store = run->store,
                               .stamp = &run->options->stamp,
                               .workers = run->options->jobs,
                               .total = run->result->documents,
                               .progress = progress,
                               .progress_self = run,
                               .changed = note_changed,
                               .pdf_wanted = note_pdf,
                               .self = run,
                               .doubts = dry && !run->options->dry ? NULL : run->options->doubts};
    if (dry && !run->options->dry)
        making.changed = NULL;
    run->phase = dry ? PZ_RUN_COMPARE : PZ_RUN_MAKE;
    return make_all(run, &making, made, diags, err);
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

/* A shard sees to its own part; what another left is for the run behind the merge. */
static int sweep_unfinished(struct run *run, struct pz_error *err)
{
    const struct pz_run_options *o = run->options;
    pz_mark_of_run(run->mark, sizeof run->mark, o->shard, o->shards);
    run->result->resumed = o->shards ? pz_file_exists(run->mark) : pz_mark_run_found();
    return o->shards ? 0 : pz_mark_sweep(err);
}

/* The mark stays until all is written, so that whoever comes after a crash sweeps. */
static int make(struct run *run, struct pz_error *err)
{
    struct pz_making_result made;
    if (!run->options->dry && pz_make_folders(PZ_RUN_DOCUMENTS, err) != 0)
        return -1;
    if (!run->options->dry && pz_file_write(run->mark, "", 0, true, err) != 0)
        return -1;
    int rc = make_pass(run, run->options->dry, &made, run->diags, err);
    take_counts(run->result, &made);
    if (rc == 0 && run->change_failure.kind) {
        *err = run->change_failure;
        rc = -1;
    }
    run->result->values = pz_change_report_values(run->changes, &run->result->values_documents);
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
    struct pz_pdfs pdfs = {.wanted = run->pdfs,
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

/* All is in the register: what was kept for a run that would have died goes, and then the mark. */
static int finish_marks(const struct run *run, struct pz_error *err)
{
    if (run->options->shards) {
        unlink(run->mark);
        return 0;
    }
    if (pz_remove_tree(PZ_RUN_BEFORE, err) != 0)
        return -1;
    pz_mark_remove_all();
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
    if (!run->options->shards && pz_leftover_remove(run->store, err) != 0)
        return -1;
    if (!run->options->shards && report(run, err) != 0)
        return -1;
    if (finish_marks(run, err) != 0)
        return -1;
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
    pz_change_report_free(run->changes);
    pz_templates_close(run->templates);
    pz_arena_release(&run->arena);
    pz_arena_release(&run->wanted);
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
