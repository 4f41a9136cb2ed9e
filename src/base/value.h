/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dynamic values: what a template sees. 16 bytes each, passed by value; strings, lists and maps live in an arena
 * (or are static) and are borrowed, so a value is valid as long as its arena. */
#ifndef PZ_BASE_VALUE_H
#define PZ_BASE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum pz_type {
    PZ_UNDEFINED, /* u.s: the name that was looked up, or NULL */
    PZ_NONE,
    PZ_BOOL,
    PZ_INT,
    PZ_FLOAT,
    PZ_STRING, /* UTF-8, len bytes, not necessarily NUL-terminated */
    PZ_LIST,
    PZ_MAP,
    PZ_OBJECT, /* behaviour from outside the language: rich content, lazy data, loop state, functions */
};

enum { PZ_SAFE = 1 }; /* flag of a string: markup already, not to be escaped */

struct pz_list;
struct pz_map;
struct pz_object;

struct pz_value {
    uint8_t type;
    uint8_t flags;
    uint16_t spare;
    uint32_t len; /* bytes of a string */
    union {
        bool b;
        int64_t i;
        double f;
        const char *s;
        struct pz_list *list;
        struct pz_map *map;
        struct pz_object *object;
    } u;
};

struct pz_list {
    uint32_t n, cap;
    struct pz_value *v;
};

/* A map key: a string with its hash, computed once (for a template's names at compile time). */
struct pz_key {
    const char *s;
    uint32_t len, hash;
};

struct pz_entry {
    struct pz_key key;
    struct pz_value value;
};

/* Keys in insertion order. Lookup is linear up to 8 entries, hashed above. */
struct pz_map {
    uint32_t n, cap;
    struct pz_entry *e;
    uint32_t *index; /* 2^bits slots holding entry number + 1, or NULL while n <= 8 */
    uint32_t bits;
    bool index_shared; /* another map's index: made anew before a key is added */
};

static inline struct pz_value pz_undefined(const char *name)
{
    return (struct pz_value){.type = PZ_UNDEFINED, .u.s = name};
}
static inline struct pz_value pz_none(void)
{
    return (struct pz_value){.type = PZ_NONE};
}
static inline struct pz_value pz_bool(bool b)
{
    return (struct pz_value){.type = PZ_BOOL, .u.b = b};
}
static inline struct pz_value pz_int(int64_t i)
{
    return (struct pz_value){.type = PZ_INT, .u.i = i};
}
static inline struct pz_value pz_float(double f)
{
    return (struct pz_value){.type = PZ_FLOAT, .u.f = f};
}
/* Borrows s. len < 4 GiB. */
static inline struct pz_value pz_strn(const char *s, size_t len)
{
    return (struct pz_value){.type = PZ_STRING, .len = (uint32_t)len, .u.s = s};
}
static inline struct pz_value pz_str(const char *s)
{
    return pz_strn(s, strlen(s));
}
static inline struct pz_value pz_list_value(struct pz_list *list)
{
    return (struct pz_value){.type = PZ_LIST, .u.list = list};
}
static inline struct pz_value pz_map_value(struct pz_map *map)
{
    return (struct pz_value){.type = PZ_MAP, .u.map = map};
}

struct pz_key pz_key_n(const char *s, size_t len); /* borrows s */
struct pz_key pz_key(const char *s);
static inline bool pz_key_equal(struct pz_key a, struct pz_key b)
{
    return a.hash == b.hash && a.len == b.len && (a.s == b.s || memcmp(a.s, b.s, a.len) == 0);
}

struct pz_list *pz_list_new(struct pz_arena *arena, size_t cap);
void pz_list_add(struct pz_arena *arena, struct pz_list *list, struct pz_value v);

struct pz_map *pz_map_new(struct pz_arena *arena, size_t cap);
/* Set or replace; a replaced key keeps its place. The key's bytes are borrowed. */
void pz_map_put(struct pz_arena *arena, struct pz_map *map, struct pz_key key, struct pz_value v);
/* The same with a literal or arena string as key. */
void pz_map_set(struct pz_arena *arena, struct pz_map *map, const char *key, struct pz_value v);
/* The value, borrowed until the map changes, or NULL. */
struct pz_value *pz_map_find(const struct pz_map *map, struct pz_key key);
/* The value, or undefined. */
struct pz_value pz_map_get(const struct pz_map *map, const char *key);
/* The string under a key as a NUL-terminated copy in the arena; NULL when it is missing or no string. */
const char *pz_map_text(struct pz_arena *arena, const struct pz_map *map, const char *key);

/* A map with the keys of another and its values copied shallowly; the keys' index is shared, so this is one memcpy. For rows of one
 * shape: fill e[i].value by position. The model must live as long. */
struct pz_map *pz_map_like(struct pz_arena *arena, const struct pz_map *model);

/* Deep copy into another arena; objects are shared. */
struct pz_value pz_value_copy(struct pz_arena *arena, struct pz_value v);

/* Objects ------------------------------------------------------------------------------------------------ */

struct pz_error;

struct pz_call_args {
    struct pz_value *v; /* positional */
    uint32_t n;
    struct pz_entry *named;
    uint32_t named_n;
};

/* Every operation may be NULL; then the language treats the object as one that has none such. */
struct pz_object_class {
    const char *name; /* English, for messages and dispatch: compare the class pointer, not the name */
    /* Attribute or item; 0 and *out set (undefined when there is none), -1 on failure. */
    int (*get)(struct pz_object *self, struct pz_key name, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
    int (*call)(struct pz_object *self, const struct pz_call_args *args, struct pz_arena *arena, struct pz_value *out,
                struct pz_error *err);
    /* The text it prints as. */
    int (*text)(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
    /* The plain value it stands for (a lazy list, say); asked before iteration, length, comparison. */
    int (*force)(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
};

struct pz_object {
    const struct pz_object_class *cls;
};

static inline struct pz_value pz_object_value(struct pz_object *object)
{
    return (struct pz_value){.type = PZ_OBJECT, .u.object = object};
}

#endif
