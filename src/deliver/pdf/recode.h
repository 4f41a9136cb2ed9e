/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content streams of a document that was laid out together with others, made its own: names of resources and codes of glyphs are given
 * anew in the order of their first use, which is how the office gives them to a document laid out alone.
 *
 *     /F3 12 Tf[<4A07>-2<4B>]TJ   ─▶   /F1 12 Tf[<0102>-2<03>]TJ
 *
 * What the rewriting does not know (composite fonts, inline pictures, patterns, literal strings, two subsets of one font) is said, not
 * guessed: such a document is converted alone. */
#ifndef PZ_DELIVER_PDF_RECODE_H
#define PZ_DELIVER_PDF_RECODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "deliver/pdf/qpdf.h"
#include "zip/writer.h"

enum { PZ_RECODE_FONTS = 64, PZ_RECODE_OTHERS = 256 };

/* A font of the source as one document uses it. */
struct pz_recode_font {
    int object;
    qpdf_oh font, file;
    const char *base;         /* BaseFont behind the mark of the subset */
    unsigned char to[256];    /* new code by old one; 0: not used */
    unsigned char codes[256]; /* old code by new one - 1 */
    unsigned n;
};

/* A picture or a graphics state: the source's object under its new name. */
struct pz_recode_other {
    int object;
    qpdf_oh oh;
    bool state; /* ExtGState, else XObject */
};

/* Everything one document uses, in the order of first use: fonts are F1, F2 …, pictures Im1 …, states GS1 …. */
struct pz_recode {
    qpdf_data q;
    struct pz_arena *arena;
    struct pz_recode_font fonts[PZ_RECODE_FONTS];
    unsigned fonts_n;
    struct pz_recode_other others[PZ_RECODE_OTHERS];
    unsigned others_n;
    const struct pz_recode *before; /* what stands before all documents (PZ_PREFACE); NULL: nothing */
    struct pz_deflater *deflater;
    const char *reason; /* why the rewriting stopped; static, English */
};

void pz_recode_init(struct pz_recode *r, qpdf_data q, struct pz_arena *arena, struct pz_deflater *deflater);
/* A stream of these bytes, packed here: three times as fast as by qpdf. false: memory ran out. */
bool pz_recode_stream(struct pz_recode *r, const struct pz_buf *bytes, qpdf_oh *stream);
/* Rewrite one page's content, found with these resources, to the end of out. -1: see r->reason. */
int pz_recode_page(struct pz_recode *r, qpdf_oh resources, const char *content, size_t len, struct pz_buf *out);
/* The resources of all pages rewritten until now: a direct dictionary, fonts cut down to what is used. *streams: handles of the streams
 * made for it are appended (they hold bytes of this document alone). -1: see r->reason. */
struct pz_recode_streams {
    qpdf_oh v[2 * PZ_RECODE_FONTS];
    unsigned n;
};
int pz_recode_resources(struct pz_recode *r, qpdf_oh *resources, struct pz_recode_streams *streams);

#endif
