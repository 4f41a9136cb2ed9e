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
static int target(const struct pz_cut *cut, qpdf_oh item)
{
    qpdf_oh dest = qpdf_oh_get_key(cut->q, item, "/Dest");
    if (!qpdf_oh_is_array(cut->q, dest) || qpdf_oh_get_array_n_items(cut->q, dest) < 1)
        return -1;
    return pz_cut_page(cut, qpdf_oh_get_array_item(cut->q, dest, 0));
}

static const char *read_level(struct reading *r, qpdf_oh item, unsigned depth)
{
    qpdf_data q = r->whole->q;
    for (; qpdf_oh_is_dictionary(q, item); item = qpdf_oh_get_key(q, item, "/Next")) {
        struct pz_outline *o = r->o;
        int object = qpdf_oh_get_object_id(q, item), page = target(r->whole, item);
        if (!object || page < 0 || depth == DEPTH_MAX || o->n == ITEMS_MAX)
            return "an outline of unusual form";
        if (o->n == r->cap) {
            o->v = pz_arena_grow(r->arena, o->v, o->n, r->cap * 2 + 64, sizeof *o->v);
            r->cap = r->cap * 2 + 64;
        }
        o->v[o->n].object = object;
        o->v[o->n].page = page;
        o->v[o->n++].depth = depth;
        const char *why = read_level(r, qpdf_oh_get_key(q, item, "/First"), depth + 1);
        if (why)
            return why;
    }
    return NULL;
}

const char *pz_outline_read(struct pz_outline *o, const struct pz_cut *whole, struct pz_arena *arena)
{
    struct reading r = {o, whole, arena, 0};
    qpdf_oh outlines = qpdf_oh_get_key(whole->q, qpdf_get_root(whole->q), "/Outlines");
    *o = (struct pz_outline){0};
    return qpdf_oh_is_dictionary(whole->q, outlines) ? read_level(&r, qpdf_oh_get_key(whole->q, outlines, "/First"), 0) : NULL;
}

/* An item that is open for more: its handle, its last kid, how many lie below it. */
struct open {
    qpdf_oh item, last;
    bool has_last;
    unsigned depth;
    long long below;
};

static void add(qpdf_data q, struct open *parent, qpdf_oh item)
{
    qpdf_oh_replace_key(q, item, "/Parent", parent->item);
    qpdf_oh_remove_key(q, item, "/Next");
    qpdf_oh_remove_key(q, item, "/Prev");
    qpdf_oh_remove_key(q, item, "/First");
    qpdf_oh_remove_key(q, item, "/Last");
    if (parent->has_last) {
        qpdf_oh_replace_key(q, item, "/Prev", parent->last);
        qpdf_oh_replace_key(q, parent->last, "/Next", item);
    } else {
        qpdf_oh_replace_key(q, parent->item, "/First", item);
    }
    qpdf_oh_replace_key(q, parent->item, "/Last", item);
    parent->last = item;
    parent->has_last = true;
}

/* Close the last of the open items: it and those below it count for the one above. */
static void shut(qpdf_data q, struct open *stack, unsigned *n)
{
    struct open *last = &stack[--*n];
    qpdf_oh_replace_key(q, last->item, "/Count", qpdf_oh_new_integer(q, last->below));
    if (*n)
        stack[*n - 1].below += last->below + 1;
}

bool pz_outline_cut(const struct pz_outline *o, const struct pz_cut *cut, qpdf_oh *out)
{
    qpdf_data q = cut->q;
    struct open stack[DEPTH_MAX + 1];
    unsigned n = 0;
    *out = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    stack[n++] = (struct open){.item = *out};
    for (size_t i = 0; i < o->n; i++) {
        if (!pz_cut_holds(cut, o->v[i].page))
            continue;
        while (n > 1 && stack[n - 1].depth >= o->v[i].depth)
            shut(q, stack, &n);
        qpdf_oh item = pz_cut_object(cut, o->v[i].object);
        add(q, &stack[n - 1], item);
        stack[n++] = (struct open){.item = item, .depth = o->v[i].depth};
    }
    while (n)
        shut(q, stack, &n);
    return qpdf_oh_has_key(q, *out, "/First");
}
