/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document opened for merging (merge.h): its two parts as markup, and where in them the styles, master pages and body stand. Inside the
 * folder only. */
#ifndef PZ_ODT_MERGE_SOURCE_H
#define PZ_ODT_MERGE_SOURCE_H

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/value.h"
#include "office/part.h"
#include "xml/markup.h"
#include "zip/package.h"

enum pz_merge_name {
    MERGE_UNKNOWN,
#define N(id, ns, local) id,
#include "odt/merge_names.def"
#undef N
};

struct pz_odt_part {
    struct pz_buf text;
    struct pz_markup m;
    uint32_t automatic; /* the element with the automatic styles */
};

struct pz_odt_source {
    struct pz_arena arena; /* the caller sets its trap */
    struct pz_package *package;
    struct pz_odt_part content, styles;
    uint32_t common;         /* the element with the common styles, in styles */
    uint32_t masters;        /* the element, in styles */
    uint32_t text;           /* in content: the body … */
    uint32_t body;           /* … its first paragraph, list or table, … */
    uint32_t first;          /* … the first that has a style to begin a page with: paragraph or table, … */
    uint32_t paragraph;      /* … and the first paragraph, which bears the mark */
    uint32_t style;          /* the automatic style of `first`; PZ_NO_NODE: it has a common one */
    struct pz_text label;    /* the name of that style */
    struct pz_text page;     /* the master page it begins with */
    struct pz_map *pictures; /* members that are the document's own: number in the package by name */
    bool first_pages;        /* it has headers or footers for first pages alone */
};

/* 0; 1 when it cannot be merged, and *reason says why (static, English); -1: it cannot be read. To be closed in any case. */
int pz_odt_source_open(struct pz_odt_source *s, const char *path, const char **reason, struct pz_error *err);
void pz_odt_source_close(struct pz_odt_source *s);
/* What documents that are merged have in common. */
int pz_odt_source_class(struct pz_odt_source *s, char class[PZ_DIGEST_SIZE], struct pz_error *err);
/* Whether a member is the document's own: the parts that are joined, what speaks of the document, its pictures. */
bool pz_odt_source_owns(const struct pz_odt_source *s, const char *name);

static inline bool pz_odt_is(struct pz_text text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.s, word, text.len) == 0;
}

/* The local part of an attribute's name, and its raw value. */
struct pz_text pz_odt_local(const struct pz_markup *m, const struct pz_markup_attribute *a);
struct pz_text pz_odt_value(const struct pz_markup *m, const struct pz_markup_attribute *a);
/* The raw value of the attribute with this local name; empty when there is none. */
struct pz_text pz_odt_attribute(const struct pz_markup *m, uint32_t node, const char *local);
#endif
