/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template looked at by people: a copy with a comment at the place of each finding, and a copy with the slips of typing mended that
 * can be mended safely. */
#ifndef PZ_OFFICE_REVIEW_H
#define PZ_OFFICE_REVIEW_H

#include "office/office.h"

/* A stretch of a part's source that is replaced; start == end: put in. */
struct pz_replacement {
    uint32_t start, end;
    struct pz_text text;
};

struct pz_review {
    struct pz_office *office; /* opened with `review` */
    struct pz_package *package;
    struct pz_arena *arena;
    struct pz_part *part; /* being reviewed */
    struct pz_replacement *v;
    size_t n, cap;
};

/* The tag a finding is about: its part and index; false when there is none. */
bool pz_review_find(const struct pz_review *r, const struct pz_diag *diag, struct pz_part **part, uint32_t *tag);
void pz_review_replace(struct pz_review *r, uint32_t start, uint32_t end, const char *text);
/* The part with the replacements made. */
struct pz_text pz_review_apply(struct pz_review *r, const struct pz_part *part);
/* Replace letters of the other alphabet inside words, and typographic quotes, in the tags of r->part; how many were. */
size_t pz_review_mend(struct pz_review *r);
/* The same for whole words that compiling the part has found to look like the one that is meant. Not in one go with the above: one word may
 * be in need of both. */
size_t pz_review_mend_names(struct pz_review *r);

/* A member of the copy: new bytes. */
struct pz_review_member {
    const char *name;
    struct pz_text bytes;
};
/* Append the package with these members in place of its own (or added at the end). */
int pz_review_write(struct pz_review *r, const struct pz_review_member *members, size_t n, struct pz_buf *out,
                    struct pz_error *err);

#endif
