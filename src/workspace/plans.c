/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans and meetings, of definitions and of spreadsheets alike: every measure has a term, somebody of the register of persons who answers
 * for it, and a result; every deficit has a measure; what a meeting decides has an addressee and a term. */
#include "base/i18n.h"
#include "workspace/internal.h"
#include "workspace/people.h"

struct plans {
    const struct pz_workspace *ws;
    struct pz_reader *reader;
    struct pz_arena *arena;
    struct pz_diags *diags;
    struct pz_people *people;
    struct pz_map *aims;   /* codes of indicators and areas that measures name */
    struct pz_place place; /* of the first plan */
    size_t plans, measures;
};

/* Where the fields of one measure stand: in a definition, else in a spreadsheet. */
struct source {
    const struct pz_def *def;
    const char *key; /* of the store */
};

static int place_of(struct plans *p, const struct source *s, const char *field, struct pz_place *out, struct pz_error *err)
{
    if (s->def) {
        const struct pz_def *own = pz_def_child(s->def, field);
        *out = own ? own->place : s->def->place;
        return 0;
    }
    return pz_entity_place(p->reader, "measure", s->key, field, out, err);
}

static const char *text_of(struct pz_arena *arena, const struct pz_map *map, const char *key)
{
    const char *s = pz_map_text(arena, map, key);
    return s ? s : "";
}

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

struct answer {
    const char *title;
    struct pz_place place;
    bool known, told;
};

/* Several may stand in one text: «Отдел дошкольного образования, Мельник Р.О.». */
static void check_responsible(struct plans *p, struct answer *a, const char *text)
{
    while (*(text += strspn(text, " ,;\n"))) {
        size_t len = strcspn(text, ",;\n");
        enum pz_people_found found = pz_people_find(p->people, text, len);
        a->known |= found == PZ_PEOPLE_KNOWN;
        if (found == PZ_PEOPLE_STRANGER) {
            a->told = true;
            pz_report(p->diags, "E-DEF-055", &a->place,
                      _("“%.*s”, responsible for the measure “%s”, is not in the register of persons"), (int)len, text, a->title);
        }
        text += len;
    }
}

/* Somebody has to answer who is in the register; others («руководители детских садов») may stand beside. A name that is in no register
 * is a slip even there. */
static int check_people(struct plans *p, const struct source *s, const struct pz_map *m, struct pz_error *err)
{
    struct pz_value list = pz_map_get(m, "responsible");
    struct answer a = {.title = text_of(p->arena, m, "title")};
    if (place_of(p, s, "responsible", &a.place, err))
        return -1;
    for (uint32_t i = 0; list.type == PZ_LIST && i < list.u.list->n; i++)
        if (list.u.list->v[i].type == PZ_STRING)
            check_responsible(p, &a, pz_arena_strndup(p->arena, list.u.list->v[i].u.s, list.u.list->v[i].len));
    if (is_empty(list))
        pz_report(p->diags, "E-DEF-053", &a.place, _("nobody is responsible for the measure “%s”"), a.title);
    else if (!a.known && !a.told)
        pz_report(p->diags, "E-DEF-056", &a.place,
                  _("the measure “%s” has nobody of the register of persons or departments who is responsible for it"), a.title);
    return 0;
}

static void note_aims(struct plans *p, struct pz_value v)
{
    if (v.type == PZ_LIST)
        for (uint32_t i = 0; i < v.u.list->n; i++)
            note_aims(p, v.u.list->v[i]);
    if (v.type != PZ_STRING)
        return;
    const char *text = pz_arena_strndup(p->arena, v.u.s, v.len);
    while (*(text += strspn(text, " ,;\n"))) {
        size_t len = strcspn(text, " ,;\n");
        pz_map_put(p->arena, p->aims, pz_key_n(text, len), pz_bool(true));
        text += len;
    }
}

