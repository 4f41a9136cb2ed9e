/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a tag stands, as a clerk would say it: «верхний колонтитул раздела 1, таблица 2, строка 3, столбец «Срок»». */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "office/format.h"

enum {
    WORDS_MAX = 40, /* code points of a quotation */
    EXCERPT = 60,
    HEADING_MAX = 400, /* bytes looked at, and columns that are looked for, of a table's head */
};

static enum pz_role role_of(const struct pz_part *part, uint32_t node)
{
    return part->m.v[node].kind == PZ_NODE_ELEMENT ? part->m.v[node].role : PZ_ROLE_HIDDEN;
}

/* The beginning of a text, in quotation marks; ends at a word where it is cut. */
static void quote(struct pz_buf *out, const char *s, size_t len)
{
    struct pz_buf words = PZ_BUF_INIT;
    size_t runes = 0;
    bool blank = true;
    const char *p = s, *end = s + len;
    while (p < end && runes < WORDS_MAX) {
        uint32_t rune = pz_utf8_next(&p, end);
        bool space = pz_rune_is_space(rune) || rune == 0xFFFC || rune == PZ_RUNE_BAD;
        if (!space)
            pz_buf_put_rune(&words, rune);
        else if (!blank)
            pz_buf_putc(&words, ' ');
        runes += !space || !blank;
        blank = space;
    }
    while (words.len && words.data[words.len - 1] == ' ')
        words.data[--words.len] = '\0';
    pz_buf_printf(out, _("“%s%s”"), pz_buf_str(&words), p < end ? "…" : "");
    pz_buf_release(&words);
}

static void text_inside(const struct pz_part *part, uint32_t node, struct pz_buf *out)
{
    size_t first, end;
    pz_flows_inside(part, node, &first, &end);
    for (size_t i = first; i < end && out->len < HEADING_MAX; i++) {
        if (out->len)
            pz_buf_putc(out, ' ');
        pz_buf_put(out, part->text + part->flows[i].text, part->flows[i].text_end - part->flows[i].text);
    }
}

/* Number of `node` among the elements of its role inside `top`, from 1; not counting those nested in one another, in text boxes or notes. */
static unsigned number_in(const struct pz_part *part, uint32_t top, uint32_t node)
{
    enum pz_role role = role_of(part, node);
    struct pz_counted *last = &part->memo->counted[role == PZ_ROLE_TABLE ? 0 : role == PZ_ROLE_ROW ? 1 : 2];
    bool goes_on = last->used && last->top == top && last->node <= node && role_of(part, last->node) == role;
    if (goes_on && last->node == node)
        return last->n;
    unsigned n = goes_on ? last->n + 1 : 1;
    uint32_t i = goes_on ? part->m.v[last->node].after : top == PZ_NO_NODE ? 0 : top + 1;
    while (i < node) {
        if (role_of(part, i) == role) {
            n += part->m.v[i].after <= node;
            i = part->m.v[i].after <= node ? part->m.v[i].after : i + 1;
        } else {
            bool apart = role_of(part, i) == PZ_ROLE_STRICT && part->m.v[i].after <= node;
            i = apart ? part->m.v[i].after : i + 1;
        }
    }
    *last = (struct pz_counted){top, node, n, true};
    return n;
}

static uint32_t cell_at(const struct pz_part *part, uint32_t row, unsigned number)
{
    for (uint32_t i = row + 1; i < part->m.v[row].after;) {
        if (role_of(part, i) == PZ_ROLE_CELL) {
            if (--number == 0)
                return i;
            i = part->m.v[i].after;
        } else {
            i++;
        }
    }
    return PZ_NO_NODE;
}

static uint32_t first_row(const struct pz_part *part, uint32_t table)
{
    for (uint32_t i = table + 1; i < part->m.v[table].after; i++) {
        if (role_of(part, i) == PZ_ROLE_ROW)
            return i;
    }
    return PZ_NO_NODE;
}

static void put_column(const struct pz_part *part, uint32_t table, uint32_t row, uint32_t cell, struct pz_buf *out)
{
    unsigned column = number_in(part, row, cell);
    uint32_t head = first_row(part, table),
             heading = head == PZ_NO_NODE || head == row || column > HEADING_MAX ? PZ_NO_NODE : cell_at(part, head, column);
    struct pz_buf text = PZ_BUF_INIT;
    if (heading != PZ_NO_NODE)
        text_inside(part, heading, &text);
    bool usable = text.len && !strstr(pz_buf_str(&text), "{{") && !strstr(pz_buf_str(&text), "{%");
    if (usable) {
        pz_buf_puts(out, _("column "));
        quote(out, text.data, text.len);
    } else {
        pz_buf_printf(out, _("column %u"), column);
    }
    pz_buf_release(&text);
}

