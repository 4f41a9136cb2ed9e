/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/opendata.h"

#include <inttypes.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/json.h"

PZ_EMBED(pz_site_datasets_tsv, "data/site/datasets.tsv");

struct set {
    const char *id, *title, *description;
    const struct pz_table_row *fields; /* rows of the table: field, name, path, type, title */
    size_t fields_n;
    struct pz_list *rows;
};

/* Results by area of all kindergartens, one row each. */
static struct pz_list *result_rows(const struct pz_site_model *m)
{
    struct pz_list *rows = pz_list_new(m->arena, 64);
    for (uint32_t i = 0; i < m->organisations->n; i++) {
        const struct pz_map *o = m->organisations->v[i].u.map;
        struct pz_list *profile = pz_map_get(o, "profile").u.list;
        for (uint32_t k = 0; k < profile->n; k++) {
            const struct pz_map *area = profile->v[k].u.map;
            struct pz_map *row = pz_map_new(m->arena, 16);
            for (uint32_t e = 0; e < area->n; e++)
                pz_map_put(m->arena, row, area->e[e].key, area->e[e].value);
            pz_map_set(m->arena, row, "organisation_code", pz_map_get(o, "code"));
            pz_map_set(m->arena, row, "organisation", pz_map_get(o, "name"));
            pz_list_add(m->arena, rows, pz_map_value(row));
        }
    }
    return rows;
}

static struct pz_list *rows_of(const struct pz_site_model *m, const char *id)
{
    if (strcmp(id, "documents") == 0)
        return m->documents;
    return strcmp(id, "organisations") == 0 ? m->organisations : result_rows(m);
}

static void csv_value(const struct pz_site_model *m, struct pz_buf *out, const struct pz_value *v)
{
    if (v->type == PZ_STRING)
        pz_buf_put_csv(out, v->u.s, v->len, ';');
    else if (v->type == PZ_INT)
        pz_buf_printf(out, "%" PRId64, v->u.i);
    else if (v->type == PZ_FLOAT) {
        char *text = pz_arena_printf(m->arena, "%.10g", v->u.f), *point = strchr(text, '.');
        if (point)
            *point = ',';
        pz_buf_puts(out, text);
    }
}

static void print_csv(const struct pz_site_model *m, const struct set *set, struct pz_buf *out)
{
    pz_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t f = 0; f < set->fields_n; f++)
        pz_buf_printf(out, "%s%s", f ? ";" : "", set->fields[f].f[1]);
    pz_buf_puts(out, "\r\n");
    for (uint32_t i = 0; i < set->rows->n; i++) {
        for (size_t f = 0; f < set->fields_n; f++) {
            struct pz_value v = pz_site_lookup(&set->rows->v[i], set->fields[f].f[2]);
            if (f)
                pz_buf_putc(out, ';');
            csv_value(m, out, &v);
        }
        pz_buf_puts(out, "\r\n");
    }
}

static void print_json(const struct pz_site_model *m, const struct set *set, struct pz_buf *out)
{
    struct pz_list *rows = pz_list_new(m->arena, set->rows->n);
    for (uint32_t i = 0; i < set->rows->n; i++) {
        struct pz_map *row = pz_map_new(m->arena, set->fields_n);
        for (size_t f = 0; f < set->fields_n; f++) {
            struct pz_value v = pz_site_lookup(&set->rows->v[i], set->fields[f].f[2]);
            pz_map_set(m->arena, row, set->fields[f].f[1], v.type == PZ_UNDEFINED ? pz_none() : v);
        }
        pz_list_add(m->arena, rows, pz_map_value(row));
    }
    struct pz_value v = pz_list_value(rows);
    pz_json_print(&v, 1, out);
    pz_buf_putc(out, '\n');
}

static void put(const struct pz_site_model *m, struct pz_map *map, const char *key, const char *text)
{
    pz_map_set(m->arena, map, key, pz_str(text));
}

static struct pz_list *field_list(const struct pz_site_model *m, const struct set *set)
{
    struct pz_list *fields = pz_list_new(m->arena, set->fields_n);
    for (size_t f = 0; f < set->fields_n; f++) {
        struct pz_map *field = pz_map_new(m->arena, 3);
        put(m, field, "name", set->fields[f].f[1]);
        put(m, field, "type", set->fields[f].f[3]);
        put(m, field, "title", set->fields[f].f[4]);
        pz_list_add(m->arena, fields, pz_map_value(field));
    }
    return fields;
}

/* A resource of the Data Package. */
static struct pz_value resource(const struct pz_site_model *m, const struct set *set, bool csv)
{
    struct pz_map *map = pz_map_new(m->arena, 10), *schema = pz_map_new(m->arena, 2), *dialect = pz_map_new(m->arena, 2);
    put(m, map, "name", csv ? set->id : pz_arena_printf(m->arena, "%s-json", set->id));
    put(m, map, "title", set->title);
    put(m, map, "description", set->description);
    put(m, map, "path", pz_arena_printf(m->arena, "%s.%s", set->id, csv ? "csv" : "json"));
    put(m, map, "format", csv ? "csv" : "json");
    put(m, map, "mediatype", csv ? "text/csv" : "application/json");
    put(m, map, "encoding", "utf-8");
    if (csv) {
        put(m, dialect, "delimiter", ";");
        pz_map_set(m->arena, map, "dialect", pz_map_value(dialect));
    }
    struct pz_list *fields = field_list(m, set);
    for (uint32_t i = 0; csv && i < fields->n; i++)
        if (strcmp(set->fields[i].f[3], "number") == 0)
            put(m, fields->v[i].u.map, "decimalChar", ",");
    pz_map_set(m->arena, schema, "fields", pz_list_value(fields));
    pz_map_set(m->arena, map, "schema", pz_map_value(schema));
    return pz_map_value(map);
}

