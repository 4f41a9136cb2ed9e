/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "store/register.h"
#include "workspace/advice.h"
#include "workspace/meetings.h"

/* A name of the store, read when something asks for it. */
struct lazy {
    struct pz_object object;
    struct pz_context *context;
    const char *name;
    bool loaded;
    unsigned with; /* of an organisation: what was read of it */
    struct pz_value value;
};

/* While jobs are planned, names and titles ask an organisation for its fields: its results are read when they are asked for. */
static int read_name(struct lazy *lazy, unsigned with, struct pz_arena *arena, struct pz_error *err)
{
    const struct pz_context *x = lazy->context;
    lazy->value = pz_none();
    lazy->with = PZ_WITH_ALL;
    if (!x->reader)
        return 0;
    if (x->document || !x->organisation || strcmp(lazy->name, "organisation") != 0)
        return pz_reader_name(x->reader, lazy->name, x->organisation, arena, &lazy->value, err) < 0 ? -1 : 0;
    lazy->with = with;
    return pz_organisation_value(x->reader, x->organisation, with, arena, &lazy->value, err);
}

static int load(struct lazy *lazy, unsigned with, struct pz_arena *arena, struct pz_error *err)
{
    if (lazy->loaded && (lazy->with & with) == with)
        return 0;
    lazy->loaded = false;
    if (read_name(lazy, with, arena, err))
        return -1;
    lazy->loaded = true; /* the texts of recommendations may ask for this very name */
    return lazy->with ? pz_advice_expand(lazy->context, lazy->value, arena, err) : 0;
}

static int lazy_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct lazy *lazy = (struct lazy *)self;
    if (load(lazy, PZ_WITH_ALL, arena, err))
        return -1;
    *out = lazy->value;
    return 0;
}

static int lazy_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct lazy *lazy = (struct lazy *)self;
    if (load(lazy, pz_organisation_needs(name), arena, err))
        return -1;
    struct pz_value *found = lazy->value.type == PZ_MAP ? pz_map_find(lazy->value.u.map, name) : NULL;
    *out = found ? *found : pz_undefined(name.s);
    return 0;
}

static const struct pz_object_class lazy_class = {.name = "lazy", .get = lazy_get, .force = lazy_force};

/* documents.ID: what the register knows of another document, its title, and how it is cited. */
struct documents {
    struct pz_object object;
    struct pz_context *context;
};

static void put_missing(struct pz_arena *arena, struct pz_map *map, const char *key, struct pz_value v)
{
    struct pz_value *at = pz_map_find(map, pz_key(key));
    if (!at || at->type == PZ_NONE || at->type == PZ_UNDEFINED || (at->type == PZ_STRING && at->len == 0))
        pz_map_set(arena, map, key, v);
}

