/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "docx/profile.h"
#include "odt/profile.h"

static struct pz_arena arena;

static struct pz_map *profile(void)
{
    struct pz_map *p = pz_map_new(&arena, 4), *page = pz_map_new(&arena, 4), *styles = pz_map_new(&arena, 4),
                  *text = pz_map_new(&arena, 4);
    pz_map_set(&arena, page, "left", pz_str("20"));
    pz_map_set(&arena, page, "top", pz_str("25"));
    pz_map_set(&arena, page, "header", pz_str("10"));
    pz_map_set(&arena, text, "size", pz_str("13"));
    pz_map_set(&arena, text, "indent", pz_str("12.5"));
    pz_map_set(&arena, text, "line", pz_str("1.5"));
    pz_map_set(&arena, text, "align", pz_str("left"));
    pz_map_set(&arena, styles, "Text", pz_map_value(text));
    struct pz_map *landscape = pz_map_new(&arena, 1), *rules = pz_map_new(&arena, 1), *corner = pz_map_new(&arena, 1);
    pz_map_set(&arena, landscape, "left", pz_str("22"));
    pz_map_set(&arena, corner, "value", pz_str("80"));
    pz_map_set(&arena, rules, "corner-width-mm", pz_map_value(corner));
    pz_map_set(&arena, p, "landscape", pz_map_value(landscape));
    pz_map_set(&arena, p, "rules", pz_map_value(rules));
    pz_map_set(&arena, p, "font", pz_str("PT Serif"));
    pz_map_set(&arena, p, "page", pz_map_value(page));
    pz_map_set(&arena, p, "styles", pz_map_value(styles));
    return p;
}

static void check(bool (*apply)(struct pz_buf *, const char *, const struct pz_map *), const char *member, const char *before,
                  const char *after)
{
    struct pz_buf xml = PZ_BUF_INIT;
    pz_buf_puts(&xml, before);
    assert_true(apply(&xml, member, profile()));
    assert_string_equal(pz_buf_str(&xml), after);
    pz_buf_release(&xml);
}

static void docx_styles(void **state)
{
    (void)state;
    check(pz_docx_profile, "word/styles.xml",
          "<w:style w:styleId=\"Text\"><w:pPr><w:spacing w:before=\"0\" w:line=\"276\"/><w:ind w:left=\"0\" w:firstLine=\"0\"/>"
          "<w:jc w:val=\"both\"/></w:pPr><w:rPr><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr></w:style>"
          "<w:style w:styleId=\"Other\"><w:rPr><w:sz w:val=\"28\"/></w:rPr></w:style>",
          "<w:style w:styleId=\"Text\"><w:pPr><w:spacing w:before=\"0\" w:line=\"360\"/><w:ind w:left=\"0\" w:firstLine=\"709\"/>"
          "<w:jc w:val=\"left\"/></w:pPr><w:rPr><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/></w:rPr></w:style>"
          "<w:style w:styleId=\"Other\"><w:rPr><w:sz w:val=\"28\"/></w:rPr></w:style>");
}

static void docx_pages(void **state)
{
    (void)state;
    check(pz_docx_profile, "word/document.xml",
          "<w:pgSz w:w=\"1\" w:orient=\"landscape\"/><w:pgMar w:left=\"1\"/><w:pgSz w:w=\"1\"/><w:pgMar w:left=\"1\" w:top=\"1\"/>",
          "<w:pgSz w:w=\"1\" w:orient=\"landscape\"/><w:pgMar w:left=\"1247\"/><w:pgSz w:w=\"1\"/><w:pgMar w:left=\"1134\" "
          "w:top=\"1417\" "
          "w:header=\"567\"/>");
}

