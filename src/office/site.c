/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/site.h"

#include "office/format.h"

struct pz_site *pz_site_new(struct pz_part *part, enum pz_site_kind kind, uint32_t node)
{
    struct pz_site *site = PZ_NEW(part->arena, struct pz_site);
    site->kind = (uint8_t)kind;
    site->node = node;
    site->spaces = part->format->text_in_paragraph;
    if (node != PZ_NO_NODE)
        site->prefix.s = pz_markup_prefix(&part->m, node, &site->prefix.len);
    return site;
}

struct pz_site *pz_hook_new(struct pz_part *part, uint32_t node, pz_hook_function *run)
{
    struct pz_site *site = pz_site_new(part, PZ_SITE_HOOK, node);
    site->run = run;
    if (node != PZ_NO_NODE)
        site->open = (struct pz_text){part->m.src + part->m.v[node].start, part->m.v[node].open_end - part->m.v[node].start};
    return site;
}

void pz_hook_add(struct pz_part *part, uint32_t at, enum pz_edit_rank rank, uint32_t seq, struct pz_site *site)
{
    pz_edit_insert(part, at, rank, seq, PZ_SEG_HOOK, (struct pz_text){"", 0}, pz_part_add_site(part, site), 0);
}

struct pz_text pz_text_concat(struct pz_arena *arena, struct pz_text a, struct pz_text b)
{
    char *s = pz_arena_alloc(arena, a.len + b.len + 1);
    if (a.len)
        memcpy(s, a.s, a.len);
    if (b.len)
        memcpy(s + a.len, b.s, b.len);
    s[a.len + b.len] = '\0';
    return (struct pz_text){s, a.len + b.len};
}