static int register_map(struct pz_context *x, const char *id, const char *organisation, struct pz_arena *arena, struct pz_map **out,
                        struct pz_error *err)
{
    static const char *const keys[] = {"number", "date", "edition", "state", "title", "path"};
    struct pz_map *map = pz_map_new(arena, 16);
    struct pz_value v;
    if (x->reader) {
        if (pz_register_value(x->reader, id, organisation ? organisation : "", arena, &v, err))
            return -1;
        if (v.type == PZ_MAP)
            for (uint32_t i = 0; i < v.u.map->n; i++)
                pz_map_put(arena, map, v.u.map->e[i].key, v.u.map->e[i].value);
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        put_missing(arena, map, keys[i], pz_none());
    struct pz_value number = pz_map_get(map, "number");
    bool registered = number.type == PZ_STRING && number.len;
    pz_map_set(arena, map, "registered", pz_bool(registered));
    pz_map_set(arena, map, "id", pz_str(id));
    if (!registered) { /* the planned day of a draft is not its date */
        pz_map_set(arena, map, "planned", pz_map_get(map, "date"));
        pz_map_set(arena, map, "date", pz_none());
    }
    *out = map;
    return 0;
}

int pz_context_register(struct pz_context *x, const char *id, const char *organisation, struct pz_arena *arena, struct pz_map **out,
                        struct pz_error *err)
{
    return register_map(x, id, organisation, arena, out, err);
}

int pz_context_title(struct pz_composer *c, const struct pz_def *def, struct pz_value *out)
{
    const struct pz_def *title = pz_def_child(def, "title");
    const char *whole = "";
    for (size_t i = 0; title && i < title->run_n; i++) {
        const struct pz_run *run = &title->runs[i];
        struct pz_value v = pz_str("");
        if (!run->line_break && pz_compose_text(c, &run->text, &title->place, &v))
            return -1;
        bool gap = run->line_break || (run->text.program && *whole && run->text.s[0] == ' ');
        whole = pz_arena_printf(c->arena, "%s%s%.*s", whole, gap ? " " : "", (int)v.len, v.u.s);
    }
    *out = pz_str(whole);
    return 0;
}

static int describe(struct pz_context *x, const struct pz_def *def, struct pz_arena *arena, struct pz_map *map)
{
    struct pz_value kinds = pz_map_get(x->ws->settings.u.map, "kinds"), v;
    if (kinds.type == PZ_MAP)
        pz_map_set(arena, map, "kind", pz_map_get(kinds.u.map, pz_def_get(def, "kind")));
    if (pz_context_title(x->composer, def, &v))
        return -1;
    pz_map_set(arena, map, "title", v);
    if (pz_compose_phrase(x->composer, "document_reference", pz_map_value(map), &def->place, &v))
        return -1;
    pz_map_set(arena, map, "reference", v);
    return 0;
}

static int documents_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out,
                         struct pz_error *err)
{
    struct documents *documents = (struct documents *)self;
    struct pz_context *x = documents->context;
    const char *id = pz_arena_strndup(arena, name.s, name.len);
    const struct pz_def *def = pz_workspace_definition(x->ws, id);
    struct pz_map *map;
    *out = pz_undefined(id);
    if (!def)
        return 0;
    if (register_map(x, id, pz_def_get(def, "for") ? x->organisation : "", arena, &map, err))
        return -1;
    struct pz_error *before = x->composer->err;
    struct pz_list *cited = x->cited;
    x->composer->err = err;
    x->cited = NULL; /* what its title speaks of is its own affair */
    int rc = describe(x, def, arena, map);
    x->cited = cited;
    x->composer->err = before;
    if (cited)
        pz_refer(x, cited, "text", id, pz_def_get(def, "for") ? x->organisation : NULL, arena);
    if (x->composer->depth == 0) /* asked by a template while it is rendered: nobody else lets the buffers go */
        pz_composer_release(x->composer);
    *out = pz_map_value(map);
    return rc;
}

/* As a map of all, for lookups by a definition's attribute and for loops. */
static int documents_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct documents *documents = (struct documents *)self;
    struct pz_map *map = pz_map_new(arena, documents->context->ws->document_n);
    for (size_t i = 0; i < documents->context->ws->document_n; i++) {
        struct pz_value v;
        if (documents_get(self, pz_key(documents->context->ws->ids[i]), arena, &v, err))
            return -1;
        pz_map_set(arena, map, documents->context->ws->ids[i], v);
    }
    *out = pz_map_value(map);
    return 0;
}

static const struct pz_object_class documents_class = {.name = "documents", .get = documents_get, .force = documents_force};

/* plans.ID: of the definitions, else out of a spreadsheet in the store. */
static int plans_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_context *x = ((struct documents *)self)->context;
    struct pz_value own = pz_map_get(x->ws->settings.u.map, "plans"), all = pz_none();
    struct pz_value *found = own.type == PZ_MAP ? pz_map_find(own.u.map, name) : NULL;
    *out = found ? *found : pz_undefined(name.s);
    if (found || !x->reader)
        return 0;
    if (pz_reader_name(x->reader, "plans", NULL, arena, &all, err) < 0)
        return -1;
    for (uint32_t i = 0; all.type == PZ_LIST && i < all.u.list->n; i++) {
        struct pz_value code = pz_map_get(all.u.list->v[i].u.map, "code");
        if (code.type == PZ_STRING && code.len == name.len && memcmp(code.u.s, name.s, name.len) == 0)
            *out = all.u.list->v[i];
    }
    return 0;
}

