/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table styles written out where nothing is left for them to say; any other table stays as it is. */
#include "test.h"

#include "docx/merge_table.h"

#define BORDERS  "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/></w:tblBorders>"
#define MARGINS  "<w:tblCellMar><w:left w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar>"
#define DEFAULTS "<w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after=\"160\"/></w:pPr></w:pPrDefault></w:docDefaults>"
#define BASE                                                                                                                       \
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"n\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd "                \
    "w:w=\"0\"/>" MARGINS "</w:tblPr></w:style>"
#define GRID(more)                                                                                                                 \
    "<w:style w:type=\"table\" w:styleId=\"g\"><w:basedOn w:val=\"n\"/><w:pPr><w:spacing "                                         \
    "w:line=\"240\"/></w:pPr><w:tblPr>" BORDERS "</w:tblPr>" more "</w:style>"
#define STYLES "<w:styles>" DEFAULTS BASE GRID("") "</w:styles>"

#define SPACING "<w:spacing w:after=\"0\" w:line=\"240\"/>"
#define CELL(spacing, size)                                                                                                        \
    "<w:tr><w:tc><w:p><w:pPr>" spacing "<w:rPr><w:sz w:val=\"22\"/></w:rPr></w:pPr><w:r><w:rPr>" size                              \
    "</w:rPr><w:t>1</w:t></w:r></w:p></w:tc></w:tr>"
#define GOOD              CELL(SPACING, "<w:sz w:val=\"22\"/>")
#define LOOK              "<w:tblLook w:val=\"04A0\"/>"
#define TABLE(own, cells) "<w:tbl><w:tblPr><w:tblStyle w:val=\"g\"/>" own "</w:tblPr><w:tblGrid/>" cells "</w:tbl>"

static void becomes(const char *styles, const char *text, const char *wanted)
{
    struct pz_buf body = PZ_BUF_INIT, out = PZ_BUF_INIT;
    pz_buf_puts(&body, text);
    pz_merge_tables(&out, &body, styles);
    assert_string_equal(pz_buf_str(&out), wanted);
    pz_buf_release(&body);
    pz_buf_release(&out);
}

static void a_style_goes_into_its_tables(void **state)
{
    (void)state;
    becomes(STYLES, "<a/>" TABLE("<w:tblW w:w=\"9\"/><w:tblLayout w:type=\"fixed\"/>" LOOK, GOOD) "<b/>" TABLE("", GOOD) "<c/>",
            "<a/><w:tbl><w:tblPr><w:tblW w:w=\"9\"/>" BORDERS "<w:tblLayout w:type=\"fixed\"/>" MARGINS
            "</w:tblPr><w:tblGrid/>" GOOD "</w:tbl><b/><w:tbl><w:tblPr>" BORDERS MARGINS "</w:tblPr><w:tblGrid/>" GOOD
            "</w:tbl><c/>");
    becomes(STYLES, "", "");
}

static void where_a_style_may_say_more_it_stays(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "<w:tbl><w:tblPr/>" GOOD "</w:tbl>",                                    /* no style */
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"x\"/></w:tblPr>" GOOD "</w:tbl>",  /* one that is not there */
        TABLE("", GOOD CELL("", "<w:sz w:val=\"22\"/>")),                       /* no spacing of its own */
        TABLE("", CELL("<w:spacing w:line=\"240\"/>", "<w:sz w:val=\"22\"/>")), /* not all of it */
        TABLE("", CELL("<w:spacing w:after=\"0\"/>", "<w:sz w:val=\"22\"/>")),
        TABLE("", CELL(SPACING, "<w:szCs w:val=\"22\"/>")), /* no size */
        TABLE("", "<w:tr><w:tc><w:p/></w:tc></w:tr>"),
        TABLE("", "<w:tr><w:tc><w:p><w:pPr>" SPACING "</w:pPr></w:p></w:tc></w:tr>"),
        TABLE("", "<w:tr><w:tblPrEx/><w:tc/></w:tr>"),
        TABLE(BORDERS, GOOD), /* both say something */
        TABLE(MARGINS, GOOD),
        TABLE("", "<w:tr><w:tc>" TABLE("", GOOD) "</w:tc></w:tr>"),
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"g\"/></w:tblPr>", /* torn */
        "</w:tbl>",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        becomes(STYLES, tables[i], tables[i]);
}

static void a_style_that_says_more_is_not_written_out(void **state)
{
    (void)state;
    static const char *const styles[] = {
        "<w:styles>" BASE GRID("<w:rPr><w:b/></w:rPr>") "</w:styles>",
        "<w:styles>" BASE GRID("<w:tblStylePr w:type=\"firstRow\"/>") "</w:styles>",
        "<w:styles><w:docDefaults><w:rPr><w:b/></w:rPr></w:docDefaults>" BASE GRID("") "</w:styles>",
        "<w:styles>" GRID("") "</w:styles>", /* based on what is not there */
        "<w:styles><w:style w:type=\"table\" w:styleId=\"n\"><w:basedOn w:val=\"n\"/></w:style>" GRID(
            "") "</w:styles>", /* on itself */
        "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"n\"/>" GRID("") "</w:styles>",
        "<w:styles><w:style w:type=\"table\" w:styleId=\"n\"><w:tblPr><w:tblInd w:w=\"70\"/>" MARGINS
        "</w:tblPr></w:style>" GRID("") "</w:styles>",
        "<w:styles><w:style w:type=\"table\" w:styleId=\"n\"><w:tblPr>" BORDERS MARGINS
        "</w:tblPr></w:style>" GRID("") "</w:styles>",
        "<w:styles><w:style w:type=\"table\" w:styleId=\"n\"></w:style>" GRID("") "</w:styles>", /* margins of nobody's */
        "<w:styles/>",
        "",
    };
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        becomes(styles[i], TABLE("", GOOD), TABLE("", GOOD));
}

/* Cut at each byte: never behind the end. */
static void torn_bodies_end(void **state)
{
    (void)state;
    static const char text[] = TABLE(LOOK, GOOD);
    for (size_t n = 0; n < sizeof text; n++) {
        struct pz_buf body = PZ_BUF_INIT, out = PZ_BUF_INIT;
        pz_buf_put(&body, text, n);
        pz_merge_tables(&out, &body, STYLES);
        if (n + 1 < sizeof text)
            assert_string_equal(pz_buf_str(&out), pz_buf_str(&body));
        pz_buf_release(&body);
        pz_buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_style_goes_into_its_tables),
        cmocka_unit_test(where_a_style_may_say_more_it_stays),
        cmocka_unit_test(a_style_that_says_more_is_not_written_out),
        cmocka_unit_test(torn_bodies_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
