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
void pz_check_references(struct pz_workspace *ws, struct pz_diags *diags);
/* The folders of stock templates, where there are such; NULL-terminated, in the arena. */
const char *const *pz_template_folders(struct pz_arena *arena, const char *workspace);
/* Find NAME.FORMAT (or NAME, when it has that extension already) in the folders; NULL when it is nowhere. */
const char *pz_template_find(const char *const *folders, const char *name, const char *format, struct pz_arena *arena);

/* Context of a document: settings, the store's names (read when they are used), `documents`. The map is the caller's to add to. */
struct pz_context {
    const struct pz_workspace *ws;
    struct pz_reader *reader; /* NULL: no store */
    const char *document;     /* id of the definition; NULL while jobs are planned */
    const char *organisation; /* code, or NULL */
    struct pz_composer *composer;
    struct pz_error *err;
    struct pz_list *cited; /* where documents that are asked for are noted; NULL: nowhere */
};
struct pz_map *pz_context_map(struct pz_context *context, struct pz_arena *arena);
/* The item a fanned-out document is for, read anew into the map: values of the reader that planned the jobs do not outlive it. */
int pz_context_bind_item(struct pz_composer *c, const struct pz_def *def, size_t index, struct pz_map *map);
/* What the register knows of a document, as `documents.ID` without its title; of one that was never made the same keys, none. */
int pz_context_register(struct pz_context *x, const char *id, const char *organisation, struct pz_arena *arena, struct pz_map **out,
                        struct pz_error *err);
/* What the register keeps of a composed document beside its bytes: document.references (list of role, id, organisation; also of what the
 * template asks for later), event_date, point_title. */
void pz_context_facts(struct pz_context *x, struct pz_map *document, struct pz_arena *arena);
/* Add a reference unless it is there already or goes to the document itself. */
void pz_refer(const struct pz_context *x, struct pz_list *list, const char *role, const char *id, const char *organisation,
              struct pz_arena *arena);

/* Plans and meetings, of definitions and of spreadsheets (plans.c). */
int pz_check_plans(const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena, struct pz_diags *diags,
                   struct pz_error *err);

/* Whether `text` (point 1, or the title of what is approved) repeats a title «Об утверждении …» in other words: reported as W-TEXT-113 with
 * the place. false when it does not, or speaks of something else. */
bool pz_title_differs(const char *title, const char *text, const struct pz_place *place, struct pz_diags *diags);

/* The title of a definition, evaluated in the composer's context, on one line. */
int pz_context_title(struct pz_composer *c, const struct pz_def *def, struct pz_value *out);

/* The document's definition of that id, or NULL. */
const struct pz_def *pz_workspace_definition(const struct pz_workspace *ws, const char *id);
void pz_composer_init(struct pz_composer *c, const struct pz_workspace *ws, struct pz_arena *arena, struct pz_error *err);

#endif
