/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the register keeps of a document beside its bytes: what it refers to, the day of its event, the title that its text repeats. */
#include "russian/lint.h"
#include "workspace/internal.h"

void pz_refer(const struct pz_context *x, struct pz_list *list, const char *role, const char *id, const char *organisation,
              struct pz_arena *arena)
{
    if (!*id || (x->document && strcmp(id, x->document) == 0))
        return;
    for (uint32_t i = 0; i < list->n; i++)
        if (strcmp(pz_map_get(list->v[i].u.map, "id").u.s, id) == 0)
            return;
    struct pz_map *m = pz_map_new(arena, 3);
    pz_map_set(arena, m, "role", pz_str(role));
    pz_map_set(arena, m, "id", pz_str(pz_arena_strdup(arena, id))); /* ends with a NUL */
    pz_map_set(arena, m, "organisation", pz_str(organisation ? organisation : ""));
    pz_list_add(arena, list, pz_map_value(m));
}

/* A reference to a document of ours: to the recipient's own where each has one. */
static void refer_to(struct pz_context *x, struct pz_list *list, const char *role, const char *id, struct pz_arena *arena)
{
    const struct pz_def *def = pz_workspace_definition(x->ws, id);
    pz_refer(x, list, role, id, def && pz_def_get(def, "for") ? x->organisation : NULL, arena);
}

/* References of the items of document.KEY by their attributes `act` and `document`, which are maps with an id. */
static void refer_items(struct pz_context *x, struct pz_list *list, const char *role, struct pz_value items, struct pz_arena *arena)
{
    for (uint32_t i = 0; items.type == PZ_LIST && i < items.u.list->n; i++) {
        const struct pz_map *item = items.u.list->v[i].u.map;
        struct pz_value document = pz_map_get(item, "document"), act = pz_map_get(item, "act");
        const char *id = document.type == PZ_MAP ? pz_map_text(arena, document.u.map, "id") : NULL;
        const char *code = act.type == PZ_MAP ? pz_map_text(arena, act.u.map, "id") : NULL; /* a mark's act is a text */
        if (id)
            refer_to(x, list, role, id, arena);
        if (code)
            pz_refer(x, list, role, code, NULL, arena);
    }
}

static struct pz_list *references(struct pz_context *x, const struct pz_map *document, struct pz_arena *arena)
{
    struct pz_list *list = pz_list_new(arena, 4);
    struct pz_value preamble = pz_map_get(document, "preamble"), refers = pz_map_get(document, "refers");
    if (preamble.type == PZ_MAP)
        refer_items(x, list, "ground", pz_map_get(preamble.u.map, "grounds"), arena);
    if (refers.type == PZ_STRING && refers.len)
        refer_to(x, list, "refers", pz_arena_strndup(arena, refers.u.s, refers.len), arena);
    refer_items(x, list, "mark", pz_map_get(document, "marks"), arena);
    for (uint32_t i = 0; i < x->cited->n; i++) {
        const struct pz_map *m = x->cited->v[i].u.map;
        pz_refer(x, list, "text", pz_map_get(m, "id").u.s, pz_map_get(m, "organisation").u.s, arena);
    }
    return list;
}

bool pz_title_differs(const char *title, const char *text, const struct pz_place *place, struct pz_diags *diags)
{
    struct pz_lint_paragraph both[] = {{.text = title, .len = strlen(title), .place = *place, .heading = true},
                                       {.text = text, .len = strlen(text), .place = *place}};
    struct pz_diags found;
    bool differs = false;
    pz_diags_init(&found);
    pz_lint_document(both, 2, &found);
    for (size_t i = 0; i < found.n; i++)
        if (strcmp(found.v[i].id, "W-TEXT-113") == 0) {
            differs = true;
            if (diags)
                pz_report(diags, "W-TEXT-113", place, "%s", found.v[i].message);
        }
    pz_diags_release(&found);
    return differs;
}

/* What point 1 approves, when it is not what the title names: «Порядок проведения …» up to the first bracket. */
static struct pz_value point_title(const struct pz_map *document, struct pz_arena *arena)
{
    struct pz_place nowhere = {0};
    const char *title = pz_map_text(arena, document, "title");
    struct pz_value blocks = pz_map_get(document, "blocks");
    for (uint32_t i = 0; title && blocks.type == PZ_LIST && i < blocks.u.list->n; i++) {
        const struct pz_map *block = blocks.u.list->v[i].u.map;
        const char *type = pz_map_text(arena, block, "type"), *text = pz_map_text(arena, block, "text");
        if (!type || strcmp(type, "point") != 0)
            continue;
        if (!text || !pz_title_differs(title, text, &nowhere, NULL))
            return pz_none();
        size_t verb = strcspn(text, " "), len = strcspn(text, "(");
        while (len > verb && text[len - 1] == ' ')
            len--;
        return len > verb ? pz_strn(text + verb + 1, len - verb - 1) : pz_none();
    }
    return pz_none();
}

void pz_context_facts(struct pz_context *x, struct pz_map *document, struct pz_arena *arena)
{
    struct pz_value event = pz_map_get(document, "event");
    struct pz_list *list = references(x, document, arena);
    pz_map_set(arena, document, "references", pz_list_value(list));
    pz_map_set(arena, document, "event_date", event.type == PZ_MAP ? pz_map_get(event.u.map, "date") : pz_none());
    pz_map_set(arena, document, "point_title", point_title(document, arena));
    x->cited = list; /* a template may ask for more documents while it is rendered */
}
