/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/pages.h"

#include "base/embed.h"
#include "base/i18n.h"
#include "deliver/site/content.h"
#include "deliver/site/lists.h"

PZ_EMBEDDED(pz_site_pages_tsv);

enum { NEWEST = 30 };

/* The way from a page back to the site's root: "../" for each folder it lies in. */
static const char *root_of(struct pz_arena *arena, const char *path)
{
    struct pz_buf root = PZ_BUF_INIT;
    for (; *path; path++)
        if (*path == '/')
            pz_buf_puts(&root, "../");
    return pz_arena_take(arena, &root);
}

static struct pz_value crumbs(struct pz_site_pages *p, const char *path, const char *section)
{
    struct pz_arena *arena = p->model->arena;
    struct pz_list *list = pz_list_new(arena, 2), *nav = pz_map_get(p->model->site, "nav").u.list;
    if (strcmp(path, section) != 0)
        for (uint32_t i = 0; i < nav->n; i++) {
            const char *page = pz_map_text(arena, nav->v[i].u.map, "page");
            if (page && strcmp(page, section) == 0)
                pz_list_add(arena, list, nav->v[i]);
        }
    return pz_list_value(list);
}

static struct pz_map *page_map(struct pz_site_pages *p, const char *path, const char *section)
{
    struct pz_arena *arena = p->model->arena;
    struct pz_map *page = pz_map_new(arena, 4);
    pz_map_set(arena, page, "path", pz_str(path));
    pz_map_set(arena, page, "canonical", pz_str(strcmp(path, "index.html") == 0 ? "" : path));
    pz_map_set(arena, page, "section", pz_str(section));
    pz_map_set(arena, page, "crumbs", crumbs(p, path, section));
    return page;
}

static struct pz_list *newest(const struct pz_site_model *m, uint32_t most)
{
    struct pz_list *list = pz_list_new(m->arena, most);
    for (uint32_t i = 0; i < m->documents->n && i < most; i++)
        pz_list_add(m->arena, list, m->documents->v[i]);
    return list;
}

static struct pz_map *context(struct pz_site_pages *p, const char *path, const char *section, const struct pz_map *own)
{
    struct pz_site_model *m = p->model;
    struct pz_map *map = pz_map_new(m->arena, 24);
    struct pz_value given = m->options->context;
    for (uint32_t i = 0; given.type == PZ_MAP && i < given.u.map->n; i++)
        pz_map_put(m->arena, map, given.u.map->e[i].key, given.u.map->e[i].value);
    pz_map_set(m->arena, map, "site", pz_map_value(m->site));
    pz_map_set(m->arena, map, "documents", pz_list_value(m->documents));
    pz_map_set(m->arena, map, "newest", p->newest);
    pz_map_set(m->arena, map, "first_rows", p->first_rows);
    pz_map_set(m->arena, map, "lists", pz_list_value(m->lists));
    pz_map_set(m->arena, map, "organisations", pz_list_value(m->organisations));
    pz_map_set(m->arena, map, "kinds", pz_list_value(m->kinds));
    pz_map_set(m->arena, map, "years", pz_list_value(m->years));
    pz_map_set(m->arena, map, "period", m->period);
    pz_map_set(m->arena, map, "report", m->report);
    pz_map_set(m->arena, map, "datasets", p->datasets);
    pz_map_set(m->arena, map, "pages", pz_list_value(p->made));
    pz_map_set(m->arena, map, "root", pz_str(root_of(m->arena, path)));
    pz_map_set(m->arena, map, "page", pz_map_value(page_map(p, path, section)));
    for (uint32_t i = 0; own && i < own->n; i++)
        pz_map_put(m->arena, map, own->e[i].key, own->e[i].value);
    return map;
}

static int refuse(struct pz_site_pages *p, const char *path, struct pz_error *why, struct pz_error *err)
{
    if (why->kind == PZ_SYSTEM) {
        *err = *why;
        return -1;
    }
    struct pz_place place = pz_place_file(path);
    pz_error_at(why, &place);
    p->failed = true;
    for (size_t i = 0; i < p->diags->n; i++) { /* a fault of a template shows on every page made from it */
        const struct pz_diag *d = &p->diags->v[i];
        if (strcmp(d->id, why->id) == 0 && strcmp(d->message, why->message) == 0 && d->place.line == why->place.line)
            return 0;
    }
    pz_report_error(p->diags, why);
    return 0;
}

static void note_page(struct pz_site_pages *p, const char *path, const char *date)
{
    struct pz_arena *arena = p->model->arena;
    struct pz_map *map = pz_map_new(arena, 2);
    pz_map_set(arena, map, "path", pz_str(strcmp(path, "index.html") == 0 ? "" : path));
    pz_map_set(arena, map, "date", date ? pz_str(date) : pz_none());
    pz_list_add(arena, p->made, pz_map_value(map));
}

