/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document opened for merging (merge.h): its body, and the parts that are its own. Inside the folder only. */
#ifndef PZ_DOCX_MERGE_SOURCE_H
#define PZ_DOCX_MERGE_SOURCE_H

#include "base/buf.h"
#include "docx/merge_scan.h"
#include "zip/package.h"

#define PZ_MERGE_BODY     "word/document.xml"
#define PZ_MERGE_BODY_REL "word/_rels/document.xml.rels"
#define PZ_MERGE_TYPES    "[Content_Types].xml"

enum { PZ_MERGE_PARTS = 16 };

/* A part of one document's own: a header, a footer, a picture. */
struct pz_merge_own {
    const char *id, *target, *name; /* of the relationship, not ended by NUL; name: the target from word/ on */
    size_t id_len, target_len, name_len;
    bool picture, outside; /* outside: a link to an address, no part */
    const char *relation;  /* the whole element */
    size_t relation_len;
};

/* One document opened. */
struct pz_merge_source {
    struct pz_package *package;
    struct pz_buf body, relations, types;
    struct pz_merge_scan scan;
    struct pz_merge_own own[PZ_MERGE_PARTS];
    size_t own_n;
};

/* 0; 1 when it cannot be merged, and *reason says why (static, English); -1: it cannot be read. To be closed in any case. */
int pz_merge_source_open(struct pz_merge_source *s, const char *path, const char **reason, struct pz_error *err);
void pz_merge_source_close(struct pz_merge_source *s);
/* Whether a part of the package is the document's own: its body, header, picture, properties; the others are the same in all of a class. */
bool pz_merge_source_owns(const struct pz_merge_source *s, const char *name);

#endif
