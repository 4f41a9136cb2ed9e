/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What splice_plan.c makes of a template's spans and splice.c writes out. Of a span
 *
 *     <w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Кому: <w:r><w:rPr>…
 *     [literals, matches inside the span     ][match][literals …][match]…
 *      the same bits wherever the span stands   its distance depends on values
 *
 * the bits that are always the same are kept as they go out. */
#ifndef PZ_ZIP_SPLICE_PLAN_H
#define PZ_ZIP_SPLICE_PLAN_H

#include "zip/huffman.h"
#include "zip/splice.h"

/* A stretch that is always coded alike, then a match with another span, or none. Where that cannot be had, because its source was left out or
 * values have pushed it out of reach, its bytes are coded as `nears` tokens of near matches. */
struct token {
    uint32_t bytes;      /* of text, before the match */
    uint32_t bits;       /* that they are coded as */
    uint32_t coded;      /* where in plan->coded */
    uint32_t match;      /* bytes; 0: none */
    uint32_t span, from; /* where it begins, in which span */
    uint32_t near, nears;
};

struct span {
    const char *s;
    uint32_t len;
    uint32_t at; /* in the spans put together */
    uint32_t token, tokens;
};

struct pz_splice_plan {
    struct span *span;
    uint32_t spans;
    struct token *token;
    uint32_t tokens, room;
    struct pz_buf coded;
    struct pz_huffman code;
};

#endif
