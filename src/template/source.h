/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of a template as the language sees it, whatever the format: literal bytes and tags in order.
 *
 *     text, HTML, SVG ── lexer ──┐
 *     DOCX part ── docx/ ────────┼──▶ pz_source (segments) ──▶ pz_program
 *     ODT part ── odt/ ──────────┘
 *
 * A format finds its tags (split over runs or not), decides their scope, and hands over segments; it may add
 * segments of its own (a synthetic `if`, a hook). The language never sees markup other than as literal bytes. */
#ifndef PZ_TEMPLATE_SOURCE_H
#define PZ_TEMPLATE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum pz_segment_kind {
    PZ_SEG_LITERAL,   /* text: bytes that go out as they are */
    PZ_SEG_PRINT,     /* text: the inside of {{ }}, without delimiters, `-`/`+` marks and format prefixes; written by the
                         format's `write_value` for `site` */
    PZ_SEG_STATEMENT, /* text: the inside of {% %} likewise */
    PZ_SEG_HOOK,      /* no text: the format's `hook` is called with `site` at this point of the rendering */
};

struct pz_segment {
    enum pz_segment_kind kind;
    const char *text; /* in the source's arena or longer-lived */
    size_t len;
    uint32_t site;     /* what the format needs to write here; 0 for plain text formats */
    uint32_t place;    /* index into places of the tag's first character */
    const char *takes; /* kind of field the format takes here, as in struct pz_field; NULL: text */
};

/* A word of a tag that only looks like the one that was meant. */
struct pz_slip {
    uint32_t place, at, len; /* number of the tag; bytes of its inside */
    const char *meant;
};
struct pz_slip_list {
    struct pz_arena *arena;
    struct pz_slip *v;
    size_t n, cap;
};

/* Where a tag stands. `describe` turns it into a pz_place when a message needs it, so compiling costs nothing for it. */
struct pz_source {
    struct pz_segment *v;
    size_t n, cap;
    struct pz_arena *arena; /* of the segments; outlives the program compiled from it only if the program says so: it does not */
    const char *name;       /* template file, for messages */
    /* Fill *out for the byte `offset` of the inside of the tag at `place`. */
    void (*describe)(const void *self, uint32_t place, size_t offset, struct pz_place *out);
    const void *self;
    struct pz_slip_list *slips; /* where compiling notes words that can be mended; or NULL */
    /* Whether a file can be put in that a tag names in so many words (`"logo.png"|image`): 0, or what is wrong with it, whose identifier
     * says how grave that is. document: not a picture; certain: the tag is reached whatever the data are. NULL: nobody looks. */
    int (*file)(const void *self, const char *name, bool document, bool certain, struct pz_error *err);
};

void pz_source_init(struct pz_source *source, struct pz_arena *arena, const char *name);
/* Append; returns the new segment. Adjacent literals are joined where their bytes are adjacent. */
struct pz_segment *pz_source_add(struct pz_source *source, enum pz_segment_kind kind, const char *text, size_t len, uint32_t site,
                                 uint32_t place);

#endif
