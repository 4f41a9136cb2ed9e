/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"

/* Points. */
static const double PAD = 3, EDGE = 22, STEP = 2, NOWHERE = 1e9;

/* The line of the signature: its height on the page, where the post ends and the name begins. */
struct spot {
    size_t page;
    double y, left, right;
};

/* Looking for the line -------------------------------------------------------------------------------------- */

struct piece {
    const struct pz_pdf_run *run;
};

static int by_place(const void *a, const void *b)
{
    const struct pz_pdf_run *x = ((const struct piece *)a)->run, *y = ((const struct piece *)b)->run;
    if (fabs(x->y - y->y) > 1)
        return x->y < y->y ? 1 : -1;
    return (x->x > y->x) - (x->x < y->x);
}

/* All runs of a page, from top to bottom and left to right. */
static size_t collect(const struct pz_pdf_page *page, struct piece **out, struct pz_arena *arena)
{
    size_t n = 0;
    for (size_t k = 0; k < page->n; k++)
        for (const struct pz_pdf_run *run = page->runs[k]; run; run = run->next)
            n++;
    *out = pz_arena_array(arena, n + 1, sizeof **out);
    n = 0;
    for (size_t k = 0; k < page->n; k++)
        for (const struct pz_pdf_run *run = page->runs[k]; run; run = run->next)
            (*out)[n++].run = run;
    qsort(*out, n, sizeof **out, by_place);
    return n;
}

static void add_solid(struct pz_buf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == ' ')
            continue;
        if (i + 1 < len && memcmp(text + i, "\xC2\xA0", 2) == 0)
            i++;
        else
            pz_buf_putc(out, text[i]);
    }
}

/* Whether the line of pieces [from, to) holds the name; then where it begins and where the text before it ends. */
static bool holds_name(const struct piece *pieces, size_t from, size_t to, const char *name, struct spot *spot)
{
    struct pz_buf line = PZ_BUF_INIT;
    bool found = false;
    for (size_t i = from; i < to && !found; i++) { /* the shortest tail that begins with the name */
        pz_buf_clear(&line);
        for (size_t k = i; k < to; k++)
            add_solid(&line, pieces[k].run->text, pieces[k].run->len);
        const char *at = line.failed ? NULL : strstr(pz_buf_str(&line), name);
        found = at == pz_buf_str(&line) || (at && i + 1 == to);
        if (!found || !name[0])
            continue;
        spot->y = pieces[i].run->y;
        spot->right = pieces[i].run->x;
        spot->left = 0;
        for (size_t k = from; k < i; k++)
            if (strspn(pieces[k].run->text, " ") < pieces[k].run->len)
                spot->left = fmax(spot->left, pieces[k].run->x + pieces[k].run->width);
    }
    pz_buf_release(&line);
    return found && name[0];
}

static bool find_name(struct spot *spot, const struct pz_pdf_pages *pages, const char *signatory, struct pz_arena *arena)
{
    struct pz_buf name = PZ_BUF_INIT;
    add_solid(&name, signatory, strlen(signatory));
    bool found = false;
    for (size_t p = pages->n; p-- && !found;) {
        struct piece *pieces;
        size_t n = collect(&pages->v[p], &pieces, arena), to = n;
        while (to && !found) { /* lines from the bottom up */
            size_t from = to - 1;
            while (from && fabs(pieces[from - 1].run->y - pieces[to - 1].run->y) <= 1)
                from--;
            found = holds_name(pieces, from, to, pz_buf_str(&name), spot);
            to = from;
        }
        spot->page = p;
    }
    pz_buf_release(&name);
    return found;
}

/* The destination of a name tree node (ISO 32000-1, 7.9.6). */
static qpdf_oh in_tree(qpdf_data q, qpdf_oh node, const char *name, unsigned depth)
{
    qpdf_oh names = qpdf_oh_get_key(q, node, "/Names"), kids = qpdf_oh_get_key(q, node, "/Kids");
    for (int i = 0; qpdf_oh_is_array(q, names) && i + 1 < qpdf_oh_get_array_n_items(q, names); i += 2)
        if (strcmp(qpdf_oh_get_utf8_value(q, qpdf_oh_get_array_item(q, names, i)), name) == 0)
            return qpdf_oh_get_array_item(q, names, i + 1);
    for (int i = 0; depth < 10 && qpdf_oh_is_array(q, kids) && i < qpdf_oh_get_array_n_items(q, kids); i++) {
        qpdf_oh found = in_tree(q, qpdf_oh_get_array_item(q, kids, i), name, depth + 1);
        if (!qpdf_oh_is_null(q, found))
            return found;
    }
    return qpdf_oh_new_null(q);
}

