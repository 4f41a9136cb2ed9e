/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One XML part of a package as a stream of events, and a fast look for single tags in it. Inside src/ingest only. */
#ifndef PZ_INGEST_PART_H
#define PZ_INGEST_PART_H

#include "xml/reader.h"
#include "zip/package.h"

struct pz_part {
    struct pz_member_stream *stream;
    struct pz_xml_reader *xml;
};

/* Errors: those of zip/ and xml/. After a failure pz_part_close is fine too. */
int pz_part_open(struct pz_part *part, struct pz_package *package, const char *name, size_t max_bytes, struct pz_error *err);
void pz_part_close(struct pz_part *part);

/* Append all text below the current START, up to its END. max: bytes. */
int pz_part_text(struct pz_part *part, struct pz_buf *out, size_t max, struct pz_error *err);

/* Called with a start tag's inside behind the name («ref="A1:B2"»); which: its place in the list. Return -1 to stop with err filled. */
typedef int (*pz_tag_fn)(void *self, size_t which, const char *attributes, size_t len, struct pz_error *err);

/* Find start tags by local name (tags: NULL-terminated) in a part without parsing the rest; comments and CDATA are stepped over. Tags longer
 * than 64 KB are refused. */
int pz_part_scan(struct pz_package *package, const char *name, size_t max_bytes, const char *const *tags, pz_tag_fn fn, void *self,
                 struct pz_error *err);
/* The value of an attribute of such a tag by local name, with entities replaced; false when there is none. Overwrites out. */
bool pz_tag_attribute(const char *attributes, size_t len, const char *name, struct pz_buf *out);

#endif
