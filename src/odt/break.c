/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page breaks of paragraphs that go. In ODT a break belongs to the style of the paragraph behind it; when that holds only tags and so is
 * left out, what is written next takes the break over: its style is copied with the break (OpenDocument 1.3 part 3, 20.184). */
#include "odt/loop.h"
#include "odt/style.h"
#include "xml/retouch.h"

#define MARK "<?prikaz-break "

/* Attributes of a style that begin a page. */
struct page_break {
    const char *master; /* page style, or NULL */
    const char *number; /* first page number, or NULL */
};

static bool read_break(struct pz_part *part, uint32_t paragraph, struct page_break *out)
{
    struct pz_text style = odt_automatic_style(part, paragraph);
    struct pz_markup m;
    *out = (struct page_break){0};
    if (!style.len || !(memmem(style.s, style.len, "break-before", 12) || memmem(style.s, style.len, "master-page-name", 16)))
        return false;
    pz_markup_scan(&m, part->arena, style.s, style.len, odt_format.names);
    bool page = false;
    for (uint32_t i = 0; i < m.n; i++) {
        const char *before = m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_get(&m, i, "break-before", part->arena) : NULL;
        const char *master = m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_get(&m, i, "master-page-name", part->arena) : NULL;
        const char *number = m.v[i].kind == PZ_NODE_ELEMENT ? pz_markup_get(&m, i, "page-number", part->arena) : NULL;
        page |= before && strcmp(before, "page") == 0;
        out->master = master && master[0] ? master : out->master;
        out->number = number ? number : out->number;
    }
    return page || out->master;
}

void odt_keep_breaks(struct pz_part *part)
{
    for (size_t i = 0; i < part->flows_n; i++) {
        const struct pz_flow *flow = &part->flows[i];
        struct page_break page;
        if (flow->first_tag == PZ_NO_TAG || !(part->marks[flow->node] & PZ_NODE_DROPPED) || !read_break(part, flow->node, &page))
            continue;
        const char *mark =
            pz_arena_printf(part->arena, MARK "%s|%s?>", page.master ? page.master : "", page.number ? page.number : "");
        part->breaks = true;
        pz_edit_insert(part, part->m.v[flow->node].start, PZ_RANK_TAG, 3 * flow->first_tag, PZ_SEG_LITERAL,
                       (struct pz_text){mark, strlen(mark)}, 0, 0);
    }
}

/* The next paragraph, heading or table behind `from`; NULL when the container ends first. */
static const char *next_block(const char *from, const char *end)
{
    static const char *const blocks[] = {"text:p", "text:h", "table:table"};
    for (const char *p = from; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
            size_t len = strlen(blocks[i]);
            if ((size_t)(end - p) > len + 1 && memcmp(p + 1, blocks[i], len) == 0 && strchr(" />", p[len + 1]))
                return p;
        }
        if ((size_t)(end - p) > 13 && memcmp(p, "</office:text", 13) == 0)
            return NULL;
    }
    return NULL;
}

/* The definition of an automatic style of this document, or nothing. */
static struct pz_text definition(const struct pz_office_state *state, const struct pz_buf *xml, const char *name)
{
    const char *mark = pz_arena_printf(state->render->arena, "<style:style style:name=\"%s\"", name);
    const struct pz_text places[] = {{pz_buf_str(xml), state->head < xml->len ? state->head : 0},
                                     {pz_buf_str(&state->worker->styles), state->worker->styles.len}};
    for (size_t i = 0; i < 2; i++) {
        const char *start = memmem(places[i].s, places[i].len, mark, strlen(mark)), *end = places[i].s + places[i].len;
        const char *open_end = start ? memchr(start, '>', (size_t)(end - start)) : NULL;
        const char *close = open_end && open_end[-1] != '/' ? memmem(start, (size_t)(end - start), "</style:style>", 14) : NULL;
        if (open_end)
            return (struct pz_text){start, (size_t)((close ? close + 14 : open_end + 1) - start)};
    }
    return (struct pz_text){"", 0};
}

