/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/xlsx_styles.h"

#include <stdlib.h>
#include <string.h>

static long number_of(struct pz_xml_reader *xml, const char *attribute)
{
    const char *s = pz_xml_reader_get(xml, attribute);
    return s ? strtol(s, NULL, 10) : 0;
}

static void take(struct pz_number_formats *formats, struct pz_xml_reader *xml, bool *in_cell_formats)
{
    const char *name = pz_xml_reader_name(xml);
    if (strcmp(name, "numFmt") == 0) {
        const char *code = pz_xml_reader_get(xml, "formatCode");
        pz_number_formats_define(formats, number_of(xml, "numFmtId"), code ? code : "");
    } else if (strcmp(name, "cellXfs") == 0) {
        *in_cell_formats = true;
    } else if (strcmp(name, "xf") == 0 && *in_cell_formats) {
        pz_number_formats_add_style(formats, number_of(xml, "numFmtId"));
    }
}

int pz_xlsx_styles_read(struct pz_number_formats *formats, struct pz_package *package, const char *name, struct pz_error *err)
{
    bool in_cell_formats = false;
    struct pz_part part;
    int rc = pz_part_open(&part, package, name, (size_t)64 << 20, err);
    for (enum pz_xml_event event = PZ_XML_START; rc == 0 && event != PZ_XML_EOF;) {
        rc = pz_xml_reader_next(part.xml, &event, err);
        if (rc == 0 && event == PZ_XML_START)
            take(formats, part.xml, &in_cell_formats);
        else if (rc == 0 && event == PZ_XML_END && strcmp(pz_xml_reader_name(part.xml), "cellXfs") == 0)
            in_cell_formats = false;
    }
    pz_part_close(&part);
    return rc == 0 && formats->styles.failed ? pz_fail_memory(err) : rc;
}
