/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing byte buffer that remembers its first failure: write freely, check `failed` once at the end.
 * Invariants: data is NULL or holds cap bytes; len < cap <= limit + 1 when data is not NULL (limit 0: any cap); data[len] is '\0' always.
 * After a failure len stays where it was and every further write does nothing. */
#ifndef PZ_BASE_BUF_H
#define PZ_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pz_buf {
    char *data;
    size_t len, cap;
    size_t limit; /* bytes; 0: no limit. Over it the buffer fails. */
    bool failed;  /* memory or the limit ran out */
};

#define PZ_BUF_INIT                                                                                                                \
    {                                                                                                                              \
        0                                                                                                                          \
    }

void pz_buf_init(struct pz_buf *buf, size_t limit);
void pz_buf_release(struct pz_buf *buf);
/* Empty the buffer and forget a failure, keep the memory. */
void pz_buf_clear(struct pz_buf *buf);
/* Make room for `more` bytes; the place to write them, or NULL after a failure. */
char *pz_buf_reserve(struct pz_buf *buf, size_t more);

void pz_buf_put_slow(struct pz_buf *buf, const void *data, size_t len);
void pz_buf_puts(struct pz_buf *buf, const char *s);
void pz_buf_putc(struct pz_buf *buf, char c);
void pz_buf_printf(struct pz_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pz_buf_vprintf(struct pz_buf *buf, const char *format, va_list ap);
/* One code point as UTF-8. */
void pz_buf_put_rune(struct pz_buf *buf, uint32_t rune);
/* Text with & < > " escaped for XML text and attribute values; characters XML 1.0 cannot hold are dropped. */
void pz_buf_put_xml(struct pz_buf *buf, const char *s, size_t len);
/* Text as a JSON string with its quotes; UTF-8 stays as it is. */
void pz_buf_put_json(struct pz_buf *buf, const char *s, size_t len);
/* `,"key":"text"`: a further member of a JSON object. key: as it stands; text: NULL writes "". */
void pz_buf_put_json_field(struct pz_buf *buf, const char *key, const char *text);
/* Text as a field of CSV (RFC 4180, 2): in quotes when it holds the separator, a quote or a line end. */
void pz_buf_put_csv(struct pz_buf *buf, const char *s, size_t len, char separator);
/* Put other bytes in place of those from one offset up to another. */
void pz_buf_splice(struct pz_buf *buf, size_t from, size_t to, const void *data, size_t len);
/* The text as a NUL-terminated string, "" when empty. Borrowed until the next write. */
const char *pz_buf_str(const struct pz_buf *buf);
/* The bytes go to the caller, who frees them with pz_free; NULL after a failure. The buffer is empty after. */
char *pz_buf_detach(struct pz_buf *buf, size_t *len);

/* Forget what lies behind the first len bytes; a longer len changes nothing. A failure stays. */
static inline void pz_buf_truncate(struct pz_buf *buf, size_t len)
{
    if (buf->data && len < buf->len)
        buf->data[buf->len = len] = '\0';
}

static inline void pz_buf_put(struct pz_buf *buf, const void *data, size_t len)
{
    if (buf->cap - buf->len > len && !buf->failed) { /* room for the NUL too */
        memcpy(buf->data + buf->len, data, len);
        buf->data[buf->len += len] = '\0';
    } else {
        pz_buf_put_slow(buf, data, len);
    }
}

#endif
