/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-checks of definitions: with each other when a workspace is opened, with the data before anything is made. */
#include "base/i18n.h"
#include "store/register.h"
#include "workspace/internal.h"
#include "workspace/suggest.h"

/* References --------------------------------------------------------------------------------------------- */

static bool is_constant(const struct pz_text *text)
{
    return !text->program && text->len;
}

static void check_reference(const struct pz_workspace *ws, const struct pz_def *def, const struct pz_def_attribute *a,
                            struct pz_diags *diags)
{
    const char *ref = a->pattern->ref;
    if (strcmp(ref, "documents") == 0) {
        if (!pz_workspace_definition(ws, a->text.s))
            pz_report(diags, "E-DEF-024", &def->place, _("the document refers to “%s”, which is not defined"), a->text.s);
        return;
    }
    struct pz_value reg = pz_map_get(ws->settings.u.map, ref);
    if (reg.type != PZ_MAP || pz_map_find(reg.u.map, pz_key(a->text.s)) || strcmp(ref, "plans") == 0)
        return; /* a plan may come out of a spreadsheet: known only when the data are */
    const char *near = pz_suggest(reg.u.map, a->text.s, a->text.len);
    if (near)
        pz_report(diags, "E-DEF-010", &def->place, _("“%s” is not in the list “%s”; perhaps “%s”"), a->text.s, ref, near);
    else
        pz_report(diags, "E-DEF-010", &def->place, _("“%s” is not in the list “%s”"), a->text.s, ref);
}

static void check_references(const struct pz_workspace *ws, const struct pz_def *def, struct pz_diags *diags)
{
    for (size_t i = 0; i < def->attribute_n; i++) {
        const struct pz_def_attribute *a = &def->attributes[i];
        if (a->pattern && a->pattern->ref && is_constant(&a->text))
            check_reference(ws, def, a, diags);
    }
    for (size_t i = 0; i < def->kid_n; i++)
        check_references(ws, def->kids[i], diags);
}

void pz_check_references(const struct pz_workspace *ws, struct pz_diags *diags)
{
    for (size_t i = 0; i < ws->document_n; i++) {
        const char *refers = pz_def_get(ws->documents[i], "refers");
        if (refers && !pz_workspace_definition(ws, refers))
            pz_report(diags, "E-DEF-024", &ws->documents[i]->place, _("the document refers to “%s”, which is not defined"), refers);
        check_references(ws, ws->documents[i], diags);
    }
}

/* Dates -------------------------------------------------------------------------------------------------- */

/* The day of a document: registered, else planned; "" when neither is known. */
static int day_of(const struct pz_workspace *ws, struct pz_reader *reader, const char *id, struct pz_arena *arena, const char **day,
                  struct pz_error *err)
{
    const struct pz_def *def = pz_workspace_definition(ws, id);
    const char *planned = def ? pz_def_get(def, "planned") : NULL;
    *day = planned && !strstr(planned, "{{") ? planned : "";
    if (!reader)
        return 0;
    struct pz_register_row *rows;
    size_t n;
    if (pz_register_rows(reader, id, NULL, false, arena, &rows, &n, err))
        return -1;
    if (n && *rows[0].number && *rows[0].date)
        *day = rows[0].date;
    return 0;
}

static const char *act_day(const struct pz_workspace *ws, const char *id, struct pz_arena *arena)
{
    struct pz_value acts = pz_map_get(ws->settings.u.map, "acts");
    struct pz_value act = acts.type == PZ_MAP ? pz_map_get(acts.u.map, id) : pz_none();
    const char *day = act.type == PZ_MAP ? pz_map_text(arena, act.u.map, "date") : NULL;
    return day ? day : "";
}

struct dates {
    const struct pz_workspace *ws;
    struct pz_reader *reader;
    struct pz_arena *arena;
    struct pz_diags *diags;
    const char *day; /* of the document */
    struct pz_error *err;
};

static int check_ground(struct dates *d, const struct pz_def *ground)
{
    const char *act = pz_def_get(ground, "act"), *document = pz_def_get(ground, "document"), *own = pz_def_get(ground, "date");
    const char *day = own ? own : act ? act_day(d->ws, act, d->arena) : "";
    if (!own && document && day_of(d->ws, d->reader, document, d->arena, &day, d->err))
        return -1;
    if (*day && strcmp(day, d->day) > 0)
        pz_report(d->diags, "E-DEF-051", &ground->place, _("the ground is dated %s, later than the document itself (%s)"), day,
                  d->day);
    return 0;
}

