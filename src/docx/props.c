/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/props.h"

#include <string.h>

static const char *const run_order[] = {
    "rStyle",          "rFonts",     "b",      "bCs",     "i",         "iCs",     "caps",       "smallCaps", "strike",
    "dstrike",         "outline",    "shadow", "emboss",  "imprint",   "noProof", "snapToGrid", "vanish",    "webHidden",
    "color",           "spacing",    "w",      "kern",    "position",  "sz",      "szCs",       "highlight", "u",
    "effect",          "bdr",        "shd",    "fitText", "vertAlign", "rtl",     "cs",         "em",        "lang",
    "eastAsianLayout", "specVanish", "oMath",  NULL};

static const char *const paragraph_order[] = {"pStyle",
                                              "keepNext",
                                              "keepLines",
                                              "pageBreakBefore",
                                              "framePr",
                                              "widowControl",
                                              "numPr",
                                              "suppressLineNumbers",
                                              "pBdr",
                                              "shd",
                                              "tabs",
                                              "suppressAutoHyphens",
                                              "kinsoku",
                                              "wordWrap",
                                              "overflowPunct",
                                              "topLinePunct",
                                              "autoSpaceDE",
                                              "autoSpaceDN",
                                              "bidi",
                                              "adjustRightInd",
                                              "snapToGrid",
                                              "spacing",
                                              "ind",
                                              "contextualSpacing",
                                              "mirrorIndents",
                                              "suppressOverlap",
                                              "jc",
                                              "textDirection",
                                              "textAlignment",
                                              "textboxTightWrap",
                                              "outlineLvl",
                                              "divId",
                                              "cnfStyle",
                                              "rPr",
                                              "sectPr",
                                              "pPrChange",
                                              NULL};

static int rank_of(const char *const *order, const char *name, size_t len)
{
    for (int i = 0; order[i]; i++) {
        if (strlen(order[i]) == len && memcmp(order[i], name, len) == 0)
            return i;
    }
    return 1000; /* unknown ones (extensions, tracked changes) stand last */
}

const char *docx_element_end(const char *p, const char *end)
{
    int depth = 0;
    while (p < end) {
        const char *close = memchr(p, '>', (size_t)(end - p));
        if (!close)
            return end;
        if (p[1] == '/')
            depth--;
        else if (close[-1] != '/')
            depth++;
        if (depth <= 0)
            return close + 1;
        p = memchr(close, '<', (size_t)(end - close));
        if (!p)
            return end;
    }
    return end;
}

void docx_put_props(struct pz_buf *out, enum docx_props kind, struct pz_text prefix, struct pz_text base,
                    const struct docx_addition *additions, size_t n)
{
    const char *const *order = kind == DOCX_RUN_PROPS ? run_order : paragraph_order;
    const char *root = kind == DOCX_RUN_PROPS ? "rPr" : "pPr";
    const char *p = base.s, *end = base.s + base.len;
    bool done[16] = {false};
    pz_buf_printf(out, "<%.*s%s>", (int)prefix.len, prefix.s, root);
    p = base.len ? memchr(p, '>', base.len) : NULL;
    p = p && p[-1] != '/' ? p + 1 : end;
    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) && p[1] != '/') {
        const char *name = p + 1, *stop = docx_element_end(p, end);
        size_t len = strcspn(name, " />\t\r\n");
        const char *colon = memchr(name, ':', len);
        len -= colon ? (size_t)(colon + 1 - name) : 0;
        name = colon ? colon + 1 : name;
        int rank = rank_of(order, name, len);
        bool replaced = false;
        for (size_t i = 0; i < n && i < 16; i++) {
            bool same = strlen(additions[i].name) == len && memcmp(additions[i].name, name, len) == 0;
            replaced |= same;
            if (!done[i] && (same || rank_of(order, additions[i].name, strlen(additions[i].name)) < rank)) {
                pz_buf_puts(out, additions[i].xml);
                done[i] = true;
            }
        }
        if (!replaced)
            pz_buf_put(out, p, (size_t)(stop - p));
        p = stop;
    }
    for (size_t i = 0; i < n && i < 16; i++) {
        if (!done[i])
            pz_buf_puts(out, additions[i].xml);
    }
    pz_buf_printf(out, "</%.*s%s>", (int)prefix.len, prefix.s, root);
}
