/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a split share: which pages are cut out, and reading of dictionaries. */
#ifndef PZ_DELIVER_PDF_CUT_H
#define PZ_DELIVER_PDF_CUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "deliver/pdf/cos.h"

/* Pages first … first + n - 1 of a PDF. */
struct pz_cut {
    struct pz_pdf_file *file;
    struct pz_arena *arena; /* of this cut */
    const int *pages;       /* object numbers of all pages, by page */
    const int *page_of;     /* page by object number, -1: no page */
    int objects;            /* length of page_of */
    unsigned first, n;
};

/* The page, from 0, of an object; -1 when it is none. */
static inline int pz_cut_page(const struct pz_cut *cut, const struct pz_cos *object)
{
    return object->number > 0 && object->number < cut->objects ? cut->page_of[object->number] : -1;
}

static inline bool pz_cut_holds(const struct pz_cut *cut, int page)
{
    return page >= 0 && (unsigned)page >= cut->first && (unsigned)page - cut->first < cut->n;
}

static inline struct pz_cos *pz_cut_object(const struct pz_cut *cut, int number)
{
    return pz_pdf_file_object(cut->file, number);
}

static inline long long pz_cut_integer(const struct pz_cut *cut, const struct pz_cos *dict, const char *key)
{
    const struct pz_cos *number = pz_cos_get(cut->file, dict, key);
    return number->kind == PZ_COS_INTEGER ? number->integer : -1;
}

static inline bool pz_cut_is_name(const struct pz_cut *cut, const struct pz_cos *dict, const char *key, const char *name)
{
    return pz_cos_is_name(pz_cos_get(cut->file, dict, key), name);
}

#endif
