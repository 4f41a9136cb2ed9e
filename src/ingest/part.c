/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/part.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

/* A part of millions of like rows is packed to a hundredth at most; what claims more is a bomb and not worth the seconds it costs. */
enum { BOMB_FROM = 32 << 20, BOMB_RATIO = 250 };

static int open_stream(struct pz_member_stream **out, struct pz_package *package, const char *name, size_t max_bytes,
                       struct pz_error *err)
{
    long i = pz_package_find(package, name);
    const struct pz_member *m = i < 0 ? NULL : pz_package_member(package, (size_t)i);
    if (m && m->size > BOMB_FROM && m->size / BOMB_RATIO > m->packed_size)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the part “%s” unpacks to %llu MB: this is no table"), name,
                       (unsigned long long)(m->size >> 20));
    return pz_member_stream_open(out, package, name, max_bytes, err);
}

int pz_part_open(struct pz_part *part, struct pz_package *package, const char *name, size_t max_bytes, struct pz_error *err)
{
    *part = (struct pz_part){0};
    if (open_stream(&part->stream, package, name, max_bytes, err) != 0)
        return -1;
    return pz_xml_reader_new(&part->xml, pz_member_stream_read, part->stream, name, err);
}

void pz_part_close(struct pz_part *part)
{
    pz_xml_reader_free(part->xml);
    if (part->stream)
        pz_member_stream_close(part->stream);
    *part = (struct pz_part){0};
}

int pz_part_text(struct pz_part *part, struct pz_buf *out, size_t max, struct pz_error *err)
{
    unsigned depth = pz_xml_reader_depth(part->xml);
    size_t start = out->len;
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(part->xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(part->xml) <= depth))
            return 0;
        size_t len;
        const char *text = event == PZ_XML_TEXT ? pz_xml_reader_text(part->xml, &len) : NULL;
        if (!text)
            continue;
        if (out->len - start + len > max)
            return pz_fail(err, PZ_DATA, "E-DATA-013", _("a text in the file is longer than %zu KB"), max >> 10);
        pz_buf_put(out, text, len);
    }
}

/* Tags -------------------------------------------------------------------------------------------------------- */

enum { WINDOW = 131072, TAG_MAX = 65536 };

struct scan {
    struct pz_member_stream *stream;
    char window[WINDOW];
    size_t at, n;
    bool eof;
};

/* Have at least `want` bytes in view, or all that is left. */
static int more(struct scan *s, size_t want, struct pz_error *err)
{
    while (s->n - s->at < want && !s->eof) {
        memmove(s->window, s->window + s->at, s->n - s->at);
        s->n -= s->at;
        s->at = 0;
        long got = pz_member_stream_read(s->stream, s->window + s->n, sizeof s->window - s->n, err);
        if (got < 0)
            return -1;
        s->eof = got == 0;
        s->n += (size_t)got;
    }
    return 0;
}

/* Step behind the next occurrence of `end`. */
static int step_behind(struct scan *s, const char *end, struct pz_error *err)
{
    size_t len = strlen(end);
    for (;;) {
        if (more(s, len, err) != 0)
            return -1;
        char *hit = s->n - s->at >= len ? memmem(s->window + s->at, s->n - s->at, end, len) : NULL;
        if (hit) {
            s->at = (size_t)(hit - s->window) + len;
            return 0;
        }
        if (s->eof) {
            s->at = s->n;
            return 0;
        }
        s->at = s->n - s->at >= len ? s->n - len + 1 : s->at;
        if (more(s, s->n - s->at + 1, err) != 0)
            return -1;
    }
}

