/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/meetings.h"

#include "workspace/people.h"

/* One meeting under construction. */
struct making {
    const struct pz_workspace *ws;
    struct pz_reader *reader;
    struct pz_arena *arena;
    struct pz_people *people;
    const char *code;
};

static const char *text_of(struct making *m, const struct pz_map *map, const char *key)
{
    const char *s = pz_map_text(m->arena, map, key);
    return s ? s : "";
}

static struct pz_value text_or_none(struct making *m, const struct pz_map *map, const char *key)
{
    const char *s = text_of(m, map, key);
    return *s ? pz_str(s) : pz_none();
}

/* The person meant, as `persons.ID` is; of a spreadsheet's register with the same keys. */
static struct pz_value person(struct making *m, const struct pz_map *row, const char *key)
{
    const char *text = text_of(m, row, key);
    return *text ? pz_people_person(m->people, text, strlen(text)) : pz_none();
}

static struct pz_map *new_item(struct making *m, struct pz_list *list, const char *type, int64_t number)
{
    struct pz_map *map = pz_map_new(m->arena, 12);
    pz_map_set(m->arena, map, "type", pz_str(type));
    pz_map_set(m->arena, map, "number", pz_str(pz_arena_printf(m->arena, "%lld", (long long)number)));
    pz_map_set(m->arena, map, "level", pz_int(1));
    pz_list_add(m->arena, list, pz_map_value(map));
    return map;
}

static struct pz_value list_of_one(struct making *m, struct pz_value v)
{
    struct pz_list *list = pz_list_new(m->arena, 1);
    if (v.type == PZ_STRING)
        pz_list_add(m->arena, list, v);
    return pz_list_value(list);
}

static void add_question(struct making *m, struct pz_list *list, const struct pz_map *row)
{
    struct pz_map *q = new_item(m, list, "question", (int64_t)list->n + 1);
    struct pz_value minutes = pz_map_get(row, "minutes");
    pz_map_set(m->arena, q, "numbered", pz_none());
    pz_map_set(m->arena, q, "title", text_or_none(m, row, "title"));
    pz_map_set(m->arena, q, "speaker", person(m, row, "speaker"));
    double n = minutes.type == PZ_INT ? (double)minutes.u.i : minutes.type == PZ_FLOAT ? minutes.u.f : 0;
    pz_map_set(m->arena, q, "minutes", n > 0 ? pz_str(pz_arena_printf(m->arena, "%g", n)) : pz_none());
    pz_map_set(m->arena, q, "said", list_of_one(m, text_or_none(m, row, "said")));
    pz_map_set(m->arena, q, "decided", list_of_one(m, text_or_none(m, row, "decided")));
    pz_map_set(m->arena, q, "vote", pz_none());
}

/* Tasks one below the other with one addressee and one term are one decision. */
static void add_decision(struct making *m, struct pz_list *list, const struct pz_map *row)
{
    struct pz_map *last = list->n ? list->v[list->n - 1].u.map : NULL;
    const char *addressee = text_of(m, row, "addressee"), *term = text_of(m, row, "term");
    if (!last || strcmp(text_of(m, last, "addressee"), addressee) != 0 || strcmp(text_of(m, last, "term"), term) != 0) {
        last = new_item(m, list, "decision", (int64_t)list->n + 1);
        pz_map_set(m->arena, last, "group", pz_none());
        pz_map_set(m->arena, last, "addressee", text_or_none(m, row, "addressee"));
        pz_map_set(m->arena, last, "term", text_or_none(m, row, "term"));
        pz_map_set(m->arena, last, "lead", pz_none());
        pz_map_set(m->arena, last, "tasks", pz_list_value(pz_list_new(m->arena, 2)));
    }
    struct pz_value task = text_or_none(m, row, "task");
    if (task.type == PZ_STRING)
        pz_list_add(m->arena, pz_map_get(last, "tasks").u.list, task);
}

static int fill(struct making *m, const char *entity, void (*add)(struct making *m, struct pz_list *list, const struct pz_map *row),
                struct pz_value *out, struct pz_error *err)
{
    struct pz_value rows;
    struct pz_list *list = pz_list_new(m->arena, 8);
    if (pz_entities_value(m->reader, entity, m->arena, &rows, err))
        return -1;
    for (uint32_t i = 0; i < rows.u.list->n; i++)
        if (strcmp(text_of(m, rows.u.list->v[i].u.map, "meeting"), m->code) == 0)
            add(m, list, rows.u.list->v[i].u.map);
    for (uint32_t i = 0; i < list->n; i++)
        pz_map_set(m->arena, list->v[i].u.map, "last", pz_bool(i + 1 == list->n));
    *out = pz_list_value(list);
    return 0;
}

/* «9.30» of the table is the one part of the meeting, with all who are there. */
static struct pz_value parts(struct making *m, const struct pz_map *row)
{
    struct pz_list *list = pz_list_new(m->arena, 1);
    if (*text_of(m, row, "time")) {
        struct pz_map *part = pz_map_new(m->arena, 4);
        pz_map_set(m->arena, part, "type", pz_str("part"));
        pz_map_set(m->arena, part, "time", text_or_none(m, row, "time"));
        pz_map_set(m->arena, part, "name", text_or_none(m, row, "audience"));
        pz_map_set(m->arena, part, "last", pz_bool(true));
        pz_list_add(m->arena, list, pz_map_value(part));
    }
    return pz_list_value(list);
}

static int make(struct making *m, const struct pz_map *row, struct pz_value *out, struct pz_error *err)
{
    static const char *const texts[] = {"date", "theme", "audience", "place"};
    struct pz_map *map = pz_map_new(m->arena, 16);
    struct pz_value questions, decisions;
    if (pz_people_new(&m->people, m->ws, m->reader, m->arena, err) || fill(m, "question", add_question, &questions, err) ||
        fill(m, "decision", add_decision, &decisions, err))
        return -1;
    pz_map_set(m->arena, map, "id", pz_str(m->code));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        pz_map_set(m->arena, map, texts[i], text_or_none(m, row, texts[i]));
    pz_map_set(m->arena, map, "chair", person(m, row, "chair"));
    pz_map_set(m->arena, map, "secretary", person(m, row, "secretary"));
    pz_map_set(m->arena, map, "parts", parts(m, row));
    pz_map_set(m->arena, map, "questions", questions);
    pz_map_set(m->arena, map, "present", pz_list_value(pz_list_new(m->arena, 0)));
    pz_map_set(m->arena, map, "decisions", decisions);
    *out = pz_map_value(map);
    return 0;
}

int pz_meeting_stored(const struct pz_workspace *ws, struct pz_reader *reader, const char *code, struct pz_arena *arena,
                      struct pz_value *out, struct pz_error *err)
{
    struct making m = {.ws = ws, .reader = reader, .arena = arena, .code = code};
    struct pz_value meetings;
    *out = pz_none();
    if (pz_entities_value(reader, "meeting", arena, &meetings, err))
        return -1;
    for (uint32_t i = 0; i < meetings.u.list->n; i++)
        if (strcmp(text_of(&m, meetings.u.list->v[i].u.map, "code"), code) == 0)
            return make(&m, meetings.u.list->v[i].u.map, out, err);
    return 0;
}
