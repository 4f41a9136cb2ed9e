/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/utf8.h"

void pz_buf_init(struct pz_buf *buf, size_t limit)
{
    memset(buf, 0, sizeof *buf);
    buf->limit = limit;
}

void pz_buf_release(struct pz_buf *buf)
{
    pz_free(buf->data);
    pz_buf_init(buf, buf->limit);
}

void pz_buf_clear(struct pz_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

char *pz_buf_reserve(struct pz_buf *buf, size_t more)
{
    if (buf->failed)
        return NULL;
    if (more > SIZE_MAX / 4 || (buf->limit && more > buf->limit - buf->len)) {
        buf->failed = true;
        return NULL;
    }
    if (buf->cap - buf->len <= more) {
        size_t cap = buf->cap ? buf->cap * 2 : 256;
        while (cap - buf->len <= more)
            cap *= 2;
        if (buf->limit && cap > buf->limit + 1) /* so that the fast path of pz_buf_put never passes the limit */
            cap = buf->limit + 1;
        char *data = pz_realloc(buf->data, cap);
        if (!data) {
            buf->failed = true;
            return NULL;
        }
        buf->data = data;
        buf->cap = cap;
    }
    return buf->data + buf->len;
}

void pz_buf_put_slow(struct pz_buf *buf, const void *data, size_t len)
{
    char *to = pz_buf_reserve(buf, len);
    if (!to)
        return;
    if (len)
        memcpy(to, data, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void pz_buf_puts(struct pz_buf *buf, const char *s)
{
    pz_buf_put(buf, s, strlen(s));
}

void pz_buf_putc(struct pz_buf *buf, char c)
{
    pz_buf_put(buf, &c, 1);
}

void pz_buf_vprintf(struct pz_buf *buf, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    char *to = n < 0 ? NULL : pz_buf_reserve(buf, (size_t)n);
    if (to) {
        vsnprintf(to, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    } else {
        buf->failed = true;
    }
    va_end(again);
}

void pz_buf_printf(struct pz_buf *buf, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    pz_buf_vprintf(buf, format, ap);
    va_end(ap);
}

void pz_buf_put_rune(struct pz_buf *buf, uint32_t rune)
{
    char bytes[4];
    pz_buf_put(buf, bytes, pz_utf8_encode(bytes, rune));
}

/* Bytes that pz_buf_put_xml cannot copy as they are: the four specials, controls, and lead byte 0xEF (U+FFFE). */
static const unsigned char xml_special[256] = {
    [0] = 1,  [1] = 1,  [2] = 1,  [3] = 1,  [4] = 1,  [5] = 1,   [6] = 1,   [7] = 1,   [8] = 1,   [11] = 1,   [12] = 1, [14] = 1,
    [15] = 1, [16] = 1, [17] = 1, [18] = 1, [19] = 1, [20] = 1,  [21] = 1,  [22] = 1,  [23] = 1,  [24] = 1,   [25] = 1, [26] = 1,
    [27] = 1, [28] = 1, [29] = 1, [30] = 1, [31] = 1, ['"'] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, [0xEF] = 1,
};

void pz_buf_put_xml(struct pz_buf *buf, const char *s, size_t len)
{
    const char *end = s + len, *from = s;
    for (const char *p = s; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (!xml_special[c])
            continue;
        if (c == 0xEF && !(end - p >= 3 && (unsigned char)p[1] == 0xBF && (unsigned char)p[2] >= 0xBE))
            continue;
        pz_buf_put(buf, from, (size_t)(p - from));
        from = p + (c == 0xEF ? 3 : 1);
        switch (c) {
        case '"': pz_buf_put(buf, "&quot;", 6); break;
        case '&': pz_buf_put(buf, "&amp;", 5); break;
        case '<': pz_buf_put(buf, "&lt;", 4); break;
        case '>': pz_buf_put(buf, "&gt;", 4); break;
        default: break;
        }
    }
    if (from < end)
        pz_buf_put(buf, from, (size_t)(end - from));
}

void pz_buf_put_json(struct pz_buf *buf, const char *s, size_t len)
{
    pz_buf_putc(buf, '"');
    for (const char *p = s, *end = s + len; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\') {
            pz_buf_putc(buf, '\\');
            pz_buf_putc(buf, (char)c);
        } else if (c == '\n') {
            pz_buf_puts(buf, "\\n");
        } else if (c < 0x20) {
            pz_buf_printf(buf, "\\u%04x", c);
        } else {
            pz_buf_putc(buf, (char)c);
        }
    }
    pz_buf_putc(buf, '"');
}

void pz_buf_put_json_field(struct pz_buf *buf, const char *key, const char *text)
{
    pz_buf_printf(buf, ",\"%s\":", key);
    pz_buf_put_json(buf, text ? text : "", text ? strlen(text) : 0);
}

void pz_buf_put_csv(struct pz_buf *buf, const char *s, size_t len, char separator)
{
    bool quoted = false;
    for (size_t i = 0; i < len && !quoted; i++)
        quoted = s[i] == separator || s[i] == '"' || s[i] == '\r' || s[i] == '\n';
    if (quoted)
        pz_buf_putc(buf, '"');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            pz_buf_putc(buf, '"');
        pz_buf_putc(buf, s[i]);
    }
    if (quoted)
        pz_buf_putc(buf, '"');
}

void pz_buf_splice(struct pz_buf *buf, size_t from, size_t to, const void *data, size_t len)
{
    size_t tail = buf->len - to;
    if (!pz_buf_reserve(buf, len > to - from ? len - (to - from) : 0))
        return;
    memmove(buf->data + from + len, buf->data + to, tail);
    if (len)
        memcpy(buf->data + from, data, len);
    buf->len = from + len + tail;
    buf->data[buf->len] = '\0';
}

const char *pz_buf_str(const struct pz_buf *buf)
{
    return buf->data ? buf->data : "";
}

char *pz_buf_detach(struct pz_buf *buf, size_t *len)
{
    pz_buf_reserve(buf, 0);
    char *data = buf->failed ? NULL : buf->data;
    if (!data) {
        pz_buf_release(buf);
        return NULL;
    }
    data[buf->len] = '\0';
    if (len)
        *len = buf->len;
    pz_buf_init(buf, buf->limit);
    return data;
}
