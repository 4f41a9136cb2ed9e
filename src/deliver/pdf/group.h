/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of one look converted as one: merged before (docx/merge.h, odt/merge.h), cut apart afterwards (split.h).
 *
 *     items ─ class by look ─▶ groups ─▶ one package ─ office ─▶ one PDF ─▶ a PDF each ─▶ settled
 *                                                              └─ what cannot be cut out ─▶ a group of one ─▶ as it is
 *
 * Nothing is converted twice but what could not be cut out; a document's PDF has the same bytes either way. */
#ifndef PZ_DELIVER_PDF_GROUP_H
#define PZ_DELIVER_PDF_GROUP_H

#include "deliver/pdf/run.h"

/* Take documents out of the queue and put groups of them in, of at most `most` documents, also of one: each is laid out behind the preface
 * (office/joint.h). Groups live in the arena; their merged sources are to be written to paths in `folder` (pz_pdf_group_write). Returns their
 * number; memory goes to the arena's trap. */
size_t pz_pdf_group_queue(struct pz_pdf_queue *queue, size_t most, const char *folder, struct pz_arena *arena);
/* A group of one, under that number. */
struct pz_pdf_item *pz_pdf_group_single(struct pz_pdf_item *item, const char *folder, size_t number, struct pz_arena *arena);
/* Write the merged source of a group, before the office is given it; removed by pz_pdf_group_done. */
int pz_pdf_group_write(const struct pz_pdf_item *group, struct pz_error *err);
void pz_pdf_group_done(const struct pz_pdf_item *group);

/* Cut the PDF of a group apart. settle: for each document that could be cut out; the others are put into `refused`. 0; 1 when the whole PDF is of
 * no use (*why says why; nothing was settled); -1: the system fails. */
int pz_pdf_group_take(const struct pz_pdf_item *group, const char *pdf, bool archival, pz_pdf_settle settle, void *self,
                      struct pz_pdf_queue *refused, struct pz_error *why, struct pz_error *err);

#endif
