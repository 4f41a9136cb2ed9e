/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/markdown.h"

#include <md4c.h>
#include <strings.h>

#include "base/utf8.h"
#include "xml/markup.h"

enum { DEPTH = 32 };

struct list {
    unsigned number, start;
    bool ordered, item_begun;
};

struct parser {
    struct pz_markdown *out;
    struct pz_arena *arena;
    struct pz_md_block *block; /* text goes here; NULL between blocks */
    struct list lists[DEPTH];
    unsigned depth, quote, flags;
    const char *link;
    bool head;
    int image;          /* inside the alternative text of a picture */
    const char *source; /* of that picture */
    struct pz_text alt; /* so far */
};

bool pz_link_is_allowed(const char *target)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:", "ftp:"};
    size_t name = strspn(target, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    if (!target[0] || target[name] != ':')
        return target[0] != '\0';
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncasecmp(target, schemes[i], strlen(schemes[i])) == 0)
            return true;
    }
    return false;
}

static struct pz_md_block *add_block(struct parser *p, enum pz_md_kind kind)
{
    PZ_GROW(p->arena, p->out->v, p->out->n, p->out->cap);
    struct pz_md_block *b = &p->out->v[p->out->n++];
    unsigned depth = p->depth < DEPTH ? p->depth : DEPTH;
    struct list *list = depth ? &p->lists[depth - 1] : NULL;
    *b = (struct pz_md_block){.kind = kind, .quote = p->quote, .lists = depth};
    if (list) {
        b->list = list->number;
        b->ordered = list->ordered;
        b->start = list->start;
        b->continued = list->item_begun;
        list->item_begun = true;
    }
    p->block = b;
    return b;
}

