/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that may stand in a document only once (OpenDocument 1.3 part 3, 19: xml:id, text:name of marks and sections, table:name,
 * draw:name, text:id of notes, office:name of comments). */
#include "odt/loop.h"

enum kind { BOOKMARK = 1, REFERENCE, SECTION, TABLE, FRAME, NOTE, SEQUENCE, ANNOTATION, INDEX_MARK, SHAPE, ID };

/* element "": any. An attribute in which a name is given, or one that refers to it. */
static const struct naming {
    const char *element, *attribute;
    uint8_t kind;
    bool refers;
} namings[] = {
    {"bookmark", "text:name", BOOKMARK, false},
    {"bookmark-start", "text:name", BOOKMARK, false},
    {"bookmark-end", "text:name", BOOKMARK, true},
    {"bookmark-ref", "text:ref-name", BOOKMARK, true},
    {"reference-mark", "text:name", REFERENCE, false},
    {"reference-mark-start", "text:name", REFERENCE, false},
    {"reference-mark-end", "text:name", REFERENCE, true},
    {"reference-ref", "text:ref-name", REFERENCE, true},
    {"section", "text:name", SECTION, false},
    {"table-of-content", "text:name", SECTION, false},
    {"illustration-index", "text:name", SECTION, false},
    {"table-index", "text:name", SECTION, false},
    {"object-index", "text:name", SECTION, false},
    {"user-index", "text:name", SECTION, false},
    {"alphabetical-index", "text:name", SECTION, false},
    {"bibliography", "text:name", SECTION, false},
    {"index-title", "text:name", SECTION, false},
    {"table", "table:name", TABLE, false},
    {"", "draw:name", FRAME, false},
    {"text-box", "draw:chain-next-name", FRAME, true},
    {"note", "text:id", NOTE, false},
    {"note-ref", "text:ref-name", NOTE, true},
    {"sequence", "text:ref-name", SEQUENCE, false},
    {"sequence-ref", "text:ref-name", SEQUENCE, true},
    {"annotation", "office:name", ANNOTATION, false},
    {"annotation-end", "office:name", ANNOTATION, true},
    {"toc-mark-start", "text:id", INDEX_MARK, false},
    {"toc-mark-end", "text:id", INDEX_MARK, true},
    {"user-index-mark-start", "text:id", INDEX_MARK, false},
    {"user-index-mark-end", "text:id", INDEX_MARK, true},
    {"alphabetical-index-mark-start", "text:id", INDEX_MARK, false},
    {"alphabetical-index-mark-end", "text:id", INDEX_MARK, true},
    {"", "draw:id", SHAPE, false},
    {"", "draw:start-shape", SHAPE, true},
    {"", "draw:end-shape", SHAPE, true},
    {"", "xml:id", ID, false},
    {"list", "text:continue-list", ID, true},
};

/* A name given or referred to inside a loop. */
struct named {
    uint8_t kind;
    bool refers;
    uint32_t node;
    uint32_t value, end; /* of the name in the source: a link's begins behind “#” */
    uint32_t counter;
};

struct search {
    struct pz_part *part;
    const struct odt_loops *loops;
    struct named *v;
    size_t n, cap;
};

static void add(struct search *s, uint8_t kind, bool refers, uint32_t node, uint32_t value, uint32_t end)
{
    if (end == value || memchr(s->part->m.src + value, '{', end - value))
        return;
    PZ_GROW(s->part->arena, s->v, s->n, s->cap);
    s->v[s->n++] = (struct named){kind, refers, node, value, end, 0};
}

/* xlink:href="#name" or "#name|table": a bookmark, a table, a frame or a section. */
static void add_link(struct search *s, uint32_t node, const struct pz_markup_attribute *a)
{
    static const struct {
        const char *suffix;
        uint8_t kind;
    } targets[] = {{"|table", TABLE}, {"|frame", FRAME}, {"|graphic", FRAME}, {"|ole", FRAME}, {"|region", SECTION}};
    const char *src = s->part->m.src;
    uint32_t end = a->value_end;
    uint8_t kind = BOOKMARK;
    if (end == a->value || src[a->value] != '#')
        return;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        uint32_t len = (uint32_t)strlen(targets[i].suffix);
        if (end - a->value > len && memcmp(src + end - len, targets[i].suffix, len) == 0) {
            kind = targets[i].kind;
            end -= len;
            break;
        }
    }
    add(s, kind, true, node, a->value + 1, end);
}

