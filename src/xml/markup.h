/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML seen as bytes: every element and text of a part with where it stands in the source, so that what is not touched can go
 * out byte for byte.
 *
 *     <w:p a="1">text<w:br/></w:p>          nodes in document order; `after` is the index behind the last descendant
 *     ^start     ^open_end     ^close ^end
 *
 * libxml2 judges first whether the text is XML (pz_xml_check); the scan relies on that. */
#ifndef PZ_XML_MARKUP_H
#define PZ_XML_MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum pz_node_kind {
    PZ_NODE_ELEMENT,
    PZ_NODE_TEXT,
    PZ_NODE_CDATA,
    PZ_NODE_OTHER /* comment, processing instruction, declaration */
};

#define PZ_NO_NODE UINT32_MAX

struct pz_node {
    uint8_t kind;
    uint8_t role;             /* the format's, 0 after the scan */
    uint16_t name;            /* index into the names + 1; 0: a name not in the table */
    uint32_t parent, after;   /* PZ_NO_NODE for the top */
    uint32_t start, open_end; /* the start tag; of other nodes the whole */
    uint32_t close, end;      /* the end tag; an empty element has close == end == open_end */
};

/* The names a format wants to tell apart: namespaces by several URIs, elements by namespace and local name. */
struct pz_markup_name {
    uint8_t ns;
    const char *local;
};
struct pz_markup_names {
    const char *const (*uris)[3]; /* per namespace up to two URIs, NULL behind */
    size_t uris_n;
    const struct pz_markup_name *v;
    size_t n;
};

struct pz_markup {
    const char *src;
    size_t len;
    struct pz_node *v;
    size_t n;
};

/* Whether the bytes (UTF-8) are well-formed XML without declared entities, within the depth of xml.h.
 * Errors: E-XML-001, E-XML-002, E-XML-003, with file (name), line and column. */
int pz_xml_check(const char *src, size_t len, const char *name, struct pz_error *err);

/* Scan checked text of less than 2 GiB; src is borrowed, the nodes live in the arena. */
void pz_markup_scan(struct pz_markup *out, struct pz_arena *arena, const char *src, size_t len,
                    const struct pz_markup_names *names);

/* The root element, or PZ_NO_NODE. */
uint32_t pz_markup_root(const struct pz_markup *m);
/* First child / next sibling (any kind), or PZ_NO_NODE. */
uint32_t pz_markup_first(const struct pz_markup *m, uint32_t node);
uint32_t pz_markup_next(const struct pz_markup *m, uint32_t node);
/* First child element of that name, or PZ_NO_NODE. */
uint32_t pz_markup_child(const struct pz_markup *m, uint32_t node, uint16_t name);
static inline bool pz_markup_is_empty_tag(const struct pz_node *node)
{
    return node->close == node->end;
}

/* One attribute of a start tag: qualified name and raw value (without quotes), as source offsets. */
struct pz_markup_attribute {
    uint32_t start, name_end; /* the name */
    uint32_t value, value_end;
};
/* Walk the attributes of an element: set *at to 0 first; false when there are no more. */
bool pz_markup_attribute(const struct pz_markup *m, uint32_t node, uint32_t *at, struct pz_markup_attribute *out);
/* Decoded value of the attribute with this local name, whatever its prefix; NULL when there is none. */
const char *pz_markup_get(const struct pz_markup *m, uint32_t node, const char *local, struct pz_arena *arena);
/* The qualified name of an element, up to its colon with it: "w:", or "". len: of the prefix. */
const char *pz_markup_prefix(const struct pz_markup *m, uint32_t node, size_t *len);

/* One character of XML source: the code point of a character or predefined entity at src[*at], stepping over it. */
uint32_t pz_xml_decode(const char *src, size_t *at, size_t end);
/* Decode a run of XML source, appended to out. */
void pz_xml_unescape(struct pz_buf *out, const char *src, size_t len);

#endif
