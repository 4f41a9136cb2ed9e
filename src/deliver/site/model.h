/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of the site are filled with: maps made from the documents and the context. docs/ru/публикация.md lists the names for
 * those who change the templates. */
#ifndef PZ_DELIVER_SITE_MODEL_H
#define PZ_DELIVER_SITE_MODEL_H

#include "base/buf.h"
#include "base/value.h"
#include "deliver/site/site.h"
#include "deliver/table.h"

struct pz_site_model {
    struct pz_arena *arena;
    const struct pz_site_options *options;
    struct pz_table roles, media, profiles, letters;
    struct pz_map *site;       /* title, authority, url, nav … */
    struct pz_list *documents; /* current editions, newest first */
    struct pz_list *older;     /* pages of earlier editions */
    struct pz_list *organisations, *kinds, *years;
    struct pz_list *lists; /* {title, page, count, by} of every list of documents by year and by kind */
    struct pz_value period, report;
    const struct pz_site_document **sources; /* by the position in `documents`, then in `older` */
};

/* Build all of it. Errors: E-SYS-002 (a file of a document cannot be read). */
int pz_site_model(struct pz_site_model *model, const struct pz_site_document *documents, size_t n,
                  const struct pz_site_options *options, struct pz_arena *arena, struct pz_error *err);

/* Text of a value for a page, "" for none: one digit behind the comma as in the documents, 82.5 → «82,5», 35 → «35,0». In the arena. */
const char *pz_site_number(struct pz_arena *arena, const struct pz_value *v, bool sign);
/* A piece of an address in Latin letters; what has no letter of its own there is told apart by a digest. In the arena. */
const char *pz_site_slug(struct pz_site_model *model, const char *text);
/* The value under a dotted path ("organisation.name"), or none. */
struct pz_value pz_site_lookup(const struct pz_value *row, const char *path);
/* A QR code as SVG markup; undefined when it cannot be made. */
struct pz_value pz_site_qr(const char *text, const char *label, struct pz_arena *arena);

#endif
