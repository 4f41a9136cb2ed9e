/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One XML part of an office document on its way to a program: what DOCX and ODT share.
 *
 *     bytes ─ markup ─▶ nodes with roles ─ flow.c ─▶ flows of text ─ tag.c ─▶ tags ─ scope.c ─▶ anchors ─ edit.c ─▶ segments
 *
 * A flow is the text of one paragraph over all its runs or spans; a tag may begin in one and end in another. A tag's
 * anchor says where its statement goes: where it stands, before or after an element (paragraph, row, cell, list item), or in its
 * place. Everything lives in the arena of the compiled part. */
#ifndef PZ_OFFICE_PART_H
#define PZ_OFFICE_PART_H

#include "template/source.h"
#include "xml/markup.h"

/* What an element is to the text that surrounds it. */
enum pz_role {
    PZ_ROLE_OBJECT, /* content that is not text: a picture, a note, a field; a tag cannot reach over it */
    PZ_ROLE_PARAGRAPH,
    PZ_ROLE_RUN,     /* DOCX: formatted text; holds leaves */
    PZ_ROLE_LEAF,    /* DOCX: w:t */
    PZ_ROLE_SPAN,    /* inline wrapper that can be closed and opened again: text:span, w:hyperlink */
    PZ_ROLE_WRAPPER, /* inline wrapper that cannot: a content control, a field */
    PZ_ROLE_TABLE,
    PZ_ROLE_ROWS, /* group of rows */
    PZ_ROLE_ROW,
    PZ_ROLE_CELL,
    PZ_ROLE_LIST,
    PZ_ROLE_ITEM,
    PZ_ROLE_BLOCK,  /* holds paragraphs: body, header, note, text box */
    PZ_ROLE_STRICT, /* a block that must not be left without a paragraph */
    PZ_ROLE_PROPS,  /* properties: no content */
    PZ_ROLE_MARK,   /* no width: proofing marks, bookmarks */
    PZ_ROLE_BLANK,  /* tab, spaces, line break: a blank to a tag */
    PZ_ROLE_HIDDEN, /* deleted text and the like: not seen at all */
    PZ_ROLE_TEXT,   /* an element whose whole content is text: a paragraph to tags, but without runs */
};

struct pz_text {
    const char *s;
    size_t len;
};

struct pz_flow_piece {
    uint32_t text, len;  /* in the part's text */
    uint32_t start, end; /* in the source */
    uint32_t node;       /* text node, or the element an atom stands for */
    bool atom;           /* character reference or element: taken whole or not at all */
};

struct pz_flow {
    uint32_t node; /* the paragraph */
    uint32_t pieces, pieces_end;
    uint32_t text, text_end;
    uint32_t first_tag, last_tag; /* set by tag.c; PZ_NO_TAG without one */
    bool bare;                    /* nothing but tags and blanks */
    bool prints;                  /* has a tag that writes something */
};

enum pz_tag_kind { PZ_TAG_PRINT, PZ_TAG_STATEMENT, PZ_TAG_COMMENT };
enum pz_tag_form { PZ_FORM_NONE, PZ_FORM_PARAGRAPH, PZ_FORM_ROW, PZ_FORM_CELL, PZ_FORM_RUN };
enum pz_anchor { PZ_AT_TAG, PZ_AT_SPLIT, PZ_BEFORE, PZ_AFTER, PZ_INSTEAD, PZ_NOWHERE };
enum pz_block_role { PZ_NOT_BLOCK, PZ_BLOCK_OPEN, PZ_BLOCK_MIDDLE, PZ_BLOCK_CLOSE };

#define PZ_NO_TAG       UINT32_MAX
#define PZ_IN_ATTRIBUTE 0x80000000u

