/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and titles of the documents to make, before any of them is made: only the requisites are evaluated, not the documents. What has a
 * number already is the register's affair (store/check.c): its date is a fact. */
#include "base/i18n.h"
#include "base/mem.h"
#include "russian/date.h"
#include "store/register.h"
#include "workspace/internal.h"

/* One definition and, of it, one job after the other. */
struct pz_checker {
    const struct pz_workspace *ws;
    struct pz_reader *reader;
    struct pz_diags *diags;
    struct pz_arena own, *arena; /* of one job */
    const struct pz_job *job;
    const struct pz_def *def;
    struct pz_context context;
    struct pz_composer composer;
    struct pz_error err; /* of a text: reported where the document is made */
    const char *day;     /* planned */
};

/* A failing text is silent here unless the system failed. */
static int pass(struct pz_checker *c, struct pz_error *err)
{
    if (c->err.kind == PZ_SYSTEM) {
        *err = c->err;
        return -1;
    }
    c->err = (struct pz_error)PZ_ERROR_INIT;
    return 0;
}

static int attribute(struct pz_checker *c, const struct pz_def *def, const char *name, const char **out, struct pz_error *err)
{
    struct pz_key key = pz_key(name);
    *out = "";
    for (size_t i = 0; i < def->attribute_n; i++) {
        struct pz_value v;
        if (!pz_key_equal(def->attributes[i].key, key))
            continue;
        if (pz_compose_text(&c->composer, &def->attributes[i].text, &def->place, &v))
            return pass(c, err);
        *out = pz_arena_strndup(c->arena, v.u.s, v.len);
    }
    return 0;
}

/* ISO 8601 of a date as texts may give it; "" for what is none. */
static int day_attribute(struct pz_checker *c, const struct pz_def *def, const char *name, const char **out, struct pz_error *err)
{
    struct pz_date day;
    if (attribute(c, def, name, out, err))
        return -1;
    *out = pz_date_parse(&day, *out, strlen(*out)) ? "" : pz_arena_printf(c->arena, "%04d-%02d-%02d", day.year, day.month, day.day);
    return 0;
}

/* The day of another document: registered, else planned. */
static int day_of(struct pz_checker *c, const char *id, const char **day, struct pz_error *err)
{
    const struct pz_def *def = pz_workspace_definition(c->ws, id);
    struct pz_map *map;
    *day = "";
    if (!def)
        return 0;
    const char *organisation = pz_def_get(def, "for") ? c->job->organisation : "";
    if (pz_context_register(&c->context, id, organisation, c->arena, &map, err))
        return -1;
    const char *date = pz_map_text(c->arena, map, "date");
    if (date && *date)
        *day = date;
    return date && *date ? 0 : day_attribute(c, def, "planned", day, err);
}

static const char *act_day(struct pz_checker *c, const char *id)
{
    struct pz_value acts = pz_map_get(c->ws->settings.u.map, "acts");
    struct pz_value act = acts.type == PZ_MAP ? pz_map_get(acts.u.map, id) : pz_none();
    const char *day = act.type == PZ_MAP ? pz_map_text(c->arena, act.u.map, "date") : NULL;
    return day ? day : "";
}

static int check_ground(struct pz_checker *c, const struct pz_def *def, struct pz_error *err)
{
    const char *day, *act, *document;
    if (day_attribute(c, def, "date", &day, err) || attribute(c, def, "act", &act, err) ||
        attribute(c, def, "document", &document, err))
        return -1;
    if (!*day && *document && day_of(c, document, &day, err))
        return -1;
    if (!*day && *act)
        day = act_day(c, act);
    if (strcmp(day, c->day) > 0)
        pz_report(c->diags, "E-DEF-051", &def->place, _("the ground is dated %s, later than the document itself (%s)"), day,
                  c->day);
    return 0;
}

static int check_event(struct pz_checker *c, const struct pz_def *def, struct pz_error *err)
{
    const char *day;
    if (day_attribute(c, def, "date", &day, err))
        return -1;
    if (*day && strcmp(c->day, day) >= 0)
        pz_report(c->diags, "E-DEF-050", &def->place, _("the document is dated %s, but the event it announces is on %s"), c->day,
                  day);
    return 0;
}

static bool holds(struct pz_checker *c, const struct pz_def *def)
{
    bool there;
    return pz_compose_condition(&c->composer, def, &there) == 0 && there;
}

static int check_dates(struct pz_checker *c, const struct pz_def *def, struct pz_error *err)
{
    for (size_t i = 0; i < def->kid_n; i++) {
        const struct pz_def *kid = def->kids[i];
        bool event = strcmp(kid->type, "event") == 0, ground = strcmp(kid->type, "ground") == 0;
        if (!event && !ground && strcmp(kid->type, "preamble") != 0)
            continue;
        bool there = holds(c, kid);
        if (pass(c, err))
            return -1;
        if (there && ((event && check_event(c, kid, err)) || (ground && check_ground(c, kid, err)) || check_dates(c, kid, err)))
            return -1;
    }
    return 0;
}

/* Titles -------------------------------------------------------------------------------------------------- */

/* refs.KEY while nothing is numbered yet: every key of it is there and empty. */
static int blank_get(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    (void)self;
    (void)name;
    (void)err;
    struct pz_map *map = pz_map_new(arena, 4);
    pz_map_set(arena, map, "number", pz_str(""));
    pz_map_set(arena, map, "label", pz_str(""));
    *out = pz_map_value(map);
    return 0;
}

static const struct pz_object_class blank_class = {.name = "refs", .get = blank_get};

