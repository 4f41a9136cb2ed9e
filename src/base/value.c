/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/value.h"

enum { LINEAR_MAX = 8 };

struct pz_key pz_key_n(const char *s, size_t len)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return (struct pz_key){s, (uint32_t)len, h};
}

struct pz_key pz_key(const char *s)
{
    return pz_key_n(s, strlen(s));
}

struct pz_list *pz_list_new(struct pz_arena *arena, size_t cap)
{
    struct pz_list *list = PZ_NEW(arena, struct pz_list);
    list->cap = (uint32_t)cap;
    list->v = cap ? pz_arena_alloc(arena, cap * sizeof *list->v) : NULL;
    return list;
}

void pz_list_add(struct pz_arena *arena, struct pz_list *list, struct pz_value v)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 8;
        list->v = pz_arena_grow(arena, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = v;
}

struct pz_map *pz_map_new(struct pz_arena *arena, size_t cap)
{
    struct pz_map *map = PZ_NEW(arena, struct pz_map);
    map->cap = (uint32_t)cap;
    map->e = cap ? pz_arena_alloc(arena, cap * sizeof *map->e) : NULL;
    return map;
}

static void index_add(struct pz_map *map, uint32_t entry)
{
    uint32_t mask = (1u << map->bits) - 1, slot = map->e[entry].key.hash * 2654435769u >> (32 - map->bits);
    while (map->index[slot])
        slot = (slot + 1) & mask;
    map->index[slot] = entry + 1;
}

static void index_build(struct pz_arena *arena, struct pz_map *map)
{
    map->index_shared = false;
    map->bits = 5;
    while ((1u << map->bits) < map->n * 3)
        map->bits++;
    map->index = PZ_NEW_ARRAY(arena, (size_t)1 << map->bits, uint32_t);
    for (uint32_t i = 0; i < map->n; i++)
        index_add(map, i);
}

struct pz_value *pz_map_find(const struct pz_map *map, struct pz_key key)
{
    if (!map->index) {
        for (uint32_t i = 0; i < map->n; i++)
            if (pz_key_equal(map->e[i].key, key))
                return &map->e[i].value;
        return NULL;
    }
    uint32_t mask = (1u << map->bits) - 1, slot = key.hash * 2654435769u >> (32 - map->bits);
    for (; map->index[slot]; slot = (slot + 1) & mask) {
        struct pz_entry *e = &map->e[map->index[slot] - 1];
        if (pz_key_equal(e->key, key))
            return &e->value;
    }
    return NULL;
}

void pz_map_put(struct pz_arena *arena, struct pz_map *map, struct pz_key key, struct pz_value v)
{
    struct pz_value *old = pz_map_find(map, key);
    if (old) {
        *old = v;
        return;
    }
    if (map->n == map->cap) {
        uint32_t cap = map->cap ? map->cap * 2 : 8;
        map->e = pz_arena_grow(arena, map->e, map->n, cap, sizeof *map->e);
        map->cap = cap;
    }
    map->e[map->n++] = (struct pz_entry){key, v};
    if (map->n > LINEAR_MAX) {
        if (!map->index || map->index_shared || map->n * 2 > 1u << map->bits)
            index_build(arena, map);
        else
            index_add(map, map->n - 1);
    }
}

struct pz_map *pz_map_like(struct pz_arena *arena, const struct pz_map *model)
{
    struct pz_map *map = pz_arena_alloc(arena, sizeof *map);
    *map = *model;
    map->cap = model->n;
    map->e = pz_arena_alloc(arena, model->n * sizeof *map->e);
    memcpy(map->e, model->e, model->n * sizeof *map->e);
    map->index_shared = model->index != NULL;
    return map;
}

void pz_map_set(struct pz_arena *arena, struct pz_map *map, const char *key, struct pz_value v)
{
    pz_map_put(arena, map, pz_key(key), v);
}

struct pz_value pz_map_get(const struct pz_map *map, const char *key)
{
    struct pz_value *v = map ? pz_map_find(map, pz_key(key)) : NULL;
    return v ? *v : pz_undefined(key);
}

const char *pz_map_text(struct pz_arena *arena, const struct pz_map *map, const char *key)
{
    struct pz_value v = pz_map_get(map, key);
    return v.type == PZ_STRING ? pz_arena_strndup(arena, v.u.s, v.len) : NULL;
}

static struct pz_value list_copy(struct pz_arena *arena, const struct pz_list *from)
{
    struct pz_list *to = pz_list_new(arena, from->n);
    for (uint32_t i = 0; i < from->n; i++)
        pz_list_add(arena, to, pz_value_copy(arena, from->v[i]));
    return pz_list_value(to);
}

static struct pz_value map_copy(struct pz_arena *arena, const struct pz_map *from)
{
    struct pz_map *to = pz_map_new(arena, from->n);
    for (uint32_t i = 0; i < from->n; i++) {
        struct pz_key key = from->e[i].key;
        key.s = pz_arena_strndup(arena, key.s, key.len);
        pz_map_put(arena, to, key, pz_value_copy(arena, from->e[i].value));
    }
    return pz_map_value(to);
}

struct pz_value pz_value_copy(struct pz_arena *arena, struct pz_value v)
{
    if (v.type == PZ_LIST)
        return list_copy(arena, v.u.list);
    if (v.type == PZ_MAP)
        return map_copy(arena, v.u.map);
    if (v.type == PZ_STRING || (v.type == PZ_UNDEFINED && v.u.s))
        v.u.s = pz_arena_strndup(arena, v.u.s, v.type == PZ_STRING ? v.len : strlen(v.u.s));
    return v;
}
