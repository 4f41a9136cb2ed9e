/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/sniff.h"

#include <stdio.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "ingest/ole.h"
#include "zip/package.h"

enum { HEAD = 8192 };

static int foreign(const char *what, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-010", _("this is %s, not a spreadsheet: save the table as XLSX, ODS or CSV"), what);
}

/* Beginnings of files that are sometimes given for a spreadsheet. */
static const struct {
    const char *bytes, *what;
} signatures[] = {
    {"%PDF", N_("a PDF document")},
    {"{\\rtf", N_("an RTF document")},
    {"\x89PNG", N_("a picture")},
    {"\xFF\xD8\xFF", N_("a picture")},
    {"GIF8", N_("a picture")},
    {"Rar!", N_("an archive")},
    {"7z\xBC\xAF", N_("an archive")},
    {"\x1F\x8B", N_("an archive")},
    {"<?xml", N_("an XML file")},
    {"<html", N_("a web page")},
    {"<HTML", N_("a web page")},
    {"<!DOCTYPE", N_("a web page")},
    {"<!doctype", N_("a web page")},
    {"<office:document", N_("an XML file")},
    {"SQLite format 3", N_("a database")},
};

static int sniff_ole(enum pz_workbook_format *out, const char *path, struct pz_error *err)
{
    struct pz_ole *ole;
    *out = PZ_WORKBOOK_XLS;
    if (pz_ole_open(&ole, path, err) != 0)
        return -1;
    int rc = 0;
    if (pz_ole_has(ole, "EncryptedPackage"))
        rc = pz_fail(err, PZ_DATA, "E-DATA-011", _("the file is protected by a password: remove the password and save it again"));
    else if (pz_ole_has(ole, "WordDocument"))
        rc = foreign(_("a text document"), err);
    else if (!pz_ole_has(ole, "Workbook") && !pz_ole_has(ole, "Book"))
        rc = foreign(_("a file of another kind"), err);
    pz_ole_close(ole);
    return rc;
}

static int sniff_mimetype(enum pz_workbook_format *out, struct pz_package *package, struct pz_error *err)
{
    struct pz_buf type = PZ_BUF_INIT;
    int rc = pz_package_read(&type, package, "mimetype", 256, err);
    if (rc == 0 && strstr(pz_buf_str(&type), "opendocument.spreadsheet"))
        *out = PZ_WORKBOOK_ODS;
    else if (rc == 0)
        rc = foreign(strstr(pz_buf_str(&type), "opendocument.text") ? _("a text document") : _("a package of another kind"), err);
    pz_buf_release(&type);
    return rc;
}

static int sniff_package(enum pz_workbook_format *out, const char *path, struct pz_error *err)
{
    struct pz_package *package = NULL;
    struct pz_error zip = PZ_ERROR_INIT;
    if (pz_package_open(&package, path, NULL, &zip) != 0) {
        bool damaged = zip.kind == PZ_DATA && strcmp(zip.id, "E-ZIP-001") == 0;
        if (damaged)
            return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged: %s"), zip.message);
        return pz_fail(err, zip.kind, zip.id, "%s", zip.message);
    }
    int rc = 0;
    if (pz_package_find(package, "mimetype") >= 0)
        rc = sniff_mimetype(out, package, err);
    else if (pz_package_find(package, "word/document.xml") >= 0)
        rc = foreign(_("a text document"), err);
    else if (pz_package_find(package, "xl/workbook.bin") >= 0)
        rc = foreign(_("a binary Excel workbook (XLSB)"), err);
    else if (pz_package_find(package, "content.xml") >= 0)
        *out = PZ_WORKBOOK_ODS;
    else if (pz_package_find(package, "[Content_Types].xml") >= 0 || pz_package_find(package, "xl/workbook.xml") >= 0)
        *out = PZ_WORKBOOK_XLSX;
    else
        rc = foreign(_("an archive"), err);
    pz_package_close(package);
    return rc;
}

/* The first record of Excel 2, 3 and 4, whose files are not in a container yet. */
static bool is_old_excel(const char *s, size_t len)
{
    return len >= 8 && s[0] == 9 && (s[1] == 0 || s[1] == 2 || s[1] == 4) && s[2] >= 4 && s[2] <= 8 && s[3] == 0;
}

/* UTF-16: a mark, or a high byte of Latin or Cyrillic text in nearly every pair. */
static bool looks_wide(const char *s, size_t len)
{
    size_t even = 0, odd = 0;
    if (len >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0))
        return true;
    for (size_t i = 0; i + 1 < len; i += 2) {
        even += s[i] == 0 || s[i] == 4;
        odd += s[i + 1] == 0 || s[i + 1] == 4;
    }
    bool high_even = even * 10 >= len / 2 * 8, high_odd = odd * 10 >= len / 2 * 8;
    return len >= 4 && high_even != high_odd; /* both: nothing but zeros */
}

/* Zeros and control characters that no text has. */
static bool looks_binary(const char *s, size_t len)
{
    size_t controls = 0;
    for (size_t i = 0; i < len; i++)
        controls += (unsigned char)s[i] < 9;
    return controls * 50 > len && !looks_wide(s, len);
}

int pz_sniff(enum pz_workbook_format *out, const char *path, struct pz_error *err)
{
    FILE *f = pz_is_folder(path) || pz_fault_step() ? NULL : fopen(path, "rb");
    if (!f)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    char head[HEAD];
    size_t n = fread(head, 1, sizeof head - 1, f);
    bool failed = ferror(f);
    fclose(f);
    if (failed)
        return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
    head[n] = '\0';
    if (!n)
        return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is empty"));
    if (n >= 4 && memcmp(head, "PK\3\4", 4) == 0)
        return sniff_package(out, path, err);
    if (n >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        return sniff_ole(out, path, err);
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (strncmp(head, signatures[i].bytes, strlen(signatures[i].bytes)) == 0)
            return foreign(_(signatures[i].what), err);
    if (is_old_excel(head, n))
        return foreign(_("a workbook of Excel 4 or older"), err);
    if (looks_binary(head, n))
        return foreign(_("a file of another kind"), err);
    /* Excel reads text under the name .xls, and offices have such files; a package must be one. */
    if (strcasecmp(pz_path_extension(path), "xlsx") == 0 || strcasecmp(pz_path_extension(path), "xlsm") == 0 ||
        strcasecmp(pz_path_extension(path), "ods") == 0)
        return pz_fail(err, PZ_DATA, "E-DATA-012",
                       _("the file is called .%s but its content is something else: it is damaged or was renamed"),
                       pz_path_extension(path));
    *out = PZ_WORKBOOK_CSV;
    return 0;
}
