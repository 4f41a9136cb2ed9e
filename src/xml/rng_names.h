/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in a document that its RelaxNG schema does not know: where a name is misspelt, RelaxNG itself only says that something above
 * does not fit. Inside src/xml only. */
#ifndef PZ_XML_RNG_NAMES_H
#define PZ_XML_RNG_NAMES_H

#include "xml/xml.h"

/* Whether the node is the element name of a RelaxNG schema (XML syntax, OASIS 2001). */
bool pz_rng_is(const struct pz_xml_node *node, const char *name);

/* The schema's <define> of this name; NULL when it has none. */
const struct pz_xml_node *pz_rng_define(const struct pz_xml_node *grammar, const char *name);

/* Report each element and attribute whose name the schema has nowhere, or not for that element, with the name that was probably meant
 * (E-XML-010, E-XML-012), attributes that are missing (E-XML-013), and words that an attribute cannot be (E-XML-014). where: filled
 * with the elements concerned, at most max; then the search ends. The number of them. */
size_t pz_rng_report_names(const struct pz_xml_node *schema, const struct pz_xml_doc *doc, struct pz_diags *diags,
                           const struct pz_xml_node **where, size_t max);

#endif
