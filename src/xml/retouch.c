/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/retouch.h"

/* Behind the «>» of the tag that begins at `start`; quoted values may hold one. */
static size_t tag_end(const struct pz_buf *xml, size_t start)
{
    char quote = 0;
    for (size_t i = start; i < xml->len; i++) {
        char c = xml->data[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return xml->len;
}

static bool ends_name(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/' || c == '>';
}

bool pz_retouch_find(const struct pz_buf *xml, struct pz_stretch within, const char *name, struct pz_stretch *tag)
{
    size_t len = strlen(name);
    for (size_t i = within.start; i + len + 1 < within.end; i++) {
        const char *at = memchr(xml->data + i, '<', within.end - i);
        if (!at)
            return false;
        i = (size_t)(at - xml->data);
        if (i + len + 1 < within.end && memcmp(at + 1, name, len) == 0 && ends_name(at[len + 1])) {
            *tag = (struct pz_stretch){i, tag_end(xml, i)};
            return true;
        }
    }
    return false;
}

struct pz_stretch pz_retouch_element(const struct pz_buf *xml, struct pz_stretch tag, const char *name)
{
    if (tag.end >= 2 && xml->data[tag.end - 2] == '/')
        return tag;
    size_t len = strlen(name);
    for (size_t i = tag.end; i + len + 3 <= xml->len; i++)
        if (xml->data[i] == '<' && xml->data[i + 1] == '/' && memcmp(xml->data + i + 2, name, len) == 0 &&
            ends_name(xml->data[i + 2 + len]))
            return (struct pz_stretch){tag.start, tag_end(xml, i)};
    return (struct pz_stretch){tag.start, xml->len};
}

/* The value of an attribute without its quotes; false when the tag has none of that name. */
static bool attribute_of(const struct pz_buf *xml, struct pz_stretch tag, const char *attribute, struct pz_stretch *value)
{
    size_t len = strlen(attribute);
    for (size_t i = tag.start + 1; i + len + 2 < tag.end; i++) {
        char c = xml->data[i];
        if (c == '"' || c == '\'') { /* over a value */
            const char *close = memchr(xml->data + i + 1, c, tag.end - i - 1);
            if (!close)
                return false;
            i = (size_t)(close - xml->data);
            continue;
        }
        if (memcmp(xml->data + i, attribute, len) != 0 || xml->data[i + len] != '=' || !ends_name(xml->data[i - 1]))
            continue;
        char quote = xml->data[i + len + 1];
        const char *close = memchr(xml->data + i + len + 2, quote, tag.end - (i + len + 2));
        if (!close)
            return false;
        *value = (struct pz_stretch){i + len + 2, (size_t)(close - xml->data)};
        return true;
    }
    return false;
}

bool pz_retouch_has(const struct pz_buf *xml, struct pz_stretch tag, const char *attribute, const char *value)
{
    struct pz_stretch v;
    return attribute_of(xml, tag, attribute, &v) && v.end - v.start == strlen(value) &&
           memcmp(xml->data + v.start, value, v.end - v.start) == 0;
}

void pz_retouch_set(struct pz_buf *xml, size_t start, const char *attribute, const char *value)
{
    struct pz_stretch tag = {start, tag_end(xml, start)}, v;
    if (attribute_of(xml, tag, attribute, &v)) {
        pz_buf_splice(xml, v.start, v.end, value, strlen(value));
        return;
    }
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_printf(&text, " %s=\"%s\"", attribute, value);
    size_t at = tag.end - 1;
    if (xml->data[at - 1] == '/')
        at--;
    pz_buf_splice(xml, at, at, pz_buf_str(&text), text.len);
    xml->failed |= text.failed;
    pz_buf_release(&text);
}