static bool find_anchor(struct spot *spot, qpdf_data q, const struct pz_pdf_pages *pages, const char *anchor,
                        struct pz_arena *arena)
{
    qpdf_oh root = qpdf_get_root(q), old = qpdf_oh_get_key(q, root, "/Dests"), names = qpdf_oh_get_key(q, root, "/Names");
    qpdf_oh target =
        qpdf_oh_is_dictionary(q, old) ? qpdf_oh_get_key(q, old, pz_arena_printf(arena, "/%s", anchor)) : qpdf_oh_new_null(q);
    if (qpdf_oh_is_null(q, target) && qpdf_oh_is_dictionary(q, names) &&
        qpdf_oh_is_dictionary(q, qpdf_oh_get_key(q, names, "/Dests")))
        target = in_tree(q, qpdf_oh_get_key(q, names, "/Dests"), anchor, 0);
    if (qpdf_oh_is_dictionary(q, target))
        target = qpdf_oh_get_key(q, target, "/D");
    if (!qpdf_oh_is_array(q, target) || qpdf_oh_get_array_n_items(q, target) < 4)
        return false;
    int page = qpdf_oh_get_object_id(q, qpdf_oh_get_array_item(q, target, 0));
    spot->left = qpdf_oh_get_numeric_value(q, qpdf_oh_get_array_item(q, target, 2));
    spot->y =
        qpdf_oh_get_numeric_value(q, qpdf_oh_get_array_item(q, target, 3)) - 12; /* the destination is the line's upper edge */
    spot->right = 0;
    for (size_t i = 0; i < pages->n; i++)
        if (pages->v[i].object == page) {
            spot->page = i;
            return true;
        }
    return false;
}

/* Looking for room ------------------------------------------------------------------------------------------- */

static bool is_free(const struct piece *pieces, size_t n, double x, double y, double width, double height)
{
    for (size_t i = 0; i < n; i++) {
        const struct pz_pdf_run *run = pieces[i].run;
        if (strspn(run->text, " ") == run->len)
            continue;
        double size = run->size > 0 ? run->size : 12, wide = run->width > 0 ? run->width : size * (double)run->len / 4;
        bool aside = run->x > x + width + PAD || run->x + wide < x - PAD;
        bool off = run->y - size * 0.25 > y + height + PAD || run->y + size * 0.8 < y - PAD;
        if (!aside && !off)
            return false;
    }
    return true;
}

/* The free place nearest to (x, y) with its left edge between `from` and `to`; how far away it is, NOWHERE when there is none. */
static double nearest(struct pz_mark_place *out, const struct spot *s, const struct piece *pieces, size_t n, double from, double to,
                      double x, double y, double width, double height)
{
    double best = NOWHERE;
    for (double left = from; left <= to; left += STEP)
        for (double low = EDGE; low + height < s->y + 6 * height; low += STEP) {
            double away = fabs(low - y) + fabs(left - x) / 4;
            if (away >= best || !is_free(pieces, n, left, low, width, height))
                continue;
            best = away;
            *out = (struct pz_mark_place){.page = s->page, .x = left, .y = low};
        }
    return best;
}

/* In the gap between post and name, not far above or below the line; else near it wherever the page is free. */
static bool find_room(struct pz_mark_place *out, const struct spot *s, const struct piece *pieces, size_t n, double page_width,
                      double width, double height)
{
    double middle = s->y + 4 - height / 2, from = s->left + PAD, to = s->right - width - PAD;
    if (to >= from && nearest(out, s, pieces, n, from, to, (from + to) / 2, middle, width, height) < height)
        return true;
    return nearest(out, s, pieces, n, EDGE, page_width - EDGE - width, s->left, middle, width, height) <
           3 * height + page_width / 4;
}

static double width_of(qpdf_data q, size_t page)
{
    qpdf_oh box = qpdf_oh_get_key(q, qpdf_get_page_n(q, page), "/MediaBox");
    return qpdf_oh_is_array(q, box) && qpdf_oh_get_array_n_items(q, box) == 4
               ? qpdf_oh_get_numeric_value(q, qpdf_oh_get_array_item(q, box, 2))
               : 595;
}

int pz_mark_find(struct pz_mark_place *out, qpdf_data q, const struct pz_pdf_pages *pages, const char *anchor,
                 const char *signatory, double width, double height, struct pz_arena *arena, struct pz_error *err)
{
    struct spot spot = {0};
    bool found = anchor && find_anchor(&spot, q, pages, anchor, arena);
    if (!found && signatory && signatory[0])
        found = find_name(&spot, pages, signatory, arena);
    if (!found)
        return pz_fail(err, PZ_DATA, "E-SIGN-042",
                       _("the place of the signature was not found: no bookmark “%s”, no line with “%s”"), anchor ? anchor : "",
                       signatory ? signatory : "");
    struct piece *pieces;
    size_t n = collect(&pages->v[spot.page], &pieces, arena);
    if (!find_room(out, &spot, pieces, n, width_of(q, spot.page), width, height))
        return pz_fail(err, PZ_DATA, "E-SIGN-042", _("there is no room for the mark near the signature on page %zu"),
                       spot.page + 1);
    return 0;
}