static const struct naming *naming_of(const char *element, size_t element_len, const char *attribute, size_t attribute_len)
{
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++) {
        const struct naming *n = &namings[i];
        bool same = !n->element[0] || (strlen(n->element) == element_len && memcmp(n->element, element, element_len) == 0);
        if (same && strlen(n->attribute) == attribute_len && memcmp(n->attribute, attribute, attribute_len) == 0)
            return n;
    }
    return NULL;
}

bool odt_is_name(const char *element, size_t element_len, const char *attribute, size_t attribute_len)
{
    return naming_of(element, element_len, attribute, attribute_len) != NULL;
}

static void look_at(struct search *s, uint32_t node)
{
    const struct pz_markup *m = &s->part->m;
    size_t prefix, len;
    const char *local = pz_markup_prefix(m, node, &prefix) + prefix;
    len = strcspn(local, " \t\r\n/>");
    struct pz_markup_attribute a;
    for (uint32_t at = 0; pz_markup_attribute(m, node, &at, &a);) {
        size_t name_len = a.name_end - a.start;
        if (name_len == 10 && memcmp(m->src + a.start, "xlink:href", 10) == 0)
            add_link(s, node, &a);
        const struct naming *n = naming_of(local, len, m->src + a.start, name_len);
        if (n)
            add(s, n->kind, n->refers, node, a.value, a.value_end);
    }
}

static bool is_in_loop(const struct search *s, uint32_t node)
{
    for (size_t i = 0; i < s->loops->n; i++) {
        if (odt_loop_holds(&s->loops->v[i], s->part, node))
            return true;
    }
    return false;
}

static bool share_a_loop(const struct search *s, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < s->loops->n; i++) {
        if (odt_loop_holds(&s->loops->v[i], s->part, a) && odt_loop_holds(&s->loops->v[i], s->part, b))
            return true;
    }
    return false;
}

static bool same_name(const struct search *s, const struct named *a, const struct named *b)
{
    const char *src = s->part->m.src;
    return a->kind == b->kind && a->end - a->value == b->end - b->value &&
           memcmp(src + a->value, src + b->value, a->end - a->value) == 0;
}

struct pz_text odt_name_separator(const struct pz_part *part, struct pz_text name)
{
    static const char strokes[] = "________";
    const struct pz_markup *m = &part->m;
    for (size_t n = 1; n < sizeof strokes - 1; n++) {
        const char *like = pz_arena_printf(part->arena, "%.*s%.*s", (int)name.len, name.s, (int)n, strokes);
        if (!memmem(m->src, m->len, like, strlen(like)))
            return (struct pz_text){strokes, n};
    }
    return (struct pz_text){strokes, sizeof strokes - 1};
}

static int put_number(const struct pz_site *site, uint32_t number, struct pz_buf *out)
{
    if (number > 1)
        pz_buf_printf(out, "%.*s%u", (int)site->line.len, site->line.s, number);
    return 0;
}

static int run_give(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    return put_number(site, ++state->lists[site->number], out);
}

static int run_refer(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    return put_number(site, state->lists[site->number], out);
}

/* The name is given further on in the iteration. */
static int run_refer_ahead(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)err;
    return put_number(site, state->lists[site->number] + 1, out);
}

static void number(const struct search *s, const struct named *name, uint32_t counter, struct pz_text between,
                   pz_hook_function *run)
{
    struct pz_site *site = pz_hook_new(s->part, name->node, run);
    site->number = counter;
    site->line = between;
    pz_hook_add(s->part, name->end, PZ_RANK_TAG, 0, site);
}

static void number_all(struct search *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct named *given = &s->v[i];
        if (given->refers)
            continue;
        uint32_t counter = s->part->lists++;
        struct pz_text between =
            odt_name_separator(s->part, (struct pz_text){s->part->m.src + given->value, given->end - given->value});
        number(s, given, counter, between, run_give);
        for (size_t k = 0; k < s->n; k++) {
            const struct named *other = &s->v[k];
            if (other->refers && same_name(s, given, other) && share_a_loop(s, given->node, other->node))
                number(s, other, counter, between, other->value < given->value ? run_refer_ahead : run_refer);
        }
    }
}

void odt_unique_names(struct pz_part *part, const struct odt_loops *loops)
{
    struct search s = {.part = part, .loops = loops};
    for (uint32_t i = 0; loops->n && i < part->m.n; i++) {
        if (part->m.v[i].kind == PZ_NODE_ELEMENT && is_in_loop(&s, i) && !pz_part_is_dropped(part, i))
            look_at(&s, i);
    }
    number_all(&s);
}
