/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/structure.h"

#include <string.h>

enum { DEPTH_MAX = 64, ROLES = 128, KIDS_MAX = 1 << 20 /* of a document: a tree that contains itself ends there */ };

static const char *read_children(struct pz_structure *s, const struct pz_cut *whole, qpdf_oh document, struct pz_arena *arena)
{
    qpdf_data q = whole->q;
    qpdf_oh k = qpdf_oh_get_key(q, document, "/K");
    if (!qpdf_oh_is_array(q, k))
        return "a document without structure";
    int n = qpdf_oh_get_array_n_items(q, k);
    s->children = pz_arena_array(arena, (size_t)n + 1, sizeof *s->children);
    for (int i = 0; i < n; i++) {
        qpdf_oh child = qpdf_oh_get_array_item(q, k, i);
        int object = qpdf_oh_get_object_id(q, child);
        int page = qpdf_oh_is_dictionary(q, child) ? pz_cut_page(whole, qpdf_oh_get_key(q, child, "/Pg")) : -1;
        if (!object || page < 0)
            return "a structure element without a page";
        s->children[s->n].object = object;
        s->children[s->n++].page = page;
    }
    return NULL;
}

static const char *read_parents(struct pz_structure *s, const struct pz_cut *whole, qpdf_oh tree, struct pz_arena *arena)
{
    qpdf_data q = whole->q;
    qpdf_oh nums = qpdf_oh_get_key(q, qpdf_oh_get_key(q, tree, "/ParentTree"), "/Nums");
    if (!qpdf_oh_is_array(q, nums))
        return "a parent tree of unusual form";
    int n = qpdf_oh_get_array_n_items(q, nums);
    s->parents = pz_arena_array(arena, (size_t)n / 2 + 1, sizeof *s->parents);
    for (int i = 0; i + 1 < n; i += 2) {
        qpdf_oh number = qpdf_oh_get_array_item(q, nums, i);
        if (!qpdf_oh_is_integer(q, number))
            return "a parent tree of unusual form";
        s->parents[s->parents_n].number = qpdf_oh_get_int_value(q, number);
        s->parents[s->parents_n].at = i + 1;
        if (s->parents_n && s->parents[s->parents_n].number <= s->parents[s->parents_n - 1].number)
            return "a parent tree of unusual form"; /* the numbers have to ascend */
        s->parents_n++;
    }
    return NULL;
}

const char *pz_structure_read(struct pz_structure *s, const struct pz_cut *whole, struct pz_arena *arena)
{
    qpdf_data q = whole->q;
    qpdf_oh tree = qpdf_oh_get_key(q, qpdf_get_root(q), "/StructTreeRoot"), k, document;
    *s = (struct pz_structure){0};
    if (!qpdf_oh_is_dictionary(q, tree) || !(s->tree = qpdf_oh_get_object_id(q, tree)))
        return "no structure";
    k = qpdf_oh_get_key(q, tree, "/K");
    document = qpdf_oh_is_array(q, k) && qpdf_oh_get_array_n_items(q, k) == 1 ? qpdf_oh_get_array_item(q, k, 0) : k;
    if (!qpdf_oh_is_dictionary(q, document) || !pz_cut_is_name(whole, document, "/S", "/Document") ||
        !(s->document = qpdf_oh_get_object_id(q, document)))
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

static bool note_role(struct walk *w, qpdf_oh element)
{
    qpdf_oh name = qpdf_oh_get_key(w->cut->q, element, "/S");
    if (!qpdf_oh_is_name(w->cut->q, name))
        return false;
    const char *role = qpdf_oh_get_name(w->cut->q, name);
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->roles[i], role) == 0)
            return true;
    if (w->n == ROLES)
        return false;
    w->roles[w->n++] = pz_arena_strdup(w->cut->arena, role);
    return true;
}

static bool walk(struct walk *w, qpdf_oh element, unsigned depth);

/* One kid: a number, a marked content of another page, an annotation, an element. */
static bool walk_kid(struct walk *w, qpdf_oh kid, unsigned depth)
{
    const struct pz_cut *cut = w->cut;
    if (qpdf_oh_is_integer(cut->q, kid))
        return true;
    if (w->kids++ == KIDS_MAX || !qpdf_oh_is_dictionary(cut->q, kid))
        return false;
    if (pz_cut_is_name(cut, kid, "/Type", "/MCR"))
        return pz_cut_holds(cut, pz_cut_page(cut, qpdf_oh_get_key(cut->q, kid, "/Pg")));
    if (pz_cut_is_name(cut, kid, "/Type", "/OBJR"))
        return !qpdf_oh_has_key(cut->q, kid, "/Pg") || pz_cut_holds(cut, pz_cut_page(cut, qpdf_oh_get_key(cut->q, kid, "/Pg")));
    return walk(w, kid, depth + 1);
}

