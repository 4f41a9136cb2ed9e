/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags in flows: delimiters, prefixes of docxtpl, marks of whitespace control, escaped delimiters, raw blocks. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "office/format.h"

static bool is_blank_rune(uint32_t rune)
{
    return pz_rune_is_space(rune);
}

/* Blanks at the start and end of a stretch, Unicode ones too. */
static struct pz_text trimmed(struct pz_text t)
{
    const char *p = t.s, *end = t.s + t.len;
    while (p < end) {
        const char *next = p;
        if (!is_blank_rune(pz_utf8_next(&next, end)))
            break;
        p = next;
    }
    while (end > p) {
        const char *before = end;
        if (!is_blank_rune(pz_utf8_prev(&before, p)))
            break;
        end = before;
    }
    return (struct pz_text){p, (size_t)(end - p)};
}

static struct pz_text first_word(struct pz_text t)
{
    t = trimmed(t);
    size_t n = 0;
    while (n < t.len && ((t.s[n] >= 'a' && t.s[n] <= 'z') || t.s[n] == '_' || (n && t.s[n] >= '0' && t.s[n] <= '9')))
        n++;
    return (struct pz_text){t.s, n};
}

static bool is_word(struct pz_text t, const char *word)
{
    return strlen(word) == t.len && memcmp(t.s, word, t.len) == 0;
}

/* The closing quote for an opening one, as UTF-8; NULL when it is none. len: of the opening quote. */
static const char *closing_quote(const char *s, const char *end, size_t *len)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {{"\"", "\""}, {"'", "'"}, {"“", "”"}, {"‘", "’"}, {"„", "“"}, {"«", "»"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        *len = strlen(pairs[i].open);
        if ((size_t)(end - s) >= *len && memcmp(s, pairs[i].open, *len) == 0)
            return pairs[i].close;
    }
    return NULL;
}

/* The end of the tag whose inside begins at `from`: behind its closing delimiter; NULL when there is none or another tag begins before it.
 * Delimiters in strings do not count, unless the string is not closed either. */
static const char *find_end(const char *from, const char *end, char mark)
{
    const char close[2] = {mark == '{' ? '}' : mark, '}'};
    const char *plain = memmem(from, (size_t)(end - from), close, 2);
    if (!plain || mark == '#')
        return plain ? plain + 2 : NULL;
    for (const char *p = from; p + 1 < end;) {
        if (p[0] == '{' && (p[1] == '{' || p[1] == '%'))
            return NULL;
        if (p[0] == close[0] && p[1] == close[1]) {
            if (mark == '{' && p + 2 < end && p[2] == '}' && memchr(from, '{', (size_t)(p - from)))
                p++; /* {{ {…}}}: the first brace closes the literal */
            return p + 2;
        }
        size_t len;
        const char *quote = closing_quote(p, end, &len);
        const char *closed = quote ? memmem(p + len, (size_t)(end - p) - len, quote, strlen(quote)) : NULL;
        if (quote && !closed)
            return plain + 2;
        p = closed ? closed + strlen(quote) : p + 1;
    }
    return plain + 2;
}

/* Whether what follows a prefix letter can be the tag itself: «{{r name }}», but not «{{ r }}», «{{r | upper}}» or «{{p if x}}». */
static bool begins_tag(struct pz_text rest, bool print)
{
    if (!rest.len || (rest.s[0] != ' ' && rest.s[0] != '\t' && (unsigned char)rest.s[0] != 0xC2))
        return false;
    rest = trimmed(rest);
    if (!print)
        return true;
    static const char *const words[] = {"if", "else", "and", "or", "not", "in", "is"};
    struct pz_text word = first_word(rest);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(word, words[i]))
            return false;
    }
    return rest.len && !strchr("|.+-*/%=<>!~,)]}", rest.s[0]);
}

static enum pz_tag_form take_form(struct pz_text *inside, bool print)
{
    static const struct {
        const char *prefix;
        enum pz_tag_form form;
    } forms[] = {{"tr", PZ_FORM_ROW}, {"tc", PZ_FORM_CELL}, {"p", PZ_FORM_PARAGRAPH}, {"r", PZ_FORM_RUN}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t len = strlen(forms[i].prefix);
        struct pz_text rest = {inside->s + len, inside->len - len};
        if (inside->len > len && memcmp(inside->s, forms[i].prefix, len) == 0 && begins_tag(rest, print)) {
            *inside = rest;
            return forms[i].form;
        }
    }
    return PZ_FORM_NONE;
}

