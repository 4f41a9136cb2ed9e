/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages from templates. */
#ifndef PZ_DELIVER_SITE_PAGES_H
#define PZ_DELIVER_SITE_PAGES_H

#include "deliver/site/edition.h"
#include "deliver/site/model.h"
#include "template/loader.h"

struct pz_site_pages {
    struct pz_site_model *model;
    struct pz_loader *loader;
    struct pz_edition *edition;
    struct pz_value datasets, newest, first_rows; /* first_rows: documents of the first page */
    struct pz_list *made;                         /* {path, date} of every page, for the site map */
    struct pz_diags *diags;
    size_t done, total;
    bool failed; /* a page could not be made */
};

/* Make every page. Faults of templates go to diags and set `failed`. Errors: E-SYS-…. */
int pz_site_pages(struct pz_site_pages *pages, struct pz_error *err);
/* One page: `template` over the common names and the entries of `own` (may be NULL), written as `path`. */
int pz_site_page(struct pz_site_pages *pages, const char *template, const char *path, const char *section, const struct pz_map *own,
                 const char *date, struct pz_error *err);

#endif
