/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of one document for merging (merge.h): where its body, last paragraph and section stand. Inside the folder only. */
#ifndef PZ_DOCX_MERGE_SCAN_H
#define PZ_DOCX_MERGE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct pz_merge_scan {
    size_t body, sect, sect_end; /* behind <w:body>; of the last <w:sectPr> and behind it */
    size_t first, mark;          /* the first paragraph; where its mark goes: behind its properties */
    size_t last, last_end;       /* the last paragraph's start tag, and behind it */
    size_t properties;           /* where properties go into the last paragraph */
    bool has_properties;         /* it has an element for them */
    bool last_is_empty;          /* the last paragraph shows nothing */
    const char *reason;          /* why it cannot be merged; NULL: it can */
};

/* src: a part without declarations inside, in UTF-8. A body part fills in the places, a header or footer has none of them. */
void pz_merge_scan_body(struct pz_merge_scan *scan, const char *src, size_t len);
const char *pz_merge_scan_header(const char *src, size_t len);

/* An attribute's value inside a tag that begins at `tag`: 0 and the range of the value, or -1. name: with the prefix. */
int pz_merge_attribute(const char *tag, const char *end, const char *name, const char **value, size_t *len);

#endif
