/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of documents by year and by kind: whoever has no scripts finds a document among thousands by them.
 *
 *     index.html            the newest documents, at most options->rows
 *     years/2026.html       all of a year; years/2026-2.html, … when there are more than fit on a page
 *     kinds/prikaz.html     all of a kind, alike */
#ifndef PZ_DELIVER_SITE_LISTS_H
#define PZ_DELIVER_SITE_LISTS_H

#include "deliver/site/pages.h"

/* Documents on one page. */
uint32_t pz_site_rows(const struct pz_site_model *model);
/* Find the lists of the model's documents: fills in model->lists. */
void pz_site_lists(struct pz_site_model *model);
/* Their pages, from the template “listing.html”. Errors: E-SYS-…. */
int pz_site_list_pages(struct pz_site_pages *pages, struct pz_error *err);

#endif
