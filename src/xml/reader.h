/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streaming XML reader for large parts (sheets of 100,000 rows): events one after the other in memory that does not grow.
 * The same restrictions as xml.h. */
#ifndef PZ_XML_READER_H
#define PZ_XML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum pz_xml_event { PZ_XML_EOF, PZ_XML_START, PZ_XML_END, PZ_XML_TEXT };

struct pz_xml_reader;

/* Bytes for the reader: up to `size` into `to`; the count, 0 at the end, -1 on failure with err filled. */
typedef long (*pz_xml_read)(void *self, char *to, size_t size, struct pz_error *err);

/* name: the part, for messages. */
int pz_xml_reader_new(struct pz_xml_reader **out, pz_xml_read read, void *self, const char *name, struct pz_error *err);
int pz_xml_reader_new_memory(struct pz_xml_reader **out, const void *data, size_t len, const char *name, struct pz_error *err);
void pz_xml_reader_free(struct pz_xml_reader *r);

/* The next event: 0 and *event (an empty element gives START and END), or -1.
 * Errors: E-XML-001, E-XML-002, E-XML-003 with line; what `read` reported. */
int pz_xml_reader_next(struct pz_xml_reader *r, enum pz_xml_event *event, struct pz_error *err);

/* Of the current element; borrowed until the next call. */
const char *pz_xml_reader_name(const struct pz_xml_reader *r); /* local name */
const char *pz_xml_reader_ns(const struct pz_xml_reader *r);   /* namespace URI or "" */
unsigned
pz_xml_reader_depth(const struct pz_xml_reader *r); /* of the element itself: the root has 0; of text: its parent's plus 1 */
/* Value of the START's attribute by local name whatever its prefix, or NULL. Borrowed until the next event; 32 of them at most. */
const char *pz_xml_reader_get(struct pz_xml_reader *r, const char *name);
/* The piece of text (entities resolved); one text may come in several pieces. Borrowed until the next event. */
const char *pz_xml_reader_text(const struct pz_xml_reader *r, size_t *len);
unsigned pz_xml_reader_line(const struct pz_xml_reader *r);
/* Read on until the END of the current START; nothing of it is reported. */
int pz_xml_reader_skip(struct pz_xml_reader *r, struct pz_error *err);

#endif
