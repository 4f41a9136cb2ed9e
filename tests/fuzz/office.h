/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targets of the package formats share: the input as the main part of a small package, opened and rendered. Input that begins
 * as a ZIP does is taken for the whole package. */
#ifndef PZ_FUZZ_OFFICE_H
#define PZ_FUZZ_OFFICE_H

#include <string.h>

#include "base/json.h"
#include "base/names.h"
#include "office/office.h"

typedef int open_function(struct pz_office **, const char *, struct pz_package *, const struct pz_office_options *,
                          struct pz_diags *);

struct fuzz_member {
    const char *name, *text;
};

static void fuzz_render(struct pz_office *office, struct pz_arena *arena)
{
    static const char context[] = "{\"a\":1,\"s\":\"текст <b>\\n\\t\\f\",\"l\":[3,1,2],\"m\":{\"k\":\"v\"},\"t\":true,\"md\":\"# "
                                  "a\\n\\n1. b\\n\\n|x|y|\\n|-|-|\\n|1|2|\"}";
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_office_worker *worker = NULL;
    struct pz_limits limits = {
        .steps = 20000, .output_bytes = 4 << 20, .value_bytes = 1 << 18, .memory_bytes = 8 << 20, .depth = 30, .timeout_ms = 2000};
    if (pz_json_parse(&v, arena, context, strlen(context), "context", &err) == 0 && pz_office_worker_new(&worker, 1, &err) == 0) {
        struct pz_render render = {.context = v, .arena = arena, .limits = &limits};
        pz_office_render(office, worker, &render, &out, &err);
    }
    pz_office_worker_free(worker);
    pz_buf_release(&out);
}

static void fuzz_package(const void *data, size_t size, open_function *open)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_package *package = NULL;
    struct pz_office *office = NULL;
    struct pz_template_options language = {.names = pz_names_default(), .undefined = PZ_UNDEFINED_EMPTY};
    struct pz_office_options options = {.language = &language};
    pz_diags_init(&diags);
    if (pz_package_open_memory(&package, data, size, "fuzz", NULL, &err) == 0 &&
        open(&office, "fuzz", package, &options, &diags) == 0)
        fuzz_render(office, &arena);
    pz_office_free(office);
    pz_package_close(package);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

static int fuzz_office(const unsigned char *data, size_t size, const char *part, const struct fuzz_member *members, size_t n,
                       open_function *open)
{
    if (size > 4 && memcmp(data, "PK\3\4", 4) == 0) {
        fuzz_package(data, size, open);
        return 0;
    }
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_zip_writer zip = {0};
    struct pz_error err = PZ_ERROR_INIT;
    pz_zip_begin(&zip, &bytes);
    for (size_t i = 0; i < n; i++)
        pz_zip_add(&zip, NULL, members[i].name, members[i].text, strlen(members[i].text), true, &err);
    pz_zip_add(&zip, NULL, part, data, size, true, &err);
    if (pz_zip_end(&zip, &err) == 0)
        fuzz_package(bytes.data, bytes.len, open);
    pz_zip_release(&zip);
    pz_buf_release(&bytes);
    return 0;
}

#endif
