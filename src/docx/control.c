/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content controls (ISO/IEC 29500-1, 17.5.2). A tag typed into a control is
 * text as anywhere; a tag in its title or its “tag” property sets what it
 * shows: the text of a plain, rich or date control, the choice of a list, the
 * mark of a check box. */
#include <stdlib.h>

#include "base/utf8.h"
#include "docx/names.h"

enum { CHECKED = 0x2612, UNCHECKED = 0x2610 };

/* The print tag in the title or “tag” property of a control; PZ_NO_TAG without
 * one. */
static uint32_t tag_of(const struct pz_part *part, uint32_t props, uint32_t *property)
{
    for (size_t i = 0; i < part->attributes_n; i++) {
        const struct pz_flow *flow = &part->attributes[i];
        uint16_t name = part->m.v[flow->node].name;
        bool own = part->m.v[flow->node].parent == props && (name == W_TAG || name == W_ALIAS);
        if (own && flow->first_tag != PZ_NO_TAG && part->tags[flow->first_tag].kind == PZ_TAG_PRINT) {
            *property = flow->node;
            return flow->first_tag;
        }
    }
    return PZ_NO_TAG;
}

static bool holds_tags(const struct pz_part *part, uint32_t content)
{
    size_t first, end;
    pz_flows_inside(part, content, &first, &end);
    for (size_t i = first; i < end; i++) {
        if (part->flows[i].first_tag != PZ_NO_TAG)
            return true;
    }
    /* an inline control: its text belongs to the paragraph around it */
    for (size_t i = 0; i < part->tags_n; i++) {
        if (part->tags[i].at > part->m.v[content].start && part->tags[i].at < part->m.v[content].end)
            return true;
    }
    return false;
}

static void cut_child(struct pz_part *part, uint32_t props, uint16_t name)
{
    uint32_t child = pz_markup_child(&part->m, props, name);
    if (child != PZ_NO_NODE)
        pz_edit_cut(part, part->m.v[child].start, part->m.v[child].end);
}

static void print_at(struct pz_part *part, uint32_t at, struct pz_text expression, uint32_t tag)
{
    pz_edit_insert(part, at, PZ_RANK_TAG, 3 * tag + 1, PZ_SEG_PRINT, expression,
                   pz_part_add_site(part, pz_site_new(part, PZ_SITE_ATTRIBUTE, PZ_NO_NODE)), tag);
}

/* What the control shows: its first text, the others go. */
static void print_content(struct pz_part *part, uint32_t content, struct pz_text expression, uint32_t tag)
{
    bool done = false;
    for (uint32_t i = content + 1; i < part->m.v[content].after; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || node->name != W_T)
            continue;
        pz_edit_cut(part, node->open_end, node->close);
        if (!done)
            print_at(part, node->open_end, expression, tag);
        done = true;
    }
}

static const char *symbol(struct pz_part *part, uint32_t box, uint16_t state, uint32_t usual)
{
    uint32_t child = pz_markup_child(&part->m, box, state);
    const char *value = child == PZ_NO_NODE ? NULL : pz_markup_get(&part->m, child, "val", part->arena);
    uint32_t rune = value ? (uint32_t)strtoul(value, NULL, 16) : 0;
    char *text = pz_arena_zalloc(part->arena, 5);
    pz_utf8_encode(text, rune ? rune : usual);
    return text;
}

static void set_box(struct pz_part *part, uint32_t box, uint32_t content, struct pz_text condition, uint32_t tag)
{
    uint32_t checked = pz_markup_child(&part->m, box, W14_CHECKED);
    struct pz_markup_attribute a;
    for (uint32_t at = 0; checked != PZ_NO_NODE && pz_markup_attribute(&part->m, checked, &at, &a);) {
        if (memcmp(part->m.src + a.name_end - 3, "val", 3) != 0)
            continue;
        pz_edit_cut(part, a.value, a.value_end);
        print_at(part, a.value, docx_markup(part, "1 if (%.*s) else 0", (int)condition.len, condition.s), tag);
    }
    print_content(part, content,
                  docx_markup(part, "'%s' if (%.*s) else '%s'", symbol(part, box, W14_CHECKEDSTATE, CHECKED), (int)condition.len,
                              condition.s, symbol(part, box, W14_UNCHECKEDSTATE, UNCHECKED)),
                  tag);
}

/* The tag has said its part: the property goes, and what was to be written
 * there. */
static void take_property(struct pz_part *part, uint32_t property, uint32_t tag)
{
    pz_edit_cut(part, part->m.v[property].start, part->m.v[property].end);
    for (size_t i = 0; i < part->inserts_n; i++) {
        struct pz_insert *in = &part->inserts[i];
        if (in->kind == PZ_SEG_PRINT && in->at == part->tags[tag].at) {
            in->kind = PZ_SEG_LITERAL;
            in->text.len = 0;
        }
    }
}

void docx_controls(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->m.n; i++) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || part->m.v[i].name != W_SDT)
            continue;
        uint32_t props = pz_markup_child(&part->m, i, W_SDTPR), content = pz_markup_child(&part->m, i, W_SDTCONTENT), property;
        if (props == PZ_NO_NODE || content == PZ_NO_NODE)
            continue;
        uint32_t tag = tag_of(part, props, &property);
        if (tag == PZ_NO_TAG && !holds_tags(part, content))
            continue;
        cut_child(part, props, W_SHOWINGPLCHDR); /* it would grey the value, or have
                                                Word put another in its place */
        cut_child(part, props, W_DATABINDING);
        if (tag == PZ_NO_TAG)
            continue;
        uint32_t box = pz_markup_child(&part->m, props, W14_CHECKBOX);
        take_property(part, property, tag);
        if (box != PZ_NO_NODE)
            set_box(part, box, content, part->tags[tag].inside, tag);
        else
            print_content(part, content, part->tags[tag].inside, tag);
    }
}
