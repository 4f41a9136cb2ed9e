/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/loop.h"

static bool repeats(const struct pz_tag *tag)
{
    static const char *const words[] = {"for", "macro", "call", "set"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (tag->word.len == strlen(words[i]) && memcmp(tag->word.s, words[i], tag->word.len) == 0)
            return true;
    }
    return false;
}

static uint32_t offset_of(const struct pz_part *part, const struct pz_tag *tag, bool close)
{
    if (tag->anchor == PZ_AFTER || (tag->anchor == PZ_INSTEAD && !close))
        return part->m.v[tag->node].end;
    return tag->anchor == PZ_BEFORE || tag->anchor == PZ_INSTEAD ? part->m.v[tag->node].start : tag->at;
}

void odt_loops_find(struct odt_loops *out, struct pz_part *part)
{
    *out = (struct odt_loops){PZ_NEW_ARRAY(part->arena, part->tags_n + 1, struct odt_loop), 0};
    for (uint32_t i = 0; i < part->tags_n; i++) {
        const struct pz_tag *first = &part->tags[i], *last = first;
        if (first->opener != i || first->next == PZ_NO_TAG || !repeats(first))
            continue;
        while (last->next != PZ_NO_TAG)
            last = &part->tags[last->next];
        bool moved = first->anchor == PZ_BEFORE || first->anchor == PZ_AFTER || first->anchor == PZ_INSTEAD;
        enum pz_role role = moved && first->word.s[0] == 'f' ? part->m.v[first->node].role : PZ_ROLE_OBJECT;
        struct odt_loop loop = {offset_of(part, first, false), offset_of(part, last, true), i, role == PZ_ROLE_PARAGRAPH,
                                role == PZ_ROLE_ROW};
        if (loop.start < loop.end)
            out->v[out->n++] = loop;
    }
}

bool odt_loop_holds(const struct odt_loop *loop, const struct pz_part *part, uint32_t node)
{
    return part->m.v[node].start >= loop->start && part->m.v[node].end <= loop->end;
}