static int plans_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_context *x = ((struct documents *)self)->context;
    struct pz_value own = pz_map_get(x->ws->settings.u.map, "plans"), all = pz_none();
    struct pz_map *map = pz_map_new(arena, 8);
    if (x->reader && pz_reader_name(x->reader, "plans", NULL, arena, &all, err) < 0)
        return -1;
    for (uint32_t i = 0; all.type == PZ_LIST && i < all.u.list->n; i++) {
        const char *code = pz_map_text(arena, all.u.list->v[i].u.map, "code");
        pz_map_set(arena, map, code ? code : "", all.u.list->v[i]);
    }
    for (uint32_t i = 0; own.type == PZ_MAP && i < own.u.map->n; i++)
        pz_map_put(arena, map, own.u.map->e[i].key, own.u.map->e[i].value);
    *out = pz_map_value(map);
    return 0;
}

static const struct pz_object_class plans_class = {.name = "plans", .get = plans_get, .force = plans_force};

/* meetings.ID: likewise. */
static int meetings_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out,
                        struct pz_error *err)
{
    struct pz_context *x = ((struct documents *)self)->context;
    struct pz_value own = pz_map_get(x->ws->settings.u.map, "meetings");
    struct pz_value *found = own.type == PZ_MAP ? pz_map_find(own.u.map, name) : NULL;
    *out = found ? *found : pz_undefined(name.s);
    if (found || !x->reader)
        return 0;
    struct pz_value stored;
    if (pz_meeting_stored(x->ws, x->reader, pz_arena_strndup(arena, name.s, name.len), arena, &stored, err))
        return -1;
    if (stored.type == PZ_MAP)
        *out = stored;
    return 0;
}

static int meetings_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_context *x = ((struct documents *)self)->context;
    struct pz_value own = pz_map_get(x->ws->settings.u.map, "meetings"), rows = pz_none(), one;
    struct pz_map *map = pz_map_new(arena, 4);
    if (x->reader && pz_entities_value(x->reader, "meeting", arena, &rows, err))
        return -1;
    for (uint32_t i = 0; rows.type == PZ_LIST && i < rows.u.list->n; i++) {
        const char *code = pz_map_text(arena, rows.u.list->v[i].u.map, "code");
        if (pz_meeting_stored(x->ws, x->reader, code, arena, &one, err))
            return -1;
        pz_map_set(arena, map, code, one);
    }
    for (uint32_t i = 0; own.type == PZ_MAP && i < own.u.map->n; i++)
        pz_map_put(arena, map, own.u.map->e[i].key, own.u.map->e[i].value);
    *out = pz_map_value(map);
    return 0;
}

static const struct pz_object_class meetings_class = {.name = "meetings", .get = meetings_get, .force = meetings_force};

/* jobs: every document that the workspace asks for, for lists of them. */
static struct pz_value job_value(struct pz_arena *arena, const struct pz_workspace *ws, const struct pz_job *job)
{
    struct pz_value kinds = pz_map_get(ws->settings.u.map, "kinds");
    struct pz_map *map = pz_map_new(arena, 12);
    pz_map_set(arena, map, "id", pz_str(job->document));
    pz_map_set(arena, map, "key", pz_str(job->key));
    pz_map_set(arena, map, "title", pz_str(job->title));
    pz_map_set(arena, map, "kind", kinds.type == PZ_MAP ? pz_map_get(kinds.u.map, job->kind) : pz_none());
    pz_map_set(arena, map, "output", pz_str(job->files[0].output));
    pz_map_set(arena, map, "registered", pz_bool(job->registered));
    pz_map_set(arena, map, "signed", pz_bool(job->signed_));
    pz_map_set(arena, map, "published", pz_bool(job->published));
    return pz_map_value(map);
}

static int jobs_force(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_context *x = ((struct documents *)self)->context;
    struct pz_job_list jobs = {0};
    struct pz_diags diags;
    pz_diags_init(&diags);
    int rc = pz_workspace_jobs(x->ws, x->reader, NULL, arena, &jobs, &diags, err);
    pz_diags_release(&diags); /* reported where the jobs are planned */
    struct pz_list *list = pz_list_new(arena, jobs.n);
    for (size_t i = 0; i < jobs.n; i++)
        pz_list_add(arena, list, job_value(arena, x->ws, &jobs.v[i]));
    *out = pz_list_value(list);
    return rc;
}

static const struct pz_object_class jobs_class = {.name = "jobs", .force = jobs_force};

static void put_object(struct pz_context *context, struct pz_arena *arena, struct pz_map *map, const char *name,
                       const struct pz_object_class *cls)
{
    struct documents *object = PZ_NEW(arena, struct documents);
    *object = (struct documents){.object = {cls}, .context = context};
    pz_map_set(arena, map, name, pz_object_value(&object->object));
}

