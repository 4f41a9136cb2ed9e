/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/merge_scan.h"

#include <stdlib.h>
#include <string.h>

/* Elements that mean the same in whichever document they stand, sorted. Of drawings only pictures in the line. */
static const char *const safe[] = {
    "a:avLst",
    "a:blip",
    "a:ext",
    "a:extLst",
    "a:fillRect",
    "a:graphic",
    "a:graphicData",
    "a:graphicFrameLocks",
    "a:ln",
    "a:noFill",
    "a:off",
    "a:picLocks",
    "a:prstGeom",
    "a:srcRect",
    "a:stretch",
    "a:xfrm",
    "asvg:svgBlip",
    "pic:blipFill",
    "pic:cNvPicPr",
    "pic:cNvPr",
    "pic:nvPicPr",
    "pic:pic",
    "pic:spPr",
    "w:adjustRightInd",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:b",
    "w:bCs",
    "w:between",
    "w:body",
    "w:bottom",
    "w:br",
    "w:cantSplit",
    "w:caps",
    "w:color",
    "w:cols",
    "w:contextualSpacing",
    "w:cr",
    "w:docGrid",
    "w:document",
    "w:drawing",
    "w:end",
    "w:fldChar",
    "w:fldSimple",
    "w:footerReference",
    "w:ftr",
    "w:gridCol",
    "w:gridSpan",
    "w:hdr",
    "w:headerReference",
    "w:highlight",
    "w:hyperlink",
    "w:i",
    "w:iCs",
    "w:ind",
    "w:insideH",
    "w:insideV",
    "w:instrText",
    "w:jc",
    "w:keepLines",
    "w:keepNext",
    "w:kern",
    "w:lang",
    "w:lastRenderedPageBreak",
    "w:left",
    "w:noBreakHyphen",
    "w:noProof",
    "w:noWrap",
    "w:outlineLvl",
    "w:p",
    "w:pBdr",
    "w:pPr",
    "w:pStyle",
    "w:pageBreakBefore",
    "w:pgMar",
    "w:pgSz",
    "w:proofErr",
    "w:r",
    "w:rFonts",
    "w:rPr",
    "w:rStyle",
    "w:right",
    "w:sectPr",
    "w:shd",
    "w:smallCaps",
    "w:snapToGrid",
    "w:softHyphen",
    "w:spacing",
    "w:start",
    "w:strike",
    "w:suppressAutoHyphens",
    "w:sz",
    "w:szCs",
    "w:t",
    "w:tab",
    "w:tabs",
    "w:tbl",
    "w:tblBorders",
    "w:tblCellMar",
    "w:tblGrid",
    "w:tblHeader",
    "w:tblInd",
    "w:tblLayout",
    "w:tblLook",
    "w:tblPr",
    "w:tblStyle",
    "w:tblW",
    "w:tc",
    "w:tcBorders",
    "w:tcMar",
    "w:tcPr",
    "w:tcW",
    "w:textAlignment",
    "w:textDirection",
    "w:titlePg",
    "w:top",
    "w:tr",
    "w:trHeight",
    "w:trPr",
    "w:type",
    "w:u",
    "w:vAlign",
    "w:vMerge",
    "w:vertAlign",
    "w:widowControl",
    "wp:cNvGraphicFramePr",
    "wp:docPr",
    "wp:effectExtent",
    "wp:extent",
    "wp:inline",
};

struct tag {
    const char *start, *end; /* of the whole tag */
    const char *name;
    size_t len;
    bool closes, empty;
};

static int by_name(const void *key, const void *entry)
{
    const struct tag *tag = key;
    const char *name = *(const char *const *)entry;
    int c = strncmp(tag->name, name, tag->len);
    return c ? c : -(int)(name[tag->len] != '\0');
}

static bool is_safe(const struct tag *tag)
{
    return bsearch(tag, safe, sizeof safe / sizeof *safe, sizeof *safe, by_name) != NULL;
}

static bool is(const struct tag *tag, const char *name)
{
    return tag->len == strlen(name) && memcmp(tag->name, name, tag->len) == 0;
}

