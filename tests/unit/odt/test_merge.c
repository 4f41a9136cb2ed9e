/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents laid one behind the other: which can be, and what comes out. */
#include "test.h"

#include <stdio.h>

#include "odt/merge.h"
#include "packed.h"
#include "zip/package.h"

#define NS(p, n) " xmlns:" p "=\"urn:oasis:names:tc:opendocument:xmlns:" n ":1.0\""
#define ALL                                                                                                                        \
    NS("office", "office")                                                                                                         \
    NS("style", "style")                                                                                                           \
    NS("text", "text")                                                                                                             \
    NS("table", "table") NS("draw", "drawing") NS("fo", "xsl-fo-compatible") " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
#define HELLO "<text:p text:style-name=\"P1\">Уважаемая Анна Петровна!</text:p>"
#define STYLE "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Text\"/>"
#define ROWS(style)                                                                                                                \
    HELLO "<table:table table:name=\"T\" table:style-name=\"T\"><table:table-header-rows><table:table-row><table:table-cell/>"     \
          "</table:table-row></table:table-header-rows><table:table-row table:style-name=\"" style                                 \
          "\"><table:table-cell><text:p/></table:table-cell></table:table-row></table:table>" HELLO
#define WHOLE                                                                                                                      \
    STYLE "<style:style style:name=\"Whole\" style:family=\"table-row\"><style:table-row-properties "                              \
          "fo:keep-together=\"always\"/></style:style>"

/* Members of a document; NULL: what is usual. */
struct parts {
    const char *body, *automatic, *common, *layouts, *masters, *picture, *meta;
};

static const char *or_usual(const char *given, const char *usual)
{
    return given ? given : usual;
}

/* A document of these parts; the path is good until the eighth next one. */
static const char *document(const struct parts *p)
{
    static char text[8192];
    struct packing w;
    struct pz_buf out = PZ_BUF_INIT;
    pack_begin(&w, &out);
    pack_add(&w, "mimetype", "application/vnd.oasis.opendocument.text");
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\"?><office:document-content" ALL "><office:automatic-styles>%s</office:automatic-styles>"
             "<office:body><office:text><office:forms/>%s</office:text></office:body></office:document-content>",
             or_usual(p->automatic, WHOLE), or_usual(p->body, HELLO));
    pack_add(&w, "content.xml", text);
    snprintf(text, sizeof text,
             "<office:document-styles" ALL "><office:styles>%s</office:styles><office:automatic-styles>%s</office:automatic-styles>"
             "<office:master-styles>%s</office:master-styles></office:document-styles>",
             or_usual(p->common, "<style:style style:name=\"Text\" style:family=\"paragraph\"/>"),
             or_usual(p->layouts, "<style:page-layout style:name=\"A4\"/>"),
             or_usual(p->masters, "<style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\"/>"));
    pack_add(&w, "styles.xml", text);
    pack_add(&w, "meta.xml", or_usual(p->meta, "<meta/>"));
    pack_add(&w, "META-INF/manifest.xml", "<manifest/>");
    pack_add(&w, "Pictures/arms.png", or_usual(p->picture, "PNG"));
    return pack_file(&w, &out, ".odt");
}

static const char *reason_of(const struct parts *parts)
{
    char class[PZ_DIGEST_SIZE];
    const char *reason = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    int rc = pz_odt_class(document(parts), class, &reason, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, reason ? 1 : 0);
    return reason ? reason : "";
}

#define WHOLE_DOCUMENT "something whose meaning depends on the whole document"