/* The page of the profile is 210 - 20 - 15 mm of text wide: 80, 15, 80. Other tables stay. */
static void docx_corner(void **state)
{
    (void)state;
    check(pz_docx_profile, "word/document.xml",
          "<w:tblStyle w:val=\"Other\"/><w:gridCol w:w=\"1\"/><w:tblStyle w:val=\"Corner\"/><w:gridCol w:w=\"1\"/><w:gridCol "
          "w:w=\"1\"/>"
          "<w:gridCol w:w=\"1\"/><w:tcW w:w=\"1\"/><w:tcW w:w=\"1\"/><w:tcW w:w=\"1\"/><w:tcW w:w=\"1\"/>",
          "<w:tblStyle w:val=\"Other\"/><w:gridCol w:w=\"1\"/><w:tblStyle w:val=\"Corner\"/><w:gridCol w:w=\"4535\"/><w:gridCol "
          "w:w=\"850\"/>"
          "<w:gridCol w:w=\"4535\"/><w:tcW w:w=\"2286\"/><w:tcW w:w=\"429\"/><w:tcW w:w=\"2286\"/><w:tcW w:w=\"1\"/>");
}

static void odt_corner(void **state)
{
    (void)state;
    check(pz_odt_profile, "content.xml",
          "<style:style style:name=\"Corner.1\"><style:table-column-properties style:column-width=\"1mm\"/></style:style>"
          "<style:style style:name=\"Table1.1\"><style:table-column-properties style:column-width=\"1mm\"/></style:style>",
          "<style:style style:name=\"Corner.1\"><style:table-column-properties style:column-width=\"80mm\" "
          "style:rel-column-width=\"29959*\"/></style:style>"
          "<style:style style:name=\"Table1.1\"><style:table-column-properties style:column-width=\"1mm\"/></style:style>");
}

static void fonts(void **state)
{
    (void)state;
    check(
        pz_docx_profile, "word/styles.xml", "<w:rFonts w:ascii=\"A\" w:cs=\"A\"/><w:rFonts w:ascii=\"A\"/>",
        "<w:rFonts w:ascii=\"PT Serif\" w:cs=\"PT Serif\" w:hAnsi=\"PT Serif\" w:eastAsia=\"PT Serif\"/><w:rFonts w:ascii=\"A\"/>");
    check(pz_odt_profile, "styles.xml", "<style:font-face style:name=\"F\" svg:font-family=\"A\"/>",
          "<style:font-face style:name=\"F\" svg:font-family=\"'PT Serif'\"/>");
}

static void odt_styles(void **state)
{
    (void)state;
    check(
        pz_odt_profile, "styles.xml",
        "<style:style style:name=\"Text\"><style:paragraph-properties fo:line-height=\"115%\"/><style:text-properties "
        "fo:font-size=\"14pt\"/></style:style>"
        "<style:page-layout style:name=\"Portrait\"><style:page-layout-properties fo:margin-left=\"30mm\" fo:margin-top=\"10mm\"/>"
        "<style:header-style><style:header-footer-properties fo:min-height=\"10mm\"/></style:header-style></style:page-layout>",
        "<style:style style:name=\"Text\"><style:paragraph-properties fo:line-height=\"150%\" fo:text-indent=\"12.5mm\" "
        "fo:text-align=\"left\"/><style:text-properties fo:font-size=\"13pt\"/></style:style>"
        "<style:page-layout style:name=\"Portrait\"><style:page-layout-properties fo:margin-left=\"20mm\" fo:margin-top=\"10mm\"/>"
        "<style:header-style><style:header-footer-properties fo:min-height=\"15mm\"/></style:header-style></style:page-layout>");
}

static void other_members_stay(void **state)
{
    (void)state;
    struct pz_buf xml = PZ_BUF_INIT;
    assert_false(pz_docx_profile(&xml, "word/header.xml", profile()));
    assert_false(pz_odt_profile(&xml, "meta.xml", profile()));
    pz_buf_release(&xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(docx_styles),       cmocka_unit_test(docx_pages),
                                       cmocka_unit_test(odt_styles),        cmocka_unit_test(docx_corner),
                                       cmocka_unit_test(odt_corner),        cmocka_unit_test(fonts),
                                       cmocka_unit_test(other_members_stay)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pz_arena_release(&arena);
    return failed;
}
