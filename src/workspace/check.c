/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-checks of definitions with each other, when a workspace is opened. */
#include "base/i18n.h"
#include "workspace/internal.h"
#include "base/suggest.h"

/* References by attributes ------------------------------------------------------------------------------- */

static bool is_constant(const struct pz_def_text *text)
{
    return !text->program && text->len;
}

static void unknown_document(const struct pz_def *def, const char *id, struct pz_diags *diags)
{
    pz_report(diags, "E-DEF-024", &def->place, _("the document refers to “%s”, which is not defined"), id);
}

static void not_in_list(const struct pz_def *def, const struct pz_map *map, const char *list, const char *id, size_t len,
                        struct pz_diags *diags)
{
    const char *near = pz_suggest(map, id, len);
    if (near)
        pz_report(diags, "E-DEF-010", &def->place, _("“%.*s” is not in the list “%s”; perhaps “%s”"), (int)len, id, list, near);
    else
        pz_report(diags, "E-DEF-010", &def->place, _("“%.*s” is not in the list “%s”"), (int)len, id, list);
}

static void check_attribute(const struct pz_workspace *ws, const struct pz_def *def, const struct pz_def_attribute *a,
                            struct pz_diags *diags)
{
    const char *ref = a->pattern->ref;
    if (strcmp(ref, "documents") == 0) {
        if (!pz_workspace_definition(ws, a->text.s))
            unknown_document(def, a->text.s, diags);
        return;
    }
    struct pz_value reg = pz_map_get(ws->settings.u.map, ref);
    /* A plan or a meeting may come out of a spreadsheet: known only when the data are. */
    if (reg.type != PZ_MAP || strcmp(ref, "plans") == 0 || strcmp(ref, "meetings") == 0 ||
        pz_map_find(reg.u.map, pz_key(a->text.s)))
        return;
    not_in_list(def, reg.u.map, ref, a->text.s, a->text.len, diags);
}

/* References in texts: documents["ID"], persons.ID ------------------------------------------------------- */

struct names {
    const struct pz_workspace *ws;
    struct pz_arena *arena;
    struct pz_diags *diags;
};

/* Length of the id that the rest of a path begins with: ids may hold dots. 0: it begins with none of them. */
static size_t known_length(const char *rest, const char *id)
{
    size_t len = strlen(id);
    return strncmp(rest, id, len) == 0 && (!rest[len] || rest[len] == '.' || rest[len] == '[') ? len : 0;
}

static bool is_document(const struct pz_workspace *ws, const char *rest)
{
    for (size_t i = 0; i < ws->document_n; i++)
        if (known_length(rest, ws->ids[i]))
            return true;
    return false;
}

static bool is_item(struct names *n, const struct pz_map *map, const char *rest)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (known_length(rest, pz_arena_strndup(n->arena, map->e[i].key.s, map->e[i].key.len)))
            return true;
    return false;
}

static void check_path(struct names *n, const struct pz_def *def, const char *path)
{
    static const char *const lists[] = {"persons", "acts", "departments", "groups"};
    if (strncmp(path, "documents.", 10) == 0 && !is_document(n->ws, path + 10))
        unknown_document(def, pz_arena_strndup(n->arena, path + 10, strcspn(path + 10, ".[")), n->diags);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t len = strlen(lists[i]);
        struct pz_value reg = pz_map_get(n->ws->settings.u.map, lists[i]);
        if (strncmp(path, lists[i], len) != 0 || path[len] != '.' || reg.type != PZ_MAP || is_item(n, reg.u.map, path + len + 1))
            continue;
        not_in_list(def, reg.u.map, lists[i], path + len + 1, strcspn(path + len + 1, ".["), n->diags);
    }
}

/* One finding an element and name, however often it is used. A name that is only tested (`is defined`) may be absent. */
static void check_fields(struct names *n, const struct pz_def *def, const struct pz_field_list *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const char *path = fields->v[i].path, *dot = strchr(path, '.');
        bool again = strcmp(fields->v[i].kind, "flag") == 0 && dot && !dot[1 + strcspn(dot + 1, ".[")];
        for (size_t k = 0; k < i && !again; k++)
            again = strcmp(path, fields->v[k].path) == 0;
        if (!again)
            check_path(n, def, path);
    }
}

static void add_text(struct names *n, const struct pz_def_text *text, struct pz_field_list *fields)
{
    if (text->program)
        pz_program_fields(text->program, NULL, n->arena, fields);
}

static void check_texts(struct names *n, const struct pz_def *def)
{
    struct pz_field_list fields = {0};
    add_text(n, &def->text, &fields);
    for (size_t i = 0; i < def->run_n; i++) {
        add_text(n, &def->runs[i].text, &fields);
        add_text(n, &def->runs[i].link, &fields);
    }
    if (def->when)
        pz_expression_fields(def->when, n->arena, &fields);
    if (def->each)
        pz_expression_fields(def->each, n->arena, &fields);
    for (size_t i = 0; i < def->attribute_n; i++) {
        add_text(n, &def->attributes[i].text, &fields);
        if (def->attributes[i].value)
            pz_expression_fields(def->attributes[i].value, n->arena, &fields);
    }
    check_fields(n, def, &fields);
}

static void check_references(struct names *n, const struct pz_def *def)
{
    for (size_t i = 0; i < def->attribute_n; i++) {
        const struct pz_def_attribute *a = &def->attributes[i];
        if (a->pattern && a->pattern->ref && is_constant(&a->text))
            check_attribute(n->ws, def, a, n->diags);
    }
    check_texts(n, def);
    for (size_t i = 0; i < def->kid_n; i++)
        check_references(n, def->kids[i]);
}

void pz_check_references(struct pz_workspace *ws, struct pz_diags *diags)
{
    struct names n = {ws, &ws->arena, diags};
    for (size_t i = 0; i < ws->document_n; i++) {
        const char *refers = pz_def_get(ws->documents[i], "refers");
        if (refers && !pz_workspace_definition(ws, refers))
            unknown_document(ws->documents[i], refers, diags);
        check_references(&n, ws->documents[i]);
    }
}
