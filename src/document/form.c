/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/form.h"

#include "base/embed.h"
#include "zip/writer.h"

PZ_EMBED(pz_xlsx_rels, "data/xlsx/rels.xml");

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define SHEET_NS    "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum { SHEETS_MAX = 200, NAME_MAX_RUNES = 28 };

static const char plain[] = ""; /* the kind of a list's items when they are no maps */

struct form {
    struct pz_zip_writer zip;
    struct pz_deflater *deflater;
    struct pz_buf part, sheets, relations, types;
    unsigned n;
};

static bool is_list(const struct pz_field_node *n)
{
    return strcmp(n->kind, "list") == 0;
}

/* Letters of a column, from 0: A … Z, AA …. */
static void put_column(struct pz_buf *out, unsigned column)
{
    if (column >= 26)
        put_column(out, column / 26 - 1);
    pz_buf_putc(out, (char)('A' + column % 26));
}

static void put_cell(struct form *f, unsigned row, unsigned column, const char *text)
{
    pz_buf_puts(&f->part, "<c r=\"");
    put_column(&f->part, column);
    pz_buf_printf(&f->part, "%u\" t=\"inlineStr\"><is><t>", row);
    pz_buf_put_xml(&f->part, text, strlen(text));
    pz_buf_puts(&f->part, "</t></is></c>");
}

/* A heading, or what it means: that begins with an arrow, by which the row is passed over when the form is read. */
static void put_field(struct form *f, const struct pz_field_node *n, unsigned row, bool describe, unsigned column)
{
    struct pz_buf text = PZ_BUF_INIT;
    if (describe)
        pz_buf_printf(&text, "↑ %s", n->description);
    else
        pz_buf_printf(&text, "%s%s", n->path, n->kind == plain ? "[]" : "");
    put_cell(f, row, column, pz_buf_str(&text));
    f->part.failed |= text.failed;
    pz_buf_release(&text);
}

/* One row over the single fields below n: their paths, or what they are. */
static void put_fields(struct form *f, const struct pz_field_node *n, unsigned row, bool describe, unsigned *column)
{
    for (; n; n = n->next) {
        if (n->first && !is_list(n))
            put_fields(f, n->first, row, describe, column);
        else if (!is_list(n))
            put_field(f, n, row, describe, (*column)++);
    }
}

/* Of a list inside others: the columns that take the number of the outer row. */
static void put_outer(struct form *f, const struct pz_field_node *list, unsigned row, bool describe, unsigned *column)
{
    for (size_t end = 0; (end = pz_field_outer_lists(list, end));) {
        struct pz_buf text = PZ_BUF_INIT;
        if (describe)
            pz_field_outer_meaning(&text, list, end);
        else
            pz_buf_put(&text, list->path, end);
        put_cell(f, row, (*column)++, pz_buf_str(&text));
        f->part.failed |= text.failed;
        pz_buf_release(&text);
    }
}

/* Sheet names may not be empty, longer than 31 characters, or hold []:*?/\ (ECMA-376 part 1, 18.2.19). */
static void put_name(struct pz_buf *out, unsigned number, const char *name)
{
    char clean[4 * NAME_MAX_RUNES + 1];
    size_t len = 0, runes = 0;
    for (; *name && runes <= NAME_MAX_RUNES && len + 1 < sizeof clean; name++) {
        runes += ((unsigned char)*name & 0xC0) != 0x80;
        if (runes <= NAME_MAX_RUNES)
            clean[len++] = strchr("[]:*?/\\'", *name) ? ' ' : *name;
    }
    pz_buf_printf(out, "%u ", number);
    pz_buf_put_xml(out, clean, len);
}