/* The text of a styled element on one line; NULL when it cannot be told yet. */
static int line_of(struct pz_checker *c, const struct pz_def *def, const char **out, struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT;
    int rc = 0;
    for (size_t i = 0; i < def->run_n && rc == 0; i++) {
        struct pz_value v;
        rc = def->runs[i].line_break ? 0 : pz_compose_text(&c->composer, &def->runs[i].text, &def->place, &v);
        if (rc == 0)
            pz_buf_putc(&text, ' ');
        if (rc == 0 && !def->runs[i].line_break)
            pz_buf_put(&text, v.u.s, v.len);
    }
    *out = rc || text.failed ? NULL : pz_arena_strdup(c->arena, pz_buf_str(&text));
    pz_buf_release(&text);
    return pass(c, err);
}

static bool is_approval(const struct pz_def *appendix)
{
    const char *style = pz_def_get(appendix, "style");
    return !style || strcmp(style, "none") != 0;
}

/* What the title names is approved by point 1 and stands in an appendix of that name. */
static int check_titles(struct pz_checker *c, struct pz_error *err)
{
    struct pz_value title;
    struct pz_object refs = {&blank_class};
    bool point_seen = false;
    if (pz_context_title(&c->composer, c->def, &title))
        return pass(c, err);
    const char *heading = pz_arena_strndup(c->arena, title.u.s, title.len), *text;
    pz_map_set(c->arena, c->composer.context, "refs", pz_object_value(&refs));
    for (size_t i = 0; i < c->def->kid_n; i++) {
        const struct pz_def *kid = c->def->kids[i], *own = pz_def_child(kid, "title");
        bool point = strcmp(kid->type, "point") == 0, appendix = strcmp(kid->type, "appendix") == 0 && own && is_approval(kid);
        if ((!point || point_seen) && !appendix)
            continue;
        point_seen |= point;
        if (line_of(c, point ? kid : own, &text, err))
            return -1;
        if (text && appendix)
            text = pz_arena_printf(c->arena, "Утвердить %s", text + strspn(text, " "));
        if (text)
            pz_title_differs(heading, text + strspn(text, " "), point ? &kid->place : &own->place, c->diags);
    }
    return 0;
}

/* Jobs ---------------------------------------------------------------------------------------------------- */

static bool has(const struct pz_def *def, const char *type)
{
    return pz_def_child(def, type) != NULL;
}

static bool says_by_template(const struct pz_def *def)
{
    bool found = def->when != NULL;
    for (size_t i = 0; i < def->attribute_n; i++)
        found |= def->attributes[i].text.program != NULL;
    return found;
}

/* Whether the dates may differ from one recipient to the next. */
static bool varies(const struct pz_def *def)
{
    const struct pz_def *event = pz_def_child(def, "event"), *preamble = pz_def_child(def, "preamble");
    bool found = event && says_by_template(event);
    for (size_t i = 0; i < def->attribute_n; i++)
        found |= strcmp(def->attributes[i].key.s, "planned") == 0 && def->attributes[i].text.program;
    for (size_t i = 0; preamble && i < preamble->kid_n; i++)
        found |= says_by_template(preamble->kids[i]);
    return found;
}

static int check_job(struct pz_checker *c, bool first, struct pz_error *err)
{
    struct pz_map *map;
    c->context.organisation = c->job->organisation;
    c->composer.context = pz_context_map(&c->context, c->arena);
    if (pz_context_bind_item(&c->composer, c->def, c->job->index, c->composer.context))
        return pass(c, err);
    if (pz_context_register(&c->context, c->job->document, c->job->key, c->arena, &map, err))
        return -1;
    const char *date = pz_map_text(c->arena, map, "date");
    if (pz_compose_requisites(&c->composer, c->def, "document", map) && pass(c, err))
        return -1;
    if (first && check_titles(c, err))
        return -1;
    if (date && *date)
        return 0;
    return day_attribute(c, c->def, "planned", &c->day, err) || (*c->day && check_dates(c, c->def, err)) ? -1 : 0;
}

static int check_guarded(struct pz_checker *c, bool first, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(c->arena, &oom);
    c->context = (struct pz_context){.ws = c->ws, .reader = c->reader, .composer = &c->composer, .err = &c->err};
    pz_composer_init(&c->composer, c->ws, c->arena, &c->err);
    int rc = setjmp(oom) ? pz_fail_memory(err) : check_job(c, first, err);
    pz_composer_release(&c->composer);
    pz_arena_trap(c->arena, NULL);
    pz_arena_clear(c->arena);
    return rc;
}

int pz_checker_job(struct pz_checker *c, const struct pz_job *job, struct pz_error *err)
{
    bool first = c->def != job->definition;
    c->job = job;
    c->def = job->definition;
    if (!first && !((has(c->def, "event") || has(c->def, "preamble")) && varies(c->def)))
        return 0;
    return check_guarded(c, first, err);
}

int pz_checker_plans(struct pz_checker *c, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(c->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : pz_check_plans(c->ws, c->reader, c->arena, c->diags, err);
    pz_arena_trap(c->arena, NULL);
    return rc;
}

int pz_checker_new(struct pz_checker **out, const struct pz_workspace *ws, struct pz_reader *reader, struct pz_diags *diags,
                   struct pz_error *err)
{
    struct pz_checker *c = *out = pz_calloc(1, sizeof *c);
    if (!c)
        return pz_fail_memory(err);
    c->ws = ws;
    c->reader = reader;
    c->diags = diags;
    c->arena = &c->own;
    c->day = "";
    return 0;
}

void pz_checker_free(struct pz_checker *c)
{
    if (!c)
        return;
    pz_arena_release(c->arena);
    pz_free(c);
}