static void classify(struct pz_tag *tag)
{
    static const char *const openers[] = {"for", "if", "macro", "call", "filter", "with", "block", "autoescape", "raw"};
    struct pz_text w = tag->word;
    if (is_word(w, "else") || is_word(w, "elif"))
        tag->block = PZ_BLOCK_MIDDLE;
    else if (w.len > 3 && memcmp(w.s, "end", 3) == 0)
        tag->block = PZ_BLOCK_CLOSE;
    else if (is_word(w, "set"))
        tag->block = memchr(tag->inside.s, '=', tag->inside.len) ? PZ_NOT_BLOCK : PZ_BLOCK_OPEN;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        if (is_word(w, openers[i]))
            tag->block = PZ_BLOCK_OPEN;
    }
    tag->raw = is_word(w, "raw") || is_word(w, "endraw");
}

/* Tabs and line breaks of the page inside a tag are blanks; inside a string they are nothing. */
static struct pz_text without_breaks(struct pz_part *part, struct pz_text t)
{
    if (!memchr(t.s, '\t', t.len) && !memchr(t.s, '\n', t.len))
        return t;
    char *copy = pz_arena_alloc(part->arena, t.len + 1), *to = copy, quote = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.s[i];
        if (c == '\t' || c == '\n') {
            if (!quote)
                *to++ = ' ';
            continue;
        }
        if (quote ? c == quote : (c == '"' || c == '\''))
            quote = quote ? 0 : c;
        *to++ = c;
    }
    *to = '\0';
    return (struct pz_text){copy, (size_t)(to - copy)};
}

/* A tag of this span, nothing known of its inside yet. Good until the next one. */
static struct pz_tag *new_tag(struct pz_part *part, uint32_t flow, const char *start, const char *end)
{
    struct pz_tag tag = {.flow = flow,
                         .from = (uint32_t)(start - part->text),
                         .to = (uint32_t)(end - part->text),
                         .next = PZ_NO_TAG,
                         .opener = PZ_NO_TAG};
    tag.at = pz_flow_source(part, flow & PZ_IN_ATTRIBUTE ? &part->attributes[flow & ~PZ_IN_ATTRIBUTE] : &part->flows[flow],
                            tag.from, false);
    PZ_GROW(part->arena, part->tags, part->tags_n, part->tags_cap);
    part->tags[part->tags_n] = tag;
    return &part->tags[part->tags_n++];
}

static void add_tag(struct pz_part *part, uint32_t flow, const char *start, const char *end)
{
    struct pz_tag *tag = new_tag(part, flow, start, end);
    tag->kind = start[1] == '{' ? PZ_TAG_PRINT : start[1] == '%' ? PZ_TAG_STATEMENT : PZ_TAG_COMMENT;
    struct pz_text inside = {start + 2, (size_t)(end - start) - 4};
    if (tag->kind != PZ_TAG_COMMENT && inside.len && (inside.s[0] == '-' || inside.s[0] == '+')) {
        tag->trim_before = inside.s[0] == '-';
        inside.s++;
        inside.len--;
    }
    if (tag->kind != PZ_TAG_COMMENT && inside.len && (inside.s[inside.len - 1] == '-' || inside.s[inside.len - 1] == '+')) {
        tag->trim_after = inside.s[inside.len - 1] == '-';
        inside.len--;
    }
    if (!(flow & PZ_IN_ATTRIBUTE))
        tag->form = (uint8_t)take_form(&inside, tag->kind == PZ_TAG_PRINT);
    tag->inside = inside = without_breaks(part, inside);
    if (tag->kind == PZ_TAG_STATEMENT) {
        tag->word = first_word(inside);
        classify(tag);
        tag->special = part->format->is_special && part->format->is_special(tag->word.s, tag->word.len);
    }
}

