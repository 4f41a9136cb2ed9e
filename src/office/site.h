/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written at the place of a tag: prepared when the template is compiled, read by all threads when it is rendered. */
#ifndef PZ_OFFICE_SITE_H
#define PZ_OFFICE_SITE_H

#include "office/part.h"
#include "office/state.h"

struct pz_rich;
struct pz_site;
typedef int pz_hook_function(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);

enum pz_site_kind {
    PZ_SITE_TEXT,      /* text of a run or span */
    PZ_SITE_ATTRIBUTE, /* value of an attribute, or text that can hold no markup */
    PZ_SITE_RUN,       /* {{r x}}: stands for its run */
    PZ_SITE_PARAGRAPH, /* {{p x}}: stands for its paragraph */
    PZ_SITE_HOOK,      /* a hook; its function is `run` */
    PZ_SITE_OWN,       /* the format's own; written by `write` */
};

struct pz_site {
    uint8_t kind;
    bool spaces;          /* ODT: more than one blank has to be an element */
    struct pz_text close; /* ends the text and its run or spans: "</w:t></w:r>" */
    struct pz_text open;  /* begins them again */
    struct pz_text line;  /* a line break inside the text: "</w:t><w:br/><w:t …>" */
    struct pz_text tab;
    struct pz_text paragraph_open, paragraph_close; /* "<w:p>" with its properties; len 0: the paragraph cannot be ended here */
    struct pz_text page;                            /* between two paragraphs: one that breaks the page */
    struct pz_text prefix;                          /* of the format's names: "w:" */
    struct pz_text run_props, paragraph_props;      /* ODT: the paragraph's automatic style */
    uint32_t node;                                  /* what the site belongs to, for the format */
    bool drawing;                                   /* text of a drawing, where only text can stand */
    bool alone;                                     /* nothing else stands in the paragraph: a block value takes its place */
    bool first;                                     /* no text before it in the paragraph */
    const char *takes;                              /* kind of field taken here (struct pz_field); NULL: text */
    const void *own;                                /* what the format keeps for the place */
    int64_t number;
    uint32_t other; /* index of another site */
    int (*write)(struct pz_office_state *state, const struct pz_site *site, const struct pz_value *v, struct pz_buf *out,
                 struct pz_error *err);
    pz_hook_function *run;
};

/* A site at a node (PZ_NO_NODE: at none), with the node's prefix. */
struct pz_site *pz_site_new(struct pz_part *part, enum pz_site_kind kind, uint32_t node);
/* A site that is a hook; its `open` is the node's start tag. */
struct pz_site *pz_hook_new(struct pz_part *part, uint32_t node, pz_hook_function *run);
/* Have a hook run at a place of the source. */
void pz_hook_add(struct pz_part *part, uint32_t at, enum pz_edit_rank rank, uint32_t seq, struct pz_site *site);

struct pz_text pz_text_concat(struct pz_arena *arena, struct pz_text a, struct pz_text b);

/* Escaped text as it is: for attributes and elements without markup. Control characters XML cannot hold are left out. */
void pz_office_put_escaped(struct pz_buf *out, const char *s, size_t len);
/* Text at a site: line ends, tabs, \a (a new paragraph) and \f (a page break) become what the format has for them. */
void pz_office_put_text(struct pz_buf *out, const struct pz_site *site, const char *s, size_t len);
/* The value's text. *text is borrowed from v or lives in the arena. */
int pz_office_text(const struct pz_value *v, struct pz_arena *arena, struct pz_text *text, struct pz_error *err);

/* A rich value where markup cannot stand: its plain words, escaped. */
int pz_office_put_plain(const struct pz_rich *rich, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err);

/* The functions of pz_format for office documents. */
int pz_office_write_value(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                          struct pz_error *err);
/* Text of an included template: its literal text is escaped like its values, unless it is markup of the document; its lines are lines of
 * the paragraph. */
void pz_office_included(void *state, uint32_t site, struct pz_buf *out, size_t from);
int pz_office_hook(void *state, uint32_t site, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err);

#endif
