/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/structure.h"

#include <string.h>

enum { DEPTH_MAX = 64, ROLES = 128, KIDS_MAX = 1 << 20 /* of a document: a tree that contains itself ends there */ };

static const char *read_children(struct pz_structure *s, const struct pz_cut *whole, struct pz_cos *document,
                                 struct pz_arena *arena)
{
    struct pz_pdf_file *f = whole->file;
    struct pz_cos *k = pz_cos_get(f, document, "/K");
    if (!pz_cos_is_array(k))
        return "a document without structure";
    s->children = pz_arena_array(arena, k->n + 1, sizeof *s->children);
    for (size_t i = 0; i < k->n; i++) {
        struct pz_cos *child = pz_cos_item(f, k, i);
        int object = child->number;
        int page = pz_cos_is_dictionary(child) ? pz_cut_page(whole, pz_cos_get(f, child, "/Pg")) : -1;
        if (!object || page < 0)
            return "a structure element without a page";
        s->children[s->n].object = object;
        s->children[s->n++].page = page;
    }
    return NULL;
}

static const char *read_parents(struct pz_structure *s, const struct pz_cut *whole, struct pz_cos *tree, struct pz_arena *arena)
{
    struct pz_pdf_file *f = whole->file;
    struct pz_cos *nums = pz_cos_get(f, pz_cos_get(f, tree, "/ParentTree"), "/Nums");
    if (!pz_cos_is_array(nums))
        return "a parent tree of unusual form";
    s->parents = pz_arena_array(arena, nums->n / 2 + 1, sizeof *s->parents);
    for (size_t i = 0; i + 1 < nums->n; i += 2) {
        struct pz_cos *number = pz_cos_item(f, nums, i);
        if (number->kind != PZ_COS_INTEGER)
            return "a parent tree of unusual form";
        s->parents[s->parents_n].number = number->integer;
        s->parents[s->parents_n].at = (int)i + 1;
        if (s->parents_n && s->parents[s->parents_n].number <= s->parents[s->parents_n - 1].number)
            return "a parent tree of unusual form"; /* the numbers have to ascend */
        s->parents_n++;
    }
    return NULL;
}

const char *pz_structure_read(struct pz_structure *s, const struct pz_cut *whole, struct pz_arena *arena)
{
    struct pz_pdf_file *f = whole->file;
    struct pz_cos *tree = pz_cos_get(f, pz_pdf_file_root(f), "/StructTreeRoot"), *k, *document;
    *s = (struct pz_structure){0};
    if (!pz_cos_is_dictionary(tree) || !(s->tree = tree->number))
        return "no structure";
    k = pz_cos_get(f, tree, "/K");
    document = pz_cos_is_array(k) && k->n == 1 ? pz_cos_item(f, k, 0) : k;
    if (!pz_cos_is_dictionary(document) || !pz_cut_is_name(whole, document, "/S", "/Document") || !(s->document = document->number))
        return "a structure of unusual form";
    const char *why = read_children(s, whole, document, arena);
    return why ? why : read_parents(s, whole, tree, arena);
}

/* The walk over the elements of a cut. */
struct walk {
    const struct pz_cut *cut;
    const char *roles[ROLES];
    size_t n, kids;
};

static bool note_role(struct walk *w, struct pz_cos *element)
{
    struct pz_cos *name = pz_cos_get(w->cut->file, element, "/S");
    if (name->kind != PZ_COS_NAME)
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (pz_cos_is_name(name, w->roles[i]))
            return true;
    if (w->n == ROLES)
        return false;
    w->roles[w->n++] = pz_arena_strndup(w->cut->arena, name->text, name->len);
    return true;
}

static bool walk(struct walk *w, struct pz_cos *element, unsigned depth);

/* One kid: a number, a marked content of another page, an annotation, an element. */
static bool walk_kid(struct walk *w, struct pz_cos *kid, unsigned depth)
{
    const struct pz_cut *cut = w->cut;
    if (kid->kind == PZ_COS_INTEGER)
        return true;
    if (w->kids++ == KIDS_MAX || !pz_cos_is_dictionary(kid))
        return false;
    if (pz_cut_is_name(cut, kid, "/Type", "/MCR"))
        return pz_cut_holds(cut, pz_cut_page(cut, pz_cos_get(cut->file, kid, "/Pg")));
    if (pz_cut_is_name(cut, kid, "/Type", "/OBJR"))
        return !pz_cos_has(cut->file, kid, "/Pg") || pz_cut_holds(cut, pz_cut_page(cut, pz_cos_get(cut->file, kid, "/Pg")));
    return walk(w, kid, depth + 1);
}

