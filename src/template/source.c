/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/source.h"

#include <string.h>

static void describe_nothing(const void *self, uint32_t place, size_t offset, struct pz_place *out)
{
    (void)self, (void)place, (void)offset;
    memset(out, 0, sizeof *out);
}

void pz_source_init(struct pz_source *source, struct pz_arena *arena, const char *name)
{
    *source = (struct pz_source){.arena = arena, .name = name, .describe = describe_nothing};
}

struct pz_segment *pz_source_add(struct pz_source *source, enum pz_segment_kind kind, const char *text, size_t len, uint32_t site,
                                 uint32_t place)
{
    struct pz_segment *last = source->n ? &source->v[source->n - 1] : NULL;
    if (kind == PZ_SEG_LITERAL && last && last->kind == PZ_SEG_LITERAL && last->text + last->len == text) {
        last->len += len;
        return last;
    }
    if (source->n == source->cap) {
        size_t cap = source->cap ? source->cap * 2 : 64;
        source->v = pz_arena_grow(source->arena, source->v, source->n, cap, sizeof *source->v);
        source->cap = cap;
    }
    struct pz_segment *added = &source->v[source->n++];
    *added = (struct pz_segment){.kind = kind, .text = text, .len = len, .site = site, .place = place};
    return added;
}