static void begin_list(struct parser *p, bool ordered, unsigned start)
{
    if (p->depth < DEPTH)
        p->lists[p->depth] = (struct list){++p->out->lists, start, ordered, true};
    p->depth++;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    struct parser *p = self;
    switch (type) {
    case MD_BLOCK_QUOTE: p->quote++; break;
    case MD_BLOCK_UL: begin_list(p, false, 1); break;
    case MD_BLOCK_OL: begin_list(p, true, ((MD_BLOCK_OL_DETAIL *)detail)->start); break;
    case MD_BLOCK_LI:
        if (p->depth && p->depth <= DEPTH)
            p->lists[p->depth - 1].item_begun = false;
        p->block = NULL;
        break;
    case MD_BLOCK_HR: add_block(p, PZ_MD_RULE); break;
    case MD_BLOCK_H: add_block(p, PZ_MD_HEADING)->level = ((MD_BLOCK_H_DETAIL *)detail)->level; break;
    case MD_BLOCK_CODE: add_block(p, PZ_MD_CODE_BLOCK); break;
    case MD_BLOCK_P: add_block(p, PZ_MD_PARAGRAPH); break;
    case MD_BLOCK_TABLE: add_block(p, PZ_MD_TABLE)->columns = ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count; break;
    case MD_BLOCK_THEAD: p->head = true; break;
    case MD_BLOCK_TBODY: p->head = false; break;
    case MD_BLOCK_TR: add_block(p, PZ_MD_ROW)->head = p->head; break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: {
        struct pz_md_block *b = add_block(p, PZ_MD_CELL);
        MD_ALIGN align = ((MD_BLOCK_TD_DETAIL *)detail)->align;
        b->head = type == MD_BLOCK_TH;
        b->align = align == MD_ALIGN_CENTER ? PZ_MD_CENTRE : align == MD_ALIGN_RIGHT ? PZ_MD_RIGHT : PZ_MD_LEFT;
        break;
    }
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    (void)detail;
    struct parser *p = self;
    switch (type) {
    case MD_BLOCK_QUOTE: p->quote--; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL: p->depth--; break;
    case MD_BLOCK_TABLE: add_block(p, PZ_MD_TABLE_END); break;
    default: break;
    }
    p->block = NULL;
    return 0;
}

static unsigned flag_of(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_STRONG: return PZ_MD_BOLD;
    case MD_SPAN_EM: return PZ_MD_ITALIC;
    case MD_SPAN_CODE: return PZ_MD_CODE;
    case MD_SPAN_DEL: return PZ_MD_STRIKE;
    default: return 0;
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
    struct parser *p = self;
    p->flags |= flag_of(type);
    if (type == MD_SPAN_A) {
        const MD_ATTRIBUTE *href = &((MD_SPAN_A_DETAIL *)detail)->href;
        const char *link = pz_arena_strndup(p->arena, href->text, href->size);
        p->link = pz_link_is_allowed(link) ? link : NULL;
    }
    if (type == MD_SPAN_IMG && !p->image++) {
        const MD_ATTRIBUTE *source = &((MD_SPAN_IMG_DETAIL *)detail)->src;
        p->source = pz_arena_strndup(p->arena, source->text, source->size);
        p->alt = (struct pz_text){"", 0};
    }
    return 0;
}

static void add_span(struct parser *p, const char *s, size_t len, unsigned flags)
{
    if (p->image) {
        p->alt.s = pz_arena_printf(p->arena, "%.*s%.*s", (int)p->alt.len, p->alt.s, (int)len, s);
        p->alt.len += len;
        return;
    }
    if (!p->block) /* the text of a tight list's item */
        add_block(p, PZ_MD_PARAGRAPH);
    struct pz_md_block *b = p->block;
    PZ_GROW(p->arena, b->spans, b->n, b->cap);
    b->spans[b->n++] = (struct pz_md_span){{s, len}, flags, p->link, NULL};
}

/* A picture of the template folders; one that lies elsewhere stays words, with a link to it. */
static void end_image(struct parser *p)
{
    bool remote = strstr(p->source, "://") != NULL;
    const char *before = p->link;
    if (remote && !p->link && pz_link_is_allowed(p->source))
        p->link = p->source;
    add_span(p, p->alt.s, p->alt.len, p->flags);
    p->link = before;
    if (!remote)
        p->block->spans[p->block->n - 1].image = p->source;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *self)
{
    (void)detail;
    struct parser *p = self;
    p->flags &= ~flag_of(type);
    if (type == MD_SPAN_A)
        p->link = NULL;
    if (type == MD_SPAN_IMG && !--p->image)
        end_image(p);
    return 0;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *self)
{
    struct parser *p = self;
    char *copy;
    size_t at = 0, len;
    switch (type) {
    case MD_TEXT_BR: add_span(p, "", 0, PZ_MD_BREAK); return 0;
    case MD_TEXT_SOFTBR: add_span(p, " ", 1, p->flags); return 0;
    case MD_TEXT_NULLCHAR: return 0;
    case MD_TEXT_ENTITY:
        copy = pz_arena_alloc(p->arena, 8);
        len = pz_utf8_encode(copy, pz_xml_decode(text, &at, size));
        add_span(p, copy, len, p->flags);
        return 0;
    case MD_TEXT_CODE:
        if (size == 1 && text[0] == '\n') {
            add_span(p, "", 0, PZ_MD_BREAK);
            return 0;
        }
        add_span(p, text, size, p->flags | PZ_MD_CODE);
        return 0;
    default: add_span(p, text, size, p->flags); return 0;
    }
}

/* The line break that ends a block of code says nothing. */
static void trim_code(struct pz_markdown *md)
{
    for (size_t i = 0; i < md->n; i++) {
        struct pz_md_block *b = &md->v[i];
        while (b->kind == PZ_MD_CODE_BLOCK && b->n && b->spans[b->n - 1].flags == PZ_MD_BREAK)
            b->n--;
    }
}

int pz_markdown_parse(struct pz_markdown *out, struct pz_arena *arena, const char *text, size_t len, struct pz_error *err)
{
    *out = (struct pz_markdown){0};
    struct parser p = {.out = out, .arena = arena};
    MD_PARSER callbacks = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML,
                           .enter_block = enter_block,
                           .leave_block = leave_block,
                           .enter_span = enter_span,
                           .leave_span = leave_span,
                           .text = add_text};
    if (len > UINT32_MAX || md_parse(text, (MD_SIZE)len, &callbacks, &p))
        return pz_fail_memory(err);
    trim_code(out);
    return 0;
}

struct pz_rich pz_md_picture(const struct pz_md_span *span)
{
    return (struct pz_rich){.object = {&pz_rich_class},
                            .kind = PZ_RICH_IMAGE,
                            .text = span->image,
                            .len = strlen(span->image),
                            .label = span->text.len ? span->text.s : NULL};
}