static int check_measure(struct plans *p, const struct source *s, const struct pz_map *m, struct pz_error *err)
{
    const char *title = text_of(p->arena, m, "title");
    struct pz_place place;
    p->measures++;
    note_aims(p, pz_map_get(m, "indicator"));
    note_aims(p, pz_map_get(m, "area"));
    if (place_of(p, s, "term", &place, err))
        return -1;
    if (!p->place.file[0])
        p->place = place;
    if (is_empty(pz_map_get(m, "term")))
        pz_report(p->diags, "E-DEF-052", &place, _("the measure “%s” has no term"), title);
    if (place_of(p, s, "result", &place, err))
        return -1;
    if (is_empty(pz_map_get(m, "result")))
        pz_report(p->diags, "E-DEF-054", &place, _("the measure “%s” has no planned result"), title);
    return check_people(p, s, m, err);
}

static void note_plan(struct plans *p, const struct pz_place *place)
{
    if (!p->plans++)
        p->place = *place;
}

/* Of a definition: elements and values go side by side. */
static int check_own(struct plans *p, const struct pz_def *plan, struct pz_value value, struct pz_error *err)
{
    struct pz_value sections = value.type == PZ_MAP ? pz_map_get(value.u.map, "sections") : pz_none();
    uint32_t n = 0;
    note_plan(p, &plan->place);
    for (size_t i = 0; i < plan->kid_n && sections.type == PZ_LIST; i++) {
        const struct pz_def *section = plan->kids[i];
        uint32_t m = 0;
        if (strcmp(section->type, "section") != 0 || n >= sections.u.list->n)
            continue;
        struct pz_value measures = pz_map_get(sections.u.list->v[n++].u.map, "measures");
        for (size_t k = 0; k < section->kid_n && measures.type == PZ_LIST; k++) {
            struct source s = {.def = section->kids[k]};
            if (strcmp(s.def->type, "measure") == 0 && m < measures.u.list->n &&
                check_measure(p, &s, measures.u.list->v[m++].u.map, err))
                return -1;
        }
    }
    return 0;
}

static int check_stored(struct plans *p, struct pz_error *err)
{
    struct pz_value plans, measures;
    struct pz_place place;
    if (pz_entities_value(p->reader, "plan", p->arena, &plans, err) ||
        pz_entities_value(p->reader, "measure", p->arena, &measures, err))
        return -1;
    for (uint32_t i = 0; i < plans.u.list->n; i++) {
        if (pz_entity_place(p->reader, "plan", text_of(p->arena, plans.u.list->v[i].u.map, "code"), "title", &place, err))
            return -1;
        note_plan(p, &place);
    }
    for (uint32_t i = 0; i < measures.u.list->n; i++) {
        const struct pz_map *m = measures.u.list->v[i].u.map;
        struct source s = {.key = text_of(p->arena, m, "code")};
        if (check_measure(p, &s, m, err))
            return -1;
    }
    return 0;
}

/* Deficits ------------------------------------------------------------------------------------------------ */

static bool is_aim(const struct plans *p, const char *code)
{
    return *code && pz_map_find(p->aims, pz_key(code));
}

/* A plan whose measures name neither indicators nor areas cannot be compared: said once. */
static int check_deficits(struct plans *p, struct pz_error *err)
{
    struct pz_value deficits;
    if (!p->measures ||
        pz_reader_query(
            p->reader,
            "SELECT d.kind, d.code, coalesce(i.area, '') AS area, coalesce(i.name, a.name, '') AS name, "
            "CAST(d.n AS TEXT) AS n FROM (SELECT kind, code, count(DISTINCT organisation) AS n FROM finding WHERE finding = "
            "'deficit' AND kind <> 'overall' AND period = (SELECT code FROM period WHERE current) GROUP BY "
            "kind, code) d LEFT JOIN indicator i ON d.kind = 'indicator' AND i.code = d.code "
            "LEFT JOIN area a ON d.kind = 'area' AND a.code = d.code ORDER BY d.kind DESC, i.position, "
            "a.position",
            NULL, 0, p->arena, &deficits, err))
        return p->measures ? -1 : 0;
    if (!p->aims->n && deficits.u.list->n) {
        pz_report(p->diags, "W-DEF-057", &p->place,
                  _("no measure names the indicators or areas it is for, so nobody can tell which deficits have one"));
        return 0;
    }
    for (uint32_t i = 0; i < deficits.u.list->n; i++) {
        const struct pz_map *d = deficits.u.list->v[i].u.map;
        const char *code = text_of(p->arena, d, "code");
        if (!is_aim(p, code) && !is_aim(p, text_of(p->arena, d, "area")))
            pz_report(p->diags, "W-DEF-058", &p->place, _("no plan has a measure for the deficit “%s” %s (organisations: %s)"),
                      code, text_of(p->arena, d, "name"), text_of(p->arena, d, "n"));
    }
    return 0;
}

