/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long parts go out while they are rendered: the same text as when the part is held until it is complete. */
#include "test.h"

#include <stdio.h>

#include "../office/streamed.h"
#include "docx/docx.h"
#include "docx/names.h"
#include "office/guard.h"
#include "packed.h"

#define W              "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define P(TEXT)        "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"24\"/></w:rPr><w:t>" TEXT "</w:t></w:r></w:p>"
#define C(TEXT)        "<w:tc><w:tcPr><w:tcW w:w=\"2000\" w:type=\"dxa\"/></w:tcPr>" TEXT "</w:tc>"
#define ROW(CELLS)     "<w:tr>" CELLS "</w:tr>"
#define TABLE(ROWS)    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>" ROWS "</w:tbl>"
#define EACH(ROWS, OF) ROW(C(P("{%tr for r in " OF " %}")) C(P(""))) ROWS ROW(C(P("{%tr endfor %}")) C(P("")))

static void template_of(struct pz_buf *out, const char *body)
{
    struct packing w;
    struct pz_buf part = PZ_BUF_INIT;
    pack_begin(&w, out);
    pack_add(
        &w, "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
    pack_add(&w, "_rels/.rels",
             "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
             "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
             "Target=\"word/document.xml\"/></Relationships>");
    pz_buf_printf(&part, "<w:document " W "><w:body>%s<w:sectPr/></w:body></w:document>", body);
    pack_add(&w, "word/document.xml", pz_buf_str(&part));
    pack_end(&w);
    pz_buf_release(&part);
}

static void same_whether_held_or_not(const char *body, bool streams)
{
    struct pz_buf template = PZ_BUF_INIT;
    template_of(&template, body);
    same_streamed(&docx_format, "word/document.xml", &template, streams);
    pz_buf_release(&template);
}

static void table_of_many_rows(void **state)
{
    (void)state;
    same_whether_held_or_not(
        P("{{ a }}") TABLE(ROW(C(P("№")) C(P("Имя"))) EACH(ROW(C(P("{{ loop.index }}")) C(P("{{ r.x }}"))), "many")) P("{{ a }}"),
        true);
}

static void tables_that_lose_their_rows_still_go(void **state)
{
    (void)state;
    same_whether_held_or_not(P("{%p for n in many %}") P("{{ n.x }}") TABLE(EACH(ROW(C(P("{{ r }}")) C(P("да"))), "n.rows"))
                                 P("{%p endfor %}") P("{{ a }}"),
                             true);
}

static void cells_and_paragraphs_within_rows(void **state)
{
    (void)state;
    same_whether_held_or_not(TABLE(EACH(ROW(C(P("{%p for k in r.rows %}") P("{{ k }}") P("{%p endfor %}"))
                                                C(TABLE(EACH(ROW(C(P("{{ r }}")) C(P("x"))), "r.rows")) P(""))),
                                        "many")),
                             true);
}

static void loops_that_end_a_cell_or_stand_in_one_paragraph(void **state)
{
    (void)state;
    same_whether_held_or_not(TABLE(ROW(C(P("{%p for r in many %}") P("{{ r.x }}") P("{%p endfor %}")) C(
                                 P("{% for r in many %}{{ r.x }}; {{ r.x }}; {{ r.x }}; {{ r.x }}; {% endfor %}")))) P("{{ a }}"),
                             true);
}

static void block_values_take_their_paragraph(void **state)
{
    (void)state;
    same_whether_held_or_not(P("{%p for r in many %}") P("{{ r.md|markdown }}") P("до {{ r.x|markdown }} после") P("{%p endfor %}"),
                             true);
}

static void captured_text_is_held(void **state)
{
    (void)state;
    same_whether_held_or_not(
        P("{% set all %}{% for r in many %}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{% endfor %}{% endset %}{{ all }}")
            P("{%p for r in many %}") P("{{ r.x }}") P("{%p endfor %}"),
        false);
}

/* The paragraph behind a break is known only once it is written: what stands before goes all the same. */
static void page_breaks_move_on(void **state)
{
    (void)state;
    same_whether_held_or_not(
        TABLE(EACH(ROW(C(P("{{ r.x }}")) C(P("{{ r.x }}"))),
                   "many")) "<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>{% if a %}</w:t></w:r></w:p>" P("{{ a }}")
            P("{% endif %}"),
        true);
}

/* Prefixes may be of any length. */
static void long_prefix(void **state)
{
    (void)state;
    char prefix[301], xml[1000];
    memset(prefix, 'w', sizeof prefix - 1);
    prefix[300] = 0;
    int len = snprintf(xml, sizeof xml, "<%.299s:tr/><%s:tr/></%s:tr>", prefix, prefix, prefix);
    prefix[299] = ':';
    const struct pz_text p = {prefix, 300};
    assert_ptr_equal(pz_guard_find(xml, xml + len, p, "tr", false), xml);
    assert_null(pz_guard_find(xml + 1, xml + len, p, "tr", false));
    assert_null(pz_guard_find(xml, xml + len, p, "tr", true));
}

int main(void)
{
    make_context();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_many_rows),
        cmocka_unit_test(tables_that_lose_their_rows_still_go),
        cmocka_unit_test(cells_and_paragraphs_within_rows),
        cmocka_unit_test(loops_that_end_a_cell_or_stand_in_one_paragraph),
        cmocka_unit_test(block_values_take_their_paragraph),
        cmocka_unit_test(captured_text_is_held),
        cmocka_unit_test(page_breaks_move_on),
        cmocka_unit_test(long_prefix),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pz_buf_release(&context);
    return failed;
}