struct pz_tag {
    uint8_t kind, form, block;
    bool trim_before, trim_after; /* {%- and -%} */
    bool raw;                     /* {% raw %}, {% endraw %}: nothing for the language */
    bool special;                 /* the format's own: cellbg, vm … */
    uint32_t flow;                /* index into flows, or into attributes with PZ_IN_ATTRIBUTE set */
    uint32_t at;                  /* source offset of its first character */
    uint32_t from, to;            /* the whole tag in the part's text */
    struct pz_text inside;        /* without delimiters, marks, prefix */
    struct pz_text word;          /* a statement's first word */
    uint32_t next;                /* block: the next tag of it; PZ_NO_TAG after the last */
    uint32_t opener;              /* block: its first tag */
    uint32_t next_in_flow, before_in_flow;
    uint8_t anchor; /* enum pz_anchor */
    uint32_t node;  /* of the anchor */
};

/* What the format writes at a place; see office/site.h. */
struct pz_site;

enum pz_edit_rank { PZ_RANK_END, PZ_RANK_TAG, PZ_RANK_START };

struct pz_insert {
    uint32_t at; /* source offset */
    uint8_t rank, kind;
    uint32_t seq; /* order of those at one offset and rank */
    struct pz_text text;
    uint32_t site, place;
    uint32_t order; /* as added: decides between equals */
};

struct pz_cut {
    uint32_t start, end;
};

struct pz_office_format;

/* Where the last count of elements stopped: tags ask in the order of the source. One for tables, rows, cells. */
struct pz_counted {
    uint32_t top, node, n;
    bool used;
};

/* What was found for the tags before, so that a long part is not gone through for each. */
struct pz_part_memo {
    struct pz_counted counted[3];
    uint32_t *before;      /* per node: the element before it, made when first asked for */
    uint32_t parent, kept; /* a paragraph that stays in a cell */
};

struct pz_office;
struct pz_part {
    struct pz_part_memo *memo;
    struct pz_arena *arena;
    struct pz_office *office;
    const struct pz_office_format *format;
    const char *file;  /* the template, for messages */
    const char *name;  /* the member */
    const char *label; /* in words, for messages: «верхний колонтитул раздела 1»; "" for the body */
    struct pz_diags *diags;
    struct pz_markup m;
    struct pz_flow *flows;
    size_t flows_n, flows_cap;
    struct pz_flow *attributes; /* values of attributes that hold tags; node: the element */
    size_t attributes_n, attributes_cap;
    struct pz_flow_piece *pieces;
    size_t pieces_n, pieces_cap;
    char *text;
    size_t text_n, text_cap;
    struct pz_tag *tags; /* in source order */
    size_t tags_n, tags_cap;
    struct pz_tag *faults; /* what was reported but is no tag: opened and not closed, closed and not opened */
    size_t faults_n, faults_cap;
    struct pz_insert *inserts;
    size_t inserts_n, inserts_cap;
    struct pz_cut *cuts;
    size_t cuts_n, cuts_cap;
    uint32_t *removed; /* per node: bytes cut out of a text node */
    uint8_t *marks;    /* per node: enum pz_node_mark bits */
    struct pz_site **sites;
    size_t sites_n, sites_cap;
    struct pz_slip_list slips; /* for a review: words that can be mended */
    bool in_raw;
    uint32_t lists;  /* counters of what loops number: lists that begin anew, names that must differ */
    bool rich;       /* some tag may write a value of several paragraphs */
    bool breaks;     /* marks of page breaks are in its text, to be taken over by what comes next */
    uint32_t loops;  /* loops that count their rounds */
    uint32_t ids;    /* identifiers that both ends of something have */
    uint32_t values; /* columns merged by value so far */
    const void *own; /* what the format knows of the part: its kind, the package */
};

enum pz_node_mark {
    PZ_NODE_KEPT = 1,    /* something is written into this text */
    PZ_NODE_DROPPED = 2, /* cut out as a whole */
    PZ_NODE_GUARDED = 4, /* may lose what it must have: looked at when it is rendered */
    PZ_NODE_SPACE = 8,   /* text that may begin or end with a blank now */
    PZ_NODE_HIDDEN = 16, /* the format takes it out */
    PZ_NODE_GRID = 32,   /* a table whose number of columns may change */
    PZ_NODE_ROWS = 64,   /* a table whose rows are counted */
    PZ_NODE_DONE = 128,  /* the format has dealt with it */
};