struct pz_map *pz_context_map(struct pz_context *context, struct pz_arena *arena)
{
    static const char *const names[] = {"organisation", "organisations",   "periods",  "summary", "areas",
                                        "indicators",   "levels",          "clusters", "results", "deficits",
                                        "practices",    "recommendations", "period",   "grounds", "settings"};
    const struct pz_map *settings = context->ws->settings.u.map;
    struct pz_map *map = pz_map_new(arena, 64);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct lazy *lazy = PZ_NEW(arena, struct lazy);
        *lazy = (struct lazy){.object = {&lazy_class}, .context = context, .name = names[i]};
        if (strcmp(names[i], "organisation") != 0 || context->organisation)
            pz_map_set(arena, map, names[i], pz_object_value(&lazy->object));
    }
    for (uint32_t i = 0; i < settings->n; i++)
        if (settings->e[i].value.type != PZ_NONE)
            pz_map_put(arena, map, settings->e[i].key, settings->e[i].value);
    put_object(context, arena, map, "documents", &documents_class);
    put_object(context, arena, map, "plans", &plans_class);
    put_object(context, arena, map, "meetings", &meetings_class);
    put_object(context, arena, map, "jobs", &jobs_class);
    return map;
}

static int load_data(struct pz_context *x, const struct pz_def *def, struct pz_arena *arena, struct pz_map *map,
                     struct pz_error *err)
{
    for (size_t i = 0; i < def->kid_n; i++) {
        const struct pz_def *data = def->kids[i];
        struct pz_value v = pz_none(), code = pz_str(x->organisation ? x->organisation : "");
        if (strcmp(data->type, "data") != 0)
            continue;
        if (x->reader && pz_reader_query(x->reader, data->text.s, &code, x->organisation ? 1 : 0, arena, &v, err))
            return pz_error_at(err, &data->place);
        pz_map_set(arena, map, pz_def_get(data, "id"), v);
    }
    return 0;
}

int pz_context_bind_item(struct pz_composer *c, const struct pz_def *def, size_t index, struct pz_map *map)
{
    const struct pz_list *items;
    if (!def->each)
        return 0;
    if (pz_compose_items(c, def, &items))
        return -1;
    if (index < items->n)
        pz_map_put(c->arena, map, def->as.len ? def->as : pz_key("item"), items->v[index]);
    return 0;
}

static int context_of(const struct pz_workspace *ws, struct pz_reader *reader, const struct pz_job *job, struct pz_composer *c,
                      struct pz_value *out)
{
    const struct pz_def *def = job->definition;
    struct pz_arena *arena = c->arena;
    struct pz_error *err = c->err;
    struct pz_context *x = PZ_NEW(arena, struct pz_context);
    struct pz_map *keep;
    struct pz_value document;
    *x = (struct pz_context){.ws = ws,
                             .reader = reader,
                             .document = job->document,
                             .organisation = job->organisation,
                             .composer = c,
                             .err = err,
                             .cited = pz_list_new(arena, 4)};
    struct pz_map *map = pz_context_map(x, arena);
    c->context = map;
    if (pz_context_bind_item(c, def, job->index, map) || load_data(x, def, arena, map, err) ||
        register_map(x, job->document, job->key, arena, &keep, err))
        return -1;
    pz_map_set(arena, keep, "title", pz_none());
    pz_map_set(arena, keep, "to_register", pz_bool(job->registered));
    pz_map_set(arena, keep, "form", job->profile);
    if (pz_compose(c, def, "document", keep, &document))
        return -1;
    pz_context_facts(x, document.u.map, arena);
    pz_map_set(arena, map, "document", document);
    *out = pz_map_value(map);
    return 0;
}

int pz_workspace_context(const struct pz_workspace *ws, struct pz_reader *reader, const struct pz_job *job,
                         struct pz_doubts *doubts, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    struct pz_composer *c = PZ_NEW(arena, struct pz_composer);
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    pz_composer_init(c, ws, arena, err);
    c->forms.doubts = doubts;
    int rc = setjmp(oom) ? pz_fail_memory(err) : context_of(ws, reader, job, c, out);
    pz_arena_trap(arena, before);
    pz_composer_release(c);
    return rc;
}
