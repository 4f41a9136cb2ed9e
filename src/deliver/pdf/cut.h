/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a split share: which pages are cut out, and reading of dictionaries. */
#ifndef PZ_DELIVER_PDF_CUT_H
#define PZ_DELIVER_PDF_CUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "deliver/pdf/qpdf.h"

/* Pages first … first + n - 1 of a PDF. */
struct pz_cut {
    qpdf_data q;
    struct pz_arena *arena; /* of this cut */
    const int *pages;       /* object numbers of all pages, by page */
    const int *page_of;     /* page by object number, -1: no page */
    int objects;            /* length of page_of */
    unsigned first, n;
};

/* The page, from 0, of an object; -1 when it is none. */
static inline int pz_cut_page(const struct pz_cut *cut, qpdf_oh oh)
{
    int object = qpdf_oh_get_object_id(cut->q, oh);
    return object > 0 && object < cut->objects ? cut->page_of[object] : -1;
}

static inline bool pz_cut_holds(const struct pz_cut *cut, int page)
{
    return page >= 0 && (unsigned)page >= cut->first && (unsigned)page - cut->first < cut->n;
}

static inline qpdf_oh pz_cut_object(const struct pz_cut *cut, int object)
{
    return qpdf_get_object_by_id(cut->q, object, 0);
}

static inline long long pz_cut_integer(const struct pz_cut *cut, qpdf_oh dict, const char *key)
{
    qpdf_oh number = qpdf_oh_get_key(cut->q, dict, key);
    return qpdf_oh_is_integer(cut->q, number) ? qpdf_oh_get_int_value(cut->q, number) : -1;
}

static inline bool pz_cut_is_name(const struct pz_cut *cut, qpdf_oh dict, const char *key, const char *name)
{
    return qpdf_oh_is_name_and_equals(cut->q, qpdf_oh_get_key(cut->q, dict, key), name);
}

#endif
