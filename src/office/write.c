/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values into XML: the innermost loop of rendering. */
#include "office/site.h"

#include <stdio.h>

#include "base/i18n.h"
#include "office/office.h"
#include "russian/typography.h"
#include "template/formats.h"
#include "template/rich.h"

/* What a byte of text asks for. */
enum { PLAIN, ESCAPE, BREAK, DROPPED, SPACE, LONG /* first byte of U+FFFE and U+FFFF */ };

static const uint8_t classes[256] = {
    [0x00] = DROPPED, [0x01] = DROPPED, [0x02] = DROPPED, [0x03] = DROPPED, [0x04] = DROPPED, [0x05] = DROPPED, [0x06] = DROPPED,
    [0x07] = BREAK,   [0x08] = DROPPED, [0x09] = BREAK,   [0x0A] = BREAK,   [0x0B] = DROPPED, [0x0C] = BREAK,   [0x0D] = BREAK,
    [0x0E] = DROPPED, [0x0F] = DROPPED, [0x10] = DROPPED, [0x11] = DROPPED, [0x12] = DROPPED, [0x13] = DROPPED, [0x14] = DROPPED,
    [0x15] = DROPPED, [0x16] = DROPPED, [0x17] = DROPPED, [0x18] = DROPPED, [0x19] = DROPPED, [0x1A] = DROPPED, [0x1B] = DROPPED,
    [0x1C] = DROPPED, [0x1D] = DROPPED, [0x1E] = DROPPED, [0x1F] = DROPPED, ['&'] = ESCAPE,   ['<'] = ESCAPE,   ['>'] = ESCAPE,
    ['"'] = ESCAPE,   [' '] = SPACE,    [0xEF] = LONG};

static void put_entity(struct pz_buf *out, char c)
{
    switch (c) {
    case '&': pz_buf_put(out, "&amp;", 5); break;
    case '<': pz_buf_put(out, "&lt;", 4); break;
    case '>': pz_buf_put(out, "&gt;", 4); break;
    default: pz_buf_put(out, "&quot;", 6); break;
    }
}

static bool is_forbidden(const char *s, const char *end)
{
    return end - s >= 3 && (unsigned char)s[1] == 0xBF && (unsigned char)s[2] >= 0xBE;
}

void pz_office_put_escaped(struct pz_buf *out, const char *s, size_t len)
{
    const char *end = s + len, *from = s;
    while (s < end) {
        uint8_t class = classes[(unsigned char)*s];
        if (class == PLAIN || class == SPACE || (class == LONG && !is_forbidden(s, end)) ||
            (class == BREAK && *s != '\a' && *s != '\f')) {
            s++;
            continue;
        }
        pz_buf_put(out, from, (size_t)(s - from));
        if (class == ESCAPE)
            put_entity(out, *s);
        s += class == LONG ? 3 : 1;
        from = s;
    }
    pz_buf_put(out, from, (size_t)(s - from));
}

static void put(struct pz_buf *out, struct pz_text t)
{
    pz_buf_put(out, t.s, t.len);
}

static void put_break(struct pz_buf *out, const struct pz_site *site, char c)
{
    if (c == '\t') {
        put(out, site->tab);
    } else if (c == '\n' || !site->paragraph_open.len) {
        put(out, site->line);
    } else {
        put(out, site->close);
        put(out, site->paragraph_close);
        if (c == '\f')
            put(out, site->page);
        put(out, site->paragraph_open);
        put(out, site->open);
    }
}

/* ODT: blanks that would collapse. Returns the end of the stretch. */
static const char *put_blanks(struct pz_buf *out, const char *s, const char *start, const char *end)
{
    size_t n = 0;
    while (s + n < end && s[n] == ' ')
        n++;
    bool edge = s == start || s + n == end;
    if (!edge)
        pz_buf_putc(out, ' ');
    size_t more = edge ? n : n - 1;
    if (more == 1 && edge)
        pz_buf_puts(out, "<text:s/>");
    else if (more)
        pz_buf_printf(out, "<text:s text:c=\"%zu\"/>", more);
    return s + n;
}

