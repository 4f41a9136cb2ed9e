/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pictures say about themselves: text chunks of PNG (ISO/IEC 15948, 11.3.4), comments and APPn segments of JPEG (Exif, XMP). */
#include <string.h>

#include "base/i18n.h"
#include "deliver/gate/scan.h"

static unsigned big_endian(const unsigned char *p, int n)
{
    unsigned v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

/* Metadata mixes text with binary: bytes under a blank become line ends, so that no two values run together. */
static void look(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    char *text = pz_arena_strndup(gate->arena, (const char *)data, len);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ')
            text[i] = '\n';
    pz_gate_text(gate, where, text, len);
}

static void png(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len)
{
    static const char *const kinds[] = {"tEXt", "iTXt", "eXIf"};
    for (size_t at = 8; at + 12 <= len;) {
        size_t size = big_endian(data + at, 4);
        if (size > len - at - 12)
            return;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (memcmp(data + at + 4, kinds[i], 4) == 0)
                look(gate, where, data + at + 8, size);
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