static struct pz_value page_entry(const struct pz_site_model *m, const struct set *set, size_t csv, size_t json)
{
    struct pz_map *map = pz_map_new(m->arena, 8);
    put(m, map, "id", set->id);
    put(m, map, "title", set->title);
    put(m, map, "description", set->description);
    pz_map_set(m->arena, map, "rows", pz_int(set->rows->n));
    pz_map_set(m->arena, map, "csv_size", pz_int((int64_t)csv));
    pz_map_set(m->arena, map, "json_size", pz_int((int64_t)json));
    pz_map_set(m->arena, map, "fields", pz_list_value(field_list(m, set)));
    return pz_map_value(map);
}

static int write_set(const struct pz_site_model *m, const struct set *set, struct pz_edition *edition, struct pz_list *sets,
                     struct pz_list *resources, struct pz_error *err)
{
    struct pz_buf csv = PZ_BUF_INIT, json = PZ_BUF_INIT;
    print_csv(m, set, &csv);
    print_json(m, set, &json);
    int rc = csv.failed || json.failed
                 ? pz_fail_memory(err)
                 : pz_edition_put(edition, pz_arena_printf(m->arena, "open-data/%s.csv", set->id), csv.data, csv.len, err);
    if (rc == 0)
        rc = pz_edition_put(edition, pz_arena_printf(m->arena, "open-data/%s.json", set->id), json.data, json.len, err);
    pz_list_add(m->arena, sets, page_entry(m, set, csv.len, json.len));
    pz_list_add(m->arena, resources, resource(m, set, true));
    pz_list_add(m->arena, resources, resource(m, set, false));
    pz_buf_release(&csv);
    pz_buf_release(&json);
    return rc;
}

static int write_description(const struct pz_site_model *m, struct pz_list *resources, struct pz_edition *edition,
                             struct pz_error *err)
{
    struct pz_map *package = pz_map_new(m->arena, 6);
    put(m, package, "profile", "data-package");
    put(m, package, "name", "open-data");
    pz_map_set(m->arena, package, "title", pz_map_get(m->site, "title"));
    pz_map_set(m->arena, package, "created", pz_map_get(m->site, "updated"));
    pz_map_set(m->arena, package, "resources", pz_list_value(resources));
    struct pz_value v = pz_map_value(package);
    struct pz_buf json = PZ_BUF_INIT;
    pz_json_print(&v, 1, &json);
    pz_buf_putc(&json, '\n');
    int rc = json.failed ? pz_fail_memory(err) : pz_edition_put(edition, "open-data/datapackage.json", json.data, json.len, err);
    pz_buf_release(&json);
    return rc;
}

/* Of the sets about kindergartens the office may publish only some, under titles of its own: <dataset> in prikaz.xml. */
static bool choose(const struct pz_site_model *m, struct set *set, struct pz_value wanted)
{
    if (wanted.type != PZ_LIST || !wanted.u.list->n || strcmp(set->id, "documents") == 0)
        return true;
    for (uint32_t i = 0; i < wanted.u.list->n; i++) {
        const struct pz_map *one = wanted.u.list->v[i].u.map;
        const char *id = pz_map_text(m->arena, one, "id"), *title = pz_map_text(m->arena, one, "title");
        if (!id || strcmp(id, set->id) != 0)
            continue;
        set->title = title && title[0] ? title : set->title;
        return true;
    }
    return false;
}

int pz_site_opendata(const struct pz_site_model *m, struct pz_edition *edition, struct pz_value *out, struct pz_error *err)
{
    struct pz_table table = pz_table_read(pz_site_datasets_tsv, PZ_EMBEDDED_SIZE(pz_site_datasets_tsv), m->arena);
    struct pz_value publication = pz_map_get(m->options->context.u.map, "publication");
    struct pz_value wanted = publication.type == PZ_MAP ? pz_map_get(publication.u.map, "datasets") : pz_none();
    struct pz_list *sets = pz_list_new(m->arena, 4), *resources = pz_list_new(m->arena, 8);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < table.n; i++) {
        const struct pz_table_row *row = &table.v[i];
        if (strcmp(row->f[0], "set") != 0)
            continue;
        struct set set = {.id = row->f[1], .title = row->f[2], .description = row->f[3], .fields = row + 1};
        while (i + 1 + set.fields_n < table.n && strcmp(set.fields[set.fields_n].f[0], "field") == 0)
            set.fields_n++;
        set.rows = rows_of(m, set.id);
        if (!choose(m, &set, wanted))
            continue;
        rc = write_set(m, &set, edition, sets, resources, err);
    }
    *out = pz_list_value(sets);
    return rc == 0 ? write_description(m, resources, edition, err) : rc;
}
