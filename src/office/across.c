/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block that begins in one part of a document and ends in another (a header and the body): the language sees two parts with an error
 * each. Here each error is told where the other end stands. */
#include "base/i18n.h"
#include "office/office.h"

enum { ENDS_MAX = 20, TAGS_MAX = 2000 }; /* looked at: what is more is hardly a slip */

struct end {
    struct pz_diag *diag;
    const struct pz_part *part;
    const struct pz_tag *tag;
};

/* The tag that a finding about a block is about: the place of its first word is the finding's. */
static const struct pz_tag *find_tag(const struct pz_part *part, const struct pz_diag *diag, enum pz_block_role role)
{
    for (uint32_t i = 0; i < part->tags_n && i < TAGS_MAX; i++) {
        const struct pz_tag *tag = &part->tags[i];
        struct pz_place place;
        if (tag->block != role)
            continue;
        pz_part_describe(part, i, (size_t)(tag->word.s - tag->inside.s), &place);
        if (strcmp(place.inside, diag->place.inside) == 0 && place.caret == diag->place.caret &&
            strcmp(place.source, diag->place.source) == 0)
            return tag;
    }
    return NULL;
}

static size_t find_ends(const struct pz_office *office, struct pz_diags *diags, const char *id, enum pz_block_role role,
                        struct end *out)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n && n < ENDS_MAX; i++) {
        const struct pz_tag *tag = NULL;
        for (size_t p = 0; p < office->sources_n && !tag && strcmp(diags->v[i].id, id) == 0; p++) {
            tag = find_tag(office->sources[p], &diags->v[i], role);
            if (tag)
                out[n++] = (struct end){&diags->v[i], office->sources[p], tag};
        }
    }
    return n;
}

static void tell(struct pz_diags *diags, struct end *one, const struct end *other)
{
    if (!one->diag->hint)
        one->diag->hint =
            pz_arena_printf(&diags->arena, _("its “%.*s” stands elsewhere: %s; a block ends in the part it begins in"),
                            (int)other->tag->word.len, other->tag->word.s, other->diag->place.inside);
}

void pz_office_blocks_across(const struct pz_office *office, struct pz_diags *diags)
{
    struct end open[ENDS_MAX], close[ENDS_MAX];
    size_t opens = find_ends(office, diags, "E-TPL-006", PZ_BLOCK_OPEN, open);
    size_t closes = opens ? find_ends(office, diags, "E-TPL-007", PZ_BLOCK_CLOSE, close) : 0;
    for (size_t i = 0; i < opens; i++) {
        for (size_t k = 0; k < closes; k++) {
            if (open[i].part == close[k].part || !pz_tag_closes(close[k].tag, open[i].tag))
                continue;
            tell(diags, &open[i], &close[k]);
            tell(diags, &close[k], &open[i]);
        }
    }
}
