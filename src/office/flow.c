/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows: the text of each paragraph, with the way back to the source. */
#include "office/format.h"

#include "base/utf8.h"

static void add_text(struct pz_part *part, const char *s, size_t len)
{
    if (part->text_cap - part->text_n < len + 1) {
        size_t cap = part->text_cap ? part->text_cap * 2 : 4096;
        while (cap - part->text_n < len + 1)
            cap *= 2;
        part->text = pz_arena_grow(part->arena, part->text, part->text_n, cap, 1);
        part->text_cap = cap;
    }
    memcpy(part->text + part->text_n, s, len);
    part->text_n += len;
}

static void add_piece(struct pz_part *part, uint32_t node, size_t start, size_t end, const char *s, size_t len, bool atom)
{
    PZ_GROW(part->arena, part->pieces, part->pieces_n, part->pieces_cap);
    part->pieces[part->pieces_n++] =
        (struct pz_flow_piece){(uint32_t)part->text_n, (uint32_t)len, (uint32_t)start, (uint32_t)end, node, atom};
    add_text(part, s, len);
}

static void add_source_text(struct pz_part *part, uint32_t node, size_t at, size_t end)
{
    const char *src = part->m.src;
    while (at < end) {
        const char *amp = memchr(src + at, '&', end - at);
        size_t plain = amp ? (size_t)(amp - src) : end;
        if (plain > at)
            add_piece(part, node, at, plain, src + at, plain - at, false);
        at = plain;
        if (at < end) {
            size_t next = at;
            char bytes[4];
            size_t len = pz_utf8_encode(bytes, pz_xml_decode(src, &next, end));
            add_piece(part, node, at, next, bytes, len, true);
            at = next;
        }
    }
}

static void set_roles(struct pz_part *part)
{
    const struct pz_office_format *format = part->format;
    for (uint32_t i = 0; i < part->m.n; i++) {
        struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT)
            continue;
        enum pz_role usual = format->roles[node->name];
        node->role = (uint8_t)(format->role ? format->role(part, i, usual) : usual);
    }
}

static bool is_flow_text(const struct pz_part *part, uint32_t node)
{
    if (part->m.v[node].kind != PZ_NODE_TEXT)
        return false;
    return part->format->text_in_paragraph || part->m.v[part->m.v[node].parent].role == PZ_ROLE_LEAF ||
           part->m.v[part->m.v[node].parent].role == PZ_ROLE_TEXT;
}

/* The nodes of a paragraph in order; what lies in nested paragraphs belongs to those. */
static void collect(struct pz_part *part, uint32_t paragraph)
{
    static const char object[] = "\xEF\xBF\xBC"; /* U+FFFC */
    PZ_GROW(part->arena, part->flows, part->flows_n, part->flows_cap);
    struct pz_flow *flow = &part->flows[part->flows_n++];
    *flow = (struct pz_flow){.node = paragraph, .pieces = (uint32_t)part->pieces_n, .text = (uint32_t)part->text_n};
    for (uint32_t i = paragraph + 1; i < part->m.v[paragraph].after;) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT) {
            if (is_flow_text(part, i))
                add_source_text(part, i, node->start, node->end);
            i++;
            continue;
        }
        char blank;
        switch (node->role) {
        case PZ_ROLE_RUN:
        case PZ_ROLE_LEAF:
        case PZ_ROLE_SPAN:
        case PZ_ROLE_WRAPPER: i++; break;
        case PZ_ROLE_PROPS:
        case PZ_ROLE_MARK:
        case PZ_ROLE_HIDDEN: i = node->after; break;
        case PZ_ROLE_BLANK:
            blank = part->format->blank(part, i);
            add_piece(part, i, node->start, node->end, &blank, 1, true);
            i = node->after;
            break;
        default: add_piece(part, i, node->start, node->end, object, 3, true); i = node->after;
        }
    }
    flow->pieces_end = (uint32_t)part->pieces_n;
    flow->text_end = (uint32_t)part->text_n;
}

void pz_flows_collect(struct pz_part *part)
{
    set_roles(part);
    for (uint32_t i = 0; i < part->m.n; i++) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT)
            continue;
        enum pz_role role = part->m.v[i].role;
        if (role == PZ_ROLE_PARAGRAPH || role == PZ_ROLE_TEXT)
            collect(part, i);
        else if (role == PZ_ROLE_HIDDEN)
            i = part->m.v[i].after - 1;
    }
    add_text(part, "", 0);
    if (part->text)
        part->text[part->text_n] = '\0';
}

void pz_flow_attribute(struct pz_part *part, uint32_t node, uint32_t start, uint32_t end)
{
    PZ_GROW(part->arena, part->attributes, part->attributes_n, part->attributes_cap);
    struct pz_flow *flow = &part->attributes[part->attributes_n++];
    *flow = (struct pz_flow){.node = node, .pieces = (uint32_t)part->pieces_n, .text = (uint32_t)part->text_n};
    add_source_text(part, node, start, end);
    flow->pieces_end = (uint32_t)part->pieces_n;
    flow->text_end = (uint32_t)part->text_n;
}

const struct pz_flow *pz_tag_flow(const struct pz_part *part, const struct pz_tag *tag)
{
    return tag->flow & PZ_IN_ATTRIBUTE ? &part->attributes[tag->flow & ~PZ_IN_ATTRIBUTE] : &part->flows[tag->flow];
}

const struct pz_flow_piece *pz_flow_piece_at(const struct pz_part *part, const struct pz_flow *flow, uint32_t text)
{
    uint32_t low = flow->pieces, high = flow->pieces_end;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (part->pieces[mid].text <= text)
            low = mid;
        else
            high = mid;
    }
    return &part->pieces[low];
}

uint32_t pz_flow_source(const struct pz_part *part, const struct pz_flow *flow, uint32_t text, bool end)
{
    const struct pz_flow_piece *piece = pz_flow_piece_at(part, flow, end && text > flow->text ? text - 1 : text);
    if (piece->atom)
        return end || text >= piece->text + piece->len ? piece->end : piece->start;
    uint32_t into = text - piece->text;
    return piece->start + (into < piece->len ? into : piece->len);
}

void pz_flows_inside(const struct pz_part *part, uint32_t node, size_t *first, size_t *end)
{
    uint32_t bounds[2] = {node, part->m.v[node].after};
    size_t found[2];
    for (int i = 0; i < 2; i++) {
        size_t low = 0, high = part->flows_n;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (part->flows[mid].node < bounds[i])
                low = mid + 1;
            else
                high = mid;
        }
        found[i] = low;
    }
    *first = found[0];
    *end = found[1];
}

uint32_t pz_part_ancestor(const struct pz_part *part, uint32_t node, enum pz_role role)
{
    while (node != PZ_NO_NODE && (part->m.v[node].kind != PZ_NODE_ELEMENT || part->m.v[node].role != role))
        node = part->m.v[node].parent;
    return node;
}

bool pz_part_is_dropped(const struct pz_part *part, uint32_t node)
{
    while (node != PZ_NO_NODE && !(part->marks[node] & PZ_NODE_DROPPED))
        node = part->m.v[node].parent;
    return node != PZ_NO_NODE;
}
