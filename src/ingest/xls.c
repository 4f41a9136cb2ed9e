/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old XLS (Excel 95 to 2003): what the workbook says about all its sheets. Why this reader is our own: docs/decisions/xls.md.
 *
 *     stream «Workbook» ─ BEGIN, formats, styles, sheets, shared texts, EOF ─ each sheet: BEGIN, rows, cells, merged ranges, EOF */
#include "ingest/xls.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { BIFF5 = 0x500, BIFF8 = 0x600, STRINGS_MAX = 64 << 20, VISIBLE = 0, WORKSHEET = 0 };

struct loading {
    struct pz_workbook *wb;
    struct pz_xls *xls;
    struct pz_biff biff;
    size_t cap; /* of sheets */
};

static int damaged(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
}

/* Excel 95 writes eight-bit texts in the code page of the country. */
static void set_codepage(struct loading *l, unsigned page)
{
    char name[24];
    if (l->biff.codepage == (iconv_t)-1)
        return;
    snprintf(name, sizeof name, page == 10007 ? "MAC-CYRILLIC" : page == 10000 ? "MACINTOSH" : "CP%u", page);
    iconv_t cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1)
        return;
    iconv_close(l->biff.codepage);
    l->xls->codepage = l->biff.codepage = cd;
}

static int begin(struct loading *l, struct pz_error *err)
{
    if (pz_biff_next(&l->biff, err) != 1)
        return err->kind ? -1 : damaged(err);
    const unsigned char *p = l->biff.kind == PZ_BIFF_BEGIN ? pz_biff_take(&l->biff, 4) : NULL;
    unsigned version = p ? pz_biff_u16(p) : 0;
    if (version != BIFF5 && version != BIFF8)
        return damaged(err);
    if (version == BIFF5 && (l->biff.codepage = l->xls->codepage = iconv_open("UTF-8", "CP1251")) == (iconv_t)-1)
        return pz_fail_memory(err);
    return 0;
}

static void grow_sheets(struct loading *l)
{
    size_t more = l->cap ? l->cap * 2 : 8;
    l->wb->sheets = pz_arena_grow(&l->wb->arena, l->wb->sheets, l->wb->sheet_n, more, sizeof *l->wb->sheets);
    l->xls->starts = pz_arena_grow(&l->wb->arena, l->xls->starts, l->wb->sheet_n, more, sizeof *l->xls->starts);
    l->cap = more;
}

static int take_sheet(struct loading *l, struct pz_error *err)
{
    struct pz_buf name = PZ_BUF_INIT;
    const unsigned char *p = pz_biff_take(&l->biff, 6);
    if (!p || pz_biff_text(&l->biff, 1, &name, 1024, err) != 0) {
        pz_buf_release(&name);
        return err->kind ? -1 : damaged(err);
    }
    if (l->wb->sheet_n == l->cap)
        grow_sheets(l);
    l->xls->starts[l->wb->sheet_n] = pz_biff_u32(p);
    l->wb->sheets[l->wb->sheet_n++] = (struct pz_sheet_info){
        .name = pz_arena_strdup(&l->wb->arena, pz_buf_str(&name)), .hidden = (p[4] & 3) != VISIBLE, .chart = p[5] != WORKSHEET};
    pz_buf_release(&name);
    return 0;
}

static int take_format(struct loading *l, struct pz_error *err)
{
    struct pz_buf code = PZ_BUF_INIT;
    const unsigned char *p = pz_biff_take(&l->biff, 2);
    int rc = p ? pz_biff_text(&l->biff, l->biff.codepage == (iconv_t)-1 ? 2 : 1, &code, 4096, err) : damaged(err);
    if (rc == 0)
        pz_number_formats_define(&l->xls->formats, (long)pz_biff_u16(p), pz_buf_str(&code));
    pz_buf_release(&code);
    return rc;
}

