/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/package.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/pdf/qpdf.h"
#include "deliver/sign/cms.h"
#include "deliver/sign/manifest.h"
#include "deliver/sign/sink.h"

static unsigned pages_of(const char *path)
{
    qpdf_data q = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    int n = pz_qpdf_open(&q, path, &err) == 0 ? qpdf_get_num_pages(q) : 0;
    if (q)
        qpdf_cleanup(&q);
    return n > 0 ? (unsigned)n : 0;
}

static int digest_one(struct pz_sign_document *d, struct pz_error *err)
{
    const char *file = d->pdf ? d->pdf : d->source;
    struct stat st;
    if (stat(file, &st) != 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), file);
    d->size = (size_t)st.st_size;
    d->pages = d->pdf ? pages_of(d->pdf) : 0;
    d->source_digest[0] = '\0';
    if (pz_digest_file(d->digest, file, err) != 0 || pz_streebog_file(d->streebog, file, err) < 0)
        return -1;
    return d->source ? pz_digest_file(d->source_digest, d->source, err) : 0;
}

int pz_sign_package_digest(struct pz_sign_document *documents, size_t n, struct pz_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (digest_one(&documents[i], err) != 0)
            return -1;
    return 0;
}

struct pz_value pz_sign_package_value(struct pz_arena *arena, const struct pz_sign_document *documents, size_t n, const char *title)
{
    static const char *const keys[] = {
        "kind",      "kind_title", "title",     "number",      "date",
        "addressee", "executor",   "signatory", "streebog256", NULL}; /* what a template may ask for is always there */
    struct pz_sign_package_options options = {.title = title};
    struct pz_value manifest = pz_manifest_value(arena, documents, n, &options);
    struct pz_list *list = pz_map_get(manifest.u.map, "documents").u.list;
    struct pz_map *package = pz_map_new(arena, 4), *map = pz_map_new(arena, 2);
    int64_t size = 0, pages = 0;
    for (size_t i = 0; i < n; i++) {
        struct pz_map *row = list->v[i].u.map;
        for (const char *const *key = keys; *key; key++)
            if (pz_map_get(row, *key).type == PZ_UNDEFINED)
                pz_map_set(arena, row, *key, pz_none());
        pz_map_set(arena, row, "index", pz_int((int64_t)i + 1));
        pz_map_set(arena, row, "pages", pz_int(documents[i].pages));
        size += (int64_t)documents[i].size;
        pages += documents[i].pages;
    }
    pz_map_set(arena, package, "title", pz_str(title ? title : ""));
    pz_map_set(arena, package, "count", pz_int((int64_t)n));
    pz_map_set(arena, package, "size", pz_int(size));
    pz_map_set(arena, package, "pages", pz_int(pages));
    pz_map_set(arena, map, "package", pz_map_value(package));
    pz_map_set(arena, map, "documents", pz_list_value(list));
    return pz_map_value(map);
}

/* Checking before anything is written --------------------------------------------------------------------- */

static void check_file(const char *path, struct pz_diags *diags)
{
    struct stat st;
    struct pz_place place = pz_place_file(path);
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        pz_report(diags, "E-SIGN-001", &place, _("the document is missing or empty"));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_names(const struct pz_sign_document *documents, size_t n, struct pz_arena *arena, struct pz_diags *diags)
{
    const char **names = pz_arena_array(arena, n, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = pz_manifest_signed_name(&documents[i], arena);
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 1; i < n; i++) {
        struct pz_place place = pz_place_file(names[i]);
        if (strcmp(names[i - 1], names[i]) == 0)
            pz_report(diags, "E-SIGN-002", &place, _("two documents of the package have this name"));
    }
}

int pz_sign_package_check(const char *path, const struct pz_sign_document *documents, size_t n, struct pz_arena *arena,
                          struct pz_diags *diags)
{
    size_t before = diags->errors;
    struct pz_place place = pz_place_file(path);
    if (n == 0)
        pz_report(diags, "E-SIGN-003", &place, _("the package has no document"));
    for (size_t i = 0; i < n; i++) {
        if (documents[i].pdf)
            check_file(documents[i].pdf, diags);
        if (documents[i].source)
            check_file(documents[i].source, diags);
    }
    if (n && diags->errors == before)
        check_names(documents, n, arena, diags);
    return diags->errors == before ? 0 : -1;
}

/* Writing ------------------------------------------------------------------------------------------------- */

static int add_manifest(struct pz_sink *sink, const struct pz_value *manifest, struct pz_error *err)
{
    struct pz_buf json = PZ_BUF_INIT, csv = PZ_BUF_INIT;
    pz_json_print(manifest, 2, &json);
    pz_buf_putc(&json, '\n');
    pz_manifest_csv(&csv, manifest);
    int rc = json.failed || csv.failed ? pz_fail_memory(err) : pz_sink_add(sink, "manifest.json", json.data, json.len, err);
    if (rc == 0)
        rc = pz_sink_add(sink, "manifest.csv", csv.data, csv.len, err);
    pz_buf_release(&json);
    pz_buf_release(&csv);
    return rc;
}

static int add_documents(struct pz_sink *sink, const struct pz_sign_document *documents, size_t n, bool with_sources,
                         struct pz_arena *arena, struct pz_error *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        const struct pz_sign_document *d = &documents[i];
        const char *source = with_sources ? pz_manifest_source_name(d, arena) : NULL;
        rc = pz_sink_add_file(sink, pz_manifest_signed_name(d, arena), d->pdf ? d->pdf : d->source, err);
        if (rc == 0 && source)
            rc = pz_sink_add_file(sink, source, d->source, err);
    }
    return rc;
}

static int write_package(const char *path, const struct pz_sign_document *documents, size_t n,
                         const struct pz_sign_package_options *options, struct pz_arena *arena, struct pz_error *err)
{
    struct pz_sink *sink = NULL;
    struct pz_value manifest = pz_manifest_value(arena, documents, n, options);
    int rc = pz_sink_open(&sink, path, options->folder, err);
    if (rc == 0)
        rc = add_manifest(sink, &manifest, err);
    if (rc == 0 && options->list)
        rc = pz_sink_add_file(sink, pz_path_name(options->list), options->list, err);
    if (rc == 0)
        rc = add_documents(sink, documents, n, !options->without_sources, arena, err);
    if (rc == 0)
        rc = pz_sink_add(sink, "signatures/", NULL, 0, err);
    if (rc == 0)
        rc = pz_sink_commit(sink, err);
    pz_sink_close(sink);
    return rc;
}

int pz_sign_package_make(const char *path, struct pz_sign_document *documents, size_t n,
                         const struct pz_sign_package_options *options, struct pz_diags *diags, struct pz_error *err)
{
    static const struct pz_sign_package_options plain = {0};
    struct pz_arena arena = PZ_ARENA_INIT;
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        pz_arena_release(&arena);
        return pz_fail_memory(err);
    }
    int rc = pz_sign_package_check(path, documents, n, &arena, diags);
    if (rc)
        pz_fail(err, PZ_DATA, "E-SIGN-001", _("the package “%s” was not made"), path);
    else
        rc = pz_sign_package_digest(documents, n, err);
    if (rc == 0)
        rc = write_package(path, documents, n, options ? options : &plain, &arena, err);
    pz_arena_release(&arena);
    return rc;
}
