/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page breaks of paragraphs that go: “page break before” belongs to the properties of a paragraph; when that holds only tags and so is left
 * out, the paragraph that is written next takes the break over (ISO/IEC 29500-1, 17.3.1.23). */
#include "docx/rich.h"
#include "office/guard.h"
#include "office/office.h"

#define MARK "<?prikaz-break "

static bool begins_page(const struct pz_part *part, uint32_t paragraph)
{
    uint32_t props = docx_props(&part->m, paragraph, W_PPR);
    uint32_t page = props == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&part->m, props, W_PAGEBREAKBEFORE);
    const char *value = page == PZ_NO_NODE ? "off" : pz_markup_get(&part->m, page, "val", part->arena);
    return !value || !(strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0);
}

void docx_keep_breaks(struct pz_part *part)
{
    for (size_t i = 0; i < part->flows_n; i++) {
        const struct pz_flow *flow = &part->flows[i];
        if (flow->first_tag == PZ_NO_TAG || !(part->marks[flow->node] & PZ_NODE_DROPPED) || !begins_page(part, flow->node))
            continue;
        struct pz_text prefix = docx_prefix(part, flow->node);
        part->breaks = true;
        pz_edit_insert(part, part->m.v[flow->node].start, PZ_RANK_TAG, 3 * flow->first_tag, PZ_SEG_LITERAL,
                       docx_markup(part, MARK "%.*s?>", (int)prefix.len, prefix.s), 0, 0);
    }
}

size_t docx_first_break(const struct pz_office_state *state, const struct pz_buf *xml, size_t before)
{
    const char *mark = state->part->source->breaks && before ? memmem(xml->data, before, MARK, strlen(MARK)) : NULL;
    return mark ? (size_t)(mark - xml->data) : before;
}

static struct pz_text own_props(const char *at, const char *end, struct pz_text prefix)
{
    const char *props = at + strspn(at, " \t\r\n");
    const char *tag_end = memchr(props, '>', (size_t)(end - props));
    if (!tag_end || pz_guard_find(props, tag_end + 1, prefix, "pPr", false) != props)
        return (struct pz_text){"", 0};
    return (struct pz_text){props, (size_t)(docx_element_end(props, end) - props)};
}

/* The beginning of a paragraph with the break among its properties; where the source goes on. */
static const char *put_paragraph(struct pz_buf *out, const char *at, const char *end, struct pz_text prefix, struct pz_arena *arena)
{
    const char *close = memchr(at, '>', (size_t)(end - at)), *behind = close ? close + 1 : end;
    bool empty = close && close[-1] == '/';
    struct pz_text own = empty ? (struct pz_text){"", 0} : own_props(behind, end, prefix);
    pz_buf_put(out, at, (size_t)(behind - at) - (empty ? 2 : 0));
    if (empty)
        pz_buf_putc(out, '>');
    const struct docx_addition addition = {"pageBreakBefore",
                                           pz_arena_printf(arena, "<%.*spageBreakBefore/>", (int)prefix.len, prefix.s)};
    docx_put_props(out, DOCX_PARAGRAPH_PROPS, prefix, own, &addition, 1);
    if (empty)
        pz_buf_printf(out, "</%.*sp>", (int)prefix.len, prefix.s);
    return own.len ? own.s + own.len : behind;
}

void docx_put_breaks(const struct pz_office_state *state, struct pz_buf *xml)
{
    const char *at = pz_buf_str(xml), *end = at + xml->len, *mark, *says, *close;
    struct pz_buf out = PZ_BUF_INIT;
    if (docx_first_break(state, xml, xml->len) == xml->len)
        return;
    while ((mark = memmem(at, (size_t)(end - at), MARK, strlen(MARK))) && (close = strstr(mark, "?>"))) {
        says = mark + strlen(MARK);
        struct pz_text prefix = {says, (size_t)(close - says)};
        pz_buf_put(&out, at, (size_t)(mark - at));
        at = close + 2;
        const char *more = memmem(at, (size_t)(end - at), MARK, strlen(MARK));
        const char *next = pz_guard_find(at, more ? more : end, prefix, "p", false);
        if (!next) /* a break for nothing, or for what the next one is for */
            continue;
        pz_buf_put(&out, at, (size_t)(next - at));
        at = put_paragraph(&out, next, end, prefix, state->render->arena);
    }
    pz_buf_put(&out, at, (size_t)(end - at));
    xml->len = 0;
    pz_buf_put(xml, pz_buf_str(&out), out.len);
    xml->failed |= out.failed;
    pz_buf_release(&out);
}
