/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/merge_judge.h"

#include <string.h>

/* Styles ----------------------------------------------------------------------------------------------------- */

/* What an attribute of a style says against merging. */
static const char *judge_style_attribute(struct pz_text local, struct pz_text value, bool common)
{
    if (pz_odt_is(local, "href"))
        return "a picture in a style";
    if (pz_odt_is(local, "list-style-name") && value.len)
        return "paragraphs numbered by their style";
    if (pz_odt_is(local, "master-page-name") && value.len && common)
        return "a common style that begins a page";
    if ((pz_odt_is(local, "page-number") && value.len && !pz_odt_is(value, "auto")) ||
        (pz_odt_is(local, "first-page-number") && !pz_odt_is(value, "continue")))
        return "pages numbered in a way of their own";
    if (pz_odt_is(local, "page-usage") && !pz_odt_is(value, "all"))
        return "pages that differ on the left and on the right";
    if (pz_odt_is(local, "number-lines") && pz_odt_is(value, "true"))
        return "numbered lines";
    return NULL;
}

static const char *judge_styles(const struct pz_markup *m, uint32_t styles, bool common)
{
    const char *reason = NULL;
    for (uint32_t i = styles; i < m->v[styles].after && !reason; i++) {
        struct pz_markup_attribute a;
        if (m->v[i].kind != PZ_NODE_ELEMENT)
            continue;
        for (uint32_t at = 0; !reason && pz_markup_attribute(m, i, &at, &a);)
            reason = judge_style_attribute(pz_odt_local(m, &a), pz_odt_value(m, &a), common);
    }
    return reason;
}

/* Headings that the office numbers: through the whole document. */
static const char *judge_outline(const struct pz_markup *m, uint32_t styles)
{
    for (uint32_t i = styles; i < m->v[styles].after; i++) {
        const char *tag = m->src + m->v[i].start;
        size_t len = m->v[i].open_end - m->v[i].start;
        if (m->v[i].kind == PZ_NODE_ELEMENT && memmem(tag, len, ":outline-level-style", 20) &&
            pz_odt_attribute(m, i, "num-format").len)
            return "numbered headings";
    }
    return NULL;
}

/* A style that is automatic and one that is common, or of another family, may have one name: such names would be renamed alike, and the styles
 * taken for one. */
static const char *judge_names(struct pz_odt_source *s, const struct pz_odt_part *part)
{
    struct pz_map *taken = pz_map_new(&s->arena, 64);
    const struct pz_markup *m = &s->styles.m;
    for (uint32_t i = pz_markup_first(m, s->common); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        struct pz_text name = m->v[i].kind == PZ_NODE_ELEMENT ? pz_odt_attribute(m, i, "name") : (struct pz_text){"", 0};
        pz_map_put(&s->arena, taken, pz_key_n(name.s, name.len), pz_bool(true));
    }
    m = &part->m;
    for (uint32_t i = pz_markup_first(m, part->automatic); i != PZ_NO_NODE; i = pz_markup_next(m, i)) {
        struct pz_text name = m->v[i].kind == PZ_NODE_ELEMENT ? pz_odt_attribute(m, i, "name") : (struct pz_text){"", 0};
        if (m->v[i].kind == PZ_NODE_ELEMENT && (!name.len || pz_map_find(taken, pz_key_n(name.s, name.len))))
            return "styles of unusual names";
        pz_map_put(&s->arena, taken, pz_key_n(name.s, name.len), pz_bool(true));
    }
    return NULL;
}

/* Body ------------------------------------------------------------------------------------------------------- */

static bool is_within(const struct pz_markup *m, uint32_t node, enum pz_merge_name name)
{
    for (; node != PZ_NO_NODE; node = m->v[node].parent)
        if (m->v[node].name == name)
            return true;
    return false;
}

/* Names of the automatic styles of rows that stay whole. */
static struct pz_map *whole_rows(struct pz_odt_source *s, const struct pz_odt_part *part)
{
    const struct pz_markup *m = &part->m;
    struct pz_map *rows = pz_map_new(&s->arena, 8);
    for (uint32_t i = part->automatic; i < m->v[part->automatic].after; i++) {
        if (m->v[i].kind != PZ_NODE_ELEMENT || !pz_odt_is(pz_odt_attribute(m, i, "keep-together"), "always"))
            continue;
        struct pz_text name = pz_odt_attribute(m, m->v[i].parent, "name");
        if (pz_odt_is(pz_odt_attribute(m, m->v[i].parent, "family"), "table-row"))
            pz_map_put(&s->arena, rows, pz_key_n(name.s, name.len), pz_bool(true));
    }
    return rows;
}