/* What stands for an unclosed statement, so that the blocks around it match up and the errors behind it are found too. */
static const char *stand_in(struct pz_text word)
{
    static const char *const words[][2] = {{"for", "for _ in []"},
                                           {"if", "if true"},
                                           {"elif", "elif true"},
                                           {"macro", "macro _()"},
                                           {"with", "with"},
                                           {"raw", "raw"},
                                           {"endraw", "endraw"},
                                           {"call", "call _()"},
                                           {"block", "block _"},
                                           {"filter", "filter e"},
                                           {"autoescape", "autoescape true"},
                                           {"set", "set _"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(word, words[i][0]))
            return words[i][1];
    }
    return NULL;
}

/* What was reported last is no tag of the template, but has a place: a review puts its comment there. */
static void set_aside(struct pz_part *part)
{
    PZ_GROW(part->arena, part->faults, part->faults_n, part->faults_cap);
    part->faults[part->faults_n++] = part->tags[--part->tags_n];
}

static void report_open(struct pz_part *part, uint32_t flow, const char *start, const char *end)
{
    add_tag(part, flow, start, end);
    struct pz_tag *tag = &part->tags[part->tags_n - 1];
    struct pz_place place;
    tag->to = tag->from + 2;
    if (tag->block != PZ_NOT_BLOCK) {
        const char *words = stand_in(tag->word);
        words = words ? words : pz_arena_strndup(part->arena, tag->word.s, tag->word.len);
        tag->inside = (struct pz_text){words, strlen(words)};
    }
    pz_part_describe(part, (uint32_t)part->tags_n - 1, 0, &place);
    pz_report(part->diags, "E-DOC-010", &place, _("the tag is not closed: “%c%c” is missing"), start[1] == '{' ? '}' : start[1],
              '}');
    if (tag->block == PZ_NOT_BLOCK)
        set_aside(part);
}

/* A closing delimiter by itself is text, but hardly meant. */
static void report_stray(struct pz_part *part, uint32_t flow, const char *at)
{
    new_tag(part, flow, at, at + 2)->inside = (struct pz_text){at, 2};
    struct pz_place place;
    pz_part_describe(part, (uint32_t)part->tags_n - 1, 0, &place);
    set_aside(part);
    pz_report(part->diags, "W-DOC-011", &place, _("“%c%c” closes no tag: “{%c” is missing before it"), at[0], at[1],
              at[0] == '}' ? '{' : '%');
}

/* {_{ and {_% stand for {{ and {%, }_} and %_} for their ends: the stroke goes. */
static bool is_escape(const char *p, const char *end)
{
    if (p + 2 >= end || p[1] != '_')
        return false;
    return (p[0] == '{' && (p[2] == '{' || p[2] == '%')) || ((p[0] == '}' || p[0] == '%') && p[2] == '}');
}

static bool is_end_of_raw(const char *start, const char *end)
{
    struct pz_text inside = {start + 2, (size_t)(end - start) - 4};
    if (inside.len && inside.s[0] == '-')
        inside.s++, inside.len--;
    take_form(&inside, false);
    return is_word(first_word(inside), "endraw");
}

static void find_in_flow(struct pz_part *part, uint32_t index, const struct pz_flow *flow)
{
    const char *p = part->text + flow->text, *end = part->text + flow->text_end;
    while (p + 1 < end) {
        if (is_escape(p, end)) {
            uint32_t stroke = (uint32_t)(p + 1 - part->text);
            if (!part->in_raw)
                pz_edit_cut_text(part, flow, stroke, stroke + 1);
            p += 3;
            continue;
        }
        if (p[1] == '}' && (p[0] == '}' || p[0] == '%') && !part->in_raw) {
            report_stray(part, index, p);
            p += 2;
            continue;
        }
        if (p[0] != '{' || (p[1] != '{' && p[1] != '%' && p[1] != '#') || (part->in_raw && p[1] != '%')) {
            p++;
            continue;
        }
        const char *close = find_end(p + 2, end, p[1]);
        if (part->in_raw && (!close || !is_end_of_raw(p, close))) {
            p++;
            continue;
        }
        if (!close || close - p < 4) {
            report_open(part, index, p, end + 2);
            p += 2;
            continue;
        }
        add_tag(part, index, p, close);
        const struct pz_tag *tag = &part->tags[part->tags_n - 1];
        if (tag->raw)
            part->in_raw = tag->block == PZ_BLOCK_OPEN;
        p = close;
    }
}

