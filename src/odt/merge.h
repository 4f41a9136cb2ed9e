/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of one look laid one behind the other in one package, so that an office lays them out in one go:
 *
 *     content.xml   automatic styles: the first one's, and of each other document what it has otherwise, renamed
 *                   the preface (office/joint.h); bodies in order; the first paragraph or table of each has a style of its own that begins a new page numbered from 1
 *     styles.xml    common styles: they are the same in all; automatic styles as above; master pages (headers, footers) of each
 *                   document whose they are not the first one's, renamed
 *     Pictures/     each document's own, renamed; those that are the same once
 *
 * Only a document that stands for itself can be merged: no notes, bookmarks, references, sections, indexes, changes, comments, text boxes or
 * fields but the page number, no numbered headings, and no table row that may split over pages (the office breaks such rows by what went
 * before them). What is not known to be safe is not merged. Source: OpenDocument 1.3 part 3, 16.9 (master pages), 19.498
 * (style:master-page-name), 20.355 (style:page-number). */
#ifndef PZ_ODT_MERGE_H
#define PZ_ODT_MERGE_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"

/* Whether a document can be merged, and with which others: those of the same class. 0 with `class`; 1 when it cannot, and *reason says why
 * (static, English); -1: it cannot be read. Errors: E-ZIP-…, E-XML-…. */
int pz_odt_class(const char *path, char class[PZ_DIGEST_SIZE], const char **reason, struct pz_error *err);
/* Merge n documents of one class into a package appended to out. mark: how the names of the bookmarks begin; six digits follow, the number from 0.
 * Errors: E-ZIP-…, E-XML-…; E-PDF-012 a document that was changed meanwhile. */
int pz_odt_merge(struct pz_buf *out, const char *const *paths, size_t n, const char *mark, struct pz_error *err);

#endif