/* list: whose items the fields are; its path names the sheet. */
static int add_sheet(struct form *f, const struct pz_field_node *list, const struct pz_field_node *fields, struct pz_error *err)
{
    char path[64];
    unsigned column = 0;
    if (f->n == SHEETS_MAX)
        return 0;
    f->n++;
    pz_buf_clear(&f->part);
    pz_buf_puts(&f->part, DECLARATION "<worksheet xmlns=\"" SHEET_NS "\"><sheetData><row r=\"1\">");
    put_outer(f, list, 1, false, &column);
    put_fields(f, fields, 1, false, &column);
    column = 0;
    pz_buf_puts(&f->part, "</row><row r=\"2\">");
    put_outer(f, list, 2, true, &column);
    put_fields(f, fields, 2, true, &column);
    pz_buf_puts(&f->part, "</row></sheetData></worksheet>");
    pz_buf_puts(&f->sheets, "<sheet name=\"");
    put_name(&f->sheets, f->n, list->path);
    pz_buf_printf(&f->sheets, "\" sheetId=\"%u\" r:id=\"rId%u\"/>", f->n, f->n);
    pz_buf_printf(&f->relations,
                  "<Relationship Id=\"rId%u\" Type=\"" RELATION_NS "/worksheet\" Target=\"worksheets/sheet%u.xml\"/>", f->n, f->n);
    pz_buf_printf(&f->types,
                  "<Override PartName=\"/xl/worksheets/sheet%u.xml\" "
                  "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
                  f->n);
    snprintf(path, sizeof path, "xl/worksheets/sheet%u.xml", f->n);
    return pz_zip_add(&f->zip, f->deflater, path, pz_buf_str(&f->part), f->part.len, false, err);
}

static int add_lists(struct form *f, const struct pz_field_node *n, struct pz_error *err)
{
    for (; n; n = n->next) {
        struct pz_field_node alone = *n; /* a list of plain values is one column */
        alone.next = NULL;
        alone.kind = plain;
        if (is_list(n) && pz_field_has_columns(n) && add_sheet(f, n, n->first ? n->first : &alone, err) != 0)
            return -1;
        if (add_lists(f, n->first, err) != 0)
            return -1;
    }
    return 0;
}

static int add_part(struct form *f, const char *path, const char *head, const struct pz_buf *body, const char *tail,
                    struct pz_error *err)
{
    pz_buf_clear(&f->part);
    pz_buf_puts(&f->part, head);
    pz_buf_put(&f->part, pz_buf_str(body), body->len);
    pz_buf_puts(&f->part, tail);
    return pz_zip_add(&f->zip, f->deflater, path, pz_buf_str(&f->part), f->part.len, false, err);
}

static int build(struct form *f, const struct pz_field_node *root, struct pz_error *err)
{
    struct pz_field_node top = {.path = "fields"};
    if (add_sheet(f, &top, root->first, err) != 0 || add_lists(f, root->first, err) != 0 ||
        add_part(f, "xl/workbook.xml", DECLARATION "<workbook xmlns=\"" SHEET_NS "\" xmlns:r=\"" RELATION_NS "\"><sheets>",
                 &f->sheets, "</sheets></workbook>", err) != 0 ||
        add_part(f, "xl/_rels/workbook.xml.rels",
                 DECLARATION "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
                 &f->relations, "</Relationships>", err) != 0 ||
        add_part(f, "[Content_Types].xml",
                 DECLARATION
                 "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                 "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                 "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
                 "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>",
                 &f->types, "</Types>", err) != 0 ||
        pz_zip_add(&f->zip, f->deflater, "_rels/.rels", pz_xlsx_rels, PZ_EMBEDDED_SIZE(pz_xlsx_rels), false, err) != 0)
        return -1;
    if (f->part.failed || f->sheets.failed || f->relations.failed || f->types.failed)
        return pz_fail_memory(err);
    return pz_zip_end(&f->zip, err);
}

int pz_field_tree_xlsx(const struct pz_field_node *root, struct pz_buf *out, struct pz_error *err)
{
    struct form f = {.n = 0};
    if (pz_deflater_new(&f.deflater, 6, err) != 0)
        return -1;
    pz_zip_begin(&f.zip, out);
    int rc = build(&f, root, err);
    pz_zip_release(&f.zip);
    pz_deflater_free(f.deflater);
    pz_buf_release(&f.part);
    pz_buf_release(&f.sheets);
    pz_buf_release(&f.relations);
    pz_buf_release(&f.types);
    return rc;
}
