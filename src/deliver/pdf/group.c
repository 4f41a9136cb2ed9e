/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/finish.h"
#include "deliver/pdf/split.h"
#include "docx/merge.h"
#include "odt/merge.h"

/* How documents of a format are told apart by their look, and joined. */
struct format {
    const char *extension;
    int (*class)(const char *path, char class[PZ_DIGEST_SIZE], const char **reason, struct pz_error *err);
    int (*merge)(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err);
};

static const struct format formats[] = {{"docx", pz_docx_class, pz_docx_merge}, {"odt", pz_odt_class, pz_odt_merge}};

/* NULL: documents of this format are not joined. */
static const struct format *find_format(const char *path)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(pz_path_extension(path), formats[i].extension) == 0)
            return &formats[i];
    return NULL;
}

/* A document with the class of its look; those of one class have one format. */
struct looked {
    struct pz_pdf_item *item;
    const struct format *format;
    char class[PZ_DIGEST_SIZE];
    size_t order;
};

static int compare_looks(const struct looked *a, const struct looked *b)
{
    return a->item->lossless == b->item->lossless ? strcmp(a->class, b->class) : a->item->lossless ? -1 : 1;
}

static int by_class(const void *x, const void *y)
{
    const struct looked *a = x, *b = y;
    int c = compare_looks(a, b);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

/* Title and author of a merged document would be the first one's, so they have to be given. */
static bool can_be_merged(struct looked *looked)
{
    struct pz_error ignored = PZ_ERROR_INIT; /* a source that cannot be read is reported by the way alone */
    const char *reason = NULL;
    const struct pz_pdf_job *job = looked->item->job;
    looked->format = find_format(job->source);
    return job->title && job->author && looked->format && looked->format->class(job->source, looked->class, &reason, &ignored) == 0;
}

static struct pz_pdf_item *new_group(struct pz_pdf_item *first, size_t n, const char *folder, size_t number, struct pz_arena *arena)
{
    struct pz_pdf_item *group = PZ_NEW(arena, struct pz_pdf_item);
    group->job = PZ_NEW(arena, struct pz_pdf_job);
    group->job->source = pz_arena_printf(arena, "%s/group-%zu.%s", folder, number, pz_path_extension(first->job->source));
    group->members = pz_arena_array(arena, n, sizeof(struct pz_pdf_item *));
    group->n = n;
    group->lossless = first->lossless;
    group->members[0] = first;
    return group;
}

struct pz_pdf_item *pz_pdf_group_single(struct pz_pdf_item *item, const char *folder, size_t number, struct pz_arena *arena)
{
    return new_group(item, 1, folder, number, arena);
}

static struct pz_pdf_item *make_group(const struct looked *v, size_t n, const char *folder, size_t number, struct pz_arena *arena)
{
    struct pz_pdf_item *group = new_group(v->item, n, folder, number, arena);
    for (size_t i = 1; i < n; i++)
        group->members[i] = v[i].item;
    return group;
}

static size_t count_class(const struct looked *v, size_t n, size_t from)
{
    size_t until = from + 1;
    while (until < n && compare_looks(&v[until], &v[from]) == 0)
        until++;
    return until - from;
}

size_t pz_pdf_group_queue(struct pz_pdf_queue *queue, size_t most, const char *folder, struct pz_arena *arena)
{
    struct looked *v = PZ_NEW_ARRAY(arena, queue->n + 1, struct looked);
    struct pz_pdf_queue alone = {0};
    size_t n = 0, groups = 0;
    while (queue->n) {
        struct pz_pdf_item *item = pz_pdf_queue_take(queue);
        v[n] = (struct looked){.item = item, .order = n};
        if (can_be_merged(&v[n]))
            n++;
        else
            pz_pdf_queue_add(&alone, item);
    }
    qsort(v, n, sizeof *v, by_class);
    for (size_t at = 0; at < n;) {
        size_t size = count_class(v, n, at);
        size = size > most ? most : size;
        pz_pdf_queue_add(queue, make_group(v + at, size, folder, groups++, arena));
        at += size;
    }
    while (alone.n)
        pz_pdf_queue_add(queue, pz_pdf_queue_take(&alone));
    return groups;
}

int pz_pdf_group_write(const struct pz_pdf_item *group, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    const char **paths = pz_malloc(group->n * sizeof *paths);
    int rc = paths ? 0 : pz_fail_memory(err);
    for (size_t i = 0; rc == 0 && i < group->n; i++)
        paths[i] = group->members[i]->job->source;
    if (rc == 0)
        rc = find_format(group->job->source)->merge(&bytes, paths, group->n, PZ_PDF_MARK, err);
    if (rc == 0)
        rc = pz_file_write(group->job->source, bytes.data, bytes.len, false, err);
    pz_free(paths);
    pz_buf_release(&bytes);
    return rc;
}

void pz_pdf_group_done(const struct pz_pdf_item *group)
{
    unlink(group->job->source);
}

/* Pages of the member: from its mark to the next one's. */
static bool find_pages(struct pz_pdf_book *book, const struct pz_pdf_item *group, size_t i, unsigned *first, unsigned *n)
{
    char name[64];
    snprintf(name, sizeof name, PZ_PDF_MARK "%06zu", i);
    int from = pz_pdf_book_mark(book, name), until = (int)pz_pdf_book_pages(book);
    snprintf(name, sizeof name, PZ_PDF_MARK "%06zu", i + 1);
    if (i + 1 < group->n)
        until = pz_pdf_book_mark(book, name);
    *first = (unsigned)from;
    *n = (unsigned)(until - from);
    return from > 0 && until > from; /* the first page is the preface's */
}

/* 1: cut out; 0: it has to go alone; -1. The marks are looked up before the first cut: it takes them away. */
static int take_member(struct pz_pdf_book *book, struct pz_pdf_item *item, const unsigned pages[2], bool archival,
                       struct pz_buf *out, struct pz_error *err)
{
    struct pz_pdf_job *job = item->job;
    struct pz_pdf_facts facts = {
        .title = job->title, .author = job->author, .language = job->language, .date = job->date, .archival = archival};
    const char *reason = NULL;
    struct pz_error why = PZ_ERROR_INIT;
    int rc = pz_pdf_finish_part(out, book, pages[0], pages[1], &facts, &reason, &why);
    if (rc != 0 && why.kind == PZ_SYSTEM) {
        *err = why;
        return -1;
    }
    job->pages = pages[1];
    return rc == 0 && !reason;
}

static int take_members(struct pz_pdf_book *book, const struct pz_pdf_item *group, unsigned (*pages)[2], bool archival,
                        pz_pdf_settle settle, void *self, struct pz_pdf_queue *refused, struct pz_error *err)
{
    int rc = 0;
    for (size_t i = 0; i < group->n && rc >= 0; i++) {
        struct pz_buf bytes = PZ_BUF_INIT;
        rc = pages[i][1] ? take_member(book, group->members[i], pages[i], archival, &bytes, err) : 0;
        if (rc == 0)
            pz_pdf_queue_add(refused, group->members[i]);
        if (rc > 0)
            rc = settle(self, group->members[i], &bytes, err);
        pz_buf_release(&bytes);
    }
    return rc < 0 ? -1 : 0;
}

int pz_pdf_group_take(const struct pz_pdf_item *group, const char *pdf, bool archival, pz_pdf_settle settle, void *self,
                      struct pz_pdf_queue *refused, struct pz_error *why, struct pz_error *err)
{
    struct pz_pdf_book *book = NULL;
    if (pz_pdf_book_open(&book, pdf, why) != 0)
        return why->kind == PZ_SYSTEM ? (*err = *why, -1) : 1;
    unsigned(*pages)[2] = pz_calloc(group->n, sizeof *pages);
    int rc = pages ? 0 : pz_fail_memory(err);
    for (size_t i = 0; rc == 0 && i < group->n; i++)
        if (!find_pages(book, group, i, &pages[i][0], &pages[i][1]))
            pages[i][1] = 0;
    if (rc == 0)
        rc = take_members(book, group, pages, archival, settle, self, refused, err);
    pz_free(pages);
    pz_pdf_book_close(book);
    return rc;
}