static int take_strings(struct loading *l, struct pz_error *err)
{
    struct pz_xls *xls = l->xls;
    const unsigned char *p = pz_biff_take(&l->biff, 8);
    uint32_t n = p ? pz_biff_u32(p + 4) : 0;
    if (!p)
        return damaged(err);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = (uint32_t)xls->strings.len;
        pz_buf_put(&xls->strings_at, &at, sizeof at);
        if (pz_biff_text(&l->biff, 2, &xls->strings, l->wb->options.max_cell, err) != 0)
            return -1;
        pz_buf_putc(&xls->strings, '\0');
        if (xls->strings.len + xls->strings_at.len > STRINGS_MAX)
            return pz_fail(err, PZ_DATA, "E-DATA-013", _("the texts of the file are larger than %d MB together"),
                           STRINGS_MAX >> 20);
    }
    return xls->strings.failed || xls->strings_at.failed ? pz_fail_memory(err) : 0;
}

const char *pz_xls_string(const struct pz_xls *xls, size_t i, size_t *len)
{
    size_t n = xls->strings_at.len / sizeof(uint32_t);
    uint32_t at, next = (uint32_t)xls->strings.len;
    if (i >= n)
        return NULL;
    memcpy(&at, xls->strings_at.data + i * sizeof at, sizeof at);
    if (i + 1 < n)
        memcpy(&next, xls->strings_at.data + (i + 1) * sizeof next, sizeof next);
    *len = next - at - 1;
    return xls->strings.data + at;
}

static int take_record(struct loading *l, struct pz_error *err)
{
    const unsigned char *p;
    switch (l->biff.kind) {
    case PZ_BIFF_FILE_PASS:
        return pz_fail(err, PZ_DATA, "E-DATA-011", _("the file is protected by a password: remove the password and save it again"));
    case PZ_BIFF_SHEET: return take_sheet(l, err);
    case PZ_BIFF_FORMAT: return take_format(l, err);
    case PZ_BIFF_STRINGS: return take_strings(l, err);
    case PZ_BIFF_CODE_PAGE:
        if ((p = pz_biff_take(&l->biff, 2)))
            set_codepage(l, pz_biff_u16(p));
        return 0;
    case PZ_BIFF_DATE_MODE:
        if ((p = pz_biff_take(&l->biff, 2)))
            l->xls->date1904 = pz_biff_u16(p) == 1;
        return 0;
    case PZ_BIFF_STYLE:
        if ((p = pz_biff_take(&l->biff, 4)))
            pz_number_formats_add_style(&l->xls->formats, (long)pz_biff_u16(p + 2));
        return 0;
    default: return 0;
    }
}

static int read_workbook(struct loading *l, struct pz_error *err)
{
    int rc = begin(l, err);
    while (rc == 0) {
        int more = pz_biff_next(&l->biff, err);
        if (more != 1)
            return more < 0 ? -1 : damaged(err);
        if (l->biff.kind == PZ_BIFF_EOF)
            return l->wb->sheet_n ? 0 : damaged(err);
        rc = take_record(l, err);
    }
    return rc;
}

static int xls_open(struct pz_workbook *wb, struct pz_error *err)
{
    struct pz_xls *xls = wb->data = PZ_NEW(&wb->arena, struct pz_xls);
    xls->codepage = (iconv_t)-1;
    if (pz_ole_open(&xls->ole, wb->path, err) != 0 ||
        pz_ole_stream_open(&xls->stream, xls->ole, pz_ole_has(xls->ole, "Workbook") ? "Workbook" : "Book", err) != 0)
        return -1;
    struct loading *l = pz_calloc(1, sizeof *l);
    if (!l)
        return pz_fail_memory(err);
    l->wb = wb;
    l->xls = xls;
    l->biff.stream = xls->stream;
    l->biff.codepage = (iconv_t)-1;
    int rc = read_workbook(l, err);
    pz_free(l);
    return rc;
}

static void xls_close(struct pz_workbook *wb)
{
    struct pz_xls *xls = wb->data;
    if (!xls)
        return;
    if (xls->codepage != (iconv_t)-1)
        iconv_close(xls->codepage);
    pz_number_formats_release(&xls->formats);
    pz_buf_release(&xls->strings);
    pz_buf_release(&xls->strings_at);
    pz_ole_stream_close(xls->stream);
    pz_ole_close(xls->ole);
}

const struct pz_backend pz_backend_xls = {PZ_WORKBOOK_XLS,   xls_open,          xls_close,
                                          pz_xls_sheet_open, pz_xls_sheet_next, pz_xls_sheet_close};
