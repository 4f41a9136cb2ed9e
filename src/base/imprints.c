/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/imprints.h"

enum { FIRST = 64 };

struct imprint {
    uint64_t high;
    uint32_t low; /* of a slot that is free both are 0 */
    int32_t number;
};

/* Two sums of eight bytes at a time. Each step of each can be undone, so texts of one length that differ in one place never have one imprint. */
static struct imprint imprint_of(const char *s, size_t len)
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
    struct imprint out = {.high = a ^ a >> 33, .low = (uint32_t)(b >> 32)};
    out.low += !out.high && !out.low;
    return out;
}

static bool is_free(const struct imprint *slot)
{
    return !slot->high && !slot->low;
}

static int put_slot(struct pz_imprints *map, size_t i, const struct imprint *slot, struct pz_error *err)
{
    return pz_pages_write(&map->slots, i * sizeof *slot, slot, sizeof *slot, err);
}

/* The slot in which the imprint is, or would be; at least one is free. 1: it is there, with *number. */
static int place_of(struct pz_imprints *map, const struct imprint *it, size_t *i, int32_t *number, struct pz_error *err)
{
    struct imprint slot;
    for (*i = it->high & (map->cap - 1);; *i = (*i + 1) & (map->cap - 1)) {
        if (pz_pages_read(&map->slots, *i * sizeof slot, &slot, sizeof slot, err) != 0)
            return -1;
        if (is_free(&slot))
            return 0;
        if (slot.high == it->high && slot.low == it->low) {
            *number = slot.number;
            return 1;
        }
    }
}

/* Slots are gone through in their order, and each goes to one of two places in the new ones, so that files are read and written in theirs. */
static int copy_slots(struct pz_imprints *to, struct pz_imprints *from, struct pz_error *err)
{
    struct imprint slot;
    int32_t number;
    size_t at;
    for (size_t i = 0; i < from->cap; i++) {
        if (pz_pages_read(&from->slots, i * sizeof slot, &slot, sizeof slot, err) != 0)
            return -1;
        if (!is_free(&slot) && (place_of(to, &slot, &at, &number, err) < 0 || put_slot(to, at, &slot, err) != 0))
            return -1;
    }
    return 0;
}

static int grow(struct pz_imprints *map, struct pz_error *err)
{
    struct pz_imprints larger = {.n = map->n, .cap = map->cap ? map->cap * 2 : FIRST};
    if (put_slot(&larger, larger.cap - 1, &(struct imprint){0}, err) != 0 || copy_slots(&larger, map, err) != 0) {
        pz_pages_release(&larger.slots);
        return -1;
    }
    pz_pages_release(&map->slots);
    *map = larger;
    return 0;
}

void pz_imprints_release(struct pz_imprints *map)
{
    pz_pages_release(&map->slots);
    *map = (struct pz_imprints){0};
}

int pz_imprints_find(struct pz_imprints *map, const char *s, size_t len, int32_t *number, struct pz_error *err)
{
    size_t at;
    struct imprint it = imprint_of(s, len);
    return map->n ? place_of(map, &it, &at, number, err) : 0;
}

int pz_imprints_add(struct pz_imprints *map, const char *s, size_t len, int32_t *number, struct pz_error *err)
{
    if ((map->n + 1) * 8 > map->cap * 7 && grow(map, err) != 0)
        return -1;
    size_t at;
    struct imprint it = imprint_of(s, len);
    it.number = *number;
    int rc = place_of(map, &it, &at, number, err);
    if (rc == 0 && (rc = put_slot(map, at, &it, err)) == 0)
        map->n++;
    return rc;
}

int pz_imprints_set(struct pz_imprints *map, const char *s, size_t len, int32_t number, struct pz_error *err)
{
    size_t at;
    int32_t before;
    struct imprint it = imprint_of(s, len);
    it.number = number;
    return place_of(map, &it, &at, &before, err) < 0 ? -1 : put_slot(map, at, &it, err);
}
