/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The definition of an import, from the settings of a workspace. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "ingest/import.h"

/* A text of the map with a NUL behind; NULL when it is missing or empty. */
static const char *text_of(struct pz_map *map, const char *name, struct pz_arena *arena)
{
    struct pz_value v = pz_map_get(map, name);
    if (v.type == PZ_INT)
        return pz_arena_printf(arena, "%lld", (long long)v.u.i);
    return v.type == PZ_STRING && v.len ? pz_arena_strndup(arena, v.u.s, v.len) : NULL;
}

static void take_columns(struct pz_import_source *out, struct pz_value list, struct pz_arena *arena)
{
    if (list.type != PZ_LIST)
        return;
    struct pz_column_rule *rules = PZ_NEW_ARRAY(arena, list.u.list->n + 1, struct pz_column_rule);
    for (uint32_t i = 0; i < list.u.list->n; i++) {
        if (list.u.list->v[i].type != PZ_MAP)
            continue;
        struct pz_map *map = list.u.list->v[i].u.map;
        rules[out->column_n++] = (struct pz_column_rule){.field = text_of(map, "field", arena),
                                                         .name = text_of(map, "name", arena),
                                                         .letter = text_of(map, "letter", arena),
                                                         .indicator = text_of(map, "indicator", arena),
                                                         .scale = text_of(map, "scale", arena)};
    }
    out->columns = rules;
}

static int check_columns(const struct pz_import_source *s, struct pz_error *err)
{
    for (size_t i = 0; i < s->column_n; i++) {
        const struct pz_column_rule *rule = &s->columns[i];
        if (!rule->name && !rule->letter)
            return pz_fail(err, PZ_USAGE, "E-DATA-023", _("%s: a column is told by its name or its letter"), s->file);
        if (!rule->field && !rule->indicator && !rule->scale)
            return pz_fail(err, PZ_USAGE, "E-DATA-023", _("%s: the column “%s” is given neither field nor indicator nor scale"),
                           s->file, rule->name ? rule->name : rule->letter);
    }
    return 0;
}

/* A word that must be one of a few, «a|b|c». */
static int check_word(const char *attribute, const char *word, const char *allowed, struct pz_error *err)
{
    size_t len = word ? strlen(word) : 0;
    for (const char *p = allowed; len && *p; p += strcspn(p, "|"), p += *p == '|')
        if (strncmp(p, word, len) == 0 && (p[len] == '|' || !p[len]))
            return 0;
    return !len ? 0 : pz_fail(err, PZ_USAGE, "E-DATA-023", _("%s=“%s”: one of %s is wanted"), attribute, word, allowed);
}

static int take_row(uint32_t *out, const char *attribute, const char *text, struct pz_error *err)
{
    char *end;
    unsigned long row = text ? strtoul(text, &end, 10) : 0;
    if (text && (*end || !row || row > 10000000))
        return pz_fail(err, PZ_USAGE, "E-DATA-023", _("%s=“%s”: the number of a row is wanted"), attribute, text);
    *out = (uint32_t)row;
    return 0;
}

/* What offices say where the guess fails. */
static int take_told(struct pz_import_source *out, struct pz_map *map, struct pz_arena *arena, struct pz_error *err)
{
    out->id = text_of(map, "id", arena);
    out->layout = text_of(map, "layout", arena);
    out->totals = text_of(map, "totals", arena);
    take_columns(out, pz_map_get(map, "columns"), arena);
    for (size_t i = 0; i < out->column_n; i++)
        if (check_word("scale", out->columns[i].scale, "percent|fraction", err) != 0)
            return -1;
    return check_word("layout", out->layout, "wide|long|swapped|years", err) != 0 ||
                   check_word("totals", out->totals, "check|skip|data", err) != 0 ||
                   take_row(&out->first_row, "first-row", text_of(map, "first-row", arena), err) != 0 ||
                   take_row(&out->last_row, "last-row", text_of(map, "last-row", arena), err) != 0 || check_columns(out, err) != 0
               ? -1
               : 0;
}

/* «3» or «3-5»: the rows of the header. */
static int take_header(struct pz_import_source *out, const char *text, struct pz_error *err)
{
    char *end;
    if (!text)
        return 0;
    unsigned long first = strtoul(text, &end, 10), last = first;
    if (*end == '-')
        last = strtoul(end + 1, &end, 10);
    if (*end || !first || last < first || last > 1000000)
        return pz_fail(err, PZ_USAGE, "E-DATA-023", _("header=“%s”: the rows of the header are wanted, such as 3 or 3-5"), text);
    out->header_row = (uint32_t)first;
    out->header_rows = (uint32_t)(last - first + 1);
    return 0;
}

int pz_import_source_from_value(struct pz_import_source *out, struct pz_value settings, const char *folder, struct pz_arena *arena,
                                struct pz_error *err)
{
    *out = (struct pz_import_source){0};
    if (settings.type != PZ_MAP)
        return pz_fail(err, PZ_USAGE, "E-DATA-023", _("this is no definition of an import"));
    struct pz_map *map = settings.u.map;
    out->file = text_of(map, "file", arena);
    out->kind = text_of(map, "kind", arena);
    if (!out->file || !out->kind)
        return pz_fail(err, PZ_USAGE, "E-DATA-023", _("the definition of an import needs file and kind"));
    if (!pz_path_is_inside(out->file))
        return pz_fail(err, PZ_USAGE, "E-DATA-023", _("the path “%s” leads out of the workspace"), out->file);
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, folder, out->file);
    out->path = pz_arena_take(arena, &path);
    out->sheet = text_of(map, "sheet", arena);
    out->period = text_of(map, "period", arena);
    out->organisation = text_of(map, "organisation", arena);
    out->plan = text_of(map, "plan", arena);
    out->encoding = text_of(map, "encoding", arena);
    out->separator = text_of(map, "separator", arena);
    struct pz_value optional = pz_map_get(map, "optional");
    const char *word = text_of(map, "optional", arena);
    out->optional = optional.type == PZ_BOOL ? optional.u.b : word && strcmp(word, "yes") == 0;
    out->rank = 10;
    return take_told(out, map, arena, err) != 0 ? -1 : take_header(out, text_of(map, "header", arena), err);
}
