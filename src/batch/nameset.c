/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/nameset.h"

#include "base/mem.h"

void pz_nameset_init(struct pz_nameset *set)
{
    *set = (struct pz_nameset){0};
    pthread_mutex_init(&set->lock, NULL);
}

void pz_nameset_release(struct pz_nameset *set)
{
    pz_free(set->slots);
    pthread_mutex_destroy(&set->lock);
}

/* FNV-1a with a final mix; 0 stands for a free slot. */
static uint64_t hash_of(const char *s, size_t len)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h ? h : 1;
}

static struct pz_name_slot *slot_of(struct pz_name_slot *slots, size_t cap, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (slots[i].hash && slots[i].hash != hash)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

static int grow(struct pz_nameset *set)
{
    size_t cap = set->cap ? set->cap * 2 : 256;
    struct pz_name_slot *slots = pz_calloc(cap, sizeof *slots);
    if (!slots)
        return -1;
    for (size_t i = 0; i < set->cap; i++)
        if (set->slots[i].hash)
            *slot_of(slots, cap, set->slots[i].hash) = set->slots[i];
    pz_free(set->slots);
    set->slots = slots;
    set->cap = cap;
    return 0;
}

int pz_nameset_add(struct pz_nameset *set, const char *name, size_t len, size_t owner, size_t *other)
{
    int rc = -1;
    uint64_t hash = hash_of(name, len);
    pthread_mutex_lock(&set->lock);
    if (set->n * 2 >= set->cap && grow(set) != 0)
        goto done;
    struct pz_name_slot *slot = slot_of(set->slots, set->cap, hash);
    if (slot->hash) {
        *other = (size_t)slot->owner;
        rc = owner < *other ? 2 : 1;
        slot->owner = rc == 2 ? owner : slot->owner;
        goto done;
    }
    *slot = (struct pz_name_slot){hash, owner};
    set->n++;
    rc = 0;
done:
    pthread_mutex_unlock(&set->lock);
    return rc;
}

size_t pz_nameset_owner(struct pz_nameset *set, const char *name, size_t len)
{
    pthread_mutex_lock(&set->lock);
    size_t owner = (size_t)slot_of(set->slots, set->cap, hash_of(name, len))->owner;
    pthread_mutex_unlock(&set->lock);
    return owner;
}
