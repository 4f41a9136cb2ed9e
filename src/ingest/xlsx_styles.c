/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/xlsx_styles.h"

#include <stdlib.h>
#include <string.h>

/* Built-in formats: those the file does not define (18.8.30); 27 to 36 and 50 to 58 are dates of East Asian editions. */
static enum pz_xlsx_format built_in(long id)
{
    if (id == 9 || id == 10)
        return PZ_FORMAT_PERCENT;
    if (id == 46)
        return PZ_FORMAT_DURATION;
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
        return PZ_FORMAT_DATE;
    return PZ_FORMAT_NUMBER;
}

/* Inside of brackets: [h], [mm], [ss] count beyond their unit; [Red], [$-419] and conditions say nothing. */
static bool is_elapsed(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr("hHmMsS", s[i]))
            return false;
    return len > 0;
}

enum pz_xlsx_format pz_xlsx_format_of_code(const char *code)
{
    for (const char *p = code; *p && *p != ';'; p++) {
        if (*p == '"') {
            p = strchr(p + 1, '"');
            if (!p)
                break;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (!*++p)
                break;
        } else if (*p == '[') {
            const char *end = strchr(p, ']');
            if (!end)
                break;
            if (is_elapsed(p + 1, (size_t)(end - p) - 1))
                return PZ_FORMAT_DURATION;
            p = end;
        } else if (*p == '%') {
            return PZ_FORMAT_PERCENT;
        } else if (strncasecmp(p, "general", 7) == 0) {
            p += 6;
        } else if (strchr("dDmMyYhHsS", *p)) {
            return PZ_FORMAT_DATE;
        }
    }
    return PZ_FORMAT_NUMBER;
}

/* Formats of the file: id and meaning, kept only while the styles are read. */
struct own_formats {
    struct {
        long id;
        enum pz_xlsx_format format;
    } v[2048];
    size_t n;
};

static enum pz_xlsx_format format_of_id(const struct own_formats *own, long id)
{
    for (size_t i = 0; i < own->n; i++)
        if (own->v[i].id == id)
            return own->v[i].format;
    return built_in(id);
}

static long number_of(struct pz_xml_reader *xml, const char *attribute)
{
    const char *s = pz_xml_reader_get(xml, attribute);
    return s ? strtol(s, NULL, 10) : 0;
}

static void take(struct pz_xlsx_styles *styles, struct own_formats *own, struct pz_xml_reader *xml, bool *in_cell_formats)
{
    const char *name = pz_xml_reader_name(xml);
    if (strcmp(name, "numFmt") == 0 && own->n < sizeof own->v / sizeof own->v[0]) {
        const char *code = pz_xml_reader_get(xml, "formatCode");
        own->v[own->n].format = code ? pz_xlsx_format_of_code(code) : PZ_FORMAT_NUMBER;
        own->v[own->n++].id = number_of(xml, "numFmtId");
    } else if (strcmp(name, "cellXfs") == 0) {
        *in_cell_formats = true;
    } else if (strcmp(name, "xf") == 0 && *in_cell_formats) {
        pz_buf_putc(&styles->cell_formats, (char)format_of_id(own, number_of(xml, "numFmtId")));
    }
}

int pz_xlsx_styles_read(struct pz_xlsx_styles *styles, struct pz_package *package, const char *name, struct pz_error *err)
{
    struct own_formats own;
    own.n = 0;
    bool in_cell_formats = false;
    struct pz_part part;
    int rc = pz_part_open(&part, package, name, (size_t)64 << 20, err);
    for (enum pz_xml_event event = PZ_XML_START; rc == 0 && event != PZ_XML_EOF;) {
        rc = pz_xml_reader_next(part.xml, &event, err);
        if (rc == 0 && event == PZ_XML_START)
            take(styles, &own, part.xml, &in_cell_formats);
        else if (rc == 0 && event == PZ_XML_END && strcmp(pz_xml_reader_name(part.xml), "cellXfs") == 0)
            in_cell_formats = false;
    }
    pz_part_close(&part);
    return rc == 0 && styles->cell_formats.failed ? pz_fail_memory(err) : rc;
}

enum pz_xlsx_format pz_xlsx_style(const struct pz_xlsx_styles *styles, const char *index)
{
    unsigned long i = index ? strtoul(index, NULL, 10) : 0;
    return i < styles->cell_formats.len ? (enum pz_xlsx_format)styles->cell_formats.data[i] : PZ_FORMAT_NUMBER;
}

void pz_xlsx_styles_release(struct pz_xlsx_styles *styles)
{
    pz_buf_release(&styles->cell_formats);
}