static const char *note_picture(struct pz_odt_source *s, struct pz_text name)
{
    long member = -1;
    if (name.len > 9 && memcmp(name.s, "Pictures/", 9) == 0)
        member = pz_package_find(s->package, pz_arena_strndup(&s->arena, name.s, name.len));
    if (member < 0)
        return "a picture outside the document";
    pz_map_put(&s->arena, s->pictures, pz_key_n(name.s, name.len), pz_int(member));
    return NULL;
}

/* The list before, if it has the same style, goes on in it: in another document than its own, if it is the first. */
static const char *judge_list(const struct pz_markup *m, uint32_t node, uint32_t *lists)
{
    bool goes_on = pz_odt_is(pz_odt_attribute(m, node, "continue-numbering"), "true");
    return goes_on && (*lists)++ == 0 ? "a list that continues none" : (++*lists, NULL);
}

static const char *judge_element(struct pz_odt_source *s, const struct pz_markup *m, uint32_t node, const struct pz_map *rows,
                                 uint32_t *lists)
{
    struct pz_text value;
    switch ((enum pz_merge_name)m->v[node].name) {
    case MERGE_UNKNOWN: return "something whose meaning depends on the whole document";
    case MERGE_HEADER_FIRST:
    case MERGE_FOOTER_FIRST: s->first_pages = true; return NULL;
    case MERGE_PAGE_NUMBER:
        value = pz_odt_attribute(m, node, "select-page");
        return (value.len && !pz_odt_is(value, "current")) || pz_odt_attribute(m, node, "page-adjust").len
                   ? "a number of another page"
                   : NULL;
    case MERGE_A: return pz_odt_attribute(m, node, "href").s[0] == '#' ? "a link inside the document" : NULL;
    case MERGE_FRAME:
        return pz_odt_is(pz_odt_attribute(m, node, "anchor-type"), "as-char") ? NULL : "a picture that does not stand in a line";
    case MERGE_IMAGE: return note_picture(s, pz_odt_attribute(m, node, "href"));
    case MERGE_LIST: return judge_list(m, node, lists);
    case MERGE_TABLE: return pz_odt_is(pz_odt_attribute(m, node, "is-sub-table"), "true") ? "a table of unusual form" : NULL;
    case MERGE_CELL: return pz_odt_attribute(m, node, "formula").len ? "a formula" : NULL;
    case MERGE_ROW:
        value = pz_odt_attribute(m, node, "style-name");
        return !is_within(m, node, MERGE_HEADER_ROWS) && !pz_map_find(rows, pz_key_n(value.s, value.len))
                   ? "a table row that may split over pages"
                   : NULL;
    default: return NULL;
    }
}

static const char *judge_content(struct pz_odt_source *s, const struct pz_odt_part *part, uint32_t within)
{
    const struct pz_markup *m = &part->m;
    const struct pz_map *rows = whole_rows(s, part);
    const char *reason = NULL;
    uint32_t lists = 0;
    for (uint32_t i = within; i < m->v[within].after && !reason; i++) {
        if (m->v[i].kind == PZ_NODE_ELEMENT)
            reason = judge_element(s, m, i, rows, &lists);
        else if (m->v[i].kind != PZ_NODE_TEXT)
            reason = "markup of unusual form";
    }
    return reason;
}

const char *pz_odt_judge(struct pz_odt_source *s)
{
    const struct pz_markup *styles = &s->styles.m;
    const char *reason = judge_styles(styles, s->common, true);
    reason = reason ? reason : judge_outline(styles, s->common);
    reason = reason ? reason : judge_styles(styles, s->styles.automatic, false);
    reason = reason ? reason : judge_styles(&s->content.m, s->content.automatic, false);
    reason = reason ? reason : judge_names(s, &s->content);
    reason = reason ? reason : judge_names(s, &s->styles);
    reason = reason ? reason : judge_content(s, &s->styles, s->masters);
    return reason ? reason : judge_content(s, &s->content, s->text);
}
