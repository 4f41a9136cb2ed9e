/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/people.h"

#include "base/utf8.h"

enum { WORDS_MAX = 24 };

/* Words of a text in small letters, ё as е; of each where it began. Initials are words of one letter. */
struct words {
    const char *v[WORDS_MAX];
    size_t n;
    bool initials; /* «И.О.» beside a word with a capital */
};

struct person {
    struct words name; /* last, first, middle */
    const char *id;
    struct pz_value value; /* as documents see it */
};

struct pz_people {
    struct pz_arena *arena;
    struct person *persons;
    size_t n, cap;
    struct pz_map *others; /* posts, departments, institutions, ids: by their words */
};

static const char *folded(struct pz_arena *arena, const char *s, size_t len, bool *initial)
{
    char *out = pz_arena_alloc(arena, len * 2 + 1);
    size_t n = 0, runes = 0;
    bool upper = false;
    for (const char *p = s, *end = s + len; p < end; runes++) {
        uint32_t rune = pz_utf8_next(&p, end);
        upper |= runes == 0 && pz_rune_is_upper(rune);
        rune = pz_rune_lower(rune);
        n += pz_utf8_encode(out + n, rune == 0x451 ? 0x435 : rune);
    }
    out[n] = '\0';
    *initial = runes == 1 && upper;
    return out;
}

static struct words words_of(struct pz_arena *arena, const char *s, size_t len)
{
    struct words w = {.n = 0};
    const char *p = s, *end = s + len, *start = NULL;
    unsigned initials = 0;
    for (bool last = false; !last;) {
        const char *at = p;
        uint32_t rune = p < end ? pz_utf8_next(&p, end) : ' ';
        last = at == end;
        if (!last && (pz_rune_is_letter(rune) || pz_rune_is_digit(rune) || rune == '-')) {
            start = start ? start : at;
        } else if (start) {
            bool initial = false;
            if (w.n < WORDS_MAX)
                w.v[w.n++] = folded(arena, start, (size_t)(at - start), &initial);
            initials += initial && rune == '.';
            start = NULL;
        }
    }
    w.initials = initials > 0 && w.n > initials;
    return w;
}

static bool begins(const char *word, const char *initial)
{
    return strncmp(word, initial, strlen(initial)) == 0;
}

static bool is_initial(const struct words *text, size_t at)
{
    return at < text->n && pz_utf8_length(text->v[at], strlen(text->v[at])) == 1;
}

/* Whether the words from `at` are this name: last, then n given names whole or as initials, or the other way round. A further initial
 * beside them would be one that does not fit. */
static bool fits(const struct words *text, size_t at, const struct words *name, size_t n)
{
    if (at + n >= text->n)
        return false;
    bool behind = strcmp(text->v[at], name->v[0]) == 0 && !is_initial(text, at + n + 1);
    bool before = strcmp(text->v[at + n], name->v[0]) == 0 && !(at && is_initial(text, at - 1));
    for (size_t i = 0; i < n; i++) {
        behind = behind && begins(name->v[1 + i], text->v[at + 1 + i]);
        before = before && begins(name->v[1 + i], text->v[at + i]);
    }
    return behind || before;
}

static bool name_at(const struct words *text, size_t at, const struct words *name)
{
    for (size_t n = name->n - 1; n >= 1; n--)
        if (fits(text, at, name, n))
            return true;
    return false;
}

static const char *joined(struct pz_arena *arena, const struct words *w)
{
    const char *out = "";
    for (size_t i = 0; i < w->n; i++)
        out = pz_arena_printf(arena, "%s %s", out, w->v[i]);
    return out;
}

static void add_other(struct pz_people *p, const char *text)
{
    struct words w = words_of(p->arena, text ? text : "", text ? strlen(text) : 0);
    if (w.n)
        pz_map_set(p->arena, p->others, joined(p->arena, &w), pz_bool(true));
}

/* «Пчёлка Светлана Ивановна» in parts, for what asks a person for them. */
static struct pz_map *named(struct pz_arena *arena, const char *name)
{
    static const char *const parts[] = {"last", "first", "middle"};
    struct pz_map *m = pz_map_new(arena, 12);
    const char *at = name;
    for (size_t i = 0; i < 3; i++) {
        at += strspn(at, " ");
        size_t len = i == 2 ? strlen(at) : strcspn(at, " ");
        pz_map_set(arena, m, parts[i], len ? pz_strn(pz_arena_strndup(arena, at, len), len) : pz_none());
        at += len;
    }
    pz_map_set(arena, m, "name", pz_str(name));
    return m;
}

