/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/outline.h"

enum { DEPTH_MAX = 32, ITEMS_MAX = 1 << 17 };

struct reading {
    struct pz_outline *o;
    const struct pz_cut *whole;
    struct pz_arena *arena;
    size_t cap;
};

/* Where an item or link leads: a page from 0, or -1 for anything but an explicit destination. */
static int target(const struct pz_cut *cut, struct pz_cos *item)
{
    struct pz_cos *dest = pz_cos_get(cut->file, item, "/Dest");
    if (!pz_cos_is_array(dest) || dest->n < 1)
        return -1;
    return pz_cut_page(cut, pz_cos_item(cut->file, dest, 0));
}

static const char *read_level(struct reading *r, struct pz_cos *item, unsigned depth)
{
    struct pz_pdf_file *f = r->whole->file;
    for (; pz_cos_is_dictionary(item); item = pz_cos_get(f, item, "/Next")) {
        struct pz_outline *o = r->o;
        int object = item->number, page = target(r->whole, item);
        if (!object || page < 0 || depth == DEPTH_MAX || o->n == ITEMS_MAX)
            return "an outline of unusual form";
        if (o->n == r->cap) {
            o->v = pz_arena_grow(r->arena, o->v, o->n, r->cap * 2 + 64, sizeof *o->v);
            r->cap = r->cap * 2 + 64;
        }
        o->v[o->n].object = object;
        o->v[o->n].page = page;
        o->v[o->n++].depth = depth;
        const char *why = read_level(r, pz_cos_get(f, item, "/First"), depth + 1);
        if (why)
            return why;
    }
    return NULL;
}

const char *pz_outline_read(struct pz_outline *o, const struct pz_cut *whole, struct pz_arena *arena)
{
    struct reading r = {o, whole, arena, 0};
    struct pz_cos *outlines = pz_cos_get(whole->file, pz_pdf_file_root(whole->file), "/Outlines");
    *o = (struct pz_outline){0};
    return pz_cos_is_dictionary(outlines) ? read_level(&r, pz_cos_get(whole->file, outlines, "/First"), 0) : NULL;
}

/* An item that is open for more: its last kid or NULL, how many lie below it. */
struct open {
    struct pz_cos *item, *last;
    unsigned depth;
    long long below;
};

static void add(struct pz_pdf_file *f, struct open *parent, struct pz_cos *item)
{
    pz_cos_set(f, item, "/Parent", parent->item);
    pz_cos_drop(item, "/Next");
    pz_cos_drop(item, "/Prev");
    pz_cos_drop(item, "/First");
    pz_cos_drop(item, "/Last");
    if (parent->last) {
        pz_cos_set(f, item, "/Prev", parent->last);
        pz_cos_set(f, parent->last, "/Next", item);
    } else {
        pz_cos_set(f, parent->item, "/First", item);
    }
    pz_cos_set(f, parent->item, "/Last", item);
    parent->last = item;
}

/* Close the last of the open items: it and those below it count for the one above. */
static void shut(struct pz_pdf_file *f, struct open *stack, unsigned *n)
{
    struct open *last = &stack[--*n];
    pz_cos_set(f, last->item, "/Count", pz_cos_integer(f, last->below));
    if (*n)
        stack[*n - 1].below += last->below + 1;
}

bool pz_outline_cut(const struct pz_outline *o, const struct pz_cut *cut, struct pz_cos **out)
{
    struct pz_pdf_file *f = cut->file;
    struct open stack[DEPTH_MAX + 1];
    unsigned n = 0;
    *out = pz_cos_numbered(f, pz_cos_dictionary(f));
    stack[n++] = (struct open){.item = *out};
    for (size_t i = 0; i < o->n; i++) {
        if (!pz_cut_holds(cut, o->v[i].page))
            continue;
        while (n > 1 && stack[n - 1].depth >= o->v[i].depth)
            shut(f, stack, &n);
        struct pz_cos *item = pz_cut_object(cut, o->v[i].object);
        add(f, &stack[n - 1], item);
        stack[n++] = (struct open){.item = item, .depth = o->v[i].depth};
    }
    while (n)
        shut(f, stack, &n);
    return pz_cos_has(f, *out, "/First");
}
