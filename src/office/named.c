/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that tags name in so many words, `{{ "logo.png"|image }}`: what is missing or broken is told for all of them when the template is
 * opened, each with its place, and not one by one as documents are made. What data name is looked at then. */
#include <stdlib.h>

#include "office/inclusion.h"
#include "office/office.h"
#include "office/picture.h"

static int check(const struct pz_office *office, const char *name, bool document, struct pz_arena *arena, struct pz_error *err)
{
    return document ? (pz_inclusion_find(office, name, arena, err) ? 0 : -1) : pz_picture_check(office, name, arena, err);
}

int pz_part_check_file(const void *self, const char *name, bool document, bool certain, struct pz_error *err)
{
    const struct pz_part *part = self;
    struct pz_office *office = part->office;
    if (office->sound && pz_map_find(office->sound, pz_key(name)))
        return 0;
    if (check(office, name, document, part->arena, err)) {
        if (!certain && err->kind == PZ_DATA)
            err->id = "W-DOC-027";
        return -1;
    }
    if (!office->sound)
        office->sound = pz_map_new(part->arena, 0);
    pz_map_put(part->arena, office->sound, pz_key(pz_arena_strdup(part->arena, name)), pz_none());
    return 0;
}
