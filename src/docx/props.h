/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of runs and paragraphs with more put in, each at the place the schema gives it (ISO/IEC 29500-1, 17.3.1.26, 17.3.2.28).
 * Private to src/docx. */
#ifndef PZ_DOCX_PROPS_H
#define PZ_DOCX_PROPS_H

#include "base/buf.h"
#include "office/part.h"

enum docx_props { DOCX_RUN_PROPS, DOCX_PARAGRAPH_PROPS };

struct docx_addition {
    const char *name; /* local name */
    const char *xml;  /* the element; "" only takes the template's own away */
};

/* Append base (the bytes of an rPr or pPr, len 0 for none) with the additions in place of its own elements of those names. */
void docx_put_props(struct pz_buf *out, enum docx_props kind, struct pz_text prefix, struct pz_text base,
                    const struct docx_addition *additions, size_t n);

/* Behind the element that begins at p. */
const char *docx_element_end(const char *p, const char *end);

#endif
