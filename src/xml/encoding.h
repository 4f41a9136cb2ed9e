/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML bytes in whatever encoding to UTF-8. */
#ifndef PZ_XML_ENCODING_H
#define PZ_XML_ENCODING_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Append the text as UTF-8 without a byte order mark. The encoding is told by the mark, by the first bytes, or by the
 * declaration (XML 1.0, appendix F); the declaration itself is left as it is, so the text is to be parsed as UTF-8 whatever it says.
 * name: for messages. Errors: E-XML-001 unknown encoding or bytes that are not in it. */
int pz_xml_to_utf8(struct pz_buf *out, const char *data, size_t len, const char *name, struct pz_error *err);

#endif
