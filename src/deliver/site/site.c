/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/site.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/names.h"
#include "deliver/gate/gate.h"
#include "deliver/site/edition.h"
#include "deliver/site/model.h"
#include "deliver/site/opendata.h"
#include "deliver/site/pages.h"
#include "deliver/tree.h"
#include "template/formats.h"

struct build {
    const struct pz_site_options *options;
    struct pz_arena arena;
    struct pz_edition edition;
    struct pz_site_model model;
    struct pz_loader *loader;
    struct pz_diags *diags;
    size_t removed; /* files of the edition before that are gone */
};

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* Files of one assets folder that an earlier one did not give. */
static int copy_assets(struct build *b, const char *folder, struct pz_map *seen, struct pz_error *err)
{
    struct dirent **names = NULL;
    const char *from = pz_arena_printf(&b->arena, "%s/assets", folder);
    int n = scandir(from, &names, visible, alphasort), rc = 0;
    for (int i = 0; i < n; i++) {
        const char *name = pz_arena_printf(&b->arena, "assets/%s", names[i]->d_name);
        free(names[i]);
        if (rc || pz_map_get(seen, name).type != PZ_UNDEFINED)
            continue;
        pz_map_set(&b->arena, seen, name, pz_bool(true));
        rc = pz_edition_put_file(&b->edition, name, pz_arena_printf(&b->arena, "%s/%s", folder, name), err);
    }
    free(names);
    return rc;
}

static int all_assets(struct build *b, struct pz_error *err)
{
    struct pz_map *seen = pz_map_new(&b->arena, 8);
    for (const char *const *folder = b->options->templates; folder && *folder; folder++)
        if (copy_assets(b, *folder, seen, err) != 0)
            return -1;
    return 0;
}

/* Pages and open data pass the gate like every file; the documents' own files have passed it already. */
static int look_through(struct build *b, struct pz_error *err)
{
    struct pz_tree tree;
    size_t n = 0, errors = b->diags->errors;
    if (!b->options->gate)
        return 0;
    if (pz_tree_open(&tree, b->edition.building.data, &b->arena, err) != 0)
        return -1;
    struct pz_gate_file *files = PZ_NEW_ARRAY(&b->arena, tree.n + 1, struct pz_gate_file);
    for (size_t i = 0; i < tree.n; i++)
        if (strncmp(tree.names[i], "files/", 6) != 0)
            files[n++] = (struct pz_gate_file){.path = pz_arena_printf(&b->arena, "%s/%s", b->edition.building.data, tree.names[i]),
                                               .name = tree.names[i],
                                               .registered = true,
                                               .signed_ = true};
    pz_tree_close(&tree);
    if (pz_gate_check(files, n, b->options->gate, b->diags, err) != 0)
        return -1;
    return b->diags->errors == errors ? 0
                                      : pz_fail(err, PZ_DATA, "E-SITE-002", _("the site was not switched: its pages have errors"));
}

/* Half a site is most often a spreadsheet that was not read or a folder of roots that is gone. */
static void compare_size(struct build *b)
{
    struct pz_edition_change c;
    size_t bound = b->options->shrink;
    struct pz_place place = pz_place_file(b->options->folder);
    pz_edition_compare(&b->edition, &b->arena, &c);
    b->removed = c.removed;
    bool fewer_files = c.files < c.files_before && (c.files_before - c.files) * 100 > c.files_before * bound;
    bool fewer_pages = c.pages < c.pages_before && (c.pages_before - c.pages) * 100 > c.pages_before * bound;
    if (bound && (fewer_files || fewer_pages))
        pz_report(
            b->diags, "W-SITE-013", &place,
            _("the site has become much smaller: documents %zu, there were %zu; files %zu, there were %zu; “prikaz publish --back” "
              "brings the edition before back"),
            c.pages, c.pages_before, c.files, c.files_before);
}

static int make(struct build *b, const struct pz_site_document *documents, size_t n, struct pz_error *err)
{
    static const char *const none[] = {NULL};
    struct pz_template_options language = {
        .format = &pz_html_format, .trim_blocks = true, .lstrip_blocks = true, .names = pz_names_default()};
    struct pz_site_pages pages = {.model = &b->model, .edition = &b->edition, .diags = b->diags};
    if (pz_edition_begin(&b->edition, b->options->folder, err) != 0 ||
        pz_site_model(&b->model, documents, n, b->options, &b->arena, err) != 0 ||
        pz_loader_new(&b->loader, b->options->templates ? b->options->templates : none, &language, err) != 0)
        return -1;
    pages.loader = b->loader;
    if (all_assets(b, err) != 0 || pz_site_opendata(&b->model, &b->edition, &pages.datasets, err) != 0 ||
        pz_site_pages(&pages, err) != 0)
        return -1;
    size_t before = b->diags->errors;
    if (!pages.failed && pz_gate_links(b->edition.building.data, b->diags, err) != 0)
        return -1;
    if (pages.failed || b->diags->errors > before)
        return pz_fail(err, PZ_DATA, "E-SITE-002", _("the site was not switched: its pages have errors"));
    if (look_through(b, err) != 0)
        return -1;
    compare_size(b);
    return pz_edition_finish(&b->edition, err);
}

int pz_site_build(const struct pz_site_document *documents, size_t n, const struct pz_site_options *options,
                  struct pz_site_result *result, struct pz_diags *diags, struct pz_error *err)
{
    struct build b = {.options = options, .diags = diags};
    struct pz_site_result r = {0};
    jmp_buf oom;
    int rc;
    pz_arena_trap(&b.arena, &oom);
    if (setjmp(oom))
        rc = pz_fail_memory(err);
    else
        rc = make(&b, documents, n, err);
    if (rc == 0) {
        bool same = pz_edition_is_same(&b.edition);
        rc = same ? 0 : pz_edition_commit(&b.edition, options->keep ? options->keep : 3, err);
        r = (struct pz_site_result){.edition = same ? b.edition.before : b.edition.number,
                                    .previous = b.edition.before,
                                    .pages = b.model.documents->n + b.model.organisations->n,
                                    .files = b.edition.files,
                                    .unchanged = b.edition.unchanged,
                                    .removed = b.removed};
    }
    if (result)
        *result = r;
    pz_loader_free(b.loader);
    pz_edition_end(&b.edition);
    pz_arena_release(&b.arena);
    return rc;
}
