/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rendering of an office document: what the format's functions share while a part is written. */
#ifndef PZ_OFFICE_STATE_H
#define PZ_OFFICE_STATE_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/value.h"
#include "office/part.h"
#include "template/program.h"

struct pz_office;
struct pz_office_part;
struct pz_office_worker;

enum { PZ_STATE_DEPTH = 64 };

/* A picture or other file put in; the same bytes are put in once. */
struct pz_media {
    struct pz_media *older;
    char digest[PZ_DIGEST_SIZE];
    const char *name;                  /* of the member */
    const struct pz_office_part *part; /* which it was related to last */
    uint32_t relation;
};

/* An SVG that was drawn: it is drawn once, however often the document shows it. */
struct pz_drawn {
    struct pz_drawn *older;
    char digest[PZ_DIGEST_SIZE]; /* of the SVG and the size asked */
    struct pz_text png;
    double width_mm, height_mm;
};

/* A style that a document put in has brought along. */
struct pz_brought {
    const char *kind, *name; /* family or type, the style's name */
    const char *id;          /* DOCX: what it is referred to by */
    const struct pz_brought *older;
};

/* An element whose output is looked at when it ends. */
struct pz_open_element {
    size_t start;    /* where it begins in the output */
    uint32_t rows;   /* rows of a table so far */
    uint32_t serial; /* which table it is */
    bool table;
    bool whole;                 /* looked at as a whole when it ends */
    bool kept;                  /* known to hold what it must have */
    const struct pz_site *site; /* of its beginning */
};

/* The last value of a column that merges equal neighbours. */
struct pz_merge {
    uint32_t row;   /* number of the row it was written in; 0: none yet */
    uint32_t table; /* which table it was */
    uint64_t hash;  /* of the value's text */
    bool continues; /* the cell being written goes on with the one above */
    size_t start;   /* where its content begins */
    size_t span;    /* ODT: the span of the group, in spans */
};

/* ODT: how many rows a merged cell spans, and where in the output that is to be said. */
struct pz_row_span {
    size_t at;
    uint32_t rows;
};

struct pz_office_state {
    const struct pz_office *office;
    const struct pz_office_part *part;
    struct pz_office_worker *worker;
    struct pz_render *render;
    struct pz_open_element open[PZ_STATE_DEPTH];
    uint32_t depth;
    uint32_t tables;           /* counted, to tell tables apart */
    struct pz_merge *merge;    /* by site */
    uint32_t merge_left;       /* number of the row whose merging a column further left has ended */
    struct pz_row_span *spans; /* of the tables that are open */
    size_t spans_n, spans_cap;
    uint32_t serial; /* identifiers given out in this document */
    size_t tail_cut; /* where a block value ended: what the template has behind it in its paragraph goes; 0: nothing */
    size_t target;   /* DOCX: where the target of a link begins in the output */
    size_t head;     /* ODT: where automatic styles end in the output */
    bool head_coded; /* what stands before it has left the buffer; what comes there is put in when the part is complete */
    const struct pz_site *bare;  /* ODT: the part has no element for automatic styles; where it goes */
    uint32_t used;               /* bits of what the format has put in once per document or part */
    uint32_t *lists;             /* counters of what loops number; of a list that begins anew: the number given out */
    uint32_t *rounds;            /* by loop: how often it has begun */
    uint32_t *ids;               /* by bookmark: the identifier given out last, 0: the template's */
    uint32_t numbers, abstracts; /* DOCX: next free numbers of lists */
    uint32_t own_ordered, own_bullets;
    struct pz_media *media; /* pictures of this document, newest first */
    struct pz_drawn *drawn;
    const struct pz_brought *brought;
    unsigned nesting; /* of documents put into one another */
};

#endif
