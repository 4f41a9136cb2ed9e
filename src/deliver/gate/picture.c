/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pictures say about themselves: text chunks of PNG (ISO/IEC 15948, 11.3.4), comments and APPn segments of JPEG (Exif, XMP). */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "deliver/gate/scan.h"
#include "zip/inflate.h"

enum { TEXT_MAX = 1 << 20 };

static unsigned big_endian(const unsigned char *p, int n)
{
    unsigned v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

/* Exif keeps some texts in UTF-16 of little end: Latin and Cyrillic letters of it are read from every even and from every odd byte. */
static void look_at_wide(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    for (size_t from = 0; from < 2 && len >= 8; from++) {
        struct pz_buf text = PZ_BUF_INIT;
        char letter[8];
        for (size_t i = from; i + 1 < len; i += 2) {
            unsigned rune = data[i] | (unsigned)data[i + 1] << 8;
            bool good = (rune >= ' ' && rune < 0x7F) || rune == 0xA0 || (rune >= 0x400 && rune < 0x460) ||
                        (rune >= 0x2010 && rune <= 0x2014);
            if (good)
                pz_buf_put(&text, letter, pz_utf8_encode(letter, rune));
            else if (text.len && text.data[text.len - 1] != '\n')
                pz_buf_putc(&text, '\n');
        }
        if (!text.failed)
            pz_gate_text(gate, where, pz_buf_str(&text), text.len);
        pz_buf_release(&text);
    }
}

/* Metadata mixes text with binary: bytes under a blank become line ends, so that no two values run together. */
static void look(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    char *text = pz_arena_strndup(gate->arena, (const char *)data, len);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ')
            text[i] = '\n';
    pz_gate_text(gate, where, text, len);
    look_at_wide(gate, where, data, len);
}

/* tEXt: keyword, NUL, text; zTXt the same but packed; iTXt: keyword, NUL, whether packed, method, language, NUL, translation, NUL, text. */
static void look_at_chunk(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len, bool international)
{
    const unsigned char *nul = memchr(data, 0, len), *end = data + len;
    look(gate, where, data, len);
    if (!nul || end - nul < 3 || (international && !nul[1]))
        return;
    const unsigned char *packed = nul + 2;
    for (int i = 0; international && i < 2 && packed; i++)
        packed = (packed = memchr(packed + (i == 0), 0, (size_t)(end - packed) - (i == 0))) ? packed + 1 : NULL;
    struct pz_buf text = PZ_BUF_INIT;
    if (packed && packed < end) {
        pz_inflate(&text, packed, (size_t)(end - packed), TEXT_MAX);
        if (!text.failed)
            look(gate, where, (const unsigned char *)pz_buf_str(&text), text.len);
    }
    pz_buf_release(&text);
}

static void png(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    static const char *const kinds[] = {"tEXt", "zTXt", "eXIf", "iTXt"};
    for (size_t at = 8; at + 12 <= len;) {
        size_t size = big_endian(data + at, 4);
        if (size > len - at - 12)
            return;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (memcmp(data + at + 4, kinds[i], 4) == 0)
                i == 0 || i == 2 ? look(gate, where, data + at + 8, size) : look_at_chunk(gate, where, data + at + 8, size, i == 3);
        at += size + 12;
    }
}

static void jpeg(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    for (size_t at = 2; at + 4 <= len && data[at] == 0xFF;) {
        unsigned marker = data[at + 1];
        size_t size = big_endian(data + at + 2, 2);
        if (marker == 0xDA || size < 2 || at + 2 + size > len)
            return;
        if (marker == 0xFE || (marker >= 0xE1 && marker <= 0xEF && marker != 0xEE && marker != 0xE2))
            look(gate, where, data + at + 4, size - 2);
        at += 2 + size;
    }
}

void pz_gate_picture(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    if (len > 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0)
        png(gate, where, data, len);
    else if (len > 4 && data[0] == 0xFF && data[1] == 0xD8)
        jpeg(gate, where, data, len);
}