static void add_person(struct pz_people *p, const char *name, const char *id, struct pz_value value)
{
    struct words w = words_of(p->arena, name, strlen(name));
    if (w.n < 2)
        return;
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        p->persons = pz_arena_grow(p->arena, p->persons, p->n, cap, sizeof *p->persons);
        p->cap = cap;
    }
    p->persons[p->n++] = (struct person){.name = w, .id = id, .value = value};
}

static struct pz_value part_of(const struct pz_workspace *ws, const char *name)
{
    return pz_map_get(ws->settings.u.map, name);
}

static void add_own(struct pz_people *p, const struct pz_workspace *ws)
{
    static const char *const texts[] = {"post", "signs_as"}, *const names[] = {"name", "short"};
    struct pz_value persons = part_of(ws, "persons"), departments = part_of(ws, "departments");
    for (uint32_t i = 0; persons.type == PZ_MAP && i < persons.u.map->n; i++) {
        const struct pz_map *m = persons.u.map->e[i].value.u.map;
        const char *name = pz_map_text(p->arena, m, "name");
        const char *id = pz_arena_strndup(p->arena, persons.u.map->e[i].key.s, persons.u.map->e[i].key.len);
        add_person(p, name ? name : "", id, persons.u.map->e[i].value);
        add_other(p, id);
        for (size_t k = 0; k < 2; k++)
            add_other(p, pz_map_text(p->arena, m, texts[k]));
    }
    for (uint32_t i = 0; departments.type == PZ_MAP && i < departments.u.map->n; i++) {
        const struct pz_map *m = departments.u.map->e[i].value.u.map;
        for (size_t k = 0; k < 2 && pz_map_get(m, "head").type == PZ_MAP; k++)
            add_other(p, pz_map_text(p->arena, m, names[k]));
    }
}

static int add_stored(struct pz_people *p, struct pz_reader *reader, struct pz_error *err)
{
    static const char *const texts[] = {"code", "post", "department"}, *const kept[] = {"post", "sex", "phone", "email"};
    struct pz_value persons;
    if (pz_entities_value(reader, "person", p->arena, &persons, err))
        return -1;
    for (uint32_t i = 0; i < persons.u.list->n; i++) {
        const struct pz_map *m = persons.u.list->v[i].u.map;
        const char *name = pz_map_text(p->arena, m, "name");
        const char *id = pz_map_text(p->arena, m, "code");
        struct pz_map *value = named(p->arena, name ? name : "");
        pz_map_set(p->arena, value, "id", pz_str(id ? id : ""));
        for (size_t k = 0; k < 4; k++)
            pz_map_set(p->arena, value, kept[k], pz_map_get(m, kept[k]));
        add_person(p, name ? name : "", id ? id : "", pz_map_value(value));
        for (size_t k = 0; k < 3; k++)
            add_other(p, pz_map_text(p->arena, m, texts[k]));
    }
    return 0;
}

int pz_people_new(struct pz_people **out, const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena,
                  struct pz_error *err)
{
    struct pz_people *p = PZ_NEW(arena, struct pz_people);
    p->arena = arena;
    p->others = pz_map_new(arena, 32);
    add_own(p, ws);
    *out = p;
    return reader ? add_stored(p, reader, err) : 0;
}

enum pz_people_found pz_people_find(const struct pz_people *p, const char *text, size_t len)
{
    struct words w = words_of(p->arena, text, len);
    if (pz_map_find(p->others, pz_key(joined(p->arena, &w))))
        return PZ_PEOPLE_KNOWN;
    for (size_t at = 0; at < w.n; at++)
        for (size_t i = 0; i < p->n; i++)
            if (name_at(&w, at, &p->persons[i].name))
                return PZ_PEOPLE_KNOWN;
    return w.initials ? PZ_PEOPLE_STRANGER : PZ_PEOPLE_OTHERS;
}

struct pz_value pz_people_person(const struct pz_people *p, const char *text, size_t len)
{
    struct words w = words_of(p->arena, text, len);
    for (size_t i = 0; i < p->n; i++)
        if (strlen(p->persons[i].id) == len && memcmp(p->persons[i].id, text, len) == 0)
            return p->persons[i].value;
    for (size_t at = 0; at < w.n; at++)
        for (size_t i = 0; i < p->n; i++)
            if (name_at(&w, at, &p->persons[i].name))
                return p->persons[i].value;
    struct pz_map *stranger = named(p->arena, pz_arena_strndup(p->arena, text, len));
    pz_map_set(p->arena, stranger, "post", pz_none());
    pz_map_set(p->arena, stranger, "sex", pz_none());
    return pz_map_value(stranger);
}
