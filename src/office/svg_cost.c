/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an SVG costs to draw, guessed before it is drawn, because librsvg cannot be stopped: elements as often as they are referred to
 * (use, pattern, marker, mask), groups of their own as so many pixels, filters as pixels for each of their steps. The times are those of
 * librsvg 2.54 on one core, in microseconds, rounded. */
#include <stdlib.h>

#include "base/i18n.h"
#include "office/svg.h"
#include "xml/encoding.h"
#include "xml/markup.h"

enum { ROUNDS_MAX = 64 };

static const double element_us = 2, text_us = 50, layer_us_a_pixel = 4e-4, step_us_a_pixel = 0.05, most_us = 4e6;

struct target {
    const char *id;
    uint32_t node;
};

struct reference {
    uint32_t from, to; /* nodes */
};

struct drawing {
    struct pz_markup m;
    struct pz_arena *arena;
    double pixels;
    struct target *targets;
    struct reference *references;
    size_t targets_n, references_n, references_cap;
};

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct target *)a)->id, ((const struct target *)b)->id);
}

static bool is_named(const struct pz_markup *m, uint32_t node, const char *local, bool begins)
{
    size_t prefix, len = strlen(local);
    const char *name = pz_markup_prefix(m, node, &prefix) + prefix;
    return strncmp(name, local, len) == 0 && (begins || strchr(" \t\r\n/>", name[len]));
}

/* How often a filter's step goes over its pixels. */
static double passes(const struct drawing *d, uint32_t node)
{
    static const char *const names[] = {"numOctaves", "radius", "order"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = pz_markup_get(&d->m, node, names[i], d->arena);
        double n = value ? strtod(value, NULL) : 0;
        if (n > 0)
            return i == 0 ? n : (2 * n + 1) * (2 * n + 1);
    }
    return 1;
}

/* What the element takes by itself. */
static double own_cost(const struct drawing *d, uint32_t node)
{
    static const char *const layers[] = {
        " opacity", "\"opacity", ";opacity", "mask=", "mask:", "clip-path", "filter=", "filter:", "mix-blend"};
    const char *tag = d->m.src + d->m.v[node].start;
    size_t len = d->m.v[node].open_end - d->m.v[node].start;
    if (is_named(&d->m, node, "fe", true))
        return step_us_a_pixel * d->pixels * passes(d, node);
    double cost = is_named(&d->m, node, "text", false) ? text_us : element_us;
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        if (memmem(tag, len, layers[i], strlen(layers[i])))
            return cost + layer_us_a_pixel * d->pixels;
    }
    return cost;
}

static void find_targets(struct drawing *d)
{
    d->targets = PZ_NEW_ARRAY(d->arena, d->m.n + 1, struct target);
    for (uint32_t i = 0; i < d->m.n; i++) {
        const char *id = d->m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_get(&d->m, i, "id", d->arena) : NULL;
        if (id)
            d->targets[d->targets_n++] = (struct target){id, i};
    }
    qsort(d->targets, d->targets_n, sizeof *d->targets, by_id);
}

/* References of an element: href="#id" and url(#id) in its tag. */
static void find_references(struct drawing *d, uint32_t node)
{
    const char *p = d->m.src + d->m.v[node].start, *end = d->m.src + d->m.v[node].open_end;
    while ((p = memchr(p, '#', (size_t)(end - p)))) {
        const char *id = ++p;
        if (id[-2] && strchr("\"'(", id[-2])) {
            const struct target key = {pz_arena_strndup(d->arena, id, strcspn(id, "\"')>")), 0};
            const struct target *to = bsearch(&key, d->targets, d->targets_n, sizeof key, by_id);
            if (to && d->references_n == d->references_cap) {
                d->references_cap = d->references_cap ? 2 * d->references_cap : 64;
                d->references = pz_arena_grow(d->arena, d->references, d->references_n, d->references_cap, sizeof *d->references);
            }
            if (to)
                d->references[d->references_n++] = (struct reference){node, to->node};
        }
    }
}

/* What is drawn only where something refers to it. */
static bool is_kept_apart(const struct drawing *d, uint32_t node)
{
    static const char *const names[] = {"defs", "symbol", "filter", "pattern", "marker", "mask", "clipPath"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_named(&d->m, node, names[i], false))
            return true;
    }
    return false;
}

/* Once more from the last node to the first: inner ones add to their parents, targets to what refers to them. The sum of all. */
static double add_up(const struct drawing *d, const double *own, double *cost, double *sum)
{
    double all = 0;
    size_t r = d->references_n;
    memcpy(sum, own, d->m.n * sizeof *sum);
    for (uint32_t i = (uint32_t)d->m.n; i-- > 0;) {
        while (r && d->references[r - 1].from == i)
            sum[i] += cost[d->references[--r].to];
        cost[i] = sum[i];
        all += sum[i];
        if (d->m.v[i].parent != PZ_NO_NODE && d->m.v[i].kind == PZ_NODE_ELEMENT && !is_kept_apart(d, i))
            sum[d->m.v[i].parent] += sum[i];
    }
    return all;
}

static double whole_cost(const struct drawing *d, uint32_t root)
{
    double *own = PZ_NEW_ARRAY(d->arena, 3 * d->m.n, double), *cost = own + d->m.n, *sum = cost + d->m.n, before = -1;
    for (uint32_t i = 0; i < d->m.n; i++) {
        own[i] = d->m.v[i].kind == PZ_NODE_ELEMENT ? own_cost(d, i) : 0;
        cost[i] = 0;
    }
    for (int round = 0; round < ROUNDS_MAX; round++) {
        double all = add_up(d, own, cost, sum);
        if (all <= before || cost[root] > most_us)
            return cost[root];
        before = all;
    }
    return most_us + 1; /* they refer to one another in a circle */
}

static int judge(struct drawing *d, const struct pz_buf *xml, struct pz_error *err)
{
    static const struct pz_markup_names names = {0};
    struct pz_error why = PZ_ERROR_INIT;
    if (pz_xml_check(pz_buf_str(xml), xml->len, "", &why)) { /* entities: older drawings declare their namespaces so */
        bool simple = !memmem(xml->data, xml->len, "<use", 4) && !memmem(xml->data, xml->len, "<fe", 3);
        return simple ? 0 : pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"), why.message);
    }
    pz_markup_scan(&d->m, d->arena, pz_buf_str(xml), xml->len, &names);
    uint32_t root = pz_markup_root(&d->m);
    if (root == PZ_NO_NODE)
        return 0;
    find_targets(d);
    for (uint32_t i = 0; i < d->m.n; i++) {
        if (d->m.v[i].kind == PZ_NODE_ELEMENT && !is_named(&d->m, i, "a", false))
            find_references(d, i);
    }
    if (whole_cost(d, root) <= most_us)
        return 0;
    return pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"),
                   _("its references and filters would take many seconds; simplify it or put it in as PNG"));
}

int pz_svg_judge(const void *data, size_t len, double pixels, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf xml = PZ_BUF_INIT;
    struct drawing d = {.arena = &arena, .pixels = pixels};
    int status = pz_xml_to_utf8(&xml, data, len, "SVG", err);
    if (!status)
        status = judge(&d, &xml, err);
    pz_buf_release(&xml);
    pz_arena_release(&arena);
    return status;
}