#define PZ_GROW(arena, array, n, cap)                                                                                              \
    ((n) < (cap) ? (void)0                                                                                                         \
                 : (void)((array) = pz_arena_grow((arena), (array), (n), (cap) ? (cap)*2 : 64, sizeof *(array)),                   \
                          (cap) = (cap) ? (cap)*2 : 64))

/* source.c ----------------------------------------------------------------------------------------------- */

/* A quick look: whether the part can hold a tag at all. */
bool pz_source_may_hold_tags(const char *xml, size_t len);
/* CDATA sections with braces become text, fields with tags their text; everything else stays byte for byte. */
void pz_source_normalise(struct pz_office *office, const char **xml, size_t *len);

/* flow.c ------------------------------------------------------------------------------------------------- */

/* Give every node its role and collect the flows. */
void pz_flows_collect(struct pz_part *part);
/* A flow of the attribute value at [start, end) of the source. */
void pz_flow_attribute(struct pz_part *part, uint32_t node, uint32_t start, uint32_t end);
const struct pz_flow *pz_tag_flow(const struct pz_part *part, const struct pz_tag *tag);
/* Source offset of a place in the part's text that belongs to `flow`. end: the place is the end of something. */
uint32_t pz_flow_source(const struct pz_part *part, const struct pz_flow *flow, uint32_t text, bool end);
/* The text node or atom that holds the character at `text`. */
const struct pz_flow_piece *pz_flow_piece_at(const struct pz_part *part, const struct pz_flow *flow, uint32_t text);
/* Flows of the paragraphs inside a node: [*first, *end). */
void pz_flows_inside(const struct pz_part *part, uint32_t node, size_t *first, size_t *end);
/* The nearest ancestor-or-self with this role, or PZ_NO_NODE. */
uint32_t pz_part_ancestor(const struct pz_part *part, uint32_t node, enum pz_role role);

/* Whether the node or something around it was cut out as a whole. */
bool pz_part_is_dropped(const struct pz_part *part, uint32_t node);

/* tag.c -------------------------------------------------------------------------------------------------- */

/* Find the tags of all flows and attributes. One that is not closed is reported (E-DOC-010). */
void pz_tags_find(struct pz_part *part);

/* scope.c ------------------------------------------------------------------------------------------------ */

/* Match blocks and give every tag its anchor. Blocks that do not match are left where they stand: the language reports them. */
void pz_scopes_infer(struct pz_part *part);
/* Whether an end tag is that of such a block. */
bool pz_tag_closes(const struct pz_tag *closer, const struct pz_tag *opener);

/* edit.c ------------------------------------------------------------------------------------------------- */

void pz_edit_insert(struct pz_part *part, uint32_t at, enum pz_edit_rank rank, uint32_t seq, enum pz_segment_kind kind,
                    struct pz_text text, uint32_t site, uint32_t place);
void pz_edit_cut(struct pz_part *part, uint32_t start, uint32_t end);
/* Cut a stretch of a flow's text, piece by piece. */
void pz_edit_cut_text(struct pz_part *part, const struct pz_flow *flow, uint32_t from, uint32_t to);
/* Turn tags into edits. */
void pz_edit_tags(struct pz_part *part);
/* The source with the edits made, as segments. */
void pz_edit_segments(struct pz_part *part, struct pz_source *out);

uint32_t pz_part_add_site(struct pz_part *part, struct pz_site *site);

/* place.c ------------------------------------------------------------------------------------------------ */

/* Where a tag stands, in words of the run's language; offset: byte of the tag's inside. The type of pz_source.describe. */
void pz_part_describe(const void *part, uint32_t tag, size_t offset, struct pz_place *out);

#endif
