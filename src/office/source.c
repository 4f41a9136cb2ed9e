/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/office.h"

bool pz_source_may_hold_tags(const char *xml, size_t len)
{
    if (memchr(xml, '{', len) || memmem(xml, len, "%7B", 3))
        return true;
    for (const char *p = xml; (p = memmem(p, (size_t)(xml + len - p), "&#", 2)); p += 2) {
        size_t at = (size_t)(p - xml);
        if (pz_xml_decode(xml, &at, len) == '{')
            return true;
    }
    return false;
}

static const char *expand_cdata(struct pz_arena *arena, const char *xml, size_t len, const struct pz_markup_names *names,
                                size_t *new_len)
{
    struct pz_markup m;
    struct pz_buf out = PZ_BUF_INIT;
    size_t at = 0;
    pz_markup_scan(&m, arena, xml, len, names);
    for (uint32_t i = 0; i < m.n; i++) {
        const struct pz_node *n = &m.v[i];
        if (n->kind != PZ_NODE_CDATA)
            continue;
        pz_buf_put(&out, xml + at, n->start - at);
        pz_buf_put_xml(&out, xml + n->start + 9, n->end - n->start - 12);
        at = n->end;
    }
    pz_buf_put(&out, xml + at, len - at);
    *new_len = out.len;
    const char *text = pz_arena_take(arena, &out);
    return text;
}

void pz_source_normalise(struct pz_office *office, const char **xml, size_t *len)
{
    if (memmem(*xml, *len, "<![CDATA[", 9))
        *xml = expand_cdata(&office->arena, *xml, *len, office->format->names, len);
    size_t new_len;
    const char *text = office->format->rewrite ? office->format->rewrite(&office->arena, *xml, *len, &new_len) : NULL;
    if (text) {
        *xml = text;
        *len = new_len;
    }
}