/* Whether attributes stand there as name="value", as they are looked for here, and those of relationships have the usual prefix. */
static bool is_plain(const struct tag *tag)
{
    static const char relations[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships\"", usual[] = "xmlns:r";
    const size_t n = sizeof relations - 1, u = sizeof usual - 1;
    const char *value, *quote;
    for (const char *p = tag->start; (p = memchr(p, '=', (size_t)(tag->end - p))); p = quote + 1) {
        value = p + 2;
        quote = value < tag->end ? memchr(value, '"', (size_t)(tag->end - value)) : NULL;
        if (!quote || p[1] != '"' || strchr(" \t\r\n", p[-1]))
            return false;
        if ((size_t)(tag->end - value) > n && memcmp(value, relations, n) == 0 &&
            ((size_t)(p - tag->start) < u || memcmp(p - u, usual, u) != 0))
            return false;
    }
    return true;
}

/* The next tag at or behind p; 1, 0 at the end, -1 for a declaration, comment, CDATA or unusual attributes. The head of the file is passed
 * over. */
static int next_tag(const char *p, const char *end, struct tag *tag)
{
    do {
        p = memchr(p, '<', (size_t)(end - p));
        if (!p)
            return 0;
        if (end - p < 3 || p[1] == '!')
            return -1;
        tag->start = p;
        p = memchr(p, '>', (size_t)(end - p)); /* XML lets no «>» be missed: values with one are refused */
        if (!p)
            return -1;
        tag->end = ++p;
    } while (tag->start[1] == '?');
    tag->closes = tag->start[1] == '/';
    tag->empty = p[-2] == '/';
    tag->name = tag->start + 1 + tag->closes;
    tag->len = strcspn(tag->name, " \t\r\n/>");
    return is_plain(tag) ? 1 : -1;
}

int pz_merge_attribute(const char *tag, const char *end, const char *name, const char **value, size_t *len)
{
    size_t n = strlen(name);
    for (const char *p = tag; (p = memmem(p, (size_t)(end - p), name, n)); p += n) {
        if (!strchr(" \t\r\n", p[-1]) || p + n + 2 > end || p[n] != '=' || p[n + 1] != '"')
            continue;
        *value = p + n + 2;
        const char *quote = memchr(*value, '"', (size_t)(end - *value));
        *len = quote ? (size_t)(quote - *value) : 0;
        return quote ? 0 : -1;
    }
    return -1;
}

static bool value_is(const struct tag *tag, const char *name, const char *wanted)
{
    const char *value;
    size_t len;
    return pz_merge_attribute(tag->start, tag->end, name, &value, &len) == 0 && len == strlen(wanted) &&
           memcmp(value, wanted, len) == 0;
}

/* The instruction of a field: « PAGE ». */
static bool is_page_number(const char *text, size_t len)
{
    while (len && *text == ' ')
        text++, len--;
    return len >= 4 && memcmp(text, "PAGE", 4) == 0 && (len == 4 || text[4] == ' ' || text[4] == '<');
}

/* What a tag says against merging; NULL: nothing. *row: inside a row that may split, as far as is known. */
static const char *judge(const struct tag *tag, const char *end, bool *row)
{
    const char *value;
    size_t len;
    if (!is_safe(tag))
        return "something whose meaning depends on the whole document";
    if (tag->closes) {
        *row = *row && !is(tag, "w:tr");
        return NULL;
    }
    if (is(tag, "w:instrText") && !is_page_number(tag->end, (size_t)(end - tag->end)))
        return "a field other than the page number";
    if (is(tag, "w:fldSimple") &&
        (pz_merge_attribute(tag->start, tag->end, "w:instr", &value, &len) != 0 || !is_page_number(value, len)))
        return "a field other than the page number";
    if (is(tag, "w:hyperlink") && pz_merge_attribute(tag->start, tag->end, "w:anchor", &value, &len) == 0)
        return "a link inside the document";
    if (is(tag, "w:type") && !value_is(tag, "w:val", "nextPage"))
        return "a section of unusual kind";
    if (is(tag, "w:cantSplit"))
        *row = value_is(tag, "w:val", "0") || value_is(tag, "w:val", "false") || value_is(tag, "w:val", "off");
    if ((is(tag, "w:p") || is(tag, "w:tbl")) && *row)
        return "a table row that may split over pages";
    *row = *row || is(tag, "w:tr");
    return NULL;
}

static size_t offset(const char *p, const char *src)
{
    return (size_t)(p - src);
}

/* Places of a body's tag. */
static void note(struct pz_merge_scan *scan, const struct tag *tag, const char *src, bool *in_first)
{
    if (is(tag, "w:p") && !tag->closes) {
        scan->last = offset(tag->start, src);
        scan->last_end = offset(tag->end, src);
        if (!scan->first) {
            scan->first = scan->last;
            scan->mark = scan->last_end;
            *in_first = !tag->empty;
        }
        if (tag->empty)
            scan->last_end = 0; /* no place for properties, should it be the last */
    } else if (is(tag, "w:pPr") && *in_first && (tag->closes || tag->empty)) {
        scan->mark = offset(tag->end, src);
        *in_first = false;
    } else if (is(tag, "w:r") || (tag->closes && is(tag, "w:p"))) {
        *in_first = false;
    } else if (is(tag, "w:body") && !tag->closes) {
        scan->body = offset(tag->end, src);
    } else if (is(tag, "w:sectPr") && !tag->closes) {
        if (scan->sect || tag->empty)
            scan->reason = "several sections";
        scan->sect = offset(tag->start, src);
    } else if (is(tag, "w:sectPr")) {
        scan->sect_end = offset(tag->end, src);
    }
}

/* Where the section's properties go in the last paragraph. */
static bool find_properties(struct pz_merge_scan *scan, const char *src)
{
    const char *p = src + scan->last_end, *sect = src + scan->sect;
    scan->properties = scan->last_end;
    if (sect - p < 7 || memcmp(p, "<w:pPr", 6) != 0)
        return true;
    const char *close = memmem(p, (size_t)(sect - p), "</w:pPr>", 8);
    scan->has_properties = p[6] == '>' && close;
    scan->properties = scan->has_properties ? offset(close, src) : 0;
    return scan->has_properties;
}

/* The last section's properties stand behind the last paragraph and before the end of the body. */
static const char *judge_end(struct pz_merge_scan *scan, const char *src, size_t len)
{
    static const char tail[] = "</w:body></w:document>";
    size_t n = sizeof tail - 1;
    while (len && strchr(" \r\n\t", src[len - 1]))
        len--;
    if (!scan->body || !scan->sect_end || !scan->first || len != scan->sect_end + n || memcmp(src + scan->sect_end, tail, n) != 0)
        return "a body of unusual form";
    if (src[scan->mark - 2] == '/' && memcmp(src + scan->mark - 8, "<w:pPr/>", 8) != 0)
        return "an empty first paragraph";
    if (!scan->last_end || scan->sect < scan->last_end + 6 || memcmp(src + scan->sect - 6, "</w:p>", 6) != 0 ||
        !find_properties(scan, src))
        return "a body that does not end with a paragraph";
    scan->last_is_empty = !memmem(src + scan->last_end, scan->sect - scan->last_end, "<w:r>", 5) &&
                          !memmem(src + scan->last_end, scan->sect - scan->last_end, "<w:r ", 5);
    return NULL;
}

void pz_merge_scan_body(struct pz_merge_scan *scan, const char *src, size_t len)
{
    struct tag tag = {0};
    const char *p = src, *end = src + len;
    bool row = false, in_first = false;
    int found;
    *scan = (struct pz_merge_scan){0};
    while (!scan->reason && (found = next_tag(p, end, &tag)) != 0) {
        scan->reason = found < 0 ? "markup of unusual form" : judge(&tag, end, &row);
        if (!scan->reason)
            note(scan, &tag, src, &in_first);
        p = tag.end;
    }
    if (!scan->reason)
        scan->reason = judge_end(scan, src, len);
}

const char *pz_merge_scan_header(const char *src, size_t len)
{
    struct tag tag = {0};
    const char *reason = NULL, *p = src;
    bool row = false;
    int found;
    while (!reason && (found = next_tag(p, src + len, &tag)) != 0) {
        reason = found < 0 ? "markup of unusual form" : judge(&tag, src + len, &row);
        p = tag.end;
    }
    return reason;
}
