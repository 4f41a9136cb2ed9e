/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include <strings.h>

#include "base/io.h"
#include "base/mem.h"
#include "document/plain.h"

struct pz_document {
    enum pz_document_kind kind;
    struct pz_plain *plain;
};

/* What a thread has to itself; the text formats need nothing. */
struct pz_document_worker {
    struct pz_buf scratch;
};

static enum pz_document_kind kind_of(const char *path)
{
    const char *extension = pz_path_extension(path);
    if (strcasecmp(extension, "html") == 0 || strcasecmp(extension, "htm") == 0 || strcasecmp(extension, "xml") == 0)
        return PZ_DOCUMENT_HTML;
    return strcasecmp(extension, "svg") == 0 ? PZ_DOCUMENT_SVG : PZ_DOCUMENT_TEXT;
}

int pz_document_open(struct pz_document **out, const char *path, const struct pz_document_options *options, struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_document *d = pz_calloc(1, sizeof *d);
    if (!d) {
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        return -1;
    }
    d->kind = kind_of(path);
    if (pz_plain_open(&d->plain, path, d->kind, options, diags) != 0) {
        pz_document_close(d);
        return -1;
    }
    *out = d;
    return 0;
}

void pz_document_close(struct pz_document *d)
{
    if (!d)
        return;
    pz_plain_close(d->plain);
    pz_free(d);
}

enum pz_document_kind pz_document_kind(const struct pz_document *d)
{
    return d->kind;
}

int pz_document_worker_new(struct pz_document_worker **out, struct pz_error *err)
{
    *out = pz_calloc(1, sizeof **out);
    return *out ? 0 : pz_fail_memory(err);
}

void pz_document_worker_free(struct pz_document_worker *w)
{
    if (!w)
        return;
    pz_buf_release(&w->scratch);
    pz_free(w);
}

int pz_document_render(const struct pz_document *d, struct pz_document_worker *worker, struct pz_render *render, struct pz_buf *out,
                       struct pz_error *err)
{
    (void)worker;
    return pz_plain_render(d->plain, render, out, err);
}

void pz_document_fields(const struct pz_document *d, struct pz_arena *arena, struct pz_field_list *out)
{
    pz_program_fields(pz_plain_program(d->plain), arena, out);
}

bool pz_document_uses(const struct pz_document *d, const char *name)
{
    return pz_program_uses(pz_plain_program(d->plain), name);
}
