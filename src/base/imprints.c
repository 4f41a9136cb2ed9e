/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/imprints.h"

#include <string.h>

#include "base/mem.h"

enum { FIRST = 64 };

/* Two sums of eight bytes at a time. Each step of each can be undone, so texts of one length that differ in one place never have one imprint. */
static struct pz_imprint imprint_of(const char *s, size_t len)
{
    uint64_t a = len * 0x9E3779B97F4A7C15u + 1, b = ~(uint64_t)len * 0xC2B2AE3D27D4EB4Fu;
    for (size_t i = 0; i < len; i += 8) {
        uint64_t v = 0;
        memcpy(&v, s + i, len - i < 8 ? len - i : 8);
        a = (a ^ v) * 0xFF51AFD7ED558CCDu;
        a ^= a >> 32;
        b = (b + v) * 0x9FB21C651E98DF25u;
        b ^= b >> 28;
    }
    a = (a ^ a >> 33) * 0xC4CEB9FE1A85EC53u;
    b = (b ^ b >> 29) * 0x94D049BB133111EBu;
    struct pz_imprint out = {.high = a ^ a >> 33, .low = (uint32_t)(b >> 32)};
    out.low += !out.high && !out.low;
    return out;
}

static bool is_free(const struct pz_imprint *slot)
{
    return !slot->high && !slot->low;
}

/* Where the imprint is, or would be; at least one slot is free. */
static struct pz_imprint *place_of(struct pz_imprint *slots, size_t cap, const struct pz_imprint *it)
{
    size_t i = it->high & (cap - 1);
    while (!is_free(&slots[i]) && (slots[i].high != it->high || slots[i].low != it->low))
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

static bool grow(struct pz_imprints *map)
{
    size_t cap = map->cap ? map->cap * 2 : FIRST;
    struct pz_imprint *slots = pz_calloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->cap; i++)
        if (!is_free(&map->slots[i]))
            *place_of(slots, cap, &map->slots[i]) = map->slots[i];
    pz_free(map->slots);
    map->slots = slots;
    map->cap = cap;
    return true;
}

void pz_imprints_release(struct pz_imprints *map)
{
    pz_free(map->slots);
    *map = (struct pz_imprints){0};
}

int32_t *pz_imprints_find(const struct pz_imprints *map, const char *s, size_t len)
{
    if (!map->n)
        return NULL;
    struct pz_imprint it = imprint_of(s, len), *slot = place_of(map->slots, map->cap, &it);
    return is_free(slot) ? NULL : &slot->number;
}

int32_t *pz_imprints_add(struct pz_imprints *map, const char *s, size_t len, int32_t number, bool *fresh)
{
    if ((map->n + 1) * 8 > map->cap * 7 && !grow(map))
        return NULL;
    struct pz_imprint it = imprint_of(s, len), *slot = place_of(map->slots, map->cap, &it);
    bool is_new = is_free(slot);
    if (is_new) {
        it.number = number;
        *slot = it;
        map->n++;
    }
    if (fresh)
        *fresh = is_new;
    return &slot->number;
}