/* The end of the tag that begins at s->at, quotes respected: bytes up to and with “>”, 0 when it is not in view. */
static size_t tag_length(const struct scan *s)
{
    char quote = 0;
    for (size_t i = s->at; i < s->n; i++) {
        char c = s->window[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1 - s->at;
    }
    return 0;
}

/* The attributes when the tag's local name is one of `names`, else NULL. */
static const char *attributes_of(const char *tag, size_t len, const char *const *names, size_t *which)
{
    const char *end = tag + len, *p = tag + 1, *local = p;
    for (; p < end && !strchr(" \t\r\n/>", *p); p++)
        if (*p == ':')
            local = p + 1;
    size_t n = (size_t)(p - local);
    for (*which = 0; names[*which]; ++*which)
        if (strlen(names[*which]) == n && memcmp(local, names[*which], n) == 0)
            return p;
    return NULL;
}

static int scan_tag(struct scan *s, const char *const *names, pz_tag_fn fn, void *self, struct pz_error *err)
{
    if (more(s, 12, err) != 0)
        return -1;
    const char *p = s->window + s->at;
    size_t left = s->n - s->at;
    if (left >= 4 && memcmp(p, "<!--", 4) == 0)
        return step_behind(s, "-->", err);
    if (left >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
        return step_behind(s, "]]>", err);
    size_t len = tag_length(s);
    if (!len) {
        if (more(s, TAG_MAX, err) != 0)
            return -1;
        if (!(len = tag_length(s))) {
            s->at = s->eof ? s->n : s->at;
            return s->eof ? 0 : pz_fail(err, PZ_DATA, "E-DATA-013", _("a tag in the file is longer than %d KB"), TAG_MAX >> 10);
        }
    }
    size_t which;
    const char *tag = s->window + s->at, *attributes = attributes_of(tag, len, names, &which);
    s->at += len;
    return attributes ? fn(self, which, attributes, (size_t)(tag + len - attributes), err) : 0;
}

int pz_part_scan(struct pz_package *package, const char *name, size_t max_bytes, const char *const *tags, pz_tag_fn fn, void *self,
                 struct pz_error *err)
{
    int rc = -1;
    struct scan *s = pz_malloc(sizeof *s);
    if (!s)
        return pz_fail_memory(err);
    s->at = s->n = 0;
    s->eof = false;
    if (open_stream(&s->stream, package, name, max_bytes, err) != 0)
        goto done;
    for (rc = 0; rc == 0;) {
        const char *lt = s->n > s->at ? memchr(s->window + s->at, '<', s->n - s->at) : NULL;
        if (lt) {
            s->at = (size_t)(lt - s->window);
            rc = scan_tag(s, tags, fn, self, err);
        } else {
            s->at = s->n;
            rc = more(s, 1, err);
            if (rc == 0 && s->n == s->at)
                break;
        }
    }
    pz_member_stream_close(s->stream);
done:
    pz_free(s);
    return rc;
}

static void put_entity(struct pz_buf *out, const char *s, size_t len)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    if (len > 1 && s[0] == '#') {
        pz_buf_put_rune(out, (uint32_t)strtoul(s + (s[1] == 'x' ? 2 : 1), NULL, s[1] == 'x' ? 16 : 10));
        return;
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strlen(named[i].name) == len && memcmp(named[i].name, s, len) == 0)
            pz_buf_putc(out, named[i].c);
}

static void put_value(struct pz_buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char *semicolon = s[i] == '&' ? memchr(s + i, ';', len - i) : NULL;
        if (!semicolon) {
            pz_buf_putc(out, s[i]);
            continue;
        }
        put_entity(out, s + i + 1, (size_t)(semicolon - s) - i - 1);
        i = (size_t)(semicolon - s);
    }
}

bool pz_tag_attribute(const char *attributes, size_t len, const char *name, struct pz_buf *out)
{
    const char *p = attributes, *end = attributes + len;
    pz_buf_clear(out);
    while (p < end) {
        while (p < end && strchr(" \t\r\n/", *p))
            p++;
        const char *local = p;
        for (; p < end && !strchr("= \t\r\n>", *p); p++)
            if (*p == ':')
                local = p + 1;
        size_t n = (size_t)(p - local);
        while (p < end && *p != '"' && *p != '\'' && *p != '>')
            p++;
        if (p >= end || *p == '>')
            return false;
        const char *value = p + 1, *close = memchr(value, *p, (size_t)(end - value));
        if (!close)
            return false;
        if (n == strlen(name) && memcmp(local, name, n) == 0) {
            put_value(out, value, (size_t)(close - value));
            return true;
        }
        p = close + 1;
    }
    return false;
}
