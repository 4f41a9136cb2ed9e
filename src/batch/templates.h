/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates of a run, each opened once before the workers start; read-only afterwards, so found without a lock. */
#ifndef PZ_BATCH_TEMPLATES_H
#define PZ_BATCH_TEMPLATES_H

#include "document/document.h"
#include "workspace/workspace.h"

struct pz_templates;

/* An empty set. folders: where included templates may come from, NULL-terminated; must outlive the set. -1 only when memory runs out. */
int pz_templates_new(struct pz_templates **out, const char *const *folders, struct pz_error *err);
/* Open the templates of a job that are not open yet. A template with errors is reported (each error with its place) and left out: its
 * documents are refused one by one (pz_templates_find gives NULL). -1 only when memory runs out. */
int pz_templates_add(struct pz_templates *templates, const struct pz_job *job, struct pz_diags *diags, struct pz_error *err);
void pz_templates_close(struct pz_templates *templates);
/* By the very path of the job. Borrowed. */
const struct pz_document *pz_templates_find(const struct pz_templates *templates, const char *path);

#endif
