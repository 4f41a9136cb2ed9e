/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/loop.h"

/* Whether a paragraph that stays stands in the loop before the list. */
static bool text_before(const struct pz_part *part, const struct odt_loop *loop, uint32_t list)
{
    for (size_t i = 0; i < part->flows_n; i++) {
        uint32_t paragraph = part->flows[i].node;
        if (part->m.v[paragraph].start >= part->m.v[list].start)
            return false;
        if (odt_loop_holds(loop, part, paragraph) && !pz_part_is_dropped(part, paragraph))
            return true;
    }
    return false;
}

static int run_anew(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)out, (void)err;
    state->lists[site->number] = 0;
    return 0;
}

/* By the identifier of the copy before (unique.c), because another list of the same style may stand between; without one by the style. */
static int run_go_on(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    uint32_t copies = state->lists[site->other]++;
    if (!state->lists[site->number]++)
        return 0;
    pz_buf_printf(out, " %.*s", (int)site->prefix.len, site->prefix.s);
    if (!site->open.len)
        pz_buf_puts(out, "continue-numbering=\"true\"");
    else if (copies == 1)
        pz_buf_printf(out, "continue-list=\"%.*s\"", (int)site->open.len, site->open.s);
    else
        pz_buf_printf(out, "continue-list=\"%.*s%.*s%u\"", (int)site->open.len, site->open.s, (int)site->line.len, site->line.s,
                      copies);
    return 0;
}

/* Whether a loop inside a row repeats the list or its items: then the list is the row's own. */
static bool repeats_in_row(const struct pz_part *part, const struct odt_loops *loops, const struct odt_loop *row, uint32_t list)
{
    const struct pz_node *node = &part->m.v[list];
    for (size_t i = 0; i < loops->n; i++) {
        const struct odt_loop *loop = &loops->v[i];
        bool inside = loop->start >= row->start && loop->end <= row->end && loop != row && !loop->rows;
        if (inside && (odt_loop_holds(loop, part, list) || (loop->start >= node->start && loop->end <= node->end)))
            return true;
    }
    return false;
}

static void go_on(struct pz_part *part, const struct odt_loops *loops, uint32_t list)
{
    const struct odt_loop *anew = NULL;
    bool leads = false; /* some loop begins with it */
    for (size_t i = 0; i < loops->n; i++) {
        const struct odt_loop *loop = &loops->v[i];
        if (!(loop->blocks || loop->rows) || !odt_loop_holds(loop, part, list))
            continue;
        if (loop->rows ? !repeats_in_row(part, loops, loop, list) : !text_before(part, loop, list))
            leads = true;
        else if (!anew || loop->start > anew->start)
            anew = loop;
    }
    if (!leads)
        return;
    struct pz_site *site = pz_hook_new(part, list, run_go_on);
    const char *name = part->m.src + part->m.v[list].start + 1;
    site->number = part->lists++;
    site->other = part->lists++;
    const char *id = pz_markup_get(&part->m, list, "id", part->arena);
    site->open = (struct pz_text){id ? id : "", id ? strlen(id) : 0};
    site->line = odt_name_separator(part, site->open);
    pz_hook_add(part, part->m.v[list].start + 1 + (uint32_t)strcspn(name, " \t\r\n/>"), PZ_RANK_TAG, 0, site);
    if (anew) {
        struct pz_site *begin = pz_hook_new(part, PZ_NO_NODE, run_anew);
        begin->number = site->number;
        pz_hook_add(part, anew->start, PZ_RANK_TAG, 3 * anew->opener + 2, begin);
    }
}

void odt_continue_lists(struct pz_part *part, const struct odt_loops *loops)
{
    for (uint32_t i = 0; loops->n && i < part->m.n; i++) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || part->m.v[i].name != ODT_LIST || pz_part_is_dropped(part, i) ||
            pz_part_ancestor(part, part->m.v[i].parent, PZ_ROLE_LIST) != PZ_NO_NODE)
            continue;
        if (!pz_markup_get(&part->m, i, "continue-numbering", part->arena) &&
            !pz_markup_get(&part->m, i, "continue-list", part->arena))
            go_on(part, loops, i);
    }
}
