/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parsers of this folder share: how libxml2 is set up, and its errors in our words. Private to src/xml. */
#ifndef PZ_XML_SAX_H
#define PZ_XML_SAX_H

#include <stdbool.h>

#include <libxml/parser.h>

#include "base/error.h"

enum { PZ_XML_OPTIONS = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC };

/* Once per process, before the first parse; later calls do nothing. From then on pz_mem_refusals counts libxml2's requests too. */
void pz_xml_init(void);
/* An error of libxml2 in one sentence of the run's language. */
void pz_xml_message(char out[PZ_MESSAGE_MAX], const xmlError *error);
/* Free a parser with what it has kept; NULL is fine. */
void pz_xml_free_context(xmlParserCtxtPtr ctxt);
/* Whether a report means that the text is not XML (and not a mere warning). */
bool pz_xml_is_fatal(const xmlError *error);

#endif
