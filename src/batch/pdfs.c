/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/pdfs.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/editions.h"
#include "batch/leftover.h"
#include "batch/run.h"
#include "deliver/pdf/pdf.h"
#include "store/term.h"

/* Where a lost PDF of a protected edition is made, until its bytes are known to be the very ones. */
#define RESTORED PZ_RUN_STATE "/restored"

struct making_pdfs {
    const struct pz_pdfs *task;
    struct pz_diags *diags;
    struct pz_arena arena;
    struct pz_pdf_job *v;
    const struct pz_register_row **row; /* of each PDF */
    size_t n, done;
};

static const char *pdf_path(struct pz_arena *arena, const char *source)
{
    const char *extension = pz_path_extension(source);
    int stem = (int)(*extension ? extension - 1 - source : (long)strlen(source));
    return pz_arena_printf(arena, "%.*s.pdf", stem, source);
}

static struct pz_pdf_job *add(struct making_pdfs *m, const struct pz_register_row *row, const char *title, const char *target)
{
    struct pz_pdf_job *pdf = &m->v[m->n];
    *pdf = (struct pz_pdf_job){.source = row->path, .target = target, .title = title, .author = m->task->author, .data = m};
    if (row->date && row->date[0])
        pz_day_parse(row->date, &pdf->date);
    m->row[m->n++] = row;
    return pdf;
}

static void cannot_restore(struct making_pdfs *m, const struct pz_register_row *row, const char *why)
{
    struct pz_place place = pz_place_file(row->pdf_path);
    pz_report(m->diags, "E-RUN-009", &place,
              _("the PDF of a signed or published document is gone and cannot be made again: %s; bring it back from a copy"), why);
}

/* A lost PDF of a signed or published edition: only from the very source it was made of, and never straight at its place. */
static void add_lost(struct making_pdfs *m, const struct pz_register_row *row)
{
    char digest[PZ_DIGEST_SIZE];
    if (!pz_state_protected(row->state) || !row->pdf_path[0] || pz_file_exists(row->pdf_path))
        return;
    if (pz_digest_file(digest, row->path, NULL) != 0 || strcmp(digest, row->source_digest) != 0)
        cannot_restore(m, row, _("its source is gone or changed"));
    else
        add(m, row, row->title, pz_arena_printf(&m->arena, RESTORED "/%zu.pdf", m->n));
}

static void choose(struct making_pdfs *m, const struct pz_register_row *rows, size_t n)
{
    struct pz_editions_index index;
    size_t wanted_n = 0, at;
    for (const struct pz_pdf_wanted *w = m->task->wanted; w; w = w->before)
        wanted_n++;
    pz_editions_index(&index, rows, n, &m->arena);
    m->v = PZ_NEW_ARRAY(&m->arena, wanted_n + n, struct pz_pdf_job);
    m->row = pz_arena_array(&m->arena, wanted_n + n, sizeof(const struct pz_register_row *));
    const struct pz_pdf_wanted **wanted = PZ_NEW_ARRAY(&m->arena, wanted_n, const struct pz_pdf_wanted *);
    at = wanted_n;
    for (const struct pz_pdf_wanted *w = m->task->wanted; w; w = w->before)
        wanted[--at] = w;
    for (size_t i = 0; i < wanted_n; i++) {
        const struct pz_editions *e = pz_editions_find(&index, wanted[i]->document, wanted[i]->key, &m->arena);
        if (e && !pz_state_protected(e->row->state))
            add(m, e->row, wanted[i]->title, pdf_path(&m->arena, e->row->path));
    }
    for (size_t i = 0; i < n; i++)
        add_lost(m, &rows[i]);
}

static int collect(struct making_pdfs *m, struct pz_error *err)
{
    struct pz_reader *reader = NULL;
    struct pz_register_row *rows;
    size_t n;
    if (pz_readers_open(&reader, 1, m->task->store, err) != 0)
        return -1;
    int rc = pz_register_rows(reader, NULL, NULL, true, &m->arena, &rows, &n, err);
    pz_reader_close(reader);
    if (rc == 0)
        choose(m, rows, n);
    return rc;
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

/* The PDF made again goes to its place when its bytes are those that were signed. */
static int restore(struct making_pdfs *m, const struct pz_pdf_job *pdf, const struct pz_register_row *row, struct pz_error *err)
{
    if (strcmp(pdf->digest, row->pdf_digest) != 0) {
        cannot_restore(m, row, _("the office program makes other bytes of it now"));
        return 0;
    }
    const char *folder = pz_arena_strndup(&m->arena, row->pdf_path, (size_t)(pz_path_name(row->pdf_path) - row->pdf_path));
    if (pz_make_folders(folder, err) != 0)
        return -1;
    if (rename(pdf->target, row->pdf_path) != 0)
        return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), row->pdf_path);
    return 1;
}

static bool is_there(const struct pz_pdf_job *pdf)
{
    return pdf->state != PZ_PDF_FAILED && pdf->state != PZ_PDF_WAITING;
}

/* PDFs of documents that got another name since. */
static int note_lost(const struct making_pdfs *m, struct pz_error *err)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct pz_register_row *row = m->row[i];
        const struct pz_leftover lost = {row->pdf_path, row->pdf_digest, NULL};
        if (is_there(&m->v[i]) && !pz_state_protected(row->state) && row->pdf_path[0] &&
            strcmp(row->pdf_path, m->v[i].target) != 0 && pz_leftover_note(&lost, err) != 0)
            return -1;
    }
    return 0;
}

/* Rows of the register for the PDFs that are there now. */
static int commit(struct making_pdfs *m, struct pz_pdfs_result *result, struct pz_error *err)
{
    if (note_lost(m, err) != 0 || (m->n && pz_filesystem_sync(PZ_RUN_DOCUMENTS, err) != 0))
        return -1;
    for (size_t i = 0; i < m->n; i++) {
        const struct pz_pdf_job *pdf = &m->v[i];
        const struct pz_register_row *row = m->row[i];
        int good = is_there(pdf);
        if (good && pz_state_protected(row->state))
            good = restore(m, pdf, row, err);
        else if (good && pz_register_pdf(m->task->store, row->id, row->organisation, pdf->source_digest, pdf->target, pdf->digest,
                                         err) != 0)
            good = -1;
        if (good < 0)
            return -1;
        result->made += good && pdf->state == PZ_PDF_MADE;
        result->cached += good && pdf->state != PZ_PDF_MADE;
        result->failed += !good && pdf->state != PZ_PDF_WAITING;
    }
    return 0;
}

static int guarded(struct making_pdfs *m, struct pz_pdfs_result *result, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    if (collect(m, err) != 0)
        return -1;
    if (!m->n)
        return 0;
    struct pz_pdf_options options = {.cache = m->task->cache,
                                     .workers = m->task->workers,
                                     .timeout_ms = m->task->timeout_ms,
                                     .memory_mb = m->task->memory_mb,
                                     .progress = step,
                                     .progress_data = m};
    int rc = pz_pdf_make(m->v, m->n, &options, m->diags, err);
    if (rc == 0)
        rc = commit(m, result, err);
    pz_remove_tree(RESTORED, NULL);
    return rc;
}

int pz_pdfs_make(const struct pz_pdfs *pdfs, struct pz_pdfs_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct making_pdfs m = {.task = pdfs, .diags = diags};
    *result = (struct pz_pdfs_result){0};
    int rc = guarded(&m, result, err);
    pz_arena_release(&m.arena);
    return rc;
}