/* Whether the element and all below it lie on pages of the cut. */
static bool walk(struct walk *w, qpdf_oh element, unsigned depth)
{
    qpdf_data q = w->cut->q;
    if (depth > DEPTH_MAX || !pz_cut_holds(w->cut, pz_cut_page(w->cut, qpdf_oh_get_key(q, element, "/Pg"))) ||
        !note_role(w, element))
        return false;
    if (!qpdf_oh_has_key(q, element, "/K"))
        return true;
    qpdf_oh k = qpdf_oh_get_key(q, element, "/K");
    if (!qpdf_oh_is_array(q, k))
        return walk_kid(w, k, depth);
    int n = qpdf_oh_get_array_n_items(q, k);
    for (int i = 0; i < n; i++)
        if (!walk_kid(w, qpdf_oh_get_array_item(q, k, i), depth))
            return false;
    return true;
}

static qpdf_oh cut_roles(const struct walk *w, qpdf_oh source)
{
    qpdf_data q = w->cut->q;
    qpdf_oh map = qpdf_oh_new_dictionary(q), old = qpdf_oh_get_key(q, source, "/RoleMap");
    for (size_t i = 0; i < w->n; i++)
        if (qpdf_oh_is_dictionary(q, old) && qpdf_oh_has_key(q, old, w->roles[i]))
            qpdf_oh_replace_key(q, map, w->roles[i], qpdf_oh_get_key(q, old, w->roles[i]));
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

static const char *cut_parents(const struct pz_structure *s, const struct pz_cut *cut, qpdf_oh source, const long long *numbers,
                               size_t n, qpdf_oh tree)
{
    qpdf_data q = cut->q;
    qpdf_oh old = qpdf_oh_get_key(q, qpdf_oh_get_key(q, source, "/ParentTree"), "/Nums"), nums = qpdf_oh_new_array(q),
            parents = qpdf_oh_new_dictionary(q);
    for (size_t i = 0; i < n; i++) {
        int at = position(s, numbers[i]);
        if (at < 0)
            return "a page that the structure does not know";
        qpdf_oh_append_item(q, nums, qpdf_oh_new_integer(q, (long long)i));
        qpdf_oh_append_item(q, nums, qpdf_oh_get_array_item(q, old, at));
    }
    qpdf_oh_replace_key(q, parents, "/Nums", nums);
    qpdf_oh_replace_key(q, tree, "/ParentTree", qpdf_make_indirect_object(q, parents));
    return NULL;
}

/* Behind the last child that shows something: an empty paragraph at the end of a document is one alone, and none or two among others. */
static size_t last_full(const struct pz_structure *s, const struct pz_cut *cut)
{
    size_t i = s->n;
    while (i && !(pz_cut_holds(cut, s->children[i - 1].page) &&
                  qpdf_oh_has_key(cut->q, pz_cut_object(cut, s->children[i - 1].object), "/K")))
        i--;
    return i;
}

const char *pz_structure_cut(const struct pz_structure *s, const struct pz_cut *cut, const long long *numbers, size_t n,
                             qpdf_oh *out)
{
    qpdf_data q = cut->q;
    struct walk w = {.cut = cut};
    qpdf_oh source = pz_cut_object(cut, s->tree);
    qpdf_oh tree = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    qpdf_oh document = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    qpdf_oh kids = qpdf_oh_new_array(q), top = qpdf_oh_new_array(q);
    for (size_t i = 0, end = last_full(s, cut); i < end; i++) {
        if (!pz_cut_holds(cut, s->children[i].page))
            continue;
        qpdf_oh child = pz_cut_object(cut, s->children[i].object);
        if (!walk(&w, child, 0))
            return "a structure element over pages of two documents";
        qpdf_oh_replace_key(q, child, "/P", document);
        qpdf_oh_append_item(q, kids, child);
    }
    qpdf_oh_replace_key(q, document, "/Type", qpdf_oh_new_name(q, "/StructElem"));
    qpdf_oh_replace_key(q, document, "/S", qpdf_oh_new_name(q, "/Document"));
    qpdf_oh_replace_key(q, document, "/P", tree);
    qpdf_oh_replace_key(q, document, "/Pg", pz_cut_object(cut, cut->pages[cut->first]));
    qpdf_oh_replace_key(q, document, "/K", kids);
    qpdf_oh_append_item(q, top, document);
    qpdf_oh_replace_key(q, tree, "/Type", qpdf_oh_new_name(q, "/StructTreeRoot"));
    qpdf_oh_replace_key(q, tree, "/K", top);
    qpdf_oh_replace_key(q, tree, "/ParentTreeNextKey", qpdf_oh_new_integer(q, (long long)n));
    qpdf_oh_replace_key(q, tree, "/RoleMap", cut_roles(&w, source));
    *out = tree;
    return cut_parents(s, cut, source, numbers, n, tree);
}
