/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The structure tree of a cut (ISO 32000-1, 14.7): the elements of its pages under a document element and a parent tree of its own. */
#ifndef PZ_DELIVER_PDF_STRUCTURE_H
#define PZ_DELIVER_PDF_STRUCTURE_H

#include <stddef.h>

#include "deliver/pdf/cut.h"

struct pz_structure {
    int tree, document; /* objects as read */
    struct {
        int object, page;
    } * children; /* of the document element */
    size_t n;
    struct {
        long long number;
        int at; /* of its value in Nums */
    } * parents;
    size_t parents_n;
};

/* Look through the tree of the whole file. NULL, or why it cannot be cut. */
const char *pz_structure_read(struct pz_structure *s, const struct pz_cut *whole, struct pz_arena *arena);
/* Build the tree of a cut. numbers: the numbers its pages and annotations had in the parent tree, in the order of those they get, from 0.
 * NULL with *tree, or why not. The children of the document element are changed: one cut at a time. */
const char *pz_structure_cut(const struct pz_structure *s, const struct pz_cut *cut, const long long *numbers, size_t n,
                             qpdf_oh *tree);

#endif
