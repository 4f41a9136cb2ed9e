/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures for documents: PNG and JPEG files as they are, SVG (files, templates, QR codes) with a PNG beside it for readers that know
 * no SVG. */
#ifndef PZ_OFFICE_PICTURE_H
#define PZ_OFFICE_PICTURE_H

#include "office/office.h"
#include "template/rich.h"

struct pz_picture {
    const char *extension; /* "png", "jpeg" or "svg" */
    const char *type;      /* media type */
    struct pz_text bytes;
    struct pz_text png; /* of an SVG: the same as pixels */
    bool letters;       /* an SVG with text in it: how it looks hangs on the fonts of the reader */
    double width_mm, height_mm;
    const char *alt; /* "" when none was given */
};

/* The picture of an image or QR value, sized as asked, in the arena.
 * Errors: E-DOC-020 not found or outside the folders, 021 not a picture, 022 cannot be drawn; E-TPL-… of an SVG template. */
int pz_picture_load(struct pz_picture *out, struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena,
                    struct pz_error *err);

/* Whether a file can be such a picture, as far as that can be told without data: an SVG with tags is the loader's.
 * Errors: E-DOC-020, 021, 022 an SVG that is no XML. */
int pz_picture_check(const struct pz_office *office, const char *name, struct pz_arena *arena, struct pz_error *err);

/* The media type of a picture's file by its extension; "" for one that is not known. */
const char *pz_picture_type(const char *extension);

/* Keep the pixels of drawn SVGs in this folder, by the digest of the SVG and its size, from now on; NULL: keep none. Once, before any
 * thread draws; borrowed. Drawing a chart costs more than all the rest of its document. */
void pz_picture_keep(const char *folder);

/* The path of a file inside the template folders, in the arena; NULL when there is none. */
const char *pz_office_find_file(const struct pz_office *office, const char *name, struct pz_arena *arena);

#endif
