/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small changes to XML text that stays as it is otherwise: set attributes of tags found by their names. The text is well-formed. */
#ifndef PZ_XML_RETOUCH_H
#define PZ_XML_RETOUCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* A stretch of the text, as offsets. */
struct pz_stretch {
    size_t start, end;
};

/* The next start tag `name` («w:ind») that begins within the stretch; *tag covers it from «<» to behind «>». */
bool pz_retouch_find(const struct pz_buf *xml, struct pz_stretch within, const char *name, struct pz_stretch *tag);
/* The element whose start tag is `tag`: to behind its end tag. Elements of the same name do not nest in it. */
struct pz_stretch pz_retouch_element(const struct pz_buf *xml, struct pz_stretch tag, const char *name);
/* Whether the tag has the attribute with this value. */
bool pz_retouch_has(const struct pz_buf *xml, struct pz_stretch tag, const char *attribute, const char *value);
/* Set an attribute of the tag at `start`; the value needs no escaping. The text grows or shrinks behind it. */
void pz_retouch_set(struct pz_buf *xml, size_t start, const char *attribute, const char *value);

#endif
