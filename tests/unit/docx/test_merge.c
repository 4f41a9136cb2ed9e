/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents laid one behind the other: which can be, and what comes out. */
#include "test.h"

#include <stdio.h>

#include "docx/merge.h"
#include "packed.h"
#include "zip/package.h"

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define W         "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"" RELATIONS "\""
#define TYPE      RELATIONS "/"
#define SECT      "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>"
#define HELLO     "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr><w:r><w:t>Уважаемая Анна Петровна!</w:t></w:r></w:p>"

struct parts {
    const char *body, *header, *styles, *picture;
    const char *relations; /* more of them */
};

/* A document of these parts; the path is good until the eighth next one. */
static const char *document(const struct parts *p)
{
    static char text[8192];
    struct packing w;
    struct pz_buf out = PZ_BUF_INIT;
    pack_begin(&w, &out);
    pack_add(&w, "[Content_Types].xml",
             "<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
             "PartName=\"/word/header.xml\" ContentType=\"a/header\"/></Types>");
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\"?><Relationships><Relationship Id=\"rId1\" Type=\"" TYPE "styles\" Target=\"styles.xml\"/>"
             "<Relationship Target=\"header.xml\" Type=\"" TYPE "header\" Id=\"rId3\"/>"
             "<Relationship Id=\"rId4\" Type=\"" TYPE "image\" Target=\"/word/media/logo.png\"/>%s</Relationships>",
             p->relations ? p->relations : "");
    pack_add(&w, "word/_rels/document.xml.rels", text);
    snprintf(text, sizeof text, "<?xml version=\"1.0\"?><w:document " W "><w:body>%s</w:body></w:document>", p->body);
    pack_add(&w, "word/document.xml", text);
    snprintf(text, sizeof text, "<w:hdr " W "><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:hdr>", p->header ? p->header : "");
    pack_add(&w, "word/header.xml", text);
    pack_add(&w, "word/styles.xml", p->styles ? p->styles : "<w:styles/>");
    pack_add(&w, "word/settings.xml", "<w:settings/>");
    pack_add(&w, "word/media/logo.png", p->picture ? p->picture : "PNG");
    return pack_file(&w, &out, ".docx");
}

static const char *reason_for(const struct parts *parts)
{
    char class[PZ_DIGEST_SIZE];
    const char *reason = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    int rc = pz_docx_class(document(parts), class, &reason, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, reason ? 1 : 0);
    return reason ? reason : "";
}

static const char *reason_of(const char *body)
{
    return reason_for(&(struct parts){.body = body});
}