static void find_in_attributes(struct pz_part *part)
{
    const char *src = part->m.src;
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT || !memchr(src + node->start, '{', node->open_end - node->start))
            continue;
        struct pz_markup_attribute a;
        for (uint32_t at = 0; pz_markup_attribute(&part->m, i, &at, &a);) {
            if (!memmem(src + a.value, a.value_end - a.value, "{{", 2) && !memmem(src + a.value, a.value_end - a.value, "{%", 2))
                continue;
            if (part->format->attribute && !part->format->attribute(part, i, src + a.start, a.name_end - a.start))
                continue;
            pz_flow_attribute(part, i, a.value, a.value_end);
            uint32_t flow = (uint32_t)part->attributes_n - 1;
            find_in_flow(part, flow | PZ_IN_ATTRIBUTE, &part->attributes[flow]);
        }
    }
}

static int compare_tags(const void *a, const void *b)
{
    const struct pz_tag *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at ? 1 : x->from < y->from ? -1 : x->from > y->from;
}

static void link_flow(struct pz_part *part, struct pz_flow *flow, uint32_t index)
{
    struct pz_tag *tag = &part->tags[index];
    tag->next_in_flow = PZ_NO_TAG;
    tag->before_in_flow = flow->last_tag;
    if (flow->last_tag == PZ_NO_TAG)
        flow->first_tag = index;
    else
        part->tags[flow->last_tag].next_in_flow = index;
    flow->last_tag = index;
}

/* Chain the tags of each flow (those of nested paragraphs stand between them) and say what stands beside them. */
static void link_flows(struct pz_part *part)
{
    for (size_t i = 0; i < part->flows_n; i++)
        part->flows[i].first_tag = part->flows[i].last_tag = PZ_NO_TAG;
    for (size_t i = 0; i < part->attributes_n; i++)
        part->attributes[i].first_tag = part->attributes[i].last_tag = PZ_NO_TAG;
    for (uint32_t i = 0; i < part->tags_n; i++) {
        uint32_t flow = part->tags[i].flow;
        link_flow(part, flow & PZ_IN_ATTRIBUTE ? &part->attributes[flow & ~PZ_IN_ATTRIBUTE] : &part->flows[flow], i);
    }
    for (size_t i = 0; i < part->flows_n; i++) {
        struct pz_flow *flow = &part->flows[i];
        uint32_t at = flow->text;
        flow->bare = true;
        for (uint32_t t = flow->first_tag; flow->bare; t = part->tags[t].next_in_flow) {
            uint32_t to = t == PZ_NO_TAG ? flow->text_end : part->tags[t].from;
            flow->bare = trimmed((struct pz_text){part->text + at, to - at}).len == 0;
            if (t == PZ_NO_TAG)
                break;
            at = part->tags[t].to;
        }
        for (uint32_t t = flow->first_tag; t != PZ_NO_TAG; t = part->tags[t].next_in_flow)
            flow->prints |= part->tags[t].kind == PZ_TAG_PRINT || part->tags[t].special || is_word(part->tags[t].word, "include");
    }
}

/* Whether a filter is named whose value may be several paragraphs. */
static void find_rich(struct pz_part *part)
{
    static const char *const filters[] = {"markdown", "разметка", "include_document", "вставить_документ"};
    for (size_t i = 0; i < part->tags_n && !part->rich; i++) {
        for (size_t f = 0; f < sizeof filters / sizeof *filters; f++)
            part->rich |= memmem(part->tags[i].inside.s, part->tags[i].inside.len, filters[f], strlen(filters[f])) != NULL;
    }
}

void pz_tags_find(struct pz_part *part)
{
    for (uint32_t i = 0; i < part->flows_n; i++)
        find_in_flow(part, i, &part->flows[i]);
    part->in_raw = false;
    find_in_attributes(part);
    find_rich(part);
    if (part->tags_n)
        qsort(part->tags, part->tags_n, sizeof *part->tags, compare_tags);
    link_flows(part);
}
