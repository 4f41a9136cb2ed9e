/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long parts go out while they are rendered, and the automatic styles that values ask for come to stand before them all the same. */
#include "test.h"

#include "../office/streamed.h"
#include "odt/names.h"
#include "odt/odt.h"
#include "packed.h"

#define NS             "urn:oasis:names:tc:opendocument:xmlns:"
#define P(TEXT)        "<text:p text:style-name=\"P1\">" TEXT "</text:p>"
#define C(TEXT)        "<table:table-cell office:value-type=\"string\">" TEXT "</table:table-cell>"
#define ROW(CELLS)     "<table:table-row table:style-name=\"строка\">" CELLS "</table:table-row>"
#define TABLE(ROWS)    "<table:table table:name=\"т\"><table:table-column table:number-columns-repeated=\"2\"/>" ROWS "</table:table>"
#define EACH(ROWS, OF) ROW(C(P("{%tr for r in " OF " %}")) C(P(""))) ROWS ROW(C(P("{%tr endfor %}")) C(P("")))
#define STYLES         "<office:automatic-styles><style:style style:name=\"P1\" style:family=\"paragraph\"/></office:automatic-styles>"

static void template_of(struct pz_buf *out, const char *styles, const char *body)
{
    struct packing w;
    struct pz_buf part = PZ_BUF_INIT;
    pack_begin(&w, out);
    pack_add(&w, "mimetype", "application/vnd.oasis.opendocument.text");
    pack_add(&w, "META-INF/manifest.xml",
             "<manifest:manifest xmlns:manifest=\"" NS "manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" "
             "manifest:media-type=\"application/vnd.oasis.opendocument.text\"/><manifest:file-entry "
             "manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>");
    pz_buf_printf(&part,
                  "<office:document-content xmlns:office=\"" NS "office:1.0\" xmlns:text=\"" NS "text:1.0\" xmlns:table=\"" NS
                  "table:1.0\" xmlns:style=\"" NS "style:1.0\" xmlns:fo=\"" NS
                  "xsl-fo-compatible:1.0\">%s<office:body><office:text>%s</office:text></office:body></office:document-content>",
                  styles, body);
    pack_add(&w, "content.xml", pz_buf_str(&part));
    pack_end(&w);
    pz_buf_release(&part);
}

static void same_whether_held_or_not(const char *styles, const char *body, bool streams)
{
    struct pz_buf template = PZ_BUF_INIT;
    template_of(&template, styles, body);
    same_streamed(&odt_format, "content.xml", &template, streams);
    pz_buf_release(&template);
}

static void table_of_many_rows(void **state)
{
    (void)state;
    same_whether_held_or_not(STYLES,
                             P("{{ a }}") TABLE(ROW(C(P("№")) C(P("Имя"))) EACH(
                                 ROW(C(P("{{ loop.index }}{{ r.x }}")) C(P("{{ r.x }}"))), "many")) P("{{ a }}"),
                             true);
}

static void tables_that_lose_their_rows_still_go(void **state)
{
    (void)state;
    same_whether_held_or_not(STYLES,
                             P("{%p for n in many %}") P("{{ n.x }}{{ n.x }}{{ n.x }}")
                                 TABLE(EACH(ROW(C(P("{{ r }}")) C(P("да"))), "n.rows")) P("{%p endfor %}") P("{{ a }}"),
                             true);
}

/* Values in the last rows ask for styles when the head of the part has long been written. */
static void styles_come_late(void **state)
{
    (void)state;
    same_whether_held_or_not(STYLES,
                             P("{%p for r in many %}") P("{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}")
                                 P("{%p endfor %}") P("{%p for r in many[:9] %}") P("{{ r.md|markdown }}") P("{{ 'до\\fпосле' }}")
                                     P("{%p endfor %}"),
                             true);
}

static void many_styles(void **state)
{
    (void)state;
    same_whether_held_or_not(STYLES,
                             P("{%p for r in many %}") P("{{ r.x }}")
                                 TABLE(ROW(C(P("{% cellbg '%06x' % loop.index %}{{ r.x }}")) C(P("")))) P("{%p endfor %}"),
                             true);
}

/* Without an element for automatic styles, with page breaks that move on or with a table of contents, a part is held. */
static void parts_that_are_held(void **state)
{
    (void)state;
    const char *rows = P("{%p for r in many %}") P("{{ r.x }}{{ r.x }}{{ r.x }}{{ r.x }}{{ r.md|markdown }}") P("{%p endfor %}");
    same_whether_held_or_not("", rows, false);
    same_whether_held_or_not(
        "<office:automatic-styles><style:style style:name=\"P1\" style:family=\"paragraph\"><style:paragraph-properties "
        "fo:break-before=\"page\"/></style:style></office:automatic-styles>",
        rows, false);
}

int main(void)
{
    make_context();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_many_rows),  cmocka_unit_test(tables_that_lose_their_rows_still_go),
        cmocka_unit_test(styles_come_late),    cmocka_unit_test(many_styles),
        cmocka_unit_test(parts_that_are_held),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pz_buf_release(&context);
    return failed;
}
