/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/lists.h"

enum { ROWS = 300 };

uint32_t pz_site_rows(const struct pz_site_model *m)
{
    return m->options->rows ? m->options->rows : ROWS;
}

static struct pz_map *find(const struct pz_site_model *m, struct pz_list *lists, const char *page)
{
    for (uint32_t i = 0; i < lists->n; i++)
        if (strcmp(pz_map_text(m->arena, lists->v[i].u.map, "page"), page) == 0)
            return lists->v[i].u.map;
    return NULL;
}

/* Put a document on the list of what it has under `key`. */
static void put_on(struct pz_site_model *m, struct pz_value document, const char *by, const char *key, const char *title_key)
{
    const char *value = pz_map_text(m->arena, document.u.map, key);
    if (!value || !value[0])
        return;
    const char *name = pz_site_slug(m, value), *page = pz_arena_printf(m->arena, "%s/%s.html", by, name);
    struct pz_map *list = find(m, m->lists, page);
    if (!list) {
        list = pz_map_new(m->arena, 6);
        pz_map_set(m->arena, list, "by", pz_str(by));
        pz_map_set(m->arena, list, "key", pz_str(name));
        pz_map_set(m->arena, list, "title", pz_map_get(document.u.map, title_key));
        pz_map_set(m->arena, list, "page", pz_str(page));
        pz_map_set(m->arena, list, "documents", pz_list_value(pz_list_new(m->arena, 16)));
        pz_list_add(m->arena, m->lists, pz_map_value(list));
    }
    struct pz_list *documents = pz_map_get(list, "documents").u.list;
    pz_list_add(m->arena, documents, document);
    pz_map_set(m->arena, list, "count", pz_int(documents->n));
}

void pz_site_lists(struct pz_site_model *m)
{
    m->lists = pz_list_new(m->arena, 16);
    for (uint32_t i = 0; i < m->documents->n; i++) {
        put_on(m, m->documents->v[i], "years", "year", "year");
        put_on(m, m->documents->v[i], "kinds", "kind_title", "kind_title");
    }
}

/* «years/2026.html», then «years/2026-2.html» … */
static const char *part_address(struct pz_arena *arena, const struct pz_map *list, uint32_t part)
{
    const char *by = pz_map_text(arena, list, "by"), *key = pz_map_text(arena, list, "key");
    return part ? pz_arena_printf(arena, "%s/%s-%u.html", by, key, part + 1) : pz_arena_printf(arena, "%s/%s.html", by, key);
}

static struct pz_list *part_addresses(struct pz_arena *arena, const struct pz_map *list, uint32_t parts)
{
    struct pz_list *all = pz_list_new(arena, parts);
    for (uint32_t i = 0; i < parts; i++)
        pz_list_add(arena, all, pz_str(part_address(arena, list, i)));
    return all;
}

static int list_pages(struct pz_site_pages *p, const struct pz_map *list, struct pz_error *err)
{
    struct pz_arena *arena = p->model->arena;
    const struct pz_list *documents = pz_map_get(list, "documents").u.list;
    uint32_t rows = pz_site_rows(p->model), parts = (documents->n + rows - 1) / rows;
    struct pz_value addresses = pz_list_value(part_addresses(arena, list, parts));
    for (uint32_t part = 0; part < parts; part++) {
        struct pz_map *own = pz_map_new(arena, 4), *map = pz_map_new(arena, 8);
        struct pz_list *shown = pz_list_new(arena, rows);
        for (uint32_t i = part * rows; i < documents->n && i < (part + 1) * rows; i++)
            pz_list_add(arena, shown, documents->v[i]);
        for (uint32_t i = 0; i < list->n; i++)
            pz_map_put(arena, map, list->e[i].key, list->e[i].value);
        pz_map_set(arena, map, "documents", pz_list_value(shown));
        pz_map_set(arena, map, "part", pz_int(part + 1));
        pz_map_set(arena, map, "parts", addresses);
        pz_map_set(arena, own, "list", pz_map_value(map));
        if (pz_site_page(p, "listing.html", part_address(arena, list, part), "index.html", own, NULL, err) != 0)
            return -1;
    }
    return 0;
}

int pz_site_list_pages(struct pz_site_pages *p, struct pz_error *err)
{
    for (uint32_t i = 0; i < p->model->lists->n; i++)
        if (list_pages(p, p->model->lists->v[i].u.map, err) != 0)
            return -1;
    return 0;
}