/* Meetings ------------------------------------------------------------------------------------------------ */

static void check_decision(struct plans *p, const struct pz_place *place, const struct pz_map *d)
{
    struct pz_value tasks = pz_map_get(d, "tasks");
    const char *task = tasks.type == PZ_LIST && tasks.u.list->n && tasks.u.list->v[0].type == PZ_STRING
                           ? pz_arena_strndup(p->arena, tasks.u.list->v[0].u.s, tasks.u.list->v[0].len)
                           : "";
    if (is_empty(pz_map_get(d, "group")) && is_empty(pz_map_get(d, "addressee")))
        pz_report(p->diags, "E-DEF-059", place, _("the decision “%s” is addressed to nobody"), task);
    if (is_empty(pz_map_get(d, "term")))
        pz_report(p->diags, "E-DEF-060", place, _("the decision “%s” has no term"), task);
}

static void check_meeting(struct plans *p, const struct pz_def *meeting, struct pz_value value)
{
    struct pz_value decisions = value.type == PZ_MAP ? pz_map_get(value.u.map, "decisions") : pz_none();
    uint32_t n = 0;
    for (size_t i = 0; i < meeting->kid_n && decisions.type == PZ_LIST; i++)
        if (strcmp(meeting->kids[i]->type, "decision") == 0 && n < decisions.u.list->n)
            check_decision(p, &meeting->kids[i]->place, decisions.u.list->v[n++].u.map);
}

/* Of spreadsheets: a row a task. */
static int check_stored_meetings(struct plans *p, struct pz_error *err)
{
    static const struct {
        const char *field, *id, *message;
    } needed[] = {{"addressee", "E-DEF-059", N_("the decision “%s” is addressed to nobody")},
                  {"term", "E-DEF-060", N_("the decision “%s” has no term")}};
    struct pz_value rows;
    if (pz_entities_value(p->reader, "decision", p->arena, &rows, err))
        return -1;
    for (uint32_t i = 0; i < rows.u.list->n; i++)
        for (size_t k = 0; k < 2; k++) {
            const struct pz_map *d = rows.u.list->v[i].u.map;
            struct pz_place place;
            if (!is_empty(pz_map_get(d, needed[k].field)))
                continue;
            if (pz_entity_place(p->reader, "decision", text_of(p->arena, d, "code"), "task", &place, err))
                return -1;
            pz_report(p->diags, needed[k].id, &place, _(needed[k].message), text_of(p->arena, d, "task"));
        }
    return 0;
}

static int check_parts(struct plans *p, struct pz_error *err)
{
    struct pz_value plans = pz_map_get(p->ws->settings.u.map, "plans"), meetings = pz_map_get(p->ws->settings.u.map, "meetings");
    for (size_t i = 0; i < p->ws->part_n; i++) {
        const struct pz_def *part = p->ws->parts[i];
        const char *id = pz_def_get(part, "id");
        if (strcmp(part->type, "plan") == 0 && plans.type == PZ_MAP && check_own(p, part, pz_map_get(plans.u.map, id), err))
            return -1;
        if (strcmp(part->type, "meeting") == 0 && meetings.type == PZ_MAP)
            check_meeting(p, part, pz_map_get(meetings.u.map, id));
    }
    return 0;
}

int pz_check_plans(const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena, struct pz_diags *diags,
                   struct pz_error *err)
{
    struct plans p = {.ws = ws, .reader = reader, .arena = arena, .diags = diags, .aims = pz_map_new(arena, 16)};
    if (pz_people_new(&p.people, ws, reader, arena, err) || check_parts(&p, err))
        return -1;
    return reader && (check_stored(&p, err) || check_stored_meetings(&p, err) || check_deficits(&p, err)) ? -1 : 0;
}