static void what_depends_on_the_whole_goes_alone(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {HELLO SECT, ""},
        {"<w:p/>" HELLO SECT, "an empty first paragraph"},
        {HELLO "<w:p/>" SECT, "a body that does not end with a paragraph"},
        {HELLO "<w:tbl><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl><w:p></w:p>" SECT, ""},
        {HELLO "<w:tbl><w:tr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl><w:p></w:p>" SECT, "a table row that may split over pages"},
        {HELLO "<w:tbl><w:tr><w:trPr><w:cantSplit w:val=\"0\"/></w:trPr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl><w:p></w:p>" SECT,
         "a table row that may split over pages"},
        {HELLO "<w:tbl><w:tr><w:trPr><w:cantSplit w:val=\"off\"/></w:trPr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl><w:p></w:p>" SECT,
         "a table row that may split over pages"},
        {HELLO
         "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl><w:p></w:p></w:tc>"
         "</w:tr></w:tbl><w:p></w:p>" SECT,
         "a table row that may split over pages"},
        {"<w:p><w:pPr><w:numPr/></w:pPr></w:p>" SECT, "something whose meaning depends on the whole document"},
        {"<w:p><w:bookmarkStart w:id=\"0\" w:name=\"a\"/></w:p>" SECT, "something whose meaning depends on the whole document"},
        {"<w:p><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>" SECT, "something whose meaning depends on the whole document"},
        {"<w:p><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>" SECT, ""},
        {"<w:p><w:r><w:instrText>NUMPAGES</w:instrText></w:r></w:p>" SECT, "a field other than the page number"},
        {"<w:p><w:r><w:instrText>PAGEREF a</w:instrText></w:r></w:p>" SECT, "a field other than the page number"},
        {"<w:p><w:fldSimple w:instr=\"DATE\"/></w:p>" SECT, "a field other than the page number"},
        {"<w:p><w:hyperlink w:anchor=\"a\"/></w:p>" SECT, "a link inside the document"},
        {"<w:p><w:pPr>" SECT "</w:pPr></w:p>" HELLO SECT, "several sections"},
        {"<w:p><!-- x --></w:p>" SECT, "markup of unusual form"},
        {"<w:p><w:hyperlink r:id='rId4'></w:hyperlink></w:p>" SECT, "markup of unusual form"},
        {"<w:p><w:hyperlink r:id =\"rId4\"></w:hyperlink></w:p>" SECT, "markup of unusual form"},
        {"<w:p><w:hyperlink r:id= \"rId4\"></w:hyperlink></w:p>" SECT, "markup of unusual form"},
        {"<w:p><w:hyperlink w:tooltip=\"x='1'\"></w:hyperlink></w:p>" SECT, ""},
        {"<w:p><w:hyperlink xmlns:rel=\"" RELATIONS "\" rel:id=\"rId4\"></w:hyperlink></w:p>" SECT, "markup of unusual form"},
        {"<w:p><w:hyperlink xmlns:r=\"" RELATIONS "\" r:id=\"rId4\"></w:hyperlink></w:p>" SECT, ""},
        {HELLO "<w:sectPr><w:type w:val=\"oddPage\"/></w:sectPr>", "a section of unusual kind"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(reason_of(cases[i][0]), cases[i][1]);
}

/* Parts that would get one name in the merged package. */
static void parts_of_one_new_name_go_alone(void **state)
{
    (void)state;
    static const char *const relations[] = {
        "<Relationship Id=\"rId5\" Type=\"" TYPE "header\" Target=\"header.xml\"/>",
        "<Relationship Id=\"rId5\" Type=\"" TYPE "header\" Target=\"first/header.xml\"/>",
        "<Relationship Id=\"rId5\" Type=\"" TYPE "image\" Target=\"pictures/logo.png\"/>",
        "<Relationship Id=\"rId5\" Type=\"" TYPE "image\" Target=\"media/old/logo.png\"/>",
    };
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        assert_string_equal(reason_for(&(struct parts){.body = HELLO SECT, .relations = relations[i]}), "parts in unusual places");
    static const char link[] = "<Relationship Id=\"rId5\" Type=\"" TYPE "hyperlink\" Target=\"a/b\" TargetMode=\"External\"/>"
                               "<Relationship Id=\"rId6\" Type=\"" TYPE "image\" Target=\"media/logo.png\"/>";
    assert_string_equal(reason_for(&(struct parts){.body = HELLO SECT, .relations = link}), "");
}

static void relations_of_unusual_form_go_alone(void **state)
{
    (void)state;
    static const char *const relations[] = {
        "<Relationship Id=\"rId5\" Type=\"" TYPE "image\" Target=\"media/logo.png\"></Relationship>",
        "<Relationship\nId=\"rId5\" Type=\"" TYPE "image\" Target=\"media/logo.png\"/>",
        "<Relationship Id='rId5' Type=\"" TYPE "image\" Target=\"media/logo.png\"/>",
        "<p:Relationship Id=\"rId5\" Type=\"" TYPE "image\" Target=\"media/logo.png\"/>",
        "<!-- <Relationship Id=\"rId5\"/> -->",
    };
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        assert_string_equal(reason_for(&(struct parts){.body = HELLO SECT, .relations = relations[i]}),
                            "a relationship of unusual form");
}

static void only_documents_of_one_look_share_a_class(void **state)
{
    (void)state;
    char a[PZ_DIGEST_SIZE], b[PZ_DIGEST_SIZE];
    const char *reason;
    struct pz_error err = PZ_ERROR_INIT;
    static const struct parts other[] = {
        {.body = HELLO HELLO SECT, .header = "Сады", .picture = "GIF"}, /* the same look */
        {.body = HELLO SECT, .styles = "<w:styles><w:style/></w:styles>"},
        {.body = HELLO
         "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"16838\" w:h=\"11906\"/></w:sectPr>"},
        {.body = HELLO "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>"},
    };
    assert_int_equal(pz_docx_class(document(&(struct parts){.body = HELLO SECT}), a, &reason, &err), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pz_docx_class(document(&other[i]), b, &reason, &err), 0);
        assert_true((strcmp(a, b) == 0) == (i == 0));
    }
    assert_int_equal(
        pz_docx_class(document(&(struct parts){.body = HELLO SECT, .styles = "<w:styles><w:numPr/></w:styles>"}), b, &reason, &err),
        1);
    assert_string_equal(reason, "styles with numbering");
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

static void bodies_stand_in_sections_of_their_own(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT, body = PZ_BUF_INIT, rels = PZ_BUF_INIT, types = PZ_BUF_INIT;
    struct pz_package *package;
    const char *paths[4];
    paths[0] = document(&(struct parts){.body = HELLO SECT, .header = "один"});
    paths[1] = document(&(struct parts){.body = "<w:p>"
                                                "<w:r><w:t>Два</w:t></w:r></w:p>" SECT,
                                        .header = "два"});
    paths[2] = document(
        &(struct parts){.body = HELLO "<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr></w:p>" SECT, .header = "три", .picture = "GIF"});
    paths[3] = document(&(struct parts){.body = HELLO SECT, .header = "четыре"});
    assert_int_equal(pz_docx_merge(&out, paths, 4, "m-", &err), 0);
    assert_int_equal(pz_package_open_memory(&package, out.data, out.len, "x", NULL, &err), 0);
    assert_int_equal(pz_package_read(&body, package, "word/document.xml", 0, &err), 0);
    assert_int_equal(pz_package_read(&rels, package, "word/_rels/document.xml.rels", 0, &err), 0);
    assert_int_equal(pz_package_read(&types, package, "[Content_Types].xml", 0, &err), 0);
    /* A section each, from page 1; the last one's stands at the end, a paragraph that shows nothing keeps to itself. */
    assert_int_equal(count(body.data, "<w:sectPr>"), 4);
    assert_int_equal(count(body.data, "<w:pgNumType w:start=\"1\"/></w:sectPr>"), 4);
    assert_int_equal(count(body.data, "<w:body><w:p><w:pPr><w:sectPr/></w:pPr>"), 1); /* the preface, before all */
    assert_int_equal(count(body.data, "<w:jc w:val=\"both\"/><w:sectPr>"), 1);
    assert_int_equal(count(body.data, "<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"default\" r:id=\"d1-rId3\"/>"), 1);
    assert_int_equal(count(body.data, "<w:jc w:val=\"left\"/></w:pPr></w:p><w:p><w:pPr><w:spacing "), 1);
    assert_non_null(strstr(body.data, "<w:pgNumType w:start=\"1\"/></w:sectPr></w:body></w:document>"));
    for (int i = 0; i < 4; i++) {
        char name[64];
        snprintf(name, sizeof name, "w:name=\"m-%06d\"", i);
        assert_int_equal(count(body.data, name), 1);
        snprintf(name, sizeof name, "Target=\"d%d-header.xml\"", i);
        assert_int_equal(count(rels.data, name), 1);
        snprintf(name, sizeof name, "PartName=\"/word/d%d-header.xml\" ContentType=\"a/header\"", i);
        assert_int_equal(count(types.data, name), 1);
    }
    /* A picture that is the same stands there once. */
    assert_int_equal(count(rels.data, "Target=\"media/d0-logo.png\""), 3);
    assert_int_equal(count(rels.data, "Target=\"media/d2-logo.png\""), 1);
    assert_true(pz_package_find(package, "word/media/d2-logo.png") >= 0 && pz_package_find(package, "word/media/d1-logo.png") < 0);
    assert_int_equal(count(rels.data, "styles.xml"), 1);
    pz_package_close(package);
    pz_buf_release(&out);
    pz_buf_release(&body);
    pz_buf_release(&rels);
    pz_buf_release(&types);
}

/* Headers that are the same are read once; marks of revisions go; what only looks like markup stays. */
static void what_is_the_same_stands_there_once(void **state)
{
    (void)state;
    static const char marked[] = "<w:p w:rsidR=\"00A1\" w:rsidRDefault=\"00A2\"><w:r w:rsidRPr=\"00A3\"><w:t> r:id=\"rId3\" "
                                 "w:rsidR=\"1\"</w:t></w:r></w:p>" SECT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT, body = PZ_BUF_INIT;
    struct pz_package *package;
    const char *paths[4];
    for (int i = 0; i < 4; i++)
        paths[i] = document(&(struct parts){.body = marked, .header = i < 2 ? "один" : "два"});
    assert_int_equal(pz_docx_merge(&out, paths, 4, "m-", &err), 0);
    assert_int_equal(pz_package_open_memory(&package, out.data, out.len, "x", NULL, &err), 0);
    assert_int_equal(pz_package_read(&body, package, "word/document.xml", 0, &err), 0);
    assert_int_equal(count(body.data, "<w:headerReference w:type=\"default\" r:id=\"d0-rId3\"/>"), 1);
    assert_int_equal(count(body.data, "<w:headerReference w:type=\"default\" r:id=\"d2-rId3\"/>"), 1);
    assert_int_equal(count(body.data, "<w:headerReference"), 2);
    assert_true(pz_package_find(package, "word/d0-header.xml") >= 0 && pz_package_find(package, "word/d2-header.xml") >= 0);
    assert_true(pz_package_find(package, "word/d1-header.xml") < 0 && pz_package_find(package, "word/d3-header.xml") < 0);
    assert_int_equal(count(body.data, "<w:t> r:id=\"rId3\" w:rsidR=\"1\"</w:t>"), 4);
    assert_int_equal(count(body.data, "w:rsid"), 4);
    pz_package_close(package);
    pz_buf_release(&out);
    pz_buf_release(&body);
}

static void headers_of_one_crc_stay_apart(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_package *package;
    const char *paths[2];
    paths[0] = document(&(struct parts){.body = HELLO SECT, .header = "plumless"});
    paths[1] = document(&(struct parts){.body = HELLO SECT, .header = "buckeroo"}); /* the same CRC */
    assert_int_equal(pz_docx_merge(&out, paths, 2, "m-", &err), 0);
    assert_int_equal(pz_package_open_memory(&package, out.data, out.len, "x", NULL, &err), 0);
    assert_true(pz_package_find(package, "word/d0-header.xml") >= 0 && pz_package_find(package, "word/d1-header.xml") >= 0);
    pz_package_close(package);
    pz_buf_release(&out);
}

static void a_document_that_changed_is_refused(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    const char *paths[2];
    paths[0] = document(&(struct parts){.body = HELLO SECT});
    paths[1] = document(&(struct parts){.body = "<w:p/>" SECT});
    assert_int_equal(pz_docx_merge(&out, paths, 2, "m-", &err), -1);
    assert_string_equal(err.id, "E-PDF-012");
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_depends_on_the_whole_goes_alone),  cmocka_unit_test(only_documents_of_one_look_share_a_class),
        cmocka_unit_test(bodies_stand_in_sections_of_their_own), cmocka_unit_test(what_is_the_same_stands_there_once),
        cmocka_unit_test(relations_of_unusual_form_go_alone),    cmocka_unit_test(parts_of_one_new_name_go_alone),
        cmocka_unit_test(headers_of_one_crc_stay_apart),         cmocka_unit_test(a_document_that_changed_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
