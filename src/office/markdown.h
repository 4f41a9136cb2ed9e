/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown (CommonMark with tables and strike-through) as a list of paragraphs, for formats that have paragraphs, lists and tables. */
#ifndef PZ_OFFICE_MARKDOWN_H
#define PZ_OFFICE_MARKDOWN_H

#include "base/error.h"
#include "office/part.h"
#include "template/rich.h"

enum pz_md_flags { PZ_MD_BOLD = 1, PZ_MD_ITALIC = 2, PZ_MD_CODE = 4, PZ_MD_STRIKE = 8, PZ_MD_BREAK = 16 };

struct pz_md_span {
    struct pz_text text; /* PZ_MD_BREAK: a line break, no text */
    unsigned flags;
    const char *link;  /* target, or NULL */
    const char *image; /* a picture to be shown in place of the text, or NULL */
};

enum pz_md_kind {
    PZ_MD_PARAGRAPH,
    PZ_MD_HEADING,
    PZ_MD_CODE_BLOCK,
    PZ_MD_RULE,
    PZ_MD_TABLE, /* followed by rows, cells, and PZ_MD_TABLE_END */
    PZ_MD_ROW,
    PZ_MD_CELL,
    PZ_MD_TABLE_END,
};

enum pz_md_align { PZ_MD_LEFT, PZ_MD_CENTRE, PZ_MD_RIGHT };

struct pz_md_block {
    enum pz_md_kind kind;
    unsigned level; /* heading: 1 to 6 */
    unsigned quote; /* depth of quotations around it */
    unsigned lists; /* depth of lists around it; 0: none */
    unsigned list;  /* number of the innermost list, from 1 */
    bool ordered;   /* of that list */
    unsigned start; /* first number of that list */
    bool continued; /* a further paragraph of the same item */
    bool head;      /* cell of the heading row */
    enum pz_md_align align;
    unsigned columns; /* of a table */
    struct pz_md_span *spans;
    size_t n, cap;
};

struct pz_markdown {
    struct pz_md_block *v;
    size_t n, cap;
    unsigned lists;
};

/* Parse; everything lives in the arena (text borrowed where it can be). Links keep only the schemes http, https, mailto, tel and none. */
int pz_markdown_parse(struct pz_markdown *out, struct pz_arena *arena, const char *text, size_t len, struct pz_error *err);
/* The picture a span stands for, as a value. */
struct pz_rich pz_md_picture(const struct pz_md_span *span);
/* Whether a link's target may be written. */
bool pz_link_is_allowed(const char *target);

#endif
