/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Automatic styles of many documents in one part, and names given anew (merge.h). A style of the same name and definition as one before is the
 * same style; any other of its name, and what refers to such a one, is renamed: dN-NAME in document N. Inside the folder only. */
#ifndef PZ_ODT_MERGE_STYLE_H
#define PZ_ODT_MERGE_STYLE_H

#include "odt/merge_source.h"

/* The automatic styles of the merged part. */
struct pz_odt_pool {
    struct pz_buf text;
    struct pz_map *known; /* definition by name */
};

/* Markup of one document on its way out. */
struct pz_odt_copy {
    struct pz_buf *out;
    const struct pz_markup *m;
    size_t number;                 /* of the document */
    const struct pz_map *renamed;  /* names of automatic styles of this part */
    const struct pz_map *pictures; /* new names by old ones */
    bool masters;                  /* names of master pages are given anew */
};

/* How a document begins among others: where its first style stands and is replaced, and the paragraph that gets the mark. */
struct pz_odt_begin {
    uint32_t first, paragraph;
    const char *name; /* of the mark, and of the style */
};

/* Copy nodes from … until - 1, which are whole elements, as far as `end` in the source. begin: NULL for what is no body. */
void pz_odt_copy(const struct pz_odt_copy *c, uint32_t from, uint32_t until, size_t end, const struct pz_odt_begin *begin);
/* Add the automatic styles of a document's part to the pool. *c: all but `out` and `renamed`, which is filled in. arena: of the pool; what is
 * renamed lives in the source's. */
void pz_odt_pool_add(struct pz_odt_pool *pool, struct pz_arena *arena, struct pz_odt_copy *c, struct pz_odt_source *s,
                     const struct pz_odt_part *part);
/* Add the style a document begins with: that of its first paragraph or table, beginning a page numbered 1. */
void pz_odt_pool_begin(struct pz_odt_pool *pool, const struct pz_odt_copy *content, const struct pz_odt_source *s,
                       const char *name);

#endif
