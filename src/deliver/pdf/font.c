/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/font.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { CODES = 65536 };

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The next <…> before `end` as bytes; the count, or -1. */
static int next_hex(const char **p, const char *end, unsigned char *to, int max)
{
    while (*p < end && **p != '<')
        ++*p;
    if (*p >= end)
        return -1;
    int n = 0, half = -1;
    for (++*p; *p < end && **p != '>'; ++*p) {
        int d = hex_digit(**p);
        if (d < 0)
            continue;
        if (half < 0) {
            half = d;
        } else {
            if (n < max)
                to[n++] = (unsigned char)(half << 4 | d);
            half = -1;
        }
    }
    if (*p < end)
        ++*p;
    return n;
}

static unsigned number(const unsigned char *p, int n)
{
    unsigned v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

/* UTF-16BE to UTF-8 in the arena, `plus` added to the last unit. */
static const char *utf16(const unsigned char *p, int n, unsigned plus, struct pz_arena *arena)
{
    char *text = pz_arena_alloc(arena, (size_t)n * 2 + 4), *to = text;
    for (int i = 0; i + 1 < n; i += 2) {
        uint32_t rune = number(p + i, 2);
        if (rune >= 0xD800 && rune < 0xDC00 && i + 3 < n) {
            rune = 0x10000 + ((rune - 0xD800) << 10) + (number(p + i + 2, 2) - 0xDC00);
            i += 2;
        }
        if (i + 2 >= n)
            rune += plus;
        to += pz_utf8_encode(to, rune);
    }
    *to = '\0';
    return text;
}

static unsigned codes_of(const struct pz_pdf_font *font)
{
    return font->wide ? CODES : 256;
}

static void set(struct pz_pdf_font *font, unsigned code, const char *text)
{
    if (code < codes_of(font))
        font->text[code] = text;
}

static void read_chars(struct pz_pdf_font *font, const char *p, const char *end, struct pz_arena *arena)
{
    unsigned char code[4], text[64];
    int n, m;
    while ((n = next_hex(&p, end, code, sizeof code)) >= 0 && (m = next_hex(&p, end, text, sizeof text)) >= 0)
        set(font, number(code, n), utf16(text, m, 0, arena));
}

static void read_ranges(struct pz_pdf_font *font, const char *p, const char *end, struct pz_arena *arena)
{
    unsigned char first[4], last[4], text[64];
    int n, m, k;
    while ((n = next_hex(&p, end, first, sizeof first)) >= 0 && (m = next_hex(&p, end, last, sizeof last)) >= 0) {
        unsigned from = number(first, n), to = number(last, m);
        const char *bracket = p + strspn(p, " \r\n\t");
        bool list = bracket < end && *bracket == '[';
        if (!list && (k = next_hex(&p, end, text, sizeof text)) >= 0)
            for (unsigned c = from; c <= to && c < codes_of(font); c++)
                set(font, c, utf16(text, k, c - from, arena));
        for (unsigned c = from; list && c <= to && c < codes_of(font) && (k = next_hex(&p, end, text, sizeof text)) >= 0; c++)
            set(font, c, utf16(text, k, 0, arena));
    }
}

/* Sections «begin… end…» of the table, one reader each. */
static void read_sections(struct pz_pdf_font *font, const char *map, const char *begin, const char *finish,
                          void (*read)(struct pz_pdf_font *, const char *, const char *, struct pz_arena *), struct pz_arena *arena)
{
    for (const char *p = map; (p = strstr(p, begin));) {
        p += strlen(begin);
        const char *end = strstr(p, finish);
        if (!end)
            return;
        read(font, p, end, arena);
        p = end;
    }
}

static bool has_wide_codes(const char *map)
{
    unsigned char code[8];
    const char *p = strstr(map, "begincodespacerange");
    return p && (p += 19, next_hex(&p, p + strlen(p), code, sizeof code)) == 2;
}

static char *read_table(qpdf_data q, qpdf_oh font, struct pz_arena *arena)
{
    unsigned char *data = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh table = qpdf_oh_get_key(q, font, "/ToUnicode");
    if (!qpdf_oh_is_stream(q, table) || qpdf_oh_get_stream_data(q, table, qpdf_dl_all, &filtered, &data, &len) != QPDF_SUCCESS)
        return NULL;
    char *text = pz_arena_strndup(arena, (char *)data, len);
    free(data);
    return text;
}

static void read_widths(struct pz_pdf_font *font, qpdf_data q, qpdf_oh oh, struct pz_arena *arena)
{
    qpdf_oh widths = qpdf_oh_get_key(q, oh, "/Widths");
    int first = qpdf_oh_is_integer(q, qpdf_oh_get_key(q, oh, "/FirstChar"))
                    ? qpdf_oh_get_int_value_as_int(q, qpdf_oh_get_key(q, oh, "/FirstChar"))
                    : 0;
    if (font->wide || first < 0 || !qpdf_oh_is_array(q, widths))
        return;
    font->width = pz_arena_zalloc(arena, 256 * sizeof *font->width);
    for (int i = 0; i < qpdf_oh_get_array_n_items(q, widths) && first + i < 256; i++)
        font->width[first + i] = qpdf_oh_get_numeric_value(q, qpdf_oh_get_array_item(q, widths, i));
}

double pz_pdf_font_advance(const struct pz_pdf_font *font, const char *codes, size_t len)
{
    double sum = 0;
    for (size_t i = 0; font->width && i < len; i++)
        sum += font->width[(unsigned char)codes[i]];
    return sum / 1000;
}

struct pz_pdf_font *pz_pdf_font_load(qpdf_data q, qpdf_oh oh, struct pz_arena *arena)
{
    struct pz_pdf_font *font = PZ_NEW(arena, struct pz_pdf_font);
    const char *name =
        qpdf_oh_is_name(q, qpdf_oh_get_key(q, oh, "/BaseFont")) ? qpdf_oh_get_name(q, qpdf_oh_get_key(q, oh, "/BaseFont")) : "";
    font->object = qpdf_oh_get_object_id(q, oh);
    font->bold = strstr(name, "Bold") != NULL;
    font->italic = strstr(name, "Italic") || strstr(name, "Oblique");
    char *map = read_table(q, oh, arena);
    font->wide = map ? has_wide_codes(map) : qpdf_oh_is_name_and_equals(q, qpdf_oh_get_key(q, oh, "/Subtype"), "/Type0");
    font->text = pz_arena_zalloc(arena, (font->wide ? CODES : 256) * sizeof *font->text);
    read_widths(font, q, oh, arena);
    if (!map)
        return font;
    read_sections(font, map, "beginbfchar", "endbfchar", read_chars, arena);
    read_sections(font, map, "beginbfrange", "endbfrange", read_ranges, arena);
    return font;
}

void pz_pdf_font_text(const struct pz_pdf_font *font, const char *codes, size_t len, struct pz_buf *out)
{
    const unsigned char *p = (const unsigned char *)codes;
    size_t step = font->wide ? 2 : 1;
    for (size_t i = 0; i + step <= len; i += step) {
        const char *text = font->text[number(p + i, (int)step)];
        if (text)
            pz_buf_puts(out, text);
        else if (!font->wide && p[i] >= ' ' && p[i] < 0x7F)
            pz_buf_putc(out, (char)p[i]);
    }
}