/* A copy of the style that begins a page; its name. */
static const char *break_style(struct pz_office_state *state, const struct pz_buf *xml, const char *base, bool table,
                               const char *master, const char *number)
{
    struct pz_arena *arena = state->render->arena;
    const char *name = pz_arena_printf(arena, "Prikaz_break_%c_%s_%s%s", table ? 't' : 'p', base, master, number);
    const char *properties = table ? "style:table-properties" : "style:paragraph-properties";
    struct pz_text own = definition(state, xml, base);
    struct pz_buf copy = PZ_BUF_INIT;
    struct pz_stretch tag;
    pz_buf_put(&copy, own.s, own.len);
    if (!own.len || !pz_retouch_find(&copy, (struct pz_stretch){0, copy.len}, properties, &tag)) {
        pz_buf_clear(&copy);
        pz_buf_printf(
            &copy,
            "<style:style xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
            "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" style:name=\"%s\" style:family=\"%s\"",
            name, table ? "table" : "paragraph");
        if (base[0])
            pz_buf_printf(&copy, " style:parent-style-name=\"%s\"", base);
        pz_buf_printf(&copy, "><%s/></style:style>", properties);
        pz_retouch_find(&copy, (struct pz_stretch){0, copy.len}, properties, &tag);
    }
    if (number[0])
        pz_retouch_set(&copy, tag.start, "style:page-number", number);
    if (!master[0])
        pz_retouch_set(&copy, tag.start, "fo:break-before", "page");
    pz_retouch_set(&copy, 0, "style:name", name);
    if (master[0])
        pz_retouch_set(&copy, 0, "style:master-page-name", master);
    odt_need_style(state, name, pz_buf_str(&copy));
    pz_buf_release(&copy);
    return name;
}

/* What the mark says, in the arena; where the text goes on. NULL: it is no mark. */
static const char *read_mark(struct page_break *out, const char *mark, const char *end, struct pz_arena *arena)
{
    const char *says = mark + strlen(MARK), *close = memmem(mark, (size_t)(end - mark), "?>", 2);
    const char *stroke = close ? memchr(says, '|', (size_t)(close - says)) : NULL;
    if (!stroke)
        return NULL;
    out->master = pz_arena_strndup(arena, says, (size_t)(stroke - says));
    out->number = pz_arena_strndup(arena, stroke + 1, (size_t)(close - stroke - 1));
    return close + 2;
}

/* Give the start tag of a paragraph or table a style that begins a page. */
static void begin_page(struct pz_office_state *state, const struct pz_buf *xml, struct pz_buf *tag, const struct page_break *page)
{
    bool table = strncmp(pz_buf_str(tag), "<text:", 6) != 0;
    const char *style = memmem(pz_buf_str(tag), tag->len, "style-name=\"", 12);
    const char *base = style ? pz_arena_strndup(state->render->arena, style + 12, strcspn(style + 12, "\"")) : "";
    if (page->master[0] || strncmp(base, "Prikaz_break_", 13) != 0) /* a page style counts for more than a mere break */
        pz_retouch_set(tag, 0, table ? "table:style-name" : "text:style-name",
                       break_style(state, xml, base, table, page->master, page->number));
}

void odt_put_breaks(struct pz_office_state *state, struct pz_buf *xml)
{
    const char *at = pz_buf_str(xml), *end = at + xml->len;
    const char *mark = state->part->source->breaks ? memmem(at + state->head, xml->len - state->head, MARK, strlen(MARK)) : NULL,
               *behind;
    struct pz_buf out = PZ_BUF_INIT, tag = PZ_BUF_INIT;
    struct page_break *pages = NULL; /* of the block that comes next */
    size_t n = 0, cap = 0;
    if (!mark)
        return;
    while (mark) {
        PZ_GROW(state->render->arena, pages, n, cap);
        if (!(behind = read_mark(&pages[n++], mark, end, state->render->arena)))
            break;
        pz_buf_put(&out, at, (size_t)(mark - at));
        at = behind;
        mark = memmem(at, (size_t)(end - at), MARK, strlen(MARK));
        const char *block = state->head ? next_block(at, mark ? mark : end) : NULL;
        const char *tag_end = block ? memchr(block, '>', (size_t)(end - block)) : NULL;
        if (!tag_end)
            continue;
        pz_buf_put(&out, at, (size_t)(block - at));
        at = tag_end + 1;
        pz_buf_clear(&tag);
        pz_buf_put(&tag, block, (size_t)(at - block));
        for (size_t i = 0; i < n; i++)
            begin_page(state, xml, &tag, &pages[i]);
        pz_buf_put(&out, pz_buf_str(&tag), tag.len);
        n = 0;
    }
    pz_buf_put(&out, at, (size_t)(end - at));
    xml->len = 0;
    pz_buf_put(xml, pz_buf_str(&out), out.len);
    xml->failed |= out.failed || tag.failed;
    pz_buf_release(&out);
    pz_buf_release(&tag);
}
