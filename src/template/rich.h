/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values: what a filter makes of a value that is more than text. The language only describes them; each format writes
 * them in its own way (real styles and lists in DOCX and ODT, markup in HTML and SVG, the text form elsewhere).
 *
 * In a format's write_value:  const struct pz_rich *rich = pz_rich_of(v); if (rich) switch (rich->kind) …  */
#ifndef PZ_TEMPLATE_RICH_H
#define PZ_TEMPLATE_RICH_H

#include "base/value.h"

enum pz_rich_kind {
    PZ_RICH_MARKDOWN, /* text: Markdown source (CommonMark with tables and strike-through) */
    PZ_RICH_IMAGE,    /* text: file name inside the template folders, or a data: URI; SVG templates are rendered with `context` */
    PZ_RICH_QR,       /* text: what the QR code says */
    PZ_RICH_LINK,     /* text: target; label: shown text */
    PZ_RICH_DOCUMENT, /* text: file name of the document to put in, inside the template folders; rendered with `context` */
    PZ_RICH_SPACED,   /* text: shown with wide letter spacing (a property of the run) */
};

struct pz_rich {
    struct pz_object object; /* first: a pz_rich is a pz_object of pz_rich_class */
    enum pz_rich_kind kind;
    const char *text; /* UTF-8, NUL behind; in the arena of the rendering */
    size_t len;
    const char *label;          /* link: shown text; image, QR: alternative text; NULL: none given */
    double width_mm, height_mm; /* image, QR; 0: from the picture, or from the other one by its proportions */
    double spacing_pt;          /* spaced: added between letters [3] */
    char level;                 /* QR: error correction L, M, Q or H [M] */
    struct pz_value context;    /* image of an SVG template, document: the map it is rendered with; undefined for other kinds */
};

extern const struct pz_object_class pz_rich_class; /* its text: the label of a link, the text of spaced, Markdown without marks */

static inline const struct pz_rich *pz_rich_of(const struct pz_value *v)
{
    return v->type == PZ_OBJECT && v->u.object->cls == &pz_rich_class ? (const struct pz_rich *)(const void *)v->u.object : NULL;
}

#endif
