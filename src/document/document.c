/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include <strings.h>

#include "base/io.h"
#include "base/mem.h"
#include "document/plain.h"
#include "document/dress.h"
#include "docx/docx.h"
#include "odt/odt.h"

struct pz_document {
    enum pz_document_kind kind;
    struct pz_plain *plain;   /* text formats */
    struct pz_office *office; /* packages */
};

/* What a thread has to itself; made when the first package is rendered, at the level its template asks for. */
struct pz_document_worker {
    struct pz_office_worker *office;
};

static enum pz_document_kind kind_of(const char *path)
{
    const char *extension = pz_path_extension(path);
    if (strcasecmp(extension, "html") == 0 || strcasecmp(extension, "htm") == 0 || strcasecmp(extension, "xml") == 0)
        return PZ_DOCUMENT_HTML;
    return strcasecmp(extension, "svg") == 0 ? PZ_DOCUMENT_SVG : PZ_DOCUMENT_TEXT;
}

/* A package: what it is follows from what it holds. */
static int open_package(struct pz_document *d, const char *path, const struct pz_document_options *options, struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_package *package = NULL;
    if (pz_package_open(&package, path, NULL, &err)) {
        struct pz_place place = pz_place_file(path);
        pz_error_at(&err, &place);
        pz_report_error(diags, &err);
        return -1;
    }
    struct pz_buf dressed = PZ_BUF_INIT; /* what the package is read from, when the profile changes it */
    if (options->profile && pz_package_dress(&dressed, &package, options->profile, &err)) {
        pz_report_error(diags, &err);
        pz_package_close(package);
        pz_buf_release(&dressed);
        return -1;
    }
    bool named = strcasecmp(pz_path_extension(path), "odt") == 0 || strcasecmp(pz_path_extension(path), "ott") == 0;
    bool odt = pz_package_find(package, "content.xml") >= 0 || (named && pz_package_find(package, "[Content_Types].xml") < 0);
    d->kind = odt ? PZ_DOCUMENT_ODT : PZ_DOCUMENT_DOCX;
    struct pz_office_options office = {&options->language, options->folders, options->level, false};
    int status = (odt ? pz_odt_open : pz_docx_open)(&d->office, path, package, &office, diags);
    pz_package_close(package);
    pz_buf_release(&dressed);
    return status;
}

static bool is_package(const char *path)
{
    static const char *const extensions[] = {"docx", "docm", "dotx", "dotm", "odt", "ott"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        if (strcasecmp(pz_path_extension(path), extensions[i]) == 0)
            return true;
    }
    return false;
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
    int status = is_package(path) ? open_package(d, path, options, diags) : pz_plain_open(&d->plain, path, d->kind, options, diags);
    if (status) {
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
    pz_office_free(d->office);
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
    pz_office_worker_free(w->office);
    pz_free(w);
}

int pz_document_render(const struct pz_document *d, struct pz_document_worker *worker, struct pz_render *render, struct pz_buf *out,
                       struct pz_error *err)
{
    if (!d->office)
        return pz_plain_render(d->plain, render, out, err);
    if (!worker->office && pz_office_worker_new(&worker->office, d->office->level, err))
        return -1;
    return pz_office_render(d->office, worker->office, render, out, err);
}

void pz_document_fields(const struct pz_document *d, struct pz_arena *arena, struct pz_field_list *out)
{
    if (d->office)
        pz_office_fields(d->office, arena, out);
    else
        pz_program_fields(pz_plain_program(d->plain), NULL, arena, out);
}

bool pz_document_has_tags(const struct pz_document *d)
{
    return d->office && pz_office_has_tags(d->office);
}
