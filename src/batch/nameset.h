/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names were given out already: a set of 64-bit hashes with the number of who took the name. For several threads at once. */
#ifndef PZ_BATCH_NAMESET_H
#define PZ_BATCH_NAMESET_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Open struct. Invariant: n < cap / 2; a slot with hash 0 is free. */
struct pz_nameset {
    pthread_mutex_t lock;
    struct pz_name_slot {
        uint64_t hash;
        uint64_t owner;
    } * slots;
    size_t n, cap; /* cap: a power of two, or 0 */
};

void pz_nameset_init(struct pz_nameset *set);
void pz_nameset_release(struct pz_nameset *set);
/* The name goes to the lowest number that asks for it, whatever the order they come in. 0: it is `owner`'s now, and was nobody's; 1: it stays
 * that of *other, the lower number; 2: it is `owner`'s now, and was that of *other; -1: memory ran out. Two names out of 46,000 share a hash by chance once in 10^10 batches. */
int pz_nameset_add(struct pz_nameset *set, const char *name, size_t len, size_t owner, size_t *other);
/* Whose a name is that was asked for. */
size_t pz_nameset_owner(struct pz_nameset *set, const char *name, size_t len);

#endif
