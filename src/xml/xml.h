/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML of definitions: a small tree with positions, and validation by RelaxNG.
 *
 * libxml2 reads; network, external entities and entity expansion are off and a DOCTYPE with declarations is refused. Positions are
 * exact: line and column (code points, from 1) of the tag's “<” and of each attribute's name. */
#ifndef PZ_XML_XML_H
#define PZ_XML_XML_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum { PZ_XML_MAX_BYTES = 64 * 1024 * 1024, PZ_XML_MAX_DEPTH = 256 };

struct pz_xml_attribute {
    const char *name, *ns; /* local name; namespace URI, "" for none */
    const char *value;
    unsigned line, column;
    struct pz_xml_attribute *next;
};

/* An element, or a piece of text (name is NULL). Comments and processing instructions are left out. */
struct pz_xml_node {
    const char *name, *ns; /* elements: local name; namespace URI, "" for none */
    const char *text;      /* text nodes: the text; elements: "" */
    unsigned line, column;
    struct pz_xml_attribute *attributes; /* in source order */
    struct pz_xml_node *parent, *first, *next;
};

struct pz_xml_doc {
    const char *name; /* the file, as messages show it */
    const char *data; /* UTF-8 */
    size_t len;
    struct pz_xml_node *root;
};

/* Parse a whole text in any encoding XML declares. Everything lives in the arena.
 * Errors, to diags: E-XML-001 not well-formed (with line and column), E-XML-002 DOCTYPE, E-XML-003 too deep or too large. */
int pz_xml_parse(struct pz_xml_doc **out, struct pz_arena *arena, const char *data, size_t len, const char *name,
                 struct pz_diags *diags);
/* The same for a file; also E-SYS-002. */
int pz_xml_parse_file(struct pz_xml_doc **out, struct pz_arena *arena, const char *path, const char *name, struct pz_diags *diags);

/* Validate against a RelaxNG schema in XML syntax (a text of ours, embedded). Every finding is reported with its element's place.
 * Errors: E-XML-010 unknown element, 011 missing element, 012 unknown attribute, 013 missing attribute, 014 bad value, 015 other. */
int pz_xml_validate_rng(const char *schema, size_t schema_len, const struct pz_xml_doc *doc, struct pz_diags *diags);

struct pz_place pz_xml_place(const struct pz_xml_doc *doc, const struct pz_xml_node *node);
/* The place of an attribute; of the element when it has none of that name. */
struct pz_place pz_xml_attribute_place(const struct pz_xml_doc *doc, const struct pz_xml_node *node, const char *name);

/* The value of an attribute without namespace, or NULL. */
const char *pz_xml_get(const struct pz_xml_node *node, const char *name);
/* First child element / next sibling element of that local name; name NULL: any. NULL when there is none. */
struct pz_xml_node *pz_xml_child(const struct pz_xml_node *node, const char *name);
struct pz_xml_node *pz_xml_next(const struct pz_xml_node *node, const char *name);
/* All text below the node in order, white space as written. */
const char *pz_xml_text(const struct pz_xml_node *node, struct pz_arena *arena);
/* The same with white space trimmed at both ends and collapsed to one blank inside. */
const char *pz_xml_text_collapsed(const struct pz_xml_node *node, struct pz_arena *arena);

#endif
