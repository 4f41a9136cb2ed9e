/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DEFLATE for many texts that consist of the same pieces: the parts of documents made from one template.
 *
 *     plan:   the template's literal spans, parsed once into literals and matches with earlier bytes of the spans,
 *             and one Huffman code fitted to them, with room for any byte
 *     text:   [span 0] value [span 1] value [span 2] …        marks say where a span is expected to stand
 *     coded:  header  tokens  coded  tokens  coded  tokens … end
 *
 * Of a text only the values are looked at byte by byte. A match of a span is kept as span and offset, and its distance is computed from where
 * that span was written last; a span that comes again, as the body of a loop does, is a match as a whole. Marks are hints: what does not stand
 * in the text is coded as a value, so whatever the marks say, the output inflates to the text. The bytes depend on plan, text and marks alone.
 * Why: docs/decisions/bit-splicing.md. Source: RFC 1951. */
#ifndef PZ_ZIP_SPLICE_H
#define PZ_ZIP_SPLICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum { PZ_SPLICE_WINDOW = 32 << 10 }; /* bytes that a match may reach back */

struct pz_splice_span {
    const char *s;
    size_t len;
};

/* Read-only once made; shared by threads. */
struct pz_splice_plan;
/* spans: borrowed for as long as the plan lives. */
int pz_splice_plan_new(struct pz_splice_plan **out, const struct pz_splice_span *spans, uint32_t n, struct pz_error *err);
void pz_splice_plan_free(struct pz_splice_plan *plan);

/* Where in a text a span is expected. */
struct pz_splice_mark {
    size_t at;
    uint32_t span;
};

/* Coder of one thread; used again and again. */
struct pz_splicer;
int pz_splicer_new(struct pz_splicer **out, struct pz_error *err);
void pz_splicer_free(struct pz_splicer *s);

/* Begin a stream at the end of out. Errors: E-SYS-001. */
int pz_splice_begin(struct pz_splicer *s, const struct pz_splice_plan *plan, struct pz_buf *out, struct pz_error *err);
/* Code the bytes of text from `from` up to `to`; those before it, as far as 32 KiB, are what was coded last and may be referred to.
 * marks: offsets in text, rising; out->failed remembers a failure. */
void pz_splice_put(struct pz_splicer *s, const char *text, size_t from, size_t to, const struct pz_splice_mark *marks, size_t n);
/* What comes next is coded so that it refers to nothing before: where in out whole blocks may be put in between later. */
size_t pz_splice_cut(struct pz_splicer *s);
/* The end of the stream. Errors: E-SYS-001. */
int pz_splice_end(struct pz_splicer *s, struct pz_error *err);

#endif
