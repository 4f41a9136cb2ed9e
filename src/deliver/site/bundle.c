/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One kindergarten's documents for its own site. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/names.h"
#include "deliver/sign/sink.h"
#include "deliver/site/model.h"
#include "deliver/site/site.h"
#include "template/formats.h"
#include "template/loader.h"

struct bundle {
    struct pz_arena arena;
    struct pz_site_model model;
    struct pz_loader *loader;
    struct pz_sink *sink;
};

/* Documents sent to the organisation. */
static size_t choose(const struct pz_site_document *all, size_t n, const char *organisation, struct pz_site_document *out)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].organisation && strcmp(all[i].organisation, organisation) == 0)
            out[k++] = all[i];
    return k;
}

static struct pz_value find_organisation(struct bundle *b, const char *code)
{
    struct pz_list *list = b->model.organisations;
    for (uint32_t i = 0; i < list->n; i++) {
        const char *own = pz_map_text(&b->arena, list->v[i].u.map, "code");
        if (own && strcmp(own, code) == 0)
            return list->v[i];
    }
    struct pz_map *map = pz_map_new(&b->arena, 4); /* not among the organisations of the context: its documents alone */
    pz_map_set(&b->arena, map, "code", pz_str(code));
    pz_map_set(&b->arena, map, "name", pz_str(code));
    pz_map_set(&b->arena, map, "short_name", pz_none());
    pz_map_set(&b->arena, map, "documents", pz_list_value(b->model.documents));
    return pz_map_value(map);
}

static int add_page(struct bundle *b, const char *template, const char *name, struct pz_value organisation, struct pz_error *err)
{
    const struct pz_program *program = NULL;
    int rc = pz_loader_get(b->loader, template, strlen(template), &program, err);
    if (rc > 0)
        return pz_fail(err, PZ_USAGE, "E-SITE-001", _("the template “%s” of the site was not found"), template);
    if (rc < 0)
        return -1;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_map *map = pz_map_new(&b->arena, 4), *site = pz_map_new(&b->arena, 16);
    for (uint32_t i = 0; i < b->model.site->n; i++)
        pz_map_put(&b->arena, site, b->model.site->e[i].key, b->model.site->e[i].value);
    pz_map_set(&b->arena, site, "url", pz_str("")); /* links lead to the files of the bundle itself */
    pz_map_set(&b->arena, map, "site", pz_map_value(site));
    pz_map_set(&b->arena, map, "organisation", organisation);
    pz_map_set(&b->arena, map, "root", pz_str(""));
    struct pz_render render = {.context = pz_map_value(map), .arena = &b->arena, .today = b->model.options->today};
    rc = pz_program_render(program, &render, &text, err);
    if (rc == 0)
        rc = text.failed ? pz_fail_memory(err) : pz_sink_add(b->sink, name, pz_buf_str(&text), text.len, err);
    pz_buf_release(&text);
    return rc;
}

static int add_files(struct bundle *b, struct pz_error *err)
{
    struct pz_list *documents = b->model.documents;
    for (uint32_t i = 0; i < documents->n; i++) {
        struct pz_list *files = pz_map_get(documents->v[i].u.map, "files").u.list;
        for (uint32_t k = 0; k < files->n; k++) {
            const char *url = pz_map_text(&b->arena, files->v[k].u.map, "url"),
                       *path = pz_map_text(&b->arena, files->v[k].u.map, "path");
            if (pz_sink_add_file(b->sink, url, path, err) != 0)
                return -1;
        }
    }
    return 0;
}

static int make(struct bundle *b, const char *path, const char *organisation, const struct pz_site_document *documents, size_t n,
                const struct pz_site_options *options, struct pz_error *err)
{
    static const char *const none[] = {NULL};
    struct pz_template_options language = {
        .format = &pz_html_format, .trim_blocks = true, .lstrip_blocks = true, .names = pz_names_default()};
    struct pz_site_document *own = pz_arena_array(&b->arena, n + 1, sizeof *own);
    size_t own_n = choose(documents, n, organisation, own);
    if (!own_n)
        return pz_fail(err, PZ_USAGE, "E-SITE-011", _("“%s” has no published documents"), organisation);
    if (pz_site_model(&b->model, own, own_n, options, &b->arena, err) != 0 ||
        pz_loader_new(&b->loader, options->templates ? options->templates : none, &language, err) != 0 ||
        pz_sink_open(&b->sink, path, strcmp(pz_path_extension(path), "zip") != 0, err) != 0)
        return -1;
    struct pz_value value = find_organisation(b, organisation);
    if (add_page(b, "bundle.html", "index.html", value, err) != 0 || add_page(b, "snippet.html", "snippet.html", value, err) != 0 ||
        add_files(b, err) != 0)
        return -1;
    return pz_sink_commit(b->sink, err);
}

int pz_site_bundle(const char *path, const char *organisation, const struct pz_site_document *documents, size_t n,
                   const struct pz_site_options *options, struct pz_diags *diags, struct pz_error *err)
{
    (void)diags;
    struct bundle b = {0};
    jmp_buf oom;
    int rc;
    pz_arena_trap(&b.arena, &oom);
    if (setjmp(oom))
        rc = pz_fail_memory(err);
    else
        rc = make(&b, path, organisation, documents, n, options, err);
    pz_sink_close(b.sink);
    pz_loader_free(b.loader);
    pz_arena_release(&b.arena);
    return rc;
}