/* What holds a table: a cell of another one, or a part of the page with an order of its own. */
static uint32_t holder_of(const struct pz_part *part, uint32_t table)
{
    uint32_t i = part->m.v[table].parent;
    while (i != PZ_NO_NODE && role_of(part, i) != PZ_ROLE_CELL && role_of(part, i) != PZ_ROLE_STRICT)
        i = part->m.v[i].parent;
    return i;
}

static void put_table(const struct pz_part *part, uint32_t cell, uint32_t row, uint32_t table, struct pz_buf *out)
{
    uint32_t holder = holder_of(part, table);
    bool inner = holder != PZ_NO_NODE && role_of(part, holder) == PZ_ROLE_CELL;
    pz_buf_printf(out, inner ? _("inner table %u, row %u") : _("table %u, row %u"), number_in(part, holder, table),
                  number_in(part, table, row));
    pz_buf_puts(out, ", ");
    put_column(part, table, row, cell, out);
}

/* Headers, notes, text boxes and tables around a node, outermost first. True when the innermost is a table. */
static bool put_around(const struct pz_part *part, uint32_t node, struct pz_buf *out)
{
    for (uint32_t i = node; i != PZ_NO_NODE; i = part->m.v[i].parent) {
        bool cell = role_of(part, i) == PZ_ROLE_CELL;
        uint32_t row = cell ? pz_part_ancestor(part, i, PZ_ROLE_ROW) : PZ_NO_NODE,
                 table = row == PZ_NO_NODE ? row : pz_part_ancestor(part, row, PZ_ROLE_TABLE);
        const char *apart = cell || !part->format->apart ? NULL : part->format->apart(part, i);
        if (!apart && table == PZ_NO_NODE)
            continue;
        put_around(part, part->m.v[apart ? i : table].parent, out);
        pz_buf_puts(out, out->len ? ", " : "");
        if (apart)
            pz_buf_puts(out, apart);
        else
            put_table(part, i, row, table, out);
        return !apart;
    }
    return false;
}

static void put_paragraph(const struct pz_part *part, const struct pz_flow *flow, struct pz_buf *out)
{
    if (out->len)
        pz_buf_puts(out, ", ");
    pz_buf_puts(out, _("paragraph "));
    quote(out, part->text + flow->text, flow->text_end - flow->text);
}

/* The line around the tag, with the caret under its byte. */
static void put_excerpt(const struct pz_part *part, const struct pz_flow *flow, uint32_t at, struct pz_place *out)
{
    const char *text = part->text + flow->text, *end = part->text + flow->text_end, *focus = part->text + at;
    const char *from = focus, *to = focus;
    for (int i = 0; i < EXCERPT && from > text; i++)
        pz_utf8_prev(&from, text);
    for (int i = 0; i < EXCERPT && to < end; i++)
        pz_utf8_next(&to, end);
    size_t n = 0;
    out->caret = 1;
    for (const char *p = from; p < to && n + 5 < sizeof out->source;) {
        out->caret += p < focus;
        char rune[4];
        uint32_t r = pz_utf8_next(&p, to);
        size_t len = pz_utf8_encode(rune, r == '\n' || r == '\t' ? ' ' : r == PZ_RUNE_BAD ? 0xFFFD : r);
        memcpy(out->source + n, rune, len);
        n += len;
    }
    out->source[n] = '\0';
}

void pz_part_describe(const void *self, uint32_t index, size_t offset, struct pz_place *out)
{
    const struct pz_part *part = self;
    *out = pz_place_file(part->file);
    if (index >= part->tags_n)
        return;
    const struct pz_tag *tag = &part->tags[index];
    const struct pz_flow *flow = pz_tag_flow(part, tag);
    struct pz_buf words = PZ_BUF_INIT;
    bool in_table = put_around(part, flow->node, &words);
    if (tag->flow & PZ_IN_ATTRIBUTE)
        pz_buf_printf(&words, "%s%s", words.len ? ", " : "", _("a property of an object or link"));
    else if (!in_table)
        put_paragraph(part, flow, &words);
    snprintf(out->inside, sizeof out->inside, "%s%s%s", part->label, part->label[0] && words.len ? ", " : "", pz_buf_str(&words));
    pz_buf_release(&words);
    uint32_t inside = tag->inside.s >= part->text && tag->inside.s <= part->text + part->text_n
                          ? (uint32_t)(tag->inside.s - part->text)
                          : tag->from;
    uint32_t at = inside + (uint32_t)offset;
    put_excerpt(part, flow, at < tag->to ? at : tag->from, out);
}