/* Whether the element and all below it lie on pages of the cut. */
static bool walk(struct walk *w, struct pz_cos *element, unsigned depth)
{
    struct pz_pdf_file *f = w->cut->file;
    if (depth > DEPTH_MAX || !pz_cut_holds(w->cut, pz_cut_page(w->cut, pz_cos_get(f, element, "/Pg"))) || !note_role(w, element))
        return false;
    if (!pz_cos_has(f, element, "/K"))
        return true;
    struct pz_cos *k = pz_cos_get(f, element, "/K");
    if (!pz_cos_is_array(k))
        return walk_kid(w, k, depth);
    for (size_t i = 0; i < k->n; i++)
        if (!walk_kid(w, pz_cos_item(f, k, i), depth))
            return false;
    return true;
}

static struct pz_cos *cut_roles(const struct walk *w, struct pz_cos *source)
{
    struct pz_pdf_file *f = w->cut->file;
    struct pz_cos *map = pz_cos_dictionary(f), *old = pz_cos_get(f, source, "/RoleMap");
    for (size_t i = 0; i < w->n; i++)
        if (pz_cos_is_dictionary(old) && pz_cos_has(f, old, w->roles[i]))
            pz_cos_set(f, map, w->roles[i], pz_cos_get(f, old, w->roles[i]));
    return map;
}

static int position(const struct pz_structure *s, long long number)
{
    size_t low = 0, high = s->parents_n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->parents[middle].number == number)
            return s->parents[middle].at;
        if (s->parents[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static const char *cut_parents(const struct pz_structure *s, const struct pz_cut *cut, struct pz_cos *source,
                               const long long *numbers, size_t n, struct pz_cos *tree)
{
    struct pz_pdf_file *f = cut->file;
    struct pz_cos *old = pz_cos_get(f, pz_cos_get(f, source, "/ParentTree"), "/Nums"), *nums = pz_cos_array(f),
                  *parents = pz_cos_dictionary(f);
    for (size_t i = 0; i < n; i++) {
        int at = position(s, numbers[i]);
        if (at < 0)
            return "a page that the structure does not know";
        pz_cos_push(f, nums, pz_cos_integer(f, (long long)i));
        pz_cos_push(f, nums, pz_cos_item(f, old, (size_t)at));
    }
    pz_cos_set(f, parents, "/Nums", nums);
    pz_cos_set(f, tree, "/ParentTree", pz_cos_numbered(f, parents));
    return NULL;
}

/* Behind the last child that shows something: an empty paragraph at the end of a document is one alone, and none or two among others. */
static size_t last_full(const struct pz_structure *s, const struct pz_cut *cut)
{
    size_t i = s->n;
    while (i && !(pz_cut_holds(cut, s->children[i - 1].page) &&
                  pz_cos_has(cut->file, pz_cut_object(cut, s->children[i - 1].object), "/K")))
        i--;
    return i;
}

const char *pz_structure_cut(const struct pz_structure *s, const struct pz_cut *cut, const long long *numbers, size_t n,
                             struct pz_cos **out)
{
    struct pz_pdf_file *f = cut->file;
    struct walk w = {.cut = cut};
    struct pz_cos *source = pz_cut_object(cut, s->tree);
    struct pz_cos *tree = pz_cos_numbered(f, pz_cos_dictionary(f));
    struct pz_cos *document = pz_cos_numbered(f, pz_cos_dictionary(f));
    struct pz_cos *kids = pz_cos_array(f), *top = pz_cos_array(f);
    for (size_t i = 0, end = last_full(s, cut); i < end; i++) {
        if (!pz_cut_holds(cut, s->children[i].page))
            continue;
        struct pz_cos *child = pz_cut_object(cut, s->children[i].object);
        if (!walk(&w, child, 0))
            return "a structure element over pages of two documents";
        pz_cos_set(f, child, "/P", document);
        pz_cos_push(f, kids, child);
    }
    pz_cos_set(f, document, "/Type", pz_cos_name(f, "/StructElem"));
    pz_cos_set(f, document, "/S", pz_cos_name(f, "/Document"));
    pz_cos_set(f, document, "/P", tree);
    pz_cos_set(f, document, "/Pg", pz_cut_object(cut, cut->pages[cut->first]));
    pz_cos_set(f, document, "/K", kids);
    pz_cos_push(f, top, document);
    pz_cos_set(f, tree, "/Type", pz_cos_name(f, "/StructTreeRoot"));
    pz_cos_set(f, tree, "/K", top);
    pz_cos_set(f, tree, "/ParentTreeNextKey", pz_cos_integer(f, (long long)n));
    pz_cos_set(f, tree, "/RoleMap", cut_roles(&w, source));
    *out = tree;
    return cut_parents(s, cut, source, numbers, n, tree);
}
