/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open data: sets of rows as CSV and JSON with a description (Frictionless Data Package 1). Sets and fields are data/site/datasets.tsv. */
#ifndef PZ_DELIVER_SITE_OPENDATA_H
#define PZ_DELIVER_SITE_OPENDATA_H

#include "deliver/site/edition.h"
#include "deliver/site/model.h"

/* Write open-data/ID.csv, ID.json and datapackage.json into the edition; *out: the list of sets for the page. */
int pz_site_opendata(const struct pz_site_model *model, struct pz_edition *edition, struct pz_value *out, struct pz_error *err);

#endif
