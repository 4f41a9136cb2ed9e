/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The change report of a run in plain Russian: what is new, what changed from what to what, what was refused. Made by the templates
 * report/changes.html and report/changes.txt, the office's own or the stock ones. */
#ifndef PZ_BATCH_REPORT_H
#define PZ_BATCH_REPORT_H

#include "batch/maker.h"

struct pz_change_report;

int pz_change_report_new(struct pz_change_report **out, struct pz_error *err);
void pz_change_report_free(struct pz_change_report *report);

/* One changed document; strings are copied. The first 2,000 new and 2,000 changed documents and 50 texts of each are kept, all are counted, and the
 * report says how many it leaves out. */
int pz_change_report_add(struct pz_change_report *report, const struct pz_job *job, const struct pz_made *made,
                         struct pz_error *err);
/* Texts that differ in all documents added; *documents: how many have any. */
size_t pz_change_report_values(const struct pz_change_report *report, size_t *documents);

/* Write changes.html and changes.txt into `folder`. refused: findings of the run. folders: of templates.
 * Errors: E-RUN-020 a template is missing or has errors. */
int pz_change_report_write(const struct pz_change_report *report, const char *folder, const char *const *folders,
                           const struct pz_diags *refused, const struct pz_stamp *stamp, int64_t today, struct pz_error *err);

#endif
