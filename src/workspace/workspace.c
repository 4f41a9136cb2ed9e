/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/workspace.h"

#include <glob.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "workspace/internal.h"

enum { FORMS_MAX = 64 << 20 };

PZ_EMBED(pz_stock_phrases, "data/phrases.xml");
PZ_EMBED(pz_stock_kinds, "data/kinds.xml");
PZ_EMBED(pz_stock_profiles, "data/profiles/profiles.xml");

const char *pz_workspace_schema(const char *name, size_t *len)
{
    if (strcmp(name, "definitions") == 0 || strcmp(name, "workspace") == 0 || strcmp(name, "document") == 0 ||
        strcmp(name, "plan") == 0)
        return pz_schema_text(len);
    *len = 0;
    return NULL;
}

static void add_file(struct pz_workspace *ws, const char *name)
{
    if (ws->file_n == ws->file_cap) {
        size_t cap = ws->file_cap ? ws->file_cap * 2 : 16;
        ws->files = pz_arena_grow(&ws->arena, ws->files, ws->file_n, cap, sizeof *ws->files);
        ws->file_cap = cap;
    }
    ws->files[ws->file_n++] = name;
}

static void add_part(struct pz_workspace *ws, const struct pz_def *def)
{
    if (ws->part_n == ws->part_cap) {
        size_t cap = ws->part_cap ? ws->part_cap * 2 : 16;
        ws->parts = pz_arena_grow(&ws->arena, ws->parts, ws->part_n, cap, sizeof *ws->parts);
        ws->part_cap = cap;
    }
    ws->parts[ws->part_n++] = def;
}

static void add_document(struct pz_workspace *ws, const struct pz_def *def, struct pz_diags *diags)
{
    const char *id = pz_def_get(def, "id");
    if (pz_workspace_definition(ws, id)) {
        pz_report(diags, "E-DEF-020", &def->place, _("there are two documents with the id “%s”"), id);
        return;
    }
    if (ws->document_n == ws->document_cap) {
        size_t cap = ws->document_cap ? ws->document_cap * 2 : 32;
        ws->documents = pz_arena_grow(&ws->arena, ws->documents, ws->document_n, cap, sizeof *ws->documents);
        ws->ids = pz_arena_grow(&ws->arena, ws->ids, ws->document_n, cap, sizeof *ws->ids);
        ws->document_cap = cap;
    }
    ws->documents[ws->document_n] = def;
    ws->ids[ws->document_n++] = id;
}

const struct pz_def *pz_workspace_definition(const struct pz_workspace *ws, const char *id)
{
    for (size_t i = 0; i < ws->document_n; i++)
        if (strcmp(ws->ids[i], id) == 0)
            return ws->documents[i];
    return NULL;
}

/* Phrases; a later one of the same name takes the place of the earlier. */
static void add_phrases(struct pz_workspace *ws, const struct pz_def *def)
{
    struct pz_phrases *ps = &ws->phrases;
    for (size_t i = 0; i < def->kid_n; i++) {
        const struct pz_def *kid = def->kids[i];
        const char *id = pz_def_get(kid, "id");
        struct pz_phrase *to = NULL;
        for (size_t k = 0; k < ps->n; k++)
            if (strcmp(ps->v[k].name.s, id) == 0)
                to = &ps->v[k];
        if (!to) {
            if (ps->n == ps->cap) {
                size_t cap = ps->cap ? ps->cap * 2 : 32;
                ps->v = pz_arena_grow(&ws->arena, ps->v, ps->n, cap, sizeof *ps->v);
                ps->cap = cap;
            }
            to = &ps->v[ps->n++];
        }
        *to = (struct pz_phrase){.name = pz_key(id), .place = kid->place};
        pz_def_compile(&ws->loading, &to->text, kid->text.s, &kid->place);
    }
}

static const struct pz_def *load_stock(struct pz_workspace *ws, const char *text, size_t len, const char *name)
{
    struct pz_def *def;
    return pz_def_load_text(&def, &ws->loading, text, len, name) ? NULL : def;
}

static void load_stocks(struct pz_workspace *ws)
{
    const struct pz_def *phrases = load_stock(ws, pz_stock_phrases, PZ_EMBEDDED_SIZE(pz_stock_phrases), "phrases.xml");
    const struct pz_def *kinds = load_stock(ws, pz_stock_kinds, PZ_EMBEDDED_SIZE(pz_stock_kinds), "kinds.xml");
    const struct pz_def *profiles = load_stock(ws, pz_stock_profiles, PZ_EMBEDDED_SIZE(pz_stock_profiles), "profiles.xml");
    if (phrases)
        add_phrases(ws, phrases);
    if (kinds)
        add_part(ws, kinds);
    if (profiles)
        add_part(ws, profiles);
}

static char *path_in(struct pz_workspace *ws, const char *name)
{
    return pz_arena_printf(&ws->arena, "%s/%s", ws->folder, name);
}

/* One included file: a document, or a part of the settings. */
static void include_file(struct pz_workspace *ws, const char *name, bool documents, struct pz_diags *diags)
{
    struct pz_def *def;
    for (size_t i = 0; i < ws->file_n; i++)
        if (strcmp(ws->files[i], name) == 0)
            return;
    add_file(ws, name);
    if (pz_def_load_file(&def, &ws->loading, path_in(ws, name), name))
        return;
    bool is_document = strcmp(def->type, "document") == 0;
    if (is_document != documents)
        pz_report(diags, "E-DEF-021", &def->place,
                  documents ? _("this file is no document but “%s”") : _("this file is no plan or meeting but “%s”"), def->type);
    else if (documents)
        add_document(ws, def, diags);
    else
        add_part(ws, def);
}