static void what_depends_on_the_whole_goes_alone(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {HELLO, ""},
        {HELLO "<text:h text:style-name=\"Text\">1</text:h>", ""},
        {"<text:p/>", "a beginning without a style"},
        {"", "a body that does not end with a paragraph"},
        {ROWS("Whole"), ""},
        {ROWS("Other"), "a table row that may split over pages"},
        {HELLO "<table:table/>", "a body that does not end with a paragraph"},
        {"<table:table/>" HELLO, "a beginning without a style"},
        {HELLO "<text:p><text:page-number text:select-page=\"current\">1</text:page-number></text:p>", ""},
        {HELLO "<text:p><text:page-number text:select-page=\"next\"/></text:p>", "a number of another page"},
        {HELLO "<text:p><text:page-number text:page-adjust=\"1\"/></text:p>", "a number of another page"},
        {HELLO "<text:p><text:page-count>1</text:page-count></text:p>", WHOLE_DOCUMENT},
        {HELLO "<text:p><text:note/></text:p>", WHOLE_DOCUMENT},
        {HELLO "<text:p><text:bookmark text:name=\"a\"/></text:p>", WHOLE_DOCUMENT},
        {HELLO "<text:p><text:sequence/></text:p>", WHOLE_DOCUMENT},
        {HELLO "<text:p><text:date/></text:p>", WHOLE_DOCUMENT},
        {HELLO "<text:p><office:annotation/></text:p>", WHOLE_DOCUMENT},
        {"<text:tracked-changes/>" HELLO, WHOLE_DOCUMENT},
        {"<text:table-of-content/>" HELLO, WHOLE_DOCUMENT},
        {"<text:section text:name=\"a\">" HELLO "</text:section>", WHOLE_DOCUMENT},
        {HELLO "<text:p><x:p xmlns:x=\"other\"/></text:p>", WHOLE_DOCUMENT},
        {HELLO "<!-- x -->", "markup of unusual form"},
        {HELLO "<text:p><text:a xlink:href=\"https://a.example\">a</text:a></text:p>", ""},
        {HELLO "<text:p><text:a xlink:href=\"#a\">a</text:a></text:p>", "a link inside the document"},
        {HELLO "<text:list text:continue-numbering=\"true\"/>" HELLO, "a list that continues none"},
        {HELLO "<text:list/><text:list text:continue-numbering=\"true\"/>" HELLO, ""},
        {HELLO
         "<text:p><draw:frame text:anchor-type=\"as-char\"><draw:image xlink:href=\"Pictures/arms.png\"/></draw:frame></text:p>",
         ""},
        {HELLO
         "<text:p><draw:frame text:anchor-type=\"as-char\"><draw:image xlink:href=\"https://a.example\"/></draw:frame></text:p>",
         "a picture outside the document"},
        {HELLO "<text:p><draw:frame text:anchor-type=\"page\"/></text:p>", "a picture that does not stand in a line"},
        {HELLO "<text:p><draw:frame text:anchor-type=\"as-char\"><draw:object/></draw:frame></text:p>", WHOLE_DOCUMENT},
        {ROWS("Whole") "<text:p><draw:frame text:anchor-type=\"as-char\"><draw:text-box/></draw:frame></text:p>", WHOLE_DOCUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(reason_of(&(struct parts){.body = cases[i][0]}), cases[i][1]);
}

static void styles_that_reach_over_documents_go_alone(void **state)
{
    (void)state;
    static const struct {
        struct parts parts;
        const char *reason;
    } cases[] = {
        {{.automatic = "<style:style style:name=\"P1\" style:family=\"paragraph\" style:list-style-name=\"L\"/>"},
         "paragraphs numbered by their style"},
        {{.automatic = "<style:style style:name=\"P1\" style:family=\"paragraph\"><style:paragraph-properties "
                       "style:page-number=\"3\"/></style:style>"},
         "pages numbered in a way of their own"},
        {{.automatic = "<style:style style:name=\"P1\" style:family=\"paragraph\"><style:paragraph-properties "
                       "style:page-number=\"auto\"/></style:style>"},
         ""},
        {{.automatic = STYLE "<style:style style:name=\"Text\" style:family=\"text\"/>"}, "styles of unusual names"},
        {{.automatic = STYLE "<style:style style:name=\"P1\" style:family=\"text\"/>"}, "styles of unusual names"},
        {{.automatic = "<style:style style:name=\"P1\" style:family=\"paragraph\" style:master-page-name=\"Other\"/>"},
         "a beginning on a page of unusual name"},
        {{.common = "<style:style style:name=\"Text\" style:family=\"paragraph\" style:master-page-name=\"Standard\"/>"},
         "a common style that begins a page"},
        {{.common = "<text:outline-style><text:outline-level-style style:num-format=\"1\"/></text:outline-style>"},
         "numbered headings"},
        {{.common = "<text:outline-style><text:outline-level-style style:num-format=\"\"/></text:outline-style>"}, ""},
        {{.common = "<text:linenumbering-configuration text:number-lines=\"true\"/>"}, "numbered lines"},
        {{.layouts = "<style:page-layout style:name=\"A4\" style:page-usage=\"mirrored\"/>"},
         "pages that differ on the left and on the right"},
        {{.layouts = "<style:page-layout style:name=\"A4\"><style:background-image "
                     "xlink:href=\"Pictures/arms.png\"/></style:page-layout>"},
         "a picture in a style"},
        {{.masters =
              "<style:master-page "
              "style:name=\"Standard\"><style:header><text:p><text:page-count/></text:p></style:header></style:master-page>"},
         WHOLE_DOCUMENT},
        {{.masters = "<style:master-page style:name=\"Standard\"><style:header-left/></style:master-page>"}, WHOLE_DOCUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(reason_of(&cases[i].parts), cases[i].reason);
}

static void only_documents_of_one_look_share_a_class(void **state)
{
    (void)state;
    char a[PZ_DIGEST_SIZE], b[PZ_DIGEST_SIZE];
    const char *reason;
    struct pz_error err = PZ_ERROR_INIT;
    static const struct parts same = {
        .body = HELLO HELLO, .automatic = STYLE, .layouts = "<style:page-layout style:name=\"A5\"/>", .meta = "<other/>"};
    static const struct parts other = {.common = "<style:style style:name=\"Text\" style:family=\"text\"/>"};
    assert_int_equal(pz_odt_class(document(&(struct parts){0}), a, &reason, &err), 0);
    assert_int_equal(pz_odt_class(document(&same), b, &reason, &err), 0);
    assert_string_equal(a, b);
    assert_int_equal(pz_odt_class(document(&other), b, &reason, &err), 0);
    assert_string_not_equal(a, b);
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

/* The merged parts; to be released. */
struct merged {
    struct pz_buf out, content, styles, manifest;
    struct pz_package *package;
};

static void merge(struct merged *m, const char *const *paths, size_t n)
{
    struct pz_error err = PZ_ERROR_INIT;
    *m = (struct merged){.package = NULL};
    assert_int_equal(pz_odt_merge(&m->out, paths, n, "m-", &err), 0);
    assert_int_equal(pz_package_open_memory(&m->package, m->out.data, m->out.len, "x", NULL, &err), 0);
    assert_string_equal(pz_package_member(m->package, 0)->name, "mimetype");
    assert_int_equal(pz_package_read(&m->content, m->package, "content.xml", 0, &err), 0);
    assert_int_equal(pz_package_read(&m->styles, m->package, "styles.xml", 0, &err), 0);
    assert_int_equal(pz_package_read(&m->manifest, m->package, "META-INF/manifest.xml", 0, &err), 0);
}

static void release(struct merged *m)
{
    pz_package_close(m->package);
    pz_buf_release(&m->out);
    pz_buf_release(&m->content);
    pz_buf_release(&m->styles);
    pz_buf_release(&m->manifest);
}

static void bodies_begin_pages_of_their_own(void **state)
{
    (void)state;
    static const char table[] = "<style:style style:name=\"T\" style:family=\"table\"><style:table-properties style:width=\"9cm\" "
                                "fo:break-before=\"page\"/></style:style>" WHOLE;
    struct merged m;
    const char *paths[4];
    paths[0] = document(&(struct parts){.body = HELLO});
    paths[1] = document(&(struct parts){.body = "<text:p text:style-name='Text'/>" HELLO});
    paths[2] = document(&(struct parts){
        .body = "<table:table table:style-name=\"T\"><table:table-row "
                "table:style-name=\"Whole\"><table:table-cell><text:p/></table:table-cell></table:table-row></table:table>" HELLO,
        .automatic = table});
    paths[3] = document(&(struct parts){.automatic = "<style:style style:name=\"P1\" style:family=\"paragraph\" "
                                                     "style:master-page-name=\"Standard\"><style:text-properties/></style:style>"});
    merge(&m, paths, 4);
    for (int i = 0; i < 4; i++) {
        char name[128];
        snprintf(name, sizeof name, "<text:bookmark text:name=\"m-%06d\"/>", i);
        assert_int_equal(count(m.content.data, name), 1);
        snprintf(name, sizeof name, "<style:style style:name=\"m-%06d\" style:master-page-name=\"Standard\"", i);
        assert_int_equal(count(m.content.data, name), 1);
    }
    assert_int_equal(count(m.content.data, "<text:p text:style-name=\"Standard\"><text:span text:style-name=\"m-preface-0\">"), 1);
    assert_int_equal(count(m.content.data, "style:page-number=\"1\""), 4);
    assert_int_equal(
        count(m.content.data, "<text:p text:style-name='m-000001'><text:bookmark text:name=\"m-000001\"/></text:p>" HELLO), 1);
    assert_int_equal(count(m.content.data, "<table:table table:style-name=\"m-000002\">"), 1);
    assert_int_equal(
        count(m.content.data, "<style:table-properties style:page-number=\"1\" style:width=\"9cm\"></style:table-properties>"), 1);
    assert_int_equal(
        count(m.content.data,
              "<style:paragraph-properties style:page-number=\"1\"></style:paragraph-properties><style:text-properties/>"),
        1);
    assert_int_equal(count(m.content.data, "<office:forms/>"), 1);
    release(&m);
}

/* Styles that are the same stand there once; others, and what refers to them, have names of their own. */
static void styles_and_pages_are_shared_where_they_are_the_same(void **state)
{
    (void)state;
#define LISTED(a, b)                                                                                                               \
    "<style:style style:name=\"P1\" style:family=\"paragraph\"/><a:b xmlns:a=\"c\" style:name=\"L\" a=\"" a                        \
    "\"/><a:b xmlns:a=\"c\" style:name=\"M\" style:data-style-name=\"L\"/>" b
#define BODY HELLO "<text:p text:style-name=\"M\"><text:span text:style-name=\"L\">“L”</text:span></text:p>"
    static const char footer[] =
        "<style:master-page style:name=\"Standard\" style:display-name=\"Обычная\" style:page-layout-name=\"A4\" "
        "style:next-style-name=\"Standard\"><style:footer><text:p>два</text:p></style:footer></style:master-page>";
    struct merged m;
    const char *paths[3];
    paths[0] = document(&(struct parts){.body = BODY, .automatic = LISTED("1", "")});
    paths[1] = document(
        &(struct parts){.body = BODY, .automatic = LISTED("1", "<a:b xmlns:a=\"c\" style:name=\"N\"/>"), .masters = footer});
    paths[2] = document(
        &(struct parts){.body = BODY, .automatic = LISTED("2", ""), .layouts = "<style:page-layout style:name=\"A4\" x=\"\"/>"});
    merge(&m, paths, 3);
    assert_int_equal(count(m.content.data, "style:name=\"P1\""), 1);
    assert_int_equal(count(m.content.data, "style:name=\"N\""), 1);
    assert_int_equal(count(m.content.data, "style:name=\"M\" style:data-style-name=\"L\""), 1);
    assert_int_equal(count(m.content.data, "style:name=\"d2-M\" style:data-style-name=\"d2-L\""), 1);
    assert_int_equal(count(m.content.data, "<text:p text:style-name=\"M\"><text:span text:style-name=\"L\">“L”</text:span>"), 2);
    assert_int_equal(count(m.content.data, "<text:p text:style-name=\"d2-M\"><text:span text:style-name=\"d2-L\">“L”</text:span>"),
                     1);
    assert_int_equal(count(m.styles.data, "<style:page-layout "), 2);
    assert_int_equal(count(m.styles.data, "<style:master-page "), 3);
    assert_int_equal(count(m.styles.data,
                           "style:name=\"d1-Standard\" style:display-name=\"d1-Обычная\" style:page-layout-name=\"A4\" "
                           "style:next-style-name=\"d1-Standard\""),
                     1);
    assert_int_equal(count(m.styles.data, "style:name=\"d2-Standard\" style:page-layout-name=\"d2-A4\""), 1);
    assert_int_equal(count(m.content.data, "style:name=\"m-000001\" style:master-page-name=\"d1-Standard\""), 1);
    release(&m);
}

static void names_and_pictures_are_the_documents_own(void **state)
{
    (void)state;
    static const char body[] =
        HELLO "<text:list xml:id=\"a\"/><text:list text:continue-list=\"a\"/><table:table table:name=\"T\"/><text:p>"
              "<draw:frame draw:name=\"F\" text:anchor-type=\"as-char\"><draw:image "
              "xlink:href=\"Pictures/arms.png\"/></draw:frame></text:p>";
    struct merged m;
    const char *paths[3];
    for (int i = 0; i < 3; i++)
        paths[i] = document(&(struct parts){.body = body, .picture = i == 2 ? "GIF" : "PNG"});
    merge(&m, paths, 3);
    assert_int_equal(
        count(m.content.data, "xml:id=\"d1-a\"/><text:list text:continue-list=\"d1-a\"/><table:table table:name=\"d1-T\"/>"), 1);
    assert_int_equal(count(m.content.data, "draw:name=\"d2-F\""), 1);
    assert_int_equal(count(m.content.data, "\"Pictures/d0-arms.png\""), 2);
    assert_int_equal(count(m.content.data, "\"Pictures/d2-arms.png\""), 1);
    assert_int_equal(count(m.manifest.data, "full-path=\"Pictures/"), 2);
    assert_int_equal(count(m.manifest.data, "full-path=\"meta.xml\" manifest:media-type=\"text/xml\""), 1);
    for (size_t i = 1; i < pz_package_count(m.package); i++)
        assert_true(strstr(m.manifest.data, pz_package_member(m.package, i)->name) ||
                    strncmp(pz_package_member(m.package, i)->name, "META-INF/", 9) == 0);
    release(&m);
}

static void pictures_of_one_crc_stay_apart(void **state)
{
    (void)state;
    static const char body[] = HELLO "<text:p><draw:frame text:anchor-type=\"as-char\"><draw:image "
                                     "xlink:href=\"Pictures/arms.png\"/></draw:frame></text:p>";
    struct merged m;
    const char *paths[2];
    paths[0] = document(&(struct parts){.body = body, .picture = "plumless"});
    paths[1] = document(&(struct parts){.body = body, .picture = "buckeroo"}); /* the same CRC */
    merge(&m, paths, 2);
    assert_int_equal(count(m.content.data, "\"Pictures/d0-arms.png\""), 1);
    assert_int_equal(count(m.content.data, "\"Pictures/d1-arms.png\""), 1);
    release(&m);
}

static void a_document_that_changed_is_refused(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    const char *paths[2];
    paths[0] = document(&(struct parts){0});
    paths[1] = document(&(struct parts){.body = "<text:p/>"});
    assert_int_equal(pz_odt_merge(&out, paths, 2, "m-", &err), -1);
    assert_string_equal(err.id, "E-PDF-012");
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_depends_on_the_whole_goes_alone),
        cmocka_unit_test(styles_that_reach_over_documents_go_alone),
        cmocka_unit_test(only_documents_of_one_look_share_a_class),
        cmocka_unit_test(bodies_begin_pages_of_their_own),
        cmocka_unit_test(styles_and_pages_are_shared_where_they_are_the_same),
        cmocka_unit_test(names_and_pictures_are_the_documents_own),
        cmocka_unit_test(pictures_of_one_crc_stay_apart),
        cmocka_unit_test(a_document_that_changed_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
