/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a part of an XLSX package; the first says which: the sheet, the shared strings, the styles, the workbook, its relationships, or the package
 * itself. */
#include "tables.h"

#define MAIN      "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL       "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static const struct {
    const char *name, *text;
} parts[] = {
    {"xl/worksheets/sheet1.xml",
     "<worksheet xmlns=\"" MAIN
     "\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45000</v></c></row></sheetData>"
     "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>"},
    {"xl/sharedStrings.xml", "<sst xmlns=\"" MAIN "\"><si><t>a</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet xmlns=\"" MAIN "\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml",
     "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" REL "\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", RELATIONS "<Relationship Id=\"a\" Type=\"" REL
                                             "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"" REL
                                             "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"c\" Type=\"" REL
                                             "/styles\" Target=\"styles.xml\"/></Relationships>"},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct pack pack;
    if (!size)
        return 0;
    unsigned which = data[0] % (PARTS + 1);
    if (which == PARTS) {
        read_bytes(data + 1, size - 1);
        return 0;
    }
    pack.n = pack.directory_n = pack.count = 0;
    static const char top[] =
        RELATIONS "<Relationship Id=\"a\" Type=\"" REL "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    pack_add(&pack, "[Content_Types].xml", "<Types/>", 8);
    pack_add(&pack, "_rels/.rels", top, sizeof top - 1);
    for (unsigned i = 0; i < PARTS; i++)
        pack_add(&pack, parts[i].name, i == which ? (const void *)(data + 1) : parts[i].text,
                 i == which ? size - 1 : strlen(parts[i].text));
    pack_read(&pack);
    return 0;
}