/* <include file="plans/ *.xml"/>: sorted by name, so that the order does not depend on the folder. */
static void include(struct pz_workspace *ws, const struct pz_def *def, bool documents, struct pz_diags *diags)
{
    const char *pattern = pz_def_get(def, "file");
    glob_t found;
    if (!pz_path_is_inside(pattern)) {
        pz_report(diags, "E-DEF-022", &def->place, _("“%s” leads out of the workspace"), pattern);
        return;
    }
    int rc = glob(path_in(ws, pattern), 0, NULL, &found);
    if (rc == GLOB_NOMATCH && !strpbrk(pattern, "*?["))
        pz_report(diags, "E-DEF-023", &def->place, _("there is no file “%s”"), pattern);
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
        include_file(ws, pz_arena_strdup(&ws->arena, found.gl_pathv[i] + strlen(ws->folder) + 1), documents, diags);
    globfree(&found);
}

static void load_includes(struct pz_workspace *ws, struct pz_diags *diags)
{
    for (size_t i = 0; i < ws->root->kid_n; i++) {
        const struct pz_def *part = ws->root->kids[i];
        bool documents = strcmp(part->type, "documents") == 0;
        if (strcmp(part->type, "phrases") == 0)
            add_phrases(ws, part);
        if (!documents && strcmp(part->type, "plans") != 0)
            continue;
        for (size_t k = 0; k < part->kid_n; k++) {
            if (strcmp(part->kids[k]->type, "include") == 0)
                include(ws, part->kids[k], documents, diags);
            else if (documents)
                add_document(ws, part->kids[k], diags);
        }
    }
}

/* approved/forms.csv, where there is one. A row that is wrong is an error: a form the clerk confirmed must not be passed over in silence. */
static void load_approved(struct pz_workspace *ws, struct pz_diags *diags)
{
    static const char name[] = "approved/forms.csv";
    const char *path = path_in(ws, name);
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    if (!pz_file_exists(path))
        return;
    add_file(ws, name);
    int rc = pz_file_read(&text, path, FORMS_MAX, &err);
    if (rc == 0 && pz_approved_load(&ws->approved, pz_buf_str(&text), text.len, name, diags) != 0)
        rc = pz_fail_memory(&err);
    if (rc)
        pz_report_error(diags, &err);
    pz_buf_release(&text);
}

static int load_all(struct pz_workspace *ws, struct pz_diags *diags)
{
    size_t before = diags->errors;
    struct pz_def *root;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_schema_new(&ws->schema, &err)) {
        pz_report_error(diags, &err);
        return -1;
    }
    ws->options.names = pz_names_default();
    ws->loading = (struct pz_loading){.schema = ws->schema, .arena = &ws->arena, .options = &ws->options, .diags = diags};
    load_stocks(ws);
    add_file(ws, "prikaz.xml");
    if (pz_def_load_file(&root, &ws->loading, path_in(ws, "prikaz.xml"), "prikaz.xml"))
        return -1;
    if (strcmp(root->type, "workspace") != 0) {
        pz_report(diags, "E-DEF-025", &root->place, _("prikaz.xml has to begin with “workspace”, not with “%s”"), root->type);
        return -1;
    }
    ws->root = root;
    load_includes(ws, diags);
    load_approved(ws, diags);
    if (diags->errors > before || pz_settings_make(ws, diags))
        return -1;
    pz_check_references(ws, diags);
    ws->folders = pz_template_folders(&ws->arena, ws->folder);
    return diags->errors > before ? -1 : 0;
}

int pz_workspace_open(struct pz_workspace **out, const char *folder, struct pz_diags *diags)
{
    struct pz_workspace *ws = pz_calloc(1, sizeof *ws);
    struct pz_error err = PZ_ERROR_INIT;
    jmp_buf oom;
    *out = NULL;
    if (!ws) {
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        return -1;
    }
    pz_arena_init(&ws->arena, 0);
    pz_doubts_init(&ws->doubts);
    pz_arena_trap(&ws->arena, &oom);
    pz_arena_trap(&ws->doubts.arena, &oom);
    if (setjmp(oom)) {
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        pz_workspace_close(ws);
        return -1;
    }
    ws->folder = pz_arena_strdup(&ws->arena, folder);
    int rc = load_all(ws, diags);
    pz_arena_trap(&ws->arena, NULL);
    pz_arena_trap(&ws->doubts.arena, NULL);
    ws->loading.diags = NULL;
    if (rc)
        pz_workspace_close(ws);
    else
        *out = ws;
    return rc;
}

const struct pz_approved *pz_workspace_approved(const struct pz_workspace *ws)
{
    return ws->approved;
}

const struct pz_doubts *pz_workspace_doubts(const struct pz_workspace *ws)
{
    return &ws->doubts;
}

void pz_workspace_close(struct pz_workspace *ws)
{
    if (!ws)
        return;
    pz_loading_release(&ws->loading);
    pz_schema_free(ws->schema);
    pz_approved_free(ws->approved);
    pz_doubts_release(&ws->doubts);
    pz_arena_release(&ws->arena);
    pz_free(ws);
}

const char *pz_workspace_folder(const struct pz_workspace *ws)
{
    return ws->folder;
}

struct pz_value pz_workspace_settings(const struct pz_workspace *ws)
{
    return ws->settings;
}

const char *const *pz_workspace_documents(const struct pz_workspace *ws, size_t *n)
{
    *n = ws->document_n;
    return ws->ids;
}

const char *const *pz_workspace_files(const struct pz_workspace *ws, size_t *n)
{
    *n = ws->file_n;
    return ws->files;
}

const char *const *pz_workspace_template_folders(const struct pz_workspace *ws)
{
    return ws->folders;
}
