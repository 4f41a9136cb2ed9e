/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/workspace share. */
#ifndef PZ_WORKSPACE_INTERNAL_H
#define PZ_WORKSPACE_INTERNAL_H

#include "store/reader.h"
#include "workspace/compose.h"
#include "workspace/workspace.h"

struct pz_workspace {
    struct pz_arena arena;
    const char *folder;
    struct pz_schema *schema;
    struct pz_template_options options;
    struct pz_loading loading;
    struct pz_phrases phrases;
    const struct pz_def *root; /* prikaz.xml */
    const struct pz_def **documents;
    const char **ids;
    size_t document_n, document_cap;
    const struct pz_def **parts; /* stock data, plans, meetings: what the settings are made of beside prikaz.xml */
    size_t part_n, part_cap;
    const char **files;
    size_t file_n, file_cap;
    const char *const *folders; /* templates: the office's, the stock's; NULL-terminated */
    struct pz_value settings;
    struct pz_approved *approved; /* or NULL */
    struct pz_doubts doubts;      /* doubtful forms in the settings' texts */
};

/* Evaluate prikaz.xml, stock data, plans and meetings into ws->settings. Findings go to diags. */
int pz_settings_make(struct pz_workspace *ws, struct pz_diags *diags);
/* References of documents to registers and to each other that can be told without data. */
void pz_check_references(const struct pz_workspace *ws, struct pz_diags *diags);
/* The folders of stock templates, where there are such; NULL-terminated, in the arena. */
const char *const *pz_template_folders(struct pz_arena *arena, const char *workspace);
/* Find NAME.FORMAT (or NAME, when it has that extension already) in the folders; NULL when it is nowhere. */
const char *pz_template_find(const char *const *folders, const char *name, const char *format, struct pz_arena *arena);

/* Context of a document: settings, the store's names (read when they are used), `documents`. The map is the caller's to add to. */
struct pz_context {
    const struct pz_workspace *ws;
    struct pz_reader *reader; /* NULL: no store */
    const char *organisation; /* code, or NULL */
    struct pz_composer *composer;
    struct pz_error *err;
};
struct pz_map *pz_context_map(struct pz_context *context, struct pz_arena *arena);
/* The title of a definition, evaluated in the composer's context, on one line. */
int pz_context_title(struct pz_composer *c, const struct pz_def *def, struct pz_value *out);

/* The document's definition of that id, or NULL. */
const struct pz_def *pz_workspace_definition(const struct pz_workspace *ws, const char *id);
void pz_composer_init(struct pz_composer *c, const struct pz_workspace *ws, struct pz_arena *arena, struct pz_error *err);

#endif
