/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/biff.h"

#include <string.h>

#include "base/i18n.h"

enum { WIDE = 1, PHONETIC = 4, RUNS = 8 }; /* flags of a Unicode text */

static int damaged(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
}

unsigned pz_biff_u16(const unsigned char *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

uint32_t pz_biff_u32(const unsigned char *p)
{
    return pz_biff_u16(p) | (uint32_t)pz_biff_u16(p + 2) << 16;
}

double pz_biff_double(const unsigned char *p)
{
    uint64_t bits = pz_biff_u32(p) | (uint64_t)pz_biff_u32(p + 4) << 32;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

double pz_biff_rk(const unsigned char *p)
{
    uint32_t rk = pz_biff_u32(p);
    double number;
    if (rk & 2) {
        number = (double)((int32_t)(rk & ~3u) / 4);
    } else {
        uint64_t bits = (uint64_t)(rk & ~3u) << 32;
        memcpy(&number, &bits, sizeof number);
    }
    return rk & 1 ? number / 100 : number;
}

/* Records --------------------------------------------------------------------------------------------------------- */

static int read_head(struct pz_biff *b, size_t *len, struct pz_error *err)
{
    unsigned char head[4];
    if (b->next >= pz_ole_stream_size(b->stream))
        return 0;
    if (pz_ole_read(b->stream, b->next, head, sizeof head, err) != 0)
        return -1;
    b->at = b->next;
    b->kind = pz_biff_u16(head);
    *len = pz_biff_u16(head + 2);
    b->next = b->at + 4 + (uint32_t)*len;
    return 1;
}

int pz_biff_next(struct pz_biff *b, struct pz_error *err)
{
    size_t len;
    int rc = read_head(b, &len, err);
    if (rc != 1)
        return rc;
    b->p = b->end = b->body;
    if (pz_ole_read(b->stream, b->at + 4, b->body, len, err) != 0)
        return -1;
    b->end += len;
    return 1;
}

int pz_biff_skip(struct pz_biff *b, unsigned char *first, size_t want, size_t *len, struct pz_error *err)
{
    int rc = read_head(b, len, err);
    if (rc != 1)
        return rc;
    if (b->next > pz_ole_stream_size(b->stream))
        return damaged(err);
    return *len == 0 || pz_ole_read(b->stream, b->at + 4, first, want < *len ? want : *len, err) == 0 ? 1 : -1;
}

const unsigned char *pz_biff_take(struct pz_biff *b, size_t n)
{
    const unsigned char *p = b->p;
    if ((size_t)(b->end - p) < n)
        return NULL;
    b->p += n;
    return p;
}

/* Go on in the record behind when it continues this one. */
static bool go_on(struct pz_biff *b, struct pz_error *err)
{
    return b->p == b->end && pz_biff_next(b, err) == 1 && b->kind == PZ_BIFF_CONTINUE;
}

/* Texts ----------------------------------------------------------------------------------------------------------- */

static int too_long(size_t max, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-013", _("a text in the file is longer than %zu KB"), max >> 10);
}

/* Eight-bit text of BIFF5 in the code page of the file. */
static int put_bytes(struct pz_biff *b, size_t n, struct pz_buf *out, struct pz_error *err)
{
    const unsigned char *from = pz_biff_take(b, n);
    char *in = (char *)(uintptr_t)from;
    if (!from)
        return damaged(err);
    char *to = pz_buf_reserve(out, n * 4 + 1);
    size_t left = n * 4;
    if (!to)
        return pz_fail_memory(err);
    iconv(b->codepage, NULL, NULL, NULL, NULL);
    iconv(b->codepage, &in, &n, &to, &left); /* a byte that is no letter ends the text: such files are not from Excel */
    out->len = (size_t)(to - out->data);
    *to = '\0';
    return 0;
}

/* n letters of Unicode; in each CONTINUE they begin with a byte that says anew how wide they are. */
static int put_letters(struct pz_biff *b, size_t n, bool wide, struct pz_buf *out, size_t max, struct pz_error *err)
{
    size_t start = out->len;
    uint32_t high = 0;
    while (n) {
        if (b->p == b->end) {
            if (!go_on(b, err) || b->p == b->end)
                return err->kind ? -1 : damaged(err);
            wide = *b->p++ & WIDE;
        }
        const unsigned char *p = pz_biff_take(b, wide ? 2 : 1);
        if (!p)
            return damaged(err);
        uint32_t unit = wide ? pz_biff_u16(p) : *p;
        n--;
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        bool pair = high && unit >= 0xDC00 && unit < 0xE000;
        uint32_t rune = pair ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit;
        high = 0;
        if (rune && (rune < 0xD800 || rune > 0xDFFF))
            pz_buf_put_rune(out, rune);
        if (out->len - start > max)
            return too_long(max, err);
    }
    return 0;
}

/* Runs of formatting and phonetic marks behind the letters. */
static int skip_bytes(struct pz_biff *b, uint64_t n, struct pz_error *err)
{
    while (n) {
        if (b->p == b->end && !go_on(b, err))
            return err->kind ? -1 : damaged(err);
        size_t left = (size_t)(b->end - b->p), part = n < left ? (size_t)n : left;
        b->p += part;
        n -= part;
    }
    return 0;
}

static int put_unicode(struct pz_biff *b, size_t n, struct pz_buf *out, size_t max, struct pz_error *err)
{
    const unsigned char *p = pz_biff_take(b, 1);
    if (!p)
        return damaged(err);
    unsigned flags = *p;
    uint64_t behind = 0;
    if (flags & RUNS) {
        if (!(p = pz_biff_take(b, 2)))
            return damaged(err);
        behind += 4u * pz_biff_u16(p);
    }
    if (flags & PHONETIC) {
        if (!(p = pz_biff_take(b, 4)))
            return damaged(err);
        behind += pz_biff_u32(p);
    }
    return put_letters(b, n, flags & WIDE, out, max, err) != 0 ? -1 : skip_bytes(b, behind, err);
}

int pz_biff_text(struct pz_biff *b, unsigned size_of_length, struct pz_buf *out, size_t max, struct pz_error *err)
{
    if (b->p == b->end && size_of_length == 2 && !go_on(b, err)) /* a text may begin with the continuing record */
        return err->kind ? -1 : damaged(err);
    const unsigned char *p = pz_biff_take(b, size_of_length);
    if (!p)
        return damaged(err);
    size_t n = size_of_length == 1 ? *p : pz_biff_u16(p);
    if (b->codepage != (iconv_t)-1)
        return n * 2 > max ? too_long(max, err) : put_bytes(b, n, out, err);
    return put_unicode(b, n, out, max, err);
}
