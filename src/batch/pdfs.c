/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/pdfs.h"

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/making.h"
#include "batch/run.h"
#include "deliver/pdf/pdf.h"
#include "store/term.h"

struct making_pdfs {
    const struct pz_pdfs *task;
    struct pz_arena arena;
    struct pz_pdf_job *v;
    const struct pz_job **job; /* of each PDF */
    size_t n, done;
};

static const struct pz_register_row *find_row(const struct pz_map *index, const struct pz_register_row *rows,
                                              const struct pz_job *job, struct pz_arena *arena)
{
    const struct pz_value *at = pz_map_find(index, pz_key(pz_arena_printf(arena, "%s\n%s", job->document, job->key)));
    return at ? &rows[at->u.i] : NULL;
}

static struct pz_map *index_rows(const struct pz_register_row *rows, size_t n, struct pz_arena *arena)
{
    struct pz_map *index = pz_map_new(arena, n + 1);
    for (size_t i = 0; i < n; i++)
        pz_map_set(arena, index, pz_arena_printf(arena, "%s\n%s", rows[i].id, rows[i].organisation), pz_int((int64_t)i));
    return index;
}

static const char *pdf_path(struct pz_arena *arena, const char *source)
{
    const char *extension = pz_path_extension(source);
    int stem = (int)(*extension ? extension - 1 - source : (long)strlen(source));
    return pz_arena_printf(arena, "%.*s.pdf", stem, source);
}

static void add_job(struct making_pdfs *m, const struct pz_job *job, const struct pz_register_row *row)
{
    struct pz_pdf_job *pdf = &m->v[m->n];
    *pdf = (struct pz_pdf_job){
        .source = row->path, .target = pdf_path(&m->arena, row->path), .title = job->title, .author = m->task->author, .data = m};
    if (row->date && row->date[0])
        pz_day_parse(row->date, &pdf->date);
    m->job[m->n++] = job;
}

static int collect(struct making_pdfs *m, struct pz_error *err)
{
    const struct pz_job_list *jobs = m->task->jobs;
    struct pz_reader *reader = NULL;
    struct pz_register_row *rows;
    size_t n;
    if (pz_readers_open(&reader, 1, m->task->store, err) != 0)
        return -1;
    int rc = pz_register_rows(reader, NULL, NULL, false, &m->arena, &rows, &n, err);
    pz_reader_close(reader);
    if (rc)
        return -1;
    const struct pz_map *index = index_rows(rows, n, &m->arena);
    m->v = PZ_NEW_ARRAY(&m->arena, jobs->n, struct pz_pdf_job);
    m->job = pz_arena_array(&m->arena, jobs->n, sizeof(const struct pz_job *));
    for (size_t i = 0; i < jobs->n; i++) {
        const struct pz_register_row *row =
            m->task->state[i] & PZ_MAKING_PDF ? find_row(index, rows, &jobs->v[i], &m->arena) : NULL;
        if (row)
            add_job(m, &jobs->v[i], row);
    }
    return 0;
}

static bool step(void *data, const struct pz_pdf_job *job)
{
    struct making_pdfs *m = data;
    (void)job;
    m->done++;
    if (m->task->progress)
        m->task->progress(m->task->self, m->done, m->n);
    return true;
}

/* Rows of the register for the PDFs that are there now. */
static int commit(struct making_pdfs *m, struct pz_pdfs_result *result, struct pz_error *err)
{
    if (m->n && pz_filesystem_sync(PZ_RUN_DOCUMENTS, err) != 0)
        return -1;
    for (size_t i = 0; i < m->n; i++) {
        const struct pz_pdf_job *pdf = &m->v[i];
        result->made += pdf->state == PZ_PDF_MADE;
        result->cached += pdf->state == PZ_PDF_CACHED || pdf->state == PZ_PDF_KEPT;
        result->failed += pdf->state == PZ_PDF_FAILED;
        if (pdf->state != PZ_PDF_FAILED && pdf->state != PZ_PDF_WAITING &&
            pz_register_pdf(m->task->store, m->job[i]->document, m->job[i]->key, pdf->source_digest, pdf->target, pdf->digest,
                            err) != 0)
            return -1;
    }
    return 0;
}

static int guarded(struct making_pdfs *m, struct pz_pdfs_result *result, struct pz_diags *diags, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    if (collect(m, err) != 0)
        return -1;
    if (!m->n)
        return 0;
    struct pz_pdf_options options = {.cache = m->task->cache, .workers = m->task->workers, .progress = step, .progress_data = m};
    return pz_pdf_make(m->v, m->n, &options, diags, err) == 0 ? commit(m, result, err) : -1;
}

int pz_pdfs_make(const struct pz_pdfs *pdfs, struct pz_pdfs_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct making_pdfs m = {.task = pdfs};
    *result = (struct pz_pdfs_result){0};
    int rc = guarded(&m, result, diags, err);
    pz_arena_release(&m.arena);
    return rc;
}
