/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of one look laid one behind the other in one package, so that an office lays them out in one go:
 *
 *     [Content_Types].xml, styles, settings, theme …   the first one's: they are the same in all
 *     word/document.xml     the preface (office/joint.h); bodies in order; each in a section of its own that begins on a new page numbered from 1, its first
 *                           paragraph marked by a bookmark
 *     word/headers, footers, pictures                  each document's own, renamed; those that are the same once
 *
 * Only a document that stands for itself can be merged: one section, no numbered lists, notes, bookmarks, revisions, text boxes or fields but
 * PAGE, and no table row that may split over pages (the office breaks such rows by what went before them). What is not known to be safe is
 * not merged. Source: ECMA-376 part 1, 17.6 (sections), 17.10 (headers and footers), 17.13.6 (bookmarks). */
#ifndef PZ_DOCX_MERGE_H
#define PZ_DOCX_MERGE_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"

/* Whether a document can be merged, and with which others: those of the same class. 0 with `class`; 1 when it cannot, and *reason says why
 * (static, English); -1: it cannot be read. Errors: E-ZIP-…. */
int pz_docx_class(const char *path, char class[PZ_DIGEST_SIZE], const char **reason, struct pz_error *err);
/* Merge n documents of one class into a package appended to out. mark: how the names of the bookmarks begin; six digits follow, the number from 0.
 * Errors: E-ZIP-…; E-PDF-012 a document that was changed meanwhile. */
int pz_docx_merge(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err);

#endif