static int check_dates(struct dates *d, const struct pz_def *def)
{
    for (size_t i = 0; i < def->kid_n; i++) {
        const struct pz_def *kid = def->kids[i];
        const char *event = strcmp(kid->type, "event") == 0 ? pz_def_get(kid, "date") : NULL;
        if (event && !strstr(event, "{{") && strcmp(d->day, event) >= 0)
            pz_report(d->diags, "E-DEF-050", &kid->place, _("the document is dated %s, but the event it announces is on %s"),
                      d->day, event);
        if (strcmp(kid->type, "ground") == 0 && check_ground(d, kid))
            return -1;
        if (check_dates(d, kid))
            return -1;
    }
    return 0;
}

/* Plans -------------------------------------------------------------------------------------------------- */

/* A list of empty elements (<responsible/>) is as empty as no list. */
static bool is_empty(struct pz_value v)
{
    bool filled = false;
    if (v.type != PZ_LIST)
        return v.type == PZ_NONE || v.type == PZ_UNDEFINED || (v.type == PZ_STRING && v.len == 0);
    for (uint32_t i = 0; i < v.u.list->n && !filled; i++)
        filled = !is_empty(v.u.list->v[i]);
    return !filled;
}

static const char *text_of(struct pz_arena *arena, const struct pz_map *map, const char *key)
{
    const char *s = pz_map_text(arena, map, key);
    return s ? s : "";
}

static void check_measure(struct pz_arena *arena, const struct pz_place *place, const struct pz_map *m, struct pz_diags *diags)
{
    const char *title = text_of(arena, m, "title");
    if (is_empty(pz_map_get(m, "term")))
        pz_report(diags, "E-DEF-052", place, _("the measure “%s” has no term"), title);
    if (is_empty(pz_map_get(m, "responsible")))
        pz_report(diags, "E-DEF-053", place, _("nobody is responsible for the measure “%s”"), title);
    if (is_empty(pz_map_get(m, "result")))
        pz_report(diags, "E-DEF-054", place, _("the measure “%s” has no planned result"), title);
}

static void check_plan(struct pz_arena *arena, const struct pz_place *place, struct pz_value plan, struct pz_diags *diags)
{
    struct pz_value sections = plan.type == PZ_MAP ? pz_map_get(plan.u.map, "sections") : pz_none();
    for (uint32_t i = 0; sections.type == PZ_LIST && i < sections.u.list->n; i++) {
        struct pz_value section = sections.u.list->v[i];
        struct pz_value measures = section.type == PZ_MAP ? pz_map_get(section.u.map, "measures") : pz_none();
        for (uint32_t k = 0; measures.type == PZ_LIST && k < measures.u.list->n; k++)
            if (measures.u.list->v[k].type == PZ_MAP)
                check_measure(arena, place, measures.u.list->v[k].u.map, diags);
    }
}

static int check_plans(const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena, struct pz_diags *diags,
                       struct pz_error *err)
{
    struct pz_value own = pz_map_get(ws->settings.u.map, "plans"), stored = pz_none();
    struct pz_place place = pz_place_file("prikaz.xml");
    for (size_t i = 0; i < ws->part_n; i++)
        if (strcmp(ws->parts[i]->type, "plan") == 0 && own.type == PZ_MAP)
            check_plan(arena, &ws->parts[i]->place, pz_map_get(own.u.map, pz_def_get(ws->parts[i], "id")), diags);
    if (reader && pz_reader_name(reader, "plans", NULL, arena, &stored, err) < 0)
        return -1;
    for (uint32_t i = 0; stored.type == PZ_LIST && i < stored.u.list->n; i++)
        check_plan(arena, &place, stored.u.list->v[i], diags);
    return 0;
}

static int check_all(const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena, struct pz_diags *diags,
                     struct pz_error *err)
{
    for (size_t i = 0; i < ws->document_n; i++) {
        struct dates d = {.ws = ws, .reader = reader, .arena = arena, .diags = diags, .err = err};
        if (day_of(ws, reader, ws->ids[i], arena, &d.day, err))
            return -1;
        if (*d.day && check_dates(&d, ws->documents[i]))
            return -1;
    }
    return check_plans(ws, reader, arena, diags, err);
}

int pz_workspace_check(const struct pz_workspace *ws, struct pz_reader *reader, struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_arena arena;
    jmp_buf oom;
    pz_arena_init(&arena, 0);
    pz_arena_trap(&arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(&err) : check_all(ws, reader, &arena, diags, &err);
    if (rc)
        pz_report_error(diags, &err);
    pz_arena_release(&arena);
    return rc;
}