/* Whether a character reference begins here. */
static bool is_reference(const char *s, const char *end)
{
    const char *p = s + 1;
    while (p < end && p - s < 12 && (*p == '#' || (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z')))
        p++;
    return p > s + 1 && p < end && *p == ';';
}

/* escaped: character references are there already. */
static void put_text(struct pz_buf *out, const struct pz_site *site, const char *s, size_t len, bool escaped)
{
    const char *start = s, *end = s + len, *from = s;
    while (s < end) {
        uint8_t class = classes[(unsigned char)*s];
        if (class == PLAIN || (class == LONG && !is_forbidden(s, end)) ||
            (class == ESCAPE && escaped && *s == '&' && is_reference(s, end)) ||
            (class == SPACE && (!site->spaces || (s > start && s + 1 < end && s[-1] != ' ' && s[1] != ' ')))) {
            s++;
            continue;
        }
        pz_buf_put(out, from, (size_t)(s - from));
        if (class == SPACE) {
            from = s = put_blanks(out, s, start, end);
            continue;
        }
        if (class == ESCAPE)
            put_entity(out, *s);
        else if (class == BREAK && *s != '\r')
            put_break(out, site, *s);
        else if (class == BREAK && (s + 1 == end || s[1] != '\n'))
            put_break(out, site, '\n');
        s += class == LONG ? 3 : 1;
        from = s;
    }
    pz_buf_put(out, from, (size_t)(s - from));
}

void pz_office_put_text(struct pz_buf *out, const struct pz_site *site, const char *s, size_t len)
{
    put_text(out, site, s, len, false);
}

static struct pz_text int_text(int64_t i, struct pz_arena *arena)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (i < 0)
        *--p = '-';
    size_t len = (size_t)(digits + sizeof digits - p);
    return (struct pz_text){pz_arena_strndup(arena, p, len), len};
}

static int other_text(const struct pz_value *v, struct pz_arena *arena, struct pz_text *text, struct pz_error *err)
{
    struct pz_buf plain = PZ_BUF_INIT;
    pz_value_write(v, &plain);
    if (plain.failed)
        return pz_fail_memory(err);
    size_t len = plain.len;
    *text = (struct pz_text){pz_arena_take(arena, &plain), len};
    return 0;
}

int pz_office_text(const struct pz_value *v, struct pz_arena *arena, struct pz_text *text, struct pz_error *err)
{
    struct pz_value plain = *v;
    if (v->type == PZ_OBJECT && v->u.object->cls->text) {
        if (v->u.object->cls->text(v->u.object, arena, &plain, err))
            return -1;
    } else if (v->type == PZ_OBJECT && v->u.object->cls->force) {
        if (v->u.object->cls->force(v->u.object, arena, &plain, err))
            return -1;
    }
    if (plain.type == PZ_STRING)
        *text = (struct pz_text){plain.u.s, plain.len};
    else if (plain.type == PZ_INT)
        *text = int_text(plain.u.i, arena);
    else
        return other_text(&plain, arena, text, err);
    return 0;
}

int pz_office_put_plain(const struct pz_rich *rich, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err)
{
    struct pz_value v = pz_object_value((struct pz_object *)(uintptr_t)&rich->object);
    struct pz_text text;
    if (pz_office_text(&v, arena, &text, err))
        return -1;
    pz_office_put_escaped(out, text.s, text.len);
    return 0;
}

/* Markup of the document itself, as a macro writes it: every tag has the format's prefix. */
static bool is_markup(struct pz_text text)
{
    const char *end = text.s + text.len;
    for (const char *p = text.s; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        const char *name = p + 1 + (p + 1 < end && p[1] == '/');
        const char *stop = name;
        while (stop < end && ((*stop | 32) >= 'a' && (*stop | 32) <= 'z'))
            stop++;
        if (stop == name || stop == end || *stop != ':')
            return false;
    }
    return true;
}

/* {{p x}}: paragraphs in place of the tag's own; {{r x}}: a run. Nothing at all for an empty value. */
static void put_at(struct pz_buf *out, const struct pz_site *site, struct pz_text text, bool escaped)
{
    bool paragraph = site->kind == PZ_SITE_PARAGRAPH, whole = paragraph || site->kind == PZ_SITE_RUN;
    if (whole && !text.len)
        return;
    if (paragraph)
        put(out, site->paragraph_open);
    if (whole)
        put(out, site->open);
    put_text(out, site, text.s, text.len, escaped);
    if (whole)
        put(out, site->close);
    if (paragraph)
        put(out, site->paragraph_close);
}

/* The text with no-break spaces where it may not be torn; in the worker's buffer until the next value. */
static struct pz_text bound_together(struct pz_office_state *state, struct pz_text text)
{
    struct pz_buf *typed = &state->worker->typed;
    if (!text.len || !memchr(text.s, ' ', text.len))
        return text;
    pz_buf_clear(typed);
    pz_typography_nbsp(typed, text.s, text.len);
    return typed->failed ? text : (struct pz_text){typed->data, typed->len};
}

/* A value that is marked as markup: what a macro of this template wrote goes in as it is; anything else that has tags, HTML say, would break
 * the document and is text. */
static void put_safe(struct pz_buf *out, const struct pz_site *site, struct pz_text text)
{
    bool tags = memchr(text.s, '<', text.len) != NULL, markup = tags && is_markup(text);
    if (markup && site->kind != PZ_SITE_ATTRIBUTE)
        put(out, text);
    else if (site->kind == PZ_SITE_ATTRIBUTE && !tags)
        put(out, text);
    else if (site->kind == PZ_SITE_ATTRIBUTE)
        pz_office_put_escaped(out, text.s, text.len);
    else
        put_at(out, site, text, true);
}

int pz_office_write_value(void *self, uint32_t index, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                          struct pz_error *err)
{
    struct pz_office_state *state = self;
    if (!index) /* of a text template that is included or imported: it has no places in the document */
        return 1;
    const struct pz_site *site = state->part->sites[index];
    if (site->kind == PZ_SITE_OWN)
        return site->write(state, site, v, out, err);
    const struct pz_rich *rich = pz_rich_of(v);
    if (rich)
        return state->office->format->rich(state, site, rich, arena, out, err);
    struct pz_text text;
    if (pz_office_text(v, arena, &text, err))
        return -1;
    if (v->type == PZ_STRING && (v->flags & PZ_SAFE)) {
        put_safe(out, site, text);
        return 0;
    }
    if (state->render->typography)
        text = bound_together(state, text);
    if (site->kind == PZ_SITE_ATTRIBUTE || site->kind == PZ_SITE_HOOK)
        pz_office_put_escaped(out, text.s, text.len);
    else
        put_at(out, site, text, false);
    return 0;
}

void pz_office_included(void *self, uint32_t index, struct pz_buf *out, size_t from)
{
    static const struct pz_site as_is = {.line = {"\n", 1}, .tab = {"\t", 1}};
    const struct pz_office_state *state = self;
    const struct pz_site *site = index ? state->part->sites[index] : &as_is;
    struct pz_buf copy = PZ_BUF_INIT;
    pz_buf_put(&copy, out->data + from, out->len - from);
    struct pz_text text = {pz_buf_str(&copy), copy.len};
    bool markup = memchr(text.s, '<', text.len) && is_markup(text);
    if (copy.failed) {
        out->failed = true;
    } else if (!markup) {
        out->len = from;
        if (site->kind == PZ_SITE_ATTRIBUTE)
            site = &as_is;
        put_text(out, site, text.s, text.len, true);
    }
    pz_buf_release(&copy);
}

int pz_office_hook(void *self, uint32_t index, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err)
{
    (void)arena;
    struct pz_office_state *state = self;
    const struct pz_site *site = state->part->sites[index];
    return site->run(state, site, out, err);
}