int pz_site_page(struct pz_site_pages *p, const char *template, const char *path, const char *section, const struct pz_map *own,
                 const char *date, struct pz_error *err)
{
    struct pz_arena *arena = p->model->arena;
    const struct pz_program *program = NULL;
    struct pz_error why = PZ_ERROR_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_arena_mark before = pz_arena_save(arena);
    int rc = pz_loader_get(p->loader, template, strlen(template), &program, &why);
    if (rc > 0)
        pz_fail(&why, PZ_USAGE, "E-SITE-001", _("the template “%s” of the site was not found"), template);
    if (rc == 0) {
        struct pz_render render = {
            .context = pz_map_value(context(p, path, section, own)), .arena = arena, .today = p->model->options->today};
        rc = pz_program_render(program, &render, &text, &why);
    }
    if (rc == 0)
        rc = text.failed ? pz_fail_memory(err) : pz_edition_put(p->edition, path, pz_buf_str(&text), text.len, err);
    else
        rc = refuse(p, path, &why, err);
    pz_arena_restore(arena, before); /* what rendering made is of no more use: thousands of pages would not fit */
    if (rc == 0 && strstr(path, ".html") && strcmp(path, "404.html") != 0 && !strstr(path, "-snippet"))
        note_page(p, path, date);
    pz_buf_release(&text);
    p->done++;
    if (p->model->options->progress)
        p->model->options->progress(p->model->options->progress_data, p->done, p->total);
    return rc;
}

/* Documents -------------------------------------------------------------------------------------------------- */

static int copy_files(struct pz_site_pages *p, const struct pz_map *document, struct pz_error *err)
{
    struct pz_list *files = pz_map_get(document, "files").u.list;
    for (uint32_t i = 0; i < files->n; i++) {
        const char *url = pz_map_text(p->model->arena, files->v[i].u.map, "url");
        const char *path = pz_map_text(p->model->arena, files->v[i].u.map, "path");
        if (pz_edition_put_file(p->edition, url, path, err) != 0)
            return -1;
    }
    return 0;
}

/* The text of a document out of its PDF; a page without it is better than none. */
static void add_content(struct pz_site_pages *p, struct pz_map *document)
{
    struct pz_arena *arena = p->model->arena;
    struct pz_list *files = pz_map_get(document, "files").u.list;
    if (pz_map_get(document, "html").type == PZ_STRING)
        return;
    for (uint32_t i = 0; i < files->n; i++) {
        const char *role = pz_map_text(arena, files->v[i].u.map, "role"), *path = pz_map_text(arena, files->v[i].u.map, "path");
        if (strcmp(role, "pdf") != 0)
            continue;
        struct pz_buf html = PZ_BUF_INIT;
        struct pz_error why = PZ_ERROR_INIT;
        struct pz_place place = pz_place_file(path);
        if (pz_site_content(&html, path, &why) == 0 && html.len) {
            size_t len = html.len;
            struct pz_value v = pz_strn(pz_arena_take(arena, &html), len);
            v.flags |= PZ_SAFE;
            pz_map_set(arena, document, "html", v);
        } else if (why.kind != PZ_OK) {
            pz_report(p->diags, "W-SITE-003", &place, _("the page has no text of the document: %s"), why.message);
        }
        pz_buf_release(&html);
        return;
    }
}

static int document_page(struct pz_site_pages *p, struct pz_value document, struct pz_error *err)
{
    struct pz_arena *arena = p->model->arena;
    struct pz_map *own = pz_map_new(arena, 1);
    add_content(p, document.u.map);
    pz_map_set(arena, own, "document", document);
    const char *path = pz_map_text(arena, document.u.map, "page"), *date = pz_map_text(arena, document.u.map, "date");
    int rc = pz_site_page(p, "document.html", path, "index.html", own, date, err);
    pz_map_set(arena, document.u.map, "html", pz_none()); /* the text is large and nobody asks for it again */
    return rc == 0 ? copy_files(p, document.u.map, err) : rc;
}

static int documents_pages(struct pz_site_pages *p, struct pz_list *documents, struct pz_error *err)
{
    for (uint32_t i = 0; i < documents->n; i++)
        if (document_page(p, documents->v[i], err) != 0)
            return -1;
    return 0;
}

static int organisation_pages(struct pz_site_pages *p, struct pz_error *err)
{
    struct pz_arena *arena = p->model->arena;
    for (uint32_t i = 0; i < p->model->organisations->n; i++) {
        struct pz_value organisation = p->model->organisations->v[i];
        struct pz_map *own = pz_map_new(arena, 1);
        pz_map_set(arena, own, "organisation", organisation);
        if (pz_site_page(p, "organisation.html", pz_map_text(arena, organisation.u.map, "page"), "organisations.html", own, NULL,
                         err) ||
            pz_site_page(p, "snippet.html", pz_map_text(arena, organisation.u.map, "snippet"), "", own, NULL, err))
            return -1;
    }
    return 0;
}

/* The pages of data/site/pages.tsv; the site map comes last of them and knows all others. */
static int single_pages(struct pz_site_pages *p, struct pz_error *err)
{
    struct pz_table table = pz_table_read(pz_site_pages_tsv, PZ_EMBEDDED_SIZE(pz_site_pages_tsv), p->model->arena);
    for (size_t i = 0; i < table.n; i++)
        if (pz_site_page(p, table.v[i].f[0], table.v[i].f[1], table.v[i].f[1], NULL, NULL, err) != 0)
            return -1;
    return 0;
}

int pz_site_pages(struct pz_site_pages *p, struct pz_error *err)
{
    struct pz_site_model *m = p->model;
    p->made = pz_list_new(m->arena, m->documents->n + m->organisations->n + 16);
    p->total = m->documents->n + m->older->n + 2 * m->organisations->n + 8;
    p->newest = pz_list_value(newest(m, NEWEST));
    p->first_rows = pz_list_value(newest(m, pz_site_rows(m)));
    if (pz_site_list_pages(p, err) != 0 || documents_pages(p, m->documents, err) != 0 || documents_pages(p, m->older, err) != 0 ||
        organisation_pages(p, err) != 0)
        return -1;
    return single_pages(p, err);
}
