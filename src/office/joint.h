/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What laying documents one behind the other in one package is in every format (docx/merge.h, odt/merge.h): the package that is written,
 * and pictures, of which those that are the same are written once.
 *
 * A document's own parts are renamed: d0-…, d1-…, by its number from 0.
 *
 * Before the first document stands a page that belongs to none, the preface: blank, digit and hyphen in the usual font, upright, bold and
 * slanted. A PDF gives a glyph one character, the office that of its first use, and spells out every other: with the preface the glyph of
 * the blank is the blank's in every document, whatever its neighbours, and not the fixed blank's of a letterhead. */
#ifndef PZ_OFFICE_JOINT_H
#define PZ_OFFICE_JOINT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/value.h"
#include "zip/package.h"
#include "zip/writer.h"

#define PZ_PREFACE "1 -1"

struct pz_joint {
    struct pz_arena arena; /* the caller sets its trap */
    struct pz_zip_writer zip;
    struct pz_deflater *deflater;
    struct pz_map *pictures; /* written already: name in the package by digest */
    const char *mark;        /* how the names of the marks between documents begin */
    size_t number, n;        /* of the document in hand; of all */
};

/* Begin a package at the end of out. To be released in any case. */
int pz_joint_begin(struct pz_joint *j, struct pz_buf *out, size_t n, const char *mark, struct pz_error *err);
void pz_joint_release(struct pz_joint *j);

/* The name a member of the document in hand gets: folder/dN-NAME, in the arena. Pictures that are the same share the first one's; *fresh: it
 * is still to be written; NULL: *err, E-ZIP-…, E-SYS-001. */
const char *pz_joint_rename(struct pz_joint *j, const char *folder, const char *name);
const char *pz_joint_picture(struct pz_joint *j, struct pz_package *package, size_t member, const char *folder, bool *fresh,
                             struct pz_error *err);

/* Write a member of a document as it is packed, name NULL: the same; or a text. Errors: E-ZIP-…, E-SYS-001. */
int pz_joint_copy(struct pz_joint *j, struct pz_package *package, size_t member, const char *name, struct pz_error *err);
int pz_joint_put(struct pz_joint *j, const char *name, const struct pz_buf *text, struct pz_error *err);
/* E-PDF-012: a document is not what it was when it was looked at. */
int pz_joint_changed(struct pz_error *err);

#endif
