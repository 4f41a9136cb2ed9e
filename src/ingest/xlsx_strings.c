/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/xlsx_strings.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/utf8.h"

enum { TOTAL = 128 << 20 };

static bool is_escape(const char *p, const char *end, uint32_t *rune)
{
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return false;
    *rune = 0;
    for (int i = 2; i < 6; i++) {
        int c = p[i] | 32;
        if (!((p[i] >= '0' && p[i] <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        *rune = *rune << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' : c - 'a' + 10);
    }
    return true;
}

void pz_xlsx_unescape(struct pz_buf *buf, size_t start)
{
    if (buf->failed || !buf->data || !memmem(buf->data + start, buf->len - start, "_x", 2))
        return;
    char *to = buf->data + start;
    const char *end = buf->data + buf->len;
    for (const char *p = to; p < end;) {
        uint32_t rune;
        if (!is_escape(p, end, &rune)) {
            *to++ = *p++;
            continue;
        }
        p += 7;
        if (rune == '\r' && p < end && *p == '\n')
            continue;
        if (rune) /* a NUL would end the text */
            to += pz_utf8_encode(to, rune);
    }
    buf->len = (size_t)(to - buf->data);
    buf->data[buf->len] = '\0';
}

int pz_xlsx_rich_text(struct pz_part *part, struct pz_buf *out, size_t max, struct pz_error *err)
{
    unsigned depth = pz_xml_reader_depth(part->xml);
    size_t start = out->len;
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(part->xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(part->xml) <= depth))
            break;
        if (event != PZ_XML_START)
            continue;
        const char *name = pz_xml_reader_name(part->xml);
        if (strcmp(name, "rPh") == 0 && pz_xml_reader_skip(part->xml, err) != 0)
            return -1;
        if (strcmp(name, "t") == 0 && pz_part_text(part, out, max, err) != 0)
            return -1;
    }
    if (out->len - start > max)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("a text in the file is longer than %zu KB"), max >> 10);
    pz_xlsx_unescape(out, start);
    return 0;
}

static int add(struct pz_xlsx_strings *strings, struct pz_part *part, size_t max_cell, struct pz_error *err)
{
    uint32_t at = (uint32_t)strings->text.len;
    pz_buf_put(&strings->at, &at, sizeof at);
    if (pz_xlsx_rich_text(part, &strings->text, max_cell, err) != 0)
        return -1;
    pz_buf_putc(&strings->text, '\0');
    strings->n++;
    if (strings->text.len + strings->at.len > TOTAL)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the texts of the file are larger than %d MB together"), TOTAL >> 20);
    return strings->text.failed || strings->at.failed ? pz_fail_memory(err) : 0;
}

int pz_xlsx_strings_read(struct pz_xlsx_strings *strings, struct pz_package *package, const char *name, size_t max_cell,
                         struct pz_error *err)
{
    struct pz_part part;
    int rc = pz_part_open(&part, package, name, (size_t)1 << 30, err);
    for (enum pz_xml_event event = PZ_XML_START; rc == 0 && event != PZ_XML_EOF;) {
        rc = pz_xml_reader_next(part.xml, &event, err);
        if (rc == 0 && event == PZ_XML_START && strcmp(pz_xml_reader_name(part.xml), "si") == 0)
            rc = add(strings, &part, max_cell, err);
    }
    pz_part_close(&part);
    return rc;
}

const char *pz_xlsx_string(const struct pz_xlsx_strings *strings, size_t i, size_t *len)
{
    if (i >= strings->n)
        return NULL;
    uint32_t at, next;
    memcpy(&at, strings->at.data + i * sizeof at, sizeof at);
    next = (uint32_t)strings->text.len;
    if (i + 1 < strings->n)
        memcpy(&next, strings->at.data + (i + 1) * sizeof next, sizeof next);
    *len = next - at - 1;
    return strings->text.data + at;
}

void pz_xlsx_strings_release(struct pz_xlsx_strings *strings)
{
    pz_buf_release(&strings->text);
    pz_buf_release(&strings->at);
    strings->n = 0;
}
